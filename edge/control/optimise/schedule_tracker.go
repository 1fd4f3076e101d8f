package optimise

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// What a schedule tracker does when the plan does not say what to do.
const (
	staleHold    = "HOLD"
	staleBalance = "SELF_CONSUMPTION"
	staleSafe    = "SAFE"
)

// scheduleTracker follows the dispatch plan.
type scheduleTracker struct {
	connected
	safe    unit.Power
	maxAge  time.Duration
	onStale string
	holdFor time.Duration
	weight  int

	ramp  control.Approach
	held  unit.Power    // what the battery was last to do by the plan
	since time.Duration // how long ago; holds while less than holdFor
	holds bool          // it has said something
	stale bool          // the alarm is raised
}

// ScheduleTracker is the controller type SCHEDULE_TRACKER.
func ScheduleTracker() control.Spec {
	return control.Spec{
		Type:     "SCHEDULE_TRACKER",
		Level:    envelope.Optimization,
		Modes:    economic(),
		Weight:   control.WeightPlan,
		Raises:   []reason.Code{reason.PlanStale},
		Impact:   movesMoney,
		Fallback: "when the plan is older than max_age or says nothing about now: on_stale, with the alarm PLAN_STALE",
		Summary:  "In mode SCHEDULE follows the dispatch plan of the site. What binds earlier cuts it.",
		Formula:  "ess → plan(now) while now − issued ≤ max_age, with a ramp_rate last + clamp(plan(now) − last, ± ramp_rate · Δt) from ess.ActivePower on; else HOLD: the last power of the plan for hold_for, then safe_state; SELF_CONSUMPTION: ess → −(meter.ActivePower − ess.ActivePower); SAFE: ess → safe_state",
		Source:   "document 002 §4.1 (schedule tracking)",
		Fields: []control.Field{
			battery(point.ActivePower),
			{Name: "meter", Kind: control.AssetField, Natures: []point.Nature{point.GridMeter}, Meaning: "the meter at the grid connection; needed for on_stale SELF_CONSUMPTION only, so a plan is followed without it"},
			{Name: "max_age", Kind: control.DurationField, Lasting: 26 * time.Hour, Meaning: "age past which a plan counts as stale; a day-ahead plan issued in the afternoon lasts until the next day's end"},
			{Name: "on_stale", Kind: control.ChoiceField, Standard: staleBalance, Choices: []string{staleHold, staleBalance, staleSafe}, Meaning: "what is done while the plan is stale or has a gap"},
			{Name: "hold_for", Kind: control.DurationField, Lasting: time.Hour, Meaning: "how long HOLD holds"},
		},
		New: newScheduleTracker,
	}
}

func newScheduleTracker(p control.Params) (control.Controller, error) {
	ess := p.Member("ess")
	c := &scheduleTracker{
		ramp:      control.ApproachOf(ess),
		connected: connected{ess: ess.Asset, grid: image.None, battery: ess.Handle(point.ActivePower)},
		safe:      ess.SafeState,
		maxAge:    p.Duration("max_age"),
		onStale:   p.Texts["on_stale"],
		holdFor:   p.Duration("hold_for"),
		weight:    p.Weight,
	}
	meter, given := p.Optional("meter")
	switch {
	case given:
		c.grid = meter.Handle(point.ActivePower)
	case c.onStale == staleBalance:
		return nil, missing("meter, which on_stale SELF_CONSUMPTION reads,")
	}
	return c, nil
}

// Propose tells once when the plan ends or comes back. It is asked in the other economic modes
// too, so that the alarm ends where no plan is needed any more.
func (c *scheduleTracker) Propose(in control.Input, out *control.Filing) {
	if in.Mode != control.Schedule && in.Mode != control.AllArmed {
		c.holds = false
		c.ramp.Rest()
		c.tell(false, out)
		return
	}
	plan := &in.Standing.Plan
	planned, covered := plan.At(c.ess, in.Now)
	fresh := covered && in.Now.Sub(plan.Issued) <= c.maxAge
	c.tell(!fresh, out)
	if fresh {
		c.held, c.since, c.holds = c.ramp.Toward(planned, in), 0, true
		out.Want(c.ess, control.Wish{Target: c.held, Weight: c.weight})
		return
	}
	c.ramp.Rest()
	c.since += in.Since
	switch c.onStale {
	case staleBalance:
		if n, ok := c.without(in); ok {
			out.Want(c.ess, control.Wish{Target: -n, Weight: c.weight})
		}
	case staleHold:
		if c.holds = c.holds && c.since <= c.holdFor; c.holds {
			out.Want(c.ess, control.Wish{Target: c.held, Weight: c.weight})
			return
		}
		out.Want(c.ess, control.Wish{Target: c.safe, Weight: c.weight})
	default:
		out.Want(c.ess, control.Wish{Target: c.safe, Weight: c.weight})
	}
}

func (c *scheduleTracker) tell(stale bool, out *control.Filing) {
	if stale != c.stale {
		c.stale = stale
		out.Tell(control.Notice{Code: reason.PlanStale, Params: reason.Params{"on_stale": c.onStale}, Asset: c.ess, Cleared: !stale})
	}
}
