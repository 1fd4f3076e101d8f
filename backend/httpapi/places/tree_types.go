package places

import (
	"time"

	"github.com/google/uuid"
)

// OrgNode is a place of the tenant's tree.
type OrgNode struct {
	ID         uuid.UUID  `json:"id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000012"`
	Kind       string     `json:"kind" enum:"ENTERPRISE,SITE,BUILDING,FLOOR,SPACE,EQUIPMENT" example:"BUILDING"`
	Key        string     `json:"key" doc:"By which files refer to it, unique in the tenant; empty for none." example:"hall3"`
	Name       string     `json:"name" example:"Hall 3"`
	ParentID   *uuid.UUID `json:"parent_id" format:"uuid" nullable:"true" doc:"The place directly above; null at the top, and where it is out of the caller's sight." example:"0198c0de-0000-7000-8000-000000000011"`
	SiteID     *uuid.UUID `json:"site_id" format:"uuid" nullable:"true" doc:"The site it is or lies in; null above sites." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	Version    int64      `json:"version" doc:"Counts the changes that people made to it." example:"3"`
	ArchivedAt *time.Time `json:"archived_at" doc:"Since when it is out of use; null while it is in use." example:"2026-06-03T12:00:00Z"`
}

// OrgNodePage is a page of places.
type OrgNodePage struct {
	Items []OrgNode `json:"items" nullable:"false" doc:"Those nearer to the root first, then by name."`
	Next  string    `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// NewOrgNode is a place to make.
type NewOrgNode struct {
	ParentID *uuid.UUID `json:"parent_id,omitempty" format:"uuid" doc:"The place directly above; without it, the top." example:"0198c0de-0000-7000-8000-000000000011"`
	Kind     string     `json:"kind" enum:"ENTERPRISE,BUILDING,FLOOR,SPACE,EQUIPMENT" example:"BUILDING"`
	Key      string     `json:"key,omitempty" maxLength:"64" doc:"By which files refer to it." example:"hall3"`
	Name     string     `json:"name" minLength:"1" maxLength:"200" example:"Hall 3"`
}

// OrgNodeChange is a new name or key; what is not given stays.
type OrgNodeChange struct {
	Version int64   `json:"version" minimum:"1" doc:"The version that was read." example:"3"`
	Name    *string `json:"name,omitempty" minLength:"1" maxLength:"200" example:"Hall 3"`
	Key     *string `json:"key,omitempty" maxLength:"64" doc:"Empty for none." example:"hall3"`
}

// Archiving takes something out of use or brings it back.
type Archiving struct {
	Version  int64 `json:"version" minimum:"1" doc:"The version that was read." example:"3"`
	Archived bool  `json:"archived" doc:"false brings it back." example:"true"`
}

// OrgNodeMove is another place above.
type OrgNodeMove struct {
	Version  int64      `json:"version" minimum:"1" doc:"The version that was read." example:"3"`
	ParentID *uuid.UUID `json:"parent_id,omitempty" format:"uuid" doc:"The place to be directly above; without it, the top." example:"0198c0de-0000-7000-8000-000000000011"`
}

// NodeInput names a place; embedding it makes an operation about one.
type NodeInput struct {
	ID uuid.UUID `path:"id" format:"uuid" doc:"The place."`
}

type listNodesInput struct {
	Below    uuid.UUID `query:"below" format:"uuid" doc:"This place and what lies below it alone."`
	Kind     string    `query:"kind" enum:"ENTERPRISE,SITE,BUILDING,FLOOR,SPACE,EQUIPMENT" doc:"Places of this kind alone."`
	Archived bool      `query:"archived" doc:"What is out of use too."`
	Cursor   string    `query:"cursor" maxLength:"1024" doc:"The next of the page before."`
	Limit    int       `query:"limit" minimum:"1" maximum:"1000" default:"200" doc:"Items of a page."`
}

type makeNodeInput struct {
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Makes a request that is sent again one and the same."`
	Body NewOrgNode
}

type renameNodeInput struct {
	NodeInput
	Body OrgNodeChange
}

type archiveNodeInput struct {
	NodeInput
	Body Archiving
}

type moveNodeInput struct {
	NodeInput
	Body OrgNodeMove
}

type nodeOutput struct{ Body OrgNode }

type nodesOutput struct{ Body OrgNodePage }
