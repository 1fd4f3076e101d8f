package tariffs

import (
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
)

// TariffFields is what people say of a tariff beside its versions.
type TariffFields struct {
	Name       string     `json:"name" minLength:"1" maxLength:"200" doc:"Unique at the site." example:"Household day and night"`
	Region     string     `json:"market_region" required:"false" maxLength:"64" doc:"The market region it is of, as price series name it; empty for none." example:"DE-LU"`
	ContractID *uuid.UUID `json:"contract_id" required:"false" nullable:"true" format:"uuid" doc:"The contract it was agreed in; null for none." example:"0198c0de-0000-7000-8000-000000000023"`
}

// TariffFormula is a + b times the price of a market region, which is cut to floor and cap before.
type TariffFormula struct {
	A     string `json:"a" maxLength:"40" doc:"Decimal, per unit." example:"0.02"`
	B     string `json:"b" maxLength:"40" doc:"Decimal, not 0." example:"1.05"`
	Index string `json:"index" minLength:"1" maxLength:"64" doc:"The market region whose price it follows." example:"DE-LU"`
	Floor string `json:"floor,omitempty" maxLength:"40" doc:"Below which the index does not count." example:"0"`
	Cap   string `json:"cap,omitempty" maxLength:"40" doc:"Above which the index does not count." example:"0.4"`
}

// TariffStep is one tier.
type TariffStep struct {
	UpTo  string `json:"up_to,omitempty" maxLength:"40" doc:"Where it ends, not included; none of the last." example:"2500"`
	Price string `json:"price" maxLength:"40" doc:"Decimal, per unit." example:"0.31"`
}

// TariffTiers are prices by how much was used before in the period.
type TariffTiers struct {
	Unit  string       `json:"unit" enum:"kWh,kWh/day,kWh/kW" example:"kWh"`
	Steps []TariffStep `json:"steps" minItems:"2" maxItems:"20" nullable:"false"`
}

// TariffPrice is one of its four forms.
type TariffPrice struct {
	Constant string         `json:"constant,omitempty" maxLength:"40" doc:"Decimal, in the component's unit; below 0 where that is what it is." example:"0.3012"`
	Series   string         `json:"series,omitempty" maxLength:"64" doc:"The market region whose price it is." example:""`
	Formula  *TariffFormula `json:"formula,omitempty"`
	Tiers    *TariffTiers   `json:"tiers,omitempty"`
}

// TariffBand is a part of the week with its price.
type TariffBand struct {
	Months   []int        `json:"months,omitempty" maxItems:"12" doc:"1 to 12; none for all." example:"[4,5,6]"`
	Weekdays []string     `json:"weekdays,omitempty" maxItems:"8" enum:"MON,TUE,WED,THU,FRI,SAT,SUN,HOLIDAY" doc:"None for all. Where a band names HOLIDAY, holidays are no weekdays to the component." example:"[\"MON\",\"TUE\"]"`
	From     string       `json:"from" maxLength:"5" doc:"Time of day of the version's clock." example:"06:00"`
	To       string       `json:"to" maxLength:"5" doc:"Not included, at most 24:00. A band over midnight is two." example:"22:00"`
	Price    *TariffPrice `json:"price,omitempty" doc:"Left out where it is that of the component."`
	Peak     bool         `json:"peak_flag,omitempty" doc:"Marks it as a peak." example:"true"`
}

// TariffDemand says what demand is.
type TariffDemand struct {
	WindowMinutes int    `json:"window_minutes" enum:"5,10,15,30,60" doc:"Of the means that count." example:"15"`
	Sliding       bool   `json:"sliding,omitempty" doc:"The window moves by the minute; else it is aligned." example:"false"`
	Largest       int    `json:"largest" minimum:"1" maximum:"31" doc:"How many of the largest means are averaged." example:"1"`
	OnePerDay     bool   `json:"one_per_day,omitempty" doc:"At most one mean of a day." example:"false"`
	Pool          string `json:"pool,omitempty" maxLength:"100" doc:"Components of one pool share their largest mean." example:""`
}

