package counter

import (
	"math"
	"time"

	"ohmstead/energy/point"
	"ohmstead/energy/slot"
)

// Bounds of time between readings.
const (
	// EvenGap is how far apart readings may be for the time between them to count as covered: meters
	// that are read every quarter hour, with some minutes to spare.
	EvenGap = 20 * time.Minute
	// MaxGap is how far apart they may be for what was counted to be shared evenly in between.
	MaxGap = 24 * time.Hour
	// MaxDip is how long a value may lie below the ones before and come back to them, however low it
	// was. What is lower for longer has rolled over, was reset or began anew: no register counts within
	// that time again what it had counted before.
	MaxDip = 5 * time.Minute
)

// Reading is a usable value of a counter in Wh. Since is the time from the usable reading before it:
// those in between that only rise, without a gap, may be left out.
type Reading struct {
	At      time.Time
	Value   float64
	Quality point.Quality
	Since   time.Duration
}

// Energy is what was counted in an interval.
type Energy struct {
	Joules int64
	// Covered is the time between readings that are close together, Shared the time of gaps over which
	// what was counted is shared evenly. The rest of the interval is unknown.
	Covered, Shared time.Duration
	// Rollovers, Resets and Falls count the turns that ended in the interval.
	Rollovers, Resets, Falls int
	// Quality is the worst of the readings' that it rests on, and UNCERTAIN where it is shared over a
	// gap or a counter was reset or began anew; Missing where nothing is known.
	Quality point.Quality
}

// Count is the energy of each interval, from readings in order of time. The intervals are in order
// and do not overlap. To be right an interval needs the readings from MaxDip before the last one
// ahead of it to MaxDip behind the first one after it, and one more on each side.
//
// What adjoining intervals have of two readings adds up to their difference, to the joule: each
// boundary's value is rounded once, the same on both sides.
//
// It takes O(readings + intervals), and for each value that fell a look at those up to MaxDip behind it.
func (s Settings) Count(readings []Reading, intervals []slot.Interval) []Energy {
	energies := make([]Energy, len(intervals))
	first := 0 // interval that does not lie wholly before the pair
	for p := range s.pairs(readings) {
		for first < len(intervals) && !intervals[first].To.After(p.from.At) {
			first++
		}
		for i := first; i < len(intervals) && !intervals[i].From.After(p.to.At); i++ {
			energies[i].add(p, intervals[i])
		}
	}
	return energies
}

// pair is two readings that follow each other, dips left out, and what was counted between them.
type pair struct {
	from, to Reading
	turn     Turn
	counted  float64
	gap      time.Duration // the longest without a reading
}

// pairs are what the readings consist of. Every value that falls may be a dip, to zero too. While that cannot
// be said yet, a Fall ends them; a Rollover or a Reset is one until it comes back.
func (s Settings) pairs(readings []Reading) func(yield func(pair) bool) {
	return func(yield func(pair) bool) {
		last, gap := 0, time.Duration(0)
		for i := 1; i < len(readings); i++ {
			gap = max(gap, readings[i].Since)
			p := pair{from: readings[last], to: readings[i], gap: gap}
			p.turn, p.counted = s.Judge(p.from.Value, p.to.Value)
			if p.turn != Rise {
				back, sure := comesBack(readings[i:], p.from.Value)
				switch {
				case back:
					continue
				case !sure && p.turn == Fall:
					return
				}
			}
			if !yield(p) {
				return
			}
			last, gap = i, 0
		}
	}
}

// comesBack reports whether values that begin with a fall are back at the value before in time, and
// whether that can be said yet.
func comesBack(fallen []Reading, before float64) (back, sure bool) {
	end := fallen[0].At.Add(MaxDip)
	for _, r := range fallen[1:] {
		switch {
		case r.At.After(end):
			return false, true
		case r.Value >= before:
			return true, true
		}
	}
	return false, false
}

// add takes the part of a pair that lies in the interval.
func (e *Energy) add(p pair, in slot.Interval) {
	if in.Contains(p.to.At) {
		switch p.turn {
		case Rise:
		case Rollover:
			e.Rollovers++
		case Reset:
			e.Resets++
		case Fall:
			e.Falls++
		}
	}
	common, ok := in.Intersect(slot.Interval{From: p.from.At, To: p.to.At})
	if !ok { // it only ends here
		return
	}
	if p.turn == Fall || p.gap > MaxGap {
		e.Quality = point.Worse(e.Quality, point.Uncertain)
		return
	}
	e.Joules += p.joulesAt(common.To) - p.joulesAt(common.From)
	e.Quality = point.Worse(e.Quality, point.Worse(p.from.Quality, p.to.Quality))
	if p.gap <= EvenGap {
		e.Covered += common.Length()
	} else {
		e.Shared += common.Length()
	}
	if p.gap > EvenGap || p.turn == Reset {
		e.Quality = point.Worse(e.Quality, point.Uncertain)
	}
}

// joulesAt is the register between the two readings, as if it rose evenly, in J (1 Wh = 3,600 J, SI
// brochure, 9th edition, table 8). A reset counter starts from zero.
func (p pair) joulesAt(at time.Time) int64 {
	start := p.from.Value
	if p.turn == Reset {
		start = 0
	}
	share := 1.0
	if length := p.to.At.Sub(p.from.At); length > 0 && at.Before(p.to.At) {
		share = float64(at.Sub(p.from.At)) / float64(length)
	}
	return int64(math.RoundToEven(3600 * (start + float64(share*p.counted))))
}
