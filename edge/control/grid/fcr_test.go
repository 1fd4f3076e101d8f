package grid_test

import (
	"strings"
	"testing"
	"time"

	"ohmstead/edge/control/controltest"
	"ohmstead/energy/gridcode"
	"ohmstead/energy/unit"
)

const reserved = `
cycle: 1s
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 1000000, capacity_wh: 1000000}
controllers:
  - {id: fcr, type: FCR, ess: ess0, meter: meter0, capacity_watts: 800000, MORE}
`

func provider(t testing.TB, more string) *controltest.Rig {
	t.Helper()
	r := controltest.New(t, strings.Replace(reserved, ", MORE", more, 1))
	r.Put("ess0.SOC", 50)
	return r
}

// All of the capacity at the profile's deviation, half of it at half, both ways, none beyond: for
// every profile from the data itself. Low frequency discharges, which is negative here.
func TestSignAndSlopeOfFCR(t *testing.T) {
	for _, f := range gridcode.FCRs() {
		r := provider(t, ", profile: "+f.Name)
		full := unit.Float(f.Full, unit.Hertz)
		for share, want := range map[float64]unit.Power{-2: -800_000, -1: -800_000, -0.5: -400_000, 0: 0, 0.5: 400_000, 1: 800_000, 3: 800_000} {
			if got := at(t, r, 50+share*full); (got - want).Abs() > 1 {
				t.Errorf("%s at %v of its deviation: %v, want %v", f.Name, share, got, want)
			}
		}
	}
}

// By hand, Continental Europe: 49.95 Hz is a quarter of 200 mHz.
func TestFCRByHand(t *testing.T) {
	tests := map[string]struct {
		more       string
		hertz, soc float64
		want       unit.Power
	}{
		"49.95 Hz gives a quarter":                      {"", 49.95, 50, -200_000},
		"50.02 Hz takes a tenth":                        {"", 50.02, 50, 80_000},
		"9 mHz give their part without a deadband":      {"", 50.009, 50, 36_000},
		"9 mHz give nothing inside one":                 {", deadband_hz: 0.01", 50.009, 50, 0},
		"past the deadband the line is the same":        {", deadband_hz: 0.01", 50.02, 50, 80_000},
		"low, inside the deadband it restores":          {", deadband_hz: 0.01, restore_watts: 50000", 50.005, 19, 50_000},
		"high, inside the deadband it restores":         {", deadband_hz: 0.01, restore_watts: 50000", 50.005, 81, -50_000},
		"low, outside the deadband it delivers instead": {", deadband_hz: 0.01, restore_watts: 50000", 49.95, 19, -200_000},
		"a baseline is added":                           {", baseline_watts: 100000", 49.95, 50, -100_000},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := provider(t, tt.more)
			r.Put("ess0.SOC", tt.soc)
			if got := at(t, r, tt.hertz); got != tt.want {
				t.Errorf("%v, want %v", got, tt.want)
			}
			if n := r.Allocations(); n != 0 {
				t.Errorf("%v allocations a cycle", n)
			}
		})
	}
}

func TestFCRIsDeliveredWhileItIsSold(t *testing.T) {
	r := provider(t, `, windows: [{weekdays: [MON], from: "12:00", to: "16:00"}]`)
	if got := at(t, r, 49.9); got != -400_000 {
		t.Errorf("on Monday at noon %v", got)
	}
	r.Now = r.Now.Add(4 * time.Hour)
	r.Step()
	if got := r.Asked("ess0"); len(got) != 0 {
		t.Errorf("at four it still asks %+v", got)
	}
	r.Now = r.Now.Add(7*24*time.Hour - 4*time.Hour)
	r.Silence("meter0.Frequency")
	r.Step()
	if got := r.Asked("ess0"); len(got) != 0 {
		t.Errorf("without a frequency it asks %+v", got)
	}
}

func TestAReserveThatCannotBeDeliveredIsRefused(t *testing.T) {
	for name, change := range map[string][2]string{
		"more than the battery can do":          {"capacity_watts: 800000", "capacity_watts: 1000001"},
		"a battery without a capacity":          {", capacity_wh: 1000000", ""},
		"more energy than the battery holds":    {", MORE", ", reserve_for: 45m"},
		"a deadband wider than the profile has": {", MORE", ", deadband_hz: 0.012"},
	} {
		text := strings.Replace(strings.Replace(reserved, change[0], change[1], 1), ", MORE", "", 1)
		if err := controltest.Refused(t, text); !strings.Contains(err.Error(), "INVALID_VALUE") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
