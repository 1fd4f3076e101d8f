package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/balancegroup"
	"ohmstead/backend/identity"
	"ohmstead/energy/ledger"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

// balances sums what is posted to a group and, by the rules of each quarter hour, below it. What nothing was
// posted to stays null.
const balances = `WITH RECURSIVE below AS (
		SELECT $1::uuid AS id, tstzrange($2, $3) AS span, false AS child
		UNION ALL
		SELECT r.group_id, b.span * tstzrange(r.valid_from, r.valid_to), true
		FROM below b JOIN balance_group_rules r ON r.superior_id = b.id AND b.span && tstzrange(r.valid_from, r.valid_to)
	), posted AS (
		SELECT p.slot_from AS slot, (sum(p.energy_j) FILTER (WHERE NOT b.child))::bigint AS own, (sum(p.energy_j) FILTER (WHERE b.child))::bigint AS children, sum(p.energy_j)::bigint AS total,
			CASE WHEN count(*) = count(p.co2_g) THEN sum(p.co2_g)::bigint END AS co2, CASE WHEN bool_and(t.status = 'FINAL') THEN 'FINAL' ELSE 'PROVISIONAL' END AS status
		FROM below b JOIN energy_postings p ON p.group_id = b.id AND p.slot_from >= lower(b.span) AND p.slot_from < upper(b.span)
		JOIN energy_transactions t ON t.tenant_id = p.tenant_id AND t.id = p.transaction_id
		GROUP BY p.slot_from
	), sealed AS (
		SELECT generate_series(greatest(s.slot_from, $2), least(s.slot_to, $3) - interval '15 minutes', interval '15 minutes') AS slot
		FROM balance_seals s WHERE s.group_id = $1 AND s.slot_from < $3 AND s.slot_to > $2
	)
	SELECT coalesce(p.slot, s.slot), p.own, p.children, p.total, p.co2, coalesce(p.status, ''), s.slot IS NOT NULL
	FROM posted p FULL JOIN sealed s ON s.slot = p.slot ORDER BY 1`

// BalanceOf implements balancegroup.Ledger.
func (d *DB) BalanceOf(ctx context.Context, scope identity.Scope, group uuid.UUID, period slot.Interval) ([]balancegroup.Quarter, error) {
	return list(ctx, d, scope, question[balancegroup.Quarter]{
		what: "balances", sql: balances, args: []any{group, period.From, period.To},
		scan: func(row pgx.CollectableRow) (q balancegroup.Quarter, err error) {
			err = row.Scan(&q.Slot, &q.OwnJ, &q.ChildrenJ, &q.TotalJ, &q.CO2, &q.Status, &q.Sealed)
			q.Slot = q.Slot.UTC()
			return q, err
		},
	})
}

func sealsQuestion(rest string, args ...any) question[balancegroup.Seal] {
	return question[balancegroup.Seal]{
		what: "balance seal", args: args,
		sql: "SELECT id, group_id, slot_from, slot_to, postings, hash, sealed_at, sealed_by FROM balance_seals b" + rest,
		scan: func(row pgx.CollectableRow) (s balancegroup.Seal, err error) {
			err = row.Scan(&s.ID, &s.Group, &s.Span.From, &s.Span.To, &s.Postings, &s.Hash, &s.At, &s.By)
			s.Span.From, s.Span.To, s.At = s.Span.From.UTC(), s.Span.To.UTC(), s.At.UTC()
			return s, err
		},
	}
}

// BalanceSeals implements balancegroup.Ledger, those of the newest quarter hours first.
func (d *DB) BalanceSeals(ctx context.Context, scope identity.Scope, f balancegroup.SealFilter) ([]balancegroup.Seal, error) {
	var w where
	if f.After != uuid.Nil {
		w.add("(b.slot_from, b.id) < (SELECT a.slot_from, a.id FROM balance_seals a WHERE a.id = ?)", f.After)
	}
	if f.Group != uuid.Nil {
		w.add("b.group_id = ?", f.Group)
	}
	return list(ctx, d, scope, sealsQuestion(w.sql()+" ORDER BY b.slot_from DESC, b.id DESC"+w.limit(f.Limit), w.args...))
}

