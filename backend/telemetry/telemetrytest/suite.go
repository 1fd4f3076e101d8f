package telemetrytest

import (
	"context"
	"math"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
)

// Store is what the suite asks of a store of samples.
type Store interface {
	telemetry.Writer
	telemetry.Roller
	Readings(ctx context.Context, scope identity.Scope, q telemetry.ReadingsQuery) ([]point.Reading, error)
	Series(ctx context.Context, scope identity.Scope, q telemetry.SeriesQuery) ([]telemetry.Bucket, error)
}

// Subject is an empty store with a site that has one channel and one edge.
type Subject struct {
	Store   Store
	Scope   identity.Scope
	Site    registry.Site
	Channel registry.Channel
	Edge    uuid.UUID
	// FailCommits makes every write fail when it is about to be kept, or ends that.
	FailCommits func(fail bool)
}

// Run holds a store to the rules of telemetry.Writer and telemetry.Roller. Open makes an empty one.
func Run(t *testing.T, open func(t *testing.T) Subject) {
	for name, test := range map[string]func(*testing.T, Subject){
		"each instant is stored once":                    storesOnce,
		"the cursor moves with its samples":              movesCursor,
		"a commit that fails leaves nothing":             failsWhole,
		"late data rolls up anew":                        rollsLate,
		"a substitute takes the place of what is there":  substitutes,
		"what is accepted at the bounds of time is kept": keepsBounds,
		"the order of batches does not matter":           ordersFreely,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

// start is a recent UTC noon: what is around it may be stored. It stays the same where tests run over midnight.
var start = sync.OnceValue(func() time.Time { return slot.Floor(time.Now(), 24*time.Hour).Add(-12 * time.Hour) })

func (s Subject) sample(at time.Time, value float64) telemetry.Sample {
	return telemetry.Sample{Site: s.Site.Key, Channel: s.Channel.Key, At: at, Value: value, Quality: point.Good, Source: telemetry.FromEdge}
}

func (s Subject) substitute(at time.Time, value float64) telemetry.Sample {
	sample := s.sample(at, value)
	sample.Quality = point.Substituted
	return sample
}

// faulty is what tests and rapid's have in common.
type faulty interface {
	Helper()
	Fatal(args ...any)
}

// write stores a batch, with an actor for what substitutes.
func (s Subject) write(t faulty, samples ...telemetry.Sample) telemetry.Outcome {
	t.Helper()
	outcome, err := s.Store.Write(context.Background(), telemetry.Batch{Tenant: s.Scope.Tenant, Samples: samples, Actor: "Ada"})
	if err != nil {
		t.Fatal(err)
	}
	return outcome
}

func (s Subject) roll(t faulty) {
	t.Helper()
	for n := 1; n > 0; {
		var err error
		if _, n, err = s.Store.Roll(context.Background(), telemetry.Lap{}, 100); err != nil {
			t.Fatal(err)
		}
	}
}

func (s Subject) readings(t faulty, span slot.Interval) []point.Reading {
	t.Helper()
	found, err := s.Store.Readings(context.Background(), s.Scope, telemetry.ReadingsQuery{Site: s.Site, Channel: s.Channel, From: span.From, To: span.To})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func (s Subject) series(t faulty, span slot.Interval, bucket time.Duration) []telemetry.Bucket {
	t.Helper()
	found, err := s.Store.Series(context.Background(), s.Scope, telemetry.SeriesQuery{Site: s.Site, Channel: s.Channel, From: span.From, To: span.To, Bucket: bucket})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func expect[T any](t faulty, what string, want, got T) {
	t.Helper()
	near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(a)) })
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Fatal(what + " (-want +got):\n" + diff)
	}
}

func storesOnce(t *testing.T, s Subject) {
	at := start()
	batch := []telemetry.Sample{s.sample(at, 1), s.sample(at.Add(time.Second), 2)}
	expect(t, "a new batch", telemetry.Outcome{Stored: 2}, s.write(t, batch...))
	expect(t, "the same batch", telemetry.Outcome{Repeats: 2}, s.write(t, batch...))
	other, fresh := s.sample(at, 9), s.sample(at.Add(2*time.Second), 3)
	expect(t, "a conflict, a repeat, and a new value twice",
		telemetry.Outcome{Stored: 1, Repeats: 2, Conflicts: []telemetry.Sample{other}}, s.write(t, other, batch[1], fresh, fresh))
	twice := s.sample(at.Add(3*time.Second), 4)
	otherwise := s.sample(at.Add(3*time.Second), 5)
	expect(t, "two values of one instant in a batch", telemetry.Outcome{Stored: 1, Conflicts: []telemetry.Sample{otherwise}}, s.write(t, twice, otherwise))
	var want []point.Reading
	for i := range 4 {
		want = append(want, point.Of(float64(i+1), at.Add(time.Duration(i)*time.Second)))
	}
	expect(t, "what is stored", want, s.readings(t, slot.Interval{From: at, To: at.Add(time.Minute)}))
}

