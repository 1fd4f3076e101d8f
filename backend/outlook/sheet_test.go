package outlook_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"ohmstead/backend/outlook"
	"ohmstead/energy/money"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

// lines is a report in a few words.
func lines(r outlook.Report) string {
	text := fmt.Sprint(r.New, " new, ", r.Same, " same, ", r.Stored)
	for _, p := range r.Problems {
		text += fmt.Sprintf(", %d:%s %s", p.Line, p.Field, p.Why.Code)
	}
	return text
}

func TestFile_OfPrices(t *testing.T) {
	berlin := "Europe/Berlin"
	for name, tt := range map[string]struct{ content, zone, want string }{
		"with offsets":                               {"ts,value\n2026-06-02T00:00:00+02:00,0.08\n2026-06-02T00:15:00+02:00,-0.01\n", "", "2 new, 0 same, true"},
		"as spreadsheets write":                      {"\ufeffTime;Value\r\n02.06.2026 00:00;0,08\r\n02.06.2026 00:15;-0,01\r\n", berlin, "2 new, 0 same, true"},
		"everything or nothing":                      {"ts;value\n2026-06-02 00:00;1\n2026-06-02 00:07;1\nsoon;1\n2026-06-02 00:30;1,5,5\n2026-06-02 00:45\n2026-06-02 01:00;\n", berlin, "1 new, 0 same, false, 3:ts INVALID_VALUE, 4:ts INVALID_VALUE, 5:value INVALID_VALUE, 6: INVALID_VALUE, 7:value MISSING_FIELD"},
		"a time that exists twice":                   {"ts,value\n2026-10-25 02:30,1\n", berlin, "0 new, 0 same, false, 2:ts AMBIGUOUS_TIME"},
		"a time that is skipped":                     {"ts,value\n2026-03-29 02:30,1\n", berlin, "0 new, 0 same, false, 2:ts NO_SUCH_TIME"},
		"a local time without a zone":                {"ts,value\n2026-06-02 00:00,1\n", "", "0 new, 0 same, false, 2:ts INVALID_VALUE"},
		"a slot that contradicts itself":             {"ts,value\n2026-06-02T00:00:00Z,1\n2026-06-02T00:00:00Z,2\n", "", "1 new, 0 same, false, 3: BELIEF_CONFLICT"},
		"a field nobody knows":                       {"ts,price\n2026-06-02T00:00:00Z,1\n", "", "0 new, 0 same, false, 1:price UNKNOWN_FIELD, 1:value MISSING_FIELD"},
		"a field twice":                              {"ts,time,value\n", "", "0 new, 0 same, false, 1:time DUPLICATE_NAME"},
		"a quote that does not end":                  {"ts,value\n\"2026,1\n", "", "0 new, 0 same, false, 2: SYNTAX_ERROR"},
		"nothing":                                    {"", "", "0 new, 0 same, false, 1: INVALID_VALUE"},
		"a line that is right in a file that is not": {"ts,value\n2026-06-02T00:00:00Z,1\n2026-06-02T00:15:00Z,x\n", "", "1 new, 0 same, false, 3:value INVALID_VALUE"},
	} {
		m := &memory{}
		report, err := m.service().BringPrices(t.Context(), whole, book(""), outlook.File{Content: tt.content, TimeZone: tt.zone})
		if err != nil || lines(report) != tt.want {
			t.Errorf("%s: %s, %v, want %s", name, lines(report), err, tt.want)
		}
		if !report.Stored && len(m.prices) > 0 {
			t.Errorf("%s: %d prices are kept", name, len(m.prices))
		}
	}
	if _, err := (&memory{}).service().BringPrices(t.Context(), whole, book(""), outlook.File{TimeZone: "Mars"}); !errors.Is(err, reason.New(reason.InvalidValue, nil)) {
		t.Errorf("in a zone that is none: %v", err)
	}
}

func TestFile_ADryRunSaysWhatWouldBecomeOfIt(t *testing.T) {
	m := &memory{}
	b := book("2026-06-01T10:00:00Z")
	file := outlook.File{Content: "ts,value\n2026-06-02T00:00:00Z,1\n2026-06-02T00:15:00Z,2\n"}
	for i, tt := range []struct {
		dry  bool
		want string
		kept int
	}{{true, "2 new, 0 same, false", 0}, {false, "2 new, 0 same, true", 2}, {true, "0 new, 2 same, false", 2}, {false, "0 new, 2 same, true", 2}} {
		b.Dry = tt.dry
		report, err := m.service().BringPrices(t.Context(), whole, b, file)
		if err != nil || lines(report) != tt.want || len(m.prices) != tt.kept || !report.From.Equal(at("2026-06-02T00:00:00Z")) || !report.To.Equal(at("2026-06-02T00:30:00Z")) {
			t.Errorf("step %d: %s from %v to %v, %v, kept %d", i, lines(report), report.From, report.To, err, len(m.prices))
		}
	}
}

