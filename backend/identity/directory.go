package identity

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// Directory is what identity needs of a store. Where there is no such user or session it answers
// NOT_FOUND.
type Directory interface {
	// FindLogin is the password of the active user with this e-mail, whatever its case.
	FindLogin(ctx context.Context, email string) (Login, error)
	// FindSession is the session whose token has this hash.
	FindSession(ctx context.Context, hash []byte) (Session, error)
	// FindPrincipal is an active user with the roles and the scope that its bindings give.
	FindPrincipal(ctx context.Context, tenant int32, user uuid.UUID) (Principal, error)
	// SaveSession stores a session, or what has changed about it.
	SaveSession(ctx context.Context, s Session) error
	// DeleteSession ends a session; one that has ended already is no error.
	DeleteSession(ctx context.Context, s Session) error
}

// Login is whose password is asked for and its hash.
type Login struct {
	Tenant       int32
	User         uuid.UUID
	PasswordHash string
}

// Session is a login that lasts: Hash is the SHA-256 of the token, which itself is stored nowhere.
type Session struct {
	Tenant   int32
	User     uuid.UUID
	Hash     []byte
	Created  time.Time
	LastSeen time.Time
	Expires  time.Time
}

// Attempt is somebody's try to log in.
type Attempt struct {
	Email, Password string
	RemoteAddr      string // host or host:port
}
