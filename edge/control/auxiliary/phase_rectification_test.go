package auxiliary_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ohmstead/edge/control"
	"ohmstead/edge/control/auxiliary"
	"ohmstead/edge/control/controltest"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// phased is the controller on a battery whose phases stand beside it, put together by hand.
type phased struct {
	control.Controller
	layout *image.Layout
	inbox  *image.Inbox
}

func newPhased(t testing.TB) phased {
	t.Helper()
	layout := image.NewLayout()
	member := func(asset string, nature point.Nature) control.Member {
		for _, phase := range []string{"ActivePower_L1", "ActivePower_L2", "ActivePower_L3"} {
			c, _ := point.Lookup(nature, phase)
			if _, err := layout.Add(image.Channel{Asset: asset, Nature: nature, Point: c, MaxAge: time.Second}); err != nil {
				t.Fatal(err)
			}
		}
		return control.Member{
			ID: asset, Asset: 0, Phases: [3]control.Asset{1, 2, 3},
			Handle: func(channel string) image.Handle { return layout.Lookup(asset, channel) },
		}
	}
	c, err := auxiliary.PhaseRectification().New(control.Params{
		Members: map[string][]control.Member{"meter": {member("meter0", point.GridMeter)}, "ess": {member("ess0", point.ESS)}},
		Weight:  control.WeightPurpose,
	})
	if err != nil {
		t.Fatal(err)
	}
	return phased{c, layout, image.NewInbox(layout)}
}

// ask is one cycle with the powers of the phases, for a battery that was last given total. It answers
// what is wanted of each phase; false where nothing is.
func (p phased) ask(meter, battery []int64, total unit.Power) ([3]unit.Power, bool) {
	for asset, powers := range map[string][]int64{"meter0": meter, "ess0": battery} {
		for i, w := range powers {
			h := p.layout.Lookup(asset, []string{"ActivePower_L1", "ActivePower_L2", "ActivePower_L3"}[i])
			p.inbox.Put([]image.Update{{Handle: h, Reading: point.Of(float64(w), noon)}})
		}
	}
	frozen, filing := image.New(p.layout), control.NewFiling(4, 4)
	p.inbox.Freeze(noon, frozen)
	filing.As("c", envelope.Aux)
	p.Propose(control.Input{Now: noon, Image: frozen, Last: []unit.Power{total, 0, 0, 0}}, filing)
	var wants [3]unit.Power
	for i := range wants {
		requests := filing.Of(control.Asset(i + 1))
		if len(requests) == 0 {
			return wants, false
		}
		wants[i] = requests[0].Target
	}
	return wants, true
}

// Sign: a phase that imports more is relieved by discharge, which is negative; a discharge-positive
// source has it the other way round.
func TestTheLoadedPhaseIsRelieved(t *testing.T) {
	got, ok := newPhased(t).ask([]int64{6000, 3000, 0}, []int64{0, 0, 0}, -3000)
	if want := [3]unit.Power{-4000, -1000, 2000}; !ok || got != want {
		t.Errorf("wants %v, %v; want %v", got, ok, want)
	}
}

// Whatever the phases draw, following brings them together and moves the sum by nothing.
func TestFollowedThePhasesAreEqualAndTheSumIsAsOthersDecided(t *testing.T) {
	p := newPhased(t)
	rapid.Check(t, func(rt *rapid.T) {
		draw := func(name string) []int64 {
			return rapid.SliceOfN(rapid.Int64Range(-50_000, 50_000), 3, 3).Draw(rt, name)
		}
		site, battery := draw("site without battery"), draw("battery")
		total := unit.Power(rapid.Int64Range(-50_000, 50_000).Draw(rt, "total"))
		meter := []int64{site[0] + battery[0], site[1] + battery[1], site[2] + battery[2]}
		wants, ok := p.ask(meter, battery, total)
		if !ok {
			rt.Fatal("it wants nothing")
		}
		if sum := wants[0] + wants[1] + wants[2]; sum != total {
			rt.Fatalf("the phases add up to %v, want %v", sum, total)
		}
		for i := range wants {
			if apart := (unit.Power(site[i]) + wants[i] - unit.Power(site[0]) - wants[0]).Abs(); apart > 2 {
				rt.Fatalf("L1 and L%d end %v apart", i+1, apart)
			}
		}
	})
}

func TestWithoutAllPhasesNothingIsRectified(t *testing.T) {
	if got, ok := newPhased(t).ask([]int64{6000, 3000}, []int64{0, 0, 0}, 0); ok {
		t.Errorf("with L3 of the meter unknown it wants %v", got)
	}
	if got, ok := newPhased(t).ask([]int64{6000, 3000, 0}, []int64{0}, 0); ok {
		t.Errorf("with two phases of the battery unknown it wants %v", got)
	}
	if err := controltest.Refused(t, cellar+"{id: c, type: PHASE_RECTIFICATION, ess: ess0, meter: meter0}\n"); !errors.Is(err, reason.New(reason.InvalidValue, nil)) {
		t.Errorf("a battery that moves all phases together: %v, want INVALID_VALUE", err)
	}
}
