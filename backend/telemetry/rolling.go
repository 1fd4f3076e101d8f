package telemetry

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"ohmstead/backend/rounds"
)

// Bounds of rolling: so many rollups in one transaction, and so long between two rounds.
const (
	rollLimit = 500
	rollEvery = 10 * time.Second
)

// Rolling forms the rollups of marked quarter hours, round after round.
type Rolling struct {
	store Roller
	log   *slog.Logger
	taken *prometheus.CounterVec // by stage
	whole prometheus.Gauge       // when the last round over all marks began, in Unix seconds; 0 before its end
}

// NewRolling is a runner over a store.
func NewRolling(store Roller, log *slog.Logger) *Rolling {
	r := &Rolling{
		store: store, log: log,
		taken: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: "ohmstead", Subsystem: "rollups", Name: "formed_total",
			Help: "Intervals of channels that were formed: quarter hours rolled_up, quarter hours of counters counted, of virtual channels computed, of chargers charging, hours and days.",
		}, []string{"stage"}),
		whole: prometheus.NewGauge(prometheus.GaugeOpts{
			Namespace: "ohmstead", Subsystem: "rollups", Name: "whole_timestamp_seconds",
			Help: "When the last round over all marks began: the quarter hours of what was stored before are rolled up. 0 before the first has ended.",
		}),
	}
	r.took(Taken{}, Taken{}) // none is zero, not unknown
	return r
}

// took counts what was taken since.
func (r *Rolling) took(was, now Taken) {
	for stage, n := range map[string]int{
		"rolled_up": now.Quarters - was.Quarters, "counted": now.Counted - was.Counted, "computed": now.Computed - was.Computed,
		"hours": now.Hours - was.Hours, "days": now.Days - was.Days, "charging": now.Charging - was.Charging,
	} {
		r.taken.WithLabelValues(stage).Add(float64(n))
	}
}

// Describe implements prometheus.Collector.
func (r *Rolling) Describe(to chan<- *prometheus.Desc) {
	r.taken.Describe(to)
	r.whole.Describe(to)
}

// Collect implements prometheus.Collector.
func (r *Rolling) Collect(to chan<- prometheus.Metric) {
	r.taken.Collect(to)
	r.whole.Collect(to)
}

// Run rolls until ctx ends. What fails is tried again in the next round: marks go only with the
// rollups they led to.
func (r *Rolling) Run(ctx context.Context) error {
	rounds.Every(ctx, rollEvery, func() error { return r.round(ctx) }, func(err error) {
		r.log.Error("rollups wait for the next round", "err", err)
	})
	return nil
}

// round is a lap over all marks. Between two transactions it leaves the database to those who store
// for as long as the last one took.
func (r *Rolling) round(ctx context.Context) error {
	start := time.Now()
	for lap := (Lap{}); ; {
		began := time.Now()
		next, n, err := r.store.Roll(ctx, lap, rollLimit)
		if err != nil {
			return fmt.Errorf("form rollups: %w", err)
		}
		r.took(lap.Taken, next.Taken)
		if n < rollLimit { // the end of the lap
			r.whole.Set(float64(start.UnixMilli()) / 1000)
			return nil
		}
		lap = next
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Since(began)):
		}
	}
}
