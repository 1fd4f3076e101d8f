package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
)

// source is a bus a test speaks on.
type source struct {
	mu      sync.Mutex
	handle  map[uuid.UUID]func([]byte)
	refused error
}

func (s *source) Subscribe(_, site uuid.UUID, handle func([]byte)) (func(), error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refused != nil {
		return nil, s.refused
	}
	if s.handle == nil {
		s.handle = map[uuid.UUID]func([]byte){}
	}
	s.handle[site] = handle
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.handle, site)
	}, nil
}

func (s *source) Publish(_, site uuid.UUID, message any) error {
	data, err := json.Marshal(message)
	s.say(site, string(data))
	return err
}

func (s *source) say(site uuid.UUID, message string) {
	s.mu.Lock()
	handle := s.handle[site]
	s.mu.Unlock()
	if handle != nil {
		handle([]byte(message))
	}
}

func (s *source) listening() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.handle)
}

// said is a message of one reading.
func said(n int) string {
	return fmt.Sprintf(`{"readings":[{"deviceId":"","channel":"","unit":"","timestamp":"","quality":"GOOD","value":%d}]}`, n)
}

func TestRelay(t *testing.T) {
	tests := map[string]struct{ in, event, out string }{
		"readings go out as they are": {
			`{"readings":[{"deviceId":"meter0","channel":"ActivePower","value":-3200.5,"unit":"W","timestamp":"2026-06-01T12:00:00.000Z","quality":"GOOD"}]}`, "readings",
			`{"readings":[{"deviceId":"meter0","channel":"ActivePower","unit":"W","timestamp":"2026-06-01T12:00:00.000Z","quality":"GOOD","value":-3200.5}]}`,
		},
		"a mark that a value is not fresh has none": {
			`{"readings":[{"deviceId":"meter0","channel":"ActivePower","value":7,"unit":"W","timestamp":"2026-06-01T12:00:00.000Z","quality":"STALE"}]}`, "readings",
			`{"readings":[{"deviceId":"meter0","channel":"ActivePower","unit":"W","timestamp":"2026-06-01T12:00:00.000Z","quality":"STALE","value":null}]}`,
		},
		"events are brought to one line": {"{\"events\":[\n{}]}", "events", `{"events":[{}]}`},
		"nothing is an empty list":       {`{}`, "readings", `{"readings":[]}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			event, out, err := relay([]byte(tt.in))
			if err != nil || event != tt.event || string(out) != tt.out {
				t.Errorf("got  %s %s %v\nwant %s %s", event, out, err, tt.event, tt.out)
			}
		})
	}
	if _, _, err := relay([]byte("{")); err == nil {
		t.Error("it relays what is no JSON")
	}
}

func TestFeedResumesWithinTheRing(t *testing.T) {
	bus, site := &source{}, uuid.New()
	f := newFeeds(bus, Options{}.withDefaults(), func() {})
	one, w, joined, err := f.watch(place{site: site}, 0)
	if err != nil || joined.resumed {
		t.Fatalf("a first visit: resumed %v, %v", joined.resumed, err)
	}
	for n := range 5 {
		bus.say(site, said(n))
	}
	third := joined.last + 3
	for n := range 5 {
		if m := <-w.queue; m.id != joined.last+uint64(n)+1 || !strings.Contains(string(m.frame), fmt.Sprintf(`"value":%d}`, n)) {
			t.Fatalf("message %d is %d %s", n, m.id, m.frame)
		}
	}
	one.leave(w, time.Now())
	_, _, again, err := f.watch(place{site: site}, third)
	if err != nil || !again.resumed || len(again.missed) != 2 || again.missed[0].id != third+1 {
		t.Errorf("after the third: %+v, %v; want the fourth and fifth", again, err)
	}
	for name, seen := range map[string]uint64{"an id of an earlier process": joined.last - 1, "an id nobody gave": joined.last + 6} {
		if _, _, got, _ := f.watch(place{site: site}, seen); got.resumed {
			t.Errorf("%s resumes", name)
		}
	}
	for n := range ringMessages {
		bus.say(site, said(n))
	}
	if _, _, got, _ := f.watch(place{site: site}, third); got.resumed {
		t.Error("it resumes from before the ring")
	}
}

func TestFeedRingIsBoundedInBytes(t *testing.T) {
	bus, site := &source{}, uuid.New()
	f := newFeeds(bus, Options{}.withDefaults(), func() {})
	one, _, _, err := f.watch(place{site: site}, 0)
	if err != nil {
		t.Fatal(err)
	}
	big := `{"events":["` + strings.Repeat("x", ringBytes/3) + `"]}`
	for range 10 {
		bus.say(site, big)
	}
	if one.bytes > ringBytes || len(one.ring) != 2 {
		t.Errorf("the ring holds %d messages, %d bytes", len(one.ring), one.bytes)
	}
}

func TestFeedEndsAWatcherThatDoesNotKeepUp(t *testing.T) {
	bus, site, ended := &source{}, uuid.New(), 0
	f := newFeeds(bus, Options{}.withDefaults(), func() { ended++ })
	one, slow, _, err := f.watch(place{site: site}, 0)
	if err != nil {
		t.Fatal(err)
	}
	for range watcherQueue + 1 {
		bus.say(site, `{"readings":[]}`)
	}
	got := 0
	for range slow.queue {
		got++
	}
	if got != watcherQueue || ended != 1 {
		t.Errorf("it got %d messages, %d were ended; want %d and 1", got, ended, watcherQueue)
	}
	one.leave(slow, time.Now()) // it leaves after it was ended
}

func TestFeedsCloseWhatNobodyWatches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bus := &source{}
		f := newFeeds(bus, Options{}.withDefaults(), func() {})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- f.run(ctx) }()
		one, w, _, err := f.watch(place{site: uuid.New()}, 0)
		_, kept, _, _ := f.watch(place{site: uuid.New()}, 0)
		if err != nil {
			t.Fatal(err)
		}
		one.leave(w, time.Now())
		time.Sleep(lingerFeed - time.Second)
		if bus.listening() != 2 {
			t.Error("a feed was closed before its client could come back")
		}
		time.Sleep(2 * sweepInterval)
		if bus.listening() != 1 {
			t.Error("the feed nobody watches is still open")
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if _, open := <-kept.queue; open || bus.listening() != 0 {
			t.Error("the end left a watcher or a subscription")
		}
		if _, _, _, err := f.watch(place{site: uuid.New()}, 0); err == nil {
			t.Error("a feed opens after the end")
		}
	})
}

func TestFeedThatCannotSubscribeIsNotKept(t *testing.T) {
	bus, site := &source{refused: errors.New("no connection")}, uuid.New()
	f := newFeeds(bus, Options{}.withDefaults(), func() {})
	if _, _, _, err := f.watch(place{site: site}, 0); err == nil {
		t.Fatal("it watches without a subscription")
	}
	bus.refused = nil
	if _, _, _, err := f.watch(place{site: site}, 0); err != nil {
		t.Errorf("it does not recover: %v", err)
	}
}
