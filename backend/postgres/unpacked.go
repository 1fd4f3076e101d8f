package postgres

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
)

// querier is a transaction of either role.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// unpacked are rows of closed days in the form in which sample_buckets takes them.
type unpacked struct {
	channel []int32
	at      []time.Time
	value   []float64
	quality []int16
}

// arguments are the last four of sample_buckets and site_net_power.
func (u unpacked) arguments() []any {
	if len(u.at) == 0 {
		return []any{[]int32{}, []time.Time{}, []float64{}, []int16{}}
	}
	return []any{u.channel, u.at, u.value, u.quality}
}

// unpackWithin reads the rows of closed days within [from, to). The transaction must see one state
// of the database for this and for what reads samples, or hold closing off.
func unpackWithin(ctx context.Context, tx querier, tenant int32, channels []int32, span slot.Interval) (unpacked, error) {
	var u unpacked
	// A block that begins on the day of From, or before To, may have rows in between.
	rows, err := tx.Query(ctx, `SELECT channel_id, block FROM sample_days
		WHERE tenant_id = $1 AND channel_id = ANY ($2) AND first_at >= $3 AND first_at < $4 AND last_at >= $5 ORDER BY channel_id, first_at`,
		tenant, channels, slot.Floor(span.From, fullDay), span.To, span.From)
	if err != nil {
		return u, err
	}
	var channel int32
	var packed []byte
	_, err = pgx.ForEachRow(rows, []any{&channel, &packed}, func() error {
		found, err := unpack(channel, packed)
		for _, r := range found {
			at := time.UnixMicro(r.Micros).UTC()
			if !span.Contains(at) {
				continue
			}
			u.channel, u.at = append(u.channel, channel), append(u.at, at)
			u.value, u.quality = append(u.value, r.Value), append(u.quality, int16(r.Quality))
		}
		return err
	})
	return u, err
}

// newestRevision is that of a sample s of tenant $1, as r; null where it has none.
const newestRevision = `LEFT JOIN LATERAL (SELECT n.value, n.quality FROM sample_revisions n
	WHERE n.tenant_id = $1 AND n.channel_id = s.channel_id AND n.ts = s.ts ORDER BY n.revision DESC LIMIT 1) r ON true`

// unpackRevised is unpackWithin with the newest revision of each instant in its place.
func unpackRevised(ctx context.Context, tx querier, tenant int32, channels []int32, span slot.Interval) (unpacked, error) {
	u, err := unpackWithin(ctx, tx, tenant, channels, span)
	if err != nil || len(u.at) == 0 {
		return u, err
	}
	rows, err := tx.Query(ctx, `SELECT DISTINCT ON (channel_id, ts) channel_id, ts, value, quality FROM sample_revisions
		WHERE tenant_id = $1 AND channel_id = ANY ($2) AND ts >= $3 AND ts < $4 ORDER BY channel_id, ts, revision DESC`, tenant, channels, span.From, span.To)
	if err != nil {
		return u, err
	}
	type instant struct {
		channel int32
		micros  int64
	}
	type revision struct {
		value   float64
		quality int16
	}
	newest := map[instant]revision{}
	var channel int32
	var at time.Time
	var r revision
	_, err = pgx.ForEachRow(rows, []any{&channel, &at, &r.value, &r.quality}, func() error {
		newest[instant{channel, at.UnixMicro()}] = r
		return nil
	})
	for i := range u.at {
		if r, is := newest[instant{u.channel[i], u.at[i].UnixMicro()}]; is {
			u.value[i], u.quality[i] = r.value, r.quality
		}
	}
	return u, err
}

// closedReadings are the first rows of closed days that a question is for, at most its limit, with
// what was put in their place.
func closedReadings(ctx context.Context, tx querier, tenant int32, q telemetry.ReadingsQuery) ([]point.Reading, error) {
	span, channel := slot.Interval{From: q.From, To: q.To}, q.Channel.Key
	rows, err := tx.Query(ctx, `SELECT block FROM sample_days
		WHERE tenant_id = $1 AND channel_id = $2 AND first_at >= $3 AND first_at < $4 AND last_at >= $5 ORDER BY first_at`,
		tenant, channel, slot.Floor(span.From, fullDay), span.To, span.From)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []point.Reading
	for len(found) < q.Limit && rows.Next() {
		var packed []byte
		if err := rows.Scan(&packed); err != nil {
			return nil, err
		}
		block, err := unpack(channel, packed)
		if err != nil {
			return nil, err
		}
		for _, r := range block {
			if at := time.UnixMicro(r.Micros).UTC(); span.Contains(at) && len(found) < q.Limit {
				found = append(found, point.Reading{Value: r.Value, At: at, Quality: point.Quality(r.Quality)})
			}
		}
	}
	rows.Close()
	if err := rows.Err(); err != nil || len(found) == 0 {
		return nil, err
	}
	return found, revise(ctx, tx, tenant, channel, found)
}

// revise puts the highest revision of each instant in its place.
func revise(ctx context.Context, tx querier, tenant, channel int32, readings []point.Reading) error {
	rows, err := tx.Query(ctx, `SELECT DISTINCT ON (ts) ts, value, quality FROM sample_revisions
		WHERE tenant_id = $1 AND channel_id = $2 AND ts >= $3 AND ts <= $4 ORDER BY ts, revision DESC`,
		tenant, channel, readings[0].At, readings[len(readings)-1].At)
	if err != nil {
		return err
	}
	revisions, err := pgx.CollectRows(rows, scanReading)
	for _, r := range revisions {
		at, ok := slices.BinarySearchFunc(readings, r.At, func(of point.Reading, at time.Time) int { return of.At.Compare(at) })
		if ok {
			readings[at] = r
		}
	}
	return err
}

func sorted(days map[int32]bool) []int32 { return slices.Sorted(maps.Keys(days)) }
