package postgres_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/telemetry"
)

// The dangerous moment: a batch has found its mark, a roller could take that mark, and the batch has
// not committed yet. Whoever wins, the sample must be in the rollup in the end.
func TestRoll_NeverTakesAMarkBeforeItsSamplesCanBeSeen(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	boot := uuid.New()
	write := func(seq uint64, s telemetry.Sample) error {
		_, err := w.Write(ctx, telemetry.Batch{Tenant: w.tenant.Key, Samples: []telemetry.Sample{s}, Cursors: []telemetry.Cursor{{Edge: w.edge.Edge.ID, BootID: boot, Seq: seq}}})
		return err
	}
	if err := write(1, w.sample("meter0.ActivePower", noon(), 100)); err != nil {
		t.Fatal(err)
	}

	// The cursor's row is held, so the second batch stops after its samples and marks.
	hold, err := w.super.Begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := hold.Exec(ctx, "SELECT FROM edge_boots FOR UPDATE"); err != nil {
		t.Fatal(err)
	}
	written := make(chan error, 1)
	go func() { written <- write(2, w.sample("meter0.ActivePower", noon().Add(time.Second), 200)) }()
	watcher := *w
	watcher.super = owner(t, w.cfg)
	watcher.until("the batch stands at the lock", somebodyWaits)
	if _, n, err := w.Roll(ctx, telemetry.Lap{}, 100); err != nil || n != 0 {
		t.Errorf("while the batch is open, %d marks are taken, %v; want none", n, err)
	}
	if err := hold.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	if err := <-written; err != nil {
		t.Fatal(err)
	}
	w.roll()
	if got := w.rollup("meter0.ActivePower", noon()); got.Last == nil || *got.Last != 200 {
		t.Errorf("the rollup is %+v, it lacks the second sample", got)
	}
}

// A channel that is marked again behind a lap keeps none before it from its turn, and a lap ends.
func TestRoll_ALapPassesEveryMarkOnce(t *testing.T) {
	w := newWorld(t)
	names := []string{"meter0.ActivePower", "pv0.ActivePower", "battery0.ActivePower"}
	mark := func(second int) {
		var samples []telemetry.Sample
		for _, name := range names {
			samples = append(samples, w.sample(name, noon().Add(time.Duration(second)*time.Second), 100))
		}
		if _, err := w.Write(t.Context(), telemetry.Batch{Tenant: w.tenant.Key, Samples: samples}); err != nil {
			t.Fatal(err)
		}
	}
	mark(0)
	taken, calls := 0, 0
	for lap := (telemetry.Lap{}); ; calls++ {
		next, n, err := w.Roll(t.Context(), lap, 1)
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			break
		}
		if calls > 20 {
			t.Fatal("the lap has no end")
		}
		lap, taken = next, taken+n
		mark(calls + 1)
	}
	for _, name := range names {
		if got := w.rollup(name, noon()); got.Last == nil {
			t.Errorf("%s was not rolled up", name)
		}
	}
	if taken < 9 {
		t.Errorf("%d marks were taken, want at least the quarter hour, hour and day of three channels", taken)
	}
}
