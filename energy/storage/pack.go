package storage

import "math"

// Pack is cells in series and strings of them in parallel, seen at two terminals behind a resistance
// of cables and busbars. It is taken for alike cells: the estimate is that of the mean cell.
type Pack struct {
	Cell     *Cell
	Series   int
	Parallel int
	LeadsOhm float64
}

// CapacityAh is the capacity at the terminals.
func (p Pack) CapacityAh() float64 { return p.Cell.spec.CapacityAh * float64(p.Parallel) }

// Sample is what was measured at a battery's terminals since the sample before: seconds in between,
// the mean current in these seconds (positive when charging), voltage and temperature at their end.
// What is not marked as had is unknown, and so is what is not a finite number.
type Sample struct {
	Seconds    float64
	Amps       float64
	Volts      float64
	Celsius    float64
	HasAmps    bool
	HasVolts   bool
	HasCelsius bool
}

// cell is the sample as one cell sees it. An unknown temperature is the last one known.
func (p Pack) cell(s Sample, last float64) Sample {
	s.HasAmps = s.HasAmps && finite(s.Amps)
	s.HasVolts = s.HasVolts && finite(s.Volts) && s.HasAmps
	s.HasCelsius = s.HasCelsius && finite(s.Celsius)
	if !s.HasCelsius {
		s.Celsius = last
	}
	s.Volts = (s.Volts - p.LeadsOhm*s.Amps) / float64(p.Series)
	s.Amps /= float64(p.Parallel)
	return s
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// FromVoltage is a first belief from one sample, for a battery nothing else is known of: the OCV of
// its voltage less what the current drops, as wide as that drop is unsure. Without voltage or current
// it is anything: 50 ± 30 %.
func (p Pack) FromVoltage(s Sample) Belief {
	s = p.cell(s, roomCelsius)
	if !s.HasVolts {
		return Belief{0.5, 0.3}
	}
	spec := &p.Cell.spec
	soc, _ := p.Cell.SOCAt(s.Volts, s.Celsius)
	m := p.Cell.parameters(soc, p.Cell.thermal(s.Celsius))
	r0 := m.r0Charge
	if s.Amps < 0 {
		r0 = m.r0Discharge
	}
	// Whether the branches have followed the current is unknown: half, give or take half.
	drop := (r0 + (m.r1+m.r2)/2) * s.Amps
	unsure := (m.r1 + m.r2) / 2 * math.Max(math.Abs(s.Amps), spec.CapacityAh/4)
	sigma := math.Sqrt(square(unsure) + square(spec.Uncertainty.OCVVolts) + square(m.hysteresis))
	return p.Cell.believed(s.Volts-drop, sigma, s.Celsius)
}
