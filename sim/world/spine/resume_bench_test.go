package spine_test

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"ohmstead/backend/bus"
	"ohmstead/backend/postgres"
	"ohmstead/backend/postgres/pgtest"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
)

const (
	resumeRounds = 11
	resumeFrames = 200
	resumeAway   = 2 * time.Second // so that attempts to connect have failed for a while
)

// committed is a writer that counts what it has committed.
type committed struct {
	telemetry.Writer
	samples atomic.Int64
}

func (c *committed) Write(ctx context.Context, b telemetry.Batch) (telemetry.Outcome, error) {
	outcome, err := c.Writer.Write(ctx, b)
	c.samples.Add(int64(outcome.Stored))
	return outcome, err
}

// BenchmarkResume takes the hub away, lets the edge collect frames, and brings the hub back on the
// same database: how long until the edge is connected, until its first frame is committed, and until
// all are.
func BenchmarkResume(b *testing.B) {
	cfg := pgtest.Config(b)
	db, err := postgres.Open(b.Context(), cfg)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(db.Close)
	w := bareWorld(b)
	tenant, err := postgres.CreateTenant(b.Context(), cfg, "Bench")
	if err != nil {
		b.Fatal(err)
	}
	place, err := db.CreateSite(b.Context(), tenant.Key, registry.Site{Name: "Hof", TimeZone: "Europe/Berlin"})
	if err != nil {
		b.Fatal(err)
	}
	if w.record, err = db.CreateEdge(b.Context(), tenant, place, w.key()); err != nil {
		b.Fatal(err)
	}
	samples := &committed{Writer: db}
	w.services = bus.Services{Edges: db, Channels: db, Samples: samples, Events: db}
	for b.Loop() {
		resume(b, w, samples)
	}
}

func resume(b *testing.B, w *world, samples *committed) {
	running := w.backend()
	w.link.join(running.hub.LeafURL())
	s := w.site()
	e := newEmitter(b)
	e.frames(s, 1)
	eventually(b, "the first frame is stored", func() bool { return samples.samples.Load() > 0 })
	var connected, first, all []time.Duration
	for range resumeRounds {
		running.stop()
		w.link.join("")
		before := samples.samples.Load()
		gone := time.Now()
		e.frames(s, resumeFrames)
		time.Sleep(time.Until(gone.Add(resumeAway)))
		running = w.backend()
		back := time.Now()
		w.link.join(running.hub.LeafURL())
		since := func(met func() bool) time.Duration {
			for deadline := back.Add(time.Minute); !met(); time.Sleep(time.Millisecond) {
				if time.Now().After(deadline) {
					b.Fatal("the edge does not resume")
				}
			}
			return time.Since(back)
		}
		connected = append(connected, since(s.box.Connected))
		first = append(first, since(func() bool { return samples.samples.Load() > before }))
		all = append(all, since(func() bool { return samples.samples.Load() == int64(e.n) }))
	}
	for _, durations := range [][]time.Duration{connected, first, all} {
		slices.Sort(durations)
	}
	middle, last := resumeRounds/2, resumeRounds-1
	b.ReportMetric(float64(connected[middle]), "connected-ns")
	b.ReportMetric(float64(connected[last]), "slowest-connected-ns")
	b.ReportMetric(float64(first[middle]), "stored-ns")
	b.ReportMetric(float64(first[last]), "slowest-ns")
	b.Logf("%d times the hub was away for %v; all %d frames were stored after %v (median)", resumeRounds, resumeAway, resumeFrames, all[middle])
	b.Log("the wait is the pause between two attempts to connect, 150 ms and up to as much again at random")
}
