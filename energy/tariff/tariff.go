package tariff

import (
	"time"

	"ohmstead/energy/money"
)

// Kind says what a component is for.
type Kind string

// Kinds. Amounts come about in the order of document 002's bill: ENERGY and INDEX, DEMAND, FIXED, CREDIT, MINIMUM,
// PERCENTAGE, TAX; EXPORT stands for itself.
const (
	Energy     Kind = "ENERGY"     // per kWh, or kvarh of the basis REACTIVE
	Demand     Kind = "DEMAND"     // per kW of the largest means of the period
	Export     Kind = "EXPORT"     // per kWh that is exported, received
	Fixed      Kind = "FIXED"      // per period
	Minimum    Kind = "MINIMUM"    // what a period comes to at least
	Percentage Kind = "PERCENTAGE" // percent of everything before it
	Tax        Kind = "TAX"        // per kWh of the period INTERVAL, else per period; not the value added tax
	Credit     Kind = "CREDIT"     // as Tax, received
	Index      Kind = "INDEX"      // per kWh at the price of a series
)

// Basis says what is counted.
type Basis string

// Bases. FIXED, MINIMUM and PERCENTAGE have none, nor have TAX and CREDIT per period.
const (
	NoBasis    Basis = ""
	Import     Basis = "IMPORT"
	Exported   Basis = "EXPORT"
	Net        Basis = "NET"        // import less export of the period
	GrossLoad  Basis = "GROSS_LOAD" // what the site consumes, wherever it is from
	Coincident Basis = "COINCIDENT" // import at the instant of the grid's own peak
	Reactive   Basis = "REACTIVE"
)

// Clock says by which clock the hours of a version are read.
type Clock string

// Clocks.
const (
	Civil    Clock = "CIVIL"    // of the time zone, with summer time: days of 23, 24 and 25 hours
	Standard Clock = "STANDARD" // of the time zone without summer time, all year
	UTC      Clock = "UTC"
)

// Period says over what a component is counted.
type Period string

// Periods.
const (
	Interval      Period = "INTERVAL" // each interval of the meter by itself
	Day           Period = "DAY"
	Month         Period = "MONTH"
	BillingPeriod Period = "BILLING_PERIOD"
	Year          Period = "YEAR"
)

// Rounding says how the amount of a line is rounded, once, to the minor unit.
type Rounding string

// Roundings.
const (
	HalfEven Rounding = "HALF_EVEN"
	HalfUp   Rounding = "HALF_UP" // a half goes away from zero
)

// Structure says in a word how the price of energy comes about: document 000's rateStructure.
type Structure string

// Structures.
const (
	Flat      Structure = "FLAT"        // one rate at all times
	TimeOfUse Structure = "TIME_OF_USE" // it depends on the clock
	Tiered    Structure = "TIERED"      // it depends on how much was used
	Dynamic   Structure = "DYNAMIC"     // it depends on a price series
)

// Version is what a tariff says from an instant on, until another or none. Its time zone is a name; who asks
// for rates brings the location.
type Version struct {
	ValidFrom time.Time
	ValidTo   *time.Time // not included; nil for no end
	KnownAt   time.Time  // since when anybody could know it
	Currency  money.Currency
	TimeZone  string
	Clock     Clock
	Rounding  Rounding
	Holidays  *Holidays // nil where no band is about holidays
	// Components stand in the order in which a bill lists them.
	Components []Component
}

// Holidays is a calendar, day by day. It is known for the whole years from its first to its last day.
type Holidays struct {
	Name string   `json:"name"`
	Days []string `json:"days"` // as 2026-12-25, in order
}

// Component is one price of a version with what it is counted on.
type Component struct {
	Name     string
	Kind     Kind
	Basis    Basis
	Period   Period
	VATClass string // one of VATClasses, or empty
	Terms
}

// Terms is what of a component is kept as it is.
type Terms struct {
	Months  []int    `json:"months,omitempty"` // 1 to 12; none for all
	Bands   []Band   `json:"bands,omitempty"`  // none for all hours
	Price   *Price   `json:"price,omitempty"`  // of all hours, or of bands without their own
	Demand  *Peak    `json:"demand,omitempty"`
	Ratchet *Ratchet `json:"ratchet,omitempty"`
}

