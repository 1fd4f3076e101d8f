package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/charging"
	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

var _ charging.Store = (*DB)(nil)

const selectCharging = `SELECT c.id, s.id, n.name, c.asset_id, a.key,
		(SELECT min(e.id::text)::uuid FROM evses e WHERE e.tenant_id = c.tenant_id AND e.asset_id = c.asset_id AND e.archived_at IS NULL HAVING count(*) = 1),
		c.connector, c.origin, coalesce(c.external_id, ''), c.started_at, c.seen_at, c.ended_at, c.energy_j, c.first_counter_j, c.last_counter_j, c.peak_watts, c.uncertain,
		coalesce(c.vehicle_id, ''), coalesce(c.token, ''), coalesce(c.tariff_applied, ''), c.version, c.updated_at
	FROM charging_sessions c JOIN sites s ON s.tenant_id = c.tenant_id AND s.site_id = c.site_id
	JOIN org_nodes n ON n.tenant_id = s.tenant_id AND n.id = s.org_node_id
	JOIN assets a ON a.tenant_id = c.tenant_id AND a.id = c.asset_id`

func scanCharging(row pgx.CollectableRow) (k charging.Kept, err error) {
	return k, row.Scan(&k.ID, &k.Site, &k.SiteName, &k.Asset, &k.AssetKey, &k.EVSE, &k.Connector, &k.Origin, &k.ExternalID,
		&k.Started, &k.Seen, &k.Ended, &k.EnergyJ, &k.FirstJ, &k.LastJ, &k.PeakWatts, &k.Uncertain, &k.Vehicle, &k.Token, &k.Tariff, &k.Version, &k.Updated)
}

// ChargingSessions implements charging.Store.
func (d *DB) ChargingSessions(ctx context.Context, scope identity.Scope, f charging.Filter) ([]charging.Kept, string, error) {
	limit := min(max(f.Limit, 1), 1000)
	asked, err := sessionConditions(f)
	if err != nil {
		return nil, "", err
	}
	found, err := list(ctx, d, scope, question[charging.Kept]{
		what: "charging sessions", sql: selectCharging + asked.sql() + fmt.Sprintf(" ORDER BY c.started_at DESC, c.id DESC LIMIT %d", limit+1), args: asked.args, scan: scanCharging,
	})
	if err != nil || len(found) <= limit {
		return found, "", err
	}
	found = found[:limit]
	return found, cursorOf(found[limit-1].Started, found[limit-1].ID.String()), nil
}

func sessionConditions(f charging.Filter) (where, error) {
	var w where
	if f.Site != nil {
		w.add("s.id = ?", *f.Site)
	}
	if f.EVSE != nil {
		w.add("c.asset_id IN (SELECT e.asset_id FROM evses e WHERE e.id = ?)", *f.EVSE)
	}
	if f.Asset != "" {
		w.add("a.key = ?", f.Asset)
	}
	if !f.From.IsZero() {
		w.add("(c.ended_at IS NULL OR c.ended_at > ?)", f.From)
	}
	if !f.To.IsZero() {
		w.add("c.started_at < ?", f.To)
	}
	if f.Open != nil {
		w.add("(c.ended_at IS NULL) = ?", *f.Open)
	}
	if f.Cursor != "" {
		at, id, err := parseCursor(f.Cursor)
		if err != nil {
			return w, err
		}
		w.add("(c.started_at, c.id) < (?, ?)", at, id)
	}
	return w, nil
}

// ChargingSession implements charging.Store.
func (d *DB) ChargingSession(ctx context.Context, scope identity.Scope, id uuid.UUID) (charging.Kept, error) {
	found, err := list(ctx, d, scope, question[charging.Kept]{what: "a charging session", sql: selectCharging + " WHERE c.id = $1", args: []any{id}, scan: scanCharging})
	if err == nil && len(found) == 0 {
		err = notFound(pgx.ErrNoRows, "charging session")
	}
	if err != nil {
		return charging.Kept{}, err
	}
	return found[0], nil
}

// ReportSession implements charging.Store.
func (d *DB) ReportSession(ctx context.Context, scope identity.Scope, site registry.Site, r charging.Report) (k charging.Kept, err error) {
	id, err := newID()
	if err != nil {
		return k, fmt.Errorf("report a charging session: %w", err)
	}
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		var asset uuid.UUID
		if err := tx.QueryRow(ctx, "SELECT id FROM assets WHERE site_id = $1 AND key = $2 AND nature = $3 AND archived_at IS NULL", site.Key, r.Asset, string(point.EVCS)).Scan(&asset); err != nil {
			return notFound(err, "charger "+r.Asset)
		}
		if err := lockReports(ctx, tx, scope.Tenant, asset); err != nil {
			return err
		}
		// Ahead of the next lock: who derives takes marks first and locks then.
		if err := markFreed(ctx, tx, asset, site, r); err != nil {
			return err
		}
		if err := lockCharger(ctx, tx, scope.Tenant, asset); err != nil {
			return err
		}
		if err := clearFor(ctx, tx, asset, site, r); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, reportCharging, scope.Tenant, site.Key, id, asset, r.Connector, r.ExternalID, r.Started, r.Seen, r.Ended,
			r.EnergyJ, r.FirstJ, r.LastJ, r.PeakWatts, text(r.Vehicle), text(r.Token), text(r.Tariff)); err != nil {
			return err
		}
		found, err := collect(ctx, tx, question[charging.Kept]{what: "a charging session", sql: selectCharging + " WHERE c.site_id = $1 AND c.external_id = $2", args: []any{site.Key, r.ExternalID}, scan: scanCharging})
		if err != nil {
			return err
		}
		k = found[0]
		return nil
	})
	return k, fault("report a charging session", err)
}

