package optimise_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/edge/control"
	"ohmstead/edge/control/controltest"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

func planned(t *testing.T, rest string) *controltest.Rig {
	t.Helper()
	r := with(t, "{id: c, type: SCHEDULE_TRACKER, ess: ess0, meter: meter0"+rest+"}")
	quarter := func(n int) slot.Interval {
		from := r.Now.Add(time.Duration(n) * slot.QuarterHour)
		return slot.Interval{From: from, To: from.Add(slot.QuarterHour)}
	}
	ess := r.Asset("ess0")
	r.Standing.Plan = control.Plan{ID: "today", Issued: r.Now, Slots: []control.PlanSlot{
		{Asset: ess, Power: 4000, Interval: quarter(1)}, {Asset: ess, Power: -6000, Interval: quarter(2)},
	}}
	return r
}

func TestThePlanIsFollowedToTheSecond(t *testing.T) {
	r := planned(t, ", on_stale: SAFE")
	noon := r.Now
	for _, tt := range []struct {
		after time.Duration
		want  unit.Power
		when  string
	}{
		{15*time.Minute - time.Second, 500, "before its first slot the safe state"},
		{15 * time.Minute, 4000, "with the first instant of a slot its power"},
		{30*time.Minute - time.Second, 4000, "and with its last"},
		{30 * time.Minute, -6000, "then the next slot's"},
		{45 * time.Minute, 500, "after the last slot the safe state"},
	} {
		r.Now = noon.Add(tt.after)
		at(r, 1000, 0, 50)
		wants(t, r, tt.want, tt.when)
	}
}

func TestAStalePlanIsHandledAsTheFileSays(t *testing.T) {
	late := 46 * time.Minute
	for _, tt := range []struct {
		rest  string
		after time.Duration
		want  unit.Power
		when  string
	}{
		{", on_stale: HOLD, hold_for: 10m", late, -6000, "HOLD keeps the last power of the plan"},
		{", on_stale: HOLD, hold_for: 10m", 56 * time.Minute, 500, "HOLD ends after hold_for in the safe state"},
		{", on_stale: SELF_CONSUMPTION", late, -1000, "SELF_CONSUMPTION serves the site"},
		{", on_stale: SAFE", late, 500, "SAFE is the safe state"},
		{", on_stale: SAFE, max_age: 20m", 31 * time.Minute, 500, "a plan that was issued too long ago is stale inside its slots"},
	} {
		r := planned(t, tt.rest)
		noon := r.Now
		r.Now = noon.Add(40 * time.Minute)
		at(r, 1000, 0, 50)
		r.Now = noon.Add(tt.after)
		at(r, 1000, 0, 50)
		wants(t, r, tt.want, tt.when)
	}
}

func TestTheEndOfThePlanIsToldOnceAndSoIsTheNext(t *testing.T) {
	r := planned(t, "")
	var told []reason.Code
	cleared := 0
	for _, minutes := range []int{20, 50, 51, 52, 25} { // the last as if a new plan had come
		r.Now = time.Date(2026, time.June, 1, 12, minutes, 0, 0, time.UTC)
		at(r, 0, 0, 50)
		told = append(told, r.Told()...)
		for _, n := range r.Filing.Notices() {
			if n.Cleared {
				cleared++
			}
		}
	}
	if diff := cmp.Diff([]reason.Code{reason.PlanStale, reason.PlanStale}, told); diff != "" || cleared != 1 {
		t.Errorf("%d cleared (-want +got):\n%s", cleared, diff)
	}
}

func TestAnotherModeEndsTheAlarmAndForgetsWhatWasHeld(t *testing.T) {
	r := planned(t, ", on_stale: HOLD")
	noon := r.Now
	r.Mode = control.Schedule
	r.Now = noon.Add(20 * time.Minute)
	at(r, 0, 0, 50)
	r.Now = noon.Add(50 * time.Minute)
	at(r, 0, 0, 50)
	wants(t, r, 4000, "the plan has ended and is held")
	r.Mode = control.SelfConsumption
	at(r, 0, 0, 50)
	wantsNothing(t, r, "in another mode")
	if n := r.Filing.Notices(); len(n) != 1 || !n[0].Cleared {
		t.Errorf("it tells %+v, want the alarm's end", n)
	}
	r.Mode = control.Schedule
	at(r, 0, 0, 50)
	wants(t, r, 500, "back again there is nothing to hold")
}

func TestThePlanNeedsTheMeterOnlyToFallBack(t *testing.T) {
	r := planned(t, "")
	r.Now = r.Now.Add(20 * time.Minute)
	r.Put("ess0.ActivePower", 0)
	r.Step()
	wants(t, r, 4000, "without a meter the plan goes on")
	r.Now = r.Now.Add(time.Hour)
	r.Step()
	wantsNothing(t, r, "without plan and meter")
	refused(t, "{id: c, type: SCHEDULE_TRACKER, ess: ess0}", "MISSING_FIELD: meter, which on_stale SELF_CONSUMPTION reads, is missing")
}

func TestThePlansAgeIsNotTheReadingsAge(t *testing.T) {
	r := controltest.New(t, "max_age: 5s"+shed+"{id: c, type: SCHEDULE_TRACKER, ess: ess0, on_stale: SAFE, max_age: 2h}\n")
	if got := r.Site.Config.MaxAge; got != 5*time.Second {
		t.Errorf("readings may be %v old, want the site's 5s", got)
	}
}

