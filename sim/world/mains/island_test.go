package mains_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/control"
	"ohmstead/energy/reason"
	"ohmstead/sim/plant/network"
	"ohmstead/sim/world/mains"
)

// farm is a site that can run on its own: a battery of 10 kW, a milking machine that matters most,
// a cooler, and a heater that matters least.
const farm = `
site: {name: farm}
cycle: 50ms
max_age: 1s
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 10000, capacity_wh: 20000}
  - {id: k1, nature: SWITCH}
  - {id: pv0, nature: PV, max_apparent_power_va: 6000}
  - {id: load0, nature: LOAD, max_active_power_watts: 3000}
  - {id: load1, nature: LOAD, max_active_power_watts: 2000}
  - {id: load2, nature: LOAD, max_active_power_watts: 6000}
controllers:
  - id: island
    type: ISLAND_SEQUENCING
    meter: meter0
    ess: ess0
    coupler: k1
    sheddable: [load2, load1, load0]
    pv: [pv0]
    healthy: {hold: 10s}
    retry: 20s
  - {id: zero, type: SELF_CONSUMPTION, ess: ess0, meter: meter0}
`

func farmNetwork() network.Config {
	return network.Config{
		Grid: network.SmallIsland(),
		Inverter: network.InverterConfig{
			RatingWatts: 10_000, CapacityWattHours: 20_000, SOCPercent: 60, TimeConstant: 100 * time.Millisecond,
			SwitchTime: 200 * time.Millisecond, FormTime: time.Second, Droop: 0.02, Overload: 1.2, OverloadTime: 2 * time.Second,
		},
		Loads:        []network.Load{{Watts: 3_000, On: true}, {Watts: 2_000, On: true}, {Watts: 6_000, On: true}},
		CouplerDelay: 60 * time.Millisecond,
	}
}

func world(t testing.TB) *mains.World {
	t.Helper()
	w, err := mains.New(farmNetwork(), farm)
	if err != nil {
		t.Fatal(err)
	}
	w.Run(5*time.Second, nil)
	return w
}

// at runs until the sequence has gone to a step.
func at(t testing.TB, w *mains.World, step string, most time.Duration) {
	t.Helper()
	reached := func() bool { s := w.Steps(); return len(s) > 0 && s[len(s)-1] == step }
	if !reached() && !w.Run(most, reached) {
		t.Fatalf("it does not come to %s within %v: %v", step, most, w.Steps())
	}
}

// harmless fails the test when the street was fed, or the coupler closed between two live sides that
// were further apart than the windows allow.
func harmless(t testing.TB, w *mains.World) {
	t.Helper()
	if w.Plant.Backfed > 0 {
		t.Error("the battery has formed a voltage on the dead grid")
	}
	for _, c := range w.Plant.Coupler.Closings() {
		if !c.Dead && (c.Volts > 23 || c.Hertz > 0.5 || c.Degrees > 10) {
			t.Errorf("the coupler closed %.1f V, %.2f Hz and %.1f° apart", c.Volts, c.Hertz, c.Degrees)
		}
	}
}

func TestTheGridIsLostAndComesBack(t *testing.T) {
	w := world(t)
	w.Plant.Grid.Lose()
	at(t, w, "ISLANDED", time.Minute)
	if see := w.Plant.See(); see.SiteVolts < 225 || see.Loads[0] != 3_000 || see.Loads[1] != 2_000 || w.Core.Mode() != control.Island {
		t.Errorf("in the island %+v in mode %s", see, w.Core.Mode())
	}
	w.Run(5*time.Minute, nil)
	if see := w.Plant.See(); see.Power >= 0 || see.SiteHertz < 49 {
		t.Errorf("after five minutes %+v", see)
	}
	w.Plant.Grid.Return(50.03, 130)
	at(t, w, "ON_GRID", 3*time.Minute)
	want := []string{"ON_GRID", "OPENING", "FORMING", "STABILISING", "ISLANDED", "SYNCHRONISING", "CLOSING", "FOLLOWING", "ON_GRID"}
	if diff := cmp.Diff(want, w.Steps()); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	w.Run(time.Minute, nil)
	see := w.Plant.See()
	if !see.Closed || see.Loads[2] != 6_000 || w.Core.Mode() != control.SelfConsumption {
		t.Errorf("back on the grid %+v in mode %s", see, w.Core.Mode())
	}
	if w.Alarms(reason.IslandStepFailed) != 0 {
		t.Error("an alarm stands")
	}
	harmless(t, w)
	if n := len(w.Plant.Coupler.Closings()); n != 1 {
		t.Errorf("the coupler closed %d times", n)
	}
}

