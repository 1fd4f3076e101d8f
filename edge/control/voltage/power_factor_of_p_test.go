package voltage_test

import (
	"testing"

	"ohmstead/edge/control/controltest"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// The curve that holds where none is given: 1 up to half of 10 kW, then down to 0.95 absorbed.
// By hand: at 7.5 kW 0.975, tan φ 0.22791; at 9 kW 0.96, tan φ 0.29167.
func TestSignOfPowerFactorOfP(t *testing.T) {
	for active, want := range map[float64]unit.ReactivePower{0: 0, -5_000: 0, -7_500: 1_709, -9_000: 2_625, 7_500: 0} {
		r := inverter(t, "type: POWER_FACTOR_OF_P, asset: pv0")
		r.Put("pv0.ActivePower", active)
		if got := wanted(t, r, "pv0"); got != want {
			t.Errorf("at %v W %d var, want %d absorbed", active, got, want)
		}
		if n := r.Allocations(); n != 0 {
			t.Errorf("%v allocations a cycle", n)
		}
	}
}

// By hand: at 1 kW 0.84 supplied, tan φ 0.64594; at 6 kW 0.96 absorbed, tan φ 0.29167.
func TestACurveOfOnesOwnGoesFromSuppliedToAbsorbed(t *testing.T) {
	r := inverter(t, "type: POWER_FACTOR_OF_P, asset: pv0, curve: [{power_percent: 0, power_factor: 0.8, direction: SUPPLY}, {power_percent: 50, power_factor: 1}, {power_percent: 100, power_factor: 0.8}]")
	for active, want := range map[float64]unit.ReactivePower{-1_000: -646, -5_000: 0, -6_000: 1_750} {
		r.Put("pv0.ActivePower", active)
		if got := wanted(t, r, "pv0"); got != want {
			t.Errorf("at %v W %d var, want %d", active, got, want)
		}
	}
	r.PutBad("pv0.ActivePower")
	r.Step()
	if got := r.Reactive("pv0"); len(got) != 0 {
		t.Errorf("blind it asks %+v", got)
	}
}

func TestACurveThatFallsBackIsRefused(t *testing.T) {
	for _, curve := range []string{"[{power_percent: 50}, {power_percent: 50}]", "[{power_percent: 50}]"} {
		controltest.Refuses(t, reason.InvalidValue, site("type: POWER_FACTOR_OF_P, asset: pv0, curve: "+curve))
	}
}
