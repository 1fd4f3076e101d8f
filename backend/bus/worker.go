package bus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/errgroup"

	"ohmstead/backend/event"
	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// The worker's consumer. Unacknowledged messages come again after ackWait, and on a worker that has
// them in hand that time is renewed.
const (
	consumerName = "ingest"
	ackWait      = 30 * time.Second
	renewEvery   = 10 * time.Second
)

// How the worker tries again, and when it looks for the one message that the database refuses.
const (
	minRetry     = 50 * time.Millisecond
	maxRetry     = 5 * time.Second
	patience     = 4 // attempts with a fault that is not an absent database
	writers      = 4 // transactions at the same time
	maxParked    = 32 << 20
	askEvery     = time.Second
	houseKeeping = 5 * time.Second
	purgeEvery   = time.Second
)

// Channels lists the channels of a site; registry.Reader satisfies it.
type Channels interface {
	Channels(ctx context.Context, scope identity.Scope, site registry.Site) ([]registry.Channel, error)
}

// Events keeps what happened; event.Store satisfies it.
type Events interface {
	Raise(ctx context.Context, scope identity.Scope, e event.Event) (created bool, err error)
	Clear(ctx context.Context, scope identity.Scope, key event.Key, at time.Time) (ended bool, err error)
}

// Quotas says how long a tenant is to wait after it has sent samples; *retention.Meter satisfies it.
type Quotas interface {
	Spend(tenant int32, samples int, now time.Time) time.Duration
}

// Cleaner sets the quality of samples by what people say of their channels; *cleaning.Cleaner
// satisfies it.
type Cleaner interface {
	Clean(ctx context.Context, tenant int32, samples []telemetry.Sample) error
}

// Services is what the worker stores with.
type Services struct {
	Edges    registry.Enrolment
	Channels Channels
	Samples  telemetry.Writer
	Events   Events
	// Courier hands over what waits for an edge that says hello, and keeps its answers; nil hands
	// over nothing.
	Courier *Courier
	// Control keeps how edges control; nil keeps nothing.
	Control Control
	// Keys gives edges new keys; nil gives none.
	Keys Keys
	// Quotas holds tenants to what they may send; nil lets all send any number.
	Quotas Quotas
	// Cleaner cleans samples before they are stored; nil leaves them as they came.
	Cleaner Cleaner
	// Announce is told of every event that is new; nil tells nobody.
	Announce event.Announce
}

// Worker takes what edges have sent from the stream IN to the database: manifests, frames and events,
// in the order of each edge. There is one worker to a hub.
type Worker struct {
	hub      *Hub
	services Services
	metrics  *Metrics
	log      *slog.Logger
	edges    edges
	floors   floors

	mu     sync.Mutex
	parked int // bytes
}

// NewWorker is a worker over an opened hub. Metrics may be nil.
func NewWorker(hub *Hub, services Services, metrics *Metrics) *Worker {
	if metrics == nil {
		metrics = NewMetrics()
	}
	return &Worker{hub: hub, services: services, metrics: metrics, log: hub.config.Log}
}

// Run works until ctx ends; then it returns nil, and what it had in hand comes again.
func (w *Worker) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return w.answerHellos(ctx) })
	group.Go(func() error { return w.keepControl(ctx) })
	group.Go(func() error { return w.changeKeys(ctx) })
	group.Go(func() error { return w.ingest(ctx) })
	if err := group.Wait(); err != nil && ctx.Err() == nil {
		return err
	}
	return nil
}

// ingest stores batch after batch, each in the order of its edges, while the next is fetched.
func (w *Worker) ingest(ctx context.Context) error {
	consumer, err := w.consumer(ctx)
	if err != nil {
		return err
	}
	var fetching sync.WaitGroup
	defer fetching.Wait()
	ahead := make(chan batch)
	fetching.Go(func() { w.fetchAhead(ctx, consumer, ahead) })
	house := time.NewTicker(houseKeeping)
	defer house.Stop()
	purged := time.Now()
	for {
		select {
		case b := <-ahead:
			w.metrics.fetched(len(b.messages))
			if !w.work(ctx, b) {
				return nil
			}
			if now := time.Now(); now.Sub(purged) > purgeEvery {
				purged = now
				w.purge(ctx, b.last())
			}
		case now := <-house.C:
			w.askForMissing(now)
		case <-ctx.Done():
			return nil
		}
	}
}

