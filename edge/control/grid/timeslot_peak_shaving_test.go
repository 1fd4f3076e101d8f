package grid_test

import (
	"strings"
	"testing"
	"time"

	"ohmstead/edge/control/controltest"
	"ohmstead/energy/unit"
)

const evening = "{id: c, type: TIMESLOT_PEAK_SHAVING, ess: ess0, meter: meter0, peak_watts: 60000, recharge_watts: 20000, " +
	"windows: [{weekdays: [MON], from: 22:00, to: 02:00}], slow_charge_before: 3h, slow_charge_watts: 5000, full_percent: 98, refill_percent: 90}\n"

func TestTheBatteryIsFilledSlowlyBeforeTheSlotAndShavesInIt(t *testing.T) {
	r := controltest.New(t, hall+evening)
	for _, tt := range []struct {
		at        string
		grid, soc float64
		want      unit.Power
		asks      bool
		when      string
	}{
		{"2026-06-01T18:59:59+02:00", 70000, 50, 0, false, "long before the slot it asks nothing, whatever the site draws"},
		{"2026-06-01T19:00:00+02:00", 30000, 50, 5000, true, "then it fills, which OpenEMS writes as −5000"},
		{"2026-06-01T20:00:00+02:00", 30000, 98, 0, true, "full it rests"},
		{"2026-06-01T20:30:00+02:00", 30000, 91, 0, true, "also when it has lost a little"},
		{"2026-06-01T20:45:00+02:00", 30000, 90, 5000, true, "and is filled again when it has lost more"},
		{"2026-06-01T21:59:59+02:00", 70000, 50, 5000, true, "before the slot the peak does not count yet"},
		{"2026-06-01T22:00:00+02:00", 70000, 90, -10000, true, "in it, it does"},
		{"2026-06-02T01:59:59+02:00", 70000, 40, -10000, true, "over midnight, which is Tuesday by then"},
		{"2026-06-02T01:59:59+02:00", 15000, 40, 5000, true, "low load in the slot recharges"},
		{"2026-06-02T02:00:00+02:00", 70000, 40, 0, false, "and after it nothing counts"},
	} {
		r.Now = instant(t, tt.at)
		r.Put("meter0.ActivePower", tt.grid)
		r.Put("ess0.ActivePower", 0)
		r.Put("ess0.SOC", tt.soc)
		r.Step()
		if got := r.Power("ess0"); got != tt.want || len(r.Asked("ess0")) > 0 != tt.asks {
			t.Errorf("%s: %v, asked %+v; want %v", tt.when, got, r.Asked("ess0"), tt.want)
		}
	}
	r.Now = instant(t, "2026-06-01T22:00:00+02:00")
	if n := r.Allocations(); n != 0 {
		t.Errorf("%v allocations a cycle", n)
	}
}

func TestASlotIsReachedOnDaysOnWhichClocksChange(t *testing.T) {
	r := controltest.New(t, hall+"{id: c, type: TIMESLOT_PEAK_SHAVING, ess: ess0, meter: meter0, peak_watts: 60000, windows: [{from: 06:00, to: 09:00}], slow_charge_before: 4h, slow_charge_watts: 5000}\n")
	for at, due := range map[string]bool{
		"2026-03-29T00:59:59+01:00": false, "2026-03-29T01:00:00+01:00": true, // 2 to 3 is skipped
		"2026-10-25T02:59:59+02:00": false, "2026-10-25T02:00:00+01:00": true, // 2 to 3 comes twice
	} {
		r.Now = instant(t, at)
		r.Put("ess0.SOC", 50)
		r.Step()
		if got := len(r.Asked("ess0")) > 0; got != due {
			t.Errorf("at %s it fills: %v", at, got)
		}
	}
}

func TestATimeslotWithoutFreshValuesAsksNothing(t *testing.T) {
	r := controltest.New(t, hall+evening)
	r.Now = instant(t, "2026-06-01T21:00:00+02:00")
	for _, when := range []string{"2026-06-01T21:00:00+02:00", "2026-06-01T23:00:00+02:00"} {
		r.Now = instant(t, when)
		r.Step()
		if got := r.Asked("ess0"); len(got) != 0 {
			t.Errorf("at %s it asks %+v", when, got)
		}
	}
	r.Put("meter0.ActivePower", 70000)
	r.Put("ess0.ActivePower", 0)
	r.Step()
	r.Silence("meter0.ActivePower")
	r.Run(7 * time.Second)
	if got := r.Asked("ess0"); len(got) != 0 {
		t.Errorf("with the meter lost in the slot it asks %+v", got)
	}
	err := controltest.Refused(t, hall+strings.Replace(evening, "refill_percent: 90", "refill_percent: 98", 1))
	if want := "refill_percent is 98, want less than full_percent"; !strings.HasSuffix(err.Error(), want) {
		t.Errorf("got %v, want …%s", err, want)
	}
}
