package people

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

// MaxKeyLife is how long an API key holds at most.
const MaxKeyLife = 2 * 366 * 24 * time.Hour

// OwnSessions are the principal's logins that still hold.
func (s *Service) OwnSessions(ctx context.Context, by identity.Principal, now time.Time) ([]Session, error) {
	return s.store.ListSessions(ctx, tenantOf(by), by.User.ID, now)
}

// Sessions are those of a user the principal administers.
func (s *Service) Sessions(ctx context.Context, by identity.Principal, user uuid.UUID, now time.Time) ([]Session, error) {
	if _, err := s.User(ctx, by, user); err != nil {
		return nil, err
	}
	return s.store.ListSessions(ctx, tenantOf(by), user, now)
}

// EndSession ends one of the principal's own sessions, or one of a user whose every role lies within
// the principal's places. NOT_FOUND for any other.
func (s *Service) EndSession(ctx context.Context, by identity.Principal, id uuid.UUID) (Session, error) {
	session, err := s.store.FindSessionByID(ctx, tenantOf(by), id)
	if err != nil {
		return Session{}, fmt.Errorf("find session: %w", err)
	}
	if by.Key != nil || session.User != by.User.ID {
		if err := s.mayEnd(ctx, by, session.User); err != nil {
			return Session{}, err
		}
	}
	if err := s.store.EndSession(ctx, tenantOf(by), id); err != nil {
		return Session{}, fmt.Errorf("end session %s: %w", id, err)
	}
	return session, nil
}

func (s *Service) mayEnd(ctx context.Context, by identity.Principal, user uuid.UUID) error {
	none := reason.New(reason.NotFound, reason.Params{"what": "session"})
	if !by.May(identity.Administer) {
		return none
	}
	_, err := s.mine(ctx, by, user)
	if errors.Is(err, none) {
		return none
	}
	return err
}

// seenKeys is the API keys within the principal's places.
func (s *Service) seenKeys(ctx context.Context, by identity.Principal) ([]Key, error) {
	all, err := s.store.ListKeys(ctx, tenantOf(by))
	if err != nil {
		return nil, fmt.Errorf("list API keys: %w", err)
	}
	scope := by.For(identity.Administer)
	return slices.DeleteFunc(all, func(k Key) bool { return !keyWithin(k, scope) }), nil
}

// MakeKey makes an API key and answers its text, which is shown once and stored nowhere. Scopes are
// those of identity.KeyScopes that the principal holds; INGEST, which no person holds, is given by who
// administers.
func (s *Service) MakeKey(ctx context.Context, by identity.Principal, in NewKey, now time.Time) (key Key, text string, err error) {
	if err := s.checkKey(ctx, by, &in, now); err != nil {
		return Key{}, "", err
	}
	text, hint, hash, err := identity.NewKey()
	if err != nil {
		return Key{}, "", fmt.Errorf("make an API key: %w", err)
	}
	key, err = s.store.AddKey(ctx, tenantOf(by), StoredKey{NewKey: in, Hint: hint, Hash: hash, By: by.User.ID, Created: now})
	if err != nil {
		return Key{}, "", fmt.Errorf("store the API key %s: %w", in.Name, err)
	}
	return key, text, nil
}

func (s *Service) checkKey(ctx context.Context, by identity.Principal, in *NewKey, now time.Time) error {
	if in.Name = strings.TrimSpace(in.Name); in.Name == "" {
		return reason.New(reason.MissingField, reason.Params{"field": "name"})
	}
	if !in.Expires.After(now) || in.Expires.After(now.Add(MaxKeyLife)) {
		return reason.New(reason.InvalidValue, reason.Params{"field": "expires_at", "value": in.Expires.UTC().Format(time.RFC3339), "want": "in the future, at most two years ahead"})
	}
	slices.Sort(in.Scopes)
	in.Scopes = slices.Compact(in.Scopes)
	if len(in.Scopes) == 0 {
		return reason.New(reason.MissingField, reason.Params{"field": "scopes"})
	}
	nodes := in.Nodes
	if len(nodes) == 0 {
		nodes = []uuid.UUID{uuid.Nil}
	}
	for _, node := range nodes {
		place, err := s.place(ctx, by, node)
		if err != nil {
			return err
		}
		for _, scope := range in.Scopes {
			if err := mayScope(by, scope, place); err != nil {
				return err
			}
		}
	}
	return nil
}

func mayScope(by identity.Principal, scope identity.Permission, at Place) error {
	if !slices.Contains(identity.KeyScopes(), scope) {
		return reason.New(reason.InvalidValue, reason.Params{"field": "scopes", "value": string(scope), "want": "one of " + words(identity.KeyScopes())})
	}
	if scope != identity.Ingest && !at.within(by.For(scope)) {
		return beyond("the scope " + string(scope) + " there")
	}
	return nil
}

// RevokeKey ends an API key at once and for good.
func (s *Service) RevokeKey(ctx context.Context, by identity.Principal, id uuid.UUID, now time.Time) (Key, error) {
	keys, err := s.seenKeys(ctx, by)
	if err != nil {
		return Key{}, err
	}
	if !slices.ContainsFunc(keys, func(k Key) bool { return k.ID == id }) {
		return Key{}, reason.New(reason.NotFound, reason.Params{"what": "API key"})
	}
	key, err := s.store.RevokeKey(ctx, tenantOf(by), id, now)
	s.revoked() // also after a fault: it may have been committed
	if err != nil {
		return Key{}, fmt.Errorf("revoke the API key %s: %w", id, err)
	}
	return key, nil
}

func keyWithin(k Key, scope identity.Scope) bool {
	if k.Whole {
		return scope.AllSites
	}
	outside := func(p Place) bool { return p.Whole() || !p.within(scope) }
	return scope.AllSites || len(k.Places) > 0 && !slices.ContainsFunc(k.Places, outside)
}
