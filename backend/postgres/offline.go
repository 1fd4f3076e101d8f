package postgres

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
	"ohmstead/backend/offline"
	"ohmstead/backend/registry"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

var _ offline.Store = (*DB)(nil)

// instants counts those that a meter m is known at: each has one first revision.
const instants = `(SELECT count(*)::int FROM offline_readings o WHERE o.tenant_id = m.tenant_id AND o.meter_id = m.id AND o.revision = 1)`

// metersQuestion asks for meters that are shown, with how much is known of each.
func metersQuestion(conditions string, args ...any) question[offline.Meter] {
	return metersWith(instants, conditions, args...)
}

func metersWith(readings, conditions string, args ...any) question[offline.Meter] {
	return question[offline.Meter]{
		what: "offline meters",
		sql: `SELECT m.tenant_id, m.site_id, s.id, s.time_zone, m.id, m.channel_id, a.key, m.name, m.unit, m.reading_kind, coalesce(m.period, ''), m.produced, m.version, m.archived_at,
				` + readings + `, (SELECT max(at) FROM offline_readings o WHERE o.tenant_id = m.tenant_id AND o.meter_id = m.id)
			FROM offline_meters m JOIN sites s ON s.tenant_id = m.tenant_id AND s.site_id = m.site_id JOIN assets a ON a.tenant_id = m.tenant_id AND a.id = m.asset_id
			WHERE ` + conditions + " ORDER BY m.name",
		args: args,
		scan: func(row pgx.CollectableRow) (m offline.Meter, err error) {
			return m, row.Scan(&m.Tenant, &m.SiteKey, &m.Site, &m.TimeZone, &m.ID, &m.Channel, &m.Asset, &m.Name, &m.Unit, &m.ReadingKind, &m.Period, &m.Produced, &m.Version, &m.Archived,
				&m.Readings, &m.Last)
		},
	}
}

// Meters implements offline.Meters.
func (d *DB) Meters(ctx context.Context, scope identity.Scope, site registry.Site, archived bool) ([]offline.Meter, error) {
	return list(ctx, d, scope, metersQuestion("m.site_id = $1 AND ($2 OR m.archived_at IS NULL)", site.Key, archived))
}

// Meter implements offline.Meters.
func (d *DB) Meter(ctx context.Context, scope identity.Scope, id uuid.UUID) (m offline.Meter, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		m, err = findMeter(ctx, tx, metersWith("0", "m.id = $1", id))
		return err
	})
	return m, fault("find an offline meter", err)
}

func findMeter(ctx context.Context, tx *Tx, q question[offline.Meter]) (offline.Meter, error) {
	found, err := collect(ctx, tx, q)
	if err == nil && len(found) == 0 {
		err = notFound(pgx.ErrNoRows, "offline meter")
	}
	if err != nil {
		return offline.Meter{}, err
	}
	return found[0], nil
}

