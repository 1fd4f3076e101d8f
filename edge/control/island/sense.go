package island

import (
	"math"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/point"
	"ohmstead/energy/unit"
)

// reading is a value and whether it is fresh.
type reading struct {
	value float64
	ok    bool
}

func read(in control.Input, h image.Handle) reading {
	v, ok := in.Value(h)
	return reading{v, ok}
}

// is reports whether the reading is fresh and has this value.
func (r reading) is(value float64) bool { return r.ok && r.value == value }

// within reports whether the reading is fresh and between two values.
func (r reading) within(low, high float64) bool { return r.ok && r.value >= low && r.value <= high }

// side is voltage and frequency on one side of the coupler.
type side struct{ volts, hertz reading }

// known reports whether both are fresh.
func (s side) known() bool { return s.volts.ok && s.hertz.ok }

// sensors are the places of what the sequence looks at.
type sensors struct {
	gridVolts, gridHertz, siteVolts, siteHertz image.Handle
	power, soc, mode, allowed                  image.Handle
	closed, angle                              image.Handle
}

// view is what one cycle sees.
type view struct {
	grid, site            side
	power, soc, mode      reading // of the battery
	allowed               reading // what it takes at most
	closed                reading
	angle                 reading // degrees by which the site is ahead
	gridAlive, siteAlive  bool    // within the windows of loss
	gridLost, gridHealthy bool
	overloaded            bool
}

// newSensors finds the channels that the sequence cannot do without; UNKNOWN_CHANNEL where one is
// missing. The state of charge and what the battery allows may be missing.
func newSensors(p control.Params) (sensors, error) {
	meter, ess, coupler := p.Member("meter"), p.Member("ess"), p.Member("coupler")
	s := sensors{soc: ess.Handle(point.SOC), allowed: ess.Handle(point.AllowedCharge)}
	for _, one := range []struct {
		of      control.Member
		channel string
		into    *image.Handle
	}{
		{meter, "Voltage_L1", &s.gridVolts},
		{meter, point.Frequency, &s.gridHertz},
		{ess, "Voltage_L1", &s.siteVolts},
		{ess, point.Frequency, &s.siteHertz},
		{ess, point.ActivePower, &s.power},
		{ess, "GridMode", &s.mode},
		{coupler, point.Closed, &s.closed},
		{coupler, point.PhaseAngle, &s.angle},
	} {
		h, err := one.of.Channel(one.channel)
		if err != nil {
			return s, err
		}
		*one.into = h
	}
	return s, nil
}

// look reads everything of one cycle and judges it.
func (c *sequence) look(in control.Input) view {
	s := &c.sensors
	v := view{
		grid:  side{read(in, s.gridVolts), read(in, s.gridHertz)},
		site:  side{read(in, s.siteVolts), read(in, s.siteHertz)},
		power: read(in, s.power), soc: read(in, s.soc), mode: read(in, s.mode), allowed: read(in, s.allowed),
		closed: read(in, s.closed), angle: read(in, s.angle),
	}
	v.gridAlive, v.siteAlive = c.alive(v.grid), c.alive(v.site)
	v.gridLost = c.lost(v)
	v.gridHealthy = v.grid.volts.within(c.set.healthyLow*c.set.volts, c.set.healthyHigh*c.set.volts) && v.grid.hertz.within(c.set.healthyLowHz, c.set.healthyHighHz)
	v.overloaded = c.overloaded(v)
	return v
}

// alive reports whether a side is known and within the windows past which a grid counts as lost.
func (c *sequence) alive(s side) bool {
	return s.volts.within(c.set.lossLow*c.set.volts, c.set.lossHigh*c.set.volts) && s.hertz.within(c.set.lossLowHz, c.set.lossHighHz)
}

// lost reports whether the grid is seen to be gone. A meter that is fed by the grid falls silent with
// it; then the battery, on the same wires while the coupler is closed, is the witness. Where nobody
// sees anything nothing is lost.
func (c *sequence) lost(v view) bool {
	if v.grid.known() {
		return !v.gridAlive
	}
	return v.site.known() && !v.siteAlive
}

// overloaded reports whether the island's battery gives more than it should, is nearly empty, or its
// frequency sags. What is not known is no overload.
func (c *sequence) overloaded(v view) bool {
	most := unit.Float(-c.ess.Rating.Min, unit.Watt) * c.set.overload
	return v.power.ok && v.power.value < -most || v.soc.ok && v.soc.value < c.set.socMin ||
		v.site.hertz.ok && v.site.hertz.value < c.set.hertz-c.set.sag
}

// together reports whether the two sides of the coupler are close enough to connect them.
func (c *sequence) together(v view) bool {
	return v.gridAlive && v.siteAlive && v.angle.ok &&
		math.Abs(v.site.volts.value-v.grid.volts.value) <= c.set.deltaVolts*c.set.volts &&
		math.Abs(v.site.hertz.value-v.grid.hertz.value) <= c.set.deltaHz &&
		math.Abs(v.angle.value) <= c.set.deltaDegrees
}
