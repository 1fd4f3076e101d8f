package optimise_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ohmstead/edge/control"
	"ohmstead/edge/control/optimise"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/unit"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// meter and ess are the places of grid and battery power in the image of these tests.
const meter, ess image.Handle = 0, 1

// ask is one cycle of a controller that aims at target, with the readings given by handle.
func ask(t testing.TB, target float64, mode control.Mode, readings map[image.Handle]float64) []envelope.Request {
	t.Helper()
	layout := image.NewLayout()
	power, _ := point.Lookup(point.ESS, point.ActivePower)
	for _, asset := range []string{"meter0", "ess0"} {
		if _, err := layout.Add(image.Channel{Asset: asset, Point: power, MaxAge: time.Second}); err != nil {
			t.Fatal(err)
		}
	}
	member := func(h image.Handle) []control.Member {
		return []control.Member{{Handle: func(string) image.Handle { return h }}}
	}
	c, err := optimise.SelfConsumption().New(control.Params{
		ID: "zero", Members: map[string][]control.Member{"meter": member(meter), "ess": member(ess)},
		Values: control.Values{Numbers: map[string]float64{"target_grid_watts": target}},
		Weight: control.WeightStanding,
	})
	if err != nil {
		t.Fatal(err)
	}
	inbox, frozen, filing := image.NewInbox(layout), image.New(layout), control.NewFiling(1, 4)
	for h, watts := range readings {
		inbox.Put([]image.Update{{Handle: h, Reading: point.Of(watts, noon)}})
	}
	inbox.Freeze(noon, frozen)
	filing.As("zero", envelope.Optimization)
	c.Propose(control.Input{Now: noon, Mode: mode, Image: frozen, Last: []unit.Power{0}}, filing)
	return filing.Of(0)
}

func TestSelfConsumption(t *testing.T) {
	tests := map[string]struct {
		target, grid, ess float64
		want              unit.Power
	}{
		"import is answered by discharge":                     {0, 1500, 0, -1500},
		"export is answered by charge":                        {0, -2200, 0, 2200},
		"what already flows is kept when the grid is at zero": {0, 0, -1500, -1500},
		"a change of load moves the battery by that much":     {0, 300, -1500, -1800},
		"an imported margin is left at the meter":             {50, 1500, 0, -1450},
		"an exported margin is left at the meter":             {-50, -2200, 0, 2150},
		"half a watt rounds to the even watt":                 {0, 2.5, 0, -2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := ask(t, tt.target, control.SelfConsumption, map[image.Handle]float64{meter: tt.grid, ess: tt.ess})
			want := envelope.Want("zero", envelope.Optimization, tt.want, envelope.Cause{})
			want.Weight = 2
			if diff := cmp.Diff([]envelope.Request{want}, got); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSelfConsumptionIsArmedInItsOwnModeOnly(t *testing.T) {
	for mode, want := range map[control.Mode]bool{control.SelfConsumption: true, control.AllArmed: true, control.PeakShaving: false, control.Island: false} {
		if got := optimise.SelfConsumption().ArmedIn(mode); got != want {
			t.Errorf("in mode %q it is armed: %v, want %v", mode, got, want)
		}
	}
}

func TestWithoutEitherPowerSelfConsumptionAsksNothing(t *testing.T) {
	for name, readings := range map[string]map[image.Handle]float64{
		"no grid power": {ess: 0}, "no battery power": {meter: 1500}, "neither": {},
	} {
		if got := ask(t, 0, control.SelfConsumption, readings); len(got) != 0 {
			t.Errorf("%s: it asks %+v", name, got)
		}
	}
}

// Whatever the site draws and the battery does, following the controller once brings the grid
// power to its target.
func TestSelfConsumption_FollowedTheGridIsAtItsTarget(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		watts := rapid.Int64Range(-1_000_000, 1_000_000)
		load, battery, target := watts.Draw(rt, "site without battery"), watts.Draw(rt, "battery"), watts.Draw(rt, "target")
		readings := map[image.Handle]float64{meter: float64(load + battery), ess: float64(battery)}
		requests := ask(t, float64(target), control.SelfConsumption, readings)
		if after := unit.Power(load) + requests[0].Target; after != unit.Power(target) {
			rt.Fatalf("the grid is at %v, want %d W", after, target)
		}
	})
}
