package load

import (
	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

// outputAlarm closes a contact while any of several states is set.
type outputAlarm struct {
	output  image.Handle
	states  []image.Handle
	unknown bool // counts as set
	weight  int
}

// OutputAlarm is the controller type OUTPUT_ALARM.
func OutputAlarm() control.Spec {
	return control.Spec{
		Type:     "OUTPUT_ALARM",
		Level:    envelope.Optimization,
		Weight:   control.WeightPurpose,
		Impact:   "shows or passes on an alarm: when it is wrong nobody comes, or somebody comes for nothing",
		Fallback: "a state that is not known counts as an alarm unless unknown_is_alarm says otherwise; when the edge stops, the contact does what its device does on loss",
		Summary:  "Closes a contact while any of several states is set.",
		Formula:  "output = OR over inputs of (channel ≠ 0, or unknown where that counts)",
		Source:   "the purpose is that of OpenEMS's IO.Alarm (reference commit 0e4ea888), which takes an unknown state for none",
		Fields: []control.Field{
			contact("output", "the contact"),
			{Name: "inputs", Kind: control.AssetsField, Natures: point.Natures(), Required: true, Meaning: "the assets whose state is watched"},
			{Name: "channel", Kind: control.TextField, Meaning: "the channel of each of them that is watched; Fault where none is given"},
			{Name: "unknown_is_alarm", Kind: control.FlagField, On: true, Meaning: "whether a state that is not known counts as set"},
		},
		New: func(p control.Params) (control.Controller, error) {
			c := &outputAlarm{output: p.Member("output").Handle(point.SetClosed), unknown: p.Flags["unknown_is_alarm"], weight: p.Weight}
			channel := p.Texts["channel"]
			if channel == "" {
				channel = "Fault"
			}
			for _, m := range p.Members["inputs"] {
				h := m.Handle(channel)
				if h == image.None {
					return nil, reason.New(reason.UnknownChannel, reason.Params{"channel": m.ID + "." + channel})
				}
				c.states = append(c.states, h)
			}
			return c, nil
		},
	}
}

// Propose looks at every state in every cycle.
func (c *outputAlarm) Propose(in control.Input, out *control.Filing) {
	alarm := false
	for _, h := range c.states {
		state, ok := in.Value(h)
		alarm = alarm || ok && state != 0 || !ok && c.unknown
	}
	out.Set(c.output, truth(alarm), c.weight, envelope.Cause{})
}
