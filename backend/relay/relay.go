package relay

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
)

// Bounds of the relay: so many events of a tenant in one go, so long between two rounds and between two looks
// for what streams have lost, of which each may hold up a round for so long.
const (
	batch      = 500
	roundEvery = 200 * time.Millisecond
	lookEvery  = time.Minute
	lookFor    = time.Second
)

// StreamAge is for how long a stream keeps an event at most. What it has no more then it has not lost.
const StreamAge = 90 * 24 * time.Hour

// Outbox is where events wait.
type Outbox interface {
	// Unsent are the tenants with events that wait; with kept also those with events that their stream has
	// taken lately.
	Unsent(ctx context.Context, kept bool) ([]identity.Tenant, error)
	// Number gives the tenant's events their numbers, in the order they were written, and returns at
	// most limit of those that wait, by stream and number.
	Number(ctx context.Context, tenant identity.Tenant, limit int) ([]Event, error)
	// Reconcile is told the newest event that a stream has of the tenant, where events with lower
	// numbers wait. If it waits itself they are what a relay had not removed yet. If not, the database
	// was restored to a time before the stream's end: their numbers are taken back, the next follows
	// the newest, and the answer is true.
	Reconcile(ctx context.Context, tenant identity.Tenant, newest Event) (bool, error)
	// Sent notes that a stream has taken the tenant's events up to a number, and removes those that it took so
	// long ago that it has them on disk.
	Sent(ctx context.Context, tenant identity.Tenant, stream Stream, through int64) error
	// Lost has the tenant's events of a stream behind a number wait again where it took them before, and says
	// how many: the stream ends there, and has lost them. It removes those that the stream surely has on disk,
	// and those that it took so long ago that it may have dropped them (StreamAge).
	Lost(ctx context.Context, tenant identity.Tenant, stream Stream, behind int64) (int, error)
}

// Store is where events go.
type Store interface {
	// Newest is the last event of a tenant in a stream; nil for none.
	Newest(ctx context.Context, tenant uuid.UUID, stream Stream) (*Event, error)
	// Append adds an event behind the tenant's last one and returns when it is kept. An event that is
	// there already is not added again. ErrBehind where somebody else has added to the stream since
	// this store looked, and once after the stream was away: it may have lost its end.
	Append(ctx context.Context, e Event) error
}

// ErrBehind says that somebody else has appended to a stream.
var ErrBehind = errors.New("another relay has appended to the stream")

// place is one tenant's part of a stream.
type place struct {
	tenant uuid.UUID
	stream Stream
}

// Relay carries events, round after round. Two that run at once do the work twice and the streams
// have each event once.
type Relay struct {
	outbox Outbox
	store  Store
	log    *slog.Logger
	// known are the numbers up to which streams are known to have events. What is not in it has to be
	// asked for: after a start, and after everything that went wrong.
	known map[place]int64
	// looked is when the last look for what streams have lost began; toLook are the tenants that it has not
	// come to.
	looked time.Time
	toLook []identity.Tenant
}

// New is a runner between an outbox and the streams.
func New(outbox Outbox, store Store, log *slog.Logger) *Relay {
	return &Relay{outbox: outbox, store: store, log: log, known: map[place]int64{}}
}

