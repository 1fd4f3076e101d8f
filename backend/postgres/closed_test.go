package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/postgres"
	"ohmstead/backend/telemetry"
	"ohmstead/backend/telemetry/telemetrytest"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

// closingStore closes every day before whatever it is asked.
type closingStore struct {
	*postgres.DB
	t *testing.T
}

func (c closingStore) close() {
	if _, err := c.CloseDays(context.Background(), time.Now().UTC().AddDate(0, 0, 3), 1000); err != nil {
		c.t.Error(err)
	}
}

// Write implements telemetry.Writer.
func (c closingStore) Write(ctx context.Context, b telemetry.Batch) (telemetry.Outcome, error) {
	c.close()
	return c.DB.Write(ctx, b)
}

// Roll implements telemetry.Roller.
func (c closingStore) Roll(ctx context.Context, lap telemetry.Lap, limit int) (telemetry.Lap, int, error) {
	c.close()
	return c.DB.Roll(ctx, lap, limit)
}

// Readings implements the part of telemetry.Reader of that name.
func (c closingStore) Readings(ctx context.Context, scope identity.Scope, q telemetry.ReadingsQuery) ([]point.Reading, error) {
	c.close()
	return c.DB.Readings(ctx, scope, q)
}

// Series implements the part of telemetry.Reader of that name.
func (c closingStore) Series(ctx context.Context, scope identity.Scope, q telemetry.SeriesQuery) ([]telemetry.Bucket, error) {
	c.close()
	return c.DB.Series(ctx, scope, q)
}

// Nobody can tell a closed day from an open one: the whole suite holds with days that are closed
// before every step, drawn batches compared with the store in memory included.
func TestConformance_ClosedDays(t *testing.T) {
	telemetrytest.Run(t, func(t *testing.T) telemetrytest.Subject {
		w := newWorld(t)
		w.CloseAnyDay()
		return telemetrytest.Subject{
			Store: closingStore{w.DB, t}, Scope: w.scope, Site: w.site, Channel: w.channels["meter0.ActivePower"], Edge: w.edge.Edge.ID,
			FailCommits: w.failCommits,
		}
	})
}

