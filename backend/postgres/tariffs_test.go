package postgres_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
	"ohmstead/backend/tariffs"
	"ohmstead/energy/money"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/tariff"
)

func perKWh(units int64) *tariff.Price { return &tariff.Price{Constant: of(money.Of(units, 2))} }

// dayAndNight is a version of two bands and a feed-in.
func dayAndNight(from time.Time) tariff.Version {
	work := tariff.Component{Name: "Work", Kind: tariff.Energy, Basis: tariff.Import, Period: tariff.Interval, VATClass: "STANDARD", Terms: tariff.Terms{Bands: []tariff.Band{
		{From: 0, To: 360, Price: perKWh(20)}, {From: 360, To: 1320, Price: perKWh(30), Peak: true}, {From: 1320, To: 1440, Price: perKWh(20)},
	}}}
	export := tariff.Component{Name: "Feed-in", Kind: tariff.Export, Basis: tariff.Exported, Period: tariff.Interval, Terms: tariff.Terms{Price: perKWh(8)}}
	return tariff.Version{
		ValidFrom: from, KnownAt: from.Add(-time.Hour).Truncate(time.Second), Currency: "EUR", TimeZone: "Europe/Berlin", Clock: tariff.Civil, Rounding: tariff.HalfEven,
		Holidays: &tariff.Holidays{Name: "DE", Days: []string{"2026-12-25"}}, Components: []tariff.Component{work, export},
	}
}

// quarter is the start of the quarter hour that is so far from when the tests began.
func quarter(after time.Duration) time.Time {
	return slot.Floor(began().Add(after), slot.QuarterHour)
}

func (w *world) tariff(name string, first tariff.Version) tariffs.Tariff {
	w.t.Helper()
	made, err := tariffs.NewService(w.DB).Make(w.t.Context(), w.scope, w.site.Key, tariffs.New{
		ID: uuid.New(), Draft: tariffs.Draft{Name: name, Region: "DE-LU"}, First: tariffs.NewVersion{ID: uuid.New(), Version: first},
	}, time.Now())
	if err != nil {
		w.t.Fatal(err)
	}
	return made
}

// A tariff comes back as it was made, with document 000's columns over it.
func TestTariffs_AreKeptAsTheyWereMade(t *testing.T) {
	w := newWorld(t)
	first := dayAndNight(quarter(-48 * time.Hour))
	spot := tariff.Component{Name: "Spot", Kind: tariff.Index, Basis: tariff.Import, Period: tariff.Interval, Terms: tariff.Terms{Months: []int{7}, Price: &tariff.Price{Formula: &tariff.Formula{
		A: money.Of(2, 2), B: money.Of(105, 2), Index: "DE-LU", Floor: of(money.Of(-5, 1)), Cap: of(money.Of(5, 1)),
	}}}}
	demand := tariff.Component{Name: "Peak", Kind: tariff.Demand, Basis: tariff.Import, Period: tariff.Month, Terms: tariff.Terms{
		Price: perKWh(1200), Demand: &tariff.Peak{WindowMinutes: 15, Largest: 3, OnePerDay: true, Pool: "all"}, Ratchet: &tariff.Ratchet{Percent: money.Of(80, 0), Previous: 11},
	}}
	first.Components = append(first.Components, spot, demand)
	made := w.tariff("House", first)
	if diff := cmp.Diff(first, made.Versions[0].Version); diff != "" || made.Versions[0].Structure != tariff.Dynamic || made.Version != 1 {
		t.Errorf("it is kept as %+v (-made +kept):\n%s", made, diff)
	}
	rows, err := w.super.Query(t.Context(), "SELECT time_window || ' ' || coalesce(buy_rate::text, '?') || ' ' || coalesce(sell_rate::text, '?') || ' ' || unit || ' ' || peak_flag FROM tariff_rates WHERE tariff_id = $1 ORDER BY 1", made.ID)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	want := []string{
		"JAN-JUN,AUG-DEC 00:00-06:00 0.2 0.08 EUR/kWh false", "JAN-JUN,AUG-DEC 06:00-22:00 0.3 0.08 EUR/kWh true", "JAN-JUN,AUG-DEC 22:00-24:00 0.2 0.08 EUR/kWh false",
		"JUL 00:00-06:00 ? 0.08 EUR/kWh false", "JUL 06:00-22:00 ? 0.08 EUR/kWh true", "JUL 22:00-24:00 ? 0.08 EUR/kWh false",
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v, rates (-want +got):\n%s", err, diff)
	}
	var region, structure, form string
	err = w.super.QueryRow(t.Context(), `SELECT t.market_region, t.rate_structure, (SELECT c.price_form || ' ' || c.market_region FROM tariff_components c WHERE c.name = 'Spot')
		FROM sites s JOIN tariffs t ON s.tenant_id = t.tenant_id AND s.site_id = t.site_id WHERE t.tariff_id = $1`, made.ID).Scan(&region, &structure, &form)
	if err != nil || region != "DE-LU" || structure != "DYNAMIC" || form != "FORMULA DE-LU" {
		t.Errorf("%s %s %s %v", region, structure, form, err)
	}
}

