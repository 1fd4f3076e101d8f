package grid_test

import (
	"strings"
	"testing"

	"ohmstead/edge/control/controltest"
	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
)

const limited = `
assets:
  - {id: ess0, nature: ESS, max_apparent_power_va: 10000}
controllers:
  - {id: agreed, type: LIMIT_ACTIVE_POWER, asset: ess0, LIMITS}
`

// The product this is known from writes −maxCharge ≤ P ≤ maxDischarge; here charging is positive.
func TestSignOfLimitActivePower(t *testing.T) {
	for limits, want := range map[string]envelope.Envelope{
		"max_charge_watts: 3000, max_discharge_watts: 7000": envelope.Between(-7000, 3000),
		"max_charge_watts: 3000":                            envelope.AtMost(3000),
		"max_discharge_watts: 0":                            envelope.AtLeast(0),
	} {
		r := controltest.New(t, strings.Replace(limited, "LIMITS", limits, 1))
		r.Step()
		if got := r.Bounds("ess0"); got != want {
			t.Errorf("%s: %v, want %v", limits, got, want)
		}
		if n := r.Allocations(); n != 0 {
			t.Errorf("%v allocations a cycle", n)
		}
	}
	controltest.Refuses(t, reason.MissingField, strings.Replace(limited, ", LIMITS", "", 1))
}
