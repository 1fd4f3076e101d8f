package grid_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ohmstead/edge/control/controltest"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

const drooping = `
cycle: 1s
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 100000}
controllers:
  - {id: droop, type: FREQUENCY_DROOP, ess: ess0, meter: meter0, MORE}
`

func drooped(t testing.TB, more string) *controltest.Rig {
	t.Helper()
	r := controltest.New(t, strings.Replace(drooping, ", MORE", more, 1))
	r.Put("ess0.SOC", 50)
	return r
}

// at is the target at a frequency.
func at(t testing.TB, r *controltest.Rig, hertz float64) unit.Power {
	t.Helper()
	r.Put("meter0.Frequency", hertz)
	r.Step()
	target, ok := r.Target("ess0")
	if !ok {
		t.Fatalf("at %v Hz there is no target", hertz)
	}
	return target
}

// The check of the rule: f0 50 Hz, deadband 10 mHz, droop 5 %, P_n 100 kW. In the document discharge
// is positive; here low frequency gives a negative power.
func TestSignOfFrequencyDroop(t *testing.T) {
	r := drooped(t, "")
	for hertz, want := range map[float64]unit.Power{49.8: -7_600, 50.2: 7_600} {
		if got := at(t, r, hertz); got != want {
			t.Errorf("at %v Hz %v, want %v", hertz, got, want)
		}
	}
}

func TestFrequencyDroop(t *testing.T) {
	tests := map[string]struct {
		more        string
		hertz, want float64
	}{
		"at nominal nothing":                           {"", 50, 0},
		"inside the deadband nothing":                  {"", 49.991, 0},
		"just outside it begins at nothing":            {"", 50.011, 40},
		"it ends at rated power":                       {"", 40, -100_000},
		"a nominal power of its own":                   {", nominal_power_watts: 50000", 49.8, -3_800},
		"a baseline is added":                          {", baseline_watts: 10000", 50.2, 17_600},
		"a wider droop gives less":                     {", droop_percent: 10", 49.8, -3_800},
		"VDE 4105: 200 mHz, 40 % a hertz":              {", code: VDE_AR_N_4105", 50.45, 10_000},
		"IEEE 1547: 60 Hz, 36 mHz, 5 %":                {", code: IEEE_1547_III", 60.336, 9_990},
		"what the file gives beats the code":           {", code: VDE_AR_N_4105, deadband_hz: 0", 50.25, 10_000},
		"a full battery takes nothing":                 {", soc_reserve_max_percent: 50", 50.2, 0},
		"a full battery gives":                         {", soc_reserve_max_percent: 50", 49.8, -7_600},
		"at its lower reserve a battery gives nothing": {", soc_reserve_min_percent: 50", 49.8, 0},
		"at its lower reserve it takes":                {", soc_reserve_min_percent: 50", 50.2, 7_600},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := drooped(t, tt.more)
			if got := at(t, r, tt.hertz); got != unit.Power(tt.want) {
				t.Errorf("%v, want %v W", got, tt.want)
			}
			if n := r.Allocations(); n != 0 {
				t.Errorf("%v allocations a cycle", n)
			}
		})
	}
}

func TestDroopRespondsWithinItsTime(t *testing.T) {
	r := drooped(t, ", response: 10s")
	at(t, r, 50)
	var course []unit.Power
	for range 12 {
		course = append(course, at(t, r, 40))
	}
	want := []unit.Power{-10_000, -20_000, -30_000, -40_000, -50_000, -60_000, -70_000, -80_000, -90_000, -100_000, -100_000, -100_000}
	if diff := cmp.Diff(want, course); diff != "" {
		t.Errorf("a step to everything (-want +got):\n%s", diff)
	}
}

func TestWithoutAFrequencyDroopAsksNothing(t *testing.T) {
	r := drooped(t, "")
	at(t, r, 49.8)
	r.Silence("meter0.Frequency")
	r.Run(7 * time.Second)
	if got := r.Asked("ess0"); len(got) != 0 {
		t.Errorf("it asks %+v", got)
	}
}

func TestWithoutAStateOfChargeAWindowGivesNothing(t *testing.T) {
	r := drooped(t, ", soc_reserve_min_percent: 10")
	r.Silence("ess0.SOC")
	r.Put("meter0.Frequency", 50)
	r.Run(7 * time.Second)
	if got := at(t, r, 49.8); got != 0 {
		t.Errorf("blind to its state of charge it gives %v", got)
	}
}

// Power always works against the deviation, never the way it goes, and never past P_n.
func TestDroopOpposesTheDeviation(t *testing.T) {
	r := drooped(t, "")
	rapid.Check(t, func(rt *rapid.T) {
		hertz := rapid.Float64Range(45, 55).Draw(rt, "frequency")
		got := at(t, r, hertz)
		if hertz < 49.99 && got > 0 || hertz > 50.01 && got < 0 || got.Abs() > 100_000 {
			rt.Fatalf("at %v Hz it does %v", hertz, got)
		}
	})
}

func TestAWindowWithoutRoomIsRefused(t *testing.T) {
	controltest.Refuses(t, reason.InvalidValue, strings.Replace(drooping, ", MORE", ", soc_reserve_min_percent: 60, soc_reserve_max_percent: 60", 1))
}