func (w *world) closeDays() int {
	w.t.Helper()
	n, err := w.CloseDays(w.t.Context(), time.Now().UTC().AddDate(0, 0, 3), 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// inside counts rows and blocks.
func (w *world) inside() (rows, blocks int) {
	w.t.Helper()
	if err := w.super.QueryRow(w.t.Context(), "SELECT (SELECT count(*) FROM samples), (SELECT count(*) FROM sample_days)").Scan(&rows, &blocks); err != nil {
		w.t.Fatal(err)
	}
	return rows, blocks
}

// answers is everything that readers can learn about a day of the site.
func (w *world) answers(day slot.Interval) map[string]any {
	w.t.Helper()
	all := map[string]any{}
	ask := func(what string, answer any, err error) {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(what, err)
		}
		all[what] = answer
	}
	ctx := w.t.Context()
	for name, c := range w.channels {
		for _, limit := range []int{7, 1000} {
			found, err := w.Readings(ctx, w.scope, telemetry.ReadingsQuery{Site: w.site, Channel: c, From: day.From.Add(time.Hour), To: day.To, Limit: limit})
			ask(fmt.Sprint("readings of ", name, limit), found, err)
		}
		for _, bucket := range []time.Duration{10 * time.Second, 5 * time.Minute, slot.QuarterHour, time.Hour, telemetry.LocalDay} {
			found, err := w.Series(ctx, w.scope, telemetry.SeriesQuery{Site: w.site, Channel: c, From: day.From, To: day.To, Bucket: bucket})
			ask(fmt.Sprint("series of ", name, bucket), found, err)
		}
	}
	latest, err := w.Latest(ctx, w.scope, w.site)
	ask("latest", latest, err)
	for _, bucket := range []time.Duration{time.Minute, slot.QuarterHour} {
		power, err := w.NetPower(ctx, w.scope, telemetry.SiteQuery{Site: w.site, From: day.From, To: day.To, Bucket: bucket})
		ask(fmt.Sprint("net power ", bucket), power, err)
	}
	sum, err := w.Summary(ctx, w.scope, w.site, day)
	ask("summary", sum, err)
	health, err := w.Health(ctx)
	ask("health", health, err)
	return all
}

// aDay writes a day with what days have: gaps, bad values, revisions, rows at its very ends.
func (w *world) aDay(day slot.Interval) {
	w.t.Helper()
	w.hold("meter0.ActivePower", slot.Interval{From: day.From.Add(-time.Minute), To: day.From.Add(3 * time.Hour)}, 1234.5)
	w.hold("meter0.ActivePower", slot.Interval{From: day.From.Add(5 * time.Hour), To: day.To.Add(time.Minute)}, -0.001)
	w.hold("pv0.ActivePower", slot.Interval{From: day.From.Add(10*time.Hour + 7*time.Second), To: day.From.Add(14 * time.Hour)}, -1.0/3)
	stale := w.sample("pv0.ActivePower", day.From.Add(14*time.Hour+time.Second), -5)
	stale.Quality = point.Stale
	w.write(stale)
	instead := w.sample("meter0.ActivePower", day.From.Add(2*time.Hour), 77)
	instead.Quality = point.Substituted
	if _, err := w.Write(w.t.Context(), telemetry.Batch{Tenant: w.tenant.Key, Samples: []telemetry.Sample{instead}, Actor: "Ada"}); err != nil {
		w.t.Fatal(err)
	}
	w.roll()
}

func oldDay() slot.Interval {
	from := today().AddDate(0, 0, -10)
	return slot.Interval{From: from, To: from.Add(24 * time.Hour)}
}

func TestCloseDays_ReadersSeeTheSame(t *testing.T) {
	w, day := newWorld(t), oldDay()
	w.aDay(day)
	before := w.answers(day)
	rows, _ := w.inside()
	if n := w.closeDays(); n != 4 { // the meter on three days, the roof on one
		t.Errorf("closed %d channels' days, want 4", n)
	}
	left, blocks := w.inside()
	if left != 0 || blocks != 4 {
		t.Fatalf("of %d rows %d are left beside %d blocks, want none and 4", rows, left, blocks)
	}
	if diff := cmp.Diff(before, w.answers(day)); diff != "" {
		t.Errorf("closing changed what readers see (-before +after):\n%s", diff)
	}
	if n := w.closeDays(); n != 0 {
		t.Errorf("a second round closes %d more", n)
	}
}

// What closing gave back, it gave back to the system: the partition is empty, not full of holes.
func TestCloseDays_FreesTheSpace(t *testing.T) {
	w, day := newWorld(t), oldDay()
	w.aDay(day)
	w.closeDays()
	var size int
	if err := w.super.QueryRow(t.Context(), "SELECT pg_relation_size('samples_"+day.From.Format("20060102")+"')").Scan(&size); err != nil || size != 0 {
		t.Errorf("the partition has %d bytes, %v", size, err)
	}
	for days, dropped := range map[int]bool{40: false, 43: true} { // the limit is 41
		from := today().AddDate(0, 0, -days)
		name := "samples_" + from.Format("20060102")
		if _, err := w.super.Exec(t.Context(), fmt.Sprintf("CREATE TABLE %s PARTITION OF samples FOR VALUES FROM ('%s 00:00:00+00') TO ('%s 00:00:00+00')", name, from.Format(time.DateOnly), from.AddDate(0, 0, 1).Format(time.DateOnly))); err != nil {
			t.Fatal(err)
		}
		w.closeDays()
		var gone bool
		if err := w.super.QueryRow(t.Context(), "SELECT to_regclass($1) IS NULL", name).Scan(&gone); err != nil || gone != dropped {
			t.Errorf("the empty partition of %d days ago is gone: %v (%v), want %v", days, gone, err, dropped)
		}
	}
}

// A row that is late opens its day, and only that: conflicts and repeats are found as ever, and the
// day closes again with it inside.
func TestWrite_LateRowsOpenTheirDay(t *testing.T) {
	w, day := newWorld(t), oldDay()
	w.aDay(day)
	w.closeDays()
	stored := w.sample("pv0.ActivePower", day.From.Add(10*time.Hour+7*time.Second), -1.0/3)
	other := stored
	other.Value = 9
	fresh := w.sample("pv0.ActivePower", day.From.Add(time.Hour), 5)
	got := w.write(stored, other, fresh)
	if diff := cmp.Diff(telemetry.Outcome{Stored: 1, Repeats: 1, Conflicts: []telemetry.Sample{other}}, got); diff != "" {
		t.Errorf("late rows (-want +got):\n%s", diff)
	}
	rows, blocks := w.inside()
	if blocks != 3 || rows == 0 {
		t.Errorf("%d rows and %d blocks, want the roof's day open and 3 blocks", rows, blocks)
	}
	w.roll()
	before := w.answers(day)
	w.closeDays()
	if diff := cmp.Diff(before, w.answers(day)); diff != "" {
		t.Errorf("closing again changed what readers see (-before +after):\n%s", diff)
	}
	if rows, blocks := w.inside(); rows != 0 || blocks != 4 {
		t.Errorf("%d rows and %d blocks", rows, blocks)
	}
}

// Rollups that are formed anew after the day was closed are the same: also of the quarter hour whose
// samples lie on two days.
func TestRoll_FromClosedDays(t *testing.T) {
	w, day := newWorld(t), oldDay()
	w.aDay(day)
	before := w.answers(day)
	w.closeDays()
	if _, err := w.super.Exec(t.Context(), `INSERT INTO rollup_marks (tenant_id, period, slot_from, site_id, channel_id)
		SELECT tenant_id, '15m', slot_from, site_id, channel_id FROM rollups_15m; DELETE FROM rollups_15m; DELETE FROM rollups_1h; DELETE FROM rollups_1d`); err != nil {
		t.Fatal(err)
	}
	w.roll()
	if diff := cmp.Diff(before, w.answers(day)); diff != "" {
		t.Errorf("rolling up closed days (-before +after):\n%s", diff)
	}
}

// Whatever step of closing fails, the day stays as it was.
func TestCloseDays_FailsWhole(t *testing.T) {
	refuse := `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the disk is full' USING ERRCODE = 'disk_full'; END $$; `
	for step, trigger := range map[string]string{
		"storing the blocks": "CREATE TRIGGER refuse BEFORE INSERT ON sample_days FOR EACH ROW EXECUTE FUNCTION refuse()",
		"removing the rows":  "CREATE TRIGGER refuse BEFORE DELETE ON samples FOR EACH ROW EXECUTE FUNCTION refuse()",
		"the commit":         "CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON sample_days DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()",
	} {
		t.Run(step, func(t *testing.T) {
			w, day := newWorld(t), oldDay()
			w.aDay(day)
			before := w.answers(day)
			rows, _ := w.inside()
			if _, err := w.super.Exec(t.Context(), refuse+trigger); err != nil {
				t.Fatal(err)
			}
			if _, err := w.CloseDays(t.Context(), time.Now(), 1000); !errors.Is(err, reason.New(reason.Unavailable, nil)) {
				t.Errorf("closing says %v, want UNAVAILABLE", err)
			}
			if left, blocks := w.inside(); left != rows || blocks != 0 {
				t.Errorf("%d of %d rows are left, and %d blocks", left, rows, blocks)
			}
			if diff := cmp.Diff(before, w.answers(day)); diff != "" {
				t.Errorf("what readers see (-before +after):\n%s", diff)
			}
		})
	}
}

// A block whose bytes have changed on disk is an error that names the channel, not other values.
func TestReadings_DamagedBlock(t *testing.T) {
	w, day := newWorld(t), oldDay()
	w.aDay(day)
	w.closeDays()
	if _, err := w.super.Exec(t.Context(), "UPDATE sample_days SET block = set_byte(block, 20, get_byte(block, 20) # 1)"); err != nil {
		t.Fatal(err)
	}
	c := w.channels["pv0.ActivePower"]
	_, err := w.Readings(t.Context(), w.scope, telemetry.ReadingsQuery{Site: w.site, Channel: c, From: day.From, To: day.To})
	if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("unpack a closed day of channel %d: the block is damaged", c.Key)) {
		t.Errorf("a damaged block: %v", err)
	}
}

