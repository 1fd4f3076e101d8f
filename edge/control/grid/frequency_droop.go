package grid

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/gridcode"
	"ohmstead/energy/point"
	"ohmstead/energy/unit"
)

// droop is power by frequency: nothing inside the deadband, then in proportion.
type droop struct {
	nominal, deadband float64 // Hz
	perHertz          float64 // W/Hz
	most              float64 // W
}

// at is the change of power at a frequency; falling frequency gives a negative change, which is
// discharge or less load.
func (d droop) at(hertz float64) float64 {
	off := hertz - d.nominal
	switch {
	case off > d.deadband:
		off -= d.deadband
	case off < -d.deadband:
		off += d.deadband
	default:
		return 0
	}
	return max(min(off*d.perHertz, d.most), -d.most)
}

// newDroop is a droop of s: s times nominal frequency moves all of rated power.
func newDroop(nominal, deadband, s, rated float64) droop {
	return droop{nominal, deadband, rated / (s * nominal), rated}
}

// frequencyDroop moves a battery against the grid's frequency.
type frequencyDroop struct {
	ess      control.Member
	hertz    image.Handle
	soc      image.Handle
	droop    droop
	base     float64 // W at nominal frequency
	low      float64 // percent, no discharge at or below it
	high     float64 // percent, no charge at or above it
	windowed bool
	rate     float64 // W/s, 0 for at once
	weight   int

	at      float64 // W, where the change stands
	started bool
}

// FrequencyDroop is the controller type FREQUENCY_DROOP.
func FrequencyDroop() control.Spec {
	percent := func(name string, standard float64, meaning string) control.Field {
		return control.Field{Name: name, Kind: control.NumberField, Unit: point.Percent, Default: standard, Max: 100, Meaning: meaning}
	}
	return control.Spec{
		Type:     "FREQUENCY_DROOP",
		Level:    envelope.Grid,
		Modes:    []control.Mode{control.Droop, control.Island},
		Weight:   control.WeightStanding,
		Impact:   "takes part in holding the grid's frequency: with a wrong sign it pushes the frequency the way it goes",
		Fallback: "without a fresh frequency it asks nothing and the stale data guard takes the battery to its safe state; without a state of charge it gives and takes nothing where a reserve is set",
		Summary:  "Moves a battery against the frequency: nothing inside the deadband, then in proportion to the deviation, within a window of its state of charge.",
		Formula:  "ΔP = (f − f0 ∓ deadband) / (droop · f0) · P_n; ess → baseline + ΔP, |ΔP| ≤ P_n; low frequency discharges. Check: f0 50 Hz, deadband 10 mHz, droop 5 %, P_n 100 kW: 49.8 Hz → −7,600 W, 50.2 Hz → +7,600 W",
		Source:   "document 002 §4.1 (droop); the sign is turned, since there discharge is positive; deadband and droop by grid code: docs/grid-codes.md",
		Fields: []control.Field{
			{Name: "ess", Kind: control.AssetField, Natures: []point.Nature{point.ESS}, Moves: true, Required: true, Meaning: "the battery that is moved"},
			{Name: "meter", Kind: control.AssetField, Natures: []point.Nature{point.GridMeter, point.Meter, point.ESS}, Reads: []string{point.Frequency}, Required: true, Meaning: "what measures the frequency"},
			{Name: "code", Kind: control.ChoiceField, Choices: gridcode.Names(func(gridcode.Code) bool { return true }), Meaning: "the grid code whose nominal frequency, deadband and droop hold where they are not given"},
			{Name: "nominal_hz", Kind: control.NumberField, Unit: point.Hertz, Default: 50, Min: 45, Max: 65, Meaning: "nominal frequency"},
			{Name: "deadband_hz", Kind: control.NumberField, Unit: point.Hertz, Default: 0.01, Max: 1, Meaning: "deviation inside which nothing moves"},
			{Name: "droop_percent", Kind: control.NumberField, Unit: point.Percent, Default: 5, Min: 0.1, Max: 20, Meaning: "change of frequency, of nominal, that moves all of nominal_power_watts"},
			{Name: "nominal_power_watts", Kind: control.NumberField, Unit: point.Watt, Max: control.MostWatts, Meaning: "P_n; the battery's rating where not given"},
			{Name: "baseline_watts", Kind: control.NumberField, Unit: point.Watt, Min: -control.MostWatts, Max: control.MostWatts, Meaning: "power at nominal frequency"},
			percent("soc_reserve_min_percent", 0, "at and below it the battery gives nothing"),
			percent("soc_reserve_max_percent", 100, "at and above it it takes nothing"),
			{Name: "response", Kind: control.DurationField, Off: true, Meaning: "time in which all of P_n is reached, by a ramp; 0s at once"},
		},
		New: newFrequencyDroop,
	}
}

