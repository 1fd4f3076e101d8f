package identify

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Row is one row of a test: seconds since the row before, the current in between (positive when
// charging), the voltage at its end and the SOC then, from 0 to 1. A row that is Apart is kept for
// validation: its current moves the model on, its voltage is not looked at.
type Row struct {
	Seconds float64
	Amps    float64
	Volts   float64
	SOC     float64
	Apart   bool
}

// Problem is a test and what is asked of it. Rows begin with the cell at rest after a charge. The
// OCV at OCVNodes is found along with the circuit, since that of another test is never quite that of
// this one, and a circuit would be bent to make up for it; it rises. Hysteresis is what storage has
// by that name, given at HysteresisNodes, nil for none; Rate is how soon it turns over.
type Problem struct {
	Rows            []Row
	OCVNodes        []float64
	HysteresisNodes []float64
	Hysteresis      []float64
	Rate            float64
	Nodes           []float64 // of the resistances
	Branches        int       // 1 or 2
}

// Result is what the test says: OCV at OCVNodes, resistances in ohms at Nodes, time constants in
// seconds, and the root mean square in volts that is left over. Without a second branch R2 is 0.
type Result struct {
	OCV        []float64
	R0, R1, R2 []float64
	Tau1, Tau2 float64
	RMS        float64
}

// Constants of the fit.
const (
	// smooth weighs how far a resistance may bend between nodes against the rows; smoothOCV the same
	// for the OCV.
	smooth    = 1e-4
	smoothOCV = 1e-6
	// keep holds every unknown near 0 by so much that rows that say nothing of one still have an answer.
	keep = 1e-9
	// apart is the least factor between the time constants of two branches.
	apart = 4.0
)

// Fit finds the parameters by least squares over the rows: for each pair of time constants the rest is
// linear, and none of it negative; the time constants come from a grid that is refined three
// times. It fails where rows are missing or do not determine the parameters.
func Fit(p Problem) (Result, error) {
	if len(p.Rows) < 10 || len(p.Nodes) == 0 || len(p.OCVNodes) < 2 || p.Branches < 1 || p.Branches > 2 {
		return Result{}, fmt.Errorf("%d rows, %d nodes, %d branches: %w", len(p.Rows), len(p.Nodes), p.Branches, errors.New("want 10 rows, a node, and one or two branches"))
	}
	best := Result{RMS: math.Inf(1)}
	tried := map[[2]float64]bool{}
	try := func(tau1, tau2 float64) error {
		if tried[[2]float64{tau1, tau2}] || p.Branches == 2 && tau2 < apart*tau1 {
			return nil
		}
		tried[[2]float64{tau1, tau2}] = true
		r, err := p.at(tau1, tau2)
		if err == nil && r.RMS < best.RMS {
			best = r
		}
		return err
	}
	for tau1 := 2.0; tau1 < 200; tau1 *= 2 {
		for tau2 := 60.0; tau2 < 4000; tau2 *= 2 {
			if err := try(tau1, tau2); err != nil {
				return Result{}, err
			}
		}
	}
	for _, factor := range []float64{math.Sqrt2, 1.19, 1.09} {
		middle := best
		for _, a := range []float64{1 / factor, 1, factor} {
			for _, b := range []float64{1 / factor, 1, factor} {
				if err := try(middle.Tau1*a, middle.Tau2*b); err != nil {
					return Result{}, err
				}
			}
		}
	}
	return best, nil
}

// layout is where each group of unknowns begins: the OCV, as its first value and the rises after it,
// and the resistances.
type layout struct{ r0, r1, r2, size int }

func (p Problem) layout() layout {
	l := layout{r0: len(p.OCVNodes)}
	l.r1 = l.r0 + len(p.Nodes)
	l.r2 = l.r1 + len(p.Nodes)
	l.size = l.r2
	if p.Branches == 2 {
		l.size += len(p.Nodes)
	}
	return l
}

// at solves for the rest, given the time constants.
func (p Problem) at(tau1, tau2 float64) (Result, error) {
	l := p.layout()
	plain := newNormal(l.size)
	p.walk(tau1, tau2, func(row []float64, y float64) { plain.add(row, y, 1) })
	plain.steps(l.r0)
	n := plain.clone()
	p.bend(n, l)
	x, err := n.solve()
	if err != nil {
		return Result{}, err
	}
	r := Result{
		Tau1: tau1, Tau2: tau2, OCV: slices.Clone(x[:l.r0]), R0: x[l.r0:l.r1], R1: x[l.r1:l.r2], R2: x[l.r2:],
		RMS: math.Sqrt(plain.left(x) / p.looked()),
	}
	for i := 1; i < len(r.OCV); i++ {
		r.OCV[i] += r.OCV[i-1]
	}
	if p.Branches == 1 {
		r.R2 = make([]float64, len(p.Nodes))
	}
	return r, nil
}

// looked is how many rows count.
func (p Problem) looked() float64 {
	n := 0.0
	for _, r := range p.Rows {
		if !r.Apart {
			n++
		}
	}
	return n
}

// walk goes through the rows and gives the equation of each: what multiplies the unknowns, and the
// voltage less what is known.
func (p Problem) walk(tau1, tau2 float64, equation func(row []float64, y float64)) {
	l := p.layout()
	row := make([]float64, l.size)
	hats := make([]float64, len(p.Nodes))
	v1, v2 := make([]float64, len(p.Nodes)), make([]float64, len(p.Nodes))
	lag := p.lag()
	seconds, a1, a2 := math.NaN(), 0.0, 0.0
	for k, r := range p.Rows {
		if r.Seconds != seconds {
			seconds, a1, a2 = r.Seconds, math.Exp(-r.Seconds/tau1), math.Exp(-r.Seconds/tau2)
		}
		hat(p.Nodes, r.SOC, hats)
		for i, w := range hats {
			v1[i] = a1*v1[i] + (1-a1)*w*r.Amps
			v2[i] = a2*v2[i] + (1-a2)*w*r.Amps
		}
		if r.Apart {
			continue
		}
		hat(p.OCVNodes, r.SOC, row[:l.r0])
		for i, w := range hats {
			row[l.r0+i], row[l.r1+i] = w*r.Amps, v1[i]
			if p.Branches == 2 {
				row[l.r2+i] = v2[i]
			}
		}
		equation(row, r.Volts-lag[k])
	}
}

// lag is the hysteresis in each row, as the estimator has it.
func (p Problem) lag() []float64 {
	lag := make([]float64, len(p.Rows))
	if p.Hysteresis == nil {
		return lag
	}
	turn, soc := 1.0, p.Rows[0].SOC
	hats := make([]float64, len(p.HysteresisNodes))
	for k, r := range p.Rows {
		turn = min(max(turn+p.Rate*(r.SOC-soc), -1), 1)
		soc = r.SOC
		hat(p.HysteresisNodes, soc, hats)
		lag[k] = turn * dot(hats, p.Hysteresis)
	}
	return lag
}

// bend adds what keeps tables smooth and every unknown determined.
func (p Problem) bend(n *normal, l layout) {
	total := p.looked()
	scale := 0.0
	for i := l.r0; i < l.size; i++ {
		scale = max(scale, n.a[i][i])
	}
	groups := []int{l.r0, l.r1}
	if p.Branches == 2 {
		groups = append(groups, l.r2)
	}
	row := make([]float64, l.size)
	second := func(i int, weight float64) {
		clear(row)
		row[i-1], row[i], row[i+1] = 1, -2, 1
		n.add(row, 0, weight)
	}
	for _, g := range groups {
		for i := 1; i+1 < len(p.Nodes); i++ {
			second(g+i, smooth*scale)
		}
	}
	for i := 2; i+1 < l.r0; i++ {
		second(i, smoothOCV*total)
	}
	for i := range l.size {
		n.a[i][i] += keep * (n.a[i][i] + total)
	}
}

// hat fills in how much each node counts at a place: linear between two nodes, and the nearest one
// outside of all.
func hat(nodes []float64, at float64, into []float64) {
	clear(into)
	last := len(nodes) - 1
	switch {
	case at <= nodes[0]:
		into[0] = 1
	case at >= nodes[last]:
		into[last] = 1
	default:
		i, _ := slices.BinarySearch(nodes, at)
		w := (at - nodes[i-1]) / (nodes[i] - nodes[i-1])
		into[i-1], into[i] = 1-w, w
	}
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}
