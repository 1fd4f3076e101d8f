package grid

import (
	"math"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/unit"
)

// virtualInertia gives power against the change of the frequency, as a rotating mass does.
type virtualInertia struct {
	ess      control.Member
	hertz    image.Handle
	gain     float64 // W per Hz/s
	most     float64 // W
	deadband float64 // Hz/s
	filter   time.Duration
	droop    droop
	base     float64 // W
	weight   int

	smooth  float64 // Hz, the frequency behind its lag
	started bool
}

// VirtualInertia is the controller type VIRTUAL_INERTIA.
func VirtualInertia() control.Spec {
	return control.Spec{
		Type:     "VIRTUAL_INERTIA",
		Level:    envelope.Grid,
		Modes:    []control.Mode{control.Droop},
		Weight:   control.WeightPurpose,
		Impact:   "slows the change of the grid's frequency: with a wrong sign or too strong it makes it oscillate",
		Fallback: "without a fresh frequency it asks nothing and begins its filter anew; the stale data guard takes the battery to its safe state",
		Summary:  "Gives power against the change of the frequency while that is faster than its deadband: falling discharges, rising charges.",
		Formula:  "f' = (f − g) / filter_s with g the frequency behind a first-order lag of filter_s; |f'| > deadband → ess → baseline + 2 · inertia_s / f0 · P_n · f' (+ droop's ΔP where droop_percent is given), |·| ≤ P_n",
		Source:   "swing equation: 2H/f0 · df/dt = ΔP/P_n (P. Kundur, Power System Stability and Control, 1994, §3.9); filtered derivative as in Åström, Hägglund, PID Controllers, 1995, §3.2. Of two targets on one battery one wins, so the droop that goes on beside it is said here",
		Fields: []control.Field{
			{Name: "ess", Kind: control.AssetField, Natures: []point.Nature{point.ESS}, Moves: true, Required: true, Meaning: "the battery that is moved"},
			{Name: "meter", Kind: control.AssetField, Natures: []point.Nature{point.GridMeter, point.Meter, point.ESS}, Reads: []string{point.Frequency}, Required: true, Meaning: "what measures the frequency"},
			{Name: "inertia_s", Kind: control.NumberField, Unit: point.Second, Default: 4, Min: 0.1, Max: 20, Meaning: "inertia constant H"},
			{Name: "deadband_hz_per_s", Kind: control.NumberField, Unit: "Hz/s", Default: 0.02, Max: 5, Meaning: "change inside which nothing moves"},
			{Name: "filter_s", Kind: control.NumberField, Unit: point.Second, Default: 0.5, Min: 0.01, Max: 10, Meaning: "time constant of the derivative's filter"},
			{Name: "nominal_hz", Kind: control.NumberField, Unit: point.Hertz, Default: 50, Min: 45, Max: 65, Meaning: "nominal frequency"},
			{Name: "nominal_power_watts", Kind: control.NumberField, Unit: point.Watt, Max: control.MostWatts, Meaning: "P_n; the battery's rating where not given"},
			{Name: "baseline_watts", Kind: control.NumberField, Unit: point.Watt, Min: -control.MostWatts, Max: control.MostWatts, Meaning: "power at a steady frequency"},
			{Name: "droop_percent", Kind: control.NumberField, Unit: point.Percent, Min: 0, Max: 20, Meaning: "droop that goes on beside the inertia, the FREQUENCY_DROOP's; 0 for none"},
			{Name: "droop_deadband_hz", Kind: control.NumberField, Unit: point.Hertz, Default: 0.01, Max: 1, Meaning: "that droop's deadband"},
		},
		New: newVirtualInertia,
	}
}

func newVirtualInertia(p control.Params) (control.Controller, error) {
	ess, n := p.Member("ess"), p.Numbers
	rated := n["nominal_power_watts"]
	if rated == 0 {
		rated = unit.Float(ess.Rating.Max, unit.Watt)
	}
	c := &virtualInertia{
		ess: ess, hertz: p.Member("meter").Handle(point.Frequency),
		gain: 2 * n["inertia_s"] / n["nominal_hz"] * rated, most: rated, deadband: n["deadband_hz_per_s"],
		filter: time.Duration(n["filter_s"] * float64(time.Second)), base: n["baseline_watts"], weight: p.Weight,
	}
	if s := n["droop_percent"] / 100; s > 0 {
		c.droop = newDroop(n["nominal_hz"], n["droop_deadband_hz"], s, rated)
	}
	return c, nil
}

// Propose asks nothing while the frequency is not fresh or changes slowly.
func (c *virtualInertia) Propose(in control.Input, out *control.Filing) {
	hertz, ok := in.Value(c.hertz)
	if !ok {
		c.started = false
		return
	}
	change := c.derive(hertz, in.Since)
	if math.Abs(change) <= c.deadband {
		return
	}
	power := float64(c.gain*change) + c.droop.at(hertz)
	target, ok := unit.FromFloat(c.base+max(min(power, c.most), -c.most), unit.Watt)
	if ok {
		out.Want(c.ess.Asset, control.Wish{Target: target, Weight: c.weight})
	}
}

// derive is the filtered change of the frequency in Hz/s: how far it is ahead of its own lag, over
// the lag's time constant. The lag moves exactly, whatever the cycle.
func (c *virtualInertia) derive(hertz float64, since time.Duration) float64 {
	if !c.started {
		c.smooth, c.started = hertz, true
		return 0
	}
	change := (hertz - c.smooth) / c.filter.Seconds()
	c.smooth += float64((hertz - c.smooth) * -math.Expm1(-since.Seconds()/c.filter.Seconds()))
	return change
}
