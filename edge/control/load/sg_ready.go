package load

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// sgState is what a heat pump is told.
type sgState uint8

const (
	sgRegular sgState = iota
	sgRecommended
	sgForced
	sgLocked
)

// contacts are the two contacts of a state. Source: Bundesverband Wärmepumpe, regulations for the
// SG Ready label, version 1.1: state 1 (locked) 1:0, 2 (regular) 0:0, 3 (recommended) 0:1,
// 4 (forced) 1:1.
func (s sgState) contacts() [2]bool {
	return [...][2]bool{sgRegular: {false, false}, sgRecommended: {false, true}, sgForced: {true, true}, sgLocked: {true, false}}[s]
}

// sgReady tells a heat pump by two contacts how welcome its consumption is.
type sgReady struct {
	surplus
	outputs                   [2]image.Handle
	pump                      image.Handle
	soc                       image.Handle
	recommend, force, lock    unit.Power
	recommends, forces, locks bool
	forceSOC, lockSOC         float64
	minimum, lockFor          time.Duration
	weight                    int

	state sgState
	held  time.Duration
	free  time.Duration // since the last lock ended
}

// SGReady is the controller type SG_READY.
func SGReady() control.Spec {
	fields := append([]control.Field{
		contact("contact_1", "the first contact of the heat pump"),
		contact("contact_2", "the second contact of the heat pump"),
		{Name: "pump", Kind: control.AssetField, Natures: []point.Nature{point.Load, point.Meter}, Meaning: "where the heat pump is measured; without it, it counts as taking the threshold of its state"},
	}, surplusFields()...)
	return control.Spec{
		Type:     "SG_READY",
		Level:    envelope.Optimization,
		Weight:   control.WeightStanding,
		Impact:   movesComfort + "; a lock is never longer than lock_for",
		Fallback: "without a fresh meter or battery, and in an outage: REGULAR. Where a state of charge is asked for and not known, it is neither forced nor locked",
		Summary:  "Tells a heat pump by its two SG Ready contacts whether it is locked, runs as it likes, is recommended to run or forced to.",
		Formula: "left = pump − meter.ActivePower + battery as SURPLUS_LOAD. LOCKED (1:0): meter > lock_import_watts and SOC < lock_soc_percent; FORCED (1:1): left > force_watts and SOC ≥ force_soc_percent; " +
			"RECOMMENDED (0:1): left > recommend_watts; else REGULAR (0:0); each for at least min_switch",
		Source: "Bundesverband Wärmepumpe, regulations for the SG Ready label 1.1 (states, and two hours of lock); choice of states as OpenEMS Io.HeatPump.SgReady (reference commit 0e4ea888)",
		Fields: append(fields,
			watts("recommend_watts", 0, "surplus above which running is recommended; never where it is not given"),
			watts("force_watts", 0, "surplus above which running is forced; never where it is not given"),
			percent("force_soc_percent", 0, "state of charge from which running is forced; asked for where there is a battery"),
			watts("lock_import_watts", 0, "grid import above which it is locked; never where it is not given"),
			percent("lock_soc_percent", 100, "state of charge below which it is locked; asked for where there is a battery"),
			span("min_switch", 10*time.Minute, "how long a state is kept at least"),
			control.Field{Name: "lock_for", Kind: control.DurationField, Lasting: 2 * time.Hour, Meaning: "how long it is locked at most, and how long it is free afterwards"},
		),
		New: newSGReady,
	}
}

func newSGReady(p control.Params) (control.Controller, error) {
	c := &sgReady{
		surplus: surplusOf(p),
		outputs: [2]image.Handle{p.Member("contact_1").Handle(point.SetClosed), p.Member("contact_2").Handle(point.SetClosed)},
		pump:    image.None, soc: image.None,
		recommend: p.Power("recommend_watts"), recommends: p.Given["recommend_watts"],
		force: p.Power("force_watts"), forces: p.Given["force_watts"], forceSOC: p.Numbers["force_soc_percent"],
		lock: p.Power("lock_import_watts"), locks: p.Given["lock_import_watts"], lockSOC: p.Numbers["lock_soc_percent"],
		minimum: p.Durations["min_switch"], lockFor: p.Durations["lock_for"], weight: p.Weight,
	}
	c.free = c.lockFor
	if m, ok := p.Optional("pump"); ok {
		c.pump = m.Handle(point.ActivePower)
	}
	if m, ok := p.Optional("ess"); ok {
		c.soc = m.Handle(point.SOC)
	}
	switch {
	case c.outputs[0] == c.outputs[1]:
		return nil, reason.Invalid("contact_2", p.Member("contact_2").ID, "another contact than contact_1")
	case !c.recommends && !c.forces && !c.locks:
		return nil, missing("recommend_watts, force_watts or lock_import_watts")
	}
	return c, nil
}

// Propose keeps a state for its least time, whatever is seen or not seen meanwhile.
func (c *sgReady) Propose(in control.Input, out *control.Filing) {
	c.held += in.Since
	c.free += in.Since
	ended := c.state == sgLocked && c.held >= c.lockFor
	if next := c.next(in); next != c.state && c.held >= c.minimum || ended {
		if ended && next == sgLocked {
			next = sgRegular
		}
		if c.state == sgLocked {
			c.free = 0
		}
		c.state, c.held = next, 0
	}
	closed := c.state.contacts()
	for i, h := range c.outputs {
		out.Set(h, truth(closed[i]), c.weight, envelope.Cause{})
	}
}

// next is the state that fits what is seen.
func (c *sgReady) next(in control.Input) sgState {
	left, ok := c.left(in, c.takes(in))
	grid, okGrid := in.Power(c.grid)
	if !ok || !okGrid {
		return sgRegular
	}
	soc, known := 0.0, true
	if c.stored {
		soc, known = in.Value(c.soc)
	}
	switch {
	case c.locks && grid > c.lock && known && (!c.stored || soc < c.lockSOC) && c.mayLock():
		return sgLocked
	case c.forces && c.enough(left, c.force, sgForced) && known && (!c.stored || soc >= c.forceSOC):
		return sgForced
	case c.recommends && c.enough(left, c.recommend, sgRecommended):
		return sgRecommended
	default:
		return sgRegular
	}
}

// enough reports whether a surplus is above a threshold, or at it where that is the state's reason
// already.
func (c *sgReady) enough(left, threshold unit.Power, already sgState) bool {
	return left > threshold || left == threshold && c.state == already
}

// mayLock reports whether it is locked already or has been free long enough.
func (c *sgReady) mayLock() bool { return c.state == sgLocked || c.free >= c.lockFor }

// takes is what the heat pump draws: as measured, and as much as its state is meant for where it is
// not, so that a pump that follows does not take away the reason for its state.
func (c *sgReady) takes(in control.Input) unit.Power {
	if p, ok := in.Power(c.pump); ok {
		return max(p, 0)
	}
	switch c.state {
	case sgForced:
		return c.force
	case sgRecommended:
		return c.recommend
	default:
		return 0
	}
}
