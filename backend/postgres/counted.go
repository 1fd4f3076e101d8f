package postgres

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/cleaning"
	"ohmstead/energy/counter"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
)

// counted is the period of marks of quarter hours in which counters are counted.
const counted period = "counted"

// markCounters marks the quarter hours in which counters are counted anew because samples of these
// quarter hours have changed: from the reading ahead of them to the one behind, and as far beyond as a
// dip is told from a new beginning. What had fallen by then, they may show to be a dip, and what was counted
// up to it begins at the reading before it.
func (d *DB) markCounters(ctx context.Context, tx pgx.Tx, batch *pgx.Batch, work map[rollKey]columns) error {
	byTenant := map[int32]columns{}
	for key, c := range work {
		all := byTenant[key.tenant]
		for i := range c.channel {
			all.at, all.channel, all.site = append(all.at, key.slot), append(all.channel, c.channel[i]), append(all.site, c.site[i])
		}
		byTenant[key.tenant] = all
	}
	for _, tenant := range slices.Sorted(maps.Keys(byTenant)) {
		c, err := countersOf(ctx, tx, tenant, byTenant[tenant])
		if err != nil {
			return err
		}
		if len(c.at) == 0 {
			continue
		}
		first, last := slices.MinFunc(c.at, time.Time.Compare), slices.MaxFunc(c.at, time.Time.Compare)
		span := slot.Interval{From: first.Add(-2*counter.MaxGap - counter.MaxDip), To: last.Add(slot.QuarterHour + counter.MaxGap)}
		var closed unpacked
		if d.mayBeClosed(span.From) {
			if closed, err = unpackRevised(ctx, tx, tenant, c.channel, span); err != nil {
				return err
			}
		}
		queueCounters(batch, tenant, c, surroundings{span, closed})
	}
	return nil
}

// countersOf are those of the channels that are counters of energy.
func countersOf(ctx context.Context, tx pgx.Tx, tenant int32, all columns) (columns, error) {
	rows, err := tx.Query(ctx, "SELECT channel_id FROM channels WHERE tenant_id = $1 AND channel_id = ANY ($2) AND name = ANY ($3)", tenant, all.channel, point.Counters())
	if err != nil {
		return columns{}, err
	}
	counters, err := pgx.CollectRows(rows, pgx.RowTo[int32])
	if err != nil {
		return columns{}, err
	}
	is := map[int32]bool{}
	for _, c := range counters {
		is[c] = true
	}
	var c columns
	for i := range all.channel {
		if is[all.channel[i]] {
			c.at, c.channel, c.site = append(c.at, all.at[i]), append(c.channel, all.channel[i]), append(c.site, all.site[i])
		}
	}
	return c, nil
}

// surroundings is the time in which readings are looked for, and those of its closed days.
type surroundings struct {
	slot.Interval
	closed unpacked
}