// Every step is broken once: the sequence falls back to a safe step with an alarm and hurts nobody,
// and when what was broken is repaired and the grid is back it comes home by itself.
func TestAStepThatFailsEndsSafeAndComesHome(t *testing.T) {
	tests := map[string]struct {
		before  string // the step at which it is broken
		back    bool   // the grid is back by then
		breaks  func(*mains.World)
		repairs func(*mains.World)
		ends    string // where it falls back to
		safe    func(network.See) bool
	}{
		"the coupler does not open": {
			before: "ON_GRID", breaks: func(w *mains.World) { w.Plant.Coupler.Stuck = true }, repairs: func(w *mains.World) { w.Plant.Coupler.Stuck = false },
			ends: "REFUSING", safe: func(s network.See) bool { return s.Mode != network.Forming && s.SiteVolts == 0 },
		},
		"the coupler's position is not known": {
			before: "ON_GRID", breaks: func(w *mains.World) { w.Silence("k1.Closed") }, repairs: func(w *mains.World) { w.Speak("k1.Closed") },
			ends: "REFUSING", safe: func(s network.See) bool { return s.Mode != network.Forming },
		},
		"the battery forms no voltage": {
			before: "ON_GRID", breaks: func(w *mains.World) { w.Plant.Inverter.NeverForms = true }, repairs: func(w *mains.World) { w.Plant.Inverter.NeverForms = false },
			ends: "DARK", safe: func(s network.See) bool { return !s.Closed && s.SiteVolts == 0 },
		},
		"the island's voltage cannot be seen": {
			before: "ON_GRID", breaks: func(w *mains.World) { w.Silence("ess0.Voltage_L1") }, repairs: func(w *mains.World) { w.Speak("ess0.Voltage_L1") },
			ends: "DARK", safe: func(s network.See) bool { return !s.Closed && s.Mode == network.Off },
		},
		"the phase cannot be seen": {
			before: "ISLANDED", back: true, breaks: func(w *mains.World) { w.Silence("k1.PhaseAngle") }, repairs: func(w *mains.World) { w.Speak("k1.PhaseAngle") },
			ends: "ISLANDED", safe: func(s network.See) bool { return !s.Closed && s.SiteVolts > 220 },
		},
		"the coupler does not close": {
			before: "SYNCHRONISING", back: true, breaks: func(w *mains.World) { w.Plant.Coupler.Stuck = true }, repairs: func(w *mains.World) { w.Plant.Coupler.Stuck = false },
			ends: "ISLANDED", safe: func(s network.See) bool { return !s.Closed && s.SiteVolts > 220 },
		},
		"the battery does not follow": {
			before: "CLOSING", back: true, breaks: func(w *mains.World) { w.Plant.Inverter.NeverFollows = true }, repairs: func(w *mains.World) { w.Plant.Inverter.NeverFollows = false },
			ends: "ISLANDED", safe: func(s network.See) bool { return !s.Closed && s.SiteVolts > 220 },
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := world(t)
			if tt.before == "ON_GRID" {
				tt.breaks(w)
			}
			w.Plant.Grid.Lose()
			if tt.before != "ON_GRID" {
				at(t, w, "ISLANDED", time.Minute)
			}
			if tt.back {
				w.Plant.Grid.Return(50.02, 77)
				at(t, w, tt.before, 5*time.Minute)
				tt.breaks(w)
			}
			failed := func() bool { return w.Alarms(reason.IslandStepFailed) > 0 }
			if !w.Run(5*time.Minute, failed) {
				t.Fatalf("no alarm is raised: %v", w.Steps())
			}
			at(t, w, tt.ends, time.Minute)
			w.Run(5*time.Second, nil)
			if see := w.Plant.See(); !tt.safe(see) {
				t.Errorf("at %v it is not safe: %+v", w.Steps(), see)
			}
			tt.repairs(w)
			if !tt.back {
				w.Plant.Grid.Return(50.02, 77)
			}
			at(t, w, "ON_GRID", 10*time.Minute)
			w.Run(time.Minute, nil)
			if failed() || w.Core.Mode() != control.SelfConsumption || w.Plant.See().Mode != network.Following {
				t.Errorf("home again an alarm stands: %v, mode %s, %+v", failed(), w.Core.Mode(), w.Plant.See())
			}
			harmless(t, w)
		})
	}
}

