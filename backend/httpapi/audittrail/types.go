package audittrail

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// AuditEntry is one change of one row.
type AuditEntry struct {
	ID        int64           `json:"id" example:"1042"`
	At        time.Time       `json:"at" example:"2026-06-01T12:00:00Z"`
	SiteID    *uuid.UUID      `json:"site_id" format:"uuid" nullable:"true" doc:"The site it belongs to; null for what belongs to the tenant." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	Actor     string          `json:"actor" doc:"user:id, edge:id, or the database role that wrote without either." example:"user:d4061f57-4e5f-4081-9c23-456789abcdef"`
	ActorName string          `json:"actor_name" doc:"Who that is now; empty where nobody knows." example:"Owner"`
	Request   string          `json:"request" doc:"X-Request-Id of the request that led to it; empty where it was none." example:"9f86d081884c7d65"`
	Action    string          `json:"action" enum:"INSERT,UPDATE,DELETE" example:"UPDATE"`
	Entity    string          `json:"entity" doc:"Table." example:"sites"`
	EntityID  string          `json:"entity_id" example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	Before    json.RawMessage `json:"before" doc:"The row before; null for a new one. Secrets are hidden."`
	After     json.RawMessage `json:"after" doc:"The row after; null for one that is gone."`
	Seq       *int64          `json:"seq" doc:"Place in the tenant's chain; null until it is sealed, within a second." example:"1040"`
	Hash      string          `json:"hash" doc:"SHA-256 over the seal before and this entry, in hex; empty until it is sealed." example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`
}

// AuditPage is one page of the log.
type AuditPage struct {
	Items []AuditEntry `json:"items" nullable:"false" doc:"Newest first."`
	Next  string       `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// Selection is what of the log is asked for.
type Selection struct {
	Site     uuid.UUID `query:"site" format:"uuid" doc:"Changes at this site only."`
	Entity   string    `query:"entity" maxLength:"63" doc:"Changes of this table only."`
	EntityID string    `query:"entity_id" maxLength:"200" doc:"Changes of the row with this id only."`
	Actor    string    `query:"actor" maxLength:"200" doc:"Changes by this actor only, as entries name it."`
	Action   string    `query:"action" enum:"INSERT,UPDATE,DELETE" doc:"Changes of this sort only."`
	From     time.Time `query:"from" doc:"Changed at or after, RFC 3339."`
	To       time.Time `query:"to" doc:"Changed before, RFC 3339."`
}

type pageInput struct {
	Selection
	Cursor string `query:"cursor" maxLength:"512" doc:"The next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"100" doc:"Items of a page."`
}

type pageOutput struct{ Body AuditPage }

type exportInput struct{ Selection }
