package safety_test

import (
	"testing"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/unit"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// rig runs one controller on a battery and a grid meter, one cycle a second unless told otherwise.
type rig struct {
	layout     *image.Layout
	inbox      *image.Inbox
	image      *image.Image
	filing     *control.Filing
	controller control.Controller
	level      envelope.Level
	now        time.Time
	cycle      time.Duration
	last       []unit.Power
}

const (
	ess    control.Asset = 0
	maxAge               = 5 * time.Second
)

func newRig(t *testing.T, spec control.Spec, p control.Params) *rig {
	t.Helper()
	r := &rig{layout: image.NewLayout(), level: spec.Level, now: noon, cycle: time.Second, last: []unit.Power{0}}
	for _, c := range []struct {
		asset, channel string
		nature         point.Nature
	}{{"ess0", point.SOC, point.ESS}, {"ess0", point.ActivePower, point.ESS}, {"meter0", point.ActivePower, point.GridMeter}} {
		channel, _ := point.Lookup(c.nature, c.channel)
		if _, err := r.layout.Add(image.Channel{Asset: c.asset, Nature: c.nature, Point: channel, MaxAge: maxAge}); err != nil {
			t.Fatal(err)
		}
	}
	r.inbox, r.image, r.filing = image.NewInbox(r.layout), image.New(r.layout), control.NewFiling(1, 8)
	battery := control.Member{
		ID: "ess0", Asset: ess, Nature: point.ESS, Rating: envelope.Between(-5000, 5000),
		Handle: func(channel string) image.Handle { return r.layout.Lookup("ess0", channel) },
		Needs: []control.Need{
			{Name: "meter0.ActivePower", Handle: r.layout.Lookup("meter0", point.ActivePower)},
			{Name: "ess0.SOC", Handle: r.layout.Lookup("ess0", point.SOC), Lasts: 4 * time.Second},
		},
	}
	p.ID, p.MaxAge = "it", maxAge
	p.Members = map[string][]control.Member{"ess": {battery}, "assets": {battery}}
	var err error
	if r.controller, err = spec.New(p); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *rig) put(asset, channel string, value float64) {
	r.inbox.Put([]image.Update{{Handle: r.layout.Lookup(asset, channel), Reading: point.Of(value, r.now)}})
}

// step runs one cycle and moves the clock on; what it files holds until the next.
func (r *rig) step() []envelope.Request {
	r.inbox.Freeze(r.now, r.image)
	r.filing.Reset()
	r.filing.As("it", r.level)
	r.controller.Propose(control.Input{Now: r.now, Since: r.cycle, Image: r.image, Last: r.last}, r.filing)
	r.now = r.now.Add(r.cycle)
	return r.filing.Of(ess)
}

// withBattery completes parameters for a controller that is never run.
func withBattery(p control.Params) control.Params {
	p.Members = map[string][]control.Member{"ess": {{ID: "ess0", Handle: func(string) image.Handle { return image.None }}}}
	return p
}

// power is what a battery at rest does under the requests.
func power(requests []envelope.Request) unit.Power {
	p, _ := envelope.Fold(envelope.Asset{Rating: envelope.Between(-5000, 5000)}, requests, nil)
	return p
}
