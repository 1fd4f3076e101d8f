package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"ohmstead/backend/telemetry"
	"ohmstead/backend/telemetry/block"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
)

var _ telemetry.Closer = (*DB)(nil)

// closeAtOnce is how many channels are packed in one transaction.
const closeAtOnce = 32

const fullDay = 24 * time.Hour

// CloseDays implements telemetry.Closer. Each transaction packs a day of some channels, stores the
// blocks, and removes the rows it has packed: a crash leaves either the rows or the block.
func (d *DB) CloseDays(ctx context.Context, before time.Time, limit int) (int, error) {
	closed := 0
	open, err := d.openDays(ctx, before)
	if err != nil {
		return 0, fault("find the open days", err)
	}
	for _, day := range open {
		for closed < limit {
			n, err := d.closeSome(ctx, day, min(limit-closed, closeAtOnce))
			closed += n
			if err != nil {
				return closed, fault("close "+day.Format(time.DateOnly), err)
			}
			if n == 0 {
				break
			}
		}
		if closed >= limit {
			return closed, nil
		}
		freed := false
		if err := d.ingest.QueryRow(ctx, "SELECT free_day($1)", day).Scan(&freed); err != nil {
			return closed, fault("free the space of "+day.Format(time.DateOnly), err)
		}
		if freed {
			d.forgetDays()
		}
	}
	return closed, nil
}

func (d *DB) openDays(ctx context.Context, before time.Time) ([]time.Time, error) {
	rows, err := d.ingest.Query(ctx, "SELECT open_days($1)", before)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[time.Time])
}

// closeSome packs a day of the next channels of one tenant; 0 where the day has no rows any more.
func (d *DB) closeSome(ctx context.Context, day time.Time, limit int) (n int, err error) {
	end := day.Add(fullDay)
	var tenant int32
	err = d.ingest.QueryRow(ctx, "SELECT coalesce((SELECT tenant_id FROM samples WHERE ts >= $1 AND ts < $2 ORDER BY tenant_id, channel_id LIMIT 1), 0)", day, end).Scan(&tenant)
	if err != nil || tenant == 0 {
		return 0, err
	}
	err = pgx.BeginFunc(ctx, d.ingest, func(tx pgx.Tx) error {
		// Whoever writes to an old day holds this lock until it has committed, as a reader of locks
		// (lockOld): now nobody does.
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1, $2)", tenant, dayNumber(day)); err != nil {
			return err
		}
		channels, err := openChannels(ctx, tx, tenant, slot.Interval{From: day, To: end}, limit)
		if err != nil || len(channels) == 0 {
			return err
		}
		n = len(channels)
		if _, err := reopen(ctx, tx, tenant, channels, slices.Repeat([]time.Time{day}, n)); err != nil {
			return err
		}
		return pack(ctx, tx, tenant, day, channels)
	})
	return n, err
}

// openChannels are the next channels with rows on a day. The index is asked for one channel after
// the other: rows of a channel are many, channels few.
func openChannels(ctx context.Context, tx pgx.Tx, tenant int32, day slot.Interval, limit int) ([]int32, error) {
	rows, err := tx.Query(ctx, `WITH RECURSIVE found (channel_id) AS (
			(SELECT channel_id FROM samples WHERE tenant_id = $1 AND ts >= $2 AND ts < $3 ORDER BY channel_id LIMIT 1)
			UNION ALL
			SELECT (SELECT s.channel_id FROM samples s WHERE s.tenant_id = $1 AND s.channel_id > f.channel_id AND s.ts >= $2 AND s.ts < $3 ORDER BY s.channel_id LIMIT 1)
			FROM found f WHERE f.channel_id IS NOT NULL)
		SELECT channel_id FROM found WHERE channel_id IS NOT NULL LIMIT $4`, tenant, day.From, day.To, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int32])
}

// pack stores a day of channels as blocks and removes its rows.
func pack(ctx context.Context, tx pgx.Tx, tenant int32, day time.Time, channels []int32) error {
	rows, err := tx.Query(ctx, `SELECT site_id, channel_id, ts, value, quality, source FROM samples
		WHERE tenant_id = $1 AND channel_id = ANY ($2) AND ts >= $3 AND ts < $4 ORDER BY channel_id, ts`, tenant, channels, day, day.Add(fullDay))
	if err != nil {
		return err
	}
	blocks := &pgx.Batch{}
	var run []telemetry.Sample
	flush := func() error {
		if len(run) == 0 {
			return nil
		}
		err := queueBlock(blocks, tenant, day, run)
		run = run[:0]
		return err
	}
	var s telemetry.Sample
	var quality int16
	_, err = pgx.ForEachRow(rows, []any{&s.Site, &s.Channel, &s.At, &s.Value, &quality, &s.Source}, func() error {
		s.Quality = point.Quality(quality) //nolint:gosec // one of six
		if len(run) > 0 && (run[0].Channel != s.Channel || run[0].Site != s.Site || len(run) == block.MaxRows) {
			if err := flush(); err != nil {
				return err
			}
		}
		run = append(run, s)
		return nil
	})
	if err == nil {
		err = flush()
	}
	if err != nil {
		return err
	}
	blocks.Queue("SELECT remove_closed($1, $2, $3)", tenant, day, channels)
	return tx.SendBatch(ctx, blocks).Close()
}

