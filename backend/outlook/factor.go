package outlook

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/energy/money"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

// Kind is what an emission factor counts.
type Kind string

// Kinds. Average is of the mix, where the source does not say whether at the chimney or over the life cycle.
const (
	Direct    Kind = "DIRECT"
	Lifecycle Kind = "LIFECYCLE"
	Marginal  Kind = "MARGINAL"
	Average   Kind = "AVERAGE"
)

// Standing is how certain a factor is; the word quality is that of samples.
type Standing string

// Standings.
const (
	Forecast    Standing = "FORECAST"
	Provisional Standing = "PROVISIONAL"
	Final       Standing = "FINAL"
)

// Method is a series of emission factors: those of one source, counted and computed in one way. A new version
// of a method is another series.
type Method struct {
	Region, Source string
	Kind           Kind
	ID, Version    string
}

// Factor is how much CO2 equivalent a kWh of an interval stands for, as it is believed since it was published.
type Factor struct {
	Method
	Key                  uuid.UUID
	Of                   slot.Interval
	GramsPerKWh          money.Decimal
	Quality              Standing
	Published, Retrieved time.Time
	By                   string
}

// FactorBook is what a source says of factors at once.
type FactorBook struct {
	Publication
	Kind        Kind
	ID, Version string
	Unit        string // as g/kWh
	Quality     Standing
	Points      []FactorPoint
}

// FactorPoint is one of them, in the unit of its book.
type FactorPoint struct {
	Of    slot.Interval
	Value string
}

// GramsPerKWh are units of factors, with what a value is multiplied by. A kilogram per MWh is a gram per kWh.
func GramsPerKWh() map[string]money.Decimal {
	return map[string]money.Decimal{"g/kWh": money.Of(1, 0), "kg/MWh": money.Of(1, 0), "kg/kWh": money.Of(1000, 0), "t/MWh": money.Of(1000, 0)}
}

// mostGrams is beyond any fuel: burnt lignite is some 1,200 g/kWh.
const mostGrams = 100_000

type weighed struct {
	grams   money.Decimal
	quality Standing
}

func (w weighed) String() string { return w.grams.String() + " g/kWh " + string(w.quality) }

func (w weighed) equal(o weighed) bool { return w.grams.Equal(o.grams) && w.quality == o.quality }

// span is an interval as a key.
type span struct{ from, to int64 }

func spanOf(i slot.Interval) span { return span{i.From.UnixMicro(), i.To.UnixMicro()} }

func (s span) interval() slot.Interval {
	return slot.Interval{From: time.UnixMicro(s.from).UTC(), To: time.UnixMicro(s.to).UTC()}
}

// PublishFactors keeps what a source says of emission factors, as PublishPrices does of prices. Of one
// publication no two may hold at an instant: FACTORS_OVERLAP.
func (s *Service) PublishFactors(ctx context.Context, scope identity.Scope, book FactorBook) (Outcome, error) {
	if err := book.wholeTenant(scope); err != nil {
		return Outcome{}, err
	}
	said, out, err := book.read()
	if err != nil || len(said.all) == 0 {
		book.close(&out, 0, 0, nil)
		return out, err
	}
	method := Method{book.Region, book.Source, book.Kind, book.ID, book.Version}
	err = s.store.TakeFactors(ctx, scope, method, ask(said.all, said.since, span.interval), func(held []Factor) []Factor {
		fresh, same, refused := said.siftFactors(held)
		if !book.close(&out, len(fresh), same, refused) {
			return nil
		}
		factors := make([]Factor, len(fresh))
		for i, f := range fresh {
			factors[i] = Factor{
				Method: method, Of: f.key.interval(), GramsPerKWh: f.value.grams, Quality: f.value.quality, Published: said.since, Retrieved: book.Now, By: book.By,
			}
		}
		return factors
	})
	if err != nil {
		return Outcome{}, fmt.Errorf("keep emission factors of %s: %w", book.Region, err)
	}
	return out, nil
}

// weights are the factors of one publication.
type weights struct{ sayings[span, weighed] }

