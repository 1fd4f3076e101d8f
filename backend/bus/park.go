package bus

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/telemetry"
	"ohmstead/wire"
)

// park keeps frames whose manifest is not known and asks for it. They do not move the cursor, so the
// edge keeps them too: what does not fit here comes again.
func (w *Worker) park(e *edge, frames []message) {
	if len(frames) == 0 {
		return
	}
	w.mu.Lock()
	for _, m := range frames {
		waiting := e.parked[m.hash]
		again := slices.ContainsFunc(waiting, func(p message) bool { return p.mark.BootID == m.mark.BootID && p.mark.Seq == m.mark.Seq })
		if again || w.parked+len(m.data) > maxParked {
			continue
		}
		w.parked += len(m.data)
		e.parked[m.hash] = append(waiting, m)
	}
	w.metrics.parked(w.parked)
	w.mu.Unlock()
	if now := time.Now(); now.Sub(e.asked) >= askEvery {
		e.asked = now
		w.log.Info("frames wait for their manifest", "edge", e.address.Edge, "frames", len(frames))
		w.sendWelcome(e.address, wire.Welcome{ManifestWanted: true})
	}
}

// unpark takes the frames whose manifest has become known.
func (w *Worker) unpark(e *edge) []message {
	var ready []message
	for hash, waiting := range e.parked {
		if _, known := e.manifests[hash]; known {
			ready = append(ready, waiting...)
			delete(e.parked, hash)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, m := range ready {
		w.parked -= len(m.data)
	}
	w.metrics.parked(w.parked)
	return ready
}

// askForMissing asks edges for messages that should have come long ago.
func (w *Worker) askForMissing(now time.Time) {
	for _, e := range w.edges.list() {
		for id, b := range e.boots {
			if !b.overdue(now) {
				continue
			}
			e.boots[id] = b
			w.log.Warn("a message is missing and is asked for", "edge", e.address.Edge, "boot", id, "after", b.stored)
			w.tellStored(e, wire.Progress{Resend: true, Stored: []wire.Stored{{BootID: id.String(), Seq: b.stored}}})
		}
	}
}

// tellStored tells the edge how far a boot is stored, and what else there is to say with it. A message
// that is lost is made good by the next one, or by the next welcome.
func (w *Worker) tellStored(e *edge, p wire.Progress) {
	if p.Stored[0].Seq == 0 && !p.Resend {
		return
	}
	p.Stream = w.hub.name
	data, err := wire.Encode(p)
	if err == nil {
		err = w.hub.conn.Publish(e.address.Stored(), data)
	}
	if err != nil {
		w.log.Warn("an edge was not told what is stored", "edge", e.address.Edge, "err", err)
	}
}

func (w *Worker) publishLive(tenant, site uuid.UUID, update telemetry.LiveUpdate) {
	if err := w.hub.Publish(tenant, site, update); err != nil {
		w.log.Warn("live readings were not published", "site", site, "err", err)
	}
}
