package balancegroups

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/balancegroup"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/places"
	"ohmstead/energy/ledger"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

func (a api) listTransactions(ctx context.Context, c operation.Caller, in *transactionsInput) (*output[EnergyTransactionPage], error) {
	p, err := page(in.Paging)
	if err != nil {
		return nil, err
	}
	found, err := a.service.EnergyTransactions(ctx, c.Scope, balancegroup.TransactionFilter{
		Group: in.Group, Status: in.Status, Text: in.Text, Span: slot.Interval{From: in.From, To: in.To}, Page: p,
	})
	if err != nil {
		return nil, fmt.Errorf("list energy transactions: %w", err)
	}
	out := &output[EnergyTransactionPage]{}
	out.Body.Items, out.Body.Next = cut(found, in.Limit, func(t balancegroup.Transaction) string { return t.ID.String() }, transactionOf)
	return out, nil
}

func (a api) transaction(ctx context.Context, c operation.Caller, in *TransactionInput) (*output[EnergyTransaction], error) {
	t, err := a.service.EnergyTransaction(ctx, c.Scope, in.ID)
	return answered(t, err, transactionOf)
}

func (a api) move(ctx context.Context, c operation.Caller, in *moveInput) (*output[EnergyTransaction], error) {
	id, err := places.RequestID(c.Tenant.ID, "move-energy", in.Key)
	if err != nil {
		return nil, err
	}
	b := in.Body
	joules, err := ledger.ParseWattHours(b.EnergyWh)
	if err != nil {
		return nil, err
	}
	t, err := a.service.Move(ctx, c.Scope, balancegroup.Transaction{ID: id, Noted: a.desk.Now(), Transfer: balancegroup.Transfer{
		Name: b.Name, Source: b.SourceID, Destination: b.DestinationID, Period: slot.Interval{From: b.StartsAt.UTC(), To: b.EndsAt.UTC()}, EnergyJ: joules, CO2: b.CO2G,
	}})
	return answered(t, err, transactionOf)
}

func (a api) finalise(ctx context.Context, c operation.Caller, in *TransactionInput) (*output[EnergyTransaction], error) {
	t, err := a.service.Finalise(ctx, c.Scope, in.ID, a.desk.Now())
	return answered(t, err, transactionOf)
}

func (a api) reverse(ctx context.Context, c operation.Caller, in *reverseInput) (*output[EnergyTransaction], error) {
	id, err := places.RequestID(c.Tenant.ID, "reverse-transaction", in.Key)
	if err != nil {
		return nil, err
	}
	t, err := a.service.Reverse(ctx, c.Scope, balancegroup.Reversal{ID: id, Of: in.ID, Name: in.Body.Name, Now: a.desk.Now()})
	return answered(t, err, transactionOf)
}

func transactionOf(t balancegroup.Transaction) EnergyTransaction {
	return EnergyTransaction{
		ID: t.ID, Status: t.Status, ReversesID: t.Reverses, ReversedBy: t.ReversedBy, Disputed: t.Disputed, NotedAt: t.Noted, NotedBy: t.By, FinalisedAt: t.Finalised, FinalisedBy: orNull(t.FinalisedBy),
		EnergyTransactionFields: EnergyTransactionFields{
			Name: t.Name, SourceID: t.Source, DestinationID: t.Destination, StartsAt: t.Period.From, EndsAt: t.Period.To, EnergyWh: unit.Energy(t.EnergyJ).WattHourText(), CO2G: t.CO2,
		},
	}
}

func (a api) listPostings(ctx context.Context, c operation.Caller, in *postingsInput) (*output[EnergyPostingPage], error) {
	f := balancegroup.PostingFilter{Group: in.Group, Transaction: in.Transaction, Span: slot.Interval{From: in.From, To: in.To}, Limit: in.Limit + 1}
	if in.Cursor != "" {
		if err := afterPosting(in.Cursor, &f); err != nil {
			return nil, err
		}
	}
	found, err := a.service.EnergyPostings(ctx, c.Scope, f)
	if err != nil {
		return nil, fmt.Errorf("list postings: %w", err)
	}
	out := &output[EnergyPostingPage]{}
	out.Body.Items, out.Body.Next = cut(found, in.Limit, func(p balancegroup.Posting) string {
		return p.Slot.Format(time.RFC3339) + " " + p.Transaction.String() + " " + p.Group.String()
	}, postingOf)
	return out, nil
}

// afterPosting reads the cursor behind a posting.
func afterPosting(cursor string, f *balancegroup.PostingFilter) error {
	last, err := operation.Unseal(cursor)
	if err != nil {
		return err
	}
	parts := strings.Split(last, " ")
	if len(parts) != 3 {
		return operation.NoCursor(cursor)
	}
	var errs [3]error
	f.AfterSlot, errs[0] = time.Parse(time.RFC3339, parts[0])
	f.AfterTransaction, errs[1] = uuid.Parse(parts[1])
	f.AfterGroup, errs[2] = uuid.Parse(parts[2])
	if errs != [3]error{} {
		return operation.NoCursor(cursor)
	}
	return nil
}

func postingOf(p balancegroup.Posting) EnergyPosting {
	return EnergyPosting{
		SlotFrom: p.Slot, GroupID: p.Group, TransactionID: p.Transaction, Name: p.Name, EnergyWh: unit.Energy(p.EnergyJ).WattHourText(), EnergyJ: p.EnergyJ, CO2G: p.CO2, Status: p.Status,
	}
}

func (a api) listDisputes(ctx context.Context, c operation.Caller, in *disputesInput) (*output[BalanceDisputePage], error) {
	p, err := page(in.Paging)
	if err != nil {
		return nil, err
	}
	found, err := a.service.BalanceDisputes(ctx, c.Scope, balancegroup.DisputeFilter{Group: in.Group, Open: in.Open, Page: p})
	if err != nil {
		return nil, fmt.Errorf("list disputes: %w", err)
	}
	out := &output[BalanceDisputePage]{}
	out.Body.Items, out.Body.Next = cut(found, in.Limit, func(d balancegroup.Dispute) string { return d.ID.String() }, disputeOf)
	return out, nil
}

func (a api) resolve(ctx context.Context, c operation.Caller, in *resolveInput) (*output[BalanceDispute], error) {
	d, err := a.service.Resolve(ctx, c.Scope, balancegroup.Settlement{ID: in.ID, Version: in.Body.Version, Resolution: in.Body.Resolution, Now: a.desk.Now()})
	return answered(d, err, disputeOf)
}

func disputeOf(d balancegroup.Dispute) BalanceDispute {
	return BalanceDispute{
		ID: d.ID, TransactionID: d.Transaction, GroupID: d.Group, SealID: d.Seal, SlotFrom: d.Slot, EnergyWh: unit.Energy(d.EnergyJ).WattHourText(), CO2G: d.CO2,
		NotedAt: d.Noted, Version: d.Version, Resolution: orNull(d.Resolution), ResolvedAt: d.Resolved, ResolvedBy: orNull(d.By),
	}
}
