package analysis

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

// Period is the length of the slots of a load profile, as document 000 names it.
type Period string

// Periods.
const (
	Quarter  Period = "15m"
	Hour     Period = "1h"
	WholeDay Period = "1d"
)

// DayType is the kind of a day of the week. A public holiday is the day of the week it falls on.
type DayType string

// Kinds of days.
const (
	WorkingDay DayType = "WORKING_DAY" // Monday to Friday
	Saturday   DayType = "SATURDAY"
	Sunday     DayType = "SUNDAY"
)

// Season is a part of the year.
type Season string

// Seasons, and all of them together. Source: VDEW, "Repräsentative VDEW-Lastprofile" (1999):
// summer from 15 May to 14 September, winter from 1 November to 20 March.
const (
	AllYear    Season = "ALL"
	Winter     Season = "WINTER"
	Transition Season = "TRANSITION"
	Summer     Season = "SUMMER"
)

// Course asks for a load profile of a site: of one of Flows, or of a channel with asset and name.
type Course struct {
	Of      string
	Dates   Dates
	Period  Period
	Seasons bool // apart by season
}

// LoadProfile is a load profile with its load duration curve.
type LoadProfile struct {
	Of       string         `json:"series_ref" doc:"A flow of the site's balance, whose power is a magnitude, or a channel in its own sign." example:"LOAD"`
	Unit     string         `json:"unit" example:"W"`
	Period   Period         `json:"period" enum:"15m,1h,1d" example:"15m"`
	TimeZone string         `json:"time_zone" example:"Europe/Berlin"`
	From     time.Time      `json:"from" example:"2025-12-31T23:00:00Z"`
	To       time.Time      `json:"to" doc:"End, not included; now where the last day is not over." example:"2026-03-31T22:00:00Z"`
	Groups   []ProfileGroup `json:"groups" nullable:"false" doc:"Kinds of days that there are, by season, then from working day to Sunday."`
	Duration DurationCurve  `json:"duration" doc:"The load duration curve over all kinds of days."`
}

// ProfileGroup is the mean day of one kind.
type ProfileGroup struct {
	DayType DayType       `json:"day_type" enum:"WORKING_DAY,SATURDAY,SUNDAY" example:"WORKING_DAY"`
	Season  Season        `json:"season" enum:"ALL,WINTER,TRANSITION,SUMMER" example:"ALL"`
	Days    int           `json:"days" doc:"Days of the kind within the dates." example:"64"`
	Slots   []ProfileSlot `json:"slots" nullable:"false" doc:"By local time. On the day on which clocks are put forward some do not exist, on the one on which they are set back some exist twice and count twice."`
}

// ProfileSlot is one time of day over all days of a kind. Values are over the means of the period; they are
// nil where less than half of what exists is known.
type ProfileSlot struct {
	At       string   `json:"at" doc:"Local time at which it begins." example:"06:45"`
	Mean     *float64 `json:"mean" example:"412.5"`
	P10      *float64 `json:"p10" doc:"The tenth percentile." example:"220"`
	P50      *float64 `json:"p50" doc:"The median." example:"390"`
	P90      *float64 `json:"p90" doc:"The ninetieth percentile." example:"710"`
	Min      *float64 `json:"min" example:"180"`
	Max      *float64 `json:"max" example:"2300"`
	Known    int      `json:"known" doc:"How often the value is known." example:"64"`
	Existing int      `json:"existing" doc:"How often the slot exists within the dates." example:"64"`
}

// DurationCurve is a load duration curve: which value is reached or passed for how much of the time that is
// known.
type DurationCurve struct {
	Known    int            `json:"known" doc:"Periods whose value is known." example:"8640"`
	Existing int            `json:"existing" doc:"Periods within the dates that are over." example:"8640"`
	Highest  *DurationPeak  `json:"highest" doc:"The largest value and when it was, the first time."`
	Curve    []DurationStep `json:"curve" nullable:"false" doc:"From the largest to the smallest value, in steps of one percent of the time; empty where nothing is known."`
}

// DurationPeak is a value of an instant.
type DurationPeak struct {
	Value float64   `json:"value" example:"9200"`
	From  time.Time `json:"from" example:"2026-01-14T06:45:00Z"`
}

// DurationStep is a point of a load duration curve.
type DurationStep struct {
	Percent int     `json:"percent" doc:"Share of the time." example:"10"`
	Value   float64 `json:"value" doc:"The value that is reached or passed for that share." example:"2150"`
}

// Profile is the load profile of a site. UNKNOWN_CHANNEL and INVALID_VALUE for what is not there.
func (s *Service) Profile(ctx context.Context, scope identity.Scope, site registry.Site, c Course, now time.Time) (LoadProfile, error) {
	zone, err := time.LoadLocation(site.TimeZone)
	if err != nil {
		return LoadProfile{}, reason.Wrap(err, reason.InvalidValue, reason.Params{"field": "time_zone", "value": site.TimeZone, "want": "an IANA time zone"})
	}
	days, err := c.Dates.days(zone, now, maxDays)
	if err != nil {
		return LoadProfile{}, err
	}
	values, unit, err := s.course(ctx, scope, site, c.Of, days)
	if err != nil {
		return LoadProfile{}, fmt.Errorf("read what a load profile follows from: %w", err)
	}
	p := profileOf(c, days, values, zone)
	p.Unit, p.TimeZone = unit, site.TimeZone
	return p, nil
}

// kind is what makes days of a load profile alike.
type kind struct {
	season  Season
	dayType DayType
}

// kindOf is the kind of the day of a date.
func kindOf(date time.Time, seasons bool) kind {
	k := kind{AllYear, WorkingDay}
	switch date.Weekday() {
	case time.Saturday:
		k.dayType = Saturday
	case time.Sunday:
		k.dayType = Sunday
	}
	if seasons {
		k.season = seasonOf(date)
	}
	return k
}

