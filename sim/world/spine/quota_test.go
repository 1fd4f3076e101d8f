package spine_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"ohmstead/backend/retention"
)

type quotas map[int32]int

// SampleQuotas implements retention.Quotas.
func (q quotas) SampleQuotas(context.Context) (map[int32]int, error) { return q, nil }

// A tenant over its quota is not cut off and loses nothing: its edges keep what they have until the
// backend wants it.
func TestAnEdgeOverItsQuotaWaits(t *testing.T) {
	w := newWorld(t)
	meter := retention.NewMeter(quotas{w.record.TenantKey: 1}, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- meter.Run(ctx) }()
	defer func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}()
	w.services.Quotas = meter
	b := w.backend()
	w.link.join(b.hub.LeafURL())
	s := w.site()
	e := newEmitter(t)
	e.frames(s, 16) // ten seconds' worth and six more
	eventually(t, "what was under way is stored", func() bool { return e.arrived(w.store) })
	eventually(t, "the edge is asked to wait", func() bool { return s.link.Stats().Holds > 0 })
	stored := e.n
	e.frames(s, 5)
	time.Sleep(time.Second)
	if n := len(w.store.Samples()); n != stored {
		t.Errorf("%d samples came while the edge was to wait", n-stored)
	}
	if kept := s.box.Stats().Messages; kept < 5 {
		t.Errorf("the outbox keeps %d messages, want 5", kept)
	}
	eventually(t, "the rest is stored", func() bool { return e.arrived(w.store) })
}