// The edge is killed and started again at every step: it takes up what it finds and comes home.
func TestARestartAtAnyStepComesHome(t *testing.T) {
	for _, step := range []string{"ON_GRID", "OPENING", "FORMING", "STABILISING", "ISLANDED", "SYNCHRONISING", "CLOSING", "FOLLOWING"} {
		t.Run(step, func(t *testing.T) {
			w := world(t)
			w.Plant.Grid.Lose()
			if step != "ON_GRID" {
				if step == "SYNCHRONISING" || step == "CLOSING" || step == "FOLLOWING" {
					at(t, w, "ISLANDED", time.Minute)
					w.Plant.Grid.Return(50.02, 77)
				}
				at(t, w, step, 5*time.Minute)
			}
			if err := w.Restart(farm); err != nil {
				t.Fatal(err)
			}
			w.Run(30*time.Second, nil)
			w.Plant.Grid.Return(50.02, 77)
			w.Run(time.Second, nil)
			at(t, w, "ON_GRID", 10*time.Minute)
			w.Run(time.Minute, nil)
			if see := w.Plant.See(); !see.Closed || see.Mode != network.Following || w.Core.Mode() != control.SelfConsumption {
				t.Errorf("%v ends in mode %s with %+v", w.Steps(), w.Core.Mode(), see)
			}
			harmless(t, w)
		})
	}
}

func TestADipThatIsShortChangesNothing(t *testing.T) {
	w := world(t)
	w.Plant.Grid.Lose()
	w.Run(150*time.Millisecond, nil)
	w.Plant.Grid.Return(50, 0)
	w.Run(10*time.Second, nil)
	if diff := cmp.Diff([]string{"ON_GRID"}, w.Steps()); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
}

func TestAMeterThatDiesWithItsGridIsNoExcuse(t *testing.T) {
	w := world(t)
	w.MeterDies = true
	w.Plant.Grid.Lose()
	at(t, w, "ISLANDED", time.Minute)
	w.Run(time.Minute, nil)
	w.Plant.Grid.Return(49.97, -60)
	at(t, w, "ON_GRID", 3*time.Minute)
	harmless(t, w)
}

func TestASilentMeterOnALivingGridIsNoLoss(t *testing.T) {
	w := world(t)
	w.Silence("meter0.Voltage_L1")
	w.Run(time.Minute, nil)
	if diff := cmp.Diff([]string{"ON_GRID"}, w.Steps()); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
}

func TestAGridOutsideItsWindowIsNotGoneBackTo(t *testing.T) {
	w := world(t)
	w.Plant.Grid.Lose()
	at(t, w, "ISLANDED", time.Minute)
	w.Plant.Grid.Return(50, 0)
	w.Plant.Grid.Set(50.6, 230)
	w.Run(3*time.Minute, nil)
	if steps := w.Steps(); steps[len(steps)-1] != "ISLANDED" {
		t.Errorf("at 50.6 Hz it goes on to %v", steps)
	}
	w.Plant.Grid.Set(50.1, 238)
	at(t, w, "ON_GRID", 3*time.Minute)
	harmless(t, w)
}

func TestTheGridIsLostAgainWhileItSynchronises(t *testing.T) {
	w := world(t)
	w.Plant.Grid.Lose()
	at(t, w, "ISLANDED", time.Minute)
	w.Plant.Grid.Return(50.02, 77)
	at(t, w, "SYNCHRONISING", time.Minute)
	w.Plant.Grid.Lose()
	at(t, w, "ISLANDED", time.Minute)
	w.Run(10*time.Second, nil)
	if see := w.Plant.See(); see.SiteVolts < 220 {
		t.Errorf("%+v", see)
	}
	harmless(t, w)
}

func TestAnOperatorOrdersAnIslandAndEndsIt(t *testing.T) {
	w := world(t)
	if err := w.Core.SetMode(control.Island, "anna"); err != nil {
		t.Fatal(err)
	}
	at(t, w, "ISLANDED", time.Minute)
	w.Run(5*time.Minute, nil)
	if see := w.Plant.See(); see.Closed || see.SiteVolts < 220 {
		t.Errorf("beside a healthy grid %+v", see)
	}
	if err := w.Core.SetMode(control.PeakShaving, "anna"); err != nil {
		t.Fatal(err)
	}
	at(t, w, "ON_GRID", 3*time.Minute)
	w.Run(10*time.Second, nil)
	if w.Core.Mode() != control.PeakShaving || !w.Plant.See().Closed {
		t.Errorf("mode %s, %+v", w.Core.Mode(), w.Plant.See())
	}
	harmless(t, w)
}