// What was stays; what is ahead can be ended, withdrawn and followed by another.
func TestTariffs_WhatHasPassedStays(t *testing.T) {
	k := newCaretaker(t)
	service, now := tariffs.NewService(k.DB), time.Now()
	made := k.tariff("House", dayAndNight(quarter(-48*time.Hour)))
	add := func(from time.Time, to *time.Time) (tariffs.Tariff, error) {
		v := dayAndNight(from)
		v.ValidTo, v.KnownAt = to, now.Truncate(time.Second)
		return service.Add(t.Context(), k.by, made.ID, tariffs.NewVersion{ID: uuid.New(), Version: v}, now)
	}
	end := func(v tariffs.Version, to *time.Time) (tariffs.Tariff, error) {
		return service.End(t.Context(), k.by, tariffs.End{ID: v.ID, Revision: v.Revision, To: to}, now)
	}
	if _, err := add(quarter(-24*time.Hour), nil); !has(err, reason.PeriodsOverlap) {
		t.Errorf("one that begins in what has passed: %v", err)
	}
	two, err := add(quarter(24*time.Hour), nil)
	if err != nil || len(two.Versions) != 2 || two.Versions[0].ValidTo == nil || !two.Versions[0].ValidTo.Equal(two.Versions[1].ValidFrom) {
		t.Fatalf("one that follows: %+v %v", two, err)
	}
	if _, err := end(made.Versions[0], nil); !has(err, reason.VersionConflict) {
		t.Errorf("an end from an old revision: %v", err)
	}
	if _, err := end(two.Versions[0], of(quarter(-time.Hour))); !has(err, reason.TariffVersionBegun) {
		t.Errorf("an end in what has passed: %v", err)
	}
	if _, err := end(two.Versions[0], nil); !has(err, reason.PeriodsOverlap) {
		t.Errorf("no end before another: %v", err)
	}
	gone, err := end(two.Versions[1], &two.Versions[1].ValidFrom)
	if err != nil || !gone.Versions[1].ValidTo.Equal(gone.Versions[1].ValidFrom) {
		t.Fatalf("one that is withdrawn: %+v %v", gone, err)
	}
	if _, err := end(gone.Versions[1], nil); !has(err, reason.InvalidValue) {
		t.Errorf("one that was withdrawn, brought back: %v", err)
	}
	open, err := end(gone.Versions[0], nil)
	if err != nil || open.Versions[0].ValidTo != nil {
		t.Errorf("an end ahead is taken back: %+v %v", open, err)
	}
	past, err := add(quarter(-72*time.Hour), of(quarter(-48*time.Hour)))
	if err != nil || len(past.Versions) != 3 {
		t.Fatalf("what was before, told later: %v", err)
	}
	if _, err := end(past.Versions[0], of(quarter(-50*time.Hour))); !has(err, reason.TariffVersionBegun) {
		t.Errorf("the end of what has ended: %v", err)
	}
	k.changes(service, made)
}

