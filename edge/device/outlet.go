package device

import (
	"math"
	"slices"

	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/unit"
)

// Way says how the value of a set-point channel follows from what an asset was given.
type Way uint8

// Ways. Setting is a channel that follows from no power: it takes what controllers set it to.
const (
	Setting  Way = iota
	Active       // active power in passive sign
	Reactive     // reactive power, positive absorbed
	Maximum      // the magnitude up to which production may go
	Current      // the current up to which a charger may charge
	Switch       // on while the power is positive
	OnePhase     // active power of one phase
)

// What chargers are given where nothing else is known.
const (
	// MinCurrent is the least current a vehicle charges with; below it a charger pauses. Source:
	// IEC 61851-1:2017, table A.8 (a duty cycle of 10 % stands for 6 A).
	MinCurrent = 6.0
	// NominalVolts is phase to neutral. Source: IEC 60038:2009, table 1 (230/400 V).
	NominalVolts = 230.0
	// currentStep is the resolution of a current that is ordered.
	currentStep = 0.1
)

// Outlet is one set-point channel of an asset.
type Outlet struct {
	Channel string
	Unit    point.Unit
	Way     Way
	Phase   int // of OnePhase, from 0
	Handle  image.Handle
	// Applied is where the device says what it applies, image.None where it does not.
	Applied image.Handle
}

// Given is what an asset was given and what its outlets must know to turn it into values.
type Given struct {
	Power    unit.Power
	Phases   [3]unit.Power // where they are moved by themselves; their sum is Power
	Reactive unit.ReactivePower
	// Volts is phase to neutral and Wires the number of phases that carry a charger's current; Most
	// is the most it may carry by its nameplate, in A.
	Volts float64
	Wires int
	Most  float64
}

// Outlets are the set-point channels an asset has, those of its power first; lookup resolves a
// channel of the asset.
func Outlets(nature point.Nature, lookup func(channel string) image.Handle) []Outlet {
	var powers, settings []Outlet
	for _, c := range point.ChannelsOf(nature) {
		o := Outlet{
			Channel: c.Name, Unit: c.Unit, Way: way(nature, c.Name), Phase: phase(c.Name),
			Handle: lookup(c.Name), Applied: lookup(c.Name + point.AppliedSuffix),
		}
		switch {
		case c.Kind != point.Setpoint || o.Handle == image.None:
		case o.Way.Powered():
			powers = append(powers, o)
		default:
			settings = append(settings, o)
		}
	}
	return append(powers, settings...)
}

func way(nature point.Nature, channel string) Way {
	if names := phases(); slices.Contains(names[:], channel) {
		return OnePhase
	}
	switch channel {
	case point.SetActivePower:
		return Active
	case point.SetReactivePower:
		return Reactive
	case point.SetMaxActivePower:
		return Maximum
	case point.SetMaxCurrent:
		return Current
	case point.SetEnabled:
		if nature == point.Load {
			return Switch
		}
	}
	return Setting
}

// phases are the set-points of single phases.
func phases() [3]string {
	return [3]string{point.SetActivePower + "_L1", point.SetActivePower + "_L2", point.SetActivePower + "_L3"}
}

func phase(channel string) int {
	for k, name := range phases() {
		if name == channel {
			return k
		}
	}
	return 0
}

// Powered reports whether the channel follows from the asset's active power.
func (w Way) Powered() bool {
	switch w {
	case Active, Maximum, Current, Switch, OnePhase:
		return true
	}
	return false
}

// Value is what goes to the channel, in its unit.
func (o Outlet) Value(g Given) float64 {
	switch o.Way {
	case Active:
		return unit.Float(g.Power, unit.Watt)
	case OnePhase:
		return unit.Float(g.Phases[o.Phase], unit.Watt)
	case Reactive:
		return unit.Float(g.Reactive, unit.Var)
	case Maximum:
		return unit.Float(max(-g.Power, 0), unit.Watt)
	case Current:
		return g.current()
	case Switch:
		if g.Power > 0 {
			return 1
		}
	}
	return 0
}

// current is the power as a current in tenths of an ampere, rounded down so that the power is never
// exceeded, and 0 where that is less than a vehicle charges with.
func (g Given) current() float64 {
	amperes := unit.Float(max(g.Power, 0), unit.Watt) / (g.Volts * float64(g.Wires))
	tenths := math.Floor(min(amperes, g.Most)/currentStep + tiny)
	if tenths*currentStep < MinCurrent-tiny {
		return 0
	}
	return tenths / 10
}

// tiny is what a quotient of floats may be off when it should be a whole number.
const tiny = 1e-9

// Comes is what a setting of this outlet comes to as bounds of the asset's active power, so that
// whoever sets the channel and whoever asks for a power are heard by one rule.
func (o Outlet) Comes(value float64, g Given, rating envelope.Envelope) envelope.Envelope {
	watts := func(v float64) unit.Power {
		p, _ := unit.FromFloat(v, unit.Watt)
		return p
	}
	switch o.Way {
	case Active, OnePhase:
		return envelope.Exactly(watts(value))
	case Maximum:
		return envelope.Exactly(-watts(max(value, 0)))
	case Current:
		return envelope.Exactly(watts(math.Ceil(max(value, 0) * g.Volts * float64(g.Wires))))
	case Switch:
		if value == 0 {
			return envelope.AtMost(0)
		}
		return envelope.AtLeast(rating.Max)
	default:
		return envelope.Unbounded()
	}
}

// Split is a power in three parts that add up to it, as even as whole watts are.
func Split(p unit.Power) [3]unit.Power {
	third := p / 3
	rest := p - 3*third
	parts := [3]unit.Power{third, third, third}
	for k := range int(rest.Abs()) {
		parts[k] += rest / rest.Abs()
	}
	return parts
}