// What nobody may shed is more than the battery bears: it trips, is built up as often as it may be,
// and stays dark until the grid is back.
func TestALoadThatCannotBeCarriedLeavesTheSiteDark(t *testing.T) {
	w := world(t)
	w.Plant.Extra = 13_000
	w.Plant.Grid.Lose()
	at(t, w, "DARK", 2*time.Minute)
	if see := w.Plant.See(); see.Closed || see.SiteVolts > 0 {
		t.Errorf("dark, but %+v", see)
	}
	w.Plant.Extra = 0
	w.Plant.Grid.Return(50.01, 20)
	at(t, w, "ON_GRID", 2*time.Minute)
	w.Run(time.Minute, nil)
	if see := w.Plant.See(); !see.Closed || see.Loads[0] != 3_000 {
		t.Errorf("home again %+v", see)
	}
	harmless(t, w)
}

func TestAnEmptyBatteryShedsTheLeastImportantFirst(t *testing.T) {
	w := world(t)
	w.Plant.Grid.Lose()
	at(t, w, "ISLANDED", time.Minute)
	var order []string
	w.Run(3*time.Hour, func() bool { return w.Plant.See().SOC < 9.9 })
	w.Run(10*time.Second, nil)
	for _, e := range w.Events {
		if e.Code == reason.LoadWasShed {
			order = append(order, e.Asset)
		}
	}
	if diff := cmp.Diff([]string{"load1", "load0"}, order); diff != "" {
		t.Errorf("shed after the heater, which never came back (-want +got):\n%s", diff)
	}
	if see := w.Plant.See(); see.SiteVolts < 220 || see.SOC < 9 {
		t.Errorf("the island does not live on: %+v", see)
	}
}

func TestAFullBatteryTakesTheRoofBack(t *testing.T) {
	c := farmNetwork()
	c.Inverter.SOCPercent = 99
	w, err := mains.New(c, farm)
	if err != nil {
		t.Fatal(err)
	}
	w.Plant.Sun, w.Plant.Roof = 6_000, 6_000
	w.Run(5*time.Second, nil)
	w.Plant.Grid.Lose()
	at(t, w, "ISLANDED", time.Minute)
	w.Plant.Loads[0].Watts, w.Plant.Loads[1].Watts, w.Plant.Loads[2].Watts = 500, 0, 0
	w.Run(time.Hour, nil)
	if see := w.Plant.See(); see.Mode != network.Forming || see.SiteVolts < 220 || see.RoofPower < -1_000 {
		t.Errorf("after an hour of sun on a full battery %+v", see)
	}
}

// Protection, stale data guard and sequence on one site: the protection opens nothing that the
// sequence needs, lets the island live, and holds the coupler until its own window has been kept.
func TestTheProtectionAndTheSequenceAgree(t *testing.T) {
	file := strings.Replace(farm, "healthy: {hold: 10s}", "healthy: {hold: 65s, frequency_max_hz: 50.1}", 1) +
		"  - {id: guard, type: GRID_PROTECTION, meter: meter0, assets: [ess0, pv0], coupler: k1, phases: 1, code: VDE_AR_N_4105}\n" +
		"  - {id: blind, type: STALE_DATA_GUARD, assets: [ess0]}\n"
	w, err := mains.New(farmNetwork(), file)
	if err != nil {
		t.Fatal(err)
	}
	w.MeterDies = true
	w.Run(2*time.Minute, nil)
	if see := w.Plant.See(); !see.Closed || see.Loads[2] != 6_000 {
		t.Fatalf("after the start the site is off its grid: %+v", see)
	}
	w.Plant.Grid.Lose()
	at(t, w, "ISLANDED", time.Minute)
	w.Run(10*time.Minute, nil)
	if see := w.Plant.See(); see.SiteVolts < 225 || see.Loads[0] != 3_000 {
		t.Errorf("the protection or the guard took the island down: %+v", see)
	}
	w.Plant.Grid.Return(50.02, 90)
	back := w.Since()
	at(t, w, "ON_GRID", 10*time.Minute)
	if took := w.Since() - back; took < time.Minute {
		t.Errorf("the coupler closed %v after the grid was back, before the protection's minute", took)
	}
	w.Run(15*time.Minute, nil)
	if see := w.Plant.See(); !see.Closed || see.Loads[2] != 6_000 || see.Power > -9_000 || w.Alarms(reason.IslandStepFailed)+w.Alarms(reason.GridProtectionTrip) != 0 {
		t.Errorf("home again %+v, alarms %d and %d", see, w.Alarms(reason.IslandStepFailed), w.Alarms(reason.GridProtectionTrip))
	}
	harmless(t, w)
}
