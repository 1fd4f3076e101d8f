package retention

import (
	"context"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"ohmstead/backend/rounds"
)

// How much may come at once, how often quotas are read, and the longest that anybody is told to wait.
const (
	burst     = 10 * time.Second
	readEvery = 15 * time.Second
	longest   = time.Minute
)

// Quotas knows what tenants may send.
type Quotas interface {
	// SampleQuotas are the samples a second of those tenants that have a bound.
	SampleQuotas(ctx context.Context) (map[int32]int, error)
}

// Meter holds tenants to their quotas of samples: each has room for what it may send in ten seconds,
// which fills again at its rate. Safe for concurrent use, and a prometheus.Collector. Processes each
// have their own meter.
type Meter struct {
	quotas Quotas
	log    *slog.Logger

	mu   sync.Mutex
	rate map[int32]int
	room map[int32]room

	spent, held *prometheus.CounterVec
	limit       *prometheus.GaugeVec
}

type room struct {
	left float64 // samples; negative once more came than there was room for
	at   time.Time
}

// NewMeter is a meter that knows no quotas until it runs.
func NewMeter(quotas Quotas, log *slog.Logger) *Meter {
	counter := func(name, help string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "ohmstead", Subsystem: "quota", Name: name, Help: help}, []string{"tenant"})
	}
	return &Meter{
		quotas: quotas, log: log, room: map[int32]room{},
		spent: counter("samples_total", "Samples that tenants with a quota have sent."),
		held:  counter("holds_total", "How often a tenant was told to wait because it was over its quota."),
		limit: prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: "ohmstead", Subsystem: "quota", Name: "samples_per_second", Help: "Samples a second that a tenant may send."}, []string{"tenant"}),
	}
}

// Run reads the quotas again and again until ctx ends.
func (m *Meter) Run(ctx context.Context) error {
	rounds.Every(ctx, readEvery, func() error { return m.read(ctx) }, func(err error) {
		m.log.Warn("quotas stay as they were read last", "err", err)
	})
	return nil
}

func (m *Meter) read(ctx context.Context) error {
	rate, err := m.quotas.SampleQuotas(ctx)
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rate = rate
	m.limit.Reset()
	for tenant, quota := range rate {
		m.limit.WithLabelValues(label(tenant)).Set(float64(quota))
	}
	for tenant := range m.room {
		if rate[tenant] == 0 {
			delete(m.room, tenant)
		}
	}
	return nil
}

func label(tenant int32) string { return strconv.Itoa(int(tenant)) }

// Wait is how long a tenant is to wait before it sends more: 0 where it need not.
func (m *Meter) Wait(tenant int32, now time.Time) time.Duration { return m.Spend(tenant, 0, now) }

// Spend notes samples that came and is how long the tenant is to wait before it sends more.
func (m *Meter) Spend(tenant int32, samples int, now time.Time) time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	rate := float64(m.rate[tenant])
	if rate == 0 {
		return 0
	}
	most := rate * burst.Seconds()
	r, known := m.room[tenant]
	if !known {
		r = room{left: most, at: now}
	}
	if now.After(r.at) {
		r.left = min(most, r.left+rate*now.Sub(r.at).Seconds())
		r.at = now
	}
	r.left -= float64(samples)
	m.room[tenant] = r
	m.spent.WithLabelValues(label(tenant)).Add(float64(samples))
	if r.left >= 0 {
		return 0
	}
	m.held.WithLabelValues(label(tenant)).Inc()
	return min(longest, time.Duration(-r.left/rate*float64(time.Second)))
}

// Describe implements prometheus.Collector.
func (m *Meter) Describe(to chan<- *prometheus.Desc) {
	m.spent.Describe(to)
	m.held.Describe(to)
	m.limit.Describe(to)
}

// Collect implements prometheus.Collector.
func (m *Meter) Collect(to chan<- prometheus.Metric) {
	m.spent.Collect(to)
	m.held.Collect(to)
	m.limit.Collect(to)
}
