package load_test

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"ohmstead/edge/control"
	"ohmstead/edge/control/controltest"
	"ohmstead/energy/unit"
)

// yard is a site with everything that this package moves.
const yard = `
time_zone: Europe/Berlin
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: feeder0, nature: METER}
  - {id: ess0, nature: ESS, max_apparent_power_va: 10000, capacity_wh: 20000}
  - {id: pump0, nature: LOAD, max_active_power_watts: 2000}
  - {id: rod0, nature: LOAD, max_active_power_watts: 3000}
  - {id: rod1, nature: LOAD, max_active_power_watts: 3000}
  - {id: rod2, nature: LOAD, max_active_power_watts: 3000}
  - {id: chp0, nature: GENERATOR, max_active_power_watts: 5000}
  - {id: car0, nature: EVCS, max_apparent_power_va: 11040}
  - {id: car1, nature: EVCS, max_apparent_power_va: 11040}
  - {id: car2, nature: EVCS, max_apparent_power_va: 11040}
  - {id: relay0, nature: SWITCH}
  - {id: relay1, nature: SWITCH}
controllers:
  - `

func with(t testing.TB, controller string) *controltest.Rig {
	t.Helper()
	return controltest.New(t, yard+controller+"\n")
}

// refused is the complaint about a controller of the yard.
func refused(t *testing.T, controller, want string) {
	t.Helper()
	err := controltest.Refused(t, yard+controller+"\n")
	if !strings.HasSuffix(err.Error(), want) {
		t.Errorf("%s:\n got %v\nwant …%s", controller, err, want)
	}
}

// draws puts the meter and runs for a while.
func draws(r *controltest.Rig, grid float64, span time.Duration) {
	r.Put("meter0.ActivePower", grid)
	r.Run(span)
}

// target is what is wanted of an asset.
func target(t *testing.T, r *controltest.Rig, asset string) unit.Power {
	t.Helper()
	p, ok := r.Target(asset)
	if !ok {
		t.Errorf("nothing is wanted of %s", asset)
	}
	return p
}

// closed is how a contact is set.
func closed(t *testing.T, r *controltest.Rig, relay string) bool {
	t.Helper()
	v, ok := r.Setting(relay + ".SetClosed")
	if !ok {
		t.Errorf("%s is not set", relay)
	}
	return v == 1
}

