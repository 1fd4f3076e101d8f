package postgres_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"pgregory.net/rapid"

	"ohmstead/backend/identity"
	"ohmstead/backend/outlook"
	"ohmstead/energy/money"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

func (w *world) outlook() *outlook.Service { return outlook.NewService(w.DB, w.DB) }

// believe keeps a price, a factor and a forecast.
func (w *world) believe() {
	w.t.Helper()
	head := outlook.Publication{Region: "DE-LU", Source: "exchange", By: "user:test", Now: noon()}
	_, err := w.outlook().PublishPrices(w.t.Context(), w.scope, outlook.PriceBook{
		Publication: head, Slot: time.Hour, Unit: "EUR/kWh", Points: []outlook.PricePoint{{At: noon(), Value: "-0.05"}},
	})
	if err == nil {
		_, err = w.outlook().PublishFactors(w.t.Context(), w.scope, outlook.FactorBook{
			Publication: head, Kind: outlook.Direct, ID: "mix", Version: "1", Unit: "g/kWh", Quality: outlook.Final,
			Points: []outlook.FactorPoint{{Of: slot.At(noon(), time.Hour), Value: "318.4"}},
		})
	}
	if err == nil {
		_, err = w.outlook().PublishForecast(w.t.Context(), w.scope, outlook.IssueBook{
			Site: w.site, Metric: "ActivePower", Unit: "kW", Model: "ridge/1", Issued: noon(), By: "user:test", Now: noon(),
			Points: []outlook.IssuePoint{{TS: noon().Add(time.Hour), Expected: outlook.Expected{Value: 3}}},
		})
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// spoken is a value of a slot as it was published, for the oracle.
type spoken struct {
	slot  int
	since time.Time
	value string
}

// newest is what an oracle believes of each slot as of an instant.
func newest(all []spoken, asOf time.Time) map[int]string {
	at, out := map[int]time.Time{}, map[int]string{}
	for _, s := range all {
		if had, is := at[s.slot]; !s.since.After(asOf) && (!is || s.since.After(had)) {
			at[s.slot], out[s.slot] = s.since, s.value
		}
	}
	return out
}

// In whatever order publications come, and however they repeat and contradict each other, what was believed
// at an instant is what an oracle that remembers everything says, page by page.
func TestOutlook_WhatWasBelievedAtAnInstant(t *testing.T) {
	w := newWorld(t)
	source := 0
	rapid.Check(t, func(t *rapid.T) {
		source++ // each run has a series of its own
		product := outlook.Product{Region: "DE-LU", Source: fmt.Sprint("run ", source), Slot: slot.QuarterHour}
		var all []spoken
		for range rapid.IntRange(1, 8).Draw(t, "publications") {
			since := noon().Add(time.Duration(rapid.IntRange(0, 5).Draw(t, "since")) * time.Minute)
			said := rapid.Bool().Draw(t, "said")
			book := outlook.PriceBook{Publication: outlook.Publication{Region: product.Region, Source: product.Source, By: "user:test", Now: since}, Slot: product.Slot, Unit: "EUR/kWh"}
			if said {
				book.Published = &since
			}
			for range rapid.IntRange(1, 4).Draw(t, "points") {
				i, value := rapid.IntRange(0, 4).Draw(t, "slot"), strconv.Itoa(rapid.IntRange(-2, 2).Draw(t, "value"))
				book.Points = append(book.Points, outlook.PricePoint{At: noon().Add(time.Duration(i) * slot.QuarterHour), Value: value})
				bound := slices.ContainsFunc(all, func(s spoken) bool { return s.slot == i && s.since.Equal(since) })
				if !bound && (said || newest(all, since)[i] != value) {
					all = append(all, spoken{i, since, value})
				}
			}
			if _, err := w.outlook().PublishPrices(w.t.Context(), w.scope, book); err != nil {
				t.Fatal(err)
			}
		}
		asOf := noon().Add(time.Duration(rapid.IntRange(-1, 6).Draw(t, "as of")) * time.Minute)
		got := map[int]string{}
		question := outlook.PriceQuestion{Product: product, When: outlook.When{Interval: slot.Interval{From: noon(), To: noon().Add(24 * time.Hour)}, AsOf: &asOf}, Limit: 2}
		for {
			page, err := w.outlook().Prices(w.t.Context(), w.scope, question)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range page {
				got[int(p.At.Sub(noon())/slot.QuarterHour)] = p.Value.String()
			}
			if len(page) < question.Limit {
				break
			}
			question.After = &page[len(page)-1]
		}
		if diff := cmp.Diff(newest(all, asOf), got); diff != "" {
			t.Fatalf("as of %v (-oracle +got):\n%s", asOf, diff)
		}
	})
}

// The same of factors with their qualities, of forecasts with their models.
func TestOutlook_WhatIsNewestDependsOnWhatIsAskedFor(t *testing.T) {
	w := newWorld(t)
	all := outlook.When{Interval: slot.Interval{From: noon(), To: noon().Add(24 * time.Hour)}}
	publish := func(quality outlook.Standing, version string, since time.Duration, value string) {
		t.Helper()
		at := noon().Add(since)
		_, err := w.outlook().PublishFactors(t.Context(), w.scope, outlook.FactorBook{
			Publication: outlook.Publication{Region: "DE-LU", Source: "mix", Published: &at, By: "user:test", Now: noon().Add(time.Hour)},
			Kind:        outlook.Average, ID: "flow", Version: version, Unit: "g/kWh", Quality: quality,
			Points: []outlook.FactorPoint{{Of: slot.At(noon(), time.Hour), Value: value}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	publish(outlook.Forecast, "1", 0, "300")
	publish(outlook.Final, "1", time.Minute, "310")
	publish(outlook.Final, "2", 2*time.Minute, "290.5")
	for name, tt := range map[string]struct {
		which outlook.FactorQuestion
		want  []string
	}{
		"now":                         {outlook.FactorQuestion{}, []string{"310", "290.5"}},
		"of the first method version": {outlook.FactorQuestion{Method: outlook.Method{Version: "1"}}, []string{"310"}},
		"what was forecast":           {outlook.FactorQuestion{Quality: outlook.Forecast}, []string{"300"}},
		"at noon":                     {outlook.FactorQuestion{When: outlook.When{AsOf: new(noon())}}, []string{"300"}},
	} {
		tt.which.Interval, tt.which.Limit = all.Interval, 10
		found, err := w.outlook().Factors(t.Context(), w.scope, tt.which)
		var got []string
		for _, f := range found {
			got = append(got, f.GramsPerKWh.String())
			if one, err := w.outlook().Factor(t.Context(), w.scope, f.Key); err != nil || cmp.Diff(f, one, cmp.Comparer(money.Decimal.Equal)) != "" {
				t.Errorf("%s: by its id it is %+v, %v", name, one, err)
			}
		}
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, %v, want %v", name, got, err, tt.want)
		}
	}
	methods, err := w.outlook().Methods(t.Context(), w.scope)
	if err != nil || len(methods) != 2 || methods[0].Last.Quality != outlook.Final || methods[1].Version != "2" {
		t.Errorf("the methods are %+v, %v", methods, err)
	}
}

// What was expected at eight for six, of a site and of an asset, whatever was issued since.
func TestOutlook_WhatWasExpectedAtEight(t *testing.T) {
	w := newWorld(t)
	six := noon().Add(6 * time.Hour)
	issue := func(asset, model string, at time.Time, kilowatts float64) {
		t.Helper()
		low := kilowatts - 1
		_, err := w.outlook().PublishForecast(t.Context(), w.scope, outlook.IssueBook{
			Site: w.site, Asset: asset, Metric: "ActivePower", Unit: "kW", Model: model, Issued: at, Hash: "9f86d081", By: "key:test", Now: noon().Add(time.Hour),
			Points: []outlook.IssuePoint{{TS: six, Expected: outlook.Expected{Value: kilowatts, P10: &low}}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	eight := noon().Add(-4 * time.Hour)
	issue("", "ridge/1", eight.Add(-time.Hour), 1)
	issue("", "ridge/1", eight, 2)
	issue("", "knn/1", eight.Add(time.Minute), 3)
	issue("pv0", "ridge/1", eight, -4)
	for name, tt := range map[string]struct {
		subject outlook.Subject
		which   outlook.ForecastQuestion
		want    float64
	}{
		"now":                {outlook.Subject{}, outlook.ForecastQuestion{}, 3000},
		"at eight":           {outlook.Subject{}, outlook.ForecastQuestion{When: outlook.When{AsOf: &eight}}, 2000},
		"now, by ridge":      {outlook.Subject{}, outlook.ForecastQuestion{Model: "ridge/1"}, 2000},
		"now, of the PV":     {outlook.Subject{Asset: "pv0"}, outlook.ForecastQuestion{}, -4000},
		"at the very second": {outlook.Subject{}, outlook.ForecastQuestion{When: outlook.When{AsOf: new(eight.Add(time.Minute))}}, 3000},
	} {
		tt.subject.Site, tt.subject.Metric, tt.which.Interval, tt.which.Limit = w.site, "ActivePower", slot.Interval{From: six, To: six.Add(time.Second)}, 10
		found, unit, err := w.outlook().ForecastOf(t.Context(), w.scope, tt.subject, tt.which)
		if err != nil || len(found) != 1 || found[0].Value != tt.want || *found[0].P10 != tt.want-1000 || found[0].P50 != nil || unit != "W" || found[0].Hash != "9f86d081" {
			t.Errorf("%s: %+v in %s, %v, want %v", name, found, unit, err, tt.want)
		}
	}
}

// The database by itself keeps what was believed, and nothing that cannot be.
func TestOutlook_ConstraintsAndWhatIsKept(t *testing.T) {
	w := newWorld(t)
	w.believe()
	price := func(changes string) string {
		return "INSERT INTO prices SELECT (jsonb_populate_record(p, '" + changes + "')).* FROM prices p LIMIT 1"
	}
	factor := func(changes string) string {
		return "INSERT INTO emission_factors SELECT (jsonb_populate_record(f, '{\"id\": \"" + uuid.NewString() + "\"}'::jsonb || '" + changes + "')).* FROM emission_factors f LIMIT 1"
	}
	point := func(column, value string) string {
		columns := "tenant_id, site_id, asset_id, metric, ts, issued_at, model_version, predicted_value, p10, p50, p90, confidence, unit, feature_hash, noted_by"
		return "INSERT INTO forecast_points (" + columns + ") SELECT " + strings.Replace(strings.Replace(columns, "model_version", "'other'", 1), column, value, 1) + " FROM forecast_points LIMIT 1"
	}
	after := func(minutes int) string { return noon().Add(time.Duration(minutes) * time.Minute).Format(time.RFC3339) }
	later := `"published_at": "` + after(30) + `"`
	for name, tt := range map[string]struct{ sql, code string }{
		"a price is changed":                       {"UPDATE prices SET value = 1", "42501"},
		"a price is deleted":                       {"DELETE FROM prices", "42501"},
		"a factor is changed":                      {"UPDATE emission_factors SET co2_g_per_kwh = 1", "42501"},
		"a factor is deleted":                      {"DELETE FROM emission_factors", "42501"},
		"a forecast is changed":                    {"UPDATE forecast_points SET predicted_value = 1", "42501"},
		"a price twice in a publication":           {price(`{"value": 7}`), "23505"},
		"a price of ten past":                      {price(`{"ts": "` + after(10) + `", "slot_seconds": 900}`), "23514"},
		"a price of a day":                         {price(`{"slot_seconds": 86400}`), "23514"},
		"a price that is no number":                {price(`{"value": "NaN", ` + later + `}`), "23514"},
		"a price of a region in lower case":        {price(`{"market_region": "de"}`), "23514"},
		"a price in coins":                         {price(`{"currency": "coins", ` + later + `}`), "23514"},
		"two factors of one publication at a time": {factor(`{"valid_from": "` + after(30) + `", "valid_to": "` + after(90) + `"}`), "23P01"},
		"a factor that ends before it begins":      {factor(`{"valid_to": "` + after(-60) + `", ` + later + `}`), "23514"},
		"a factor below zero":                      {factor(`{"co2_g_per_kwh": -1, ` + later + `}`), "23514"},
		"a factor of a kind nobody knows":          {factor(`{"kind": "NET", ` + later + `}`), "23514"},
		"a forecast that is no number":             {point("predicted_value", "'NaN'"), "23514"},
		"a forecast beyond all numbers":            {point("p90", "'Infinity'"), "23514"},
		"quantiles that cross":                     {point("p10, p50, p90", "2, NULL, 1"), "23514"},
		"more than certain":                        {point("confidence", "1.1"), "23514"},
		"a forecast of what is over":               {point("ts", "issued_at - interval '1 day'"), "23514"},
		"a forecast of an asset that is not there": {point("asset_id", "gen_random_uuid()"), "23503"},
		"a forecast of a site that is not there":   {point("site_id", "-1"), "23503"},
		"a forecast with a hash that is none":      {point("feature_hash", "'0xFF'"), "23514"},
		"a slot of quarter hours beside an hour's": {price(`{"slot_seconds": 900}`), ""},
		"a newer price":                            {price(`{"value": 7, ` + later + `}`), ""},
		"a newer factor":                           {factor(`{` + later + `}`), ""},
		"another model":                            {point("unit", "unit"), ""},
	} {
		_, err := w.super.Exec(t.Context(), "BEGIN; "+tt.sql+"; ROLLBACK")
		if err != nil {
			_, _ = w.super.Exec(t.Context(), "ROLLBACK")
		}
		pg := new(pgconn.PgError)
		if tt.code == "" && err != nil || tt.code != "" && (!errors.As(err, &pg) || pg.Code != tt.code) {
			t.Errorf("%s: %v, want %q", name, err, tt.code)
		}
	}
}

// What was forecast more than 400 days ago goes, in bounded steps that are noted; prices and factors stay. What stays
// does so a day later too: midnight may come while this runs.
func TestOutlook_Retention(t *testing.T) {
	w := newWorld(t)
	w.believe()
	_, err := w.super.Exec(t.Context(), `INSERT INTO forecast_points (tenant_id, site_id, metric, ts, issued_at, model_version, predicted_value, unit, noted_by)
		SELECT $1, $2, 'ActivePower', at + interval '1 hour', at, 'old/1', 1, 'W', 'user:test' FROM (SELECT date_trunc('day', now()) - make_interval(days => d) AS at FROM unnest('{397,398,399,402,403,404,405,406}'::int[]) d) o`,
		w.tenant.Key, w.site.Key)
	if err != nil {
		t.Fatal(err)
	}
	left := func() (n int) {
		if err := w.super.QueryRow(t.Context(), "SELECT count(*) FROM forecast_points WHERE model_version = 'old/1'").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for i, want := range []struct {
		gone int64
		left int
	}{{3, 5}, {2, 3}, {0, 3}} {
		if gone, err := w.DropExpired(t.Context(), w.tenant.Key, 3); err != nil || gone != want.gone || left() != want.left {
			t.Errorf("step %d: %d are gone, %d are left, %v, want %+v", i, gone, left(), err, want)
		}
	}
	state, err := w.TelemetryPolicy(t.Context(), w.scope)
	if err != nil || len(state.Drops) != 2 || state.Drops[0].Tier != "forecast" || state.Drops[0].Rows+state.Drops[1].Rows != 5 {
		t.Errorf("noted is %+v, %v", state.Drops, err)
	}
	var kept int
	if err := w.super.QueryRow(t.Context(), "SELECT (SELECT count(*) FROM prices) + (SELECT count(*) FROM emission_factors)").Scan(&kept); err != nil || kept != 2 {
		t.Errorf("%d prices and factors are left, %v", kept, err)
	}
}

// Who publishes the same at the same time publishes it once.
func TestOutlook_AtTheSameTime(t *testing.T) {
	w := newWorld(t)
	at := noon()
	book := outlook.PriceBook{Publication: outlook.Publication{Region: "DE-LU", Source: "exchange", Published: &at, By: "user:test", Now: noon()}, Slot: slot.QuarterHour, Unit: "EUR/MWh"}
	for i := range 96 {
		book.Points = append(book.Points, outlook.PricePoint{At: noon().Add(time.Duration(i) * slot.QuarterHour), Value: strconv.Itoa(i - 48)})
	}
	outcomes, faults := make(chan outlook.Outcome, 4), make(chan error, 4)
	for range cap(faults) {
		go func() {
			out, err := w.outlook().PublishPrices(t.Context(), w.scope, book)
			outcomes <- out
			faults <- err
		}()
	}
	fresh := map[int]int{}
	for range cap(faults) {
		if err := <-faults; err != nil {
			t.Fatal(err)
		}
		fresh[(<-outcomes).New]++
	}
	if want := map[int]int{96: 1, 0: 3}; !maps.Equal(fresh, want) {
		t.Errorf("new were %v, want %v", fresh, want)
	}
	products, err := w.outlook().Products(t.Context(), w.scope)
	if err != nil || len(products) != 1 || products[0].Last.Value.String() != "0.047" {
		t.Errorf("the products are %+v, %v", products, err)
	}
}

// Beliefs of others do not exist; of a site only who sees the site sees what is forecast of it.
func TestOutlook_OfOthers(t *testing.T) {
	w := newWorld(t)
	w.believe()
	day := outlook.When{Interval: slot.Interval{From: noon().Add(-24 * time.Hour), To: noon().Add(24 * time.Hour)}}
	mine, err := w.outlook().Factors(t.Context(), w.scope, outlook.FactorQuestion{When: day, Limit: 10})
	if err != nil || len(mine) != 1 {
		t.Fatalf("mine are %+v, %v", mine, err)
	}
	other := identity.Scope{Tenant: w.tenant.Key + 1, AllSites: true}
	prices, errPrices := w.outlook().Prices(t.Context(), other, outlook.PriceQuestion{When: day, Limit: 10})
	factors, errFactors := w.outlook().Factors(t.Context(), other, outlook.FactorQuestion{When: day, Limit: 10})
	products, errProducts := w.outlook().Products(t.Context(), other)
	if err := errors.Join(errPrices, errFactors, errProducts); err != nil || len(prices)+len(factors)+len(products) != 0 {
		t.Errorf("another tenant sees %v, %v, %v, %v", prices, factors, products, err)
	}
	if _, err := w.outlook().Factor(t.Context(), other, mine[0].Key); !errors.Is(err, reason.New(reason.NotFound, nil)) {
		t.Errorf("another tenant's factor: %v", err)
	}
	elsewhere := identity.Scope{Tenant: w.tenant.Key, Sites: []int32{w.site.Key + 1}}
	points, _, err := w.outlook().ForecastOf(t.Context(), elsewhere, outlook.Subject{Site: w.site, Metric: "ActivePower"}, outlook.ForecastQuestion{When: day, Limit: 10})
	if err != nil || len(points) != 0 {
		t.Errorf("who sees another site sees %v, %v", points, err)
	}
	if seen, err := w.outlook().Prices(t.Context(), elsewhere, outlook.PriceQuestion{When: day, Limit: 10}); err != nil || len(seen) != 1 {
		t.Errorf("who sees one site sees of prices %v, %v", seen, err)
	}
}
