package optimise_test

import (
	"testing"

	"ohmstead/energy/unit"
)

func TestScheduledBalancing(t *testing.T) {
	r := with(t, "{id: c, type: SCHEDULED_BALANCING, ess: ess0, meter: meter0, target_grid_watts: 2000, windows: [{weekdays: [MON], from: 13:00, to: 15:00}], "+
		"schedule: [{from: 2026-06-01T12:30:00Z, to: 2026-06-01T12:45:00Z, target_grid_watts: -1000}]}")
	for _, tt := range []struct {
		at   string
		want unit.Power
		when string
	}{
		{"2026-06-01T14:29:59+02:00", -3000, "in the window the battery gives what is missing to 2 kW of import"},
		{"2026-06-01T14:30:00+02:00", -6000, "a dated entry beats the window: 1 kW of export"},
		{"2026-06-01T14:44:59+02:00", -6000, "until its last instant"},
		{"2026-06-01T14:45:00+02:00", -3000, "then the window again"},
	} {
		r.Now = instant(t, tt.at)
		at(r, 5000, 0, 50)
		wants(t, r, tt.want, tt.when)
	}
	r.Now = instant(t, "2026-06-01T15:00:00+02:00")
	at(r, 5000, 0, 50)
	wantsNothing(t, r, "after the window")
	refused(t, "{id: c, type: SCHEDULED_BALANCING, ess: ess0, meter: meter0}", "MISSING_FIELD: schedule or windows is missing")
	refused(t, "{id: c, type: SCHEDULED_BALANCING, ess: ess0, meter: meter0, schedule: [{from: 2026-06-01T12:30:00Z, to: 2026-06-01T12:30:00Z}]}",
		"schedule.to is 2026-06-01T12:30:00Z, want a time after from, 2026-06-01T12:30:00Z")
}
