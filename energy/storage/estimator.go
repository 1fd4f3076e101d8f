package storage

// Source is the estimator whose answer is published.
type Source uint8

// Sources.
const (
	FromFilter Source = iota
	FromCounter
)

// String is the source's name in files.
func (s Source) String() string {
	if s == FromFilter {
		return "EKF"
	}
	return "COULOMB_COUNTER"
}

// Events is a set of what happened in one step.
type Events uint16

// Events. A step that moves the SOC by more than its current and five of the standard deviations
// published before has at least one of the first six.
const (
	// Diverged: the filter's voltages, or its SOC, contradict what else is known. The coulomb counter
	// is published until the filter, started anew, has earned trust again.
	Diverged Events = 1 << iota
	// Frozen: the voltage stays the same to the last bit while it should move. It is not used.
	Frozen
	// Trusted: the filter is published again.
	Trusted
	// Rested: the open circuit voltage of the resting cell has corrected the counter.
	Rested
	// AnchoredFull and AnchoredEmpty: the condition for 100 % or 0 % was met.
	AnchoredFull
	AnchoredEmpty
	// Outlier: one voltage was too far off to be used.
	Outlier
	// Gap: the current of the time since the last sample is unknown.
	Gap
)

// Names lists the events of a set in the order of their meaning.
func (e Events) Names() []string {
	var names []string
	for i, name := range [...]string{"DIVERGED", "FROZEN", "TRUSTED", "RESTED", "ANCHORED_FULL", "ANCHORED_EMPTY", "OUTLIER", "GAP"} {
		if e&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}

// Estimate is the answer to one sample: the SOC with its standard deviation, whose it is, and what
// happened. NIS is the mean of the filter's squared normalised innovations, which is about 1 while
// model and sensors are what they are said to be. BiasAmps is the estimated offset of the battery's
// current sensor.
type Estimate struct {
	Belief
	Source   Source
	Events   Events
	NIS      float64
	BiasAmps float64
}

// SOCEstimator is the three estimators as one. The filter is published. It is checked against the
// counter, which hears nothing of voltages but those at rest; where the two contradict each other
// beyond their standard deviations, or the filter's innovations are too large for too long, the
// counter is published and the filter starts anew from it. The resting voltage and the anchors at
// full and empty correct both.
type SOCEstimator struct {
	pack    Pack `imprint:"-"`
	filter  *EKF
	counter *Counter
	monitor monitor
	trusted bool
	frozen  bool
	rest    watch
	full    watch
	empty   watch
	celsius float64
	events  Events
}

// Constants of the estimator.
const (
	// longestStep is the longest time, in seconds, over which one current is taken for all of it.
	longestStep = 900.0
	// anchorSigma is how well a full or empty battery is known to be that.
	anchorSigma = 0.01
	// restartSigma is the least standard deviation a filter starts anew with, where twice the counter's
	// is less.
	restartSigma = 0.02
	// unknownRate is the standard deviation of a current nothing is known of, in C.
	unknownRate = 0.25
)

// NewSOCEstimator starts at a belief.
func NewSOCEstimator(pack Pack, start Belief) *SOCEstimator {
	return &SOCEstimator{
		pack: pack, filter: NewEKF(pack.Cell, start), counter: NewCounter(pack.Cell, start),
		monitor: newMonitor(), trusted: true, celsius: roomCelsius,
	}
}

// Step takes in the next sample. It allocates nothing.
func (e *SOCEstimator) Step(sample Sample) Estimate {
	s := e.pack.cell(sample, e.celsius)
	e.celsius = s.Celsius
	e.events = 0
	switch {
	case !(s.Seconds > 0):
	case !s.HasAmps || s.Seconds > longestStep:
		e.lapse(s.Seconds)
	default:
		e.counter.Advance(s.Seconds, s.Amps)
		e.follow(s)
		e.judge(s)
		e.anchor(s)
	}
	return e.estimate()
}

func (e *SOCEstimator) estimate() Estimate {
	bias, _ := e.filter.Bias()
	answer := Estimate{
		Belief: e.filter.Belief(), Events: e.events,
		NIS: e.monitor.nis, BiasAmps: bias * float64(e.pack.Parallel),
	}
	if !e.trusted {
		answer.Belief, answer.Source = e.counter.Belief(), FromCounter
	}
	return answer
}

// Unwatched is the belief after so many seconds in which nothing was known of the current.
func (b Belief) Unwatched(seconds float64) Belief {
	b.Sigma = min(b.Sigma+unknownRate*max(seconds, 0)/3600, widest)
	return b
}

// lapse passes time of which the current is unknown.
func (e *SOCEstimator) lapse(seconds float64) {
	e.events |= Gap
	e.filter.Lapse(seconds, unknownRate*seconds/3600)
	e.counter.Restart(e.counter.Belief().Unwatched(seconds))
	e.rest, e.full, e.empty = watch{}, watch{}, watch{}
}

// follow lets the filter take in a sample.
func (e *SOCEstimator) follow(s Sample) {
	step := Step{Seconds: s.Seconds, Amps: s.Amps, Volts: s.Volts, Celsius: s.Celsius}
	e.filter.Predict(step)
	if !s.HasVolts {
		return
	}
	was := e.frozen
	e.filter.expect(s.Amps)
	e.frozen = e.monitor.frozen(s.Volts, s.Amps, e.filter.local.r0Charge)
	if e.frozen {
		if !was {
			e.events |= Frozen
			e.distrust()
		}
		return
	}
	in := e.filter.correct(s.Volts)
	if !in.Used {
		e.events |= Outlier
	}
	e.monitor.see(s.Seconds, in)
}

// distrust publishes the counter and starts the filter anew from it.
func (e *SOCEstimator) distrust() {
	e.trusted = false
	b := e.counter.Belief()
	b.Sigma = max(2*b.Sigma, restartSigma)
	e.filter.Restart(b)
	e.monitor.nis, e.monitor.seconds = 1, 0
}

// judge decides whether the filter may be published.
func (e *SOCEstimator) judge(s Sample) {
	mine, counted := e.filter.Belief(), e.counter.Belief()
	switch {
	case e.monitor.nis > divergedAt || mine.contradicts(counted):
		e.events |= Diverged
		e.distrust()
	case !e.trusted && !e.frozen && e.monitor.seconds > window && e.monitor.nis < trustedAt:
		e.events |= Trusted
		e.trusted = true
	case e.trusted && e.monitor.nis < trustedAt && mine.Sigma < counted.Sigma/2:
		e.counter.Restart(mine)
	}
	if e.rest.holds(s.Amps <= e.spec().Rest.Amps && s.Amps >= -e.spec().Rest.Amps, s.Seconds, e.spec().Rest.Seconds) {
		e.rested(s)
	}
}

func (e *SOCEstimator) spec() *Spec { return &e.pack.Cell.spec }

// rested corrects the counter by the open circuit voltage of a cell that has rested long enough, and
// takes the filter back to it where that says otherwise. The filter itself has seen this voltage.
func (e *SOCEstimator) rested(s Sample) {
	if !s.HasVolts || e.frozen {
		return
	}
	e.events |= Rested
	u := &e.spec().Uncertainty
	m := e.pack.Cell.parameters(e.counter.Belief().SOC, e.pack.Cell.thermal(s.Celsius))
	told := e.pack.Cell.believed(s.Volts-m.r0Charge*s.Amps, magnitude(u.OCVVolts, u.VoltsNoise, m.hysteresis), s.Celsius)
	e.learn(told)
}

// learn takes in a SOC known from elsewhere. What contradicts it is replaced by it.
func (e *SOCEstimator) learn(told Belief) {
	if e.counter.Belief().contradicts(told) {
		e.counter.Restart(told)
	} else {
		e.counter.Learn(told)
	}
	if e.filter.Belief().contradicts(told) {
		e.events |= Diverged
		e.distrust()
	}
}

// anchor looks for a full or an empty battery.
func (e *SOCEstimator) anchor(s Sample) {
	if !s.HasVolts || e.frozen {
		return
	}
	spec := e.spec()
	full := spec.Full.Volts > 0 && s.Volts >= spec.Full.Volts && s.Amps <= spec.Full.Amps && s.Amps >= -spec.Rest.Amps
	empty := spec.Empty.Volts > 0 && s.Volts <= spec.Empty.Volts && s.Amps >= -spec.Empty.Amps && s.Amps <= spec.Rest.Amps
	if e.full.holds(full, s.Seconds, spec.Full.Seconds) {
		e.events |= AnchoredFull
		e.drop(Belief{1, anchorSigma})
	}
	if e.empty.holds(empty, s.Seconds, spec.Empty.Seconds) {
		e.events |= AnchoredEmpty
		e.drop(Belief{0, anchorSigma})
	}
}

// drop anchors both estimators.
func (e *SOCEstimator) drop(anchor Belief) {
	e.learn(anchor)
	e.filter.Learn(anchor)
}
