package plant

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"ohmstead/energy/reason"
)

// Tick is the plant's step: its state changes at whole ticks after the start and nowhere else, so
// that it does not depend on how often it is asked.
const Tick = 100 * time.Millisecond

// Config is a site's physics. The series' instants LoadFrom and PVFrom are what world time zero
// is mapped on.
type Config struct {
	Seed uint64
	// Speed is world time over wall time: the series, the battery's energy and the counters run
	// that much faster; lags, watchdogs and the grid's frequency stay in wall time.
	Speed float64

	Load      Series
	LoadFrom  time.Time
	LoadScale float64

	PV      Series
	PVFrom  time.Time
	PVScale float64
	// PVRatingWatts is the inverter's AC rating, a magnitude.
	PVRatingWatts float64

	Battery BatteryConfig

	Chargers []ChargerConfig

	// ResistanceOhm and ReactanceOhm are the connection's impedance per phase.
	ResistanceOhm, ReactanceOhm float64
}

// Impedance of a public low-voltage connection per phase. Source: IEC TR 60725, reference
// impedance of three-phase connections, 0.24 + j0.15 Ω.
const (
	ReferenceResistanceOhm = 0.24
	ReferenceReactanceOhm  = 0.15
)

// NominalVolts is the phase voltage. Source: EN 60038.
const NominalVolts = 230.0

// The frequency is an Ornstein-Uhlenbeck process around 50 Hz. Its deviation (19 mHz) and its
// correlation time (140 s) are those of six hours of a recorded Continental European frequency
// (PMU at low voltage, 2019-03-19: deviation 19.1 mHz, autocorrelation 0.66 after 60 s and 0.51
// after 100 s).
const (
	nominalHertz     = 50.0
	frequencyHertz   = 0.019
	frequencySeconds = 140.0
)

// voltageVolts is the slow wandering of the feeder's voltage without the site's own drop.
const voltageVolts = 1.2

// step is one tick in both clocks.
type step struct {
	wall    time.Duration
	worldMS int64
}

// Plant is a simulated site. It is not safe for concurrent use; its owner serialises Step, the
// writes and Truth.
type Plant struct {
	start     time.Time
	ticks     int64
	tick      step
	load      load
	sun       sun
	battery   battery
	pv        pv
	chargers  []charger
	grid      connection
	loadFlow  Flow
	consumed  Counters
	frequency *rand.Rand
}

// connection is the point where the site meets the grid.
type connection struct {
	config   Config
	noise    noise
	flow     Flow
	hertz    float64
	volts    [3]float64
	counters Counters
}

// New is a plant whose state at start is that of its first tick.
func New(c Config, start time.Time) (*Plant, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	n := noise{c.Seed}
	p := &Plant{
		start:     start,
		tick:      step{Tick, worldTick(c.Speed).Milliseconds()},
		load:      load{c.Load, c.LoadFrom, c.LoadScale, n},
		sun:       sun{c.PV, c.PV.envelope(), c.PVFrom, c.PVScale, n},
		battery:   newBattery(c.Battery),
		pv:        newPV(c.PVRatingWatts),
		chargers:  newChargers(c),
		grid:      connection{config: c, noise: n, hertz: nominalHertz},
		frequency: rand.New(rand.NewPCG(c.Seed, mix(c.Seed))), // #nosec G404 -- seeded on purpose
	}
	p.update()
	return p, nil
}

func worldTick(speed float64) time.Duration {
	return time.Duration(math.Round(Tick.Seconds()*speed*1000)) * time.Millisecond
}

// Validate lists every fault of the configuration, each an INVALID_VALUE that names the field by its
// path in a site file, as in "battery.capacity_wh".
func (c Config) Validate() error {
	var faults []error
	for _, r := range c.ranges() {
		if !(r.value >= r.from && r.value <= r.to) {
			faults = append(faults, Invalid(r.field, r.value, fmt.Sprintf("%v to %v", r.from, r.to)))
		}
	}
	if b := c.Battery; b.OnLoss != Idle && b.OnLoss != Internal {
		faults = append(faults, Invalid("battery.on_loss", b.OnLoss, fmt.Sprintf("%s or %s", Idle, Internal)))
	}
	for i, one := range c.Chargers {
		if one.Phase < 0 || one.Phase > 2 || !(one.MaxWatts >= leastAmperes*NominalVolts && one.MaxWatts <= 1e6) {
			faults = append(faults, Invalid(fmt.Sprintf("chargers[%d]", i), fmt.Sprintf("%v W on phase %d", one.MaxWatts, one.Phase), "1380 to 1e6 W on phase 0, 1 or 2"))
		}
	}
	if len(c.Load.Values) < 2 {
		faults = append(faults, Invalid("load.series", "empty", "a recorded series"))
	}
	if len(c.PV.Values) < 2 {
		faults = append(faults, Invalid("pv.series", "empty", "a recorded series"))
	}
	return errors.Join(faults...)
}

