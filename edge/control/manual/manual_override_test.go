package manual_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/control/controltest"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

const byHand = `
mode: SELF_CONSUMPTION
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 10000}
controllers:
  - {id: soc, type: SOC_LIMITS, ess: ess0, soc_min_percent: 10}
  - {id: zero, type: SELF_CONSUMPTION, ess: ess0, meter: meter0}
  - {id: hand, type: MANUAL_OVERRIDE, asset: ess0, set_active_power_watts: -3000, expires_at: 2026-06-01T12:00:10Z, reason: acceptance test}
`

func TestAnOverrideHoldsUntilItExpiresInsideWhatSafetyAllows(t *testing.T) {
	r := controltest.New(t, byHand)
	r.Put("meter0.ActivePower", -2000)
	r.Put("ess0.ActivePower", 0)
	r.Put("ess0.SOC", 50)
	for _, step := range []struct {
		soc  float64
		want unit.Power
	}{{50, -3000}, {5, 0}, {50, -3000}} {
		r.Put("ess0.SOC", step.soc)
		r.Step()
		if got := r.Power("ess0"); got != step.want {
			t.Errorf("at %v %% the battery does %v, want %v", step.soc, got, step.want)
		}
	}
	if n := r.Allocations(); n != 0 {
		t.Errorf("%v allocations a cycle", n)
	}
	r.Run(7 * time.Second)
	if got := r.Power("ess0"); got != -3000 {
		t.Errorf("a second before the end it does %v", got)
	}
	r.Step()
	if got := r.Power("ess0"); got != 2000 {
		t.Errorf("at the end it does %v, want what self-consumption wants", got)
	}
	if diff := cmp.Diff([]reason.Code{reason.OverrideExpired}, r.Told()); diff != "" {
		t.Errorf("at the end (-want +got):\n%s", diff)
	}
	r.Step()
	if len(r.Told()) != 0 {
		t.Errorf("afterwards it says %v", r.Told())
	}
}
