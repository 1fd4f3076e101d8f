package point

import "slices"

// Unit is a unit of measure by its printed name.
type Unit string

// Canonical units: raw channel values are stored and computed in these.
const (
	Watt       Unit = "W"
	Var        Unit = "var"
	VoltAmpere Unit = "VA"
	WattHour   Unit = "Wh"
	Volt       Unit = "V"
	Ampere     Unit = "A"
	Hertz      Unit = "Hz"
	Celsius    Unit = "°C"
	Percent    Unit = "%"
	Second     Unit = "s"
	Hour       Unit = "h"
	Kilogram   Unit = "kg"
	Degree     Unit = "°"
	One        Unit = "1"
	Bool       Unit = "bool"
	Text       Unit = "text"
)

// conversion is how a foreign unit becomes a canonical one: value × factor.
type conversion struct {
	from, to Unit
	factor   float64
}

// Factors are exact powers of ten, or 3600 for joules to watt hours (SI brochure, 9th edition, table 8).
var conversions = [...]conversion{
	{"kW", Watt, 1e3},
	{"MW", Watt, 1e6},
	{"mW", Watt, 1e-3},
	{"kvar", Var, 1e3},
	{"kVAR", Var, 1e3},
	{"kVA", VoltAmpere, 1e3},
	{"kWh", WattHour, 1e3},
	{"MWh", WattHour, 1e6},
	{"kV", Volt, 1e3},
	{"mV", Volt, 1e-3},
	{"mA", Ampere, 1e-3},
	{"kA", Ampere, 1e3},
	{"mHz", Hertz, 1e-3},
	{"ms", Second, 1e-3},
	{"min", Second, 60},
	{"C", Celsius, 1},
	{"degC", Celsius, 1},
	{"g", Kilogram, 1e-3},
	{"t", Kilogram, 1e3},
}

// Convert turns a value given in unit from into the canonical unit to. It reports false when the
// two do not measure the same thing or from is unknown: the caller refuses by name.
func Convert(value float64, from, to Unit) (float64, bool) {
	if from == to {
		return value, true
	}
	i := slices.IndexFunc(conversions[:], func(c conversion) bool { return c.from == from && c.to == to })
	if i < 0 {
		return 0, false
	}
	return value * conversions[i].factor, true
}

// Accepted lists the units a value in the canonical unit to may arrive in, canonical first.
func Accepted(to Unit) []Unit {
	units := []Unit{to}
	for _, c := range conversions {
		if c.to == to {
			units = append(units, c.from)
		}
	}
	return units
}
