package outbox

import (
	"math"
	"sync"
	"time"

	"ohmstead/energy/point"
	"ohmstead/wire"
)

// Sample is one reading of the channel with this index in the manifest.
type Sample struct {
	Index   uint32
	Reading point.Reading
}

func (s Sample) valid() bool {
	r := s.Reading
	return s.Index <= wire.MaxFrameIndex && r.Quality != point.Missing && r.Quality <= point.Substituted &&
		!r.At.IsZero() && !math.IsNaN(r.Value) && !math.IsInf(r.Value, 0)
}

// overflow counts what a queue could not take: samples and events overwritten, samples refused, and
// the time the overwritten samples span.
type overflow struct {
	samples, events, refused uint64
	from, to                 time.Time
}

func (o *overflow) drop(at time.Time) {
	o.samples++
	if o.from.IsZero() || at.Before(o.from) {
		o.from = at
	}
	if at.After(o.to) {
		o.to = at
	}
}

// queue is what waits in memory for the disk: a ring of samples and a list of events.
type queue struct {
	mu      sync.Mutex
	ring    []Sample
	head    int // of the oldest
	length  int
	events  []wire.Event
	limit   int // of events
	total   overflow
	unsaid  overflow      // since the last report
	arrived chan struct{} // of capacity 1: an event waits
}

func newQueue(c Config) *queue {
	return &queue{ring: make([]Sample, c.QueueSamples), limit: c.QueueEvents, arrived: make(chan struct{}, 1)}
}

// Emit hands samples over to be sent. It never blocks and allocates nothing; a sample without a
// value is not sent but counted, and when the disk has stalled the oldest waiting are overwritten.
func (o *Outbox) Emit(samples ...Sample) {
	q := o.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, s := range samples {
		if !s.valid() {
			q.total.refused++
			continue
		}
		if q.length == len(q.ring) {
			oldest := q.ring[q.head].Reading.At
			q.total.drop(oldest)
			q.unsaid.drop(oldest)
			q.head = (q.head + 1) % len(q.ring)
			q.length--
		}
		q.ring[(q.head+q.length)%len(q.ring)] = s
		q.length++
	}
}

// Raise hands an event over to be sent, at once rather than with the next frame. It never blocks;
// when the disk has stalled the oldest waiting event is dropped and counted.
func (o *Outbox) Raise(e wire.Event) {
	q := o.queue
	q.mu.Lock()
	if len(q.events) == q.limit {
		q.events = append(q.events[:0], q.events[1:]...)
		q.total.events++
	}
	q.events = append(q.events, e)
	q.mu.Unlock()
	select {
	case q.arrived <- struct{}{}:
	default:
	}
}

// takeSamples appends up to limit of the oldest samples to dst.
func (q *queue) takeSamples(dst []Sample, limit int) []Sample {
	q.mu.Lock()
	defer q.mu.Unlock()
	for range min(limit, q.length) {
		dst = append(dst, q.ring[q.head])
		q.head = (q.head + 1) % len(q.ring)
		q.length--
	}
	return dst
}

func (q *queue) takeEvent() (wire.Event, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.events) == 0 {
		return wire.Event{}, false
	}
	e := q.events[0]
	q.events = append(q.events[:0], q.events[1:]...)
	return e, true
}

// takeUnsaid is what was overwritten since the last call.
func (q *queue) takeUnsaid() overflow {
	q.mu.Lock()
	defer q.mu.Unlock()
	unsaid := q.unsaid
	q.unsaid = overflow{}
	return unsaid
}

func (q *queue) overwritten() overflow {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.total
}

// drop counts samples that were taken but could not be kept.
func (q *queue) drop(samples []Sample) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, s := range samples {
		q.total.drop(s.Reading.At)
		q.unsaid.drop(s.Reading.At)
	}
}
