package optimise_test

import (
	"testing"

	"ohmstead/energy/unit"
)

const highLoad = "{id: c, type: HIGH_LOAD_TIMESLOT, ess: ess0, windows: [{weekdays: [MON], from: 22:00, to: 02:00}], discharge_watts: 6000, charge_watts: 4000}"

func TestASlotOfHighLoadIsServedAndPrepared(t *testing.T) {
	r := with(t, highLoad+"\n  - {id: zero, type: SELF_CONSUMPTION, ess: ess0, meter: meter0}")
	for _, tt := range []struct {
		at   string
		soc  float64
		want unit.Power
		when string
	}{
		{"2026-06-01T12:00:00+02:00", 50, -1500, "long before the slot others have the battery: it only refills when nobody else wants it"},
		{"2026-06-01T21:30:00+02:00", 50, 4000, "half an hour before it charges, which OpenEMS writes as −4000"},
		{"2026-06-01T21:40:00+02:00", 100, 0, "full it waits for the slot"},
		{"2026-06-01T21:45:00+02:00", 91, 0, "also when it has lost a little"},
		{"2026-06-01T21:50:00+02:00", 90, 4000, "and charges again when it has lost more"},
		{"2026-06-01T22:00:00+02:00", 90, -6000, "in the slot it gives its power"},
		{"2026-06-02T01:59:59+02:00", 20, -6000, "over midnight"},
		{"2026-06-02T02:00:00+02:00", 20, -1500, "then others have it again"},
	} {
		r.Now = instant(t, tt.at)
		at(r, 1500, 0, tt.soc)
		wants(t, r, tt.want, tt.when)
	}
}

// The controller it is modelled on holds the battery all day, so that nothing below it ever acts.
func TestBetweenSlotsItBlocksNobody(t *testing.T) {
	r := with(t, highLoad)
	r.Now = instant(t, "2026-06-01T12:00:00+02:00")
	at(r, 0, 0, 50)
	wants(t, r, 4000, "alone it refills")
	if got := r.Asked("ess0")[0].Weight; got != 1 {
		t.Errorf("it refills with weight %d, want the least", got)
	}
	at(r, 0, 0, 100)
	wantsNothing(t, r, "full and alone")
	refused(t, "{id: c, type: HIGH_LOAD_TIMESLOT, ess: ess0, windows: [{from: 22:00, to: 02:00}], discharge_watts: 6000, charge_watts: 4000, full_percent: 80}",
		"refill_percent is 90, want less than full_percent")
}
