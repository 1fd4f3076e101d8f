package analysis_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"ohmstead/backend/analysis"
	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/backend/report"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

var later = time.Date(2027, 6, 1, 0, 0, 0, 0, time.UTC)

// store has one site with one channel, t0.Temperature, and whatever flows are put into it.
type store struct {
	report.Store
	means    map[int64]float64 // of the channel, by the start of the quarter hour
	sites    []report.Site
	subjects []report.Subject
	rating   analysis.Rating
	spans    []time.Duration // that were asked for
}

func (s *store) service() *analysis.Service {
	return analysis.NewService(report.NewService(s), s)
}

func (s *store) Subjects(context.Context, identity.Scope) ([]report.Subject, error) {
	return s.subjects, nil
}

func (s *store) Input(_ context.Context, _ identity.Scope, f report.Frame) (report.Input, error) {
	span := f.Span()
	s.spans = append(s.spans, span.Length())
	in := report.Input{Frame: f}
	for _, site := range s.sites {
		site.Channels = slices.Clone(site.Channels)
		for i := range site.Channels {
			c := &site.Channels[i]
			c.Quarters = slices.DeleteFunc(slices.Clone(c.Quarters), func(q telemetry.FlowQuarter) bool { return !span.Contains(q.From) })
		}
		in.Sites = append(in.Sites, site)
	}
	return in, nil
}

func (s *store) Ratings(context.Context, identity.Scope, report.Subject) (analysis.Rating, error) {
	return s.rating, nil
}

func (s *store) Channels(context.Context, identity.Scope, registry.Site) ([]registry.Channel, error) {
	return []registry.Channel{{Key: 1, Asset: "t0", Name: "Temperature", Unit: "°C"}}, nil
}

func (s *store) Series(_ context.Context, _ identity.Scope, q telemetry.SeriesQuery) ([]telemetry.Bucket, error) {
	grid, err := telemetry.Grid(q.From, q.To, q.Bucket)
	s.spans = append(s.spans, q.To.Sub(q.From))
	var found []telemetry.Bucket
	for _, g := range grid {
		b := telemetry.Bucket{From: g.From}
		if mean, ok := s.means[g.From.Unix()]; ok {
			b.Mean = &mean
		}
		found = append(found, b)
	}
	return found, err
}

func berlin(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func of(site string) registry.Site {
	return registry.Site{ID: uuid.MustParse("6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"), Name: "House", TimeZone: site}
}

// slotOf is what a profile says of a time of day; the zero slot where it says nothing.
func slotOf(p analysis.LoadProfile, dayType analysis.DayType, at string) analysis.ProfileSlot {
	for _, g := range p.Groups {
		for _, s := range g.Slots {
			if g.DayType == dayType && s.At == at {
				return s
			}
		}
	}
	return analysis.ProfileSlot{}
}

// hourly gives every quarter hour of a span the hour of its clock in the zone as its value.
func (s *store) hourly(span slot.Interval, zone *time.Location) {
	s.means = map[int64]float64{}
	for q := range span.Split(slot.QuarterHour) {
		s.means[q.From.Unix()] = float64(q.From.In(zone).Hour())
	}
}

func TestProfile_CountsTheQuarterHoursThatExist(t *testing.T) {
	tests := map[string]struct {
		from, to string
		period   analysis.Period
		at       string
		existing int
		mean     float64
		whole    int
	}{
		"a Sunday like others":                            {"2026-06-07", "2026-06-08", analysis.Quarter, "02:15", 1, 2, 96},
		"what clocks skip in spring does not exist":       {"2026-03-29", "2026-03-30", analysis.Quarter, "02:15", 0, 0, 92},
		"what clocks repeat in autumn exists twice":       {"2026-10-25", "2026-10-26", analysis.Quarter, "02:15", 2, 2, 100},
		"an hour that is skipped does not exist":          {"2026-03-29", "2026-03-30", analysis.Hour, "02:00", 0, 0, 23},
		"an hour that is repeated exists twice":           {"2026-10-25", "2026-10-26", analysis.Hour, "02:00", 2, 2, 25},
		"an hour is the mean of its quarter hours":        {"2026-06-07", "2026-06-08", analysis.Hour, "13:00", 1, 13, 24},
		"a day is one slot":                               {"2026-06-07", "2026-06-08", analysis.WholeDay, "00:00", 1, 11.5, 1},
		"two Sundays, one of them short, are one profile": {"2026-03-22", "2026-03-30", analysis.Quarter, "02:15", 1, 2, 96 + 6*96 + 92},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := &store{}
			s.hourly(slot.Interval{From: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}, berlin(t))
			p, err := s.service().Profile(t.Context(), identity.Scope{}, of("Europe/Berlin"), analysis.Course{Of: "t0.Temperature", Dates: analysis.Dates{From: tt.from, To: tt.to}, Period: tt.period}, later)
			if err != nil {
				t.Fatal(err)
			}
			got := slotOf(p, analysis.Sunday, tt.at)
			if got.Existing != tt.existing || got.Known != tt.existing || p.Duration.Existing != tt.whole || p.Duration.Known != tt.whole {
				t.Errorf("the slot is %+v, the curve is over %d of %d", got, p.Duration.Known, p.Duration.Existing)
			}
			if tt.existing > 0 && (*got.Mean != tt.mean || *got.P50 != tt.mean) {
				t.Errorf("mean %v, median %v, want %v", *got.Mean, *got.P50, tt.mean)
			}
			if p.Unit != "°C" {
				t.Errorf("the unit is %q", p.Unit)
			}
		})
	}
}

