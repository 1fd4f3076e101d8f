// Package control is how a site's edge controls, as it said last: the newest report is held, shown with
// its age, and asked for more often while somebody looks.
//
// It owns what counts as current and how often an edge is asked. What a report says is the edge's; what
// may be ordered is dispatch's.
//
//	view, err := service.View(ctx, scope, site, now)
package control

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// CurrentFor is how long a report counts as what the edge does now. A connected edge sends one at least
// every minute.
const CurrentFor = 90 * time.Second

// Held is the newest report of a site's edge.
type Held struct {
	Report   wire.ControlReport
	Received time.Time // by our clock
	// People are the names of those whose ids the report names.
	People map[uuid.UUID]string
}

// Store keeps the newest report of each edge, within the scope.
type Store interface {
	// SaveControl replaces the edge's report.
	SaveControl(ctx context.Context, e registry.EdgeRecord, r wire.ControlReport, received time.Time) error
	// ControlOf is the report of a site's edge that came last, NOT_FOUND where none ever came.
	ControlOf(ctx context.Context, scope identity.Scope, site uuid.UUID) (Held, error)
}

// Watcher tells an edge that somebody looks at its reports.
type Watcher interface {
	Watch(edge wire.Address) error
}

// View is what is known of a site's control. Report is nil where its edge has never said anything.
type View struct {
	Report   *wire.ControlReport
	Received time.Time
	Current  bool // whether it is what the edge does now, as far as anybody can know
	People   map[uuid.UUID]string
}

// Bounds of asking edges for more reports.
const (
	watchEvery = 5 * time.Second
	mostWatch  = 10_000
)

// Service answers who looks. It is safe for concurrent use.
type Service struct {
	store   Store
	watcher Watcher

	mu    sync.Mutex
	asked map[uuid.UUID]time.Time // by edge
}

// NewService puts a service together.
func NewService(store Store, watcher Watcher) *Service {
	return &Service{store: store, watcher: watcher, asked: map[uuid.UUID]time.Time{}}
}

// View is what is known of a site's control now, and tells its edge that somebody looks.
func (s *Service) View(ctx context.Context, scope identity.Scope, at registry.Site, now time.Time) (View, error) {
	if err := s.look(at, now); err != nil {
		return View{}, err
	}
	held, err := s.store.ControlOf(ctx, scope, at.ID)
	if errors.Is(err, reason.New(reason.NotFound, nil)) {
		return View{People: map[uuid.UUID]string{}}, nil
	}
	if err != nil {
		return View{}, fmt.Errorf("read how site %s is controlled: %w", at.ID, err)
	}
	return View{
		Report: &held.Report, Received: held.Received, Current: now.Sub(held.Received) < CurrentFor, People: held.People,
	}, nil
}

// look tells the edge, at most every watchEvery.
func (s *Service) look(at registry.Site, now time.Time) error {
	if at.Edge == nil || at.Edge.State != registry.Enrolled || !s.first(at.Edge.ID, now) {
		return nil
	}
	to := wire.Address{Tenant: at.Edge.Tenant.String(), Site: at.Edge.Site.String(), Edge: at.Edge.ID.String()}
	if err := s.watcher.Watch(to); err != nil {
		return fmt.Errorf("tell edge %s that somebody looks: %w", at.Edge.ID, err)
	}
	return nil
}

func (s *Service) first(edge uuid.UUID, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.asked[edge]; ok && now.Sub(at) < watchEvery && !now.Before(at) {
		return false
	}
	if len(s.asked) >= mostWatch {
		clear(s.asked)
	}
	s.asked[edge] = now
	return true
}
