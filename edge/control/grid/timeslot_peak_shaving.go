package grid

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

// timeslotPeakShaving keeps a peak in the slots in which it counts, and fills the battery slowly
// before each of them.
type timeslotPeakShaving struct {
	shaving
	soc    image.Handle
	slots  slot.Week
	zone   *time.Location
	lead   time.Duration
	charge unit.Power
	full   float64 // %
	again  float64 // %
	rests  bool    // full, until it has fallen to again
}

// TimeslotPeakShaving is the controller type TIMESLOT_PEAK_SHAVING.
func TimeslotPeakShaving() control.Spec {
	fields := append(shavingFields(),
		control.Field{Name: "windows", Kind: control.WindowsField, Required: true, Meaning: "weekly slots in which the peak counts, over midnight too"},
		control.Field{Name: "slow_charge_before", Kind: control.DurationField, Lasting: 4 * time.Hour, Meaning: "how long before a slot the battery is filled"},
		control.Field{Name: "slow_charge_watts", Kind: control.NumberField, Unit: point.Watt, Required: true, Max: control.MostWatts, Meaning: "power it is filled with, a magnitude"},
		control.Field{Name: "full_percent", Kind: control.NumberField, Unit: point.Percent, Default: 100, Max: 100, Meaning: "state of charge at which it counts as full"},
		control.Field{Name: "refill_percent", Kind: control.NumberField, Unit: point.Percent, Default: 95, Max: 100, Meaning: "state of charge at or below which a full battery is filled again; less than full_percent"},
	)
	fields[0].Reads = append(fields[0].Reads, point.SOC)
	return control.Spec{
		Type:     "TIMESLOT_PEAK_SHAVING",
		Level:    envelope.Grid,
		Modes:    control.GridConnected(),
		Weight:   control.WeightProgramme,
		Impact:   "guards the demand charge in its slots: when it is wrong the connection draws more than it should, inside what the connection cap allows",
		Fallback: "without a fresh meter or battery it asks nothing; without a fresh state of charge it does not fill. The stale data guard takes the battery to its safe state",
		Summary:  "Keeps grid import at or under peak_watts in weekly slots and fills the battery slowly before each of them. Outside both it asks nothing.",
		Formula: "in a slot: as PEAK_SHAVING. From slow_charge_before on: target ess → slow_charge_watts until SOC ≥ full_percent, then 0 until SOC ≤ refill_percent. " +
			"The slow charge is of class OPTIMIZATION",
		Source: "document 002 §4.1 (1); the purpose is that of OpenEMS's TimeslotPeakshaving (reference commit 0e4ea888), whose slots end at midnight and whose charge is negative",
		Fields: fields,
		New:    newTimeslotPeakShaving,
	}
}

func newTimeslotPeakShaving(p control.Params) (control.Controller, error) {
	s, err := shavingOf(p)
	if err != nil {
		return nil, err
	}
	c := &timeslotPeakShaving{
		shaving: s, soc: p.Member("ess").Handle(point.SOC), slots: p.Weeks["windows"], zone: p.Zone,
		lead: p.Durations["slow_charge_before"], charge: p.Power("slow_charge_watts"),
		full: p.Numbers["full_percent"], again: p.Numbers["refill_percent"],
	}
	if c.again >= c.full {
		return nil, reason.New(reason.InvalidValue, reason.Params{"field": "refill_percent", "value": c.again, "want": "less than full_percent"})
	}
	return c, nil
}

// Propose asks nothing while an input is not fresh.
func (c *timeslotPeakShaving) Propose(in control.Input, out *control.Filing) {
	if c.slots.Contains(in.Now, c.zone) {
		c.rests = false
		c.shave(in, out)
		return
	}
	next, ok := c.slots.Next(in.Now, c.zone)
	soc, known := in.Value(c.soc)
	if !ok || !known || next.Sub(in.Now) > c.lead {
		return
	}
	c.rests = soc >= c.full || c.rests && soc > c.again
	target := c.charge
	if c.rests {
		target = 0
	}
	out.WantLate(c.asset, control.Wish{Target: target, Weight: c.weight})
}

func (c *timeslotPeakShaving) shave(in control.Input, out *control.Filing) {
	n, ok := c.without(in)
	if !ok {
		return
	}
	c.hold(n, out)
	if target, wants := c.target(n); wants {
		out.WantLate(c.asset, control.Wish{Target: target, Weight: c.weight})
	}
}
