package storage

import "math"

// Counter counts ampere hours. What it says is exact but for the start, the sensor's bias and the
// capacity, so its standard deviation grows with time and with the SOC moved since the start; it
// never shrinks by itself. Source: Plett, Battery Management Systems vol. 2 (2016), §3.4.2.
type Counter struct {
	cell   *Cell `imprint:"-"`
	start  Belief
	soc    float64
	hours  float64
	charge float64 // moved since the start, signed, as a share
}

// NewCounter starts counting at a belief.
func NewCounter(cell *Cell, start Belief) *Counter {
	c := &Counter{cell: cell}
	c.Restart(start)
	return c
}

// Restart begins anew at a belief.
func (c *Counter) Restart(start Belief) {
	start.SOC = min(max(start.SOC, 0), 1)
	*c = Counter{cell: c.cell, start: start, soc: start.SOC}
}

// Advance counts a cell's mean current, positive when charging, over some seconds.
func (c *Counter) Advance(seconds, amps float64) {
	spec := &c.cell.spec
	moved := amps * seconds / (3600 * spec.CapacityAh)
	if moved > 0 {
		moved *= spec.CoulombicEfficiency
	}
	c.hours += seconds / 3600
	c.charge += moved
	c.soc = min(max(c.soc+moved, 0), 1)
}

// Belief is the SOC with its standard deviation: of the start, of the bias over the time since, and of
// the capacity over the charge moved since.
func (c *Counter) Belief() Belief {
	u := &c.cell.spec.Uncertainty
	drift := u.AmpsBias * c.hours / c.cell.spec.CapacityAh
	return Belief{c.soc, min(math.Sqrt(square(c.start.Sigma)+square(drift)+square(u.Capacity*c.charge)), widest)}
}

// widest is the standard deviation of knowing nothing, a little above that of any value being as
// likely (1/√12).
const widest = 0.3

// Learn corrects the counter by a SOC that is known from elsewhere, each weighed by its variance.
func (c *Counter) Learn(b Belief) {
	mine := c.Belief()
	c.Restart(mine.with(b))
}

// with combines two independent beliefs.
func (b Belief) with(other Belief) Belief {
	v, w := square(b.Sigma), square(other.Sigma)
	if v+w == 0 {
		return b
	}
	return Belief{SOC: (b.SOC*w + other.SOC*v) / (v + w), Sigma: math.Sqrt(v * w / (v + w))}
}

// doubt is how many standard deviations two beliefs may lie apart.
const doubt = 4.0

// contradicts reports whether two beliefs cannot both be right.
func (b Belief) contradicts(other Belief) bool {
	return square(b.SOC-other.SOC) > doubt*doubt*(square(b.Sigma)+square(other.Sigma))
}
