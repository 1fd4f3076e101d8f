package postgres

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/registry"
	"ohmstead/wire"
)

var _ registry.Enrolment = (*DB)(nil)

// FindEdge implements registry.Enrolment.
func (d *DB) FindEdge(ctx context.Context, nkey string) (registry.EdgeRecord, error) {
	return d.findEdge(ctx, nkey)
}

// FindEdgeByID implements registry.Enrolment.
func (d *DB) FindEdgeByID(ctx context.Context, id uuid.UUID) (registry.EdgeRecord, error) {
	return d.findEdge(ctx, id.String())
}

// findEdge learns from the credential which tenant and site to look in, and looks there.
func (d *DB) findEdge(ctx context.Context, credential string) (registry.EdgeRecord, error) {
	var e registry.EdgeRecord
	err := d.auth.QueryRow(ctx, "SELECT tenant_id, site_id, edge_id FROM find_edge($1)", credential).Scan(&e.TenantKey, &e.SiteKey, &e.Edge.ID)
	if err != nil {
		return registry.EdgeRecord{}, fault("find the edge", notFound(err, "edge"))
	}
	err = d.InTenant(ctx, e.Scope(), func(tx *Tx) error {
		return tx.QueryRow(ctx, `SELECT t.id, s.id, coalesce(e.nkey, ''), CASE WHEN e.former_until > now() THEN e.former_nkey ELSE '' END, e.state, e.last_seen_at, e.version, t.status = 'SUSPENDED'
			FROM edges e JOIN sites s ON s.tenant_id = e.tenant_id AND s.site_id = e.site_id JOIN tenants t ON t.tenant_id = e.tenant_id
			WHERE e.id = $1`, e.Edge.ID).Scan(&e.Edge.Tenant, &e.Edge.Site, &e.Edge.NKey, &e.Edge.Former, &e.Edge.State, &e.Edge.LastSeen, &e.Edge.Version, &e.Suspended)
	})
	return e, fault("find the edge", notFound(err, "edge"))
}

// TouchEdges implements registry.Enrolment. Their rows are locked in one order.
func (d *DB) TouchEdges(ctx context.Context, of []registry.EdgeRecord, at time.Time, said registry.Said) error {
	if len(of) == 0 {
		return nil
	}
	scope := of[0].Scope()
	var ids []uuid.UUID
	for _, e := range of {
		ids = append(ids, e.Edge.ID)
		if !slices.Contains(scope.Sites, e.SiteKey) {
			scope.Sites = append(scope.Sites, e.SiteKey)
		}
	}
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		_, err := tx.Exec(ctx, `WITH heard AS (SELECT id FROM edges WHERE id = ANY ($1) ORDER BY id FOR UPDATE)
			UPDATE edges e SET last_seen_at = greatest(e.last_seen_at, $2), version = coalesce(nullif($3, ''), e.version),
				configuration_hash = coalesce(nullif($4, ''), e.configuration_hash) FROM heard WHERE e.id = heard.id`, ids, at, said.Software, said.Configuration)
		return err
	})
	return fault("note edges as heard", err)
}

// KnownManifest implements registry.Enrolment.
func (d *DB) KnownManifest(ctx context.Context, e registry.EdgeRecord, hash wire.Hash) ([]int32, bool, error) {
	var keys []int32
	err := d.InTenant(ctx, e.Scope(), func(tx *Tx) error {
		return tx.QueryRow(ctx, "SELECT channel_keys FROM edge_manifests WHERE edge_id = $1 AND hash = $2", e.Edge.ID, hash[:]).Scan(&keys)
	})
	if isNoRows(err) {
		return nil, false, nil
	}
	return keys, err == nil, fault("look up the manifest", err)
}

// ApplyManifest implements registry.Enrolment.
func (d *DB) ApplyManifest(ctx context.Context, e registry.EdgeRecord, m wire.Manifest) ([]int32, error) {
	var keys []int32
	err := d.InTenant(ctx, e.Scope(), func(tx *Tx) error {
		apply := manifestTx{tx: tx, edge: e, manifest: m}
		var before int
		err := tx.QueryRow(ctx, "SELECT count_channels()").Scan(&before)
		if err == nil {
			err = apply.devices(ctx)
		}
		if err == nil {
			err = apply.assets(ctx)
		}
		if err == nil {
			err = apply.connections(ctx)
		}
		if err == nil {
			keys, err = apply.channels(ctx)
		}
		if err == nil {
			err = withinQuota(ctx, tx, e.TenantKey, before)
		}
		if err == nil {
			err = apply.gone(ctx)
		}
		if err == nil {
			err = apply.keep(ctx, keys)
		}
		return err
	})
	return keys, fault("apply the manifest", err)
}

func isNoRows(err error) bool { return errors.Is(err, pgx.ErrNoRows) }

// newID is a UUIDv7: it sorts by time, so that new rows lie together in an index.
func newID() (uuid.UUID, error) { return uuid.NewV7() }

// rowIDs is one new id per row, for rows that are inserted together.
func rowIDs(n int) ([]uuid.UUID, error) {
	ids := make([]uuid.UUID, n)
	for i := range ids {
		var err error
		if ids[i], err = newID(); err != nil {
			return nil, err
		}
	}
	return ids, nil
}
