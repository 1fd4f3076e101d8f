package optimise_test

import (
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
