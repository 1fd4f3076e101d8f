package storage

import (
	"math"
	"slices"
)

// Steps of the compiled tables over SOC: 0.5 % for the voltage, whose slope matters, 2 % for the
// circuit. Looking up is then an index, not a search.
const (
	ocvSteps     = 200
	circuitSteps = 50
)

// Cell is a Spec made ready for looking up: tables on even steps of SOC, for each temperature the
// Spec names. It is never changed and may be shared.
type Cell struct {
	spec    Spec
	celsius []float64
	ocv     [][ocvSteps + 1]float64
	circuit [][circuitSteps + 1]parameters
}

// parameters are the circuit and the hysteresis at one SOC and temperature.
type parameters struct {
	r0Charge, r0Discharge, r1, tau1, r2, tau2, hysteresis float64
}

// thermal says between which two of a cell's temperatures one lies.
type thermal struct {
	low, high int
	share     float64 // of high
}

// NewCell compiles a Spec. It fails where the Spec makes no sense: tables that do not rise, values
// that are negative.
func NewCell(s Spec) (*Cell, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	c := &Cell{spec: s}
	for _, o := range s.OCV {
		c.celsius = append(c.celsius, o.Celsius)
	}
	for _, o := range s.Circuit {
		c.celsius = append(c.celsius, o.Celsius)
	}
	slices.Sort(c.celsius)
	c.celsius = slices.Compact(c.celsius)
	for _, at := range c.celsius {
		c.ocv = append(c.ocv, s.compileOCV(at))
		c.circuit = append(c.circuit, s.compileCircuit(at))
	}
	return c, nil
}

// Spec is what the cell was made of.
func (c *Cell) Spec() Spec { return c.spec }

// compileOCV blends the curves beside a temperature; outside of all the nearest holds, since an
// OCV curve does not extrapolate.
func (s Spec) compileOCV(celsius float64) (row [ocvSteps + 1]float64) {
	i, j, w := neighbours(celsius, len(s.OCV), func(k int) float64 { return s.OCV[k].Celsius })
	for k := range row {
		soc := float64(k) / ocvSteps
		low := extrapolate(s.OCV[i].SOC, s.OCV[i].Volts, soc)
		row[k] = low + w*(extrapolate(s.OCV[j].SOC, s.OCV[j].Volts, soc)-low)
	}
	return row
}

func (s Spec) compileCircuit(celsius float64) (row [circuitSteps + 1]parameters) {
	i, j, w := neighbours(celsius, len(s.Circuit), func(k int) float64 { return s.Circuit[k].Celsius })
	a, b, v := neighbours(celsius, len(s.OCV), func(k int) float64 { return s.OCV[k].Celsius })
	for k := range row {
		soc := float64(k) / circuitSteps
		row[k] = s.Circuit[i].at(soc).blend(s.Circuit[j].at(soc), w)
		row[k].tau1, row[k].tau2 = max(row[k].tau1, shortestTau), max(row[k].tau2, shortestTau)
		low := s.OCV[a].hysteresis(soc)
		row[k].hysteresis = low + v*(s.OCV[b].hysteresis(soc)-low)
	}
	return row
}

// shortestTau stands for the time constant of a branch that is not there.
const shortestTau = 0.001

func (c OCVCurve) hysteresis(soc float64) float64 {
	if c.Hysteresis == nil {
		return 0
	}
	return hold(c.SOC, c.Hysteresis, soc)
}

func (c Circuit) at(soc float64) parameters {
	return parameters{
		r0Charge: hold(c.SOC, c.R0Charge, soc), r0Discharge: hold(c.SOC, c.R0Discharge, soc),
		r1: hold(c.SOC, c.R1, soc), tau1: hold(c.SOC, c.Tau1, soc),
		r2: hold(c.SOC, c.R2, soc), tau2: hold(c.SOC, c.Tau2, soc),
	}
}

func (p parameters) blend(q parameters, w float64) parameters {
	return parameters{
		r0Charge:    p.r0Charge + w*(q.r0Charge-p.r0Charge),
		r0Discharge: p.r0Discharge + w*(q.r0Discharge-p.r0Discharge),
		r1:          p.r1 + w*(q.r1-p.r1),
		tau1:        p.tau1 + w*(q.tau1-p.tau1),
		r2:          p.r2 + w*(q.r2-p.r2),
		tau2:        p.tau2 + w*(q.tau2-p.tau2),
		hysteresis:  p.hysteresis + w*(q.hysteresis-p.hysteresis),
	}
}

