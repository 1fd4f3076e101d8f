package postgres_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
	"ohmstead/backend/postgres"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
)

// quarterRows puts rollups of quarter hours there, as if samples had led to them, and marks their hours
// and days: any date can be tested, also those of which no samples are accepted any more.
func (w *world) quarterRows(channel string, span slot.Interval, mean func(time.Time) float64) {
	w.t.Helper()
	c := w.channels[channel]
	for q := range span.Split(slot.QuarterHour) {
		_, err := w.super.Exec(w.t.Context(), `INSERT INTO rollups_15m (tenant_id, site_id, channel_id, slot_from, mean, min, max, last, count, covered_ms, quality, energy_away_j, energy_towards_j)
			VALUES ($1, $2, $3, $4, $5::float8, $5::float8, $5::float8, $5::float8, 30, 900000, 1, $5 * 900, 0)`, w.tenant.Key, w.site.Key, c.Key, q.From, mean(q.From))
		if err != nil {
			w.t.Fatal(err)
		}
	}
	_, err := w.super.Exec(w.t.Context(), `INSERT INTO rollup_marks (tenant_id, site_id, channel_id, period, slot_from)
		SELECT DISTINCT tenant_id, site_id, channel_id, p.period, p.slot_from FROM rollups_15m r
		CROSS JOIN LATERAL (VALUES ('1h', date_trunc('hour', r.slot_from)), ('1d', date_trunc('day', r.slot_from, 'Europe/Berlin'))) AS p (period, slot_from)
		WHERE r.slot_from >= $1 AND r.slot_from < $2`, span.From, span.To)
	if err != nil {
		w.t.Fatal(err)
	}
	w.roll()
}

func TestLocalDaysHave23To25Hours(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		day   time.Time
		hours int
	}{
		"a day like any other":            {time.Date(2026, 6, 1, 0, 0, 0, 0, berlin), 24},
		"the day the clocks go forward":   {time.Date(2026, 3, 29, 0, 0, 0, 0, berlin), 23},
		"the day the clocks go back":      {time.Date(2025, 10, 26, 0, 0, 0, 0, berlin), 25},
		"the day after the clocks change": {time.Date(2026, 3, 30, 0, 0, 0, 0, berlin), 24},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			day := slot.Day(tt.day, berlin)
			around := slot.Interval{From: day.From.Add(-time.Hour), To: day.To.Add(time.Hour)}
			w.quarterRows("meter0.ActivePower", around, func(at time.Time) float64 { // 100 W in the first hour, 200 W in the second …
				return 100 * (1 + at.Sub(day.From).Truncate(time.Hour).Hours())
			})
			n := float64(tt.hours)
			want := telemetry.Bucket{From: day.From, Mean: ptr(50 * (n + 1)), Min: ptr(100.0), Max: ptr(100 * n), Last: ptr(100 * n), Covered: time.Duration(tt.hours) * time.Hour, Quality: point.Good}
			got := w.series("meter0.ActivePower", slot.Interval{From: day.From, To: day.To.Add(time.Hour)}, telemetry.LocalDay)
			if len(got) != 2 {
				t.Fatalf("%d days, want this one and the beginning of the next", len(got))
			}
			if diff := cmp.Diff(want, got[0], near); diff != "" {
				t.Errorf("the day (-want +got):\n%s", diff)
			}
			if next := got[1]; next.Covered != time.Hour || !next.From.Equal(day.To) || *next.Mean != 100*(n+1) {
				t.Errorf("the beginning of the next day: %+v", next)
			}
			var energy int64
			if err := w.super.QueryRow(t.Context(), "SELECT energy_away_j FROM rollups_1d WHERE slot_from = $1", day.From).Scan(&energy); err != nil || energy != int64(n*(n+1)/2*100*3600) {
				t.Errorf("energy %d J, %v", energy, err)
			}
			hours := w.series("meter0.ActivePower", day, time.Hour)
			if len(hours) != tt.hours || *hours[tt.hours-1].Mean != 100*n || hours[0].Covered != time.Hour {
				t.Errorf("%d hours, the last %+v", len(hours), hours[len(hours)-1])
			}
		})
	}
}

