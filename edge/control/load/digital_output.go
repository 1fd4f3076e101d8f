package load

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
)

// digitalOutput closes or opens a contact, always or by timetable.
type digitalOutput struct {
	output image.Handle
	closed bool
	when   slot.Week
	zone   *time.Location
	weight int
}

// DigitalOutput is the controller type DIGITAL_OUTPUT.
func DigitalOutput() control.Spec {
	return control.Spec{
		Type:     "DIGITAL_OUTPUT",
		Level:    envelope.Optimization,
		Weight:   control.WeightPurpose,
		Impact:   "holds a contact: what hangs on it runs or stands as long",
		Fallback: "it reads nothing; when the edge stops, the contact does what its device does on loss",
		Summary:  "Holds a contact closed or open; with windows, closed in them and open outside, or the other way round.",
		Formula:  "output = closed, and its opposite outside of windows where there are some",
		Source:   "the purpose is that of OpenEMS's Io.FixDigitalOutput (reference commit 0e4ea888)",
		Fields: []control.Field{
			contact("output", "the contact"),
			{Name: "closed", Kind: control.FlagField, On: true, Meaning: "how it is held"},
			{Name: "windows", Kind: control.WindowsField, Meaning: "weekly times at which it is held so; always where none are given"},
		},
		New: func(p control.Params) (control.Controller, error) {
			return &digitalOutput{
				output: p.Member("output").Handle(point.SetClosed), closed: p.Flags["closed"],
				when: p.Weeks["windows"], zone: p.Zone, weight: p.Weight,
			}, nil
		},
	}
}

// Propose depends on the time alone.
func (c *digitalOutput) Propose(in control.Input, out *control.Filing) {
	due := len(c.when) == 0 || c.when.Contains(in.Now, c.zone)
	out.Set(c.output, truth(due == c.closed), c.weight, envelope.Cause{})
}
