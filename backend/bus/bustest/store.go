// Package bustest is a store in memory behind the ports of the ingest worker, with faults on
// command: what tests of the bus use where the real database is not the point.
//
//	store := bustest.NewStore()
//	edge := store.Enrol(nkey)
//	store.Fault(func(operation string) error { return errDown })
//
// It keeps PostgreSQL's rules that matter here: a batch is stored whole or not at all, the first
// value of an instant wins, a cursor never goes back, an event with a known id is kept once.
package bustest

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/event"
	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/backend/telemetry/telemetrytest"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// Store is the store. Its methods may be called from any goroutine. Fault makes every operation ask
// for its error first: find, apply, known, channels, write, commit, cursors, raise, clear, touch.
type Store struct {
	*telemetrytest.Memory // samples and cursors

	mu        sync.Mutex
	edges     map[uuid.UUID]registry.EdgeRecord
	channels  map[channelName]registry.Channel
	manifests map[manifestName][]int32
	events    map[uuid.UUID]event.Event
}

type channelName struct {
	site        int32
	asset, name string
}

type manifestName struct {
	edge uuid.UUID
	hash wire.Hash
}

var (
	_ registry.Enrolment = (*Store)(nil)
	_ telemetry.Writer   = (*Store)(nil)
)

// NewStore is an empty store.
func NewStore() *Store {
	return &Store{
		Memory: telemetrytest.NewMemory(),
		edges:  map[uuid.UUID]registry.EdgeRecord{}, channels: map[channelName]registry.Channel{},
		manifests: map[manifestName][]int32{}, events: map[uuid.UUID]event.Event{},
	}
}

// enter locks the store and returns the operation's fault.
func (s *Store) enter(operation string) error {
	err := s.Fail(operation)
	s.mu.Lock()
	return err
}

// Enrol adds an edge with this public key at a site of its own.
func (s *Store) Enrol(nkey string) registry.EdgeRecord {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := int32(len(s.edges) + 1) //nolint:gosec // a test has few edges
	return s.enrol(registry.EdgeRecord{Edge: registry.Edge{Tenant: uuid.New(), NKey: nkey}, TenantKey: n, SiteKey: 100 + n})
}

// EnrolBeside adds an edge of the same tenant, at a site of its own.
func (s *Store) EnrolBeside(other registry.EdgeRecord, nkey string) registry.EdgeRecord {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := int32(len(s.edges) + 1) //nolint:gosec // a test has few edges
	return s.enrol(registry.EdgeRecord{Edge: registry.Edge{Tenant: other.Edge.Tenant, NKey: nkey}, TenantKey: other.TenantKey, SiteKey: 100 + n})
}

func (s *Store) enrol(e registry.EdgeRecord) registry.EdgeRecord {
	e.Edge.ID, e.Edge.Site, e.Edge.State = uuid.New(), uuid.New(), registry.Enrolled
	s.edges[e.Edge.ID] = e
	return e
}

// Revoke takes an edge's enrolment away.
func (s *Store) Revoke(edge uuid.UUID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	record := s.edges[edge]
	record.Edge.State = registry.Revoked
	s.edges[edge] = record
}

// Suspend says that the tenant of an edge is suspended, or goes on.
func (s *Store) Suspend(edge uuid.UUID, suspended bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	record := s.edges[edge]
	record.Suspended = suspended
	s.edges[edge] = record
}

// ForgetManifests makes every manifest unknown, as if the database had been set back.
func (s *Store) ForgetManifests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.manifests)
}

// Rekey gives an edge a new key; the one before holds until the new one was used.
func (s *Store) Rekey(edge uuid.UUID, nkey string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	record := s.edges[edge]
	record.Edge.NKey, record.Edge.Former = nkey, record.Edge.NKey
	s.edges[edge] = record
}

// SettleKey ends the former key of an edge, as bus.Config.Settled.
func (s *Store) SettleKey(_ context.Context, e registry.EdgeRecord) error {
	err := s.enter("find")
	defer s.mu.Unlock()
	if err != nil {
		return err
	}
	record := s.edges[e.Edge.ID]
	record.Edge.Former = ""
	s.edges[e.Edge.ID] = record
	return nil
}

// FindEdge implements registry.Enrolment.
func (s *Store) FindEdge(_ context.Context, nkey string) (registry.EdgeRecord, error) {
	return s.find(func(r registry.EdgeRecord) bool {
		return r.Edge.NKey == nkey || r.Edge.Former != "" && r.Edge.Former == nkey
	})
}

