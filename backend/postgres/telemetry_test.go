package postgres_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
)

func TestWrite_StoresEachInstantOnce(t *testing.T) {
	w := newWorld(t)
	at := noon()
	batch := []telemetry.Sample{
		w.sample("meter0.ActivePower", at, 100),
		w.sample("meter0.ActivePower", at.Add(time.Second), 200),
		w.sample("pv0.ActivePower", at, -300),
	}
	if got, want := w.write(batch...), (telemetry.Outcome{Stored: 3}); !cmp.Equal(got, want) {
		t.Errorf("a new batch: %s", cmp.Diff(want, got))
	}
	if got, want := w.write(batch...), (telemetry.Outcome{Repeats: 3}); !cmp.Equal(got, want) {
		t.Errorf("the same batch again: %s", cmp.Diff(want, got))
	}
	other := w.sample("meter0.ActivePower", at, 101)
	fresh := w.sample("meter0.ActivePower", at.Add(2*time.Second), 300)
	got := w.write(batch[1], other, fresh, fresh)
	want := telemetry.Outcome{Stored: 1, Repeats: 2, Conflicts: []telemetry.Sample{other}}
	if !cmp.Equal(got, want) {
		t.Errorf("a repeat, a conflict and a new value twice: %s", cmp.Diff(want, got))
	}
	readings, err := w.Readings(t.Context(), w.scope, telemetry.ReadingsQuery{Site: w.site, Channel: w.channels["meter0.ActivePower"], From: at, To: at.Add(time.Minute)})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]point.Reading{point.Of(100, at), point.Of(200, at.Add(time.Second)), point.Of(300, at.Add(2*time.Second))}, readings); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
}

func TestWrite_MovesTheCursorWithTheSamples(t *testing.T) {
	w := newWorld(t)
	boot := uuid.New()
	write := func(seq uint64, samples ...telemetry.Sample) error {
		_, err := w.Write(t.Context(), telemetry.Batch{Tenant: w.tenant.Key, Samples: samples, Cursors: []telemetry.Cursor{{Edge: w.edge.Edge.ID, BootID: boot, Seq: seq}}})
		return err
	}
	for _, seq := range []uint64{1, 5, 3} {
		if err := write(seq, w.sample("meter0.ActivePower", noon().Add(time.Duration(seq)*time.Second), 1)); err != nil {
			t.Fatal(err)
		}
	}
	// A sample far outside of every partition fails the whole batch: its cursor must not move.
	if err := write(9, w.sample("meter0.ActivePower", noon().AddDate(-3, 0, 0), 1)); err == nil {
		t.Error("a sample of three years ago was stored")
	}
	got, err := w.StoredSeqs(t.Context(), w.edge.Edge.ID, []uuid.UUID{boot, uuid.New()})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]telemetry.Cursor{{Edge: w.edge.Edge.ID, BootID: boot, Seq: 5}}, got); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
}

func TestWrite_ConcurrentBatchesThatOverlap(t *testing.T) {
	w := newWorld(t)
	var samples []telemetry.Sample
	for i := range 400 {
		samples = append(samples, w.sample("meter0.ActivePower", noon().Add(time.Duration(i)*time.Second), float64(i)))
	}
	done := make(chan int)
	for worker := range 3 {
		go func() {
			stored := 0
			for from := worker * 10; from+100 <= len(samples); from += 50 {
				outcome, err := w.Write(t.Context(), telemetry.Batch{Tenant: w.tenant.Key, Samples: samples[from : from+100]})
				if err != nil {
					t.Error(err)
				}
				stored += outcome.Stored
				if _, _, err := w.Roll(t.Context(), telemetry.Lap{}, 100); err != nil {
					t.Error(err)
				}
			}
			done <- stored
		}()
	}
	stored := <-done + <-done + <-done
	w.roll()
	bucket := w.series("meter0.ActivePower", slot.Interval{From: noon(), To: noon().Add(slot.QuarterHour)}, slot.QuarterHour)[0]
	var rows int
	if err := w.super.QueryRow(t.Context(), "SELECT count(*) FROM samples").Scan(&rows); err != nil {
		t.Fatal(err)
	}
	if stored != rows || rows != 400 {
		t.Errorf("%d rows are there, %d were reported stored, want 400", rows, stored)
	}
	if bucket.Last == nil || *bucket.Last != 399 {
		t.Errorf("the rollup does not know the last sample: %+v", bucket)
	}
}

