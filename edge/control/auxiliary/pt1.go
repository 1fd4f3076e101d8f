package auxiliary

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/energy/envelope"
)

// pt1 brings the meter to its target as a first-order lag.
type pt1 struct {
	tracking
	constant float64 // s
}

// PT1 is the controller type PT1.
func PT1() control.Spec {
	return control.Spec{
		Type:     "PT1",
		Level:    envelope.Aux,
		Weight:   control.WeightStanding,
		Impact:   gentle,
		Fallback: asksNone,
		Summary:  "Brings a meter to a target by moving an asset as a first-order lag, so that short peaks of the site do not reach it. To smooth an asset whoever asks, give the asset an output smoothing.",
		Formula:  "w = target_watts − meter.ActivePower + asset.ActivePower; asset → last + (w − last) · Δt/(time_constant + Δt)",
		Source:   "τ·y′ + y = w by backward Euler, which is stable for any Δt (Hairer and Wanner, Solving Ordinary Differential Equations II, IV.3)",
		Fields: append(trackingFields(),
			control.Field{Name: "time_constant", Kind: control.DurationField, Lasting: 10 * time.Second, Meaning: "time after which 63 % of a step is done"}),
		New: func(p control.Params) (control.Controller, error) {
			return &pt1{trackingOf(p), p.Durations["time_constant"].Seconds()}, nil
		},
	}
}

// Propose asks nothing while an input is not fresh.
func (c *pt1) Propose(in control.Input, out *control.Filing) {
	r, ok := c.read(in)
	if !ok {
		return
	}
	from := float64(c.position)
	c.file(from+(r.wanted-from)*r.dt/(c.constant+r.dt), out)
}
