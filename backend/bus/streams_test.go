package bus_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/bus"
	"ohmstead/backend/bus/bustest"
	"ohmstead/backend/relay"
)

func numbered(tenant, site uuid.UUID, seq int64) relay.Event {
	return relay.Event{
		Schema: relay.Schema, ID: uuid.New(), Stream: relay.Alerts, Seq: seq, Kind: "FAULT", Tenant: tenant, Site: &site,
		At: time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC), Data: json.RawMessage(`{}`),
	}
}

func openStreams(t *testing.T, hub *bus.Hub) *bus.Streams {
	t.Helper()
	s, err := hub.Streams(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// What a process that was stopped for long had in hand is refused when it goes on: also when the
// server has forgotten the id, which a fresh one stands for here.
func TestStreams_AProcessThatWasAsleepAddsNothingTwice(t *testing.T) {
	hub := openHub(t, bus.Config{Edges: bustest.NewStore()})
	asleep, awake := openStreams(t, hub), openStreams(t, hub)
	tenant, site := uuid.New(), uuid.New()
	if err := asleep.Append(t.Context(), numbered(tenant, site, 1)); err != nil {
		t.Fatal(err)
	}
	second := numbered(tenant, site, 2)
	for range 2 { // the same event again is no second one
		if err := awake.Append(t.Context(), second); err != nil {
			t.Fatal(err)
		}
	}
	second.ID = uuid.New()
	if err := asleep.Append(t.Context(), second); !errors.Is(err, relay.ErrBehind) {
		t.Errorf("the second event again: %v, want ErrBehind", err)
	}
	newest, err := asleep.Newest(t.Context(), tenant, relay.Alerts)
	if err != nil || newest == nil || newest.Seq != 2 {
		t.Fatalf("the newest is %+v, %v", newest, err)
	}
	if err := asleep.Append(t.Context(), numbered(tenant, site, 3)); err != nil {
		t.Errorf("after it has looked: %v", err)
	}
}

func TestStreams_AreReplayedFromAnyPlaceAndByTenant(t *testing.T) {
	hub := openHub(t, bus.Config{Edges: bustest.NewStore()})
	s := openStreams(t, hub)
	one, other, site := uuid.New(), uuid.New(), uuid.New()
	for seq := range int64(6) {
		for _, tenant := range []uuid.UUID{one, other} {
			if err := s.Append(t.Context(), numbered(tenant, site, seq+1)); err != nil {
				t.Fatal(err)
			}
		}
	}
	page, err := s.Replay(t.Context(), relay.Alerts, one, 1, 4)
	if err != nil || len(page) != 4 {
		t.Fatalf("%d events, %v", len(page), err)
	}
	rest, err := s.Replay(t.Context(), relay.Alerts, one, page[3].Place+1, 10)
	if err != nil || len(rest) != 2 || rest[0].Seq != 5 || rest[1].Seq != 6 || rest[0].Tenant != one {
		t.Errorf("behind the page: %+v, %v", rest, err)
	}
	if nothing, err := s.Newest(t.Context(), uuid.New(), relay.Alerts); err != nil || nothing != nil {
		t.Errorf("the newest of nobody is %+v, %v", nothing, err)
	}
}

func TestStreams_DataThatNoMessageCanCarryIsLeftOut(t *testing.T) {
	hub := openHub(t, bus.Config{Edges: bustest.NewStore()})
	s := openStreams(t, hub)
	e := numbered(uuid.New(), uuid.New(), 1)
	e.Data = json.RawMessage(`"` + strings.Repeat("x", 2<<20) + `"`)
	if err := s.Append(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	newest, err := s.Newest(t.Context(), e.Tenant, relay.Alerts)
	if err != nil || string(newest.Data) != `{"omitted":"TOO_LARGE","bytes":2097154}` || newest.ID != e.ID {
		t.Errorf("it carries %.100s, %v", newest.Data, err)
	}
}

// A bus that was away may have lost the end of its streams: who appends is told once, and asks.
func TestStreams_OfABusThatWasAwaySaySoOnce(t *testing.T) {
	theirs := &bustest.Elsewhere{Dir: t.TempDir(), Port: -1, LeafPort: -1}
	if err := theirs.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { theirs.Stop() }()
	hub := openHub(t, bus.Config{URL: theirs.URL(), Elsewhere: theirs.LeafURL(), Edges: bustest.NewStore()})
	s, err := hub.Streams(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	tenant := uuid.New()
	next := func(seq int64) relay.Event {
		return relay.Event{Schema: relay.Schema, ID: uuid.New(), Stream: relay.Alerts, Seq: seq, Kind: "FAULT", Tenant: tenant, Data: json.RawMessage("{}")}
	}
	if err := s.Append(t.Context(), next(1)); err != nil {
		t.Fatal(err)
	}
	theirs.Stop()
	if err := theirs.Start(); err != nil {
		t.Fatal(err)
	}
	second := next(2)
	eventually(t, "it says that it was away", func() bool { return errors.Is(s.Append(t.Context(), second), relay.ErrBehind) })
	eventually(t, "it takes the next event", func() bool { return s.Append(t.Context(), second) == nil })
	found, err := s.Replay(t.Context(), relay.Alerts, tenant, 1, 10)
	if err != nil || len(found) != 2 {
		t.Errorf("it has %d events, %v", len(found), err)
	}
}
