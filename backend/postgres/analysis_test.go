package postgres_test

import (
	"errors"
	"testing"
	"time"

	"ohmstead/backend/analysis"
	"ohmstead/backend/identity"
	"ohmstead/backend/report"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

// What is installed is the sum over all assets of a kind that take part in the balance, and unknown as
// soon as one of them has no rating.
func TestRatings(t *testing.T) {
	w := newWorld(t)
	subject := report.Subject{Kind: report.OfSite, ID: w.site.ID}
	for _, tt := range []struct {
		change string
		pv     int64 // 0 is unknown
		wh     int64
	}{
		{"SELECT 1", 0, 20_000},
		{"UPDATE assets SET max_active_power_watts = 9000, max_apparent_power_va = 10000 WHERE key = 'pv0'", 9_000, 20_000},
		{"UPDATE assets SET max_active_power_watts = NULL WHERE key = 'pv0'", 10_000, 20_000},
		{"UPDATE assets SET nature = 'PV', max_active_power_watts = 2000 WHERE key = 'load0'", 12_000, 20_000},
		{"UPDATE assets SET max_active_power_watts = NULL WHERE key = 'load0'", 0, 20_000},
		{"UPDATE assets SET enabled = false WHERE key = 'load0'", 10_000, 20_000},
		{"UPDATE assets SET capacity_j = NULL WHERE key = 'battery0'", 10_000, 0},
		{"UPDATE assets SET enabled = false WHERE nature = 'ESS'", 10_000, 0},
	} {
		if _, err := w.super.Exec(t.Context(), tt.change); err != nil {
			t.Fatal(err)
		}
		rating, err := w.Ratings(t.Context(), w.scope, subject)
		if err != nil {
			t.Fatal(err)
		}
		for name, pair := range map[string]struct {
			got  *int64
			want int64
		}{"PV": {rating.PVWatts, tt.pv}, "capacity": {rating.CapacityJ, tt.wh * 3600}} {
			if (pair.got == nil) != (pair.want == 0) || pair.got != nil && *pair.got != pair.want {
				t.Errorf("after %s %s is %v, want %d", tt.change, name, pair.got, pair.want)
			}
		}
	}
}

// Figures of a day come from its quarter hours, and are nobody's but those of whom the site is.
func TestKPIs_FromQuarterHours(t *testing.T) {
	w := newWorld(t)
	berlin, err := time.LoadLocation(w.site.TimeZone)
	if err != nil {
		t.Fatal(err)
	}
	for quarter := range slot.Day(time.Date(2025, time.October, 26, 12, 0, 0, 0, berlin), berlin).Split(slot.QuarterHour) {
		w.quarterRow("meter0.ActivePower", quarter.From, 900_000, 0)
		w.quarterRow("battery0.ActivePower", quarter.From, 360_000, 360_000)
		w.quarterRow("pv0.ActivePower", quarter.From, 0, 450_000)
	}
	service := analysis.NewService(report.NewService(w.DB), w.DB)
	question := analysis.Question{Kind: report.OfSite, Subject: w.site.ID, Dates: analysis.Dates{From: "2025-10-26", To: "2025-10-27"}, Interval: analysis.Day}
	found, err := service.KPIs(t.Context(), w.scope, question, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	k := found.Items[0]
	if *k.Import != 100*900_000 || *k.Load != 100*1_350_000 || k.SpecificYield != nil || *k.FullCycles != 500 || k.Coverage != 0 {
		// The load's own meter is silent: it covers nothing, and the balance does not need it.
		t.Errorf("the day of 25 hours is %+v", k)
	}
	profile, err := service.Profile(t.Context(), w.scope, w.site, analysis.Course{Of: "LOAD", Dates: question.Dates, Period: analysis.Hour}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if two := profile.Groups[0].Slots[2]; two.At != "02:00" || two.Known != 2 || *two.Mean != 1500 || profile.Duration.Known != 25 {
		t.Errorf("the hour that is twice is %+v of %+v", two, profile.Duration)
	}
	for name, scope := range map[string]identity.Scope{"another tenant": {Tenant: w.tenant.Key + 1, AllSites: true}, "another site": {Tenant: w.tenant.Key, Sites: []int32{w.site.Key + 1}}} {
		if _, err := service.KPIs(t.Context(), scope, question, time.Now()); !errors.Is(err, reason.New(reason.NotFound, nil)) {
			t.Errorf("%s sees %v", name, err)
		}
	}
}
