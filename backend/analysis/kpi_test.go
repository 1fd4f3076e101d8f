package analysis_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"ohmstead/backend/analysis"
	"ohmstead/backend/identity"
	"ohmstead/backend/report"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

var house = uuid.MustParse("6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10")

// steady is a site of which every quarter hour of a span is alike: it imports 3 kW and exports 1 kW,
// its PV gives 4 kW, and its battery takes 2 kW in every second quarter hour and gives 2 kW in the others.
func steady(span slot.Interval) *store {
	watts, capacity := int64(10_000), int64(5_000*3600)
	s := &store{
		subjects: []report.Subject{{Kind: report.OfSite, ID: house, Name: "House", TimeZone: "Europe/Berlin", Sites: 1}},
		rating:   analysis.Rating{PVWatts: &watts, CapacityJ: &capacity},
	}
	grid, pv, battery := telemetry.Flow{Part: telemetry.AtGrid}, telemetry.Flow{Part: telemetry.AtPV}, telemetry.Flow{Part: telemetry.AtBattery}
	n := 0
	for q := range span.Split(slot.QuarterHour) {
		of := func(away, towards int64) telemetry.FlowQuarter {
			return telemetry.FlowQuarter{From: q.From, Mean: float64(away - towards), Covered: slot.QuarterHour, AwayJ: away * 900, TowardsJ: towards * 900}
		}
		grid.Quarters, pv.Quarters = append(grid.Quarters, of(3000, 1000)), append(pv.Quarters, of(0, 4000))
		battery.Quarters = append(battery.Quarters, of(2000*int64(n%2), 2000*int64(1-n%2)))
		n++
	}
	s.sites = []report.Site{{ID: house, Name: "House", Channels: []report.Channel{{Name: "battery0", Flow: battery}, {Name: "meter0", Flow: grid}, {Name: "pv0", Flow: pv}}}}
	return s
}

func (s *store) kpis(t *testing.T, dates analysis.Dates, interval analysis.Interval, now time.Time) []analysis.KPI {
	t.Helper()
	found, err := s.service().KPIs(t.Context(), identity.Scope{}, analysis.Question{Kind: report.OfSite, Subject: house, Dates: dates, Interval: interval}, now)
	if err != nil {
		t.Fatal(err)
	}
	return found.Items
}

func days2026() slot.Interval {
	return slot.Interval{From: time.Date(2026, 2, 27, 23, 0, 0, 0, time.UTC), To: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}
}

func TestKPIs(t *testing.T) {
	s := steady(days2026())
	tests := map[string]struct {
		dates    analysis.Dates
		interval analysis.Interval
		hours    []int64
	}{
		"a day":                                 {analysis.Dates{From: "2026-06-01", To: "2026-06-02"}, analysis.Day, []int64{24}},
		"the day on which clocks go forward":    {analysis.Dates{From: "2026-03-28", To: "2026-03-31"}, analysis.Day, []int64{24, 23, 24}},
		"the day on which clocks are set back":  {analysis.Dates{From: "2026-10-25", To: "2026-10-26"}, analysis.Day, []int64{25}},
		"months, the last in part":              {analysis.Dates{From: "2026-03-01", To: "2026-05-11"}, analysis.Month, []int64{31*24 - 1, 30 * 24, 10 * 24}},
		"a month in which clocks are set back":  {analysis.Dates{From: "2026-10-01", To: "2026-11-01"}, analysis.Month, []int64{31*24 + 1}},
		"days over the end of a run of reading": {analysis.Dates{From: "2026-06-30", To: "2026-07-02"}, analysis.Day, []int64{24, 24}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			found := s.kpis(t, tt.dates, tt.interval, later)
			if len(found) != len(tt.hours) {
				t.Fatalf("%d intervals, want %d", len(found), len(tt.hours))
			}
			for i, hours := range tt.hours {
				judgeSteady(t, found[i], hours)
			}
		})
	}
}

