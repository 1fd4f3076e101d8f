package bus_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"ohmstead/backend/bus"
	"ohmstead/backend/registry"
	"ohmstead/wire"
)

// shelf keeps control reports.
type shelf struct {
	mu   sync.Mutex
	kept []wire.ControlReport
	by   []registry.EdgeRecord
}

func (s *shelf) SaveControl(_ context.Context, e registry.EdgeRecord, r wire.ControlReport, _ time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept, s.by = append(s.kept, r), append(s.by, e)
	return nil
}

func (s *shelf) last() (wire.ControlReport, registry.EdgeRecord, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.kept) == 0 {
		return wire.ControlReport{}, registry.EdgeRecord{}, 0
	}
	return s.kept[len(s.kept)-1], s.by[len(s.by)-1], len(s.kept)
}

func TestAControlReportIsKeptAsItsEdgesAndWhoLooksIsToldToIt(t *testing.T) {
	hub, store, l := setup(t)
	kept := &shelf{}
	with := services(store)
	with.Control = kept
	background(t, bus.NewWorker(hub, with, nil).Run)
	data, err := wire.EncodeControl(wire.ControlReport{Version: wire.Version, At: time.Now().UTC(), State: "RUN"})
	if err != nil {
		t.Fatal(err)
	}
	watched, err := l.conn.SubscribeSync(l.address().Watch())
	if err != nil {
		t.Fatal(err)
	}
	stranger := l.address()
	stranger.Site = stranger.Tenant
	eventually(t, "the report is kept", func() bool {
		for subject, bytes := range map[string][]byte{l.address().Control(): data, stranger.Control(): data} {
			if err := l.conn.Publish(subject, bytes); err != nil {
				t.Fatal(err)
			}
		}
		if err := l.conn.Publish(l.address().Control(), []byte("nonsense")); err != nil {
			t.Fatal(err)
		}
		_, _, n := kept.last()
		return n > 0
	})
	got, by, _ := kept.last()
	if got.State != "RUN" || by.Edge.ID != l.record.Edge.ID {
		t.Errorf("kept %+v of %+v", got, by.Edge)
	}
	kept.mu.Lock()
	for _, e := range kept.by {
		if e.Edge.Site.String() == stranger.Site {
			t.Error("a report under another site's name was kept")
		}
	}
	kept.mu.Unlock()
	eventually(t, "the edge is told", func() bool {
		if err := hub.Watch(l.address()); err != nil {
			t.Fatal(err)
		}
		_, err := watched.NextMsg(100 * time.Millisecond)
		return err == nil
	})
}
