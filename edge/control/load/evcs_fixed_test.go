package load_test

import (
	"testing"

	"ohmstead/energy/unit"
)

func TestAFixedCurrentBecomesAPower(t *testing.T) {
	for text, want := range map[string]unit.Power{
		"current_a: 16": 11040, "current_a: 6": 4140, "current_a: 32": 11040, "current_a: 0": 0,
	} {
		r := with(t, "{id: c, type: EVCS_FIXED, evcs: [car0, car1], "+text+"}")
		r.Step()
		if a, b := target(t, r, "car0"), target(t, r, "car1"); a != want || b != want {
			t.Errorf("%s: %v and %v, want %v each", text, a, b, want)
		}
	}
	r := with(t, "{id: c, type: EVCS_FIXED, evcs: [car0], current_a: 10}")
	r.Put("car0.Phases", 1)
	r.Put("car0.Voltage_L1", 236)
	r.Step()
	if got := target(t, r, "car0"); got != 2360 {
		t.Errorf("10 A on one phase of 236 V are %v", got)
	}
	refused(t, "{id: c, type: EVCS_FIXED, evcs: [car0], current_a: 5}", "current_a is 5, want 0, or 6 and more: no vehicle charges with less")
}

func TestAFixedCurrentHoldsInItsWindowsOnly(t *testing.T) {
	r := with(t, "{id: c, type: EVCS_FIXED, evcs: [car0], current_a: 16, windows: [{from: 23:00, to: 05:00}]}")
	for at, due := range map[string]bool{
		"2026-06-01T22:59:59+02:00": false, "2026-06-01T23:00:00+02:00": true, "2026-06-02T05:00:00+02:00": false,
	} {
		r.Now = instant(t, at)
		r.Step()
		if got := len(r.Asked("car0")) > 0; got != due {
			t.Errorf("at %s it asks: %v", at, got)
		}
	}
}