// Invalid is the refusal of a field's value.
func Invalid(field string, value any, want string) error {
	return reason.New(reason.InvalidValue, reason.Params{"field": field, "value": value, "want": want})
}

// within is a field and the range its value must lie in, both ends included.
type within struct {
	field           string
	value, from, to float64
}

func (c Config) ranges() []within {
	const gigawatt, tiny = 1e9, 1e-3
	b := c.Battery
	return []within{
		{"speed", c.Speed, 0.01, 3600},
		{"load.scale", c.LoadScale, 0, 1e5},
		{"pv.scale", c.PVScale, 0, 1e5},
		{"pv.rating_watts", c.PVRatingWatts, 1, gigawatt},
		{"battery.capacity_wh", b.CapacityWattHours, 1, 1e9},
		{"battery.soc_percent", b.SOCPercent, 0, 100},
		{"battery.max_charge_watts", b.MaxChargeWatts, 1, gigawatt},
		{"battery.max_discharge_watts", b.MaxDischargeWatts, 1, gigawatt},
		{"battery.charge_efficiency", b.ChargeEfficiency, tiny, 1},
		{"battery.discharge_efficiency", b.DischargeEfficiency, tiny, 1},
		{"battery.time_constant", b.TimeConstant.Seconds(), 0, 600},
		{"battery.watchdog", b.Watchdog.Seconds(), 1, 86_400},
		{"connection.resistance_ohm", c.ResistanceOhm, 0, 10},
		{"connection.reactance_ohm", c.ReactanceOhm, 0, 10},
	}
}

// Step moves the plant on to the last whole tick at or before now. A now that lies before the
// plant's own time changes nothing.
func (p *Plant) Step(now time.Time) {
	for want := int64(now.Sub(p.start) / Tick); p.ticks < want; {
		p.ticks++
		p.update()
	}
}

func (p *Plant) now() time.Time { return p.start.Add(time.Duration(p.ticks) * Tick) }

// World is the world time that has passed since the start.
func (p *Plant) World() time.Duration {
	return time.Duration(p.ticks*p.tick.worldMS) * time.Millisecond
}

// update computes the state of the present tick and counts its energy.
func (p *Plant) update() {
	now, world := p.now(), p.World()
	p.pv.step(now, p.tick, p.sun.watts(world))
	p.battery.step(now, p.tick, p.grid.flow.Power())
	p.loadFlow = spread(milliwatts(p.load.watts(world)), p.load.shares(world), p.load.tanPhi(world))
	p.consumed.add(p.loadFlow, p.tick.worldMS)
	for i := range p.chargers {
		p.chargers[i].step(world, p.tick)
	}
	flow := p.loadFlow.plus(p.pvFlow()).plus(p.batteryFlow()).plus(p.chargerFlow())
	p.grid.update(flow, world, p.frequency.NormFloat64())
	p.grid.counters.add(flow, p.tick.worldMS)
}

func (p *Plant) pvFlow() Flow { return spread(p.pv.power, balanced(), 0) }

// chargerFlow is what all chargers take together.
func (p *Plant) chargerFlow() (sum Flow) {
	for i := range p.chargers {
		sum = sum.plus(p.chargers[i].flow())
	}
	return sum
}

func (p *Plant) batteryFlow() Flow { return spread(p.battery.power, balanced(), 0) }

// update sets the connection's flow and what follows from it: the voltage that the flow drops
// (ΔU ≈ (R·P + X·Q)/U) and the wandering frequency.
func (g *connection) update(flow Flow, world time.Duration, shock float64) {
	g.flow = flow
	hold := math.Exp(-Tick.Seconds() / frequencySeconds)
	g.hertz = nominalHertz + hold*(g.hertz-nominalHertz) + frequencyHertz*math.Sqrt(1-hold*hold)*shock
	for i := range g.volts {
		feeder := NominalVolts + voltageVolts*g.noise.smooth(streamVoltage+uint64(i)<<32, world.Seconds(), 300)
		drop := g.config.ResistanceOhm*flow.PhaseWatts(i) + g.config.ReactanceOhm*flow.PhaseVars(i)
		g.volts[i] = feeder - drop/NominalVolts
	}
}

// SetBattery writes the battery's set-point in W (positive charges) and starts its watchdog anew.
func (p *Plant) SetBattery(now time.Time, watts float64) {
	p.Step(now)
	p.battery.setpoint, p.battery.written = milliwatts(watts), now
}

// LeaveBattery ends the battery's set-point: it goes to its on-loss state.
func (p *Plant) LeaveBattery(now time.Time) {
	p.Step(now)
	p.battery.written = time.Time{}
}

// SetBatteryLimits writes the battery's bounds.
func (p *Plant) SetBatteryLimits(now time.Time, limits BatteryLimits) {
	p.Step(now)
	p.battery.limits = limits
}

// LimitPV writes the PV plant's curtailment and starts its reversion timer anew.
func (p *Plant) LimitPV(now time.Time, limit PVLimit) {
	p.Step(now)
	p.pv.set(now, limit)
}
