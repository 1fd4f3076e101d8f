package network

import (
	"math"
	"time"
)

// GridConfig is a synchronous area and the connection to it.
type GridConfig struct {
	NominalHertz float64
	NominalVolts float64 // phase to neutral
	// Inertia is H in s, Capacity the rating of the area in W that it is of.
	Inertia, Capacity float64
	// Damping is how much load falls with the frequency: part of capacity per part of frequency.
	Damping float64
	// Droop is that of the primary response of the rest, as a part; ResponseTime its first-order
	// time constant, Deadband in Hz what it does not answer.
	Droop        float64
	ResponseTime time.Duration
	Deadband     float64
	// ResistanceOhm and ReactanceOhm are the connection's impedance per phase.
	ResistanceOhm, ReactanceOhm float64
}

// ContinentalEurope is an area of the size of the European one at low load, with the response it is
// dimensioned for. Source: UCTE operation handbook, policy 1: 150 GW, 20,000 MW/Hz of network power
// frequency characteristic, reference incident 3,000 MW; inertia constant 4 s and damping 1 are
// engineering knowledge. The impedance is IEC TR 60725's reference for three phases.
func ContinentalEurope() GridConfig {
	return GridConfig{
		NominalHertz: 50, NominalVolts: 230, Inertia: 4, Capacity: 150e9, Damping: 1,
		Droop: 0.15, ResponseTime: 6 * time.Second, Deadband: 0.01,
		ResistanceOhm: 0.24, ReactanceOhm: 0.15,
	}
}

// SmallIsland is a small area in which one power station counts: 50 MW, little inertia. Figures are
// engineering knowledge.
func SmallIsland() GridConfig {
	return GridConfig{
		NominalHertz: 50, NominalVolts: 230, Inertia: 3, Capacity: 50e6, Damping: 1,
		Droop: 0.05, ResponseTime: 4 * time.Second, Deadband: 0.01,
		ResistanceOhm: 0.24, ReactanceOhm: 0.15,
	}
}

// Grid is a synchronous area. It moves with its site's Step.
type Grid struct {
	config   GridConfig
	hertz    float64
	volts    float64 // behind the impedance
	degrees  float64 // ahead of a clock of nominal frequency
	lacks    float64 // W of load without generation, from outside
	response float64 // W that the rest gives
	alive    bool
	record   Series
	since    time.Duration // of the recording
}

func newGrid(c GridConfig) Grid {
	return Grid{config: c, hertz: c.NominalHertz, volts: c.NominalVolts, alive: true}
}

// Lack sets by how many W the area's load exceeds its generation, from outside: a power station that
// trips. Negative is too much generation.
func (g *Grid) Lack(watts float64) { g.lacks = watts }

// Lose takes the voltage away; Return brings it back with this frequency and phase in degrees.
func (g *Grid) Lose() { g.alive = false }

// Return is see Lose.
func (g *Grid) Return(hertz, degrees float64) {
	g.alive, g.hertz, g.degrees, g.response = true, hertz, degrees, 0
}

// Set holds the frequency and the voltage at these values, whatever lacks. A frequency of 0 lets it
// swing again.
func (g *Grid) Set(hertz, volts float64) {
	g.record = Series{}
	if hertz > 0 {
		g.record = Series{Step: time.Hour, Hertz: []float64{hertz}}
		g.hertz = hertz
	}
	g.volts = volts
}

// Play lets the frequency follow a recording from now on instead of swinging; it ends at the
// recording's last value.
func (g *Grid) Play(s Series) { g.record, g.since = s, 0 }

// step moves the frequency by the swing equation 2H/f0 · df/dt = ΔP/S with the damping of the load
// and a first-order primary response, and the phase by the frequency. site is what the site takes.
// Source: P. Kundur, Power System Stability and Control, 1994, §3.9 and §11.1.
func (g *Grid) step(dt time.Duration, site float64) {
	if !g.alive {
		return
	}
	c, s := &g.config, dt.Seconds()
	if len(g.record.Hertz) > 0 {
		g.since += dt
		g.hertz = g.record.at(g.since)
	} else {
		off := (g.hertz - c.NominalHertz) / c.NominalHertz
		g.response += (g.wanted() - g.response) * -math.Expm1(-s/c.ResponseTime.Seconds())
		surplus := g.response - g.lacks - site - c.Damping*off*c.Capacity
		g.hertz += surplus / c.Capacity * c.NominalHertz / (2 * c.Inertia) * s
	}
	g.degrees = wrap(g.degrees + 360*(g.hertz-c.NominalHertz)*s)
}

// wanted is the power that the primary response is on its way to.
func (g *Grid) wanted() float64 {
	off := g.hertz - g.config.NominalHertz
	switch {
	case off > g.config.Deadband:
		off -= g.config.Deadband
	case off < -g.config.Deadband:
		off += g.config.Deadband
	default:
		return 0
	}
	return -off / g.config.NominalHertz / g.config.Droop * g.config.Capacity
}

// terminal is the voltage at the connection while the site takes active and reactive power over
// three phases: ΔU ≈ (R·P + X·Q)/U.
func (g *Grid) terminal(active, reactive float64) float64 {
	if !g.alive {
		return 0
	}
	return g.volts - (g.config.ResistanceOhm*active/3+g.config.ReactanceOhm*reactive/3)/g.volts
}

// wrap brings an angle into (−180, 180].
func wrap(degrees float64) float64 {
	d := math.Mod(degrees, 360)
	switch {
	case d > 180:
		return d - 360
	case d <= -180:
		return d + 360
	}
	return d
}