func judgeSteady(t *testing.T, k analysis.KPI, hours int64) {
	t.Helper()
	if got := k.To.Sub(k.From); got != time.Duration(hours)*time.Hour || !k.Closed || k.Coverage != 10_000 {
		t.Fatalf("%v of %v: closed %v, covered %d", got, hours, k.Closed, k.Coverage)
	}
	for name, pair := range map[string][2]int64{
		"import": {int64(*k.Import), 3000 * hours * 3600}, "export": {int64(*k.Export), 1000 * hours * 3600}, "PV": {int64(*k.PV), 4000 * hours * 3600},
		"charged": {int64(*k.Charged), 1000 * hours * 3600}, "discharged": {int64(*k.Discharged), 1000 * hours * 3600}, "load": {int64(*k.Load), 6000 * hours * 3600},
		"self-consumption": {*k.SelfConsumption, 7_500}, "self-sufficiency": {*k.SelfSufficiency, 5_000}, "peak": {k.Peak.Watts, 2000}, "load factor": {*k.LoadFactor, 10_000},
		"specific yield": {*k.SpecificYield, 400 * hours}, "full cycles": {*k.FullCycles, 200 * hours},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is %d, want %d", name, pair[0], pair[1])
		}
	}
}

// A figure of which a channel covers less than nine tenths is unknown; what does not depend on that
// channel is known still.
func TestKPIs_OfTooLittleAreUnknown(t *testing.T) {
	june := slot.Interval{From: time.Date(2026, 5, 31, 22, 0, 0, 0, time.UTC), To: time.Date(2026, 6, 1, 22, 0, 0, 0, time.UTC)}
	least := 24 * 60 * 9 / 10 // minutes
	for minutes, known := range map[int]bool{least: true, least - 1: false} {
		s := steady(june)
		meter := &s.sites[0].Channels[1]
		meter.Quarters = meter.Quarters[:minutes/15+1]
		meter.Quarters[minutes/15].Covered = time.Duration(minutes%15) * time.Minute
		k := s.kpis(t, analysis.Dates{From: "2026-06-01", To: "2026-06-02"}, analysis.Day, later)[0]
		for name, figure := range map[string]bool{
			"import": k.Import != nil, "load": k.Load != nil, "self-consumption": k.SelfConsumption != nil, "self-sufficiency": k.SelfSufficiency != nil,
			"peak": k.Peak != nil, "load factor": k.LoadFactor != nil,
		} {
			if figure != known {
				t.Errorf("covered for %d minutes: known is %v of %s", minutes, figure, name)
			}
		}
		if k.PV == nil || k.FullCycles == nil || k.SpecificYield == nil {
			t.Errorf("PV and battery are covered, but unknown: %+v", k)
		}
	}
}

// Without a rating there is neither yield nor cycles, and no division by nothing.
func TestKPIs_WithoutRatings(t *testing.T) {
	nothing := int64(0)
	for name, rating := range map[string]analysis.Rating{"unknown": {}, "nothing": {PVWatts: &nothing, CapacityJ: &nothing}} {
		s := steady(days2026())
		s.rating = rating
		if k := s.kpis(t, analysis.Dates{From: "2026-06-01", To: "2026-06-02"}, analysis.Day, later)[0]; k.SpecificYield != nil || k.FullCycles != nil || k.PV == nil {
			t.Errorf("%s: %+v", name, k)
		}
	}
}

// A day that is not over counts until now, and days to come are not there.
func TestKPIs_UntilNow(t *testing.T) {
	now := time.Date(2026, 6, 2, 4, 0, 0, 0, time.UTC)
	s := steady(slot.Interval{From: days2026().From, To: now})
	found := s.kpis(t, analysis.Dates{From: "2026-06-01", To: "2026-06-09"}, analysis.Day, now)
	if len(found) != 2 || !found[0].Closed || found[1].Closed || !found[1].To.Equal(now) || *found[1].Import != 3000*6*3600 {
		t.Errorf("the days are %+v", found)
	}
	month := s.kpis(t, analysis.Dates{From: "2026-06-01", To: "2026-07-01"}, analysis.Month, now)
	if len(month) != 1 || month[0].Closed || !month[0].To.Equal(now) {
		t.Errorf("the month is %+v", month)
	}
}

