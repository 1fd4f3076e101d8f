package storage

import "math"

// Constants of the filter's noise.
const (
	// biasMemory is how long the bias of a current sensor stays what it is: a day, in which
	// temperature and zero drift change it.
	biasMemory = 24 * 3600.0
	// modelMemory is how long the error of a model's voltage stays what it is. An error of standard
	// deviation σ that lasts T seconds tells as little as white noise of variance σ²·2T/Δt at a
	// measurement each Δt. Source: Gelb, Applied Optimal Estimation (1974), §4.5 (Gauss-Markov).
	modelMemory = 60.0
	// plateauSlope is the slope of an OCV curve, in V per 1, below which the voltage is trusted less
	// the flatter the curve: by the square of slope over plateauSlope, a hundredth at the least.
	// LFP is at 0.03 to 0.2 between 15 % and 95 %, NMC nowhere below 0.4.
	plateauSlope = 0.1
	// offsetRate is how fast the error of the resting voltage changes: the share e^-1 is left after a
	// change of SOC of 1/offsetRate. An OCV table that is off at one SOC is off at its neighbours and
	// is so again when the cell comes back, so what is seen along a cycle tells little anew.
	offsetRate = 2.0
	// gate is how many standard deviations off a voltage may be and still correct the state.
	gate = 5.0
)

// EKF is an extended Kalman filter on a Thevenin circuit with one or two RC branches. Its state is
// SOC, the voltages of the branches, the offset of the resting voltage from what OCV table and
// hysteresis say, and the bias of the current's sensor. A branch with R 0 stays at 0 V, so one RC is
// the same filter. It works on one cell's volts and amperes, positive when charging. Sources: Plett,
// J. Power Sources 134 (2004) 252–292, parts 2 and 3; the circuit as in Plett, Battery Management
// Systems vol. 1 (2015); OCV linearised over the belief and not at a point: Nørgaard, Poulsen, Ravn,
// Automatica 36 (2000) 1627–1638, eq. 38 to 41; the gate: Bar-Shalom, Li, Kirubarajan, Estimation
// with Applications to Tracking and Navigation (2001), §5.4.
type EKF struct {
	cell   *Cell `imprint:"-"`
	p      covariance
	soc    float64
	v1, v2 float64
	offset float64
	bias   float64
	turn   float64 // where the hysteresis is, from −1 after discharging to 1 after charging
	at     thermal
	local  local
	reach  reach
	next   expectation
}

// local is what the filter uses of the cell near one SOC, at one temperature and one length of step.
// It is looked up anew when these have moved, which spares most steps the exponentials.
type local struct {
	parameters
	soc, celsius, seconds float64
	perAmp                float64 // SOC moved by one ampere
	a1, a2, ab            float64 // how much is left of v1, v2, bias
	g1, g2                float64 // volts of v1, v2 by one ampere
	white                 noise   // of the current's sensor and the bias
	m1, m2, mh            float64 // variance of v1, v2 by a square ampere, and of the offset
	memory                float64 // by what the variance of the model's error is raised
}

// reach is how far around the SOC the filter looks at the OCV: √3 standard deviations, and no less
// than a step of its table. It is formed anew when the variance has changed by a fifth, which spares
// most steps a root and a division; what a straight line leaves over hardly depends on it.
type reach struct {
	variance  float64
	soc, perV float64 // perV is one by twice soc
}

// lookUpAfter is how far the SOC moves before the circuit is looked up anew; its tables have steps of
// 2 %.
const lookUpAfter = 0.001

// Belief is a state of charge, as a share from 0 to 1, with its standard deviation.
type Belief struct{ SOC, Sigma float64 }

// Step is what was measured at one cell: seconds since the step before, the mean current in between
// and the voltage now.
type Step struct {
	Seconds float64
	Amps    float64
	Volts   float64
	Celsius float64
}

// Innovation is how far a measured voltage is from the expected one, and the variance of that
// distance. Used says whether it corrected the state.
type Innovation struct {
	Volts    float64
	Variance float64
	Used     bool
}

// NewEKF starts a filter at a belief, with the cell at rest.
func NewEKF(cell *Cell, start Belief) *EKF {
	f := &EKF{cell: cell}
	f.lookUp(Step{Seconds: 1, Celsius: roomCelsius})
	f.Restart(start)
	return f
}

// roomCelsius is the temperature of a cell nothing is known of.
const roomCelsius = 25

