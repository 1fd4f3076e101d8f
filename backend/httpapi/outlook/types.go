package outlook

import (
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/energy/reason"
)

// BeliefAnswer is what became of what was brought.
type BeliefAnswer struct {
	Accepted    int              `json:"accepted" doc:"Points that are kept, those kept before included." example:"96"`
	Stored      int              `json:"stored" doc:"Those that were not known before." example:"96"`
	PublishedAt time.Time        `json:"published_at" doc:"Since when they are believed: published_at, or issued_at of a forecast." example:"2026-06-01T10:57:00Z"`
	Rejected    []RejectedBelief `json:"rejected" nullable:"false" doc:"Points that were refused, by index."`
}

// RejectedBelief is a point that was refused, and why.
type RejectedBelief struct {
	Index      int         `json:"index" doc:"Place in the request, from 0." example:"1"`
	Field      string      `json:"field" doc:"Empty where it is the whole point." example:"ts"`
	ReasonCode reason.Code `json:"reason_code" doc:"Code of the closed catalogue of reasons." example:"INVALID_VALUE"`
	Detail     string      `json:"detail" doc:"What is wrong and what would be right." example:"ts is 2026-06-01T10:07:00Z, want the start of a slot of 15m in UTC"`
}

// BeliefProblem is why a line of a file cannot be taken.
type BeliefProblem struct {
	File   string         `json:"file" example:"prices.csv"`
	Line   int            `json:"line" doc:"From 1." example:"2"`
	Field  string         `json:"field" doc:"Empty where it is the whole line." example:"ts"`
	Code   string         `json:"reason_code" example:"AMBIGUOUS_TIME"`
	Params map[string]any `json:"params" nullable:"false" doc:"With the value and what would be right."`
	TextEN string         `json:"text_en" example:"ts is soon, want a time such as 2026-01-31T10:00:00+01:00"`
	TextDE string         `json:"text_de" example:"ts ist soon, erwartet wird a time such as 2026-01-31T10:00:00+01:00"`
}

// BeliefReport is what a file comes to.
type BeliefReport struct {
	Stored      bool            `json:"stored" doc:"Whether everything is kept: never with problems, nor by a dry run." example:"false"`
	New         int             `json:"new" doc:"What was not known." example:"96"`
	Same        int             `json:"same" doc:"What is known already." example:"0"`
	From        *time.Time      `json:"from" doc:"Start of what the file is of; null where it says nothing." example:"2026-05-31T22:00:00Z"`
	To          *time.Time      `json:"to" doc:"Its end, not included." example:"2026-06-01T22:00:00Z"`
	PublishedAt time.Time       `json:"published_at" doc:"Since when it is believed." example:"2026-06-01T10:57:00Z"`
	Problems    []BeliefProblem `json:"problems" nullable:"false" doc:"All of them, by line."`
}

// BeliefFile is a file to take.
type BeliefFile struct {
	Name     string `json:"name" minLength:"1" maxLength:"200" doc:"Of the file." example:"prices.csv"`
	Content  string `json:"content" doc:"Comma-separated values; the names of the fields in the first line." example:"ts;value\n2026-06-01T00:00:00+02:00;-1.5\n"`
	TimeZone string `json:"time_zone,omitempty" maxLength:"64" doc:"The zone of times without an offset; without it there may be none." example:"Europe/Berlin"`
	Dry      bool   `json:"dry_run" doc:"Says what would become of it, and keeps nothing." example:"true"`
}

// PublicationHead is what is said of everything that a source publishes at once.
type PublicationHead struct {
	MarketRegion string     `json:"market_region" minLength:"1" maxLength:"20" doc:"Country or bidding zone." example:"DE-LU"`
	Source       string     `json:"source" minLength:"1" maxLength:"100" doc:"Who publishes it, such as an exchange and its auction." example:"SMARD day-ahead"`
	PublishedAt  *time.Time `json:"published_at,omitempty" doc:"Since when it is believed; without it, from now on." example:"2026-06-01T10:57:00Z"`
}

