package tariffs

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/tariff"
)

// Store keeps tariffs. What lies outside of the scope does not exist: NOT_FOUND.
type Store interface {
	// Tariffs is a page in the order in which they were made, with their versions but without components.
	Tariffs(ctx context.Context, scope identity.Scope, f Filter) ([]Tariff, error)
	// Tariff is one with everything.
	Tariff(ctx context.Context, scope identity.Scope, id uuid.UUID) (Tariff, error)
	// MakeTariff makes one; under an id that there is, it answers that. NAME_TAKEN, NOT_FOUND for a contract.
	MakeTariff(ctx context.Context, scope identity.Scope, site int32, n New) (Tariff, error)
	// ChangeTariff says anew what is beside the versions. VERSION_CONFLICT, NAME_TAKEN, NOT_FOUND.
	ChangeTariff(ctx context.Context, scope identity.Scope, c Change) error
	Versions
}

// Versions keeps versions of tariffs.
type Versions interface {
	// AddTariffVersion makes a version, under an id that there is nothing. The version before it, where that has no end
	// and ends is not nil, ends there first. PERIODS_OVERLAP.
	AddTariffVersion(ctx context.Context, scope identity.Scope, of Tariff, v NewVersion, ends *Version) error
	// TariffVersion is one without components.
	TariffVersion(ctx context.Context, scope identity.Scope, id uuid.UUID) (Version, error)
	// EndTariffVersion moves the end of a version. VERSION_CONFLICT, PERIODS_OVERLAP, TARIFF_VERSION_BEGUN.
	EndTariffVersion(ctx context.Context, scope identity.Scope, e End) error
}

// Service says who may do what with tariffs.
type Service struct{ store Store }

// NewService is a service over a store.
func NewService(store Store) *Service { return &Service{store} }

// Page is a page of tariffs, without components.
func (s *Service) Page(ctx context.Context, scope identity.Scope, f Filter) ([]Tariff, error) {
	return s.store.Tariffs(ctx, scope, f)
}

// Find is one tariff with everything. NOT_FOUND.
func (s *Service) Find(ctx context.Context, scope identity.Scope, id uuid.UUID) (Tariff, error) {
	return s.store.Tariff(ctx, scope, id)
}

// Make makes a tariff with its first version, where the scope is that of who may. A request that is sent again
// makes one. MISSING_FIELD, tariff.Faults, NAME_TAKEN, IDEMPOTENCY_KEY_REUSED.
func (s *Service) Make(ctx context.Context, scope identity.Scope, site int32, n New, now time.Time) (Tariff, error) {
	if err := n.Check(); err != nil {
		return Tariff{}, err
	}
	if err := Check(n.First.Version, now); err != nil {
		return Tariff{}, err
	}
	made, err := s.store.MakeTariff(ctx, scope, site, n)
	if err != nil {
		return Tariff{}, fmt.Errorf("store the tariff: %w", err)
	}
	first := slices.IndexFunc(made.Versions, func(v Version) bool { return v.ID == n.First.ID })
	if made.SiteKey != site || made.Name != n.Name && made.Version == 1 || first < 0 || !made.Versions[first].says(n.First) {
		return Tariff{}, reason.New(reason.IdempotencyKeyReused, reason.Params{"id": made.ID})
	}
	return made, nil
}

// found is a tariff that the principal may change: NOT_FOUND where it may not read it, FORBIDDEN where it may
// only read.
func (s *Service) found(ctx context.Context, by identity.Principal, id uuid.UUID) (Tariff, error) {
	t, err := s.store.Tariff(ctx, by.For(identity.Read), id)
	if err != nil {
		return Tariff{}, fmt.Errorf("find the tariff: %w", err)
	}
	if scope := by.For(identity.Contracts); !scope.AllSites && !slices.Contains(scope.Sites, t.SiteKey) {
		return Tariff{}, reason.New(reason.Forbidden, reason.Params{"permission": string(identity.Contracts)})
	}
	return t, nil
}

// Change says anew what is beside the versions, archives a tariff or brings it back.
func (s *Service) Change(ctx context.Context, by identity.Principal, c Change) (Tariff, error) {
	if _, err := s.found(ctx, by, c.ID); err != nil {
		return Tariff{}, err
	}
	if err := c.Check(); err != nil {
		return Tariff{}, err
	}
	if err := s.store.ChangeTariff(ctx, by.For(identity.Contracts), c); err != nil {
		return Tariff{}, fmt.Errorf("change the tariff: %w", err)
	}
	return s.store.Tariff(ctx, by.For(identity.Read), c.ID)
}

