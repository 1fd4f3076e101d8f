package registry

import (
	"context"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/wire"
)

// Reader answers what exists within a scope. What lies outside it does not exist: NOT_FOUND.
type Reader interface {
	// Sites lists the sites that are in use, by name; SiteByID finds one whether archived or not.
	Sites(ctx context.Context, scope identity.Scope) ([]Site, error)
	SiteByID(ctx context.Context, scope identity.Scope, id uuid.UUID) (Site, error)
	// Assets, Devices and Channels list those of a site by key.
	Assets(ctx context.Context, scope identity.Scope, site Site) ([]Asset, error)
	Devices(ctx context.Context, scope identity.Scope, site Site) ([]Device, error)
	Channels(ctx context.Context, scope identity.Scope, site Site) ([]Channel, error)
}

// Scope is what the edge may see and change: its own site.
func (e EdgeRecord) Scope() identity.Scope {
	return identity.Scope{Tenant: e.TenantKey, Sites: []int32{e.SiteKey}, Actor: "edge:" + e.Edge.ID.String()}
}

// Enrolment is what serving edges needs of a store.
type Enrolment interface {
	// FindEdge is the edge with this public key, or with it as its former one while that holds, NOT_FOUND
	// where there is none. A revoked edge is found with its state.
	FindEdge(ctx context.Context, nkey string) (EdgeRecord, error)
	// FindEdgeByID is the same by the edge's id.
	FindEdgeByID(ctx context.Context, id uuid.UUID) (EdgeRecord, error)
	// ApplyManifest registers what a valid manifest adds, brings technical facts up to date,
	// deletes nothing, and returns the channel key for each of the manifest's channels.
	// INVALID_VALUE where a channel that is registered would change its unit.
	ApplyManifest(ctx context.Context, e EdgeRecord, m wire.Manifest) ([]int32, error)
	// KnownManifest is what ApplyManifest returned for the manifest of this hash; false where this
	// edge has never sent it.
	KnownManifest(ctx context.Context, e EdgeRecord, hash wire.Hash) ([]int32, bool, error)
	// TouchEdges notes that edges of one tenant were heard at this instant and what they said of themselves.
	TouchEdges(ctx context.Context, of []EdgeRecord, at time.Time, s Said) error
}

// Said is what an edge says of itself; what is empty leaves what is known.
type Said struct {
	Software string
	// Configuration is the hash of the site file that it runs.
	Configuration string
}