// queueBlock stores rows of one channel and day, which are in order of time.
func queueBlock(batch *pgx.Batch, tenant int32, day time.Time, rows []telemetry.Sample) error {
	packed := make([]block.Row, len(rows))
	var usable *time.Time
	for i, s := range rows {
		packed[i] = block.Row{Micros: s.At.UnixMicro(), Value: s.Value, Quality: uint8(s.Quality), Source: uint8(s.Source)} //nolint:gosec // one of three
		if s.Quality.Usable() {
			at := s.At
			usable = &at
		}
	}
	bytes, err := block.Encode(packed)
	if err != nil {
		return fmt.Errorf("pack channel %d: %w", rows[0].Channel, err)
	}
	last := rows[len(rows)-1]
	batch.Queue(`INSERT INTO sample_days (tenant_id, site_id, channel_id, day, count, first_at, last_at, usable_at, last_value, last_quality, block)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		tenant, last.Site, last.Channel, day, len(rows), rows[0].At, last.At, usable, last.Value, int16(last.Quality), bytes)
	return nil
}

// dayNumber counts UTC days from 1970.
func dayNumber(at time.Time) int32 {
	return int32(slot.Floor(at, fullDay).Unix() / secondsPerDay) //nolint:gosec // days of millennia
}

// lockOld holds off the closing of days until the transaction ends. The order is the same in every
// transaction. Days that cannot be closed yet need no lock and cost nothing.
func lockOld(ctx context.Context, tx pgx.Tx, tenant int32, days map[int32]bool) error {
	if len(days) == 0 {
		return nil
	}
	batch := &pgx.Batch{}
	for _, day := range sorted(days) {
		batch.Queue("SELECT pg_advisory_xact_lock_shared($1, $2)", tenant, day)
	}
	return tx.SendBatch(ctx, batch).Close()
}

// mayBeClosed reports whether a day may be closed already, by a process whose clock is not ours.
func mayBeClosed(at time.Time) bool {
	return at.Before(telemetry.CloseBefore(time.Now().Add(fullDay)))
}

// openFor puts the closed days that a batch writes to back into samples, where everything is as it
// is with days that are not closed: repeats and conflicts are found by the same key.
func (d *DB) openFor(ctx context.Context, tx pgx.Tx, tenant int32, touched []channelDay) (int64, error) {
	locks := map[int32]bool{}
	var channels []int32
	var old []time.Time
	for _, part := range touched {
		day := time.Unix(int64(part.day)*secondsPerDay, 0).UTC()
		if !locks[part.day] && !d.mayBeClosed(day) {
			continue
		}
		locks[part.day] = true
		channels, old = append(channels, part.channel), append(old, day)
	}
	if len(old) == 0 {
		return 0, nil
	}
	if err := lockOld(ctx, tx, tenant, locks); err != nil {
		return 0, err
	}
	return reopen(ctx, tx, tenant, channels, old)
}

// reopen unpacks the blocks of these channels, each on the day beside it, into samples and returns
// how many rows that were. What is there already stays: it was there first.
func reopen(ctx context.Context, tx pgx.Tx, tenant int32, channels []int32, days []time.Time) (int64, error) {
	rows, err := tx.Query(ctx, `DELETE FROM sample_days d USING unnest($2::int[], $3::date[]) AS k (channel_id, day)
		WHERE d.tenant_id = $1 AND d.channel_id = k.channel_id AND d.day = k.day RETURNING d.site_id, d.channel_id, d.block`, tenant, channels, days)
	if err != nil {
		return 0, err
	}
	var c columns
	var site, channel int32
	var packed []byte
	_, err = pgx.ForEachRow(rows, []any{&site, &channel, &packed}, func() error {
		found, err := unpack(channel, packed)
		for _, r := range found {
			c.at, c.value = append(c.at, time.UnixMicro(r.Micros).UTC()), append(c.value, r.Value)
			c.site, c.channel = append(c.site, site), append(c.channel, channel)
			c.quality, c.source = append(c.quality, int16(r.Quality)), append(c.source, int16(r.Source))
		}
		return err
	})
	if err != nil || len(c.at) == 0 {
		return 0, err
	}
	tag, err := tx.Exec(ctx, `INSERT INTO samples (ts, value, tenant_id, site_id, channel_id, quality, source)
		SELECT g.ts, g.value, $1, g.site_id, g.channel_id, g.quality, g.source
		FROM unnest($2::timestamptz[], $3::float8[], $4::int[], $5::int[], $6::smallint[], $7::smallint[]) AS g (ts, value, site_id, channel_id, quality, source)
		ON CONFLICT DO NOTHING`, tenant, c.at, c.value, c.site, c.channel, c.quality, c.source)
	return tag.RowsAffected(), err
}

func unpack(channel int32, packed []byte) ([]block.Row, error) {
	rows, err := block.Decode(packed)
	if err != nil {
		return nil, fmt.Errorf("unpack a closed day of channel %d: %w", channel, err)
	}
	return rows, nil
}
