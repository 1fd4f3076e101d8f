package tariff

import (
	"slices"
	"time"
)

// Show is what the clock shows at an instant in a time zone. Standard time is what the time zone database calls
// so: where that instant has summer time, the offset of the period before it.
func (c Clock) Show(t time.Time, zone *time.Location) time.Time {
	switch c {
	case Standard:
		local := t.In(zone)
		for local.IsDST() {
			begin, _ := local.ZoneBounds()
			if begin.IsZero() {
				break
			}
			local = begin.Add(-time.Nanosecond)
		}
		name, offset := local.Zone()
		return t.In(time.FixedZone(name, offset))
	case UTC:
		return t.UTC()
	default:
		return t.In(zone)
	}
}

// moment is what of an instant prices depend on.
type moment struct {
	month   int
	weekday int // an index into Weekdays: Monday is 0
	holiday bool
	minute  int // since midnight as the clock shows it
}

func momentOf(local time.Time) moment {
	return moment{month: int(local.Month()), weekday: (int(local.Weekday()) + 6) % 7, minute: local.Hour()*60 + local.Minute()}
}

// has says whether a day of the clock is a holiday, and whether the calendar reaches that far.
func (h *Holidays) has(local time.Time) (is, known bool) {
	if h == nil || len(h.Days) == 0 {
		return false, true
	}
	year := local.Format("2006")
	if year < h.Days[0][:4] || year > h.Days[len(h.Days)-1][:4] {
		return false, false
	}
	return slices.Contains(h.Days, local.Format(time.DateOnly)), true
}
