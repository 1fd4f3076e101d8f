package desk

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/cycle"
	"ohmstead/edge/site"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// Journal keeps values by key; what Put has returned from is kept over a crash.
type Journal interface {
	Get(key string) ([]byte, bool)
	Put(key string, value []byte) error
	Keys(prefix string) []string
}

// Loop is the running cycle; *cycle.Loop satisfies it.
type Loop interface {
	Do(ctx context.Context, do func(now time.Time, c *cycle.Core) error) error
	Status() cycle.Status
}

// Config of a desk.
type Config struct {
	Site    *site.Site
	Journal Journal
	// Key is the backend's, pinned when the edge was enrolled; nil takes no orders.
	Key     ed25519.PublicKey
	Address wire.Address
	// Answer keeps an acknowledgement for the backend, on disk when it returns.
	Answer func(ctx context.Context, a wire.Ack) error
	// Probe asks devices beside the cycle; nil refuses to. It may take minutes, and one runs at a time.
	Probe func(ctx context.Context, c wire.Command, p wire.Probe) (wire.ProbeResult, error)
	// Configuration is what runs, and the way to another.
	Configuration Configuration
	Log           *slog.Logger
}

// Desk is safe for concurrent use once Attach has been called.
type Desk struct {
	config Config

	mu     sync.Mutex
	loop   Loop
	keys   Keys // nil where the edge has no backend
	limits wire.Limits
	plan   wire.Plan
	orders map[string]order  // by key of the journal
	latest map[string]uint64 // the greatest sequence of an origin
	count  map[string]int    // how many orders of an origin are remembered

	// The cycle hands over its memory while somebody may hold mu and wait for the cycle, so the memory
	// has a lock of its own.
	memoryMu sync.Mutex
	memory   []byte
	age      uint64 // counts memories

	saving sync.Mutex // one save at a time, so that an older one never follows a newer
	saved  uint64     // the age of the memory on disk

	news  chan struct{} // of capacity 1: there is something for Run to do
	queue chan string   // keys of orders beside the cycle that wait; what finds no room is refused
	cut   []string      // keys of such orders that the process before this one was at
}

// mostProbes wait for the one that is under way.
const mostProbes = 8

// Keys of the journal.
const (
	memoryKey = "memory"
	limitsKey = "limits"
	planKey   = "plan"
	orderKeys = "command/"
	localKeys = "local/"
)

// New reads back what the journal holds. A value that cannot be read is named and left alone: an
// edge that guesses what it had been ordered is worse than one that does not start.
func New(c Config) (*Desk, error) {
	d := &Desk{
		config: c, orders: map[string]order{}, latest: map[string]uint64{}, count: map[string]int{}, news: make(chan struct{}, 1), queue: make(chan string, mostProbes),
	}
	for key, into := range map[string]any{limitsKey: &d.limits, planKey: &d.plan} {
		if err := d.recall(key, into); err != nil {
			return nil, err
		}
	}
	for _, key := range slices.Concat(c.Journal.Keys(orderKeys), c.Journal.Keys(localKeys)) {
		var o order
		if err := d.recall(key, &o); err != nil {
			return nil, err
		}
		d.orders[key] = o
		if beside(o.Command.Kind) && o.Answer != nil && !o.Answer.State.Final() {
			d.cut = append(d.cut, key)
		}
		d.count[o.keys()]++
		d.latest[o.keys()] = max(d.latest[o.keys()], o.Command.Seq)
	}
	return d, nil
}

// recall reads a value of the journal; without one it leaves into as it is.
func (d *Desk) recall(key string, into any) error {
	data, ok := d.config.Journal.Get(key)
	if !ok {
		return nil
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("read %s of the journal: %w", key, err)
	}
	return nil
}

// note puts a value into the journal.
func (d *Desk) note(key string, value any) error {
	data, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("encode %s for the journal: %w", key, err)
	}
	return d.config.Journal.Put(key, data)
}

// Restore gives the core back what it must not have forgotten, and what was ordered. It is called
// before the first cycle.
func (d *Desk) Restore(c *cycle.Core, now time.Time) error {
	var m cycle.Memory
	if err := d.recall(memoryKey, &m); err != nil {
		return err
	}
	c.Remember(m)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.place(now, c)
	return nil
}

