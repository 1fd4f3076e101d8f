package bus

import (
	"github.com/prometheus/client_golang/prometheus"

	"ohmstead/backend/telemetry"
)

// Metrics counts what the worker does. It is a prometheus.Collector to be registered by whoever
// serves metrics.
type Metrics struct {
	messages    prometheus.Counter
	samples     *prometheus.CounterVec // by outcome: stored, repeated, conflicting
	refusals    *prometheus.CounterVec // by reason
	poison      prometheus.Counter
	failures    prometheus.Counter
	hellos      prometheus.Counter
	parkedBytes prometheus.Gauge
}

// NewMetrics is a set of counters at zero.
func NewMetrics() *Metrics {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Namespace: "ohmstead", Subsystem: "bus", Name: name, Help: help})
	}
	vector := func(name, help, label string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "ohmstead", Subsystem: "bus", Name: name, Help: help}, []string{label})
	}
	m := &Metrics{
		messages:    counter("messages_total", "Messages of edges taken from the stream, repeats included."),
		samples:     vector("samples_total", "Samples of edges by what became of them.", "outcome"),
		refusals:    vector("samples_refused_total", "Samples of edges that were not stored.", "reason"),
		poison:      counter("poison_messages_total", "Messages that nobody understood, set aside."),
		failures:    counter("store_failures_total", "Attempts to store that failed and were repeated."),
		hellos:      counter("hellos_total", "Hellos answered."),
		parkedBytes: prometheus.NewGauge(prometheus.GaugeOpts{Namespace: "ohmstead", Subsystem: "bus", Name: "parked_bytes", Help: "Frames that wait for their manifest."}),
	}
	m.stored(telemetry.Outcome{}) // none is zero, not unknown
	return m
}

func (m *Metrics) all() []prometheus.Collector {
	return []prometheus.Collector{m.messages, m.samples, m.refusals, m.poison, m.failures, m.hellos, m.parkedBytes}
}

// Describe implements prometheus.Collector.
func (m *Metrics) Describe(to chan<- *prometheus.Desc) {
	for _, c := range m.all() {
		c.Describe(to)
	}
}

// Collect implements prometheus.Collector.
func (m *Metrics) Collect(to chan<- prometheus.Metric) {
	for _, c := range m.all() {
		c.Collect(to)
	}
}

func (m *Metrics) fetched(n int)                { m.messages.Add(float64(n)) }
func (m *Metrics) poisoned()                    { m.poison.Inc() }
func (m *Metrics) failed()                      { m.failures.Inc() }
func (m *Metrics) greeted()                     { m.hellos.Inc() }
func (m *Metrics) parked(bytes int)             { m.parkedBytes.Set(float64(bytes)) }
func (m *Metrics) refused(reason string, n int) { m.refusals.WithLabelValues(reason).Add(float64(n)) }

func (m *Metrics) stored(o telemetry.Outcome) {
	m.samples.WithLabelValues("stored").Add(float64(o.Stored))
	m.samples.WithLabelValues("repeated").Add(float64(o.Repeats))
	m.samples.WithLabelValues("conflicting").Add(float64(len(o.Conflicts)))
}
