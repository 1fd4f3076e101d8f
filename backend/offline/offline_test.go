package offline_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"ohmstead/backend/identity"
	"ohmstead/backend/offline"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

var now = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// memory keeps one meter, all of whose readings it hands to judge.
type memory struct {
	offline.Store
	meter    offline.Meter
	readings map[int64]offline.Reading
	quarters map[int64]offline.QuarterHour
}

func newMemory(draft offline.Draft) *memory {
	draft.Name = "Hall"
	if draft.Unit == "" {
		draft.Unit = "kWh"
	}
	return &memory{
		meter:    offline.Meter{Draft: draft, ID: uuid.New(), TimeZone: "Europe/Berlin", Version: 1},
		readings: map[int64]offline.Reading{}, quarters: map[int64]offline.QuarterHour{},
	}
}

func (m *memory) Meter(context.Context, identity.Scope, uuid.UUID) (offline.Meter, error) {
	return m.meter, nil
}

func (m *memory) ChangeMeter(_ context.Context, _ identity.Scope, c offline.Change) (offline.Meter, error) {
	m.meter.Name = c.Name
	return m.meter, nil
}

func (m *memory) Take(_ context.Context, _ offline.Meter, _ slot.Interval, judge func([]offline.Reading) offline.Taking) error {
	var known []offline.Reading
	for _, r := range m.readings {
		known = append(known, r)
	}
	slices.SortFunc(known, func(a, b offline.Reading) int { return a.At.Compare(b.At) })
	taking := judge(known)
	for _, r := range slices.Concat(taking.First, taking.Revised) {
		m.readings[r.At.UnixMilli()] = r
	}
	for _, q := range taking.Quarters {
		m.quarters[q.From.Unix()] = q
	}
	return nil
}

