package tariff

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ohmstead/energy/money"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

// Bounds of a version.
const (
	MaxComponents = 100
	MaxBands      = 600 // a matrix of 12 months and 24 hours, on two kinds of days, is at most 576
	minutesOfDay  = 24 * 60
)

// Fault is one thing that is wrong with a version: where, as components[0].bands[1].to, and why.
type Fault struct {
	Path string
	Why  *reason.Error
}

// Faults are all of them.
type Faults []Fault

// Error is the first.
func (f Faults) Error() string { return f[0].Path + ": " + f[0].Why.Error() }

// Unwrap is the first.
func (f Faults) Unwrap() error { return f[0].Why }

// Check finds everything that is wrong with a version: INVALID_VALUE for its own fields, TARIFF_COMPONENT_INVALID
// for those of a component, TARIFF_BANDS_OVERLAP. Whether there is a time zone of the name is not looked at.
// Hours that nobody prices are no fault: Gaps lists them.
func (v Version) Check() Faults {
	f := &faults{}
	f.must(aligned(v.ValidFrom), "valid_from", v.ValidFrom.Format(time.RFC3339), "the start of a quarter hour")
	if v.ValidTo != nil {
		f.must(aligned(*v.ValidTo), "valid_to", v.ValidTo.Format(time.RFC3339), "the start of a quarter hour")
		f.must(v.ValidTo.After(v.ValidFrom), "valid_to", v.ValidTo.Format(time.RFC3339), "after "+v.ValidFrom.Format(time.RFC3339))
	}
	if _, err := money.ParseCurrency("currency", string(v.Currency)); err != nil {
		f.must(false, "currency", v.Currency, "a currency code of ISO 4217 such as EUR")
	}
	f.must(one(v.Clock, Civil, Standard, UTC), "clock", v.Clock, "CIVIL, STANDARD or UTC")
	f.must(one(v.Rounding, HalfEven, HalfUp), "rounding", v.Rounding, "HALF_EVEN or HALF_UP")
	f.holidays(v.Holidays)
	f.must(len(v.Components) > 0 && len(v.Components) <= MaxComponents, "components", len(v.Components), fmt.Sprintf("1 to %d components", MaxComponents))
	bands := 0
	for _, c := range v.Components {
		bands += len(c.Bands)
	}
	if f.must(bands <= MaxBands, "components", fmt.Sprintf("%d bands", bands), fmt.Sprintf("at most %d bands together", MaxBands)); bands > MaxBands {
		return f.all
	}
	names := map[string]bool{}
	for i, c := range v.Components {
		name := strings.TrimSpace(c.Name)
		at := inside{faults: f, path: fmt.Sprintf("components[%d]", i), component: name}
		if name == "" {
			at.component = fmt.Sprint(i + 1)
		}
		at.must(name != "" && len(name) <= 100 && !names[name], "name", c.Name, "a name of up to 100 bytes that no other component has")
		names[name] = true
		at.kind(c, v)
	}
	return f.all
}

func aligned(t time.Time) bool { return slot.Floor(t, slot.QuarterHour).Equal(t) }

func one[T comparable](value T, of ...T) bool { return slices.Contains(of, value) }

// faults collects what is wrong.
type faults struct{ all Faults }

func (f *faults) must(ok bool, field string, value any, want string) {
	if !ok {
		f.all = append(f.all, Fault{field, reason.Invalid(field, value, want)})
	}
}

func (f *faults) holidays(h *Holidays) {
	if h == nil {
		return
	}
	f.must(strings.TrimSpace(h.Name) != "" && len(h.Name) <= 100, "holidays.name", h.Name, "a name of up to 100 bytes")
	f.must(len(h.Days) > 0 && len(h.Days) <= 1000, "holidays.days", len(h.Days), "1 to 1000 days")
	for i, day := range h.Days {
		_, err := time.Parse(time.DateOnly, day)
		f.must(err == nil, fmt.Sprintf("holidays.days[%d]", i), day, "a day as 2026-12-25")
		f.must(i == 0 || day > h.Days[i-1], fmt.Sprintf("holidays.days[%d]", i), day, "days in order, each once")
	}
}

// inside is a component that is looked over.
type inside struct {
	*faults
	path, component string
}

func (f inside) must(ok bool, field string, value any, want string) {
	if !ok {
		f.all = append(f.all, Fault{f.path + "." + field, reason.New(reason.TariffComponentInvalid, reason.Params{
			"component": f.component, "field": field, "value": value, "want": want,
		})})
	}
}

// rules are what goes with a kind.
type rules struct {
	bases   []Basis
	periods []Period
	prices  []string // forms
	bands   bool
}

