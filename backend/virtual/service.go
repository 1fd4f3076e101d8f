package virtual

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

// Backfill is how far back a new virtual channel is computed, and what a preview shows.
const Backfill = 24 * time.Hour

// Store keeps virtual channels and what was answered when they were added.
type Store interface {
	Shelf
	Answers
}

// Answers are what requests with an idempotency key were answered.
type Answers interface {
	// FirstAnswer is the virtual channel that a request added, as it was then, whatever became of it since;
	// false where it has added none. IDEMPOTENCY_KEY_REUSED where another request had its id.
	FirstAnswer(ctx context.Context, scope identity.Scope, site registry.Site, r Request) (Channel, bool, error)
}

// Request is what was asked for under an id that follows from an idempotency key.
type Request struct {
	ID    uuid.UUID
	Draft Draft
}

// Shelf keeps virtual channels. What lies outside of the scope does not exist: NOT_FOUND. Those of a site
// are added, changed and archived one after the other, each asked once more (Kept.Still) when it is its
// turn.
type Shelf interface {
	// VirtualChannels are those of a site that are not archived, by asset and name.
	VirtualChannels(ctx context.Context, scope identity.Scope, site registry.Site) ([]Channel, error)
	// VirtualChannel is one that is not archived.
	VirtualChannel(ctx context.Context, scope identity.Scope, id uuid.UUID) (Channel, error)
	// AddVirtualChannel keeps a new one under an id, computed from an instant on; a request with a key that
	// has added one is answered as the first time. NAME_TAKEN; IDEMPOTENCY_KEY_REUSED; INVALID_VALUE where
	// it was there with another unit.
	AddVirtualChannel(ctx context.Context, scope identity.Scope, site registry.Site, c Kept) (Channel, error)
	// ChangeVirtualChannel replaces how it is computed, from an instant on: VERSION_CONFLICT.
	ChangeVirtualChannel(ctx context.Context, scope identity.Scope, site registry.Site, c Kept) (Channel, error)
	// ArchiveVirtualChannel ends it; what was computed stays. VERSION_CONFLICT.
	ArchiveVirtualChannel(ctx context.Context, scope identity.Scope, site registry.Site, c Kept) error
}

// Kept is what is to be kept of a virtual channel.
type Kept struct {
	ID      uuid.UUID
	Version int64 // that was read; 0 for a new one
	Ready
	Asked *Draft    // what a request with an idempotency key asked for; nil without one
	From  time.Time // computed from here on
	Now   time.Time
	// Still says whether it may be kept beside the virtual channels of the site as they are when nobody else
	// changes them; what was checked before may hold no more. Nil says yes.
	Still func(now []Channel) error
}

// Site is what a service has to know of a site, and what was measured there.
type Site interface {
	Assets(ctx context.Context, scope identity.Scope, site registry.Site) ([]registry.Asset, error)
	Channels(ctx context.Context, scope identity.Scope, site registry.Site) ([]registry.Channel, error)
	Readings(ctx context.Context, scope identity.Scope, q telemetry.ReadingsQuery) ([]point.Reading, error)
}

// Service is virtual channels as people write them.
type Service struct {
	store Store
	site  Site
}

// NewService is a service over a store.
func NewService(store Store, site Site) *Service { return &Service{store: store, site: site} }

// List is the virtual channels of a site.
func (s *Service) List(ctx context.Context, scope identity.Scope, site registry.Site) ([]Channel, error) {
	return s.store.VirtualChannels(ctx, scope, site)
}

// Add keeps a new virtual channel and has the last day of it computed. With a key, the same request
// again is answered as the first time, whatever became of the channel: IDEMPOTENCY_KEY_REUSED for another
// request with it.
func (s *Service) Add(ctx context.Context, scope identity.Scope, site registry.Site, d Draft, stamp Stamp) (Channel, error) {
	d.Name = strings.TrimSpace(d.Name)
	k := Kept{ID: uuid.New(), From: stamp.Now.Add(-Backfill), Now: stamp.Now}
	if stamp.Key != "" {
		k.ID, k.Asked = uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, "virtual channel ", scope.Tenant, " ", scope.Actor, " ", stamp.Key)), &d
		if first, is, err := s.store.FirstAnswer(ctx, scope, site, Request{k.ID, d}); is || err != nil {
			return first, err
		}
	}
	var err error
	if k.Ready, err = s.check(ctx, scope, site, d); err != nil {
		return Channel{}, err
	}
	k.Still = k.acyclic
	return s.store.AddVirtualChannel(ctx, scope, site, k)
}

// Stamp is when something is asked for, and the idempotency key it is asked with.
type Stamp struct {
	Key string
	Now time.Time
}

// Change is what is done about a virtual channel that was read.
type Change struct {
	Was   Channel
	Draft Draft // what it is to be; of no meaning where it is archived
	Now   time.Time
}

