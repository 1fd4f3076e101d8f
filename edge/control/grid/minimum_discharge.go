package grid

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// minimumDischarge keeps a battery discharging for a while once it has discharged strongly.
type minimumDischarge struct {
	ess                 control.Asset
	power               image.Handle
	activation, minimum unit.Power // magnitudes
	hold                time.Duration

	left time.Duration
}

// MinimumDischarge is the controller type MINIMUM_DISCHARGE.
func MinimumDischarge() control.Spec {
	return control.Spec{
		Type:     "MINIMUM_DISCHARGE",
		Level:    envelope.Grid,
		Modes:    control.GridConnected(),
		Impact:   "keeps an inverter warm that is slow to come back: when it is wrong the battery gives energy that nobody needs",
		Fallback: "without a fresh power of the battery it asks nothing",
		Summary:  "Once a battery has discharged with activation_watts or more it goes on with minimum_watts at least, for hold.",
		Formula:  "ess.ActivePower ≤ −activation_watts → ess ≤ −minimum_watts for hold from then on",
		Source:   "OpenEMS MinimumDischargePower (there discharge is positive and the bound a lower one)",
		Fields: []control.Field{
			{Name: "ess", Kind: control.AssetField, Natures: []point.Nature{point.ESS}, Moves: true, Reads: []string{point.ActivePower}, Required: true, Meaning: "the battery"},
			{Name: "activation_watts", Kind: control.NumberField, Unit: point.Watt, Required: true, Min: 1, Max: control.MostWatts, Meaning: "discharge that begins it, a magnitude"},
			{Name: "minimum_watts", Kind: control.NumberField, Unit: point.Watt, Required: true, Min: 1, Max: control.MostWatts, Meaning: "discharge that is kept, a magnitude"},
			{Name: "hold", Kind: control.DurationField, Lasting: 5 * time.Minute, Meaning: "for how long"},
		},
		New: func(p control.Params) (control.Controller, error) {
			c := &minimumDischarge{
				ess: p.Member("ess").Asset, power: p.Member("ess").Handle(point.ActivePower),
				activation: p.Power("activation_watts"), minimum: p.Power("minimum_watts"), hold: p.Duration("hold"),
			}
			if c.minimum > c.activation {
				return nil, control.Invalid("minimum_watts", int64(c.minimum), "at most activation_watts")
			}
			return c, nil
		},
	}
}

// Propose goes on by one cycle.
func (c *minimumDischarge) Propose(in control.Input, out *control.Filing) {
	c.left = max(c.left-in.Since, 0)
	power, ok := in.Power(c.power)
	if !ok {
		return
	}
	if power <= -c.activation {
		c.left = c.hold
	}
	if c.left > 0 {
		out.Bound(c.ess, envelope.AtMost(-c.minimum), envelope.Cause{Code: reason.MinimumDischarge, Numbers: [2]int64{int64(c.minimum)}})
	}
}
