package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/event"
	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

var _ event.Health = (*DB)(nil)

// Health implements event.Health.
func (d *DB) Health(ctx context.Context) ([]event.SiteHealth, error) {
	tenants, err := d.Tenants(ctx)
	if err != nil {
		return nil, err
	}
	var all []event.SiteHealth
	for _, t := range tenants {
		sites, err := d.tenantHealth(ctx, t)
		if err != nil {
			return nil, err
		}
		all = append(all, sites...)
	}
	return all, nil
}

// tenantHealth asks for the edges, the devices' newest rows and the open alarms of one tenant.
// Set-points are the edge's own words and say nothing about a device.
func (d *DB) tenantHealth(ctx context.Context, t identity.Tenant) ([]event.SiteHealth, error) {
	scope := identity.Scope{Tenant: t.Key, AllSites: true}
	places := map[uuid.UUID]int{}
	sites, err := list(ctx, d, scope, question[event.SiteHealth]{
		what: "the signs of life of edges",
		sql: `SELECT s.id, n.name, max(greatest(e.last_seen_at, b.updated_at)), max(b.updated_at)
			FROM sites s JOIN org_nodes n ON n.tenant_id = s.tenant_id AND n.id = s.org_node_id
			JOIN edges e ON e.tenant_id = s.tenant_id AND e.site_id = s.site_id AND e.state = 'ENROLLED'
			LEFT JOIN edge_boots b ON b.tenant_id = e.tenant_id AND b.edge_id = e.id
			GROUP BY s.id, n.name ORDER BY s.id`,
		scan: func(row pgx.CollectableRow) (h event.SiteHealth, err error) {
			var heard, stored *time.Time
			err = row.Scan(&h.Site, &h.SiteName, &heard, &stored)
			h.Tenant, h.Heard, h.Stored, h.Open = t, orZero(heard), orZero(stored), map[event.Key]event.Event{}
			places[h.Site] = len(places)
			return h, err
		},
	})
	if err != nil {
		return nil, err
	}
	_, err = list(ctx, d, scope, question[bool]{
		what: "the newest rows of devices",
		sql: `SELECT s.id, d.key, max(n.ts) FILTER (WHERE n.quality IN (1, 2, 5)), max(n.ts) FILTER (WHERE n.quality NOT IN (1, 2, 5)), max(u.ts)
			FROM devices d JOIN sites s ON s.tenant_id = d.tenant_id AND s.site_id = d.site_id
			JOIN assets a ON a.tenant_id = d.tenant_id AND a.device_id = d.id AND a.enabled
			JOIN channels c ON c.tenant_id = a.tenant_id AND c.asset_id = a.id AND c.kind <> 'setpoint'
			CROSS JOIN LATERAL (SELECT * FROM
				(SELECT * FROM (SELECT ts, quality FROM samples o WHERE o.tenant_id = $1 AND o.channel_id = c.channel_id ORDER BY o.ts DESC LIMIT 1) o
				UNION ALL SELECT * FROM (SELECT l.last_at, l.last_quality FROM sample_days l WHERE l.tenant_id = $1 AND l.channel_id = c.channel_id ORDER BY l.first_at DESC LIMIT 1) l
				) newest ORDER BY ts DESC LIMIT 1) n
			LEFT JOIN LATERAL (SELECT greatest(
				(SELECT ts FROM samples o WHERE o.tenant_id = $1 AND o.channel_id = c.channel_id AND o.quality IN (1, 2, 5) ORDER BY o.ts DESC LIMIT 1),
				(SELECT l.usable_at FROM sample_days l WHERE l.tenant_id = $1 AND l.channel_id = c.channel_id AND l.usable_at IS NOT NULL ORDER BY l.first_at DESC LIMIT 1)) AS ts) u ON true
			WHERE d.state <> 'RETIRED' GROUP BY s.id, d.key ORDER BY s.id, d.key`,
		args: []any{t.Key},
		scan: func(row pgx.CollectableRow) (bool, error) {
			var site uuid.UUID
			var h event.DeviceHealth
			var fresh, marked, usable *time.Time
			err := row.Scan(&site, &h.Device, &fresh, &marked, &usable)
			h.Fresh, h.Marked, h.Usable = orZero(fresh), orZero(marked), orZero(usable)
			if i, ok := places[site]; ok {
				sites[i].Devices = append(sites[i].Devices, h)
			}
			return true, err
		},
	})
	if err != nil {
		return nil, err
	}
	open, err := list(ctx, d, scope, question[event.Event]{
		what: "the open alarms of stale data",
		sql:  selectEvents + " WHERE e.kind = 'ALARM' AND e.cleared_at IS NULL AND e.code = ANY ($1)",
		args: []any{[]string{string(reason.StaleData), string(reason.EdgeSilent)}},
		scan: scanEvent,
	})
	for _, e := range open {
		if i, ok := places[e.Site]; ok {
			sites[i].Open[e.Key()] = e
		}
	}
	return sites, err
}

func orZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}
