package voltage_test

import (
	"errors"
	"strings"
	"testing"

	"ohmstead/edge/control/controltest"
	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// Curves and files say absorb or supply; behind them absorbed is positive.
func TestSignOfFixedReactivePower(t *testing.T) {
	for direction, want := range map[string]unit.ReactivePower{"ABSORB": 3000, "SUPPLY": -3000} {
		r := inverter(t, "type: FIXED_REACTIVE_POWER, asset: ess0, direction: "+direction+", reactive_power_var: 3000")
		r.Put("ess0.ActivePower", 0)
		if got := wanted(t, r, "ess0"); got != want {
			t.Errorf("%s: %d var, want %d", direction, got, want)
		}
	}
}

// 10 kVA beside 8 kW leave 6 kvar; beside 6 kvar they leave 8 kW.
func TestWhatApparentPowerLeaves(t *testing.T) {
	for name, tt := range map[string]struct {
		asked, priority string
		active          float64
		want            unit.ReactivePower
		bounds          envelope.Envelope
	}{
		"active power first cuts reactive power":        {"9000", "P", -8_000, 6_000, envelope.Unbounded()},
		"whichever way active power flows":              {"9000", "P", 8_000, 6_000, envelope.Unbounded()},
		"reactive power first bounds active power":      {"6000", "Q", -9_900, 6_000, envelope.Between(-8_000, 8_000)},
		"more than apparent power is not to be had":     {"12000", "Q", 0, 10_000, envelope.Exactly(0)},
		"past its rating nothing is left":               {"9000", "P", 10_500, 0, envelope.Unbounded()},
		"little reactive power first leaves the rating": {"0", "Q", 0, 0, envelope.Unbounded()},
	} {
		t.Run(name, func(t *testing.T) {
			r := inverter(t, "type: FIXED_REACTIVE_POWER, asset: ess0, direction: ABSORB, reactive_power_var: "+tt.asked+", priority: "+tt.priority)
			r.Put("ess0.ActivePower", tt.active)
			if got := wanted(t, r, "ess0"); got != tt.want {
				t.Errorf("%d var, want %d", got, tt.want)
			}
			if got := r.Bounds("ess0"); got != tt.bounds {
				t.Errorf("active power may be %v, want %v", got, tt.bounds)
			}
			if n := r.Allocations(); n != 0 {
				t.Errorf("%v allocations a cycle", n)
			}
		})
	}
}

func TestReactivePowerFirstNeedsAnApparentPower(t *testing.T) {
	text := strings.Replace(site("type: FIXED_REACTIVE_POWER, asset: ess0, direction: ABSORB, reactive_power_var: 1, priority: Q"), "ESS, max_apparent_power_va", "ESS, max_active_power_watts", 1)
	if err := controltest.Refused(t, text); !errors.Is(err, reason.New(reason.MissingField, nil)) {
		t.Errorf("got %v, want MISSING_FIELD", err)
	}
}
