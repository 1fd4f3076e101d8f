package storage

import (
	"fmt"
	"math"
	"slices"
)

// Spec is what is known of a kind of cell, in the units of its file: SOC as a share from 0 to 1,
// volts, ohms, seconds, amperes, ampere hours, °C. All values are of one cell.
type Spec struct {
	CapacityAh float64
	// CoulombicEfficiency is the share of a charged ampere hour that can be taken out again.
	CoulombicEfficiency float64
	OCV                 []OCVCurve // by rising temperature
	Circuit             []Circuit  // by rising temperature
	// HysteresisRate says how soon the resting voltage has gone over from that after discharging to
	// that after charging: in a straight line over a change of SOC of 2/HysteresisRate, and back on the
	// same line. So a short discharge within a long charge leaves it where it was, which is what LFP
	// cells do and a decay by the charge moved does not. Source: the stop operator of Prandtl and
	// Ishlinskii, in Brokate and Sprekels, Hysteresis and Phase Transitions (1996), §2.1.
	HysteresisRate float64
	Full           Anchor // at rest or charging, at or above Volts
	Empty          Anchor // at rest or discharging, at or below Volts
	Rest           Rest
	Uncertainty    Uncertainty
}

// OCVCurve is the voltage of a cell at rest over its state of charge, at one temperature: the mean
// of what it is after charging and after discharging. SOC and Volts rise. Hysteresis is half the
// distance between the two, nil for none.
type OCVCurve struct {
	Celsius    float64
	SOC        []float64
	Volts      []float64
	Hysteresis []float64
}

// Circuit is a Thevenin circuit at one temperature: R0 in series with two RC branches, each
// R with its time constant. A branch with R 0 everywhere is not there. Source of the form: Plett,
// Battery Management Systems vol. 1 (2015), ch. 2.
type Circuit struct {
	Celsius     float64
	SOC         []float64
	R0Charge    []float64
	R0Discharge []float64
	R1, Tau1    []float64
	R2, Tau2    []float64
}

// Anchor is a condition under which the state of charge is known: the cell's voltage at or beyond
// Volts while the current's magnitude is at most Amps, for Seconds without a break. The zero value
// is never met.
type Anchor struct {
	Volts   float64
	Amps    float64
	Seconds float64
}

// Rest is when a cell counts as resting: at most Amps in either direction for Seconds.
type Rest struct {
	Amps    float64
	Seconds float64
}

// Uncertainty is one standard deviation of each thing that is not known. Where a value is not
// given, Defaults has one.
type Uncertainty struct {
	VoltsNoise float64 // of one measurement of a cell's voltage
	AmpsNoise  float64 // of one measurement of a cell's current
	AmpsBias   float64 // offset of the current's sensor, that of one cell
	OCVVolts   float64 // of the OCV table
	OCVShare   float64 // of the OCV table's SOC, as a share of 1
	Resistance float64 // of R0, R1, R2, as a share of them
	Capacity   float64 // of the capacity, as a share of it
}

// Defaults for a cell of this capacity. Sources: voltage noise and current noise of the trial
// behind the product's target (2 mV; 0.2 A at 280 Ah, so 0.0007 C); bias: 0.2 % of a sensor that
// measures to 1 C, which is the class of shunts and Hall sensors in stationary batteries; OCV: 5 mV,
// about the spread between cells of one make at one SOC (Plett, vol. 1, §2.10), and 1 % of SOC, by
// which full and empty of two tests differ; resistance 10 % and
// capacity 3 %: the product's own promise is stated for parameters that are 10 % off.
func (Uncertainty) Defaults(capacityAh float64) Uncertainty {
	return Uncertainty{
		VoltsNoise: 0.002,
		AmpsNoise:  0.0007 * capacityAh,
		AmpsBias:   0.002 * capacityAh,
		OCVVolts:   0.005,
		OCVShare:   0.01,
		Resistance: 0.10,
		Capacity:   0.03,
	}
}

