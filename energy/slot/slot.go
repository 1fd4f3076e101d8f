package slot

import (
	"iter"
	"time"
)

// QuarterHour is the market interval.
const QuarterHour = 15 * time.Minute

// Interval is the half-open span [From, To) of instants in UTC, labelled by its start.
type Interval struct {
	From, To time.Time
}

// Length is how long the interval is.
func (i Interval) Length() time.Duration { return i.To.Sub(i.From) }

// Contains reports whether t lies in [From, To).
func (i Interval) Contains(t time.Time) bool { return !t.Before(i.From) && t.Before(i.To) }

// Intersect is what two intervals share; false where they share nothing.
func (i Interval) Intersect(o Interval) (Interval, bool) {
	if o.From.After(i.From) {
		i.From = o.From
	}
	if o.To.Before(i.To) {
		i.To = o.To
	}
	return i, i.From.Before(i.To)
}

// Floor is the start of the UTC-aligned interval of this length that contains t. The length must
// divide a day.
func Floor(t time.Time, length time.Duration) time.Time { return t.UTC().Truncate(length) }

// At is the UTC-aligned interval of this length that contains t.
func At(t time.Time, length time.Duration) Interval {
	from := Floor(t, length)
	return Interval{From: from, To: from.Add(length)}
}

// Day is the local day that contains t in the zone loc: 23, 24 or 25 hours long.
func Day(t time.Time, loc *time.Location) Interval {
	year, month, day := t.In(loc).Date()
	return Interval{From: midnight(year, month, day, loc), To: midnight(year, month, day+1, loc)}
}

// midnight is the first instant of a date. Where clocks go forward at midnight the day begins later
// on the clock, and time.Date may answer with an instant of the day before.
func midnight(year int, month time.Month, day int, loc *time.Location) time.Time {
	at := time.Date(year, month, day, 0, 0, 0, 0, loc)
	if at.Hour() > 12 {
		_, at = at.ZoneBounds()
	}
	return at.UTC()
}

// Split yields the UTC-aligned intervals of this length that touch i, in order; the first and the
// last are not cut to i.
func (i Interval) Split(length time.Duration) iter.Seq[Interval] {
	return func(yield func(Interval) bool) {
		for s := At(i.From, length); s.From.Before(i.To); s = (Interval{From: s.To, To: s.To.Add(length)}) {
			if !yield(s) {
				return
			}
		}
	}
}
