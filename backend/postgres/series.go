package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

var _ telemetry.Reader = (*DB)(nil)

// Series implements telemetry.Reader.
func (d *DB) Series(ctx context.Context, scope identity.Scope, q telemetry.SeriesQuery) ([]telemetry.Bucket, error) {
	grid, err := q.Grid()
	if err != nil {
		return nil, err
	}
	var known []telemetry.Bucket
	if q.Bucket%slot.QuarterHour == 0 {
		known, err = listKept(ctx, d, scope, seriesQuestion(scope, q, grid))
	} else {
		known, err = d.samplesSeries(ctx, scope, q, grid)
	}
	if err != nil {
		return nil, err
	}
	buckets := telemetry.OnGrid(grid, known)
	if q.Bucket%slot.QuarterHour == 0 && point.Counts(q.Channel.Name) {
		counted, err := listKept(ctx, d, scope, countedQuestion(scope, q, grid))
		if err != nil {
			return nil, err
		}
		telemetry.WithCounted(buckets, grid, counted)
	}
	return buckets, nil
}

// countedQuestion asks what a counter has counted in intervals of whole quarter hours.
func countedQuestion(scope identity.Scope, q telemetry.SeriesQuery, grid []slot.Interval) question[telemetry.Counted] {
	starts := make([]time.Time, len(grid))
	for i, g := range grid {
		starts[i] = g.From
	}
	return question[telemetry.Counted]{
		what: "what a counter has counted",
		sql: `SELECT width_bucket(r.slot_from, $5::timestamptz[]) - 1, sum(r.counted_j)::bigint, sum(r.counted_ms + r.shared_ms),
				(CASE WHEN bool_or(r.counted_quality = 2) THEN 2 WHEN bool_or(r.counted_quality = 5) THEN 5 ELSE 1 END)::smallint
			FROM rollups_15m r WHERE r.tenant_id = $1 AND r.channel_id = $2 AND r.slot_from >= $3 AND r.slot_from < $4 AND r.counted_quality > 0 GROUP BY 1`,
		args: []any{scope.Tenant, q.Channel.Key, starts[0], q.To, starts},
		scan: func(row pgx.CollectableRow) (c telemetry.Counted, err error) {
			var ms int64
			var quality int16
			err = row.Scan(&c.Place, &c.Joules, &ms, &quality)
			c.Known, c.Quality = time.Duration(ms)*time.Millisecond, point.Quality(quality) //nolint:gosec // one of six
			return c, err
		},
	}
}

// samplesSeries is a series that is formed from samples, of closed days too.
func (d *DB) samplesSeries(ctx context.Context, scope identity.Scope, q telemetry.SeriesQuery, grid []slot.Interval) (known []telemetry.Bucket, err error) {
	ask := seriesQuestion(scope, q, grid)
	span := slot.Interval{From: grid[0].From.Add(-telemetry.MaxCover), To: q.To}
	err = d.inSnapshot(ctx, scope, func(tx *Tx) error {
		closed, err := unpackWithin(ctx, tx, scope.Tenant, []int32{q.Channel.Key}, span)
		if err != nil {
			return err
		}
		ask.args = append(ask.args, closed.arguments()...)
		known, err = collect(ctx, tx, ask)
		return err
	})
	return known, fault("list "+ask.what, err)
}

// seriesQuestion asks the longest rollups that fit the buckets, or the samples; that question is to be
// given the rows of closed days too.
func seriesQuestion(scope identity.Scope, q telemetry.SeriesQuery, grid []slot.Interval) question[telemetry.Bucket] {
	const columns = "SELECT bucket_from, mean, min, max, last, covered_ms, quality FROM "
	first, channels := grid[0].From, []int32{q.Channel.Key}
	ask := question[telemetry.Bucket]{what: "the series", scan: scanBucket}
	switch {
	case q.Bucket == time.Hour || q.Bucket == telemetry.LocalDay:
		table := "rollups_1h"
		if q.Bucket == telemetry.LocalDay {
			table = "rollups_1d"
		}
		// The last bucket may end before its hour or day does; then its quarter hours are asked.
		last := grid[len(grid)-1].From
		ask.sql = `SELECT slot_from, mean, min, max, last, covered_ms, quality FROM ` + table + `
				WHERE tenant_id = $1 AND channel_id = $2 AND slot_from >= $3 AND slot_from < $4 AND covered_ms > 0
			UNION ALL SELECT $4, b.mean, b.min, b.max, b.last, b.covered_ms, b.quality FROM (SELECT ` + fromQuarters + ` FROM rollups_15m r
				WHERE r.tenant_id = $1 AND r.channel_id = $2 AND r.slot_from >= $4 AND r.slot_from < $5 AND r.covered_ms > 0)
				AS b (mean, min, max, last, count, covered_ms, quality, away_j, towards_j) WHERE b.covered_ms > 0`
		ask.args = []any{scope.Tenant, q.Channel.Key, first, last, q.To}
	case q.Bucket%slot.QuarterHour == 0:
		ask.sql = columns + "rollup_buckets($1, $2, $3, $4, $5)"
		ask.args = []any{scope.Tenant, channels, first, q.To, q.Bucket}
	default:
		ask.sql = columns + "sample_buckets($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
		ask.args = []any{scope.Tenant, channels, first.Add(-telemetry.MaxCover), first, q.To, q.Bucket, telemetry.MaxCover}
	}
	return ask
}