// changes says anew what is beside the versions.
func (k caretaker) changes(service *tariffs.Service, made tariffs.Tariff) {
	k.t.Helper()
	ctx, contract := k.t.Context(), k.contract()
	change := tariffs.Change{Draft: tariffs.Draft{Name: "Home", Contract: contract}, ID: made.ID, Version: 1, Archived: true, At: time.Now()}
	gone, err := service.Change(ctx, k.by, change)
	if err != nil || gone.Name != "Home" || gone.Region != "" || gone.Contract != contract || gone.Archived == nil || gone.Version != 2 {
		k.t.Errorf("changed it is %+v %v", gone, err)
	}
	if _, err := service.Change(ctx, k.by, change); !has(err, reason.VersionConflict) {
		k.t.Errorf("changed from an old version: %v", err)
	}
	change.Version, change.Contract = 2, uuid.New()
	if _, err := service.Change(ctx, k.by, change); !has(err, reason.NotFound) {
		k.t.Errorf("under a contract that is not: %v", err)
	}
	k.tariff("House", dayAndNight(quarter(0)))
	change.Contract, change.Name = contract, "House"
	if _, err := service.Change(ctx, k.by, change); !has(err, reason.NameTaken) {
		k.t.Errorf("called as another: %v", err)
	}
	for want, f := range map[int]tariffs.Filter{1: {}, 2: {Archived: true}, 0: {Archived: true, Contract: uuid.New()}} {
		f.Limit = 10
		if found, err := service.Page(ctx, k.scope, f); err != nil || len(found) != want {
			k.t.Errorf("%+v finds %d %v, want %d", f, len(found), err, want)
		}
	}
	at := quarter(-24 * time.Hour)
	for name, f := range map[string]tariffs.Filter{"at an instant": {At: &at, Archived: true}, "of a contract": {Contract: contract, Archived: true}, "of a region": {Region: "DE-LU"}, "of a site": {SiteKey: k.site.Key}} {
		f.Limit = 10
		if found, err := service.Page(ctx, k.scope, f); err != nil || len(found) != 1 || len(found[0].Versions) == 0 || found[0].Versions[0].Components != nil {
			k.t.Errorf("%s it finds %+v %v", name, found, err)
		}
	}
}

