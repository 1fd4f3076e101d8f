package optimise

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

// highLoadTimeslot gives a fixed power in the slots in which the grid is loaded most, and is full
// when they begin.
type highLoadTimeslot struct {
	ess               control.Asset
	soc               image.Handle
	charge, discharge unit.Power
	slots             slot.Week
	lead              time.Duration
	full, again       float64 // %
	zone              *time.Location
	weight            int
	rests             bool // full, until it has fallen to again
}

// HighLoadTimeslot is the controller type HIGH_LOAD_TIMESLOT.
func HighLoadTimeslot() control.Spec {
	return control.Spec{
		Type:     "HIGH_LOAD_TIMESLOT",
		Level:    envelope.Optimization,
		Modes:    unplanned(),
		Weight:   control.WeightProgramme,
		Impact:   movesMoney,
		Fallback: "without a fresh state of charge it does not charge; in a slot it gives its power until the limits of the battery stop it",
		Summary:  "Gives a fixed power in the slots of high load and charges in time before them. Between slots it refills only while nobody else wants anything of the battery.",
		Formula:  "in a slot: ess → −discharge_watts; charge_before a slot: ess → charge_watts until SOC ≥ full_percent; else the same with weight 1, again from SOC ≤ refill_percent on",
		Source:   "time-dependent use of the grid (StromNEV §19 (2) sentence 1); the purpose is that of OpenEMS's HighLoadTimeslot (reference commit 0e4ea888), whose signs are the other and which blocks everybody else all day",
		Fields: []control.Field{
			battery(point.SOC),
			required(windows("windows", "weekly slots of high load, over midnight too")),
			required(magnitude("discharge_watts", 0, "power it gives in a slot")),
			required(magnitude("charge_watts", 0, "power it charges with")),
			{Name: "charge_before", Kind: control.DurationField, Lasting: 30 * time.Minute, Meaning: "how long before a slot charging beats what always goes on"},
			percent("full_percent", 100, "state of charge at which it counts as full"),
			percent("refill_percent", 90, "state of charge at or below which a full battery is filled again; less than full_percent"),
		},
		New: func(p control.Params) (control.Controller, error) {
			m := p.Member("ess")
			c := &highLoadTimeslot{
				ess: m.Asset, soc: m.Handle(point.SOC), charge: p.Power("charge_watts"), discharge: p.Power("discharge_watts"),
				slots: p.Weeks["windows"], lead: p.Durations["charge_before"],
				full: p.Numbers["full_percent"], again: p.Numbers["refill_percent"], zone: p.Zone, weight: p.Weight,
			}
			if c.again >= c.full {
				return nil, reason.Invalid("refill_percent", c.again, "less than full_percent")
			}
			return c, nil
		},
	}
}

// Propose leaves the battery to others while it is full and no slot is near.
func (c *highLoadTimeslot) Propose(in control.Input, out *control.Filing) {
	if c.slots.Contains(in.Now, c.zone) {
		c.rests = false
		out.Want(c.ess, control.Wish{Target: -c.discharge, Weight: c.weight})
		return
	}
	soc, ok := in.Value(c.soc)
	if !ok {
		return
	}
	next, comes := c.slots.Next(in.Now, c.zone)
	near := comes && next.Sub(in.Now) <= c.lead
	c.rests = soc >= c.full || c.rests && soc > c.again
	switch {
	case near && c.rests:
		out.Want(c.ess, control.Wish{Target: 0, Weight: c.weight})
	case near:
		out.Want(c.ess, control.Wish{Target: c.charge, Weight: c.weight})
	case !c.rests:
		out.Want(c.ess, control.Wish{Target: c.charge, Weight: control.WeightRecharge})
	}
}