// A slot of which more than half is missing has no value; what is known is still counted.
func TestProfile_OfTooFewValuesIsUnknown(t *testing.T) {
	s := &store{means: map[int64]float64{}}
	monday := time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC) // noon in Berlin
	s.means[monday.Unix()] = 5
	s.means[monday.Add(15*time.Minute).Unix()] = 6
	s.means[monday.Add(24*time.Hour+15*time.Minute).Unix()] = 8
	p, err := s.service().Profile(t.Context(), identity.Scope{}, of("Europe/Berlin"), analysis.Course{Of: "t0.Temperature", Dates: analysis.Dates{From: "2026-06-01", To: "2026-06-04"}, Period: analysis.Quarter}, later)
	if err != nil {
		t.Fatal(err)
	}
	once, twice := slotOf(p, analysis.WorkingDay, "12:00"), slotOf(p, analysis.WorkingDay, "12:15")
	if once.Mean != nil || once.Max != nil || once.Known != 1 || once.Existing != 3 {
		t.Errorf("known on one day of three, it is %+v", once)
	}
	if twice.Mean == nil || *twice.Mean != 7 || *twice.Min != 6 || *twice.Max != 8 || *twice.P10 != 6.2 {
		t.Errorf("known on two days of three, it is %+v", twice)
	}
	if want := (analysis.DurationPeak{Value: 8, From: monday.Add(24*time.Hour + 15*time.Minute)}); *p.Duration.Highest != want {
		t.Errorf("the highest is %+v, want %+v", *p.Duration.Highest, want)
	}
}

// Nothing is missing before the first value of all; a gap behind it is one.
func TestProfile_BeginsWithTheFirstValue(t *testing.T) {
	s := &store{means: map[int64]float64{}}
	friday := time.Date(2026, 6, 5, 10, 0, 0, 0, time.UTC)
	s.means[friday.Unix()] = 5
	s.means[friday.Add(5*24*time.Hour).Unix()] = 6 // Wednesday
	p, err := s.service().Profile(t.Context(), identity.Scope{}, of("Europe/Berlin"), analysis.Course{Of: "t0.Temperature", Dates: analysis.Dates{From: "2026-05-01", To: "2026-06-11"}, Period: analysis.Quarter}, later)
	if err != nil {
		t.Fatal(err)
	}
	if noon := slotOf(p, analysis.WorkingDay, "12:00"); noon.Known != 2 || noon.Existing != 4 || noon.Mean == nil || *noon.Mean != 5.5 {
		t.Errorf("known on two of the four working days since the first value, it is %+v", noon)
	}
	if want := 6 * 96; p.Duration.Existing != want {
		t.Errorf("%d quarter hours exist since the day of the first value, want %d", p.Duration.Existing, want)
	}
}

