package voltage_test

import (
	"testing"

	"ohmstead/energy/unit"
)

// cos φ 0.8 is tan φ 0.75: 4 kW go with 3 kvar.
func TestSignOfFixedPowerFactor(t *testing.T) {
	for name, tt := range map[string]struct {
		direction string
		active    float64
		want      unit.ReactivePower
	}{
		"producing, absorbed": {"ABSORB", -4_000, 3_000},
		"producing, supplied": {"SUPPLY", -4_000, -3_000},
		"charging, absorbed":  {"ABSORB", 4_000, 3_000},
		"at rest nothing":     {"ABSORB", 0, 0},
		"at 9 kW only what apparent power leaves, 4,359 var": {"ABSORB", -9_000, 4_359},
	} {
		t.Run(name, func(t *testing.T) {
			r := inverter(t, "type: FIXED_POWER_FACTOR, asset: ess0, power_factor: 0.8, direction: "+tt.direction)
			r.Put("ess0.ActivePower", tt.active)
			if got := wanted(t, r, "ess0"); got != tt.want {
				t.Errorf("%d var, want %d", got, tt.want)
			}
			if n := r.Allocations(); n != 0 {
				t.Errorf("%v allocations a cycle", n)
			}
		})
	}
	r := inverter(t, "type: FIXED_POWER_FACTOR, asset: ess0, power_factor: 0.8, direction: ABSORB")
	r.Step()
	if got := r.Reactive("ess0"); len(got) != 0 {
		t.Errorf("blind it asks %+v", got)
	}
}
