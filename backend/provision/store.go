package provision

import (
	"context"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
)

// Edges keeps edges, within the scope. What does not exist is NOT_FOUND.
type Edges interface {
	// AddEdge stores a PENDING edge with a code. Where the tenant has an edge under the same idempotency
	// key that one gets the new code instead, and IDEMPOTENCY_KEY_REUSED where it is another.
	AddEdge(ctx context.Context, scope identity.Scope, at registry.Site, n NewEdge, c StoredCode) (Edge, error)
	// ListEdges is a page of edges, the newest first, and the cursor of the page after it.
	ListEdges(ctx context.Context, scope identity.Scope, f Filter) (edges []Edge, next string, err error)
	EdgeByID(ctx context.Context, scope identity.Scope, id uuid.UUID) (Edge, error)
	// ChangeEdge shows an edge to decide and stores what it answers, while nobody else changes it.
	ChangeEdge(ctx context.Context, scope identity.Scope, id uuid.UUID, decide func(Edge) (Change, error)) (Edge, error)
}

// Change is what becomes of an edge; nil fields stay.
type Change struct {
	Name   *string
	Code   *StoredCode
	Revoke *time.Time
}

// Enrolments keeps what edges prove of themselves.
type Enrolments interface {
	// UseCode shows the code with this hash to decide and, where it does not refuse, enrols the edge with
	// the key, while nobody else uses that code. NOT_FOUND; ENROLMENT_KEY_TAKEN for another edge's key.
	UseCode(ctx context.Context, hash []byte, u Use, decide func(FoundCode) error) (FoundCode, error)
	// ChangeKey gives an enrolled edge a new key; the old one holds until the new one has been used, and
	// until the given instant at most. A change that was made already is made no second time. NOT_FOUND
	// where the edge has another key.
	ChangeKey(ctx context.Context, edge uuid.UUID, k Keys, until time.Time) error
}

// Use is who uses a code, and when.
type Use struct {
	NKey, Software string
	At             time.Time
}

// Keys are an edge's key so far and its next.
type Keys struct{ Old, New string }

// Store is what provision needs of a store.
type Store interface {
	Edges
	Enrolments
}
