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
		Fallback: "it reads nothing. A charger for which no order holds may draw fallback_watts",
		Summary:  "Keeps chargers at or below the power that they are ordered from outside, by balancing or a plan, and asks for that power.",
		Formula:  "order(now) → evcs ≤ order, and evcs → order in class OPTIMIZATION; none → evcs ≤ fallback_watts. In an outage it only bounds",
		Source:   "document 004, D-008: what a cycle decided is applied, and nothing beyond",
		Fields: []control.Field{
			chargers("the chargers"),
			watts("fallback_watts", control.MostWatts, "what each charger may draw while no order holds; without it only the others bound it"),
		},
		New: func(p control.Params) (control.Controller, error) {
			return &evcsDispatch{chargers: chargersOf(p), fallback: p.Power("fallback_watts"), weight: p.Weight}, nil
		},
	}
}

// Propose depends on the time and on what was ordered.
func (c *evcsDispatch) Propose(in control.Input, out *control.Filing) {
	for i := range c.chargers {
		one := &c.chargers[i]
		most, ordered := in.Standing.Plan.At(one.asset, in.Now)
		if !ordered {
			most = c.fallback
		}
		most = max(most, 0)
		if most >= one.rated && !ordered {
			continue
		}
		out.Bound(one.asset, envelope.AtMost(most), envelope.Cause{Code: reason.OrderBounds, Numbers: [2]int64{int64(most)}})
		if ordered && !outage(in.Mode) {
			out.WantLate(one.asset, control.Wish{Target: min(most, one.rated), Weight: c.weight})
		}
	}
}
