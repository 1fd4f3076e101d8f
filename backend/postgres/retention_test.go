package postgres_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/backend/retention"
	"ohmstead/backend/telemetry/block"
	"ohmstead/energy/reason"
)

func days(n int) *int { return &n }

func (w *world) policy(p retention.Policy) retention.State {
	w.t.Helper()
	state, err := w.SetTelemetryPolicy(w.t.Context(), w.scope, p)
	if err != nil {
		w.t.Fatal(err)
	}
	return state
}

// ago puts a closed day and a rollup of each length at so many days ago.
func (w *world) ago(n int) {
	w.t.Helper()
	at, c := noon().AddDate(0, 0, -n), w.channels["pv0.ActivePower"]
	packed, err := block.Encode([]block.Row{{Micros: at.UnixMicro(), Value: 1, Quality: 1, Source: 1}, {Micros: at.UnixMicro() + 1, Value: 2, Quality: 1, Source: 1}})
	if err != nil {
		w.t.Fatal(err)
	}
	_, err = w.super.Exec(w.t.Context(), `INSERT INTO sample_days (tenant_id, site_id, channel_id, day, count, first_at, last_at, last_value, last_quality, block)
		VALUES ($1, $2, $3, $4::timestamptz::date, 2, $4, $4, 2, 1, $5)`, w.tenant.Key, w.site.Key, c.Key, at, packed)
	for _, table := range []string{"rollups_15m", "rollups_1h", "rollups_1d"} {
		if err == nil {
			_, err = w.super.Exec(w.t.Context(), "INSERT INTO "+table+" (tenant_id, site_id, channel_id, slot_from, count, covered_ms, quality) VALUES ($1, $2, $3, $4, 2, 900000, 1)", w.tenant.Key, w.site.Key, c.Key, at)
		}
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// expire makes something be over and be removed.
func (w *world) expire() {
	w.t.Helper()
	w.policy(retention.Policy{RawDays: 40, QuarterDays: 400})
	w.ago(100)
	if n, err := w.DropExpired(w.t.Context(), w.tenant.Key, 100); err != nil || n != 2 {
		w.t.Fatalf("%d rows were removed, %v; want 2", n, err)
	}
}

// kept is how many rows are older than 35 days.
func (w *world) kept() string {
	w.t.Helper()
	var rows [4]int
	for i, table := range []string{"sample_days WHERE first_at", "rollups_15m WHERE slot_from", "rollups_1h WHERE slot_from", "rollups_1d WHERE slot_from"} {
		if err := w.super.QueryRow(w.t.Context(), "SELECT count(*) FROM "+table+" < now() - interval '35 days'").Scan(&rows[i]); err != nil {
			w.t.Fatal(err)
		}
	}
	return fmt.Sprint(rows)
}

func TestDropExpired(t *testing.T) {
	for name, tt := range map[string]struct {
		policy  retention.Policy // the zero policy sets none
		kept    string           // closed days, quarter hours, hours, days of those below
		dropped []string
	}{
		"the default keeps samples for two years and quarter hours for ten": {retention.Policy{}, "[3 4 5 5]", []string{"raw 4", "15m 1"}},
		"each length for a time of its own":                                 {retention.Policy{RawDays: 40, QuarterDays: 400, HourDays: days(800), DayDays: days(4000)}, "[0 2 3 5]", []string{"raw 10", "15m 3", "1h 2"}},
		"for ever":                                                          {retention.Policy{RawDays: 30_000, QuarterDays: 30_000}, "[5 5 5 5]", nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			if tt.policy.RawDays > 0 {
				w.policy(tt.policy)
			}
			w.write(w.sample("pv0.ActivePower", noon().AddDate(0, 0, -29), 1)) // open, and younger than any policy
			for _, n := range []int{41, 398, 700, 900, 3900} {
				w.ago(n)
			}
			for n := int64(1); n > 0; {
				var err error
				if n, err = w.DropExpired(t.Context(), w.tenant.Key, 1); err != nil {
					t.Fatal(err)
				}
			}
			if got := w.kept(); got != tt.kept {
				t.Errorf("%s are kept, want %s", got, tt.kept)
			}
			if open, _ := w.inside(); open != 1 {
				t.Errorf("%d open samples, want 1", open)
			}
			state, err := w.TelemetryPolicy(t.Context(), w.scope)
			if err != nil {
				t.Fatal(err)
			}
			sums := map[string]int64{}
			for _, d := range state.Drops {
				sums[d.Tier] += d.Rows
			}
			var dropped []string
			for _, tier := range []string{"raw", "15m", "1h", "1d"} {
				if sums[tier] > 0 {
					dropped = append(dropped, fmt.Sprint(tier, " ", sums[tier]))
				}
			}
			if diff := cmp.Diff(tt.dropped, dropped); diff != "" {
				t.Errorf("what is noted as removed (-want +got):\n%s", diff)
			}
			var audited int
			if err := w.super.QueryRow(t.Context(), "SELECT count(*) FROM audit_log WHERE entity = 'telemetry_drops' AND actor = 'role:ohm_ingest'").Scan(&audited); err != nil || audited != len(state.Drops) {
				t.Errorf("%d of %d removals are in the audit log, %v", audited, len(state.Drops), err)
			}
		})
	}
}

// Not even a row written past the program's checks may undercut what late data and reports need.
func TestTelemetryPolicy_TheDatabaseHoldsTheBounds(t *testing.T) {
	w := newWorld(t)
	for _, p := range []retention.Policy{
		{RawDays: 39, QuarterDays: 400},
		{RawDays: 40, QuarterDays: 399},
		{RawDays: 500, QuarterDays: 400},
		{RawDays: 40, QuarterDays: 400, HourDays: days(399)},
		{RawDays: 40, QuarterDays: 400, HourDays: days(500), DayDays: days(499)},
		{RawDays: 40, QuarterDays: 400, DayDays: days(500)},
	} {
		if err := p.Check(); !errors.Is(err, reason.New(reason.InvalidValue, nil)) {
			t.Errorf("%+v: %v, want INVALID_VALUE", p, err)
		}
		if _, err := w.SetTelemetryPolicy(t.Context(), w.scope, p); err == nil || !strings.Contains(err.Error(), "check") {
			t.Errorf("the database takes %+v: %v", p, err)
		}
	}
}

func TestSetTelemetryPolicy_Versions(t *testing.T) {
	w := newWorld(t)
	first := retention.Policy{RawDays: 100, QuarterDays: 500, SamplesPerSecond: days(5)}
	if got := w.policy(first); got.Version != 1 || got.UsedChannels != 5 || *got.SamplesPerSecond != 5 || got.Channels != nil {
		t.Errorf("%+v", got)
	}
	conflict := reason.New(reason.VersionConflict, nil)
	for version, want := range map[int]error{0: conflict, 2: conflict} {
		first.Version = version
		if _, err := w.SetTelemetryPolicy(t.Context(), w.scope, first); !errors.Is(err, want) {
			t.Errorf("with version %d: %v", version, err)
		}
	}
	first.Version, first.SamplesPerSecond = 1, nil
	if quotas, err := w.SampleQuotas(t.Context()); err != nil || quotas[w.tenant.Key] != 5 {
		t.Errorf("quotas %v, %v", quotas, err)
	}
	if got := w.policy(first); got.Version != 2 {
		t.Errorf("%+v", got)
	}
	if quotas, err := w.SampleQuotas(t.Context()); err != nil || len(quotas) != 0 {
		t.Errorf("quotas %v, %v", quotas, err)
	}
	other := populate(t, w.DB, w.cfg)
	first.Version = 7
	if _, err := other.SetTelemetryPolicy(t.Context(), other.scope, first); !errors.Is(err, conflict) {
		t.Errorf("a version of a policy there is none of: %v", err)
	}
}

// A quota of channels is the tenant's, not the site's. What is there already stays and may come again.
func TestApplyManifest_QuotaOfChannels(t *testing.T) {
	w := newWorld(t)
	w.policy(retention.Policy{RawDays: 40, QuarterDays: 400, Channels: days(7)})
	if _, err := w.ApplyManifest(t.Context(), w.edge, manifest()); err != nil {
		t.Errorf("the manifest of before: %v", err)
	}
	site, err := w.CreateSite(t.Context(), w.tenant.Key, w.site)
	if err != nil {
		t.Fatal(err)
	}
	edge, err := w.CreateEdge(t.Context(), w.tenant, site, "UANOTHER"+time.Now().String())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.ApplyManifest(t.Context(), edge, manifest()); !errors.Is(err, reason.New(reason.ChannelQuota, nil)) || !strings.Contains(err.Error(), "10") {
		t.Errorf("five more channels: %v, want CHANNEL_QUOTA", err)
	}
	if state, err := w.TelemetryPolicy(t.Context(), w.scope); err != nil || state.UsedChannels != 5 {
		t.Errorf("%d channels, %v; want 5", state.UsedChannels, err)
	}
}
