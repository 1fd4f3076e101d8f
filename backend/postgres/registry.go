package postgres

import (
	"context"
	"strconv"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
)

var _ registry.Reader = (*DB)(nil)

const selectSites = `SELECT s.id, s.site_id, n.name, s.time_zone, s.address, s.latitude, s.longitude,
		e.id, t.id, coalesce(e.nkey, ''), e.state, greatest(e.last_seen_at, b.updated_at), e.version
	FROM sites s JOIN org_nodes n ON n.tenant_id = s.tenant_id AND n.id = s.org_node_id
	JOIN tenants t ON t.tenant_id = s.tenant_id
	LEFT JOIN LATERAL (SELECT * FROM edges e WHERE e.tenant_id = s.tenant_id AND e.site_id = s.site_id
		ORDER BY e.state, e.last_seen_at DESC NULLS LAST, e.id LIMIT 1) e ON true
	LEFT JOIN LATERAL (SELECT max(b.updated_at) AS updated_at FROM edge_boots b WHERE b.tenant_id = e.tenant_id AND b.edge_id = e.id) b ON true`

func scanSite(row pgx.CollectableRow) (registry.Site, error) {
	var (
		s      registry.Site
		id     *uuid.UUID
		tenant uuid.UUID
		nkey   *string
		state  *registry.EdgeState
		soft   *string
		edge   registry.Edge
	)
	err := row.Scan(&s.ID, &s.Key, &s.Name, &s.TimeZone, &s.Address, &s.Latitude, &s.Longitude, &id, &tenant, &nkey, &state, &edge.LastSeen, &soft)
	if err == nil && id != nil {
		edge.ID, edge.Tenant, edge.Site, edge.NKey, edge.State, edge.Version = *id, tenant, s.ID, *nkey, *state, *soft
		s.Edge = &edge
	}
	return s, err
}

// list runs a query within the scope and collects its rows.
func list[T any](ctx context.Context, d *DB, scope identity.Scope, ask question[T]) ([]T, error) {
	return inOneTrip(ctx, d, scoped{scope, keptPlans}, ask)
}

// listKept is list with plans that are kept.
func listKept[T any](ctx context.Context, d *DB, scope identity.Scope, ask question[T]) ([]T, error) {
	return inOneTrip(ctx, d, scoped{scope, genericPlans}, ask)
}

// scoped is a scope with how plans are made in it.
type scoped struct {
	identity.Scope
	plans string
}

// inOneTrip asks one question for reading. What a client sends up to one Sync is one transaction, in
// which the settings hold: one round trip instead of three. Source: PostgreSQL 15 manual, "Pipelining".
func inOneTrip[T any](ctx context.Context, d *DB, in scoped, ask question[T]) ([]T, error) {
	if in.Tenant == 0 {
		return nil, errNoTenant
	}
	if outer := outerOf(ctx); outer != nil {
		var found []T
		err := outer.within(ctx, in.Scope, func(tx *Tx) (err error) {
			found, err = collect(ctx, tx, ask)
			return err
		})
		return found, fault("list "+ask.what, err)
	}
	conn, err := d.connect(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Release()
	batch := &pgx.Batch{}
	batch.Queue(`SELECT set_config('app.tenant', $1, true), set_config('app.all_sites', $2, true), set_config('app.sites', $3, true),
		set_config('app.actor', $4, true), set_config('app.request', $5, true), set_config('plan_cache_mode', $6, true)`,
		strconv.Itoa(int(in.Tenant)), strconv.FormatBool(in.AllSites), siteList(in.Sites), in.Actor, in.Request, in.plans)
	batch.Queue(ask.sql, ask.args...)
	answers := conn.SendBatch(ctx, batch)
	_, err = answers.Exec()
	var out []T
	if err == nil {
		var rows pgx.Rows
		if rows, err = answers.Query(); err == nil {
			out, err = pgx.CollectRows(rows, ask.scan)
		}
	}
	if closing := answers.Close(); err == nil {
		err = closing
	}
	return out, fault("list "+ask.what, err)
}

// collect runs a query within a transaction and collects its rows.
func collect[T any](ctx context.Context, tx *Tx, ask question[T]) ([]T, error) {
	rows, err := tx.Query(ctx, ask.sql, ask.args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, ask.scan)
}

// question is a query with how to read its rows.
type question[T any] struct {
	what string
	sql  string
	args []any
	scan pgx.RowToFunc[T]
}

// Sites implements registry.Reader.
func (d *DB) Sites(ctx context.Context, scope identity.Scope) ([]registry.Site, error) {
	return list(ctx, d, scope, question[registry.Site]{what: "sites", sql: selectSites + " WHERE n.archived_at IS NULL ORDER BY n.name, s.site_id", scan: scanSite})
}

// SiteByID implements registry.Reader.
func (d *DB) SiteByID(ctx context.Context, scope identity.Scope, id uuid.UUID) (registry.Site, error) {
	found, err := list(ctx, d, scope, question[registry.Site]{what: "sites", sql: selectSites + " WHERE s.id = $1", args: []any{id}, scan: scanSite})
	if err == nil && len(found) == 0 {
		err = notFound(pgx.ErrNoRows, "site")
	}
	if err != nil {
		return registry.Site{}, err
	}
	return found[0], nil
}

// Assets implements registry.Reader.
func (d *DB) Assets(ctx context.Context, scope identity.Scope, site registry.Site) ([]registry.Asset, error) {
	return whats(list(ctx, d, scope, assetsQuestion([]int32{site.Key})))
}

// Devices implements registry.Reader.
func (d *DB) Devices(ctx context.Context, scope identity.Scope, site registry.Site) ([]registry.Device, error) {
	return list(ctx, d, scope, question[registry.Device]{
		what: "devices",
		sql:  "SELECT id, key, vendor, model, protocol, profile, address, state FROM devices WHERE site_id = $1 ORDER BY key",
		args: []any{site.Key},
		scan: func(row pgx.CollectableRow) (v registry.Device, err error) {
			return v, row.Scan(&v.ID, &v.Key, &v.Vendor, &v.Model, &v.Protocol, &v.Profile, &v.Address, &v.State)
		},
	})
}

// Channels implements registry.Reader.
func (d *DB) Channels(ctx context.Context, scope identity.Scope, site registry.Site) ([]registry.Channel, error) {
	return whats(list(ctx, d, scope, channelsQuestion([]int32{site.Key}, nil)))
}
