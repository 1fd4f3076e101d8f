package storage

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// matrices is the filter again as textbooks print it, with matrices of any size: the oracle, and the
// reference of the benchmark. State: SOC, v1, v2, offset, bias.
type matrices struct {
	cell    *Cell
	x       *mat.VecDense
	p       *mat.Dense
	turn    float64
	at      thermal
	m       parameters
	looked  float64 // SOC of m
	slope   float64 // where m was looked up
	reached float64 // variance of the SOC the slope is taken over
	seconds float64
}

func newMatrices(f *EKF) *matrices {
	p := f.p
	return &matrices{
		cell: f.cell, x: mat.NewVecDense(5, []float64{f.soc, f.v1, f.v2, f.offset, f.bias}), at: f.at, looked: math.Inf(1),
		p: mat.NewDense(5, 5, []float64{
			p.ss, p.s1, p.s2, p.sh, p.sb,
			p.s1, p.p11, p.p12, p.p1h, p.p1b,
			p.s2, p.p12, p.p22, p.p2h, p.p2b,
			p.sh, p.p1h, p.p2h, p.hh, p.hb,
			p.sb, p.p1b, p.p2b, p.hb, p.bb,
		}),
	}
}

func (f *matrices) resting() (volts, slope, bend float64) {
	s := f.x.AtVec(0)
	if v := f.p.At(0, 0); v > 1.2*f.reached || v < 0.8*f.reached {
		f.reached = v
	}
	d := max(math.Sqrt(3*f.reached), 1.0/ocvSteps)
	low, high := max(s-d, 0), min(s+d, 1)
	below, middle := f.cell.voltage(low, f.at), f.cell.voltage(s, f.at)
	slope = (f.cell.voltage(high, f.at) - below) / (high - low)
	off := below + slope*(s-low) - middle
	return middle + off/3, slope, 2 * off * off / 9
}

func (f *matrices) step(s Step) {
	spec, u := f.cell.spec, f.cell.spec.Uncertainty
	if math.Abs(f.x.AtVec(0)-f.looked) > lookUpAfter || s.Seconds != f.seconds {
		f.m, f.looked, f.seconds = f.cell.parameters(f.x.AtVec(0), f.at), f.x.AtVec(0), s.Seconds
		_, f.slope, _ = f.resting()
	}
	m := f.m
	amps := s.Amps - f.x.AtVec(4)
	c := s.Seconds / (3600 * spec.CapacityAh)
	q := c
	if amps > 0 {
		c *= spec.CoulombicEfficiency
	}
	moved := math.Abs(c * amps)
	a1, a2 := math.Exp(-s.Seconds/m.tau1), math.Exp(-s.Seconds/m.tau2)
	ah, ab := 1/(1+offsetRate*moved+square(offsetRate*moved)/2), math.Exp(-s.Seconds/biasMemory)
	g1, g2 := m.r1*(1-a1), m.r2*(1-a2)

	transition := mat.NewDense(5, 5, []float64{
		1, 0, 0, 0, -c,
		0, a1, 0, 0, -g1,
		0, 0, a2, 0, -g2,
		0, 0, 0, ah, 0,
		0, 0, 0, 0, ab,
	})
	input := mat.NewVecDense(5, []float64{c * s.Amps, g1 * s.Amps, g2 * s.Amps, 0, 0})
	noise := mat.NewDiagDense(5, []float64{
		square(q*u.AmpsNoise) + square(u.Capacity)*moved,
		square(g1*u.AmpsNoise) + (1-a1*a1)*square(u.Resistance*m.r1*amps),
		square(g2*u.AmpsNoise) + (1-a2*a2)*square(u.Resistance*m.r2*amps),
		(1 - ah*ah) * (square(u.OCVVolts) + square(u.OCVShare*f.slope) + square(m.hysteresis/2)),
		(1 - ab*ab) * square(u.AmpsBias),
	})
	var x mat.VecDense
	x.MulVec(transition, f.x)
	x.AddVec(&x, input)
	x.SetVec(0, min(max(x.AtVec(0), 0), 1))
	f.x = &x
	var p mat.Dense
	p.Product(transition, f.p, transition.T())
	p.Add(&p, noise)
	f.p = &p
	f.turn = min(max(f.turn+spec.HysteresisRate*c*amps, -1), 1)
	f.correct(s)
}

