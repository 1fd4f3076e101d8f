package outlook

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/outlook"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

// bounds are how far lists reach where nobody says.
type bounds struct{ back, ahead time.Duration }

// when is what a Window bounds. INVALID_VALUE where it ends before it begins.
func (w Window) when(now time.Time, without bounds) (outlook.When, error) {
	when := outlook.When{Interval: slot.Interval{From: w.From, To: w.To}}
	if w.From.IsZero() {
		when.From = now.Add(-without.back)
		if !w.To.IsZero() && !when.From.Before(w.To) {
			when.From = w.To.Add(-without.back)
		}
	}
	if w.To.IsZero() {
		when.To = now.Add(without.ahead)
		if !when.From.Before(when.To) {
			when.To = when.From.Add(without.ahead)
		}
	}
	if !when.From.Before(when.To) {
		return when, reason.Invalid("to", w.To.UTC().Format(time.RFC3339), "a time after from")
	}
	if !w.AsOf.IsZero() {
		when.AsOf = &w.AsOf
	}
	return when, nil
}

// after reads a cursor into what it was sealed of; nil without one.
func after[K any](cursor string) (*K, error) {
	if cursor == "" {
		return nil, nil
	}
	text, err := operation.Unseal(cursor)
	if err != nil {
		return nil, err
	}
	key := new(K)
	if err := json.Unmarshal([]byte(text), key); err != nil {
		return nil, operation.NoCursor(cursor)
	}
	return key, nil
}

func seal(key any) string {
	text, err := json.Marshal(key)
	if err != nil {
		panic(err) // texts and times always encode
	}
	return operation.Seal(string(text))
}

// page is the first of what was found, which is one more than a page where there are more.
func page[T any](found []T, limit int) (items []T, more bool) {
	if len(found) > limit {
		return found[:limit], true
	}
	return found, false
}

type (
	priceKey struct {
		Region, Source string
		Slot           time.Duration
		TS             time.Time
	}
	factorKey struct {
		Region, Source, Kind, Method, Version string
		From, To                              time.Time
	}
)

func (a api) prices(ctx context.Context, c operation.Caller, in *pricesInput) (*pricesOutput, error) {
	when, err := in.when(a.desk.Now(), bounds{24 * time.Hour, 48 * time.Hour})
	if err != nil {
		return nil, err
	}
	which := outlook.PriceQuestion{When: when, Product: outlook.Product{Region: in.Region, Source: in.Source, Slot: outlook.Slots()[in.Slot]}, Limit: in.Limit + 1}
	key, err := after[priceKey](in.Cursor)
	if err != nil {
		return nil, err
	}
	if key != nil {
		which.After = &outlook.Price{Product: outlook.Product{Region: key.Region, Source: key.Source, Slot: key.Slot}, At: key.TS}
	}
	found, err := a.service.Prices(ctx, c.Scope, which)
	if err != nil {
		return nil, fmt.Errorf("list prices: %w", err)
	}
	items, more := page(found, in.Limit)
	out := &pricesOutput{Body: MarketPricePage{Items: make([]MarketPrice, 0, len(items))}}
	for _, p := range items {
		out.Body.Items = append(out.Body.Items, MarketPrice{
			MarketRegion: p.Region, Source: p.Source, Slot: outlook.SlotName(p.Slot), TS: p.At, Value: p.Value.String(), Currency: string(p.Currency), PublishedAt: p.Published, RetrievedAt: p.Retrieved,
		})
	}
	if more {
		last := items[len(items)-1]
		out.Body.Next = seal(priceKey{last.Region, last.Source, last.Slot, last.At})
	}
	return out, nil
}

func (f RegionFilter) leavesOut(region, source string) bool {
	return f.Region != "" && f.Region != region || f.Source != "" && f.Source != source
}

func (a api) products(ctx context.Context, c operation.Caller, in *productsInput) (*productsOutput, error) {
	found, err := a.service.Products(ctx, c.Scope)
	if err != nil {
		return nil, fmt.Errorf("list products: %w", err)
	}
	found = slices.DeleteFunc(found, func(p outlook.ProductKnown) bool { return in.leavesOut(p.Region, p.Source) })
	items, next, err := operation.Page(found, in.Paging, func(p outlook.ProductKnown) string {
		return fmt.Sprintf("%s\x00%s\x00%08d", p.Region, p.Source, p.Slot/time.Second)
	})
	if err != nil {
		return nil, err
	}
	out := &productsOutput{Body: PriceProductPage{Items: make([]PriceProduct, 0, len(items)), Next: next}}
	for _, p := range items {
		out.Body.Items = append(out.Body.Items, PriceProduct{
			MarketRegion: p.Region, Source: p.Source, Slot: outlook.SlotName(p.Slot), Currency: string(p.Last.Currency), LastTS: p.Last.At, PublishedAt: p.Last.Published,
		})
	}
	return out, nil
}

