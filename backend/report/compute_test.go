package report_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"ohmstead/backend/report"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

// quarters are the quarter hours of a span, each with the energies that draw gives; nil is a gap.
func quarters(span slot.Interval, draw func(i int) (away, towards int64, covered bool)) []telemetry.FlowQuarter {
	var out []telemetry.FlowQuarter
	i := 0
	for q := range span.Split(slot.QuarterHour) {
		if away, towards, covered := draw(i); covered {
			out = append(out, telemetry.FlowQuarter{From: q.From, Mean: float64(away-towards) / 900, Covered: slot.QuarterHour, AwayJ: away, TowardsJ: towards})
		}
		i++
	}
	return out
}

// day is a day of 2026 in Berlin.
func day(t interface{ Fatal(...any) }, month time.Month, date int) slot.Interval {
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	return slot.Day(time.Date(2026, month, date, 12, 0, 0, 0, loc), loc)
}

func frame(period report.Period, days ...slot.Interval) report.Frame {
	return report.Frame{Subject: report.Subject{Kind: report.OfSite, Name: "House"}, Period: period, TimeZone: "Europe/Berlin", Closed: true, Days: days}
}

func channel(name string, part telemetry.Part, q []telemetry.FlowQuarter) report.Channel {
	return report.Channel{Name: name, Flow: telemetry.Flow{Part: part, Quarters: q}}
}

func TestCompute_ADayHasAsManyHoursAsTheClockSays(t *testing.T) {
	for name, tt := range map[string]struct {
		month time.Month
		date  int
		hours int
	}{"in spring": {time.March, 29, 23}, "in autumn": {time.October, 25, 25}, "in summer": {time.June, 1, 24}} {
		t.Run(name, func(t *testing.T) {
			d := day(t, tt.month, tt.date)
			meter := channel("meter0.ActivePower", telemetry.AtGrid, quarters(d, func(int) (int64, int64, bool) { return 900_000, 0, true }))
			r := report.Compute(report.Input{Frame: frame(report.Day, d), Sites: []report.Site{{Name: "House", Channels: []report.Channel{meter}}}})
			if len(r.Parts) != tt.hours || *r.Total.Import != unit.ShownEnergy(tt.hours)*3_600_000 || r.Total.Coverage != 10_000 || len(r.Gaps) != 0 {
				t.Errorf("%d hours, import %d J, coverage %d, %d gaps", len(r.Parts), *r.Total.Import, r.Total.Coverage, len(r.Gaps))
			}
		})
	}
}

// What is not covered is a gap and makes figures unknown, never zero; the share of PV energy and of
// consumption follow from what is known alone.
func TestCompute_GapsAreGaps(t *testing.T) {
	d := day(t, time.June, 1)
	morning := func(away, towards int64) []telemetry.FlowQuarter {
		return quarters(d, func(i int) (int64, int64, bool) { return away, towards, i < 40 })
	}
	meter := channel("meter0.ActivePower", telemetry.AtGrid, morning(1_000_000, 0))
	roof := channel("pv0.ActivePower", telemetry.AtPV, nil)
	r := report.Compute(report.Input{Frame: frame(report.Day, d), Sites: []report.Site{{Name: "House", Channels: []report.Channel{meter, roof}}}})
	if r.Total.Import == nil || *r.Total.Import != 40_000_000 || r.Total.PV != nil || r.Total.Load != nil || r.Total.SelfSufficiency != nil || r.Total.Coverage != 0 {
		t.Errorf("the total is %+v", r.Total)
	}
	if noon := r.Parts[12]; noon.Import != nil || noon.Peak != nil || r.Parts[9].Import == nil {
		t.Errorf("an hour without data is %+v", noon)
	}
	want := []report.Gap{
		{Site: "House", Channel: "pv0.ActivePower", From: d.From, To: d.To},
		{Site: "House", Channel: "meter0.ActivePower", From: d.From.Add(10 * time.Hour), To: d.To},
	}
	if len(r.Gaps) != 2 || r.Gaps[0] != want[0] || r.Gaps[1] != want[1] {
		t.Errorf("the gaps are %+v", r.Gaps)
	}
}

// The hours of a day, or the days of a week, add up to the whole, whatever was measured.
func TestCompute_PartsAddUpToTheTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		days := []slot.Interval{day(t, time.October, 25)}
		period := report.Day
		if rapid.Bool().Draw(t, "a week") {
			period = report.Week
			for date := 26; date < 32; date++ {
				days = append(days, day(t, time.October, date))
			}
		}
		span := slot.Interval{From: days[0].From, To: days[len(days)-1].To}
		energies := rapid.SliceOfN(rapid.Int64Range(-5_000_000, 5_000_000), 7, 7).Draw(t, "energies")
		missing := rapid.IntRange(0, 10).Draw(t, "missing")
		flow := func(offset int) []telemetry.FlowQuarter {
			return quarters(span, func(i int) (int64, int64, bool) {
				e := energies[(i+offset)%len(energies)]
				return max(e, 0), max(-e, 0), missing == 0 || i%11 != missing
			})
		}
		sites := []report.Site{
			{Name: "A", Channels: []report.Channel{channel("battery0.ActivePower", telemetry.AtBattery, flow(2)), channel("meter0.ActivePower", telemetry.AtGrid, flow(0)), channel("pv0.ActivePower", telemetry.AtPV, flow(1))}},
			{Name: "B", Channels: []report.Channel{channel("meter0.ActivePower", telemetry.AtGrid, flow(3))}},
			{Name: "C"},
		}[:rapid.IntRange(1, 3).Draw(t, "sites")]
		r := report.Compute(report.Input{Frame: frame(period, days...), Sites: sites})
		sums := map[string][2]unit.ShownEnergy{}
		add := func(name string, at int, joules *unit.ShownEnergy) {
			if joules != nil {
				s := sums[name]
				s[at] += *joules
				sums[name] = s
			}
		}
		for _, p := range r.Parts {
			add("import", 0, p.Import)
			add("export", 0, p.Export)
			add("pv", 0, p.PV)
			add("charged", 0, p.Charged)
			add("discharged", 0, p.Discharged)
		}
		for name, total := range map[string]*unit.ShownEnergy{"import": r.Total.Import, "export": r.Total.Export, "pv": r.Total.PV, "charged": r.Total.Charged, "discharged": r.Total.Discharged} {
			add(name, 1, total)
			if s := sums[name]; s[0] != s[1] {
				t.Fatalf("%s: parts add up to %d J, the total is %d J", name, s[0], s[1])
			}
		}
		for _, share := range []*int64{r.Total.SelfConsumption, r.Total.SelfSufficiency} {
			if share != nil && (*share < 0 || *share > 10_000) {
				t.Fatalf("a share is %d hundredths of a percent", *share)
			}
		}
	})
}

