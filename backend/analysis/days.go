package analysis

import (
	"fmt"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

// Dates are local days from the first on and up to the last, which is not included, as YYYY-MM-DD.
type Dates struct{ From, To string }

// day is a local day: its date, and its instants of which those to come are cut off.
type day struct {
	slot.Interval
	end  time.Time // without what is cut off
	date time.Time // noon in UTC: weekday and month are those of the local day
	over bool      // it ended before now
}

// days lists those of the dates in a time zone that have begun by now. INVALID_VALUE for dates that are
// none, in the wrong order, of which none has begun, or more than most.
func (d Dates) days(zone *time.Location, now time.Time, most int) ([]day, error) {
	from, err := time.Parse(time.DateOnly, d.From)
	if err != nil {
		return nil, reason.Invalid("from", d.From, "a day as YYYY-MM-DD")
	}
	to, err := time.Parse(time.DateOnly, d.To)
	if err != nil {
		return nil, reason.Invalid("to", d.To, "a day as YYYY-MM-DD")
	}
	count := int(to.Sub(from) / (24 * time.Hour)) // both in UTC, whose days are all alike
	switch {
	case count < 1:
		return nil, reason.Invalid("to", d.To, "a day after "+d.From)
	case count > most:
		return nil, reason.Invalid("to", d.To, fmt.Sprintf("at most %d days after %s", most, d.From))
	}
	var found []day
	for i := range count {
		local := slot.Day(time.Date(from.Year(), from.Month(), from.Day()+i, 12, 0, 0, 0, zone), zone)
		if !local.From.Before(now) {
			break
		}
		one := day{Interval: local, end: local.To, date: from.AddDate(0, 0, i).Add(12 * time.Hour), over: !local.To.After(now)}
		if !one.over {
			one.To = now.UTC()
		}
		found = append(found, one)
	}
	if len(found) == 0 {
		return nil, reason.Invalid("from", d.From, "a day that has begun")
	}
	return found, nil
}

// months puts days of one calendar month together.
func months(days []day) []day {
	var found []day
	for _, d := range days {
		if n := len(found); n > 0 && found[n-1].date.Month() == d.date.Month() && found[n-1].date.Year() == d.date.Year() {
			found[n-1].To, found[n-1].end, found[n-1].over = d.To, d.end, d.over
			continue
		}
		found = append(found, d)
	}
	return found
}

// runs cuts spans that follow each other into runs of at most so long, so that no more than one run of
// quarter hours is held at once. A span that is longer is a run of its own.
func runs(spans []day, most time.Duration) [][]day {
	var found [][]day
	for _, s := range spans {
		if n := len(found); n > 0 && s.To.Sub(found[n-1][0].From) <= most {
			found[n-1] = append(found[n-1], s)
			continue
		}
		found = append(found, []day{s})
	}
	return found
}

// atOnce is how much is read in one go.
const atOnce = 31*24*time.Hour + time.Hour // a month of 31 days in which clocks are set back
