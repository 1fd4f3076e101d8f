package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/cleaning"
	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

var (
	_ cleaning.Store  = (*DB)(nil)
	_ cleaning.Source = (*DB)(nil)
)

const selectChannelSettings = `SELECT c.id, c.channel_id, a.key, c.name, c.unit, c.kind, t.version, t.min_value, t.max_value, t.max_per_second, t.rollover, t.no_reset
	FROM channel_settings t JOIN channels c ON c.tenant_id = t.tenant_id AND c.channel_id = t.channel_id
	JOIN assets a ON a.tenant_id = c.tenant_id AND a.id = c.asset_id`

func scanChannelSettings(row pgx.CollectableRow) (s cleaning.Settings, err error) {
	return s, row.Scan(&s.Channel.ID, &s.Channel.Key, &s.Channel.Asset, &s.Channel.Name, &s.Channel.Unit, &s.Channel.Kind,
		&s.Version, &s.Min, &s.Max, &s.PerSecond, &s.Rollover, &s.NoReset)
}

// ChannelSettings implements cleaning.Store.
func (d *DB) ChannelSettings(ctx context.Context, scope identity.Scope, site registry.Site) ([]cleaning.Settings, error) {
	return list(ctx, d, scope, question[cleaning.Settings]{
		what: "settings of channels", sql: selectChannelSettings + " WHERE t.site_id = $1 ORDER BY a.key, c.name", args: []any{site.Key}, scan: scanChannelSettings,
	})
}

// SetChannelSettings implements cleaning.Store.
func (d *DB) SetChannelSettings(ctx context.Context, scope identity.Scope, site registry.Site, s cleaning.Settings) (cleaning.Settings, error) {
	err := d.InTenant(ctx, scope, func(tx *Tx) error {
		tag, err := tx.Exec(ctx, `INSERT INTO channel_settings AS t (tenant_id, site_id, channel_id, version, min_value, max_value, max_per_second, rollover, no_reset)
			SELECT $1, $2, $3, $4 + 1, $5, $6, $7, $8, $9 WHERE $4 = 0 OR EXISTS (SELECT FROM channel_settings WHERE channel_id = $3)
			ON CONFLICT (tenant_id, channel_id) DO UPDATE SET version = t.version + 1, min_value = excluded.min_value, max_value = excluded.max_value,
				max_per_second = excluded.max_per_second, rollover = excluded.rollover, no_reset = excluded.no_reset, changed_at = now()
			WHERE t.version = $4`, scope.Tenant, site.Key, s.Channel.Key, s.Version, s.Min, s.Max, s.PerSecond, s.Rollover, s.NoReset)
		if err != nil {
			return err
		}
		var version int64
		err = tx.QueryRow(ctx, "SELECT coalesce((SELECT version FROM channel_settings WHERE channel_id = $1), 0)", s.Channel.Key).Scan(&version)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return reason.New(reason.VersionConflict, reason.Params{"expected_version": s.Version, "actual_version": version})
		}
		s.Version = version
		if !point.Counts(s.Channel.Name) {
			return nil
		}
		_, err = tx.Exec(ctx, `INSERT INTO rollup_marks (tenant_id, site_id, channel_id, period, slot_from)
			SELECT tenant_id, site_id, channel_id, 'counted', slot_from FROM rollups_15m WHERE tenant_id = $1 AND channel_id = $2 AND slot_from >= $3
			ORDER BY slot_from ON CONFLICT (tenant_id, channel_id, period, slot_from) DO UPDATE SET marked_at = excluded.marked_at`, scope.Tenant, s.Channel.Key, time.Now().Add(-telemetry.MaxAge))
		return err
	})
	return s, fault("set the settings of a channel", err)
}