// PriceHead is what is said of all prices of a publication.
type PriceHead struct {
	PublicationHead
	Slot string `json:"slot" enum:"5m,15m,30m,1h" doc:"How long each holds." example:"15m"`
	Unit string `json:"unit" minLength:"1" maxLength:"10" doc:"A currency of ISO 4217 per kWh or MWh." example:"EUR/MWh"`
}

// FactorHead is what is said of all emission factors of a publication.
type FactorHead struct {
	PublicationHead
	Kind          string `json:"kind" enum:"DIRECT,LIFECYCLE,MARGINAL,AVERAGE" doc:"DIRECT at the chimney, LIFECYCLE with what comes before and after, MARGINAL of one kWh more; AVERAGE of the mix where the source says no more." example:"LIFECYCLE"`
	MethodID      string `json:"method_id" minLength:"1" maxLength:"100" doc:"How they were computed." example:"flow-tracing"`
	MethodVersion string `json:"method_version" minLength:"1" maxLength:"40" doc:"A new version stands beside the one before." example:"2"`
	Quality       string `json:"quality" enum:"FORECAST,PROVISIONAL,FINAL" example:"PROVISIONAL"`
	Unit          string `json:"unit" enum:"g/kWh,kg/MWh,kg/kWh,t/MWh" example:"g/kWh"`
}

// PricePublication is prices to keep.
type PricePublication struct {
	PriceHead
	Points []PricePoint `json:"points" minItems:"1" maxItems:"5000" nullable:"false"`
}

// PricePoint is the price of a slot.
type PricePoint struct {
	TS    time.Time `json:"ts" doc:"Start of the slot; slots are aligned in UTC." example:"2026-06-01T10:00:00Z"`
	Value string    `json:"value" maxLength:"40" doc:"Decimal, in unit; negative where who takes energy is paid." example:"-12.5"`
}

// PriceFile is a file of prices.
type PriceFile struct {
	PriceHead
	BeliefFile
}

// FactorPublication is emission factors to keep.
type FactorPublication struct {
	FactorHead
	Points []FactorPoint `json:"points" minItems:"1" maxItems:"5000" nullable:"false"`
}

// FactorPoint is the factor of an interval.
type FactorPoint struct {
	From  time.Time `json:"from" example:"2026-06-01T10:00:00Z"`
	To    time.Time `json:"to" doc:"Not included." example:"2026-06-01T11:00:00Z"`
	Value string    `json:"value" maxLength:"40" doc:"Decimal, in unit." example:"318.4"`
}

// FactorFile is a file of emission factors.
type FactorFile struct {
	FactorHead
	BeliefFile
	Slot string `json:"slot" enum:"5m,15m,30m,1h" doc:"How long each holds where the file has no field to." example:"1h"`
}

// ForecastIssue is what a model says at once of a channel.
type ForecastIssue struct {
	Asset        string          `json:"asset,omitempty" maxLength:"100" doc:"Key of the asset; without it the site as a whole." example:"pv0"`
	Metric       string          `json:"metric" minLength:"1" maxLength:"100" doc:"Name of the channel." example:"ActivePower"`
	Unit         string          `json:"unit" minLength:"1" maxLength:"10" doc:"Of all values; another than the channel's is converted." example:"kW"`
	ModelVersion string          `json:"model_version" minLength:"1" maxLength:"100" doc:"The model and its version, or whoever forecasts." example:"ridge/3"`
	IssuedAt     time.Time       `json:"issued_at" doc:"Since when it is believed." example:"2026-06-01T08:00:00Z"`
	FeatureHash  string          `json:"feature_hash,omitempty" maxLength:"128" doc:"Of what the model was given, in hexadecimal digits." example:"9f86d081884c7d65"`
	Points       []ForecastValue `json:"points" minItems:"1" maxItems:"5000" nullable:"false"`
}

// ForecastValue is what is forecast of an instant; null is what the model does not say.
type ForecastValue struct {
	TS         time.Time `json:"ts" doc:"The instant, or the start of the interval that the value is the mean of." example:"2026-06-01T18:00:00Z"`
	Value      float64   `json:"predicted_value" doc:"Power is positive away from the grid." example:"42000"`
	P10        *float64  `json:"p10,omitempty" doc:"Below it in one case of ten." example:"35000"`
	P50        *float64  `json:"p50,omitempty" doc:"The median." example:"41500"`
	P90        *float64  `json:"p90,omitempty" doc:"Above it in one case of ten." example:"51000"`
	Confidence *float64  `json:"confidence,omitempty" doc:"0 to 1, as the model says." example:"0.8"`
}