// ordered orders so much of the battery from now on, with a ramp.
func ordered(r *controltest.Rig, watts, ramp unit.Power) {
	r.Standing.Plan.Issued = r.Now
	r.Standing.Plan.Slots = append([]control.PlanSlot{{
		Asset: r.Asset("ess0"), Power: watts, Ramp: ramp, Interval: slot.Interval{From: r.Now, To: r.Now.Add(slot.QuarterHour)},
	}}, r.Standing.Plan.Slots...)
}

func TestARampComesToThePlansPowerNoFasterThanItSays(t *testing.T) {
	const unknown = -1
	for name, tt := range map[string]struct {
		watts, ramp unit.Power
		measured    float64 // of the battery when the order comes, and all the time
		extra       string
		cycle       time.Duration
		want        []unit.Power
	}{
		"from rest upwards":                         {watts: 1000, ramp: 400, want: []unit.Power{400, 800, 1000, 1000}},
		"downwards through zero":                    {watts: -500, ramp: 400, measured: 600, want: []unit.Power{200, -200, -500, -500}},
		"where the battery is there already":        {watts: 600, ramp: 1, measured: 600, want: []unit.Power{600, 600}},
		"in one step where the ramp is steep":       {watts: 5000, ramp: 100_000, want: []unit.Power{5000, 5000}},
		"without a ramp at once":                    {watts: 5000, want: []unit.Power{5000}},
		"from the last set-point where nobody says": {watts: 1500, ramp: 400, measured: unknown, want: []unit.Power{900, 1300, 1500}},
		"by less than a watt a cycle":               {watts: 100, ramp: 1, cycle: 250 * time.Millisecond, want: []unit.Power{0, 0, 1, 1, 1, 2, 2, 2}},
		"by as much as the cycle is long":           {watts: 5000, ramp: 100, cycle: 5 * time.Second, want: []unit.Power{500, 1000, 1500}},
	} {
		t.Run(name, func(t *testing.T) {
			r := with(t, "{id: c, type: SCHEDULE_TRACKER, ess: ess0, on_stale: SAFE}")
			if tt.cycle > 0 {
				r.Cycle = tt.cycle
			}
			if tt.measured != unknown {
				r.Put("ess0.ActivePower", tt.measured)
			}
			r.Step() // the safe state, 500 W
			ordered(r, tt.watts, tt.ramp)
			var got []unit.Power
			for range tt.want {
				r.Step()
				p, _ := r.Target("ess0")
				got = append(got, p)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// goes fails unless the battery is given these powers in the next cycles.
func goes(t *testing.T, r *controltest.Rig, when string, want ...unit.Power) {
	t.Helper()
	var got []unit.Power
	for range want {
		r.Step()
		got = append(got, r.Power("ess0"))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", when, diff)
	}
}

// What binds earlier holds at once, whatever the ramp, and leaves no leap behind when it lets go.
func TestARampGoesOnFromWhereOthersHaveLeftTheBattery(t *testing.T) {
	r := controltest.New(t, shed+"{id: c, type: SCHEDULE_TRACKER, ess: ess0, on_stale: SAFE}\n"+
		"  - {id: keep, type: LIMIT_TOTAL_DISCHARGE, ess: ess0, soc_min_percent: 20}\n"+
		"  - {id: hand, type: MANUAL_OVERRIDE, asset: ess0, set_active_power_watts: 3000, expires_at: 2026-06-01T12:00:08Z, reason: a test}\n")
	r.Now = r.Now.Add(6 * time.Second)
	r.Put("ess0.ActivePower", -700)
	r.Put("ess0.SOC", 50)
	ordered(r, -2000, 500)
	goes(t, r, "while a hand holds it", 3000, 3000)
	goes(t, r, "afterwards it goes on from there", 2500, 2000)
	r.Put("ess0.SOC", 10)
	goes(t, r, "empty it does not discharge", 1500, 1000, 500, 0, 0, 0)
	r.Put("ess0.SOC", 50)
	goes(t, r, "afterwards it goes on from there", -500, -1000)
	ordered(r, 0, 800)
	goes(t, r, "another order takes over where the last has come", -200, 0)
}

func TestAfterARestartARampBeginsAtWhatTheBatteryDoes(t *testing.T) {
	r := with(t, "{id: c, type: SCHEDULE_TRACKER, ess: ess0, on_stale: SAFE}")
	ordered(r, 4000, 100)
	goes(t, r, "as long as nobody has read it, at its safe state", 500, 600)
	r.Put("ess0.ActivePower", 3000)
	goes(t, r, "once somebody has", 3100, 3200)
}

func TestAHeldPlanStaysWhereItsRampHasCome(t *testing.T) {
	r := with(t, "{id: c, type: SCHEDULE_TRACKER, ess: ess0, on_stale: HOLD, hold_for: 10m}")
	r.Put("ess0.ActivePower", 0)
	r.Step()
	ordered(r, 4000, 100)
	r.Standing.Plan.Slots[0].To = r.Now.Add(2 * time.Second)
	goes(t, r, "the order ends on the way", 100, 200, 200, 200)
}

// A smoothed output follows a ramp behind it. If the ramp went from what is given, it would hardly move.
func TestARampIsNotHeldUpByASmoothedOutput(t *testing.T) {
	r := controltest.New(t, strings.Replace(shed, "safe_state: 500", "output: {smoothing: 1m}", 1)+"{id: c, type: SCHEDULE_TRACKER, ess: ess0, on_stale: SAFE}\n")
	r.Put("ess0.ActivePower", 0)
	r.Step()
	ordered(r, 4000, 100)
	for range 10 {
		r.Last[r.Asset("ess0")] = 7 // what the output has made of it
		r.Step()
	}
	wants(t, r, 1000, "after ten seconds")
}
