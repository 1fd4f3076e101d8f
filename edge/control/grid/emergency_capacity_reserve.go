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

// emergencyReserve keeps a reserve in steps: it slows discharge before the reserve, stops it there
// and charges below it, from the roof first and from the grid then.
type emergencyReserve struct {
	ess     control.Member
	soc     image.Handle
	roof    image.Handle // image.None for none
	reserve float64      // percent
	grid    bool
	rate    float64 // W/s

	last float64 // percent
	step reserveLevel
	at   float64 // W, the bound as it stands; negative allows discharge
}

// reserveLevel is how far a battery is from its reserve.
type reserveLevel int

const (
	levelFree  reserveLevel = iota // far above: no bound
	levelAbove                     // within a percent: half of the rating
	levelAt                        // at it: nothing
	levelRoof                      // a percent below: at least what the roof gives
	levelGrid                      // two percent below: a tenth of the rating
	levelDeep                      // four percent below: half of the rating
)

// EmergencyCapacityReserve is the controller type EMERGENCY_CAPACITY_RESERVE.
func EmergencyCapacityReserve() control.Spec {
	return control.Spec{
		Type:     "EMERGENCY_CAPACITY_RESERVE",
		Level:    envelope.Grid,
		Modes:    control.GridConnected(),
		Impact:   "keeps energy for an outage: when it is wrong the house is dark earlier than its people believe",
		Fallback: "without a fresh state of charge nothing is discharged and nothing is charged by force; without a fresh roof none of its power is asked for",
		Summary:  "Keeps reserve_percent for outages in steps: half of the rating is left just above it, nothing at it; below it the battery charges from the roof, then from the grid if that is allowed.",
		Formula:  "SOC ≤ r + 1 → ess ≥ −S/2; SOC ≤ r → ess ≥ 0; SOC ≤ r − 1 → ess ≥ |pv|; with grid_charge SOC ≤ r − 2 → ess ≥ S/10, SOC ≤ r − 4 → ess ≥ S/2; a step is left upwards a percent later. The bound moves by ramp_percent_per_s of S",
		Source:   "steps as OpenEMS' EmergencyCapacityReserve (there discharge is positive and bounds are upper ones); unlike there a lost state of charge keeps the reserve, and ramps are in time",
		Fields: []control.Field{
			{Name: "ess", Kind: control.AssetField, Natures: []point.Nature{point.ESS}, Moves: true, Reads: []string{point.SOC}, Required: true, Meaning: "the battery that keeps it"},
			{Name: "pv", Kind: control.AssetField, Natures: []point.Nature{point.PV}, Meaning: "the roof it charges from below the reserve"},
			{Name: "reserve_percent", Kind: control.NumberField, Unit: point.Percent, Default: 20, Min: 5, Max: 100, Meaning: "what is kept"},
			{Name: "grid_charge", Kind: control.FlagField, Meaning: "whether the grid may charge it too"},
			{Name: "ramp_percent_per_s", Kind: control.NumberField, Unit: "%/s", Default: 1, Min: 0.01, Max: 100, Meaning: "how fast the bound moves, of the rating"},
		},
		New: newEmergencyReserve,
	}
}

func newEmergencyReserve(p control.Params) (control.Controller, error) {
	ess := p.Member("ess")
	c := &emergencyReserve{
		ess: ess, soc: ess.Handle(point.SOC), roof: image.None, reserve: p.Numbers["reserve_percent"],
		grid: p.Flags["grid_charge"], rate: p.Numbers["ramp_percent_per_s"] / 100 * unit.Float(ess.Rating.Max, unit.Watt), step: levelAt,
	}
	if m, ok := p.Optional("pv"); ok {
		c.roof = m.Handle(point.ActivePower)
	}
	return c, nil
}

// Propose counts an unknown state of charge as one at the reserve.
func (c *emergencyReserve) Propose(in control.Input, out *control.Filing) {
	level := levelAt
	if soc, ok := in.Value(c.soc); ok {
		c.last = soc
		c.step = c.level(soc)
		level = c.step
	}
	least := c.least(in, level)
	c.ramp(least, in.Since)
	if level == levelFree && c.at <= unit.Float(c.ess.Rating.Min, unit.Watt) {
		return
	}
	bound, _ := unit.FromFloat(c.at, unit.Watt)
	out.Bound(c.ess.Asset, envelope.AtLeast(bound), envelope.Cause{
		Code: reason.BackupReserve, Numbers: [2]int64{int64(math.Floor(c.last)), int64(c.reserve)},
	})
}

// level is the step of a state of charge. A step is entered at its own end and left a percent above
// it.
func (c *emergencyReserve) level(soc float64) reserveLevel {
	if down := c.of(soc); down >= c.step {
		return down
	}
	return min(c.of(soc-reserveStep), c.step)
}

func (c *emergencyReserve) of(soc float64) reserveLevel {
	switch below := c.reserve - soc; {
	case below >= 4 && c.grid:
		return levelDeep
	case below >= 2 && c.grid:
		return levelGrid
	case below >= 1 && c.roof != image.None:
		return levelRoof
	case below >= 0:
		return levelAt
	case below >= -reserveStep:
		return levelAbove
	default:
		return levelFree
	}
}

// least is the power the battery has to take at least in a step, in W.
func (c *emergencyReserve) least(in control.Input, level reserveLevel) float64 {
	rating := unit.Float(c.ess.Rating.Max, unit.Watt)
	switch level {
	case levelDeep:
		return rating / 2
	case levelGrid:
		return rating / 10
	case levelRoof:
		produced, ok := in.Value(c.roof)
		if !ok {
			return 0
		}
		return min(max(-produced, 0), rating)
	case levelAt:
		return 0
	case levelAbove:
		return unit.Float(c.ess.Rating.Min, unit.Watt) / 2
	default:
		return unit.Float(c.ess.Rating.Min, unit.Watt)
	}
}

// ramp moves the bound towards what the step wants.
func (c *emergencyReserve) ramp(to float64, since time.Duration) {
	step := float64(c.rate * since.Seconds())
	c.at = min(max(to, c.at-step), c.at+step)
}