func scanBucket(row pgx.CollectableRow) (b telemetry.Bucket, err error) {
	var ms int64
	var quality int16
	err = row.Scan(&b.From, &b.Mean, &b.Min, &b.Max, &b.Last, &ms, &quality)
	b.Covered, b.Quality = time.Duration(ms)*time.Millisecond, point.Quality(quality) //nolint:gosec // one of six
	return b, err
}

// Readings implements telemetry.Reader.
func (d *DB) Readings(ctx context.Context, scope identity.Scope, q telemetry.ReadingsQuery) ([]point.Reading, error) {
	if q.Limit == 0 {
		q.Limit = 1000
	}
	q.Limit = min(max(q.Limit, 1), 10_000)
	ask := question[point.Reading]{
		what: "readings",
		sql: `SELECT s.ts, coalesce(r.value, s.value), coalesce(r.quality, s.quality)
			FROM samples s LEFT JOIN LATERAL (SELECT value, quality FROM sample_revisions r
				WHERE r.tenant_id = s.tenant_id AND r.channel_id = s.channel_id AND r.ts = s.ts ORDER BY r.revision DESC LIMIT 1) r ON true
			WHERE s.tenant_id = $1 AND s.channel_id = $2 AND s.ts >= $3 AND s.ts < $4 ORDER BY s.ts LIMIT $5`,
		args: []any{scope.Tenant, q.Channel.Key, q.From, q.To, q.Limit},
		scan: scanReading,
	}
	var found []point.Reading
	err := d.inSnapshot(ctx, scope, func(tx *Tx) error {
		open, err := collect(ctx, tx, ask)
		if err != nil {
			return err
		}
		closed, err := closedReadings(ctx, tx, scope.Tenant, q)
		found = append(closed, open...)
		return err
	})
	slices.SortFunc(found, func(a, b point.Reading) int { return a.At.Compare(b.At) })
	return found[:min(len(found), q.Limit)], fault("list readings", err)
}

func scanReading(row pgx.CollectableRow) (r point.Reading, err error) {
	var quality int16
	err = row.Scan(&r.At, &r.Value, &quality)
	r.Quality = point.Quality(quality) //nolint:gosec // one of six
	return r, err
}

// Latest implements telemetry.Reader.
func (d *DB) Latest(ctx context.Context, scope identity.Scope, site registry.Site) (map[int32]point.Reading, error) {
	found, err := listKept(ctx, d, scope, latestQuestion(scope, []int32{site.Key}, nil))
	latest := make(map[int32]point.Reading, len(found))
	for _, f := range found {
		latest[f.what.channel] = f.what.Reading
	}
	return latest, err
}

// NetPower implements telemetry.Reader.
func (d *DB) NetPower(ctx context.Context, scope identity.Scope, q telemetry.SiteQuery) (telemetry.NetPower, error) {
	if _, err := telemetry.Grid(q.From, q.To, q.Bucket); err != nil {
		return telemetry.NetPower{}, err
	}
	var answer telemetry.NetPower
	ask := question[telemetry.Bucket]{
		what: "the net power",
		sql:  "SELECT bucket_from, grid_watts, covered_seconds, quality, coalesce(reason_code, '') FROM site_net_power($1, $2, $3, $4, $5, $6, $7, $8, $9)",
		args: []any{q.Site.Key, q.From, q.To, q.Bucket, telemetry.MaxCover},
		scan: func(row pgx.CollectableRow) (b telemetry.Bucket, err error) {
			var seconds float64
			var quality int16
			var code reason.Code
			err = row.Scan(&b.From, &b.Mean, &seconds, &quality, &code)
			b.Covered = time.Duration(seconds * float64(time.Second))
			b.Quality = point.Quality(quality) //nolint:gosec // one of six
			answer.NoGridMeter = answer.NoGridMeter || code == reason.NoGridMeter
			return b, err
		},
	}
	var err error
	if q.Bucket%slot.QuarterHour == 0 { // from rollups
		ask.args = append(ask.args, unpacked{}.arguments()...)
		answer.Buckets, err = listKept(ctx, d, scope, ask)
		return answer, err
	}
	err = d.inSnapshot(ctx, scope, func(tx *Tx) error {
		closed, err := closedMeters(ctx, tx, scope, q)
		if err != nil {
			return err
		}
		ask.args = append(ask.args, closed.arguments()...)
		answer.Buckets, err = collect(ctx, tx, ask)
		return err
	})
	return answer, fault("list "+ask.what, err)
}

// closedMeters are the rows of closed days of a site's grid meters.
func closedMeters(ctx context.Context, tx *Tx, scope identity.Scope, q telemetry.SiteQuery) (unpacked, error) {
	meters, err := collect(ctx, tx, question[int32]{
		sql: `SELECT c.channel_id FROM grid_connections g JOIN channels c ON c.tenant_id = g.tenant_id AND c.asset_id = g.meter_asset_id AND c.name = 'ActivePower'
			WHERE g.tenant_id = $1 AND g.site_id = $2`,
		args: []any{scope.Tenant, q.Site.Key},
		scan: pgx.RowTo[int32],
	})
	if err != nil {
		return unpacked{}, err
	}
	return unpackWithin(ctx, tx, scope.Tenant, meters, slot.Interval{From: slot.Floor(q.From, q.Bucket).Add(-telemetry.MaxCover), To: q.To})
}

// Summary implements telemetry.Reader.
func (d *DB) Summary(ctx context.Context, scope identity.Scope, site registry.Site, span slot.Interval) (telemetry.Summary, error) {
	found, err := listKept(ctx, d, scope, flowsQuestion(scope, []int32{site.Key}, []slot.Interval{span}))
	return telemetry.Summarise(flowsOf(found)[site.Key], span), err
}
