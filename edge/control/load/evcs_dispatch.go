package load

import (
	"ohmstead/edge/control"
	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// evcsDispatch keeps chargers to what they are ordered from outside.
type evcsDispatch struct {
	chargers []charger
	ramps    []control.Approach // of chargers
	fallback unit.Power
	weight   int
}

// EVCSDispatch is the controller type EVCS_DISPATCH.
func EVCSDispatch() control.Spec {
	return control.Spec{
		Type:     "EVCS_DISPATCH",
		Level:    envelope.Grid,
		Weight:   control.WeightPlan,
		Impact:   "guards what the balancing of a microgrid has divided: when it is wrong others have room taken from them. Fuses are guarded by EVCS_CLUSTER and CONNECTION_CAP",
		Fallback: "a charger for which no order holds may draw fallback_watts. It reads what a charger draws only where a ramp begins, and begins at what it was last given where that is not known",
		Summary:  "Keeps chargers at or below the power that they are ordered from outside, by balancing or a plan, and asks for that power.",
		Formula:  "order(now) → evcs ≤ order, and evcs → order in class OPTIMIZATION, where both go to it from evcs.ActivePower on by at most ramp_rate · Δt if it has one; none → evcs ≤ fallback_watts. In an outage it only bounds",
		Source:   "document 004, D-008: what a cycle decided is applied, and nothing beyond",
		Fields: []control.Field{
			chargers("the chargers"),
			watts("fallback_watts", control.MostWatts, "what each charger may draw while no order holds; without it only the others bound it"),
		},
		New: newEVCSDispatch,
	}
}

func newEVCSDispatch(p control.Params) (control.Controller, error) {
	c := &evcsDispatch{chargers: chargersOf(p), fallback: p.Power("fallback_watts"), weight: p.Weight}
	for _, m := range p.Members["evcs"] {
		c.ramps = append(c.ramps, control.ApproachOf(m))
	}
	return c, nil
}

// Propose depends on the time and on what was ordered; for an order with a ramp also on what the charger draws.
func (c *evcsDispatch) Propose(in control.Input, out *control.Filing) {
	for i := range c.chargers {
		one := &c.chargers[i]
		most, ordered := c.order(i, in)
		if most >= one.rated && !ordered {
			continue
		}
		out.Bound(one.asset, envelope.AtMost(most), envelope.Cause{Code: reason.OrderBounds, Numbers: [2]int64{int64(most)}})
		if ordered && !outage(in.Mode) {
			out.WantLate(one.asset, control.Wish{Target: min(most, one.rated), Weight: c.weight})
		}
	}
}

// order is what a charger may draw now by its order; its fallback, and false, where none holds. On a ramp the
// bound goes with it, since others may want more than the order does: it is the order's own, and whatever else
// bounds the charger holds at once. On the way down it is never more than the charger was given before, so that
// what somebody else has taken back stays so.
func (c *evcsDispatch) order(i int, in control.Input) (unit.Power, bool) {
	asset, ramp := c.chargers[i].asset, &c.ramps[i]
	s, ordered := in.Standing.Plan.At(asset, in.Now)
	if !ordered {
		ramp.Rest()
		return max(c.fallback, 0), false
	}
	s.Power = max(s.Power, 0)
	return max(min(ramp.Toward(s, in), max(s.Power, in.Last[asset])), 0), true
}
