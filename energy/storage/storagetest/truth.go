// Package storagetest is a simulated cell whose state of charge is known, behind sensors that err,
// for tests of estimators.
package storagetest

import (
	"math"
	"math/rand/v2"

	"ohmstead/energy/storage"
)

// Truth is a cell that does exactly what its Spec says, at 25 °C, and the sensors on it.
type Truth struct {
	SOC float64
	// VoltsNoise and AmpsNoise are standard deviations of one measurement, AmpsBias is added to each.
	VoltsNoise, AmpsNoise, AmpsBias float64

	cell   *storage.Cell
	spec   storage.Spec
	v1, v2 float64
	turn   float64
	random *rand.Rand
}

// NewTruth is a cell at rest at a state of charge, with sensors without error. It panics on a Spec
// that makes no sense.
func NewTruth(spec storage.Spec, soc float64, random *rand.Rand) *Truth {
	cell, err := storage.NewCell(spec)
	if err != nil {
		panic(err)
	}
	return &Truth{SOC: soc, cell: cell, spec: spec, random: random}
}

// Step lets a current flow for some seconds and returns what the sensors say at their end. A current
// that the cell is too full or too empty for is cut.
func (t *Truth) Step(seconds, amps float64) storage.Sample {
	moved := amps * seconds / (3600 * t.spec.CapacityAh)
	if moved > 0 {
		moved *= t.spec.CoulombicEfficiency
	}
	if t.SOC+moved > 1 || t.SOC+moved < 0 {
		amps, moved = 0, 0
	}
	t.SOC += moved
	t.turn = math.Min(math.Max(t.turn+t.spec.HysteresisRate*moved, -1), 1)
	c := t.spec.Circuit[0]
	r0 := at(c.SOC, c.R0Charge, t.SOC)
	if amps < 0 {
		r0 = at(c.SOC, c.R0Discharge, t.SOC)
	}
	t.v1 = relax(t.v1, seconds, amps*at(c.SOC, c.R1, t.SOC), at(c.SOC, c.Tau1, t.SOC))
	t.v2 = relax(t.v2, seconds, amps*at(c.SOC, c.R2, t.SOC), at(c.SOC, c.Tau2, t.SOC))
	volts := t.cell.OCV(t.SOC, 25) + r0*amps + t.v1 + t.v2
	if h := t.spec.OCV[0]; h.Hysteresis != nil {
		volts += t.turn * at(h.SOC, h.Hysteresis, t.SOC)
	}
	return storage.Sample{
		Seconds: seconds, Celsius: 25, HasAmps: true, HasVolts: true, HasCelsius: true,
		Amps:  amps + t.AmpsBias + t.AmpsNoise*t.random.NormFloat64(),
		Volts: volts + t.VoltsNoise*t.random.NormFloat64(),
	}
}

// relax is a voltage on its way to another.
func relax(v, seconds, to, tau float64) float64 {
	if tau <= 0 {
		return to
	}
	return to + (v-to)*math.Exp(-seconds/tau)
}

// at interpolates; outside of all points the nearest holds.
func at(x, y []float64, v float64) float64 {
	if v <= x[0] {
		return y[0]
	}
	for i := 1; i < len(x); i++ {
		if v <= x[i] {
			return y[i-1] + (v-x[i-1])/(x[i]-x[i-1])*(y[i]-y[i-1])
		}
	}
	return y[len(y)-1]
}

// Day is what an energy management system asks of a battery of this capacity over a day, in amperes
// for each second: charging from sunshine at up to C/4, discharging in the evening at up to C/4,
// little at night, and every minute a little more or less, as loads change.
func Day(capacityAh float64, random *rand.Rand) []float64 {
	amps := make([]float64, 24*3600)
	wiggle := 0.0
	for s := range amps {
		hour := float64(s) / 3600
		level := -0.02
		switch {
		case hour >= 8 && hour < 15:
			level = 0.2 * math.Sin(math.Pi*(hour-8)/7)
		case hour >= 17 && hour < 23:
			level = -0.16 * math.Sin(math.Pi*(hour-17)/6)
		}
		if s%60 == 0 {
			wiggle = 0.05 * random.NormFloat64()
		}
		amps[s] = capacityAh * math.Min(math.Max(level+wiggle, -0.25), 0.25)
	}
	return amps
}
