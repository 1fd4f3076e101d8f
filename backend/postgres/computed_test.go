package postgres_test

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/backend/virtual"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

// ready is a virtual channel of the world that may be kept, computed from an instant on.
func (w *world) ready(name, formula string, from time.Time, inputs map[string]string) virtual.Kept {
	w.t.Helper()
	ctx := w.t.Context()
	check := func(err error) {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(err)
		}
	}
	channels, err := w.Channels(ctx, w.scope, w.site)
	check(err)
	others, err := w.VirtualChannels(ctx, w.scope, w.site)
	check(err)
	d := virtual.Draft{Name: name, Definition: virtual.Definition{Formula: formula, Inputs: inputs, MaxAge: 2 * time.Minute}}
	ready, err := d.Check([]string{"meter0", "battery0", "pv0", "load0"}, channels, others)
	check(err)
	return virtual.Kept{ID: uuid.New(), Ready: ready, From: from, Now: time.Now()}
}

// compute keeps a virtual channel of the world, computed from an instant on.
func (w *world) compute(name, formula string, from time.Time, inputs map[string]string) virtual.Channel {
	w.t.Helper()
	kept, err := w.AddVirtualChannel(w.t.Context(), w.scope, w.site, w.ready(name, formula, from, inputs))
	if err != nil {
		w.t.Fatal(err)
	}
	channels, err := w.Channels(w.t.Context(), w.scope, w.site)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, c := range channels {
		w.channels[c.Asset+"."+c.Name] = c
	}
	return kept
}

// end archives a virtual channel.
func (w *world) end(c virtual.Channel) {
	w.t.Helper()
	if err := w.ArchiveVirtualChannel(w.t.Context(), w.scope, w.site, virtual.Kept{ID: c.ID, Version: c.Version, Now: time.Now()}); err != nil {
		w.t.Fatal(err)
	}
}

// story is a channel's readings around noon as minute:value quality.
func (w *world) story(channel string) string {
	w.t.Helper()
	found, err := w.Readings(w.t.Context(), w.scope, telemetry.ReadingsQuery{Site: w.site, Channel: w.channels[channel], From: noon().Add(-time.Hour), To: noon().Add(time.Hour)})
	if err != nil {
		w.t.Fatal(err)
	}
	var all []string
	for _, r := range found {
		value := fmt.Sprint(r.Value)
		if !r.Quality.Usable() {
			value = ""
		}
		all = append(all, fmt.Sprintf("%g:%s %s", r.At.Sub(noon()).Minutes(), value, r.Quality))
	}
	return strings.Join(all, ", ")
}

