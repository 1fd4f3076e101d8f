package reports

import (
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/report"
)

// ReportSubjects is what reports can be about.
type ReportSubjects struct {
	Items []report.Subject `json:"items" nullable:"false"`
}

type subjectsOutput struct{ Body ReportSubjects }

// ReportVersion is a report without its figures.
type ReportVersion struct {
	ID          uuid.UUID  `json:"id" format:"uuid" example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	Kind        string     `json:"kind" enum:"SITE,ORG_NODE" doc:"What it is about." example:"SITE"`
	Subject     uuid.UUID  `json:"subject" format:"uuid" doc:"The site or node." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	SubjectName string     `json:"subject_name" doc:"Its name when the report was run." example:"House north"`
	Period      string     `json:"period" enum:"DAY,WEEK" example:"WEEK"`
	TimeZone    string     `json:"time_zone" doc:"The zone whose days are meant." example:"Europe/Berlin"`
	FirstDay    string     `json:"first_day" format:"date" doc:"The day, or the Monday of the week." example:"2026-06-01"`
	Version     int        `json:"version" doc:"1 for the first about its subject and period." example:"2"`
	Replaces    *uuid.UUID `json:"replaces" format:"uuid" nullable:"true" doc:"The version before; null for the first."`
	Newest      bool       `json:"newest" doc:"Whether no later version replaces it." example:"true"`
	Closed      bool       `json:"closed" doc:"Whether the period was over when it was run." example:"true"`
	Created     time.Time  `json:"created_at" doc:"When it was run first." example:"2026-06-08T06:00:00Z"`
	DataHash    string     `json:"data_hash" doc:"SHA-256 of everything the report follows from: the version of the data." example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`
	Hash        string     `json:"hash" doc:"SHA-256 of the report as JSON." example:"60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"`
}

// ReportPage is one page of reports.
type ReportPage struct {
	Items []ReportVersion `json:"items" nullable:"false"`
	Next  string          `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

type listInput struct {
	Subject uuid.UUID `query:"subject" format:"uuid" doc:"Only those about this site or node."`
	Period  string    `query:"period" enum:"DAY,WEEK" doc:"Only those of this length."`
	Newest  bool      `query:"newest" doc:"Only versions that no later one replaces."`
	Cursor  string    `query:"cursor" maxLength:"512" doc:"The next of the page before."`
	Limit   int       `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Reports of a page."`
}

type listOutput struct{ Body ReportPage }

// ReportRequest asks for a report.
type ReportRequest struct {
	Kind     string    `json:"kind" enum:"SITE,ORG_NODE" example:"SITE"`
	Subject  uuid.UUID `json:"subject" format:"uuid" doc:"The site or node." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	Period   string    `json:"period" enum:"DAY,WEEK" example:"WEEK"`
	Day      string    `json:"day" format:"date" doc:"The day, or any day of the week." example:"2026-06-03"`
	TimeZone string    `json:"time_zone,omitempty" maxLength:"64" doc:"The zone whose days are meant; the subject's own if not given." example:"Europe/Berlin"`
}

type runInput struct{ Body ReportRequest }

// FullReport is a version with its figures.
type FullReport struct {
	Version ReportVersion `json:"version"`
	Report  report.Report `json:"report"`
}

// ReportRun is what became of a request.
type ReportRun struct {
	ID   uuid.UUID `json:"run_id" format:"uuid" doc:"The run, as the audit log names it." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	At   time.Time `json:"run_at" example:"2026-06-08T06:00:00Z"`
	Made bool      `json:"made" doc:"Whether it led to a new version; false where the data is that of the version before." example:"true"`
	FullReport
}

type runOutput struct{ Body ReportRun }

type oneInput struct {
	ID uuid.UUID `path:"id" format:"uuid" doc:"The version." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
}

type oneOutput struct{ Body FullReport }

type fileInput struct {
	ID       uuid.UUID `path:"id" format:"uuid" doc:"The version." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	Format   string    `query:"format" enum:"csv,html,json" default:"csv" doc:"html is a page to print."`
	Language string    `query:"language" enum:"en,de" default:"en" doc:"Of the page to print."`
}

type fileOutput struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	ETag        string `header:"ETag"`
	Body        []byte
}