// Writers of old days, rolling and closing at the same time: every row is there once.
func TestCloseDays_BesideWriters(t *testing.T) {
	w, day := newWorld(t), oldDay()
	ctx, stop := context.WithCancel(t.Context())
	closing := make(chan error, 1)
	var closed atomic.Int64
	times := func(n int64) error {
		for began := time.Now(); closed.Load() < n; time.Sleep(time.Millisecond) {
			if time.Since(began) > 2*time.Minute {
				return fmt.Errorf("the day was closed %d times: the test proves little", closed.Load())
			}
		}
		return nil
	}
	go func() {
		for {
			n, err := w.CloseDays(context.Background(), time.Now(), 1000)
			closed.Add(int64(n))
			if err != nil || ctx.Err() != nil {
				closing <- err
				return
			}
		}
	}()
	const writers, batches, perBatch = 3, 30, 20
	written := make(chan error, writers)
	for writer := range writers {
		go func() {
			var err error
			for i := range batches {
				if i == batches/2 { // what comes now comes late, whoever was faster until then
					err = errors.Join(err, times(1))
				}
				var batch []telemetry.Sample
				for j := range perBatch {
					batch = append(batch, w.sample("meter0.ActivePower", day.From.Add(time.Duration((i*perBatch+j)*writers+writer)*time.Second), float64(j)))
				}
				for range 2 { // and every batch again
					_, e := w.Write(ctx, telemetry.Batch{Tenant: w.tenant.Key, Samples: batch, Cursors: []telemetry.Cursor{{Edge: w.edge.Edge.ID, BootID: uuid.New(), Seq: 1}}})
					err = errors.Join(err, e)
				}
				_, _, e := w.Roll(ctx, telemetry.Lap{}, 100)
				err = errors.Join(err, e)
			}
			written <- err
		}()
	}
	for range writers {
		if err := <-written; err != nil {
			t.Error(err)
		}
	}
	again := times(2)
	stop()
	if err := errors.Join(again, <-closing); err != nil {
		t.Fatal(err)
	}
	found, err := w.Readings(t.Context(), w.scope, telemetry.ReadingsQuery{Site: w.site, Channel: w.channels["meter0.ActivePower"], From: day.From, To: day.To, Limit: 10_000})
	if err != nil || len(found) != writers*batches*perBatch {
		t.Fatalf("%d rows, %v; want %d", len(found), err, writers*batches*perBatch)
	}
	for i, r := range found {
		if want := day.From.Add(time.Duration(i) * time.Second); !r.At.Equal(want) {
			t.Fatalf("row %d is of %s, want %s", i, r.At, want)
		}
	}
}
