package platform

import (
	"time"

	"github.com/google/uuid"
)

// TenantRecord is a customer of the platform.
type TenantRecord struct {
	ID        uuid.UUID `json:"id" format:"uuid" example:"018f3b1e-0000-7000-8000-000000000001"`
	Name      string    `json:"name" example:"Plant north"`
	Plan      string    `json:"plan" doc:"PLATFORM is the one tenant of those who run the platform." example:"STANDARD"`
	Region    string    `json:"compliance_region" doc:"The region whose rules its data is kept by." example:"EU"`
	Status    string    `json:"status" enum:"ACTIVE,SUSPENDED" doc:"The users, keys and edges of a SUSPENDED tenant are refused." example:"ACTIVE"`
	Why       string    `json:"why" doc:"Why it was changed last." example:"contract 7"`
	Version   int64     `json:"version" doc:"Counts the changes." example:"1"`
	CreatedAt time.Time `json:"created_at" example:"2026-06-01T12:00:00Z"`
}

// TenantList is tenants, by name.
type TenantList struct {
	Items []TenantRecord `json:"items" nullable:"false" doc:"By name."`
	Next  string         `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// NewTenant is a tenant to make, with its first owner.
type NewTenant struct {
	Name      string `json:"name" minLength:"1" maxLength:"100" example:"Plant north"`
	Region    string `json:"compliance_region,omitempty" enum:"EU" default:"EU" example:"EU"`
	Why       string `json:"why" minLength:"1" maxLength:"200" doc:"Stands in the tenant's log." example:"contract 7"`
	Email     string `json:"owner_email" minLength:"3" maxLength:"320" doc:"Where the first owner is reached." example:"ada@example.org"`
	OwnerName string `json:"owner_name" minLength:"1" maxLength:"100" example:"Ada Example"`
	Language  string `json:"owner_language,omitempty" enum:"en,de" example:"en"`
}

// MadeTenant is a tenant that was made and the link that lets its first owner in.
type MadeTenant struct {
	Tenant    TenantRecord `json:"tenant"`
	Token     string       `json:"token" doc:"Of the first owner's link: shown once; POST /api/links/accept takes it with a password." example:"bGluay10b2tlbi1vZi0zMi1yYW5kb20tYnl0ZXM"`
	ExpiresAt time.Time    `json:"expires_at" example:"2026-06-04T12:00:00Z"`
}

// TenantChange is why a tenant is suspended or let go on.
type TenantChange struct {
	Version int64  `json:"version" minimum:"1" doc:"The version that was read." example:"1"`
	Why     string `json:"why" minLength:"1" maxLength:"200" doc:"Stands in the tenant's log." example:"invoice 12 is open"`
}

type listInput struct {
	Cursor string `query:"cursor" maxLength:"100" doc:"The next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
	Text   string `query:"text" maxLength:"100" doc:"Part of a name, whatever its case."`
	Status string `query:"status" enum:"ACTIVE,SUSPENDED"`
}

type listOutput struct{ Body TenantList }

type makeInput struct {
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Makes a request that is sent again one and the same."`
	Body NewTenant
}

type makeOutput struct{ Body MadeTenant }

type changeInput struct {
	ID   uuid.UUID `path:"id" format:"uuid" doc:"The tenant."`
	Body TenantChange
}

type tenantOutput struct{ Body TenantRecord }
