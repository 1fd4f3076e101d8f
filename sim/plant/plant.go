package plant

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"time"
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
		grid:      connection{config: c, noise: n, hertz: nominalHertz},
		frequency: rand.New(rand.NewPCG(c.Seed, mix(c.Seed))), // #nosec G404 -- seeded on purpose
	}
	p.update()
	return p, nil
}

func worldTick(speed float64) time.Duration {
	return time.Duration(math.Round(Tick.Seconds()*speed*1000)) * time.Millisecond
}

// Validate lists every fault of the configuration.
func (c Config) Validate() error {
	b := c.Battery
	rules := []struct {
		ok   bool
		text string
	}{
		{c.Speed >= 0.01 && c.Speed <= 3600, fmt.Sprintf("speed is %v, want 0.01 to 3600", c.Speed)},
		{len(c.Load.Values) > 1, "the load has no series"},
		{len(c.PV.Values) > 1, "the PV plant has no series"},
		{c.LoadScale >= 0 && c.LoadScale <= 1e5, fmt.Sprintf("load scale is %v, want 0 to 100000", c.LoadScale)},
		{c.PVScale >= 0 && c.PVScale <= 1e5, fmt.Sprintf("pv scale is %v, want 0 to 100000", c.PVScale)},
		{c.PVRatingWatts > 0 && c.PVRatingWatts <= 1e9, fmt.Sprintf("pv rating is %v W, want more than 0 W and at most 1 GW", c.PVRatingWatts)},
		{b.CapacityWattHours > 0 && b.CapacityWattHours <= 1e9, fmt.Sprintf("battery capacity is %v Wh, want more than 0 Wh and at most 1 GWh", b.CapacityWattHours)},
		{b.SOCPercent >= 0 && b.SOCPercent <= 100, fmt.Sprintf("battery SOC is %v %%, want 0 to 100 %%", b.SOCPercent)},
		{b.MaxChargeWatts > 0 && b.MaxChargeWatts <= 1e9, fmt.Sprintf("battery charge power is %v W, want more than 0 W and at most 1 GW", b.MaxChargeWatts)},
		{b.MaxDischargeWatts > 0 && b.MaxDischargeWatts <= 1e9, fmt.Sprintf("battery discharge power is %v W, want more than 0 W and at most 1 GW", b.MaxDischargeWatts)},
		{b.ChargeEfficiency > 0 && b.ChargeEfficiency <= 1, fmt.Sprintf("battery charge efficiency is %v, want more than 0 and at most 1", b.ChargeEfficiency)},
		{b.DischargeEfficiency > 0 && b.DischargeEfficiency <= 1, fmt.Sprintf("battery discharge efficiency is %v, want more than 0 and at most 1", b.DischargeEfficiency)},
		{b.Watchdog > 0, fmt.Sprintf("battery watchdog is %v, want more than 0 s", b.Watchdog)},
		{b.OnLoss == Idle || b.OnLoss == Internal, fmt.Sprintf("battery on-loss state is %q, want %s or %s", b.OnLoss, Idle, Internal)},
		{c.ResistanceOhm >= 0 && c.ReactanceOhm >= 0, "the connection's impedance is negative"},
	}
	var faults []error
	for _, r := range rules {
		if !r.ok {
			faults = append(faults, errors.New(r.text))
		}
	}
	return errors.Join(faults...)
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
	flow := p.loadFlow.plus(p.pvFlow()).plus(p.batteryFlow())
	p.grid.update(flow, world, p.frequency.NormFloat64())
	p.grid.counters.add(flow, p.tick.worldMS)
}

func (p *Plant) pvFlow() Flow      { return spread(p.pv.power, balanced(), 0) }
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
