package postgres_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"ohmstead/backend/event"
	"ohmstead/backend/identity"
	"ohmstead/backend/postgres"
	"ohmstead/energy/reason"
)

// keeper is a person who handles the alarms of a world.
type keeper struct {
	*world
	user identity.User
}

func newKeeper(w *world) keeper {
	w.t.Helper()
	user, err := w.CreateUser(w.t.Context(), w.tenant.Key, postgres.NewUser{
		User: identity.User{Email: uuid.NewString() + "@example.org", DisplayName: "Ada"}, PasswordHash: "x", Role: identity.Operator, Site: &w.site,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.scope.Actor = "user:" + user.ID.String()
	return keeper{w, user}
}

func (k keeper) act(alarm uuid.UUID, version int64, note string) event.Act {
	return event.Act{Alarm: alarm, Version: version, By: k.user.ID, At: time.Now().UTC().Truncate(time.Microsecond), Note: note}
}

// life is the history of an alarm as words, the oldest step first.
func (k keeper) life(alarm uuid.UUID) string {
	k.t.Helper()
	changes, err := k.AlarmHistory(k.t.Context(), k.scope, alarm)
	if err != nil {
		k.t.Fatal(err)
	}
	var words []string
	for _, c := range slices.Backward(changes) {
		word := c.Change
		if c.Note != "" {
			word += "(" + c.Note + ")"
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

func (k keeper) shelved(only bool) (devices []string) {
	k.t.Helper()
	found, _, err := k.List(k.t.Context(), k.scope, event.Filter{OpenOnly: true, Shelved: &only})
	if err != nil {
		k.t.Fatal(err)
	}
	for _, e := range found {
		devices = append(devices, e.Device)
	}
	return devices
}

func TestAlarms_LiveFromRaiseToClear(t *testing.T) {
	k := newKeeper(newWorld(t))
	ctx := t.Context()
	alarm := k.alarm("meter")
	k.raise(alarm)
	e, err := k.AcknowledgeAlarm(ctx, k.scope, k.act(alarm.ID, 1, "on it"))
	if err != nil || e.Version != 2 || e.Handled.AcknowledgedBy != "Ada" || e.Handled.Note != "on it" || e.Acknowledged == nil {
		t.Fatalf("acknowledged: %+v, %v", e, err)
	}
	if _, err := k.AcknowledgeAlarm(ctx, k.scope, k.act(alarm.ID, 1, "again")); !errors.Is(err, reason.New(reason.VersionConflict, nil)) {
		t.Errorf("with the version before: %v, want VERSION_CONFLICT", err)
	}
	if e, err := k.AcknowledgeAlarm(ctx, k.scope, k.act(alarm.ID, 2, "again")); err != nil || e.Handled.Note != "on it" || e.Version != 2 {
		t.Errorf("a second time: %+v, %v; want the first to stay", e, err)
	}
	if ended, err := k.Clear(ctx, k.scope, alarm.Key(), noon().Add(time.Minute)); err != nil || !ended {
		t.Fatal(ended, err)
	}
	if _, err := k.ShelveAlarm(ctx, k.scope, k.act(alarm.ID, 3, "late"), time.Now().Add(time.Hour)); !errors.Is(err, reason.New(reason.AlarmOver, nil)) {
		t.Errorf("put aside when it is over: %v, want ALARM_OVER", err)
	}
	again := k.alarm("meter")
	again.Raised = noon().Add(time.Hour)
	k.raise(again)
	if got, want := k.life(again.ID), "RAISED ACKNOWLEDGED(on it) CLEARED RAISED"; got != want {
		t.Errorf("its life was %s, want %s", got, want)
	}
	if _, err := k.AcknowledgeAlarm(ctx, k.scope, k.act(uuid.New(), 1, "")); !isNotFound(err) {
		t.Errorf("an alarm that is none: %v, want NOT_FOUND", err)
	}
}

// What is put aside is out of sight until its time is over, also when the condition ends and comes
// again; after that nothing is, whether anybody has noted it or not.
func TestAlarms_AShelfEndsByItself(t *testing.T) {
	k := newKeeper(newWorld(t))
	ctx := t.Context()
	first := k.alarm("meter")
	k.raise(first)
	k.raise(k.alarm("battery"))
	until := time.Now().Add(time.Hour)
	if _, err := k.ShelveAlarm(ctx, k.scope, k.act(first.ID, 1, "work on it"), until); err != nil {
		t.Fatal(err)
	}
	clear := func() {
		t.Helper()
		if ended, err := k.Clear(ctx, k.scope, first.Key(), time.Now()); err != nil || !ended {
			t.Fatal(ended, err)
		}
	}
	clear()
	second := k.alarm("meter")
	second.Raised = noon().Add(time.Minute)
	k.raise(second)
	if diff := cmp.Diff([]string{"meter"}, k.shelved(true)); diff != "" {
		t.Errorf("raised again meanwhile, aside is (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"battery"}, k.shelved(false)); diff != "" {
		t.Errorf("in sight is (-want +got):\n%s", diff)
	}

	if _, err := k.super.Exec(ctx, "UPDATE events SET shelved_until = now() - interval '1 second' WHERE shelved_until IS NOT NULL"); err != nil {
		t.Fatal(err)
	}
	if got := k.shelved(true); len(got) != 0 {
		t.Errorf("when the time is over, aside is still %v", got)
	}
	clear()
	third := k.alarm("meter")
	third.Raised = noon().Add(2 * time.Minute)
	k.raise(third)
	found, _, err := k.List(ctx, k.scope, event.Filter{Device: "meter", OpenOnly: true})
	if err != nil || len(found) != 1 || found[0].Handled.ShelvedUntil != nil {
		t.Errorf("raised after the time is over: %+v, %v", found, err)
	}
	back, err := k.Returned(ctx, k.tenant, time.Now())
	if err != nil || len(back) != 0 {
		t.Errorf("came back: %+v, %v; the alarm whose time was over has cleared", back, err)
	}
}

func TestAlarms_AnOpenAlarmComesBackOnce(t *testing.T) {
	k := newKeeper(newWorld(t))
	ctx := t.Context()
	alarm := k.alarm("meter")
	k.raise(alarm)
	if _, err := k.ShelveAlarm(ctx, k.scope, k.act(alarm.ID, 1, "work on it"), time.Now().Add(20*time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	time.Sleep(30 * time.Millisecond)
	for round := range 2 {
		back, err := k.Returned(ctx, k.tenant, time.Now())
		if err != nil || len(back) != 1-round {
			t.Fatalf("round %d: %d alarms came back, %v", round, len(back), err)
		}
	}
	if _, err := k.ShelveAlarm(ctx, k.scope, k.act(alarm.ID, 3, "more work"), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := k.UnshelveAlarm(ctx, k.scope, k.act(alarm.ID, 4, "")); err != nil {
		t.Fatal(err)
	}
	if got, want := k.life(alarm.ID), "RAISED SHELVED(work on it) RETURNED SHELVED(more work) UNSHELVED"; got != want {
		t.Errorf("its life was %s, want %s", got, want)
	}
}

// A device that leaves the site file takes its alarms with it, of whatever code; what stays keeps its
// own, and a device that comes back is in use again.
func TestAlarms_OfADeviceThatLeavesAreClosed(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.raise(w.alarm("meter"))
	w.raise(w.alarm("inverter"))
	of := w.alarm("")
	of.Asset = "pv0"
	w.raise(of)
	smaller := manifest()
	smaller.Devices, smaller.Assets, smaller.Channels = smaller.Devices[:1], smaller.Assets[:1], smaller.Channels[:1]
	if _, err := w.ApplyManifest(ctx, w.edge, smaller); err != nil {
		t.Fatal(err)
	}
	found, _, err := w.List(ctx, w.scope, event.Filter{})
	if err != nil || len(found) != 3 {
		t.Fatalf("%d alarms, %v", len(found), err)
	}
	for _, e := range found {
		closed := e.Cleared != nil && e.ClearedBecause == reason.DeviceRemoved
		if stays := e.Device == "meter"; stays == closed || stays && e.Cleared != nil {
			t.Errorf("the alarm of %q%q is closed: %t, because %q", e.Device, e.Asset, e.Cleared != nil, e.ClearedBecause)
		}
	}
	if _, err := w.ApplyManifest(ctx, w.edge, manifest()); err != nil {
		t.Fatal(err)
	}
	var retired int
	if err := w.super.QueryRow(ctx, "SELECT count(*) FROM devices WHERE tenant_id = $1 AND state = 'RETIRED'", w.tenant.Key).Scan(&retired); err != nil || retired != 0 {
		t.Errorf("after it came back %d devices are retired, %v", retired, err)
	}
}

// Changes of one cycle have one instant; they are listed as they came, the last first, on whatever
// page they stand.
func TestEvents_OfOneInstantKeepTheirOrder(t *testing.T) {
	w := newWorld(t)
	for i := range 9 {
		w.raise(event.Event{Site: w.site.ID, Kind: event.StateTransition, Severity: event.Info, Code: reason.StateChanged, Raised: noon(), Ordinal: int64(i + 1), Asset: fmt.Sprint(i)})
	}
	got := ""
	filter := event.Filter{Limit: 2}
	for more := true; more; more = filter.Cursor != "" {
		page, next, err := w.List(t.Context(), w.scope, filter)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page {
			got += e.Asset
		}
		filter.Cursor = next
	}
	if want := "876543210"; got != want {
		t.Errorf("the order is %s, want %s", got, want)
	}
}
