package grid

import (
	"math"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

// peakShaving keeps grid import under a peak and, in its own mode, recharges below another.
type peakShaving struct {
	shaving
	perPhase bool
	meter    phases
	ess      phases
	single   [3]control.Asset // the battery's phases, NoAsset where they move together
	when     slot.Week        // always where empty
	zone     *time.Location
	ramp     float64 // W/s, 0 for none
	position float64 // W, where the ramp stands
}

// shaving is a peak that is kept with a battery.
type shaving struct {
	asset          control.Asset
	grid, battery  image.Handle
	peak, recharge unit.Power
	weight         int
}

// phases are the places of a power's three phases.
type phases [3]image.Handle

func phasesOf(m control.Member) phases {
	return phases{m.Handle("ActivePower_L1"), m.Handle("ActivePower_L2"), m.Handle("ActivePower_L3")}
}

// read is the power of each phase; false unless all three are fresh.
func (p phases) read(in control.Input) ([3]unit.Power, bool) {
	var powers [3]unit.Power
	for i, h := range p {
		var ok bool
		if powers[i], ok = in.Power(h); !ok {
			return powers, false
		}
	}
	return powers, true
}

// PeakShaving is the controller type PEAK_SHAVING.
func PeakShaving() control.Spec {
	fields := append(shavingFields(),
		control.Field{Name: "per_phase", Kind: control.FlagField, Meaning: "whether every phase counts against a third of both limits, for fuses and for unbalance: the worst one decides, or each by itself where the battery's phases can be moved one by one. Needs ActivePower_L1 to _L3 of the meter"},
		control.Field{Name: "windows", Kind: control.WindowsField, Meaning: "weekly times at which the peak counts, such as those of a time-dependent grid fee; always where none are given"},
		control.Field{Name: "ramp_watts_per_s", Kind: control.NumberField, Unit: "W/s", Max: control.MostWatts, Meaning: "how fast the recharge moves, 0 for any; the peak itself is owed and never waits for a ramp"},
	)
	return control.Spec{
		Type:     "PEAK_SHAVING",
		Level:    envelope.Grid,
		Modes:    control.GridConnected(),
		Weight:   control.WeightRecharge,
		Impact:   "guards the demand charge and the fuse: when it is wrong the connection draws more than it should, inside what the connection cap allows",
		Fallback: "without a fresh meter or battery it asks nothing; the stale data guard takes the battery to its safe state. Without fresh phases per_phase goes by the total",
		Summary:  "Keeps grid import at or under peak_watts with the battery; in mode PEAK_SHAVING recharges while the site without the battery is under recharge_watts.",
		Formula: "n = meter.ActivePower − ess.ActivePower; bound ess ≤ peak_watts − n; target ess → recharge_watts − n while n < recharge_watts, else 0 while n ≤ peak_watts. " +
			"per_phase: n = 3 · max(meter.ActivePower_L1…L3) − ess.ActivePower, or the same for each phase with its own powers and a third of the limits",
		Source: "document 002 §4.1 (1); three times the worst phase as OpenEMS Asymmetric.PeakShaving (reference commit 0e4ea888), whose limits are those of one phase",
		Fields: fields,
		New:    newPeakShaving,
	}
}

// shavingFields are the parameters of a shaving.
func shavingFields() []control.Field {
	return []control.Field{
		{Name: "ess", Kind: control.AssetField, Natures: []point.Nature{point.ESS}, Moves: true, Reads: []string{point.ActivePower}, Required: true, Meaning: "the battery that is moved"},
		{Name: "meter", Kind: control.AssetField, Natures: []point.Nature{point.GridMeter}, Reads: []string{point.ActivePower}, Required: true, Meaning: "the meter at the grid connection"},
		{Name: "peak_watts", Kind: control.NumberField, Unit: point.Watt, Required: true, Max: control.MostWatts, Meaning: "grid import that is never exceeded while the battery can prevent it"},
		{Name: "recharge_watts", Kind: control.NumberField, Unit: point.Watt, Min: -control.MostWatts, Max: control.MostWatts, Meaning: "grid import up to which the battery recharges; at most peak_watts"},
	}
}

func shavingOf(p control.Params) (shaving, error) {
	s := shaving{
		asset:    p.Member("ess").Asset,
		grid:     p.Member("meter").Handle(point.ActivePower),
		battery:  p.Member("ess").Handle(point.ActivePower),
		peak:     p.Power("peak_watts"),
		recharge: p.Power("recharge_watts"),
		weight:   p.Weight,
	}
	if s.recharge > s.peak {
		return s, reason.New(reason.InvalidValue, reason.Params{
			"field": "recharge_watts", "value": int64(s.recharge), "want": "at most peak_watts",
		})
	}
	return s, nil
}

func newPeakShaving(p control.Params) (control.Controller, error) {
	s, err := shavingOf(p)
	c := &peakShaving{
		shaving: s, perPhase: p.Flags["per_phase"], single: p.Member("ess").Phases,
		meter: phasesOf(p.Member("meter")), ess: phasesOf(p.Member("ess")),
		when: p.Weeks["windows"], zone: p.Zone, ramp: p.Numbers["ramp_watts_per_s"],
	}
	return c, err
}

// Propose asks nothing while an input is not fresh: the stale data guard has the word then.
func (c *peakShaving) Propose(in control.Input, out *control.Filing) {
	if len(c.when) > 0 && !c.when.Contains(in.Now, c.zone) {
		return
	}
	recharges := in.Mode == control.PeakShaving || in.Mode == control.AllArmed
	if c.perPhase && c.each(in, out, recharges) {
		return
	}
	n, ok := c.without(in)
	if !ok {
		return
	}
	c.hold(n, out)
	if target, wants := c.target(n); wants && recharges {
		out.WantLate(c.asset, control.Wish{Target: c.ramped(in, target), Weight: c.weight})
	}
}

// without is the power of the site without the battery, or three times that of its worst phase.
func (c *peakShaving) without(in control.Input) (unit.Power, bool) {
	n, ok := c.shaving.without(in)
	if !ok || !c.perPhase {
		return n, ok
	}
	battery, _ := in.Power(c.battery)
	if each, known := c.meter.read(in); known {
		n = 3*max(each[0], each[1], each[2]) - battery
	}
	return n, true
}

// each shaves phase by phase; false where that cannot be done.
func (c *peakShaving) each(in control.Input, out *control.Filing, recharges bool) bool {
	meter, ok := c.meter.read(in)
	battery, okBattery := c.ess.read(in)
	if c.single[0] == control.NoAsset || !ok || !okBattery {
		return false
	}
	for i, phase := range c.single {
		one := shaving{asset: phase, peak: c.peak / 3, recharge: c.recharge / 3, weight: c.weight}
		n := meter[i] - battery[i]
		one.hold(n, out)
		if target, wants := one.target(n); wants && recharges {
			out.WantLate(phase, control.Wish{Target: target, Weight: c.weight})
		}
	}
	return true
}

// ramped is the recharge on its way to the target. It starts from what the battery was last given,
// so that neither a bound nor another controller makes it jump.
func (c *peakShaving) ramped(in control.Input, target unit.Power) unit.Power {
	if c.ramp == 0 {
		return target
	}
	last := unit.Float(in.Last[c.asset], unit.Watt)
	if math.Abs(c.position-last) >= 1 {
		c.position = last
	}
	step := float64(c.ramp * in.Since.Seconds())
	c.position = min(max(unit.Float(target, unit.Watt), c.position-step), c.position+step)
	next, _ := unit.FromFloat(c.position, unit.Watt)
	return next
}

// without is the power of the site without the battery: the meter is the sum of what lies behind
// it. False while one of the two is not fresh.
func (s *shaving) without(in control.Input) (unit.Power, bool) {
	grid, ok := in.Power(s.grid)
	battery, okBattery := in.Power(s.battery)
	return grid - battery, ok && okBattery
}

// hold keeps the import of a site that draws n without the battery under the peak.
func (s *shaving) hold(n unit.Power, out *control.Filing) {
	cause := envelope.Cause{Code: reason.PeakLimit, Numbers: [2]int64{int64(s.peak)}}
	out.Bound(s.asset, envelope.AtMost(s.peak-n), cause)
}

// target is what the battery wants to do under the peak; false above it.
func (s *shaving) target(n unit.Power) (unit.Power, bool) {
	if n < s.recharge {
		return s.recharge - n, true
	}
	return 0, n <= s.peak
}