func queueCounters(batch *pgx.Batch, tenant int32, c columns, in surroundings) {
	batch.Queue(`WITH usable AS (
			SELECT s.channel_id, s.ts FROM unnest($7::int[], $8::timestamptz[], $9::float8[], $10::smallint[]) AS s (channel_id, ts, value, quality) WHERE s.quality IN (1, 2, 5)),
		around AS (
			SELECT g.channel_id, g.site_id, g.slot_from,
				coalesce(greatest(
					(SELECT s.ts FROM samples s `+newestRevision+` WHERE s.tenant_id = $1 AND s.channel_id = g.channel_id AND s.ts >= $5 AND s.ts < $6 AND s.ts >= g.slot_from - $11::interval AND s.ts < g.slot_from
						AND coalesce(r.quality, s.quality) IN (1, 2, 5) ORDER BY s.ts DESC LIMIT 1),
					(SELECT max(u.ts) FROM usable u WHERE u.channel_id = g.channel_id AND u.ts >= g.slot_from - $11::interval AND u.ts < g.slot_from)), g.slot_from) AS ahead,
				coalesce(least(
					(SELECT s.ts FROM samples s `+newestRevision+` WHERE s.tenant_id = $1 AND s.channel_id = g.channel_id AND s.ts >= $5 AND s.ts < $6 AND s.ts >= g.slot_from + $12::interval AND s.ts < g.slot_from + $12::interval + $11::interval
						AND coalesce(r.quality, s.quality) IN (1, 2, 5) ORDER BY s.ts LIMIT 1),
					(SELECT min(u.ts) FROM usable u WHERE u.channel_id = g.channel_id AND u.ts >= g.slot_from + $12::interval AND u.ts < g.slot_from + $12::interval + $11::interval)), g.slot_from) AS behind
			FROM unnest($2::timestamptz[], $3::int[], $4::int[]) AS g (slot_from, channel_id, site_id)),
		reach AS (
			SELECT a.*, coalesce(greatest(
				(SELECT s.ts FROM samples s WHERE s.tenant_id = $1 AND s.channel_id = a.channel_id AND s.ts >= $5 AND s.ts < $6 AND s.ts >= a.ahead - $13::interval - $11::interval AND s.ts < a.ahead - $13::interval
					AND s.quality IN (1, 2, 5) ORDER BY s.ts DESC LIMIT 1),
				(SELECT max(u.ts) FROM usable u WHERE u.channel_id = a.channel_id AND u.ts >= a.ahead - $13::interval - $11::interval AND u.ts < a.ahead - $13::interval)), a.ahead - $13::interval) AS first_at
			FROM around a)
		INSERT INTO rollup_marks (tenant_id, period, slot_from, site_id, channel_id)
		SELECT DISTINCT $1::int, $14, m.at, r.site_id, r.channel_id FROM reach r
		CROSS JOIN LATERAL generate_series(date_bin($12, r.first_at, '2000-01-01 00:00:00+00'), greatest(r.slot_from, r.behind + $13::interval), $12) AS m (at)
		ORDER BY r.channel_id, m.at
		ON CONFLICT (tenant_id, channel_id, period, slot_from) DO UPDATE SET marked_at = excluded.marked_at`,
		slices.Concat([]any{tenant, c.at, c.channel, c.site, in.From, in.To}, in.closed.arguments(), []any{counter.MaxGap, slot.QuarterHour, counter.MaxDip, string(counted)})...)
}

// channelKey is a channel that quarter hours are marked of.
type channelKey struct {
	tenant, site, channel int32
}

// byChannel is the marked quarter hours of each channel, and the channels in one order.
func byChannel(work map[rollKey]columns) (map[channelKey][]slot.Interval, []channelKey) {
	quartersOf := map[channelKey][]slot.Interval{}
	for key, c := range work {
		for i := range c.channel {
			of := channelKey{key.tenant, c.site[i], c.channel[i]}
			quartersOf[of] = append(quartersOf[of], slot.At(key.slot, slot.QuarterHour))
		}
	}
	return quartersOf, slices.SortedFunc(maps.Keys(quartersOf), func(a, b channelKey) int {
		return cmp.Or(cmp.Compare(a.tenant, b.tenant), cmp.Compare(a.channel, b.channel))
	})
}

// keyColumns are channels turned by ninety degrees, for unnest.
func keyColumns(of []channelKey) (tenants, channels []int32) {
	tenants, channels = make([]int32, len(of)), make([]int32, len(of))
	for i, k := range of {
		tenants[i], channels[i] = k.tenant, k.channel
	}
	return tenants, channels
}

// count counts counters in the quarter hours that are marked for it.
func (d *DB) count(ctx context.Context, tx pgx.Tx, work map[rollKey]columns) error {
	quartersOf, counters := byChannel(work)
	settings, err := counterSettings(ctx, tx, counters)
	if err != nil {
		return err
	}
	batch := &pgx.Batch{}
	for _, of := range counters {
		for _, run := range runs(quartersOf[of]) {
			readings, err := d.countable(ctx, tx, of, slot.Interval{From: run[0].From, To: run[len(run)-1].To})
			if err != nil {
				return err
			}
			queueCounted(batch, of, run, settings[of].Count(readings, run))
		}
	}
	return tx.SendBatch(ctx, batch).Close()
}

// runs parts quarter hours where there are so many between them that one question is too much.
func runs(quarters []slot.Interval) [][]slot.Interval {
	slices.SortFunc(quarters, func(a, b slot.Interval) int { return a.From.Compare(b.From) })
	var all [][]slot.Interval
	for i, q := range quarters {
		if i == 0 || q.From.Sub(quarters[i-1].To) > time.Hour || len(all[len(all)-1]) == 96 {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], q)
	}
	return all
}

