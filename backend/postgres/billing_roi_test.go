package postgres_test

import (
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"ohmstead/backend/billing"
	"ohmstead/backend/places"
	"ohmstead/backend/registry"
	"ohmstead/energy/money"
	"ohmstead/energy/reason"
)

// investment is a site as ROI is asked about it.
type investment struct {
	*world
	t       rapid.TB
	segment string
	capex   *int64
	site    registry.Site
	meters  []int32 // channels: of the grid, of PV
}

var since2020 = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// invest makes a site with a grid meter and PV, and puts it under so many contracts.
func (w *world) invest(t rapid.TB, capex *int64, contracts int) *investment {
	i := &investment{world: w, t: t, capex: capex, segment: "s" + uuid.NewString()[:13]}
	ctx := w.t.Context()
	var err error
	if i.site, err = w.CreateSite(ctx, w.tenant.Key, registry.Site{Name: "Site " + i.segment, TimeZone: "Europe/Berlin"}); err != nil {
		t.Fatal(err)
	}
	i.exec("UPDATE sites SET segment = $2, market_region = 'DE', capex = $3, capex_currency = CASE WHEN $3::bigint IS NOT NULL THEN 'EUR' END WHERE site_id = $1", i.site.Key, i.segment, capex)
	for n, nature := range []string{"GRID_METER", "PV"} {
		asset := uuid.New()
		i.exec("INSERT INTO assets (tenant_id, site_id, id, key, name, nature, max_active_power_watts) VALUES ($1, $2, $3, $4, $4, $5, 1000)", w.tenant.Key, i.site.Key, asset, fmt.Sprint("a", n), nature)
		var channel int32
		err := w.super.QueryRow(ctx, "INSERT INTO channels (tenant_id, site_id, id, asset_id, name, unit, kind) VALUES ($1, $2, $3, $4, 'ActivePower', 'W', 'measurement') RETURNING channel_id",
			w.tenant.Key, i.site.Key, uuid.New(), asset).Scan(&channel)
		if err != nil {
			t.Fatal(err)
		}
		i.meters = append(i.meters, channel)
		if n == 0 {
			i.exec("UPDATE grid_connections SET meter_asset_id = $2 WHERE site_id = $1", i.site.Key, asset)
			for range contracts {
				_, err := w.Shelves().Allocations.Write(ctx, w.scope, places.Write[places.Allocation]{ID: uuid.New(), SiteKey: i.site.Key, What: places.Allocation{Asset: asset, Contract: w.contract(), Watts: 1, From: since2020}})
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	return i
}

func (i *investment) exec(sql string, args ...any) {
	if _, err := i.super.Exec(i.world.t.Context(), sql, args...); err != nil {
		i.t.Fatal(err)
	}
}

// measured is what a channel came to in a local day, covered by so many thousandths.
type measured struct {
	channel                    int
	away, towards, thousandths int64
}

// day writes what a channel came to.
func (i *investment) day(day time.Time, m measured) {
	length := day.AddDate(0, 0, 1).Sub(day)
	i.exec(`INSERT INTO rollups_1d (tenant_id, site_id, channel_id, slot_from, mean, min, max, last, count, covered_ms, quality, energy_away_j, energy_towards_j)
		VALUES ($1, $2, $3, $4, 0, 0, 0, 0, 1, $5, 1, $6, $7)`, i.tenant.Key, i.site.Key, i.meters[m.channel], day, length.Milliseconds()*m.thousandths/1000, m.away, m.towards)
}

// bill enters, posts and, where it is paid, settles an invoice.
func (i *investment) bill(e billing.Entry, paid bool) billing.Invoice {
	books, ctx := billing.NewService(i.DB), i.world.t.Context()
	made, err := books.Make(ctx, i.scope, billing.NewInvoice{ID: uuid.New(), SiteKey: i.site.Key, Entry: e})
	if err == nil {
		made, err = books.Post(ctx, i.scope, billing.Act{Versioned: billing.Versioned{ID: made.ID, Version: made.Version}, At: noon()})
	}
	if err == nil && paid {
		made, err = books.Settle(ctx, i.scope, billing.Act{Versioned: billing.Versioned{ID: made.ID, Version: made.Version}, On: "2026-04-01"})
	}
	if err != nil {
		i.t.Fatal(err)
	}
	return made
}

func (i *investment) ask(from, to string) []billing.Return {
	found, err := billing.NewService(i.DB).ROI(i.world.t.Context(), i.scope, billing.Question{Segment: i.segment, Region: "DE", From: from, To: to})
	if err != nil {
		i.t.Fatal(err)
	}
	return found
}

// Two contracts, and a promise of each, leave revenue what it was; of a period that lies within in part, the part
// counts by days; credits are taken off, and what is not paid, cancelled or about something else does not count.
func TestROI_ContractsDoNotMultiplyRevenue(t *testing.T) {
	w := newWorld(t)
	capex := int64(10_000)
	for _, contracts := range []int{1, 2, 3} {
		i := w.invest(t, &capex, contracts)
		feedIn := ownBill(billing.FeedIn, "310") // of January
		paid := i.bill(feedIn, true)
		credit := ownBill(billing.Credit, "-31")
		credit.Credits = &paid.ID
		i.bill(credit, true)
		i.bill(ownBill(billing.Flexibility, "62"), true)
		i.bill(ownBill(billing.FeedIn, "1000"), false)
		i.bill(ownBill(billing.Other, "1000"), true)
		gone := i.bill(ownBill(billing.FeedIn, "5000"), true)
		if _, err := billing.NewService(w.DB).Cancel(t.Context(), w.scope, billing.Act{Versioned: billing.Versioned{ID: gone.ID, Version: gone.Version}, On: "2026-02-01", As: uuid.New(), At: noon()}); err != nil {
			t.Fatal(err)
		}
		got := i.ask("2026-01-01", "2026-02-01")
		if len(got) != 1 || got[0].Revenue.String() != "341" || got[0].Avoided != nil || got[0].ROI.String() != "0.0341" || got[0].Why != "" || got[0].Currency != "EUR" {
			t.Errorf("under %d contracts: %+v", contracts, got)
		}
		if year := got[0].PerYear.String(); year != "0.4015" {
			t.Errorf("a year comes to %s", year)
		}
		if got = i.ask("2026-01-11", "2026-01-21"); len(got) != 1 || got[0].Revenue.String() != "110" {
			t.Errorf("ten days under %d contracts: %+v", contracts, got)
		}
	}
	none := w.invest(t, &capex, 0)
	if got := none.ask("2026-01-01", "2026-02-01"); len(got) != 0 {
		t.Errorf("a site without a contract: %+v", got)
	}
	past := w.invest(t, &capex, 1)
	if got := past.ask("2019-01-01", "2019-12-31"); len(got) != 0 {
		t.Errorf("before its contract: %+v", got)
	}
}

// tariff puts the site under a tariff that names a market region, for a while.
func (i *investment) tariff(region string, from, to time.Time) uuid.UUID {
	model, version := uuid.New(), uuid.New()
	i.exec("INSERT INTO tariff_models (tenant_id, site_id, id, name, market_region) VALUES ($1, $2, $3, $4, $5)", i.tenant.Key, i.site.Key, model, model.String(), region)
	i.exec(`INSERT INTO tariff_versions (tenant_id, site_id, tariff_id, id, valid_from, valid_to, known_at, currency, time_zone, clock, rounding, rate_structure)
		VALUES ($1, $2, $3, $4, $5, $6, $5, 'EUR', 'Europe/Berlin', 'CIVIL', 'HALF_EVEN', 'FLAT')`, i.tenant.Key, i.site.Key, model, version, from, to)
	return version
}

// Two tariffs leave revenue what it was; a tariff alone is enough to be asked about, in the market region it names
// and while it holds.
func TestROI_TariffsDoNotMultiplyRevenue(t *testing.T) {
	w := newWorld(t)
	capex := int64(1000)
	for _, contracts := range []int{0, 2} {
		i := w.invest(t, &capex, contracts)
		i.bill(ownBill(billing.FeedIn, "310"), true)
		begins, ends := time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 1, 20, 0, 0, 0, 0, time.UTC)
		i.tariff("DE", begins, ends)
		i.tariff("DE", ends.AddDate(0, 0, -9), ends)
		if got := i.ask("2026-01-01", "2026-02-01"); len(got) != 1 || got[0].Revenue.String() != "310" {
			t.Errorf("under two tariffs and %d contracts: %+v", contracts, got)
		}
		if got := i.ask("2026-01-21", "2026-02-01"); len(got) != min(contracts, 1) {
			t.Errorf("after its tariffs, under %d contracts: %+v", contracts, got)
		}
		elsewhere := w.invest(t, &capex, 0)
		elsewhere.tariff("AT", begins, ends)
		if got := elsewhere.ask("2026-01-01", "2026-02-01"); len(got) != 0 {
			t.Errorf("a tariff of another market region: %+v", got)
		}
	}
}

// What is not known is named, and currencies are never added.
func TestROI_SaysWhyThereIsNone(t *testing.T) {
	w := newWorld(t)
	capex, zero := int64(1000), int64(0)
	francs := ownBill(billing.FeedIn, "50")
	francs.Currency = "CHF"
	for name, tt := range map[string]struct {
		capex *int64
		bills []billing.Entry
		why   reason.Code
		rows  int
	}{
		"no capex":                  {nil, []billing.Entry{ownBill(billing.FeedIn, "1")}, reason.NoCapex, 1},
		"capex of nothing":          {&zero, []billing.Entry{ownBill(billing.FeedIn, "1")}, reason.NoCapex, 1},
		"nothing settled":           {&capex, nil, reason.NothingSettled, 1},
		"another currency":          {&capex, []billing.Entry{francs}, reason.SeveralCurrencies, 1},
		"two currencies":            {&capex, []billing.Entry{francs, ownBill(billing.FeedIn, "7")}, reason.SeveralCurrencies, 2},
		"settled in that of capex":  {&capex, []billing.Entry{ownBill(billing.FeedIn, "7")}, "", 1},
		"a price and no meter data": {&capex, []billing.Entry{bill("B1")}, reason.NothingSettled, 1},
	} {
		t.Run(name, func(t *testing.T) {
			i := w.invest(t, tt.capex, 1)
			for _, e := range tt.bills {
				i.bill(e, true)
			}
			got := i.ask("2026-01-01", "2026-02-01")
			if len(got) != tt.rows {
				t.Fatalf("it is %+v", got)
			}
			for _, r := range got {
				if r.Why != tt.why || (r.ROI == nil) != (tt.why != "") || (r.PerYear == nil) != (r.ROI == nil) {
					t.Errorf("it is %+v", r)
				}
			}
			if tt.rows == 2 && (got[0].Currency != "CHF" || got[0].Revenue.String() != "50" || got[1].Revenue.String() != "7") {
				t.Errorf("the currencies are %+v", got)
			}
		})
	}
}

// A credit that takes back all that was bought in the part of a bill that is asked for leaves no price, and no
// fault, of whichever sign what is left would be.
func TestROI_NothingBoughtHasNoPrice(t *testing.T) {
	w := newWorld(t)
	capex := int64(1000)
	for _, back := range []string{"-310", "-500"} {
		i := w.invest(t, &capex, 1)
		i.bill(ownBill(billing.FeedIn, "7"), true)
		months := bill("B" + back)
		months.From, months.To = "2026-01-01", "2026-03-01" // 59 days
		months.Lines[0].Quantity = dec("590")
		credit := bill("C" + back)
		credit.Kind, credit.From, credit.To = billing.Credit, "2026-01-01", "2026-02-01"
		credit.Lines[0].Quantity = dec(back)
		credited := i.bill(months, true)
		credit.Credits = &credited.ID
		i.bill(credit, true)
		got := i.ask("2026-01-01", "2026-02-01")
		if len(got) != 1 || got[0].Price != nil || got[0].Revenue == nil || got[0].Why != "" {
			t.Errorf("with %s kWh taken back it is %+v", back, got)
		}
	}
}

// tenTo is a power of ten that is no more than one.
func tenTo(exponent int) *big.Rat {
	return new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(-exponent)), nil))
}

