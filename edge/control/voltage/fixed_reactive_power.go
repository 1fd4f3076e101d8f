package voltage

import (
	"ohmstead/edge/control"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
)

// fixedReactive asks for the same reactive power all the time.
type fixedReactive struct {
	port
	reactive float64 // var, absorbed positive
}

// FixedReactivePower is the controller type FIXED_REACTIVE_POWER.
func FixedReactivePower() control.Spec {
	return control.Spec{
		Type:     "FIXED_REACTIVE_POWER",
		Level:    envelope.Grid,
		Modes:    control.GridConnected(),
		Weight:   control.WeightStanding,
		Impact:   "moves the voltage of the connection: in the wrong direction it drives it out of its band",
		Fallback: "without a fresh active power it asks for the full value; the asset cuts it to its apparent power",
		Summary:  "Supplies or absorbs a fixed reactive power.",
		Formula:  "Q = reactive_power_var absorbed (> 0) or supplied (< 0); priority P: |Q| ≤ √(S² − P²); priority Q: |P| ≤ √(S² − Q²)",
		Source:   "document 002 §4.1 (reactive power); VDE-AR-N 4110 (fixed Q)",
		Fields: append(portFields(),
			control.Field{Name: "direction", Kind: control.ChoiceField, Choices: directions(), Required: true, Meaning: "whether it absorbs (lowers the voltage) or supplies (raises it)"},
			control.Field{Name: "reactive_power_var", Kind: control.NumberField, Unit: point.Var, Required: true, Max: control.MostWatts, Meaning: "how much, a magnitude"},
		),
		New: func(p control.Params) (control.Controller, error) {
			t, err := newPort(p)
			return &fixedReactive{t, signed(p.Numbers["reactive_power_var"], p.Texts["direction"])}, err
		},
	}
}

// Propose asks in every cycle.
func (c *fixedReactive) Propose(in control.Input, out *control.Filing) { c.file(in, out, c.reactive) }