func (m *memory) bring(t testing.TB, content, zone string) offline.Report {
	t.Helper()
	report, err := offline.NewService(m).Bring(t.Context(), identity.Scope{}, m.meter.ID, offline.Job{Name: "f.csv", Content: content, TimeZone: zone, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// problems are those of a report, a line each.
func problems(r offline.Report) []string {
	said := []string{}
	for _, p := range r.Problems {
		said = append(said, fmt.Sprintf("%d %s %s", p.Line, p.Field, p.Why.Code))
	}
	return said
}

func TestBring_SaysWhatIsWrong(t *testing.T) {
	counter, month := offline.Draft{ReadingKind: offline.Counter}, offline.Draft{ReadingKind: offline.Interval, Period: offline.Month}
	tests := map[string]struct {
		draft   offline.Draft
		content string
		zone    string
		want    []string
	}{
		"nothing, of a good file":            {counter, "time,value\n2026-01-01 00:00,1\n2026-02-01 00:00,2,\n", "Europe/Berlin", []string{"3  INVALID_VALUE"}},
		"an hour that is twice":              {counter, "time,value\n2025-10-26 02:30,1\n", "Europe/Berlin", []string{"2 time AMBIGUOUS_TIME"}},
		"which offsets make one of":          {counter, "time,value\n2025-10-26T02:30:00+02:00,1\n2025-10-26T02:30:00+01:00,2\n", "Europe/Berlin", []string{}},
		"an hour that is not":                {counter, "time,value\n2026-03-29 02:30,1\n", "Europe/Berlin", []string{"2 time NO_SUCH_TIME"}},
		"a local time without a zone":        {counter, "time,value\n2026-01-01 00:00,1\n", "", []string{"2 time INVALID_VALUE"}},
		"every line, not the first alone":    {counter, "time,value,quality\nsoon,x,fine\n,,\n2026-01-01T00:00:00Z,-1,GOOD\n", "", []string{"2 time INVALID_VALUE", "2 value INVALID_VALUE", "2 quality INVALID_VALUE", "3 time MISSING_FIELD", "3 value MISSING_FIELD", "4 value INVALID_VALUE"}},
		"a field nobody knows":               {counter, "time,value,colour\n2026-01-01T00:00:00Z,1,red\n", "", []string{"1 colour UNKNOWN_FIELD"}},
		"a field that is not there":          {counter, "time\n2026-01-01T00:00:00Z\n", "", []string{"1 value MISSING_FIELD"}},
		"a field that is there twice":        {counter, "time,value,value\n2026-01-01T00:00:00Z,1,2\n", "", []string{"1 value DUPLICATE_NAME"}},
		"no field at all":                    {counter, "", "", []string{"1  INVALID_VALUE"}},
		"separators of thousands":            {counter, "time;value\n2026-01-01T00:00:00Z;1.234,5\n", "", []string{"2 value INVALID_VALUE"}},
		"an exponent":                        {counter, "time,value\n2026-01-01T00:00:00Z,1e9\n", "", []string{"2 value INVALID_VALUE"}},
		"more than anything":                 {counter, "time,value\n2026-01-01T00:00:00Z,999999999999999\n", "", []string{"2 value INVALID_VALUE"}},
		"a time to come":                     {counter, "time,value\n2026-06-01T12:06:00Z,1\n", "", []string{"2 time FUTURE_TIMESTAMP"}},
		"a time long gone":                   {counter, "time,value\n1999-12-31T00:00:00Z,1\n", "", []string{"2 time INVALID_VALUE"}},
		"a quality that is none of these":    {counter, "time,value,quality\n2026-01-01T00:00:00Z,1,BAD\n", "", []string{"2 quality INVALID_VALUE"}},
		"a counter that falls":               {counter, "time,value\n2026-01-01T00:00:00Z,5\n2026-01-02T00:00:00Z,4\n2026-01-03T00:00:00Z,6\n", "", []string{"3 value COUNTER_WENT_BACK"}},
		"an instant with two values":         {counter, "time,value\n2026-01-01T00:00:00Z,5\n2026-01-01T01:00:00+01:00,6\n", "", []string{"3 value READING_CONFLICT"}},
		"an instant twice, with one value":   {counter, "time,value\n2026-01-01T00:00:00Z,5\n2026-01-01T00:00:00Z,5.000\n", "", []string{}},
		"a month that begins elsewhere":      {month, "time,value\n2026-01-01T00:00:00Z,5\n2026-01-15,5\n", "Europe/Berlin", []string{"2 time INVALID_VALUE", "3 time INVALID_VALUE"}},
		"a month that is not over":           {month, "time,value\n2026-05-01,5\n2026-06-01,5\n", "Europe/Berlin", []string{"3 time INVALID_VALUE"}},
		"a quote that is not closed":         {counter, "time,value\n\"2026-01-01,5\n", "", []string{"2  SYNTAX_ERROR"}},
		"a German spreadsheet is no wrong":   {month, "\ufefftime;value\r\n01.01.2026;1234,5\r\n01.02.2026;1000\r\n", "Europe/Berlin", []string{}},
		"other writings of a time neither":   {counter, "time,value\n2026-01-01T00:00Z,1\n2026-01-01 02:00+01:00,2\n2026-01-01T03:00:00,3\n01.01.2026 04:30,4\n01.01.2026 05:30:15,5\n", "Europe/Berlin", []string{}},
		"and other qualities that there are": {counter, "time,value,quality\n2026-01-01T00:00Z,1,good\n2026-01-02T00:00Z,2,Uncertain\n2026-01-03T00:00Z,3,\n", "", []string{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			m := newMemory(tt.draft)
			report := m.bring(t, tt.content, tt.zone)
			if diff := cmp.Diff(tt.want, problems(report)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if report.Stored != (len(tt.want) == 0) || len(m.readings) > 0 != report.Stored {
				t.Errorf("with %d problems stored is %v, %d readings are kept", len(tt.want), report.Stored, len(m.readings))
			}
		})
	}
}

func TestBring_ComparesWithWhatIsKnown(t *testing.T) {
	m := newMemory(offline.Draft{ReadingKind: offline.Counter})
	m.bring(t, "time,value\n2026-01-01T00:00:00Z,100\n2026-02-01T00:00:00Z,200\n", "")
	for name, tt := range map[string]struct {
		content            string
		want               []string
		fresh, again, anew int
	}{
		"the same again":                    {"time,value\n2026-02-01T00:00:00Z,200.0\n", []string{}, 0, 1, 0},
		"another value":                     {"time,value\n2026-02-01T00:00:00Z,201\n", []string{"2 value READING_CONFLICT"}, 0, 0, 0},
		"another value in its place":        {"time,value,quality\n2026-02-01T00:00:00Z,201,SUBSTITUTED\n", []string{}, 0, 0, 1},
		"one between that would go back":    {"time,value\n2026-01-15T00:00:00Z,99\n", []string{"2 value COUNTER_WENT_BACK"}, 1, 0, 0},
		"one between that is too far ahead": {"time,value\n2026-01-15T00:00:00Z,250\n", []string{"2 value COUNTER_WENT_BACK"}, 1, 0, 0},
		"a substitute that is too far back": {"time,value,quality\n2026-02-01T00:00:00Z,50,SUBSTITUTED\n", []string{"2 value COUNTER_WENT_BACK"}, 0, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			report, err := offline.NewService(m).Bring(t.Context(), identity.Scope{}, m.meter.ID, offline.Job{Name: "f.csv", Content: tt.content, Now: now, Dry: true})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, problems(report)); diff != "" || report.New != tt.fresh || report.Same != tt.again || report.Revised != tt.anew || report.Stored || len(m.readings) != 2 {
				t.Errorf("%+v, %d readings are kept, problems (-want +got):\n%s", report, len(m.readings), diff)
			}
		})
	}
}

func TestBring_Refuses(t *testing.T) {
	m := newMemory(offline.Draft{ReadingKind: offline.Counter})
	for name, job := range map[string]offline.Job{
		"a zone that is none":       {Content: "time,value\n", TimeZone: "Berlin"},
		"more than five years":      {Content: "time,value\n2019-01-01T00:00:00Z,1\n2026-01-01T00:00:00Z,2\n"},
		"the zone of some computer": {Content: "time,value\n", TimeZone: "Local"},
	} {
		job.Now = now
		if _, err := offline.NewService(m).Bring(t.Context(), identity.Scope{}, m.meter.ID, job); !errors.Is(err, reason.New(reason.InvalidValue, nil)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A month has as many quarter hours as it has, each with its share, and they add up to it to the J.
func TestIntervals_OfTheirOwnLength(t *testing.T) {
	for name, tt := range map[string]struct {
		period   offline.Period
		line     string
		quarters int
		quality  point.Quality
	}{
		"March, in which clocks go forward":   {offline.Month, "2026-03-01", 31*96 - 4, point.Uncertain},
		"October, in which they are set back": {offline.Month, "2025-10-01", 31*96 + 4, point.Uncertain},
		"the day of 23 hours":                 {offline.Day, "2026-03-29", 92, point.Uncertain},
		"the day of 25 hours":                 {offline.Day, "2025-10-26", 100, point.Uncertain},
		"an hour":                             {offline.Hour, "2026-03-29T03:00:00+02:00", 4, point.Uncertain},
		"a quarter hour":                      {offline.Quarter, "2026-03-29T03:15:00+02:00", 1, point.Good},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMemory(offline.Draft{ReadingKind: offline.Interval, Period: tt.period, Unit: "Wh"})
			if r := m.bring(t, "time,value\n"+tt.line+",12345.67\n", "Europe/Berlin"); !r.Stored {
				t.Fatalf("%v", problems(r))
			}
			var sum int64
			for _, q := range m.quarters {
				sum += q.AwayJ
				if q.Covered != slot.QuarterHour || q.Quality != tt.quality || q.TowardsJ != 0 {
					t.Fatalf("a quarter hour is %+v", q)
				}
			}
			if len(m.quarters) != tt.quarters || sum != 44_444_412 {
				t.Errorf("%d quarter hours of %d J, want %d of 44444412", len(m.quarters), sum, tt.quarters)
			}
		})
	}
}

// Whatever is read, in whatever pieces and order: energy is neither lost nor made, no quarter hour covers
// more than itself, and all is as if it had come at once.
func TestCounters_AddUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		produced := rapid.Bool().Draw(rt, "produced")
		at, value := time.Date(2025, 3, 28, 0, 0, 0, 0, time.UTC), int64(0)
		var lines []string
		first := at
		for range rapid.IntRange(2, 12).Draw(rt, "readings") {
			at = at.Add(time.Duration(rapid.IntRange(1, 9_000_000).Draw(rt, "after")) * time.Millisecond)
			value += rapid.Int64Range(0, 50_000_000).Draw(rt, "more")
			if len(lines) == 0 {
				first, value = at, 0
			}
			lines = append(lines, fmt.Sprintf("%s,%d.%02d", at.Format(time.RFC3339Nano), value/100, value%100))
		}
		whole := newMemory(offline.Draft{ReadingKind: offline.Counter, Unit: "Wh", Produced: produced})
		if r := whole.bring(t, "time,value\n"+strings.Join(lines, "\n"), ""); !r.Stored {
			rt.Fatalf("%v", problems(r))
		}
		pieces := newMemory(whole.meter.Draft)
		for _, line := range rapid.Permutation(lines).Draw(rt, "order") {
			if r := pieces.bring(t, "time,value\n"+line, ""); !r.Stored {
				rt.Fatalf("%s: %v", line, problems(r))
			}
		}
		if diff := cmp.Diff(whole.quarters, pieces.quarters); diff != "" {
			rt.Fatalf("in pieces it is different:\n%s", diff)
		}
		var sum int64
		var covered time.Duration
		for _, q := range whole.quarters {
			sum += q.AwayJ + q.TowardsJ
			covered += q.Covered
			if q.Covered > slot.QuarterHour || q.Min > q.Mean+1e-6 || q.Max < q.Mean-1e-6 || produced != (q.AwayJ == 0 && q.Mean <= 0) && sum > 0 && q.AwayJ+q.TowardsJ > 0 {
				rt.Fatalf("a quarter hour is %+v", q)
			}
		}
		if sum != value*36 || covered != at.Sub(first) {
			rt.Fatalf("%d J over %v, want %d J over %v", sum, covered, value*36, at.Sub(first))
		}
	})
}

