package cycle_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

const pair = `
site: {name: pair}
cycle: 200ms
assets:
  - {id: ess0, nature: ESS, max_apparent_power_va: 5000, capacity_wh: 10000}
  - {id: ess1, nature: ESS, max_apparent_power_va: 15000, capacity_wh: 30000, per_phase: true, safe_state: 100}
  - {id: car0, nature: EVCS, max_active_power_watts: 11040}
  - {id: car1, nature: EVCS, max_active_power_watts: 11040}
clusters:
  - {id: both, members: [ess0, ess1]}
  - {id: cars, members: [car0, car1]}
`

func newPair(t *testing.T, hands ...hand) *works {
	t.Helper()
	return worksOf(t, pair, hands...)
}

// powers are the set-points of active power by asset or phase channel.
func powers(w *works) map[string]float64 {
	all := map[string]float64{}
	for _, s := range w.step().Setpoints {
		all[strings.Replace(s.Asset+"."+s.Channel, ".SetActivePower", "", 1)] = s.Value
	}
	return all
}

func TestAClustersTargetIsTheSumOfItsMembers(t *testing.T) {
	for _, target := range []unit.Power{8000, -8000, 20_000, 0, 1} {
		w := newPair(t, hand{"aim", envelope.Optimization, want("both", target)})
		got := powers(w)
		if sum := got["ess0"] + got["ess1"]; sum != float64(target) {
			t.Errorf("asked for %v together, %v and %v are %v", target, got["ess0"], got["ess1"], sum)
		}
		if sum := got["ess1_L1"] + got["ess1_L2"] + got["ess1_L3"]; sum != got["ess1"] {
			t.Errorf("the phases of %v are %v", got["ess1"], got)
		}
	}
}

func TestWhatAClusterCannotDoIsCutByItsName(t *testing.T) {
	w := newPair(t,
		hand{"aim", envelope.Optimization, want("both", 25_000)},
		hand{"cap", envelope.Grid, atMost("both", 6000)},
	)
	out := w.step()
	sum := 0.0
	for _, s := range out.Setpoints {
		if s.Channel == point.SetActivePower {
			sum += s.Value
		}
	}
	if sum != 6000 {
		t.Errorf("together they are at %v W, want the 6000 W that the cap leaves", sum)
	}
	if got := cuts(out); !slices.Equal(got, []string{"aim both 25000→6000 cap PEAK_LIMIT"}) {
		t.Errorf("cuts %q", got)
	}
}

func TestOnePhaseIsMovedByItself(t *testing.T) {
	phase := func(k int, watts unit.Power) func(*works, *control.Filing) {
		return func(w *works, out *control.Filing) {
			out.Want(w.site.PhasesOf(1)[k], control.Wish{Target: watts, Weight: 1})
		}
	}
	w := newPair(t, hand{"one", envelope.Grid, phase(0, 1200)}, hand{"two", envelope.Grid, phase(1, -300)})
	got := powers(w)
	want := map[string]float64{"ess1_L1": 1200, "ess1_L2": -300, "ess1_L3": 0, "ess1": 900, "ess0": 0}
	for name, watts := range want {
		if got[name] != watts {
			t.Errorf("got %v, want %v", got, want)
			break
		}
	}
	w = newPair(t, hand{"one", envelope.Grid, phase(2, 9000)})
	out := w.step()
	if got := cuts(out); len(got) != 1 || !strings.HasPrefix(got[0], "one ess1.L3 9000→5000 asset") {
		t.Errorf("cuts %q, want the phase's own limit", got)
	}
}

func TestControllersSeeWhatClustersAndPhasesWereGiven(t *testing.T) {
	var last []unit.Power
	w := newPair(t, hand{"aim", envelope.Optimization, want("both", 8000)})
	w.see = func(in control.Input) { last = slices.Clone(in.Last) }
	w.step()
	both, phases := w.place("both"), w.site.PhasesOf(1)
	if last[both] != 100 || last[phases[0]]+last[phases[1]]+last[phases[2]] != 100 {
		t.Errorf("before the first cycle they are at %v, want the safe states", last)
	}
	w.step()
	if last[both] != 8000 || last[w.place("ess0")]+last[w.place("ess1")] != 8000 {
		t.Errorf("after it at %v, want 8000 W together", last)
	}
}

func TestAClusterIsTakenByHand(t *testing.T) {
	w := newPair(t)
	w.step()
	err := w.core.Override(w.now, control.Override{
		ID: "o1", Asset: w.place("cars"), Power: 13_800, By: "ann", Reason: "tariff",
		Interval: slot.Interval{From: w.now, To: w.now.Add(time.Hour)},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := ordered(w.step())
	if got["car0.SetMaxCurrent"] != "10" || got["car1.SetMaxCurrent"] != "10" {
		t.Errorf("ordered %v, want 10 A each of 13.8 kW", got)
	}
	if m := w.core.Memory(); len(m.Overrides) != 1 || m.Overrides[0].Asset != "cars" {
		t.Errorf("remembered %+v", m.Overrides)
	}
	w.core.Release("o1", "ann")
	if got, ok := ordered(w.step())["car0.SetMaxCurrent"]; ok {
		t.Errorf("released, car0 is still ordered %s A", got)
	}
}

func TestInFaultClustersAreWhereTheirMembersAreSafe(t *testing.T) {
	w := newPair(t, hand{"guard", envelope.Safety, func(w *works, out *control.Filing) {
		out.Fault(control.Notice{Code: reason.StaleData, Asset: w.place("both")})
		out.Bound(w.place("both"), envelope.AtMost(0), envelope.Cause{Code: reason.SOCTooHigh})
	}})
	out := w.step()
	if got := ordered(out); got["ess1.SetActivePower"] != "100" || got["ess1.SetActivePower_L1"] != "34" || got["ess1.SetActivePower_L3"] != "33" {
		t.Errorf("ordered %v", got)
	}
	if got := cuts(out); !slices.Equal(got, []string{"guard both 0→100 edge SAFE_STATE"}) {
		t.Errorf("cuts %q", got)
	}
	if f := w.core.Faults(); len(f) != 1 || f[0].Asset != "both" {
		t.Errorf("faults %+v", f)
	}
}

func TestWhatADeviceAllowsBindsAnAssetWhosePhasesAreMoved(t *testing.T) {
	w := newPair(t, hand{"aim", envelope.Optimization, want("ess1", 15_000)})
	w.inbox.Put([]image.Update{{Handle: w.handle("ess1.AllowedChargePower"), Reading: point.Of(4000, w.now)}})
	out := w.step()
	if got := ordered(out)["ess1.SetActivePower"]; got != "4000" {
		t.Errorf("ess1 is ordered %s W, want the 4000 W its device allows", got)
	}
	if got := cuts(out); !slices.Equal(got, []string{"aim ess1 15000→4000 asset ALLOWED_POWER_LIMIT"}) {
		t.Errorf("cuts %q", got)
	}
}
