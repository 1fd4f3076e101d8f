package outbox

import (
	"context"
	"errors"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// farewell bounds what Run still does after its context has ended: bring what waits to the disk.
const farewell = 5 * time.Second

// Run appends what was emitted and raised: events at once, samples as one frame every
// Config.FlushEvery; deletes what is stored; keeps the bounds. When ctx ends it appends what still
// waits, for at most 5 s, and returns nil. A disk that stalls stalls Run, never Emit or Raise.
func (o *Outbox) Run(ctx context.Context) error {
	work, cancel := lingering(ctx)
	defer cancel()
	tick, note := time.NewTicker(o.config.FlushEvery), time.NewTicker(reachedEvery)
	defer tick.Stop()
	defer note.Stop()
	for {
		select {
		case <-ctx.Done():
			o.flush(work)
			return nil
		case <-o.queue.arrived:
			o.flushEvents(work)
		case now := <-tick.C:
			o.flush(work)
			o.keepBounds(work, now)
		case <-note.C:
			if err := o.noteReached(); err != nil {
				o.config.Log.Warn("how far the boot came was not noted", "err", err)
			}
		}
	}
}

// lingering ends a farewell after ctx does, so that a stop does not cut off an append half-way.
func lingering(ctx context.Context) (context.Context, context.CancelFunc) {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		late := time.AfterFunc(farewell, cancel)
		<-work.Done()
		late.Stop()
	})
	return work, func() { stop(); cancel() }
}

func (o *Outbox) flush(ctx context.Context) {
	o.reportOverflow()
	o.flushEvents(ctx)
	o.flushSamples(ctx)
}

// reportOverflow raises one event for what the ring has overwritten since the last time.
func (o *Outbox) reportOverflow() {
	if unsaid := o.queue.takeUnsaid(); unsaid.samples > 0 {
		o.Raise(droppedEvent(time.Now(), unsaid.samples, unsaid.from, unsaid.to))
	}
}

func droppedEvent(now time.Time, samples uint64, from, to time.Time) wire.Event {
	return wire.Event{
		At:   now.UTC(),
		Code: string(reason.SamplesDropped),
		Params: map[string]any{
			"count": samples,
			"from":  from.UTC().Format(time.RFC3339),
			"to":    to.UTC().Format(time.RFC3339),
		},
	}
}

func (o *Outbox) flushEvents(ctx context.Context) {
	for ctx.Err() == nil {
		e, ok := o.queue.takeEvent()
		if !ok {
			return
		}
		if err := o.withRoom(ctx, func() error { _, err := o.AppendEvent(ctx, e); return err }); err != nil {
			o.config.Log.Warn("an event was not kept", "reason", e.Code, "err", err)
			o.count(func(s *Stats) { s.EventsDropped++ })
		}
	}
}

// flushSamples appends what waits as frames. What arrives meanwhile waits for the next call.
func (o *Outbox) flushSamples(ctx context.Context) {
	waiting := o.queue.takeSamples(nil, len(o.queue.ring))
	for len(waiting) > 0 && ctx.Err() == nil {
		t0, rows := frameRows(waiting)
		if err := o.withRoom(ctx, func() error { _, err := o.AppendFrame(ctx, t0, rows); return err }); err != nil {
			o.config.Log.Warn("samples were not kept", "err", err)
			o.queue.drop(waiting[:len(rows)])
		}
		waiting = waiting[len(rows):]
	}
	o.queue.drop(waiting)
}

// withRoom appends, and once more after making room if the store was full.
func (o *Outbox) withRoom(ctx context.Context, attempt func() error) error {
	err := attempt()
	if !errors.Is(err, ErrFull) {
		return err
	}
	o.keepBounds(ctx, time.Now())
	return attempt()
}

// frameRows turns the first samples into the rows of one frame: as many as fit in number and within
// an hour of the first.
func frameRows(samples []Sample) (time.Time, []wire.Row) {
	t0 := samples[0].Reading.At.UTC().Truncate(time.Microsecond)
	rows := make([]wire.Row, 0, min(len(samples), wire.MaxFrameRows))
	for _, s := range samples[:min(len(samples), wire.MaxFrameRows)] {
		offset := s.Reading.At.Truncate(time.Microsecond).Sub(t0)
		if offset > wire.MaxFrameOffset || offset < -wire.MaxFrameOffset {
			break
		}
		rows = append(rows, wire.Row{Index: s.Index, Offset: offset, Quality: s.Reading.Quality, Value: s.Reading.Value})
	}
	return t0, rows
}
