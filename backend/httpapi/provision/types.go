package provision

import (
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/energy/reason"
)

// Edge is an on-site controller.
type Edge struct {
	ID         uuid.UUID  `json:"id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000021"`
	SiteID     uuid.UUID  `json:"site_id" format:"uuid" example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	SiteName   string     `json:"site_name" example:"Plant north"`
	Name       string     `json:"name" example:"Cabinet 1"`
	State      string     `json:"state" enum:"PENDING,ENROLLED,REVOKED" doc:"PENDING has a code and has not used it; a REVOKED edge is let in no more." example:"ENROLLED"`
	Version    int64      `json:"version" doc:"Counts the changes people make to the edge." example:"1"`
	NKey       string     `json:"nkey" doc:"Its public key; empty until it is enrolled." example:"UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4"`
	Software   string     `json:"software" doc:"What it said last that it runs; empty where it never said." example:"1.0.0"`
	CreatedAt  time.Time  `json:"created_at" example:"2026-06-01T12:00:00Z"`
	EnrolledAt *time.Time `json:"enrolled_at" doc:"Null where it never enrolled." example:"2026-06-01T12:05:00Z"`
	RevokedAt  *time.Time `json:"revoked_at" doc:"Null where it never was." example:"2026-06-02T12:00:00Z"`
	LastSeenAt *time.Time `json:"last_seen_at" doc:"When it was heard last; null where it never was." example:"2026-06-01T12:06:00Z"`
	CodeUntil  *time.Time `json:"code_until" doc:"When the code expires that it may enrol with; null without one that is open." example:"2026-06-01T13:00:00Z"`
	Hash       string     `json:"configuration_hash" doc:"SHA-256 of the site file that it said last it runs; empty where it never said." example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`
	Runs       int64      `json:"configuration_version" doc:"The newest version with that hash; 0 where there is none, as before the first and where it was changed on site." example:"3"`
	Newest     int64      `json:"newest_version" doc:"The newest version that there is; 0 without one." example:"3"`
	Changing   bool       `json:"key_changing" doc:"Whether the edge has a new key and has not used it yet." example:"false"`

	FormerUntil *time.Time       `json:"former_key_until" doc:"When the key before holds no more, used or not; null without one." example:"2026-06-08T12:00:00Z"`
	Rotation    *EdgeKeyRotation `json:"rotation" doc:"The newest order to change its key; null where there never was one."`
}

// EdgeKeyRotation is an order to an edge to change its key, with what came of it.
type EdgeKeyRotation struct {
	Command uuid.UUID      `json:"command_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000041"`
	State   string         `json:"state" enum:"ISSUED,ACCEPTED,REJECTED,CLAMPED,EXECUTED,FAILED,EXPIRED" doc:"EXECUTED once the edge has connected with its new key." example:"EXECUTED"`
	Reason  string         `json:"reason" example:"the cabinet was open"`
	Issued  time.Time      `json:"issued_at" example:"2026-06-01T12:00:00Z"`
	Expires time.Time      `json:"expires_at" doc:"An edge that is not reached by then keeps its key." example:"2026-06-02T12:00:00Z"`
	At      *time.Time     `json:"at" doc:"Of the edge's newest answer; null before the first." example:"2026-06-01T12:00:04Z"`
	Codes   []reason.Code  `json:"reason_codes" nullable:"false" doc:"Why it was not done."`
	Params  map[string]any `json:"params" doc:"Of the first code."`
	TextEN  string         `json:"text_en" doc:"The first code in words; empty without one." example:""`
	TextDE  string         `json:"text_de" example:""`
}

// KeyRotationRequest is an order to change an edge's key.
type KeyRotationRequest struct {
	Reason  string    `json:"reason" minLength:"1" maxLength:"200" example:"the cabinet was open"`
	Expires time.Time `json:"expires_at" doc:"At most a week ahead." example:"2026-06-02T12:00:00Z"`
}

// EdgePage is one page of edges.
type EdgePage struct {
	Items []Edge `json:"items" nullable:"false" doc:"The newest first."`
	Next  string `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// EdgeRequest is an edge to add.
type EdgeRequest struct {
	Name string `json:"name" minLength:"1" maxLength:"100" doc:"What people call it." example:"Cabinet 1"`
}

// EdgeChange is what becomes of an edge.
type EdgeChange struct {
	Version int64  `json:"version" minimum:"1" doc:"The version that was read." example:"1"`
	Name    string `json:"name" minLength:"1" maxLength:"100" example:"Cabinet 2"`
}

// EdgeWithCode is an edge with the code it enrols with.
type EdgeWithCode struct {
	Edge      Edge      `json:"edge"`
	Code      string    `json:"code" doc:"Shown once and kept nowhere." example:"7K3M-9QXT-20VW"`
	ExpiresAt time.Time `json:"expires_at" example:"2026-06-01T13:00:00Z"`
}

// Enrolment is a code offered by an edge.
type Enrolment struct {
	Code      string `json:"code" minLength:"1" maxLength:"40" example:"7K3M-9QXT-20VW"`
	NKey      string `json:"nkey" minLength:"1" maxLength:"100" doc:"The public key, an nkey of a user." example:"UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4"`
	Signature string `json:"signature" minLength:"1" maxLength:"200" doc:"The key's signature over the code and the key, base64 URL alphabet." example:"c2lnbmF0dXJl"`
	Software  string `json:"software" maxLength:"100" doc:"What the edge runs." example:"1.0.0"`
}

// Enrolled is who an edge is and where it connects.
type Enrolled struct {
	TenantID  string `json:"tenant_id" format:"uuid" example:"0d1f6f5a-77c4-4f0f-9a65-5b0a3d6c9e21"`
	SiteID    string `json:"site_id" format:"uuid" example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	EdgeID    string `json:"edge_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000021"`
	Hub       string `json:"hub" doc:"Where the bus listens for edges." example:"nats-leaf://bus.example.org:7422"`
	CA        string `json:"ca" doc:"Certificates that vouch for the bus, PEM; empty where the system's do." example:""`
	OrdersKey string `json:"orders_key" doc:"The public key that orders are signed with, base64." example:"MCowBQYDK2VwAyEA"`
	SiteName  string `json:"site_name" example:"Plant north"`
	TimeZone  string `json:"time_zone" example:"Europe/Berlin"`
}

// KeyChange is an edge's new key, signed by both.
type KeyChange struct {
	EdgeID string `json:"edge_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000021"`
	Old    string `json:"old_nkey" minLength:"1" maxLength:"100" example:"UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4"`
	New    string `json:"new_nkey" minLength:"1" maxLength:"100" example:"UCNGL4W5QX66CFX6A6DCBVDH5VOHMI7B2UZZU7TXAUQQSI2JPHULCKBR"`
	ByOld  string `json:"signature_old" minLength:"1" maxLength:"200" example:"c2lnbmF0dXJl"`
	ByNew  string `json:"signature_new" minLength:"1" maxLength:"200" example:"c2lnbmF0dXJl"`
}

// EdgeInput names an edge; embedding it makes an operation about one.
type EdgeInput struct {
	ID uuid.UUID `path:"id" format:"uuid" doc:"The edge."`
}

type edgesInput struct {
	Site   uuid.UUID `query:"site" format:"uuid" doc:"Edges of this site only."`
	State  string    `query:"state" enum:"PENDING,ENROLLED,REVOKED" doc:"Edges in this state only."`
	Cursor string    `query:"cursor" maxLength:"512" doc:"The next of the page before."`
	Limit  int       `query:"limit" minimum:"1" maximum:"500" default:"100" doc:"Items of a page."`
}

type edgesOutput struct{ Body EdgePage }

type edgeOutput struct{ Body Edge }

type addInput struct {
	operation.SiteInput
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Makes a request that is sent again one and the same."`
	Body EdgeRequest
}

type codeOutput struct{ Body EdgeWithCode }

type renameInput struct {
	EdgeInput
	Body EdgeChange
}

type rotateInput struct {
	EdgeInput
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Makes a request that is sent again one and the same."`
	Body KeyRotationRequest
}

type enrolInput struct{ Body Enrolment }

type enrolOutput struct{ Body Enrolled }

type keyInput struct{ Body KeyChange }

type done struct{}
