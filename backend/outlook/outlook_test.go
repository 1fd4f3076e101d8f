package outlook_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/outlook"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

var (
	now   = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	whole = identity.Scope{Tenant: 1, AllSites: true}
)

// memory hands everything it holds to judge.
type memory struct {
	outlook.Store
	prices    []outlook.Price
	factors   []outlook.Factor
	forecasts []outlook.ForecastPoint
}

func (m *memory) TakePrices(_ context.Context, _ identity.Scope, _ outlook.Product, about outlook.Ask, judge func([]outlook.Price) []outlook.Price) error {
	newest := map[time.Time]outlook.Price{}
	for _, p := range m.prices {
		if had, is := newest[p.At]; !p.Published.After(about.Since) && (!is || p.Published.After(had.Published)) && !p.At.Before(about.Hull.From) && !p.At.After(about.Hull.To) {
			newest[p.At] = p
		}
	}
	var held []outlook.Price
	for _, p := range newest {
		held = append(held, p)
	}
	m.prices = append(m.prices, judge(held)...)
	return nil
}

func (m *memory) TakeFactors(_ context.Context, _ identity.Scope, _ outlook.Method, about outlook.Ask, judge func([]outlook.Factor) []outlook.Factor) error {
	newest := map[slot.Interval]outlook.Factor{}
	for _, f := range m.factors {
		if had, is := newest[f.Of]; !f.Published.After(about.Since) && (!is || f.Published.After(had.Published)) {
			newest[f.Of] = f
		}
	}
	var held []outlook.Factor
	for _, f := range newest {
		held = append(held, f)
	}
	m.factors = append(m.factors, judge(held)...)
	return nil
}

func (m *memory) TakeForecast(_ context.Context, _ identity.Scope, issue outlook.Issue, _ outlook.Ask, judge func([]outlook.ForecastPoint) []outlook.ForecastPoint) error {
	var held []outlook.ForecastPoint
	for _, p := range m.forecasts {
		if p.Issued.Equal(issue.At) && p.Model == issue.Model {
			held = append(held, p)
		}
	}
	m.forecasts = append(m.forecasts, judge(held)...)
	return nil
}

func (m *memory) Assets(context.Context, identity.Scope, registry.Site) ([]registry.Asset, error) {
	return []registry.Asset{{ID: uuid.UUID{1}, Key: "pv0", Nature: "PV"}, {ID: uuid.UUID{2}, Key: "battery0", Nature: "ESS"}}, nil
}

func (m *memory) service() *outlook.Service { return outlook.NewService(m, m) }

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t
}

// short is an outcome in a few words: what is new, what is the same, and what was refused where and why.
func short(out outlook.Outcome) string {
	text := fmt.Sprint(out.New, " new, ", out.Same, " same")
	for _, r := range out.Refused {
		text += fmt.Sprintf(", %d %s %s", r.Index, r.Field, r.Why.Code)
	}
	return text
}

func book(published string, points ...string) outlook.PriceBook {
	b := outlook.PriceBook{Publication: outlook.Publication{Region: "DE-LU", Source: "exchange", By: "user:u", Now: now}, Slot: slot.QuarterHour, Unit: "EUR/kWh"}
	if published != "" {
		p := at(published)
		b.Published = &p
	}
	for _, point := range points {
		ts, value, _ := strings.Cut(point, " ")
		b.Points = append(b.Points, outlook.PricePoint{At: at(ts), Value: value})
	}
	return b
}

