package optimise

import (
	"ohmstead/edge/control"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// gridOptimisedCharge keeps room in the battery for the hours in which the roof gives more than may
// be exported, and takes the excess when it comes.
type gridOptimisedCharge struct {
	connected
	cells
	delay
	most    unit.Power // export up to which nothing has to be stored
	limited bool       // there is such a limit
	least   unit.Power // charging below this is not worth while
	resting bool       // charging is held at 0 since it would be less than that
}

// GridOptimisedCharge is the controller type GRID_OPTIMISED_CHARGE.
func GridOptimisedCharge() control.Spec {
	fields := []control.Field{
		battery(point.ActivePower, point.SOC), connection(),
		magnitude("export_limit_watts", 0, "export above which the excess is stored, whatever the delay says; none where it is not given"),
		magnitude("buffer_watts", 150, "how much below export_limit_watts storing begins, so that nothing has to be curtailed"),
		magnitude("least_watts", 0, "charging that the delay would allow below this waits until it is worth while; half of it once it has begun"),
	}
	return control.Spec{
		Type:     "GRID_OPTIMISED_CHARGE",
		Level:    envelope.Optimization,
		Modes:    unplanned(),
		Impact:   "moves money, not safety: when it is wrong the battery fills too early and the roof is curtailed at noon, or it is not full in the evening",
		Fallback: "without a fresh state of charge it delays nothing; without a fresh meter or battery it stores nothing for the export limit. EXPORT_LIMIT holds the limit by itself",
		Summary:  "Spreads charging until a time of day and takes what would be exported beyond the limit at once, so that the noon's excess finds room. It bounds charging from both sides and never asks for it.",
		Formula: "n = meter.ActivePower − ess.ActivePower; excess = −n − export_limit_watts + buffer_watts; in [from, ready_by): " +
			"ess ≤ max(C · (target_percent − SOC)/100 / (ready_by − now), excess); at any time: ess ≥ excess where excess > 0",
		Source: "energy over time and n as in self-consumption; the purpose is that of OpenEMS's Ess.GridOptimizedCharge in manual mode (reference commit 0e4ea888), in 64-bit joules and with the other sign",
		Fields: append(fields, delayFields()...),
		New:    newGridOptimisedCharge,
	}
}

func newGridOptimisedCharge(p control.Params) (control.Controller, error) {
	m := p.Member("ess")
	d, err := delayOf(p)
	if err != nil {
		return nil, err
	}
	c := &gridOptimisedCharge{
		connected: connectedBy(p), cells: cellsOf(m), delay: d,
		most: p.Power("export_limit_watts") - p.Power("buffer_watts"), limited: p.Given["export_limit_watts"],
		least: p.Power("least_watts"),
	}
	return c, sized(m)
}

// Propose lets the export limit win over the delay: what cannot leave the site has to be stored.
func (c *gridOptimisedCharge) Propose(in control.Input, out *control.Filing) {
	excess := c.excess(in)
	if excess > 0 {
		out.Bound(c.ess, envelope.AtLeast(excess), envelope.Cause{Code: reason.ExportStored, Numbers: [2]int64{int64(excess)}})
	}
	soc, full, ok := c.read(in)
	if !ok {
		return
	}
	limit, delayed := c.limit(in.Now, soc, full)
	if !delayed {
		c.resting = false
		return
	}
	limit = max(c.worthwhile(limit), excess)
	out.Bound(c.ess, envelope.AtMost(limit), envelope.Cause{Code: reason.ChargeDelayed, Numbers: [2]int64{int64(limit)}})
}

// excess is the power that has to be stored to keep the export limit; 0 where that is not known.
func (c *gridOptimisedCharge) excess(in control.Input) unit.Power {
	n, ok := c.without(in)
	if !ok || !c.limited {
		return 0
	}
	return max(-n-c.most, 0)
}

// worthwhile is the limit, or 0 while it is too small for the inverter to charge efficiently.
func (c *gridOptimisedCharge) worthwhile(limit unit.Power) unit.Power {
	c.resting = limit < c.least/2 || c.resting && limit < c.least
	if c.resting {
		return 0
	}
	return limit
}