func TestKPIs_Refuse(t *testing.T) {
	s := steady(days2026())
	s.subjects = append(s.subjects, report.Subject{Kind: report.OfNode, ID: house, Name: "All", TimeZone: "", Sites: 40})
	year := analysis.Dates{From: "2026-01-01", To: "2027-01-01"}
	tests := map[string]struct {
		question analysis.Question
		code     reason.Code
		words    string
	}{
		"a subject that is not there":     {analysis.Question{Kind: report.OfSite, Subject: uuid.Nil, Dates: year}, reason.NotFound, "site"},
		"zones that are several":          {analysis.Question{Kind: report.OfNode, Subject: house, Dates: year}, reason.InvalidValue, "time_zone"},
		"a zone that is none":             {analysis.Question{Kind: report.OfSite, Subject: house, Dates: year, TimeZone: "Mars/Base"}, reason.InvalidValue, "time_zone"},
		"many days of many sites at once": {analysis.Question{Kind: report.OfNode, Subject: house, Dates: year, TimeZone: "UTC"}, reason.InvalidValue, "at most 100 days of 40 sites"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := s.service().KPIs(t.Context(), identity.Scope{}, tt.question, later)
			if !errors.Is(err, reason.New(tt.code, nil)) || !strings.Contains(err.Error(), tt.words) {
				t.Errorf("%v, want %s with %q", err, tt.code, tt.words)
			}
		})
	}
}

// Of many sites fewer days are read at once, so that no answer holds more quarter hours than one of a
// single site.
func TestKPIs_ReadManySitesInSmallParts(t *testing.T) {
	s := steady(days2026())
	s.subjects[0].Sites = 10
	found := s.kpis(t, analysis.Dates{From: "2026-06-01", To: "2026-07-01"}, analysis.Day, later)
	for _, span := range s.spans {
		if span > 4*24*time.Hour {
			t.Errorf("%v of ten sites are read at once", span)
		}
	}
	if len(found) != 30 || len(s.spans) < 10 {
		t.Errorf("%d days are read in %d parts", len(found), len(s.spans))
	}
}

// The days of a span add up to it, and no share is beyond the whole.
func TestKPIs_DaysAddUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		first := time.Date(2026, 3, rapid.IntRange(1, 31).Draw(rt, "day"), 0, 0, 0, 0, time.UTC)
		last := first.AddDate(0, 0, rapid.IntRange(1, 20).Draw(rt, "days"))
		dates := analysis.Dates{From: first.Format(time.DateOnly), To: last.Format(time.DateOnly)}
		s := steady(slot.Interval{From: first.Add(-3 * time.Hour), To: last.Add(3 * time.Hour)})
		for _, c := range s.sites[0].Channels {
			for i := range c.Quarters {
				q := &c.Quarters[i]
				q.AwayJ, q.TowardsJ = rapid.Int64Range(0, 9_000_000).Draw(rt, "away"), rapid.Int64Range(0, 9_000_000).Draw(rt, "towards")
				q.Mean = float64(q.AwayJ-q.TowardsJ) / 900
			}
		}
		var days, months unit.ShownEnergy
		for _, k := range s.kpis(t, dates, analysis.Day, later) {
			days += *k.Import + *k.PV
			for name, share := range map[string]*int64{"self-consumption": k.SelfConsumption, "self-sufficiency": k.SelfSufficiency, "load factor": k.LoadFactor} {
				if share != nil && (*share < 0 || *share > 10_000) {
					rt.Fatalf("%s is %d", name, *share)
				}
			}
		}
		for _, k := range s.kpis(t, dates, analysis.Month, later) {
			months += *k.Import + *k.PV
		}
		if days != months {
			rt.Fatalf("days come to %d J, months to %d J", days, months)
		}
	})
}
