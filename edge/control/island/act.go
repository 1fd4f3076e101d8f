package island

import (
	"math"
	"time"

	"ohmstead/edge/control"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// steerTime is in how long a difference of phase is steered away; approach is the time constant with
// which the ordered frequency and voltage follow. Both slow against a forming inverter, fast against
// a grid.
const (
	steerTime = 2.0 // s
	approach  = time.Second
)

// act orders what the step is for.
func (c *sequence) act(in control.Input, v view, out *control.Filing) {
	switch c.at {
	case starting:
		return
	case onGrid:
		c.balance(in, v, out)
	case opening, refusing:
		c.order(out, 0, point.GridFollowing)
	case forming, stabilising, islanded:
		c.order(out, 0, point.GridForming)
		c.holdVoltage(out)
	case synchronising:
		c.steer(in, v)
		c.order(out, 0, point.GridForming)
		c.holdVoltage(out)
	case closing:
		c.steer(in, v)
		c.order(out, 1, point.GridForming)
		c.holdVoltage(out)
	case following:
		c.order(out, 1, point.GridFollowing)
	case dark:
		c.inTheDark(out)
	}
	if c.at != onGrid {
		c.balance(in, v, out)
		c.curtail(in, v, out)
	}
	c.changeMode(in, out)
}

func (c *sequence) order(out *control.Filing, closed, mode float64) {
	out.Set(c.setClosed, closed, control.WeightPurpose, c.cause())
	out.Set(c.setMode, mode, control.WeightPurpose, c.cause())
}

func (c *sequence) holdVoltage(out *control.Filing) {
	out.Set(c.setHertz, c.hertz, control.WeightPurpose, c.cause())
	out.Set(c.setVolts, c.volts, control.WeightPurpose, c.cause())
}

// inTheDark closes the coupler onto the dead site once the grid has kept within its window.
func (c *sequence) inTheDark(out *control.Filing) {
	if c.sound.On() && c.sound.Elapsed() >= c.set.gridHold {
		c.order(out, 1, point.GridFollowing)
		return
	}
	c.order(out, 0, point.GridOff)
}

func (c *sequence) cause() envelope.Cause {
	return envelope.Cause{Code: reason.IslandSequence, Name: c.at.String()}
}

// steer brings the island towards the grid: its frequency to the grid's, a little off so that the
// phases come together, and its voltage to the grid's.
func (c *sequence) steer(in control.Input, v view) {
	if !v.gridAlive || !v.siteAlive || !v.angle.ok {
		return
	}
	slip := -v.angle.value / 360 / steerTime
	most := 0.8 * c.set.deltaHz
	target := v.grid.hertz.value + max(min(slip, most), -most)
	share := -math.Expm1(-in.Since.Seconds() / approach.Seconds())
	c.hertz = clampAround(c.hertz+float64((target-v.site.hertz.value)*share), c.set.hertz, 0.05)
	c.volts = clampAround(c.volts+float64((v.grid.volts.value-v.site.volts.value)*share), c.set.volts, 0.15)
}

// clampAround keeps v within a share of nominal.
func clampAround(v, nominal, share float64) float64 {
	return max(min(v, nominal*(1+share)), nominal*(1-share))
}

// balance sheds the next load while the battery is overloaded, and brings the last one back while
// there is room for it.
func (c *sequence) balance(in control.Input, v view, out *control.Filing) {
	switch c.at {
	case onGrid:
		c.restore(in, true, out)
	case stabilising, islanded:
		c.takeOff(in, v, out)
		c.restore(in, c.room(v), out)
	case synchronising, closing, following:
		c.takeOff(in, v, out)
	case dark, forming:
		c.shed = len(c.loads)
	}
	for i := range c.shed {
		out.Bound(c.loads[i].Asset, envelope.AtMost(0), c.cause())
	}
}

func (c *sequence) takeOff(in control.Input, v view, out *control.Filing) {
	if !c.shedFor.Past(v.overloaded && c.at != following, in.Since, c.set.shedDelay) || c.shed == len(c.loads) {
		return
	}
	c.shedFor = control.Held{}
	c.say(reason.LoadWasShed, c.loads[c.shed], out)
	c.shed++
}

func (c *sequence) restore(in control.Input, room bool, out *control.Filing) {
	if !c.roomFor.Past(room && c.shed > 0, in.Since, c.set.restoreDelay) {
		return
	}
	c.roomFor = control.Held{}
	c.shed--
	c.say(reason.LoadRestored, c.loads[c.shed], out)
}

// room reports whether the load that was shed last fits beside what the battery gives.
func (c *sequence) room(v view) bool {
	if c.shed == 0 || v.overloaded || !v.power.ok || !v.site.hertz.ok {
		return false
	}
	most := unit.Float(-c.ess.Rating.Min, unit.Watt) * c.set.overload
	load := unit.Float(c.loads[c.shed-1].Rating.Max, unit.Watt)
	return v.power.value-load >= -most && v.site.hertz.value >= c.set.hertz-float64(c.set.sag/2)
}

// shedSettled reports whether no load is about to come back.
func (c *sequence) shedSettled() bool { return !c.roomFor.On() }

func (c *sequence) say(code reason.Code, load control.Member, out *control.Filing) {
	out.Tell(control.Notice{Code: code, Asset: load.Asset, Params: reason.Params{"controller": c.id, "asset": load.ID}})
}

// curtail takes the roofs back while the island's battery takes no more, and lets them go slowly.
func (c *sequence) curtail(in control.Input, v view, out *control.Filing) {
	const down, up = 0.5, 0.05 // of rating a second
	if c.at == forming || c.at == dark {
		c.roofShare = 0
	} else if c.full(v) {
		c.roofShare = max(c.roofShare-float64(down*in.Since.Seconds()), 0)
	} else {
		c.roofShare = min(c.roofShare+float64(up*in.Since.Seconds()), 1)
	}
	if c.roofShare >= 1 {
		return
	}
	for i := range c.roofs {
		most := unit.Power(c.roofShare * unit.Float(c.roofs[i].Rating.Min, unit.Watt))
		out.Bound(c.roofs[i].Asset, envelope.AtLeast(most), c.cause())
	}
}

// full reports whether the battery charges with as much as it can take, or charges and is full. What is not known counts as
// full: a battery that is overcharged drops the island.
func (c *sequence) full(v view) bool {
	const nearly = 0.9
	if !v.power.ok {
		return true
	}
	most := unit.Float(c.ess.Rating.Max, unit.Watt)
	if v.allowed.ok {
		most = min(most, v.allowed.value)
	}
	return v.power.value > nearly*most || v.power.value > 0 && v.soc.ok && v.soc.value >= c.set.socMax
}

// changeMode lets the edge's mode follow: ISLAND while the site is one, and back afterwards. An
// island that an operator ordered ends when he sets another mode.
func (c *sequence) changeMode(in control.Input, out *control.Filing) {
	switch {
	case c.at == onGrid && c.returning && in.Mode == control.Island:
		out.Enter(c.back)
	case c.at == onGrid:
		c.returning = false
	case c.at >= forming && !c.byOrder && in.Mode != control.Island:
		out.Enter(control.Island)
	}
}
