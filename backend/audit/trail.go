package audit

import (
	"context"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
)

// Filter selects entries; the zero Filter selects all of the scope.
type Filter struct {
	Site             *uuid.UUID
	Entity, EntityID string
	Actor            string
	Action           Action
	From, To         time.Time // From inclusive, To exclusive; zero for unbounded
	Cursor           string
	Limit            int // 1 to 500; 0 means 100
}

// Listed is an entry with its place in the chain; a zero Seal for one that waits for it.
type Listed struct {
	Entry
	Seal Seal
}

// Trail reads the log within a scope.
type Trail interface {
	// Trail is a page of entries, newest first, and the cursor of the page after it.
	Trail(ctx context.Context, scope identity.Scope, f Filter) (entries []Listed, next string, err error)
}