func newFrequencyDroop(p control.Params) (control.Controller, error) {
	ess := p.Member("ess")
	rated := p.Numbers["nominal_power_watts"]
	if rated == 0 {
		rated = unit.Float(ess.Rating.Max, unit.Watt)
	}
	c := &frequencyDroop{
		ess: ess, hertz: p.Member("meter").Handle(point.Frequency), soc: ess.Handle(point.SOC),
		base: p.Numbers["baseline_watts"], low: p.Numbers["soc_reserve_min_percent"], high: p.Numbers["soc_reserve_max_percent"],
		weight: p.Weight,
	}
	c.droop = droopOf(p, rated)
	c.windowed = c.low > 0 || c.high < 100
	if c.low >= c.high {
		return nil, control.Invalid("soc_reserve_min_percent", c.low, "less than soc_reserve_max_percent")
	}
	if response := p.Durations["response"]; response > 0 {
		c.rate = rated / response.Seconds()
	}
	return c, nil
}

// droopOf takes from the grid code what the file does not say.
func droopOf(p control.Params, rated float64) droop {
	nominal, deadband, s := p.Numbers["nominal_hz"], p.Numbers["deadband_hz"], p.Numbers["droop_percent"]/100
	if code, ok := gridcode.Lookup(p.Texts["code"]); ok {
		if !p.Given["nominal_hz"] {
			nominal = unit.Float(code.Nominal, unit.Hertz)
		}
		if !p.Given["deadband_hz"] {
			deadband = unit.Float(code.FrequencyWatt.Deadband(code.Nominal), unit.Hertz)
		}
		if !p.Given["droop_percent"] {
			s = code.FrequencyWatt.Droop(code.Nominal)
		}
	}
	return newDroop(nominal, deadband, s, rated)
}

// Propose asks nothing while the frequency is not fresh.
func (c *frequencyDroop) Propose(in control.Input, out *control.Filing) {
	hertz, ok := in.Value(c.hertz)
	if !ok {
		c.started = false
		return
	}
	c.ramp(c.allowed(in, c.droop.at(hertz)), in.Since)
	target, ok := unit.FromFloat(c.base+c.at, unit.Watt)
	if ok {
		out.Want(c.ess.Asset, control.Wish{Target: target, Weight: c.weight})
	}
}

// allowed cuts what the window of the state of charge does not allow.
func (c *frequencyDroop) allowed(in control.Input, change float64) float64 {
	if !c.windowed {
		return change
	}
	soc, ok := in.Value(c.soc)
	switch {
	case !ok:
		return 0
	case soc <= c.low:
		return max(change, 0)
	case soc >= c.high:
		return min(change, 0)
	}
	return change
}

// ramp moves the change by what the response allows.
func (c *frequencyDroop) ramp(to float64, since time.Duration) {
	if c.rate == 0 {
		c.at = to
		return
	}
	if !c.started {
		c.at, c.started = 0, true
		since = 0
	}
	step := float64(c.rate * since.Seconds())
	c.at = min(max(to, c.at-step), c.at+step)
}