// lockReports has one report of a charger told at a time, so that each sees what those before it have left. Who
// derives does not wait for it.
func lockReports(ctx context.Context, tx *Tx, tenant int32, asset uuid.UUID) error {
	return lockAsset(ctx, tx, "charging reports", tenant, asset)
}

// reportCharging keeps a report; what is told again as it is known changes nothing.
const reportCharging = `INSERT INTO charging_sessions AS c (tenant_id, site_id, id, asset_id, connector, origin, external_id, started_at, seen_at, ended_at,
		energy_j, first_counter_j, last_counter_j, peak_watts, uncertain, vehicle_id, token, tariff_applied)
	VALUES ($1, $2, $3, $4, $5, 'REPORTED', $6, $7, $8, $9, $10, $11, $12, $13, false, $14, $15, $16)
	ON CONFLICT (tenant_id, site_id, external_id) DO UPDATE SET (asset_id, connector, started_at, ended_at, energy_j, first_counter_j, last_counter_j, peak_watts, vehicle_id, token, tariff_applied, uncertain, seen_at, version, updated_at) =
		(excluded.asset_id, excluded.connector, excluded.started_at, excluded.ended_at, excluded.energy_j, excluded.first_counter_j, excluded.last_counter_j, excluded.peak_watts, excluded.vehicle_id, excluded.token, excluded.tariff_applied, excluded.uncertain, excluded.seen_at, c.version + 1, now())
	WHERE (c.asset_id, c.connector, c.started_at, c.ended_at, c.energy_j, c.first_counter_j, c.last_counter_j, c.peak_watts, c.vehicle_id, c.token, c.tariff_applied, c.uncertain) IS DISTINCT FROM
		(excluded.asset_id, excluded.connector, excluded.started_at, excluded.ended_at, excluded.energy_j, excluded.first_counter_j, excluded.last_counter_j, excluded.peak_watts, excluded.vehicle_id, excluded.token, excluded.tariff_applied, excluded.uncertain)`

// derivedAgain is how far back sessions are derived again where a report leaves time free.
const derivedAgain = 30 * 24 * time.Hour

// markFreed has sessions derived again from where a report leaves time free: that of what was told before under
// its id, and of one that goes on and ends by it. It marks all the time since, as what ended last before a
// checkpoint is not told anew by who meets it.
func markFreed(ctx context.Context, tx *Tx, asset uuid.UUID, site registry.Site, r charging.Report) error {
	_, err := tx.Exec(ctx, `INSERT INTO rollup_marks (tenant_id, period, slot_from, site_id, channel_id)
		SELECT DISTINCT p.tenant_id, $6, q.at, p.site_id, p.channel_id FROM charging_sessions c
		JOIN channels p ON p.tenant_id = c.tenant_id AND p.asset_id = c.asset_id AND p.name = $7
		CROSS JOIN LATERAL generate_series(date_bin($8, greatest(c.started_at, now() - $9::interval), '2000-01-01 00:00:00+00'), now(), $8) AS q (at)
		WHERE c.connector = 1 AND c.origin = 'REPORTED' AND (c.site_id = $1 AND c.external_id = $2 AND (c.asset_id, c.started_at, c.ended_at) IS DISTINCT FROM ($3, $4, $5)
			OR c.asset_id = $3 AND c.connector = $10 AND c.external_id <> $2 AND c.ended_at IS NULL AND c.started_at < $4)
		ORDER BY p.channel_id, q.at ON CONFLICT (tenant_id, channel_id, period, slot_from) DO UPDATE SET marked_at = excluded.marked_at`,
		site.Key, r.ExternalID, asset, r.Started, r.Ended, string(chargers), point.PlugState, slot.QuarterHour, derivedAgain, r.Connector)
	return err
}

// clearFor removes what was derived of the time of a report, ends an earlier one of the connector that goes on,
// when it was told of last, which nobody is sure of, and refuses where another report is of the time.
func clearFor(ctx context.Context, tx *Tx, asset uuid.UUID, site registry.Site, r charging.Report) error {
	_, err := tx.Exec(ctx, `UPDATE charging_sessions SET ended_at = least(seen_at, $3), seen_at = least(seen_at, $3), uncertain = true, version = version + 1, updated_at = now()
		WHERE asset_id = $1 AND connector = $2 AND origin = 'REPORTED' AND ended_at IS NULL AND started_at < $3 AND NOT (site_id = $4 AND external_id = $5)`,
		asset, r.Connector, r.Started, site.Key, r.ExternalID)
	if err != nil {
		return err
	}
	var other *string
	err = tx.QueryRow(ctx, `SELECT min(external_id) FROM charging_sessions WHERE asset_id = $1 AND connector = $2 AND origin = 'REPORTED' AND NOT (site_id = $5 AND external_id = $6)
		AND tstzrange(started_at, ended_at) && tstzrange($3, $4)`, asset, r.Connector, r.Started, r.Ended, site.Key, r.ExternalID).Scan(&other)
	if err != nil {
		return err
	}
	if other != nil {
		return reason.New(reason.PeriodsOverlap, reason.Params{"type": "charging session (" + *other + ")"})
	}
	_, err = tx.Exec(ctx, `DELETE FROM charging_sessions WHERE asset_id = $1 AND connector = $2 AND origin = 'DERIVED' AND tstzrange(started_at, ended_at) && tstzrange($3, $4)`,
		asset, r.Connector, r.Started, r.Ended)
	return err
}
