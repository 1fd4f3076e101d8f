package optimise

import (
	"ohmstead/edge/control"
	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// linearPowerBand drives a battery up and down between two powers at a constant rate.
type linearPowerBand struct {
	ess       control.Asset
	low, high unit.Power
	rate      float64 // W/s
	weight    int

	at      float64 // W, kept as float so that slow ramps on short cycles do not stand still
	begun   bool
	falling bool
}

// LinearPowerBand is the controller type LINEAR_POWER_BAND.
func LinearPowerBand() control.Spec {
	return control.Spec{
		Type:     "LINEAR_POWER_BAND",
		Level:    envelope.Optimization,
		Modes:    unplanned(),
		Weight:   control.WeightPurpose,
		Impact:   "moves the battery through its whole range on purpose: for commissioning, not for daily use",
		Fallback: "it reads nothing of the site; the stale data guard takes a battery that is not heard of to its safe state",
		Summary:  "Drives the battery up and down between two powers at a constant rate, for commissioning: every power of the band is passed.",
		Formula:  "ess moves by ramp_watts_per_s from min_watts to max_watts and back, beginning upwards from where the battery is",
		Source:   "a triangle; the purpose is that of OpenEMS's Ess.LinearPowerBand (reference commit 0e4ea888), which steps by the cycle and not by time",
		Fields: []control.Field{
			battery(),
			required(watts("min_watts", 0, "lower end of the band; negative discharges")),
			required(watts("max_watts", 0, "upper end of the band; more than min_watts")),
			{Name: "ramp_watts_per_s", Kind: control.NumberField, Unit: "W/s", Default: 100, Min: 1, Max: control.MostWatts, Meaning: "how fast the power moves"},
		},
		New: func(p control.Params) (control.Controller, error) {
			c := &linearPowerBand{
				ess: p.Member("ess").Asset, low: p.Power("min_watts"), high: p.Power("max_watts"),
				rate: p.Numbers["ramp_watts_per_s"], weight: p.Weight,
			}
			if c.low >= c.high {
				return nil, reason.Invalid("max_watts", int64(c.high), "more than min_watts")
			}
			return c, nil
		},
	}
}

// Propose moves on by the time since the last cycle, whatever the battery was given meanwhile.
func (c *linearPowerBand) Propose(in control.Input, out *control.Filing) {
	low, high := unit.Float(c.low, unit.Watt), unit.Float(c.high, unit.Watt)
	if !c.begun {
		c.at, c.begun = min(max(unit.Float(in.Last[c.ess], unit.Watt), low), high), true
	}
	step := c.rate * in.Since.Seconds()
	if c.falling {
		step = -step
	}
	c.at = min(max(c.at+step, low), high)
	switch c.at {
	case low:
		c.falling = false
	case high:
		c.falling = true
	}
	target, _ := unit.FromFloat(c.at, unit.Watt)
	out.Want(c.ess, control.Wish{Target: target, Weight: c.weight})
}