// TariffRatchet has demand not fall below a part of what it was: by one of its look-backs.
type TariffRatchet struct {
	Percent  string `json:"percent" maxLength:"40" doc:"Decimal, above 0, at most 100." example:"80"`
	Months   []int  `json:"months,omitempty" maxItems:"12" doc:"Named months of the last twelve." example:"[12,1,2]"`
	Previous int    `json:"previous,omitempty" minimum:"0" maximum:"36" doc:"So many months before." example:"11"`
	Year     bool   `json:"year,omitempty" doc:"The calendar year so far." example:"false"`
}

// TariffComponentFields is one price of a version, with what it is counted on.
type TariffComponentFields struct {
	Name     string         `json:"name" minLength:"1" maxLength:"100" doc:"Unique in the version." example:"Work price"`
	Kind     string         `json:"kind" enum:"ENERGY,DEMAND,EXPORT,FIXED,MINIMUM,PERCENTAGE,TAX,CREDIT,INDEX" example:"ENERGY"`
	Basis    string         `json:"basis,omitempty" enum:"IMPORT,EXPORT,NET,GROSS_LOAD,COINCIDENT,REACTIVE" doc:"What is counted; none where nothing is: FIXED, MINIMUM, PERCENTAGE, and TAX and CREDIT per period." example:"IMPORT"`
	Period   string         `json:"period" enum:"INTERVAL,DAY,MONTH,BILLING_PERIOD,YEAR" doc:"Over what it is counted." example:"INTERVAL"`
	VATClass string         `json:"vat_class,omitempty" enum:"STANDARD,REDUCED,ZERO,EXEMPT,REVERSE_CHARGE" doc:"Which value added tax is on it." example:"STANDARD"`
	Months   []int          `json:"months,omitempty" maxItems:"12" doc:"1 to 12; none for all." example:"[1,2]"`
	Bands    []TariffBand   `json:"bands,omitempty" maxItems:"600" doc:"None for all hours. No two are at once: TARIFF_BANDS_OVERLAP."`
	Price    *TariffPrice   `json:"price,omitempty" doc:"Of all hours, or of bands without their own."`
	Demand   *TariffDemand  `json:"demand,omitempty" doc:"Of kind DEMAND."`
	Ratchet  *TariffRatchet `json:"ratchet,omitempty" doc:"Of kind DEMAND."`
}

// TariffComponent is a component with what follows from it.
type TariffComponent struct {
	TariffComponentFields
	Unit string `json:"unit" doc:"What its prices are in: CODE/kWh, CODE/kvarh, CODE/kW/MONTH, CODE/MONTH, %." example:"EUR/kWh"`
}

// TariffHolidays is a calendar, day by day. It is known for the whole years from its first to its last day.
type TariffHolidays struct {
	Name string   `json:"name" minLength:"1" maxLength:"100" example:"Germany"`
	Days []string `json:"days" minItems:"1" maxItems:"1000" nullable:"false" doc:"In order, each once." example:"[\"2026-01-01\",\"2026-12-25\"]"`
}

// TariffVersionHead is what a version says beside its components.
type TariffVersionHead struct {
	ValidFrom time.Time       `json:"valid_from" doc:"The first instant at which it holds, the start of a quarter hour." example:"2026-01-01T00:00:00+01:00"`
	ValidTo   *time.Time      `json:"valid_to" required:"false" doc:"The first instant at which it holds no more; null for no end. One that ends where it begins was withdrawn." example:"2027-01-01T00:00:00+01:00"`
	KnownAt   *time.Time      `json:"known_at" required:"false" doc:"Since when anybody could know it; now where it is left out." example:"2025-11-20T00:00:00Z"`
	Currency  string          `json:"currency" minLength:"3" maxLength:"3" doc:"ISO 4217." example:"EUR"`
	TimeZone  string          `json:"time_zone" maxLength:"64" doc:"IANA name of the zone whose clocks its hours are of." example:"Europe/Berlin"`
	Clock     string          `json:"clock" enum:"CIVIL,STANDARD,UTC" doc:"CIVIL: with summer time; STANDARD: without, all year." example:"CIVIL"`
	Rounding  string          `json:"rounding" enum:"HALF_EVEN,HALF_UP" doc:"How the amount of a line is rounded, once; HALF_UP goes away from zero." example:"HALF_EVEN"`
	Holidays  *TariffHolidays `json:"holidays" required:"false" doc:"Null where no band is about holidays."`
}

