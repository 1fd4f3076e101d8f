package optimise

import (
	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/unit"
)

// selfConsumption drives grid power to its target with the battery.
type selfConsumption struct {
	ess           control.Asset
	grid, battery image.Handle
	target        unit.Power
	weight        int
}

// SelfConsumption is the controller type SELF_CONSUMPTION.
func SelfConsumption() control.Spec {
	return control.Spec{
		Type:     "SELF_CONSUMPTION",
		Level:    envelope.Optimization,
		Modes:    []control.Mode{control.SelfConsumption},
		Weight:   control.WeightStanding,
		Impact:   "moves money, not safety: a wrong target charges or discharges the battery at the wrong time inside all limits",
		Fallback: "without a fresh meter or battery it asks nothing; the stale data guard takes the battery to its safe state",
		Summary:  "Drives grid power to target_grid_watts with the battery.",
		Formula:  "n = meter.ActivePower − ess.ActivePower; ess → target_grid_watts − n",
		Source:   "document 002 §4.1 (2); the site without its battery is n because the meter is the sum of what lies behind it",
		Fields: []control.Field{
			{Name: "ess", Kind: control.AssetField, Natures: []point.Nature{point.ESS}, Moves: true, Reads: []string{point.ActivePower}, Required: true, Meaning: "the battery that is moved"},
			{Name: "meter", Kind: control.AssetField, Natures: []point.Nature{point.GridMeter}, Reads: []string{point.ActivePower}, Required: true, Meaning: "the meter at the grid connection"},
			{Name: "target_grid_watts", Kind: control.NumberField, Unit: point.Watt, Min: -control.MostWatts, Max: control.MostWatts, Meaning: "grid power aimed at; positive imports"},
		},
		New: func(p control.Params) (control.Controller, error) {
			return &selfConsumption{
				ess:     p.Member("ess").Asset,
				grid:    p.Member("meter").Handle(point.ActivePower),
				battery: p.Member("ess").Handle(point.ActivePower),
				target:  p.Power("target_grid_watts"),
				weight:  p.Weight,
			}, nil
		},
	}
}

// Propose asks nothing while an input is not fresh: the stale data guard has the word then.
func (c *selfConsumption) Propose(in control.Input, out *control.Filing) {
	grid, ok := in.Power(c.grid)
	battery, okBattery := in.Power(c.battery)
	if !ok || !okBattery {
		return
	}
	withoutBattery := grid - battery
	out.Want(c.ess, control.Wish{Target: c.target - withoutBattery, Weight: c.weight})
}