// place puts limits and plan in force.
func (d *Desk) place(now time.Time, c *cycle.Core) {
	limits, failSafe := d.limitsAt(now)
	c.SetLimits(limits, failSafe, d.constraintsAt(now))
	c.SetPlan(d.planAt(now))
}

// Attach gives the desk the running cycle.
func (d *Desk) Attach(l Loop) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.loop = l
}

// Keep takes over what the cycle must not forget. It returns at once; Run brings it to the disk.
func (d *Desk) Keep(m cycle.Memory) {
	data, err := json.Marshal(m)
	if err != nil {
		panic(err) // a memory is plain values
	}
	d.memoryMu.Lock()
	d.memory, d.age = data, d.age+1
	d.memoryMu.Unlock()
	d.wake()
}

func (d *Desk) wake() {
	select {
	case d.news <- struct{}{}:
	default:
	}
}

// LimitsVersion is the version of the limits that are in force, 0 for none.
func (d *Desk) LimitsVersion() int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.limits.LimitsVersion
}

// LastCommand is the greatest sequence of a command that was ever taken, 0 for none.
func (d *Desk) LastCommand() uint64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.latest[orderKeys]
}

// Take carries out a sealed order: KindCommand, KindLimits or KindPlan. It refuses
// SIGNATURE_INVALID and what is not whole, and returns faults of the journal; what the order itself
// may not do is answered to the backend and no error here.
func (d *Desk) Take(ctx context.Context, kind wire.Kind, data []byte) error {
	body, err := wire.Open(d.config.Key, d.config.Address, kind, data)
	if err != nil {
		return err
	}
	switch kind {
	case wire.KindCommand:
		command, err := wire.DecodeCommand(body)
		if err != nil {
			return err
		}
		return d.takeCommand(ctx, command)
	case wire.KindLimits:
		limits, err := wire.DecodeLimits(body)
		if err != nil {
			return err
		}
		return d.takeLimits(ctx, limits)
	case wire.KindPlan:
		plan, err := wire.DecodePlan(body)
		if err != nil {
			return err
		}
		return d.takePlan(ctx, plan)
	}
	return reason.New(reason.InvalidValue, reason.Params{"field": "kind", "value": string(kind), "want": "command, limits or plan"})
}

// takeLimits replaces the limits by newer ones; older and equal ones are passed over.
func (d *Desk) takeLimits(ctx context.Context, l wire.Limits) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if l.LimitsVersion <= d.limits.LimitsVersion {
		return nil
	}
	if err := d.note(limitsKey, l); err != nil {
		return err
	}
	d.limits = l
	return d.replace(ctx)
}

// takePlan replaces the plan by one that was issued later.
func (d *Desk) takePlan(ctx context.Context, p wire.Plan) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !p.IssuedAt.After(d.plan.IssuedAt) {
		return nil
	}
	if err := d.note(planKey, p); err != nil {
		return err
	}
	d.plan = p
	return d.replace(ctx)
}

// replace puts what is known in force in the running cycle.
func (d *Desk) replace(ctx context.Context) error {
	if d.loop == nil {
		return nil // Restore does it
	}
	err := d.loop.Do(ctx, func(now time.Time, c *cycle.Core) error {
		d.place(now, c)
		return nil
	})
	if errors.Is(err, cycle.ErrStopped) {
		return nil // the journal has it for the next start
	}
	return err
}

// planAt is the plan with the names of its assets resolved; slots of assets that are no more and
// slots that are over are left out. Where several say something of an asset the newest counts, which
// stands first: orders in the reverse of their sequence, and the plan before those that it followed.
func (d *Desk) planAt(now time.Time) control.Plan {
	plan := control.Plan{ID: d.plan.ID, Issued: d.plan.IssuedAt}
	planned := false
	schedule := func() {
		for _, s := range d.plan.Slots {
			plan.Slots = appendSlot(plan.Slots, d.config.Site, s, now)
		}
		planned = true
	}
	for _, key := range slices.Backward(slices.Sorted(maps.Keys(d.orders))) {
		o := d.orders[key]
		if !o.dispatches(now) {
			continue
		}
		if !planned && !o.Command.IssuedAt.After(d.plan.IssuedAt) {
			schedule()
		}
		plan.Issued = later(plan.Issued, o.Command.IssuedAt)
		plan.Slots = appendSlot(plan.Slots, d.config.Site, o.slot(), now)
	}
	if !planned {
		schedule()
	}
	return plan
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
