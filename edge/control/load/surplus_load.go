package load

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// How a load takes a surplus.
const (
	switched  = "SWITCH"
	modulated = "MODULATE"
)

// surplusLoad serves loads from what the site has to spare.
type surplusLoad struct {
	surplus
	loads    []consumer
	relays   []relay
	enough   []unit.Power // by load: what switches it on
	borne    unit.Power
	pace     pace
	modulate bool
	weight   int
}

// SurplusLoad is the controller type SURPLUS_LOAD.
func SurplusLoad() control.Spec {
	fields := append([]control.Field{loads("the loads, the most important first: a later one is served with what the earlier ones leave")}, surplusFields()...)
	fields = append(fields,
		control.Field{Name: "thresholds_watts", Kind: control.NumbersField, Unit: point.Watt, Max: control.MostWatts, Meaning: "surplus from which each load is served, in the order of assets; their rating where none are given"},
		watts("margin_watts", 0, "import that is borne before a load counts as served with too little"),
		control.Field{Name: "style", Kind: control.ChoiceField, Standard: switched, Choices: []string{switched, modulated}, Meaning: "SWITCH: a load takes its rating or nothing; MODULATE: it takes what there is between its threshold and its rating"},
	)
	return control.Spec{
		Type:     "SURPLUS_LOAD",
		Level:    envelope.Optimization,
		Weight:   control.WeightStanding,
		Impact:   movesComfort,
		Fallback: "without a fresh meter or battery, and in an outage, there is no surplus: loads go off after off_delay and min_run",
		Summary:  "Serves loads from what the site has to spare, one after the other, without chattering.",
		Formula: "left = Σ loads − meter.ActivePower + (ess.ActivePower, FIRST: its negative part only); for each load in order: " +
			"on when left ≥ threshold for on_delay, off when left < threshold − margin_watts for off_delay; left −= what it takes",
		Source: "document 002 §4.1 (flexible loads); balance at the meter. Delays and least times as relays and compressors ask for; purpose as OpenEMS IO.ChannelSingleThreshold and IO.Analog on surplus (reference commit 0e4ea888)",
		Fields: append(fields, paceFields(time.Minute, 3*time.Minute, 0, 0)...),
		New:    newSurplusLoad,
	}
}

func newSurplusLoad(p control.Params) (control.Controller, error) {
	c := &surplusLoad{
		surplus: surplusOf(p), loads: consumersOf(p.Members["assets"]), borne: p.Power("margin_watts"),
		pace: paceOf(p), modulate: p.Texts["style"] == modulated, weight: p.Weight,
	}
	c.relays = make([]relay, len(c.loads))
	given := p.Lists["thresholds_watts"]
	if len(given) > 0 && len(given) != len(c.loads) {
		return nil, reason.Invalid("thresholds_watts", len(given), "one for each of assets")
	}
	for i := range c.loads {
		threshold := c.loads[i].rated
		if len(given) > 0 {
			threshold, _ = unit.FromFloat(given[i], unit.Watt)
		}
		c.enough = append(c.enough, threshold)
	}
	return c, nil
}

// Propose takes an unknown surplus for none.
func (c *surplusLoad) Propose(in control.Input, out *control.Filing) {
	left, ok := c.left(in, taken(c.loads, in))
	for i := range c.loads {
		r := &c.relays[i]
		enough := c.enough[i]
		if r.on {
			enough -= c.borne
		}
		target := unit.Power(0)
		if r.step(ok && left >= enough, in.Since, c.pace) {
			target = c.share(i, left)
			left -= target
		}
		c.loads[i].ask(target, c.weight, out)
	}
}

// share is what a load that is on takes of what is left.
func (c *surplusLoad) share(i int, left unit.Power) unit.Power {
	if !c.modulate {
		return c.loads[i].rated
	}
	return min(max(left, c.enough[i]), c.loads[i].rated)
}