// Restart forgets all but the temperature and begins at a belief.
func (f *EKF) Restart(start Belief) {
	u := f.cell.spec.Uncertainty
	f.soc = min(max(start.SOC, 0), 1)
	f.v1, f.v2, f.offset, f.bias, f.turn = 0, 0, 0, 0, 0
	m := f.cell.parameters(f.soc, f.at)
	f.local.soc = math.Inf(1)
	// A cell whose past is unknown may have been under a current of C/4 until now.
	amps := f.cell.spec.CapacityAh / 4
	f.p = covariance{
		ss: max(start.Sigma*start.Sigma, leastVariance), p11: square(m.r1 * amps), p22: square(m.r2 * amps),
		bb: square(u.AmpsBias),
	}
	_, slope, _ := f.resting()
	f.p.hh = square(u.OCVVolts) + square(u.OCVShare*slope) + square(m.hysteresis)
}

// leastVariance keeps the filter from being certain: 0.01 %.
const leastVariance = 1e-8

// Belief is the SOC and its standard deviation.
func (f *EKF) Belief() Belief { return Belief{f.soc, math.Sqrt(f.p.ss)} }

// Bias is the estimated offset of the current's sensor in one cell's amperes, and its standard
// deviation.
func (f *EKF) Bias() (amps, sigma float64) { return f.bias, math.Sqrt(f.p.bb) }

// Step moves the filter on by one measurement. It allocates nothing.
func (f *EKF) Step(s Step) Innovation {
	f.Predict(s)
	f.expect(s.Amps)
	return f.correct(s.Volts)
}

// lookUp brings the local circuit up to date.
func (f *EKF) lookUp(s Step) {
	l, u := &f.local, &f.cell.spec.Uncertainty
	f.at = f.cell.thermal(s.Celsius)
	l.parameters = f.cell.parameters(f.soc, f.at)
	l.soc, l.celsius, l.seconds = f.soc, s.Celsius, s.Seconds
	l.perAmp = s.Seconds / (3600 * f.cell.spec.CapacityAh)
	l.a1, l.a2, l.ab = math.Exp(-s.Seconds/l.tau1), math.Exp(-s.Seconds/l.tau2), math.Exp(-s.Seconds/biasMemory)
	l.g1, l.g2 = l.r1*(1-l.a1), l.r2*(1-l.a2)
	l.white = noise{
		s: square(l.perAmp * u.AmpsNoise), v1: square(l.g1 * u.AmpsNoise), v2: square(l.g2 * u.AmpsNoise),
		b: (1 - l.ab*l.ab) * square(u.AmpsBias),
	}
	l.m1 = (1 - l.a1*l.a1) * square(u.Resistance*l.r1)
	l.m2 = (1 - l.a2*l.a2) * square(u.Resistance*l.r2)
	_, slope, _ := f.resting()
	l.mh = square(u.OCVVolts) + square(u.OCVShare*slope) + square(l.hysteresis/2)
	l.memory = max(1, 2*modelMemory/max(s.Seconds, 1e-3))
}

// Predict moves the filter on by time and current alone, for a voltage that is not known.
func (f *EKF) Predict(s Step) {
	l := &f.local
	if s.Seconds != l.seconds || s.Celsius != l.celsius || math.Abs(f.soc-l.soc) > lookUpAfter {
		f.lookUp(s)
	}
	spec := &f.cell.spec
	amps := s.Amps - f.bias
	c := l.perAmp
	if amps > 0 {
		c *= spec.CoulombicEfficiency
	}
	moved := math.Abs(c * amps)
	ah := decay(offsetRate * moved)
	f.soc = min(max(f.soc+c*amps, 0), 1)
	f.v1 = l.a1*f.v1 + l.g1*amps
	f.v2 = l.a2*f.v2 + l.g2*amps
	f.turn = min(max(f.turn+spec.HysteresisRate*c*amps, -1), 1)
	f.offset *= ah
	f.bias *= l.ab
	f.p.predict(&transition{a1: l.a1, a2: l.a2, ah: ah, ab: l.ab, c: c, g1: l.g1, g2: l.g2}, &noise{
		s:  l.white.s + square(spec.Uncertainty.Capacity)*moved,
		v1: l.white.v1 + l.m1*amps*amps,
		v2: l.white.v2 + l.m2*amps*amps,
		h:  (1 - ah*ah) * l.mh,
		b:  l.white.b,
	})
}

// expectation is what the filter expects of the next voltage, and how that would correct it.
type expectation struct {
	volts    float64
	variance float64 // of the distance
	total    float64 // the same with what the model's memory and a plateau add
	gain     gain
}

