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

// timeOfUse uses the battery by timetable: charge when energy is cheap, keep it, or sell it.
type timeOfUse struct {
	connected
	charges, discharges, delays slot.Week
	charge, discharge           unit.Power
	most                        unit.Power // grid import that charging does not exceed
	limited                     bool       // there is such a limit
	zone                        *time.Location
	weight                      int
}

// TimeOfUse is the controller type TIME_OF_USE.
func TimeOfUse() control.Spec {
	return control.Spec{
		Type:     "TIME_OF_USE",
		Level:    envelope.Optimization,
		Modes:    unplanned(),
		Weight:   control.WeightProgramme,
		Impact:   movesMoney,
		Fallback: asksNone,
		Summary:  "Uses the battery by timetable: charges from the grid, keeps what is stored, or sells it; outside the windows it balances the site like SELF_CONSUMPTION. Where windows overlap, charging beats discharging and that beats delaying.",
		Formula: "n = meter.ActivePower − ess.ActivePower. BALANCING: ess → −n. DELAY: ess → max(0, −n). " +
			"CHARGE: ess → min(charge_watts + max(0, −n), import_limit_watts − n). DISCHARGE: ess → −discharge_watts − max(0, n)",
		Source: "n as in self-consumption; modes as in OpenEMS's Ess.Time-Of-Use-Tariff (reference commit 0e4ea888), by timetable instead of a forecast of its own, and with the other sign. Schedules by price come as plans, see SCHEDULE_TRACKER",
		Fields: []control.Field{
			battery(point.ActivePower), connection(),
			windows("charge", "weekly times in which it charges from the grid"),
			windows("discharge", "weekly times in which it discharges into the site and the grid"),
			windows("delay", "weekly times in which it takes surplus and gives nothing"),
			magnitude("charge_watts", 0, "power it takes from the grid in charge, beside the site's surplus"),
			magnitude("discharge_watts", 0, "power it gives in discharge, beside what the site needs"),
			magnitude("import_limit_watts", 0, "grid import that charging does not exceed; beyond it the battery helps out. None where it is not given"),
		},
		New: newTimeOfUse,
	}
}

func newTimeOfUse(p control.Params) (control.Controller, error) {
	c := &timeOfUse{
		connected: connectedBy(p), charges: p.Weeks["charge"], discharges: p.Weeks["discharge"], delays: p.Weeks["delay"],
		charge: p.Power("charge_watts"), discharge: p.Power("discharge_watts"),
		most: p.Power("import_limit_watts"), limited: p.Given["import_limit_watts"],
		zone: p.Zone, weight: p.Weight,
	}
	switch {
	case len(c.charges)+len(c.discharges)+len(c.delays) == 0:
		return nil, missing("charge, discharge or delay")
	case len(c.charges) > 0 && c.charge == 0:
		return nil, reason.Invalid("charge_watts", 0, "more than 0 where there are windows for it")
	}
	return c, nil
}

// Propose asks nothing while an input is not fresh.
func (c *timeOfUse) Propose(in control.Input, out *control.Filing) {
	n, ok := c.without(in)
	if !ok {
		return
	}
	target := -n
	switch {
	case c.charges.Contains(in.Now, c.zone):
		target = c.charge + max(0, -n)
		if c.limited {
			target = min(target, c.most-n)
		}
	case c.discharges.Contains(in.Now, c.zone):
		target = -c.discharge - max(0, n)
	case c.delays.Contains(in.Now, c.zone):
		target = max(0, -n)
	}
	out.Want(c.ess, control.Wish{Target: target, Weight: c.weight})
}