func movesCursor(t *testing.T, s Subject) {
	boot, other := uuid.New(), uuid.New()
	for _, seq := range []uint64{3, 7, 5} {
		_, err := s.Store.Write(t.Context(), telemetry.Batch{
			Tenant: s.Scope.Tenant, Samples: []telemetry.Sample{s.sample(start().Add(time.Duration(seq)*time.Second), 1)},
			Cursors: []telemetry.Cursor{{Edge: s.Edge, BootID: boot, Seq: seq}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Store.StoredSeqs(t.Context(), s.Edge, []uuid.UUID{other, boot})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "a cursor never goes back", []telemetry.Cursor{{Edge: s.Edge, BootID: boot, Seq: 7}}, got)
	if _, err := s.Store.Write(t.Context(), telemetry.Batch{Tenant: s.Scope.Tenant, Cursors: []telemetry.Cursor{{Edge: s.Edge, BootID: boot, Seq: 8}}}); err != nil {
		t.Fatal(err)
	}
	if got, err = s.Store.StoredSeqs(t.Context(), s.Edge, []uuid.UUID{boot}); err != nil || got[0].Seq != 8 {
		t.Fatal("a cursor without samples:", got, err)
	}
}

func failsWhole(t *testing.T, s Subject) {
	boot := uuid.New()
	span := slot.At(start(), slot.QuarterHour)
	batch := telemetry.Batch{
		Tenant: s.Scope.Tenant, Samples: []telemetry.Sample{s.sample(start(), 1), s.sample(start().Add(time.Second), 2)},
		Cursors: []telemetry.Cursor{{Edge: s.Edge, BootID: boot, Seq: 4}},
	}
	s.FailCommits(true)
	if outcome, err := s.Store.Write(t.Context(), batch); err == nil {
		t.Fatal("a commit that failed is reported as", outcome)
	}
	s.FailCommits(false)
	s.roll(t)
	seqs, err := s.Store.StoredSeqs(t.Context(), s.Edge, []uuid.UUID{boot})
	if rows := s.readings(t, span); err != nil || len(seqs) != 0 || len(rows) != 0 {
		t.Fatal("of a batch that failed there is", rows, seqs, err)
	}
	outcome, err := s.Store.Write(t.Context(), batch)
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "the same batch afterwards", telemetry.Outcome{Stored: 2}, outcome)
}

// hold writes a constant value every 30 s.
func (s Subject) hold(t faulty, span slot.Interval, value float64) {
	t.Helper()
	var samples []telemetry.Sample
	for at := span.From; at.Before(span.To); at = at.Add(30 * time.Second) {
		samples = append(samples, s.sample(at, value))
	}
	s.write(t, samples...)
}

func rollsLate(t *testing.T, s Subject) {
	quarter := slot.At(start().AddDate(0, 0, -20), slot.QuarterHour)
	middle := quarter.From.Add(7*time.Minute + 30*time.Second)
	s.hold(t, slot.Interval{From: middle, To: quarter.To}, 300)
	s.roll(t)
	s.hold(t, slot.Interval{From: quarter.From, To: middle}, 100)
	s.roll(t)
	mean, low, high := 200.0, 100.0, 300.0
	want := telemetry.Bucket{From: quarter.From, Mean: &mean, Min: &low, Max: &high, Last: &high, Covered: slot.QuarterHour, Quality: point.Good}
	expect(t, "the quarter hour", []telemetry.Bucket{want}, s.series(t, quarter, slot.QuarterHour))
}

func substitutes(t *testing.T, s Subject) {
	quarter := slot.At(start(), slot.QuarterHour)
	s.hold(t, quarter, 100)
	s.roll(t)
	at := quarter.From
	expect(t, "another value", telemetry.Outcome{Revised: 1}, s.write(t, s.substitute(at, 400)))
	expect(t, "the same again", telemetry.Outcome{Repeats: 1}, s.write(t, s.substitute(at, 400)))
	expect(t, "back to the first", telemetry.Outcome{Revised: 1}, s.write(t, s.substitute(at, 100)))
	expect(t, "the first as it came", telemetry.Outcome{Repeats: 1}, s.write(t, s.sample(at, 100)))
	expect(t, "one for an instant without a value, with one for a value beside it", telemetry.Outcome{Stored: 2, Revised: 1},
		s.write(t, s.substitute(at.Add(time.Second), 700), s.substitute(at.Add(2*time.Second), 1000), s.sample(at.Add(2*time.Second), 5)))
	unowned, err := s.Store.Write(t.Context(), telemetry.Batch{Tenant: s.Scope.Tenant, Samples: []telemetry.Sample{s.substitute(at, 1)}})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "one nobody answers for", telemetry.Outcome{Conflicts: []telemetry.Sample{s.substitute(at, 1)}}, unowned)
	s.roll(t)
	mean, low, high := (100+700+28*1000+870*100)/900.0, 100.0, 1000.0
	want := telemetry.Bucket{From: at, Mean: &mean, Min: &low, Max: &high, Last: &low, Covered: slot.QuarterHour, Quality: point.Substituted}
	expect(t, "the quarter hour", []telemetry.Bucket{want}, s.series(t, quarter, slot.QuarterHour))
}

func keepsBounds(t *testing.T, s Subject) {
	now := time.Now().UTC().Truncate(time.Microsecond)
	given := []telemetry.Sample{
		s.sample(now.Add(-telemetry.MaxAge-time.Microsecond), 1), s.sample(now.Add(-telemetry.MaxAge), 2),
		s.sample(now.Add(telemetry.MaxFuture), 3), s.sample(now.Add(telemetry.MaxFuture+time.Microsecond), 4),
	}
	accepted, refused := telemetry.Split(given, now)
	if len(accepted) != 2 || len(refused) != 2 {
		t.Fatal(accepted, refused)
	}
	expect(t, "at the bounds", telemetry.Outcome{Stored: 2}, s.write(t, accepted...))
	expect(t, "what is stored", []point.Reading{point.Of(2, given[1].At), point.Of(3, given[2].At)},
		s.readings(t, slot.Interval{From: now.AddDate(0, 0, -40), To: now.Add(time.Hour)}))
}

// Batches may come in any order, in any portions, and again: what is stored and what it rolls up to
// is the same. What comes out is compared with the store in memory.
func ordersFreely(t *testing.T, s Subject) {
	cases := 0
	qualities := []point.Quality{point.Good, point.Good, point.Good, point.Uncertain, point.Bad, point.Stale}
	rapid.Check(t, func(t *rapid.T) {
		// Each case has a stretch of time of its own, an hour after the one before.
		span := slot.At(start().Add(-time.Duration(cases%300)*2*time.Hour), time.Hour)
		cases++
		if cases > 300 { // only when a failure is being narrowed down: the stretch is used again
			span = slot.At(start().Add(-time.Duration(cases%300)*2*time.Hour-time.Hour), time.Hour)
		}
		seconds := rapid.SliceOfNDistinct(rapid.IntRange(0, 3479), 1, 25, rapid.ID[int]).Draw(t, "seconds")
		var samples []telemetry.Sample
		for _, second := range seconds {
			sample := s.sample(span.From.Add(time.Duration(second)*time.Second), float64(rapid.IntRange(-500, 500).Draw(t, "value")))
			sample.Quality = rapid.SampledFrom(qualities).Draw(t, "quality")
			samples = append(samples, sample)
		}
		oracle := s
		oracle.Store = NewMemory()
		oracle.write(t, samples...)
		sent := rapid.Permutation(append(samples, samples[:len(samples)/3]...)).Draw(t, "sent")
		stored := 0
		for len(sent) > 0 {
			n := rapid.IntRange(1, len(sent)).Draw(t, "portion")
			stored += s.write(t, sent[:n]...).Stored
			sent = sent[n:]
			if rapid.Bool().Draw(t, "roll") {
				s.roll(t)
			}
		}
		s.roll(t)
		expect(t, "stored", len(samples), stored)
		expect(t, "readings", oracle.readings(t, span), s.readings(t, span))
		for _, bucket := range []time.Duration{time.Minute, slot.QuarterHour, time.Hour} {
			expect(t, "buckets of "+bucket.String(), oracle.series(t, span, bucket), s.series(t, span, bucket))
		}
	})
}
