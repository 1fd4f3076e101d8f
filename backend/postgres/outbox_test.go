package postgres_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/bus"
	"ohmstead/backend/bus/bustest"
	"ohmstead/backend/event"
	"ohmstead/backend/postgres"
	"ohmstead/backend/relay"
	"ohmstead/energy/reason"
)

// streams opens a hub of the test's own with its streams of events.
func streams(t *testing.T) *bus.Streams {
	t.Helper()
	hub, err := bus.Open(t.Context(), bus.Config{Dir: t.TempDir(), LeafPort: -1, Edges: bustest.NewStore()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(hub.Close)
	s, err := hub.Streams(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (w *world) alarm(device string) event.Event {
	return event.Event{ID: uuid.New(), Site: w.site.ID, Kind: event.Alarm, Severity: event.Warning, Code: reason.StaleData, Device: device, Raised: noon(), Params: map[string]any{"device": device, "age_seconds": 12}}
}

// raise raises an alarm that must be new.
func (w *world) raise(e event.Event) {
	w.t.Helper()
	if created, err := w.Raise(w.t.Context(), w.scope, e); err != nil || !created {
		w.t.Fatalf("raise %s: %t, %v", e.Device, created, err)
	}
}

// replayed are all events of the tenant in a stream, which must be numbered without a hole.
func (w *world) replayed(s *bus.Streams, stream relay.Stream) []bus.Stored {
	w.t.Helper()
	found, err := s.Replay(w.t.Context(), stream, w.tenant.ID, 1, 10_000)
	if err != nil {
		w.t.Fatal(err)
	}
	for i, e := range found {
		if e.Seq != int64(i+1) || e.Stream != stream || e.Tenant != w.tenant.ID || e.Schema != relay.Schema {
			w.t.Fatalf("place %d of %s has %+v", i+1, stream, e)
		}
	}
	return found
}

// dataOf is what each kind of event carries.
func dataOf(kind string) any {
	switch kind {
	case "COMMAND_ISSUED":
		return new(relay.CommandIssued)
	case "COMMAND_ANSWERED":
		return new(relay.CommandAnswered)
	case "LIMITS_SET":
		return new(relay.LimitsSet)
	case "CHANGE_SEALED":
		return new(relay.ChangeSealed)
	case "ALARM_RAISED", "ALARM_CLEARED", "ALARM_ACKNOWLEDGED", "ALARM_SHELVED", "ALARM_UNSHELVED", "ALARM_RETURNED", "FAULT", "STATE_TRANSITION", "DOMAIN", "OPERATOR_ACTION":
		return new(relay.Happening)
	}
	if strings.HasPrefix(kind, "microgrid.") || strings.HasPrefix(kind, "compatibility.") {
		return new(microgridEvent)
	}
	return nil
}

// microgridEvent is what every event of document 004 carries; the rest of it is the document's payload.
type microgridEvent map[string]any

func (e *microgridEvent) UnmarshalJSON(raw []byte) error {
	fields := map[string]any{}
	if err := json.Unmarshal(raw, &fields); err != nil {
		return err
	}
	for _, name := range []string{"event_id", "at", "actor", "microgrid_id"} {
		if fields[name] == nil {
			return fmt.Errorf("no %s", name)
		}
	}
	*e = fields
	return nil
}

func TestOutbox_EveryChangeIsToldInItsStreamInItsDocumentedForm(t *testing.T) {
	w := newWorld(t)
	w.fill()
	if _, err := w.Clear(t.Context(), w.scope, event.Key{Site: w.site.ID, Code: reason.StaleData, Device: "meter"}, noon().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []event.Kind{event.StateTransition, event.Domain, event.Fault} {
		w.raise(event.Event{Site: w.site.ID, Kind: kind, Severity: event.Info, Code: reason.StateChanged, Raised: noon()})
	}
	for {
		if n, err := w.Seal(t.Context(), w.tenant, 1000); err != nil {
			t.Fatal(err)
		} else if n == 0 {
			break
		}
	}
	s := streams(t)
	if err := relay.New(w.DB, s, slog.New(slog.DiscardHandler)).Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, stream := range relay.Streams() {
		for _, e := range w.replayed(s, stream) {
			kinds[string(stream)+" "+e.Kind]++
			if e.Site == nil && stream != relay.Audit || e.Site != nil && *e.Site != w.site.ID {
				t.Errorf("%s %s is about site %v", stream, e.Kind, e.Site)
			}
			decoder := json.NewDecoder(bytes.NewReader(e.Data))
			decoder.DisallowUnknownFields()
			if err := decoder.Decode(dataOf(e.Kind)); err != nil {
				t.Errorf("%s %s carries %s: %v", stream, e.Kind, e.Data, err)
			}
		}
	}
	var sealed int
	if err := w.super.QueryRow(t.Context(), "SELECT count(*) FROM audit_seals WHERE tenant_id = $1", w.tenant.Key).Scan(&sealed); err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[string]int{
		"alerts ALARM_RAISED": 2, "alerts ALARM_CLEARED": 1, "alerts FAULT": 1, "transitions STATE_TRANSITION": 1, "control DOMAIN": 1,
		"control LIMITS_SET": 1, "commands COMMAND_ISSUED": 2, "commands COMMAND_ANSWERED": 1, "audit CHANGE_SEALED": sealed,
	} {
		if kinds[kind] != want {
			t.Errorf("%s: %d times, want %d; all: %v", kind, kinds[kind], want, kinds)
		}
	}
	if waiting, _, err := w.Backlog(t.Context()); err != nil || waiting != 0 {
		t.Errorf("%d events still wait, %v", waiting, err)
	}
}

func TestOutbox_WhatIsRolledBackIsNotTold(t *testing.T) {
	w := newWorld(t)
	w.raise(w.alarm("meter"))
	refused := fmt.Errorf("no")
	_ = w.InTenant(t.Context(), w.scope, func(tx *postgres.Tx) error {
		if _, err := tx.Exec(t.Context(), "UPDATE events SET cleared_at = raised_at"); err != nil {
			t.Fatal(err)
		}
		return refused
	})
	s := streams(t)
	if err := relay.New(w.DB, s, slog.New(slog.DiscardHandler)).Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	if found := w.replayed(s, relay.Alerts); len(found) != 1 || found[0].Kind != "ALARM_RAISED" {
		t.Errorf("told %+v", found)
	}
}

// A change that commits after one that began later is told too: numbers are given to what is
// committed, not in the order in which rows were written.
func TestOutbox_ALateCommitIsNotPassedOver(t *testing.T) {
	w := newWorld(t)
	s := streams(t)
	r := relay.New(w.DB, s, slog.New(slog.DiscardHandler))
	err := w.InTenant(t.Context(), w.scope, func(tx *postgres.Tx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO events (tenant_id, site_id, id, kind, severity, code, raised_at) VALUES ($1, $2, $3, 'FAULT', 'INFO', 'STATE_CHANGED', now())`,
			w.tenant.Key, w.site.Key, uuid.New())
		if err != nil {
			return err
		}
		w.raise(w.alarm("meter"))
		return r.Round(t.Context())
	})
	if err != nil {
		t.Fatal(err)
	}
	if found := w.replayed(s, relay.Alerts); len(found) != 1 || found[0].Kind != "ALARM_RAISED" {
		t.Fatalf("before the commit: %+v", found)
	}
	if err := r.Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	if found := w.replayed(s, relay.Alerts); len(found) != 2 || found[1].Kind != "FAULT" {
		t.Errorf("after the commit: %+v", found)
	}
}

// A database that was restored gives numbers again that the stream has for other events: nothing is
// lost, and no number is there twice.
func TestOutbox_AfterARestoreNothingIsLost(t *testing.T) {
	w := newWorld(t)
	s := streams(t)
	round := func() {
		t.Helper()
		if err := relay.New(w.DB, s, slog.New(slog.DiscardHandler)).Round(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 3 {
		w.raise(w.alarm(fmt.Sprint("first ", i)))
	}
	round()
	for _, back := range []string{"UPDATE outbox_heads SET seq = 1 WHERE tenant_id = $1", "DELETE FROM outbox WHERE seq > 1 AND tenant_id = $1"} {
		if _, err := w.super.Exec(t.Context(), back, w.tenant.Key); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 5 {
		w.raise(w.alarm(fmt.Sprint("then ", i)))
	}
	round()
	round()
	if found := w.replayed(s, relay.Alerts); len(found) != 8 {
		t.Errorf("%d events, want 8", len(found))
	}
}

// Two relays at once add nothing twice and leave nothing out.
func TestOutbox_TwoRelaysTellOnce(t *testing.T) {
	w := newWorld(t)
	s := streams(t)
	for i := range 40 {
		w.raise(w.alarm(fmt.Sprint("device ", i)))
	}
	done := make(chan error, 2)
	for range 2 {
		go func() {
			r := relay.New(w.DB, s, slog.New(slog.DiscardHandler))
			err := r.Round(t.Context())
			for range 20 {
				if err == nil {
					break
				}
				err = r.Round(t.Context())
			}
			done <- err
		}()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if found := w.replayed(s, relay.Alerts); len(found) != 40 {
		t.Errorf("%d events, want 40", len(found))
	}
}

// A power cut takes from a stream what it took in the last minutes. Whether the relay goes on or begins anew, and
// whether or not anything else has happened, the stream has every event again, each once and in order.
func TestOutbox_WhatAStreamLosesInAPowerCutIsToldAgain(t *testing.T) {
	for name, tt := range map[string]struct {
		before, after int // events that the disk had, and those that come later
		anew          bool
	}{
		"a relay that begins anew, and nothing else happens": {2, 0, true},
		"a relay that begins anew":                           {2, 3, true},
		"a relay that goes on":                               {2, 3, false},
		"a stream of which nothing is left":                  {0, 1, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			had, has := streams(t), streams(t) // the bus before the cut, and as its disk was then
			for i := range tt.before {
				w.raise(w.alarm(fmt.Sprint("on disk ", i)))
			}
			r := relay.New(w.DB, had, slog.New(slog.DiscardHandler))
			round := func() {
				t.Helper()
				if err := r.Round(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			round()
			for _, e := range w.replayed(had, relay.Alerts) {
				if err := has.Append(t.Context(), e.Event); err != nil {
					t.Fatal(err)
				}
			}
			for i := range 4 {
				w.raise(w.alarm(fmt.Sprint("not yet on disk ", i)))
			}
			round()
			all := len(w.replayed(had, relay.Alerts))
			swap := &swapped{Streams: has}
			if r = relay.New(w.DB, swap, slog.New(slog.DiscardHandler)); !tt.anew {
				swap.Streams = had
				round()
				w.raise(w.alarm("of a relay that knows the stream"))
				all++
				round()
				swap.Streams, swap.away = has, true
			}
			for i := range tt.after {
				w.raise(w.alarm(fmt.Sprint("later ", i)))
			}
			for range 4 {
				_ = r.Round(t.Context()) // the first one that meets the end of the stream fails, and asks
			}
			found := w.replayed(has, relay.Alerts)
			ids := map[uuid.UUID]bool{}
			for _, e := range found {
				ids[e.ID] = true
			}
			if len(found) != all+tt.after || len(ids) != len(found) {
				t.Errorf("%d events, %d different ones, want %d", len(found), len(ids), all+tt.after)
			}
			if waiting, _, err := w.Backlog(t.Context()); err != nil || waiting != 0 {
				t.Errorf("%d events still wait, %v", waiting, err)
			}
		})
	}
}

// What a stream drops by its own bounds it has not lost. That is told apart by time: what it took more than ten
// minutes ago, and has when it is asked, is on its disk and not kept any more; what it took StreamAge ago may be gone.
func TestOutbox_WhatAStreamDropsByItsBoundsIsNotToldAgain(t *testing.T) {
	for name, tt := range map[string]struct {
		down time.Duration // for how long the relay did not run
		seen bool          // it has met the stream since, before that dropped what it had
		want int
	}{
		"nothing happens for a while, and the stream fills":   {11 * time.Minute, true, 0},
		"the stream was lost while the relay was not running": {11 * time.Minute, false, 2},
		"everything stood still for longer than it is kept":   {relay.StreamAge, false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			had, has := streams(t), streams(t)
			begin := func(s *bus.Streams) {
				t.Helper()
				r := relay.New(w.DB, s, slog.New(slog.DiscardHandler))
				for range 2 {
					if err := r.Round(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
			}
			w.raise(w.alarm("a"))
			w.raise(w.alarm("b"))
			begin(had)
			if _, err := w.super.Exec(t.Context(), "UPDATE outbox SET sent_at = sent_at - $2 * interval '1 second' WHERE tenant_id = $1", w.tenant.Key, tt.down.Seconds()); err != nil {
				t.Fatal(err)
			}
			if tt.seen {
				begin(had)
			}
			begin(has)
			if found := w.replayed(has, relay.Alerts); len(found) != tt.want {
				t.Errorf("%d events are told again, want %d", len(found), tt.want)
			}
		})
	}
}

// swapped are streams in the place of which others come, which say so once as those of a bus that was away do.
type swapped struct {
	*bus.Streams
	away bool
}

func (s *swapped) Append(ctx context.Context, e relay.Event) error {
	if s.away {
		s.away = false
		return relay.ErrBehind
	}
	return s.Streams.Append(ctx, e)
}