// What no application does is refused by the database, whoever asks.
func TestTariffs_TheDatabaseKeepsThem(t *testing.T) {
	w := newWorld(t)
	made := w.tariff("House", dayAndNight(quarter(-48*time.Hour)))
	other := populate(t, w.DB, w.cfg)
	v := made.Versions[0].ID
	component := func(columns, values string) string {
		return "INSERT INTO tariff_components (tenant_id, site_id, version_id, ordinal, name, period, terms, " + columns + ") SELECT tenant_id, site_id, id, 9, 'X', " + values + " FROM v"
	}
	version := func(from, to, more string) string {
		return `INSERT INTO tariff_versions (tenant_id, site_id, tariff_id, id, valid_from, valid_to, known_at, currency, time_zone, clock, rounding, rate_structure)
			SELECT tenant_id, site_id, tariff_id, gen_random_uuid(), ` + from + ", " + to + ", known_at, " + more + " FROM tariff_versions"
	}
	const plain = "currency, time_zone, clock, rounding, rate_structure"
	for name, tt := range map[string]struct{ sql, want string }{
		"a price is changed":                       {"UPDATE tariff_components SET terms = '{\"price\":{\"constant\":\"9\"}}'", "tariff_versions_kept"},
		"a component is removed":                   {"DELETE FROM tariff_components", "tariff_versions_kept"},
		"a component is added later":               {"WITH v AS (SELECT * FROM tariff_versions) " + component("kind, basis", `'INTERVAL', '{"price":{"constant":"1"}}', 'ENERGY', 'IMPORT'`), "tariff_versions_kept"},
		"a rate is changed":                        {"UPDATE tariff_windows SET buy_rate = 0", "tariff_versions_kept"},
		"a version is removed":                     {"DELETE FROM tariff_versions", "tariff_versions_kept"},
		"a version changes its currency":           {"UPDATE tariff_versions SET currency = 'SEK'", "tariff_versions_kept"},
		"a version begins elsewhere":               {"UPDATE tariff_versions SET valid_from = valid_from - interval '1 day'", "tariff_versions_kept"},
		"a version ends before now":                {"UPDATE tariff_versions SET valid_to = valid_from + interval '1 day'", "tariff_versions_kept"},
		"two versions at once":                     {version("valid_from + interval '1 day'", "NULL", plain), "tariff_versions_one_at_a_time"},
		"one that ends before it begins":           {version("valid_from - interval '1 day'", "valid_from - interval '2 days'", plain), "tariff_versions_in_order"},
		"one that begins beside a quarter hour":    {version("valid_from - interval '61 minutes'", "valid_from", plain), "tariff_versions_valid_from_check"},
		"a clock that is none":                     {version("valid_from - interval '1 day'", "valid_from", "currency, time_zone, 'SUN', rounding, rate_structure"), "tariff_versions_clock_check"},
		"a currency that is none":                  {version("valid_from - interval '1 day'", "valid_from", "'eur', time_zone, clock, rounding, rate_structure"), "tariff_versions_currency_check"},
		"a tariff without a name":                  {"UPDATE tariff_models SET name = ''", "tariff_models_name_check"},
		"a version of another tenant's tariff":     {strings.Replace(version("valid_from - interval '1 day'", "valid_from", plain), "SELECT tenant_id, site_id", "SELECT $1::int, $2::int", 1), "tariff_versions_tenant_id_site_id_tariff_id_fkey"},
		"a tariff under another tenant's contract": {"UPDATE tariff_models SET contract_id = (SELECT id FROM energy_contracts LIMIT 1)", "tariff_models_contract"},
	} {
		t.Run(name, func(t *testing.T) {
			tx, err := w.super.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = tx.Rollback(t.Context()) }()
			var args []any
			if strings.Contains(tt.sql, "$1") {
				args = []any{other.tenant.Key, other.site.Key}
			}
			if strings.Contains(tt.sql, "energy_contracts") {
				if _, err := tx.Exec(t.Context(), "INSERT INTO energy_contracts (tenant_id, id, counterparty, contract_type, starts_at) VALUES ($1, gen_random_uuid(), 'U', 'PPA', now())", other.tenant.Key); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := tx.Exec(t.Context(), tt.sql, args...); err == nil || !strings.Contains(err.Error(), tt.want) && constraintOf(err) != tt.want {
				t.Errorf("%v, want %s", err, tt.want)
			}
		})
	}
	w.refusesComponents(v)
}

