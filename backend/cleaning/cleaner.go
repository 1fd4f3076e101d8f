package cleaning

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"ohmstead/backend/rounds"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/counter"
	"ohmstead/energy/point"
)

// How often settings are read, how far back again because a change may be committed late, and how old
// a sample may be that others are judged by.
const (
	readEvery   = 3 * time.Second
	overlap     = time.Minute
	maxNeighbor = 24 * time.Hour
)

// What a sample is marked for.
const (
	limit = "limit"
	rate  = "rate"
	dip   = "dip"
	reset = "reset"
)

// Key is a channel by its short keys.
type Key struct{ Tenant, Channel int32 }

// Rule is the limits of a channel as the cleaner reads them.
type Rule struct {
	Key
	Limits
	Counts  bool // the channel is a counter
	Changed time.Time
}

// Instant is a moment of a channel.
type Instant struct {
	Channel int32
	At      time.Time
}

// Source is what a cleaner works with.
type Source interface {
	// CleaningRules are the limits of all tenants' channels that were changed at or after an instant.
	CleaningRules(ctx context.Context, since time.Time) ([]Rule, error)
	// UsableBefore is the newest usable sample before each instant, not more than within before it; the
	// zero Reading where there is none.
	UsableBefore(ctx context.Context, tenant int32, instants []Instant, within time.Duration) ([]point.Reading, error)
}

// ruleBook is the rules of each tenant by channel. It is not changed once it is shared.
type ruleBook map[int32]map[int32]Rule

// Cleaner cleans samples of all tenants by settings that are at most some seconds old. Safe for
// concurrent use.
type Cleaner struct {
	source Source
	log    *slog.Logger

	book    atomic.Pointer[ruleBook]
	mu      sync.Mutex // held while the book is changed
	through time.Time
	metrics *Metrics
}

// NewCleaner is a cleaner that reads its settings when it is first asked, and again while it runs.
func NewCleaner(source Source, log *slog.Logger) *Cleaner {
	return &Cleaner{source: source, log: log, metrics: newMetrics()}
}

// Run reads settings again and again until ctx ends.
func (c *Cleaner) Run(ctx context.Context) error {
	rounds.Every(ctx, readEvery, func() error { return c.read(ctx) }, func(err error) {
		c.log.Warn("settings of channels stay as they were read last", "err", err)
	})
	return nil
}

// read takes over what has changed.
func (c *Cleaner) read(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	since := c.through
	if !since.IsZero() {
		since = since.Add(-overlap)
	}
	changed, err := c.source.CleaningRules(ctx, since)
	if err != nil {
		return fmt.Errorf("read the settings of channels: %w", err)
	}
	old := c.book.Load()
	if len(changed) == 0 && old != nil {
		return nil
	}
	book := ruleBook{}
	if old != nil {
		book = maps.Clone(*old)
	}
	fresh := map[int32]bool{}
	for _, r := range changed {
		if !fresh[r.Tenant] {
			fresh[r.Tenant], book[r.Tenant] = true, maps.Clone(book[r.Tenant])
		}
		if book[r.Tenant] == nil {
			book[r.Tenant] = map[int32]Rule{}
		}
		if r.Limits == (Limits{}) {
			delete(book[r.Tenant], r.Channel)
		} else {
			book[r.Tenant][r.Channel] = r
		}
		if r.Changed.After(c.through) {
			c.through = r.Changed
		}
	}
	c.book.Store(&book)
	return nil
}

// Clean sets the quality of samples of one tenant. Samples of channels of which nothing is said cost
// a look at a table, or nothing where the tenant has said nothing at all; what is judged by the sample
// before costs one question a batch.
func (c *Cleaner) Clean(ctx context.Context, tenant int32, samples []telemetry.Sample) error {
	book := c.book.Load()
	if book == nil {
		if err := c.read(ctx); err != nil {
			return err
		}
		book = c.book.Load()
	}
	c.metrics.seen(samples, time.Now())
	rules := (*book)[tenant]
	if len(rules) == 0 {
		return nil
	}
	var compared []int // those that are judged by the sample before, by place
	for i := range samples {
		s := &samples[i]
		r, ok := rules[s.Channel]
		if !ok || s.Quality != point.Good && s.Quality != point.Uncertain {
			continue
		}
		if r.outside(s.Value) {
			c.metrics.marked(limit)
			s.Quality = point.Bad
		} else if r.PerSecond != nil || r.Counts {
			compared = append(compared, i)
		}
	}
	if len(compared) == 0 {
		return nil
	}
	return c.compare(ctx, rules, set{tenant, samples, compared})
}

// outside reports whether a value cannot be. A counter that rolls over never is beyond that.
func (l Limits) outside(v float64) bool {
	return l.Min != nil && v < *l.Min || l.Max != nil && v > *l.Max || l.Rollover != nil && v > *l.Rollover
}

// set is some samples of a batch, by their places.
type set struct {
	tenant  int32
	samples []telemetry.Sample
	places  []int
}

// compare judges samples by the usable one before each, which is stored or in the batch.
func (c *Cleaner) compare(ctx context.Context, rules map[int32]Rule, of set) error {
	slices.SortStableFunc(of.places, func(a, b int) int {
		x, y := of.samples[a], of.samples[b]
		return cmp.Or(cmp.Compare(x.Channel, y.Channel), x.At.Compare(y.At))
	})
	instants := make([]Instant, len(of.places))
	for i, place := range of.places {
		instants[i] = Instant{of.samples[place].Channel, of.samples[place].At}
	}
	stored, err := c.source.UsableBefore(ctx, of.tenant, instants, maxNeighbor)
	if err != nil {
		return fmt.Errorf("find the samples before: %w", err)
	}
	var before point.Reading // in the batch, of this channel
	for i, place := range of.places {
		s := &of.samples[place]
		if i > 0 && instants[i-1].Channel != s.Channel {
			before = point.Reading{}
		}
		last := stored[i]
		if before.At.After(last.At) {
			last = before
		}
		if last.Quality != point.Missing && s.At.After(last.At) && s.At.Sub(last.At) <= maxNeighbor {
			quality, why := rules[s.Channel].after(last, *s)
			if why != "" {
				c.metrics.marked(why)
			}
			s.Quality = quality
		}
		if s.Quality.Usable() {
			before = point.Reading{Value: s.Value, At: s.At, Quality: s.Quality}
		}
	}
	return nil
}

// after is the quality of a sample by the one before it, and what it was marked for, if it was.
func (r Rule) after(before point.Reading, s telemetry.Sample) (point.Quality, string) {
	counted := s.Value - before.Value
	if r.Counts {
		var turn counter.Turn
		switch turn, counted = r.Counter().Judge(before.Value, s.Value); turn {
		case counter.Rise, counter.Rollover:
		case counter.Reset:
			return point.Uncertain, reset
		case counter.Fall:
			return point.Uncertain, dip
		}
	}
	if r.PerSecond != nil && math.Abs(counted) > *r.PerSecond*s.At.Sub(before.At).Seconds() {
		return point.Bad, rate
	}
	return s.Quality, ""
}