// siftFactors is sift, where what overlaps within the publication is refused too. O(n log n).
func (w weights) siftFactors(held []Factor) (fresh []saying[span, weighed], same int, refused []Refused) {
	known := make(map[span]belief[weighed], len(held))
	var taken []span
	for _, h := range held {
		known[spanOf(h.Of)] = belief[weighed]{weighed{h.GramsPerKWh, h.Quality}, h.Published}
		if h.Published.Equal(w.since) {
			taken = append(taken, spanOf(h.Of))
		}
	}
	byStart := func(a, b span) int { return int(min(1, max(-1, a.from-b.from))) }
	slices.SortFunc(taken, byStart)
	all, same, refused := w.sift(known)
	for _, one := range all {
		at, _ := slices.BinarySearchFunc(taken, one.key, byStart)
		if at < len(taken) && taken[at].from < one.key.to || at > 0 && taken[at-1].to > one.key.from {
			refused = append(refused, Refused{Index: one.index, Why: overlap(one.key.interval())})
			continue
		}
		taken = slices.Insert(taken, at, one.key)
		fresh = append(fresh, one)
	}
	return fresh, same, refused
}

func overlap(i slot.Interval) *reason.Error {
	return reason.New(reason.FactorsOverlap, reason.Params{"from": i.From.Format(time.RFC3339), "to": i.To.Format(time.RFC3339)})
}

// read is what the points say, and what stands against them by themselves.
func (b FactorBook) read() (said weights, out Outcome, err error) {
	out.Published, err = b.check()
	if err != nil {
		return said, out, err
	}
	factor, err := b.checkMethod()
	if err != nil {
		return said, out, err
	}
	said.sayings = sayings[span, weighed]{
		since: out.Published, unsaid: b.Published == nil, equal: weighed.equal,
		refuse: func(one saying[span, weighed], held weighed) *reason.Error {
			return conflict(one.key.interval().From, out.Published, one.value, held)
		},
	}
	for i, p := range b.Points {
		grams, field, why := p.read(factor)
		if why != nil {
			out.Refused = append(out.Refused, Refused{i, field, why})
			continue
		}
		said.all = append(said.all, saying[span, weighed]{i, spanOf(p.Of), weighed{grams, b.Quality}})
	}
	return said, out, nil
}

// checkMethod refuses what is said of all factors, and is what a value is multiplied by.
func (b FactorBook) checkMethod() (money.Decimal, error) {
	if !slices.Contains([]Kind{Direct, Lifecycle, Marginal, Average}, b.Kind) {
		return money.Decimal{}, reason.Invalid("kind", b.Kind, "DIRECT, LIFECYCLE, MARGINAL or AVERAGE")
	}
	if !slices.Contains([]Standing{Forecast, Provisional, Final}, b.Quality) {
		return money.Decimal{}, reason.Invalid("quality", b.Quality, "FORECAST, PROVISIONAL or FINAL")
	}
	if err := named("method_id", b.ID, 100); err != nil {
		return money.Decimal{}, err
	}
	if err := named("method_version", b.Version, 40); err != nil {
		return money.Decimal{}, err
	}
	factor, known := GramsPerKWh()[b.Unit]
	if !known {
		return factor, reason.Invalid("unit", b.Unit, "g/kWh, kg/MWh, kg/kWh or t/MWh")
	}
	return factor, nil
}

func (p FactorPoint) read(factor money.Decimal) (grams money.Decimal, field string, why *reason.Error) {
	if why = inTime("from", p.Of.From); why != nil {
		return grams, "from", why
	}
	if why = inTime("to", p.Of.To); why != nil {
		return grams, "to", why
	}
	if !p.Of.From.Before(p.Of.To) {
		return grams, "to", reason.Invalid("to", p.Of.To.UTC().Format(time.RFC3339), "a time after from")
	}
	grams, why = exactly(p.Value, factor)
	if why == nil && (grams.Sign() < 0 || grams.Cmp(money.Of(mostGrams, 0)) > 0) {
		why = reason.Invalid("value", p.Value, "0 to 100000 g/kWh")
	}
	return grams, "value", why
}
