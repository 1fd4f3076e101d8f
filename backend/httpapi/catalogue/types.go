package catalogue

import (
	"time"

	"github.com/google/uuid"
)

// DataModel is what is kept.
type DataModel struct {
	Tables []ModelTable `json:"tables" nullable:"false"`
	Tiers  []ModelTier  `json:"tiers" nullable:"false"`
}

type modelOutput struct{ Body DataModel }

// ModelTable is one table of the schema.
type ModelTable struct {
	Name       string           `json:"name" example:"sites"`
	Entity     string           `json:"entity" doc:"What document 000 calls it; empty where it has no name for it." example:"Site"`
	View       bool             `json:"view" doc:"Whether it is a view, which keeps no rows of its own: what it refers to is what it is made of."`
	About      string           `json:"about" doc:"The comment of the table." example:"Places with their own time zone and grid connection."`
	Domain     string           `json:"domain" enum:"IDENTITY,REGISTRY,OPERATIONS,CONTROL,MARKET,RECORD" doc:"The part of the model it belongs to." example:"REGISTRY"`
	Tier       string           `json:"tier" enum:"RELATIONAL,TIME_SERIES,EVENTS" doc:"The tier it is kept in." example:"RELATIONAL"`
	Columns    []ModelColumn    `json:"columns" nullable:"false"`
	References []ModelReference `json:"references" nullable:"false" doc:"Foreign keys."`
	Rows       *int64           `json:"rows" doc:"Rows of the caller's scope; null where the caller may not count them." example:"12"`
	More       bool             `json:"more" doc:"Whether there are more rows than were counted."`
	Bytes      *int64           `json:"bytes" doc:"What these rows take, from the average of a row; null where nobody knows." example:"4096"`
	Newest     *time.Time       `json:"newest" doc:"The newest quarter hour, hour or day of a rollup, or the newest entry of a log; null for other tables." example:"2026-06-01T12:00:00Z"`
}

// ModelColumn is one column of a table.
type ModelColumn struct {
	Name     string `json:"name" example:"time_zone"`
	Type     string `json:"type" doc:"Its type in PostgreSQL." example:"text"`
	About    string `json:"about" doc:"The comment of the column." example:"IANA name of its zone."`
	Nullable bool   `json:"nullable"`
	Key      bool   `json:"key" doc:"Whether it is part of the primary key."`
	Secret   bool   `json:"secret" doc:"Whether its values are hidden."`
}

// ModelReference is a foreign key.
type ModelReference struct {
	Columns []string `json:"columns" nullable:"false"`
	Table   string   `json:"table" example:"sites"`
}

// ModelTier is a storage tier of document 000.
type ModelTier struct {
	Tier   string     `json:"tier" enum:"RELATIONAL,TIME_SERIES,EVENTS" example:"TIME_SERIES"`
	Tables int        `json:"tables" example:"8"`
	Rows   int64      `json:"rows" doc:"Rows of the caller's scope." example:"120000"`
	More   bool       `json:"more" doc:"Whether there are more rows than were counted."`
	Bytes  *int64     `json:"bytes" doc:"What these rows take; null where one of its tables is not known." example:"12000000"`
	Newest *time.Time `json:"newest" doc:"The newest rollup, or the newest entry: how far the tier has come; null without one." example:"2026-06-01T12:00:00Z"`
}

type rowsInput struct {
	Table string `query:"table" default:"sites" maxLength:"63" doc:"Name of the table." example:"sites"`
}

// ModelRows is the first rows of a table.
type ModelRows struct {
	Columns []string         `json:"columns" nullable:"false"`
	Rows    []map[string]any `json:"rows" nullable:"false" doc:"Each an object by column; hidden values are (hidden)."`
	More    bool             `json:"more" doc:"Whether there are more rows."`
}

type rowsOutput struct{ Body ModelRows }

type userInput struct {
	ID uuid.UUID `path:"id" format:"uuid" doc:"The person." example:"0198c0de-0000-7000-8000-000000000002"`
}

// SeenRows is what row-level security leaves to a person.
type SeenRows struct {
	UserID   uuid.UUID   `json:"user_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000002"`
	AllSites bool        `json:"all_sites" doc:"Whether the person reads all sites of the tenant." example:"false"`
	Sites    int         `json:"sites" doc:"How many sites the person reads, of those of the caller; 0 where it is all of them." example:"2"`
	Items    []SeenTable `json:"items" nullable:"false" doc:"The tables of which the caller may count rows, by name."`
}

type seenOutput struct{ Body SeenRows }

// SeenTable is what a person sees of one table.
type SeenTable struct {
	Table    string `json:"table" example:"assets"`
	OfSites  bool   `json:"of_sites" doc:"Whether its rows are of sites: then row-level security leaves those of the person's sites." example:"true"`
	Rows     int64  `json:"rows" doc:"Rows of the caller's scope." example:"12"`
	More     bool   `json:"more" doc:"Whether there are more rows than were counted."`
	Seen     *int64 `json:"seen" doc:"Those that the person sees; null for what is of the whole tenant, which is shown to who sees all sites alone." example:"4"`
	SeenMore bool   `json:"seen_more" doc:"Whether there are more of these than were counted."`
}

// TelemetryStages is what went through the stages of telemetry.
type TelemetryStages struct {
	Since   time.Time        `json:"since" doc:"When the process that answers has started to count." example:"2026-06-01T08:00:00Z"`
	Through *time.Time       `json:"through" doc:"Up to when the quarter hours of everything that was stored are rolled up; null where another process does it, or this one has not come to the end yet." example:"2026-06-01T12:00:00Z"`
	Stages  []TelemetryStage `json:"stages" nullable:"false" doc:"In the order in which samples go through them, all of them."`
}

// TelemetryStage is one stage of telemetry.
type TelemetryStage struct {
	Stage   string        `json:"stage" enum:"RECEIVED,CLEANED,STORED,ROLLED_UP,COUNTED,VIRTUAL" example:"CLEANED"`
	Figures []StageFigure `json:"figures" nullable:"false"`
}

// StageFigure is one count of a stage.
type StageFigure struct {
	Name  string `json:"name" enum:"edges,doors,refused,samples,late,limit,rate,dip,reset,stored,accepted,repeated,conflicting,quarter_hours,hours,days" doc:"What is counted: samples; intervals of channels from ROLLED_UP on." example:"late"`
	Count *int64 `json:"count" doc:"Since the process has started, of all tenants together; null where another process counts it." example:"12"`
}

type stagesOutput struct{ Body TelemetryStages }