func TestVirtualChannels(t *testing.T) {
	w := newWorld(t)
	minute := func(channel string, m float64, value float64) telemetry.Sample {
		return w.sample(channel, noon().Add(time.Duration(m*float64(time.Minute))), value)
	}
	expect := func(channel, want string) {
		t.Helper()
		w.roll()
		w.roll() // what a lap has marked behind itself
		if got := w.story(channel); got != want {
			t.Errorf("%s is %s\nwant %s", channel, got, want)
		}
	}
	w.write(minute("meter0.ActivePower", 0, 1000), minute("battery0.ActivePower", 0, 400))
	w.compute("meter0.House", "grid - battery", noon().Add(-time.Hour), map[string]string{"grid": "meter0.ActivePower", "battery": "battery0.ActivePower"})
	lap, _, err := w.Roll(t.Context(), telemetry.Lap{}, 500)
	if want := (telemetry.Taken{Quarters: 2, Computed: lap.Taken.Computed, Hours: 2, Days: 2}); err != nil || lap.Taken != want || lap.Taken.Computed < 50 {
		t.Errorf("a lap took %+v, %v; want %+v and the quarter hours of a day", lap.Taken, err, want)
	}
	expect("meter0.House", "0:600 GOOD")

	w.write(minute("meter0.ActivePower", 1, 1100), minute("meter0.ActivePower", 3, 1300))
	expect("meter0.House", "0:600 GOOD, 1:700 GOOD, 3: STALE")

	w.compute("meter0.Half", "house / 2", noon().Add(-time.Hour), map[string]string{"house": "meter0.House"})
	expect("meter0.Half", "0:300 GOOD, 1:350 GOOD, 3: STALE")

	late := minute("battery0.ActivePower", 2, 500)
	late.Quality = point.Uncertain
	w.write(late)
	expect("meter0.House", "0:600 GOOD, 1:700 GOOD, 2:600 UNCERTAIN, 3:800 UNCERTAIN")
	expect("meter0.Half", "0:300 GOOD, 1:350 GOOD, 2:300 UNCERTAIN, 3:400 UNCERTAIN")

	var revisions int
	if err := w.super.QueryRow(t.Context(), "SELECT count(*) FROM sample_revisions WHERE channel_id = $1", w.channels["meter0.House"].Key).Scan(&revisions); err != nil || revisions != 1 {
		t.Errorf("%d revisions, %v; want one: what was STALE before the input came", revisions, err)
	}
	b := w.series("meter0.House", slot.Interval{From: noon(), To: noon().Add(3 * time.Minute)}, 3*time.Minute)
	if got := *b[0].Mean; got != (600+700+600)/3.0 {
		t.Errorf("its mean is %v", got)
	}

	// Over the boundary of a quarter hour an input holds on.
	w.write(minute("battery0.ActivePower", 14.5, 100), minute("meter0.ActivePower", 15.5, 300))
	expect("meter0.House", "0:600 GOOD, 1:700 GOOD, 2:600 UNCERTAIN, 3:800 UNCERTAIN, 14.5: STALE, 15.5:200 GOOD")
}

func TestVirtualChannels_ChangeFromNowOnAndEnd(t *testing.T) {
	w := newWorld(t)
	c := w.compute("meter0.Double", "2 * grid", noon().Add(-time.Hour), map[string]string{"grid": "meter0.ActivePower"})
	w.write(w.sample("meter0.ActivePower", noon(), 10))
	w.roll()
	channels, err := w.Channels(t.Context(), w.scope, w.site)
	if err != nil {
		t.Fatal(err)
	}
	c.Formula = "3 * grid"
	ready, err := c.Check([]string{"meter0"}, channels, []virtual.Channel{c})
	if err != nil {
		t.Fatal(err)
	}
	kept := virtual.Kept{ID: c.ID, Version: c.Version, Ready: ready, From: noon().Add(time.Minute), Now: time.Now()}
	changed, err := w.ChangeVirtualChannel(t.Context(), w.scope, w.site, kept)
	if err != nil || changed.Version != 2 || changed.Formula != "3 * grid" {
		t.Fatalf("changed: %+v, %v", changed, err)
	}
	w.write(w.sample("meter0.ActivePower", noon().Add(time.Minute), 10))
	w.roll()
	if got := w.story("meter0.Double"); got != "0:20 GOOD, 1:30 GOOD" {
		t.Errorf("after the change: %s", got)
	}
	if err := w.ArchiveVirtualChannel(t.Context(), w.scope, w.site, virtual.Kept{ID: c.ID, Version: 1, Now: time.Now()}); err == nil {
		t.Error("archived with a version that is not the newest")
	}
	if err := w.ArchiveVirtualChannel(t.Context(), w.scope, w.site, virtual.Kept{ID: c.ID, Version: 2, Now: time.Now()}); err != nil {
		t.Fatal(err)
	}
	w.write(w.sample("meter0.ActivePower", noon().Add(2*time.Minute), 10))
	w.roll()
	if got := w.story("meter0.Double"); got != "0:20 GOOD, 1:30 GOOD" {
		t.Errorf("after it was archived: %s", got)
	}
	w.compute("meter0.Double", "4 * grid", noon().Add(2*time.Minute), map[string]string{"grid": "meter0.ActivePower"})
	w.roll()
	if got := w.story("meter0.Double"); got != "0:20 GOOD, 1:30 GOOD, 2:40 GOOD" {
		t.Errorf("set up again: %s", got)
	}
}

