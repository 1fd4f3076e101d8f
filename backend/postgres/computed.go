package postgres

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/telemetry"
	"ohmstead/backend/virtual"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
)

// computed is the period of marks of quarter hours in which virtual channels are computed.
const computed period = "virtual"

// markVirtual marks the quarter hours of virtual channels whose inputs have changed in these, and the
// ones after, into which a value may hold.
func markVirtual(batch *pgx.Batch, work map[rollKey]columns) {
	byTenant := map[int32]columns{}
	for key, c := range work {
		all := byTenant[key.tenant]
		for i := range c.channel {
			all.at, all.channel = append(all.at, key.slot), append(all.channel, c.channel[i])
		}
		byTenant[key.tenant] = all
	}
	for _, tenant := range slices.Sorted(maps.Keys(byTenant)) {
		c := byTenant[tenant]
		batch.Queue(`INSERT INTO rollup_marks (tenant_id, period, slot_from, site_id, channel_id)
			SELECT DISTINCT v.tenant_id, $4, s.at, v.site_id, v.channel_id FROM virtual_channels v
			JOIN unnest($2::timestamptz[], $3::int[]) AS g (slot_from, channel_id) ON g.channel_id = ANY (v.input_channels)
			CROSS JOIN LATERAL (VALUES (g.slot_from), (g.slot_from + interval '15 minutes')) AS s (at)
			WHERE v.tenant_id = $1 AND v.archived_at IS NULL AND s.at <= now() + interval '5 minutes' ORDER BY v.channel_id, s.at
			ON CONFLICT (tenant_id, channel_id, period, slot_from) DO UPDATE SET marked_at = excluded.marked_at`, tenant, c.at, c.channel, string(computed))
	}
}

// computation is a virtual channel as it is computed.
type computation struct {
	channelKey
	formula string
	names   []string
	inputs  []int32
	maxAge  time.Duration
	from    time.Time
	// kept is when a channel of the same name was archived: what that one computed before stays.
	kept *time.Time
}

// compute computes virtual channels in the quarter hours that are marked for it. What was computed
// before and comes out differently, because an input came late or was revised, becomes a revision; what a
// channel computed that was archived since stays.
func (d *DB) compute(ctx context.Context, tx pgx.Tx, work map[rollKey]columns) error {
	quartersOf, of := byChannel(work)
	computations, err := computationsOf(ctx, tx, of)
	if err != nil {
		return err
	}
	batch := &pgx.Batch{}
	touched := map[int32]map[mark]bool{}
	for _, c := range computations {
		for _, run := range runs(quartersOf[c.channelKey]) {
			if touched[c.tenant] == nil {
				touched[c.tenant] = map[mark]bool{}
			}
			changed, err := d.computeRun(ctx, tx, c, run)
			if err != nil {
				return err
			}
			maps.Copy(touched[c.tenant], reachOf(changed).quarters)
		}
	}
	for _, tenant := range slices.Sorted(maps.Keys(touched)) {
		queueMarked(batch, tenant, quarters, touched[tenant])
	}
	return tx.SendBatch(ctx, batch).Close()
}

func computationsOf(ctx context.Context, tx pgx.Tx, of []channelKey) ([]computation, error) {
	tenants, channels := keyColumns(of)
	rows, err := tx.Query(ctx, `SELECT v.tenant_id, v.site_id, v.channel_id, v.formula, v.input_names, v.input_channels, v.max_age_seconds, v.valid_from,
			(SELECT max(o.archived_at) FROM virtual_channels o WHERE o.tenant_id = v.tenant_id AND o.channel_id = v.channel_id)
		FROM virtual_channels v
		JOIN unnest($1::int[], $2::int[]) AS k (tenant_id, channel_id) ON k.tenant_id = v.tenant_id AND k.channel_id = v.channel_id
		WHERE v.archived_at IS NULL ORDER BY v.tenant_id, v.channel_id`, tenants, channels)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (c computation, err error) {
		var seconds int
		err = row.Scan(&c.tenant, &c.site, &c.channel, &c.formula, &c.names, &c.inputs, &seconds, &c.from, &c.kept)
		c.maxAge = time.Duration(seconds) * time.Second
		return c, err
	})
}

