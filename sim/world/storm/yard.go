package storm

import (
	"math"
	"math/rand/v2"
	"time"
)

// yard is what is true: a load and a sun that wander, batteries that follow what they were last told
// and rest when nobody has told them anything for as long as their watchdog waits. Powers in W in
// passive sign.
type yard struct {
	home  household
	rng   *rand.Rand
	load  float64
	solar float64
	cells []cells
	network
}

// cells is the truth of one battery.
type cells struct {
	power   float64
	soc     float64 // percent
	heat    float64 // °C
	ordered float64
	told    time.Time // when it was last told something
}

func newYard(h household, rng *rand.Rand, now time.Time) *yard {
	y := &yard{home: h, rng: rng, load: h.load, network: network{50, [3]float64{230, 230, 230}}}
	for range h.batteries {
		y.cells = append(y.cells, cells{soc: between(rng, 0, 100), heat: 25, told: now})
	}
	return y
}

// lag is the time constant with which a battery follows.
const lag = 300 * time.Millisecond

// step moves the truth on by dt. The load wanders by at most a twentieth of its mean a second, and
// now and then it jumps.
func (y *yard) step(now time.Time, dt time.Duration) {
	s := dt.Seconds()
	y.load += y.home.load * (between(y.rng, -0.05, 0.05)*s + 0.02*s*(1-y.load/y.home.load))
	if y.rng.Float64() < 0.002*s {
		y.load = y.home.load * between(y.rng, 0.1, 3)
	}
	y.load = max(y.load, 0)
	if y.home.solar > 0 {
		y.solar = min(0, max(-y.home.solar, y.solar+y.home.solar*between(y.rng, -0.03, 0.03)*s))
	}
	y.network.step(y.rng, dt)
	for i := range y.cells {
		y.cells[i].step(y.home.batteries[i], now, dt)
		y.cells[i].heat += between(y.rng, -0.3, 0.3) * s
		y.cells[i].heat += (25 - y.cells[i].heat) * 0.005 * s
		if y.rng.Float64() < 0.0005*s {
			y.cells[i].heat = between(y.rng, 30, 70) // somebody put a box in front of the fan
		}
	}
}

func (c *cells) step(b battery, now time.Time, dt time.Duration) {
	target := c.ordered
	if now.Sub(c.told) > b.watchdog {
		target = 0
	}
	charge, discharge := c.allowed(b)
	target = min(max(target, -discharge), charge)
	c.power += (target - c.power) * (1 - math.Exp(-dt.Seconds()/lag.Seconds()))
	c.power = min(max(c.power, -discharge), charge)
	c.soc = min(max(c.soc+100*c.power*dt.Hours()/b.capacity, 0), 100)
}

// allowed is what the battery says it may do: less near full and near empty, as magnitudes.
func (c *cells) allowed(b battery) (charge, discharge float64) {
	return b.rating * min(1, max(0, (100-c.soc)/5)), b.rating * min(1, max(0, c.soc/5))
}

// grid is the power at the connection: the sum of what lies behind it.
func (y *yard) grid() float64 {
	sum := y.load + y.solar
	for i := range y.cells {
		sum += y.cells[i].power
	}
	return sum
}
