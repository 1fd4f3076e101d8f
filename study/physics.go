package study

import (
	"math"
	"time"

	"ohmstead/edge/cycle"
	"ohmstead/edge/image"
	"ohmstead/energy/point"
)

// physics is the state of a plant on its way through the virtual time. At every instant the meter
// shows the sum of the loads, the production and the batteries, exactly, in whole W.
type physics struct {
	config  *plantConfig
	cells   []cells
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
	for _, b := range p.batteries {
		names = append(names, b.asset+"."+point.ActivePower, b.asset+"."+point.SOC)
	}
	for _, profiles := range [][]profile{p.loads, p.pv} {
		for _, one := range profiles {
			if one.asset != "" {
				names = append(names, one.asset+"."+point.ActivePower)
			}
		}
	}
	return names
}

// newPhysics is a plant at rest.
func newPhysics(p *plantConfig, layout *image.Layout) *physics {
	f := &physics{config: p}
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
	sum, next := 0.0, 1
	show := func(v float64) {
		f.values[next] = v
		next++
	}
	for i, b := range f.config.batteries {
		c := &f.cells[i]
		target, _ := order(ordered, b.asset)
		c.follow(b, target, dt)
		watts := math.RoundToEven(c.power)
		sum += watts
		show(watts)
		show(math.RoundToEven(c.stored/b.capacity*1e4) / 1e2)
	}
	for _, l := range f.config.loads {
		watts := l.at(at)
		sum += watts
		if l.asset != "" {
			show(watts)
		}
	}
	for _, p := range f.config.pv {
		watts := p.at(at)
		if limit, ok := order(ordered, p.asset); ok {
			watts = max(watts, -limit)
		}
		sum += watts
		if p.asset != "" {
			show(watts)
		}
	}
	f.values[0] = sum
}

// order is the value of an asset's set-point; false where it was given none.
func order(ordered []cycle.Setpoint, asset string) (float64, bool) {
	for _, s := range ordered {
		if s.Asset == asset {
			return s.Value, true
		}
	}
	return 0, false
}

// at is the power in whole W at a virtual time.
func (p profile) at(t time.Duration) float64 {
	i := 0
	if p.every > 0 {
		i = int(min(int64(t/p.every), int64(len(p.watts)-1)))
	}
	return math.RoundToEven(p.watts[i])
}

// follow moves the power towards the target as a first-order lag, p' = (target − p)/lag, and the
// energy it carries in or out of the cells. A full or empty battery stops.
func (c *cells) follow(b batteryConfig, target float64, dt time.Duration) {
	target = min(max(target, -b.limit), b.limit)
	left, mean := 0.0, target
	if b.lag > 0 && dt > 0 {
		ratio := dt.Seconds() / b.lag.Seconds()
		left = math.Exp(-ratio)
		mean = target + (c.power-target)*(1-left)/ratio
	}
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
