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
	watcher := owner(t, w.cfg)
	for waiting := 0; waiting == 0; time.Sleep(5 * time.Millisecond) {
		if err := watcher.QueryRow(ctx, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").Scan(&waiting); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := w.Roll(ctx, 100); err != nil || n != 0 {
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
