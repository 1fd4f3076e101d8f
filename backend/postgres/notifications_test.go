package postgres_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/notify"
	"ohmstead/energy/reason"
)

// hook is a receiver that fails first and then counts what it is told.
type hook struct {
	mu    sync.Mutex
	fails int
	calls []notify.HookBody
}

func newHook(t *testing.T, fails int) (*hook, string) {
	t.Helper()
	h := &hook{fails: fails}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.fails > 0 {
			h.fails--
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		var body notify.HookBody
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			t.Error(err)
		}
		h.calls = append(h.calls, body)
	}))
	t.Cleanup(server.Close)
	return h, server.URL
}

func (h *hook) told() (calls, changes int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, c := range h.calls {
		changes += c.Count
	}
	return len(h.calls), changes
}

func (w *world) addHook(url string) notify.Channel {
	w.t.Helper()
	service := notify.NewService(w.DB, notify.NewPost(notify.MailServer{}, notify.NewHooks(true)), true)
	c, err := service.Add(w.t.Context(), w.scope, notify.Draft{
		Name: "hook " + uuid.NewString(), Kind: notify.Webhook, Enabled: true, Language: "en", URL: url, Cleared: true, Routes: []notify.Route{{}},
	}, "", time.Now())
	if err != nil || c.Secret == "" {
		w.t.Fatalf("%+v, %v", c, err)
	}
	return c
}

// notifyRound is a round of a runner that has just started.
func (w *world) notifyRound(now time.Time) {
	w.t.Helper()
	if err := notify.NewRunner(w.DB, notify.NewPost(notify.MailServer{}, notify.NewHooks(true)), slog.New(slog.DiscardHandler)).Round(w.t.Context(), now); err != nil {
		w.t.Fatal(err)
	}
}

func TestNotifications_AreTriedAgainAndToldOnce(t *testing.T) {
	w := newWorld(t)
	h, url := newHook(t, 1)
	w.addHook(url)
	alarm := w.alarm("meter")
	w.raise(alarm)
	now := time.Now()
	w.notifyRound(now)
	log, _, err := w.Deliveries(t.Context(), w.scope, notify.Filter{})
	if err != nil || len(log) != 1 || log[0].State != notify.Pending || log[0].Attempts != 1 || log[0].Why.Code != reason.WebhookRefused || log[0].Why.Params["status"] == nil {
		t.Fatalf("after it failed: %+v, %v", log, err)
	}
	w.notifyRound(now.Add(time.Second))
	if calls, _ := h.told(); calls != 0 {
		t.Error("it is tried again without a pause")
	}
	for range 3 {
		now = now.Add(time.Minute)
		w.notifyRound(now)
	}
	if calls, changes := h.told(); calls != 1 || changes != 1 {
		t.Errorf("told in %d calls of %d changes, want once", calls, changes)
	}
	if ended, err := w.Clear(t.Context(), w.scope, alarm.Key(), now); err != nil || !ended {
		t.Fatal(ended, err)
	}
	w.notifyRound(now.Add(time.Second))
	if calls, changes := h.told(); calls != 2 || changes != 2 {
		t.Errorf("after it cleared: %d calls of %d changes", calls, changes)
	}
}

// Many alarms are few messages, and none is left out of the count.
func TestNotifications_AStormIsAFewMessages(t *testing.T) {
	w := newWorld(t)
	h, url := newHook(t, 0)
	w.addHook(url)
	now := time.Now()
	for round := range 50 {
		for i := range 10 {
			w.raise(w.alarm(fmt.Sprint(round, " ", i)))
		}
		now = now.Add(3 * time.Second)
		w.notifyRound(now)
	}
	w.notifyRound(now.Add(notify.StormSpan + time.Minute))
	if calls, changes := h.told(); calls > 8 || changes != 500 {
		t.Errorf("%d calls of %d changes, want at most 8 of 500", calls, changes)
	}
}

func TestNotifications_OfWhatIsPutAsideAreNone(t *testing.T) {
	k := newKeeper(newWorld(t))
	h, url := newHook(t, 0)
	k.addHook(url)
	alarm := k.alarm("meter")
	k.raise(alarm)
	if _, err := k.ShelveAlarm(t.Context(), k.scope, k.act(alarm.ID, 1, "work"), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	k.notifyRound(time.Now())
	if calls, _ := h.told(); calls != 0 {
		t.Errorf("%d calls", calls)
	}
}

func TestNotifications_GiveUpAndAreRevived(t *testing.T) {
	w := newWorld(t)
	h, url := newHook(t, notify.MaxAttempts)
	w.addHook(url)
	w.raise(w.alarm("meter"))
	now := time.Now()
	for range notify.MaxAttempts + 2 {
		w.notifyRound(now)
		now = now.Add(2 * time.Hour)
	}
	log, _, err := w.Deliveries(t.Context(), w.scope, notify.Filter{State: notify.Dead})
	if err != nil || len(log) != 1 || log[0].Attempts != notify.MaxAttempts {
		t.Fatalf("given up: %+v, %v", log, err)
	}
	if _, err := w.Revive(t.Context(), w.scope, log[0].ID, now); err != nil {
		t.Fatal(err)
	}
	w.notifyRound(now)
	if calls, _ := h.told(); calls != 1 {
		t.Errorf("after it was revived: %d calls", calls)
	}
}
