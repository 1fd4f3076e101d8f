package tariff_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ohmstead/energy/money"
	"ohmstead/energy/slot"
	"ohmstead/energy/tariff"
)

func of[T any](v T) *T { return &v }

func price(text string) *tariff.Price { return &tariff.Price{Constant: of(number(text))} }

func number(text string) money.Decimal {
	d, err := money.Parse("number", text)
	if err != nil {
		panic(err)
	}
	return d
}

func work(name string, bands ...tariff.Band) tariff.Component {
	return tariff.Component{Name: name, Kind: tariff.Energy, Basis: tariff.Import, Period: tariff.Interval, Terms: tariff.Terms{Bands: bands}}
}

func flat(kind tariff.Kind, basis tariff.Basis, text string) tariff.Component {
	return tariff.Component{Name: string(kind), Kind: kind, Basis: basis, Period: tariff.Interval, Terms: tariff.Terms{Price: price(text)}}
}

func version(components ...tariff.Component) tariff.Version {
	return tariff.Version{
		ValidFrom: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Currency: "EUR", TimeZone: "Europe/Berlin", Clock: tariff.Civil, Rounding: tariff.HalfEven, Components: components,
	}
}

// dayAndNight is a tariff of two bands.
func dayAndNight() tariff.Component {
	return work("Work", tariff.Band{From: 0, To: 360, Price: price("0.20")}, tariff.Band{From: 360, To: 1320, Price: price("0.30"), Peak: true}, tariff.Band{From: 1320, To: 1440, Price: price("0.20")})
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func said(f tariff.Faults) []string {
	all := []string{}
	for _, one := range f {
		all = append(all, one.Path+" "+one.Why.Error())
	}
	return all
}

func TestCheck_ATariffThatIsRightHasNoFault(t *testing.T) {
	tiered := work("Tiers")
	tiered.Period = tariff.Month
	tiered.Price = &tariff.Price{Tiers: &tariff.Tiers{Unit: "kWh", Steps: []tariff.Step{{UpTo: of(number("100")), Price: number("0.3")}, {Price: number("0.2")}}}}
	spot := flat(tariff.Index, tariff.Import, "0")
	spot.Price = &tariff.Price{Formula: &tariff.Formula{A: number("0.02"), B: number("1.05"), Index: "DE-LU", Floor: of(number("-0.5")), Cap: of(number("0.5"))}}
	peak := tariff.Component{Name: "Peak", Kind: tariff.Demand, Basis: tariff.Import, Period: tariff.Month, VATClass: "STANDARD", Terms: tariff.Terms{
		Price: price("12"), Demand: &tariff.Peak{WindowMinutes: 15, Largest: 3, OnePerDay: true, Pool: "all"}, Ratchet: &tariff.Ratchet{Percent: number("80"), Previous: 11},
	}}
	base := tariff.Component{Name: "Base", Kind: tariff.Fixed, Period: tariff.Month, Terms: tariff.Terms{Price: price("9.90"), Months: []int{1, 2}}}
	v := version(dayAndNight(), tiered, spot, peak, base, flat(tariff.Export, tariff.Exported, "-0.01"))
	if faults := v.Check(); len(faults) > 0 {
		t.Errorf("it has %q", said(faults))
	}
}

func TestCheck_SaysWhatIsWrongAndWhatWouldBeRight(t *testing.T) {
	changed := func(change func(v *tariff.Version, c *tariff.Component)) tariff.Version {
		v := version(dayAndNight())
		change(&v, &v.Components[0])
		return v
	}
	component := func(change func(c *tariff.Component)) tariff.Version {
		v := version(flat(tariff.Energy, tariff.Import, "0.3"))
		v.Components[0].Name = "Work"
		change(&v.Components[0])
		return v
	}
	for name, tt := range map[string]struct {
		v    tariff.Version
		want string
	}{
		"a version that begins beside a quarter hour": {changed(func(v *tariff.Version, _ *tariff.Component) { v.ValidFrom = v.ValidFrom.Add(time.Minute) }), "valid_from INVALID_VALUE: valid_from is 2026-01-01T00:01:00Z, want the start of a quarter hour"},
		"one that ends before it begins":              {changed(func(v *tariff.Version, _ *tariff.Component) { v.ValidTo = of(v.ValidFrom.Add(-time.Hour)) }), "valid_to INVALID_VALUE: valid_to is 2025-12-31T23:00:00Z, want after 2026-01-01T00:00:00Z"},
		"a currency that is none":                     {changed(func(v *tariff.Version, _ *tariff.Component) { v.Currency = "EURO" }), "currency INVALID_VALUE: currency is EURO, want a currency code of ISO 4217 such as EUR"},
		"a clock that is none":                        {changed(func(v *tariff.Version, _ *tariff.Component) { v.Clock = "SUNDIAL" }), "clock INVALID_VALUE: clock is SUNDIAL, want CIVIL, STANDARD or UTC"},
		"no component":                                {version(), "components INVALID_VALUE: components is 0, want 1 to 100 components"},
		"holidays out of order": {changed(func(v *tariff.Version, _ *tariff.Component) {
			v.Holidays = &tariff.Holidays{Name: "DE", Days: []string{"2026-12-25", "2026-01-01"}}
		}), "holidays.days[1] INVALID_VALUE: holidays.days[1] is 2026-01-01, want days in order, each once"},
		"bands that overlap on some days": {
			version(work("Work", tariff.Band{From: 0, To: 1440, Weekdays: []string{"MON", "TUE"}, Price: price("1")}, tariff.Band{From: 600, To: 660, Months: []int{3}, Weekdays: []string{"TUE", "WED"}, Price: price("2")})),
			"components[0].bands[1] TARIFF_BANDS_OVERLAP: component Work: bands 1 and 2 both have a price for MAR TUE 10:00-11:00; let one end where the other begins",
		},
		"a band over midnight": {
			version(work("Work", tariff.Band{From: 1320, To: 360, Price: price("1")})),
			"components[0].bands[0].to TARIFF_COMPONENT_INVALID: component Work: bands[0].to is 06:00, want after 22:00, at most 24:00; a band over midnight is two, such as 22:00 to 24:00 and 00:00 to 06:00",
		},
		"a band on holidays without a calendar": {
			version(work("Work", tariff.Band{From: 0, To: 60, Weekdays: []string{"HOLIDAY"}, Price: price("1")})),
			"components[0].bands[0].weekdays[0] TARIFF_COMPONENT_INVALID: component Work: bands[0].weekdays[0] is HOLIDAY, want a calendar of holidays in the version, or weekdays alone",
		},
		"a band without a price": {
			version(work("Work", tariff.Band{From: 0, To: 60})),
			"components[0].price TARIFF_COMPONENT_INVALID: component Work: price is nothing, want one for the bands that have none of their own",
		},
		"a kind that is none":     {component(func(c *tariff.Component) { c.Kind = "GIFT" }), "components[0].kind TARIFF_COMPONENT_INVALID: component Work: kind is GIFT, want ENERGY, DEMAND, EXPORT, FIXED, MINIMUM, PERCENTAGE, TAX, CREDIT or INDEX"},
		"a basis of another kind": {component(func(c *tariff.Component) { c.Basis = tariff.Exported }), "components[0].basis TARIFF_COMPONENT_INVALID: component Work: basis is EXPORT, want IMPORT, NET, GROSS_LOAD or REACTIVE for ENERGY"},
		"demand of an interval": {component(func(c *tariff.Component) {
			c.Kind = tariff.Demand
			c.Demand = &tariff.Peak{WindowMinutes: 15, Largest: 1}
		}), "components[0].period TARIFF_COMPONENT_INVALID: component Work: period is INTERVAL, want DAY, MONTH, BILLING_PERIOD or YEAR for DEMAND"},
		"a name that is none":          {component(func(c *tariff.Component) { c.Name = " " }), "components[0].name TARIFF_COMPONENT_INVALID: component 1: name is  , want a name of up to 100 bytes that no other component has"},
		"a month that is none":         {component(func(c *tariff.Component) { c.Months = []int{13} }), "components[0].months[0] TARIFF_COMPONENT_INVALID: component Work: months[0] is 13, want a month from 1 to 12, each once"},
		"two forms of a price at once": {component(func(c *tariff.Component) { c.Price.Series = "DE-LU" }), "components[0].price TARIFF_COMPONENT_INVALID: component Work: price is constant and series, want one constant, series, formula or tiers for ENERGY"},
		"an index that counts nothing": {component(func(c *tariff.Component) { c.Price = &tariff.Price{Formula: &tariff.Formula{Index: "DE-LU"}} }), "components[0].price.formula.b TARIFF_COMPONENT_INVALID: component Work: price.formula.b is 0, want not 0: a constant price has no index"},
		"a cap below the floor": {component(func(c *tariff.Component) {
			c.Price = &tariff.Price{Formula: &tariff.Formula{B: number("1"), Index: "X", Floor: of(number("1")), Cap: of(number("0.5"))}}
		}), "components[0].price.formula.cap TARIFF_COMPONENT_INVALID: component Work: price.formula.cap is 0.5, want not below the floor"},
		"tiers that do not rise": {component(func(c *tariff.Component) {
			c.Period = tariff.Month
			c.Price = &tariff.Price{Tiers: &tariff.Tiers{Unit: "kWh", Steps: []tariff.Step{{UpTo: of(number("9"))}, {UpTo: of(number("9"))}, {}}}}
		}), "components[0].price.tiers.steps[1].up_to TARIFF_COMPONENT_INVALID: component Work: price.tiers.steps[1].up_to is 9, want above 9"},
		"tiers of an interval": {component(func(c *tariff.Component) {
			c.Price = &tariff.Price{Tiers: &tariff.Tiers{Unit: "kWh", Steps: []tariff.Step{{UpTo: of(number("9"))}, {}}}}
		}), "components[0].period TARIFF_COMPONENT_INVALID: component Work: period is INTERVAL, want what is counted over for tiers: DAY, MONTH, BILLING_PERIOD or YEAR"},
		"a window on what is no demand": {component(func(c *tariff.Component) { c.Demand = &tariff.Peak{WindowMinutes: 15, Largest: 1} }), "components[0].demand TARIFF_COMPONENT_INVALID: component Work: demand is a window, want nothing for ENERGY"},
		"demand without a window":       {component(func(c *tariff.Component) { c.Kind, c.Period = tariff.Demand, tariff.Month }), "components[0].demand TARIFF_COMPONENT_INVALID: component Work: demand is nothing, want a window, such as 15 minutes and the largest of them"},
		"a look-back that is two": {component(func(c *tariff.Component) {
			c.Kind, c.Period, c.Demand, c.Ratchet = tariff.Demand, tariff.Month, &tariff.Peak{WindowMinutes: 15, Largest: 1}, &tariff.Ratchet{Percent: number("50"), Year: true, Previous: 2}
		}), "components[0].ratchet TARIFF_COMPONENT_INVALID: component Work: ratchet is 2 look-backs, want one: months, previous or year"},
		"a class of tax that is none":       {component(func(c *tariff.Component) { c.VATClass = "LUXURY" }), "components[0].vat_class TARIFF_COMPONENT_INVALID: component Work: vat_class is LUXURY, want STANDARD, REDUCED, ZERO, EXEMPT, REVERSE_CHARGE or nothing"},
		"a price beside those of all bands": {changed(func(_ *tariff.Version, c *tariff.Component) { c.Price = price("1") }), "components[0].price TARIFF_COMPONENT_INVALID: component Work: price is constant, want nothing, as every band has its own"},
		"a minimum below nothing":           {version(tariff.Component{Name: "Least", Kind: tariff.Minimum, Period: tariff.Month, Terms: tariff.Terms{Price: price("-1")}}), "components[0].price.constant TARIFF_COMPONENT_INVALID: component Least: price.constant is -1, want not below 0 for MINIMUM"},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff([]string{tt.want}, said(tt.v.Check())); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

// side is a rate in words.
func side(s tariff.Side) string {
	if s.Unknown != "" {
		return string(s.Unknown)
	}
	return s.Rate.String()
}

func TestAt_WhatGoesIntoARate(t *testing.T) {
	netted := flat(tariff.Energy, tariff.Net, "0.3")
	netted.Period = tariff.Month
	percent := tariff.Component{Name: "City", Kind: tariff.Percentage, Period: tariff.BillingPeriod, Terms: tariff.Terms{Price: price("10")}}
	spot := flat(tariff.Index, tariff.Import, "0")
	spot.Price = &tariff.Price{Series: "DE-LU"}
	base := tariff.Component{Name: "Base", Kind: tariff.Fixed, Period: tariff.Month, Terms: tariff.Terms{Price: price("9.90")}}
	kvar := flat(tariff.Energy, tariff.Reactive, "5")
	kvar.Name = "Reactive"
	for name, tt := range map[string]struct {
		components []tariff.Component
		buy, sell  string
	}{
		"one price":                             {[]tariff.Component{flat(tariff.Energy, tariff.Import, "0.3")}, "0.3", "UNPRICED"},
		"what is fixed or reactive is not in":   {[]tariff.Component{flat(tariff.Energy, tariff.Import, "0.3"), base, kvar}, "0.3", "UNPRICED"},
		"percent are on energy less credits":    {[]tariff.Component{flat(tariff.Energy, tariff.Import, "0.3"), flat(tariff.Credit, tariff.Import, "0.1"), percent}, "0.22", "UNPRICED"},
		"and taxes come after":                  {[]tariff.Component{flat(tariff.Energy, tariff.Import, "0.3"), percent, flat(tariff.Tax, tariff.Import, "0.02")}, "0.35", "UNPRICED"},
		"what is exported brings its price":     {[]tariff.Component{flat(tariff.Export, tariff.Exported, "0.08")}, "UNPRICED", "0.08"},
		"less its taxes, more its credits":      {[]tariff.Component{flat(tariff.Export, tariff.Exported, "0.08"), flat(tariff.Tax, tariff.Exported, "0.01"), flat(tariff.Credit, tariff.Exported, "0.03")}, "UNPRICED", "0.1"},
		"a series decides":                      {[]tariff.Component{flat(tariff.Energy, tariff.Import, "0.1"), spot}, "NEEDS_SERIES", "UNPRICED"},
		"what flows back within the month does": {[]tariff.Component{netted}, "NEEDS_NETTING", "NEEDS_NETTING"},
		"a tax alone prices no energy":          {[]tariff.Component{flat(tariff.Tax, tariff.Import, "0.02")}, "UNPRICED", "UNPRICED"},
		"less than nothing is a price":          {[]tariff.Component{flat(tariff.Energy, tariff.Import, "-0.05")}, "-0.05", "UNPRICED"},
	} {
		v := version(tt.components...)
		if faults := v.Check(); len(faults) > 0 {
			t.Fatalf("%s: %q", name, said(faults))
		}
		rate := v.At(v.ValidFrom, zone(t, "Europe/Berlin"))
		if side(rate.Buy) != tt.buy || side(rate.Sell) != tt.sell {
			t.Errorf("%s: buy %s, sell %s; want %s, %s", name, side(rate.Buy), side(rate.Sell), tt.buy, tt.sell)
		}
	}
}

// ofDay are the rates of a local day by quarter hours, joined while they stay.
func ofDay(t *testing.T, v tariff.Version, day string) (slots int, text string) {
	t.Helper()
	berlin := zone(t, "Europe/Berlin")
	noon, err := time.ParseInLocation("2006-01-02 15", day+" 12", berlin)
	if err != nil {
		t.Fatal(err)
	}
	var parts []string
	last := ""
	for p := range tariff.Rates([]tariff.Version{v}, slot.Day(noon, berlin), slot.QuarterHour, func(tariff.Version) *time.Location { return berlin }) {
		if now := side(p.Buy); now != last {
			parts = append(parts, p.From.Format("15:04Z ")+now)
			last = now
		}
		slots++
	}
	return slots, strings.Join(parts, ", ")
}

// On the days on which clocks change the bands begin when the tariff's own clock says so.
func TestRates_DaysOf23And25Hours(t *testing.T) {
	early := work("Work", tariff.Band{From: 0, To: 120, Price: price("1")}, tariff.Band{From: 120, To: 180, Price: price("2")}, tariff.Band{From: 180, To: 1440, Price: price("3")})
	for name, tt := range map[string]struct {
		clock tariff.Clock
		day   string
		slots int
		want  string
	}{
		"the hour that clocks skip has no band":      {tariff.Civil, "2026-03-29", 92, "23:00Z 1, 01:00Z 3"},
		"the hour that they show twice has its both": {tariff.Civil, "2026-10-25", 100, "22:00Z 1, 00:00Z 2, 02:00Z 3"},
		"an ordinary day":                            {tariff.Civil, "2026-06-01", 96, "22:00Z 1, 00:00Z 2, 01:00Z 3"},
		"in normal time nothing is skipped":          {tariff.Standard, "2026-03-29", 92, "23:00Z 1, 01:00Z 2, 02:00Z 3"},
		"nor shown twice":                            {tariff.Standard, "2026-10-25", 100, "22:00Z 3, 23:00Z 1, 01:00Z 2, 02:00Z 3"},
		"normal time in summer":                      {tariff.Standard, "2026-06-01", 96, "22:00Z 3, 23:00Z 1, 01:00Z 2, 02:00Z 3"},
		"UTC knows no such days":                     {tariff.UTC, "2026-10-25", 100, "22:00Z 3, 00:00Z 1, 02:00Z 2, 03:00Z 3"},
	} {
		v := version(early)
		v.Clock = tt.clock
		if slots, got := ofDay(t, v, tt.day); slots != tt.slots || got != tt.want {
			t.Errorf("%s: %d slots, %s; want %d, %s", name, slots, got, tt.slots, tt.want)
		}
	}
}

func TestRates_OneOfTheWholeSlotOrNone(t *testing.T) {
	half := version(work("Work", tariff.Band{From: 0, To: 390, Price: price("1")}, tariff.Band{From: 390, To: 400, Price: price("2")}, tariff.Band{From: 400, To: 1440, Price: price("3")}))
	half.Clock = tariff.UTC
	later := version(flat(tariff.Energy, tariff.Import, "4"))
	later.ValidFrom = half.ValidFrom.Add(8 * time.Hour)
	half.ValidTo = &later.ValidFrom
	over := slot.Interval{From: half.ValidFrom.Add(5 * time.Hour), To: half.ValidFrom.Add(9 * time.Hour)}
	for length, want := range map[time.Duration]string{
		time.Hour:        "1 CHANGES 3 4",
		slot.QuarterHour: "1 1 1 1 1 1 CHANGES 3 3 3 3 3 4 4 4 4",
	} {
		var got []string
		for p := range tariff.Rates([]tariff.Version{half, later}, over, length, func(tariff.Version) *time.Location { return time.UTC }) {
			got = append(got, side(p.Buy))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("by %s: %s, want %s", length, strings.Join(got, " "), want)
		}
	}
	before := slot.Interval{From: half.ValidFrom.Add(-time.Hour), To: half.ValidFrom}
	for p := range tariff.Rates([]tariff.Version{half}, before, time.Hour, nil) {
		if side(p.Buy) != "NO_VERSION" || side(p.Sell) != "NO_VERSION" {
			t.Errorf("before it begins it is %+v", p)
		}
	}
}

func TestAt_HolidaysAreNoWeekdays(t *testing.T) {
	v := version(
		work("Work", tariff.Band{From: 0, To: 1440, Weekdays: []string{"MON", "TUE", "WED", "THU", "FRI"}, Price: price("3")}, tariff.Band{From: 0, To: 1440, Weekdays: []string{"SAT", "SUN", "HOLIDAY"}, Price: price("1")}),
		work("Grid", tariff.Band{From: 0, To: 1440, Weekdays: []string{"MON", "TUE", "WED", "THU", "FRI"}, Price: price("0.5")}),
	)
	v.Holidays = &tariff.Holidays{Name: "DE", Days: []string{"2026-04-06", "2026-12-25"}}
	if faults := v.Check(); len(faults) > 0 {
		t.Fatal(said(faults))
	}
	for day, want := range map[string]string{
		"2026-04-07": "3.5",       // a Tuesday
		"2026-04-06": "1.5",       // Easter Monday: a Monday to the grid, which says nothing of holidays
		"2026-12-26": "1",         // a Saturday
		"2027-01-04": "NEEDS_DAY", // a Monday of a year that the calendar does not reach
		"2027-01-03": "1",         // a Sunday of that year costs the same either way
	} {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		if got := side(v.At(at.Add(12*time.Hour), zone(t, "Europe/Berlin")).Buy); got != want {
			t.Errorf("on %s it is %s, want %s", day, got, want)
		}
	}
}

func TestWindows_SayWhenWhatHolds(t *testing.T) {
	seasons := work("Work",
		tariff.Band{Months: []int{1, 2, 3, 10, 11, 12}, From: 0, To: 1440, Price: price("0.2")},
		tariff.Band{Months: []int{4, 5, 6, 7, 8, 9}, Weekdays: []string{"MON", "TUE", "WED", "THU", "FRI"}, From: 480, To: 1200, Price: price("0.4"), Peak: true},
	)
	v := version(seasons, flat(tariff.Export, tariff.Exported, "0.08"))
	var got []string
	for _, w := range v.Windows() {
		got = append(got, fmt.Sprintf("%s: %s %s %v", w, side(w.Buy), side(w.Sell), w.Peak))
	}
	want := []string{
		"JAN-MAR,OCT-DEC 00:00-24:00: 0.2 0.08 false",
		"APR-SEP MON-FRI 00:00-08:00: UNPRICED 0.08 false",
		"APR-SEP MON-FRI 08:00-20:00: 0.4 0.08 true",
		"APR-SEP MON-FRI 20:00-24:00: UNPRICED 0.08 false",
		"APR-SEP SAT-SUN 00:00-24:00: UNPRICED 0.08 false",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("windows (-want +got):\n%s", diff)
	}
	if gaps := tariff.Gaps(v.Windows()); len(gaps) != 3 || gaps[0].String() != "APR-SEP MON-FRI 00:00-08:00" {
		t.Errorf("nobody prices %v", gaps)
	}
	spot, tiers := work("Spot"), work("Tiers")
	spot.Price = &tariff.Price{Series: "DE-LU"}
	tiers.Price = &tariff.Price{Tiers: &tariff.Tiers{}}
	for want, v := range map[tariff.Structure]tariff.Version{
		tariff.TimeOfUse: v, tariff.Flat: version(flat(tariff.Energy, tariff.Import, "1")), tariff.Tiered: version(tiers), tariff.Dynamic: version(tiers, spot),
	} {
		if got := tariff.StructureOf(v.Windows()); got != want {
			t.Errorf("the structure is %s, want %s", got, want)
		}
	}
}

func TestUnit_SaysPerWhat(t *testing.T) {
	for want, c := range map[string]tariff.Component{
		"EUR/kWh":       flat(tariff.Energy, tariff.Import, "1"),
		"EUR/kvarh":     flat(tariff.Energy, tariff.Reactive, "1"),
		"EUR/kW/MONTH":  {Kind: tariff.Demand, Basis: tariff.Import, Period: tariff.Month},
		"EUR/kvar/YEAR": {Kind: tariff.Demand, Basis: tariff.Reactive, Period: tariff.Year},
		"EUR/DAY":       {Kind: tariff.Fixed, Period: tariff.Day},
		"%":             {Kind: tariff.Percentage, Period: tariff.Month},
		"EUR/YEAR":      {Kind: tariff.Tax, Period: tariff.Year},
	} {
		if got := c.Unit("EUR"); got != want {
			t.Errorf("%s %s: %s, want %s", c.Kind, c.Basis, got, want)
		}
	}
	if got := flat(tariff.Credit, tariff.Import, "1").Unit("SEK"); got != "SEK/kWh" {
		t.Errorf("a credit per kWh is in %s", got)
	}
}

// drawn is a version of bands that part days at drawn edges.
func drawn(t *rapid.T) tariff.Version {
	var components []tariff.Component
	for i := range rapid.IntRange(1, 3).Draw(t, "components") {
		c := work(fmt.Sprint("C", i))
		if rapid.Bool().Draw(t, "export") {
			c.Kind, c.Basis = tariff.Export, tariff.Exported
		}
		c.Months = rapid.SampledFrom([][]int{nil, {1, 2, 3}, {10}}).Draw(t, "months")
		edges := rapid.SliceOfNDistinct(rapid.IntRange(0, 1440), 2, 5, rapid.ID).Draw(t, "edges")
		slices.Sort(edges)
		days := rapid.SampledFrom([][]string{nil, {"MON", "FRI"}, {"SAT", "SUN", "HOLIDAY"}, {"HOLIDAY"}}).Draw(t, "days")
		for j := range edges[1:] {
			c.Bands = append(c.Bands, tariff.Band{From: edges[j], To: edges[j+1], Weekdays: days, Price: &tariff.Price{Constant: of(money.Of(rapid.Int64Range(-3, 3).Draw(t, "price"), 1))}})
		}
		components = append(components, c)
	}
	v := version(components...)
	v.Clock = rapid.SampledFrom([]tariff.Clock{tariff.Civil, tariff.Standard, tariff.UTC}).Draw(t, "clock")
	v.Holidays = &tariff.Holidays{Name: "drawn", Days: []string{"2026-01-01", "2026-03-30", "2026-10-26", "2026-12-25"}}
	return v
}

// Whatever the version: every minute of the year is in one window, and an instant has the rate of its own.
func TestWindows_AreTheRatesOfEveryInstant(t *testing.T) {
	berlin := zone(t, "Europe/Berlin")
	rapid.Check(t, func(t *rapid.T) {
		v := drawn(t)
		if faults := v.Check(); len(faults) > 0 {
			t.Fatal(said(faults))
		}
		windows := v.Windows()
		for range 20 {
			at := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 363*24*60).Draw(t, "minute")) * time.Minute)
			local := v.Clock.Show(at, berlin)
			minute, day := local.Hour()*60+local.Minute(), strings.ToUpper(local.Format("Mon"))
			holiday := slices.Contains(v.Holidays.Days, local.Format(time.DateOnly))
			told := slices.ContainsFunc(windows, func(w tariff.Window) bool { return w.Holiday })
			var here []tariff.Window
			for _, w := range windows {
				if slices.Contains(w.Months, int(local.Month())) && slices.Contains(w.Weekdays, day) && w.Holiday == (holiday && told) && w.From <= minute && minute < w.To {
					here = append(here, w)
				}
			}
			rate := v.At(at, berlin)
			if len(here) != 1 || side(here[0].Buy) != side(rate.Buy) || side(here[0].Sell) != side(rate.Sell) {
				t.Fatalf("at %s (%s): %v in %v", at, local, rate, here)
			}
		}
	})
}

