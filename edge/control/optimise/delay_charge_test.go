package optimise_test

import (
	"testing"

	"ohmstead/edge/control/controltest"
	"ohmstead/energy/unit"
)

func TestChargingIsSpreadUntilTheHour(t *testing.T) {
	r := with(t, "{id: c, type: DELAY_CHARGE, ess: ess0, from: 06:00, ready_by: 18:00, target_percent: 90}")
	for _, tt := range []struct {
		at   string
		soc  float64
		want unit.Power
		asks bool
		when string
	}{
		{"2026-06-01T05:59:59+02:00", 30, 0, false, "before the window nothing is delayed"},
		{"2026-06-01T06:00:00+02:00", 30, 1000, true, "60 points of 20 kWh in 12 hours"},
		{"2026-06-01T16:00:00+02:00", 80, 1000, true, "10 points in 2 hours"},
		{"2026-06-01T16:00:00+02:00", 95, 0, true, "beyond the target it does not charge"},
		{"2026-06-01T17:59:59+02:00", 89, 720000, true, "in the last second all that is missing"},
		{"2026-06-01T18:00:00+02:00", 50, 0, false, "after the hour nothing is delayed"},
	} {
		r.Now = instant(t, tt.at)
		at(r, 0, 0, tt.soc)
		if got := len(r.Asked("ess0")) > 0; got != tt.asks || got && r.Bounds("ess0").Max != tt.want {
			t.Errorf("%s: it asks %+v, want at most %v", tt.when, r.Asked("ess0"), tt.want)
		}
	}
	if _, ok := r.Target("ess0"); ok {
		t.Error("it asks for charge")
	}
	refused(t, "{id: c, type: DELAY_CHARGE, ess: ess0, from: 18:00, ready_by: 18:00}", "ready_by is 18:00, want another time than from")
}

func TestADelayOverTheChangeOfClocksCountsRealHours(t *testing.T) {
	for day, want := range map[string]unit.Power{
		"2026-03-28T22:00:00+01:00": 1428, // 7 h
		"2026-06-01T22:00:00+02:00": 1250, // 8 h
		"2026-10-24T22:00:00+02:00": 1111, // 9 h
	} {
		r := with(t, "{id: c, type: DELAY_CHARGE, ess: ess0, from: 22:00, ready_by: 06:00}")
		r.Now = instant(t, day)
		at(r, 0, 0, 50)
		if got := r.Bounds("ess0").Max; got != want {
			t.Errorf("from %s on it allows %v, want %v", day, got, want)
		}
	}
}

func TestTheCapacityMayComeFromTheDevice(t *testing.T) {
	r := controltest.New(t, `
assets:
  - {id: ess0, nature: ESS, max_apparent_power_va: 10000}
controllers:
  - {id: c, type: DELAY_CHARGE, ess: ess0, ready_by: 16:00}
`)
	r.Put("ess0.SOC", 50)
	r.Step()
	wantsNothing(t, r, "while the device has not said what it holds")
	r.Put("ess0.Capacity", 8000)
	r.Now = instant(t, "2026-06-01T12:00:00Z")
	r.Step()
	if got := r.Bounds("ess0").Max; got != 1000 {
		t.Errorf("half of 8 kWh in 4 hours are %v", got)
	}
}
