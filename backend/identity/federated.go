package identity

import (
	"context"
	"fmt"
	"strings"
	"time"

	"ohmstead/energy/reason"
)

// Federation finds and links logins at an identity provider.
type Federation interface {
	// FindFederated is the active user to whom the subject is linked; it has no password hash.
	FindFederated(ctx context.Context, subject string) (Login, error)
	// LinkFederated links the subject to the link's user, lets an invited one in and ends the link;
	// NOT_FOUND where it is gone or the user is disabled, FEDERATION_LINKED for a subject of another.
	LinkFederated(ctx context.Context, l Link, subject string) error
}

// Federated is who somebody proved to be at an identity provider.
type Federated struct {
	Subject, Email string
	EmailVerified  bool
	// Link is the token of the link by which the person came, to be linked to whom it was made for; ""
	// for one that is linked already.
	Link string
}

// LoginFederated begins a session for whom the subject is linked to. It makes nobody: a subject is
// linked by a link alone, which an invitation or an owner made, and only where the provider has
// verified the e-mail that the link was made for. FEDERATION_UNKNOWN, FEDERATION_ADDRESS,
// FEDERATION_LINKED, LINK_INVALID, TENANT_SUSPENDED.
func (s *Service) LoginFederated(ctx context.Context, f Federated, a Attempt, now time.Time) (token string, p Principal, err error) {
	if f.Link != "" {
		if err := s.link(ctx, f, a, now); err != nil {
			return "", Principal{}, err
		}
	}
	login, err := s.directory.FindFederated(ctx, f.Subject)
	if err != nil {
		return "", Principal{}, orElse(err, reason.FederationUnknown)
	}
	return s.begin(ctx, login, a, now)
}

func (s *Service) link(ctx context.Context, f Federated, a Attempt, now time.Time) error {
	l, err := s.LinkFor(ctx, Credential{Token: f.Link, RemoteAddr: a.RemoteAddr}, now)
	if err != nil {
		return err
	}
	if !f.EmailVerified || !strings.EqualFold(f.Email, l.Email) {
		return reason.New(reason.FederationAddress, nil)
	}
	if err := s.directory.LinkFederated(ctx, l, f.Subject); err != nil {
		return fmt.Errorf("link a login: %w", orElse(err, reason.LinkInvalid))
	}
	return nil
}
