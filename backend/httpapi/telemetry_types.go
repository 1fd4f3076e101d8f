package httpapi

import (
	"time"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/energy/reason"
)

// Reading is one value of one channel in the shape of document 001, section 8, with its quality.
type Reading struct {
	DeviceID  string    `json:"deviceId" doc:"Key of the asset." example:"meter0"`
	Channel   string    `json:"channel" example:"ActivePower"`
	Value     *float64  `json:"value" doc:"In the channel's canonical unit; null where the quality is STALE or MISSING." example:"3200"`
	Unit      string    `json:"unit" example:"W"`
	Timestamp time.Time `json:"timestamp" doc:"The instant the value was true at." example:"2026-06-01T12:00:00Z"`
	Quality   string    `json:"quality" enum:"GOOD,UNCERTAIN,BAD,STALE,SUBSTITUTED" example:"GOOD"`
}

// Readings are readings of one moment: a snapshot, or what was just stored.
type Readings struct {
	Readings []Reading `json:"readings" nullable:"false"`
}

// Series is one channel over time.
type Series struct {
	Channel string   `json:"channel" doc:"Asset and channel." example:"meter0.ActivePower"`
	Unit    string   `json:"unit" example:"W"`
	Buckets []Bucket `json:"buckets" nullable:"false" doc:"One per interval, without a hole."`
}

// Bucket is one interval of a series. Values are null where less than half of it is covered.
type Bucket struct {
	From           time.Time `json:"from" doc:"Start of the interval, aligned in UTC; of a day, its start in the site's time zone." example:"2026-06-01T12:00:00Z"`
	Mean           *float64  `json:"mean" doc:"Time-weighted mean." example:"3180.5"`
	Min            *float64  `json:"min" example:"2900"`
	Max            *float64  `json:"max" example:"3550"`
	Last           *float64  `json:"last" example:"3200"`
	Quality        string    `json:"quality" doc:"Quality of the interval; MISSING where nothing covers it." example:"GOOD"`
	CoveredSeconds float64   `json:"covered_seconds" doc:"Seconds covered by usable values." example:"900"`
	EnergyWh       *float64  `json:"energy_wh" doc:"Of a counter, what it has counted in intervals of 15 minutes and more; null of other channels, and where less than half of the interval is known." example:"795.12"`
	EnergyQuality  string    `json:"energy_quality" doc:"Quality of energy_wh: UNCERTAIN where it is shared over a gap, or the counter was reset or began anew." example:"GOOD"`
}

// NetPower is the power at the site's grid connections over time: document 000, example query 1.
type NetPower struct {
	BucketSeconds int              `json:"bucket_seconds" doc:"Length of an interval." example:"900"`
	Unit          string           `json:"unit" example:"W"`
	Buckets       []NetPowerBucket `json:"buckets" nullable:"false"`
	ReasonCode    reason.Code      `json:"reason_code,omitempty" doc:"NO_GRID_METER where the site has none; then every value is null." example:"NO_GRID_METER"`
}

// NetPowerBucket is one interval of NetPower.
type NetPowerBucket struct {
	From           time.Time `json:"from" doc:"Start of the interval, aligned in UTC." example:"2026-06-01T12:00:00Z"`
	GridWatts      *float64  `json:"grid_watts" doc:"Sum over the grid meters of their time-weighted means; import positive; null where one of them covers less than half." example:"-2100"`
	Quality        string    `json:"quality" example:"GOOD"`
	CoveredSeconds float64   `json:"covered_seconds" doc:"Seconds covered by the meter that covers least." example:"900"`
}