// Band is a part of the week, half-open in minutes since midnight of the version's clock, with its price.
type Band struct {
	Months   []int    `json:"months,omitempty"` // none for those of the component
	Weekdays []string `json:"weekdays,omitempty"`
	From     int      `json:"from"`
	To       int      `json:"to"`              // at most 1440
	Price    *Price   `json:"price,omitempty"` // nil for that of the component
	Peak     bool     `json:"peak,omitempty"`
}

// Price is one of its four forms.
type Price struct {
	Constant *money.Decimal `json:"constant,omitempty"`
	Series   string         `json:"series,omitempty"` // the market region whose price it is
	Formula  *Formula       `json:"formula,omitempty"`
	Tiers    *Tiers         `json:"tiers,omitempty"`
}

// Formula is A + B times a price series, which is cut to floor and cap before.
type Formula struct {
	A     money.Decimal  `json:"a"`
	B     money.Decimal  `json:"b"`
	Index string         `json:"index"` // the market region
	Floor *money.Decimal `json:"floor,omitempty"`
	Cap   *money.Decimal `json:"cap,omitempty"`
}

// Tiers are prices by how much was used before in the component's period.
type Tiers struct {
	Unit  string `json:"unit"` // kWh, kWh/day or kWh/kW
	Steps []Step `json:"steps"`
}

// Step is a tier.
type Step struct {
	UpTo  *money.Decimal `json:"up_to,omitempty"` // not included; nil of the last
	Price money.Decimal  `json:"price"`
}

// Peak says what demand is: the mean of the largest means of a window.
type Peak struct {
	WindowMinutes int  `json:"window_minutes"` // aligned, unless sliding
	Sliding       bool `json:"sliding,omitempty"`
	// Largest is how many means are averaged; OnePerDay takes at most one of a day.
	Largest   int    `json:"largest"`
	OnePerDay bool   `json:"one_per_day,omitempty"`
	Pool      string `json:"pool,omitempty"` // components of one pool share their largest mean
}

// Ratchet has demand not fall below a part of what it was: one of its three look-backs.
type Ratchet struct {
	Percent  money.Decimal `json:"percent"`
	Months   []int         `json:"months,omitempty"`   // named months of the last twelve
	Previous int           `json:"previous,omitempty"` // so many months before
	Year     bool          `json:"year,omitempty"`     // the calendar year so far
}

// Weekdays are the words for days of a band; HOLIDAY is any day of the calendar.
func Weekdays() []string {
	return []string{"MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN", Holiday}
}

// Holiday is the word for days of the version's calendar. Where a component has it in a band, its holidays are
// no weekdays.
const Holiday = "HOLIDAY"

// VATClasses are the words for what value added tax there is on a component. Source: EN 16931, categories S
// (standard and reduced), Z, E and AE.
func VATClasses() []string {
	return []string{"STANDARD", "REDUCED", "ZERO", "EXEMPT", "REVERSE_CHARGE"}
}

// Unit is what a price of the component is in, such as EUR/kWh, EUR/kW/MONTH, EUR/MONTH or %.
func (c Component) Unit(currency money.Currency) string {
	amount := map[Kind]string{Energy: "kWh", Export: "kWh", Index: "kWh", Demand: "kW"}[c.Kind]
	if c.Basis == Reactive {
		amount = map[Kind]string{Energy: "kvarh", Demand: "kvar"}[c.Kind]
	}
	switch {
	case c.Kind == Percentage:
		return "%"
	case c.Kind == Demand:
		return string(currency) + "/" + amount + "/" + string(c.Period)
	case amount != "":
		return string(currency) + "/" + amount
	case c.Period == Interval:
		return string(currency) + "/kWh"
	default:
		return string(currency) + "/" + string(c.Period)
	}
}

// Contains says whether the version holds at an instant.
func (v Version) Contains(t time.Time) bool {
	return !t.Before(v.ValidFrom) && (v.ValidTo == nil || t.Before(*v.ValidTo))
}
