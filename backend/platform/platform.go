package platform

import (
	"context"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/people"
)

// Plan is what a tenant is on.
type Plan string

// Plans. Own is that of the one tenant to which the people belong who run the platform.
const (
	Standard Plan = "STANDARD"
	Own      Plan = "PLATFORM"
)

// Status is whether a tenant's people, keys and edges are let in.
type Status string

// Statuses of tenants.
const (
	Active    Status = "ACTIVE"
	Suspended Status = "SUSPENDED"
)

// Tenant is a tenant as whoever runs the platform sees it. Why is what was said at the last change.
type Tenant struct {
	identity.Tenant
	Plan    Plan
	Region  string
	Status  Status
	Why     string
	Version int64
	Created time.Time
}

// NewTenant is a tenant to make, with its first owner.
type NewTenant struct {
	Name, Region, Why string
	Owner             people.Invitation
	// Key makes the request one and the same however often it is made; "" for one that is not
	// repeated.
	Key string
}

// Filter narrows a list of tenants; zero fields let every tenant through.
type Filter struct {
	After  uuid.UUID // begins behind this one
	Limit  int       // 0: people.DefaultPage
	Text   string    // part of a name, whatever its case
	Status Status
}

// Change is what becomes of a tenant, and why. Version is the one that was read.
type Change struct {
	Version int64
	Status  Status
	Why     string
}

// Stored is a tenant to store: its id, and its first owner with the link that lets that person in.
type Stored struct {
	ID uuid.UUID
	NewTenant
	Link    people.StoredLink
	Created time.Time
}

// Store is what the platform needs of a store. What it writes about a tenant it writes in that tenant,
// in the name of who acts.
type Store interface {
	// ListTenants is every tenant, by name.
	ListTenants(ctx context.Context) ([]Tenant, error)
	// AddTenant makes a tenant and invites its first owner. EMAIL_TAKEN. One that the id names already
	// stays, and the link of its owner becomes the new one; IDEMPOTENCY_KEY_REUSED where it is for
	// another name or owner.
	AddTenant(ctx context.Context, actor identity.Scope, t Stored) (Tenant, error)
	// ChangeTenant shows a tenant to decide and stores what it answers, while nobody else changes it.
	// NOT_FOUND.
	ChangeTenant(ctx context.Context, actor identity.Scope, id uuid.UUID, decide func(Tenant) (Change, error)) (Tenant, error)
}