func TestRollup(t *testing.T) {
	at := func(seconds float64) time.Time { return noon().Add(time.Duration(seconds * float64(time.Second))) }
	marked := func(s telemetry.Sample, q point.Quality) telemetry.Sample { s.Quality = q; return s }
	tests := map[string]struct {
		samples func(w *world) []telemetry.Sample
		want    telemetry.Bucket // of the quarter hour that begins at noon
	}{
		"each value counts for as long as it holds": {
			func(w *world) []telemetry.Sample {
				return []telemetry.Sample{w.sample("meter0.ActivePower", at(0), 100), w.sample("meter0.ActivePower", at(90), 200), w.sample("meter0.ActivePower", at(120), -50)}
			},
			// 90 s × 100, 30 s × 200, then 120 s × −50: no value holds longer than two minutes.
			telemetry.Bucket{Mean: ptr((90.0*100 + 30*200 - 120*50) / 240), Min: ptr(-50.0), Max: ptr(200.0), Last: ptr(-50.0), Covered: 240 * time.Second, Quality: point.Good},
		},
		"a value of the quarter hour before reaches in": {
			func(w *world) []telemetry.Sample {
				return []telemetry.Sample{w.sample("meter0.ActivePower", at(-30), 60), w.sample("meter0.ActivePower", at(30), 90)}
			},
			telemetry.Bucket{Mean: ptr((30.0*60 + 120*90) / 150), Min: ptr(60.0), Max: ptr(90.0), Last: ptr(90.0), Covered: 150 * time.Second, Quality: point.Good},
		},
		"a stale mark ends the value before it": {
			func(w *world) []telemetry.Sample {
				return []telemetry.Sample{w.sample("meter0.ActivePower", at(0), 100), marked(w.sample("meter0.ActivePower", at(10), 100), point.Stale)}
			},
			telemetry.Bucket{Mean: ptr(100.0), Min: ptr(100.0), Max: ptr(100.0), Last: ptr(100.0), Covered: 10 * time.Second, Quality: point.Good},
		},
		"a bad value covers nothing": {
			func(w *world) []telemetry.Sample {
				return []telemetry.Sample{marked(w.sample("meter0.ActivePower", at(0), 9e9), point.Bad), w.sample("meter0.ActivePower", at(60), 10)}
			},
			telemetry.Bucket{Mean: ptr(10.0), Min: ptr(10.0), Max: ptr(10.0), Last: ptr(10.0), Covered: 120 * time.Second, Quality: point.Good},
		},
		"an uncertain value makes the quarter hour uncertain": {
			func(w *world) []telemetry.Sample {
				return []telemetry.Sample{w.sample("meter0.ActivePower", at(0), 10), marked(w.sample("meter0.ActivePower", at(60), 10), point.Uncertain)}
			},
			telemetry.Bucket{Mean: ptr(10.0), Min: ptr(10.0), Max: ptr(10.0), Last: ptr(10.0), Covered: 180 * time.Second, Quality: point.Uncertain},
		},
		"a value at the end holds no longer than the quarter hour": {
			func(w *world) []telemetry.Sample {
				return []telemetry.Sample{w.sample("meter0.ActivePower", at(890), 7)}
			},
			telemetry.Bucket{Mean: ptr(7.0), Min: ptr(7.0), Max: ptr(7.0), Last: ptr(7.0), Covered: 10 * time.Second, Quality: point.Good},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.write(tt.samples(w)...)
			w.roll()
			tt.want.From = noon()
			if diff := cmp.Diff(tt.want, w.rollup("meter0.ActivePower", noon()), near); diff != "" {
				t.Errorf("rollup (-want +got):\n%s", diff)
			}
		})
	}
}

func ptr[T any](v T) *T { return &v }

// near takes floats that differ by rounding alone for equal.
var near = cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(math.Abs(a), math.Abs(b)) })

// rollup is the stored row of a quarter hour, without the rule that hides what is covered too little.
func (w *world) rollup(channel string, from time.Time) telemetry.Bucket {
	w.t.Helper()
	b := telemetry.Bucket{From: from}
	var ms int64
	var quality int16
	err := w.super.QueryRow(w.t.Context(), "SELECT mean, min, max, last, covered_ms, quality FROM rollups_15m WHERE channel_id = $1 AND slot_from = $2",
		w.channels[channel].Key, from).Scan(&b.Mean, &b.Min, &b.Max, &b.Last, &ms, &quality)
	if err != nil {
		w.t.Fatal(err)
	}
	b.Covered, b.Quality = time.Duration(ms)*time.Millisecond, point.Quality(quality)
	return b
}

