package outlook

import (
	"context"
	"fmt"
	"strings"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/energy/money"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

// Product is a series of prices: those of one source for slots of one length. An hour and its quarter hours
// are different products of an exchange, and stand side by side.
type Product struct {
	Region, Source string
	Slot           time.Duration
}

// Price is what a kWh costs in a slot, as it is believed since it was published. It may be negative.
type Price struct {
	Product
	At                   time.Time // start of the slot
	Value                money.Decimal
	Currency             money.Currency
	Published, Retrieved time.Time
	By                   string
}

// PriceBook is what a source says of prices at once.
type PriceBook struct {
	Publication
	Slot   time.Duration
	Unit   string // CODE/kWh or CODE/MWh, as EUR/MWh
	Points []PricePoint
}

// PricePoint is one of them, in the unit of its book.
type PricePoint struct {
	At    time.Time
	Value string
}

// Slots are the lengths that a price may hold for, by name.
func Slots() map[string]time.Duration {
	return map[string]time.Duration{"5m": 5 * time.Minute, "15m": slot.QuarterHour, "30m": 30 * time.Minute, "1h": time.Hour}
}

// SlotName is the name of a length of Slots; empty for others.
func SlotName(length time.Duration) string {
	for name, l := range Slots() {
		if l == length {
			return name
		}
	}
	return ""
}

// ParseSlot reads a length of Slots. INVALID_VALUE.
func ParseSlot(text string) (time.Duration, error) {
	if length, known := Slots()[text]; known {
		return length, nil
	}
	return 0, reason.Invalid("slot", text, "5m, 15m, 30m or 1h")
}

// perKWh reads a unit of prices: its currency and what a value is multiplied by.
func perKWh(unit string) (money.Currency, money.Decimal, error) {
	code, energy, _ := strings.Cut(unit, "/")
	currency, err := money.ParseCurrency("unit", code)
	factor, known := map[string]money.Decimal{"kWh": money.Of(1, 0), "MWh": money.Of(1, 3)}[energy]
	if err != nil || !known {
		return "", money.Decimal{}, reason.Invalid("unit", unit, "a currency per kWh or MWh, as EUR/kWh or EUR/MWh")
	}
	return currency, factor, nil
}

// exactly reads a decimal in a unit that is factor of ours. INVALID_VALUE.
func exactly(text string, factor money.Decimal) (money.Decimal, *reason.Error) {
	refusal := reason.Invalid("value", text, "a decimal number such as 0.0825, at most 15 digits before the point and, in our unit, 12 behind it")
	value, err := money.Parse("value", text)
	if err != nil {
		return value, refusal
	}
	value = value.Mul(factor)
	if _, err := money.Parse("value", value.String()); err != nil {
		return value, refusal
	}
	return value, nil
}

type priced struct {
	value    money.Decimal
	currency money.Currency
}

func (p priced) String() string { return p.value.String() + " " + string(p.currency) + "/kWh" }

func (p priced) equal(o priced) bool { return p.value.Equal(o.value) && p.currency == o.currency }

// PublishPrices keeps what a source says of prices; every point is answered by its index, unless the whole
// is to be kept or nothing. FORBIDDEN for who has not the whole tenant; INVALID_VALUE, MISSING_FIELD,
// FUTURE_TIMESTAMP of what is said of all of them.
func (s *Service) PublishPrices(ctx context.Context, scope identity.Scope, book PriceBook) (Outcome, error) {
	if err := book.wholeTenant(scope); err != nil {
		return Outcome{}, err
	}
	said, out, err := book.read()
	if err != nil || len(said.all) == 0 {
		book.close(&out, 0, 0, nil)
		return out, err
	}
	product := Product{book.Region, book.Source, book.Slot}
	err = s.store.TakePrices(ctx, scope, product, ask(said.all, said.since, func(at int64) slot.Interval {
		return slot.Interval{From: time.UnixMicro(at).UTC(), To: time.UnixMicro(at).UTC()}
	}), func(held []Price) []Price {
		known := make(map[int64]belief[priced], len(held))
		for _, h := range held {
			known[h.At.UnixMicro()] = belief[priced]{priced{h.Value, h.Currency}, h.Published}
		}
		fresh, same, refused := said.sift(known)
		if !book.close(&out, len(fresh), same, refused) {
			return nil
		}
		prices := make([]Price, len(fresh))
		for i, f := range fresh {
			prices[i] = Price{Product: product, At: time.UnixMicro(f.key).UTC(), Value: f.value.value, Currency: f.value.currency, Published: said.since, Retrieved: book.Now, By: book.By}
		}
		return prices
	})
	if err != nil {
		return Outcome{}, fmt.Errorf("keep prices of %s: %w", book.Region, err)
	}
	return out, nil
}

// read is what the points say, and what stands against them by themselves.
func (b PriceBook) read() (said sayings[int64, priced], out Outcome, err error) {
	out.Published, err = b.check()
	if err != nil {
		return said, out, err
	}
	if _, err := ParseSlot(SlotName(b.Slot)); err != nil {
		return said, out, err
	}
	currency, factor, err := perKWh(b.Unit)
	if err != nil {
		return said, out, err
	}
	said = sayings[int64, priced]{
		since: out.Published, unsaid: b.Published == nil, equal: priced.equal,
		refuse: func(one saying[int64, priced], held priced) *reason.Error {
			return conflict(time.UnixMicro(one.key), out.Published, one.value, held)
		},
	}
	for i, p := range b.Points {
		field, why := "ts", inTime("ts", p.At)
		if why == nil && !slot.Floor(p.At, b.Slot).Equal(p.At) {
			why = reason.Invalid("ts", p.At.UTC().Format(time.RFC3339Nano), "the start of a slot of "+SlotName(b.Slot)+" in UTC")
		}
		var value money.Decimal
		if why == nil {
			field = "value"
			value, why = exactly(p.Value, factor)
		}
		if why != nil {
			out.Refused = append(out.Refused, Refused{i, field, why})
			continue
		}
		said.all = append(said.all, saying[int64, priced]{i, p.At.UnixMicro(), priced{value, currency}})
	}
	return said, out, nil
}

// conflict is the refusal of another value under the same instant of publication.
func conflict(at, published time.Time, value, held fmt.Stringer) *reason.Error {
	return reason.New(reason.BeliefConflict, reason.Params{
		"at": at.UTC().Format(time.RFC3339), "published": published.Format(time.RFC3339Nano), "value": value.String(), "stored": held.String(),
	})
}

// ask is about everything that is said.
func ask[K comparable, V any](all []saying[K, V], since time.Time, of func(K) slot.Interval) Ask {
	a := Ask{Hull: of(all[0].key), Since: since}
	for _, one := range all {
		i := of(one.key)
		if i.From.Before(a.Hull.From) {
			a.Hull.From = i.From
		}
		if i.To.After(a.Hull.To) {
			a.Hull.To = i.To
		}
	}
	return a
}