// TariffVersionFields is a version to make.
type TariffVersionFields struct {
	TariffVersionHead
	Components []TariffComponentFields `json:"components" minItems:"1" maxItems:"100" nullable:"false" doc:"In the order in which a bill lists them."`
}

// TariffWindow is a part of the year with one rate.
type TariffWindow struct {
	Window   string   `json:"time_window" doc:"Months, days and hours of the version's clock." example:"APR-SEP MON-FRI 06:00-22:00"`
	Months   []int    `json:"months" nullable:"false" example:"[4,5,6,7,8,9]"`
	Weekdays []string `json:"weekdays" nullable:"false" example:"[\"MON\",\"TUE\",\"WED\",\"THU\",\"FRI\"]"`
	Holiday  bool     `json:"holiday" doc:"Those that are holidays; else those that are none." example:"false"`
	From     string   `json:"from" example:"06:00"`
	To       string   `json:"to" example:"22:00"`
	TariffRateSides
}

// TariffRateSides is what one more kWh costs that is imported, and brings that is exported.
type TariffRateSides struct {
	Buy         *string `json:"buy_rate" doc:"Decimal per kWh without value added tax; null where it is unknown." example:"0.3012"`
	BuyUnknown  string  `json:"buy_unknown,omitempty" enum:"UNPRICED,NEEDS_SERIES,NEEDS_COUNTER,NEEDS_NETTING,NEEDS_DAY,CHANGES,NO_VERSION" doc:"Why it is: no component prices energy then; a price series, the amount used so far, what flows the other way, or a day of the calendar decides; it is not one rate in all of the slot; no version holds." example:"NEEDS_SERIES"`
	Sell        *string `json:"sell_rate" doc:"As buy_rate." example:"0.081"`
	SellUnknown string  `json:"sell_unknown,omitempty" enum:"UNPRICED,NEEDS_SERIES,NEEDS_COUNTER,NEEDS_NETTING,NEEDS_DAY,CHANGES,NO_VERSION" doc:"As buy_unknown." example:"UNPRICED"`
	Peak        bool    `json:"peak_flag" doc:"Whether a band that is marked so prices energy then." example:"true"`
}

// TariffVersion is a version as it is kept, with what follows from it.
type TariffVersion struct {
	ID       uuid.UUID `json:"id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000041"`
	Revision int64     `json:"version" doc:"Counts how often its end was changed." example:"1"`
	TariffVersionHead
	Structure  string            `json:"rate_structure" enum:"FLAT,TIME_OF_USE,TIERED,DYNAMIC" doc:"How the price of imported energy comes about." example:"TIME_OF_USE"`
	Components []TariffComponent `json:"components" nullable:"false"`
	Windows    []TariffWindow    `json:"windows" nullable:"false" doc:"Each minute of the year is in one."`
	Unpriced   []TariffWindow    `json:"unpriced" nullable:"false" doc:"Those of windows in which no component prices imported energy."`
}

