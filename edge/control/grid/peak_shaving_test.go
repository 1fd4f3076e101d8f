package grid_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ohmstead/edge/control"
	"ohmstead/edge/control/grid"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

const battery control.Asset = 0

// meters are the places of grid and battery power in the image of these tests.
const meter, ess image.Handle = 0, 1

func member(id string, h image.Handle) control.Member {
	return control.Member{ID: id, Asset: battery, Handle: func(string) image.Handle { return h }}
}

func peakShaving(t testing.TB, peak, recharge float64) control.Controller {
	t.Helper()
	c, err := grid.PeakShaving().New(control.Params{
		ID:      "peak",
		Members: map[string][]control.Member{"meter": {member("meter0", meter)}, "ess": {member("ess0", ess)}},
		Values:  control.Values{Numbers: map[string]float64{"peak_watts": peak, "recharge_watts": recharge}},
		Weight:  control.WeightRecharge,
		MaxAge:  time.Second,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// ask is one cycle with the readings given by handle.
func ask(t testing.TB, c control.Controller, mode control.Mode, readings map[image.Handle]float64) []envelope.Request {
	t.Helper()
	layout := image.NewLayout()
	power, _ := point.Lookup(point.ESS, point.ActivePower)
	for _, asset := range []string{"meter0", "ess0"} {
		if _, err := layout.Add(image.Channel{Asset: asset, Point: power, MaxAge: time.Second}); err != nil {
			t.Fatal(err)
		}
	}
	inbox, frozen, filing := image.NewInbox(layout), image.New(layout), control.NewFiling(1, 4)
	for h, watts := range readings {
		inbox.Put([]image.Update{{Handle: h, Reading: point.Of(watts, noon)}})
	}
	inbox.Freeze(noon, frozen)
	filing.As("peak", envelope.Grid)
	c.Propose(control.Input{Now: noon, Mode: mode, Image: frozen, Last: []unit.Power{0}}, filing)
	return filing.Of(battery)
}

func TestPeakShaving(t *testing.T) {
	most := func(p unit.Power) envelope.Request {
		return envelope.Bound("peak", envelope.Grid, envelope.AtMost(p), envelope.Cause{Code: reason.PeakLimit, Numbers: [2]int64{100000}})
	}
	want := func(p unit.Power) envelope.Request {
		return envelope.Want("peak", envelope.Optimization, p, envelope.Cause{})
	}
	tests := map[string]struct {
		mode      control.Mode
		grid, ess float64
		want      []envelope.Request
	}{
		"above the peak the battery owes the difference":                  {control.PeakShaving, 120_000, 0, []envelope.Request{most(-20_000)}},
		"while it discharges it goes on, because the site still needs it": {control.PeakShaving, 100_000, -20_000, []envelope.Request{most(-20_000)}},
		"between recharge and peak it wants to rest":                      {control.PeakShaving, 80_000, 0, []envelope.Request{most(20_000), want(0)}},
		"exactly at the peak it wants to rest":                            {control.PeakShaving, 100_000, 0, []envelope.Request{most(0), want(0)}},
		"exactly at the recharge level it wants to rest":                  {control.PeakShaving, 50_000, 0, []envelope.Request{most(50_000), want(0)}},
		"below the recharge level it wants to charge up to it":            {control.PeakShaving, 30_000, 0, []envelope.Request{most(70_000), want(20_000)}},
		"while it charges it goes on, although the meter shows the level": {control.PeakShaving, 50_000, 20_000, []envelope.Request{most(70_000), want(20_000)}},
		"export makes more room to charge":                                {control.PeakShaving, -10_000, 0, []envelope.Request{most(110_000), want(60_000)}},
		"in self-consumption only the bound is owed":                      {control.SelfConsumption, 30_000, 0, []envelope.Request{most(70_000)}},
		"a scenario without a mode has everything armed":                  {control.AllArmed, 30_000, 0, []envelope.Request{most(70_000), want(20_000)}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := ask(t, peakShaving(t, 100_000, 50_000), tt.mode, map[image.Handle]float64{meter: tt.grid, ess: tt.ess})
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWithoutEitherPowerPeakShavingAsksNothing(t *testing.T) {
	for name, readings := range map[string]map[image.Handle]float64{
		"no grid power": {ess: 0}, "no battery power": {meter: 120_000}, "neither": {},
	} {
		if got := ask(t, peakShaving(t, 100_000, 50_000), control.PeakShaving, readings); len(got) != 0 {
			t.Errorf("%s: it asks %+v", name, got)
		}
	}
}

// Whatever the site draws and the battery does, following the controller brings the grid power to
// at most the peak, and charges only as long as the grid stays at or under the recharge level.
func TestPeakShaving_FollowedTheGridStaysUnderThePeak(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		watts := rapid.Int64Range(-200_000, 200_000)
		load, power := watts.Draw(rt, "site without battery"), watts.Draw(rt, "battery")
		peak := rapid.Int64Range(0, 150_000).Draw(rt, "peak")
		recharge := rapid.Int64Range(-50_000, peak).Draw(rt, "recharge")
		readings := map[image.Handle]float64{meter: float64(load + power), ess: float64(power)}
		requests := ask(t, peakShaving(t, float64(peak), float64(recharge)), control.PeakShaving, readings)
		next, _ := envelope.Fold(envelope.Asset{Rating: envelope.Unbounded()}, requests, nil)
		switch after := unit.Power(load) + next; {
		case after > unit.Power(peak):
			rt.Fatalf("the grid gives %v, above the peak of %d W", after, peak)
		case next < 0 && after < unit.Power(peak):
			rt.Fatalf("the battery gives %v, the grid only %v: more than the peak of %d W asks for", next, after, peak)
		case next > 0 && after != unit.Power(recharge):
			rt.Fatalf("the battery takes %v, the grid gives %v, want %d W", next, after, recharge)
		}
	})
}

func TestARechargeAboveThePeakIsRefused(t *testing.T) {
	_, err := grid.PeakShaving().New(control.Params{
		Members: map[string][]control.Member{"meter": {member("meter0", meter)}, "ess": {member("ess0", ess)}},
		Values:  control.Values{Numbers: map[string]float64{"peak_watts": 1000, "recharge_watts": 1001}},
	})
	if !errors.Is(err, reason.New(reason.InvalidValue, nil)) {
		t.Errorf("got %v, want INVALID_VALUE", err)
	}
}
