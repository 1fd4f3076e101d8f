package event_test

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"ohmstead/backend/event"
	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

var (
	now  = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	site = uuid.MustParse("018f0000-0000-7000-8000-000000000001")
)

func ago(d time.Duration) time.Time { return now.Add(-d) }

func TestJudge(t *testing.T) {
	fresh := event.DeviceHealth{Device: "meter", Fresh: ago(time.Second), Usable: ago(time.Second)}
	marked := event.DeviceHealth{Device: "battery", Marked: ago(2 * time.Second), Usable: ago(7 * time.Second)}
	silent := event.Key{Site: site, Code: reason.EdgeSilent}
	stale := func(device string) event.Key {
		return event.Key{Site: site, Code: reason.StaleData, Device: device}
	}
	heard := event.SiteHealth{Heard: ago(time.Second), Stored: ago(time.Second)}
	with := func(h event.SiteHealth, devices ...event.DeviceHealth) event.SiteHealth {
		h.Devices = devices
		return h
	}
	open := func(h event.SiteHealth, keys ...event.Key) event.SiteHealth {
		h.Open = map[event.Key]event.Event{}
		for _, k := range keys {
			h.Open[k] = event.Event{Site: k.Site, Code: k.Code, Device: k.Device}
		}
		return h
	}
	tests := map[string]struct {
		health event.SiteHealth
		raise  []event.Key
		clear  []event.Key
	}{
		"an edge that was never heard is no alarm":              {with(event.SiteHealth{}, fresh), nil, nil},
		"fresh data raises nothing":                             {with(heard, fresh), nil, nil},
		"a mark of the edge counts at once":                     {with(heard, fresh, marked), []event.Key{stale("battery")}, nil},
		"an open alarm is not raised again":                     {open(with(heard, marked), stale("battery")), nil, nil},
		"it clears when a value comes after the mark":           {open(with(heard, event.DeviceHealth{Device: "battery", Fresh: ago(time.Second), Marked: ago(2 * time.Second), Usable: ago(time.Second)}), stale("battery")), nil, []event.Key{stale("battery")}},
		"an unchanged value may be two minutes old":             {with(heard, event.DeviceHealth{Device: "meter", Fresh: ago(2 * time.Minute), Usable: ago(2 * time.Minute)}), nil, nil},
		"a value that is too old is an alarm without a mark":    {with(heard, fresh, event.DeviceHealth{Device: "pv", Fresh: ago(131 * time.Second), Usable: ago(131 * time.Second)}), []event.Key{stale("pv")}, nil},
		"a device that never sent anything is no alarm":         {with(heard, event.DeviceHealth{Device: "new"}), nil, nil},
		"a silent edge is one alarm, not one per device":        {with(event.SiteHealth{Heard: ago(91 * time.Second)}, marked, fresh), []event.Key{silent}, nil},
		"it is raised once":                                     {open(event.SiteHealth{Heard: ago(time.Hour)}, silent), nil, nil},
		"it clears when the edge is heard":                      {open(with(heard, fresh), silent), nil, []event.Key{silent}},
		"old values of an edge that catches up are no alarm":    {open(with(heard, event.DeviceHealth{Device: "meter", Fresh: ago(time.Hour), Usable: ago(time.Hour)}), silent), nil, []event.Key{silent}},
		"old values of an edge that sends no frames are alarms": {with(event.SiteHealth{Heard: ago(time.Second), Stored: ago(time.Hour)}, event.DeviceHealth{Device: "meter", Fresh: ago(time.Hour), Usable: ago(time.Hour)}), []event.Key{stale("meter")}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tt.health.Site = site
			raised, cleared := event.Judge(tt.health, now)
			var keys []event.Key
			for _, e := range raised {
				keys = append(keys, e.Key())
				if entry, ok := reason.Lookup(e.Code); !ok || len(entry.Params) != len(e.Params) {
					t.Errorf("%s has parameters %v, the catalogue %v", e.Code, e.Params, entry.Params)
				}
			}
			if diff := cmp.Diff(tt.raise, keys); diff != "" {
				t.Errorf("raised (-want +got):\n%s", diff)
			}
			var gone []event.Key
			for _, e := range cleared {
				gone = append(gone, e.Key())
			}
			if diff := cmp.Diff(tt.clear, gone); diff != "" {
				t.Errorf("cleared (-want +got):\n%s", diff)
			}
		})
	}
}

// health is a store in memory whose only device goes stale at once and comes back after a while.
type health struct {
	stale atomic.Bool
	open  map[event.Key]event.Event
}

func (h *health) Health(context.Context) ([]event.SiteHealth, error) {
	device := event.DeviceHealth{Device: "meter", Fresh: time.Now(), Usable: time.Now()}
	if h.stale.Load() {
		device = event.DeviceHealth{Device: "meter", Marked: time.Now(), Usable: time.Now().Add(-5 * time.Second)}
	}
	return []event.SiteHealth{{Tenant: identity.Tenant{Key: 1}, Site: site, Heard: time.Now(), Devices: []event.DeviceHealth{device}, Open: h.open}}, nil
}

func (h *health) Raise(_ context.Context, _ identity.Scope, e event.Event) (bool, error) {
	h.open[e.Key()] = e
	return true, nil
}

func (h *health) Clear(_ context.Context, _ identity.Scope, key event.Key, _ time.Time) (bool, error) {
	_, open := h.open[key]
	delete(h.open, key)
	return open, nil
}

func (h *health) List(context.Context, identity.Scope, event.Filter) ([]event.Event, string, error) {
	return nil, "", nil
}

func TestWatch_RaisesAndClears(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &health{open: map[event.Key]event.Event{}}
		store.stale.Store(true)
		var announced []string
		watch := event.NewWatch(store, store, slog.New(slog.DiscardHandler), func(_ identity.Tenant, e event.Event) {
			what := "raised "
			if e.Cleared != nil {
				what = "cleared "
			}
			if e.ID == uuid.Nil || e.Raised.IsZero() {
				t.Errorf("announced %+v, which nobody can find in the list", e)
			}
			announced = append(announced, what+string(e.Code)+" "+e.Device)
		})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- watch.Run(ctx) }()
		time.Sleep(time.Minute)
		synctest.Wait()
		store.stale.Store(false)
		time.Sleep(time.Minute)
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff([]string{"raised STALE_DATA meter", "cleared STALE_DATA meter"}, announced); diff != "" {
			t.Errorf("announced (-want +got):\n%s", diff)
		}
	})
}
