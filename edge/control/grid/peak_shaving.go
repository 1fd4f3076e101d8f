package grid

import (
	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// peakShaving keeps grid import under a peak and, in its own mode, recharges below another.
type peakShaving struct {
	ess            control.Asset
	grid, battery  image.Handle
	peak, recharge unit.Power
	weight         int
}

// PeakShaving is the controller type PEAK_SHAVING.
func PeakShaving() control.Spec {
	return control.Spec{
		Type:     "PEAK_SHAVING",
		Level:    envelope.Grid,
		Modes:    control.GridConnected(),
		Weight:   control.WeightRecharge,
		Impact:   "guards the demand charge and the fuse: when it is wrong the connection draws more than it should, inside what the connection cap allows",
		Fallback: "without a fresh meter or battery it asks nothing; the stale data guard takes the battery to its safe state",
		Summary:  "Keeps grid import at or under peak_watts with the battery; in mode PEAK_SHAVING recharges while the site without the battery is under recharge_watts.",
		Formula:  "n = meter.ActivePower − ess.ActivePower; bound ess ≤ peak_watts − n; target ess → recharge_watts − n while n < recharge_watts, else 0 while n ≤ peak_watts",
		Source:   "document 002 §4.1 (1)",
		Fields: []control.Field{
			{Name: "ess", Kind: control.AssetField, Natures: []point.Nature{point.ESS}, Moves: true, Reads: []string{point.ActivePower}, Required: true, Meaning: "the battery that is moved"},
			{Name: "meter", Kind: control.AssetField, Natures: []point.Nature{point.GridMeter}, Reads: []string{point.ActivePower}, Required: true, Meaning: "the meter at the grid connection"},
			{Name: "peak_watts", Kind: control.NumberField, Unit: point.Watt, Required: true, Max: control.MostWatts, Meaning: "grid import that is never exceeded while the battery can prevent it"},
			{Name: "recharge_watts", Kind: control.NumberField, Unit: point.Watt, Min: -control.MostWatts, Max: control.MostWatts, Meaning: "grid import up to which the battery recharges; at most peak_watts"},
		},
		New: newPeakShaving,
	}
}

func newPeakShaving(p control.Params) (control.Controller, error) {
	c := &peakShaving{
		ess:      p.Member("ess").Asset,
		grid:     p.Member("meter").Handle(point.ActivePower),
		battery:  p.Member("ess").Handle(point.ActivePower),
		peak:     p.Power("peak_watts"),
		recharge: p.Power("recharge_watts"),
		weight:   p.Weight,
	}
	if c.recharge > c.peak {
		return nil, reason.New(reason.InvalidValue, reason.Params{
			"field": "recharge_watts", "value": int64(c.recharge), "want": "at most peak_watts",
		})
	}
	return c, nil
}

// Propose asks nothing while an input is not fresh: the stale data guard has the word then.
func (c *peakShaving) Propose(in control.Input, out *control.Filing) {
	grid, ok := in.Power(c.grid)
	battery, okBattery := in.Power(c.battery)
	if !ok || !okBattery {
		return
	}
	withoutBattery := grid - battery
	cause := envelope.Cause{Code: reason.PeakLimit, Numbers: [2]int64{int64(c.peak)}}
	out.Bound(c.ess, envelope.AtMost(c.peak-withoutBattery), cause)
	if in.Mode != control.PeakShaving && in.Mode != control.AllArmed {
		return
	}
	switch {
	case withoutBattery < c.recharge:
		out.WantLate(c.ess, control.Wish{Target: c.recharge - withoutBattery, Weight: c.weight})
	case withoutBattery <= c.peak:
		out.WantLate(c.ess, control.Wish{Target: 0, Weight: c.weight})
	}
}
