package postgres_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
	"ohmstead/backend/postgres"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/wire"
)

func (w *world) netPower(span slot.Interval, bucket time.Duration) telemetry.NetPower {
	w.t.Helper()
	answer, err := w.NetPower(w.t.Context(), w.scope, telemetry.SiteQuery{Site: w.site, From: span.From, To: span.To, Bucket: bucket})
	if err != nil {
		w.t.Fatal(err)
	}
	return answer
}

// minutes is the interval between two minutes after noon.
func minutes(from, to int) slot.Interval {
	return slot.Interval{From: noon().Add(time.Duration(from) * time.Minute), To: noon().Add(time.Duration(to) * time.Minute)}
}

func TestNetPower_DoesNotGrowWithTheSamplingRate(t *testing.T) {
	w := newWorld(t)
	w.hold("meter0.ActivePower", minutes(0, 15), 1000)
	var often []telemetry.Sample // the same power, read once a second
	for at := noon().Add(15 * time.Minute); at.Before(noon().Add(30 * time.Minute)); at = at.Add(time.Second) {
		often = append(often, w.sample("meter0.ActivePower", at, 1000))
	}
	w.write(often...)
	w.roll()
	got := w.netPower(minutes(0, 30), slot.QuarterHour)
	want := telemetry.NetPower{Buckets: []telemetry.Bucket{
		{From: noon(), Mean: ptr(1000.0), Covered: slot.QuarterHour, Quality: point.Good},
		{From: noon().Add(slot.QuarterHour), Mean: ptr(1000.0), Covered: slot.QuarterHour, Quality: point.Good},
	}}
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Errorf("net power (-want +got):\n%s", diff)
	}
}

func TestNetPower_SumsTheMetersOfTheConnectionsAndNothingElse(t *testing.T) {
	w := newWorld(t)
	m := manifest()
	m.Assets = append(m.Assets, wire.ManifestAsset{Key: "meter1", Name: "Second feed", Nature: "GRID_METER", MeasuresConnection: true})
	m.Channels = append(m.Channels, wire.ManifestChannel{Asset: "meter1", Name: "ActivePower", Unit: "W", Kind: "measurement"})
	w.take(m)
	w.hold("meter0.ActivePower", minutes(0, 45), -3000) // export
	w.hold("meter1.ActivePower", minutes(0, 15), 500)
	w.hold("meter1.ActivePower", minutes(15, 20), 500) // then nothing: 5 + 2 of 15 minutes
	w.hold("load0.ActivePower", minutes(0, 45), 7000)
	w.roll()
	got := w.netPower(minutes(0, 45), slot.QuarterHour)
	want := telemetry.NetPower{Buckets: []telemetry.Bucket{
		{From: noon(), Mean: ptr(-2500.0), Covered: slot.QuarterHour, Quality: point.Good},
		{From: noon().Add(15 * time.Minute), Covered: 6*time.Minute + 30*time.Second, Quality: point.Uncertain}, // never a partial sum
		{From: noon().Add(30 * time.Minute), Quality: point.Uncertain},
	}}
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Errorf("net power (-want +got):\n%s", diff)
	}
	// Five-minute buckets come from samples instead of rollups and agree.
	got = w.netPower(minutes(0, 20), 5*time.Minute)
	for i, b := range got.Buckets {
		if b.Mean == nil || *b.Mean != -2500 {
			t.Errorf("five minutes from %v: %+v, want -2500 W", i, b)
		}
	}
}

func TestNetPower_ARunningBucketCountsWhatWasAskedFor(t *testing.T) {
	w := newWorld(t)
	w.hold("meter0.ActivePower", minutes(0, 3), 800)
	w.roll()
	got := w.netPower(minutes(0, 4), slot.QuarterHour)
	want := telemetry.NetPower{Buckets: []telemetry.Bucket{{From: noon(), Mean: ptr(800.0), Covered: 4 * time.Minute, Quality: point.Good}}}
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Errorf("net power (-want +got):\n%s", diff)
	}
}

func TestNetPower_WithoutAGridMeter(t *testing.T) {
	w := newWorld(t)
	bare, err := w.CreateSite(t.Context(), w.tenant.Key, registry.Site{Name: "Bare", TimeZone: "UTC"})
	if err != nil {
		t.Fatal(err)
	}
	got, err := w.NetPower(t.Context(), w.scope, telemetry.SiteQuery{Site: bare, From: noon(), To: noon().Add(time.Hour), Bucket: slot.QuarterHour})
	if err != nil || !got.NoGridMeter || len(got.Buckets) != 4 || got.Buckets[0].Mean != nil {
		t.Errorf("got %+v, %v; want four empty buckets and NO_GRID_METER", got, err)
	}
}

