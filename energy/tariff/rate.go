package tariff

import (
	"iter"
	"slices"
	"time"

	"ohmstead/energy/money"
	"ohmstead/energy/slot"
)

// Cause is why a rate is unknown.
type Cause string

// Causes.
const (
	Unpriced     Cause = "UNPRICED"      // no component prices energy at that time
	NeedsSeries  Cause = "NEEDS_SERIES"  // a price series decides
	NeedsCounter Cause = "NEEDS_COUNTER" // how much was used decides
	NeedsNetting Cause = "NEEDS_NETTING" // what flows the other way in the period decides
	NeedsDay     Cause = "NEEDS_DAY"     // the calendar of holidays does not reach that far
	Changes      Cause = "CHANGES"       // it is not one rate in all of the time asked for
	NoVersion    Cause = "NO_VERSION"    // the tariff says nothing of that time
)

// Side is the rate of one direction per kWh: of the currency, unrounded. Of an unknown one Rate means nothing.
type Side struct {
	Rate    money.Decimal
	Unknown Cause // empty where it is known
}

func (s Side) equal(o Side) bool {
	return s.Unknown == o.Unknown && (s.Unknown != "" || s.Rate.Equal(o.Rate))
}

// Rate is what one more kWh costs that is imported, and brings that is exported. Value added tax is not in it.
type Rate struct {
	Buy, Sell Side
	Peak      bool // whether a band that is marked so prices energy then
}

func (r Rate) equal(o Rate) bool {
	return r.Buy.equal(o.Buy) && r.Sell.equal(o.Sell) && r.Peak == o.Peak
}

func unknown(why Cause) Rate { return Rate{Buy: Side{Unknown: why}, Sell: Side{Unknown: why}} }

// At is the rate of a version that Check takes at an instant in its clock, whether it holds then or not. Per imported kWh:
// energy and indexes less credits, percentages on that, and taxes; FIXED, DEMAND and MINIMUM are not in it.
// O(components · bands).
func (v Version) At(t time.Time, zone *time.Location) Rate {
	local := v.Clock.Show(t, zone)
	m := momentOf(local)
	is, known := v.Holidays.has(local)
	m.holiday = is
	rate := v.rate(m)
	if !known {
		m.holiday = true
		other := v.rate(m)
		either := func(a, b Side) Side {
			if a.equal(b) {
				return a
			}
			return Side{Unknown: NeedsDay}
		}
		rate = Rate{Buy: either(rate.Buy, other.Buy), Sell: either(rate.Sell, other.Sell), Peak: rate.Peak && other.Peak}
	}
	return rate
}

// sum adds up one direction.
type sum struct {
	before, after money.Decimal // what percentages are on, and what they are not
	priced        bool
	unknown       Cause
}

func (s *sum) put(to *money.Decimal, p Price, sign int) {
	if why := p.unknown(); why != "" {
		s.doubt(why)
		return
	}
	value := *p.Constant
	if sign < 0 {
		value = value.Neg()
	}
	*to = to.Add(value)
}

func (s *sum) doubt(why Cause) {
	if s.unknown == "" || why == NeedsSeries {
		s.unknown = why
	}
}

func (s *sum) side(percent money.Decimal) Side {
	switch {
	case !s.priced:
		return Side{Unknown: Unpriced}
	case s.unknown != "":
		return Side{Unknown: s.unknown}
	default:
		more := s.before.Mul(percent).Mul(money.Of(1, 2))
		return Side{Rate: s.before.Add(more).Add(s.after)}
	}
}

// unknown is why a price is no number by itself.
func (p Price) unknown() Cause {
	switch {
	case p.Constant != nil:
		return ""
	case p.Tiers != nil:
		return NeedsCounter
	default:
		return NeedsSeries
	}
}