// Of two qualities a quarter hour has the one that says less, in the order of the whole house.
func TestQuarterHours_HaveTheWorseQuality(t *testing.T) {
	m := newMemory(offline.Draft{ReadingKind: offline.Counter})
	m.bring(t, "time,value,quality\n2026-01-01T00:00:00Z,1,GOOD\n2026-01-01T00:05:00Z,2,SUBSTITUTED\n2026-01-01T00:15:00Z,3,UNCERTAIN\n2026-01-01T00:20:00Z,4,GOOD\n2026-01-01T00:25:00Z,5,SUBSTITUTED\n", "")
	first := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for after, want := range map[time.Duration]point.Quality{0: point.Uncertain, slot.QuarterHour: point.Uncertain} {
		if got := m.quarters[first.Add(after).Unix()].Quality; got != want {
			t.Errorf("after %v it is %s, want %s", after, got, want)
		}
	}
}

// However far apart readings are, one file makes no more than five years of quarter hours anew.
func TestBring_BoundsWhatIsWritten(t *testing.T) {
	tests := map[string]struct {
		known, content string
		want           []string
	}{
		"a reading long after the last":        {"2000-01-01T00:00:00Z,1", "2026-01-01T00:00:00Z,2", []string{"2 time INVALID_VALUE"}},
		"a reading long before the first":      {"2026-01-01T00:00:00Z,2", "2000-02-01T00:00:00Z,2\n2000-01-01T00:00:00Z,1", []string{"2 time INVALID_VALUE"}},
		"one in between that is far from both": {"2000-01-01T00:00:00Z,1", "2015-01-01T00:00:00Z,2\n2015-02-01T00:00:00Z,3", []string{"2 time INVALID_VALUE"}},
		"one within five years":                {"2021-01-01T00:00:00Z,1", "2026-01-01T00:00:00Z,2", []string{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			m := newMemory(offline.Draft{ReadingKind: offline.Counter})
			m.bring(t, "time,value\n"+tt.known, "")
			report := m.bring(t, "time,value\n"+tt.content, "")
			if diff := cmp.Diff(tt.want, problems(report)); diff != "" || report.Stored != (len(tt.want) == 0) {
				t.Errorf("stored %v, problems (-want +got):\n%s", report.Stored, diff)
			}
			if len(tt.want) > 0 && (len(m.quarters) > 0 || len(m.readings) != 1 || report.From != nil) {
				t.Errorf("%d quarter hours and %d readings are kept, %+v", len(m.quarters), len(m.readings), report)
			}
		})
	}
}

