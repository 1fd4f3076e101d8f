package bus

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/event"
	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

func (c *commit) takeEvent(ctx context.Context, m message) error {
	e, err := wire.DecodeEvent(m.data)
	if err != nil {
		return err
	}
	events, scope := c.worker.services.Events, c.edge.record.Scope()
	happened := fromEdge(e, c.edge.record.Edge.Site, m.mark)
	var news bool
	if e.Cleared {
		cleared := e.At
		happened.Cleared = &cleared
		news, err = events.Clear(ctx, scope, happened.Key(), e.At)
	} else {
		news, err = events.Raise(ctx, scope, happened)
	}
	if err != nil {
		return err
	}
	if news {
		c.happened = append(c.happened, happened)
	}
	c.done = append(c.done, m.mark)
	return nil
}

// fromEdge is an edge's event as the backend keeps it. Its id follows from its place, so that an
// event that comes twice is kept once.
func fromEdge(e wire.Event, site uuid.UUID, m wire.Mark) event.Event {
	kept := event.Event{
		ID: eventID(m, e.At), Site: site, Code: reason.Code(e.Code), Params: e.Params,
		Asset: e.Asset, Device: e.Device, Raised: e.At.UTC(), Ordinal: int64(m.Seq), Kind: event.Domain, Severity: event.Info,
	}
	entry, known := reason.Lookup(kept.Code)
	switch {
	case known && entry.Class == reason.Alarm:
		kept.Kind, kept.Severity = event.Alarm, event.Warning
	case kept.Code == reason.StateChanged:
		kept.Kind = event.StateTransition
	}
	return kept
}

// eventID is a UUIDv7 of the event's time with bits that follow from its place. Source: RFC 9562,
// section 5.7.
func eventID(m wire.Mark, at time.Time) uuid.UUID {
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(m.BootID[:], m.Seq))
	id := uuid.UUID(sum[:16])
	binary.BigEndian.PutUint16(id[:], uint16(at.UnixMilli()>>32))
	binary.BigEndian.PutUint32(id[2:], uint32(at.UnixMilli()))
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return id
}

// raise keeps an event of the worker's own and announces it. A failure is logged: the message it is
// about is kept or counted elsewhere.
func (w *Worker) raise(ctx context.Context, e *edge, happened event.Event) {
	if e.record.Edge.ID == uuid.Nil {
		return // an edge nobody enrolled has no site to raise it at
	}
	happened.Site, happened.Raised = e.record.Edge.Site, time.Now().UTC()
	created, err := w.services.Events.Raise(ctx, e.record.Scope(), happened)
	if err != nil {
		w.log.Warn("an event was not kept", "reason", happened.Code, "edge", e.address.Edge, "err", err)
		return
	}
	if created {
		w.announce(e, happened)
	}
}

func (w *Worker) announce(e *edge, happened event.Event) {
	if w.services.Announce != nil {
		w.services.Announce(identity.Tenant{ID: e.record.Edge.Tenant, Key: e.record.TenantKey}, happened)
	}
}

// reportRefused counts samples that were not stored and raises an event for each reason, at most one
// in reportEvery.
func (w *Worker) reportRefused(ctx context.Context, e *edge, refused map[reason.Code]refusals, now time.Time) {
	for code, r := range refused {
		w.metrics.refused(string(code), r.count)
		if now.Sub(e.reported[code]) < reportEvery {
			continue
		}
		e.reported[code] = now
		params := map[string]any{"count": r.count}
		maps.Copy(params, r.params)
		w.log.Warn("samples of an edge were not stored", "edge", e.address.Edge, "reason", code, "count", r.count)
		w.raise(ctx, e, event.Event{Kind: event.Domain, Severity: event.Warning, Code: code, Params: params})
	}
}
