package cycle

import (
	"slices"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/cycle/state"
	"ohmstead/edge/site"
	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
)

// mostOverrides bounds the set-points by hand that are in force at a time.
const mostOverrides = 64

// Operator is the name under which set-points by hand stand among the requests.
const Operator = "operator"

// Ready says that every required device has answered once, or that the wait for it is over.
func (c *Core) Ready() {
	c.note(Act{Kind: ActReady})
	c.facts.Ready = true
}

// Stop asks the edge to stop; the next Step orders every safe state and is in SHUTDOWN.
func (c *Core) Stop() {
	c.note(Act{Kind: ActStop})
	c.facts.Stopping = true
}

// State is the state after the last Step.
func (c *Core) State() state.State { return c.machine.State() }

// Enable switches control on or off. Switched off, every asset goes to its safe state.
func (c *Core) Enable(on bool, by string) {
	c.note(Act{Kind: ActEnable, On: on, By: by})
	if c.facts.Disabled == !on {
		return
	}
	c.facts.Disabled, c.changed = !on, true
	code := reason.ControlEnabled
	if !on {
		code = reason.ControlDisabled
	}
	c.tell(Event{Code: code, Params: reason.Params{"by": by}})
}

// Mode is the mode of the next cycle.
func (c *Core) Mode() control.Mode { return c.mode }

// SetMode is an operator's or a schedule's change of mode, from the next cycle on. It refuses a
// mode that does not exist with INVALID_VALUE.
func (c *Core) SetMode(m control.Mode, by string) error {
	c.note(Act{Kind: ActMode, Mode: m, By: by})
	if !slices.Contains(control.Modes(), m) {
		return reason.New(reason.InvalidValue, reason.Params{"field": "mode", "value": string(m), "want": "a mode"})
	}
	c.enter(m, by)
	return nil
}

func (c *Core) enter(m control.Mode, by string) {
	if m == c.mode {
		return
	}
	c.tell(Event{Code: reason.ModeChanged, Params: reason.Params{"from": string(Shown(c.mode)), "to": string(m), "by": by}})
	c.mode, c.changed = m, true
}

// Shown is a mode as people see it: a scenario in which every controller is armed runs in
// SELF_CONSUMPTION.
func Shown(m control.Mode) control.Mode {
	if m == control.AllArmed {
		return control.SelfConsumption
	}
	return m
}

// Override takes an asset by hand from the next cycle on, until it expires or is released; it
// replaces the override the asset has. It is refused with FAULT_LATCHED in FAULT and SHUTDOWN,
// where nothing is kept for later; with NOT_CONTROLLABLE for an asset without power set-point; with
// INVALID_VALUE when it has ended already; with MISSING_FIELD without name or reason; with TOO_MANY
// when there is no room.
func (c *Core) Override(now time.Time, o control.Override) error {
	now = now.Round(0)
	c.note(Act{Kind: ActOverride, At: now, Override: o})
	if err := c.acceptable(now, o); err != nil {
		return err
	}
	all := c.standing.Overrides
	i := slices.IndexFunc(all, func(other control.Override) bool { return other.Asset == o.Asset })
	switch {
	case i >= 0:
		all[i] = o
	case len(all) == mostOverrides:
		return reason.New(reason.TooMany, reason.Params{"field": "overrides", "most": mostOverrides})
	default:
		c.standing.Overrides = append(all, o)
	}
	c.changed = true
	c.tell(Event{Code: reason.OverrideSet, Asset: c.name(o.Asset), Params: reason.Params{
		"by": o.By, "power_watts": int64(o.Power), "until": o.To.UTC().Format(time.RFC3339), "reason": o.Reason,
	}})
	return nil
}

func (c *Core) acceptable(now time.Time, o control.Override) error {
	switch {
	case !c.meaning.Overrides:
		return reason.New(reason.FaultLatched, reason.Params{"code": c.holding()})
	case !c.takes(o.Asset):
		return reason.New(reason.NotControllable, reason.Params{"asset": c.name(o.Asset)})
	case o.By == "":
		return reason.New(reason.MissingField, reason.Params{"field": "by"})
	case o.Reason == "":
		return reason.New(reason.MissingField, reason.Params{"field": "reason"})
	case !now.Before(o.To) || !o.From.Before(o.To):
		return reason.New(reason.InvalidValue, reason.Params{"field": "until", "value": o.To, "want": "an instant after now and after the beginning"})
	}
	return nil
}

// takes reports whether a place takes a power.
func (c *Core) takes(a control.Asset) bool {
	return a >= 0 && int(a) < len(c.places) && c.places[a] != site.Seat{Asset: -1, Cluster: -1}
}

// holding names what keeps the edge from being taken by hand.
func (c *Core) holding() string {
	if len(c.faults) > 0 {
		return string(c.faults[0].Code)
	}
	return string(c.meaning.State)
}

// Release ends the override of this id; without one it does nothing.
func (c *Core) Release(id, by string) {
	c.note(Act{Kind: ActRelease, ID: id, By: by})
	c.end(func(o *control.Override) (Event, bool) {
		return Event{Code: reason.OverrideReleased, Params: reason.Params{"by": by}}, o.ID == id
	})
}

// SetPlan replaces the dispatch plan.
func (c *Core) SetPlan(p control.Plan) {
	c.note(Act{Kind: ActPlan, Plan: p})
	c.standing.Plan = p
}

// SetLimits replaces the limits of the grid connection and what holds when the last of them has
// ended, nil for nothing, and what the operator of the grid lays upon it besides.
func (c *Core) SetLimits(limits []control.Limit, failSafe *control.Limit, constraints []control.GridConstraint) {
	c.note(Act{Kind: ActLimits, Limits: limits, FailSafe: failSafe, Constraints: constraints})
	c.standing.Limits, c.standing.FailSafe, c.standing.Constraints = limits, failSafe, constraints
}

// expire ends the overrides whose time is over.
func (c *Core) expire(now time.Time) {
	c.end(func(o *control.Override) (Event, bool) {
		if now.Before(o.To) {
			return Event{}, false
		}
		return Event{Code: reason.OverrideExpired, Params: reason.Params{"by": o.By}}, true
	})
}

// dropOverrides ends all of them: after a fault nothing returns by itself to what somebody once
// asked for.
func (c *Core) dropOverrides() {
	fault := c.holding()
	c.end(func(o *control.Override) (Event, bool) {
		return Event{Code: reason.OverrideDropped, Params: reason.Params{"by": o.By, "fault": fault}}, true
	})
}

// end takes away the overrides that are over and says why.
func (c *Core) end(over func(*control.Override) (Event, bool)) {
	kept := c.standing.Overrides[:0]
	for i := range c.standing.Overrides {
		o := &c.standing.Overrides[i]
		e, ends := over(o)
		if !ends {
			kept = append(kept, *o)
			continue
		}
		e.Asset = c.name(o.Asset)
		c.tell(e)
		c.changed = true
	}
	c.standing.Overrides = kept
}

// byHand files the overrides that are in force.
func (c *Core) byHand(now time.Time) {
	c.filing.As(Operator, envelope.ManualOverride)
	for i := range c.standing.Overrides {
		if o := &c.standing.Overrides[i]; o.Contains(now) {
			c.filing.Want(o.Asset, control.Wish{
				Target: o.Power, Weight: 1, Cause: envelope.Cause{Code: reason.ManualOverride, Name: o.By},
			})
		}
	}
}

// Standing is what operators and the backend have ordered. The caller must not change it.
func (c *Core) Standing() control.Standing { return c.standing }