// Several sites together: energies add up, the peak is that of the same quarter hour, and a site
// that measures nothing takes no part while one that has lost its meter makes the sum unknown.
func TestCompute_SitesTogether(t *testing.T) {
	d := day(t, time.June, 1)
	at := func(peak int) []telemetry.FlowQuarter {
		return quarters(d, func(i int) (int64, int64, bool) {
			if i == peak {
				return 9_000_000, 0, true
			}
			return 900_000, 0, true
		})
	}
	sites := []report.Site{
		{Name: "A", Channels: []report.Channel{channel("meter0.ActivePower", telemetry.AtGrid, at(10))}},
		{Name: "B", Channels: []report.Channel{channel("meter0.ActivePower", telemetry.AtGrid, at(20))}},
		{Name: "C"},
	}
	r := report.Compute(report.Input{Frame: frame(report.Day, d), Sites: sites})
	if *r.Total.Import != 2*(95*900_000+9_000_000) || *r.Total.Load != *r.Total.Import || r.Total.Coverage != 10_000 {
		t.Errorf("the total is %+v", r.Total)
	}
	if want := (report.Peak{Watts: 11_000, From: d.From.Add(150 * time.Minute)}); *r.Total.Peak != want {
		t.Errorf("the peak is %+v, want %+v: of both at once", *r.Total.Peak, want)
	}
	if r.Sites[2].Measured || r.Sites[2].Import != nil {
		t.Errorf("the site that measures nothing is %+v", r.Sites[2])
	}
	sites[1].Channels[0].Quarters = nil
	if r = report.Compute(report.Input{Frame: frame(report.Day, d), Sites: sites}); r.Total.Import != nil || r.Total.Load != nil || r.Sites[0].Import == nil {
		t.Errorf("without B's data the total is %+v", r.Total)
	}
}

// Whatever changes about an input changes its hash, and nothing else does.
func TestInput_HashSeesEveryChange(t *testing.T) {
	make := func() report.Input {
		d := day(t, time.June, 1)
		meter := channel("meter0.ActivePower", telemetry.AtGrid, quarters(d, func(i int) (int64, int64, bool) { return int64(i), 1, true }))
		return report.Input{Frame: frame(report.Day, d), Sites: []report.Site{{Name: "House", Channels: []report.Channel{meter}}}}
	}
	seen := map[[32]byte]string{make().Hash(): "nothing"}
	if again := make().Hash(); seen[again] == "" {
		t.Error("the same input has another hash")
	}
	for name, change := range map[string]func(*report.Input){
		"the name of the subject": func(in *report.Input) { in.Subject.Name = "Home" },
		"the subject":             func(in *report.Input) { in.Subject.ID = uuid.New() },
		"the zone":                func(in *report.Input) { in.TimeZone = "Europe/Vienna" },
		"that it is over":         func(in *report.Input) { in.Closed = false },
		"the name of a site":      func(in *report.Input) { in.Sites[0].Name = "Home" },
		"the name of a channel":   func(in *report.Input) { in.Sites[0].Channels[0].Name = "meter1.ActivePower" },
		"the part of a channel":   func(in *report.Input) { in.Sites[0].Channels[0].Part = telemetry.AtLoad },
		"a mean":                  func(in *report.Input) { in.Sites[0].Channels[0].Quarters[5].Mean++ },
		"an energy":               func(in *report.Input) { in.Sites[0].Channels[0].Quarters[5].AwayJ++ },
		"another energy":          func(in *report.Input) { in.Sites[0].Channels[0].Quarters[5].TowardsJ++ },
		"a coverage":              func(in *report.Input) { in.Sites[0].Channels[0].Quarters[5].Covered-- },
		"a quarter hour":          func(in *report.Input) { in.Sites[0].Channels[0].Quarters = in.Sites[0].Channels[0].Quarters[1:] },
		"a site":                  func(in *report.Input) { in.Sites = append(in.Sites, report.Site{}) },
	} {
		in := make()
		change(&in)
		if before, ok := seen[in.Hash()]; ok {
			t.Errorf("after %s was changed the hash is that of %s", name, before)
		}
		seen[in.Hash()] = name
	}
}
