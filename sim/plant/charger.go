package plant

import (
	"math"
	"time"
)

// ChargerConfig is a charging point of one phase, to which vehicles come one after the other.
type ChargerConfig struct {
	Phase    int     // 0, 1 or 2
	MaxWatts float64 // what it and its vehicles can take
}

// How vehicles come and go, in world time: the first one soon, so that whoever looks on sees it, then a few a
// day, which take together what a household's vehicle needs. Plain figures.
const (
	firstLeast, firstMost = 2 * time.Minute, 8 * time.Minute
	pauseLeast, pauseMost = 2 * time.Hour, 5 * time.Hour
	stayLeast, stayMost   = 20 * time.Minute, 50 * time.Minute
	needLeast, needMost   = 800.0, 2500.0 // Wh
)

// Figures of the charging cable. Source: IEC 61851-1, table A.8: below 6 A a vehicle does not charge.
const (
	leastAmperes = 6.0
	// chargerTimeConstant is the lag of a vehicle's charger behind what it may draw; the standard allows 5 s.
	chargerTimeConstant = 700 * time.Millisecond
)

// charger is a charging point with the vehicle at it, if one is.
type charger struct {
	config  ChargerConfig
	noise   noise
	stream  uint64
	visit   int64         // counts vehicles
	until   time.Duration // world time at which the present stay or pause is over
	plugged bool
	needs   Microjoules // what the vehicle still takes
	session Microjoules // what it was given
	limit   float64     // A, as told last
	power   Milliwatts
}

func newChargers(c Config) []charger {
	all := make([]charger, len(c.Chargers))
	for i, one := range c.Chargers {
		all[i] = charger{config: one, noise: noise{c.Seed}, stream: streamVehicles + uint64(i)<<32, limit: one.MaxWatts / NominalVolts}
		all[i].until = all[i].drawn(0, firstLeast, firstMost)
	}
	return all
}

// drawn is the n-th of the numbers that are drawn for the present visit, as a time between two.
func (c *charger) drawn(n int64, least, most time.Duration) time.Duration {
	return least + time.Duration(c.noise.uniform(c.stream, 3*c.visit+n)*float64(most-least))
}

func (c *charger) step(world time.Duration, tick step) {
	for world >= c.until {
		c.change()
	}
	target := 0.0
	if c.plugged && c.needs > 0 && c.limit >= leastAmperes {
		target = math.Min(c.limit*NominalVolts, c.config.MaxWatts)
	}
	c.power = approach(c.power, milliwatts(target), tick.wall, chargerTimeConstant)
	if !c.plugged {
		c.power = 0
	}
	given := min(Microjoules(int64(c.power)*tick.worldMS), c.needs)
	if given < Microjoules(int64(c.power)*tick.worldMS) { // full within the tick
		c.power = Milliwatts(int64(given) / tick.worldMS)
		c.needs = Microjoules(int64(c.power) * tick.worldMS)
	}
	c.needs -= Microjoules(int64(c.power) * tick.worldMS)
	c.session += Microjoules(int64(c.power) * tick.worldMS)
}

// change has the vehicle leave, or the next one come.
func (c *charger) change() {
	if c.plugged {
		c.visit++
		c.plugged, c.needs = false, 0
		c.until += c.drawn(0, pauseLeast, pauseMost)
		return
	}
	c.plugged, c.session = true, 0
	c.until += c.drawn(1, stayLeast, stayMost)
	wh := needLeast + (needMost-needLeast)*c.noise.uniform(c.stream, 3*c.visit+2)
	c.needs = Microjoules(wh) * 3600e6
}

func (c *charger) flow() (f Flow) {
	f.Active[c.config.Phase] = c.power
	return f
}

// SetCharger writes the current in A up to which the vehicle at a charging point may draw; the points count
// from 0 as in the configuration.
func (p *Plant) SetCharger(now time.Time, i int, amperes float64) {
	p.Step(now)
	p.chargers[i].limit = amperes
}

// ChargerTruth is the state of a charging point.
type ChargerTruth struct {
	Flow
	// Plugged says that a vehicle is there; Wants that it would take more than nothing.
	Plugged, Wants bool
	LimitAmperes   float64
	MaxWatts       float64
	Session        Microjoules // given to the vehicle, or to the last one
}

func (c *charger) truth() ChargerTruth {
	return ChargerTruth{Flow: c.flow(), Plugged: c.plugged, Wants: c.plugged && c.needs > 0, LimitAmperes: c.limit, MaxWatts: c.config.MaxWatts, Session: c.session}
}
