package pace

import (
	"math"
	"sync"
	"time"

	"ohmstead/energy/reason"
)

// Rate is how many requests are let through: Burst at once, and PerSecond steadily, both at least 1.
// The zero Rate lets every request through.
type Rate struct{ PerSecond, Burst int }

// Limits are the rates of one API key or session, and of everybody of one tenant together.
type Limits struct{ Credential, Tenant Rate }

// Caller is who sends a request.
type Caller struct {
	Credential string // unique for each API key and each session
	Tenant     int32
}

// remembered bounds the buckets that are kept of each kind. Beyond it those that are full are
// forgotten, which changes nothing, and where none is, all: then a burst comes through once more.
const remembered = 100_000

// Gate lets requests through at a rate. Safe for concurrent use.
type Gate struct {
	limits Limits

	mu          sync.Mutex
	credentials buckets[string]
	tenants     buckets[int32]
}

// New is a gate all of whose buckets are full.
func New(l Limits) *Gate {
	return &Gate{limits: l, credentials: buckets[string]{most: remembered}, tenants: buckets[int32]{most: remembered}}
}

// Take lets one request through, or refuses it: REQUEST_RATE or TENANT_RATE, with the whole seconds
// after which one is let through. A request that is refused costs nothing.
func (g *Gate) Take(c Caller, now time.Time) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	credential, wait := g.credentials.ask(c.Credential, g.limits.Credential, now)
	if wait > 0 {
		return refuse(reason.RequestRate, wait)
	}
	tenant, wait := g.tenants.ask(c.Tenant, g.limits.Tenant, now)
	if wait > 0 {
		return refuse(reason.TenantRate, wait)
	}
	g.credentials.keep(c.Credential, credential, now)
	g.tenants.keep(c.Tenant, tenant, now)
	return nil
}

func refuse(code reason.Code, wait time.Duration) error {
	return reason.New(code, reason.Params{"retry_seconds": int(math.Ceil(wait.Seconds()))})
}

// buckets are token buckets, each as the instant at which it is full again. Source: the generic cell
// rate algorithm in its virtual scheduling form, ITU-T I.371, annex A.
type buckets[K comparable] struct {
	most int
	full map[K]time.Time
}

// ask is the instant at which the bucket is full again once a request is taken from it, and how long
// to wait where there is none in it.
func (b *buckets[K]) ask(of K, r Rate, now time.Time) (full time.Time, wait time.Duration) {
	if r == (Rate{}) {
		return time.Time{}, 0
	}
	each := time.Second / time.Duration(r.PerSecond)
	room := time.Duration(r.Burst) * each
	full = b.full[of]
	// A bucket that needs longer than from empty was kept before the clock was set back.
	if full.Before(now) || full.Sub(now) > room {
		full = now
	}
	full = full.Add(each)
	return full, full.Sub(now) - room
}

// keep notes a bucket from which a request was taken; the zero instant is that of no bucket.
func (b *buckets[K]) keep(of K, full, now time.Time) {
	if full.IsZero() {
		return
	}
	if len(b.full) >= b.most {
		b.forget(now)
	}
	if b.full == nil {
		b.full = map[K]time.Time{}
	}
	b.full[of] = full
}

func (b *buckets[K]) forget(now time.Time) {
	for of, full := range b.full {
		if !full.After(now) {
			delete(b.full, of)
		}
	}
	if len(b.full) >= b.most {
		clear(b.full)
	}
}
