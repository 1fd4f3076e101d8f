package grid

import (
	"math"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// reserveStep is how far above its reserve a battery has to be before it discharges again, and how
// far below before the grid charges it.
const reserveStep = 1 // percent

// backupReserve keeps a part of a battery for outages.
type backupReserve struct {
	ess     control.Member
	soc     image.Handle
	reserve float64 // percent
	rate    float64 // W/s
	charge  unit.Power

	left      float64 // W, discharge that is left now, a magnitude
	kept      bool    // nothing may be taken
	restoring bool
	last      float64 // percent
}

// BackupReserve is the controller type BACKUP_RESERVE.
func BackupReserve() control.Spec {
	return control.Spec{
		Type:     "BACKUP_RESERVE",
		Level:    envelope.Grid,
		Modes:    control.GridConnected(),
		Impact:   "keeps energy for an outage: when it is wrong the house is dark earlier than its people believe",
		Fallback: "without a fresh state of charge nothing is discharged and nothing is charged by force: an unknown battery counts as one that is at its reserve",
		Summary:  "Keeps reserve_percent of a battery for outages while the site is connected; it is released in BACKUP and ISLAND. With grid_charge the grid fills it up again.",
		Formula:  "SOC ≤ reserve → ess ≥ 0 until SOC ≥ reserve + 1; with grid_charge SOC < reserve − 1 → ess ≥ grid_charge_watts until SOC ≥ reserve; the bound moves by ramp_watts_per_s",
		Source:   "document 002 §4.1 (backup reserve); fails closed on a lost state of charge, where other products fail open",
		Fields: []control.Field{
			{Name: "ess", Kind: control.AssetField, Natures: []point.Nature{point.ESS}, Moves: true, Reads: []string{point.SOC}, Required: true, Meaning: "the battery that keeps it"},
			{Name: "reserve_percent", Kind: control.NumberField, Unit: point.Percent, Default: 20, Min: 5, Max: 100, Meaning: "what is kept"},
			{Name: "ramp_watts_per_s", Kind: control.NumberField, Unit: "W/s", Default: 1000, Min: 1, Max: control.MostWatts, Meaning: "how fast discharge goes and comes back at the reserve"},
			{Name: "grid_charge", Kind: control.FlagField, Meaning: "whether the grid may fill the reserve up"},
			{Name: "grid_charge_watts", Kind: control.NumberField, Unit: point.Watt, Default: 1000, Min: 1, Max: control.MostWatts, Meaning: "with how much it does"},
		},
		New: func(p control.Params) (control.Controller, error) {
			ess := p.Member("ess")
			c := &backupReserve{ess: ess, soc: ess.Handle(point.SOC), reserve: p.Numbers["reserve_percent"], rate: p.Numbers["ramp_watts_per_s"]}
			if p.Flags["grid_charge"] {
				c.charge = p.Power("grid_charge_watts")
			}
			return c, nil
		},
	}
}

// Propose counts an unknown state of charge as one at the reserve.
func (c *backupReserve) Propose(in control.Input, out *control.Filing) {
	soc, known := in.Value(c.soc)
	if known {
		c.last = soc
		c.kept = soc <= c.reserve || c.kept && soc < c.reserve+reserveStep
		c.restoring = c.charge > 0 && (soc < c.reserve-reserveStep || c.restoring && soc < c.reserve)
	}
	c.ramp(c.kept || !known, in.Since)
	if c.left < unit.Float(-c.ess.Rating.Min, unit.Watt) {
		least, _ := unit.FromFloat(-math.Floor(c.left), unit.Watt)
		out.Bound(c.ess.Asset, envelope.AtLeast(least), c.cause())
	}
	if c.restoring && known {
		out.Bound(c.ess.Asset, envelope.AtLeast(c.charge), c.cause())
	}
}

// ramp moves the discharge that is left towards nothing or everything.
func (c *backupReserve) ramp(none bool, since time.Duration) {
	step := float64(c.rate * since.Seconds())
	if none {
		c.left = max(c.left-step, 0)
		return
	}
	c.left = min(c.left+step, unit.Float(-c.ess.Rating.Min, unit.Watt))
}

func (c *backupReserve) cause() envelope.Cause {
	return envelope.Cause{Code: reason.BackupReserve, Numbers: [2]int64{int64(math.Floor(c.last)), int64(c.reserve)}}
}
