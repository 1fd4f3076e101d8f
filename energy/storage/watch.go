package storage

import "math"

// watch measures for how long a condition has held, and says once when it has held long enough.
type watch struct {
	held float64
	said bool
}

// holds takes the condition of some seconds and reports the moment it has lasted long enough.
func (w *watch) holds(condition bool, seconds, long float64) bool {
	if !condition {
		*w = watch{}
		return false
	}
	w.held += seconds
	if w.said || w.held < long {
		return false
	}
	w.said = true
	return true
}

// Constants of the filter's supervision.
const (
	// window is over how many seconds innovations are averaged.
	window = 300.0
	// divergedAt and trustedAt are averages of squared normalised innovations, whose expectation is 1.
	// An error that lasts longer than the window has the distribution of one draw, so 9 is three
	// standard deviations. Source: Bar-Shalom, Li, Kirubarajan, Estimation with Applications to
	// Tracking and Navigation (2001), §5.4.
	divergedAt = 9.0
	trustedAt  = 3.0
	// mostOutlier bounds what one voltage adds, so that a spike alone is none of the filter's fault.
	mostOutlier = 100.0
	// frozenVolts is by how much jumps of the current alone should have moved a cell's voltage, jumpVolts
	// or more at a time, while the measured one stayed the same to the last bit, before the sensor is
	// called frozen. A charger that holds the voltage lets the current fall slowly, not in jumps.
	frozenVolts = 0.04
	jumpVolts   = 0.005
)

// monitor judges the filter by its innovations, and the voltage sensor by whether it moves.
type monitor struct {
	nis         float64 // mean of squared normalised innovations
	seconds     float64 // since the filter started
	volts, amps float64 // last measured
	jumps       float64 // volts that jumps of the current should have made since volts last moved
}

func newMonitor() monitor { return monitor{nis: 1, volts: math.NaN()} }

// see takes in an innovation.
func (m *monitor) see(seconds float64, in Innovation) {
	w := seconds / (window + seconds)
	m.nis += w * (min(in.Volts*in.Volts/in.Variance, mostOutlier) - m.nis)
	m.seconds += seconds
}

// frozen takes a measured voltage and current and the resistance between them, and reports whether
// the sensor of the voltage stands still.
func (m *monitor) frozen(volts, amps, ohms float64) bool {
	jump := math.Abs(amps-m.amps) * ohms
	switch {
	case volts != m.volts:
		m.volts, m.jumps = volts, 0
	case jump >= jumpVolts:
		m.jumps += jump
	}
	m.amps = amps
	return m.jumps >= frozenVolts
}
