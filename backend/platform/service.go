package platform

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/people"
	"ohmstead/energy/reason"
)

// Service decides what may become of tenants.
type Service struct {
	store   Store
	changed func()
}

// NewService is a Service over a store. Changed is called when a tenant was suspended or goes on, before
// whoever did it is answered: so that nobody believes what was found of its keys before.
func NewService(store Store, changed func()) *Service {
	return &Service{store: store, changed: changed}
}

// idSpace makes the id of a tenant from the idempotency key of the request that makes it. Source:
// RFC 9562 §5.5, name-based UUIDs; the namespace is drawn for this use.
var idSpace = uuid.MustParse("5a8f3c1e-6b0d-4a57-9a3e-0b9a4f0c2d71")

// Tenants lists the tenants there are, by name; the zero id is behind the last page. INVALID_VALUE for
// a page behind a tenant that is not in the list.
func (s *Service) Tenants(ctx context.Context, f Filter) (tenants []Tenant, next uuid.UUID, err error) {
	all, err := s.store.ListTenants(ctx)
	if err != nil {
		return nil, uuid.Nil, fmt.Errorf("list the tenants: %w", err)
	}
	lets := func(t Tenant) bool {
		return (f.Status == "" || t.Status == f.Status) && strings.Contains(strings.ToLower(t.Name), strings.ToLower(f.Text))
	}
	return people.Cut(all, people.Page{After: f.After, Limit: f.Limit}, func(t Tenant) uuid.UUID { return t.ID }, lets)
}

// Create makes a tenant and the link by which its first owner comes in. EMAIL_TAKEN.
func (s *Service) Create(ctx context.Context, by identity.Principal, n NewTenant, now time.Time) (Tenant, people.Link, error) {
	var err error
	if n.Name, err = words(n.Name, "name"); err != nil {
		return Tenant{}, people.Link{}, err
	}
	if n.Why, err = words(n.Why, "why"); err != nil {
		return Tenant{}, people.Link{}, err
	}
	n.Owner.Role = identity.Owner
	if n.Owner, err = people.Clean(n.Owner); err != nil {
		return Tenant{}, people.Link{}, err
	}
	link, stored, err := people.DrawLink(now)
	if err != nil {
		return Tenant{}, people.Link{}, err
	}
	id, err := idFor(by, n.Key)
	if err != nil {
		return Tenant{}, people.Link{}, fmt.Errorf("make the tenant %s: %w", n.Name, err)
	}
	// The owner of one tenant is invited once, however often the request comes.
	n.Owner.Key = "first owner"
	t, err := s.store.AddTenant(ctx, Actor(by), Stored{ID: id, NewTenant: n, Link: stored, Created: now})
	if err != nil {
		return Tenant{}, people.Link{}, fmt.Errorf("make the tenant %s: %w", n.Name, err)
	}
	return t, link, nil
}

// Suspend has a tenant's people, keys and edges refused from now on; what it owns stays. OWN_TENANT for
// the tenant of those who run the platform; VERSION_CONFLICT.
func (s *Service) Suspend(ctx context.Context, by identity.Principal, id uuid.UUID, c Change) (Tenant, error) {
	c.Status = Suspended
	return s.change(ctx, by, id, c)
}

// Resume lets them in again.
func (s *Service) Resume(ctx context.Context, by identity.Principal, id uuid.UUID, c Change) (Tenant, error) {
	c.Status = Active
	return s.change(ctx, by, id, c)
}

func (s *Service) change(ctx context.Context, by identity.Principal, id uuid.UUID, c Change) (Tenant, error) {
	var err error
	if c.Why, err = words(c.Why, "why"); err != nil {
		return Tenant{}, err
	}
	t, err := s.store.ChangeTenant(ctx, Actor(by), id, func(t Tenant) (Change, error) {
		switch {
		case t.Plan == Own:
			return Change{}, reason.New(reason.OwnTenant, nil)
		case t.Version != c.Version:
			return Change{}, reason.New(reason.VersionConflict, reason.Params{"expected_version": c.Version, "actual_version": t.Version})
		}
		return c, nil
	})
	s.changed() // also after a fault: it may have been committed
	if err != nil {
		return Tenant{}, fmt.Errorf("change the tenant %s: %w", id, err)
	}
	return t, nil
}

// Actor is in whose name the log of a tenant has what the platform did: by address, for nobody of that
// tenant could look the person up.
func Actor(by identity.Principal) identity.Scope {
	return identity.Scope{Actor: "platform:" + by.User.Email, Request: by.Scope.Request}
}

func idFor(by identity.Principal, key string) (uuid.UUID, error) {
	if key == "" {
		return uuid.NewV7()
	}
	return uuid.NewSHA1(idSpace, []byte(by.User.ID.String()+" "+key)), nil
}

// words is a text somebody has to give, without spaces around it.
func words(text, field string) (string, error) {
	if text = strings.TrimSpace(text); text == "" {
		return "", reason.New(reason.MissingField, reason.Params{"field": field})
	}
	return text, nil
}

// Find is the tenant of those who run the platform among the tenants there are.
func Find(all []Tenant) (Tenant, bool) {
	i := slices.IndexFunc(all, func(t Tenant) bool { return t.Plan == Own })
	if i < 0 {
		return Tenant{}, false
	}
	return all[i], true
}
