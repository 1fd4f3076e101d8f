package bus

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/event"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// Bounds of one commit, and of what counts as live.
const (
	maxSamples  = 50_000
	liveAge     = time.Minute
	maxLive     = 5_000
	reportEvery = 10 * time.Minute
)

// commit is what a run of messages of one boot leads to: it is stored whole, and only then the
// worker's memory changes.
type commit struct {
	worker *Worker
	queue  *queue
	edge   *edge
	now    time.Time
	taken  int // messages of the queue

	boot     uuid.UUID
	before   boot
	after    boot
	done     []wire.Mark
	samples  []telemetry.Sample
	live     []telemetry.LiveReading
	liveOf   []int // the place in samples of each of live
	happened []event.Event
	parked   []message
	applied  []wire.Hash
	refused  map[reason.Code]refusals
	frame    wire.Frame // reused for what was not decoded ahead
}

// refusals counts samples that were not stored for one reason, with the parameters of the first.
type refusals struct {
	count  int
	params reason.Params
}

// take interprets one message. An error is a fault that is tried again; what nobody will ever
// understand is buried and done.
func (c *commit) take(ctx context.Context, m *message) error {
	if m.buried {
		c.done = append(c.done, m.mark)
		return nil
	}
	err := c.interpret(ctx, *m)
	if err == nil || !permanent(err) {
		return err
	}
	if err := c.worker.bury(ctx, c.edge, *m, err); err != nil {
		return err
	}
	m.buried = true
	c.done = append(c.done, m.mark)
	return nil
}

// permanent reports whether trying again would fail again: a refusal other than of a database that
// is away.
func permanent(err error) bool {
	refusal := new(reason.Error)
	return errors.As(err, &refusal) && refusal.Code != reason.Unavailable
}

func (c *commit) interpret(ctx context.Context, m message) error {
	switch m.kind {
	case wire.KindManifest:
		return c.takeManifest(ctx, m)
	case wire.KindEvent:
		return c.takeEvent(ctx, m)
	case wire.KindFrame:
		return c.takeFrame(ctx, m)
	case wire.KindAck:
		return c.takeAck(ctx, m)
	}
	return reason.New(reason.InvalidValue, reason.Params{"field": "kind", "value": m.kind, "want": "frame, manifest, event or ack"})
}

func (c *commit) takeManifest(ctx context.Context, m message) error {
	decoded, err := wire.DecodeManifest(m.data)
	if err != nil {
		return err
	}
	if decoded.BootID != m.mark.BootID.String() {
		return reason.New(reason.InvalidValue, reason.Params{"field": "boot_id", "value": decoded.BootID, "want": m.mark.BootID})
	}
	if err := c.worker.apply(ctx, c.edge, decoded); err != nil {
		return err
	}
	c.applied = append(c.applied, decoded.Hash())
	c.done = append(c.done, m.mark)
	key := event.Key{Site: c.edge.record.Edge.Site, Code: reason.PoisonFrame}
	_, err = c.worker.services.Events.Clear(ctx, c.edge.record.Scope(), key, c.now)
	return err
}

func (c *commit) takeFrame(ctx context.Context, m message) error {
	f := m.frame
	if f == nil {
		f = &c.frame
		if err := f.UnmarshalBinary(m.data); err != nil {
			return reason.Wrap(err, reason.SyntaxError, reason.Params{"detail": "not a frame"})
		}
	}
	if f.BootID != m.mark.BootID || f.Seq != m.mark.Seq {
		return reason.New(reason.InvalidValue, reason.Params{"field": "frame", "value": fmt.Sprintf("%s:%d", uuid.UUID(f.BootID), f.Seq), "want": fmt.Sprintf("%s:%d", m.mark.BootID, m.mark.Seq)})
	}
	known, ok, err := c.worker.manifestOf(ctx, c.edge, f.Manifest)
	if err != nil {
		return err
	}
	if !ok {
		m.hash, m.frame = f.Manifest, nil // what is parked is counted by its bytes
		c.parked = append(c.parked, m)
		return nil
	}
	for i, r := range f.Rows {
		if int(r.Index) >= len(known.keys) {
			return reason.New(reason.InvalidValue, reason.Params{"field": fmt.Sprintf("rows[%d].index", i), "value": r.Index, "want": fmt.Sprintf("less than %d", len(known.keys))})
		}
	}
	for _, r := range f.Rows {
		c.takeRow(f.T0, r, known)
	}
	c.done = append(c.done, m.mark)
	return nil
}