func TestPrices_WhatIsSaidStandsBesideWhatWasSaid(t *testing.T) {
	m := &memory{}
	const ten, quarter, half = "2026-06-02T10:00:00Z", "2026-06-02T10:15:00Z", "2026-06-02T10:30:00Z"
	for i, step := range []struct {
		book outlook.PriceBook
		want string
	}{
		{book("2026-06-01T10:00:00Z", ten+" 0.08", quarter+" -0.01"), "2 new, 0 same"},
		{book("2026-06-01T10:00:00Z", ten+" 0.080", quarter+" -0.01"), "0 new, 2 same"},
		{book("2026-06-01T10:00:00Z", ten+" 0.09", half+" 0"), "1 new, 0 same, 0  BELIEF_CONFLICT"},
		{book("2026-06-01T11:00:00Z", ten+" 0.08"), "1 new, 0 same"}, // said anew, since then
		{book("", ten+" 0.08"), "0 new, 1 same"},
		{book("", ten+" 0.07", ten+" 0.07", ten+" 0.06"), "1 new, 1 same, 2  BELIEF_CONFLICT"},
		{book("2026-06-01T09:00:00Z", ten+" 0.01"), "1 new, 0 same"}, // brought late
		{book("", "2026-06-02T10:07:00Z 1", ten+" 1,5", "1999-01-01T00:00:00Z 1", ten+" 0.0000000000001"), "0 new, 0 same, 0 ts INVALID_VALUE, 1 value INVALID_VALUE, 2 ts INVALID_VALUE, 3 value INVALID_VALUE"},
	} {
		out, err := m.service().PublishPrices(t.Context(), whole, step.book)
		if err != nil || short(out) != step.want || !out.Stored {
			t.Errorf("step %d: %s, %v, want %s", i, short(out), err, step.want)
		}
	}
	if len(m.prices) != 6 || m.prices[0].Currency != "EUR" || m.prices[0].By != "user:u" || !m.prices[0].Retrieved.Equal(now) {
		t.Errorf("kept are %+v", m.prices)
	}
}

func TestPrices_AUnitIsConvertedExactly(t *testing.T) {
	m := &memory{}
	b := book("", "2026-06-02T10:00:00Z -12.345", "2026-06-02T10:15:00Z 0.0000000001", "2026-06-02T10:30:00Z 93.02")
	b.Unit = "SEK/MWh"
	if out, err := m.service().PublishPrices(t.Context(), whole, b); err != nil || short(out) != "2 new, 0 same, 1 value INVALID_VALUE" {
		t.Fatalf("%s, %v", short(out), err)
	}
	if p := m.prices; p[0].Value.String() != "-0.012345" || p[1].Value.String() != "0.09302" || p[0].Currency != "SEK" {
		t.Errorf("%+v", p)
	}
}

func TestPrices_WhatIsSaidOfAllOfThemIsRefusedAsAWhole(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(*outlook.PriceBook)
		code   reason.Code
	}{
		"a region that is none":         {func(b *outlook.PriceBook) { b.Region = "germany" }, reason.InvalidValue},
		"no source":                     {func(b *outlook.PriceBook) { b.Source = "" }, reason.MissingField},
		"a source that is a story":      {func(b *outlook.PriceBook) { b.Source = strings.Repeat("x", 101) }, reason.InvalidValue},
		"a currency that is none":       {func(b *outlook.PriceBook) { b.Unit = "EUX/kWh" }, reason.InvalidValue},
		"no energy":                     {func(b *outlook.PriceBook) { b.Unit = "EUR" }, reason.InvalidValue},
		"a slot of a day":               {func(b *outlook.PriceBook) { b.Slot = 24 * time.Hour }, reason.InvalidValue},
		"published tomorrow":            {func(b *outlook.PriceBook) { p := now.Add(24 * time.Hour); b.Published = &p }, reason.FutureTimestamp},
		"published before anybody knew": {func(b *outlook.PriceBook) { p := at("1999-12-31T23:59:59Z"); b.Published = &p }, reason.InvalidValue},
	} {
		b := book("", "2026-06-02T10:00:00Z 1")
		tt.change(&b)
		if _, err := (&memory{}).service().PublishPrices(t.Context(), whole, b); !errors.Is(err, reason.New(tt.code, nil)) {
			t.Errorf("%s: %v, want %s", name, err, tt.code)
		}
	}
	if _, err := (&memory{}).service().PublishPrices(t.Context(), identity.Scope{Tenant: 1, Sites: []int32{1}}, book("")); !errors.Is(err, reason.New(reason.Forbidden, nil)) {
		t.Errorf("by who has one site: %v", err)
	}
}

