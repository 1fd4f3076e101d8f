package optimise

import (
	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// hybridSurplusFeed feeds in what a full battery behind the same inverter cannot take.
type hybridSurplusFeed struct {
	ess         control.Asset
	dc, allowed image.Handle
	most        unit.Power
}

// HybridSurplusFeed is the controller type HYBRID_SURPLUS_FEED.
func HybridSurplusFeed() control.Spec {
	return control.Spec{
		Type:     "HYBRID_SURPLUS_FEED",
		Level:    envelope.Optimization,
		Modes:    unplanned(),
		Impact:   "moves money, not safety: when it is wrong solar power on the DC side is curtailed or fed in instead of stored",
		Fallback: "without a fresh DC power or allowed charge it bounds nothing, and the inverter curtails by itself what has no place to go",
		Summary:  "Has a hybrid inverter feed in the solar power on its DC side that the battery cannot take. For inverters that are ordered the power of their AC side, battery and roof together.",
		Formula:  "ess ≤ −min(max(0, pv.DC_Power − ess.AllowedChargePower), max_feed_watts)",
		Source:   "balance of the DC side; the purpose is that of OpenEMS's Ess.Hybrid.Surplus-Feed-To-Grid (reference commit 0e4ea888), whose sign is the other",
		Fields: []control.Field{
			{Name: "ess", Kind: control.AssetField, Natures: []point.Nature{point.ESS}, Moves: true, Reads: []string{point.AllowedCharge}, Required: true, Meaning: "the hybrid inverter as a battery whose SetActivePower is the power of its AC side"},
			{Name: "pv", Kind: control.AssetField, Natures: []point.Nature{point.PV, point.Inverter}, Required: true, Meaning: "the roof on the DC side; DC_Power is read"},
			magnitude("max_feed_watts", control.MostWatts, "surplus that is fed in at most"),
		},
		New: func(p control.Params) (control.Controller, error) {
			ess, pv := p.Member("ess"), p.Member("pv")
			c := &hybridSurplusFeed{ess: ess.Asset, dc: pv.Handle("DC_Power"), allowed: ess.Handle(point.AllowedCharge), most: p.Power("max_feed_watts")}
			if c.dc == image.None {
				return nil, reason.New(reason.UnknownChannel, reason.Params{"channel": pv.ID + ".DC_Power"})
			}
			return c, nil
		},
	}
}

// Propose bounds nothing while one of the two is not fresh: unknown is not zero.
func (c *hybridSurplusFeed) Propose(in control.Input, out *control.Filing) {
	dc, ok := in.Power(c.dc)
	allowed, okAllowed := in.Power(c.allowed)
	if !ok || !okAllowed {
		return
	}
	if feed := min(dc-max(allowed, 0), c.most); feed > 0 {
		out.Bound(c.ess, envelope.AtMost(-feed), envelope.Cause{Code: reason.SurplusFed, Numbers: [2]int64{int64(feed)}})
	}
}