func seasonOf(date time.Time) Season {
	switch at := int(date.Month())*100 + date.Day(); {
	case at >= 515 && at <= 914:
		return Summer
	case at >= 1101 || at <= 320:
		return Winter
	default:
		return Transition
	}
}

// kinds lists all kinds in the order in which they are shown.
func kinds() []kind {
	var all []kind
	for _, season := range []Season{AllYear, Winter, Transition, Summer} {
		for _, dayType := range []DayType{WorkingDay, Saturday, Sunday} {
			all = append(all, kind{season, dayType})
		}
	}
	return all
}

// gathering is what is known of the slots of one kind of days.
type gathering struct {
	days     int
	known    map[string][]float64 // by local time
	existing map[string]int
}

// profileOf makes the profile of values, which are in order of time. Days before the first of them do
// not count: nothing was measured yet.
func profileOf(c Course, days []day, values []value, zone *time.Location) LoadProfile {
	p := LoadProfile{Of: c.Of, Period: c.Period, From: days[0].From, To: days[len(days)-1].To, Groups: []ProfileGroup{}}
	gathered := map[kind]*gathering{}
	var all []value
	for _, d := range measured(days, values) {
		k := kindOf(d.date, c.Seasons)
		g := gathered[k]
		if g == nil {
			g = &gathering{known: map[string][]float64{}, existing: map[string]int{}}
			gathered[k] = g
		}
		g.days++
		for _, span := range c.Period.slots(slot.Interval{From: d.From, To: d.end}, zone) {
			if span.To.After(d.To) {
				break // it is not over
			}
			at := span.From.In(zone).Format("15:04")
			g.existing[at]++
			p.Duration.Existing++
			mean, ok := meanWithin(&values, span)
			if ok {
				g.known[at] = append(g.known[at], mean)
				all = append(all, value{span.From, mean})
			}
		}
	}
	for _, k := range kinds() {
		if g := gathered[k]; g != nil {
			p.Groups = append(p.Groups, g.group(k))
		}
	}
	p.Duration.fill(all)
	return p
}

// measured are the days from that of the first value on; all of them where there is none.
func measured(days []day, values []value) []day {
	if len(values) == 0 {
		return days
	}
	begun := slices.IndexFunc(days, func(d day) bool { return d.To.After(values[0].from) })
	return days[max(begun, 0):]
}

// slots are the periods of a day, in order of time: hours are those of its clocks.
func (p Period) slots(d slot.Interval, zone *time.Location) []slot.Interval {
	if p == WholeDay {
		return []slot.Interval{d}
	}
	var found []slot.Interval
	for quarter := range d.Split(slot.QuarterHour) {
		if n := len(found); p == Hour && n > 0 && quarter.From.In(zone).Minute() != 0 {
			found[n-1].To = quarter.To
			continue
		}
		found = append(found, quarter)
	}
	return found
}

// meanWithin is the mean of the values within a span, half of whose quarter hours must be known. It
// takes them, and those before, from values.
func meanWithin(values *[]value, span slot.Interval) (float64, bool) {
	var sum float64
	known := 0
	rest := *values
	for len(rest) > 0 && rest[0].from.Before(span.To) {
		if !rest[0].from.Before(span.From) {
			sum += rest[0].mean
			known++
		}
		rest = rest[1:]
	}
	*values = rest
	if known == 0 || 2*time.Duration(known)*slot.QuarterHour < span.Length() {
		return 0, false
	}
	return sum / float64(known), true
}

func (g *gathering) group(k kind) ProfileGroup {
	out := ProfileGroup{DayType: k.dayType, Season: k.season, Days: g.days, Slots: make([]ProfileSlot, 0, len(g.existing))}
	for at, existing := range g.existing {
		s := ProfileSlot{At: at, Known: len(g.known[at]), Existing: existing}
		if known := slices.Sorted(slices.Values(g.known[at])); len(known) > 0 && 2*len(known) >= existing {
			var sum float64
			for _, v := range known {
				sum += v
			}
			mean, p10, p50, p90 := sum/float64(len(known)), quantile(known, 10), quantile(known, 50), quantile(known, 90)
			s.Mean, s.P10, s.P50, s.P90, s.Min, s.Max = &mean, &p10, &p50, &p90, &known[0], &known[len(known)-1]
		}
		out.Slots = append(out.Slots, s)
	}
	slices.SortFunc(out.Slots, func(a, b ProfileSlot) int {
		if a.At < b.At {
			return -1
		}
		return 1 // no two are of one time
	})
	return out
}

// quantile is a percentile of values in ascending order, of which there is at least one: between two of
// them on the line that joins them. Source: Hyndman and Fan, "Sample Quantiles in Statistical Packages",
// The American Statistician 50 (1996), definition 7.
func quantile(ascending []float64, percent int) float64 {
	at := float64((len(ascending)-1)*percent) / 100
	below := math.Floor(at)
	low, high := ascending[int(below)], ascending[int(math.Ceil(at))]
	return low + (at-below)*(high-low)
}

// fill makes the curve of values, which are in order of time.
func (d *DurationCurve) fill(values []value) {
	d.Known, d.Curve = len(values), []DurationStep{}
	if len(values) == 0 {
		return
	}
	sorted := make([]float64, len(values))
	for i, v := range values {
		sorted[i] = v.mean
		if d.Highest == nil || v.mean > d.Highest.Value {
			d.Highest = &DurationPeak{Value: v.mean, From: v.from}
		}
	}
	slices.Sort(sorted)
	for percent := range 101 {
		d.Curve = append(d.Curve, DurationStep{Percent: percent, Value: quantile(sorted, 100-percent)})
	}
}
