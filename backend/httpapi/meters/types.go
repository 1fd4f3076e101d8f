package meters

import (
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
)

// OfflineMeterFields is what people say of a meter.
type OfflineMeterFields struct {
	Name        string `json:"name" minLength:"1" maxLength:"200" doc:"Unique at the site." example:"Utility meter of the hall"`
	Unit        string `json:"unit" enum:"Wh,kWh,MWh" doc:"The unit it is read in." example:"kWh"`
	ReadingKind string `json:"reading_kind" enum:"COUNTER,INTERVAL" doc:"COUNTER: a reading is what has flowed until then; INTERVAL: what flows in the period that begins then." example:"COUNTER"`
	Period      string `json:"period,omitempty" enum:"15m,1h,1d,1mo" doc:"The length of an INTERVAL, in the site's local time; none of a COUNTER." example:"1mo"`
	Produced    bool   `json:"produced,omitempty" doc:"Whether what it counts flows towards the grid: export or production." example:"false"`
}

// OfflineMeter is a meter that nobody reads electronically.
type OfflineMeter struct {
	ID uuid.UUID `json:"id" format:"uuid" example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	OfflineMeterFields
	SiteID     uuid.UUID  `json:"site_id" format:"uuid" example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	Channel    string     `json:"channel" doc:"The channel its readings lead to." example:"offline1.ActivePower"`
	Version    int64      `json:"version" doc:"Counts the changes that people made to it." example:"1"`
	ArchivedAt *time.Time `json:"archived_at" doc:"Since when it is out of use; null while it is in use." example:"2026-06-03T12:00:00Z"`
	Readings   int        `json:"readings" doc:"Instants that are known." example:"12"`
	LastAt     *time.Time `json:"last_at" doc:"The newest of them; null without any." example:"2026-06-01T06:00:00Z"`
}

// OfflineMeterList is every meter of a site that nobody reads electronically.
type OfflineMeterList struct {
	Items []OfflineMeter `json:"items" nullable:"false" doc:"By name."`
}

type listInput struct {
	operation.SiteInput
	Archived bool `query:"archived" doc:"Those out of use too."`
}

type listOutput struct{ Body OfflineMeterList }

type makeInput struct {
	operation.SiteInput
	Body OfflineMeterFields
}

type meterOutput struct{ Body OfflineMeter }

// OfflineMeterRevision is a meter anew.
type OfflineMeterRevision struct {
	Version  int64  `json:"version" minimum:"1" doc:"The version that was read: VERSION_CONFLICT where it is not the newest." example:"1"`
	Name     string `json:"name" minLength:"1" maxLength:"200" example:"Utility meter of the hall"`
	Archived bool   `json:"archived,omitempty" doc:"Whether it is out of use." example:"false"`
}

// MeterInput names a meter.
type MeterInput struct {
	ID uuid.UUID `path:"id" format:"uuid" doc:"The meter." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
}

type changeInput struct {
	MeterInput
	Body OfflineMeterRevision
}

type readingsInput struct {
	MeterInput
	Cursor string `query:"cursor" maxLength:"64" doc:"The next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"100" doc:"Readings of a page."`
}

// OfflineReading is a reading as it is kept.
type OfflineReading struct {
	At       time.Time `json:"at" doc:"When a counter stood there, or the start of an interval." example:"2026-06-01T06:00:00Z"`
	ValueWh  string    `json:"value_wh" doc:"Decimal, exact to 0.01 Wh half to even." example:"123456000.00"`
	Quality  string    `json:"quality" enum:"GOOD,UNCERTAIN,SUBSTITUTED" example:"GOOD"`
	Revision int       `json:"revision" doc:"1 for the first value of its instant." example:"1"`
	Source   string    `json:"source" doc:"The file it came in." example:"2025.csv"`
	By       string    `json:"noted_by" example:"user:6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	Noted    time.Time `json:"noted_at" example:"2026-06-02T08:00:00Z"`
}

// OfflineReadingPage is one page of readings.
type OfflineReadingPage struct {
	Items []OfflineReading `json:"items" nullable:"false" doc:"The newest revision of each instant, newest first."`
	Next  string           `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

type readingsOutput struct{ Body OfflineReadingPage }

// OfflineFile is readings to take.
type OfflineFile struct {
	Name     string `json:"name" minLength:"1" maxLength:"200" doc:"Of the file, or typed." example:"2025.csv"`
	Content  string `json:"content" doc:"Comma-separated values: time, value and, where there is one, quality; the names in the first line." example:"time,value\n2026-01-01T00:00:00+01:00,1200.5\n"`
	TimeZone string `json:"time_zone,omitempty" maxLength:"64" doc:"The zone of times without an offset; without it there may be none." example:"Europe/Berlin"`
	Dry      bool   `json:"dry_run" doc:"Says what would become of it, and stores nothing." example:"true"`
}

type bringInput struct {
	MeterInput
	Body OfflineFile
}

// OfflineProblem is why a line cannot be taken.
type OfflineProblem struct {
	File   string         `json:"file" example:"2025.csv"`
	Line   int            `json:"line" doc:"From 1." example:"2"`
	Field  string         `json:"field" doc:"Empty where it is the whole line." example:"time"`
	Code   string         `json:"reason_code" example:"AMBIGUOUS_TIME"`
	Params map[string]any `json:"params" nullable:"false" doc:"With the value and what would be right."`
	TextEN string         `json:"text_en" example:"time is soon, want a time such as 2026-01-31T10:00:00+01:00"`
	TextDE string         `json:"text_de" example:"time ist soon, erwartet wird a time such as 2026-01-31T10:00:00+01:00"`
}

// OfflineReport is what a file comes to.
type OfflineReport struct {
	Stored   bool             `json:"stored" doc:"Whether everything was stored: never with problems, nor by a dry run." example:"false"`
	New      int              `json:"new" doc:"Readings of instants that were not known." example:"12"`
	Revised  int              `json:"revised" doc:"Readings that take the place of others." example:"0"`
	Same     int              `json:"same" doc:"Readings that are known already." example:"0"`
	From     *time.Time       `json:"from" doc:"Start of the time whose quarter hours change; null where none do." example:"2025-12-31T23:00:00Z"`
	To       *time.Time       `json:"to" doc:"Its end, not included." example:"2026-12-31T23:00:00Z"`
	Problems []OfflineProblem `json:"problems" nullable:"false" doc:"All of them, by line."`
}

type bringOutput struct{ Body OfflineReport }