func factors(quality outlook.Standing, published string, points ...string) outlook.FactorBook {
	b := outlook.FactorBook{Publication: book(published).Publication, Kind: outlook.Lifecycle, ID: "mix", Version: "1", Unit: "g/kWh", Quality: quality}
	for _, point := range points {
		f := strings.Fields(point)
		b.Points = append(b.Points, outlook.FactorPoint{Of: slot.Interval{From: at("2026-06-01T" + f[0] + ":00Z"), To: at("2026-06-01T" + f[1] + ":00Z")}, Value: f[2]})
	}
	return b
}

func TestFactors_OfOnePublicationDoNotOverlap(t *testing.T) {
	m := &memory{}
	for i, step := range []struct {
		book outlook.FactorBook
		want string
	}{
		{factors(outlook.Forecast, "2026-06-01T09:00:00Z", "10:00 11:00 300", "11:00 12:00 310.5", "10:30 11:30 305", "10:00 11:00 300"), "2 new, 1 same, 2  FACTORS_OVERLAP"},
		{factors(outlook.Forecast, "2026-06-01T09:00:00Z", "09:30 10:01 1", "12:00 13:00 1", "08:00 10:00 2", "11:00 12:00 311"), "2 new, 0 same, 0  FACTORS_OVERLAP, 3  BELIEF_CONFLICT"},
		{factors(outlook.Final, "2026-06-01T11:00:00Z", "10:00 11:00 300", "09:00 10:00 7"), "2 new, 0 same"},
		{factors(outlook.Provisional, "2026-06-01T11:00:00Z", "10:00 11:00 300"), "0 new, 0 same, 0  BELIEF_CONFLICT"},
		{factors(outlook.Final, "", "10:00 11:00 300", "10:00 10:15 4"), "1 new, 1 same"},
		{factors(outlook.Final, "", "10:00 10:00 1", "10:15 10:30 -1", "10:15 10:30 100001", "10:15 10:30 x"), "0 new, 0 same, 0 to INVALID_VALUE, 1 value INVALID_VALUE, 2 value INVALID_VALUE, 3 value INVALID_VALUE"},
	} {
		out, err := m.service().PublishFactors(t.Context(), whole, step.book)
		if err != nil || short(out) != step.want {
			t.Errorf("step %d: %s, %v, want %s", i, short(out), err, step.want)
		}
	}
}

func TestFactors_AUnitIsConverted(t *testing.T) {
	for unit, want := range map[string]string{"g/kWh": "0.35", "kg/MWh": "0.35", "kg/kWh": "350", "t/MWh": "350"} {
		m := &memory{}
		b := factors(outlook.Final, "", "10:00 11:00 0.35")
		b.Unit = unit
		if _, err := m.service().PublishFactors(t.Context(), whole, b); err != nil || m.factors[0].GramsPerKWh.String() != want {
			t.Errorf("%s: %+v, %v", unit, m.factors, err)
		}
	}
	b := factors(outlook.Final, "", "10:00 11:00 0.35")
	b.Unit = "lb/MWh"
	if _, err := (&memory{}).service().PublishFactors(t.Context(), whole, b); !errors.Is(err, reason.New(reason.InvalidValue, nil)) {
		t.Errorf("in pounds: %v", err)
	}
}

func num(v float64) *float64 { return &v }

