package bus

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// Bounds of what the worker remembers.
const (
	maxEdges     = 65_536
	maxBoots     = 16 // of one edge; older ones are read from the database again
	maxManifests = 8
	recordAge    = time.Minute
	touchEvery   = 10 * time.Second
)

// edge is what the worker knows of one edge. It is used by one goroutine at a time.
type edge struct {
	address   wire.Address
	record    registry.EdgeRecord
	read      time.Time // when record was
	touched   time.Time
	asked     time.Time // for a manifest
	boots     map[uuid.UUID]boot
	manifests map[wire.Hash]manifest
	parked    map[wire.Hash][]message
	reported  map[reason.Code]time.Time
}

// manifest is what a frame's rows refer to: the database's key of each channel, and its names.
type manifest struct {
	keys     []int32
	channels []registry.Channel
}

// edges keeps what the worker knows of each edge. When there are too many it forgets all.
type edges struct {
	mu  sync.Mutex
	all map[wire.Address]*edge
}

func (e *edges) of(address wire.Address) *edge {
	e.mu.Lock()
	defer e.mu.Unlock()
	known := e.all[address]
	if known == nil {
		if len(e.all) >= maxEdges || e.all == nil {
			e.all = map[wire.Address]*edge{}
		}
		known = &edge{address: address}
		known.forget()
		e.all[address] = known
	}
	return known
}

func (e *edges) list() []*edge {
	e.mu.Lock()
	defer e.mu.Unlock()
	list := make([]*edge, 0, len(e.all))
	for _, known := range e.all {
		list = append(list, known)
	}
	return list
}

// forget drops everything that the database knows better.
func (e *edge) forget() {
	e.read = time.Time{}
	e.boots = map[uuid.UUID]boot{}
	e.manifests = map[wire.Hash]manifest{}
	if e.parked == nil {
		e.parked = map[wire.Hash][]message{}
		e.reported = map[reason.Code]time.Time{}
	}
}

// identify reads who the edge is, and refuses INVALID_VALUE where its address names another tenant
// or site than it is enrolled at.
func (w *Worker) identify(ctx context.Context, e *edge, now time.Time) error {
	if now.Sub(e.read) < recordAge {
		return nil
	}
	id, err := uuid.Parse(e.address.Edge)
	if err != nil {
		return reason.New(reason.InvalidValue, reason.Params{"field": "edge", "value": e.address.Edge, "want": "a UUID"})
	}
	record, err := w.services.Edges.FindEdgeByID(ctx, id)
	if err != nil {
		return fmt.Errorf("find edge %s: %w", id, err)
	}
	if addressOf(record) != e.address {
		return reason.New(reason.InvalidValue, reason.Params{"field": "address", "value": e.address, "want": addressOf(record)})
	}
	e.record, e.read = record, now
	return nil
}

// bootOf is how far a boot is stored, from the database where it is not known yet.
func (w *Worker) bootOf(ctx context.Context, e *edge, id uuid.UUID) (boot, error) {
	if b, ok := e.boots[id]; ok {
		b.stored = max(b.stored, w.floors.of(floorKey{e.record.Edge.ID, id}))
		return b, nil
	}
	cursors, err := w.services.Samples.StoredSeqs(ctx, e.record.Edge.ID, []uuid.UUID{id})
	if err != nil {
		return boot{}, fmt.Errorf("read the cursor of boot %s: %w", id, err)
	}
	if len(e.boots) >= maxBoots {
		clear(e.boots)
	}
	var b boot
	if len(cursors) == 1 {
		b.stored = cursors[0].Seq
	}
	e.boots[id] = b
	return b, nil
}

// manifestOf is the manifest of a hash; false where this edge has never sent it.
func (w *Worker) manifestOf(ctx context.Context, e *edge, hash wire.Hash) (manifest, bool, error) {
	if m, ok := e.manifests[hash]; ok {
		return m, true, nil
	}
	keys, known, err := w.services.Edges.KnownManifest(ctx, e.record, hash)
	if err != nil || !known {
		return manifest{}, false, err
	}
	listed, err := w.services.Channels.Channels(ctx, e.record.Scope(), registry.Site{ID: e.record.Edge.Site, Key: e.record.SiteKey})
	if err != nil {
		return manifest{}, false, fmt.Errorf("list the channels of site %s: %w", e.record.Edge.Site, err)
	}
	byKey := make(map[int32]registry.Channel, len(listed))
	for _, c := range listed {
		byKey[c.Key] = c
	}
	m := manifest{keys: keys, channels: make([]registry.Channel, len(keys))}
	for i, key := range keys {
		m.channels[i] = byKey[key]
	}
	e.remember(hash, m)
	return m, true, nil
}

func (e *edge) remember(hash wire.Hash, m manifest) {
	if len(e.manifests) >= maxManifests {
		clear(e.manifests)
	}
	e.manifests[hash] = m
}

// apply registers a manifest that came in.
func (w *Worker) apply(ctx context.Context, e *edge, m wire.Manifest) error {
	keys, err := w.services.Edges.ApplyManifest(ctx, e.record, m)
	if err != nil {
		return fmt.Errorf("apply the manifest %s: %w", m.Hash(), err)
	}
	if len(keys) != len(m.Channels) {
		return errors.New("the database has not a key for each channel of the manifest")
	}
	known := manifest{keys: keys, channels: make([]registry.Channel, len(keys))}
	for i, c := range m.Channels {
		known.channels[i] = registry.Channel{Key: keys[i], Asset: c.Asset, Name: c.Name, Unit: c.Unit, Kind: c.Kind}
	}
	e.remember(m.Hash(), known)
	return nil
}