func TestHoursAndDaysFollowLateDataAndRevisions(t *testing.T) {
	w := newWorld(t)
	hour := slot.At(noon(), time.Hour)
	w.hold("meter0.ActivePower", slot.Interval{From: hour.From, To: hour.From.Add(30 * time.Minute)}, 100)
	w.roll()
	berlin, err := time.LoadLocation(w.site.TimeZone)
	if err != nil {
		t.Fatal(err)
	}
	day := slot.Day(noon(), berlin)
	step := func(name string, mean, most float64, covered time.Duration) {
		t.Helper()
		w.roll()
		// The last value reaches 90 s over the end of what is held, within the hour at first.
		got := w.series("meter0.ActivePower", slot.Interval{From: hour.From, To: hour.To.Add(time.Hour)}, time.Hour)[0]
		if got.Mean == nil || math.Abs(*got.Mean-mean) > 1e-6 || *got.Max != most || got.Covered != covered {
			t.Errorf("%s: the hour is %+v, want %v W over %v", name, got, mean, covered)
		}
		var high float64
		if err := w.super.QueryRow(t.Context(), "SELECT max FROM rollups_1d WHERE slot_from = $1", day.From).Scan(&high); err != nil || high != most {
			t.Errorf("%s: the day's maximum is %v, %v; want %v", name, high, err, most)
		}
	}
	step("half an hour", 100, 100, 30*time.Minute+90*time.Second)
	w.hold("meter0.ActivePower", slot.Interval{From: hour.From.Add(30 * time.Minute), To: hour.To}, 300)
	step("the other half, late", 200, 300, time.Hour)
	s := w.sample("meter0.ActivePower", hour.From, 3700) // for 30 s of 3,600
	s.Quality = point.Substituted
	w.revise(s)
	step("a revision", 230, 3700, time.Hour)
}

// The planner may only read the rollups of the period that is asked for, by their keys.
func TestSeriesReadsTheRollupsOfItsLength(t *testing.T) {
	w := newWorld(t)
	w.quarterRows("meter0.ActivePower", slot.Interval{From: noon().AddDate(0, 0, -20), To: noon()}, func(time.Time) float64 { return 1 })
	if _, err := w.super.Exec(t.Context(), "ANALYZE rollups_15m, rollups_1h, rollups_1d"); err != nil {
		t.Fatal(err)
	}
	for bucket, table := range map[time.Duration]string{time.Hour: "rollups_1h", telemetry.LocalDay: "rollups_1d"} {
		q := telemetry.SeriesQuery{Site: w.site, Channel: w.channels["meter0.ActivePower"], From: noon().AddDate(0, 0, -20), To: noon(), Bucket: bucket}
		plan := explain(t, w, q)
		if !strings.Contains(plan, table+"_pkey") || strings.Contains(plan, "samples") || strings.Contains(plan, "Seq Scan on rollups_15m") {
			t.Errorf("%v:\n%s", bucket, plan)
		}
		t.Logf("%v:\n%s", bucket, plan)
	}
}

func explain(t *testing.T, w *world, q telemetry.SeriesQuery) string {
	t.Helper()
	sql, args, err := postgres.SeriesSQL(w.scope, q)
	if err != nil {
		t.Fatal(err)
	}
	var plan strings.Builder
	err = w.InTenant(t.Context(), identity.Scope{Tenant: w.tenant.Key, AllSites: true}, func(tx *postgres.Tx) error {
		if _, err := tx.Exec(t.Context(), "SET LOCAL enable_seqscan = off"); err != nil { // so few rows that reading all is cheap
			return err
		}
		rows, err := tx.Query(t.Context(), "EXPLAIN (COSTS OFF) "+sql, args...)
		if err != nil {
			return err
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		fmt.Fprintln(&plan, strings.Join(lines, "\n"))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return plan.String()
}
