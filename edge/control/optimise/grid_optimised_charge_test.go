package optimise_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

func TestTheExcessOfTheRoofIsTakenWhateverTheDelaySays(t *testing.T) {
	r := with(t, "{id: c, type: GRID_OPTIMISED_CHARGE, ess: ess0, meter: meter0, export_limit_watts: 5000, buffer_watts: 200, ready_by: 18:00}")
	r.Now = instant(t, "2026-06-01T10:00:00+02:00") // 50 points of 20 kWh in 8 h: 1250 W
	for _, tt := range []struct {
		grid, battery float64
		low, high     unit.Power
		when          string
	}{
		{-3000, 0, -1, 1250, "under the limit charging is spread"},
		{-3000, 1000, -1, 1250, "the battery's own power is part of the meter"},
		{-6000, 0, 1200, 1250, "just over it, the excess fits into the spread"},
		{-9000, 0, 4200, 4200, "far over it, exactly the excess is stored"},
		{-4800, 4200, 4200, 4200, "and goes on while the battery takes it"},
	} {
		r.Now = instant(t, "2026-06-01T10:00:00+02:00")
		at(r, tt.grid, tt.battery, 50)
		got := r.Bounds("ess0")
		low := got.Min
		if !got.BoundedBelow() {
			low = -1
		}
		if low != tt.low || got.Max != tt.high {
			t.Errorf("%s: bounds %+v, want %v to %v", tt.when, got, tt.low, tt.high)
		}
	}
	r.Now = instant(t, "2026-06-01T19:00:00+02:00")
	at(r, -9000, 0, 50)
	if diff := cmp.Diff([]reason.Code{reason.ExportStored}, r.Because("ess0")); diff != "" {
		t.Errorf("after the hour (-want +got):\n%s", diff)
	}
	r.Silence("meter0.ActivePower")
	r.Run(6 * time.Second)
	wantsNothing(t, r, "after the hour without a meter")
}

func TestALimitTooSmallToBeWorthWhileWaits(t *testing.T) {
	r := with(t, "{id: c, type: GRID_OPTIMISED_CHARGE, ess: ess0, meter: meter0, ready_by: 18:00, least_watts: 1000}")
	for _, tt := range []struct {
		soc  float64 // of 20 kWh with 8 h left: 25 W a point
		want unit.Power
		when string
	}{
		{85, 0, "375 W are less than half: it waits"},
		{70, 0, "750 W are not enough to begin"},
		{60, 1000, "1 kW is"},
		{75, 625, "begun, half of it is enough"},
		{81, 0, "less than half is not"},
	} {
		r.Now = instant(t, "2026-06-01T10:00:00+02:00")
		at(r, 0, 0, tt.soc)
		if got := r.Bounds("ess0").Max; got != tt.want {
			t.Errorf("%s: at most %v, want %v", tt.when, got, tt.want)
		}
	}
	// Without an export limit there is no excess.
	at(r, -90000, 0, 90)
	if got := r.Bounds("ess0"); got.BoundedBelow() {
		t.Errorf("without a limit it bounds to %+v", got)
	}
}
