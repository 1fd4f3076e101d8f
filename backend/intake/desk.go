package intake

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/reason"
)

// MaxBody is how many bytes one body may have, through whichever door.
const MaxBody = 1 << 20

// bodiesAtOnce bounds the bodies that are decoded and stored at once, of all doors together.
const bodiesAtOnce = 64

// Sites finds the site that readings are of, and its channels.
type Sites interface {
	SiteByID(ctx context.Context, scope identity.Scope, id uuid.UUID) (registry.Site, error)
	Sites(ctx context.Context, scope identity.Scope) ([]registry.Site, error)
	Assets(ctx context.Context, scope identity.Scope, site registry.Site) ([]registry.Asset, error)
	Channels(ctx context.Context, scope identity.Scope, site registry.Site) ([]registry.Channel, error)
	// ComputedChannels are the keys of those that are computed from others: they take no readings.
	ComputedChannels(ctx context.Context, scope identity.Scope, site registry.Site) ([]int32, error)
}

// Samples stores what is accepted.
type Samples interface {
	Write(ctx context.Context, b telemetry.Batch) (telemetry.Outcome, error)
}

// Followers are told of what is stored as it comes.
type Followers interface {
	Publish(tenant, site uuid.UUID, message any) error
}

// Quotas says how long a tenant is to wait before it sends more; *retention.Meter satisfies it.
type Quotas interface {
	Wait(tenant int32, now time.Time) time.Duration
	Spend(tenant int32, samples int, now time.Time) time.Duration
}

// Cleaner sets the quality of samples by what people say of their channels; *cleaning.Cleaner
// satisfies it.
type Cleaner interface {
	Clean(ctx context.Context, tenant int32, samples []telemetry.Sample) error
}

// Services is what a desk works with.
type Services struct {
	Sites     Sites
	Samples   Samples
	Followers Followers
	Cleaner   Cleaner          // cleans nothing without one
	Quotas    Quotas           // none without one
	Metrics   *Metrics         // its own without one
	Now       func() time.Time // time.Now
	Log       *slog.Logger     // slog.Default
}

// Desk takes in bodies of readings from every door: what is accepted, how it is answered and what is
// bounded is the same at each of them.
type Desk struct {
	services    Services
	rooms       chan struct{}
	directories shortly[int32, Directory]      // by the site's short key
	asked       shortly[string, registry.Site] // sites, by the question that led to each
}

// NewDesk is a desk over a store.
func NewDesk(s Services) *Desk {
	if s.Metrics == nil {
		s.Metrics = NewMetrics()
	}
	if s.Now == nil {
		s.Now = time.Now
	}
	if s.Log == nil {
		s.Log = slog.Default()
	}
	return &Desk{services: s, rooms: make(chan struct{}, bodiesAtOnce)}
}

// Delivery is one body as it came through a door.
type Delivery struct {
	Door Door
	From identity.Principal
	// Scope is where the sender may deliver: From's for INGEST, with the request it is delivered in.
	Scope identity.Scope
	Site  registry.Site
	Body  []byte
	// Patient is set by a door that can let its sender wait: for a place, until the context ends.
	// Others are refused UNAVAILABLE when there is none.
	Patient bool
}

// Take decodes a body, stores what of it is accepted, and answers reading by reading. When it
// returns without an error, what is accepted is committed. A body that cannot be read is refused as
// a whole, as by Decode; PAYLOAD_TOO_LARGE, SAMPLE_QUOTA, UNAVAILABLE.
func (d *Desk) Take(ctx context.Context, in Delivery) (IngestResult, error) {
	if len(in.Body) > MaxBody {
		return IngestResult{}, reason.New(reason.PayloadTooLarge, reason.Params{"limit_bytes": MaxBody})
	}
	leave, err := d.enter(ctx, in.Patient)
	if err != nil {
		return IngestResult{}, err
	}
	defer leave()
	if err := d.withinQuota(in.Scope.Tenant); err != nil {
		return IngestResult{}, err
	}
	readings, err := Decode(in.Body)
	if err != nil {
		return IngestResult{}, err
	}
	accepted, err := d.judge(ctx, in, readings)
	if err != nil {
		return IngestResult{}, err
	}
	outcome := telemetry.Outcome{}
	if len(accepted.Samples) > 0 {
		if d.services.Cleaner != nil {
			if err := d.services.Cleaner.Clean(ctx, in.Scope.Tenant, accepted.Samples); err != nil {
				return IngestResult{}, fmt.Errorf("clean readings: %w", err)
			}
		}
		batch := telemetry.Batch{Tenant: in.Scope.Tenant, Samples: accepted.Samples, Actor: answersFor(in.From)}
		if outcome, err = d.services.Samples.Write(ctx, batch); err != nil {
			return IngestResult{}, fmt.Errorf("store readings: %w", err)
		}
		if d.services.Quotas != nil {
			d.services.Quotas.Spend(in.Scope.Tenant, len(accepted.Samples), d.services.Now())
		}
	}
	if live := accepted.Live(outcome.Conflicts, d.services.Now()); len(live) > 0 {
		if err := d.services.Followers.Publish(in.From.Tenant.ID, in.Site.ID, telemetry.LiveUpdate{Readings: live}); err != nil {
			// They are stored; who follows the site sees them with the next snapshot.
			d.services.Log.WarnContext(ctx, "stored readings were not announced", "site", in.Site.ID, "err", err)
		}
	}
	result := resultOf(accepted.Answer(outcome.Conflicts))
	d.services.Metrics.answered(in.Door, result)
	return result, nil
}