// A day that is closed is opened again for what an input that came late changes in it.
func TestVirtualChannels_LateInputOfAClosedDay(t *testing.T) {
	w := newWorld(t)
	old := noon().AddDate(0, 0, -6)
	w.compute("meter0.House", "grid - battery", old.Add(-time.Hour), map[string]string{"grid": "meter0.ActivePower", "battery": "battery0.ActivePower"})
	w.write(w.sample("meter0.ActivePower", old, 1000), w.sample("battery0.ActivePower", old.Add(time.Second), 400))
	w.roll()
	if _, err := w.CloseDays(t.Context(), noon().AddDate(0, 0, -4), 100); err != nil {
		t.Fatal(err)
	}
	w.write(w.sample("battery0.ActivePower", old.Add(-time.Second), 100))
	w.roll()
	found, err := w.Readings(t.Context(), w.scope, telemetry.ReadingsQuery{Site: w.site, Channel: w.channels["meter0.House"], From: old.Add(-time.Minute), To: old.Add(time.Minute)})
	if err != nil || len(found) != 3 || found[1].Value != 900 || found[1].Quality != point.Good || found[2].Value != 600 {
		t.Errorf("got %+v, %v", found, err)
	}
}

// meeting is a store whose callers wait for each other once each has seen the virtual channels as they
// were: what each checks by them is right for itself.
type meeting struct {
	virtual.Store
	seen *sync.WaitGroup
}

func (m meeting) VirtualChannels(ctx context.Context, scope identity.Scope, site registry.Site) ([]virtual.Channel, error) {
	all, err := m.Store.VirtualChannels(ctx, scope, site)
	m.seen.Done()
	m.seen.Wait()
	return all, err
}

// Two changes, each right by itself, would together compute two channels from each other.
func TestVirtualChannels_TwoChangesAtOnceMakeNoCycle(t *testing.T) {
	w := newWorld(t)
	grid := map[string]string{"grid": "meter0.ActivePower"}
	was := []virtual.Channel{w.compute("meter0.One", "grid", noon(), grid), w.compute("meter0.Other", "grid", noon(), grid)}
	seen := &sync.WaitGroup{}
	seen.Add(len(was))
	service := virtual.NewService(meeting{w, seen}, w)
	refused := make([]error, len(was))
	var changes sync.WaitGroup
	for i := range was {
		changes.Go(func() {
			d := virtual.Draft{Name: was[i].Name, Definition: virtual.Definition{Formula: "it", Inputs: map[string]string{"it": was[1-i].Name}, MaxAge: time.Minute}}
			_, refused[i] = service.Change(t.Context(), w.scope, w.site, virtual.Change{Was: was[i], Draft: d, Now: time.Now()})
		})
	}
	changes.Wait()
	if (refused[0] == nil) == (refused[1] == nil) {
		t.Fatalf("one of two changes has to be refused: %v; %v", refused[0], refused[1])
	}
	if err := cmp.Or(refused...); !strings.Contains(err.Error(), "meter0.One") || !has(err, reason.InvalidValue) {
		t.Errorf("refused with %v, want the way around", err)
	}
}

