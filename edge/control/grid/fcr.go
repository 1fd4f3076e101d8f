package grid

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/gridcode"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

// fcr provides frequency containment reserve with a battery.
type fcr struct {
	ess        control.Member
	hertz, soc image.Handle
	profile    gridcode.FCR
	capacity   float64 // W
	deadband   float64 // Hz
	low, high  float64 // percent: where restoring begins
	restore    float64 // W
	base       float64 // W
	windows    slot.Week
	zone       *time.Location
	weight     int
}

// FCR is the controller type FCR.
func FCR() control.Spec {
	names := make([]string, 0, len(gridcode.FCRs()))
	for _, f := range gridcode.FCRs() {
		names = append(names, f.Name)
	}
	return control.Spec{
		Type:     "FCR",
		Level:    envelope.Grid,
		Modes:    control.GridConnected(),
		Weight:   control.WeightPurpose,
		Impact:   "delivers a reserve that the grid counts on and that is paid: when it is wrong the frequency is pushed the way it goes, and the contract is broken",
		Fallback: "without a fresh frequency it asks nothing and the stale data guard takes the battery to its safe state; without a state of charge it delivers and restores nothing",
		Summary:  "Frequency containment reserve: power in proportion to the deviation of the frequency, all of the capacity at the profile's deviation, and a state of charge from which it can always be delivered.",
		Formula:  "d = f − f0; |d| ≤ deadband → 0, or ±restore_watts while SOC is outside its band; else ess → baseline + capacity · d / full, |·| ≤ capacity. Band: reserve_for · capacity / capacity_wh above empty and below full",
		Source:   "Regulation (EU) 2017/1485 Annex V, profiles in docs/grid-codes.md; low frequency discharges, which is negative here. The time for which all of it can be delivered is the provider's contract: 15 min by default (engineering knowledge)",
		Fields: []control.Field{
			{Name: "ess", Kind: control.AssetField, Natures: []point.Nature{point.ESS}, Moves: true, Required: true, Meaning: "the battery that provides"},
			{Name: "meter", Kind: control.AssetField, Natures: []point.Nature{point.GridMeter, point.Meter, point.ESS}, Reads: []string{point.Frequency}, Required: true, Meaning: "what measures the frequency, to 10 mHz or better"},
			{Name: "profile", Kind: control.ChoiceField, Standard: "CE", Choices: names, Meaning: "the synchronous area, see [grid codes](grid-codes.md)"},
			{Name: "capacity_watts", Kind: control.NumberField, Unit: point.Watt, Required: true, Min: 1, Max: control.MostWatts, Meaning: "what was sold, both ways"},
			{Name: "deadband_hz", Kind: control.NumberField, Unit: point.Hertz, Max: 0.015, Meaning: "deviation inside which nothing is delivered; at most the profile's"},
			{Name: "reserve_for", Kind: control.DurationField, Lasting: 15 * time.Minute, Meaning: "for how long all of the capacity can be delivered from inside the band"},
			{Name: "restore_watts", Kind: control.NumberField, Unit: point.Watt, Max: control.MostWatts, Meaning: "power that brings the state of charge back into its band while the frequency is inside the deadband"},
			{Name: "baseline_watts", Kind: control.NumberField, Unit: point.Watt, Min: -control.MostWatts, Max: control.MostWatts, Meaning: "power at nominal frequency"},
			{Name: "windows", Kind: control.WindowsField, Meaning: "when it is sold; always where not given"},
		},
		New: newFCR,
	}
}

func newFCR(p control.Params) (control.Controller, error) {
	ess := p.Member("ess")
	profile, _ := gridcode.LookupFCR(p.Texts["profile"])
	c := &fcr{
		ess: ess, hertz: p.Member("meter").Handle(point.Frequency), soc: ess.Handle(point.SOC), profile: profile,
		capacity: p.Numbers["capacity_watts"], deadband: p.Numbers["deadband_hz"], restore: p.Numbers["restore_watts"],
		base: p.Numbers["baseline_watts"], windows: p.Weeks["windows"], zone: p.Zone, weight: p.Weight,
	}
	switch most := unit.Float(min(ess.Rating.Max, -ess.Rating.Min), unit.Watt); {
	case c.capacity > most:
		return nil, control.Invalid("capacity_watts", c.capacity, "at most what the battery can do both ways")
	case c.deadband > unit.Float(profile.Insensitivity, unit.Hertz):
		return nil, control.Invalid("deadband_hz", c.deadband, "at most what the profile allows")
	}
	band, err := reserveBand(ess, c.capacity, p.Duration("reserve_for"))
	c.low, c.high = band, 100-band
	return c, err
}

// reserveBand is the share of a battery in percent that a power needs for a time.
func reserveBand(ess control.Member, watts float64, span time.Duration) (float64, error) {
	wattHours := unit.Float(ess.Capacity, unit.WattHour)
	if wattHours == 0 {
		return 0, control.Invalid("ess", ess.ID, "a battery with capacity_wh")
	}
	band := watts * span.Hours() / wattHours * 100
	if band >= 50 {
		return 0, control.Invalid("capacity_watts", watts, "so little that the battery holds it for reserve_for both ways")
	}
	return band, nil
}

// Propose asks nothing while the frequency is not fresh, and nothing outside the windows.
func (c *fcr) Propose(in control.Input, out *control.Filing) {
	hertz, ok := in.Value(c.hertz)
	if !ok || len(c.windows) > 0 && !c.windows.Contains(in.Now, c.zone) {
		return
	}
	target, ok := unit.FromFloat(c.base+c.at(in, hertz), unit.Watt)
	if ok {
		out.Want(c.ess.Asset, control.Wish{Target: target, Weight: c.weight})
	}
}

// at is the power beside the baseline.
func (c *fcr) at(in control.Input, hertz float64) float64 {
	off := hertz - unit.Float(c.profile.Nominal, unit.Hertz)
	if max(off, -off) <= c.deadband {
		return c.restoring(in)
	}
	full := unit.Float(c.profile.Full, unit.Hertz)
	return c.capacity * max(min(off/full, 1), -1)
}

// restoring brings the state of charge back into its band.
func (c *fcr) restoring(in control.Input) float64 {
	soc, ok := in.Value(c.soc)
	switch {
	case ok && soc < c.low:
		return c.restore
	case ok && soc > c.high:
		return -c.restore
	}
	return 0
}