func TestFile_OfFactors(t *testing.T) {
	for name, tt := range map[string]struct{ content, want string }{
		"of slots":        {"ts;value\n2026-06-01 00:00;300\n2026-06-01 01:00;310,5\n", "2 new, 0 same, true"},
		"of any interval": {"from,to,value\n2025-01-01,2026-01-01,363\n", "1 new, 0 same, true"},
		"that overlap":    {"from,to,value\n2025-01-01,2026-01-01,363\n2025-12-31,2026-12-31,1\n2026-02-01,2026-01-01,2\n", "1 new, 0 same, false, 3: FACTORS_OVERLAP, 4:to INVALID_VALUE"},
	} {
		m := &memory{}
		report, err := m.service().BringFactors(t.Context(), whole, factors(outlook.Final, ""), outlook.FactorFile{File: outlook.File{Content: tt.content, TimeZone: "Europe/Berlin"}, Slot: time.Hour})
		if err != nil || lines(report) != tt.want {
			t.Errorf("%s: %s, %v, want %s", name, lines(report), err, tt.want)
		}
	}
}

// Real prices of Austria: quarter hours of the day on which clocks were set back, and hours of the one on
// which they were put forward; and a day with negative ones.
func TestFile_RealDaysOf25And23HoursAndOfNegativePrices(t *testing.T) {
	vienna, err := time.LoadLocation("Europe/Vienna")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		file  string
		day   time.Time
		slot  time.Duration
		slots int
	}{
		{"at_quarter_hours_2025-10-26.csv", time.Date(2025, 10, 26, 12, 0, 0, 0, vienna), slot.QuarterHour, 100},
		{"at_hours_2023-03-26.csv", time.Date(2023, 3, 26, 12, 0, 0, 0, vienna), time.Hour, 23},
		{"at_hours_2023-07-02.csv", time.Date(2023, 7, 2, 12, 0, 0, 0, vienna), time.Hour, 24},
	} {
		m := &memory{}
		b := book("")
		b.Region, b.Source, b.Unit, b.Slot = "AT", "day-ahead", "EUR/MWh", tt.slot
		raw, err := os.ReadFile("testdata/" + tt.file)
		if err != nil {
			t.Fatal(err)
		}
		content := string(raw)
		report, err := m.service().BringPrices(t.Context(), whole, b, outlook.File{Content: content})
		day := slot.Day(tt.day, vienna)
		if err != nil || report.New != tt.slots || !report.Stored || !report.From.Equal(day.From) || !report.To.Equal(day.To) {
			t.Fatalf("%s: %s from %v to %v, %v, want %d slots of %v", tt.file, lines(report), report.From, report.To, err, tt.slots, day)
		}
		next := day.From
		for _, p := range m.prices {
			if !p.At.Equal(next) {
				t.Fatalf("%s: %v after %v", tt.file, p.At, next)
			}
			next = next.Add(tt.slot)
		}
		last := strings.Fields(strings.ReplaceAll(strings.TrimSpace(content), ",", " "))
		if got := m.prices[len(m.prices)-1].Value; got.Mul(money.Of(1000, 0)).String() != last[len(last)-1] {
			t.Errorf("%s: the last price is %s per kWh, of %s per MWh", tt.file, got, last[len(last)-1])
		}
	}
}

// Whatever a file holds, it is read to its end or refused: it never fails, and keeps everything or nothing.
func FuzzFile(f *testing.F) {
	f.Add("ts,value\n2026-06-02T00:00:00Z,1\n", "")
	f.Add("ts;value\n25.10.2026 02:30;-1,5\n", "Europe/Berlin")
	f.Add("from;to;value\n2025-01-01;2026-01-01;363\n", "Australia/Lord_Howe")
	f.Add("\ufefftime,value\n\"2026-01-01\",\n", "UTC")
	f.Fuzz(func(t *testing.T, content, zone string) {
		m := &memory{}
		file := outlook.File{Content: content, TimeZone: zone}
		prices, err := m.service().BringPrices(t.Context(), whole, book(""), file)
		if err != nil {
			if !errors.Is(err, reason.New(reason.InvalidValue, nil)) {
				t.Fatal(err)
			}
			return
		}
		grams, err := m.service().BringFactors(t.Context(), whole, factors(outlook.Final, ""), outlook.FactorFile{File: file, Slot: time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range []outlook.Report{prices, grams} {
			if r.Stored != (len(r.Problems) == 0) {
				t.Fatalf("%+v", r)
			}
		}
		if prices.Stored != (len(m.prices) == prices.New) && prices.New > 0 {
			t.Fatalf("%d of %d prices are kept", len(m.prices), prices.New)
		}
	})
}
