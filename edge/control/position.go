package control

import (
	"math"

	"ohmstead/edge/image"
	"ohmstead/energy/point"
	"ohmstead/energy/unit"
)

// Position is what an asset was last given, in W with its fraction, for whoever moves it step by step: steps of
// less than a watt add up.
type Position float64

// Rejoin goes on from what the asset was given in the last cycle where somebody else, or a bound, has moved it:
// so neither leaves a leap behind.
func (p *Position) Rejoin(last unit.Power) {
	if given := unit.Float(last, unit.Watt); math.Abs(float64(*p)-given) >= 1 {
		*p = Position(given)
	}
}

// Toward is the position as near to a power in W as one step of so many W gets.
func (p Position) Toward(wanted, step float64) Position {
	return Position(min(max(wanted, float64(p)-step), float64(p)+step))
}

// Approach brings an asset to what a plan has it do, no faster than the plan says.
type Approach struct {
	asset    Asset
	power    image.Handle
	gradual  bool
	position Position
	moving   bool
	seen     bool // it has begun at what the asset did
}

// ApproachOf is how a member comes to what plans have it do, at rest.
func ApproachOf(m Member) Approach {
	return Approach{asset: m.Asset, power: m.Handle(point.ActivePower), gradual: m.Gradual}
}

// Toward is what to ask of the asset in this cycle: without a ramp the slot's power, with one a power nearer to it
// by what the ramp allows since the last cycle.
//
// It begins at what the asset does, also after a restart. As long as nobody knows that, it begins at what the
// asset was last given, before the first cycle its safe state: that is where it was sent, and whoever waited for
// a reading that never comes would never carry out the plan. Then it goes from what the asset was given, so that
// after a bound it goes on from there; a gradual output sees to that by itself.
func (a *Approach) Toward(s PlanSlot, in Input) unit.Power {
	if s.Ramp <= 0 {
		a.Rest()
		return s.Power
	}
	measured, known := in.Power(a.power)
	switch {
	case known && !a.seen:
		a.position = Position(unit.Float(measured, unit.Watt))
	case !a.moving:
		a.position = Position(unit.Float(in.Last[a.asset], unit.Watt))
	case !a.gradual:
		a.position.Rejoin(in.Last[a.asset])
	}
	a.moving, a.seen = true, a.seen || known
	step := float64(unit.Float(s.Ramp, unit.Watt) * in.Since.Seconds()) // rounded, so that no processor fuses it with a sum
	a.position = a.position.Toward(unit.Float(s.Power, unit.Watt), step)
	p, _ := unit.FromFloat(float64(a.position), unit.Watt) // between two powers
	return p
}

// Rest forgets where the asset was: the next ramp begins at what it does.
func (a *Approach) Rest() { a.moving, a.seen = false, false }
