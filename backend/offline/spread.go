package offline

import (
	"time"

	"ohmstead/energy/point"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

// span is energy over the time it is of.
type span struct {
	slot.Interval
	joules  int64
	quality point.Quality
}

// spansOf are what readings, which are in order of time, say of the time between: of a counter what lies
// between two of them, of an interval each period. A counter that falls has no span there.
func (m Meter) spansOf(readings []Reading, zone *time.Location) []span {
	var found []span
	for i, r := range readings {
		switch {
		case m.ReadingKind == Interval:
			end, _ := m.Period.end(r.At, zone)
			found = append(found, span{slot.Interval{From: r.At, To: end}, r.ValueJ, r.Quality})
		case i > 0 && r.ValueJ >= readings[i-1].ValueJ:
			before := readings[i-1]
			found = append(found, span{slot.Interval{From: before.At, To: r.At}, r.ValueJ - before.ValueJ, point.Worse(before.Quality, r.Quality)})
		}
	}
	return found
}

// QuarterHour is what a meter's readings say of a quarter hour: energy away from the grid and towards it,
// and the mean power in W over the time that is covered, positive away from the grid.
type QuarterHour struct {
	From            time.Time
	AwayJ, TowardsJ int64
	Covered         time.Duration
	Mean, Min, Max  float64
	Last            float64
	Quality         point.Quality
}

// quartersOf spreads the energy of spans, which are in order of time and do not overlap, over the quarter
// hours of a window. The parts of a span add up to it exactly, for each is what has flowed until its end
// less what has flowed until its start, both rounded. A quarter hour is GOOD only where it was read as
// such.
func (m Meter) quartersOf(spans []span, window slot.Interval) []QuarterHour {
	var found []QuarterHour
	for _, s := range spans {
		within, ok := s.Intersect(window)
		if !ok {
			continue
		}
		for quarter := range within.Split(slot.QuarterHour) {
			part, _ := s.Intersect(quarter)
			joules := s.until(part.To) - s.until(part.From)
			if n := len(found); n == 0 || !found[n-1].From.Equal(quarter.From) {
				found = append(found, QuarterHour{From: quarter.From})
			}
			found[len(found)-1].add(joules, part.Length(), m.Produced)
			found[len(found)-1].quality(s)
		}
	}
	return found
}

// until is how much of a span has flowed by an instant within it, half up.
func (s span) until(at time.Time) int64 {
	whole := s.Length().Milliseconds()
	if whole <= 0 {
		return 0
	}
	return unit.Scaled(s.joules, at.Sub(s.From).Milliseconds(), whole)
}

// add takes a part of a quarter hour in.
func (q *QuarterHour) add(joules int64, length time.Duration, produced bool) {
	watts := float64(joules) / length.Seconds()
	if produced {
		q.TowardsJ += joules
		watts = -watts
	} else {
		q.AwayJ += joules
	}
	if q.Covered == 0 {
		q.Min, q.Max = watts, watts
	}
	q.Covered += length
	q.Min, q.Max, q.Last = min(q.Min, watts), max(q.Max, watts), watts
	q.Mean = float64(q.AwayJ-q.TowardsJ) / q.Covered.Seconds()
}

func (q *QuarterHour) quality(s span) {
	said := s.quality
	if said == point.Good && s.Length() > slot.QuarterHour {
		said = point.Uncertain
	}
	q.Quality = point.Worse(q.Quality, said)
}

// touched is the window of whole quarter hours that readings from the first to the last of these instants
// have a say in.
func touched(spans []span, first, last time.Time) (slot.Interval, bool) {
	var window slot.Interval
	for _, s := range spans {
		if s.To.Before(first) || s.From.After(last) {
			continue
		}
		if window.From.IsZero() || s.From.Before(window.From) {
			window.From = s.From
		}
		if s.To.After(window.To) {
			window.To = s.To
		}
	}
	if window.To.IsZero() {
		return window, false
	}
	return slot.Interval{From: slot.Floor(window.From, slot.QuarterHour), To: slot.Floor(window.To.Add(slot.QuarterHour-1), slot.QuarterHour)}, true
}
