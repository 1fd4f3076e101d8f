package optimise

import (
	"math"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// limitTotalDischarge keeps the lower part of the battery from everything that only pays.
type limitTotalDischarge struct {
	ess        control.Asset
	soc        image.Handle
	channel    string
	low, force float64 // %
	hyst       float64 // percent points
	charge     unit.Power

	last            float64 // the last known state of charge
	limited, forced bool    // discharge is forbidden, charge is asked for
}

// LimitTotalDischarge is the controller type LIMIT_TOTAL_DISCHARGE.
func LimitTotalDischarge() control.Spec {
	return control.Spec{
		Type:     "LIMIT_TOTAL_DISCHARGE",
		Level:    envelope.Optimization,
		Modes:    economic(),
		Impact:   "guards what is kept for later: when it is wrong the battery is emptied for gain and lacks in the peak. The cells themselves are guarded by SOC_LIMITS",
		Fallback: "fails closed: without a fresh state of charge it forbids discharge and forces nothing",
		Summary:  "Keeps the lower part of the battery from what only pays: below soc_min_percent nothing of class OPTIMIZATION or AUX discharges, while what is owed to the grid still may. Below soc_force_percent it charges.",
		Formula:  "SOC < soc_min_percent or unknown: ess ≥ 0 until SOC ≥ soc_min_percent + hysteresis_percent; SOC < soc_force_percent: ess ≥ force_charge_watts until SOC ≥ soc_force_percent + hysteresis_percent",
		Source:   "the purpose is that of OpenEMS's Ess.LimitTotalDischarge (reference commit 0e4ea888), which lets go when the state of charge is lost, and whose sign is the other",
		Fields: []control.Field{
			battery(point.SOC),
			required(percent("soc_min_percent", 0, "state of charge below which it forbids discharge")),
			percent("soc_force_percent", 0, "state of charge below which it charges; at most soc_min_percent, 0 for never"),
			{Name: "hysteresis_percent", Kind: control.NumberField, Unit: point.Percent, Default: 2, Max: 50, Meaning: "how far past a limit it lets go"},
			magnitude("force_charge_watts", 0, "power it charges with below soc_force_percent; a fifth of the battery's rating where it is 0"),
		},
		New: newLimitTotalDischarge,
	}
}

func newLimitTotalDischarge(p control.Params) (control.Controller, error) {
	m := p.Member("ess")
	c := &limitTotalDischarge{
		ess: m.Asset, soc: m.Handle(point.SOC), channel: m.ID + "." + point.SOC,
		low: p.Numbers["soc_min_percent"], force: p.Numbers["soc_force_percent"], hyst: p.Numbers["hysteresis_percent"],
		charge: p.Power("force_charge_watts"),
	}
	if c.charge == 0 {
		c.charge = max(m.Rating.Max/5, 1)
	}
	if c.force > c.low {
		return nil, reason.Invalid("soc_force_percent", c.force, "at most soc_min_percent")
	}
	return c, nil
}

// Propose forbids discharge while the state of charge is unknown, and forces no charge then: nobody
// would see when to stop.
func (c *limitTotalDischarge) Propose(in control.Input, out *control.Filing) {
	soc, fresh := in.Value(c.soc)
	if !fresh {
		out.Bound(c.ess, envelope.AtLeast(0), envelope.Cause{Code: reason.StaleInput, Name: c.channel})
		return
	}
	c.last = soc
	c.limited = soc < c.low || c.limited && soc < c.low+c.hyst
	c.forced = soc < c.force || c.forced && soc < c.force+c.hyst
	if c.forced {
		out.Bound(c.ess, envelope.AtLeast(c.charge), c.until(reason.ForceCharge, c.force))
	}
	if c.limited {
		out.Bound(c.ess, envelope.AtLeast(0), c.until(reason.SOCTooLow, c.low))
	}
}

// Latches are whether discharge is forbidden and whether charge is forced: within the hysteresis a
// restart must not let go.
func (c *limitTotalDischarge) Latches() uint64 {
	var set uint64
	if c.limited {
		set |= 1
	}
	if c.forced {
		set |= 2
	}
	return set
}

// Relatch takes over what held before a restart.
func (c *limitTotalDischarge) Relatch(set uint64) { c.limited, c.forced = set&1 != 0, set&2 != 0 }

// until explains a limit; rounding apart keeps the two whole numbers apart.
func (c *limitTotalDischarge) until(code reason.Code, limit float64) envelope.Cause {
	return envelope.Cause{Code: code, Numbers: [2]int64{int64(math.Floor(c.last)), int64(math.Ceil(limit + c.hyst))}}
}
