package postgres

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/telemetry"
	"ohmstead/energy/slot"
)

var _ telemetry.Roller = (*DB)(nil)

// period is the length of rollups, as marks name it.
type period string

// Periods, in the order in which they are formed: hours and days from quarter hours.
const (
	quarters period = "15m"
	hours    period = "1h"
	days     period = "1d"
)

// rollKey is what is rolled up in one statement: channels of one tenant in one interval, which for
// days is that of one time zone.
type rollKey struct {
	tenant int32
	slot   time.Time
	zone   string
}

// Roll implements telemetry.Roller. Marks that a writer holds are left for the next lap: their
// samples are not committed yet. Each period is formed in a transaction of its own, which marks what
// the next is formed from. Who forms a quarter hour and who counts a counter in it write one row, each in
// the order of its own marks, so two processes may wait for each other; the one that PostgreSQL ends forms
// its period again.
func (d *DB) Roll(ctx context.Context, lap telemetry.Lap, limit int) (telemetry.Lap, int, error) {
	taken := 0
	of := &lap.Taken
	if lap.Charging == (telemetry.Place{}) {
		err := again(func() error {
			return pgx.BeginFunc(ctx, d.ingest, func(tx pgx.Tx) error { return endForgotten(ctx, tx) })
		})
		if err != nil {
			return lap, taken, fault("end charging sessions that nothing is heard of", err)
		}
	}
	for _, w := range []walk{
		{quarters, &lap.Quarters, &of.Quarters, limit},
		{counted, &lap.Counted, &of.Counted, limit},
		{computed, &lap.Computed, &of.Computed, limit},
		{hours, &lap.Hours, &of.Hours, limit},
		{days, &lap.Days, &of.Days, limit},
		{chargers, &lap.Charging, &of.Charging, limit},
	} {
		n := 0
		err := again(func() (err error) { n, err = d.rollPeriod(ctx, w); return err })
		taken += n
		*w.taken += n
		if err != nil {
			return lap, taken, fault("roll up "+string(w.period), err)
		}
	}
	return lap, taken, nil
}

// again does a transaction again that PostgreSQL has ended because it and another one waited for each other.
func again(transaction func() error) error {
	err := transaction()
	for tries := 0; hasCode(err, deadlock) && tries < maxTries; tries++ {
		err = transaction()
	}
	return err
}

// walk is the marks of a period behind a place, which moves with those that are taken.
type walk struct {
	period period
	place  *telemetry.Place
	taken  *int
	limit  int
}

func (d *DB) rollPeriod(ctx context.Context, w walk) (int, error) {
	p, taken, last := w.period, 0, *w.place
	err := pgx.BeginFunc(ctx, d.ingest, func(tx pgx.Tx) error {
		work, n, err := takeMarks(ctx, tx, w, &last)
		if err != nil || n == 0 {
			return err
		}
		taken = n
		switch p {
		case counted:
			return d.count(ctx, tx, work)
		case computed:
			return d.compute(ctx, tx, work)
		case chargers:
			return d.derive(ctx, tx, work)
		case quarters:
			return d.rollQuarters(ctx, tx, work)
		case hours, days:
		}
		batch := &pgx.Batch{}
		for key, c := range work {
			if p == hours {
				queueLonger(batch, target{"rollups_1h", slot.At(key.slot, time.Hour)}, key, c)
				continue
			}
			zone, err := time.LoadLocation(key.zone)
			if err != nil {
				return fmt.Errorf("find the days of a site of tenant %d: %w", key.tenant, err)
			}
			queueLonger(batch, target{"rollups_1d", slot.Day(key.slot, zone)}, key, c)
		}
		return tx.SendBatch(ctx, batch).Close()
	})
	if err != nil {
		return 0, err
	}
	*w.place = last
	return taken, nil
}

// rollQuarters forms quarter hours and marks what follows from them.
func (d *DB) rollQuarters(ctx context.Context, tx pgx.Tx, work map[rollKey]columns) error {
	if err := d.lockWork(ctx, tx, work); err != nil {
		return err
	}
	batch := &pgx.Batch{}
	for key, c := range work {
		closed, err := d.closedOf(ctx, tx, key, c)
		if err != nil {
			return err
		}
		queueQuarter(batch, key, c, closed)
	}
	if err := markLonger(batch, work); err != nil {
		return err
	}
	if err := d.markCounters(ctx, tx, batch, work); err != nil {
		return err
	}
	markVirtual(batch, work)
	markChargers(batch, work)
	return tx.SendBatch(ctx, batch).Close()
}

