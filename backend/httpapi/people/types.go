package people

import (
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
)

// Member is somebody of the tenant.
type Member struct {
	ID          uuid.UUID     `json:"id" format:"uuid" example:"5b7a9c0e-52a1-4a2e-8a55-2f3a2f2b9c11"`
	Email       string        `json:"email" example:"ada@example.org"`
	DisplayName string        `json:"display_name" example:"Ada Example"`
	Language    string        `json:"language" enum:"en,de" example:"en"`
	Status      string        `json:"status" enum:"INVITED,ACTIVE,DISABLED" doc:"INVITED has set no password yet; DISABLED cannot log in." example:"ACTIVE"`
	Version     int64         `json:"version" doc:"Counts the changes of the person and the roles." example:"3"`
	CreatedAt   time.Time     `json:"created_at" example:"2026-06-01T12:00:00Z"`
	LastSeenAt  *time.Time    `json:"last_seen_at" doc:"The last request in a session that is kept; null without one." example:"2026-06-01T12:00:00Z"`
	Roles       []RoleBinding `json:"roles" nullable:"false" doc:"Which roles the person holds, and where."`

	Password bool `json:"password" doc:"Whether the person has set one." example:"true"`
	Provider bool `json:"provider" doc:"Whether a login at the identity provider is linked." example:"false"`

	LinkExpiresAt *time.Time `json:"link_expires_at" doc:"When the link that was handed on for the person ends; null where none is open." example:"2026-06-04T12:00:00Z"`
}

// RoleBinding is a role somebody holds at a place.
type RoleBinding struct {
	ID    uuid.UUID     `json:"id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000011"`
	Role  identity.Role `json:"role" enum:"owner,engineer,operator,analyst,viewer,settler,platform_admin" example:"viewer"`
	Place *PlaceRef     `json:"place" doc:"Where it holds, with everything below; null for the whole tenant."`
}

// PlaceRef names a node of the tree of places.
type PlaceRef struct {
	NodeID uuid.UUID `json:"node_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000012"`
	Name   string    `json:"name" example:"Plant north"`
	Kind   string    `json:"kind" enum:"ENTERPRISE,SITE,BUILDING,FLOOR,SPACE,EQUIPMENT" example:"SITE"`
}

