package optimise_test

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"ohmstead/edge/control/controltest"
	"ohmstead/energy/unit"
)

// shed is a site with a battery of 10 kW and 20 kWh, in a zone with summer time.
const shed = `
time_zone: Europe/Berlin
assets:
  - {id: meter0, nature: GRID_METER}
  - {id: pv0, nature: PV, max_active_power_watts: 12000}
  - {id: ess0, nature: ESS, max_apparent_power_va: 10000, capacity_wh: 20000, safe_state: 500}
controllers:
  - `

// with is the shed under one controller.
func with(t testing.TB, controller string) *controltest.Rig {
	t.Helper()
	return controltest.New(t, shed+controller+"\n")
}

// refused is the complaint about a controller of the shed.
func refused(t *testing.T, controller, want string) {
	t.Helper()
	err := controltest.Refused(t, shed+controller+"\n")
	if !strings.HasSuffix(err.Error(), want) {
		t.Errorf("%s:\n got %v\nwant …%s", controller, err, want)
	}
}

// at puts the meter, the battery and its state of charge and runs a cycle.
func at(r *controltest.Rig, grid, battery, soc float64) {
	r.Put("meter0.ActivePower", grid)
	r.Put("ess0.ActivePower", battery)
	r.Put("ess0.SOC", soc)
	r.Step()
}

// wants fails unless the last step's target of the battery is this one.
func wants(t *testing.T, r *controltest.Rig, want unit.Power, when string) {
	t.Helper()
	if got, ok := r.Target("ess0"); !ok || got != want {
		t.Errorf("%s: the target is %v, %v; want %v", when, got, ok, want)
	}
}

// wantsNothing fails unless nothing was asked of the battery in the last step.
func wantsNothing(t *testing.T, r *controltest.Rig, when string) {
	t.Helper()
	if got := r.Asked("ess0"); len(got) != 0 {
		t.Errorf("%s: it asks %+v", when, got)
	}
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
		"{id: c, type: SELF_CONSUMPTION, ess: ess0, meter: meter0}",
		"{id: c, type: SCHEDULE_TRACKER, ess: ess0, meter: meter0}",
		"{id: c, type: SCHEDULED_BALANCING, ess: ess0, meter: meter0, target_grid_watts: 500, windows: [{from: 00:00, to: 24:00}]}",
		"{id: c, type: TIME_OF_USE, ess: ess0, meter: meter0, delay: [{from: 00:00, to: 24:00}]}",
		"{id: c, type: FIXED_SOC, ess: ess0, target_percent: 50}",
		"{id: c, type: DELAY_CHARGE, ess: ess0, ready_by: 18:00}",
		"{id: c, type: GRID_OPTIMISED_CHARGE, ess: ess0, meter: meter0, export_limit_watts: 1000, ready_by: 18:00}",
		"{id: c, type: DELAYED_SELL, ess: ess0, meter: meter0, store_above_watts: 3000, sell_watts: 1000}",
		"{id: c, type: LIMIT_TOTAL_DISCHARGE, ess: ess0, soc_min_percent: 20, soc_force_percent: 10}",
		"{id: c, type: HYBRID_SURPLUS_FEED, ess: ess0, pv: pv0}",
		"{id: c, type: TEST_CYCLE, ess: ess0, charge_watts: 1000, discharge_watts: 1000}",
		"{id: c, type: HIGH_LOAD_TIMESLOT, ess: ess0, windows: [{weekdays: [SUN], from: 22:00, to: 23:00}], discharge_watts: 6000, charge_watts: 4000}",
		"{id: c, type: FIXED_ACTIVE_POWER, asset: ess0, active_power_watts: 700}",
		"{id: c, type: LINEAR_POWER_BAND, ess: ess0, min_watts: -100, max_watts: 100}",
	}
}

// Nothing is taken for zero: before the first reading, and when all of them are lost, no controller
// that reads anything moves the battery. What it may do is forbid, or ask for rest.
func TestWithoutFreshValuesNothingIsMoved(t *testing.T) {
	for _, c := range everyType()[:12] {
		r := with(t, c)
		for _, cycle := range []string{"before the first reading", "after the last"} {
			r.Step()
			if got, ok := r.Target("ess0"); ok && got != 0 {
				t.Errorf("%s, %s: the target is %v", c, cycle, got)
			}
			if b := r.Bounds("ess0"); b.Min > 0 || b.Max < 0 {
				t.Errorf("%s, %s: it bounds to %+v, which moves the battery", c, cycle, b)
			}
			for _, channel := range []string{"meter0.ActivePower", "ess0.ActivePower", "ess0.SOC", "ess0.AllowedChargePower", "pv0.DC_Power"} {
				r.Put(channel, 15)
			}
			r.Run(3 * time.Second)
			for _, channel := range []string{"meter0.ActivePower", "ess0.ActivePower", "ess0.SOC", "ess0.AllowedChargePower", "pv0.DC_Power"} {
				r.Silence(channel)
			}
			r.Run(6 * time.Second)
		}
	}
}

func TestNoProposalAllocates(t *testing.T) {
	for _, c := range everyType() {
		r := with(t, c)
		for _, channel := range []string{"meter0.ActivePower", "ess0.ActivePower", "ess0.AllowedChargePower", "pv0.DC_Power"} {
			r.Put(channel, -2000)
		}
		r.Put("ess0.SOC", 15)
		r.Step()
		if n := r.Allocations(); n != 0 {
			t.Errorf("%s: %v allocations a cycle", c, n)
		}
	}
}

// The battery is not moved by what pays while an outage has it.
func TestWhatPaysIsNotArmedInAnOutage(t *testing.T) {
	for _, c := range everyType() {
		for _, mode := range []string{"BACKUP", "ISLAND", "DROOP"} {
			r := controltest.New(t, "mode: "+mode+shed+c+"\n")
			at(r, -5000, 0, 15)
			wantsNothing(t, r, c+" in "+mode)
		}
	}
}
