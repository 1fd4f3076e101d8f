package plant

import (
	"math"
	"time"
)

// PVLimit is a curtailment as SunSpec model 123 has it (WMaxLimPct and its companions).
type PVLimit struct {
	// Fraction of the rating (WMax) that may be produced, 0…1.
	Fraction float64
	Enabled  bool
	// Revert is how long the limit lives without being written again; 0 means for ever.
	Revert time.Duration
	// Ramp is the time the change from the present limit takes; 0 means at once.
	Ramp time.Duration
}

// pvTimeConstant is the inverter's own lag behind a changed limit.
const pvTimeConstant = 500 * time.Millisecond

// pv is a plant that gives what the sun offers, bounded by its rating and its limit.
type pv struct {
	rating    float64 // W, magnitude
	limit     PVLimit
	written   time.Time
	from      float64 // bound in force when the limit was written, W
	bound     Milliwatts
	available Milliwatts // magnitude
	power     Milliwatts // never positive
	generated Microjoules
}

func newPV(rating float64) pv {
	return pv{rating: rating, limit: PVLimit{Fraction: 1}, bound: milliwatts(rating)}
}

func (p *pv) set(now time.Time, limit PVLimit) {
	p.from, p.written, p.limit = p.bound.Watts(), now, limit
}

// active reports whether the limit is in force: enabled and not reverted.
func (p *pv) active(now time.Time) bool {
	return p.limit.Enabled && (p.limit.Revert == 0 || now.Sub(p.written) <= p.limit.Revert)
}

func (p *pv) step(now time.Time, tick step, sun float64) {
	if p.limit.Enabled && !p.active(now) {
		p.limit.Enabled = false
		p.written, p.from = now, p.bound.Watts()
	}
	p.bound = approach(p.bound, milliwatts(p.target(now)), tick.wall, pvTimeConstant)
	p.available = milliwatts(math.Min(sun, p.rating))
	p.power = -min(p.available, p.bound)
	p.generated += Microjoules(int64(-p.power) * tick.worldMS)
}

// target is the bound in W that the limit asks for now, on its ramp.
func (p *pv) target(now time.Time) float64 {
	end := p.rating
	if p.limit.Enabled {
		end = p.rating * math.Min(1, math.Max(0, p.limit.Fraction))
	}
	if since := now.Sub(p.written); since < p.limit.Ramp {
		return p.from + (end-p.from)*since.Seconds()/p.limit.Ramp.Seconds()
	}
	return end
}