func TestRollup_LateDataRollsAnew(t *testing.T) {
	w := newWorld(t)
	quarter := slot.At(noon(), slot.QuarterHour)
	w.hold("meter0.ActivePower", slot.Interval{From: quarter.From, To: quarter.From.Add(5 * time.Minute)}, 100)
	w.roll()
	if got := w.series("meter0.ActivePower", quarter, slot.QuarterHour)[0]; got.Mean != nil || got.Quality != point.Uncertain {
		t.Errorf("less than half is covered, yet there is a value: %+v", got)
	}
	w.hold("meter0.ActivePower", slot.Interval{From: quarter.From.Add(5 * time.Minute), To: quarter.To}, 400)
	w.roll()
	got := w.series("meter0.ActivePower", quarter, slot.QuarterHour)[0]
	want := telemetry.Bucket{From: quarter.From, Mean: ptr(300.0), Min: ptr(100.0), Max: ptr(400.0), Last: ptr(400.0), Covered: slot.QuarterHour, Quality: point.Good}
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Errorf("after the late part (-want +got):\n%s", diff)
	}
	// The last value reaches two minutes into the next quarter hour, of which nobody sent a sample.
	if next := w.rollup("meter0.ActivePower", quarter.To); next.Covered != 90*time.Second {
		t.Errorf("the next quarter hour is covered for %v, want 1m30s", next.Covered)
	}
	// A late stale mark just before takes that away again.
	stale := w.sample("meter0.ActivePower", quarter.To.Add(-time.Second), 400)
	stale.Quality = point.Stale
	w.write(stale)
	w.roll()
	if next := w.rollup("meter0.ActivePower", quarter.To); next.Covered != 0 || next.Mean != nil {
		t.Errorf("after the stale mark the next quarter hour still has %+v", next)
	}
}

func TestRevision_ReplacesTheValueForReadersAndRollups(t *testing.T) {
	w := newWorld(t)
	w.write(w.sample("meter0.ActivePower", noon(), 100))
	for revision, value := range []float64{111, 222} {
		_, err := w.super.Exec(t.Context(), `INSERT INTO sample_revisions (tenant_id, site_id, channel_id, ts, revision, value, quality) VALUES ($1, $2, $3, $4, $5, $6, 5)`,
			w.tenant.Key, w.site.Key, w.channels["meter0.ActivePower"].Key, noon(), revision+1, value)
		if err != nil {
			t.Fatal(err)
		}
	}
	w.roll()
	if got := w.rollup("meter0.ActivePower", noon()); *got.Mean != 222 || got.Quality != point.Substituted {
		t.Errorf("rollup %+v, want the highest revision", got)
	}
	latest, err := w.Latest(t.Context(), w.scope, w.site)
	if err != nil {
		t.Fatal(err)
	}
	want := map[int32]point.Reading{w.channels["meter0.ActivePower"].Key: {Value: 222, At: noon(), Quality: point.Substituted}}
	if diff := cmp.Diff(want, latest); diff != "" {
		t.Errorf("latest (-want +got):\n%s", diff)
	}
}

// The oracle is deliberately dumb: it walks every second of the day and asks which value held.
func TestSeries_AgreesWithWalkingEverySecond(t *testing.T) {
	w := newWorld(t)
	random := rand.New(rand.NewPCG(1, 2))
	span := slot.Interval{From: noon(), To: noon().Add(3 * time.Hour)}
	seconds := int(span.Length().Seconds())
	qualities := []point.Quality{point.Good, point.Good, point.Good, point.Uncertain, point.Stale, point.Bad}
	rows := map[int]telemetry.Sample{}
	for range 700 {
		s := w.sample("meter0.ActivePower", time.Time{}, float64(random.IntN(20_000)-10_000))
		s.Quality = qualities[random.IntN(len(qualities))]
		second := random.IntN(seconds+120) - 120
		s.At = span.From.Add(time.Duration(second) * time.Second)
		rows[second] = s
	}
	var samples []telemetry.Sample
	for _, s := range rows {
		samples = append(samples, s)
	}
	w.write(samples...)
	w.roll()
	for _, bucket := range []time.Duration{time.Minute, 5 * time.Minute, slot.QuarterHour, time.Hour} {
		for _, got := range w.series("meter0.ActivePower", span, bucket) {
			var sum float64
			covered := 0
			for second := int(got.From.Sub(span.From).Seconds()); second < int(got.From.Sub(span.From).Seconds()+bucket.Seconds()); second++ {
				for back := 0; back < int(telemetry.MaxCover.Seconds()); back++ {
					if s, ok := rows[second-back]; ok {
						if s.Quality.Usable() {
							sum += s.Value
							covered++
						}
						break
					}
				}
			}
			if int(got.Covered.Seconds()) != covered {
				t.Fatalf("%v bucket at %v covers %v, want %d s", bucket, got.From, got.Covered, covered)
			}
			if half := 2*covered >= int(bucket.Seconds()); half != (got.Mean != nil) {
				t.Fatalf("%v bucket at %v has value %v with %d s covered", bucket, got.From, got.Mean, covered)
			}
			if got.Mean != nil && math.Abs(*got.Mean-sum/float64(covered)) > 1e-6 {
				t.Fatalf("%v bucket at %v is %v, want %v", bucket, got.From, *got.Mean, sum/float64(covered))
			}
		}
	}
}
