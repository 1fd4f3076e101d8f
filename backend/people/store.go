package people

import (
	"context"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
)

// Store is what people needs of a store. Scopes name tenant and actor: people are a matter of the
// whole tenant, so a store reads all of it and the rules here decide what is shown and changed. What
// does not exist is NOT_FOUND.
type Store interface {
	Users
	Places
	Sessions
	Keys
}

// Users keeps users, their links and their roles.
type Users interface {
	// ListUsers is everybody with their roles, by name.
	ListUsers(ctx context.Context, scope identity.Scope) ([]User, error)
	// AddUser stores an invited user with a first role and a link. EMAIL_TAKEN; where the tenant has a
	// user under the same idempotency key it gets the new link instead, and IDEMPOTENCY_KEY_REUSED where
	// it is another person.
	AddUser(ctx context.Context, scope identity.Scope, u NewUser) (User, error)
	// ChangeUser shows a user to decide and stores what it answers, while nobody else changes people
	// of this tenant. otherOwners counts the other active owners of the whole tenant.
	ChangeUser(ctx context.Context, scope identity.Scope, id uuid.UUID, decide Decide) (User, error)
	// SaveLink replaces a user's link.
	SaveLink(ctx context.Context, scope identity.Scope, user uuid.UUID, l StoredLink) error
	// DropLink ends a user's link; one that has ended already is no error.
	DropLink(ctx context.Context, scope identity.Scope, user uuid.UUID) error
}

// Places finds where roles and keys hold.
type Places interface {
	// ListPlaces is every node that roles can be given at, a parent before what is below it.
	ListPlaces(ctx context.Context, scope identity.Scope) ([]Place, error)
	// FindPlace is a node of the tree of places with the sites below it; the zero id is the whole
	// tenant.
	FindPlace(ctx context.Context, scope identity.Scope, node uuid.UUID) (Place, error)
}

// Decide says what becomes of a user, or why nothing may.
type Decide func(u User, otherOwners int) (Change, error)

// Sessions keeps logins.
type Sessions interface {
	// ListSessions is a user's sessions that have not ended at now, the newest first.
	ListSessions(ctx context.Context, scope identity.Scope, user uuid.UUID, now time.Time) ([]Session, error)
	// FindSessionByID is one session of the tenant.
	FindSessionByID(ctx context.Context, scope identity.Scope, id uuid.UUID) (Session, error)
	// EndSession ends it; one that has ended already is no error.
	EndSession(ctx context.Context, scope identity.Scope, id uuid.UUID) error
}

// Keys keeps API keys.
type Keys interface {
	// ListKeys is every key, the newest first.
	ListKeys(ctx context.Context, scope identity.Scope) ([]Key, error)
	// AddKey stores a key. Where the tenant has a key under the same idempotency key that one gets the
	// new hash instead, and IDEMPOTENCY_KEY_REUSED where it is for something else.
	AddKey(ctx context.Context, scope identity.Scope, k StoredKey) (Key, error)
	// RevokeKey ends a key for good; one that has ended already is no error.
	RevokeKey(ctx context.Context, scope identity.Scope, id uuid.UUID, now time.Time) (Key, error)
}

// NewUser is a user to store.
type NewUser struct {
	Invitation
	Place   Place
	Link    StoredLink
	Created time.Time
}

// StoredLink is a link as it is kept.
type StoredLink struct {
	Hash             []byte
	Created, Expires time.Time
}

// StoredKey is a key as it is kept.
type StoredKey struct {
	NewKey
	Hint    string
	Hash    []byte
	By      uuid.UUID
	Created time.Time
}
