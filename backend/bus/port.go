package bus

import (
	"context"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/event"
	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/wire"
)

// Edges finds enrolled edges. Both Find methods refuse NOT_FOUND for an edge nobody enrolled and
// return a revoked one with its state.
type Edges interface {
	FindEdge(ctx context.Context, nkey string) (registry.EdgeRecord, error)
	FindEdgeByID(ctx context.Context, id uuid.UUID) (registry.EdgeRecord, error)
	// TouchEdge notes that the edge was heard at this instant and which software it runs.
	TouchEdge(ctx context.Context, edge registry.EdgeRecord, at time.Time, software string) error
}

// Manifests registers what an edge has. The keys returned stand in the order of the manifest's
// channels.
type Manifests interface {
	ApplyManifest(ctx context.Context, edge registry.EdgeRecord, m wire.Manifest) ([]int32, error)
	KnownManifest(ctx context.Context, edge registry.EdgeRecord, hash wire.Hash) (keys []int32, known bool, err error)
	Channels(ctx context.Context, scope identity.Scope, site registry.Site) ([]registry.Channel, error)
}

// Samples stores telemetry. A batch is stored whole or not at all; a sample stored before is
// counted as a repeat.
type Samples interface {
	Write(ctx context.Context, batch telemetry.Batch) (telemetry.Outcome, error)
	StoredSeqs(ctx context.Context, edge uuid.UUID, boots []uuid.UUID) ([]telemetry.Cursor, error)
}

// Events keeps what happened. Raise of an event with an ID that is kept already does nothing and
// reports false, as does an alarm that is open already.
type Events interface {
	Raise(ctx context.Context, scope identity.Scope, e event.Event) (created bool, err error)
	Clear(ctx context.Context, scope identity.Scope, key event.Key, at time.Time) error
}
