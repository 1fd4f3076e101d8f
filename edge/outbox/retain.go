package outbox

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"ohmstead/wire"
)

// passTimeout bounds one pass of retention.
const passTimeout = 30 * time.Second

// keepBounds deletes what is stored, then what is too old, then the oldest until the store is
// within its size. Failures are logged and tried again with the next tick.
func (o *Outbox) keepBounds(ctx context.Context, now time.Time) {
	ctx, cancel := context.WithTimeout(ctx, passTimeout)
	defer cancel()
	if o.hold(ctx) != nil {
		return
	}
	defer o.release()
	for _, pass := range []func(context.Context, time.Time) error{o.deleteStored, o.dropOld, o.dropExcess} {
		if err := pass(ctx, now); err != nil && !errors.Is(err, context.Canceled) {
			o.config.Log.Warn("the outbox does not keep its bounds", "err", err)
		}
	}
}

// dropOld drops frames older than MaxAge by the time the outbox has run, which every message bears. A
// clock that is wrong, at a start as well as later, makes nothing old by it; the time the edge was off
// does not count.
func (o *Outbox) dropOld(ctx context.Context, now time.Time) error {
	limit := o.ran() - o.config.MaxAge
	if limit <= 0 {
		return nil
	}
	found, err := o.collect(ctx, wire.KindFrame, func(_ haul, next *jetstream.RawStreamMsg) bool { return ranAt(next.Header) < limit })
	if err != nil || found.messages == 0 {
		return err
	}
	return o.discard(ctx, found, now)
}

// dropExcess drops the oldest frames, where there is none left the oldest events, then the oldest
// acknowledgements, and at last the oldest manifests.
func (o *Outbox) dropExcess(ctx context.Context, now time.Time) error {
	for ctx.Err() == nil {
		info, err := o.stream.Info(ctx)
		if err != nil {
			return fmt.Errorf("measure the outbox: %w", err)
		}
		o.count(func(s *Stats) { s.Bytes, s.Messages = info.State.Bytes, info.State.Msgs })
		if info.State.Bytes <= uint64(o.config.MaxBytes) {
			return nil
		}
		found, err := o.oldest(ctx)
		if err != nil {
			return err
		}
		if found.messages == 0 {
			return fmt.Errorf("%d bytes are kept and nothing can be dropped", info.State.Bytes)
		}
		if err := o.discard(ctx, found, now); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (o *Outbox) oldest(ctx context.Context) (haul, error) {
	enough := func(h haul, _ *jetstream.RawStreamMsg) bool { return h.bytes < o.config.dropBytes() }
	for _, kind := range []wire.Kind{wire.KindFrame, wire.KindEvent, wire.KindAck, wire.KindManifest} {
		found, err := o.collect(ctx, kind, enough)
		if err != nil || found.messages > 0 {
			return found, err
		}
	}
	return haul{}, nil
}

// haul is a run of the oldest messages of one kind.
type haul struct {
	kind     wire.Kind
	last     uint64 // position
	messages uint64
	bytes    int64
	samples  uint64
	from, to time.Time
}

// collect walks the oldest messages of a kind while more says so.
func (o *Outbox) collect(ctx context.Context, kind wire.Kind, more func(haul, *jetstream.RawStreamMsg) bool) (haul, error) {
	h := haul{kind: kind}
	for {
		raw, err := o.stream.GetMsg(ctx, h.last+1, jetstream.WithGetMsgSubject(everyBoot(kind)))
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			return h, nil
		}
		if err != nil {
			return haul{}, fmt.Errorf("read the oldest %s: %w", kind, err)
		}
		if kind == wire.KindManifest && http.Header(raw.Header).Get(wire.HeaderBoot) == o.boot.String() {
			return h, nil
		}
		if !more(h, raw) {
			return h, nil
		}
		h.add(raw)
	}
}

func (h *haul) add(raw *jetstream.RawStreamMsg) {
	h.last = raw.Sequence
	h.messages++
	h.bytes += int64(len(raw.Data))
	var f wire.Frame
	if h.kind != wire.KindFrame || f.UnmarshalBinary(raw.Data) != nil || len(f.Rows) == 0 {
		return
	}
	h.samples += uint64(len(f.Rows))
	if h.from.IsZero() {
		h.from = f.T0
	}
	h.to = f.T0.Add(f.Rows[len(f.Rows)-1].Offset)
}

// discard reports the haul and then drops it: a crash in between reports it once too often rather
// than never. Only where there is no room for the report, the drop comes first.
func (o *Outbox) discard(ctx context.Context, h haul, now time.Time) error {
	o.config.Log.Warn("the outbox is full or too old and drops its oldest messages", "kind", h.kind, "messages", h.messages, "samples", h.samples)
	reported := o.report(ctx, h, now)
	if reported != nil && !errors.Is(reported, ErrFull) {
		return reported
	}
	if err := o.purge(ctx, everyBoot(h.kind), h.last+1); err != nil {
		return fmt.Errorf("drop the oldest %s: %w", h.kind, err)
	}
	o.count(func(s *Stats) {
		s.SamplesDropped += h.samples
		if h.kind == wire.KindEvent {
			s.EventsDropped += h.messages
		}
	})
	if reported != nil {
		return o.report(ctx, h, now)
	}
	return nil
}

func (o *Outbox) report(ctx context.Context, h haul, now time.Time) error {
	if h.samples == 0 {
		return nil
	}
	e := droppedEvent(now, h.samples, h.from, h.to)
	e.Version = wire.Version
	data, err := wire.Encode(e)
	if err != nil {
		return err
	}
	if _, err := o.appendLocked(ctx, wire.KindEvent, func([]byte, uint64) ([]byte, error) { return data, nil }); err != nil {
		return fmt.Errorf("report dropped samples: %w", err)
	}
	return nil
}

// purge deletes the messages of these subjects below a position.
func (o *Outbox) purge(ctx context.Context, subjects string, below uint64) error {
	return o.stream.Purge(ctx, jetstream.WithPurgeSubject(subjects), jetstream.WithPurgeSequence(below))
}