func perPeriod() []Period { return []Period{Day, Month, BillingPeriod, Year} }
func anyPeriod() []Period { return append(perPeriod(), Interval) }

func rulesOf(c Component) (rules, bool) {
	all := []string{constant, series, formula, tiers}
	switch c.Kind {
	case Energy:
		return rules{[]Basis{Import, Net, GrossLoad, Reactive}, anyPeriod(), all, true}, true
	case Export:
		return rules{[]Basis{Exported, Net}, anyPeriod(), all, true}, true
	case Index:
		return rules{[]Basis{Import, Net, GrossLoad}, anyPeriod(), []string{series, formula}, true}, true
	case Demand:
		return rules{[]Basis{Import, Exported, Net, GrossLoad, Coincident, Reactive}, perPeriod(), []string{constant}, true}, true
	case Fixed, Minimum:
		return rules{[]Basis{NoBasis}, perPeriod(), []string{constant}, false}, true
	case Percentage:
		return rules{[]Basis{NoBasis}, []Period{Month, BillingPeriod, Year}, []string{constant}, false}, true
	case Tax, Credit:
		if c.Period == Interval {
			return rules{[]Basis{Import, Exported, Net, GrossLoad}, anyPeriod(), []string{constant, series, formula}, true}, true
		}
		return rules{[]Basis{NoBasis}, anyPeriod(), []string{constant}, false}, true
	default:
		return rules{}, false
	}
}

func (f inside) kind(c Component, v Version) {
	r, is := rulesOf(c)
	if !is {
		f.must(false, "kind", c.Kind, "ENERGY, DEMAND, EXPORT, FIXED, MINIMUM, PERCENTAGE, TAX, CREDIT or INDEX")
		return
	}
	f.must(slices.Contains(r.bases, c.Basis), "basis", c.Basis, words(r.bases)+" for "+string(c.Kind))
	f.must(slices.Contains(r.periods, c.Period), "period", c.Period, words(r.periods)+" for "+string(c.Kind))
	f.must(c.VATClass == "" || slices.Contains(VATClasses(), c.VATClass), "vat_class", c.VATClass, strings.Join(VATClasses(), ", ")+" or nothing")
	f.months("months", c.Months)
	f.must(r.bands || len(c.Bands) == 0, "bands", len(c.Bands), "none for "+string(c.Kind))
	f.prices(c, r)
	f.bands(c, v)
	f.demand(c)
	f.ratchet(c)
}

func words[T ~string](of []T) string {
	all := make([]string, len(of))
	for i, w := range of {
		if all[i] = string(w); w == "" {
			all[i] = "nothing"
		}
	}
	if len(all) > 1 {
		return strings.Join(all[:len(all)-1], ", ") + " or " + all[len(all)-1]
	}
	return all[0]
}

func (f inside) months(field string, months []int) {
	for i, m := range months {
		f.must(m >= 1 && m <= 12 && !slices.Contains(months[:i], m), fmt.Sprintf("%s[%d]", field, i), m, "a month from 1 to 12, each once")
	}
}

func (f inside) demand(c Component) {
	d := c.Demand
	if c.Kind != Demand || d == nil {
		f.must(c.Kind != Demand, "demand", "nothing", "a window, such as 15 minutes and the largest of them")
		f.must(c.Kind == Demand || d == nil, "demand", "a window", "nothing for "+string(c.Kind))
		return
	}
	f.must(one(d.WindowMinutes, 5, 10, 15, 30, 60), "demand.window_minutes", d.WindowMinutes, "5, 10, 15, 30 or 60")
	f.must(d.Largest >= 1 && d.Largest <= 31, "demand.largest", d.Largest, "1 to 31 means")
	f.must(!d.OnePerDay || d.Largest > 1, "demand.one_per_day", d.OnePerDay, "false where one mean alone counts")
	f.must(len(d.Pool) <= 100, "demand.pool", d.Pool, "a name of up to 100 bytes")
}

func (f inside) ratchet(c Component) {
	r := c.Ratchet
	if r == nil {
		return
	}
	f.must(c.Kind == Demand, "ratchet", "a look-back", "nothing for "+string(c.Kind))
	f.must(r.Percent.Sign() > 0 && r.Percent.Cmp(money.Of(100, 0)) <= 0, "ratchet.percent", r.Percent, "above 0, at most 100")
	f.months("ratchet.months", r.Months)
	f.must(r.Previous >= 0 && r.Previous <= 36, "ratchet.previous", r.Previous, "1 to 36 months")
	said := 0
	for _, is := range []bool{len(r.Months) > 0, r.Previous != 0, r.Year} {
		if is {
			said++
		}
	}
	f.must(said == 1, "ratchet", fmt.Sprintf("%d look-backs", said), "one: months, previous or year")
}
