package places

import (
	"context"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
)

// Thing is a row that people keep, with what it says. Version counts the changes they made to it.
type Thing[T any] struct {
	ID       uuid.UUID
	Site     uuid.UUID // none for what belongs to no site
	SiteKey  int32
	Version  int64
	Archived *time.Time
	What     T
}

// Which says which things to list: those of a site, or all; those out of use too where Archived.
type Which struct {
	SiteKey  int32
	Archived bool
}

// PageOf says which things a page has.
type PageOf struct {
	Which
	// Class is the nature of an asset, the type of a constraint or contract; "" for any.
	Class string
	// Text is a part of what a thing is called, whatever its case.
	Text string
	// Of is the asset, connection or contract that things are about; none for any.
	Of uuid.UUID
	// After is the last thing of the page before.
	After uuid.UUID
	Limit int
}

// Write is what a thing is to say.
type Write[T any] struct {
	ID      uuid.UUID
	SiteKey int32
	// Version is the one that was read; 0 for a thing that is new.
	Version  int64
	Archived bool
	At       time.Time
	What     T
}

// Shelf keeps things of one kind. A scope sees and changes its own; what lies outside does not exist:
// NOT_FOUND.
type Shelf[T any] interface {
	List(ctx context.Context, scope identity.Scope, which Which) ([]Thing[T], error)
	// Page is a part of the list in the order of ids, which are those in which things were made.
	Page(ctx context.Context, scope identity.Scope, p PageOf) ([]Thing[T], error)
	Find(ctx context.Context, scope identity.Scope, id uuid.UUID) (Thing[T], error)
	// Write stores a new thing, or the next version of one: VERSION_CONFLICT. A new one that was stored
	// before under the same id is answered as it is, and IDEMPOTENCY_KEY_REUSED where it was another one.
	Write(ctx context.Context, scope identity.Scope, w Write[T]) (Thing[T], error)
}
