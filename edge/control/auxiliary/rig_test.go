package auxiliary_test

import (
	"testing"
	"time"

	"ohmstead/edge/control/controltest"
	"ohmstead/energy/unit"
)

const cellar = `
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 10000}
controllers:
  - `

func with(t testing.TB, controller string) *controltest.Rig {
	t.Helper()
	return controltest.New(t, cellar+controller+"\n")
}

// follow runs a battery that does at once what it is told, on a site that draws load without it, and
// answers where the meter is at the end.
func follow(r *controltest.Rig, load float64, span time.Duration) float64 {
	grid := 0.0
	for range int(span / r.Cycle) {
		battery := unit.Float(r.Power("ess0"), unit.Watt)
		grid = load + battery
		r.Put("ess0.ActivePower", battery)
		r.Put("meter0.ActivePower", grid)
		r.Step()
	}
	return grid
}

// everyType is a good controller of each tracking type.
func everyType() []string {
	return []string{
		"{id: c, type: RAMP, asset: ess0, meter: meter0, ramp_watts_per_s: 500}",
		"{id: c, type: PT1, asset: ess0, meter: meter0, time_constant: 10s}",
		"{id: c, type: PID, asset: ess0, meter: meter0}",
	}
}

func TestATrackerBringsTheMeterToItsTargetAndBlindAsksNothing(t *testing.T) {
	for _, c := range everyType() {
		r := with(t, c)
		r.Step()
		if got := r.Asked("ess0"); len(got) != 0 {
			t.Errorf("%s: before the first reading it asks %+v", c, got)
		}
		if got := follow(r, 4000, 3*time.Minute); got < -2 || got > 2 {
			t.Errorf("%s: after three minutes the meter is at %v W, want its target", c, got)
		}
		if got := follow(r, -3000, 3*time.Minute); got < -2 || got > 2 {
			t.Errorf("%s: after a change the meter is at %v W, want its target", c, got)
		}
		if n := r.Allocations(); n != 0 {
			t.Errorf("%s: %v allocations a cycle", c, n)
		}
		r.Silence("meter0.ActivePower")
		r.Run(8 * time.Second)
		if got := r.Asked("ess0"); len(got) != 0 {
			t.Errorf("%s: with the meter lost it asks %+v", c, got)
		}
	}
}

// Whoever else has had the battery leaves no step behind: the next power starts where it was.
func TestATrackerTakesOverWithoutABump(t *testing.T) {
	for _, c := range everyType() {
		r := with(t, c+"\n  - {id: hand, type: FIXED_ACTIVE_POWER, asset: ess0, active_power_watts: 6000, windows: [{from: 12:00, to: 12:05}]}")
		follow(r, 4000, 5*time.Minute)
		before := r.Power("ess0")
		r.Put("ess0.ActivePower", unit.Float(before, unit.Watt))
		r.Put("meter0.ActivePower", 4000+unit.Float(before, unit.Watt))
		r.Step()
		// In one second none of them goes further than half of the way of 10 kW.
		if step := (r.Power("ess0") - before).Abs(); before != 6000 || step > 5000 {
			t.Errorf("%s: from %v it jumps by %v", c, before, step)
		}
	}
}

// A battery at its limit winds nothing up: when the load goes it turns at once.
func TestATrackerWindsNothingUp(t *testing.T) {
	for _, c := range everyType() {
		r := with(t, c)
		follow(r, 30000, 10*time.Minute)
		if got := r.Power("ess0"); got != -10000 {
			t.Errorf("%s: at 30 kW it gives %v, want all it has", c, got)
		}
		follow(r, 0, 2*time.Second)
		if got := r.Power("ess0"); got <= -10000 {
			t.Errorf("%s: two seconds after the load has gone it still gives %v", c, got)
		}
		if got := follow(r, 0, 2*time.Minute); got < -2 || got > 2 {
			t.Errorf("%s: two minutes later the meter is at %v W", c, got)
		}
	}
}

// The rate is per second and the constant in seconds, whatever the cycle.
func TestATrackerGoesByTimeAndNotByTheCycle(t *testing.T) {
	for c, want := range map[string][2]unit.Power{
		everyType()[0]: {-5000, -5000},
		everyType()[1]: {-6321, -6145}, // 1 − 1/e, and by backward Euler with steps of a second
	} {
		for i, cycle := range []time.Duration{10 * time.Millisecond, time.Second} {
			r := with(t, c)
			r.Cycle = cycle
			follow(r, 10000, 10*time.Second+cycle)
			if got := r.Power("ess0"); (got - want[i]).Abs() > 6 {
				t.Errorf("%s with cycles of %v: after ten seconds %v, want %v", c, cycle, got, want[i])
			}
		}
	}
}