// enter takes one of the places in which bodies are worked on; leave gives it back.
func (d *Desk) enter(ctx context.Context, patient bool) (leave func(), err error) {
	leave = func() { <-d.rooms }
	select {
	case d.rooms <- struct{}{}:
		return leave, nil
	default:
	}
	full := reason.New(reason.Unavailable, reason.Params{"what": "room for more readings"})
	if !patient {
		return nil, full
	}
	select {
	case d.rooms <- struct{}{}:
		return leave, nil
	case <-ctx.Done():
		return nil, full
	}
}

// withinQuota refuses SAMPLE_QUOTA while the tenant has sent more than it may.
func (d *Desk) withinQuota(tenant int32) error {
	if d.services.Quotas == nil {
		return nil
	}
	wait := d.services.Quotas.Wait(tenant, d.services.Now())
	if wait <= 0 {
		return nil
	}
	return reason.New(reason.SampleQuota, reason.Params{"retry_seconds": int(math.Ceil(wait.Seconds()))})
}

// answersFor is who answers for substituted values: a person, or an API key.
func answersFor(p identity.Principal) string {
	if p.Key != nil {
		return p.Key.ID.String()
	}
	return p.User.ID.String()
}

// SiteOf is the site the readings of a sender are of: the one asked for, else the only one in its
// scope. NOT_FOUND; MISSING_FIELD naming site where there are several.
func (d *Desk) SiteOf(ctx context.Context, scope identity.Scope, asked uuid.UUID) (registry.Site, error) {
	question := fmt.Sprint(scope.Tenant, scope.AllSites, scope.Sites, asked)
	now := d.services.Now()
	if site, ok := d.asked.get(question, now); ok {
		return site, nil
	}
	site, err := d.siteOf(ctx, scope, asked)
	if err == nil {
		d.asked.put(question, site, now)
	}
	return site, err
}

func (d *Desk) siteOf(ctx context.Context, scope identity.Scope, asked uuid.UUID) (registry.Site, error) {
	if asked != uuid.Nil {
		site, err := d.services.Sites.SiteByID(ctx, scope, asked)
		if err != nil {
			return site, fmt.Errorf("find site: %w", err)
		}
		return site, nil
	}
	all, err := d.services.Sites.Sites(ctx, scope)
	if err != nil {
		return registry.Site{}, fmt.Errorf("list sites: %w", err)
	}
	switch len(all) {
	case 0:
		return registry.Site{}, reason.New(reason.NotFound, reason.Params{"what": "site"})
	case 1:
		return all[0], nil
	default:
		return registry.Site{}, reason.New(reason.MissingField, reason.Params{"field": "site"})
	}
}

// judge decides on readings of a site. A name that is not known is looked for once more in what is
// registered by now.
func (d *Desk) judge(ctx context.Context, in Delivery, readings []Reading) (Acceptance, error) {
	now := d.services.Now()
	if kept, ok := d.directories.get(in.Site.Key, now); ok {
		a := Accept(readings, Place{Site: in.Site.Key, Directory: kept}, now)
		if !slices.ContainsFunc(a.Refused, func(r Rejection) bool {
			return r.Reason.Code == reason.UnknownDevice || r.Reason.Code == reason.UnknownChannel
		}) {
			return a, nil
		}
	}
	assets, err := d.services.Sites.Assets(ctx, in.Scope, in.Site)
	if err != nil {
		return Acceptance{}, fmt.Errorf("list assets of site %s: %w", in.Site.ID, err)
	}
	channels, err := d.services.Sites.Channels(ctx, in.Scope, in.Site)
	if err != nil {
		return Acceptance{}, fmt.Errorf("list channels of site %s: %w", in.Site.ID, err)
	}
	computed, err := d.services.Sites.ComputedChannels(ctx, in.Scope, in.Site)
	if err != nil {
		return Acceptance{}, fmt.Errorf("list computed channels of site %s: %w", in.Site.ID, err)
	}
	directory := NewDirectory(assets, channels, computed)
	d.directories.put(in.Site.Key, directory, now)
	return Accept(readings, Place{Site: in.Site.Key, Directory: directory}, now), nil
}

// Bounds of kept answers: how long one is believed, and how many are kept. When there are too many all
// are forgotten.
const (
	directoryAge   = 5 * time.Second
	directoryCount = 10_000
)

// shortly keeps answers for a few seconds, so that who sends readings often is not asked for the same
// each time: the channels of its site, and which site that is.
type shortly[K comparable, V any] struct {
	mu   sync.Mutex
	kept map[K]keptAnswer[V]
}

type keptAnswer[V any] struct {
	at    time.Time
	value V
}

func (d *shortly[K, V]) get(key K, now time.Time) (V, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	kept, ok := d.kept[key]
	return kept.value, ok && now.Sub(kept.at) < directoryAge
}

func (d *shortly[K, V]) put(key K, value V, now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.kept == nil || len(d.kept) >= directoryCount {
		d.kept = map[K]keptAnswer[V]{}
	}
	d.kept[key] = keptAnswer[V]{at: now, value: value}
}
