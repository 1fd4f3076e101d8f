package postgres

import (
	"context"
	"reflect"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/balancegroup"
	"ohmstead/backend/identity"
	"ohmstead/energy/ledger"
	"ohmstead/energy/reason"
)

func transactionsQuestion(rest string, args ...any) question[balancegroup.Transaction] {
	return question[balancegroup.Transaction]{
		what: "energy transaction", args: args,
		sql: `SELECT t.id, t.name, t.source_id, t.destination_id, t.starts_at, t.ends_at, t.energy_j, t.co2_g, t.status, t.reverses_id,
				(SELECT o.id FROM energy_transactions o WHERE o.tenant_id = t.tenant_id AND o.reverses_id = t.id), t.noted_at, t.noted_by, t.finalised_at, coalesce(t.finalised_by, ''),
				(SELECT count(*)::int FROM balance_disputes d WHERE d.tenant_id = t.tenant_id AND d.transaction_id = t.id AND d.group_id = t.source_id)
			FROM energy_transactions t` + rest,
		scan: func(row pgx.CollectableRow) (t balancegroup.Transaction, err error) {
			err = row.Scan(&t.ID, &t.Name, &t.Source, &t.Destination, &t.Period.From, &t.Period.To, &t.EnergyJ, &t.CO2, &t.Status, &t.Reverses,
				&t.ReversedBy, &t.Noted, &t.By, &t.Finalised, &t.FinalisedBy, &t.Disputed)
			t.Period.From, t.Period.To, t.Noted, t.Finalised = t.Period.From.UTC(), t.Period.To.UTC(), t.Noted.UTC(), utcOrNone(t.Finalised)
			return t, err
		},
	}
}

// EnergyTransactions implements balancegroup.Transactions, those that begin last first.
func (d *DB) EnergyTransactions(ctx context.Context, scope identity.Scope, f balancegroup.TransactionFilter) ([]balancegroup.Transaction, error) {
	var w where
	if f.After != uuid.Nil {
		w.add("(t.starts_at, t.id) < (SELECT a.starts_at, a.id FROM energy_transactions a WHERE a.id = ?)", f.After)
	}
	if f.Group != uuid.Nil {
		w.add("?::uuid IN (t.source_id, t.destination_id)", f.Group)
	}
	if f.Status != "" {
		w.add("t.status = ?", f.Status)
	}
	if f.Text != "" {
		w.add("strpos(lower(t.name), lower(?)) > 0", f.Text)
	}
	if !f.Span.From.IsZero() {
		w.add("t.ends_at > ?", f.Span.From)
	}
	if !f.Span.To.IsZero() {
		w.add("t.starts_at < ?", f.Span.To)
	}
	return list(ctx, d, scope, transactionsQuestion(w.sql()+" ORDER BY t.starts_at DESC, t.id DESC"+w.limit(f.Limit), w.args...))
}

// EnergyTransaction implements balancegroup.Transactions.
func (d *DB) EnergyTransaction(ctx context.Context, scope identity.Scope, id uuid.UUID) (t balancegroup.Transaction, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) (err error) {
		t, err = one(ctx, tx, transactionsQuestion(" WHERE t.id = $1", id))
		return err
	})
	return t, fault("find an energy transaction", err)
}

// AddEnergyTransaction implements balancegroup.Transactions.
func (d *DB) AddEnergyTransaction(ctx context.Context, scope identity.Scope, t balancegroup.Transaction, entries []ledger.Entry) (made balancegroup.Transaction, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		tag, err := tx.Exec(ctx, `INSERT INTO energy_transactions (tenant_id, id, name, source_id, destination_id, starts_at, ends_at, energy_j, co2_g, reverses_id, noted_at, noted_by)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (tenant_id, id) DO NOTHING`,
			scope.Tenant, t.ID, t.Name, t.Source, t.Destination, t.Period.From, t.Period.To, t.EnergyJ, t.CO2, t.Reverses, t.Noted, actor(scope))
		if constraint(err) == "energy_transactions_tenant_id_reverses_id_key" {
			return reason.Wrap(err, reason.InvalidBalanceGroupStatus, reason.Params{"name": t.Name, "status": "REVERSED"})
		}
		if err != nil {
			return err
		}
		if tag.RowsAffected() > 0 {
			if err := post(ctx, tx, scope, t, entries); err != nil {
				return asPosting(err, t)
			}
		}
		if made, err = one(ctx, tx, transactionsQuestion(" WHERE t.id = $1", t.ID)); err != nil {
			return err
		}
		t.Period.From, t.Period.To = t.Period.From.UTC(), t.Period.To.UTC()
		if tag.RowsAffected() == 0 && !(reflect.DeepEqual(made.Transfer, t.Transfer) && reflect.DeepEqual(made.Reverses, t.Reverses)) {
			return reason.New(reason.IdempotencyKeyReused, reason.Params{"id": t.ID.String()})
		}
		return nil
	})
	return made, fault("store an energy transaction", err)
}

func asPosting(err error, t balancegroup.Transaction) error {
	if name := constraint(err); name == "energy_postings_while_valid" || name == "balance_disputes_while_valid" {
		return reason.Wrap(err, reason.InvalidTimeframe, reason.Params{"name": t.Name, "from": t.Period.From.UTC().Format(time.RFC3339), "to": t.Period.To.UTC().Format(time.RFC3339)})
	}
	return err
}

