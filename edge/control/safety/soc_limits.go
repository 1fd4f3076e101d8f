package safety

import (
	"time"

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
	low, high, critical, hyst  float64 // percent
	forceCharge                unit.Power
	maxAge                     time.Duration
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
		Type:    "SOC_LIMITS",
		Level:   envelope.Safety,
		Summary: "No discharge below soc_min_percent, no charge above soc_max_percent, forced charge below soc_critical_percent.",
		Formula: "SOC < min → ess ≥ 0; SOC > max → ess ≤ 0; SOC < critical → ess ≥ force_charge_watts; each released past its limit by hysteresis_percent",
		Source:  "document 002, phase 2 (SOC limits)",
		Fields: []control.Field{
			{Name: "ess", Kind: control.AssetField, Natures: []point.Nature{point.ESS}, Required: true, Meaning: "the battery that is protected"},
			percent("soc_min_percent", 10, "below it the battery is not discharged"),
			percent("soc_max_percent", 95, "above it the battery is not charged"),
			percent("soc_critical_percent", 0, "below it the battery is charged by force; 0 never"),
			percent("hysteresis_percent", 2, "distance past a limit at which it is released"),
			{Name: "force_charge_watts", Kind: control.NumberField, Unit: point.Watt, Default: 500, Max: 1e9, Meaning: "charging power below the critical limit"},
		},
		New: newSOCLimits,
	}
}

func newSOCLimits(p control.Params) (control.Controller, error) {
	c := &socLimits{
		ess:         p.Member("ess").Asset,
		soc:         p.Member("ess").Handle(point.SOC),
		low:         p.Numbers["soc_min_percent"],
		high:        p.Numbers["soc_max_percent"],
		critical:    p.Numbers["soc_critical_percent"],
		hyst:        p.Numbers["hysteresis_percent"],
		forceCharge: p.Power("force_charge_watts"),
		maxAge:      p.MaxAge,
	}
	if c.low+c.hyst >= c.high-c.hyst {
		return nil, invalid("soc_min_percent", c.low, "at least twice hysteresis_percent below soc_max_percent")
	}
	if c.critical > c.low {
		return nil, invalid("soc_critical_percent", c.critical, "at most soc_min_percent")
	}
	return c, nil
}

func invalid(field string, value any, want string) error {
	return reason.New(reason.InvalidValue, reason.Params{"field": field, "value": value, "want": want})
}

// Propose keeps the latches of the last known state of charge while it is not fresh; a battery
// whose state of charge was never known is neither charged nor discharged.
func (c *socLimits) Propose(in control.Input, out *control.Filing) {
	if soc, ok := in.Image.At(c.soc).Fresh(in.Now, c.maxAge); ok {
		c.known, c.last = true, soc
		c.tooLow = latch(c.tooLow, soc < c.low, soc >= c.low+c.hyst)
		c.tooHigh = latch(c.tooHigh, soc > c.high, soc <= c.high-c.hyst)
		c.isForcing = latch(c.isForcing, soc < c.critical, soc >= min(c.critical+c.hyst, c.low))
	}
	if !c.known {
		out.Bound(c.ess, envelope.Exactly(0), envelope.Cause{Code: reason.StaleInput, Name: point.SOC})
		return
	}
	if c.isForcing {
		out.Bound(c.ess, envelope.AtLeast(c.forceCharge), c.cause(reason.ForceCharge, c.critical))
	}
	if c.tooLow {
		out.Bound(c.ess, envelope.AtLeast(0), c.cause(reason.SOCTooLow, c.low))
	}
	if c.tooHigh {
		out.Bound(c.ess, envelope.AtMost(0), c.cause(reason.SOCTooHigh, c.high))
	}
}

// latch sets on set, clears on clear and holds otherwise.
func latch(held, set, clear bool) bool { return set || (held && !clear) }

func (c *socLimits) cause(code reason.Code, limit float64) envelope.Cause {
	return envelope.Cause{Code: code, Numbers: [2]int64{int64(c.last), int64(limit)}}
}