// Add gives a tariff another version. One before it that has no end ends where it begins, unless that has
// passed: then PERIODS_OVERLAP. tariff.Faults, IDEMPOTENCY_KEY_REUSED.
func (s *Service) Add(ctx context.Context, by identity.Principal, id uuid.UUID, n NewVersion, now time.Time) (Tariff, error) {
	t, err := s.found(ctx, by, id)
	if err != nil {
		return Tariff{}, err
	}
	if i := slices.IndexFunc(t.Versions, func(v Version) bool { return v.ID == n.ID }); i >= 0 {
		if !t.Versions[i].says(n) {
			return Tariff{}, reason.New(reason.IdempotencyKeyReused, reason.Params{"id": n.ID})
		}
		return t, nil
	}
	if err := Check(n.Version, now); err != nil {
		return Tariff{}, err
	}
	var ends *Version
	for i, v := range t.Versions {
		if v.ValidTo == nil && v.ValidFrom.Before(n.ValidFrom) && !n.ValidFrom.Before(now) {
			ends = &t.Versions[i]
		}
	}
	if err := s.store.AddTariffVersion(ctx, by.For(identity.Contracts), t, n, ends); err != nil {
		return Tariff{}, fmt.Errorf("add a version: %w", err)
	}
	return s.store.Tariff(ctx, by.For(identity.Read), id)
}

// End moves the end of a version. TARIFF_VERSION_BEGUN, INVALID_VALUE, VERSION_CONFLICT, PERIODS_OVERLAP.
func (s *Service) End(ctx context.Context, by identity.Principal, e End, now time.Time) (Tariff, error) {
	v, err := s.store.TariffVersion(ctx, by.For(identity.Read), e.ID)
	if err != nil {
		return Tariff{}, fmt.Errorf("find the version: %w", err)
	}
	if _, err := s.found(ctx, by, v.Tariff); err != nil {
		return Tariff{}, err
	}
	if v.Revision != e.Revision {
		return Tariff{}, reason.New(reason.VersionConflict, reason.Params{"expected_version": e.Revision, "actual_version": v.Revision})
	}
	if err := v.move(e.To, now); err != nil {
		return Tariff{}, err
	}
	if err := s.store.EndTariffVersion(ctx, by.For(identity.Contracts), e); err != nil {
		return Tariff{}, fmt.Errorf("end the version: %w", err)
	}
	return s.store.Tariff(ctx, by.For(identity.Read), v.Tariff)
}

// Span is a time with how long the slots are that are asked for.
type Span struct {
	From, To time.Time
	Length   time.Duration
}

// maxSlots bounds an answer: a leap year of hours.
const maxSlots = 366 * 24

// Rates are the rates of a tariff in slots. INVALID_VALUE for a span that is none or too long.
func (s *Service) Rates(ctx context.Context, scope identity.Scope, id uuid.UUID, span Span) (Tariff, []tariff.Priced, error) {
	switch {
	case !span.To.After(span.From):
		return Tariff{}, nil, reason.Invalid("to", span.To.Format(time.RFC3339), "after from")
	case span.To.Sub(span.From) > maxSlots*span.Length:
		return Tariff{}, nil, reason.Invalid("to", span.To.Format(time.RFC3339), fmt.Sprintf("at most %d slots after from", maxSlots))
	}
	t, err := s.store.Tariff(ctx, scope, id)
	if err != nil {
		return Tariff{}, nil, fmt.Errorf("find the tariff: %w", err)
	}
	versions, zones := make([]tariff.Version, len(t.Versions)), map[string]*time.Location{}
	for i, v := range t.Versions {
		versions[i] = v.Version
		zone, wrong := zoneOf(v.Version)
		if wrong != nil {
			return Tariff{}, nil, fmt.Errorf("time zone of the version %s: %w", v.ID, wrong)
		}
		zones[v.TimeZone] = zone
	}
	rates := tariff.Rates(versions, slot.Interval{From: span.From, To: span.To}, span.Length, func(v tariff.Version) *time.Location { return zones[v.TimeZone] })
	return t, slices.Collect(rates), nil
}
