package bus_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"ohmstead/backend/bus"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
)

// below marks what is greater as BAD.
type below float64

func (b below) Clean(_ context.Context, _ int32, samples []telemetry.Sample) error {
	for i := range samples {
		if samples[i].Value > float64(b) {
			samples[i].Quality = point.Bad
		}
	}
	return nil
}

// What is stored and what those who follow the site are told have the quality that cleaning gave.
func TestSamplesAreCleanedBeforeTheyAreStoredAndShown(t *testing.T) {
	hub, store, l := setup(t)
	heard := make(chan []byte, 64)
	stop, err := hub.Subscribe(l.record.Edge.Tenant, l.record.Edge.Site, func(m []byte) { heard <- m })
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	with := services(store)
	with.Cleaner = below(5)
	background(t, bus.NewWorker(hub, with, nil).Run)
	now := time.Now().Truncate(time.Millisecond)
	l.send(manifestMsg(l), frameAt(l, 2, now.Add(-time.Hour), 7), frameAt(l, 3, now.Add(-time.Second), 3), frameAt(l, 4, now, 9))
	want := map[float64]string{3: "GOOD", 9: "BAD"}
	for shown := 0; shown < len(want); {
		var live telemetry.LiveUpdate
		select {
		case m := <-heard:
			if err := json.Unmarshal(m, &live); err != nil {
				t.Fatal(err)
			}
		case <-time.After(time.Minute):
			t.Fatal("nothing is shown")
		}
		for _, r := range live.Readings {
			if shown++; r.Quality != want[r.Value] {
				t.Errorf("%v is shown as %s, want %s", r.Value, r.Quality, want[r.Value])
			}
		}
	}
	for _, s := range store.Samples() {
		if bad := s.Quality == point.Bad; bad != (s.Value > 5) {
			t.Errorf("%v is stored as %s", s.Value, s.Quality)
		}
	}
}