func (f *matrices) correct(s Step) {
	u := f.cell.spec.Uncertainty
	amps := s.Amps - f.x.AtVec(4)
	r0 := f.m.r0Charge
	if amps < 0 {
		r0 = f.m.r0Discharge
	}
	ocv, slope, bend := f.resting()
	h := mat.NewDense(1, 5, []float64{slope, 1, 1, 1, -r0})
	var pht mat.Dense
	pht.Mul(f.p, h.T())
	var spread mat.Dense
	spread.Mul(h, &pht)
	white, model := square(u.VoltsNoise)+square(r0*u.AmpsNoise), square(u.Resistance*r0*amps)+bend
	y := s.Volts - (ocv + f.turn*f.m.hysteresis + f.x.AtVec(3) + f.x.AtVec(1) + f.x.AtVec(2) + r0*amps)
	if s := f.x.AtVec(0); s >= 1 && y > 0 || s <= 0 && y < 0 {
		y = 0
	}
	if y*y > gate*gate*(spread.At(0, 0)+white+model) {
		return
	}
	total := spread.At(0, 0) + (white+model*max(1, 2*modelMemory/s.Seconds))*flatness(slope)
	var gain mat.VecDense
	gain.ScaleVec(1/total, pht.ColView(0))
	f.x.AddScaledVec(f.x, y, &gain)
	f.x.SetVec(0, min(max(f.x.AtVec(0), 0), 1))
	var taken, p mat.Dense
	taken.Mul(&gain, h)
	p.Mul(&taken, f.p)
	f.p.Sub(f.p, &p)
}

func TestTheFilterIsTheTextbooks(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, start := range []Belief{{0.9, 0.2}, {0.02, 0.05}, {0.5, 0.1}} {
		ours := NewEKF(sample(t, sampleSpec()), start)
		theirs := newMatrices(ours)
		amps := 0.0
		for k := range 5000 {
			if k%30 == 0 {
				amps = 20 * random.NormFloat64()
			}
			s := Step{Seconds: 1 + float64(k/1000), Amps: amps, Volts: 3.6 + 0.2*random.NormFloat64(), Celsius: roomCelsius}
			ours.Step(s)
			theirs.step(s)
		}
		for i, pair := range [][2]float64{
			{ours.soc, theirs.x.AtVec(0)},
			{ours.v1, theirs.x.AtVec(1)},
			{ours.v2, theirs.x.AtVec(2)},
			{ours.offset, theirs.x.AtVec(3)},
			{ours.bias, theirs.x.AtVec(4)},
			{ours.p.ss, theirs.p.At(0, 0)},
			{ours.p.s2, theirs.p.At(0, 2)},
			{ours.p.sb, theirs.p.At(0, 4)},
			{ours.p.p11, theirs.p.At(1, 1)},
			{ours.p.p12, theirs.p.At(1, 2)},
			{ours.p.p2h, theirs.p.At(2, 3)},
			{ours.p.hh, theirs.p.At(3, 3)},
			{ours.p.hb, theirs.p.At(3, 4)},
			{ours.p.bb, theirs.p.At(4, 4)},
		} {
			if math.Abs(pair[0]-pair[1]) > 1e-6*math.Abs(pair[1])+1e-12 {
				t.Errorf("start %v, value %d: %v, textbook %v", start, i, pair[0], pair[1])
			}
		}
	}
}

func benchmarkSteps() []Step {
	random := rand.New(rand.NewPCG(3, 4))
	steps := make([]Step, 1024)
	for i := range steps {
		steps[i] = Step{Seconds: 1, Amps: 5 * random.NormFloat64(), Volts: 3.7 + 0.01*random.NormFloat64(), Celsius: roomCelsius}
	}
	return steps
}

func BenchmarkEKF(b *testing.B) {
	f := NewEKF(sample(b, sampleSpec()), Belief{0.5, 0.1})
	steps := benchmarkSteps()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		f.Step(steps[i%len(steps)])
	}
}

func BenchmarkEKFMatrices(b *testing.B) {
	f := newMatrices(NewEKF(sample(b, sampleSpec()), Belief{0.5, 0.1}))
	steps := benchmarkSteps()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		f.step(steps[i%len(steps)])
	}
}
