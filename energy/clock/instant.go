package clock

import (
	"strings"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

// layouts of a time with its offset, and of one of a clock, which needs a time zone.
func absolute() []string {
	return []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04Z07:00"}
}

func local() []string {
	return []string{
		"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", dateOnly,
		"02.01.2006 15:04:05", "02.01.2006 15:04", germanDate,
	}
}

const dateOnly, germanDate = time.DateOnly, "02.01.2006"

const wantTime = "a time such as 2026-01-31T10:00:00+01:00 or, with a time zone for the whole file, 2026-01-31 10:00"

// Instant is the instant that a text means. A time without an offset is one of the zone's clocks, which
// must be given: nil is none. AMBIGUOUS_TIME for a time that those clocks show twice, NO_SUCH_TIME for one
// they skip, INVALID_VALUE for what is no time; field is named in each. A day alone is its start.
func Instant(field, text string, zone *time.Location) (time.Time, *reason.Error) {
	text = strings.TrimSpace(text)
	for _, layout := range absolute() {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC(), nil
		}
	}
	for _, layout := range local() {
		shown, err := time.Parse(layout, text)
		if err != nil {
			continue
		}
		if zone == nil {
			return time.Time{}, reason.Invalid(field, text, "an offset, such as "+shown.Format("2006-01-02T15:04:05")+"+01:00, or a time zone for the whole file")
		}
		if layout == dateOnly || layout == germanDate {
			return DayStart(shown.Year(), shown.Month(), shown.Day(), zone), nil
		}
		return ofClock(asked{field, text}, shown, zone)
	}
	return time.Time{}, reason.Invalid(field, text, wantTime)
}

// DayStart is the first instant of a date.
func DayStart(year int, month time.Month, day int, zone *time.Location) time.Time {
	return slot.Day(time.Date(year, month, day, 12, 0, 0, 0, zone), zone).From
}

// asked is what a refusal names.
type asked struct{ field, text string }

// ofClock is the one instant at which the clocks of a zone show what shown shows in UTC.
func ofClock(of asked, shown time.Time, zone *time.Location) (time.Time, *reason.Error) {
	var found []time.Time
	for _, near := range []time.Duration{-24 * time.Hour, 24 * time.Hour} { // the offsets before and after a change that is near
		_, offset := shown.Add(near).In(zone).Zone()
		at := shown.Add(-time.Duration(offset) * time.Second)
		if shows(at.In(zone), shown) && (len(found) == 0 || !found[0].Equal(at)) {
			found = append(found, at)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return time.Time{}, reason.New(reason.NoSuchTime, reason.Params{"field": of.field, "value": of.text, "time_zone": zone.String()})
	default:
		return time.Time{}, reason.New(reason.AmbiguousTime, reason.Params{
			"field": of.field, "value": of.text, "first": found[0].In(zone).Format(time.RFC3339), "second": found[1].In(zone).Format(time.RFC3339),
		})
	}
}

func shows(local, shown time.Time) bool {
	return local.Year() == shown.Year() && local.YearDay() == shown.YearDay() && local.Hour() == shown.Hour() && local.Minute() == shown.Minute() && local.Second() == shown.Second()
}
