package safety

import (
	"math"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/gridcode"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// temperatureDerating takes power away from a battery that is too warm, and charging from one that
// is too cold.
type temperatureDerating struct {
	ess         control.Member
	temperature image.Handle
	channel     string
	// hot is the share of power left by temperature, cold that of charging power.
	hot, cold      gridcode.Line
	derate, trip   float64 // °C
	known, tripped bool
	last           float64 // °C, the last fresh temperature
	fault          control.Notice
}

// TemperatureDerating is the controller type TEMPERATURE_DERATING.
func TemperatureDerating() control.Spec {
	degrees := func(name string, standard float64, meaning string) control.Field {
		return control.Field{Name: name, Kind: control.NumberField, Unit: point.Celsius, Default: standard, Min: -60, Max: 150, Meaning: meaning}
	}
	return control.Spec{
		Type:     "TEMPERATURE_DERATING",
		Level:    envelope.Safety,
		Impact:   "protects the battery and whoever stands beside it: when it is wrong cells are driven too warm, or charged while they are frozen, until the battery's own management stops them",
		Fallback: "a temperature that was never known forbids all power; one that is lost keeps what it last forbade, and the stale data guard takes the battery to its safe state",
		Summary:  "Takes power away from a battery in a straight line between derate_c and max_c, charging power between cold_derate_c and cold_min_c as well; above trip_c the edge faults.",
		Formula:  "share = 1 at derate_c, 0 at max_c; |ess| ≤ share · rating; charging share = 1 at cold_derate_c, 0 at cold_min_c; ess ≤ charging share · rating; T > trip_c → ess = 0 and FAULT until T ≤ derate_c and an operator's clear",
		Source:   "document 002, phase 2 (temperature); limits of lithium cells as their data sheets print them: discharge to 60 °C, charge from 0 °C",
		Raises:   []reason.Code{reason.BatteryTemperatureTrip},
		Fields: []control.Field{
			{Name: "ess", Kind: control.AssetField, Natures: []point.Nature{point.ESS}, Moves: true, Reads: []string{point.Temperature}, Required: true, Meaning: "the battery that is protected"},
			degrees("derate_c", 40, "temperature from which power is taken away"),
			degrees("max_c", 55, "temperature at which none is left"),
			degrees("cold_derate_c", 5, "temperature below which charging power is taken away"),
			degrees("cold_min_c", 0, "temperature at which no charging power is left"),
			degrees("trip_c", 60, "temperature above which the edge faults"),
		},
		New: newTemperatureDerating,
	}
}

func newTemperatureDerating(p control.Params) (control.Controller, error) {
	m := p.Member("ess")
	n := p.Numbers
	c := &temperatureDerating{
		ess: m, temperature: m.Handle(point.Temperature), channel: m.ID + "." + point.Temperature,
		hot:    gridcode.Line{{X: n["derate_c"], Y: 1}, {X: n["max_c"], Y: 0}},
		cold:   gridcode.Line{{X: n["cold_min_c"], Y: 0}, {X: n["cold_derate_c"], Y: 1}},
		derate: n["derate_c"], trip: n["trip_c"],
	}
	switch {
	case !c.hot.Rising():
		return nil, reason.Invalid("max_c", n["max_c"], "more than derate_c")
	case !c.cold.Rising():
		return nil, reason.Invalid("cold_min_c", n["cold_min_c"], "less than cold_derate_c")
	case n["cold_derate_c"] >= n["derate_c"]:
		return nil, reason.Invalid("cold_derate_c", n["cold_derate_c"], "less than derate_c")
	case n["trip_c"] < n["max_c"]:
		return nil, reason.Invalid("trip_c", n["trip_c"], "at least max_c")
	}
	return c, nil
}

// Propose keeps what the last known temperature forbade while it is not fresh; a battery whose
// temperature was never known stands still.
func (c *temperatureDerating) Propose(in control.Input, out *control.Filing) {
	if t, fresh := in.Value(c.temperature); fresh {
		c.known, c.last = true, t
		c.judge(t)
	}
	switch {
	case !c.known:
		out.Bound(c.ess.Asset, envelope.Exactly(0), envelope.Cause{Code: reason.StaleInput, Name: c.channel})
	case c.tripped:
		out.Bound(c.ess.Asset, envelope.Exactly(0), c.because(0))
		out.Fault(c.fault)
	default:
		c.bound(out)
	}
}

// judge sets and clears the trip.
func (c *temperatureDerating) judge(t float64) {
	if t > c.trip && !c.tripped {
		c.fault = control.Notice{Code: reason.BatteryTemperatureTrip, Asset: c.ess.Asset, Params: reason.Params{
			"asset": c.ess.ID, "temperature_c": int64(math.Round(t)), "limit_c": int64(c.trip),
		}}
	}
	c.tripped = latch(c.tripped, t > c.trip, t <= c.derate)
}

func (c *temperatureDerating) bound(out *control.Filing) {
	hot := c.hot.At(c.last)
	charge := scaled(c.ess.Rating.Max, min(hot, c.cold.At(c.last)))
	discharge := scaled(c.ess.Rating.Min, hot)
	if charge < c.ess.Rating.Max {
		out.Bound(c.ess.Asset, envelope.AtMost(charge), c.because(charge))
	}
	if discharge > c.ess.Rating.Min {
		out.Bound(c.ess.Asset, envelope.AtLeast(discharge), c.because(discharge.Abs()))
	}
}

func (c *temperatureDerating) because(limit unit.Power) envelope.Cause {
	return envelope.Cause{Code: reason.TemperatureLimit, Numbers: [2]int64{int64(math.Round(c.last)), int64(limit)}}
}

// scaled is a share of a power, rounded towards zero: a limit never grows by rounding.
func scaled(p unit.Power, share float64) unit.Power {
	return unit.Power(math.Trunc(unit.Float(p, unit.Watt) * share))
}

// latchOf is one latch as its bit.
func latchOf(set bool) uint64 {
	if set {
		return 1
	}
	return 0
}

// Latches is the trip.
func (c *temperatureDerating) Latches() uint64 {
	return latchOf(c.tripped)
}

// Relatch holds a trip of before the restart until the battery has cooled.
func (c *temperatureDerating) Relatch(set uint64) {
	if set&1 == 0 {
		return
	}
	c.tripped, c.known, c.last = true, true, c.trip
	c.fault = control.Notice{Code: reason.BatteryTemperatureTrip, Asset: c.ess.Asset, Params: reason.Params{
		"asset": c.ess.ID, "temperature_c": int64(c.trip), "limit_c": int64(c.trip),
	}}
}
