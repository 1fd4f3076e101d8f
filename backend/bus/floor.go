package bus

import (
	"context"
	"fmt"
	"sync"

	"github.com/google/uuid"

	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/wire"
)

// floors are the sequences below which edges keep nothing any more, where the database knew less: it
// was restored to a time before they were stored. Without them a cursor would wait for ever for
// messages that no edge has.
type floors struct {
	mu  sync.Mutex
	all map[floorKey]uint64
}

type floorKey struct{ edge, boot uuid.UUID }

// maxFloors bounds what is remembered; what is forgotten is in the database.
const maxFloors = 65_536

func (f *floors) raise(key floorKey, to uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.all == nil || len(f.all) >= maxFloors {
		f.all = map[floorKey]uint64{}
	}
	f.all[key] = max(f.all[key], to)
}

func (f *floors) of(key floorKey) uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.all[key]
}

// raiseFloors moves the cursors to what the edge says it has deleted as stored, and gives all of them.
func (w *Worker) raiseFloors(ctx context.Context, record registry.EdgeRecord, held []wire.Span, stored []telemetry.Cursor) ([]telemetry.Cursor, error) {
	known := map[uuid.UUID]int{}
	for i, c := range stored {
		known[c.BootID] = i
	}
	for _, span := range held {
		id, err := uuid.Parse(span.BootID)
		if err != nil || span.First <= 1 {
			continue
		}
		c := telemetry.Cursor{Edge: record.Edge.ID, BootID: id}
		i, is := known[id]
		if is {
			c = stored[i]
		}
		if c.Seq >= span.First-1 {
			continue
		}
		w.log.Warn("an edge has deleted what is not stored here: the database is older than it knew", "edge", record.Edge.ID, "stored", c.Seq, "first", span.First)
		c.Edge, c.Seq = record.Edge.ID, span.First-1
		if _, err := w.services.Samples.Write(ctx, telemetry.Batch{Tenant: record.TenantKey, Cursors: []telemetry.Cursor{c}}); err != nil {
			return nil, fmt.Errorf("raise the cursor of boot %s: %w", id, err)
		}
		w.floors.raise(floorKey{record.Edge.ID, id}, c.Seq)
		if is {
			stored[i] = c
		} else {
			stored = append(stored, c)
		}
	}
	return stored, nil
}