// computeRun computes quarter hours that are close together and returns what it has stored.
func (d *DB) computeRun(ctx context.Context, tx pgx.Tx, c computation, run []slot.Interval) ([]telemetry.Sample, error) {
	span := slot.Interval{From: run[0].From, To: run[len(run)-1].To}
	var days []channelDay
	for day := dayNumber(span.From); day <= dayNumber(span.To.Add(-time.Microsecond)); day++ {
		days = append(days, channelDay{c.channel, day})
	}
	if _, err := d.openFor(ctx, tx, c.tenant, days); err != nil {
		return nil, err
	}
	inputs := make([]virtual.Input, len(c.names))
	for i, name := range c.names {
		readings, err := d.readingsWithin(ctx, tx, channelKey{c.tenant, c.site, c.inputs[i]}, slot.Interval{From: span.From.Add(-c.maxAge), To: span.To})
		if err != nil {
			return nil, err
		}
		inputs[i] = virtual.Input{Name: name, Readings: readings}
	}
	stored, err := d.readingsWithin(ctx, tx, c.channelKey, span)
	if err != nil {
		return nil, err
	}
	known := make(map[int64]point.Reading, len(stored))
	for _, r := range stored {
		known[r.At.UnixMicro()] = r
	}
	var first, again []telemetry.Sample
	for _, quarter := range run {
		results, err := virtual.Evaluate(c.formula, inputs, c.maxAge, quarter)
		if err != nil {
			return nil, err
		}
		for _, r := range results {
			s := telemetry.Sample{Site: c.site, Channel: c.channel, At: r.At, Value: r.Value, Quality: r.Quality, Source: telemetry.Computed}
			switch was, is := known[r.At.UnixMicro()]; {
			case r.At.Before(c.from), is && was.Value == r.Value && was.Quality == r.Quality:
			case is && c.kept != nil && r.At.Before(*c.kept):
			case is:
				again = append(again, s)
			default:
				first = append(first, s)
			}
		}
	}
	return slices.Concat(first, again), keepComputed(ctx, tx, c.tenant, first, again)
}

// keepComputed stores what is computed for the first time, and revises what is computed again.
func keepComputed(ctx context.Context, tx pgx.Tx, tenant int32, first, again []telemetry.Sample) error {
	if len(first) > 0 {
		if _, err := mergeSamples(ctx, tx, telemetry.Batch{Tenant: tenant, Samples: first}); err != nil {
			return err
		}
	}
	if len(again) == 0 {
		return nil
	}
	c := columnsOf(telemetry.Batch{Samples: again})
	_, err := tx.Exec(ctx, `INSERT INTO sample_revisions (ts, value, tenant_id, site_id, channel_id, revision, quality, reason)
		SELECT g.ts, g.value, $1, g.site_id, g.channel_id, coalesce((SELECT max(r.revision) FROM sample_revisions r
			WHERE r.tenant_id = $1 AND r.channel_id = g.channel_id AND r.ts = g.ts), 0) + 1, g.quality, 'an input came late or was revised'
		FROM unnest($2::timestamptz[], $3::float8[], $4::int[], $5::int[], $6::smallint[]) AS g (ts, value, site_id, channel_id, quality)
		ORDER BY g.channel_id, g.ts`, tenant, c.at, c.value, c.site, c.channel, c.quality)
	return err
}

// readingsWithin are the stored readings of a channel as readers get them, of closed days too.
func (d *DB) readingsWithin(ctx context.Context, tx pgx.Tx, of channelKey, in slot.Interval) ([]point.Reading, error) {
	var closed unpacked
	if d.mayBeClosed(in.From) {
		var err error
		if closed, err = unpackWithin(ctx, tx, of.tenant, []int32{of.channel}, in); err != nil {
			return nil, err
		}
	}
	rows, err := tx.Query(ctx, `SELECT DISTINCT ON (k.ts) k.ts, k.value, k.quality FROM (
			SELECT s.ts, s.value, s.quality, 0 AS revision FROM samples s WHERE s.tenant_id = $1 AND s.channel_id = $2 AND s.ts >= $3 AND s.ts < $4
			UNION ALL SELECT c.ts, c.value, c.quality, 0 FROM unnest($5::timestamptz[], $6::float8[], $7::smallint[]) AS c (ts, value, quality)
			UNION ALL SELECT r.ts, r.value, r.quality, r.revision FROM sample_revisions r WHERE r.tenant_id = $1 AND r.channel_id = $2 AND r.ts >= $3 AND r.ts < $4) k
		ORDER BY k.ts, k.revision DESC`, slices.Concat([]any{of.tenant, of.channel, in.From, in.To}, closed.arguments()[1:])...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanReading)
}
