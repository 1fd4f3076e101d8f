package charging

import (
	"github.com/google/uuid"
)

// Known is a derived session as it is stored.
type Known struct {
	ID uuid.UUID
	Session
}

// Revision is what has to change so that what is stored is what follows from the readings.
type Revision struct {
	Changed []Known
	Added   []Session
	Gone    []uuid.UUID
}

// Revise compares what is stored of a time with what follows from its readings, both in order of time. A session
// whose beginning has moved stays the same one as long as it overlaps with what it was. Complexity is the product
// of both numbers.
func Revise(stored []Known, derived []Session) Revision {
	var r Revision
	taken := make([]bool, len(stored))
	match := func(fits func(was Session) bool) int {
		for i, was := range stored {
			if !taken[i] && fits(was.Session) {
				taken[i] = true
				return i
			}
		}
		return -1
	}
	place := make([]int, len(derived))
	for i, s := range derived {
		place[i] = match(func(was Session) bool { return was.Started.Equal(s.Started) })
	}
	for i, s := range derived {
		if place[i] < 0 {
			place[i] = match(s.Overlaps)
		}
		switch {
		case place[i] < 0:
			r.Added = append(r.Added, s)
		case !stored[place[i]].equal(s):
			r.Changed = append(r.Changed, Known{stored[place[i]].ID, s})
		}
	}
	for i, was := range stored {
		if !taken[i] {
			r.Gone = append(r.Gone, was.ID)
		}
	}
	return r
}

func (s Session) equal(other Session) bool {
	ended := s.Ended == nil && other.Ended == nil || s.Ended != nil && other.Ended != nil && s.Ended.Equal(*other.Ended)
	return ended && s.Started.Equal(other.Started) && s.Seen.Equal(other.Seen) && s.Uncertain == other.Uncertain &&
		same(s.EnergyJ, other.EnergyJ) && same(s.FirstJ, other.FirstJ) && same(s.LastJ, other.LastJ) && same(s.PeakWatts, other.PeakWatts)
}

func same(a, b *int64) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }
