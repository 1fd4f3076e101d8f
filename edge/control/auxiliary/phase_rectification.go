package auxiliary

import (
	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// phaseRectification shares a battery's power among its phases so that those of the grid come
// together, and leaves the sum as others have decided it.
type phaseRectification struct {
	ess         control.Asset
	single      [3]control.Asset
	meter, each [3]image.Handle
	weight      int
}

// PhaseRectification is the controller type PHASE_RECTIFICATION.
func PhaseRectification() control.Spec {
	perPhase := []string{"ActivePower_L1", "ActivePower_L2", "ActivePower_L3"}
	return control.Spec{
		Type:     "PHASE_RECTIFICATION",
		Level:    envelope.Aux,
		Weight:   control.WeightPurpose,
		Impact:   "guards against unbalance between phases: when it is wrong the phases differ more, inside all limits",
		Fallback: "without all fresh phases it asks nothing, and the battery shares its power as it likes",
		Summary:  "Shares the power of a battery among its phases so that the phases of the grid come together. How much it is in all others decide.",
		Formula:  "n_p = meter.ActivePower_Lp − ess.ActivePower_Lp; ess_p → P/3 + mean(n) − n_p, with P what the battery was last given",
		Source:   "balance of each phase; the purpose is that of OpenEMS's Asymmetric.PhaseRectification (reference commit 0e4ea888), whose sign is the other",
		Fields: []control.Field{
			{Name: "ess", Kind: control.AssetField, Natures: []point.Nature{point.ESS}, Moves: true, Reads: perPhase, Required: true, Meaning: "the battery, whose phases can be moved one by one"},
			{Name: "meter", Kind: control.AssetField, Natures: []point.Nature{point.GridMeter}, Reads: perPhase, Required: true, Meaning: "the meter at the grid connection"},
		},
		New: func(p control.Params) (control.Controller, error) {
			m := p.Member("ess")
			c := &phaseRectification{ess: m.Asset, single: m.Phases, weight: p.Weight}
			for i, channel := range perPhase {
				c.meter[i], c.each[i] = p.Member("meter").Handle(channel), m.Handle(channel)
			}
			if c.single[0] == control.NoAsset {
				return nil, reason.New(reason.InvalidValue, reason.Params{"field": "ess", "value": m.ID, "want": "a battery whose phases can be moved one by one"})
			}
			return c, nil
		},
	}
}

// Propose asks nothing unless all phases are fresh.
func (c *phaseRectification) Propose(in control.Input, out *control.Filing) {
	var n [3]unit.Power
	sum := unit.Power(0)
	for i := range n {
		grid, ok := in.Power(c.meter[i])
		own, okOwn := in.Power(c.each[i])
		if !ok || !okOwn {
			return
		}
		n[i] = grid - own
		sum += n[i]
	}
	total := in.Last[c.ess]
	for i, phase := range c.single {
		target := (total + sum) / 3
		if i == 2 {
			target = total + sum - 2*target // the rest of the division, so that the sum is exact
		}
		out.Want(phase, control.Wish{Target: target - n[i], Weight: c.weight})
	}
}