// samplesOf is the time whose samples a quarter hour is formed from.
func (k rollKey) samplesOf() slot.Interval {
	return slot.Interval{From: k.slot.Add(-telemetry.MaxCover), To: k.slot.Add(slot.QuarterHour)}
}

// lockWork holds off the closing of the days that quarter hours are formed from.
func (d *DB) lockWork(ctx context.Context, tx pgx.Tx, work map[rollKey]columns) error {
	locks := map[int32]map[int32]bool{}
	for key := range work {
		span := key.samplesOf()
		for _, at := range []time.Time{span.From, key.slot} {
			if !d.mayBeClosed(at) {
				continue
			}
			if locks[key.tenant] == nil {
				locks[key.tenant] = map[int32]bool{}
			}
			locks[key.tenant][dayNumber(at)] = true
		}
	}
	for _, tenant := range slices.Sorted(maps.Keys(locks)) {
		if err := lockOld(ctx, tx, tenant, locks[tenant]); err != nil {
			return err
		}
	}
	return nil
}

// closedOf are the rows of closed days that a quarter hour is formed from.
func (d *DB) closedOf(ctx context.Context, tx pgx.Tx, key rollKey, c columns) (unpacked, error) {
	span := key.samplesOf()
	if !d.mayBeClosed(span.From) {
		return unpacked{}, nil
	}
	return unpackWithin(ctx, tx, key.tenant, c.channel, span)
}

// queueQuarter forms quarter hours from samples.
func queueQuarter(batch *pgx.Batch, key rollKey, c columns, closed unpacked) {
	batch.Queue(`INSERT INTO rollups_15m AS r (tenant_id, site_id, channel_id, slot_from, mean, min, max, last, count, covered_ms, quality, energy_away_j, energy_towards_j)
		SELECT $1, k.site_id, k.channel_id, $4, b.mean, b.min, b.max, b.last, coalesce(b.count, 0), coalesce(b.covered_ms, 0), coalesce(b.quality, 0),
			CASE WHEN c.unit = 'W' THEN round(b.away_j)::bigint END, CASE WHEN c.unit = 'W' THEN round(b.towards_j)::bigint END
		FROM unnest($2::int[], $3::int[]) AS k (channel_id, site_id)
		LEFT JOIN sample_buckets($1, $2, $5, $4, $6, $7, $8, $9, $10, $11, $12) b ON b.channel_id = k.channel_id
		LEFT JOIN channels c ON c.tenant_id = $1 AND c.channel_id = k.channel_id
		ON CONFLICT (tenant_id, channel_id, slot_from) DO UPDATE SET `+rolled,
		append([]any{key.tenant, c.channel, c.site, key.slot, key.samplesOf().From, key.samplesOf().To, slot.QuarterHour, telemetry.MaxCover}, closed.arguments()...)...)
}

// rolled sets every value of a rollup anew.
const rolled = `mean = excluded.mean, min = excluded.min, max = excluded.max, last = excluded.last,
	count = excluded.count, covered_ms = excluded.covered_ms, quality = excluded.quality,
	energy_away_j = excluded.energy_away_j, energy_towards_j = excluded.energy_towards_j`

// fromQuarters is what the quarter hours r of an interval add up to, in the order of a rollup's
// columns.
const fromQuarters = `sum(r.mean * r.covered_ms) / nullif(sum(r.covered_ms), 0), min(r.min), max(r.max),
	(array_agg(r.last ORDER BY r.slot_from DESC) FILTER (WHERE r.last IS NOT NULL))[1], coalesce(sum(r.count), 0)::int, coalesce(sum(r.covered_ms), 0)::int,
	(CASE WHEN coalesce(sum(r.covered_ms), 0) = 0 THEN 0 WHEN bool_or(r.quality = 2) THEN 2 WHEN bool_or(r.quality = 5) THEN 5 ELSE 1 END)::smallint,
	sum(r.energy_away_j)::bigint, sum(r.energy_towards_j)::bigint`

// target is an interval that is formed from quarter hours, and where it is kept.
type target struct {
	table string
	slot.Interval
}