// ForecastPoint is what is believed of an instant.
type ForecastPoint struct {
	TS           time.Time `json:"ts" example:"2026-06-01T18:00:00Z"`
	Value        float64   `json:"predicted_value" example:"42000"`
	P10          *float64  `json:"p10" doc:"Null where the model does not say." example:"35000"`
	P50          *float64  `json:"p50" example:"41500"`
	P90          *float64  `json:"p90" example:"51000"`
	Confidence   *float64  `json:"confidence" example:"0.8"`
	ModelVersion string    `json:"model_version" example:"ridge/3"`
	IssuedAt     time.Time `json:"issued_at" doc:"Since when it is believed." example:"2026-06-01T08:00:00Z"`
	FeatureHash  string    `json:"feature_hash" doc:"Empty where the model does not say." example:"9f86d081884c7d65"`
}

// ForecastPage is a page of what is believed of a channel.
type ForecastPage struct {
	Items []ForecastPoint `json:"items" nullable:"false" doc:"By time, each instant once."`
	Unit  string          `json:"unit" doc:"Of all values: the channel's." example:"W"`
	Next  string          `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// MarketPrice is what a kWh costs in a slot, as it is believed.
type MarketPrice struct {
	MarketRegion string    `json:"market_region" example:"DE-LU"`
	Source       string    `json:"source" example:"SMARD day-ahead"`
	Slot         string    `json:"slot" enum:"5m,15m,30m,1h" example:"15m"`
	TS           time.Time `json:"ts" doc:"Start of the slot." example:"2026-06-01T10:00:00Z"`
	Value        string    `json:"value" doc:"Decimal, per kWh, exact." example:"-0.0125"`
	Currency     string    `json:"currency" doc:"ISO 4217." example:"EUR"`
	PublishedAt  time.Time `json:"published_at" doc:"Since when it is believed." example:"2026-05-31T10:57:00Z"`
	RetrievedAt  time.Time `json:"retrieved_at" doc:"When it was stored here." example:"2026-05-31T11:00:03Z"`
}

// MarketPricePage is a page of prices.
type MarketPricePage struct {
	Items []MarketPrice `json:"items" nullable:"false" doc:"By region, source, slot length and time, each slot once."`
	Next  string        `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// PriceProduct is a series of prices.
type PriceProduct struct {
	MarketRegion string    `json:"market_region" example:"DE-LU"`
	Source       string    `json:"source" example:"SMARD day-ahead"`
	Slot         string    `json:"slot" enum:"5m,15m,30m,1h" example:"15m"`
	Currency     string    `json:"currency" doc:"Of its newest slot." example:"EUR"`
	LastTS       time.Time `json:"last_ts" doc:"Start of its newest slot." example:"2026-06-01T21:45:00Z"`
	PublishedAt  time.Time `json:"published_at" doc:"When that was published." example:"2026-05-31T10:57:00Z"`
}

// PriceProductPage is a page of products.
type PriceProductPage struct {
	Items []PriceProduct `json:"items" nullable:"false" doc:"By region, source and slot length."`
	Next  string         `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// MethodName names a series of emission factors.
type MethodName struct {
	MarketRegion  string `json:"market_region" example:"DE-LU"`
	Source        string `json:"source" example:"A grid operator"`
	Kind          string `json:"kind" enum:"DIRECT,LIFECYCLE,MARGINAL,AVERAGE" example:"LIFECYCLE"`
	MethodID      string `json:"method_id" example:"flow-tracing"`
	MethodVersion string `json:"method_version" example:"2"`
}

// EmissionFactor is how much CO2 a kWh of an interval stands for, as it is believed.
type EmissionFactor struct {
	ID uuid.UUID `json:"id" format:"uuid" doc:"What reports name it by." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	MethodName
	From        time.Time `json:"from" example:"2026-06-01T10:00:00Z"`
	To          time.Time `json:"to" doc:"Not included." example:"2026-06-01T11:00:00Z"`
	CO2         string    `json:"co2_g_per_kwh" doc:"Decimal, gram of CO2 equivalent per kWh, exact." example:"318.4"`
	Quality     string    `json:"quality" enum:"FORECAST,PROVISIONAL,FINAL" example:"PROVISIONAL"`
	PublishedAt time.Time `json:"published_at" doc:"Since when it is believed." example:"2026-06-01T12:00:00Z"`
	RetrievedAt time.Time `json:"retrieved_at" doc:"When it was stored here." example:"2026-06-01T12:00:03Z"`
}

// EmissionFactorPage is a page of factors.
type EmissionFactorPage struct {
	Items []EmissionFactor `json:"items" nullable:"false" doc:"By region, source, kind, method, version and interval, each interval once."`
	Next  string           `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// EmissionMethod is a series of emission factors.
type EmissionMethod struct {
	MethodName
	LastTo      time.Time `json:"last_to" doc:"End of its newest interval." example:"2026-06-01T11:00:00Z"`
	Quality     string    `json:"quality" enum:"FORECAST,PROVISIONAL,FINAL" doc:"Of that." example:"PROVISIONAL"`
	PublishedAt time.Time `json:"published_at" doc:"When that was published." example:"2026-06-01T12:00:00Z"`
}

// EmissionMethodPage is a page of methods.
type EmissionMethodPage struct {
	Items []EmissionMethod `json:"items" nullable:"false" doc:"By region, source, kind, method and version."`
	Next  string           `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// Window bounds a list of beliefs.
type Window struct {
	operation.Paging
	From time.Time `query:"from" doc:"Start of the time asked about."`
	To   time.Time `query:"to" doc:"Its end, not included."`
	AsOf time.Time `query:"as_of" doc:"What was believed then; without it, what is believed now."`
}

// RegionFilter leaves out other regions and sources.
type RegionFilter struct {
	Region string `query:"region" maxLength:"20" doc:"Country or bidding zone; any without it."`
	Source string `query:"source" maxLength:"100" doc:"Who publishes it; any without it."`
}

// MethodFilter leaves out other methods.
type MethodFilter struct {
	Kind    string `query:"kind" enum:"DIRECT,LIFECYCLE,MARGINAL,AVERAGE" doc:"Any without it."`
	Method  string `query:"method" maxLength:"100" doc:"The method's id; any without it."`
	Version string `query:"version" maxLength:"40" doc:"The method's version; any without it."`
}

type (
	pricesInput struct {
		Window
		RegionFilter
		Slot string `query:"slot" enum:"5m,15m,30m,1h" doc:"Length of slots; any without it."`
	}
	productsInput struct {
		operation.Paging
		RegionFilter
	}
	factorsInput struct {
		Window
		RegionFilter
		MethodFilter
		Quality string `query:"quality" enum:"FORECAST,PROVISIONAL,FINAL" doc:"Any without it."`
	}
	methodsInput struct {
		operation.Paging
		RegionFilter
	}
	factorInput struct {
		ID uuid.UUID `path:"id" format:"uuid" doc:"The factor." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	}
	forecastInput struct {
		operation.SiteInput
		Window
		Asset  string `query:"asset" maxLength:"100" doc:"Key of the asset; without it the site as a whole."`
		Metric string `query:"metric" maxLength:"100" default:"ActivePower" doc:"Name of the channel."`
		Model  string `query:"model_version" maxLength:"100" doc:"Any without it."`
	}
	publishPricesInput  struct{ Body PricePublication }
	bringPricesInput    struct{ Body PriceFile }
	publishFactorsInput struct{ Body FactorPublication }
	bringFactorsInput   struct{ Body FactorFile }
	publishInput        struct {
		operation.SiteInput
		Body ForecastIssue
	}
	answerOutput   struct{ Body BeliefAnswer }
	reportOutput   struct{ Body BeliefReport }
	pricesOutput   struct{ Body MarketPricePage }
	productsOutput struct{ Body PriceProductPage }
	factorsOutput  struct{ Body EmissionFactorPage }
	factorOutput   struct{ Body EmissionFactor }
	methodsOutput  struct{ Body EmissionMethodPage }
	forecastOutput struct{ Body ForecastPage }
)
