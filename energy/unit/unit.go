package unit

import (
	"math"
	"strconv"
)

// Power is active power in watts. Positive flows away from the grid: import, load and battery
// charge are positive; export, PV production and battery discharge are negative.
type Power int64

// Active power, written as 5 * unit.Kilowatt.
const (
	Watt     Power = 1
	Kilowatt       = 1000 * Watt
	Megawatt       = 1000 * Kilowatt
)

// ReactivePower is reactive power in var. Positive is absorbed (inductive, under-excited).
type ReactivePower int64

// Var is the unit of reactive power.
const Var ReactivePower = 1

// ApparentPower is apparent power in VA, never negative.
type ApparentPower int64

// VoltAmpere is the unit of apparent power.
const VoltAmpere ApparentPower = 1

// Energy is an amount of energy in joules, so that watts times seconds is exact and registers
// down to 0.01 Wh are exact (1 Wh = 3600 J).
type Energy int64

// Energy units.
const (
	Joule        Energy = 1
	WattHour            = 3600 * Joule
	KilowattHour        = 1000 * WattHour
)

// Current is a current in milliamperes.
type Current int64

// Current units.
const (
	Milliampere Current = 1
	Ampere              = 1000 * Milliampere
)

// Voltage is a voltage in millivolts.
type Voltage int64

// Voltage units.
const (
	Millivolt Voltage = 1
	Volt              = 1000 * Millivolt
)

// Frequency is a frequency in millihertz.
type Frequency int64

// Frequency units.
const (
	Millihertz Frequency = 1
	Hertz                = 1000 * Millihertz
)

// quantity is every integer quantity of this package.
type quantity interface {
	Power | ReactivePower | ApparentPower | Energy | Current | Voltage | Frequency
}

// FromFloat turns a value given in the catalogue's canonical unit into its integer quantity;
// one is what one canonical unit is worth, as in FromFloat(230.5, unit.Volt). It rounds half to
// even and reports false for a value that no int64 can hold (NaN, infinity, overflow): such a
// value is unknown, not zero.
func FromFloat[Q quantity](value float64, one Q) (Q, bool) {
	scaled := math.RoundToEven(value * float64(one))
	if math.IsNaN(scaled) || scaled >= math.MaxInt64 || scaled <= math.MinInt64 {
		return 0, false
	}
	return Q(scaled), true
}

// Float is the value of q counted in units of one: unit.Float(p, unit.Watt).
func Float[Q quantity](q, one Q) float64 { return float64(q) / float64(one) }

// String prints the power in W with its sign, the form logs and explanations use.
func (p Power) String() string { return strconv.FormatInt(int64(p), 10) + " W" }

// Abs is the magnitude of p; the smallest int64 has none and stays as it is.
func (p Power) Abs() Power {
	if p < 0 {
		return -p
	}
	return p
}
