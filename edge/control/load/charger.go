package load

import (
	"math"

	"ohmstead/edge/control"
	"ohmstead/edge/device"
	"ohmstead/edge/image"
	"ohmstead/energy/point"
	"ohmstead/energy/unit"
)

// charger is a charging station that is moved.
type charger struct {
	consumer
	wiring  device.Wiring
	plug    image.Handle
	phases  image.Handle // where it is told on how many phases to charge, image.None where it cannot be
	current float64      // A, with which it charges at least
	wires   int          // by its nameplate
}

// chargers is the field of the chargers that are moved.
func chargers(meaning string) control.Field {
	return control.Field{Name: "evcs", Kind: control.AssetsField, Natures: []point.Nature{point.EVCS}, Moves: true, Required: true, Meaning: meaning}
}

// leastCurrent is the field of the current below which a charger pauses.
func leastCurrent() control.Field {
	return control.Field{
		Name: "min_current_a", Kind: control.NumberField, Unit: point.Ampere, Default: device.MinCurrent, Min: device.MinCurrent, Max: 80,
		Meaning: "current per phase with which a vehicle charges at least (IEC 61851-1: 6 A); with less it pauses",
	}
}

func chargersOf(p control.Params) []charger {
	all := make([]charger, 0, len(p.Members["evcs"]))
	for i, c := range consumersOf(p.Members["evcs"]) {
		m := p.Members["evcs"][i]
		all = append(all, charger{
			consumer: c, wiring: device.WiringOf(m.Wires, m.Handle), plug: m.Handle(point.PlugState),
			phases: m.Handle(point.SetPhases), current: p.Numbers["min_current_a"], wires: max(m.Wires, 1),
		})
	}
	return all
}

// reach is what a charger can take now: at least, so that its current is not cut below the least,
// and at most by its nameplate.
func (c *charger) reach(in control.Input) (least, most unit.Power) {
	volts, wires := c.wiring.At(in.Image)
	return c.with(volts, wires), c.rated / unit.Power(c.wires) * unit.Power(min(wires, c.wires))
}

// with is the least power on so many phases, rounded up so that the current is not rounded below
// its least.
func (c *charger) with(volts float64, wires int) unit.Power {
	p, _ := unit.FromFloat(math.Ceil(c.current*volts*float64(wires)), unit.Watt)
	return p
}

// free reports whether a charger is known to have no vehicle.
func (c *charger) free(in control.Input) bool {
	plug, ok := in.Value(c.plug)
	return ok && plug == point.PlugOut
}

// fill shares what is left among those that may take more, as evenly as possible: nobody gets more
// than another who wants more. It returns what nobody takes. O(n²).
func fill(left unit.Power, given, most []unit.Power) unit.Power {
	for left > 0 {
		open := unit.Power(0)
		for i := range given {
			if given[i] < most[i] {
				open++
			}
		}
		if open == 0 {
			break
		}
		part := max(left/open, 1)
		for i := range given {
			if given[i] >= most[i] || left == 0 {
				continue
			}
			more := min(part, most[i]-given[i], left)
			given[i] += more
			left -= more
		}
	}
	return left
}
