package reports

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"ohmstead/backend/report"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/slot"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// example is a report of a period in the week in which summer time ends: one site that measures all
// but for a night, and one with a meter alone.
func example(t *testing.T, period report.Period, version int) FullReport {
	t.Helper()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	f := report.Frame{
		Subject: report.Subject{Kind: report.OfNode, ID: uuid.MustParse("0d1f6f5a-77c4-4f0f-9a65-5b0a3d6c9e21"), Name: "=Höfe & <Ställe>", TimeZone: "Europe/Berlin", Sites: 2},
		Period:  period, TimeZone: "Europe/Berlin", FirstDay: "2026-10-19", Closed: version > 1,
	}
	first, days := 19, 7
	if period == report.Day {
		first, days, f.FirstDay = 25, 1, "2026-10-25"
	}
	for i := range days {
		f.Days = append(f.Days, slot.Day(time.Date(2026, time.October, first+i, 12, 0, 0, 0, berlin), berlin))
	}
	flow := func(name string, part telemetry.Part, scale int64, known func(hour int) bool) report.Channel {
		c := report.Channel{Name: name, Flow: telemetry.Flow{Part: part}}
		for q := range f.Span().Split(slot.QuarterHour) {
			hour := q.From.In(berlin).Hour()
			if !known(hour) {
				continue
			}
			joules := scale * int64(12-max(hour-12, 12-hour)) * 10_001
			row := telemetry.FlowQuarter{From: q.From, Covered: slot.QuarterHour, Mean: float64(joules) / 900, AwayJ: max(joules, 0), TowardsJ: max(-joules, 0)}
			c.Quarters = append(c.Quarters, row)
		}
		return c
	}
	always := func(int) bool { return true }
	in := report.Input{Frame: f, Sites: []report.Site{
		{ID: uuid.MustParse("6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"), Name: "Hof", Channels: []report.Channel{
			flow("battery0.ActivePower", telemetry.AtBattery, 3, func(hour int) bool { return hour != 3 }),
			flow("meter0.ActivePower", telemetry.AtGrid, -20, func(hour int) bool { return hour > 1 }),
			flow("pv0.ActivePower", telemetry.AtPV, -50, always),
		}},
		{ID: uuid.MustParse("7e2d2a1f-1d9f-4f66-8a1b-4b2e2d6c8b21"), Name: "Stall", Channels: []report.Channel{flow("meter0.ActivePower", telemetry.AtGrid, 40, func(hour int) bool { return hour > 1 })}},
	}}
	r, err := report.Decode(report.Compute(in).Encode())
	if err != nil {
		t.Fatal(err)
	}
	v := report.Version{
		ID: uuid.MustParse("01900000-0000-7000-8000-000000000001"), Subject: f.Subject, Period: period, TimeZone: f.TimeZone, FirstDay: f.FirstDay,
		Number: version, Closed: f.Closed, DataHash: in.Hash(), Created: time.Date(2026, 10, 26, 6, 0, 0, 0, time.UTC), Newest: true,
	}
	if version > 1 {
		before := uuid.MustParse("01900000-0000-7000-8000-000000000000")
		v.Replaces = &before
	}
	return FullReport{Version: versionOf(v), Report: r}
}

func TestFiles(t *testing.T) {
	week, day := example(t, report.Week, 2), example(t, report.Day, 1)
	inEnglish, err := page(week, "en")
	if err != nil {
		t.Fatal(err)
	}
	inGerman, err := page(day, "de")
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string][]byte{"week.csv": table(week), "day.csv": table(day), "week.en.html": inEnglish, "day.de.html": inGerman} {
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, got, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s (-want +got):\n%s", name, cmp.Diff(string(want), string(got)))
		}
	}
}

// What was kept when reports had energies in J is shown as the same report is now.
func TestFiles_OfAReportKeptInJoules(t *testing.T) {
	document, err := os.ReadFile("../../report/testdata/week.schema1.json")
	if err != nil {
		t.Fatal(err)
	}
	full := example(t, report.Week, 2)
	if full.Report, err = report.Decode(document); err != nil {
		t.Fatal(err)
	}
	inEnglish, err := page(full, "en")
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string][]byte{"week.csv": table(full), "week.en.html": inEnglish} {
		if want, err := os.ReadFile(filepath.Join("testdata", name)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s, %v (-want +got):\n%s", name, err, cmp.Diff(string(want), string(got)))
		}
	}
}

// What a person named cannot run as a formula in a spreadsheet or as markup on the page.
func TestFiles_NamesAreNames(t *testing.T) {
	full := example(t, report.Day, 1)
	full.Report.Subject.Name = `=HYPERLINK("http://example.com")`
	if text := string(table(full)); !strings.Contains(text, `"'=HYPERLINK(""http://example.com"")"`) {
		t.Errorf("the file begins %s", text[:200])
	}
	full.Report.Subject.Name = "<script>alert(1)</script>"
	html, err := page(full, "en")
	if err != nil || bytes.Contains(html, []byte("<script")) {
		t.Errorf("the page has a script, %v", err)
	}
}

func TestDecimal(t *testing.T) {
	for want, got := range map[string]string{
		"0.000": Decimal(0, 3), "0.001": Decimal(1, 3), "1.000": Decimal(1000, 3), "12345.67": Decimal(1234567, 2),
		"1,234,567.8": view{W: wordings()["en"]}.number(12345678, 1), "1.234,50": view{W: wordings()["de"]}.number(123450, 2), "999.0": view{W: wordings()["en"]}.number(9990, 1),
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
