package places

import (
	"context"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
)

// Tree keeps places. A scope sees and changes its own; what lies outside does not exist: NOT_FOUND.
type Tree interface {
	// ListNodes is a page of places, those nearer to the root first, then by name.
	ListNodes(ctx context.Context, scope identity.Scope, f Filter) (nodes []Node, next string, err error)
	// FindNode is one place, whether archived or not.
	FindNode(ctx context.Context, scope identity.Scope, id uuid.UUID) (Node, error)
	// AddNode stores a place below parent, the zero Node for the root. Where it was stored before under
	// the same id it is answered as it is, and IDEMPOTENCY_KEY_REUSED where that is another one.
	// DUPLICATE_NAME where the tenant has the key.
	AddNode(ctx context.Context, scope identity.Scope, id uuid.UUID, parent Node, n NewNode) (Node, error)
	// ChangeNode shows a place to decide and stores what it answers, while nobody else changes the
	// tenant's tree. DUPLICATE_NAME; PLACE_IN_CIRCLE for a place that would come to lie below itself;
	// PLACE_NOT_EMPTY for one that would leave others behind.
	ChangeNode(ctx context.Context, scope identity.Scope, id uuid.UUID, decide Decide) (Node, error)
}

// Shelves keeps things, by their kind.
type Shelves struct {
	Sites       Shelf[SiteSheet]
	Assets      Shelf[Asset]
	EVSEs       Shelf[EVSE]
	Connections Shelf[Connection]
	Constraints Shelf[Constraint]
	Contracts   Shelf[Contract]
	Allocations Shelf[Allocation]
}

// Decide says what becomes of a place, or why nothing may.
type Decide func(n Node) (Change, error)
