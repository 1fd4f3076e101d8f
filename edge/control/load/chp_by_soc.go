package load

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// chpBySOC runs a generator while the battery is low.
type chpBySOC struct {
	chp       control.Asset
	power     unit.Power // of the generator, negative
	soc       image.Handle
	low, high float64 // %
	pace      pace
	relay     relay
	wanted    bool
	weight    int
}

// CHPBySOC is the controller type CHP_BY_SOC.
func CHPBySOC() control.Spec {
	fields := []control.Field{
		{Name: "chp", Kind: control.AssetField, Natures: []point.Nature{point.Generator}, Moves: true, Required: true, Meaning: "the generator that is run"},
		{Name: "ess", Kind: control.AssetField, Natures: []point.Nature{point.ESS}, Required: true, Meaning: "the battery whose state of charge decides; SOC is read"},
		percent("low_percent", 20, "state of charge at or below which it is started"),
		percent("high_percent", 80, "state of charge at or above which it is stopped; more than low_percent"),
		watts("generate_watts", 0, "power it gives while it runs; its rating where it is 0"),
	}
	return control.Spec{
		Type:     "CHP_BY_SOC",
		Level:    envelope.Optimization,
		Weight:   control.WeightStanding,
		Impact:   "burns fuel: when it is wrong the generator runs without need or the battery runs low",
		Fallback: "without a fresh state of charge it is stopped, after min_run: nobody would see when the battery is full",
		Summary:  "Runs a generator from when the battery is low until it is high, also in an outage.",
		Formula:  "SOC ≤ low_percent: chp → −generate_watts; SOC ≥ high_percent: chp → 0; as before between",
		Source:   "two-point control; purpose and limits as OpenEMS CHP.SoC (reference commit 0e4ea888)",
		Fields:   append(fields, paceFields(0, 0, 15*time.Minute, 5*time.Minute)...),
		New: func(p control.Params) (control.Controller, error) {
			m := p.Member("chp")
			c := &chpBySOC{
				chp: m.Asset, power: m.Rating.Min, soc: p.Member("ess").Handle(point.SOC),
				low: p.Numbers["low_percent"], high: p.Numbers["high_percent"], pace: paceOf(p), weight: p.Weight,
			}
			if w := p.Power("generate_watts"); w > 0 {
				c.power = -w
			}
			if c.low >= c.high {
				return nil, reason.Invalid("low_percent", c.low, "less than high_percent")
			}
			return c, nil
		},
	}
}

// Latches is whether it is to run: between the two limits a restart must not stop it.
func (c *chpBySOC) Latches() uint64 {
	if c.wanted {
		return 1
	}
	return 0
}

// Relatch takes over whether it was to run before a restart.
func (c *chpBySOC) Relatch(set uint64) { c.wanted = set&1 != 0 }

// Propose does not start it while the state of charge is unknown.
func (c *chpBySOC) Propose(in control.Input, out *control.Filing) {
	soc, ok := in.Value(c.soc)
	switch {
	case !ok || soc >= c.high:
		c.wanted = false
	case soc <= c.low:
		c.wanted = true
	}
	target := unit.Power(0)
	if c.relay.step(c.wanted, in.Since, c.pace) {
		target = c.power
	}
	out.Want(c.chp, control.Wish{Target: target, Weight: c.weight})
}