func TestForecast_IssuesStandSideBySide(t *testing.T) {
	m := &memory{}
	six := at("2026-06-01T18:00:00Z")
	issue := func(issued, model string, points ...outlook.Expected) outlook.IssueBook {
		b := outlook.IssueBook{Metric: "ActivePower", Unit: "kW", Model: model, Issued: at(issued), Now: now, By: "key:k"}
		for i, p := range points {
			b.Points = append(b.Points, outlook.IssuePoint{TS: six.Add(time.Duration(i) * slot.QuarterHour), Expected: p})
		}
		return b
	}
	for i, step := range []struct {
		book outlook.IssueBook
		want string
	}{
		{issue("2026-06-01T08:00:00Z", "ridge/1", outlook.Expected{Value: 3.2, P10: num(3), P90: num(4), Confidence: num(0.8)}), "1 new, 0 same"},
		{issue("2026-06-01T08:00:00Z", "ridge/1", outlook.Expected{Value: 3.2, P10: num(3), P90: num(4), Confidence: num(0.8)}), "0 new, 1 same"},
		{issue("2026-06-01T08:00:00Z", "ridge/1", outlook.Expected{Value: 3.2}), "0 new, 0 same, 0  BELIEF_CONFLICT"},
		{issue("2026-06-01T08:00:00Z", "knn/1", outlook.Expected{Value: 5}), "1 new, 0 same"},
		{issue("2026-06-01T09:00:00Z", "ridge/1", outlook.Expected{Value: 3.2}), "1 new, 0 same"},
		{issue(
			"2026-06-01T09:00:00Z", "ridge/1", outlook.Expected{Value: math.NaN()}, outlook.Expected{P10: num(2), P50: num(1)}, outlook.Expected{P10: num(2), P90: num(1)},
			outlook.Expected{Confidence: num(1.5)}, outlook.Expected{P50: num(math.Inf(1))},
		), "0 new, 0 same, 0 predicted_value NOT_A_NUMBER, 1 p50 INVALID_VALUE, 2 p90 INVALID_VALUE, 3 confidence INVALID_VALUE, 4 p50 NOT_A_NUMBER"},
		{issue("2026-05-31T09:00:00Z", "late/1", outlook.Expected{Value: 1}), "1 new, 0 same"},
	} {
		out, err := m.service().PublishForecast(t.Context(), whole, step.book)
		if err != nil || short(out) != step.want {
			t.Errorf("step %d: %s, %v, want %s", i, short(out), err, step.want)
		}
	}
	want := outlook.Expected{Value: 3200, P10: num(3000), P90: num(4000), Confidence: num(0.8)}
	if diff := cmp.Diff(want, m.forecasts[0].Expected); diff != "" || m.forecasts[0].Unit != "W" {
		t.Errorf("in W (-want +got):\n%s", diff)
	}
	old := issue("2026-06-01T09:00:00Z", "m", outlook.Expected{})
	old.Points[0].TS = at("2026-05-31T09:00:00Z")
	if out, err := m.service().PublishForecast(t.Context(), whole, old); err != nil || short(out) != "0 new, 0 same, 0 ts INVALID_VALUE" {
		t.Errorf("of what was over: %s, %v", short(out), err)
	}
}

func TestForecast_OfWhatThereIsNot(t *testing.T) {
	good := outlook.IssueBook{Asset: "pv0", Metric: "ActivePower", Unit: "W", Model: "m", Issued: now, Now: now}
	for name, tt := range map[string]struct {
		change func(*outlook.IssueBook)
		code   reason.Code
	}{
		"of an asset that is not there":    {func(b *outlook.IssueBook) { b.Asset = "pv1" }, reason.UnknownDevice},
		"of the state of charge of a PV":   {func(b *outlook.IssueBook) { b.Metric = "SOC" }, reason.UnknownChannel},
		"of the state of charge of a site": {func(b *outlook.IssueBook) { b.Asset, b.Metric = "", "SOC" }, reason.UnknownChannel},
		"an energy as a power":             {func(b *outlook.IssueBook) { b.Unit = "kWh" }, reason.UnknownUnit},
		"by nobody":                        {func(b *outlook.IssueBook) { b.Model = "" }, reason.MissingField},
		"issued tomorrow":                  {func(b *outlook.IssueBook) { b.Issued = now.Add(24 * time.Hour) }, reason.FutureTimestamp},
		"with a hash that is none":         {func(b *outlook.IssueBook) { b.Hash = "0xFF" }, reason.InvalidValue},
	} {
		b := good
		tt.change(&b)
		if _, err := (&memory{}).service().PublishForecast(t.Context(), whole, b); !errors.Is(err, reason.New(tt.code, nil)) {
			t.Errorf("%s: %v, want %s", name, err, tt.code)
		}
	}
	if _, err := (&memory{}).service().PublishForecast(t.Context(), whole, good); err != nil {
		t.Error(err)
	}
}
