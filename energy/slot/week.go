package slot

import (
	"errors"
	"time"
)

// Window is a span of wall-clock time on some days of the week, half-open: [From, To) since local
// midnight as clocks show it. A window with To at or before From runs over midnight and belongs to
// the day it begins on; To may be 24 h.
type Window struct {
	// Days says on which weekdays the window begins, indexed by time.Weekday.
	Days     [7]bool
	From, To time.Duration
}

// EveryDay is all seven weekdays.
func EveryDay() [7]bool { return [7]bool{true, true, true, true, true, true, true} }

// Week is a weekly timetable: the union of its windows.
type Week []Window

// ParseClock reads a time of day as a timetable writes it, 00:00 to 24:00.
func ParseClock(text string) (time.Duration, error) {
	if text == "24:00" {
		return 24 * time.Hour, nil
	}
	t, err := time.Parse("15:04", text)
	if err != nil {
		return 0, errors.New("a time of day from 00:00 to 24:00")
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, nil
}

// Contains reports whether t lies in some window, by the clocks of loc. In the hour that clocks
// show twice both passes count; in the hour that they skip there is nothing to count.
func (w Week) Contains(t time.Time, loc *time.Location) bool {
	local := t.In(loc)
	clock := sinceMidnight(local)
	today := local.Weekday()
	for _, one := range w {
		if one.contains(today, clock) {
			return true
		}
	}
	return false
}

func (w Window) contains(today time.Weekday, clock time.Duration) bool {
	if w.From < w.To {
		return w.Days[today] && clock >= w.From && clock < w.To
	}
	yesterday := (today + 6) % 7
	return w.Days[today] && clock >= w.From || w.Days[yesterday] && clock < w.To
}

// Next is the first instant at or after t at which a window begins; false where no window ever
// does. An hour that clocks skip begins when they have gone on. O(8 · windows).
func (w Week) Next(t time.Time, loc *time.Location) (time.Time, bool) {
	return w.first(t, loc, func(one Window) time.Duration { return one.From })
}

// End is the first instant after t at which no window contains it any more, for a t that lies in
// one: windows that follow each other without a gap count as one. False where t lies in none or the
// windows cover the whole week.
func (w Week) End(t time.Time, loc *time.Location) (time.Time, bool) {
	if !w.Contains(t, loc) {
		return time.Time{}, false
	}
	at := t
	for range 8 * len(w) {
		end, ok := w.first(at.Add(time.Nanosecond), loc, func(one Window) time.Duration { return one.length() })
		if !ok {
			return time.Time{}, false
		}
		if !w.Contains(end, loc) {
			return end, true
		}
		at = end
	}
	return time.Time{}, false
}

// length is the window's end as a time since the midnight of the day it begins on.
func (w Window) length() time.Duration {
	if w.From < w.To {
		return w.To
	}
	return w.To + 24*time.Hour
}

// first is the earliest edge at or after t, for an edge of each window given as wall-clock time
// since the midnight of the day the window begins on.
func (w Week) first(t time.Time, loc *time.Location, edge func(Window) time.Duration) (time.Time, bool) {
	year, month, day := t.In(loc).Date()
	var best time.Time
	for ahead := -1; ahead <= 7; ahead++ {
		weekday := time.Date(year, month, day+ahead, 12, 0, 0, 0, loc).Weekday()
		for _, one := range w {
			if !one.Days[weekday] {
				continue
			}
			clock := edge(one)
			at := time.Date(year, month, day+ahead, 0, int(clock/time.Minute), 0, 0, loc)
			if !at.Before(t) && (best.IsZero() || at.Before(best)) {
				best = at
			}
		}
	}
	return best, !best.IsZero()
}

func sinceMidnight(local time.Time) time.Duration {
	hour, minute, second := local.Clock()
	return time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute +
		time.Duration(second)*time.Second + time.Duration(local.Nanosecond())
}
