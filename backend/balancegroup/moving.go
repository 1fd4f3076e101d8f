package balancegroup

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/energy/ledger"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

// Move stores a transaction with its entries, provisional: INVALID_TENANT_REFERENCE for a group that is not
// there, INVALID_BALANCE_GROUP_STATUS for one that is archived, INVALID_TIMEFRAME for a period outside the
// validity of one; errors of ledger.Post. What falls into sealed quarter hours becomes cases.
func (s *Service) Move(ctx context.Context, scope identity.Scope, t Transaction) (Transaction, error) {
	if err := whole(scope); err != nil {
		return Transaction{}, err
	}
	var err error
	if t.Name, err = checkName(t.Name); err != nil {
		return Transaction{}, err
	}
	entries, err := ledger.Post(t.Name, t.inLedger())
	if err != nil {
		return Transaction{}, err
	}
	if err := s.takes(ctx, scope, reference{"source_id", t.Source}, t.Period); err != nil {
		return Transaction{}, err
	}
	if err := s.takes(ctx, scope, reference{"destination_id", t.Destination}, t.Period); err != nil {
		return Transaction{}, err
	}
	return s.store(ctx, scope, t, entries)
}

// takes refuses a period in which a group takes no transactions.
func (s *Service) takes(ctx context.Context, scope identity.Scope, group reference, period slot.Interval) error {
	g, err := s.named(ctx, scope, group)
	if err != nil {
		return err
	}
	if g.Archived != nil {
		return status(g.Name, "ARCHIVED")
	}
	if !g.valid().Holds(ledger.Validity{From: period.From, To: period.To}) {
		return reason.New(reason.InvalidTimeframe, reason.Params{"name": g.Name, "from": period.From.UTC().Format(time.RFC3339), "to": period.To.UTC().Format(time.RFC3339)})
	}
	return nil
}

func (s *Service) store(ctx context.Context, scope identity.Scope, t Transaction, entries []ledger.Entry) (Transaction, error) {
	t.Status, t.By = Provisional, scope.Actor
	made, err := s.AddEnergyTransaction(ctx, scope, t, entries)
	if err != nil {
		return Transaction{}, fmt.Errorf("store the transaction %s: %w", t.Name, err)
	}
	return made, nil
}

// Reversal says which transaction is to be taken back, and under which id that is stored.
type Reversal struct {
	ID, Of uuid.UUID
	Name   string // "" for that of the transaction
	Now    time.Time
}

// Reverse takes a transaction back, by one that moves the same the other way, provisional: its entries are
// exactly the opposite. INVALID_BALANCE_GROUP_STATUS for one that was taken back already, or that takes back
// another itself. Also groups that are archived since take it.
func (s *Service) Reverse(ctx context.Context, scope identity.Scope, r Reversal) (Transaction, error) {
	if err := whole(scope); err != nil {
		return Transaction{}, err
	}
	was, err := s.EnergyTransaction(ctx, scope, r.Of)
	if err != nil {
		return Transaction{}, fmt.Errorf("find the transaction: %w", err)
	}
	switch {
	case was.Reverses != nil:
		return Transaction{}, status(was.Name, "REVERSAL")
	case was.ReversedBy != nil && *was.ReversedBy != r.ID:
		return Transaction{}, status(was.Name, "REVERSED")
	}
	if r.Name == "" {
		r.Name = was.Name
	}
	t := Transaction{ID: r.ID, Transfer: was.Transfer, Reverses: &was.ID, Noted: r.Now}
	t.Source, t.Destination = was.Destination, was.Source
	if t.Name, err = checkName(r.Name); err != nil {
		return Transaction{}, err
	}
	entries, err := ledger.Post(t.Name, t.inLedger())
	if err != nil {
		return Transaction{}, err
	}
	return s.store(ctx, scope, t, entries)
}

// Finalise has a transaction final for ever; one that is stays as it is.
func (s *Service) Finalise(ctx context.Context, scope identity.Scope, id uuid.UUID, now time.Time) (Transaction, error) {
	if err := whole(scope); err != nil {
		return Transaction{}, err
	}
	t, err := s.FinaliseEnergyTransaction(ctx, scope, Transaction{ID: id, Finalised: &now, FinalisedBy: scope.Actor})
	if err != nil {
		return Transaction{}, fmt.Errorf("finalise the transaction: %w", err)
	}
	return t, nil
}

// Close seals quarter hours of a group that are over: INVALID_TIMEFRAME where they are not; errors of
// Ledger.SealBalance. It cannot be undone.
func (s *Service) Close(ctx context.Context, scope identity.Scope, seal Seal) (Seal, error) {
	if err := whole(scope); err != nil {
		return Seal{}, err
	}
	g, err := s.BalanceGroup(ctx, scope, seal.Group)
	if err != nil {
		return Seal{}, fmt.Errorf("find the group: %w", err)
	}
	if err := ledger.CheckSlots(g.Name, seal.Span); err != nil {
		return Seal{}, err
	}
	if seal.Span.To.After(seal.At) {
		return Seal{}, reason.New(reason.InvalidTimeframe, reason.Params{"name": g.Name, "from": seal.Span.From.UTC().Format(time.RFC3339), "to": seal.Span.To.UTC().Format(time.RFC3339)})
	}
	seal.By = scope.Actor
	sealed, err := s.SealBalance(ctx, scope, seal)
	if err != nil {
		return Seal{}, fmt.Errorf("seal the group %s: %w", g.Name, err)
	}
	return sealed, nil
}

// Resolve notes how people have settled a case: VERSION_CONFLICT where somebody has already.
func (s *Service) Resolve(ctx context.Context, scope identity.Scope, settled Settlement) (Dispute, error) {
	if err := whole(scope); err != nil {
		return Dispute{}, err
	}
	d, err := s.SettleDispute(ctx, scope, settled)
	if err != nil {
		return Dispute{}, fmt.Errorf("settle the case: %w", err)
	}
	return d, nil
}