// Summary is a local day of a site in figures, from quarter hours; each null where unknown.
type Summary struct {
	From            time.Time  `json:"from" doc:"Start of the local day." example:"2026-05-31T22:00:00Z"`
	To              time.Time  `json:"to" doc:"End of the local day." example:"2026-06-01T22:00:00Z"`
	ImportWh        *float64   `json:"import_wh" doc:"Energy from the grid." example:"4200"`
	ExportWh        *float64   `json:"export_wh" doc:"Energy to the grid, a magnitude." example:"9800"`
	PVWh            *float64   `json:"pv_wh" doc:"PV energy, a magnitude." example:"21000"`
	ChargedWh       *float64   `json:"charged_wh" doc:"Energy into batteries." example:"8000"`
	DischargedWh    *float64   `json:"discharged_wh" doc:"Energy out of batteries, a magnitude." example:"6500"`
	LoadWh          *float64   `json:"load_wh" doc:"Energy consumed on site." example:"13900"`
	SelfConsumption *float64   `json:"self_consumption" doc:"Share of PV energy used on site, 0 to 1." example:"0.53"`
	SelfSufficiency *float64   `json:"self_sufficiency" doc:"Share of consumption that was not imported, 0 to 1." example:"0.70"`
	PeakImportWatts *float64   `json:"peak_import_watts" doc:"Largest quarter-hour mean of grid power." example:"3900"`
	PeakImportFrom  *time.Time `json:"peak_import_from" doc:"Start of that quarter hour." example:"2026-06-01T06:45:00Z"`
	CoveredShare    float64    `json:"covered_share" doc:"Share of the day so far that is covered by usable values, 0 to 1." example:"1"`
}

type seriesInput struct {
	operation.SiteInput
	Channel []string  `query:"channel,explode" required:"true" minItems:"1" maxItems:"20" nullable:"false" doc:"Asset and channel; repeat it for several." example:"meter0.ActivePower"`
	From    time.Time `query:"from" required:"true" doc:"Start, RFC 3339." example:"2026-06-01T00:00:00Z"`
	To      time.Time `query:"to" required:"true" doc:"End, not included, RFC 3339." example:"2026-06-02T00:00:00Z"`
	Bucket  string    `query:"bucket" enum:"1m,5m,15m,1h,1d" default:"15m" doc:"Length of an interval; 1d is a day of the site's time zone."`
}

// SeriesList is the channels that were asked for.
type SeriesList struct {
	Series []Series `json:"series" nullable:"false" doc:"In the order asked for."`
}

type seriesOutput struct{ Body SeriesList }

type readingsInput struct {
	operation.SiteInput
	Channel string    `query:"channel" required:"true" doc:"Asset and channel." example:"meter0.ActivePower"`
	From    time.Time `query:"from" required:"true" doc:"Start, RFC 3339." example:"2026-06-01T00:00:00Z"`
	To      time.Time `query:"to" required:"true" doc:"End, not included, RFC 3339." example:"2026-06-02T00:00:00Z"`
	Limit   int       `query:"limit" minimum:"1" maximum:"10000" default:"1000" doc:"Readings of a page."`
	Cursor  string    `query:"cursor" maxLength:"512" doc:"The next of the page before."`
}

// ReadingPage is one page of raw readings.
type ReadingPage struct {
	Readings []Reading `json:"readings" nullable:"false" doc:"Raw readings by time."`
	Next     string    `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

type readingsOutput struct{ Body ReadingPage }

type liveOutput struct{ Body Readings }

type netPowerInput struct {
	operation.SiteInput
	From   time.Time `query:"from" doc:"Start, RFC 3339; 24 h before the end if not given."`
	To     time.Time `query:"to" doc:"End, not included, RFC 3339; now if not given."`
	Bucket string    `query:"bucket" enum:"1m,5m,15m,1h" default:"15m" doc:"Length of an interval."`
}

type netPowerOutput struct{ Body NetPower }

type summaryInput struct {
	operation.SiteInput
	Day string `query:"day" format:"date" doc:"Day in the site's time zone; today if not given." example:"2026-06-01"`
}

type summaryOutput struct{ Body Summary }

type streamInput struct {
	operation.SiteInput
	LastEventID string `header:"Last-Event-ID" doc:"Id of the last event received; a browser sends it by itself."`
}
