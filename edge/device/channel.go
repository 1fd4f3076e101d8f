package device

import (
	"ohmstead/energy/point"
	"ohmstead/energy/unit"
)

// ChannelValue turns the power an asset was given, in passive sign, into the value of its
// set-point channel: a battery's or generator's SetActivePower is that power; PV's
// SetMaxActivePower is the magnitude up to which it may produce.
func ChannelValue(nature point.Nature, p unit.Power) float64 {
	if nature == point.PV {
		return unit.Float(max(-p, 0), unit.Watt)
	}
	return unit.Float(p, unit.Watt)
}
