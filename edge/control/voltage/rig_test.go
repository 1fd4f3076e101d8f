package voltage_test

import (
	"strings"
	"testing"

	"ohmstead/edge/control/controltest"
	"ohmstead/energy/unit"
)

// inverter is a site with one controller on a battery inverter of 10 kVA.
func inverter(t testing.TB, controller string) *controltest.Rig {
	t.Helper()
	return controltest.New(t, site(controller))
}

func site(controller string) string {
	return strings.Replace(`
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 10000}
  - {id: pv0, nature: PV, max_apparent_power_va: 10000}
controllers:
  - {id: it, CONTROLLER}
`, "CONTROLLER", controller, 1)
}

// wanted is the reactive power asked for in one more cycle.
func wanted(t testing.TB, r *controltest.Rig, asset string) unit.ReactivePower {
	t.Helper()
	r.Step()
	q := r.Reactive(asset)
	if len(q) != 1 || !q[0].HasTarget {
		t.Fatalf("of %s %+v is asked, want one target", asset, q)
	}
	return q[0].Target
}
