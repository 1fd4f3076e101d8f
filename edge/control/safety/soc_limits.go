package safety

import (
	"math"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// socLimits keeps a battery inside its state-of-charge band. Its three latches have hysteresis:
// each opens only past its limit by hysteresis_percent.
type socLimits struct {
	ess                        control.Asset
	soc                        image.Handle
	channel                    string  // its full name
	low, high, critical, hyst  float64 // percent
	forceCharge                unit.Power
	known                      bool
	last                       float64 // percent, the last fresh state of charge
	tooLow, tooHigh, isForcing bool
}

// SOCLimits is the controller type SOC_LIMITS.
func SOCLimits() control.Spec {
	percent := func(name string, standard float64, meaning string) control.Field {
		return control.Field{Name: name, Kind: control.NumberField, Unit: point.Percent, Default: standard, Max: 100, Meaning: meaning}
	}
	return control.Spec{
		Type:     "SOC_LIMITS",
		Level:    envelope.Safety,
		Impact:   "protects the battery: when it is wrong cells are charged or discharged past their band until the battery's own management stops them",
		Fallback: "a state of charge that was never known forbids both directions; one that is lost keeps what it last forbade and forces nothing",
		Summary:  "No discharge below soc_min_percent, no charge above soc_max_percent, forced charge below soc_critical_percent.",
		Formula:  "SOC < min → ess ≥ 0; SOC > max → ess ≤ 0; SOC < critical → ess ≥ force_charge_watts; each released past its limit by hysteresis_percent",
		Source:   "document 002, phase 2 (SOC limits)",
		Fields: []control.Field{
			{Name: "ess", Kind: control.AssetField, Natures: []point.Nature{point.ESS}, Moves: true, Reads: []string{point.SOC}, Required: true, Meaning: "the battery that is protected"},
			percent("soc_min_percent", 10, "below it the battery is not discharged"),
			percent("soc_max_percent", 95, "above it the battery is not charged"),
			percent("soc_critical_percent", 0, "below it the battery is charged by force; 0 never"),
			percent("hysteresis_percent", 2, "distance past a limit at which it is released"),
			{Name: "force_charge_watts", Kind: control.NumberField, Unit: point.Watt, Default: 500, Max: control.MostWatts, Meaning: "charging power below the critical limit"},
		},
		New: newSOCLimits,
	}
}

func newSOCLimits(p control.Params) (control.Controller, error) {
	c := &socLimits{
		ess:         p.Member("ess").Asset,
		soc:         p.Member("ess").Handle(point.SOC),
		channel:     p.Member("ess").ID + "." + point.SOC,
		low:         p.Numbers["soc_min_percent"],
		high:        p.Numbers["soc_max_percent"],
		critical:    p.Numbers["soc_critical_percent"],
		hyst:        p.Numbers["hysteresis_percent"],
		forceCharge: p.Power("force_charge_watts"),
	}
	if c.low+c.hyst >= c.high-c.hyst {
		return nil, reason.Invalid("soc_min_percent", c.low, "at least twice hysteresis_percent below soc_max_percent")
	}
	if c.critical > c.low {
		return nil, reason.Invalid("soc_critical_percent", c.critical, "at most soc_min_percent")
	}
	return c, nil
}

// Propose keeps forbidding what the last known state of charge forbade while it is not fresh, and
// forces no charge then: nobody would see when to stop. A battery whose state of charge was never
// known is neither charged nor discharged.
func (c *socLimits) Propose(in control.Input, out *control.Filing) {
	soc, fresh := in.Value(c.soc)
	if fresh {
		c.known, c.last = true, soc
		c.tooLow = latch(c.tooLow, soc < c.low, soc >= c.low+c.hyst)
		c.tooHigh = latch(c.tooHigh, soc > c.high, soc <= c.high-c.hyst)
		c.isForcing = latch(c.isForcing, soc < c.critical, soc >= c.critical+c.hyst)
	}
	if !c.known {
		out.Bound(c.ess, envelope.Exactly(0), envelope.Cause{Code: reason.StaleInput, Name: c.channel})
		return
	}
	if c.isForcing && fresh {
		out.Bound(c.ess, envelope.AtLeast(c.forceCharge), c.until(reason.ForceCharge, c.critical+c.hyst))
	}
	if c.tooLow {
		out.Bound(c.ess, envelope.AtLeast(0), c.until(reason.SOCTooLow, c.low+c.hyst))
	}
	if c.tooHigh {
		soc, release := math.Ceil(c.last), math.Floor(c.high-c.hyst)
		out.Bound(c.ess, envelope.AtMost(0), cause(reason.SOCTooHigh, soc, release))
	}
}

// latch sets on set, clears on clear and holds otherwise.
func latch(held, set, clear bool) bool { return set || (held && !clear) }

// until explains a latch that holds while the state of charge is below release. Rounding apart
// keeps the two whole numbers apart.
func (c *socLimits) until(code reason.Code, release float64) envelope.Cause {
	return cause(code, math.Floor(c.last), math.Ceil(release))
}

func cause(code reason.Code, soc, release float64) envelope.Cause {
	return envelope.Cause{Code: code, Numbers: [2]int64{int64(soc), int64(release)}}
}