// refusesComponents tries components that are none, in the transaction in which their version is made.
func (w *world) refusesComponents(like uuid.UUID) {
	w.t.Helper()
	const price = `'{"price":{"constant":"1"}}'`
	for values, want := range map[string]string{
		"'ENERGY', NULL, 'INTERVAL', " + price:                                     "tariff_components_basis",
		"'FIXED', 'IMPORT', 'MONTH', " + price:                                     "tariff_components_basis",
		"'TAX', NULL, 'INTERVAL', " + price:                                        "tariff_components_basis",
		"'EXPORT', 'IMPORT', 'INTERVAL', " + price:                                 "tariff_components_export",
		"'MINIMUM', NULL, 'INTERVAL', " + price:                                    "tariff_components_period",
		"'DEMAND', 'IMPORT', 'MONTH', " + price:                                    "tariff_components_demand",
		`'ENERGY', 'IMPORT', 'INTERVAL', '{"price":{"constant":"1"},"demand":{}}'`: "tariff_components_demand",
		`'FIXED', NULL, 'MONTH', '{"price":{"series":"DE"}}'`:                      "tariff_components_bands",
		"'INDEX', 'IMPORT', 'INTERVAL', " + price:                                  "tariff_components_index",
		"'GIFT', 'IMPORT', 'INTERVAL', " + price:                                   "tariff_components_kind_check",
		"'ENERGY', 'IMPORT', 'INTERVAL', '{}'":                                     "price_form",
		`'ENERGY', 'IMPORT', 'INTERVAL', '{"price":{"constant":"dear"}}'`:          "numeric",
	} {
		tx, err := w.super.Begin(w.t.Context())
		if err != nil {
			w.t.Fatal(err)
		}
		_, err = tx.Exec(w.t.Context(), `INSERT INTO tariff_versions (tenant_id, site_id, tariff_id, id, valid_from, valid_to, known_at, currency, time_zone, clock, rounding, rate_structure)
			SELECT tenant_id, site_id, tariff_id, gen_random_uuid(), valid_from - interval '1 day', valid_from, known_at, currency, time_zone, clock, rounding, rate_structure FROM tariff_versions WHERE id = $1`, like)
		if err == nil {
			_, err = tx.Exec(w.t.Context(), `INSERT INTO tariff_components (tenant_id, site_id, version_id, ordinal, name, kind, basis, period, terms)
				SELECT tenant_id, site_id, id, 1, 'X', `+values+` FROM tariff_versions WHERE made_at = now()`)
		}
		if err == nil || !strings.Contains(err.Error(), want) && constraintOf(err) != want {
			w.t.Errorf("%s: %v, want %s", values, err, want)
		}
		if err := tx.Rollback(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
	}
}

// Tariffs of others do not exist, in tables and views alike.
func TestTariffs_OfOthers(t *testing.T) {
	w := newWorld(t)
	made := w.tariff("House", dayAndNight(quarter(-48*time.Hour)))
	service := tariffs.NewService(w.DB)
	span := tariffs.Span{From: quarter(0), To: quarter(time.Hour), Length: time.Hour}
	for name, scope := range map[string]identity.Scope{"another tenant": {Tenant: w.tenant.Key + 1, AllSites: true}, "another site": {Tenant: w.tenant.Key, Sites: []int32{w.site.Key + 1}}} {
		_, errFind := service.Find(t.Context(), scope, made.ID)
		_, _, errRates := service.Rates(t.Context(), scope, made.ID, span)
		_, errVersion := w.TariffVersion(t.Context(), scope, made.Versions[0].ID)
		errEnd := w.EndTariffVersion(t.Context(), scope, tariffs.End{ID: made.Versions[0].ID, Revision: 1})
		errChange := w.ChangeTariff(t.Context(), scope, tariffs.Change{ID: made.ID, Version: 1, Draft: tariffs.Draft{Name: "Mine"}})
		for i, err := range []error{errFind, errRates, errVersion, errEnd, errChange} {
			if !has(err, reason.NotFound) {
				t.Errorf("%s, %d: %v", name, i, err)
			}
		}
		if found, err := service.Page(t.Context(), scope, tariffs.Filter{Limit: 10}); err != nil || len(found) != 0 {
			t.Errorf("%s lists %v %v", name, found, err)
		}
	}
	for _, view := range []string{"tariffs", "tariff_rates"} {
		var own, foreign int
		for _, ask := range []struct {
			tenant int32
			n      *int
		}{{w.tenant.Key, &own}, {w.tenant.Key + 1, &foreign}} {
			tx, err := w.super.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			_, err = tx.Exec(t.Context(), "SELECT set_config('app.tenant', $1::int::text, true), set_config('app.all_sites', 'true', true), set_config('app.sites', '{}', true)", ask.tenant)
			if err == nil {
				_, err = tx.Exec(t.Context(), "SET LOCAL ROLE ohm_app")
			}
			if err == nil {
				err = tx.QueryRow(t.Context(), "SELECT count(*) FROM "+view).Scan(ask.n)
			}
			if err != nil {
				t.Fatal(err)
			}
			if err := tx.Rollback(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if own == 0 || foreign != 0 {
			t.Errorf("%s shows %d rows of one's own, %d to others", view, own, foreign)
		}
	}
}
