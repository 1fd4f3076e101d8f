package envelope

import (
	"math"

	"ohmstead/energy/unit"
)

// Envelope is a closed interval of active power an asset may take. The zero Envelope is the
// single power 0 W; build one with Unbounded, AtMost, AtLeast, Between or Exactly.
type Envelope struct {
	Min, Max unit.Power
}

// The widest bounds; halved so that sums and differences of two bounds never overflow.
const (
	lowest  = unit.Power(math.MinInt64 / 2)
	highest = unit.Power(math.MaxInt64 / 2)
)

// Unbounded allows every power.
func Unbounded() Envelope { return Envelope{Min: lowest, Max: highest} }

// AtMost allows p and everything below.
func AtMost(p unit.Power) Envelope { return Envelope{Min: lowest, Max: p} }

// AtLeast allows p and everything above.
func AtLeast(p unit.Power) Envelope { return Envelope{Min: p, Max: highest} }

// Between allows low to high; the two are put in order.
func Between(low, high unit.Power) Envelope {
	return Envelope{Min: min(low, high), Max: max(low, high)}
}

// Exactly allows p alone.
func Exactly(p unit.Power) Envelope { return Envelope{Min: p, Max: p} }

// Clamp is the power inside e nearest to p.
func (e Envelope) Clamp(p unit.Power) unit.Power { return min(max(p, e.Min), e.Max) }

// Contains reports whether p lies in e.
func (e Envelope) Contains(p unit.Power) bool { return p >= e.Min && p <= e.Max }

// BoundedBelow reports whether e has a lower bound.
func (e Envelope) BoundedBelow() bool { return e.Min > lowest }

// BoundedAbove reports whether e has an upper bound.
func (e Envelope) BoundedAbove() bool { return e.Max < highest }