// Change replaces how a virtual channel is computed from now on. Its name and its unit stay.
func (s *Service) Change(ctx context.Context, scope identity.Scope, site registry.Site, c Change) (Channel, error) {
	was, d, now := c.Was, c.Draft, c.Now
	if d.Name != was.Name {
		return Channel{}, reason.Invalid("name", d.Name, was.Name+": the name stays")
	}
	ready, err := s.check(ctx, scope, site, d)
	if err != nil {
		return Channel{}, err
	}
	if ready.Unit != was.Unit {
		return Channel{}, reason.Invalid("unit", ready.Unit, was.Unit+": the unit stays")
	}
	return s.store.ChangeVirtualChannel(ctx, scope, site, Kept{ID: was.ID, Version: was.Version, Ready: ready, From: now, Now: now, Still: ready.acyclic})
}

// Archive ends a virtual channel that no other is computed from.
func (s *Service) Archive(ctx context.Context, scope identity.Scope, site registry.Site, c Change) error {
	return s.store.ArchiveVirtualChannel(ctx, scope, site, Kept{ID: c.Was.ID, Version: c.Was.Version, Now: c.Now, Still: c.Was.unused})
}

// unused refuses INVALID_VALUE where another is computed from a channel.
func (c Channel) unused(all []Channel) error {
	for _, other := range all {
		for _, input := range other.Inputs {
			if input == c.Name {
				return reason.Invalid("name", c.Name, "a channel that "+other.Name+" is not computed from")
			}
		}
	}
	return nil
}

// One is a virtual channel: NOT_FOUND.
func (s *Service) One(ctx context.Context, scope identity.Scope, id uuid.UUID) (Channel, error) {
	return s.store.VirtualChannel(ctx, scope, id)
}

// NotFound is the refusal for a virtual channel that does not exist within a scope.
func NotFound() error { return reason.New(reason.NotFound, reason.Params{"what": "virtual channel"}) }

func (s *Service) check(ctx context.Context, scope identity.Scope, site registry.Site, d Draft) (Ready, error) {
	assets, err := s.site.Assets(ctx, scope, site)
	if err != nil {
		return Ready{}, fmt.Errorf("list assets: %w", err)
	}
	channels, err := s.site.Channels(ctx, scope, site)
	if err != nil {
		return Ready{}, fmt.Errorf("list channels: %w", err)
	}
	others, err := s.store.VirtualChannels(ctx, scope, site)
	if err != nil {
		return Ready{}, fmt.Errorf("list virtual channels: %w", err)
	}
	keys := make([]string, len(assets))
	for i, a := range assets {
		keys[i] = a.Key
	}
	d.Name = strings.TrimSpace(d.Name)
	return d.Check(keys, channels, others)
}

// Preview is what a draft would have given over the last day.
type Preview struct {
	Unit     string
	From, To time.Time
	Instants int // at which it would have been computed
	Known    int // of which it would have had a value
	// Course is its readings, of many every so many.
	Course []point.Reading
}

// courseLength is how many readings a preview shows at most, pageLimit how many are read at once.
const (
	courseLength = 500
	pageLimit    = 10_000
)

// Try computes a draft over the last day and keeps nothing.
func (s *Service) Try(ctx context.Context, scope identity.Scope, site registry.Site, d Draft, now time.Time) (Preview, error) {
	ready, err := s.check(ctx, scope, site, d)
	if err != nil {
		return Preview{}, err
	}
	p := Preview{Unit: ready.Unit, From: now.Add(-Backfill), To: now}
	inputs := make([]Input, len(ready.Sources))
	for i, name := range d.Names() {
		inputs[i].Name = name
		if inputs[i].Readings, err = s.readings(ctx, scope, telemetry.ReadingsQuery{Site: site, Channel: ready.Sources[i], From: p.From.Add(-d.MaxAge), To: now, Limit: pageLimit}); err != nil {
			return p, err
		}
	}
	all, err := Evaluate(d.Formula, inputs, d.MaxAge, slot.Interval{From: p.From, To: p.To})
	p.Instants = len(all)
	every := max(1, (len(all)+courseLength-1)/courseLength)
	for i, r := range all {
		if r.Quality.Usable() {
			p.Known++
		}
		if i%every == 0 {
			p.Course = append(p.Course, r)
		}
	}
	return p, err
}

// readings are all that a question is for, page by page.
func (s *Service) readings(ctx context.Context, scope identity.Scope, q telemetry.ReadingsQuery) ([]point.Reading, error) {
	var all []point.Reading
	for {
		page, err := s.site.Readings(ctx, scope, q)
		if err != nil {
			return nil, fmt.Errorf("read the readings of %s.%s: %w", q.Channel.Asset, q.Channel.Name, err)
		}
		all = append(all, page...)
		if len(page) < q.Limit {
			return all, nil
		}
		q.From = page[len(page)-1].At.Add(time.Microsecond)
	}
}