// What is not over is not missed.
func TestProfile_UntilNow(t *testing.T) {
	now := time.Date(2026, 6, 1, 10, 20, 0, 0, time.UTC) // 12:20 in Berlin
	for period, want := range map[analysis.Period]int{analysis.Quarter: 12*4 + 1, analysis.Hour: 12, analysis.WholeDay: 0} {
		s := &store{}
		p, err := s.service().Profile(t.Context(), identity.Scope{}, of("Europe/Berlin"), analysis.Course{Of: "t0.Temperature", Dates: analysis.Dates{From: "2026-06-01", To: "2026-06-05"}, Period: period}, now)
		if err != nil {
			t.Fatal(err)
		}
		if p.Duration.Existing != want || p.Groups[0].Days != 1 || !p.To.Equal(now) || len(p.Duration.Curve) != 0 {
			t.Errorf("%s: %+v, want %d periods", period, p, want)
		}
	}
}

func TestProfile_Seasons(t *testing.T) {
	for date, want := range map[string]analysis.Season{
		"2026-03-20": analysis.Winter, "2026-03-21": analysis.Transition, "2026-05-14": analysis.Transition, "2026-05-15": analysis.Summer,
		"2026-09-14": analysis.Summer, "2026-09-15": analysis.Transition, "2026-10-31": analysis.Transition, "2026-11-01": analysis.Winter,
	} {
		day, err := time.Parse(time.DateOnly, date)
		if err != nil {
			t.Fatal(err)
		}
		s := &store{}
		dates := analysis.Dates{From: date, To: day.AddDate(0, 0, 1).Format(time.DateOnly)}
		p, err := s.service().Profile(t.Context(), identity.Scope{}, of("Europe/Berlin"), analysis.Course{Of: "t0.Temperature", Dates: dates, Period: analysis.WholeDay, Seasons: true}, later)
		if err != nil || len(p.Groups) != 1 || p.Groups[0].Season != want {
			t.Errorf("%s: %+v, %v, want %s", date, p.Groups, err, want)
		}
	}
}

func TestProfile_Refuses(t *testing.T) {
	tests := map[string]struct {
		course analysis.Course
		code   reason.Code
	}{
		"a channel that is not there":  {analysis.Course{Of: "t0.Pressure", Dates: analysis.Dates{From: "2026-06-01", To: "2026-06-02"}}, reason.UnknownChannel},
		"a flow in lower case":         {analysis.Course{Of: "load", Dates: analysis.Dates{From: "2026-06-01", To: "2026-06-02"}}, reason.UnknownChannel},
		"a first day that is none":     {analysis.Course{Of: "LOAD", Dates: analysis.Dates{From: "2026-02-30", To: "2026-03-02"}}, reason.InvalidValue},
		"a last day that is none":      {analysis.Course{Of: "LOAD", Dates: analysis.Dates{From: "2026-06-01", To: "tomorrow"}}, reason.InvalidValue},
		"no day at all":                {analysis.Course{Of: "LOAD", Dates: analysis.Dates{From: "2026-06-01", To: "2026-06-01"}}, reason.InvalidValue},
		"more days than are read":      {analysis.Course{Of: "LOAD", Dates: analysis.Dates{From: "2020-01-01", To: "2026-06-01"}}, reason.InvalidValue},
		"days of which none has begun": {analysis.Course{Of: "LOAD", Dates: analysis.Dates{From: "2027-06-05", To: "2027-06-06"}}, reason.InvalidValue},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tt.course.Period = analysis.Quarter
			_, err := (&store{}).service().Profile(t.Context(), identity.Scope{}, of("Europe/Berlin"), tt.course, later)
			if !errors.Is(err, reason.New(tt.code, nil)) {
				t.Errorf("%v, want %s", err, tt.code)
			}
		})
	}
}