// queueLonger forms one interval from its quarter hours.
func queueLonger(batch *pgx.Batch, of target, key rollKey, c columns) {
	batch.Queue(`INSERT INTO `+of.table+` (tenant_id, site_id, channel_id, slot_from, mean, min, max, last, count, covered_ms, quality, energy_away_j, energy_towards_j)
		SELECT $1, k.site_id, k.channel_id, $4, b.*
		FROM unnest($2::int[], $3::int[]) AS k (channel_id, site_id)
		CROSS JOIN LATERAL (SELECT `+fromQuarters+` FROM rollups_15m r
			WHERE r.tenant_id = $1 AND r.channel_id = k.channel_id AND r.slot_from >= $4 AND r.slot_from < $5) b
		ON CONFLICT (tenant_id, channel_id, slot_from) DO UPDATE SET `+rolled,
		key.tenant, c.channel, c.site, of.From, of.To)
}

// markLonger marks the hours and days of the quarter hours that are formed.
func markLonger(batch *pgx.Batch, work map[rollKey]columns) error {
	byHour, byDay := map[int32]map[mark]bool{}, map[int32]map[mark]bool{}
	for key, c := range work {
		zone, err := time.LoadLocation(key.zone)
		if err != nil {
			return fmt.Errorf("find the days of a site of tenant %d: %w", key.tenant, err)
		}
		if byHour[key.tenant] == nil {
			byHour[key.tenant], byDay[key.tenant] = map[mark]bool{}, map[mark]bool{}
		}
		hour, day := slot.Floor(key.slot, time.Hour), slot.Day(key.slot, zone).From
		for i := range c.channel {
			byHour[key.tenant][mark{c.site[i], c.channel[i], hour}] = true
			byDay[key.tenant][mark{c.site[i], c.channel[i], day}] = true
		}
	}
	for _, tenant := range slices.Sorted(maps.Keys(byHour)) {
		queueMarked(batch, tenant, hours, byHour[tenant])
		queueMarked(batch, tenant, days, byDay[tenant])
	}
	return nil
}

// marksBehind are the next $1 marks of a period that nobody holds, behind a place. The period is part of
// what is compared so that only the index by period will do.
const marksBehind = `SELECT tenant_id, channel_id, slot_from FROM rollup_marks
	WHERE period = $2 AND (period, tenant_id, channel_id, slot_from) > ($2, $3, $4, $5)
	ORDER BY period, tenant_id, channel_id, slot_from LIMIT $1 FOR UPDATE SKIP LOCKED`

// takeMarks removes marks within the transaction, groups them, and moves last to the last of them. The
// order is that of the index by period: what is read of it is a range that begins behind last and ends
// with what is taken, and of that every mark but those that somebody holds is taken. A site that is not
// there any more has the days of UTC.
func takeMarks(ctx context.Context, tx pgx.Tx, w walk, last *telemetry.Place) (map[rollKey]columns, int, error) {
	rows, err := tx.Query(ctx, `WITH taken AS (
			`+marksBehind+`),
		gone AS (DELETE FROM rollup_marks m USING taken t
			WHERE m.tenant_id = t.tenant_id AND m.channel_id = t.channel_id AND m.period = $2 AND m.slot_from = t.slot_from
			RETURNING m.tenant_id, m.site_id, m.channel_id, m.slot_from)
		SELECT g.tenant_id, g.site_id, g.channel_id, g.slot_from, coalesce(s.time_zone, 'UTC')
		FROM gone g LEFT JOIN sites s ON s.tenant_id = g.tenant_id AND s.site_id = g.site_id`, w.limit, string(w.period), last.Tenant, last.Channel, last.Slot)
	if err != nil {
		return nil, 0, err
	}
	work, n := map[rollKey]columns{}, 0
	var tenant, site, channel int32
	var from time.Time
	var zone string
	_, err = pgx.ForEachRow(rows, []any{&tenant, &site, &channel, &from, &zone}, func() error {
		key := rollKey{tenant: tenant, slot: from, zone: zone}
		c := work[key]
		c.channel, c.site = append(c.channel, channel), append(c.site, site)
		work[key] = c
		if at := (telemetry.Place{Tenant: tenant, Channel: channel, Slot: from}); behind(at, *last) {
			*last = at
		}
		n++
		return nil
	})
	return work, n, err
}

// behind reports whether a place comes after another one on a lap.
func behind(a, b telemetry.Place) bool {
	return cmp.Or(cmp.Compare(a.Tenant, b.Tenant), cmp.Compare(a.Channel, b.Channel), a.Slot.Compare(b.Slot)) > 0
}
