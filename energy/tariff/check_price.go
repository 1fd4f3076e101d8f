package tariff

import (
	"fmt"
	"slices"
	"strings"

	"ohmstead/energy/money"
	"ohmstead/energy/reason"
)

// Forms of a price.
const (
	constant = "constant"
	series   = "series"
	formula  = "formula"
	tiers    = "tiers"
)

// forms are those that a price has at once: one, of a price that is one.
func (p Price) forms() []string {
	var all []string
	for form, is := range map[string]bool{constant: p.Constant != nil, series: p.Series != "", formula: p.Formula != nil, tiers: p.Tiers != nil} {
		if is {
			all = append(all, form)
		}
	}
	slices.Sort(all)
	return all
}

// prices looks over the price of a component and those of its bands.
func (f inside) prices(c Component, r rules) {
	needed := len(c.Bands) == 0
	for i, b := range c.Bands {
		if b.Price == nil {
			needed = true
			continue
		}
		f.price(fmt.Sprintf("bands[%d].price", i), *b.Price, c, r)
	}
	switch {
	case c.Price != nil && needed:
		f.price("price", *c.Price, c, r)
	case c.Price != nil:
		f.must(false, "price", strings.Join(c.Price.forms(), " and "), "nothing, as every band has its own")
	case needed && len(c.Bands) == 0:
		f.must(false, "price", "nothing", "a "+words(r.prices))
	case needed:
		f.must(false, "price", "nothing", "one for the bands that have none of their own")
	}
}

func (f inside) price(field string, p Price, c Component, r rules) {
	forms := p.forms()
	if len(forms) != 1 || !slices.Contains(r.prices, forms[0]) {
		said := strings.Join(forms, " and ")
		if said == "" {
			said = "nothing"
		}
		f.must(false, field, said, "one "+words(r.prices)+" for "+string(c.Kind))
		return
	}
	switch forms[0] {
	case constant:
		f.must(c.Kind != Minimum || p.Constant.Sign() >= 0, field+".constant", p.Constant, "not below 0 for MINIMUM")
		f.must(c.Kind != Percentage || p.Constant.Cmp(money.Of(-100, 0)) >= 0, field+".constant", p.Constant, "not below -100 percent")
	case series:
		f.region(field+".series", p.Series)
	case formula:
		f.region(field+".formula.index", p.Formula.Index)
		f.must(p.Formula.B.Sign() != 0, field+".formula.b", p.Formula.B, "not 0: a constant price has no index")
		low, high := p.Formula.Floor, p.Formula.Cap
		f.must(low == nil || high == nil || low.Cmp(*high) <= 0, field+".formula.cap", high, "not below the floor")
	case tiers:
		f.tiers(field+".tiers", *p.Tiers, c)
	}
}

func (f inside) region(field, name string) {
	f.must(strings.TrimSpace(name) != "" && len(name) <= 64, field, name, "the name of a market region, such as DE-LU")
}

func (f inside) tiers(field string, t Tiers, c Component) {
	f.must(c.Period != Interval, "period", c.Period, "what is counted over for tiers: "+words(perPeriod()))
	f.must(one(t.Unit, "kWh", "kWh/day", "kWh/kW"), field+".unit", t.Unit, "kWh, kWh/day or kWh/kW")
	f.must(len(t.Steps) >= 2 && len(t.Steps) <= 20, field+".steps", len(t.Steps), "2 to 20 tiers")
	var before money.Decimal
	for i, s := range t.Steps {
		at := fmt.Sprintf("%s.steps[%d].up_to", field, i)
		last := i == len(t.Steps)-1
		switch {
		case s.UpTo == nil:
			f.must(last, at, "nothing", "an amount; the last tier alone has no end")
		case last:
			f.must(false, at, s.UpTo, "nothing, as the last tier has no end")
		default:
			f.must(s.UpTo.Cmp(before) > 0, at, s.UpTo, "above "+before.String())
			before = *s.UpTo
		}
	}
}

// bands looks over when bands are, and that no two are at once.
func (f inside) bands(c Component, v Version) {
	before := len(f.all)
	for i, b := range c.Bands {
		at := fmt.Sprintf("bands[%d]", i)
		f.months(at+".months", b.Months)
		f.must(b.From >= 0 && b.From < minutesOfDay, at+".from", clockText(b.From), "a time of day from 00:00 to 23:59")
		f.must(b.To > b.From && b.To <= minutesOfDay, at+".to", clockText(b.To),
			"after "+clockText(b.From)+", at most 24:00; a band over midnight is two, such as 22:00 to 24:00 and 00:00 to 06:00")
		for j, day := range b.Weekdays {
			field := fmt.Sprintf("%s.weekdays[%d]", at, j)
			f.must(slices.Contains(Weekdays(), day) && !slices.Contains(b.Weekdays[:j], day), field, day, strings.Join(Weekdays(), ", ")+", each once")
			f.must(day != Holiday || v.Holidays != nil, field, day, "a calendar of holidays in the version, or weekdays alone")
		}
	}
	if len(f.all) == before {
		f.overlaps(c)
	}
}

// overlaps says of each band which one before it is at the same time.
func (f inside) overlaps(c Component) {
	for i, b := range c.Bands {
		for j, a := range c.Bands[:i] {
			month, day, at := a.meets(b, c)
			if !at {
				continue
			}
			f.all = append(f.all, Fault{fmt.Sprintf("%s.bands[%d]", f.path, i), reason.New(reason.TariffBandsOverlap, reason.Params{
				"component": f.component, "first": j + 1, "second": i + 1, "when": fmt.Sprintf("%s %s %s-%s", months()[month-1], day, clockText(max(a.From, b.From)), clockText(min(a.To, b.To))),
			})})
			break
		}
	}
}

// meets is the first month and day on which two bands of a component are at once.
func (b Band) meets(o Band, c Component) (month int, day string, is bool) {
	if b.From >= o.To || o.From >= b.To {
		return 0, "", false
	}
	on := func(band Band, day string) bool {
		return len(band.Weekdays) == 0 || slices.Contains(band.Weekdays, day)
	}
	for month := 1; month <= 12; month++ {
		if !in(c.Months, month) || !in(b.Months, month) || !in(o.Months, month) {
			continue
		}
		for _, day := range Weekdays() {
			if (day != Holiday || c.knowsHolidays()) && on(b, day) && on(o, day) {
				return month, day, true
			}
		}
	}
	return 0, "", false
}
