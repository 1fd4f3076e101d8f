package auxiliary

import (
	"ohmstead/edge/control"
	"ohmstead/energy/envelope"
)

// ramp brings the meter to its target at a limited rate.
type ramp struct {
	tracking
	rate float64 // W/s
}

// Ramp is the controller type RAMP.
func Ramp() control.Spec {
	return control.Spec{
		Type:     "RAMP",
		Level:    envelope.Aux,
		Weight:   control.WeightStanding,
		Impact:   gentle,
		Fallback: asksNone,
		Summary:  "Brings a meter to a target by moving an asset at a limited rate. To limit how fast an asset moves whoever asks, give the asset an output ramp.",
		Formula:  "w = target_watts − meter.ActivePower + asset.ActivePower; asset → last + clamp(w − last, ± ramp_watts_per_s · Δt)",
		Source:   "rate limiter in time units; OpenEMS's ramp filter (reference commit 0e4ea888) steps by the call",
		Fields: append(trackingFields(),
			control.Field{Name: "ramp_watts_per_s", Kind: control.NumberField, Unit: "W/s", Default: 500, Min: 1, Max: control.MostWatts, Meaning: "how fast the asset moves"}),
		New: func(p control.Params) (control.Controller, error) {
			return &ramp{trackingOf(p), p.Numbers["ramp_watts_per_s"]}, nil
		},
	}
}

// Propose asks nothing while an input is not fresh.
func (c *ramp) Propose(in control.Input, out *control.Filing) {
	r, ok := c.read(in)
	if !ok {
		return
	}
	step := float64(c.rate * r.dt)
	c.file(float64(c.position.Toward(r.wanted, step)), out)
}
