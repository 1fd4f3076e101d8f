package people

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

// Bounds of the pages of a list.
const (
	DefaultPage = 50
	MaxPage     = 200
)

// Page is a part of a list: at most Limit items (0: DefaultPage) behind the item named After; the
// zero id begins at the top.
type Page struct {
	After uuid.UUID
	Limit int
}

// UserFilter narrows a list of users; zero fields let everybody through.
type UserFilter struct {
	Page
	Text   string // part of a name or an e-mail, whatever its case
	Status Status
	Role   identity.Role
}

// KeyState is whether an API key holds.
type KeyState string

// States of API keys. A key that was revoked is REVOKED whether or not its time is over.
const (
	KeyHolds   KeyState = "ACTIVE"
	KeyExpired KeyState = "EXPIRED"
	KeyRevoked KeyState = "REVOKED"
)

// State is whether the key holds at now.
func (k Key) State(now time.Time) KeyState {
	switch {
	case k.Revoked != nil:
		return KeyRevoked
	case !now.Before(k.Expires):
		return KeyExpired
	default:
		return KeyHolds
	}
}

// KeyFilter narrows a list of API keys; zero fields let every key through.
type KeyFilter struct {
	Page
	Text  string // part of a name, whatever its case
	State KeyState
}

// Users lists the people the principal administers, by name: everybody for who does so on the whole
// tenant, otherwise those with a role within the principal's places. next is the zero id on the last
// page. INVALID_VALUE for a page behind somebody who is not in the list. It reads all of a tenant's
// people, since the rules of who is shown stand here.
func (s *Service) Users(ctx context.Context, by identity.Principal, f UserFilter) (users []User, next uuid.UUID, err error) {
	all, err := s.seen(ctx, by)
	if err != nil {
		return nil, uuid.Nil, err
	}
	return Cut(all, f.Page, func(u User) uuid.UUID { return u.ID }, f.lets)
}

func (f UserFilter) lets(u User) bool {
	holds := func(b Binding) bool { return b.Role == f.Role }
	return (f.Status == "" || u.Status == f.Status) && (f.Role == "" || slices.ContainsFunc(u.Bindings, holds)) &&
		(has(u.DisplayName, f.Text) || has(u.Email, f.Text))
}

// Keys lists the API keys within the principal's places, the newest first; pages as of Users.
func (s *Service) Keys(ctx context.Context, by identity.Principal, f KeyFilter, now time.Time) (keys []Key, next uuid.UUID, err error) {
	all, err := s.seenKeys(ctx, by)
	if err != nil {
		return nil, uuid.Nil, err
	}
	lets := func(k Key) bool { return (f.State == "" || k.State(now) == f.State) && has(k.Name, f.Text) }
	return Cut(all, f.Page, func(k Key) uuid.UUID { return k.ID }, lets)
}

// Places lists where the principal can give roles and let keys hold, a parent before what is below it.
// The whole tenant is none of them: it is a place for who administers all of it.
func (s *Service) Places(ctx context.Context, by identity.Principal) ([]Place, error) {
	all, err := s.store.ListPlaces(ctx, tenantOf(by))
	if err != nil {
		return nil, fmt.Errorf("list places: %w", err)
	}
	scope := by.For(identity.Administer)
	return slices.DeleteFunc(all, func(p Place) bool { return !p.within(scope) }), nil
}

// Cut is the page of a list, of what a filter lets through, and the id that the next page begins
// behind. A page begins behind an item even where the filter lets that one through no more. It keeps
// the list's array for itself. INVALID_VALUE for a page behind what is not in the list.
func Cut[T any](all []T, p Page, id func(T) uuid.UUID, lets func(T) bool) (page []T, next uuid.UUID, err error) {
	if p.After != uuid.Nil {
		at := slices.IndexFunc(all, func(one T) bool { return id(one) == p.After })
		if at < 0 {
			return nil, uuid.Nil, reason.New(reason.InvalidValue, reason.Params{"field": "cursor", "value": p.After.String(), "want": "the next of a page of this list"})
		}
		all = all[at+1:]
	}
	found := slices.DeleteFunc(all, func(one T) bool { return !lets(one) })
	limit := p.Limit
	if limit == 0 {
		limit = DefaultPage
	}
	if len(found) <= limit {
		return found, uuid.Nil, nil
	}
	return found[:limit], id(found[limit-1]), nil
}

func has(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}
