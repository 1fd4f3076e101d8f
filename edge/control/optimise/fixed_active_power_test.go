package optimise_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ohmstead/energy/reason"
)

func TestAFixedPowerIsAimedAtOrBounds(t *testing.T) {
	r := with(t, "{id: c, type: FIXED_ACTIVE_POWER, asset: ess0, active_power_watts: -3000}")
	r.Step()
	wants(t, r, -3000, "EXACTLY discharges with 3 kW, which OpenEMS writes as +3000")
	r = with(t, "{id: c, type: FIXED_ACTIVE_POWER, asset: ess0, active_power_watts: 2000, relation: AT_MOST}")
	r.Step()
	if b := r.Bounds("ess0"); b.Max != 2000 || b.BoundedBelow() {
		t.Errorf("AT_MOST bounds to %+v, want charging with at most 2 kW", b)
	}
	r = with(t, "{id: c, type: FIXED_ACTIVE_POWER, asset: pv0, active_power_watts: -3000, relation: AT_LEAST}")
	r.Step()
	if got := r.Power("pv0"); got != -3000 {
		t.Errorf("PV limited to 3 kW gives %v", got)
	}
	if diff := cmp.Diff([]reason.Code{reason.FixedPower}, r.Because("pv0")); diff != "" {
		t.Errorf("because (-want +got):\n%s", diff)
	}
}

func TestAFixedPowerHoldsInItsWindowsOnly(t *testing.T) {
	r := with(t, "{id: c, type: FIXED_ACTIVE_POWER, asset: ess0, active_power_watts: 700, windows: [{weekdays: [SUN], from: 22:00, to: 06:00}]}")
	for at, due := range map[string]bool{
		"2026-06-07T21:59:59+02:00": false, "2026-06-07T22:00:00+02:00": true,
		"2026-06-08T05:59:59+02:00": true, "2026-06-08T06:00:00+02:00": false,
	} {
		r.Now = instant(t, at)
		r.Step()
		if got := len(r.Asked("ess0")) > 0; got != due {
			t.Errorf("at %s it asks: %v", at, got)
		}
	}
}

func TestAPhaseOfABatteryThatHasNoneIsRefused(t *testing.T) {
	refused(t, "{id: c, type: FIXED_ACTIVE_POWER, asset: ess0, active_power_watts: 1, phase: L2}",
		"controller c: INVALID_VALUE: phase is L2, want nothing: the phases of ess0 cannot be moved one by one")
}