// Whatever is known in whatever zone: every quarter hour that is known stands in one slot, that of its
// clock, and the figures of the slot are those of a plain list of its values.
func TestProfile_IsThatOfAPlainList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom([]string{"Europe/Berlin", "UTC", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"}).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		first := time.Date(2026, time.Month(rapid.IntRange(1, 12).Draw(t, "month")), rapid.IntRange(1, 31).Draw(t, "day"), 12, 0, 0, 0, zone)
		count := rapid.IntRange(1, 45).Draw(t, "days")
		seasons, holes := rapid.Bool().Draw(t, "seasons"), rapid.IntRange(0, 9).Draw(t, "holes")
		last := first.AddDate(0, 0, count)
		span := slot.Interval{From: slot.Day(first, zone).From, To: slot.Day(last, zone).From}
		type key struct {
			dayType analysis.DayType
			at      string
		}
		s, want, existing := &store{means: map[int64]float64{}}, map[key][]float64{}, 0
		for q := range span.Split(slot.QuarterHour) {
			existing++
			if int(q.From.Unix()/900)*7919%10 < holes {
				continue
			}
			value := float64(q.From.Unix() / 900 * 31 % 997)
			s.means[q.From.Unix()] = value
			local := q.From.In(zone)
			dayType := analysis.WorkingDay
			if local.Weekday() == time.Saturday {
				dayType = analysis.Saturday
			} else if local.Weekday() == time.Sunday {
				dayType = analysis.Sunday
			}
			k := key{dayType, local.Format("15:04")}
			want[k] = append(want[k], value)
		}
		p, err := s.service().Profile(context.Background(), identity.Scope{}, of(zone.String()), analysis.Course{
			Of: "t0.Temperature", Dates: analysis.Dates{From: first.Format(time.DateOnly), To: last.Format(time.DateOnly)}, Period: analysis.Quarter, Seasons: seasons,
		}, later)
		if err != nil {
			t.Fatal(err)
		}
		known, sum := 0, 0
		for _, g := range p.Groups {
			for _, slot := range g.Slots {
				known, sum = known+slot.Known, sum+slot.Existing
				values := want[key{g.DayType, slot.At}]
				if seasons || slot.Mean == nil {
					continue
				}
				if len(values) != slot.Known || !near(*slot.Mean, plainMean(values)) || *slot.Min != slices.Min(values) || *slot.Max != slices.Max(values) {
					t.Fatalf("%s %s is %+v of %v", g.DayType, slot.At, slot, values)
				}
				if *slot.P10 > *slot.P50 || *slot.P50 > *slot.P90 || *slot.P10 < *slot.Min || *slot.P90 > *slot.Max {
					t.Fatalf("%s %s has percentiles out of order: %+v", g.DayType, slot.At, slot)
				}
			}
		}
		if known != len(s.means) || sum != existing || p.Duration.Known != known || p.Duration.Existing != existing {
			t.Fatalf("%d of %d quarter hours stand in slots, want %d of %d", known, sum, len(s.means), existing)
		}
		judgeCurve(t, p.Duration, s.means)
	})
}

// judgeCurve compares a load duration curve with counting: so much of the time, less one value, lies at
// or above the value at a share.
func judgeCurve(t *rapid.T, d analysis.DurationCurve, means map[int64]float64) {
	if len(means) == 0 {
		if d.Highest != nil || len(d.Curve) != 0 {
			t.Fatalf("of nothing there is a curve: %+v", d)
		}
		return
	}
	for i, share := range d.Curve {
		reached := 0
		for _, v := range means {
			if v >= share.Value {
				reached++
			}
		}
		if i > 0 && share.Value > d.Curve[i-1].Value {
			t.Fatalf("the curve rises at %d %%", share.Percent)
		}
		if 100*(reached+1) < len(means)*share.Percent {
			t.Fatalf("%d of %d values reach %v, which should be passed for %d %% of the time", reached, len(means), share.Value, share.Percent)
		}
	}
	if d.Curve[0].Value != d.Highest.Value {
		t.Fatalf("the curve begins at %v, the highest value is %v", d.Curve[0].Value, d.Highest.Value)
	}
}