// A meter is renamed as it is named: by a name that says something.
func TestChange_Checks(t *testing.T) {
	m := newMemory(offline.Draft{ReadingKind: offline.Counter})
	for name, want := range map[string]error{" \t": reason.New(reason.MissingField, nil), "": reason.New(reason.MissingField, nil), "Barn": nil} {
		if _, err := offline.NewService(m).Change(t.Context(), identity.Scope{}, offline.Change{ID: m.meter.ID, Version: 1, Name: name}); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", name, err, want)
		}
	}
	if m.meter.Name != "Barn" {
		t.Errorf("it is named %q", m.meter.Name)
	}
}

func TestDraft_Check(t *testing.T) {
	for name, tt := range map[string]struct {
		draft offline.Draft
		code  reason.Code
	}{
		"a counter":                         {offline.Draft{Name: "a", Unit: "kWh", ReadingKind: offline.Counter}, ""},
		"a month":                           {offline.Draft{Name: "a", Unit: "MWh", ReadingKind: offline.Interval, Period: offline.Month}, ""},
		"without a name":                    {offline.Draft{Name: " ", Unit: "kWh", ReadingKind: offline.Counter}, reason.MissingField},
		"in cubic metres":                   {offline.Draft{Name: "a", Unit: "m³", ReadingKind: offline.Counter}, reason.InvalidValue},
		"a counter with a period":           {offline.Draft{Name: "a", Unit: "kWh", ReadingKind: offline.Counter, Period: offline.Day}, reason.InvalidValue},
		"an interval without a period":      {offline.Draft{Name: "a", Unit: "kWh", ReadingKind: offline.Interval}, reason.InvalidValue},
		"an interval of a week":             {offline.Draft{Name: "a", Unit: "kWh", ReadingKind: offline.Interval, Period: "1w"}, reason.InvalidValue},
		"neither a counter nor an interval": {offline.Draft{Name: "a", Unit: "kWh", ReadingKind: "GAUGE"}, reason.InvalidValue},
	} {
		err := tt.draft.Check()
		if tt.code == "" && err != nil || tt.code != "" && !errors.Is(err, reason.New(tt.code, nil)) {
			t.Errorf("%s: %v, want %q", name, err, tt.code)
		}
	}
}

// Whatever a file holds, it is read to its end or refused: it never fails.
func FuzzBring(f *testing.F) {
	f.Add("time,value\n2026-01-01T00:00:00Z,1\n", "")
	f.Add("time;value;quality\n26.10.2025 02:30;1,5;SUBSTITUTED\n", "Europe/Berlin")
	f.Add("\ufefftime,value\n\"2026-01-01\",\n", "Australia/Lord_Howe")
	f.Fuzz(func(t *testing.T, content, zone string) {
		m := newMemory(offline.Draft{ReadingKind: offline.Counter})
		report, err := offline.NewService(m).Bring(t.Context(), identity.Scope{}, m.meter.ID, offline.Job{Name: "f.csv", Content: content, TimeZone: zone, Now: now})
		if err != nil {
			if !errors.Is(err, reason.New(reason.InvalidValue, nil)) {
				t.Fatal(err)
			}
			return
		}
		if report.Stored != (len(report.Problems) == 0) {
			t.Fatalf("%+v", report)
		}
	})
}
