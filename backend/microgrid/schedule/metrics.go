package schedule

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"ohmstead/backend/microgrid"
)

// Metrics tell how the life cycle of envelopes goes.
type Metrics struct {
	boundaries  prometheus.Counter
	transitions *prometheus.CounterVec
	delay       prometheus.Histogram
	failures    prometheus.Counter
}

// NewMetrics are metrics from zero.
func NewMetrics() *Metrics {
	return &Metrics{
		boundaries: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "ohmstead_envelope_boundaries_total", Help: "Boundaries of envelopes, blocks and sources that were evaluated.",
		}),
		transitions: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ohmstead_envelope_transitions_total", Help: "Envelopes that came to a status at a boundary.",
		}, []string{"status"}),
		delay: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "ohmstead_envelope_delay_seconds", Help: "How long after its instant a boundary was evaluated.",
			Buckets: []float64{0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600, 3600},
		}),
		failures: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "ohmstead_envelope_failures_total", Help: "Evaluations and cycles of the scheduler that failed and are tried again.",
		}),
	}
}

// Describe implements prometheus.Collector.
func (m *Metrics) Describe(to chan<- *prometheus.Desc) { prometheus.DescribeByCollect(m, to) }

// Collect implements prometheus.Collector.
func (m *Metrics) Collect(to chan<- prometheus.Metric) {
	for _, c := range []prometheus.Collector{m.boundaries, m.transitions, m.delay, m.failures} {
		c.Collect(to)
	}
}

func (m *Metrics) evaluated(e microgrid.Evaluated, now time.Time) {
	m.boundaries.Add(float64(len(e.Boundaries)))
	for _, b := range e.Boundaries {
		m.delay.Observe(now.Sub(b).Seconds())
	}
	for _, l := range e.Lifecycle {
		m.transitions.WithLabelValues(string(l.Status)).Inc()
	}
}
