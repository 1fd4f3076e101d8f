package telemetry

import (
	"context"
	"errors"
	"math"
	"slices"
	"sync"
	"time"

	"ohmstead/energy/reason"
)

// Bounds of what is stored together: so many samples, in so long.
const (
	maxGathered   = 20_000
	gatheredLimit = 30 * time.Second
)

// Storer is the part of Writer that is gathered for.
type Storer interface {
	Write(ctx context.Context, b Batch) (Outcome, error)
}

// Gathered stores batches of many senders: while one is being stored, those of the same tenant that
// come meanwhile wait, and then are stored together. One commit costs what a commit costs, however
// many requests it answers, and writers of one quarter hour do not wait for each other's marks. A
// batch that comes alone is stored at once. Safe for concurrent use.
type Gathered struct {
	store Storer

	mu      sync.Mutex
	waiting map[int32][]*gathering // by tenant; present while somebody stores for it
}

// gathering is one batch on its way.
type gathering struct {
	batch   Batch
	lead    chan struct{} // closed when it is this one's turn to store
	done    chan struct{} // closed when it is stored
	outcome Outcome
	err     error
}

// NewGathered is a writer in front of another.
func NewGathered(store Storer) *Gathered {
	return &Gathered{store: store, waiting: map[int32][]*gathering{}}
}

// Write is that of Writer, but that Stored of a batch which was stored together with others counts
// its repeats too. Batches with cursors or substitutes are stored by themselves.
func (g *Gathered) Write(ctx context.Context, b Batch) (Outcome, error) {
	if len(b.Cursors) > 0 || slices.ContainsFunc(b.Samples, b.Substitutes) {
		return g.store.Write(ctx, b)
	}
	own := &gathering{batch: b, lead: make(chan struct{}), done: make(chan struct{})}
	g.mu.Lock()
	queue, busy := g.waiting[b.Tenant]
	if busy {
		g.waiting[b.Tenant] = append(queue, own)
	} else {
		g.waiting[b.Tenant] = nil
	}
	g.mu.Unlock()
	if busy {
		select {
		case <-own.done:
			return own.outcome, own.err
		case <-own.lead:
		}
	}
	// Others depend on it by now: it does not end with its own request.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), gatheredLimit)
	defer cancel()
	defer g.handOver(b.Tenant)
	g.storeAll(ctx, g.take(own))
	return own.outcome, own.err
}

// take is the batch whose turn it is with those that wait and fit.
func (g *Gathered) take(own *gathering) []*gathering {
	g.mu.Lock()
	defer g.mu.Unlock()
	queue := g.waiting[own.batch.Tenant]
	together, samples, n := []*gathering{own}, len(own.batch.Samples), 0
	for ; n < len(queue); n++ {
		if samples += len(queue[n].batch.Samples); samples > maxGathered {
			break
		}
		together = append(together, queue[n])
	}
	g.waiting[own.batch.Tenant] = queue[n:]
	return together
}

// handOver lets the next store, or forgets the tenant where nobody waits.
func (g *Gathered) handOver(tenant int32) {
	g.mu.Lock()
	defer g.mu.Unlock()
	queue := g.waiting[tenant]
	if len(queue) == 0 {
		delete(g.waiting, tenant)
		return
	}
	g.waiting[tenant] = queue[1:]
	close(queue[0].lead)
}

// storeAll stores the batches together. What cannot be stored together is stored one by one, so that
// nobody is refused for what somebody else has sent; but not where the database is away.
func (g *Gathered) storeAll(ctx context.Context, together []*gathering) {
	defer func() {
		for _, w := range together[1:] {
			close(w.done)
		}
	}()
	whole := together[0].batch
	for i, w := range together[1:] {
		if i == 0 {
			samples := 0
			for _, w := range together {
				samples += len(w.batch.Samples)
			}
			whole.Samples = append(make([]Sample, 0, samples), whole.Samples...)
		}
		whole.Samples = append(whole.Samples, w.batch.Samples...)
	}
	outcome, err := g.store.Write(ctx, whole)
	switch {
	case len(together) == 1, errors.Is(err, reason.New(reason.Unavailable, nil)):
		for _, w := range together {
			w.outcome, w.err = outcome, err
		}
	case err != nil:
		for _, w := range together {
			w.outcome, w.err = g.store.Write(ctx, w.batch)
		}
	default:
		partConflicts(together, outcome.Conflicts)
	}
}

// partConflicts gives each batch the conflicts that are its own.
func partConflicts(together []*gathering, conflicts []Sample) {
	type claim struct {
		channel int32
		micros  int64
		bits    uint64
	}
	of := func(s Sample) claim { return claim{s.Channel, s.At.UnixMicro(), math.Float64bits(s.Value)} }
	conflicting := map[claim]bool{}
	for _, s := range conflicts {
		conflicting[of(s)] = true
	}
	for _, w := range together {
		w.outcome = Outcome{Stored: len(w.batch.Samples)}
		if len(conflicting) == 0 {
			continue
		}
		for _, s := range w.batch.Samples {
			if conflicting[of(s)] {
				w.outcome.Conflicts = append(w.outcome.Conflicts, s)
				w.outcome.Stored--
			}
		}
	}
}