// purge deletes everything up to a message that is stored and acknowledged. What is left because it
// failed goes with the next.
func (w *Worker) purge(ctx context.Context, last jetstream.Msg) {
	meta, err := last.Metadata()
	if err == nil {
		err = w.hub.in.Purge(ctx, jetstream.WithPurgeSequence(meta.Sequence.Stream+1))
	}
	if err != nil && ctx.Err() == nil {
		w.log.Warn("stored messages stay in the stream", "err", err)
	}
}

// consumer makes the durable consumer, as often as it takes.
func (w *Worker) consumer(ctx context.Context) (jetstream.Consumer, error) {
	for {
		consumer, err := w.makeConsumer(ctx)
		if err == nil {
			return consumer, nil
		}
		w.log.Warn("the worker's consumer was not made", "err", err)
		if !pause(ctx, minRetry*10) {
			return nil, fmt.Errorf("make the worker's consumer: %w", err)
		}
	}
}

// makeConsumer begins behind what is acknowledged. What an earlier worker took and did not finish
// would come only after ackWait, so then the consumer is made anew.
func (w *Worker) makeConsumer(ctx context.Context) (jetstream.Consumer, error) {
	config := jetstream.ConsumerConfig{
		Durable:       consumerName,
		AckPolicy:     jetstream.AckAllPolicy,
		AckWait:       ackWait,
		MaxAckPending: 2 * maxBatch,
	}
	old, err := w.hub.in.Consumer(ctx, consumerName)
	switch {
	case errors.Is(err, jetstream.ErrConsumerNotFound):
		return w.hub.in.CreateConsumer(ctx, config)
	case err != nil:
		return nil, err
	case old.CachedInfo().NumAckPending == 0:
		return old, nil
	}
	if err := w.hub.in.DeleteConsumer(ctx, consumerName); err != nil {
		return nil, err
	}
	config.DeliverPolicy = jetstream.DeliverByStartSequencePolicy
	config.OptStartSeq = old.CachedInfo().AckFloor.Stream + 1
	return w.hub.in.CreateConsumer(ctx, config)
}

// work stores a batch, as often as it takes, and acknowledges it. It reports false when ctx ended
// first.
func (w *Worker) work(ctx context.Context, b batch) bool {
	queues := w.sort(ctx, b)
	renewed := time.Now()
	for wait := minRetry; !w.round(ctx, queues); wait = min(2*wait, maxRetry) {
		if !pause(ctx, wait) {
			return false
		}
		if time.Since(renewed) > renewEvery {
			renewed = time.Now()
			b.renew()
		}
	}
	if err := b.last().Ack(); err != nil {
		w.log.Warn("a stored batch was not acknowledged and comes again", "err", err)
	}
	return true
}

// queue is one edge's messages of a batch, in order.
type queue struct {
	edge   *edge
	items  []message
	faults int
	apart  bool // stored by itself, because it was not stored together with others
	single bool // one message at a time, to find the one that is refused
}

// rows is how many samples a commit has room for from the start: those that were decoded ahead.
func (q *queue) rows() int {
	rows := 0
	for _, m := range q.items {
		if m.frame != nil {
			rows += len(m.frame.Rows)
		}
	}
	return min(rows, maxSamples+wire.MaxFrameRows)
}

// sort parts a batch by edge. A message without a place is buried at once.
func (w *Worker) sort(ctx context.Context, b batch) []*queue {
	var queues []*queue
	of := map[*edge]*queue{}
	for _, m := range b.messages {
		if m.unreadable != nil {
			w.discard(ctx, m.raw, m.unreadable)
			continue
		}
		e := w.edges.of(m.from)
		if of[e] == nil {
			of[e] = &queue{edge: e}
			queues = append(queues, of[e])
		}
		of[e].items = append(of[e].items, m)
	}
	return queues
}

// round works on every queue that is not empty and reports whether all are.
func (w *Worker) round(ctx context.Context, queues []*queue) bool {
	var group errgroup.Group
	group.SetLimit(writers)
	for _, p := range parties(queues) {
		group.Go(func() error { return w.serve(ctx, p) })
	}
	return group.Wait() == nil
}

