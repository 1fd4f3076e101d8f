package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/dispatch"
	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/backend/microgrid/apply"
	"ohmstead/backend/microgrid/schedule"
	"ohmstead/energy/topology"
	"ohmstead/wire"
)

var _ schedule.Executions = (*DB)(nil)

// executionsQuery asks for the leaves that a decision holds for, each with the newest answer to its last
// order: one that is final before one that is not.
const executionsQuery = `SELECT e.*, coalesce(c.state, '') AS answer_state, a.at AS answered_at, a.applied_watts, a.reason_codes AS answer_codes, a.params AS answer_params
	FROM cycle_executions e
	LEFT JOIN LATERAL (SELECT id, state FROM commands c WHERE c.tenant_id = p.tenant AND c.idempotency_key = e.order_key AND e.order_key <> '' LIMIT 1) c ON true
	LEFT JOIN LATERAL (SELECT at, applied_watts, reason_codes, params FROM command_acks a WHERE a.tenant_id = p.tenant AND a.command_id = c.id AND a.state = c.state
		ORDER BY at DESC LIMIT 1) a ON true
	WHERE e.microgrid_id = p.id AND e.ended_at IS NULL ORDER BY e.node_id`

// receiversQuery asks for the assets at nodes that the edge of the site has said it has, with that edge.
const receiversQuery = `SELECT n.node_id, a.key AS asset, e.id AS edge_id, e.heard_at FROM microgrid_nodes n
	CROSS JOIN LATERAL (SELECT key FROM assets a WHERE a.tenant_id = p.tenant AND a.id = n.attached_asset_id AND a.site_id = p.site AND a.device_id IS NOT NULL
		AND a.enabled AND a.state <> 'RETIRED' AND a.archived_at IS NULL LIMIT 1) a
	CROSS JOIN LATERAL (SELECT e.id, greatest(e.last_seen_at, (SELECT max(b.updated_at) FROM edge_boots b WHERE b.tenant_id = e.tenant_id AND b.edge_id = e.id)) AS heard_at
		FROM edges e WHERE e.tenant_id = p.tenant AND e.site_id = p.site AND e.state = 'ENROLLED' ORDER BY e.last_seen_at DESC NULLS LAST, e.id LIMIT 1) e
	WHERE n.microgrid_id = p.id AND n.attached_asset_id IS NOT NULL`

func executionInUTC(e *apply.Execution) {
	e.BeganAt, e.LookAt = e.BeganAt.UTC(), e.LookAt.UTC()
	for _, at := range []**time.Time{&e.OrderedAt, &e.ExpiresAt, &e.HoldsUntil, &e.AwaitedAt, &e.ConfirmedAt, &e.RetryAt, &e.EndedAt, &e.AnsweredAt} {
		*at = utc(*at)
	}
}

func executionsTable() tableOf {
	return tableOf{"cycle_executions", []string{
		"node_id", "microgrid_id", "cycle_id", "began_at", "asked_watts", "ordered_watts", "ordered_at", "expires_at", "order_key", "orders", "certain", "reach_watts",
		"holds_until", "counted_watts", "awaited_at", "confirmed_watts", "confirmed_at", "reason_code", "reason_params", "retry_at", "look_at", "ended_at",
	}, "tenant_id, cycle_id, node_id"}
}

// order stores the commands that carry out a cycle, with the state that says they were given.
func (w microgridWriter) order(ctx context.Context, orders []microgrid.Order) error {
	for _, o := range orders {
		payload, err := json.Marshal(wire.Power{ActivePowerWatts: int64(o.Watts)})
		if err != nil {
			return fmt.Errorf("encode an order: %w", err)
		}
		r := dispatch.Request{Kind: wire.CommandDispatch, Asset: o.Asset, Payload: payload, Reason: o.Reason, Expires: o.Expires}
		if err := r.Check(o.At); err != nil {
			return fmt.Errorf("order %d W of %s: %w", o.Watts, o.Asset, err)
		}
		id, err := uuid.NewV7()
		if err != nil {
			return fmt.Errorf("name an order: %w", err)
		}
		c := dispatch.Command{
			Command: wire.Command{ID: id.String(), Kind: r.Kind, Asset: r.Asset, Payload: payload, Reason: r.Reason, IssuedAt: o.At, ExpiresAt: o.Expires}, Edge: o.EdgeID,
		}
		if _, err := insertCommand(ctx, w.tx, place{w.kept.tenant, w.kept.site}, c, o.Key); err != nil {
			return fmt.Errorf("store an order: %w", err)
		}
	}
	return nil
}

// DueExecutions implements schedule.Executions.
func (d *DB) DueExecutions(ctx context.Context, until time.Time, most int) ([]schedule.Due, error) {
	return d.dueMicrogrids(ctx, "list_due_executions", until, most)
}

// DueBalancing implements schedule.Executions.
func (d *DB) DueBalancing(ctx context.Context, until time.Time, most int) ([]schedule.Due, error) {
	return d.dueMicrogrids(ctx, "list_due_balancing", until, most)
}

func (d *DB) dueMicrogrids(ctx context.Context, question string, until time.Time, most int) ([]schedule.Due, error) {
	rows, err := d.auth.Query(ctx, "SELECT tenant_id, microgrid_id::text FROM "+question+"($1, $2)", until, most)
	if err != nil {
		return nil, fault("list microgrids that are due", err)
	}
	due, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (d schedule.Due, err error) {
		return d, row.Scan(&d.Tenant, &d.Microgrid)
	})
	return due, fault("list microgrids that are due", err)
}

// Executions implements microgrid.Tracks.
func (d *DB) Executions(ctx context.Context, scope identity.Scope, id, cycle topology.ID) ([]apply.Execution, error) {
	return list(ctx, d, scope, question[apply.Execution]{
		what: "what became of a balancing cycle", args: []any{string(id), string(cycle)},
		sql: `SELECT to_jsonb(e) FROM balancing_cycles c CROSS JOIN LATERAL (SELECT DISTINCT ON (e.node_id) e.* FROM cycle_executions e
				WHERE e.tenant_id = c.tenant_id AND e.microgrid_id = c.microgrid_id AND e.began_at <= c.started_at
				ORDER BY e.node_id, e.began_at DESC, e.ended_at DESC NULLS FIRST) e
			WHERE c.microgrid_id = $1 AND c.cycle_id = $2 AND (e.ended_at IS NULL OR e.ended_at > c.started_at) ORDER BY e.node_id`,
		scan: func(row pgx.CollectableRow) (e apply.Execution, err error) {
			var raw []byte
			if err := row.Scan(&raw); err != nil {
				return e, err
			}
			err = json.Unmarshal(raw, &e)
			executionInUTC(&e)
			return e, err
		},
	})
}
