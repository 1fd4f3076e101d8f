package optimise

import (
	"slices"
	"time"

	"ohmstead/edge/control"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

// How a fixed power is meant.
const (
	exactly = "EXACTLY"
	atMost  = "AT_MOST"
	atLeast = "AT_LEAST"
)

// fixedActivePower holds an asset, or one phase of it, at a power, or above or below it.
type fixedActivePower struct {
	asset    control.Asset
	power    unit.Power
	relation string
	when     slot.Week // always where empty
	zone     *time.Location
	weight   int
}

// FixedActivePower is the controller type FIXED_ACTIVE_POWER.
func FixedActivePower() control.Spec {
	return control.Spec{
		Type:     "FIXED_ACTIVE_POWER",
		Level:    envelope.Optimization,
		Modes:    economic(),
		Weight:   control.WeightPurpose,
		Impact:   movesMoney,
		Fallback: "it reads nothing; the stale data guard takes an asset that is not heard of to its safe state",
		Summary:  "Holds an asset at a power, or keeps it at most or at least at one, always or by timetable.",
		Formula:  "EXACTLY: asset → active_power_watts; AT_MOST: asset ≤ active_power_watts; AT_LEAST: asset ≥ active_power_watts",
		Source:   "document 002 §4.1; the purpose is that of OpenEMS's Ess.FixActivePower, Symmetric.LimitActivePower and PvInverter.FixPowerLimit (reference commit 0e4ea888), whose sign is the other",
		Fields: []control.Field{
			{Name: "asset", Kind: control.AssetField, Natures: []point.Nature{point.ESS, point.PV, point.Generator}, Moves: true, Reads: []string{point.ActivePower}, Required: true, Meaning: "the asset that is moved"},
			required(watts("active_power_watts", 0, "the power; positive charges or consumes, negative discharges or produces")),
			{Name: "relation", Kind: control.ChoiceField, Standard: exactly, Choices: []string{exactly, atMost, atLeast}, Meaning: "whether the power is aimed at or bounds; PV that is to give at most 3 kW is AT_LEAST −3000"},
			{Name: "phase", Kind: control.ChoiceField, Choices: []string{"L1", "L2", "L3"}, Meaning: "the phase that is meant, of an asset whose phases can be moved one by one; the whole asset where it is not given"},
			windows("windows", "weekly times at which it holds; always where none are given"),
		},
		New: newFixedActivePower,
	}
}

func newFixedActivePower(p control.Params) (control.Controller, error) {
	m := p.Member("asset")
	c := &fixedActivePower{
		asset: m.Asset, power: p.Power("active_power_watts"), relation: p.Texts["relation"],
		when: p.Weeks["windows"], zone: p.Zone, weight: p.Weight,
	}
	if phase := slices.Index([]string{"L1", "L2", "L3"}, p.Texts["phase"]); phase >= 0 {
		if c.asset = m.Phases[phase]; c.asset == control.NoAsset {
			return nil, reason.Invalid("phase", p.Texts["phase"], "nothing: the phases of "+m.ID+" cannot be moved one by one")
		}
	}
	return c, nil
}

// Propose depends on the time alone.
func (c *fixedActivePower) Propose(in control.Input, out *control.Filing) {
	if len(c.when) > 0 && !c.when.Contains(in.Now, c.zone) {
		return
	}
	cause := envelope.Cause{Code: reason.FixedPower, Numbers: [2]int64{int64(c.power)}}
	switch c.relation {
	case atMost:
		out.Bound(c.asset, envelope.AtMost(c.power), cause)
	case atLeast:
		out.Bound(c.asset, envelope.AtLeast(c.power), cause)
	default:
		out.Want(c.asset, control.Wish{Target: c.power, Weight: c.weight})
	}
}
