package study_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"ohmstead/study"
)

// shown is what a line says of a plant.
type shown struct {
	At        string
	Readings  map[string]float64
	Setpoints map[string]float64
}

func play(t testing.TB, text string) []shown {
	t.Helper()
	s, err := study.ParseScenario("plant.yaml", []byte(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	var out bytes.Buffer
	if failures, err := study.Replay(&out, s); err != nil || len(failures) > 0 {
		t.Fatalf("%v %v", err, failures)
	}
	var lines []shown
	for line := range strings.Lines(out.String()) {
		var l shown
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, l)
	}
	return lines
}

// steady is a battery of 20 kWh that is driven to one power for a while by a grid target, behind
// nothing else.
func steady(battery string, watts int, until string) string {
	return fmt.Sprintf(`name: steady
cycle: 1s
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 30000, capacity_wh: 20000}
controllers:
  - {id: drive, type: SELF_CONSUMPTION, ess: ess0, meter: meter0, target_grid_watts: %d}
plant:
  meter: meter0
  ess: [{asset: ess0%s}]
run_until: %s
`, watts, battery, until)
}

func TestThePlantsBattery(t *testing.T) {
	tests := map[string]struct {
		battery string
		watts   int
		until   string
		soc     float64
		power   float64
	}{
		"half an hour at 10 kW stores 5 kWh":                       {"", 10_000, "30m", 75, 10_000},
		"of which a charge efficiency keeps its share":             {", charge_efficiency: 0.9", 10_000, "30m", 72.5, 10_000},
		"half an hour at −8 kW takes 4 kWh":                        {"", -8_000, "30m", 30, -8_000},
		"and what the discharge efficiency costs":                  {", discharge_efficiency: 0.8", -8_000, "30m", 25, -8_000},
		"full it stops by itself":                                  {", soc_percent: 99", 10_000, "30m", 100, 0},
		"empty it stops by itself":                                 {", soc_percent: 1", -10_000, "30m", 0, 0},
		"never more than its rating":                               {"", 50_000, "6m", 65, 30_000},
		"a first-order lag has come to 63.2 % after one of it":     {", time_constant: 100s", 10_000, "100s", 50.51, 6_321},
		"and the energy follows the power it had, not the ordered": {", time_constant: 100s", 10_000, "200s", 51.58, 8_647},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			lines := play(t, steady(tt.battery, tt.watts, tt.until))
			last := lines[len(lines)-1].Readings
			// The first cycle orders, the plant begins to follow in the second: one second late.
			late := float64(tt.watts) / 3600 / 20_000 * 100
			if got := last["ess0.SOC"]; got < tt.soc-max(late, -late)-0.01 || got > tt.soc+max(late, -late)+0.01 {
				t.Errorf("state of charge %v %%, want %v %%", got, tt.soc)
			}
			if got := last["ess0.ActivePower"]; got < tt.power-40 || got > tt.power+40 {
				t.Errorf("power %v W, want %v W", got, tt.power)
			}
			if last["meter0.ActivePower"] != last["ess0.ActivePower"] {
				t.Errorf("the meter shows %v W", last["meter0.ActivePower"])
			}
		})
	}
}

func TestRatedProductionObeysItsSetpoint(t *testing.T) {
	lines := play(t, `name: curtailed
cycle: 1s
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: pv0, nature: PV, max_active_power_watts: 4000}
plant:
  meter: meter0
  pv: [{asset: pv0, watts: [-5500]}]
run_until: 3s
`)
	last := lines[len(lines)-1]
	if last.Setpoints["pv0.SetMaxActivePower"] != 4000 || last.Readings["pv0.ActivePower"] != -4000 {
		t.Errorf("set to %v, gives %v", last.Setpoints, last.Readings)
	}
}

// Whatever the load and the sun do, the meter is the sum of what lies behind it, to the watt, and
// once the battery has followed the grid is where the controller wants it.
func TestThePlantsMeterIsTheSum(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		load := rapid.SliceOfN(rapid.Float64Range(0, 9000), 3, 3).Draw(rt, "load")
		sun := rapid.SliceOfN(rapid.Float64Range(-9000, 0), 3, 3).Draw(rt, "sun")
		series := func(values []float64) string {
			return fmt.Sprintf("[%f, %f, %f]", values[0], values[1], values[2])
		}
		lines := play(t, `name: sum
cycle: 1s
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: load0, nature: LOAD}
  - {id: pv0, nature: PV}
  - {id: ess0, nature: ESS, max_apparent_power_va: 20000, capacity_wh: 900000}
controllers:
  - {id: zero, type: SELF_CONSUMPTION, ess: ess0, meter: meter0}
plant:
  meter: meter0
  ess: [{asset: ess0}]
  load: [{asset: load0, every: 10s, watts: `+series(load)+`}]
  pv: [{asset: pv0, every: 10s, watts: `+series(sun)+`}]
run_until: 29s
report_every: 1s
`)
		for i, l := range lines {
			sum := l.Readings["load0.ActivePower"] + l.Readings["pv0.ActivePower"] + l.Readings["ess0.ActivePower"]
			if got := l.Readings["meter0.ActivePower"]; got != sum {
				rt.Fatalf("at %s the meter shows %v W, the sum is %v W", l.At, got, sum)
			}
			if got := l.Readings["meter0.ActivePower"]; i%10 >= 1 && got != 0 {
				rt.Fatalf("at %s the grid is at %v W", l.At, got)
			}
		}
	})
}
