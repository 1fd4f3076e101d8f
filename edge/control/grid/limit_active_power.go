package grid

import (
	"ohmstead/edge/control"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// limitActivePower bounds an asset's power to what a file says.
type limitActivePower struct {
	asset                        control.Asset
	consume, give                unit.Power // magnitudes
	limitsConsumed, limitsGiving bool
}

// LimitActivePower is the controller type LIMIT_ACTIVE_POWER.
func LimitActivePower() control.Spec {
	return control.Spec{
		Type:     "LIMIT_ACTIVE_POWER",
		Level:    envelope.Grid,
		Impact:   "holds an agreed limit: when it is wrong the asset does more than was agreed, inside its rating",
		Fallback: "it needs no value and goes on",
		Summary:  "Bounds what an asset takes and gives.",
		Formula:  "−max_discharge_watts ≤ asset ≤ max_charge_watts",
		Source:   "OpenEMS Symmetric.LimitActivePower (there −maxCharge ≤ P ≤ maxDischarge)",
		Fields: []control.Field{
			{Name: "asset", Kind: control.AssetField, Natures: []point.Nature{point.ESS, point.PV, point.Generator, point.EVCS}, Moves: true, Required: true, Meaning: "what is bounded"},
			{Name: "max_charge_watts", Kind: control.NumberField, Unit: point.Watt, Max: control.MostWatts, Meaning: "what it may take; unbounded where not given"},
			{Name: "max_discharge_watts", Kind: control.NumberField, Unit: point.Watt, Max: control.MostWatts, Meaning: "what it may give, a magnitude; unbounded where not given"},
		},
		New: func(p control.Params) (control.Controller, error) {
			c := &limitActivePower{
				asset: p.Member("asset").Asset, consume: p.Power("max_charge_watts"), give: p.Power("max_discharge_watts"),
				limitsConsumed: p.Given["max_charge_watts"], limitsGiving: p.Given["max_discharge_watts"],
			}
			if !c.limitsConsumed && !c.limitsGiving {
				return nil, reason.New(reason.MissingField, reason.Params{"field": "max_charge_watts or max_discharge_watts"})
			}
			return c, nil
		},
	}
}

// Propose files the bounds.
func (c *limitActivePower) Propose(_ control.Input, out *control.Filing) {
	if c.limitsConsumed {
		out.Bound(c.asset, envelope.AtMost(c.consume), envelope.Cause{Code: reason.ActivePowerLimit, Numbers: [2]int64{int64(c.consume)}})
	}
	if c.limitsGiving {
		out.Bound(c.asset, envelope.AtLeast(-c.give), envelope.Cause{Code: reason.ActivePowerLimit, Numbers: [2]int64{int64(c.give)}})
	}
}