func (v Version) rate(m moment) Rate {
	var buy, sell sum
	var percent money.Decimal
	peak := false
	for _, c := range v.Components {
		p, marked, ok := c.price(m)
		if !ok {
			continue
		}
		switch {
		case c.Kind == Percentage:
			percent = percent.Add(*p.Constant)
		case !c.perEnergy():
		case c.Basis == Net && c.Period != Interval:
			buy.doubt(NeedsNetting)
			sell.doubt(NeedsNetting)
			sell.priced = true
			buy.priced = buy.priced || c.Kind != Export
		case c.Kind == Energy || c.Kind == Index:
			buy.priced, peak = true, peak || marked
			buy.put(&buy.before, p, 1)
		case c.Kind == Export:
			sell.priced = true
			sell.put(&sell.after, p, 1)
		case c.Basis == Exported:
			sell.put(&sell.after, p, map[Kind]int{Tax: -1, Credit: 1}[c.Kind])
		case c.Kind == Credit:
			buy.put(&buy.before, p, -1)
		default:
			buy.put(&buy.after, p, 1)
		}
	}
	return Rate{Buy: buy.side(percent), Sell: sell.side(money.Decimal{}), Peak: peak}
}

// perEnergy says whether the price is per kWh of active energy.
func (c Component) perEnergy() bool {
	switch c.Kind {
	case Energy, Export, Index:
		return c.Basis != Reactive
	case Tax, Credit:
		return c.Period == Interval
	default:
		return false
	}
}

// price is what the component says at a moment, and whether that is a peak; false where it says nothing.
func (c Component) price(m moment) (p Price, peak, ok bool) {
	if !in(c.Months, m.month) {
		return p, false, false
	}
	if len(c.Bands) == 0 {
		return *c.Price, false, true
	}
	day := c.dayOf(m)
	for _, b := range c.Bands {
		if !in(b.Months, m.month) || m.minute < b.From || m.minute >= b.To || len(b.Weekdays) > 0 && !slices.Contains(b.Weekdays, day) {
			continue
		}
		if b.Price != nil {
			return *b.Price, b.Peak, true
		}
		return *c.Price, b.Peak, true
	}
	return p, false, false
}

// dayOf is the word for the day of a moment as the bands of the component see it.
func (c Component) dayOf(m moment) string {
	if m.holiday && c.knowsHolidays() {
		return Holiday
	}
	return Weekdays()[m.weekday]
}

func (c Component) knowsHolidays() bool {
	return slices.ContainsFunc(c.Bands, func(b Band) bool { return slices.Contains(b.Weekdays, Holiday) })
}

func in(months []int, month int) bool { return len(months) == 0 || slices.Contains(months, month) }

// Priced is a slot with its rate.
type Priced struct {
	slot.Interval
	Rate
}

// Rates yields the rates of the slots of a length that touch an interval, under the versions of a tariff. A rate
// that is not one in the whole slot is unknown. O(slots · minutes of a slot) where a band begins beside quarter
// hours, else O(slots).
func Rates(versions []Version, over slot.Interval, length time.Duration, zone func(Version) *time.Location) iter.Seq[Priced] {
	step := min(length, slot.QuarterHour)
	if slices.ContainsFunc(versions, Version.uneven) {
		step = time.Minute
	}
	return func(yield func(Priced) bool) {
		for s := range over.Split(length) {
			rate := rateOf(versions, s.From, zone)
			for at := s.From.Add(step); at.Before(s.To); at = at.Add(step) {
				rate = both(rate, rateOf(versions, at, zone))
			}
			if !yield(Priced{s, rate}) {
				return
			}
		}
	}
}

func both(a, b Rate) Rate {
	one := func(a, b Side) Side {
		if a.equal(b) {
			return a
		}
		return Side{Unknown: Changes}
	}
	return Rate{Buy: one(a.Buy, b.Buy), Sell: one(a.Sell, b.Sell), Peak: a.Peak && b.Peak}
}

func rateOf(versions []Version, at time.Time, zone func(Version) *time.Location) Rate {
	for _, v := range versions {
		if v.Contains(at) {
			return v.At(at, zone(v))
		}
	}
	return unknown(NoVersion)
}

// uneven says whether a band begins or ends beside a quarter hour.
func (v Version) uneven() bool {
	return slices.ContainsFunc(v.Components, func(c Component) bool {
		return slices.ContainsFunc(c.Bands, func(b Band) bool { return b.From%15 != 0 || b.To%15 != 0 })
	})
}