// post writes entries, as cases where their quarter hour is sealed for one of both groups. Who seals takes a
// stronger lock on its group, so that no seal comes between.
func post(ctx context.Context, tx *Tx, scope identity.Scope, t balancegroup.Transaction, entries []ledger.Entry) error {
	both := []uuid.UUID{t.Source, t.Destination}
	if _, err := tx.Exec(ctx, "SELECT FROM balance_groups WHERE id = ANY ($1) ORDER BY id FOR KEY SHARE", both); err != nil {
		return err
	}
	seals, err := collect(ctx, tx, sealsQuestion(" WHERE group_id = ANY ($1) AND slot_from < $3 AND slot_to > $2", both, t.Period.From, t.Period.To))
	if err != nil {
		return err
	}
	var posted, late lines
	for _, e := range entries {
		seal := sealOver(seals, e.Slot)
		if seal == uuid.Nil {
			posted.add(e)
			continue
		}
		id, err := newID()
		if err != nil {
			return err
		}
		late.add(e)
		late.ids, late.seals = append(late.ids, id), append(late.seals, seal)
	}
	_, err = tx.Exec(ctx, `INSERT INTO energy_postings (tenant_id, transaction_id, slot_from, group_id, energy_j, co2_g)
		SELECT $1, $2, e.* FROM unnest($3::timestamptz[], $4::uuid[], $5::bigint[], $6::bigint[]) AS e`, scope.Tenant, t.ID, posted.slots, posted.groups, posted.energy, posted.co2)
	if err != nil || len(late.ids) == 0 {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO balance_disputes (tenant_id, transaction_id, noted_at, slot_from, group_id, energy_j, co2_g, id, seal_id)
		SELECT $1, $2, $9, e.* FROM unnest($3::timestamptz[], $4::uuid[], $5::bigint[], $6::bigint[], $7::uuid[], $8::uuid[]) AS e`,
		scope.Tenant, t.ID, late.slots, late.groups, late.energy, late.co2, late.ids, late.seals, t.Noted)
	return err
}

// lines are entries by column.
type lines struct {
	slots      []time.Time
	groups     []uuid.UUID
	energy     []int64
	co2        []*int64
	ids, seals []uuid.UUID
}

func (l *lines) add(e ledger.Entry) {
	l.slots, l.groups, l.energy, l.co2 = append(l.slots, e.Slot), append(l.groups, uuid.UUID(e.Group)), append(l.energy, e.EnergyJ), append(l.co2, e.CO2)
}

func sealOver(seals []balancegroup.Seal, at time.Time) uuid.UUID {
	for _, s := range seals {
		if s.Span.Contains(at) {
			return s.ID
		}
	}
	return uuid.Nil
}

// FinaliseEnergyTransaction implements balancegroup.Transactions.
func (d *DB) FinaliseEnergyTransaction(ctx context.Context, scope identity.Scope, t balancegroup.Transaction) (final balancegroup.Transaction, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		_, err := tx.Exec(ctx, "UPDATE energy_transactions SET status = 'FINAL', finalised_at = $2, finalised_by = $3 WHERE id = $1 AND status <> 'FINAL'", t.ID, t.Finalised, actor(scope))
		if err != nil {
			return err
		}
		final, err = one(ctx, tx, transactionsQuestion(" WHERE t.id = $1", t.ID))
		return err
	})
	return final, fault("finalise an energy transaction", err)
}

// EnergyPostings implements balancegroup.Ledger, by quarter hour.
func (d *DB) EnergyPostings(ctx context.Context, scope identity.Scope, f balancegroup.PostingFilter) ([]balancegroup.Posting, error) {
	var w where
	if !f.AfterSlot.IsZero() {
		w.add("(p.slot_from, p.transaction_id, p.group_id) > (?, ?::uuid, ?::uuid)", f.AfterSlot, f.AfterTransaction, f.AfterGroup)
	}
	if f.Group != uuid.Nil {
		w.add("p.group_id = ?", f.Group)
	}
	if f.Transaction != uuid.Nil {
		w.add("p.transaction_id = ?", f.Transaction)
	}
	if !f.Span.From.IsZero() {
		w.add("p.slot_from >= ?", f.Span.From)
	}
	if !f.Span.To.IsZero() {
		w.add("p.slot_from < ?", f.Span.To)
	}
	return list(ctx, d, scope, question[balancegroup.Posting]{
		what: "postings",
		sql: `SELECT p.transaction_id, t.name, p.group_id, p.slot_from, p.energy_j, p.co2_g, t.status FROM energy_postings p
			JOIN energy_transactions t ON t.tenant_id = p.tenant_id AND t.id = p.transaction_id` + w.sql() + " ORDER BY p.slot_from, p.transaction_id, p.group_id" + w.limit(f.Limit),
		args: w.args,
		scan: func(row pgx.CollectableRow) (p balancegroup.Posting, err error) {
			err = row.Scan(&p.Transaction, &p.Name, &p.Group, &p.Slot, &p.EnergyJ, &p.CO2, &p.Status)
			p.Slot = p.Slot.UTC()
			return p, err
		},
	})
}
