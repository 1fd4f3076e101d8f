package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
)

// Cycles implements microgrid.Histories.
func (d *DB) Cycles(ctx context.Context, scope identity.Scope, f microgrid.CycleFilter) ([]microgrid.Cycle, string, error) {
	limit := min(max(f.Limit, 1), 200)
	var w where
	w.add("c.microgrid_id = ?", string(f.Microgrid))
	if f.Outcome != "" {
		w.add("c.outcome = ?", string(f.Outcome))
	}
	if f.Cursor != "" {
		at, id, err := parseCursor(f.Cursor)
		if err != nil {
			return nil, "", err
		}
		w.add("(c.started_at, c.cycle_id) < (?, ?)", at, id)
	}
	found, err := list(ctx, d, scope, question[microgrid.Cycle]{
		what: "balancing cycles", args: append(w.args, limit+1), scan: scanCycle,
		sql: "SELECT to_jsonb(c) - 'allocation_summary' FROM balancing_cycles c" + w.sql() + fmt.Sprintf(" ORDER BY c.started_at DESC, c.cycle_id DESC LIMIT $%d", len(w.args)+1),
	})
	if err != nil || len(found) <= limit {
		return found, "", err
	}
	last := found[limit-1]
	return found[:limit], cursorOf(last.StartedAt, string(last.CycleID)), nil
}

// FindCycle implements microgrid.Histories.
func (d *DB) FindCycle(ctx context.Context, scope identity.Scope, id, cycle topology.ID) (microgrid.Cycle, error) {
	found, err := list(ctx, d, scope, question[microgrid.Cycle]{
		what: "balancing cycles", args: []any{string(id), string(cycle)}, scan: scanCycle,
		sql: `SELECT to_jsonb(c) || jsonb_build_object('allocation_summary', s.allocation_summary) FROM balancing_cycles c
			JOIN balancing_cycles s ON s.tenant_id = c.tenant_id AND s.cycle_id = c.summary_cycle WHERE c.microgrid_id = $1 AND c.cycle_id = $2`,
	})
	if err == nil && len(found) == 0 {
		err = notFound(pgx.ErrNoRows, "cycle")
	}
	if err != nil {
		return microgrid.Cycle{}, err
	}
	return found[0], nil
}

func scanCycle(row pgx.CollectableRow) (c microgrid.Cycle, err error) {
	var raw []byte
	if err := row.Scan(&raw); err != nil {
		return c, err
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		return c, err
	}
	c.StartedAt, c.EndedAt = c.StartedAt.UTC(), c.EndedAt.UTC()
	return c, nil
}

// alarm raises an alarm for each breach that began and clears those of breaches that ended.
func (w microgridWriter) alarm(ctx context.Context, breaches []microgrid.Breach) error {
	for _, b := range breaches {
		what := breachKey(b.Breach)
		if b.ClearedAt != nil {
			_, err := w.tx.Exec(ctx, "UPDATE events SET cleared_at = $1 WHERE kind = 'ALARM' AND code = $2 AND site_id = $3 AND device = $4 AND cleared_at IS NULL",
				*b.ClearedAt, string(reason.LimitBreached), w.kept.site, what)
			if err != nil {
				return fmt.Errorf("clear the alarm of a breach: %w", err)
			}
			continue
		}
		id, err := newID()
		if err != nil {
			return err
		}
		params := reason.Params{"node": what, "demand_watts": b.EffectiveDemandWatts, "limit_watts": b.ResolvedLimitWatts}
		_, err = w.tx.Exec(ctx, `INSERT INTO events (tenant_id, site_id, id, kind, severity, code, params, device, raised_at)
			VALUES ($1, $2, $3, 'ALARM', 'WARNING', $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
			w.kept.tenant, w.kept.site, id, string(reason.LimitBreached), params, what, b.DetectedAt)
		if err != nil {
			return fmt.Errorf("raise the alarm of a breach: %w", err)
		}
	}
	return nil
}

// breachKey is what an alarm names: the node, or the microgrid, and what is bounded there.
func breachKey(b balance.Breach) string {
	if b.NodeID == "" {
		return "microgrid " + string(b.ConstraintType)
	}
	return string(b.NodeID) + " " + string(b.ConstraintType)
}
