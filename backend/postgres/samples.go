package postgres

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"ohmstead/backend/telemetry"
)

var _ telemetry.Writer = (*DB)(nil)

// PostgreSQL's error codes, Appendix A of its manual.
const (
	uniqueViolation = "23505"
	checkViolation  = "23514" // also: no partition for the row
	deadlock        = "40P01"
)

// maxTries is how often a transaction is done again that met another one.
const maxTries = 3

// Write implements telemetry.Writer. It copies first, which is twice to three times as fast as
// inserting; only a batch that meets stored rows is done again in the careful way.
func (d *DB) Write(ctx context.Context, b telemetry.Batch) (telemetry.Outcome, error) {
	if len(b.Samples) == 0 && len(b.Cursors) == 0 {
		return telemetry.Outcome{}, nil
	}
	r := reachOf(b.Samples)
	err := d.ensureDays(ctx, r.days)
	if err != nil {
		return telemetry.Outcome{}, fault("store samples", err)
	}
	store := copySamples
	if slices.ContainsFunc(b.Samples, b.Substitutes) {
		store = reviseSamples
	}
	outcome, err := d.writeTx(ctx, b, r, store)
	if hasCode(err, checkViolation) { // a partition went away behind our back
		d.forgetDays()
		if err = d.ensureDays(ctx, r.days); err == nil {
			outcome, err = d.writeTx(ctx, b, r, store)
		}
	}
	for tries := 0; hasCode(err, uniqueViolation, deadlock) && tries < maxTries; tries++ {
		outcome, err = d.writeTx(ctx, b, r, reviseSamples)
	}
	return outcome, fault("store samples", err)
}

func hasCode(err error, codes ...string) bool {
	pg := new(pgconn.PgError)
	return errors.As(err, &pg) && slices.Contains(codes, pg.Code)
}

// storing puts a batch's samples into their table.
type storing func(context.Context, pgx.Tx, telemetry.Batch) (telemetry.Outcome, error)

// writeTx stores the samples with store, the marks of what they reach and the cursors in one transaction.
func (d *DB) writeTx(ctx context.Context, b telemetry.Batch, r reach, store storing) (telemetry.Outcome, error) {
	var outcome telemetry.Outcome
	err := pgx.BeginFunc(ctx, d.ingest, func(tx pgx.Tx) error {
		if len(b.Samples) > 0 {
			opened, err := d.openFor(ctx, tx, b.Tenant, r.channelDays)
			if err != nil {
				return err
			}
			if opened > 0 { // it meets stored rows
				store = reviseSamples
			}
			if outcome, err = store(ctx, tx, b); err != nil {
				return err
			}
		}
		batch := &pgx.Batch{}
		queueMarked(batch, b.Tenant, quarters, r.quarters)
		if err := queueCursors(batch, b); err != nil {
			return err
		}
		return tx.SendBatch(ctx, batch).Close()
	})
	if err != nil {
		return telemetry.Outcome{}, err
	}
	return outcome, nil
}

// queueCursors moves the cursors, in one order whoever writes.
func queueCursors(batch *pgx.Batch, b telemetry.Batch) error {
	if len(b.Cursors) == 0 {
		return nil
	}
	cursors := slices.SortedFunc(slices.Values(b.Cursors), func(x, y telemetry.Cursor) int {
		return cmp.Or(bytes.Compare(x.Edge[:], y.Edge[:]), bytes.Compare(x.BootID[:], y.BootID[:]))
	})
	edges, boots, seqs := make([]uuid.UUID, len(cursors)), make([]uuid.UUID, len(cursors)), make([]int64, len(cursors))
	for i, c := range cursors {
		if c.Seq > math.MaxInt64 {
			return fmt.Errorf("sequence %d of boot %s is out of range", c.Seq, c.BootID)
		}
		edges[i], boots[i], seqs[i] = c.Edge, c.BootID, int64(c.Seq)
	}
	batch.Queue(`INSERT INTO edge_boots (tenant_id, edge_id, boot_id, seq)
		SELECT $1, c.edge_id, c.boot_id, c.seq FROM unnest($2::uuid[], $3::uuid[], $4::bigint[]) AS c (edge_id, boot_id, seq)
		ON CONFLICT (tenant_id, edge_id, boot_id) DO UPDATE SET seq = greatest(edge_boots.seq, excluded.seq), updated_at = now()`,
		b.Tenant, edges, boots, seqs)
	return nil
}

