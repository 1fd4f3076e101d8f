package report

import (
	"time"

	"github.com/google/uuid"

	"ohmstead/energy/unit"
)

// Period is the length of time that a report is about.
type Period string

// Periods.
const (
	Day  Period = "DAY"  // a local day of 23 to 25 hours
	Week Period = "WEEK" // seven local days from a Monday on, as ISO 8601 counts weeks
)

// Kind says what a report is about.
type Kind string

// Kinds of subject.
const (
	OfSite Kind = "SITE"
	OfNode Kind = "ORG_NODE" // all sites below a node of the organisation
)

// Subject is what a report is about. TimeZone is empty where its sites lie in several.
type Subject struct {
	Kind     Kind      `json:"kind" enum:"SITE,ORG_NODE" doc:"A site, or a node of the organisation with all sites below it." example:"SITE"`
	ID       uuid.UUID `json:"id" format:"uuid" example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	Name     string    `json:"name" example:"House north"`
	TimeZone string    `json:"time_zone" doc:"IANA name; empty where its sites lie in several." example:"Europe/Berlin"`
	Sites    int       `json:"sites" doc:"How many sites that is." example:"1"`
}

// Report is a period in figures. Energies are magnitudes; null where unknown, never zero.
type Report struct {
	Schema   int           `json:"schema" doc:"Version of this shape and of how it is computed. What was kept as 1, with energies in whole J, is answered as 2; its file as JSON is as it was kept." example:"2"`
	Subject  Subject       `json:"subject"`
	Period   Period        `json:"period" enum:"DAY,WEEK" example:"WEEK"`
	TimeZone string        `json:"time_zone" doc:"The zone whose days these are." example:"Europe/Berlin"`
	FirstDay string        `json:"first_day" format:"date" example:"2026-06-01"`
	From     time.Time     `json:"from" example:"2026-05-31T22:00:00Z"`
	To       time.Time     `json:"to" doc:"End, not included." example:"2026-06-07T22:00:00Z"`
	Closed   bool          `json:"closed" doc:"Whether the period was over when the report was run; until then it is provisional." example:"true"`
	Total    Figures       `json:"total"`
	Parts    []Subspan     `json:"parts" nullable:"false" doc:"The days of a week; the hours of a day, of which there are 23 to 25."`
	Sites    []SiteFigures `json:"sites" nullable:"false" doc:"Each site of the subject, by name."`
	Gaps     []Gap         `json:"gaps" nullable:"false" doc:"Where quarter hours of a channel are covered by less than half, by start; the first 200."`
	MoreGaps int           `json:"more_gaps" doc:"Gaps beyond those listed." example:"0"`
}

// Figures are the energies of a span: J that were added up as such, which JSON has in Wh to 0.01.
type Figures struct {
	Import          *unit.ShownEnergy `json:"import_wh" nullable:"true" doc:"Energy from the grid." example:"4200"`
	Export          *unit.ShownEnergy `json:"export_wh" nullable:"true" doc:"Energy to the grid." example:"9800"`
	PV              *unit.ShownEnergy `json:"pv_wh" nullable:"true" doc:"PV energy." example:"21000"`
	Charged         *unit.ShownEnergy `json:"charged_wh" nullable:"true" doc:"Energy into batteries." example:"8000"`
	Discharged      *unit.ShownEnergy `json:"discharged_wh" nullable:"true" doc:"Energy out of batteries." example:"6500"`
	Load            *unit.ShownEnergy `json:"load_wh" nullable:"true" doc:"Energy consumed on site." example:"13900"`
	SelfConsumption *int64            `json:"self_consumption_bp" doc:"Share of PV energy used on site, in hundredths of a percent." example:"5333"`
	SelfSufficiency *int64            `json:"self_sufficiency_bp" doc:"Share of consumption that was not imported, in hundredths of a percent." example:"6978"`
	Peak            *Peak             `json:"peak" doc:"Largest quarter-hour mean of import at all grid connections together; null where nothing was imported."`
	Coverage        int64             `json:"coverage_bp" doc:"Share of the span that usable values cover, of the channel that covers least, in hundredths of a percent, rounded down." example:"10000"`
}

// Peak is the quarter hour of the largest import.
type Peak struct {
	Watts int64     `json:"watts" example:"3900"`
	From  time.Time `json:"from" doc:"Start of the quarter hour." example:"2026-06-01T06:45:00Z"`
}

// Subspan is a day of a week, or an hour of a day.
type Subspan struct {
	From time.Time `json:"from" example:"2026-05-31T22:00:00Z"`
	To   time.Time `json:"to" doc:"End, not included." example:"2026-06-01T22:00:00Z"`
	Figures
}

// SiteFigures are the figures of one site of the subject.
type SiteFigures struct {
	ID       uuid.UUID `json:"id" format:"uuid" example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	Name     string    `json:"name" example:"House north"`
	Measured bool      `json:"measured" doc:"Whether the site has anything that measures power; one that has not takes no part." example:"true"`
	Figures
}

// Gap is a stretch of quarter hours of which a channel covers less than half of each.
type Gap struct {
	Site    string    `json:"site" doc:"Name of the site." example:"House north"`
	Channel string    `json:"channel" doc:"Asset and channel." example:"meter0.ActivePower"`
	From    time.Time `json:"from" example:"2026-06-01T06:45:00Z"`
	To      time.Time `json:"to" doc:"End, not included." example:"2026-06-01T07:30:00Z"`
}