// expect fills in what the voltage after the predicted step should be.
func (f *EKF) expect(amps float64) {
	u := &f.cell.spec.Uncertainty
	amps -= f.bias
	r0 := f.local.r0Charge
	if amps < 0 {
		r0 = f.local.r0Discharge
	}
	ocv, slope, bend := f.resting()
	g := f.p.against(slope, r0)
	spread := (slope*g.s + g.v1) + (g.v2 + g.h) - r0*g.b
	white := square(u.VoltsNoise) + square(r0*u.AmpsNoise)
	model := square(u.Resistance*r0*amps) + bend
	f.next = expectation{
		volts:    ocv + f.turn*f.local.hysteresis + f.offset + f.v1 + f.v2 + r0*amps,
		variance: spread + white + model,
		total:    spread + (white+model*f.local.memory)*flatness(slope),
		gain:     g,
	}
}

// correct takes in a voltage, unless it is too far from what was expected. One beyond the end of the
// curve where the SOC already is confirms that end, and no more.
func (f *EKF) correct(volts float64) Innovation {
	x := &f.next
	in := Innovation{Volts: volts - x.volts, Variance: x.variance}
	if f.soc >= 1 && in.Volts > 0 || f.soc <= 0 && in.Volts < 0 {
		in.Volts = 0
	}
	in.Used = in.Volts*in.Volts <= gate*gate*in.Variance
	if in.Used {
		f.apply(&x.gain, in.Volts, x.total)
	}
	return in
}

// flatness is by how much the variance of a voltage is raised on the plateau of a curve.
func flatness(slope float64) float64 {
	if slope >= plateauSlope {
		return 1
	}
	return 1 / max(square(slope/plateauSlope), 0.01)
}

// resting linearises the OCV over what the filter believes of the SOC: a line through the curve at √3
// standard deviations to both sides, though not beyond empty and full; the mean, the slope, and the
// variance that the line leaves over.
func (f *EKF) resting() (volts, slope, bend float64) {
	r := &f.reach
	if f.p.ss > 1.2*r.variance || f.p.ss < 0.8*r.variance {
		r.variance = f.p.ss
		r.soc = max(math.Sqrt(3*f.p.ss), 1.0/ocvSteps)
		r.perV = 1 / (2 * r.soc)
	}
	low, high, w := f.soc-r.soc, f.soc+r.soc, r.perV
	if low < 0 || high > 1 {
		low, high = max(low, 0), min(high, 1)
		w = 1 / (high - low)
	}
	below, middle := f.cell.voltage(low, f.at), f.cell.voltage(f.soc, f.at)
	slope = (f.cell.voltage(high, f.at) - below) * w
	off := below + slope*(f.soc-low) - middle
	return middle + off*(1.0/3), slope, off * off * (2.0 / 9)
}

// decay is e^-x to second order, and in (0, 1] for any x that is not negative.
func decay(x float64) float64 { return 1 / (1 + x + x*x/2) }

func (f *EKF) apply(g *gain, y, total float64) {
	w := 1 / total
	k := y * w
	f.soc = min(max(f.soc+k*g.s, 0), 1)
	f.v1 += k * g.v1
	f.v2 += k * g.v2
	f.offset += k * g.h
	f.bias += k * g.b
	f.p.correct(g, w)
}

// Learn corrects the filter by a SOC that is known from elsewhere, independent of what it has seen.
func (f *EKF) Learn(b Belief) {
	g := &gain{f.p.ss, f.p.s1, f.p.s2, f.p.sh, f.p.sb}
	f.apply(g, b.SOC-f.soc, f.p.ss+max(b.Sigma*b.Sigma, leastVariance))
}

// Lapse passes time of which nothing is known: the SOC's standard deviation grows by sigma, and what
// the branches hold is forgotten.
func (f *EKF) Lapse(seconds, sigma float64) {
	b := f.Belief()
	bias, known := f.bias, f.p.bb
	f.Restart(Belief{b.SOC, min(b.Sigma+sigma, widest)})
	f.bias, f.p.bb = bias, min(known+2*square(f.cell.spec.Uncertainty.AmpsBias)*seconds/biasMemory, square(f.cell.spec.Uncertainty.AmpsBias))
}

func square(v float64) float64 { return v * v }

// magnitude is the standard deviation of a sum of independent things.
func magnitude(sigmas ...float64) float64 {
	sum := 0.0
	for _, s := range sigmas {
		sum += s * s
	}
	return math.Sqrt(sum)
}