// A channel is archived while another is made that is computed from it.
func TestVirtualChannels_WhatIsComputedFromIsNotArchivedAtOnce(t *testing.T) {
	w := newWorld(t)
	one := w.compute("meter0.One", "grid", noon(), map[string]string{"grid": "meter0.ActivePower"})
	asked := 0
	still := func(now []virtual.Channel) error {
		asked = len(now)
		return reason.Invalid("name", one.Name, "a channel that nothing is computed from")
	}
	w.compute("meter0.Other", "one", noon(), map[string]string{"one": "meter0.One"})
	err := w.ArchiveVirtualChannel(t.Context(), w.scope, w.site, virtual.Kept{ID: one.ID, Version: one.Version, Now: time.Now(), Still: still})
	if !has(err, reason.InvalidValue) || asked != 2 {
		t.Errorf("archived beside %d channels: %v", asked, err)
	}
	if _, err := w.VirtualChannel(t.Context(), w.scope, one.ID); err != nil {
		t.Errorf("it is gone: %v", err)
	}
}

// A request that is sent again with its key is answered as the first time, whatever became of the channel;
// another one with the same key is refused, and leaves nothing.
func TestVirtualChannels_OneKeyIsOneRequest(t *testing.T) {
	w := newWorld(t)
	service := virtual.NewService(w, w)
	other, err := w.CreateSite(t.Context(), w.tenant.Key, registry.Site{Name: "Barn", TimeZone: "Europe/Berlin"})
	if err != nil {
		t.Fatal(err)
	}
	draft := func(name, formula string) virtual.Draft {
		return virtual.Draft{Name: name, Definition: virtual.Definition{Formula: formula, Inputs: map[string]string{"grid": "meter0.ActivePower"}, MaxAge: time.Minute}}
	}
	add := func(site registry.Site, d virtual.Draft, after time.Duration) (virtual.Channel, error) {
		return service.Add(t.Context(), w.scope, site, d, virtual.Stamp{Key: "once", Now: noon().Add(after)})
	}
	first, err := add(w.site, draft("meter0.One", "grid"), 0)
	if err != nil {
		t.Fatal(err)
	}
	again := func(when string) {
		t.Helper()
		got, err := add(w.site, draft(" meter0.One", "grid"), time.Hour)
		if diff := gocmp.Diff(first, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-first +again):\n%s", when, err, diff)
		}
		for what, d := range map[string]virtual.Draft{"another name": draft("meter0.Stray", "grid"), "another formula": draft("meter0.One", "2 * grid")} {
			if _, err := add(w.site, d, time.Hour); !has(err, reason.IdempotencyKeyReused) {
				t.Errorf("%s, %s: %v", when, what, err)
			}
		}
		if _, err := add(other, draft("meter0.One", "grid"), time.Hour); !has(err, reason.IdempotencyKeyReused) {
			t.Errorf("%s, at another site: %v", when, err)
		}
	}
	again("at once")
	changed, err := service.Change(t.Context(), w.scope, w.site, virtual.Change{Was: first, Draft: draft("meter0.One", "3 * grid"), Now: noon().Add(2 * time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	again("after a change")
	w.end(changed)
	again("after it was archived")
	w.compute("meter0.One", "4 * grid", noon(), map[string]string{"grid": "meter0.ActivePower"})
	again("after it was set up once more")
	channels, err := w.Channels(t.Context(), w.scope, w.site)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range channels {
		if c.Name == "Stray" {
			t.Error("a request that was refused has left a channel")
		}
	}
}

// What a channel computed that was archived is not computed anew by another formula under its name.
func TestVirtualChannels_WhatWasComputedStays(t *testing.T) {
	w := newWorld(t)
	inputs := map[string]string{"grid": "meter0.ActivePower"}
	c := w.compute("meter0.Double", "2 * grid", noon().Add(-time.Hour), inputs)
	w.write(w.sample("meter0.ActivePower", noon(), 10))
	w.roll()
	w.end(c)
	w.write(w.sample("meter0.ActivePower", noon().Add(time.Minute), 10))
	w.roll()
	w.compute("meter0.Double", "4 * grid", noon().Add(-time.Hour), inputs)
	w.roll()
	if got := w.story("meter0.Double"); got != "0:20 GOOD, 1:40 GOOD" {
		t.Errorf("set up again with another formula: %s", got)
	}
}
