package control

import (
	"time"

	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// Standing is what was ordered from outside the cycle and holds until it ends: by operators, by a
// dispatch plan, by limits from above. Its owner replaces it between cycles; within one it does
// not change.
type Standing struct {
	Overrides []Override
	Plan      Plan
	Limits    []Limit
	// FailSafe bounds the connection from its From on, which is when what is known of the limits ends;
	// nil where nobody has set one. Limits without an end go on beside it.
	FailSafe *Limit
	// Constraints are what the operator of the grid lays upon the connections beside bounds of power.
	Constraints []GridConstraint
}

// Override is an operator's set-point for one asset. It holds in [From, Until).
type Override struct {
	ID     string
	Asset  Asset
	Power  unit.Power
	By     string
	Reason string
	slot.Interval
}

// Plan is a schedule of active power computed elsewhere: at most one slot of an asset covers an
// instant. The zero Plan is none.
type Plan struct {
	ID     string
	Issued time.Time
	Slots  []PlanSlot
}

// PlanSlot is what an asset is to do in one interval.
type PlanSlot struct {
	Asset Asset
	Power unit.Power
	// Ramp is how fast it is to get there, in W a second; 0 for as fast as it can.
	Ramp unit.Power `json:",omitempty"`
	slot.Interval
}

// At is the plan's slot for an asset at t; false where none covers it.
func (p Plan) At(a Asset, t time.Time) (PlanSlot, bool) {
	for i := range p.Slots {
		if s := &p.Slots[i]; s.Asset == a && s.Contains(t) {
			return *s, true
		}
	}
	return PlanSlot{}, false
}

// Limit bounds a grid connection in [From, To), without an end where To is zero; import is positive. Code
// and Ref say whose limit it is, for whoever has to explain it. What is bounded is the net power, or by
// its Constraint what is consumed (the upper bound) or generated (the lower one) behind the connection.
// Meter is the asset that it holds at, "" for every connection; a meter that the site does not have would hold
// it nowhere.
type Limit struct {
	Ref        string
	Code       reason.Code
	Constraint topology.ConstraintType `json:",omitempty"`
	Meter      string                  `json:",omitempty"`
	Bounds     envelope.Envelope
	slot.Interval
}

// At reports whether the limit holds at the connection of a meter.
func (l *Limit) At(meter string) bool { return l.Meter == "" || l.Meter == meter }

// Holds reports whether the limit is in force at t.
func (l *Limit) Holds(t time.Time) bool {
	return !t.Before(l.From) && (l.To.IsZero() || t.Before(l.To))
}

// GridConstraint is what the operator of the grid lays upon a connection in [From, To), beside bounds of active
// power: one of both is given. Meter is the asset that it holds at, "" for every connection.
type GridConstraint struct {
	Ref   string
	Meter string `json:",omitempty"`
	// Reactive is the most reactive power of the connection in either direction, a magnitude.
	Reactive *unit.ReactivePower `json:",omitempty"`
	// Ramp is the most that the site's set-points together may change in a second.
	Ramp *unit.Power `json:",omitempty"`
	slot.Interval
}

// Holds reports whether it is in force at t.
func (g *GridConstraint) Holds(t time.Time) bool {
	return !t.Before(g.From) && (g.To.IsZero() || t.Before(g.To))
}

// Ramp is the tightest ramp in force at t, 0 for none. Whoever is bound at one connection is bound as a whole:
// which asset stands behind which connection nobody says.
func (s *Standing) Ramp(t time.Time) unit.Power {
	least := unit.Power(0)
	for i := range s.Constraints {
		if g := &s.Constraints[i]; g.Ramp != nil && g.Holds(t) && (least == 0 || *g.Ramp < least) {
			least = *g.Ramp
		}
	}
	return least
}

// Reactive is the tightest bound of the reactive power in force at t at the connection of a meter, a magnitude;
// false for none.
func (s *Standing) Reactive(t time.Time, meter string) (least unit.ReactivePower, bound bool) {
	for i := range s.Constraints {
		g := &s.Constraints[i]
		if g.Reactive == nil || !g.Holds(t) || g.Meter != "" && g.Meter != meter {
			continue
		}
		if !bound || *g.Reactive < least {
			least, bound = *g.Reactive, true
		}
	}
	return least, bound
}