func instant(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// everyType is a good controller of each type of this package.
func everyType() []string {
	return []string{
		"{id: c, type: EVCS_CLUSTER, evcs: [car0, car1, car2], meter: feeder0, budget_watts: 15000}",
		"{id: c, type: SURPLUS_LOAD, assets: [pump0, rod0], meter: meter0, ess: ess0}",
		"{id: c, type: LOAD_SHEDDING, assets: [pump0, rod0], meter: meter0, limit_watts: 5000}",
		"{id: c, type: HEATING_ELEMENT, assets: [rod0, rod1, rod2], meter: meter0, least_energy_wh: 5000}",
		"{id: c, type: EVCS_SURPLUS, evcs: [car0, car1], meter: meter0, ess: ess0, switch_phases: true}",
		"{id: c, type: EVCS_FIXED, evcs: [car0], current_a: 16, windows: [{from: 00:00, to: 24:00}]}",
		"{id: c, type: ANALOG_OUTPUT, asset: rod0, meter: meter0}",
		"{id: c, type: SG_READY, contact_1: relay0, contact_2: relay1, meter: meter0, ess: ess0, recommend_watts: 1000}",
		"{id: c, type: CHP_BY_SOC, chp: chp0, ess: ess0}",
		"{id: c, type: DIGITAL_OUTPUT, output: relay0, windows: [{from: 00:00, to: 24:00}]}",
		"{id: c, type: OUTPUT_ALARM, output: relay0, inputs: [ess0]}",
		"{id: c, type: CHANNEL_THRESHOLD, output: relay0, input: ess0, channel: Temperature, low: 30, high: 60}",
		"{id: c, type: SINGLE_THRESHOLD, output: relay0, input: meter0, channel: ActivePower, threshold: 3000}",
	}
}

func TestNoProposalAllocates(t *testing.T) {
	for _, c := range everyType() {
		r := with(t, c)
		for _, channel := range []string{"meter0.ActivePower", "feeder0.ActivePower", "ess0.ActivePower", "car0.ActivePower"} {
			r.Put(channel, -9000)
		}
		r.Put("ess0.SOC", 15)
		r.Put("ess0.Temperature", 40)
		r.Run(10 * time.Minute)
		if n := r.Allocations(); n != 0 {
			t.Errorf("%s: %v allocations a cycle", c, n)
		}
	}
}

// An unknown surplus is none: nothing is switched on by it, and what runs by it stops.
func TestWithoutFreshValuesNothingConsumes(t *testing.T) {
	for _, tt := range []struct{ controller, asset string }{
		{"{id: c, type: SURPLUS_LOAD, assets: [pump0], meter: meter0, ess: ess0}", "pump0"},
		{"{id: c, type: HEATING_ELEMENT, assets: [rod0], meter: meter0, ess: ess0}", "rod0"},
		{"{id: c, type: ANALOG_OUTPUT, asset: rod0, meter: meter0, ess: ess0}", "rod0"},
		{"{id: c, type: EVCS_SURPLUS, evcs: [car0], meter: meter0, ess: ess0}", "car0"},
	} {
		for _, lost := range []string{"meter0.ActivePower", "ess0.ActivePower"} {
			r := with(t, tt.controller)
			r.Run(time.Hour)
			if got := target(t, r, tt.asset); got != 0 {
				t.Errorf("%s: it draws %v before anything was read", tt.controller, got)
			}
			r.Put("meter0.ActivePower", -9000)
			r.Put("ess0.ActivePower", 0)
			r.Run(time.Hour)
			if got := target(t, r, tt.asset); got == 0 {
				t.Errorf("%s: it draws nothing with 9 kW to spare", tt.controller)
			}
			r.Silence(lost)
			r.Run(time.Hour)
			if got := target(t, r, tt.asset); got != 0 {
				t.Errorf("%s: it draws %v without %s", tt.controller, got, lost)
			}
		}
	}
}

// A load of which nobody wants anything takes what it likes. In an outage that is the last thing
// wanted: the controllers stay armed and ask for nothing.
func TestInAnOutageNothingConsumes(t *testing.T) {
	for _, tt := range []struct{ controller, asset string }{
		{"{id: c, type: SURPLUS_LOAD, assets: [pump0], meter: meter0}", "pump0"},
		{"{id: c, type: HEATING_ELEMENT, assets: [rod0], meter: meter0, least_energy_wh: 900000}", "rod0"},
		{"{id: c, type: ANALOG_OUTPUT, asset: rod0, meter: meter0}", "rod0"},
		{"{id: c, type: EVCS_SURPLUS, evcs: [car0], meter: meter0}", "car0"},
		{"{id: c, type: EVCS_SURPLUS, evcs: [car0], meter: meter0, charge: MINIMUM}", "car0"},
		{"{id: c, type: EVCS_SURPLUS, evcs: [car0], meter: meter0, charge: FORCE}", "car0"},
		{"{id: c, type: EVCS_FIXED, evcs: [car0], current_a: 16, windows: [{weekdays: [MON], from: 14:00, to: 15:00}]}", "car0"},
	} {
		r := with(t, tt.controller)
		r.Put("meter0.ActivePower", -9000)
		r.Run(50 * time.Minute)
		if got := target(t, r, tt.asset); got == 0 {
			t.Errorf("%s: it draws nothing with 9 kW to spare", tt.controller)
		}
		for _, mode := range []control.Mode{control.Backup, control.Island} {
			r.Mode = mode
			r.Run(time.Hour)
			if got := target(t, r, tt.asset); got != 0 {
				t.Errorf("%s: in %s it draws %v", tt.controller, mode, got)
			}
		}
	}
	r := with(t, "{id: c, type: SG_READY, contact_1: relay0, contact_2: relay1, meter: meter0, force_watts: 1000}")
	r.Put("meter0.ActivePower", -9000)
	r.Run(time.Hour)
	r.Mode = control.Backup
	r.Run(time.Hour)
	if closed(t, r, "relay0") || closed(t, r, "relay1") {
		t.Error("in an outage a heat pump is still forced to run")
	}
}

// What the battery gives is no surplus: loads would empty it.
func TestDischargeIsNoSurplus(t *testing.T) {
	for _, tt := range []struct{ controller, asset string }{
		{"{id: c, type: SURPLUS_LOAD, assets: [pump0], meter: meter0, ess: ess0}", "pump0"},
		{"{id: c, type: HEATING_ELEMENT, assets: [rod0], meter: meter0, ess: ess0}", "rod0"},
		{"{id: c, type: ANALOG_OUTPUT, asset: rod0, meter: meter0, ess: ess0}", "rod0"},
		{"{id: c, type: EVCS_SURPLUS, evcs: [car0], meter: meter0, ess: ess0}", "car0"},
	} {
		r := with(t, tt.controller)
		r.Put("meter0.ActivePower", -5000)
		r.Put("ess0.ActivePower", -8000)
		r.Run(time.Hour)
		if got := target(t, r, tt.asset); got != 0 {
			t.Errorf("%s: it draws %v of what the battery gives", tt.controller, got)
		}
	}
}
