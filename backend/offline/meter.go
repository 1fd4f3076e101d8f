package offline

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/energy/clock"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

// ReadingKind says what a reading of a meter is.
type ReadingKind string

// Kinds of readings.
const (
	Counter  ReadingKind = "COUNTER"  // what has flowed until its time; it never falls
	Interval ReadingKind = "INTERVAL" // what flows in the period that begins at its time
)

// Period is the length of an INTERVAL, in the site's local time.
type Period string

// Periods. A counter has none.
const (
	NoPeriod Period = ""
	Quarter  Period = "15m"
	Hour     Period = "1h"
	Day      Period = "1d"
	Month    Period = "1mo"
)

// Draft is what people say of a meter. Only the name is changed afterwards.
type Draft struct {
	Name        string
	Unit        string // Wh, kWh or MWh
	ReadingKind ReadingKind
	Period      Period
	// Produced says that what it counts flows towards the grid: export or production.
	Produced bool
}

// Meter is a meter that nobody reads electronically.
type Meter struct {
	Draft
	ID       uuid.UUID
	Site     uuid.UUID
	TimeZone string // of the site
	Asset    string // key of its asset, whose channel ActivePower is what readings lead to
	Version  int64
	Archived *time.Time
	Readings int        // how many instants are known
	Last     *time.Time // the newest of them
	// Tenant, SiteKey and Channel are the short keys inside the database.
	Tenant, SiteKey, Channel int32
}

// Change is a meter anew, as of the version that was read.
type Change struct {
	ID       uuid.UUID
	Version  int64
	Name     string
	Archived bool
}

// Reading is what a meter shows at an instant, or of a period from it on, in J.
type Reading struct {
	At      time.Time
	ValueJ  int64
	Quality point.Quality
}

// Stored is a reading as it is kept, with where it came from.
type Stored struct {
	Reading
	Revision int    // 1 for the first value of its instant
	Source   string // name of the file, or "typed"
	By       string // who brought it
	Noted    time.Time
}

// joulesOf is how many J a unit is; 0 for one that is none.
func joulesOf(unit string) int64 {
	return map[string]int64{"Wh": 3_600, "kWh": 3_600_000, "MWh": 3_600_000_000}[unit]
}

// Check refuses a draft that is none: MISSING_FIELD, INVALID_VALUE.
func (d Draft) Check() error {
	if err := checkName(d.Name); err != nil {
		return err
	}
	if joulesOf(d.Unit) == 0 {
		return reason.Invalid("unit", d.Unit, "Wh, kWh or MWh")
	}
	switch {
	case d.ReadingKind == Counter && d.Period != NoPeriod:
		return reason.Invalid("period", string(d.Period), "none: a counter is read at any time")
	case d.ReadingKind == Counter:
		return nil
	case d.ReadingKind != Interval:
		return reason.Invalid("reading_kind", string(d.ReadingKind), "COUNTER or INTERVAL")
	}
	switch d.Period {
	case Quarter, Hour, Day, Month:
		return nil
	default:
		return reason.Invalid("period", string(d.Period), "15m, 1h, 1d or 1mo")
	}
}

// Check refuses a change that leaves no meter: MISSING_FIELD.
func (c Change) Check() error { return checkName(c.Name) }

func checkName(name string) error {
	if strings.TrimSpace(name) == "" {
		return reason.New(reason.MissingField, reason.Params{"field": "name"})
	}
	return nil
}

// end is the end of the period of an INTERVAL that begins at an instant, and whether one begins there.
// Hours are those of the site's clocks.
func (p Period) end(at time.Time, zone *time.Location) (time.Time, bool) {
	local := at.In(zone)
	switch p {
	case Quarter:
		return at.Add(15 * time.Minute), at.Truncate(15 * time.Minute).Equal(at)
	case Hour:
		return at.Add(time.Hour), at.Truncate(15*time.Minute).Equal(at) && local.Minute() == 0
	case Day:
		day := slot.Day(at, zone)
		return day.To, day.From.Equal(at)
	case Month:
		first, next := clock.DayStart(local.Year(), local.Month(), 1, zone), clock.DayStart(local.Year(), local.Month()+1, 1, zone)
		return next, first.Equal(at)
	default:
		return at, false
	}
}

func (p Period) begins() string {
	return map[Period]string{
		Quarter: "the start of a quarter hour", Hour: "the start of an hour", Day: "the start of a local day, such as 2026-01-31", Month: "the start of a month, such as 2026-01-01",
	}[p]
}