// SealBalance implements balancegroup.Ledger. The lock on the group keeps postings out until it is decided;
// the database forms the hash once more by itself.
func (d *DB) SealBalance(ctx context.Context, scope identity.Scope, s balancegroup.Seal) (made balancegroup.Seal, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		var name string
		if err := tx.QueryRow(ctx, "SELECT name FROM balance_groups WHERE id = $1 FOR UPDATE", s.Group).Scan(&name); err != nil {
			return notFound(err, "balance group")
		}
		there, err := collect(ctx, tx, sealsQuestion(" WHERE id = $1", s.ID))
		if err != nil {
			return err
		}
		if len(there) == 1 {
			made = there[0]
			if made.Group != s.Group || !made.Span.From.Equal(s.Span.From) || !made.Span.To.Equal(s.Span.To) {
				return reason.New(reason.IdempotencyKeyReused, reason.Params{"id": s.ID.String()})
			}
			return nil
		}
		if err := seal(ctx, tx, scope, s); err != nil {
			return asSeal(err, name)
		}
		made, err = one(ctx, tx, sealsQuestion(" WHERE id = $1", s.ID))
		return err
	})
	return made, fault("seal a balance group", err)
}

func asSeal(err error, name string) error {
	is := map[string]string{"balance_seals_once": "SEALED", "balance_seals_final": balancegroup.Provisional, "balance_seals_postings_check": "EMPTY"}[constraint(err)]
	if is == "" {
		return err
	}
	return reason.Wrap(err, reason.InvalidBalanceGroupStatus, reason.Params{"name": name, "status": is})
}

func seal(ctx context.Context, tx *Tx, scope identity.Scope, s balancegroup.Seal) error {
	posted, err := collect(ctx, tx, question[ledger.Posted]{
		what: "postings to seal", sql: "SELECT slot_from, transaction_id, energy_j, co2_g FROM energy_postings WHERE group_id = $1 AND slot_from >= $2 AND slot_from < $3",
		args: []any{s.Group, s.Span.From, s.Span.To},
		scan: func(row pgx.CollectableRow) (p ledger.Posted, err error) {
			var id uuid.UUID
			var at time.Time
			err = row.Scan(&at, &id, &p.EnergyJ, &p.CO2)
			p.Slot, p.Transaction = at.UTC(), ledger.ID(id)
			return p, err
		},
	})
	if err != nil {
		return err
	}
	hash := ledger.Hash(ledger.ID(s.Group), s.Span, posted)
	_, err = tx.Exec(ctx, "INSERT INTO balance_seals (tenant_id, id, group_id, slot_from, slot_to, postings, hash, sealed_at, sealed_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
		scope.Tenant, s.ID, s.Group, s.Span.From, s.Span.To, len(posted), hash[:], s.At, actor(scope))
	return err
}

func disputesQuestion(rest string, args ...any) question[balancegroup.Dispute] {
	return question[balancegroup.Dispute]{
		what: "balance dispute", args: args,
		sql: "SELECT id, transaction_id, group_id, seal_id, slot_from, energy_j, co2_g, noted_at, version, coalesce(resolution, ''), resolved_at, coalesce(resolved_by, '') FROM balance_disputes b" + rest,
		scan: func(row pgx.CollectableRow) (d balancegroup.Dispute, err error) {
			err = row.Scan(&d.ID, &d.Transaction, &d.Group, &d.Seal, &d.Slot, &d.EnergyJ, &d.CO2, &d.Noted, &d.Version, &d.Resolution, &d.Resolved, &d.By)
			d.Slot, d.Noted, d.Resolved = d.Slot.UTC(), d.Noted.UTC(), utcOrNone(d.Resolved)
			return d, err
		},
	}
}

// BalanceDisputes implements balancegroup.Cases, those that came last first.
func (d *DB) BalanceDisputes(ctx context.Context, scope identity.Scope, f balancegroup.DisputeFilter) ([]balancegroup.Dispute, error) {
	var w where
	if f.After != uuid.Nil {
		w.add("(b.noted_at, b.id) < (SELECT a.noted_at, a.id FROM balance_disputes a WHERE a.id = ?)", f.After)
	}
	if f.Group != uuid.Nil {
		w.add("b.group_id = ?", f.Group)
	}
	if f.Open {
		w.add("b.resolved_at IS NULL")
	}
	return list(ctx, d, scope, disputesQuestion(w.sql()+" ORDER BY b.noted_at DESC, b.id DESC"+w.limit(f.Limit), w.args...))
}

// SettleDispute implements balancegroup.Cases.
func (d *DB) SettleDispute(ctx context.Context, scope identity.Scope, s balancegroup.Settlement) (settled balancegroup.Dispute, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		tag, err := tx.Exec(ctx, "UPDATE balance_disputes SET resolution = $3, resolved_at = $4, resolved_by = $5, version = version + 1 WHERE id = $1 AND version = $2 AND resolved_at IS NULL",
			s.ID, s.Version, s.Resolution, s.Now, actor(scope))
		if err != nil {
			return err
		}
		if settled, err = one(ctx, tx, disputesQuestion(" WHERE id = $1", s.ID)); err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return reason.New(reason.VersionConflict, reason.Params{"expected_version": s.Version, "actual_version": settled.Version})
		}
		return nil
	})
	return settled, fault("settle a dispute", err)
}