// Whatever was billed, paid and measured, SQL comes to what this adds up in exact fractions from what was
// entered.
func TestROI_IsWhatTheInvoicesComeTo(t *testing.T) {
	w := newWorld(t)
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	first := time.Date(2026, 3, 20, 0, 0, 0, 0, berlin) // clocks are put forward on the 29th
	at := func(n int) string { return first.AddDate(0, 0, n).Format(time.DateOnly) }
	rapid.Check(t, func(t *rapid.T) {
		capex := rapid.Int64Range(1, 1_000_000).Draw(t, "capex")
		i := w.invest(t, &capex, rapid.IntRange(1, 2).Draw(t, "contracts"))
		from, length := rapid.IntRange(0, 10).Draw(t, "from"), rapid.IntRange(1, 15).Draw(t, "length")
		revenue, cost, joules := new(big.Rat), new(big.Rat), new(big.Rat)
		earned, bought := false, false
		for n := range rapid.IntRange(0, 4).Draw(t, "invoices") {
			begins, days := rapid.IntRange(0, 25).Draw(t, "begins"), rapid.IntRange(1, 30).Draw(t, "days")
			inside := max(0, min(begins+days, from+length)-max(begins, from))
			share := big.NewRat(int64(inside), int64(days))
			cents := rapid.Int64Range(-100_000, 1_000_000).Draw(t, "cents")
			amount := money.Of(cents, 2)
			kind := rapid.SampledFrom([]billing.Kind{billing.FeedIn, billing.Flexibility, billing.Consumption, billing.Other}).Draw(t, "kind")
			paid := rapid.Bool().Draw(t, "paid")
			e := ownBill(kind, amount.String())
			if kind == billing.Consumption {
				e = bill(fmt.Sprint(i.segment, n))
				wh := rapid.Int64Range(1, 1_000_000).Draw(t, "wh")
				e.Lines[0].Amount, e.Lines[0].Quantity, e.Lines[0].Unit = &amount, ptr(money.Of(wh, 0)), "Wh"
				if inside > 0 {
					bought = true
					cost.Add(cost, new(big.Rat).Mul(big.NewRat(cents, 100), share))
					joules.Add(joules, new(big.Rat).Mul(big.NewRat(wh*3600, 1), share))
				}
			}
			e.From, e.To = at(begins), at(begins+days)
			i.bill(e, paid)
			if inside > 0 && paid && (kind == billing.FeedIn || kind == billing.Flexibility) {
				earned = true
				revenue.Add(revenue, new(big.Rat).Mul(big.NewRat(cents, 100), share))
			}
		}
		kept, known := int64(0), 0
		for n := range 25 {
			pv, export := rapid.Int64Range(0, 50_000_000).Draw(t, "pv"), rapid.Int64Range(0, 50_000_000).Draw(t, "export")
			covered := rapid.SampledFrom([]int64{1000, 1000, 950, 949}).Draw(t, "covered")
			if there := rapid.IntRange(0, 9).Draw(t, "there"); there > 0 {
				i.day(first.AddDate(0, 0, n), measured{0, 7, export, 1000})
				if n >= from && n < from+length && covered >= 950 {
					known++
					kept += max(0, pv-export)
				}
			}
			i.day(first.AddDate(0, 0, n), measured{1, 0, pv, covered})
		}
		got := i.ask(at(from), at(from+length))
		if len(got) != 1 {
			t.Fatalf("it is %+v", got)
		}
		near := func(what string, got *money.Decimal, known bool, want *big.Rat, places int) {
			t.Helper()
			if (got != nil) != known {
				t.Fatalf("%s is %v, known %v", what, got, known)
			}
			if known {
				value, _ := new(big.Rat).SetString(got.String())
				off := value.Sub(value, want)
				// PostgreSQL divides to sixteen digits: of what is dear enough some of these places are behind them.
				most := new(big.Rat).Add(tenTo(-places), new(big.Rat).Mul(new(big.Rat).Abs(want), tenTo(-16)))
				if off.Abs(off).Cmp(most) > 0 {
					t.Fatalf("%s is %s, want %s", what, got, want.FloatString(places))
				}
			}
		}
		r := got[0]
		avoided := new(big.Rat)
		if bought {
			avoided.Quo(cost, joules)
			near("the price", r.Price, true, new(big.Rat).Mul(avoided, big.NewRat(3_600_000, 1)), 8)
			avoided.Mul(avoided, big.NewRat(kept, 1))
		}
		gain := new(big.Rat).Set(revenue)
		if bought && known > 0 {
			gain.Add(gain, avoided)
		}
		near("the revenue", r.Revenue, earned, revenue, 6)
		near("avoided cost", r.Avoided, bought && known > 0, avoided, 6)
		gain.Quo(gain, big.NewRat(capex, 1))
		near("ROI", r.ROI, earned || bought && known > 0, gain, 8)
		near("ROI a year", r.PerYear, r.ROI != nil, new(big.Rat).Mul(gain, big.NewRat(365, int64(length))), 8)
		if r.Days != known || (r.SelfJ != nil) != (known > 0) || r.SelfJ != nil && *r.SelfJ != kept {
			t.Fatalf("kept %d J on %d days, it says %+v", kept, known, r)
		}
	})
}