// FindEdgeByID implements registry.Enrolment.
func (s *Store) FindEdgeByID(_ context.Context, id uuid.UUID) (registry.EdgeRecord, error) {
	return s.find(func(r registry.EdgeRecord) bool { return r.Edge.ID == id })
}

func (s *Store) find(is func(registry.EdgeRecord) bool) (registry.EdgeRecord, error) {
	err := s.enter("find")
	defer s.mu.Unlock()
	if err != nil {
		return registry.EdgeRecord{}, err
	}
	for _, r := range s.edges {
		if is(r) {
			return r, nil
		}
	}
	return registry.EdgeRecord{}, reason.New(reason.NotFound, reason.Params{"what": "edge"})
}

// TouchEdges implements registry.Enrolment.
func (s *Store) TouchEdges(_ context.Context, of []registry.EdgeRecord, at time.Time, said registry.Said) error {
	err := s.enter("touch")
	defer s.mu.Unlock()
	if err != nil {
		return err
	}
	for _, e := range of {
		record := s.edges[e.Edge.ID]
		record.Edge.LastSeen = &at
		if said.Software != "" {
			record.Edge.Version = said.Software
		}
		s.edges[e.Edge.ID] = record
	}
	return nil
}

// ApplyManifest implements registry.Enrolment.
func (s *Store) ApplyManifest(_ context.Context, e registry.EdgeRecord, m wire.Manifest) ([]int32, error) {
	err := s.enter("apply")
	defer s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	keys := make([]int32, len(m.Channels))
	for i, c := range m.Channels {
		name := channelName{e.SiteKey, c.Asset, c.Name}
		known, ok := s.channels[name]
		if !ok {
			known = registry.Channel{ID: uuid.New(), Key: int32(len(s.channels) + 1), Asset: c.Asset, Name: c.Name, Unit: c.Unit, Kind: c.Kind} //nolint:gosec // few
			s.channels[name] = known
		}
		keys[i] = known.Key
	}
	s.manifests[manifestName{e.Edge.ID, m.Hash()}] = keys
	return keys, nil
}

// KnownManifest implements registry.Enrolment.
func (s *Store) KnownManifest(_ context.Context, e registry.EdgeRecord, hash wire.Hash) ([]int32, bool, error) {
	err := s.enter("known")
	defer s.mu.Unlock()
	if err != nil {
		return nil, false, err
	}
	keys, ok := s.manifests[manifestName{e.Edge.ID, hash}]
	return keys, ok, nil
}

// Channels lists a site's channels by key.
func (s *Store) Channels(_ context.Context, _ identity.Scope, site registry.Site) ([]registry.Channel, error) {
	err := s.enter("channels")
	defer s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	var list []registry.Channel
	for name, c := range s.channels {
		if name.site == site.Key {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b registry.Channel) int { return cmp.Compare(a.Key, b.Key) })
	return list, nil
}

// Raise keeps an event.
func (s *Store) Raise(_ context.Context, _ identity.Scope, e event.Event) (bool, error) {
	err := s.enter("raise")
	defer s.mu.Unlock()
	if err != nil {
		return false, err
	}
	if e.ID == uuid.Nil {
		e.ID = uuid.New()
	}
	for id, kept := range s.events {
		if id == e.ID || (e.Kind == event.Alarm && kept.Cleared == nil && kept.Key() == e.Key()) {
			return false, nil
		}
	}
	s.events[e.ID] = e
	return true, nil
}

// Clear ends an alarm and reports whether one was open.
func (s *Store) Clear(_ context.Context, _ identity.Scope, key event.Key, at time.Time) (bool, error) {
	err := s.enter("clear")
	defer s.mu.Unlock()
	if err != nil {
		return false, err
	}
	ended := false
	for id, kept := range s.events {
		if kept.Kind == event.Alarm && kept.Cleared == nil && kept.Key() == key {
			kept.Cleared = &at
			s.events[id] = kept
			ended = true
		}
	}
	return ended, nil
}

// Events lists what happened in its order.
func (s *Store) Events() []event.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := slices.Collect(maps.Values(s.events))
	slices.SortFunc(list, func(a, b event.Event) int { return a.Raised.Compare(b.Raised) })
	return list
}

// Edge is the record of an edge as it is now.
func (s *Store) Edge(id uuid.UUID) registry.EdgeRecord {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.edges[id]
}
