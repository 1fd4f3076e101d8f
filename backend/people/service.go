package people

import (
	"context"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

// LinkLife is how long a link can be used.
const LinkLife = 72 * time.Hour

// Service decides who may change what about whom.
type Service struct {
	store   Store
	revoked func()
}

// NewService is a Service over a store. Revoked is called when an API key has ended, before whoever
// ended it is answered: so that nobody believes in it any more.
func NewService(store Store, revoked func()) *Service {
	return &Service{store: store, revoked: revoked}
}

// seen is the people the principal administers: everybody for who does so on the whole tenant,
// otherwise those with a role within the principal's places.
func (s *Service) seen(ctx context.Context, by identity.Principal) ([]User, error) {
	all, err := s.store.ListUsers(ctx, tenantOf(by))
	if err != nil {
		return nil, fmt.Errorf("list users: %w", err)
	}
	scope := by.For(identity.Administer)
	return slices.DeleteFunc(all, func(u User) bool { return !visible(u, scope) }), nil
}

// User is one of them; NOT_FOUND for anybody else.
func (s *Service) User(ctx context.Context, by identity.Principal, id uuid.UUID) (User, error) {
	users, err := s.seen(ctx, by)
	if err != nil {
		return User{}, err
	}
	i := slices.IndexFunc(users, func(u User) bool { return u.ID == id })
	if i < 0 {
		return User{}, notFound()
	}
	return users[i], nil
}

// Invite lets a person in: it makes a user without a password, with a first role, and a link by which
// the person sets one. EMAIL_TAKEN; BEYOND_OWN_RIGHTS.
func (s *Service) Invite(ctx context.Context, by identity.Principal, in Invitation, now time.Time) (User, Link, error) {
	in, err := Clean(in)
	if err != nil {
		return User{}, Link{}, err
	}
	place, err := s.grantable(ctx, by, Grant{Role: in.Role, Node: in.Node})
	if err != nil {
		return User{}, Link{}, err
	}
	link, stored, err := DrawLink(now)
	if err != nil {
		return User{}, Link{}, err
	}
	u, err := s.store.AddUser(ctx, tenantOf(by), NewUser{Invitation: in, Place: place, Link: stored, Created: now})
	if err != nil {
		return User{}, Link{}, fmt.Errorf("invite %s: %w", in.Email, err)
	}
	return u, link, nil
}

// Relink makes a new link for a user: a second invitation, or the way back in after a forgotten
// password. The link before it holds no more; the password holds until the new one is set.
func (s *Service) Relink(ctx context.Context, by identity.Principal, id uuid.UUID, now time.Time) (Link, error) {
	u, err := s.mine(ctx, by, id)
	if err != nil {
		return Link{}, err
	}
	if u.Status == Disabled {
		return Link{}, reason.New(reason.InvalidValue, reason.Params{"field": "status", "value": string(u.Status), "want": "a user who is not disabled"})
	}
	link, stored, err := DrawLink(now)
	if err != nil {
		return Link{}, err
	}
	if err := s.store.SaveLink(ctx, tenantOf(by), id, stored); err != nil {
		return Link{}, fmt.Errorf("store the link of user %s: %w", id, err)
	}
	return link, nil
}

// Unlink withdraws the link of a user, so that nobody gets in by it. Who never set a password stays
// INVITED and can be sent a new one.
func (s *Service) Unlink(ctx context.Context, by identity.Principal, id uuid.UUID) (User, error) {
	if _, err := s.mine(ctx, by, id); err != nil {
		return User{}, err
	}
	if err := s.store.DropLink(ctx, tenantOf(by), id); err != nil {
		return User{}, fmt.Errorf("end the link of user %s: %w", id, err)
	}
	return s.User(ctx, by, id)
}

// Update changes name, language or status, or drops the login at the identity provider. version is the one that was read: VERSION_CONFLICT where
// it is not the newest. Nobody locks out themselves, nor the last owner: OWN_ACCOUNT, LAST_OWNER.
func (s *Service) Update(ctx context.Context, by identity.Principal, id uuid.UUID, version int64, change Change) (User, error) {
	change.Give, change.Take = nil, uuid.Nil
	return s.change(ctx, by, id, func(u User, otherOwners int) (Change, error) {
		if u.Version != version {
			return Change{}, reason.New(reason.VersionConflict, reason.Params{"expected_version": version, "actual_version": u.Version})
		}
		if change.locksOut(u) {
			if id == by.User.ID {
				return Change{}, reason.New(reason.OwnAccount, nil)
			}
			if ownsTenant(u) && u.Status == Active && otherOwners == 0 {
				return Change{}, reason.New(reason.LastOwner, nil)
			}
		}
		return change, nil
	})
}

// Give lets a user hold a role at a place; one that is held already stays. BEYOND_OWN_RIGHTS.
func (s *Service) Give(ctx context.Context, by identity.Principal, id uuid.UUID, g Grant) (User, error) {
	if _, err := s.grantable(ctx, by, g); err != nil {
		return User{}, err
	}
	return s.changeVisible(ctx, by, id, func(u User, _ int) (Change, error) {
		if slices.ContainsFunc(u.Bindings, func(b Binding) bool { return b.Role == g.Role && b.Node == g.Node }) {
			return Change{}, nil
		}
		return Change{Give: &g}, nil
	})
}

// Take ends a binding. LAST_OWNER; BEYOND_OWN_RIGHTS for one outside of the principal's places.
func (s *Service) Take(ctx context.Context, by identity.Principal, id, binding uuid.UUID) (User, error) {
	scope := by.For(identity.Administer)
	return s.changeVisible(ctx, by, id, func(u User, otherOwners int) (Change, error) {
		i := slices.IndexFunc(u.Bindings, func(b Binding) bool { return b.ID == binding })
		if i < 0 {
			return Change{}, reason.New(reason.NotFound, reason.Params{"what": "role"})
		}
		b := u.Bindings[i]
		if !b.within(scope) {
			return Change{}, beyond("this role")
		}
		if b.Role == identity.Owner && b.Whole() && u.Status == Active && otherOwners == 0 {
			return Change{}, reason.New(reason.LastOwner, nil)
		}
		return Change{Take: binding}, nil
	})
}

// UpdateOwn changes the principal's own name or language.
func (s *Service) UpdateOwn(ctx context.Context, by identity.Principal, change Change) (User, error) {
	if by.Key != nil {
		return User{}, reason.New(reason.PersonOnly, nil)
	}
	u, err := s.store.ChangeUser(ctx, tenantOf(by), by.User.ID, func(User, int) (Change, error) {
		return Change{DisplayName: change.DisplayName, Language: change.Language}, nil
	})
	if err != nil {
		return User{}, fmt.Errorf("change user %s: %w", by.User.ID, err)
	}
	return u, nil
}

// change is ChangeUser for somebody whose every role lies within the principal's places.
func (s *Service) change(ctx context.Context, by identity.Principal, id uuid.UUID, decide Decide) (User, error) {
	scope := by.For(identity.Administer)
	return s.changeVisible(ctx, by, id, func(u User, otherOwners int) (Change, error) {
		if !covered(u, scope) {
			return Change{}, beyond("this user")
		}
		return decide(u, otherOwners)
	})
}

func (s *Service) changeVisible(ctx context.Context, by identity.Principal, id uuid.UUID, decide Decide) (User, error) {
	scope := by.For(identity.Administer)
	u, err := s.store.ChangeUser(ctx, tenantOf(by), id, func(u User, otherOwners int) (Change, error) {
		if !visible(u, scope) {
			return Change{}, notFound()
		}
		return decide(u, otherOwners)
	})
	if err != nil {
		return User{}, fmt.Errorf("change user %s: %w", id, err)
	}
	return u, nil
}

// mine is a user whose every role lies within the principal's places, or who is the principal.
func (s *Service) mine(ctx context.Context, by identity.Principal, id uuid.UUID) (User, error) {
	u, err := s.User(ctx, by, id)
	if err != nil {
		return User{}, err
	}
	if !covered(u, by.For(identity.Administer)) {
		return User{}, beyond("this user")
	}
	return u, nil
}

// grantable is the place of a grant, where the principal may make it: the place must lie within
// those the principal administers, and the role may grant nothing the principal does not hold there.
func (s *Service) grantable(ctx context.Context, by identity.Principal, g Grant) (Place, error) {
	if !slices.Contains(Roles(), g.Role) {
		return Place{}, reason.New(reason.InvalidValue, reason.Params{"field": "role", "value": string(g.Role), "want": "a role that people hold: " + words(Roles())})
	}
	place, err := s.place(ctx, by, g.Node)
	if err != nil {
		return Place{}, err
	}
	for _, p := range identity.Grants()[g.Role] {
		if !place.within(by.For(p)) {
			return Place{}, beyond("the role " + string(g.Role) + " there")
		}
	}
	return place, nil
}

// place is a node within the places the principal administers.
func (s *Service) place(ctx context.Context, by identity.Principal, node uuid.UUID) (Place, error) {
	place, err := s.store.FindPlace(ctx, tenantOf(by), node)
	if err != nil {
		return Place{}, fmt.Errorf("find the place: %w", err)
	}
	if kinds := []string{"", "ENTERPRISE", "SITE"}; !slices.Contains(kinds, place.Kind) {
		return Place{}, reason.New(reason.InvalidValue, reason.Params{"field": "node", "value": place.Name, "want": "a site or what is above it: rights hold on whole sites"})
	}
	if place.within(by.For(identity.Administer)) {
		return place, nil
	}
	if place.Whole() {
		return Place{}, beyond("the whole tenant")
	}
	return Place{}, reason.New(reason.NotFound, reason.Params{"what": "place"})
}

// tenantOf is the scope of everything about people: the whole tenant in the principal's name.
func tenantOf(by identity.Principal) identity.Scope {
	return identity.Scope{Tenant: by.Tenant.Key, AllSites: true, Actor: by.Scope.Actor, Request: by.Scope.Request}
}

// visible reports whether a user has a role within the scope; who has none at all is shown to who
// administers the whole tenant.
func visible(u User, scope identity.Scope) bool {
	return scope.AllSites || slices.ContainsFunc(u.Bindings, func(b Binding) bool { return b.within(scope) })
}

// covered reports whether everything the user holds lies within the scope.
func covered(u User, scope identity.Scope) bool {
	return visible(u, scope) && !slices.ContainsFunc(u.Bindings, func(b Binding) bool { return !b.within(scope) })
}

// locksOut reports whether the user can log in no more after the change.
func (c Change) locksOut(u User) bool {
	return c.Status != nil && *c.Status == Disabled || c.DropProvider && !u.Password
}

func ownsTenant(u User) bool {
	return slices.ContainsFunc(u.Bindings, func(b Binding) bool { return b.Role == identity.Owner && b.Whole() })
}

// address is an e-mail address as it is stored.
func address(text string) (string, error) {
	text = strings.TrimSpace(text)
	parsed, err := mail.ParseAddress(text)
	if err != nil || parsed.Address != text || len(text) > 320 {
		return "", reason.New(reason.InvalidValue, reason.Params{"field": "email", "value": text, "want": "an address such as ada@example.org"})
	}
	return text, nil
}

// Clean is an invitation as it is stored: without spaces around it. INVALID_VALUE for what is no
// address, MISSING_FIELD for a person without a name.
func Clean(in Invitation) (Invitation, error) {
	var err error
	if in.Email, err = address(in.Email); err != nil {
		return in, err
	}
	if in.DisplayName = strings.TrimSpace(in.DisplayName); in.DisplayName == "" {
		return in, reason.New(reason.MissingField, reason.Params{"field": "display_name"})
	}
	return in, nil
}

// DrawLink makes a link: what is handed on, and what is kept of it.
func DrawLink(now time.Time) (Link, StoredLink, error) {
	token, hash, err := identity.NewLink()
	if err != nil {
		return Link{}, StoredLink{}, fmt.Errorf("make a link: %w", err)
	}
	expires := now.Add(LinkLife)
	return Link{Token: token, Expires: expires}, StoredLink{Hash: hash, Created: now, Expires: expires}, nil
}

func notFound() error { return reason.New(reason.NotFound, reason.Params{"what": "user"}) }

func beyond(what string) error {
	return reason.New(reason.BeyondOwnRights, reason.Params{"what": what})
}

func words[T ~string](all []T) string {
	text := make([]string, 0, len(all))
	for _, one := range all {
		text = append(text, string(one))
	}
	return strings.Join(text, ", ")
}
