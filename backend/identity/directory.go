package identity

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// Directory is what identity needs of a store. Where there is no such user, session, link or key it
// answers NOT_FOUND.
type Directory interface {
	Logins
	Passwords
	Keys
	Federation
}

// Logins finds who logs in and keeps their sessions.
type Logins interface {
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

// Passwords sets passwords, by the person and by a link.
type Passwords interface {
	// FindLink is the link whose token has this hash.
	FindLink(ctx context.Context, hash []byte) (Link, error)
	// Redeem sets the password and the name of the link's user, lets an invited one in, ends all of the user's
	// sessions and the link itself; NOT_FOUND where the link is gone or the user is disabled.
	Redeem(ctx context.Context, l Link, passwordHash string) error
	// SavePassword sets the principal's own password and ends its other sessions.
	SavePassword(ctx context.Context, p Principal, passwordHash string) error
}

// Keys finds API keys.
type Keys interface {
	// FindKey is the key with this hash, unless it was revoked.
	FindKey(ctx context.Context, hash []byte) (KeyRecord, error)
	// FindKeyPrincipal is what a key may do and where.
	FindKeyPrincipal(ctx context.Context, k KeyRecord) (Principal, error)
	// TouchKey notes that the key is used.
	TouchKey(ctx context.Context, k KeyRecord, now time.Time) error
}

// Login is whose password is asked for and its hash.
type Login struct {
	Tenant       int32
	User         uuid.UUID
	PasswordHash string
}

// Session is a login that lasts: Hash is the SHA-256 of the token, which itself is stored nowhere.
// Remote and Agent are where it came from, as far as the login said; they never change.
type Session struct {
	Tenant        int32
	User          uuid.UUID
	Hash          []byte
	Created       time.Time
	LastSeen      time.Time
	Expires       time.Time
	Remote, Agent string
}

// Link lets a person set a password once. Hash is the SHA-256 of its token.
type Link struct {
	Tenant     int32
	User       uuid.UUID
	Hash       []byte
	Expires    time.Time
	Email      string
	Name       string
	Language   string
	TenantName string
	Suspended  bool // the tenant is
}

// Acceptance is what a person enters who uses a link. An empty name leaves the one there is.
type Acceptance struct{ DisplayName, Password string }

// KeyRecord is an API key as it is looked up.
type KeyRecord struct {
	Tenant  int32
	ID      uuid.UUID
	Expires time.Time
	Used    *time.Time // as it was noted last
}

// Attempt is somebody's try to log in.
type Attempt struct {
	Email, Password string
	RemoteAddr      string // host or host:port
	Agent           string // the program, as it calls itself
}

// Credential is what a request comes with, and from where.
type Credential struct {
	Token      string
	RemoteAddr string // host or host:port
}
