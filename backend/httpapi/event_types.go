package httpapi

import (
	"time"

	"github.com/google/uuid"

	"ohmstead/energy/reason"
)

// Event is something that happened and is worth keeping. An alarm is open until it is cleared.
type Event struct {
	ID           uuid.UUID      `json:"id" format:"uuid" example:"d4061f57-4e5f-4081-9c23-456789abcdef"`
	SiteID       uuid.UUID      `json:"site_id" format:"uuid" example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	SiteName     string         `json:"site_name" example:"Demo site"`
	Kind         string         `json:"kind" enum:"ALARM,FAULT,OPERATOR_ACTION,STATE_TRANSITION,DOMAIN" example:"ALARM"`
	Severity     string         `json:"severity" enum:"INFO,WARNING,SEVERE" example:"WARNING"`
	Code         reason.Code    `json:"code" doc:"Code of the closed catalogue of reasons." example:"STALE_DATA"`
	TextEN       string         `json:"text_en" doc:"The code's sentence in English." example:"plenticore0 has sent nothing fresh for 12 s"`
	TextDE       string         `json:"text_de" doc:"The code's sentence in German." example:"plenticore0 hat seit 12 s nichts Aktuelles gesendet"`
	Params       map[string]any `json:"params" doc:"Parameters of the code."`
	Asset        string         `json:"asset" doc:"Key of the asset; empty for none." example:""`
	Device       string         `json:"device" doc:"Key of the device; empty for none." example:"plenticore0"`
	Raised       time.Time      `json:"raised_at" example:"2026-06-01T12:00:00Z"`
	Acknowledged *time.Time     `json:"acknowledged_at" example:"2026-06-01T12:05:00Z"`
	Cleared      *time.Time     `json:"cleared_at" example:"2026-06-01T12:01:00Z"`
}

// Events are events that were just raised or cleared.
type Events struct {
	Events []Event `json:"events" nullable:"false"`
}

type eventsInput struct {
	Site   uuid.UUID `query:"site" format:"uuid" doc:"Events of this site only."`
	Kind   string    `query:"kind" enum:"ALARM,FAULT,OPERATOR_ACTION,STATE_TRANSITION,DOMAIN" doc:"Events of this kind only."`
	Open   bool      `query:"open" doc:"Only alarms that are not cleared."`
	From   time.Time `query:"from" doc:"Raised at or after, RFC 3339."`
	To     time.Time `query:"to" doc:"Raised before, RFC 3339."`
	Cursor string    `query:"cursor" maxLength:"512" doc:"The next of the page before."`
	Limit  int       `query:"limit" minimum:"1" maximum:"500" default:"100" doc:"Items of a page."`
}

// EventPage is one page of events.
type EventPage struct {
	Items []Event `json:"items" nullable:"false" doc:"Newest first."`
	Next  string  `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

type eventsOutput struct{ Body EventPage }