// mergeSamples stores what is not stored, and reads the rows of the batch's instants once: an equal
// value was a repeat, another one a conflict.
func mergeSamples(ctx context.Context, tx pgx.Tx, b telemetry.Batch) (telemetry.Outcome, error) {
	c := columnsOf(b)
	inserted, err := tx.Exec(ctx, `INSERT INTO samples (ts, value, tenant_id, site_id, channel_id, quality, source)
		SELECT g.ts, g.value, $1, g.site_id, g.channel_id, g.quality, g.source
		FROM unnest($2::timestamptz[], $3::float8[], $4::int[], $5::int[], $6::smallint[], $7::smallint[]) WITH ORDINALITY
			AS g (ts, value, site_id, channel_id, quality, source, place)
		ORDER BY g.channel_id, g.ts, g.place ON CONFLICT DO NOTHING`, b.Tenant, c.at, c.value, c.site, c.channel, c.quality, c.source)
	if err != nil {
		return telemetry.Outcome{}, err
	}
	rows, err := tx.Query(ctx, `SELECT g.place - 1, s.value FROM unnest($2::timestamptz[], $3::int[]) WITH ORDINALITY AS g (ts, channel_id, place)
		JOIN samples s ON s.tenant_id = $1 AND s.channel_id = g.channel_id AND s.ts = g.ts AND s.ts BETWEEN $4 AND $5`,
		b.Tenant, c.at, c.channel, slices.MinFunc(c.at, time.Time.Compare), slices.MaxFunc(c.at, time.Time.Compare))
	if err != nil {
		return telemetry.Outcome{}, err
	}
	outcome := telemetry.Outcome{Stored: int(inserted.RowsAffected())}
	var place int
	var stored float64
	same := 0
	_, err = pgx.ForEachRow(rows, []any{&place, &stored}, func() error {
		if stored == b.Samples[place].Value {
			same++
		} else {
			outcome.Conflicts = append(outcome.Conflicts, b.Samples[place])
		}
		return nil
	})
	outcome.Repeats = same - outcome.Stored
	return outcome, err
}

// columns is a batch turned by ninety degrees, for unnest.
type columns struct {
	at              []time.Time
	value           []float64
	site, channel   []int32
	quality, source []int16
}

func columnsOf(b telemetry.Batch) columns {
	var c columns
	for _, s := range b.Samples {
		// The database holds microseconds; what it returns must find its sample again.
		c.at = append(c.at, s.At.Truncate(time.Microsecond))
		c.value = append(c.value, s.Value)
		c.site = append(c.site, s.Site)
		c.channel = append(c.channel, s.Channel)
		c.quality = append(c.quality, int16(s.Quality))
		c.source = append(c.source, int16(s.Source))
	}
	return c
}

// queueMarked writes marks of one period and tenant. The order is the same in every transaction, so
// that two cannot wait for each other. An existing mark is written again: that waits for, or holds up,
// a roller which is taking it, so that no sample slips between mark and rollup.
func queueMarked(batch *pgx.Batch, tenant int32, p period, seen map[mark]bool) {
	if len(seen) == 0 {
		return
	}
	marks := make([]mark, 0, len(seen))
	for m := range seen {
		marks = append(marks, m)
	}
	slices.SortFunc(marks, func(a, b mark) int { return cmp.Or(cmp.Compare(a.channel, b.channel), a.slot.Compare(b.slot)) })
	var c columns
	for _, m := range marks {
		c.at, c.site, c.channel = append(c.at, m.slot), append(c.site, m.site), append(c.channel, m.channel)
	}
	batch.Queue(`INSERT INTO rollup_marks (tenant_id, period, slot_from, site_id, channel_id)
		SELECT $1, $5, g.slot_from, g.site_id, g.channel_id FROM unnest($2::timestamptz[], $3::int[], $4::int[]) AS g (slot_from, site_id, channel_id)
		ON CONFLICT (tenant_id, channel_id, period, slot_from) DO UPDATE SET marked_at = excluded.marked_at`, tenant, c.at, c.site, c.channel, string(p))
}

// ensureDays makes the partitions of these days. They are made in transactions of their own, so that no
// batch holds their locks.
func (d *DB) ensureDays(ctx context.Context, days []int32) error {
	for _, day := range d.unknownDays(days) {
		at := time.Unix(int64(day)*secondsPerDay, 0).UTC()
		if _, err := d.ingest.Exec(ctx, "SELECT ensure_partitions($1::date, $1::date)", at); err != nil {
			return fmt.Errorf("make the partition of %s: %w", at.Format(time.DateOnly), err)
		}
		d.mu.Lock()
		d.days[day] = true
		d.mu.Unlock()
	}
	return nil
}

func (d *DB) unknownDays(days []int32) []int32 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(days), func(day int32) bool { return d.days[day] })
}

func (d *DB) forgetDays() {
	d.mu.Lock()
	defer d.mu.Unlock()
	clear(d.days)
}

// StoredSeqs implements telemetry.Writer.
func (d *DB) StoredSeqs(ctx context.Context, edge uuid.UUID, boots []uuid.UUID) ([]telemetry.Cursor, error) {
	rows, err := d.ingest.Query(ctx, "SELECT boot_id, seq FROM edge_boots WHERE edge_id = $1 AND boot_id = ANY ($2) ORDER BY first_at, boot_id", edge, boots)
	if err != nil {
		return nil, fault("read the stored cursors", err)
	}
	cursors, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (telemetry.Cursor, error) {
		c := telemetry.Cursor{Edge: edge}
		var seq int64
		err := row.Scan(&c.BootID, &seq)
		c.Seq = uint64(seq) //nolint:gosec // the table holds no negative sequence
		return c, err
	})
	return cursors, fault("read the stored cursors", err)
}
