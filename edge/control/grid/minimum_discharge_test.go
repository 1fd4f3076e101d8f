package grid_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/control/controltest"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

const warm = `
assets:
  - {id: ess0, nature: ESS, max_apparent_power_va: 10000}
controllers:
  - {id: warm, type: MINIMUM_DISCHARGE, ess: ess0, activation_watts: 2000, minimum_watts: 500, hold: 3s}
`

// In the product this is known from discharge is positive and the bound a lower one; here it is an
// upper one: at most −500 W.
func TestSignAndHoldOfMinimumDischarge(t *testing.T) {
	r := controltest.New(t, warm)
	const free = unit.Power(9_999)
	var most []unit.Power
	for _, power := range []float64{-1_999, -2_000, -600, -500, -500, 0, 2_500, -2_500, 0} {
		r.Put("ess0.ActivePower", power)
		r.Step()
		most = append(most, min(r.Bounds("ess0").Max, free))
	}
	if diff := cmp.Diff([]unit.Power{free, -500, -500, -500, free, free, free, -500, -500}, most); diff != "" {
		t.Errorf("most power (-want +got):\n%s", diff)
	}
	if n := r.Allocations(); n != 0 {
		t.Errorf("%v allocations a cycle", n)
	}
	r.PutBad("ess0.ActivePower")
	r.Step()
	if got := r.Asked("ess0"); len(got) != 0 {
		t.Errorf("blind it asks %+v", got)
	}
}

func TestAMinimumAboveItsActivationIsRefused(t *testing.T) {
	controltest.Refuses(t, reason.InvalidValue, strings.Replace(warm, "minimum_watts: 500", "minimum_watts: 2001", 1))
}