// serve empties the queues of a party: together as far as that goes, and one by one what is left.
func (w *Worker) serve(ctx context.Context, p party) error {
	if err := w.together(ctx, p); err != nil {
		w.metrics.failed()
		w.log.Warn("the database is away; what edges send waits", "count", len(p), "err", err)
		return err
	}
	var faults []error
	for _, q := range p {
		faults = append(faults, w.empty(ctx, q))
	}
	return errors.Join(faults...)
}

// empty stores one edge's messages run by run until none is left or one run fails.
func (w *Worker) empty(ctx context.Context, q *queue) error {
	for len(q.items) > 0 {
		err := w.guarded(ctx, q)
		if err == nil {
			q.faults = 0
			continue
		}
		if err = w.judge(ctx, q, err); err != nil {
			return err
		}
	}
	return nil
}

// judge decides what a failed run means: try again, look closer, or bury the message.
func (w *Worker) judge(ctx context.Context, q *queue, err error) error {
	w.metrics.failed()
	if ctx.Err() != nil {
		return err
	}
	if absent := errors.Is(err, reason.New(reason.Unavailable, nil)); absent {
		w.log.Warn("the database is away; what edges send waits", "err", err)
		return err
	}
	q.edge.forget()
	q.faults++
	w.log.Warn("messages of an edge were not stored", "edge", q.edge.address.Edge, "messages", len(q.items), "err", err)
	switch {
	case !permanent(err) && q.faults < patience:
		return err
	case !q.single:
		q.single = true
		return nil
	}
	if q.items[0].buried { // not even its place can be kept: nobody is enrolled under this address
		q.items = q.items[1:]
		return nil
	}
	if err := w.bury(ctx, q.edge, q.items[0], err); err != nil {
		return err
	}
	q.items[0].buried = true
	return nil
}

// guarded stores one run of one edge, with a panic made a fault: one message must not stop the worker.
func (w *Worker) guarded(ctx context.Context, q *queue) (err error) {
	defer recovered(q, &err)
	c, err := w.take(ctx, q)
	if err != nil {
		return err
	}
	return w.store(ctx, []*commit{c})
}

func recovered(q *queue, err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("store messages of edge %s: bug: %v", q.edge.address.Edge, r)
	}
}

// take interprets the longest run at the queue's head that belongs to one boot and one transaction.
func (w *Worker) take(ctx context.Context, q *queue) (*commit, error) {
	now := time.Now()
	if err := w.identify(ctx, q.edge, now); err != nil {
		return nil, err
	}
	c := &commit{worker: w, queue: q, edge: q.edge, now: now, boot: q.items[0].mark.BootID, samples: make([]telemetry.Sample, 0, q.rows())}
	for i := range q.items {
		m := &q.items[i]
		if m.mark.BootID != c.boot || len(c.samples) >= maxSamples || len(c.applied) > 0 || (q.single && c.taken == 1) {
			break
		}
		if err := c.take(ctx, m); err != nil {
			return nil, err
		}
		c.taken++
	}
	if err := c.clean(ctx); err != nil {
		return nil, err
	}
	return c, c.advance(ctx)
}

// store commits runs of different edges of one tenant in one transaction, and then makes them known.
func (w *Worker) store(ctx context.Context, runs []*commit) error {
	batch := telemetry.Batch{Tenant: runs[0].edge.record.TenantKey, Samples: runs[0].samples}
	for i, c := range runs {
		if i > 0 {
			batch.Samples = append(batch.Samples, c.samples...)
		}
		if cursor, moved := c.cursor(); moved {
			batch.Cursors = append(batch.Cursors, cursor)
		}
	}
	outcome, err := w.services.Samples.Write(ctx, batch)
	if err != nil {
		return err
	}
	w.metrics.stored(outcome)
	partConflicts(runs, outcome.Conflicts)
	for _, c := range runs {
		c.finish(ctx)
		c.queue.items = append(w.unpark(c.edge), c.queue.items[c.taken:]...)
	}
	w.touch(ctx, runs)
	return nil
}

func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
