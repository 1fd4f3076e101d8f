package study

import (
	"math"
	"time"

	"ohmstead/edge/cycle"
	"ohmstead/edge/device"
	"ohmstead/edge/image"
	"ohmstead/energy/point"
)

// physics is the state of a plant on its way through the virtual time. At every instant the meter
// shows the sum of the loads, the production, the chargers, the generators and the batteries,
// exactly, in whole W.
type physics struct {
	config  *plantConfig
	cells   []cells
	engines []float64      // W, as engineConfig
	handles []image.Handle // of drives()
	values  []float64      // of drives(), in the channel's unit
}

// cells are the inside of one battery.
type cells struct {
	power  float64 // W on the AC side, positive charges
	stored float64 // Wh
}

// drives lists the channels whose readings come from the plant; none without a plant.
func (p *plantConfig) drives() []string {
	if p == nil {
		return nil
	}
	names := []string{p.meter + "." + point.ActivePower}
	if p.frequency.values != nil {
		names = append(names, p.meter+"."+point.Frequency)
	}
	if p.voltage.values != nil {
		names = append(names, p.meter+".Voltage_L1", p.meter+".Voltage_L2", p.meter+".Voltage_L3")
	}
	for _, b := range p.batteries {
		names = append(names, b.asset+"."+point.ActivePower, b.asset+"."+point.SOC)
	}
	for _, profiles := range [][]profile{p.loads, p.pv, p.chargers} {
		for _, one := range profiles {
			if one.asset != "" {
				names = append(names, one.asset+"."+point.ActivePower)
			}
		}
	}
	for _, e := range p.engines {
		names = append(names, e.asset+"."+point.ActivePower)
	}
	return names
}

// newPhysics is a plant at rest.
func newPhysics(p *plantConfig, layout *image.Layout) *physics {
	f := &physics{config: p, engines: make([]float64, len(p.engines))}
	for _, name := range p.drives() {
		f.handles = append(f.handles, handleOf(layout, name))
	}
	f.values = make([]float64, len(f.handles))
	for _, b := range p.batteries {
		f.cells = append(f.cells, cells{stored: b.capacity * b.soc / 100})
	}
	return f
}

// step moves the plant on by dt to the virtual time at, under the set-points ordered before.
func (f *physics) step(at, dt time.Duration, ordered []cycle.Setpoint) {
	sum := 0.0
	f.values = append(f.values[:0], 0) // the meter's sum comes last
	show := func(v float64) { f.values = append(f.values, v) }
	if f.config.frequency.values != nil {
		show(f.config.frequency.at(at))
	}
	if f.config.voltage.values != nil {
		v := f.config.voltage.at(at)
		f.values = append(f.values, v, v, v)
	}
	for i, b := range f.config.batteries {
		c := &f.cells[i]
		target, _ := order(ordered, b.asset, point.SetActivePower)
		c.follow(b, target, dt)
		watts := math.RoundToEven(c.power)
		sum += watts
		show(watts)
		show(math.RoundToEven(c.stored/b.capacity*1e4) / 1e2)
	}
	for _, profiles := range [][]profile{f.config.loads, f.config.pv, f.config.chargers} {
		for _, p := range profiles {
			watts := math.RoundToEven(p.obeying(ordered, p.at(at), f.volts(at)))
			sum += watts
			if p.asset != "" {
				show(watts)
			}
		}
	}
	for i, e := range f.config.engines {
		target, _ := order(ordered, e.asset, point.SetActivePower)
		target = min(max(target, -e.limit), 0)
		left, _ := lag(e.lag, dt)
		f.engines[i] = target + (f.engines[i]-target)*left
		watts := math.RoundToEven(f.engines[i])
		sum += watts
		show(watts)
	}
	f.values[0] = sum
}

// volts is phase to neutral.
func (f *physics) volts(at time.Duration) float64 {
	if f.config.voltage.values == nil {
		return device.NominalVolts
	}
	return f.config.voltage.at(at)
}

// obeying is a power as the set-points of its asset leave it: production up to its bound, a load off
// where it is off and up to the power it was given, a vehicle up to the current.
func (p profile) obeying(ordered []cycle.Setpoint, watts, volts float64) float64 {
	if limit, ok := order(ordered, p.asset, point.SetMaxActivePower); ok {
		watts = max(watts, -limit)
	}
	if limit, ok := order(ordered, p.asset, point.SetActivePower); ok {
		watts = min(watts, limit)
	}
	if on, ok := order(ordered, p.asset, point.SetEnabled); ok && on == 0 {
		watts = 0
	}
	if amperes, ok := order(ordered, p.asset, point.SetMaxCurrent); ok {
		watts = min(watts, amperes*volts*float64(p.wires))
	}
	return watts
}

// order is the value of a set-point; false where none was given.
func order(ordered []cycle.Setpoint, asset, channel string) (float64, bool) {
	for _, s := range ordered {
		if s.Asset == asset && s.Channel == channel {
			return s.Value, true
		}
	}
	return 0, false
}

// at is the value at a virtual time.
func (p profile) at(t time.Duration) float64 {
	i := 0
	if p.every > 0 {
		i = int(min(int64(t/p.every), int64(len(p.values)-1)))
	}
	return p.values[i]
}

// lag is how much of a distance a first-order lag leaves after dt, at its end and on average.
func lag(constant, dt time.Duration) (left, mean float64) {
	if constant <= 0 || dt <= 0 {
		return 0, 0
	}
	ratio := dt.Seconds() / constant.Seconds()
	left = math.Exp(-ratio)
	return left, (1 - left) / ratio
}

// follow moves the power towards the target as a first-order lag, p' = (target − p)/lag, and the
// energy it carries in or out of the cells. A full or empty battery stops.
func (c *cells) follow(b batteryConfig, target float64, dt time.Duration) {
	target = min(max(target, -b.limit), b.limit)
	left, share := lag(b.lag, dt)
	mean := target + (c.power-target)*share
	if dt > 0 {
		c.power = target + (c.power-target)*left
	}
	wattHours := mean * dt.Hours()
	if wattHours > 0 {
		wattHours *= b.charging
	} else {
		wattHours /= b.discharging
	}
	c.stored += wattHours
	switch {
	case c.stored >= b.capacity:
		c.stored, c.power = b.capacity, min(c.power, 0)
	case c.stored <= 0:
		c.stored, c.power = 0, max(c.power, 0)
	}
}
