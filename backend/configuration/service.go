package configuration

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/dispatch"
	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/field/strict"
	"ohmstead/wire"
)

// Orders gives orders to edges; *dispatch.Service satisfies it.
type Orders interface {
	Issue(ctx context.Context, by identity.Principal, at registry.Site, r dispatch.Request, now time.Time) (dispatch.Command, error)
}

// Service decides which site files there are and has edges run them.
type Service struct {
	store  Store
	orders Orders
}

// NewService is a service over a store.
func NewService(store Store, orders Orders) *Service { return &Service{store, orders} }

// mostVersions bounds a page of versions, and how far back an edge may be that is sent a new one.
const mostVersions = 200

// List is versions of an edge, the newest first, and where the next page begins, 0 for nowhere.
func (s *Service) List(ctx context.Context, by identity.Principal, edge uuid.UUID, p Page) ([]Version, int64, error) {
	if p.Limit == 0 {
		p.Limit = 50
	}
	limit := min(max(p.Limit, 1), mostVersions)
	p.Limit = limit + 1
	found, err := s.store.Configurations(ctx, by.Scope, edge, p)
	if err != nil || len(found) <= limit {
		return found, 0, err
	}
	return found[:limit], found[limit-1].Number, nil
}

// One is a version; number 0 is what the edge begins with.
func (s *Service) One(ctx context.Context, by identity.Principal, at Target, number int64) (Version, error) {
	if number == 0 {
		return first(at.Site), nil
	}
	return s.store.Configuration(ctx, by.Scope, at.Edge, number)
}

// Standing is the newest version that the edge runs or may still come to run; number 0 without one.
func (s *Service) Standing(ctx context.Context, by identity.Principal, at Target) (Version, error) {
	found, err := s.store.Configurations(ctx, by.Scope, at.Edge, Page{Limit: mostVersions})
	if err != nil {
		return Version{}, err
	}
	return standing(found, at.Site), nil
}

func standing(newest []Version, at registry.Site) Version {
	for _, v := range newest {
		if v.stands() {
			return v
		}
	}
	return first(at)
}

// first is the site file that an edge of the site begins with.
func first(at registry.Site) Version {
	text := wire.FirstConfiguration(at.Name, at.TimeZone)
	return Version{Hash: wire.ConfigurationHash(text), Text: text}
}

// Add makes a version and orders the edge to run it. Refusals: VERSION_CONFLICT where After is not the
// newest, CONFIGURATION_UNCHANGED, SYNTAX_ERROR, MISSING_FIELD, INVALID_VALUE, and NOT_FOUND where the edge
// is not the enrolled one of its site.
func (s *Service) Add(ctx context.Context, by identity.Principal, at Target, d Draft, now time.Time) (Version, error) {
	known, err := s.store.Configurations(ctx, by.For(identity.Provision), at.Edge, Page{Limit: mostVersions})
	if err != nil {
		return Version{}, err
	}
	v, err := compose(by, at, d, now)
	if err != nil {
		return Version{}, err
	}
	if stands := standing(known, at.Site); stands.Number > 0 && stands.Hash == v.Hash {
		return Version{}, reason.New(reason.ConfigurationUnchanged, reason.Params{"version": stands.Number})
	}
	if err := s.store.SaveConfiguration(ctx, by.For(identity.Provision), at, v); err != nil {
		return Version{}, fmt.Errorf("store version %d: %w", v.Number, err)
	}
	order := wire.Configuration{Version: v.Number, Hash: v.Hash, Text: v.Text}
	if !d.Force {
		order.Replaces = replaceable(known, at.Site)
	}
	if err := s.order(ctx, by, at, order, ordering{v.Comment, now}); err != nil {
		return Version{}, fmt.Errorf("order version %d: %w", v.Number, err)
	}
	return s.store.Configuration(ctx, by.Scope, at.Edge, v.Number)
}

// compose is the version that a draft asks for.
func compose(by identity.Principal, at Target, d Draft, now time.Time) (Version, error) {
	v := Version{
		Number: d.After + 1, Text: wire.CanonicalConfiguration(d.Text), Comment: strings.TrimSpace(d.Comment),
		By: by.User.ID, Author: by.User.DisplayName, Made: now.UTC().Truncate(time.Microsecond),
	}
	v.Hash = wire.ConfigurationHash(v.Text)
	if v.Comment == "" {
		return v, reason.New(reason.MissingField, reason.Params{"field": "comment"})
	}
	if at.Site.Edge == nil || at.Site.Edge.ID != at.Edge || at.Site.Edge.State != registry.Enrolled {
		return v, reason.New(reason.NotFound, reason.Params{"what": "enrolled edge at this site"})
	}
	if err := (wire.Configuration{Version: v.Number, Hash: v.Hash, Text: v.Text}).Check(); err != nil {
		return v, err
	}
	_, err := strict.Parse("site.yaml", []byte(v.Text))
	return v, err
}

// replaceable are the hashes of what the edge may run without anything being lost.
func replaceable(known []Version, at registry.Site) []string {
	hashes := []string{first(at).Hash}
	for _, v := range known {
		hashes = append(hashes, v.Hash)
	}
	return hashes
}

// ordering is why and when an order is given.
type ordering struct {
	why string
	now time.Time
}

func (s *Service) order(ctx context.Context, by identity.Principal, at Target, c wire.Configuration, o ordering) error {
	payload, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("encode the configuration: %w", err)
	}
	_, err = s.orders.Issue(ctx, by, at.Site, dispatch.Request{
		Site: at.Site.ID, Kind: wire.CommandConfigure, Payload: payload, Reason: o.why, Expires: o.now.Add(dispatch.MostAhead),
	}, o.now)
	return err
}

// AddDevice makes a version with a device and its assets added to what stands, and orders the edge to run
// it. Refusals: as of Add, and CONFIGURATION_NOT_EXTENDED.
func (s *Service) AddDevice(ctx context.Context, by identity.Principal, at Target, a Addition, now time.Time) (Version, error) {
	stands, err := s.Standing(ctx, by, at)
	if err != nil {
		return Version{}, err
	}
	text, err := a.to(stands.Text)
	if err != nil {
		return Version{}, err
	}
	return s.Add(ctx, by, at, Draft{Text: text, Comment: a.Comment, After: a.After}, now)
}

// Restore makes a version with the content of an earlier one and orders the edge to run it. Refusals: as
// of Add, and NOT_FOUND.
func (s *Service) Restore(ctx context.Context, by identity.Principal, at Target, r Restoration, now time.Time) (Version, error) {
	former, err := s.One(ctx, by, at, r.Number)
	if err != nil {
		return Version{}, err
	}
	r.Text = former.Text
	return s.Add(ctx, by, at, r.Draft, now)
}

// Changes are the lines that differ between two versions, with those around them.
func (s *Service) Changes(ctx context.Context, by identity.Principal, at Target, from, to int64) ([]Line, error) {
	a, err := s.One(ctx, by, at, from)
	if err != nil {
		return nil, err
	}
	b, err := s.One(ctx, by, at, to)
	if err != nil {
		return nil, err
	}
	return Diff(a.Text, b.Text), nil
}
