package optimise_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/control"
	"ohmstead/energy/reason"
)

func TestTheLowerPartOfTheBatteryIsKept(t *testing.T) {
	r := with(t, "{id: c, type: LIMIT_TOTAL_DISCHARGE, ess: ess0, soc_min_percent: 30, soc_force_percent: 10, hysteresis_percent: 3}")
	free, kept, forced := []reason.Code(nil), []reason.Code{reason.SOCTooLow}, []reason.Code{reason.ForceCharge, reason.SOCTooLow}
	for _, tt := range []struct {
		soc  float64
		want []reason.Code
		when string
	}{
		{31, free, "above the limit it asks nothing"},
		{29.9, kept, "below it forbids discharge"},
		{32.9, kept, "until past the hysteresis"},
		{33, free, "then it lets go"},
		{9, forced, "far below it charges"},
		{12.9, forced, "until past that hysteresis"},
		{13, kept, "then it only forbids"},
	} {
		at(r, 0, 0, tt.soc)
		if diff := cmp.Diff(tt.want, r.Because("ess0")); diff != "" {
			t.Errorf("%s, at %v %% (-want +got):\n%s", tt.when, tt.soc, diff)
		}
	}
	at(r, 0, 0, 9)
	if got := r.Bounds("ess0").Min; got != 2000 {
		t.Errorf("it charges with %v, want a fifth of the rating; OpenEMS writes −2000", got)
	}
}

func TestLosingTheStateOfChargeDoesNotOpenTheReserve(t *testing.T) {
	r := with(t, "{id: c, type: LIMIT_TOTAL_DISCHARGE, ess: ess0, soc_min_percent: 30, soc_force_percent: 10}")
	closed := func(when string) {
		t.Helper()
		if diff := cmp.Diff([]reason.Code{reason.StaleInput}, r.Because("ess0")); diff != "" || r.Bounds("ess0").Min != 0 {
			t.Errorf("%s: at least %v (-want +got):\n%s", when, r.Bounds("ess0").Min, diff)
		}
	}
	r.Step()
	closed("never known")
	at(r, 0, 0, 5)
	r.Silence("ess0.SOC")
	r.Run(6 * time.Second)
	closed("lost while it charged: it forces no charge blind")
	r.PutBad("ess0.SOC")
	r.Step()
	closed("called invalid by the device")
	refused(t, "{id: c, type: LIMIT_TOTAL_DISCHARGE, ess: ess0, soc_min_percent: 5, soc_force_percent: 6}", "soc_force_percent is 6, want at most soc_min_percent")
}

func TestARestartWithinTheHysteresisDoesNotOpenTheReserve(t *testing.T) {
	const keep = "{id: c, type: LIMIT_TOTAL_DISCHARGE, ess: ess0, soc_min_percent: 30, soc_force_percent: 10, hysteresis_percent: 3}"
	before := with(t, keep)
	at(before, 0, 0, 9)
	at(before, 0, 0, 12)
	after := with(t, keep)
	after.Controller("c").(control.Latching).Relatch(before.Controller("c").(control.Latching).Latches())
	at(after, 0, 0, 12)
	if diff := cmp.Diff([]reason.Code{reason.ForceCharge, reason.SOCTooLow}, after.Because("ess0")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