// neighbours finds the two of n rising values beside v, and the share of the second; outside of all
// both are the nearest.
func neighbours(v float64, n int, at func(int) float64) (low, high int, share float64) {
	for high < n && at(high) <= v {
		high++
	}
	low = max(high-1, 0)
	high = min(high, n-1)
	if d := at(high) - at(low); d > 0 {
		share = min(max((v-at(low))/d, 0), 1)
	}
	return low, high, share
}

// hold interpolates between points; outside of all the nearest holds.
func hold(x, y []float64, at float64) float64 {
	i, j, w := neighbours(at, len(x), func(k int) float64 { return x[k] })
	return y[i] + w*(y[j]-y[i])
}

// extrapolate interpolates between points, and beyond the first and the last goes on with the
// slope there.
func extrapolate(x, y []float64, at float64) float64 {
	last := len(x) - 1
	switch {
	case at < x[0]:
		return y[0] + (at-x[0])*(y[1]-y[0])/(x[1]-x[0])
	case at > x[last]:
		return y[last] + (at-x[last])*(y[last]-y[last-1])/(x[last]-x[last-1])
	}
	return hold(x, y, at)
}

// thermal finds the tables for a temperature; outside of all the nearest holds.
func (c *Cell) thermal(celsius float64) thermal {
	low, high, share := neighbours(celsius, len(c.celsius), func(k int) float64 { return c.celsius[k] })
	return thermal{low, high, share}
}

// voltage is the open circuit voltage at a SOC from 0 to 1.
func (c *Cell) voltage(soc float64, at thermal) float64 {
	low := along(&c.ocv[at.low], soc*ocvSteps)
	if at.share == 0 {
		return low
	}
	return low + at.share*(along(&c.ocv[at.high], soc*ocvSteps)-low)
}

// along is the value at a place of a row, in steps.
func along(row *[ocvSteps + 1]float64, place float64) float64 {
	i := min(max(int(place), 0), ocvSteps-1)
	return row[i] + (place-float64(i))*(row[i+1]-row[i])
}

// parameters are the circuit at a SOC from 0 to 1.
func (c *Cell) parameters(soc float64, at thermal) parameters {
	f := soc * circuitSteps
	i := int(f)
	i = min(max(i, 0), circuitSteps-1)
	f -= float64(i)
	a := &c.circuit[at.low]
	low := a[i].blend(a[i+1], f)
	if at.share == 0 {
		return low
	}
	b := &c.circuit[at.high]
	return low.blend(b[i].blend(b[i+1], f), at.share)
}

// OCV is the open circuit voltage at a SOC from 0 to 1 and a temperature: the mean of charging and
// discharging.
func (c *Cell) OCV(soc, celsius float64) float64 { return c.voltage(soc, c.thermal(celsius)) }

// SOCAt is the SOC whose open circuit voltage this is, from 0 to 1, and the slope there in volts per
// 1. It inverts OCV by halving, since the curve rises.
func (c *Cell) SOCAt(volts, celsius float64) (soc, slope float64) {
	at := c.thermal(celsius)
	low, high := 0.0, 1.0
	for range 40 {
		middle := (low + high) / 2
		if c.voltage(middle, at) < volts {
			low = middle
		} else {
			high = middle
		}
	}
	soc = (low + high) / 2
	const step = 1.0 / ocvSteps
	from, to := max(soc-step, 0), min(soc+step, 1)
	return soc, (c.voltage(to, at) - c.voltage(from, at)) / (to - from)
}

// believed is the SOC and its standard deviation that a resting voltage tells, when the voltage
// itself is known to sigma volts. Where the curve is flat that is not much: the deviation is taken
// over the whole range of SOC the voltage leaves open, not from the slope at one point.
func (c *Cell) believed(volts, sigma, celsius float64) Belief {
	soc, _ := c.SOCAt(volts, celsius)
	low, _ := c.SOCAt(volts-sigma, celsius)
	high, _ := c.SOCAt(volts+sigma, celsius)
	return Belief{SOC: soc, Sigma: math.Max((high-low)/2, leastSigma)}
}

// leastSigma is the least a SOC from voltage alone is trusted: the tables have steps of 0.5 %.
const leastSigma = 0.005
