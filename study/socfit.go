package study

import (
	"fmt"
	"math"

	"ohmstead/energy/storage"
	"ohmstead/energy/storage/identify"
	"ohmstead/field/cell"
)

// FitCell reads a recipe, runs the identification over the tests it names and returns the cell. Paths
// in it are relative to its own folder. The same recipe and logs give the same cell.
//
// A slow discharge and a slow charge give the open circuit voltage and the hysteresis, after what the
// circuit drops is taken off; a test with changing currents gives the circuit, after the hysteresis
// is taken off. So both are found in two rounds. Of the rates of hysteresis in the recipe the one
// that leaves the least over in the first round goes on to the second.
func FitCell(file string) (cell.Model, error) {
	r, err := readRecipe(file)
	if err != nil {
		return cell.Model{}, err
	}
	best, least := r.model, math.Inf(1)
	for _, rate := range r.rates {
		first := r.model.Spec
		first.HysteresisRate = rate
		spec, left, err := r.round(first)
		if err != nil {
			return cell.Model{}, fmt.Errorf("fit %s: %w", file, err)
		}
		if left < least {
			best.Spec, least = spec, left
		}
	}
	if best.Spec, _, err = r.round(best.Spec); err != nil {
		return cell.Model{}, fmt.Errorf("fit %s: %w", file, err)
	}
	return best, nil
}

// round identifies once, given the circuits of the round before, if there was one. It returns what is
// left over, as a sum of squares.
func (r *recipe) round(spec storage.Spec) (storage.Spec, float64, error) {
	slow := r.slowCurves(spec.Circuit)
	if slow == nil && spec.Circuit != nil {
		return spec, 0, nil // there is nothing to take off, and so nothing to find a second time
	}
	left := 0.0
	spec.OCV, spec.Circuit = slow, nil
	for i, t := range r.tests {
		if t.dynamic == nil {
			continue
		}
		fit, err := identify.Fit(r.problem(t, slow, spec.HysteresisRate))
		if err != nil {
			return spec, 0, fmt.Errorf("tests[%d]: %w", i, err)
		}
		left += fit.RMS * fit.RMS
		spec.Circuit = append(spec.Circuit, r.circuit(t.celsius, fit))
		if slow == nil {
			spec.OCV = append(spec.OCV, storage.OCVCurve{Celsius: t.celsius, SOC: r.ownNodes, Volts: apart(fit.OCV)})
		}
	}
	return spec, left, nil
}

// slowCurves are the open circuit voltages of the slow tests, less what the circuits drop.
func (r *recipe) slowCurves(circuits []storage.Circuit) []storage.OCVCurve {
	var curves []storage.OCVCurve
	for _, t := range r.tests {
		if t.discharge == nil {
			continue
		}
		c := nearest(circuits, t.celsius, func(c storage.Circuit) float64 { return c.Celsius })
		volts, half := identify.Slow(without(t.discharge, c), without(t.charge, c), r.ocvNodes)
		curves = append(curves, storage.OCVCurve{Celsius: t.celsius, SOC: r.ocvNodes, Volts: apart(volts), Hysteresis: half})
	}
	return curves
}

// without takes off what a circuit drops when its current has flowed for long.
func without(rows []identify.Row, c *storage.Circuit) []identify.Row {
	if c == nil {
		return rows
	}
	out := make([]identify.Row, len(rows))
	for i, row := range rows {
		ohms := along(c.SOC, c.R0Charge, row.SOC) + along(c.SOC, c.R1, row.SOC) + along(c.SOC, c.R2, row.SOC)
		row.Volts -= ohms * row.Amps
		out[i] = row
	}
	return out
}

func (r *recipe) problem(t recipeTest, curves []storage.OCVCurve, rate float64) identify.Problem {
	p := identify.Problem{Rows: t.dynamic, OCVNodes: r.ownNodes, Nodes: r.circuitNodes, Branches: r.branches, Rate: rate}
	if o := nearest(curves, t.celsius, func(o storage.OCVCurve) float64 { return o.Celsius }); o != nil && r.hysteresis {
		p.HysteresisNodes, p.Hysteresis = o.SOC, o.Hysteresis
	}
	return p
}

// leastOhm stands for a branch that has nothing at one node, so that its time constant stays known.
const leastOhm = 1e-6

func (r *recipe) circuit(celsius float64, fit identify.Result) storage.Circuit {
	n := len(r.circuitNodes)
	c := storage.Circuit{
		Celsius: celsius, SOC: r.circuitNodes, R0Charge: fit.R0, R0Discharge: fit.R0,
		R1: fit.R1, Tau1: make([]float64, n), R2: fit.R2, Tau2: make([]float64, n),
	}
	for i := range n {
		c.R1[i] = math.Max(c.R1[i], leastOhm)
		c.Tau1[i] = fit.Tau1
		if r.branches == 2 {
			c.R2[i] = math.Max(c.R2[i], leastOhm)
			c.Tau2[i] = fit.Tau2
		}
	}
	return c
}

// apart makes voltages rise by what four decimals can show.
func apart(volts []float64) []float64 {
	for i := 1; i < len(volts); i++ {
		volts[i] = math.Max(volts[i], volts[i-1]+0.0002)
	}
	return volts
}

// nearest is the entry of the nearest temperature, nil of none.
func nearest[T any](all []T, celsius float64, of func(T) float64) *T {
	var best *T
	for i := range all {
		if best == nil || math.Abs(of(all[i])-celsius) < math.Abs(of(*best)-celsius) {
			best = &all[i]
		}
	}
	return best
}

// along interpolates; outside of all points the nearest holds.
func along(x, y []float64, at float64) float64 {
	if at <= x[0] {
		return y[0]
	}
	for i := 1; i < len(x); i++ {
		if at <= x[i] {
			return y[i-1] + (at-x[i-1])/(x[i]-x[i-1])*(y[i]-y[i-1])
		}
	}
	return y[len(y)-1]
}
