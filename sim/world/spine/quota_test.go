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
	e.frames(s, 1)
	eventually(t, "what is sent is stored", func() bool { return e.arrived(w.store) })
	eventually(t, "another edge of the tenant has sent ten seconds' worth and eight more", func() bool {
		return meter.Spend(w.record.TenantKey, 18, time.Now()) > 0
	})
	e.frames(s, 1) // it may be under way when the edge hears that it is to wait
	sent := 2
	eventually(t, "the edge is asked to wait", func() bool {
		if s.link.Stats().Holds > 0 {
			return true
		}
		if meter.Wait(w.record.TenantKey, time.Now()) == 0 { // it was over before the hub has seen the frame
			meter.Spend(w.record.TenantKey, 18, time.Now())
			e.frames(s, 1)
			sent++
		}
		return false
	})
	e.frames(s, 5)
	time.Sleep(time.Second)
	n, kept := len(w.store.Samples()), s.box.Stats().Messages
	if wait := meter.Wait(w.record.TenantKey, time.Now()); wait > 0 && (n > sent || kept < 5) { // it is over where the machine stood still
		t.Errorf("%d samples came while the edge was to wait for %s more, and the outbox keeps %d messages of 5", n-sent, wait, kept)
	}
	eventually(t, "the rest is stored", func() bool { return e.arrived(w.store) })
}
