package voltage

import (
	"math"

	"ohmstead/edge/control"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
)

// fixedFactor asks for reactive power in proportion to active power.
type fixedFactor struct {
	port
	tan float64 // Q/|P|, absorbed positive
}

// FixedPowerFactor is the controller type FIXED_POWER_FACTOR.
func FixedPowerFactor() control.Spec {
	return control.Spec{
		Type:     "FIXED_POWER_FACTOR",
		Level:    envelope.Grid,
		Modes:    control.GridConnected(),
		Weight:   control.WeightStanding,
		Impact:   "moves the voltage of the connection: in the wrong direction it drives it out of its band",
		Fallback: "without a fresh active power it asks nothing",
		Summary:  "Supplies or absorbs reactive power so that the power factor is constant.",
		Formula:  "Q = ±|P| · tan(arccos power_factor), absorbed positive, whichever way P flows",
		Source:   "document 002 §4.1 (reactive power); VDE-AR-N 4105 (fixed cos φ)",
		Fields: append(portFields(),
			control.Field{Name: "direction", Kind: control.ChoiceField, Choices: directions(), Required: true, Meaning: "whether it absorbs (under-excited) or supplies (over-excited)"},
			control.Field{Name: "power_factor", Kind: control.NumberField, Unit: point.One, Required: true, Min: 0.1, Max: 1, Meaning: "cos φ"},
		),
		New: func(p control.Params) (control.Controller, error) {
			t, err := newPort(p)
			return &fixedFactor{t, signed(math.Tan(math.Acos(p.Numbers["power_factor"])), p.Texts["direction"])}, err
		},
	}
}

// Propose asks nothing while active power is not fresh.
func (c *fixedFactor) Propose(in control.Input, out *control.Filing) {
	if active, ok := in.Value(c.power); ok {
		c.file(in, out, math.Abs(active)*c.tan)
	}
}
