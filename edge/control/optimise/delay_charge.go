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

// delayCharge spreads charging evenly until a time of day.
type delayCharge struct {
	cells
	delay
	ess control.Asset
}

// delay is the time of day within which charging is spread, and up to which state of charge.
type delay struct {
	day    slot.Week // from begins to ready_by, every day
	zone   *time.Location
	target float64 // %
}

func delayOf(p control.Params) (delay, error) {
	d := delay{zone: p.Zone, target: p.Numbers["target_percent"]}
	from, to := p.Durations["from"], p.Durations["ready_by"]
	if from == to {
		return d, reason.Invalid("ready_by", clockText(to), "another time than from")
	}
	d.day = slot.Week{{Days: slot.EveryDay(), From: from, To: to}}
	return d, nil
}

// delayFields are the parameters of a delay.
func delayFields() []control.Field {
	return []control.Field{
		{Name: "ready_by", Kind: control.ClockField, Required: true, Meaning: "time of day at which the battery is to be at target_percent"},
		{Name: "from", Kind: control.ClockField, Meaning: "time of day from which charging is spread; later than ready_by it is the day before's"},
		percent("target_percent", 100, "state of charge up to which it is spread"),
	}
}

// limit is the charging power that reaches the target evenly at the end of the window; false
// outside the window, where nothing is delayed.
func (d delay) limit(t time.Time, soc float64, full unit.Energy) (unit.Power, bool) {
	end, inside := d.day.End(t, d.zone)
	if !inside {
		return 0, false
	}
	return spread(part(full, max(d.target-soc, 0)), end.Sub(t)), true
}

// DelayCharge is the controller type DELAY_CHARGE.
func DelayCharge() control.Spec {
	return control.Spec{
		Type:     "DELAY_CHARGE",
		Level:    envelope.Optimization,
		Modes:    unplanned(),
		Impact:   movesMoney,
		Fallback: "without a fresh state of charge it bounds nothing, so the battery charges as if it were not there",
		Summary:  "Spreads charging evenly until a time of day, so that the battery spends less time full. It bounds charging and never asks for it.",
		Formula:  "in [from, ready_by): ess ≤ C · max(0, target_percent − SOC)/100 / (ready_by − now)",
		Source:   "energy over time; the purpose is that of OpenEMS's Ess.DelayCharge (reference commit 0e4ea888), in 64-bit joules and with the other sign",
		Fields:   append([]control.Field{battery(point.SOC)}, delayFields()...),
		New: func(p control.Params) (control.Controller, error) {
			m := p.Member("ess")
			d, err := delayOf(p)
			if err == nil {
				err = sized(m)
			}
			return &delayCharge{cells: cellsOf(m), delay: d, ess: m.Asset}, err
		},
	}
}

// Propose bounds nothing while the state of charge is not known.
func (c *delayCharge) Propose(in control.Input, out *control.Filing) {
	soc, full, ok := c.read(in)
	if !ok {
		return
	}
	if limit, delayed := c.limit(in.Now, soc, full); delayed {
		out.Bound(c.ess, envelope.AtMost(limit), envelope.Cause{Code: reason.ChargeDelayed, Numbers: [2]int64{int64(limit)}})
	}
}