func (a api) factors(ctx context.Context, c operation.Caller, in *factorsInput) (*factorsOutput, error) {
	when, err := in.when(a.desk.Now(), bounds{24 * time.Hour, 48 * time.Hour})
	if err != nil {
		return nil, err
	}
	which := outlook.FactorQuestion{
		When: when, Method: outlook.Method{Region: in.Region, Source: in.Source, Kind: outlook.Kind(in.Kind), ID: in.Method, Version: in.Version},
		Quality: outlook.Standing(in.Quality), Limit: in.Limit + 1,
	}
	key, err := after[factorKey](in.Cursor)
	if err != nil {
		return nil, err
	}
	if key != nil {
		which.After = &outlook.Factor{
			Method: outlook.Method{Region: key.Region, Source: key.Source, Kind: outlook.Kind(key.Kind), ID: key.Method, Version: key.Version}, Of: slot.Interval{From: key.From, To: key.To},
		}
	}
	found, err := a.service.Factors(ctx, c.Scope, which)
	if err != nil {
		return nil, fmt.Errorf("list emission factors: %w", err)
	}
	items, more := page(found, in.Limit)
	out := &factorsOutput{Body: EmissionFactorPage{Items: make([]EmissionFactor, 0, len(items))}}
	for _, f := range items {
		out.Body.Items = append(out.Body.Items, factorOf(f))
	}
	if more {
		last := items[len(items)-1]
		out.Body.Next = seal(factorKey{last.Region, last.Source, string(last.Kind), last.ID, last.Version, last.Of.From, last.Of.To})
	}
	return out, nil
}

func methodName(m outlook.Method) MethodName {
	return MethodName{MarketRegion: m.Region, Source: m.Source, Kind: string(m.Kind), MethodID: m.ID, MethodVersion: m.Version}
}

func factorOf(f outlook.Factor) EmissionFactor {
	return EmissionFactor{
		ID: f.Key, MethodName: methodName(f.Method), From: f.Of.From, To: f.Of.To, CO2: f.GramsPerKWh.String(), Quality: string(f.Quality), PublishedAt: f.Published, RetrievedAt: f.Retrieved,
	}
}

func (a api) factor(ctx context.Context, c operation.Caller, in *factorInput) (*factorOutput, error) {
	found, err := a.service.Factor(ctx, c.Scope, in.ID)
	if err != nil {
		return nil, fmt.Errorf("find an emission factor: %w", err)
	}
	return &factorOutput{Body: factorOf(found)}, nil
}

func (a api) methods(ctx context.Context, c operation.Caller, in *methodsInput) (*methodsOutput, error) {
	found, err := a.service.Methods(ctx, c.Scope)
	if err != nil {
		return nil, fmt.Errorf("list methods: %w", err)
	}
	found = slices.DeleteFunc(found, func(m outlook.MethodKnown) bool { return in.leavesOut(m.Region, m.Source) })
	items, next, err := operation.Page(found, in.Paging, func(m outlook.MethodKnown) string {
		return fmt.Sprintf("%s\x00%s\x00%s\x00%s\x00%s", m.Region, m.Source, m.Kind, m.ID, m.Version)
	})
	if err != nil {
		return nil, err
	}
	out := &methodsOutput{Body: EmissionMethodPage{Items: make([]EmissionMethod, 0, len(items)), Next: next}}
	for _, m := range items {
		out.Body.Items = append(out.Body.Items, EmissionMethod{MethodName: methodName(m.Method), LastTo: m.Last.Of.To, Quality: string(m.Last.Quality), PublishedAt: m.Last.Published})
	}
	return out, nil
}

func (a api) forecast(ctx context.Context, v operation.Visit, in *forecastInput) (*forecastOutput, error) {
	when, err := in.when(a.desk.Now(), bounds{time.Hour, 48 * time.Hour})
	if err != nil {
		return nil, err
	}
	key, err := after[time.Time](in.Cursor)
	if err != nil {
		return nil, err
	}
	which := outlook.ForecastQuestion{When: when, Model: in.Model, After: key, Limit: in.Limit + 1}
	found, unit, err := a.service.ForecastOf(ctx, v.Scope, outlook.Subject{Site: v.Site, Asset: in.Asset, Metric: in.Metric}, which)
	if err != nil {
		return nil, fmt.Errorf("list what is forecast: %w", err)
	}
	items, more := page(found, in.Limit)
	out := &forecastOutput{Body: ForecastPage{Items: make([]ForecastPoint, 0, len(items)), Unit: string(unit)}}
	for _, p := range items {
		out.Body.Items = append(out.Body.Items, ForecastPoint{
			TS: p.TS, Value: p.Value, P10: p.P10, P50: p.P50, P90: p.P90, Confidence: p.Confidence, ModelVersion: p.Model, IssuedAt: p.Issued, FeatureHash: p.Hash,
		})
	}
	if more {
		out.Body.Next = seal(items[len(items)-1].TS)
	}
	return out, nil
}
