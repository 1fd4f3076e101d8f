package httpapi

import (
	"context"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
)

// Identity turns credentials into principals.
type Identity interface {
	// Login is the session for an e-mail and a password. WRONG_LOGIN, TOO_MANY_ATTEMPTS.
	Login(ctx context.Context, a identity.Attempt, now time.Time) (token string, p identity.Principal, err error)
	// LoginFederated is the session for who proved to be somebody at the identity provider.
	LoginFederated(ctx context.Context, f identity.Federated, a identity.Attempt, now time.Time) (token string, p identity.Principal, err error)
	// Authenticate is who a credential speaks for. UNAUTHENTICATED, TOO_MANY_ATTEMPTS.
	Authenticate(ctx context.Context, c identity.Credential, now time.Time) (identity.Principal, error)
	// Logout ends the principal's session.
	Logout(ctx context.Context, p identity.Principal) error
}

// Live is what is committed for a site, as it comes.
type Live interface {
	// Subscribe hands every message to handle until stop is called: JSON objects with "readings" or
	// with "events". Handle must not block.
	Subscribe(tenant, site uuid.UUID, handle func(message []byte)) (stop func(), err error)
	// Publish hands such an object to whoever follows the site, in any process.
	Publish(tenant, site uuid.UUID, message any) error
}

// Check is one thing the server needs to be ready.
type Check struct {
	Name  string
	Probe func(ctx context.Context) error
}
