package postgres_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
)

// revise writes under a name.
func (w *world) revise(samples ...telemetry.Sample) telemetry.Outcome {
	w.t.Helper()
	outcome, err := w.Write(w.t.Context(), telemetry.Batch{Tenant: w.tenant.Key, Samples: samples, Actor: "Ada"})
	if err != nil {
		w.t.Fatal(err)
	}
	return outcome
}

// revision is a row of sample_revisions, but for its time.
type revision struct {
	Value    float64
	Revision int
	Quality  int
	Actor    string
}

func (w *world) revisions(at time.Time) []revision {
	w.t.Helper()
	rows, err := w.super.Query(w.t.Context(), "SELECT value, revision, quality, actor FROM sample_revisions WHERE ts = $1 ORDER BY revision", at)
	if err != nil {
		w.t.Fatal(err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[revision])
	if err != nil {
		w.t.Fatal(err)
	}
	return found
}

func TestSubstitutesBecomeRevisions(t *testing.T) {
	w := newWorld(t)
	quarter := slot.At(noon(), slot.QuarterHour)
	substitute := func(at time.Time, value float64) telemetry.Sample {
		s := w.sample("meter0.ActivePower", at, value)
		s.Quality, s.Source = point.Substituted, telemetry.FromHTTP
		return s
	}
	w.hold("meter0.ActivePower", quarter, 100)
	w.roll()
	steps := []struct {
		name string
		give []telemetry.Sample
		want telemetry.Outcome
	}{
		{"another value is a revision", []telemetry.Sample{substitute(quarter.From, 1000)}, telemetry.Outcome{Revised: 1}},
		{"the same again is a repeat", []telemetry.Sample{substitute(quarter.From, 1000)}, telemetry.Outcome{Repeats: 1}},
		{"back to the first value is one more", []telemetry.Sample{substitute(quarter.From, 100)}, telemetry.Outcome{Revised: 1}},
		{"and forth again, another", []telemetry.Sample{substitute(quarter.From, 700)}, telemetry.Outcome{Revised: 1}},
		{"the first value as it came is still a repeat", []telemetry.Sample{w.sample("meter0.ActivePower", quarter.From, 100)}, telemetry.Outcome{Repeats: 1}},
		{
			"the value in force, but not as a substitute, is a conflict",
			[]telemetry.Sample{w.sample("meter0.ActivePower", quarter.From, 700)},
			telemetry.Outcome{Conflicts: []telemetry.Sample{w.sample("meter0.ActivePower", quarter.From, 700)}},
		},
		{"for an instant without a value it is the first", []telemetry.Sample{substitute(quarter.From.Add(time.Second), 800)}, telemetry.Outcome{Stored: 1}},
		{
			"a value and its substitute may come together",
			[]telemetry.Sample{substitute(quarter.From.Add(2*time.Second), 5), w.sample("meter0.ActivePower", quarter.From.Add(2*time.Second), 6)},
			telemetry.Outcome{Stored: 1, Revised: 1},
		},
	}
	for _, step := range steps {
		if diff := cmp.Diff(step.want, w.revise(step.give...)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
	}
	if diff := cmp.Diff([]revision{{1000, 1, 5, "Ada"}, {100, 2, 5, "Ada"}, {700, 3, 5, "Ada"}}, w.revisions(quarter.From)); diff != "" {
		t.Errorf("revisions (-want +got):\n%s", diff)
	}
	w.roll()
	// 1 s of 700, 1 s of 800, 28 s of 5, 870 s of 100.
	got := w.series("meter0.ActivePower", quarter, slot.QuarterHour)[0]
	want := telemetry.Bucket{From: quarter.From, Mean: ptr((700 + 800 + 28*5 + 870*100.0) / 900), Min: ptr(5.0), Max: ptr(800.0), Last: ptr(100.0), Covered: slot.QuarterHour, Quality: point.Substituted}
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Errorf("rolled up anew (-want +got):\n%s", diff)
	}
}

func TestASubstituteMakesAStaleValueUsable(t *testing.T) {
	w := newWorld(t)
	s := w.sample("meter0.ActivePower", noon(), 100)
	s.Quality = point.Stale
	w.write(s)
	s.Quality = point.Substituted
	if got := w.revise(s); got.Revised != 1 {
		t.Errorf("%+v, want a revision of the same value", got)
	}
	if got := w.revise(s); got.Repeats != 1 {
		t.Errorf("the second time: %+v, want a repeat", got)
	}
}

func TestWithoutAnActorASubstituteIsASampleLikeOthers(t *testing.T) {
	w := newWorld(t)
	w.write(w.sample("meter0.ActivePower", noon(), 100))
	s := w.sample("meter0.ActivePower", noon(), 200)
	s.Quality = point.Substituted
	if got := w.write(s); len(got.Conflicts) != 1 || len(w.revisions(noon())) != 0 {
		t.Errorf("%+v, want a conflict", got)
	}
}

func TestRevisionsAtTheSameTimeAreAllKept(t *testing.T) {
	w := newWorld(t)
	w.write(w.sample("meter0.ActivePower", noon(), 100))
	var group sync.WaitGroup
	for n := range 3 {
		group.Go(func() {
			s := w.sample("meter0.ActivePower", noon(), float64(n))
			s.Quality = point.Substituted
			if got, err := w.Write(t.Context(), telemetry.Batch{Tenant: w.tenant.Key, Samples: []telemetry.Sample{s}, Actor: "Ada"}); err != nil || got.Revised != 1 {
				t.Error(got, err)
			}
		})
	}
	group.Wait()
	if got := w.revisions(noon()); len(got) != 3 || got[2].Revision != 3 {
		t.Errorf("%+v, want three revisions", got)
	}
}
