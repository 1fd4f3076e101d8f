package optimise

import (
	"ohmstead/edge/control"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// delayedSell stores high export and sells it while export is low.
type delayedSell struct {
	connected
	above, below unit.Power // magnitudes of export
	weight       int
}

// DelayedSell is the controller type DELAYED_SELL.
func DelayedSell() control.Spec {
	return control.Spec{
		Type:     "DELAYED_SELL",
		Level:    envelope.Optimization,
		Modes:    unplanned(),
		Weight:   control.WeightProgramme,
		Impact:   movesMoney,
		Fallback: asksNone,
		Summary:  "Stores what would be exported above store_above_watts and exports from the battery while the site exports less than sell_watts.",
		Formula:  "n = meter.ActivePower − ess.ActivePower; n < −store_above_watts: ess → −store_above_watts − n; n > −sell_watts: ess → −sell_watts − n; else ess → 0",
		Source:   "n as in self-consumption; the purpose is that of OpenEMS's Ess.DelayedSellToGrid (reference commit 0e4ea888), whose sign is the other",
		Fields: []control.Field{
			battery(point.ActivePower), connection(),
			required(magnitude("store_above_watts", 0, "export above which the battery charges")),
			required(magnitude("sell_watts", 0, "export that the battery keeps up; at most store_above_watts")),
		},
		New: func(p control.Params) (control.Controller, error) {
			c := &delayedSell{connected: connectedBy(p), above: p.Power("store_above_watts"), below: p.Power("sell_watts"), weight: p.Weight}
			if c.below > c.above {
				return nil, reason.Invalid("sell_watts", int64(c.below), "at most store_above_watts")
			}
			return c, nil
		},
	}
}

// Propose asks nothing while an input is not fresh.
func (c *delayedSell) Propose(in control.Input, out *control.Filing) {
	n, ok := c.without(in)
	if !ok {
		return
	}
	target := unit.Power(0)
	switch {
	case n < -c.above:
		target = -c.above - n
	case n > -c.below:
		target = -c.below - n
	}
	out.Want(c.ess, control.Wish{Target: target, Weight: c.weight})
}
