package bus

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"ohmstead/backend/bus/bustest"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// crowd is many edges whose frames wait in the stream, and a store that notes its batches.
type crowd struct {
	*testing.T
	*bustest.Store
	hub   *Hub
	edges []registry.EdgeRecord

	mu      sync.Mutex
	batches []telemetry.Batch // that were stored
	refuse  func(telemetry.Batch) error
}

func (c *crowd) Write(ctx context.Context, b telemetry.Batch) (telemetry.Outcome, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.refuse(b); err != nil {
		return telemetry.Outcome{}, err
	}
	c.batches = append(c.batches, telemetry.Batch{Tenant: b.Tenant, Cursors: slices.Clone(b.Cursors), Samples: slices.Clone(b.Samples)})
	return c.Store.Write(ctx, b)
}

// newCrowd has so many tenants with so many edges each, and two frames of each in the stream.
func newCrowd(t *testing.T, tenants, each int) *crowd {
	t.Helper()
	c := &crowd{T: t, Store: bustest.NewStore(), refuse: func(telemetry.Batch) error { return nil }}
	var err error
	if c.hub, err = Open(t.Context(), Config{Dir: t.TempDir(), LeafPort: -1, Edges: c.Store}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.hub.Close)
	for n := range tenants {
		first := c.Enrol(fmt.Sprintf("U%d", n))
		c.edges = append(c.edges, first)
		for i := range each - 1 {
			c.edges = append(c.edges, c.EnrolBeside(first, fmt.Sprintf("U%d-%d", n, i)))
		}
	}
	for _, e := range c.edges {
		if _, err := c.ApplyManifest(t.Context(), e, frameManifest()); err != nil {
			t.Fatal(err)
		}
		c.publish(frameOf(t, addressOf(e), 1, 1), frameOf(t, addressOf(e), 2, 1))
	}
	return c
}

func (c *crowd) publish(messages ...*nats.Msg) {
	c.Helper()
	ctx, cancel := context.WithTimeout(c.Context(), time.Minute)
	defer cancel()
	for _, m := range messages {
		if _, err := c.hub.js.PublishMsg(ctx, m); err != nil {
			c.Fatal(err)
		}
	}
}

// work has the worker store until every edge is stored to a sequence, but for those that are left out.
func (c *crowd) work(until uint64, but ...registry.EdgeRecord) {
	c.Helper()
	ctx, cancel := context.WithCancel(c.Context())
	var running sync.WaitGroup
	w := NewWorker(c.hub, Services{Edges: c.Store, Channels: c.Store, Samples: c, Events: c.Store}, nil)
	running.Go(func() {
		if err := w.Run(ctx); err != nil {
			c.Error(err)
		}
	})
	defer running.Wait()
	defer cancel()
	deadline := time.Now().Add(2 * time.Minute)
	for _, e := range c.edges {
		if slices.Contains(but, e) {
			continue
		}
		for c.Stored(e.Edge.ID, frameBoot) < until {
			if time.Now().After(deadline) {
				c.Fatalf("edge %s is stored to %d, want %d", e.Edge.ID, c.Stored(e.Edge.ID, frameBoot), until)
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
}

func TestEdgesOfOneTenantAreStoredInOneTransaction(t *testing.T) {
	c := newCrowd(t, 3, 20)
	c.work(2)
	if got := len(c.batches); got > 9 {
		t.Errorf("60 edges of 3 tenants were stored in %d transactions", got)
	}
	for _, b := range c.batches {
		for _, cursor := range b.Cursors {
			if e := c.Edge(cursor.Edge); e.TenantKey != b.Tenant {
				t.Errorf("the cursor of an edge of tenant %d is in a batch of tenant %d", e.TenantKey, b.Tenant)
			}
		}
	}
	if got := len(c.Samples()); got != 120 {
		t.Errorf("%d samples are stored, want 120", got)
	}
}

// Its frame is set aside and told; the others do not wait for it and are stored once.
func TestWhatTheDatabaseRefusesOfOneEdgeDoesNotStopThoseBesideIt(t *testing.T) {
	c := newCrowd(t, 1, 20)
	bad := c.edges[7]
	c.refuse = func(b telemetry.Batch) error {
		if slices.ContainsFunc(b.Samples, func(s telemetry.Sample) bool { return s.Site == bad.SiteKey && s.Value == 1 }) {
			return reason.New(reason.InvalidValue, reason.Params{"field": "the data", "value": "1", "want": "what the database can hold"})
		}
		return nil
	}
	c.work(2)
	if got := len(c.Samples()); got != 39 {
		t.Errorf("%d samples are stored, want all but one of 40", got)
	}
	if got := c.hub.deadCount(t); got != 1 {
		t.Errorf("%d messages are set aside, want the one that is refused", got)
	}
	if got := c.Events(); len(got) != 1 || got[0].Code != reason.PoisonFrame || got[0].Site != bad.Edge.Site {
		t.Errorf("the events are %+v", got)
	}
}

// A fault of one edge alone, which passes, is nobody else's.
func TestAnEdgeThatCannotBeLookedUpIsStoredLater(t *testing.T) {
	c := newCrowd(t, 1, 10)
	var asked int
	c.Fault(func(operation string) error {
		if operation != "cursors" {
			return nil
		}
		if asked++; asked == 3 {
			return errors.New("the connection was reset")
		}
		return nil
	})
	c.work(2)
	if got := len(c.Samples()); got != 20 {
		t.Errorf("%d samples are stored, want 20", got)
	}
}

// While the database is away nothing is set aside, nothing is acknowledged, and no edge is tried
// alone: a thousand of them would ask a thousand times.
func TestAnAbsentDatabaseIsAskedOnceForAllEdges(t *testing.T) {
	c := newCrowd(t, 1, 20)
	asked := 0
	c.refuse = func(telemetry.Batch) error {
		if asked++; asked <= 3 {
			return reason.New(reason.Unavailable, reason.Params{"what": "the database"})
		}
		return nil
	}
	c.work(2)
	if asked > 6 {
		t.Errorf("the database was asked %d times, want 3 in vain and those that store", asked)
	}
	if got := c.hub.deadCount(t); got != 0 {
		t.Errorf("%d messages are set aside", got)
	}
}

func TestALargeTenantIsStoredInSeveralTransactionsAtATime(t *testing.T) {
	var queues []*queue
	from := somebody()
	for range 25 {
		from.Edge = somebody().Edge
		queues = append(queues, &queue{edge: &edge{address: from}, items: []message{{frame: &wire.Frame{Rows: make([]wire.Row, 1_000)}}}})
	}
	queues = append(queues, &queue{edge: &edge{address: somebody()}})
	got := parties(queues)
	if len(got) != 3 || len(got[0]) != 10 || len(got[1]) != 10 || len(got[2]) != 5 {
		t.Errorf("25,000 rows of 25 edges are %d parties", len(got))
	}
}

func (h *Hub) deadCount(t *testing.T) uint64 {
	t.Helper()
	dead, err := h.js.Stream(t.Context(), streamDead)
	if err != nil {
		t.Fatal(err)
	}
	return dead.CachedInfo().State.Msgs
}
