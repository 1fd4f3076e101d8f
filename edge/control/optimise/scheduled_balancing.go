package optimise

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

// scheduledBalancing drives grid power to a target that holds by time.
type scheduledBalancing struct {
	connected
	dated  []datedTarget
	weekly slot.Week
	target unit.Power // in weekly windows
	zone   *time.Location
	weight int
}

// datedTarget is a grid power for one interval.
type datedTarget struct {
	slot.Interval
	target unit.Power
}

// ScheduledBalancing is the controller type SCHEDULED_BALANCING.
func ScheduledBalancing() control.Spec {
	return control.Spec{
		Type:     "SCHEDULED_BALANCING",
		Level:    envelope.Optimization,
		Modes:    unplanned(),
		Weight:   control.WeightProgramme,
		Impact:   movesMoney,
		Fallback: asksNone,
		Summary:  "Drives grid power to a target that holds at stated times, and asks nothing outside them. An entry of schedule beats the weekly windows.",
		Formula:  "n = meter.ActivePower − ess.ActivePower; ess → target(now) − n while now is in [from, to)",
		Source:   "self-consumption of document 002 §4.1 (2) with a target by time; the purpose is that of OpenEMS's Symmetric.BalancingSchedule (reference commit 0e4ea888), whose sign is the other",
		Fields: []control.Field{
			battery(point.ActivePower), connection(),
			{Name: "schedule", Kind: control.RowsField, Meaning: "dated entries; of two that overlap the first holds", Fields: []control.Field{
				{Name: "from", Kind: control.InstantField, Required: true, Meaning: "begin, included"},
				{Name: "to", Kind: control.InstantField, Required: true, Meaning: "end, excluded"},
				watts("target_grid_watts", 0, "grid power aimed at; positive imports"),
			}},
			windows("windows", "weekly times at which target_grid_watts is aimed at"),
			watts("target_grid_watts", 0, "grid power aimed at in windows; positive imports"),
		},
		New: newScheduledBalancing,
	}
}

func newScheduledBalancing(p control.Params) (control.Controller, error) {
	c := &scheduledBalancing{
		connected: connectedBy(p), weekly: p.Weeks["windows"], target: p.Power("target_grid_watts"),
		zone: p.Zone, weight: p.Weight,
	}
	for _, row := range p.Rows["schedule"] {
		one := datedTarget{slot.Interval{From: row.Instants["from"], To: row.Instants["to"]}, row.Power("target_grid_watts")}
		if !one.From.Before(one.To) {
			return nil, reason.Invalid("schedule.to", one.To.Format(time.RFC3339), "a time after from, "+one.From.Format(time.RFC3339))
		}
		c.dated = append(c.dated, one)
	}
	if len(c.dated) == 0 && len(c.weekly) == 0 {
		return nil, missing("schedule or windows")
	}
	return c, nil
}

// Propose asks nothing while an input is not fresh.
func (c *scheduledBalancing) Propose(in control.Input, out *control.Filing) {
	target, due := c.at(in.Now)
	n, ok := c.without(in)
	if due && ok {
		out.Want(c.ess, control.Wish{Target: target - n, Weight: c.weight})
	}
}

// at is the target that holds at t; false where none does.
func (c *scheduledBalancing) at(t time.Time) (unit.Power, bool) {
	for i := range c.dated {
		if c.dated[i].Contains(t) {
			return c.dated[i].target, true
		}
	}
	return c.target, c.weekly.Contains(t, c.zone)
}