// Run relays until ctx ends. What fails waits for the next round: events stay in the outbox until the
// stream has them.
func (r *Relay) Run(ctx context.Context) error {
	tick := time.NewTicker(roundEvery)
	defer tick.Stop()
	complained := false
	for {
		err := r.Round(ctx)
		if err != nil && ctx.Err() == nil && !complained {
			r.log.Warn("events wait in the outbox", "err", err)
		}
		complained = err != nil
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Round relays what waits now. A tenant whose events cannot be relayed does not hold up the others.
func (r *Relay) Round(ctx context.Context) error {
	faults := r.look(ctx)
	tenants, err := r.outbox.Unsent(ctx, false)
	if err != nil {
		return errors.Join(append(faults, fmt.Errorf("look for events to relay: %w", err))...)
	}
	for _, tenant := range tenants {
		if err := r.tenant(ctx, tenant); err != nil {
			faults = append(faults, fmt.Errorf("relay events of tenant %s: %w", tenant.ID, err))
		}
	}
	return errors.Join(faults...)
}

// look asks, when the relay begins and once a minute, whether streams have lost events of any tenant, also where
// nothing waits. What they surely have on disk is not kept after that, so that it is not taken for lost when they
// drop it. A tenant that cannot be asked about is so again in the next look.
func (r *Relay) look(ctx context.Context) (faults []error) {
	begun := time.Now()
	if len(r.toLook) == 0 && begun.Sub(r.looked) >= lookEvery {
		tenants, err := r.outbox.Unsent(ctx, true)
		if err != nil {
			return []error{fmt.Errorf("look for events that were lost: %w", err)}
		}
		r.looked, r.toLook = begun, tenants
	}
	for len(r.toLook) > 0 && time.Since(begun) < lookFor {
		tenant := r.toLook[0]
		r.toLook = r.toLook[1:]
		for _, stream := range Streams() {
			if _, _, err := r.ask(ctx, tenant, stream); err != nil {
				faults = append(faults, fmt.Errorf("look for lost events of tenant %s: %w", tenant.ID, err))
				break
			}
		}
	}
	return faults
}

// ask is the newest event that a stream has of a tenant, nil for none, and how many it took behind it and has
// not any more: these wait again.
func (r *Relay) ask(ctx context.Context, tenant identity.Tenant, stream Stream) (newest *Event, lost int, err error) {
	if newest, err = r.store.Newest(ctx, tenant.ID, stream); err != nil {
		return nil, 0, fmt.Errorf("ask for the end of %s: %w", stream, err)
	}
	behind := int64(0)
	if newest != nil {
		behind = newest.Seq
	}
	if lost, err = r.outbox.Lost(ctx, tenant, stream, behind); err != nil {
		return nil, 0, fmt.Errorf("have what %s lost wait again: %w", stream, err)
	}
	if lost > 0 {
		r.log.Warn("a stream has lost events, which are appended again", "tenant", tenant.ID, "subject", stream, "behind", behind, "count", lost)
	}
	return newest, lost, nil
}

func (r *Relay) tenant(ctx context.Context, tenant identity.Tenant) error {
	for {
		events, err := r.outbox.Number(ctx, tenant, batch)
		if err != nil {
			return fmt.Errorf("number them: %w", err)
		}
		for first := 0; first < len(events); {
			end := first + 1
			for end < len(events) && events[end].Stream == events[first].Stream {
				end++
			}
			if err := r.run(ctx, tenant, events[first:end]); err != nil {
				delete(r.known, place{tenant.ID, events[first].Stream})
				return err
			}
			first = end
		}
		if len(events) < batch {
			return nil
		}
	}
}

// run relays events of one stream, which are in order.
func (r *Relay) run(ctx context.Context, tenant identity.Tenant, events []Event) error {
	at := place{tenant.ID, events[0].Stream}
	last, ok := r.known[at]
	if !ok || events[0].Seq <= last { // what waits was lost, whatever was known
		newest, lost, err := r.ask(ctx, tenant, at.stream)
		if err != nil {
			return err
		}
		if lost > 0 {
			return nil // they come first, in the next round
		}
		last = 0
		if newest != nil {
			last = newest.Seq
		}
		if events[0].Seq <= last {
			anew, err := r.outbox.Reconcile(ctx, tenant, *newest)
			if err != nil {
				return fmt.Errorf("compare with the end of %s: %w", at.stream, err)
			}
			if anew {
				r.log.Warn("the stream is ahead of the database, which was restored: events are numbered anew", "tenant", tenant.ID, "subject", at.stream, "behind", last)
				return nil
			}
		}
	}
	var fault error
	for _, e := range events {
		if e.Seq <= last {
			continue
		}
		if fault = r.store.Append(ctx, e); fault != nil {
			fault = fmt.Errorf("append event %d to %s: %w", e.Seq, e.Stream, fault)
			break
		}
		last = e.Seq
	}
	if err := r.outbox.Sent(ctx, tenant, at.stream, last); err != nil {
		return errors.Join(fault, fmt.Errorf("remove what was relayed: %w", err))
	}
	r.known[at] = last
	return fault
}
