package island

import (
	"ohmstead/edge/control"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

// next is the step that this cycle's view leads to, and why; false to stay.
func (c *sequence) next(in control.Input, v view) (step, string, bool) {
	lost := c.lostFor.Past(v.gridLost, in.Since, c.set.detect)
	gone := c.goneFor.Past(v.site.known() && !v.siteAlive, in.Since, c.set.detect)
	sound := c.sound.Past(v.gridHealthy, in.Since, c.set.gridHold)
	switch c.at {
	case starting:
		return c.begin(v)
	case onGrid:
		return c.fromGrid(in, v, lost)
	case opening, refusing:
		return c.whileOpening(v, sound)
	case forming:
		return c.fromForming(in, v)
	case stabilising, islanded:
		return c.inIsland(in, v, gone, sound)
	case dark:
		return c.fromDark(v)
	case synchronising, closing:
		return c.towardsGrid(in, v, gone)
	default:
		return c.fromFollowing(v)
	}
}

// begin takes up what it finds as soon as it knows where the coupler stands.
func (c *sequence) begin(v view) (step, string, bool) {
	switch {
	case !v.closed.ok:
		return 0, "", false
	case v.closed.value != 0 && v.mode.is(point.GridForming):
		return following, foundSo, true
	case v.closed.value != 0:
		return onGrid, foundSo, true
	default:
		return forming, couplerOpen, true
	}
}

func (c *sequence) fromGrid(in control.Input, v view, lost bool) (step, string, bool) {
	switch {
	case lost:
		return opening, gridLost, true
	case v.closed.is(0):
		return forming, couplerOpen, true
	case in.Mode == control.Island && !c.returning:
		return opening, ordered, true
	}
	return 0, "", false
}

// whileOpening never forms a voltage before the coupler is known to be open.
func (c *sequence) whileOpening(v view, sound bool) (step, string, bool) {
	switch {
	case v.closed.is(0):
		return forming, couplerOpen, true
	case c.at == refusing && v.closed.ok && sound:
		return onGrid, gridBack, true
	}
	return 0, "", false
}

func (c *sequence) fromForming(in control.Input, v view) (step, string, bool) {
	if next, why, ok := c.closedUnasked(v); ok {
		return next, why, ok
	}
	if c.held.Past(v.mode.is(point.GridForming) && v.siteAlive, in.Since, c.set.detect) {
		return stabilising, voltageHolds, true
	}
	return 0, "", false
}

// closedUnasked is what to do when the coupler is closed although nobody ordered it.
func (c *sequence) closedUnasked(v view) (step, string, bool) {
	switch {
	case !v.closed.ok || v.closed.value == 0:
		return 0, "", false
	case v.gridAlive:
		return following, couplerClosed, true
	default:
		return opening, couplerClosed, true
	}
}

func (c *sequence) inIsland(in control.Input, v view, gone, sound bool) (step, string, bool) {
	if next, why, ok := c.closedUnasked(v); ok {
		return next, why, ok
	}
	if gone {
		return c.rebuild()
	}
	if c.at == stabilising {
		steady := v.siteAlive && !v.overloaded && c.shedSettled()
		return islanded, loadHolds, c.held.Past(steady, in.Since, c.set.stableFor)
	}
	wanted := !c.byOrder || in.Mode != control.Island
	return synchronising, gridHolds, wanted && sound && c.waits == 0
}

// rebuild forms the voltage anew, as often as it may.
func (c *sequence) rebuild() (step, string, bool) {
	if c.tries++; c.tries >= c.set.attempts {
		return dark, voltageGone, true
	}
	return forming, voltageGone, true
}

// fromDark waits for the coupler that it has ordered to close onto the dead site, or tries again.
func (c *sequence) fromDark(v view) (step, string, bool) {
	switch {
	case v.closed.ok && v.closed.value != 0 && v.gridAlive:
		return following, couplerClosed, true
	case c.inStep >= c.set.retry && !v.grid.known() || c.inStep >= c.set.retry && !v.gridAlive:
		c.tries = 0
		return forming, again, true
	}
	return 0, "", false
}

func (c *sequence) towardsGrid(in control.Input, v view, gone bool) (step, string, bool) {
	near := c.together(v)
	switch {
	case v.closed.ok && v.closed.value != 0:
		return following, couplerClosed, true
	case gone:
		return c.rebuild()
	case !v.gridAlive:
		return islanded, gridLost, true
	case c.at == closing && !near:
		return synchronising, outOfPhase, true
	case c.at == synchronising && c.held.Past(near, in.Since, c.set.syncHold):
		return closing, inPhase, true
	}
	return 0, "", false
}

func (c *sequence) fromFollowing(v view) (step, string, bool) {
	switch {
	case v.closed.is(0):
		return forming, couplerOpen, true
	case v.mode.is(point.GridFollowing) && v.gridAlive:
		return onGrid, handedOver, true
	case v.grid.known() && !v.gridAlive:
		return opening, gridLost, true
	}
	return 0, "", false
}

// overdue reports whether the step has taken longer than it may.
func (c *sequence) overdue() bool {
	most := c.set.limits[c.at]
	return most > 0 && c.inStep >= most
}

// fallBack leaves a step that takes too long for a safe one, with an alarm that stands until the
// sequence has come to rest on the grid or in the island.
func (c *sequence) fallBack(v view, in control.Input, out *control.Filing) {
	failed, to := c.at, dark
	switch c.at {
	case opening:
		to = refusing
	case stabilising:
		if v.siteAlive {
			to = islanded
		}
	case synchronising, closing:
		to = islanded
	case following:
		to = opening
	case forming:
		c.tries = c.set.attempts
	}
	c.waits = c.set.retry
	c.enter(to, timedOut, in, out)
	c.alarm(failed, out)
}

// alarm raises what failed; one alarm stands at a time.
func (c *sequence) alarm(failed step, out *control.Filing) {
	if c.failed == failed {
		return
	}
	c.calm(out)
	c.failed = failed
	out.Tell(control.Notice{Code: reason.IslandStepFailed, Asset: control.NoAsset, Params: reason.Params{"controller": c.id, "step": failed.String()}})
}

// calm ends the alarm that stands.
func (c *sequence) calm(out *control.Filing) {
	if c.failed == starting {
		return
	}
	out.Tell(control.Notice{Code: reason.IslandStepFailed, Asset: control.NoAsset, Cleared: true, Params: reason.Params{"controller": c.id, "step": c.failed.String()}})
	c.failed = starting
}

// enter takes the next step and says so.
func (c *sequence) enter(to step, why string, in control.Input, out *control.Filing) {
	out.Tell(control.Notice{Code: reason.IslandStep, Asset: control.NoAsset, Params: reason.Params{
		"controller": c.id, "from": c.at.String(), "to": to.String(), "why": why,
	}})
	if c.at == onGrid || c.at == starting {
		c.leaveGrid(to, why, in)
	}
	c.at, c.inStep, c.held = to, 0, control.Held{}
	switch to {
	case onGrid:
		c.returning, c.byOrder, c.tries, c.waits = !c.byOrder || in.Mode == control.Island, false, 0, 0
		c.roofShare = 1
		c.calm(out)
	case forming:
		c.hertz, c.volts = c.set.hertz, c.set.volts
		c.shed, c.roofShare = len(c.loads), 0
	case islanded:
		c.hertz, c.volts = c.set.hertz, c.set.volts
		if why == loadHolds {
			c.tries = 0
			c.calm(out)
		}
	}
}

// leaveGrid remembers what to go back to.
func (c *sequence) leaveGrid(to step, why string, in control.Input) {
	c.returning = false
	if to == onGrid || to == following {
		return
	}
	if !c.resumed {
		c.byOrder = why == ordered
	}
	c.resumed = false
	if in.Mode != control.Island && in.Mode != control.AllArmed {
		c.back = in.Mode
	}
}