// counterSettings is what people say of these counters.
func counterSettings(ctx context.Context, tx pgx.Tx, counters []channelKey) (map[channelKey]counter.Settings, error) {
	tenants, channels := keyColumns(counters)
	rows, err := tx.Query(ctx, `SELECT t.tenant_id, t.site_id, t.channel_id, t.rollover, t.no_reset FROM channel_settings t
		JOIN unnest($1::int[], $2::int[]) AS k (tenant_id, channel_id) ON k.tenant_id = t.tenant_id AND k.channel_id = t.channel_id`, tenants, channels)
	if err != nil {
		return nil, err
	}
	settings := map[channelKey]counter.Settings{}
	var of channelKey
	var l cleaning.Limits
	_, err = pgx.ForEachRow(rows, []any{&of.tenant, &of.site, &of.channel, &l.Rollover, &l.NoReset}, func() error {
		settings[of] = l.Counter()
		return nil
	})
	return settings, err
}

// countable are the readings that counting an interval needs: from MaxDip before the last one ahead of
// it, and the one before, to MaxDip behind the first one after it, and the one behind. What only rises
// in between, without a gap, within a quarter hour and with one quality, is left out.
func (d *DB) countable(ctx context.Context, tx pgx.Tx, of channelKey, in slot.Interval) ([]counter.Reading, error) {
	reach := counter.MaxGap + counter.MaxDip
	span := slot.Interval{From: in.From.Add(-reach - counter.MaxGap), To: in.To.Add(reach + counter.MaxGap)}
	var closed unpacked
	if d.mayBeClosed(span.From) {
		var err error
		if closed, err = unpackRevised(ctx, tx, of.tenant, []int32{of.channel}, span); err != nil {
			return nil, err
		}
	}
	rows, err := tx.Query(ctx, `SELECT ts, value, quality, since FROM counter_readings($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		slices.Concat([]any{of.tenant, of.channel, in.From, in.To, span.From, span.To, counter.MaxGap, counter.MaxDip, counter.EvenGap}, closed.arguments()[1:])...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (r counter.Reading, err error) {
		var quality int16
		var since *time.Duration
		err = row.Scan(&r.At, &r.Value, &quality, &since)
		if since != nil {
			r.Since = *since
		}
		r.Quality = point.Quality(quality) //nolint:gosec // one of six
		return r, err
	})
}

// queueCounted keeps what was counted.
func queueCounted(batch *pgx.Batch, of channelKey, quarters []slot.Interval, energies []counter.Energy) {
	n := len(quarters)
	at, joules := make([]time.Time, n), make([]*int64, n)
	covered, shared, turns, quality := make([]int32, n), make([]int32, n), make([]int16, n), make([]int16, n)
	for i, e := range energies {
		at[i] = quarters[i].From
		if e.Covered+e.Shared > 0 {
			joules[i] = &e.Joules
		}
		covered[i], shared[i] = int32(e.Covered.Milliseconds()), int32(e.Shared.Milliseconds()) //nolint:gosec // of a quarter hour
		turns[i] = int16(min(e.Rollovers+e.Resets+e.Falls, 1000))                               //nolint:gosec // at most 1000
		quality[i] = int16(e.Quality)
	}
	batch.Queue(`INSERT INTO rollups_15m AS r (tenant_id, site_id, channel_id, slot_from, count, covered_ms, quality, counted_j, counted_ms, shared_ms, turns, counted_quality)
		SELECT $1, $2, $3, g.slot_from, 0, 0, 0, g.counted_j, g.counted_ms, g.shared_ms, g.turns, g.quality
		FROM unnest($4::timestamptz[], $5::bigint[], $6::int[], $7::int[], $8::smallint[], $9::smallint[]) AS g (slot_from, counted_j, counted_ms, shared_ms, turns, quality)
		ON CONFLICT (tenant_id, channel_id, slot_from) DO UPDATE SET counted_j = excluded.counted_j, counted_ms = excluded.counted_ms,
			shared_ms = excluded.shared_ms, turns = excluded.turns, counted_quality = excluded.counted_quality`,
		of.tenant, of.site, of.channel, at, joules, covered, shared, turns, quality)
}
