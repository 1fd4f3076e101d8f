package configuration

import (
	"context"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// Version is a site file of an edge.
type Version struct {
	Number int64 // from 1; 0 is what an edge begins with, which nobody made
	Hash   string
	Text   string
	// Comment is why it was made.
	Comment string
	By      uuid.UUID
	Author  string
	Made    time.Time
	// Order is the newest order to run it; nil where none was given.
	Order *Order
}

// Order is an order to run a version, and what the edge answered last.
type Order struct {
	ID     uuid.UUID
	State  string // as of dispatch.Command
	At     *time.Time
	Codes  []reason.Code
	Params map[string]any
}

// stands reports whether the edge runs the version or may still come to.
func (v Version) stands() bool {
	if v.Order == nil {
		return false
	}
	switch wire.AckState(v.Order.State) {
	case wire.AckRejected, wire.AckFailed, wire.AckExpired:
		return false
	}
	return true
}

// Target is the edge that a version is for, at its site.
type Target struct {
	Site registry.Site
	Edge uuid.UUID
}

// Draft is a version to make.
type Draft struct {
	Text    string
	Comment string
	After   int64 // the newest version that was read; 0 for none
	// Force replaces what runs at the edge even where it was changed on site.
	Force bool
}

// Restoration is a version to make with the text of an earlier one.
type Restoration struct {
	Number int64
	Draft  // without a text
}

// Page selects versions.
type Page struct {
	Before int64 // 0 for the newest
	Limit  int   // 1 to 200; 0 means 50
}

// Store keeps versions, within the scope.
type Store interface {
	// Configurations are versions of an edge, the newest first.
	Configurations(ctx context.Context, scope identity.Scope, edge uuid.UUID, p Page) ([]Version, error)
	// Configuration is one of them; NOT_FOUND.
	Configuration(ctx context.Context, scope identity.Scope, edge uuid.UUID, number int64) (Version, error)
	// SaveConfiguration stores a version whose number is one more than the newest: VERSION_CONFLICT where
	// it is not.
	SaveConfiguration(ctx context.Context, scope identity.Scope, at Target, v Version) error
}