func plainMean(values []float64) float64 {
	var sum float64
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(b)) }

// No more than about a month is read at once, and nothing twice.
func TestProfile_ReadsMonthByMonth(t *testing.T) {
	s := &store{}
	_, err := s.service().Profile(t.Context(), identity.Scope{}, of("Europe/Berlin"), analysis.Course{Of: "t0.Temperature", Dates: analysis.Dates{From: "2025-01-01", To: "2026-01-01"}, Period: analysis.Quarter}, later)
	if err != nil {
		t.Fatal(err)
	}
	var whole time.Duration
	for _, span := range s.spans {
		whole += span
		if span > 32*24*time.Hour {
			t.Errorf("%v are read at once", span)
		}
	}
	if want := 365 * 24 * time.Hour; whole != want {
		t.Errorf("%v are read, want %v", whole, want)
	}
}

// A site's consumption is what its balance says of each quarter hour, as if a quarter hour of which
// half is covered had been like that wholly; one of which a meter covers less is unknown.
func TestProfile_OfTheBalance(t *testing.T) {
	from := time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC)
	quarter := func(n int, covered time.Duration, away, towards int64) telemetry.FlowQuarter {
		return telemetry.FlowQuarter{From: from.Add(time.Duration(n) * slot.QuarterHour), Covered: covered, AwayJ: away, TowardsJ: towards}
	}
	s := &store{sites: []report.Site{{Channels: []report.Channel{
		{Name: "meter0.ActivePower", Flow: telemetry.Flow{Part: telemetry.AtGrid, Quarters: []telemetry.FlowQuarter{
			quarter(0, 15*time.Minute, 900_000, 0), quarter(1, 10*time.Minute, 600_000, 0), quarter(2, 7*time.Minute, 420_000, 0), quarter(3, 15*time.Minute, 0, 900_000),
		}}},
		{Name: "pv0.ActivePower", Flow: telemetry.Flow{Part: telemetry.AtPV, Quarters: []telemetry.FlowQuarter{
			quarter(0, 15*time.Minute, 0, 1_800_000), quarter(1, 15*time.Minute, 0, 1_800_000), quarter(2, 15*time.Minute, 0, 1_800_000), quarter(3, 15*time.Minute, 0, 1_800_000),
		}}},
	}}}}
	for flow, want := range map[analysis.Flow][]float64{
		analysis.Load: {3000, 3000, -1, 1000}, analysis.Import: {1000, 1000, -1, 0}, analysis.Export: {0, 0, -1, 1000}, analysis.PV: {2000, 2000, 2000, 2000}, analysis.Charged: {-1, -1, -1, -1},
	} {
		p, err := s.service().Profile(t.Context(), identity.Scope{}, of("Europe/Berlin"), analysis.Course{Of: string(flow), Dates: analysis.Dates{From: "2026-06-01", To: "2026-06-02"}, Period: analysis.Quarter}, later)
		if err != nil {
			t.Fatal(err)
		}
		var got []float64
		for _, at := range []string{"12:00", "12:15", "12:30", "12:45"} {
			mean := slotOf(p, analysis.WorkingDay, at).Mean
			if mean == nil {
				unknown := -1.0
				mean = &unknown
			}
			got = append(got, *mean)
		}
		if diff := cmp.Diff(want, got); diff != "" || p.Unit != "W" {
			t.Errorf("%s in %s: %s", flow, p.Unit, diff)
		}
	}
}