// check finds the first thing in a Spec that makes no sense. Readers of files complain by line
// before; this is the last word.
func (s Spec) check() error {
	if !positive(s.CapacityAh) || !positive(s.CoulombicEfficiency) || s.CoulombicEfficiency > 1 {
		return fmt.Errorf("capacity %v Ah and efficiency %v: want a positive capacity and an efficiency in (0, 1]", s.CapacityAh, s.CoulombicEfficiency)
	}
	if len(s.OCV) == 0 || len(s.Circuit) == 0 {
		return fmt.Errorf("%d OCV curves and %d circuits: want at least one of each", len(s.OCV), len(s.Circuit))
	}
	for i, c := range s.OCV {
		if i > 0 && c.Celsius <= s.OCV[i-1].Celsius {
			return fmt.Errorf("OCV at %v °C: want rising temperatures", c.Celsius)
		}
		if err := c.check(); err != nil {
			return err
		}
	}
	for i, c := range s.Circuit {
		if i > 0 && c.Celsius <= s.Circuit[i-1].Celsius {
			return fmt.Errorf("circuit at %v °C: want rising temperatures", c.Celsius)
		}
		if err := c.check(); err != nil {
			return err
		}
	}
	return s.checkScalars()
}

func (c OCVCurve) check() error {
	if !rising(c.SOC) || !rising(c.Volts) || len(c.SOC) != len(c.Volts) || len(c.SOC) < 2 || !unitRange(c.SOC) {
		return fmt.Errorf("OCV at %v °C: want as many voltages as SOC, both rising, SOC in [0, 1]", c.Celsius)
	}
	if c.Hysteresis != nil && len(c.Hysteresis) != len(c.SOC) || !notNegative(c.Hysteresis) {
		return fmt.Errorf("hysteresis at %v °C: want a value, not negative, for each SOC", c.Celsius)
	}
	return nil
}

func (c Circuit) check() error {
	for _, column := range [][]float64{c.R0Charge, c.R0Discharge, c.R1, c.Tau1, c.R2, c.Tau2} {
		if len(column) != len(c.SOC) || !notNegative(column) {
			return fmt.Errorf("circuit at %v °C: want a value, not negative, for each SOC", c.Celsius)
		}
	}
	for i := range c.SOC {
		if c.R1[i] > 0 && c.Tau1[i] <= 0 || c.R2[i] > 0 && c.Tau2[i] <= 0 {
			return fmt.Errorf("circuit at %v °C: an RC branch has no time constant", c.Celsius)
		}
	}
	if len(c.SOC) == 0 || !rising(c.SOC) || !unitRange(c.SOC) {
		return fmt.Errorf("circuit at %v °C: want rising SOC in [0, 1]", c.Celsius)
	}
	return nil
}

func (s Spec) checkScalars() error {
	for _, v := range []float64{
		s.Full.Volts, s.Full.Amps, s.Full.Seconds, s.Empty.Volts, s.Empty.Amps, s.Empty.Seconds, s.Rest.Amps, s.Rest.Seconds,
		s.HysteresisRate, s.Uncertainty.AmpsNoise, s.Uncertainty.AmpsBias, s.Uncertainty.OCVShare, s.Uncertainty.Resistance, s.Uncertainty.Capacity,
	} {
		if !notNegative([]float64{v}) {
			return fmt.Errorf("%v: want no negative threshold and no negative uncertainty", v)
		}
	}
	if !positive(s.Uncertainty.VoltsNoise) || !positive(s.Uncertainty.OCVVolts) {
		return fmt.Errorf("uncertainty of voltage %v V and of OCV %v V: want both positive", s.Uncertainty.VoltsNoise, s.Uncertainty.OCVVolts)
	}
	return nil
}

func positive(v float64) bool { return v > 0 && !math.IsInf(v, 0) }

func notNegative(values []float64) bool {
	return !slices.ContainsFunc(values, func(v float64) bool { return !(v >= 0) || math.IsInf(v, 0) })
}

func unitRange(values []float64) bool {
	return !slices.ContainsFunc(values, func(v float64) bool { return !(v >= 0 && v <= 1) })
}

func rising(values []float64) bool {
	for i := 1; i < len(values); i++ {
		if !(values[i] > values[i-1]) {
			return false
		}
	}
	return true
}