// MemberList is people, by name.
type MemberList struct {
	Items []Member `json:"items" nullable:"false" doc:"By name."`
	Next  string   `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// Invitation is a person to let in.
type Invitation struct {
	Email       string        `json:"email" minLength:"3" maxLength:"320" doc:"Where the person is reached, and what they log in with." example:"ada@example.org"`
	DisplayName string        `json:"display_name" minLength:"1" maxLength:"100" example:"Ada Example"`
	Language    string        `json:"language,omitempty" enum:"en,de" example:"en"`
	Role        identity.Role `json:"role" enum:"owner,engineer,operator,analyst,viewer,settler" doc:"The first role." example:"viewer"`
	NodeID      *uuid.UUID    `json:"node_id,omitempty" format:"uuid" doc:"Where the role holds, a site or what is above it; without it, the whole tenant." example:"0198c0de-0000-7000-8000-000000000012"`
}

// Invited is an invited person and the link to hand on.
type Invited struct {
	User Member       `json:"user"`
	Link PasswordLink `json:"link"`
}

// PasswordLink is a link by which a person sets a password, once.
type PasswordLink struct {
	Token     string    `json:"token" doc:"Shown once; POST /api/links/accept takes it with the new password." example:"bGluay10b2tlbi1vZi0zMi1yYW5kb20tYnl0ZXM"`
	ExpiresAt time.Time `json:"expires_at" example:"2026-06-04T12:00:00Z"`
}

// MemberChange is what becomes of a person; what is not given stays.
type MemberChange struct {
	Version     int64   `json:"version" minimum:"1" doc:"The version that was read." example:"3"`
	DisplayName *string `json:"display_name,omitempty" minLength:"1" maxLength:"100" example:"Ada Example"`
	Language    *string `json:"language,omitempty" enum:"en,de" example:"de"`
	Status      *string `json:"status,omitempty" enum:"ACTIVE,DISABLED" example:"DISABLED"`

	DropProvider bool `json:"drop_provider,omitempty" doc:"Takes the link to the login at the identity provider away and ends every session; a new link of the person links it again." example:"false"`
}

// OwnChange is what becomes of oneself; what is not given stays.
type OwnChange struct {
	DisplayName *string `json:"display_name,omitempty" minLength:"1" maxLength:"100" example:"Ada Example"`
	Language    *string `json:"language,omitempty" enum:"en,de" example:"de"`
}

// RoleGrant is a role to give.
type RoleGrant struct {
	Role   identity.Role `json:"role" enum:"owner,engineer,operator,analyst,viewer,settler" example:"operator"`
	NodeID *uuid.UUID    `json:"node_id,omitempty" format:"uuid" doc:"Where it holds, a site or what is above it; without it, the whole tenant." example:"0198c0de-0000-7000-8000-000000000012"`
}

// RoleTable is the table of permissions.
type RoleTable struct {
	Items       []RoleGrants     `json:"items" nullable:"false" doc:"All roles, the mightiest first."`
	Permissions []PermissionText `json:"permissions" nullable:"false" doc:"All permissions, in the order in which they are shown."`
}

// RoleGrants is what one role grants.
type RoleGrants struct {
	Role        identity.Role         `json:"role" example:"operator"`
	About       string                `json:"about" doc:"What it is for, in English." example:"Sees, operates and reports."`
	Permissions []identity.Permission `json:"permissions" nullable:"false" example:"[\"READ\",\"OPERATE\"]"`
	Machine     bool                  `json:"machine" doc:"Whether only machines hold it." example:"false"`
	Given       bool                  `json:"given" doc:"Whether who administers can give it to people of the tenant, as far as they hold it themselves." example:"true"`
}

// PermissionText is a permission in words.
type PermissionText struct {
	Permission identity.Permission `json:"permission" example:"OPERATE"`
	About      string              `json:"about" doc:"What it lets do, in English." example:"Move power for a time: overrides, limits, modes, clearing faults, alarms."`
	OfKeys     bool                `json:"of_keys" doc:"Whether an API key can have it as a scope." example:"false"`
}

// PasswordChange is a new password of one's own.
type PasswordChange struct {
	Current string `json:"current" minLength:"1" maxLength:"1024" doc:"The password so far." example:"(hidden)"`
	New     string `json:"new" minLength:"1" maxLength:"1024" doc:"At least 12 characters." example:"(hidden)"`
}

// LinkToken is the token of a link.
type LinkToken struct {
	Token string `json:"token" minLength:"1" maxLength:"100" example:"bGluay10b2tlbi1vZi0zMi1yYW5kb20tYnl0ZXM"`
}

// LinkHolder is whose password a link sets.
type LinkHolder struct {
	Email       string    `json:"email" example:"ada@example.org"`
	DisplayName string    `json:"display_name" example:"Ada Example"`
	Language    string    `json:"language" example:"en"`
	Tenant      string    `json:"tenant" doc:"Name of the tenant." example:"Demo"`
	ExpiresAt   time.Time `json:"expires_at" example:"2026-06-04T12:00:00Z"`
	MinPassword int       `json:"min_password" doc:"The least characters of a password." example:"12"`
}

// NewPassword is a password set by a link.
type NewPassword struct {
	DisplayName string `json:"display_name,omitempty" maxLength:"100" doc:"The person's name; without it the one of the invitation stays." example:"Ada Example"`
	Token       string `json:"token" minLength:"1" maxLength:"100" example:"bGluay10b2tlbi1vZi0zMi1yYW5kb20tYnl0ZXM"`
	Password    string `json:"password" minLength:"1" maxLength:"1024" doc:"At least 12 characters." example:"(hidden)"`
}

// LoginSession is a login that lasts.
type LoginSession struct {
	ID         uuid.UUID `json:"id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000013"`
	CreatedAt  time.Time `json:"created_at" example:"2026-06-01T12:00:00Z"`
	LastSeenAt time.Time `json:"last_seen_at" doc:"A few minutes old at most." example:"2026-06-01T12:00:00Z"`
	ExpiresAt  time.Time `json:"expires_at" example:"2026-06-08T12:00:00Z"`
	Remote     string    `json:"remote" doc:"The address it came from; empty where it is not known." example:"192.0.2.7"`
	Agent      string    `json:"agent" doc:"The program, as it calls itself." example:"Mozilla/5.0"`
	Current    bool      `json:"current" doc:"Whether this request came with it." example:"true"`
}

// LoginSessionList is sessions.
type LoginSessionList struct {
	Items []LoginSession `json:"items" nullable:"false" doc:"The newest login first."`
}

// APIKey is a credential of a machine.
type APIKey struct {
	ID         uuid.UUID             `json:"id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000014"`
	Name       string                `json:"name" example:"SCADA of plant north"`
	Hint       string                `json:"hint" doc:"How the key begins." example:"ohm_a1B2"`
	Scopes     []identity.Permission `json:"scopes" nullable:"false" doc:"What it may do." example:"[\"INGEST\"]"`
	Places     []PlaceRef            `json:"places" nullable:"false" doc:"Where it holds; nowhere unless whole_tenant where it is empty."`
	Whole      bool                  `json:"whole_tenant" example:"true"`
	CreatedBy  string                `json:"created_by" doc:"Name of the person who made it." example:"Ada Example"`
	CreatedAt  time.Time             `json:"created_at" example:"2026-06-01T12:00:00Z"`
	ExpiresAt  time.Time             `json:"expires_at" example:"2027-06-01T12:00:00Z"`
	LastUsedAt *time.Time            `json:"last_used_at" doc:"A few minutes old at most; null where it was never used." example:"2026-06-02T12:00:00Z"`
	RevokedAt  *time.Time            `json:"revoked_at" example:"2026-06-03T12:00:00Z"`
}

// APIKeyList is API keys.
type APIKeyList struct {
	Items []APIKey `json:"items" nullable:"false" doc:"The newest first."`
	Next  string   `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// APIKeyRequest is an API key to make.
type APIKeyRequest struct {
	Name      string                `json:"name" minLength:"1" maxLength:"100" doc:"What uses it." example:"SCADA of plant north"`
	Scopes    []identity.Permission `json:"scopes" minItems:"1" maxItems:"10" nullable:"false" doc:"What it may do: INGEST, READ, READ_AUDIT, REPORT." example:"[\"INGEST\"]"`
	NodeIDs   []uuid.UUID           `json:"node_ids,omitempty" maxItems:"100" doc:"Where it holds, sites or what is above them; without any, the whole tenant."`
	ExpiresAt time.Time             `json:"expires_at" doc:"At most two years ahead." example:"2027-06-01T12:00:00Z"`
}

// NewAPIKey is an API key with its text, which is shown once.
type NewAPIKey struct {
	Key  APIKey `json:"key"`
	Text string `json:"text" doc:"The key itself: shown once and kept nowhere." example:"ohm_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V"`
}

// UserInput names a person; embedding it makes an operation about one.
type UserInput struct {
	ID uuid.UUID `path:"id" format:"uuid" doc:"The person."`
}

type userOutput struct{ Body Member }

type usersInput struct {
	Cursor string `query:"cursor" maxLength:"100" doc:"The next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Text   string `query:"text" maxLength:"100" doc:"Part of a name or an e-mail, whatever its case."`
	Status string `query:"status" enum:"INVITED,ACTIVE,DISABLED" doc:"Only people of this status."`
	Role   string `query:"role" enum:"owner,engineer,operator,analyst,viewer,settler" doc:"Only people who hold this role somewhere."`
}

type keysInput struct {
	Cursor string `query:"cursor" maxLength:"100" doc:"The next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Text   string `query:"text" maxLength:"100" doc:"Part of a name, whatever its case."`
	State  string `query:"state" enum:"ACTIVE,EXPIRED,REVOKED" doc:"Only keys that hold, whose time is over, or that were revoked."`
}

// PlaceList is where roles can be given.
type PlaceList struct {
	Items []PlaceRef `json:"items" nullable:"false" doc:"A parent before what is below it."`
	Whole bool       `json:"whole_tenant" doc:"Whether roles on the whole tenant can be given too." example:"true"`
}

type placesOutput struct{ Body PlaceList }

type usersOutput struct{ Body MemberList }

type inviteInput struct {
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Makes a request that is sent again one and the same."`
	Body Invitation
}

type inviteOutput struct{ Body Invited }

type updateInput struct {
	UserInput
	Body MemberChange
}

type linkOutput struct{ Body PasswordLink }

type giveInput struct {
	UserInput
	Body RoleGrant
}

type takeInput struct {
	UserInput
	Binding uuid.UUID `path:"binding" format:"uuid" doc:"The role held."`
}

type sessionsOutput struct{ Body LoginSessionList }

type sessionInput struct {
	ID uuid.UUID `path:"id" format:"uuid" doc:"The session."`
}

type done struct{}

type rolesOutput struct{ Body RoleTable }

type ownInput struct{ Body OwnChange }

type passwordInput struct{ Body PasswordChange }

type linkInput struct{ Body LinkToken }

type holderOutput struct{ Body LinkHolder }

type acceptInput struct{ Body NewPassword }

type keysOutput struct{ Body APIKeyList }

type makeKeyInput struct {
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Makes a request that is sent again one and the same."`
	Body APIKeyRequest
}

type newKeyOutput struct{ Body NewAPIKey }

type keyInput struct {
	ID uuid.UUID `path:"id" format:"uuid" doc:"The API key."`
}

type keyOutput struct{ Body APIKey }