func (c *commit) takeRow(t0 time.Time, r wire.Row, known manifest) {
	s := telemetry.Sample{
		Site: c.edge.record.SiteKey, Channel: known.keys[r.Index], At: t0.Add(r.Offset),
		Value: r.Value, Quality: r.Quality, Source: telemetry.FromEdge,
	}
	if err := telemetry.Check(s, c.now); err != nil {
		c.refuse(err)
		return
	}
	c.samples = append(c.samples, s)
	if c.now.Sub(s.At) <= liveAge && len(c.live) < maxLive {
		c.liveOf = append(c.liveOf, len(c.samples)-1)
		c.live = append(c.live, liveReading(s, known.channels[r.Index]))
	}
}

func (c *commit) refuse(err error) {
	refusal := new(reason.Error)
	if !errors.As(err, &refusal) {
		refusal = reason.Wrap(err, reason.InvalidValue, nil)
	}
	if c.refused == nil {
		c.refused = map[reason.Code]refusals{}
	}
	r := c.refused[refusal.Code]
	if r.count++; r.params == nil {
		r.params = refusal.Params
	}
	c.refused[refusal.Code] = r
}

func liveReading(s telemetry.Sample, c registry.Channel) telemetry.LiveReading {
	return telemetry.LiveReading{
		DeviceID: c.Asset, Channel: c.Name, Value: s.Value, Unit: c.Unit,
		Timestamp: telemetry.LiveTime(s.At), Quality: s.Quality.String(),
	}
}

// clean sets the quality of the samples by what people say of their channels.
func (c *commit) clean(ctx context.Context) error {
	if c.worker.services.Cleaner == nil || len(c.samples) == 0 {
		return nil
	}
	if err := c.worker.services.Cleaner.Clean(ctx, c.edge.record.TenantKey, c.samples); err != nil {
		return fmt.Errorf("clean samples: %w", err)
	}
	for i, place := range c.liveOf {
		c.live[i].Quality = c.samples[place].Quality.String()
	}
	return nil
}

// advance finds what the boot is like after the run.
func (c *commit) advance(ctx context.Context) error {
	var err error
	if c.before, err = c.worker.bootOf(ctx, c.edge, c.boot); err != nil {
		return err
	}
	c.after = c.before.advance(c.done, c.now)
	return nil
}

// cursor is the boot's after the run, and whether that has moved it.
func (c *commit) cursor() (telemetry.Cursor, bool) {
	return telemetry.Cursor{Edge: c.edge.record.Edge.ID, BootID: c.boot, Seq: c.after.stored}, c.after.stored != c.before.stored
}

// finish makes the stored run known: to the worker's memory, the edge, and who watches the site.
func (c *commit) finish(ctx context.Context) {
	e, w := c.edge, c.worker
	e.boots[c.boot] = c.after
	w.park(e, c.parked)
	w.reportRefused(ctx, e, c.refused, c.now)
	site := e.record.Edge
	if len(c.live) > 0 {
		w.publishLive(site.Tenant, site.Site, telemetry.LiveUpdate{Readings: c.live})
	}
	for _, happened := range c.happened {
		w.announce(e, happened)
	}
	hold := time.Duration(0)
	if w.services.Quotas != nil {
		hold = w.services.Quotas.Spend(e.record.TenantKey, len(c.samples), c.now)
	}
	w.tellStored(e, wire.Progress{HoldMillis: hold.Milliseconds(), Stored: []wire.Stored{{BootID: c.boot.String(), Seq: c.after.stored}}})
}
