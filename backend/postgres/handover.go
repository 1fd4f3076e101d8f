package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"ohmstead/backend/handover"
	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/backend/registry"
	"ohmstead/energy/topology"
	"ohmstead/wire"
)

var _ handover.Store = (*DB)(nil)

// DueHandovers implements handover.Store.
func (d *DB) DueHandovers(ctx context.Context, now time.Time, most int) ([]handover.Due, error) {
	rows, err := d.auth.Query(ctx, "SELECT tenant_id, site_id FROM list_due_handovers($1, $2)", now, most)
	if err != nil {
		return nil, fault("list limits to hand over", err)
	}
	due, err := pgx.CollectRows(rows, pgx.RowToStructByPos[handover.Due])
	return due, fault("list limits to hand over", err)
}

// HandOver implements handover.Store.
func (d *DB) HandOver(ctx context.Context, due handover.Due, now time.Time, decide func(g *handover.Ground) (handover.Decision, error)) (handover.Decision, error) {
	var decision handover.Decision
	scope := identity.Scope{Tenant: due.Tenant, Sites: []int32{due.Site}, Actor: "service:handover"}
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		// What is read after the lock is what others have left; who changes anything now marks the site
		// again, behind this transaction.
		locked, err := tx.Exec(ctx, "SELECT FROM limit_handovers WHERE site_id = $1 AND due_at <= $2 FOR UPDATE SKIP LOCKED", due.Site, now)
		if err != nil {
			return err
		}
		if locked.RowsAffected() == 0 {
			return handover.ErrBusy
		}
		ground, err := readGround(ctx, tx, now)
		if err != nil {
			return err
		}
		if decision, err = decide(ground); err != nil {
			return err
		}
		for _, v := range decision.Versions {
			if err := insertLimits(ctx, tx, due.Tenant, v); err != nil {
				return err
			}
			if err := forgetDerived(ctx, tx, v.Edge.Edge.ID); err != nil {
				return err
			}
		}
		var next *time.Time
		if !decision.Next.IsZero() {
			next = &decision.Next
		}
		_, err = tx.Exec(ctx, "UPDATE limit_handovers SET due_at = $2 WHERE site_id = $1", due.Site, next)
		return err
	})
	return decision, fault("hand over limits", err)
}

// keptDerived is how many of the backend's own versions are kept of an edge. Each report of a source makes
// one, so that they would grow without an end; what each of them said stands in the audit log.
const keptDerived = 20

// forgetDerived removes the backend's own versions before the last few. What people set is kept.
func forgetDerived(ctx context.Context, tx *Tx, edge uuid.UUID) error {
	_, err := tx.Exec(ctx, `DELETE FROM edge_limits WHERE edge_id = $1 AND set_by IS NULL AND version <=
		(SELECT version FROM edge_limits WHERE edge_id = $1 AND set_by IS NULL ORDER BY version DESC OFFSET $2 LIMIT 1)`, edge, keptDerived)
	return err
}

// readGround reads what the limits of the scope's only site follow from. Its edges are locked, so that
// nobody else numbers a version meanwhile; who holds one of them is not waited for, since that may be
// somebody who waits for this.
func readGround(ctx context.Context, tx *Tx, now time.Time) (*handover.Ground, error) {
	var g handover.Ground
	var err error
	if g.Edges, err = edgesToTell(ctx, tx); err != nil {
		return nil, err
	}
	var id string
	var connections, constraints []byte
	err = tx.QueryRow(ctx, `SELECT m.microgrid_id::text,
			(SELECT coalesce(json_agg(json_build_object('id', c.id, 'meter', coalesce(a.key, '')) ORDER BY c.id), '[]') FROM grid_connections c
				LEFT JOIN assets a ON a.tenant_id = c.tenant_id AND a.id = c.meter_asset_id WHERE c.archived_at IS NULL),
			(SELECT coalesce(json_agg(to_json(g) ORDER BY g.effective_from, g.id), '[]') FROM grid_constraints g
				WHERE g.archived_at IS NULL AND (g.effective_to IS NULL OR g.effective_to > $1))
		FROM microgrids m`, now).Scan(&id, &connections, &constraints)
	if err != nil {
		return nil, err
	}
	for _, part := range []struct {
		raw  []byte
		into any
	}{{connections, &g.Connections}, {constraints, &g.Constraints}} {
		if err := json.Unmarshal(part.raw, part.into); err != nil {
			return nil, fmt.Errorf("read grid connections: %w", err)
		}
	}
	for i := range g.Constraints {
		g.Constraints[i].From, g.Constraints[i].To = g.Constraints[i].From.UTC(), utc(g.Constraints[i].To)
	}
	kept, err := readMicrogrid(ctx, tx, microgrid.Request{Microgrid: topology.ID(id), Parts: handover.Parts(), Now: now})
	g.State = kept.State
	return &g, err
}

// edgesToTell are the enrolled edges of the scope's only site with what each was handed last.
func edgesToTell(ctx context.Context, tx *Tx) ([]handover.Edge, error) {
	rows, err := tx.Query(ctx, `SELECT e.tenant_id, e.site_id, e.id, t.id, s.id, e.state,
			(SELECT l.document FROM edge_limits l WHERE l.tenant_id = e.tenant_id AND l.edge_id = e.id ORDER BY l.version DESC LIMIT 1)
		FROM edges e JOIN sites s ON s.tenant_id = e.tenant_id AND s.site_id = e.site_id JOIN tenants t ON t.tenant_id = e.tenant_id
		WHERE e.state = 'ENROLLED' ORDER BY e.id FOR NO KEY UPDATE OF e NOWAIT`)
	if err != nil {
		return nil, busy(err)
	}
	edges, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (e handover.Edge, err error) {
		var r registry.EdgeRecord
		var document []byte
		if err := row.Scan(&r.TenantKey, &r.SiteKey, &r.Edge.ID, &r.Edge.Tenant, &r.Edge.Site, &r.Edge.State, &document); err != nil {
			return e, err
		}
		e.EdgeRecord = r
		if document != nil {
			e.Newest, err = wire.DecodeLimits(document)
		}
		return e, err
	})
	return edges, busy(err)
}

// busy is ErrBusy where somebody holds what is asked for.
func busy(err error) error {
	if pg := new(pgconn.PgError); errors.As(err, &pg) && pg.Code == "55P03" { // lock_not_available
		return handover.ErrBusy
	}
	return err
}