// Whatever bands there are: they are refused where a minute has two prices, and only then.
func TestCheck_BandsOverlapWhereAMinuteHasTwoPrices(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := work("Work")
		for range rapid.IntRange(2, 4).Draw(t, "bands") {
			from := rapid.IntRange(0, 5).Draw(t, "from")
			c.Bands = append(c.Bands, tariff.Band{
				Months: rapid.SampledFrom([][]int{nil, {1}, {2, 3}}).Draw(t, "months"), Weekdays: rapid.SampledFrom([][]string{nil, {"MON"}, {"SUN", "HOLIDAY"}}).Draw(t, "days"),
				From: from, To: rapid.IntRange(from+1, 6).Draw(t, "to"), Price: price("1"),
			})
		}
		v := version(c)
		v.Holidays = &tariff.Holidays{Name: "drawn", Days: []string{"2026-01-01"}}
		twice := false
		for month := 1; month <= 12; month++ {
			for _, day := range tariff.Weekdays() {
				for minute := range 6 {
					n := 0
					for _, b := range c.Bands {
						if (len(b.Months) == 0 || slices.Contains(b.Months, month)) && (len(b.Weekdays) == 0 || slices.Contains(b.Weekdays, day)) && b.From <= minute && minute < b.To {
							n++
						}
					}
					holidays := slices.ContainsFunc(c.Bands, func(b tariff.Band) bool { return slices.Contains(b.Weekdays, "HOLIDAY") })
					twice = twice || n > 1 && (day != "HOLIDAY" || holidays)
				}
			}
		}
		if refused := len(v.Check()) > 0; refused != twice {
			t.Fatalf("refused %v, a minute has two prices %v: %+v", refused, twice, c.Bands)
		}
	})
}
