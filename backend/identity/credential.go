package identity

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"ohmstead/energy/reason"
)

// LinkFor is whose password a link sets, so that a page can greet the person. LINK_INVALID for one
// that never was, was used, was replaced or has expired; TOO_MANY_ATTEMPTS for links that are guessed.
func (s *Service) LinkFor(ctx context.Context, c Credential, now time.Time) (Link, error) {
	secret, err := base64.RawURLEncoding.DecodeString(c.Token)
	if err != nil || len(secret) != tokenBytes {
		return Link{}, reason.New(reason.LinkInvalid, nil)
	}
	limits := map[string]int{"link host " + host(c.RemoteAddr): failuresPerHost}
	if wait, ok := s.throttle.take(now, limits); !ok {
		return Link{}, reason.New(reason.TooManyAttempts, reason.Params{"retry_seconds": int(math.Ceil(wait.Seconds()))})
	}
	l, err := s.directory.FindLink(ctx, hashToken(secret))
	if err != nil {
		return Link{}, orElse(err, reason.LinkInvalid)
	}
	s.throttle.forgive(limits)
	if !now.Before(l.Expires) {
		return Link{}, reason.New(reason.LinkInvalid, nil)
	}
	return l, Tenant{Suspended: l.Suspended}.admitted()
}

// Accept sets the password, and if one is given the name, of the link's person, who can log in with it from now on; all sessions
// there were end. LINK_INVALID, PASSWORD_TOO_SHORT, PASSWORD_TOO_COMMON.
func (s *Service) Accept(ctx context.Context, c Credential, a Acceptance, now time.Time) (Link, error) {
	l, err := s.LinkFor(ctx, c, now)
	if err != nil {
		return Link{}, err
	}
	if name := printable(strings.TrimSpace(a.DisplayName), maxName); name != "" {
		l.Name = name
	}
	hash, err := s.hash(ctx, a.Password, User{Email: l.Email, DisplayName: l.Name})
	if err != nil {
		return Link{}, err
	}
	if err := s.directory.Redeem(ctx, l, hash); err != nil {
		return Link{}, orElse(err, reason.LinkInvalid)
	}
	return l, nil
}

// ChangePassword sets the principal's own password and ends its other sessions. PERSON_ONLY for an
// API key; CURRENT_PASSWORD_WRONG; the same throttle as for logging in.
func (s *Service) ChangePassword(ctx context.Context, p Principal, a Attempt, password string, now time.Time) error {
	if p.Key != nil {
		return reason.New(reason.PersonOnly, nil)
	}
	a.Email = p.User.Email
	limits := map[string]int{"password of " + p.User.ID.String(): failuresPerEmail}
	if wait, ok := s.throttle.take(now, limits); !ok {
		return reason.New(reason.TooManyAttempts, reason.Params{"retry_seconds": int(math.Ceil(wait.Seconds()))})
	}
	if _, err := s.verify(ctx, a); err != nil {
		if errors.Is(err, reason.New(reason.WrongLogin, nil)) {
			return reason.New(reason.CurrentPasswordWrong, nil)
		}
		return err
	}
	s.throttle.forgive(limits)
	hash, err := s.hash(ctx, password, p.User)
	if err != nil {
		return err
	}
	if err := s.directory.SavePassword(ctx, p, hash); err != nil {
		return fmt.Errorf("set a password: %w", err)
	}
	return nil
}

// hash is the hash of a password that passes the policy.
func (s *Service) hash(ctx context.Context, password string, of User) (string, error) {
	if err := CheckPassword(password, of); err != nil {
		return "", err
	}
	leave, err := s.enterHashing(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	return HashPassword(password)
}
