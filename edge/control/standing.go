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
	slot.Interval
}

// At is the plan's power for an asset at t; false where no slot covers it.
func (p Plan) At(a Asset, t time.Time) (unit.Power, bool) {
	for i := range p.Slots {
		if s := &p.Slots[i]; s.Asset == a && s.Contains(t) {
			return s.Power, true
		}
	}
	return 0, false
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
