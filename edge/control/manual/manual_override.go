package manual

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// override holds one asset at a power until an instant.
type override struct {
	id      string
	asset   control.Asset
	power   unit.Power
	weight  int
	expires time.Time
	holds   bool
}

// Override is the controller type MANUAL_OVERRIDE.
func Override() control.Spec {
	return control.Spec{
		Type:     "MANUAL_OVERRIDE",
		Level:    envelope.ManualOverride,
		Weight:   control.WeightPurpose,
		Impact:   "a hand on the asset: it replaces what everything below it wants, inside what safety and the asset allow",
		Fallback: "past expires_at it asks nothing; in FAULT the asset is in its safe state",
		Summary:  "Holds an asset at a power until an instant, as an operator does at run time, for commissioning and tests.",
		Formula:  "asset → set_active_power_watts while now < expires_at",
		Source:   "document 002 §3.1 (4)",
		Raises:   []reason.Code{reason.OverrideExpired},
		Fields: []control.Field{
			{Name: "asset", Kind: control.AssetField, Natures: []point.Nature{point.ESS, point.PV, point.Generator, point.EVCS}, Moves: true, Required: true, Meaning: "what is held"},
			{Name: "set_active_power_watts", Kind: control.NumberField, Unit: point.Watt, Required: true, Min: -control.MostWatts, Max: control.MostWatts, Meaning: "its power; charge is positive, discharge and production negative"},
			{Name: "expires_at", Kind: control.InstantField, Required: true, Meaning: "when it ends"},
			{Name: "reason", Kind: control.TextField, Required: true, Meaning: "why somebody wants this, for whoever finds it later"},
		},
		New: func(p control.Params) (control.Controller, error) {
			return &override{
				id: p.ID, asset: p.Member("asset").Asset, power: p.Power("set_active_power_watts"), weight: p.Weight, expires: p.Instants["expires_at"],
			}, nil
		},
	}
}

// Propose asks until the override expires, and says so then.
func (c *override) Propose(in control.Input, out *control.Filing) {
	if in.Now.Before(c.expires) {
		c.holds = true
		out.Want(c.asset, control.Wish{Target: c.power, Weight: c.weight})
		return
	}
	if c.holds {
		c.holds = false
		out.Tell(control.Notice{Code: reason.OverrideExpired, Asset: c.asset, Params: reason.Params{"by": c.id}})
	}
}