// MakeMeter implements offline.Meters. Its asset is offline1, offline2 and so on, whatever is there.
func (d *DB) MakeMeter(ctx context.Context, scope identity.Scope, site registry.Site, draft offline.Draft) (m offline.Meter, err error) {
	ids, err := rowIDs(3)
	if err != nil {
		return m, fmt.Errorf("make an offline meter: %w", err)
	}
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtextextended($1, 42))", fmt.Sprint("offline", scope.Tenant, site.Key)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO assets (tenant_id, site_id, id, key, name, nature, asset_type)
			SELECT $1, $2, $3, 'offline' || (SELECT coalesce(max(substr(key, 8)::int), 0) + 1 FROM assets WHERE site_id = $2 AND key ~ '^offline[0-9]{1,8}$'), $4, 'METER', 'METER'`,
			scope.Tenant, site.Key, ids[0], draft.Name)
		if err != nil {
			return err
		}
		var channel int32
		err = tx.QueryRow(ctx, `INSERT INTO channels (tenant_id, site_id, id, asset_id, name, unit, kind) VALUES ($1, $2, $3, $4, 'ActivePower', 'W', 'interval') RETURNING channel_id`,
			scope.Tenant, site.Key, ids[1], ids[0]).Scan(&channel)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO offline_meters (tenant_id, site_id, id, asset_id, channel_id, name, unit, reading_kind, period, produced) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			scope.Tenant, site.Key, ids[2], ids[0], channel, draft.Name, draft.Unit, string(draft.ReadingKind), text(string(draft.Period)), draft.Produced)
		if err != nil {
			return nameTaken(err, draft.Name)
		}
		m, err = findMeter(ctx, tx, metersQuestion("m.id = $1", ids[2]))
		return err
	})
	return m, fault("make an offline meter", err)
}

// ChangeMeter implements offline.Meters. The asset has the name of its meter, and is out of use with it.
func (d *DB) ChangeMeter(ctx context.Context, scope identity.Scope, c offline.Change) (m offline.Meter, err error) {
	err = d.InTenant(ctx, scope, func(tx *Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE offline_meters SET name = $3, archived_at = CASE WHEN $4 THEN coalesce(archived_at, now()) END, version = version + 1 WHERE id = $1 AND version = $2`,
			c.ID, c.Version, c.Name, c.Archived)
		if err != nil {
			return nameTaken(err, c.Name)
		}
		now, err := findMeter(ctx, tx, metersQuestion("m.id = $1", c.ID))
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return reason.New(reason.VersionConflict, reason.Params{"expected_version": c.Version, "actual_version": now.Version})
		}
		_, err = tx.Exec(ctx, `UPDATE assets a SET name = m.name, enabled = m.archived_at IS NULL, archived_at = m.archived_at, version = a.version + 1
			FROM offline_meters m WHERE m.id = $1 AND a.tenant_id = m.tenant_id AND a.id = m.asset_id`, c.ID)
		m = now
		return err
	})
	return m, fault("change an offline meter", err)
}

// OfflineReadings implements offline.Log.
func (d *DB) OfflineReadings(ctx context.Context, scope identity.Scope, meter offline.Meter, page offline.Page) ([]offline.Stored, error) {
	return list(ctx, d, scope, question[offline.Stored]{
		what: "readings of an offline meter",
		sql: `SELECT DISTINCT ON (at) at, value_j, quality, revision, source, noted_by, noted_at FROM offline_readings
			WHERE meter_id = $1 AND ($2::timestamptz IS NULL OR at < $2) ORDER BY at DESC, revision DESC LIMIT $3`,
		args: []any{meter.ID, page.Before, page.Limit},
		scan: func(row pgx.CollectableRow) (s offline.Stored, err error) {
			var quality int16
			err = row.Scan(&s.At, &s.ValueJ, &quality, &s.Revision, &s.Source, &s.By, &s.Noted)
			s.Quality = point.Quality(quality) //nolint:gosec // one of six
			return s, err
		},
	})
}

// Take implements offline.Log, as the role that writes rollups: whoever calls it has found the meter in
// its scope.
func (d *DB) Take(ctx context.Context, meter offline.Meter, hull slot.Interval, judge func([]offline.Reading) offline.Taking) error {
	return fault("take readings of an offline meter", pgx.BeginFunc(ctx, d.ingest, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtextextended($1, 42))", meter.ID.String()); err != nil {
			return err
		}
		known, err := knownReadings(ctx, tx, meter, hull)
		if err != nil {
			return err
		}
		t := judge(known)
		if len(t.First)+len(t.Revised) == 0 {
			return nil
		}
		batch := &pgx.Batch{}
		queueReadings(batch, meter, t)
		queueQuarterHours(batch, meter, t.Quarters)
		if err := markOffline(batch, meter, t.Quarters); err != nil {
			return err
		}
		return tx.SendBatch(ctx, batch).Close()
	}))
}

// knownReadings are those of a hull, with so many before and after that the quarter hours of the nearest
// are known whole.
func knownReadings(ctx context.Context, tx pgx.Tx, meter offline.Meter, hull slot.Interval) ([]offline.Reading, error) {
	rows, err := tx.Query(ctx, `WITH near AS (
			SELECT coalesce((SELECT max(at) FROM offline_readings WHERE tenant_id = $1 AND meter_id = $2 AND at < $3), $3) AS before,
				coalesce((SELECT min(at) FROM offline_readings WHERE tenant_id = $1 AND meter_id = $2 AND at > $4), $4) AS after
		), far AS (
			SELECT coalesce((SELECT max(at) FROM offline_readings WHERE tenant_id = $1 AND meter_id = $2 AND at < date_bin('15 minutes', n.before, '2000-01-01 00:00:00+00')), date_bin('15 minutes', n.before, '2000-01-01 00:00:00+00')) AS first,
				coalesce((SELECT min(at) FROM offline_readings WHERE tenant_id = $1 AND meter_id = $2 AND at > n.after + interval '15 minutes'), n.after + interval '15 minutes') AS last
			FROM near n
		)
		SELECT DISTINCT ON (o.at) o.at, o.value_j, o.quality FROM offline_readings o, far f
		WHERE o.tenant_id = $1 AND o.meter_id = $2 AND o.at BETWEEN f.first AND f.last ORDER BY o.at, o.revision DESC`, meter.Tenant, meter.ID, hull.From, hull.To)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (r offline.Reading, err error) {
		var quality int16
		err = row.Scan(&r.At, &r.ValueJ, &quality)
		r.At, r.Quality = r.At.UTC(), point.Quality(quality) //nolint:gosec // one of six
		return r, err
	})
}