func TestNetPower_AsDocumentedSQL(t *testing.T) {
	w := newWorld(t)
	w.hold("meter0.ActivePower", minutes(0, 15), 1200)
	w.roll()
	err := w.InTenant(t.Context(), w.scope, func(tx *postgres.Tx) error {
		var watts float64
		err := tx.QueryRow(t.Context(), "SELECT grid_watts FROM site_net_power($1, $2, $3) WHERE grid_watts IS NOT NULL", w.site.Key, noon(), noon().Add(slot.QuarterHour)).Scan(&watts)
		if err == nil && watts != 1200 {
			t.Errorf("by SQL: %v W, want 1200 W", watts)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	foreign := populate(t, w.DB, w.cfg)
	answer, err := foreign.NetPower(t.Context(), foreign.scope, telemetry.SiteQuery{Site: w.site, From: noon(), To: noon().Add(time.Hour), Bucket: slot.QuarterHour})
	if err != nil || !answer.NoGridMeter {
		t.Errorf("another tenant's site answers %+v, %v; want as if it had no meter", answer, err)
	}
}

func TestSeries_RefusesWhatCannotBeAnswered(t *testing.T) {
	w := newWorld(t)
	tests := map[string]telemetry.SeriesQuery{
		"an end before the start":       {From: noon(), To: noon().Add(-time.Second), Bucket: time.Minute},
		"a bucket of seven minutes":     {From: noon(), To: noon().Add(time.Hour), Bucket: 7 * time.Minute},
		"more buckets than anyone sees": {From: noon(), To: noon().AddDate(1, 0, 0), Bucket: time.Minute},
	}
	for name, q := range tests {
		q.Site, q.Channel = w.site, w.channels["meter0.ActivePower"]
		if _, err := w.Series(t.Context(), w.scope, q); !errors.Is(err, reason.New(reason.InvalidValue, nil)) {
			t.Errorf("%s: %v, want INVALID_VALUE", name, err)
		}
	}
}

// quarterRow writes a rollup as the ingest worker would have, of any day: rollups have no window.
func (w *world) quarterRow(channel string, from time.Time, away, towards int64) {
	w.t.Helper()
	mean := float64(away-towards) / slot.QuarterHour.Seconds()
	_, err := w.super.Exec(w.t.Context(), `INSERT INTO rollups_15m (tenant_id, site_id, channel_id, slot_from, mean, min, max, last, count, covered_ms, quality, energy_away_j, energy_towards_j)
		VALUES ($1, $2, $3, $4, $5, $5, $5, $5, 1, 900000, 1, $6, $7)`, w.tenant.Key, w.site.Key, w.channels[channel].Key, from, mean, away, towards)
	if err != nil {
		w.t.Fatal(err)
	}
}

func TestSummary_OfADayWithTwentyFiveHours(t *testing.T) {
	w := newWorld(t)
	berlin, err := time.LoadLocation(w.site.TimeZone)
	if err != nil {
		t.Fatal(err)
	}
	day := slot.Day(time.Date(2025, time.October, 26, 12, 0, 0, 0, berlin), berlin)
	kWh := int64(3_600_000)
	for quarter := range day.Split(slot.QuarterHour) {
		w.quarterRow("meter0.ActivePower", quarter.From, kWh/4, kWh/20) // 250 Wh in, 50 Wh out
		w.quarterRow("pv0.ActivePower", quarter.From, 0, kWh/10)
		w.quarterRow("battery0.ActivePower", quarter.From, kWh/50, kWh/100)
		w.quarterRow("load0.ActivePower", quarter.From, 0, 0)
	}
	// Neighbouring days do not belong to it.
	w.quarterRow("meter0.ActivePower", day.From.Add(-slot.QuarterHour), 100*kWh, 0)
	w.quarterRow("meter0.ActivePower", day.To, 100*kWh, 0)
	got, err := w.Summary(t.Context(), w.scope, w.site, day)
	if err != nil {
		t.Fatal(err)
	}
	want := telemetry.Summary{
		ImportWh: ptr(25_000.0), ExportWh: ptr(5_000.0), PVWh: ptr(10_000.0), ChargedWh: ptr(2_000.0), DischargedWh: ptr(1_000.0),
		LoadWh: ptr(29_000.0), SelfConsumption: ptr(0.5), SelfSufficiency: ptr(1 - 25.0/29.0),
		PeakImportWatts: ptr(800.0), PeakImportAt: &day.From, Covered: 1,
	}
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
}

func TestSummary_CountsBothDirectionsWithinAQuarterHour(t *testing.T) {
	w := newWorld(t)
	var samples []telemetry.Sample
	for i := range 30 { // 30 s import, 30 s export, and so on: the mean is zero, the meters' counters are not
		samples = append(samples, w.sample("meter0.ActivePower", noon().Add(time.Duration(i)*30*time.Second), float64(1200-2400*(i%2))))
	}
	w.write(samples...)
	w.roll()
	got, err := w.Summary(t.Context(), w.scope, w.site, minutes(0, 15))
	if err != nil || got.ImportWh == nil || *got.ImportWh != 150 || *got.ExportWh != 150 {
		t.Errorf("got %+v, %v; want 150 Wh in each direction", got, err)
	}
	if got.PVWh != nil || got.LoadWh != nil {
		t.Errorf("the PV has no values, yet PV is %v and the load %v", got.PVWh, got.LoadWh)
	}
}

func TestPlans_LeaveOutPartitions(t *testing.T) {
	w := newWorld(t)
	if _, err := w.super.Exec(t.Context(), "SELECT ensure_partitions(current_date - 30, current_date + 1)"); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		sql  string
		args []any
	}{
		"buckets of samples": {
			"SELECT * FROM sample_buckets($1, $2, $3, $4, $5, $6, $7)",
			[]any{w.tenant.Key, []int32{1}, noon().Add(-telemetry.MaxCover), noon(), noon().Add(time.Hour), time.Minute, telemetry.MaxCover},
		},
		"readings": {"SELECT * FROM samples WHERE tenant_id = $1 AND channel_id = $2 AND ts >= $3 AND ts < $4", []any{w.tenant.Key, 1, noon(), noon().Add(time.Hour)}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			err := w.InTenant(t.Context(), identity.Scope{Tenant: w.tenant.Key, AllSites: true}, func(tx *postgres.Tx) error {
				rows, err := tx.Query(t.Context(), "EXPLAIN "+tt.sql, tt.args...)
				if err != nil {
					return err
				}
				plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
				text := strings.Join(plan, "\n")
				if n := strings.Count(text, "on samples_"); n != 1 {
					t.Errorf("the plan reads %d of 32 partitions, want 1:\n%s", n, text)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}