// TariffHead is a tariff without its versions.
type TariffHead struct {
	ID     uuid.UUID `json:"id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000040"`
	SiteID uuid.UUID `json:"site_id" format:"uuid" example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	TariffFields
	Version    int64      `json:"version" doc:"Counts the changes that people made to it." example:"1"`
	ArchivedAt *time.Time `json:"archived_at" doc:"Since when it is out of use; null while it is in use." example:"2026-06-03T12:00:00Z"`
}

// TariffListed is a tariff of a list, with the version that holds.
type TariffListed struct {
	TariffHead
	Structure *string    `json:"rate_structure" enum:"FLAT,TIME_OF_USE,TIERED,DYNAMIC" doc:"Of the version that holds at the instant asked for, else now; null where none does." example:"TIME_OF_USE"`
	Currency  *string    `json:"currency" doc:"Of that version." example:"EUR"`
	TimeZone  *string    `json:"time_zone" doc:"Of that version." example:"Europe/Berlin"`
	ValidFrom *time.Time `json:"valid_from" doc:"Of that version." example:"2026-01-01T00:00:00Z"`
	ValidTo   *time.Time `json:"valid_to" doc:"Of that version; null for no end." example:"2027-01-01T00:00:00Z"`
}

// TariffPage is a page of tariffs.
type TariffPage struct {
	Items []TariffListed `json:"items" nullable:"false" doc:"In the order in which they were made."`
	Next  string         `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// Tariff is a tariff with everything.
type Tariff struct {
	TariffHead
	Versions []TariffVersion `json:"versions" nullable:"false" doc:"The first first."`
}

// TariffSlot is a slot with its rate.
type TariffSlot struct {
	From time.Time `json:"from" doc:"Its start, aligned in UTC." example:"2026-06-01T00:00:00Z"`
	TariffRateSides
}

// TariffRates are the rates of a tariff in slots.
type TariffRates struct {
	SlotSeconds int          `json:"slot_seconds" example:"900"`
	Currency    *string      `json:"currency" doc:"Null where versions of that time differ in it, or none holds." example:"EUR"`
	Unit        *string      `json:"unit" example:"EUR/kWh"`
	Items       []TariffSlot `json:"items" nullable:"false" doc:"By time."`
}

// TariffTrial is what a version would come to.
type TariffTrial struct {
	Structure string         `json:"rate_structure" enum:"FLAT,TIME_OF_USE,TIERED,DYNAMIC" example:"TIME_OF_USE"`
	Windows   []TariffWindow `json:"windows" nullable:"false" doc:"Each minute of the year is in one."`
	Unpriced  []TariffWindow `json:"unpriced" nullable:"false" doc:"Those in which no component prices imported energy."`
}

type listInput struct {
	operation.Paging
	Site     uuid.UUID `query:"site" format:"uuid" doc:"Those of this site alone."`
	Region   string    `query:"market_region" maxLength:"64" doc:"Those of this market region alone."`
	Contract uuid.UUID `query:"contract" format:"uuid" doc:"Those under this contract alone."`
	At       time.Time `query:"at" doc:"Those with a version that holds at this instant."`
	Archived bool      `query:"archived" doc:"Those out of use too."`
}

type listOutput struct{ Body TariffPage }

// TariffInput names a tariff.
type TariffInput struct {
	ID uuid.UUID `path:"id" format:"uuid" doc:"The tariff." example:"0198c0de-0000-7000-8000-000000000040"`
}

type tariffOutput struct{ Body Tariff }

// NewTariff is a tariff to make, with its first version.
type NewTariff struct {
	TariffFields
	First TariffVersionFields `json:"first" doc:"Its first version."`
}

type makeInput struct {
	operation.SiteInput
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Makes a request that is sent again one and the same."`
	Body NewTariff
}

type tryInput struct {
	operation.SiteInput
	Body TariffVersionFields
}

type tryOutput struct{ Body TariffTrial }

// TariffRevision is a tariff anew.
type TariffRevision struct {
	Version int64 `json:"version" minimum:"1" doc:"The version that was read: VERSION_CONFLICT where it is not the newest." example:"1"`
	TariffFields
	Archived bool `json:"archived,omitempty" doc:"Whether it is out of use." example:"false"`
}

type changeInput struct {
	TariffInput
	Body TariffRevision
}

type addInput struct {
	TariffInput
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Makes a request that is sent again one and the same."`
	Body TariffVersionFields
}

// TariffEnd is where a version ends.
type TariffEnd struct {
	Version int64      `json:"version" minimum:"1" doc:"The version's version that was read: VERSION_CONFLICT where it is not the newest." example:"1"`
	ValidTo *time.Time `json:"valid_to" doc:"The first instant at which it holds no more, the start of a quarter hour; null for no end. Its valid_from withdraws a version that has not begun." example:"2027-01-01T00:00:00+01:00"`
}

type endInput struct {
	ID   uuid.UUID `path:"id" format:"uuid" doc:"The version." example:"0198c0de-0000-7000-8000-000000000041"`
	Body TariffEnd
}

type ratesInput struct {
	TariffInput
	From time.Time `query:"from" required:"true" doc:"Start of the time." example:"2026-06-01T00:00:00Z"`
	To   time.Time `query:"to" required:"true" doc:"Its end, not included." example:"2026-06-02T00:00:00Z"`
	Slot string    `query:"slot" enum:"15m,1h" default:"15m" doc:"How long a slot is."`
}

type ratesOutput struct{ Body TariffRates }