func queueReadings(batch *pgx.Batch, meter offline.Meter, t offline.Taking) {
	var at []time.Time
	var joules []int64
	var quality []int16
	for _, readings := range [][]offline.Reading{t.First, t.Revised} {
		for _, r := range readings {
			at, joules, quality = append(at, r.At), append(joules, r.ValueJ), append(quality, int16(r.Quality))
		}
	}
	batch.Queue(`INSERT INTO offline_readings (tenant_id, site_id, meter_id, at, revision, value_j, quality, source, noted_by)
		SELECT $1, $2, $3, g.at, coalesce((SELECT max(o.revision) FROM offline_readings o WHERE o.tenant_id = $1 AND o.meter_id = $3 AND o.at = g.at), 0) + 1, g.value_j, g.quality, $7, $8
		FROM unnest($4::timestamptz[], $5::bigint[], $6::smallint[]) AS g (at, value_j, quality)`,
		meter.Tenant, meter.SiteKey, meter.ID, at, joules, quality, t.Source, t.By)
}

// queueQuarterHours writes rollups. None of them counts samples.
func queueQuarterHours(batch *pgx.Batch, meter offline.Meter, quarters []offline.QuarterHour) {
	var from []time.Time
	var mean, low, high, last []float64
	var covered []int32
	var quality []int16
	var away, towards []int64
	for _, q := range quarters {
		from, mean, low, high, last = append(from, q.From), append(mean, q.Mean), append(low, q.Min), append(high, q.Max), append(last, q.Last)
		covered, quality = append(covered, int32(q.Covered.Milliseconds())), append(quality, int16(q.Quality)) //nolint:gosec // at most a quarter hour
		away, towards = append(away, q.AwayJ), append(towards, q.TowardsJ)
	}
	batch.Queue(`INSERT INTO rollups_15m (tenant_id, site_id, channel_id, slot_from, mean, min, max, last, count, covered_ms, quality, energy_away_j, energy_towards_j)
		SELECT $1, $2, $3, g.slot_from, g.mean, g.min, g.max, g.last, 0, g.covered_ms, g.quality, g.away_j, g.towards_j
		FROM unnest($4::timestamptz[], $5::float8[], $6::float8[], $7::float8[], $8::float8[], $9::int[], $10::smallint[], $11::bigint[], $12::bigint[])
			AS g (slot_from, mean, min, max, last, covered_ms, quality, away_j, towards_j)
		ON CONFLICT (tenant_id, channel_id, slot_from) DO UPDATE SET `+rolled,
		meter.Tenant, meter.SiteKey, meter.Channel, from, mean, low, high, last, covered, quality, away, towards)
}

// markOffline has the hours and days of quarter hours formed anew.
func markOffline(batch *pgx.Batch, meter offline.Meter, quarters []offline.QuarterHour) error {
	zone, err := time.LoadLocation(meter.TimeZone)
	if err != nil {
		return fmt.Errorf("find the days of the site %s: %w", strconv.Quote(meter.TimeZone), err)
	}
	byHour, byDay := map[mark]bool{}, map[mark]bool{}
	for _, q := range quarters {
		byHour[mark{meter.SiteKey, meter.Channel, slot.Floor(q.From, time.Hour)}] = true
		byDay[mark{meter.SiteKey, meter.Channel, slot.Day(q.From, zone).From}] = true
	}
	queueMarked(batch, meter.Tenant, hours, byHour)
	queueMarked(batch, meter.Tenant, days, byDay)
	return nil
}