// CleaningRules implements cleaning.Source.
func (d *DB) CleaningRules(ctx context.Context, since time.Time) ([]cleaning.Rule, error) {
	rows, err := d.ingest.Query(ctx, `SELECT t.tenant_id, t.channel_id, t.min_value, t.max_value, t.max_per_second, t.rollover, t.no_reset, t.changed_at, c.name
		FROM channel_settings t JOIN channels c ON c.tenant_id = t.tenant_id AND c.channel_id = t.channel_id WHERE t.changed_at >= $1`, since)
	if err != nil {
		return nil, fault("read the settings of channels", err)
	}
	rules, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r cleaning.Rule, err error) {
		var name string
		err = row.Scan(&r.Tenant, &r.Channel, &r.Min, &r.Max, &r.PerSecond, &r.Rollover, &r.NoReset, &r.Changed, &name)
		r.Counts = point.Counts(name)
		return r, err
	})
	return rules, fault("read the settings of channels", err)
}

// UsableBefore implements cleaning.Source.
func (d *DB) UsableBefore(ctx context.Context, tenant int32, instants []cleaning.Instant, within time.Duration) ([]point.Reading, error) {
	var c columns
	for _, i := range instants {
		c.at, c.channel = append(c.at, i.At), append(c.channel, i.Channel)
	}
	first, last := instants[0].At, instants[0].At
	for _, i := range instants {
		if i.At.Before(first) {
			first = i.At
		}
		if i.At.After(last) {
			last = i.At
		}
	}
	found := make([]point.Reading, len(instants))
	err := pgx.BeginTxFunc(ctx, d.ingest, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		closed, err := d.closedBefore(ctx, tx, tenant, instants, within)
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT g.place - 1, p.ts, p.value, p.quality FROM unnest($2::timestamptz[], $3::int[]) WITH ORDINALITY AS g (ts, channel_id, place)
			CROSS JOIN LATERAL (
				(SELECT s.ts, coalesce(r.value, s.value) AS value, coalesce(r.quality, s.quality) AS quality FROM samples s `+newestRevision+`
				WHERE s.tenant_id = $1 AND s.channel_id = g.channel_id AND s.ts >= $4 AND s.ts < $5 AND s.ts >= g.ts - $6::interval AND s.ts < g.ts AND coalesce(r.quality, s.quality) IN (1, 2, 5)
				ORDER BY s.ts DESC LIMIT 1)
				UNION ALL
				(SELECT c.ts, c.value, c.quality FROM unnest($7::int[], $8::timestamptz[], $9::float8[], $10::smallint[]) AS c (channel_id, ts, value, quality)
				WHERE c.channel_id = g.channel_id AND c.ts >= g.ts - $6::interval AND c.ts < g.ts AND c.quality IN (1, 2, 5) ORDER BY c.ts DESC LIMIT 1)
				ORDER BY ts DESC LIMIT 1) p`,
			append([]any{tenant, c.at, c.channel, first.Add(-within), last, within}, closed.arguments()...)...)
		if err != nil {
			return err
		}
		var place int
		var quality int16
		var r point.Reading
		_, err = pgx.ForEachRow(rows, []any{&place, &r.At, &r.Value, &quality}, func() error {
			r.Quality = point.Quality(quality) //nolint:gosec // one of six
			found[place] = r
			return nil
		})
		return err
	})
	return found, fault("find samples before others", err)
}

// closedBefore are the revised rows of closed days that may lie before instants.
func (d *DB) closedBefore(ctx context.Context, tx pgx.Tx, tenant int32, instants []cleaning.Instant, within time.Duration) (unpacked, error) {
	spans := map[int32]slot.Interval{}
	for _, i := range instants {
		if !d.mayBeClosed(i.At.Add(-within)) {
			continue
		}
		span, known := spans[i.Channel]
		if from := i.At.Add(-within); !known || from.Before(span.From) {
			span.From = from
		}
		if i.At.After(span.To) {
			span.To = i.At
		}
		spans[i.Channel] = span
	}
	var all unpacked
	for channel, span := range spans {
		u, err := unpackRevised(ctx, tx, tenant, []int32{channel}, span)
		if err != nil {
			return all, err
		}
		all.channel, all.at = append(all.channel, u.channel...), append(all.at, u.at...)
		all.value, all.quality = append(all.value, u.value...), append(all.quality, u.quality...)
	}
	return all, nil
}
