package point

import "time"

// Quality says how far a value may be trusted.
type Quality uint8

// The zero quality is Missing: nothing was ever read. The others are stored and shown by name.
const (
	Missing Quality = iota
	Good
	Uncertain
	Bad
	Stale
	Substituted
)

var qualityNames = [...]string{"MISSING", "GOOD", "UNCERTAIN", "BAD", "STALE", "SUBSTITUTED"}

// String is the quality's name in API, database view and UI.
func (q Quality) String() string {
	if int(q) < len(qualityNames) {
		return qualityNames[q]
	}
	return "UNKNOWN"
}

// ParseQuality reads a quality's name; false if there is none of that name.
func ParseQuality(name string) (Quality, bool) {
	for q, n := range qualityNames {
		if n == name && Quality(q) != Missing {
			return Quality(q), true
		}
	}
	return Missing, false
}

// Usable reports whether a value of this quality may be acted on and averaged: GOOD, UNCERTAIN
// or SUBSTITUTED.
func (q Quality) Usable() bool { return q == Good || q == Uncertain || q == Substituted }

// Worse is the quality that says less of a value: those that are not usable, then UNCERTAIN, then
// SUBSTITUTED, then GOOD; Missing gives way to every other.
func Worse(a, b Quality) Quality {
	rank := [...]int{Missing: 0, Good: 1, Substituted: 2, Uncertain: 3, Stale: 4, Bad: 5}
	if rank[b] > rank[a] {
		return b
	}
	return a
}

// Reading is one value of one channel in the channel's canonical unit, with the instant it was
// true at and its quality. The zero Reading is Missing.
type Reading struct {
	Value   float64
	At      time.Time
	Quality Quality
}

// Of is a GOOD reading of value at the instant at.
func Of(value float64, at time.Time) Reading {
	return Reading{Value: value, At: at, Quality: Good}
}

// Fresh is the value if it may be acted on at now: usable quality and not older than maxAge. A
// reading from the future counts as fresh, so that a stepped clock does not stop control.
func (r Reading) Fresh(now time.Time, maxAge time.Duration) (float64, bool) {
	if !r.Quality.Usable() || now.Sub(r.At) > maxAge {
		return 0, false
	}
	return r.Value, true
}
