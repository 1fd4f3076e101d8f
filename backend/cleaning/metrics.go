package cleaning

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"ohmstead/backend/telemetry"
)

// lateAfter is how long after its instant a sample is late: its quarter hour has ended and is formed anew.
const lateAfter = 15 * time.Minute

// Metrics counts what a cleaner does. It is a prometheus.Collector.
type Metrics struct {
	samples prometheus.Counter
	late    prometheus.Counter
	marks   *prometheus.CounterVec // by what they were marked for
}

func newMetrics() *Metrics {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Namespace: "ohmstead", Subsystem: "cleaning", Name: name, Help: help})
	}
	m := &Metrics{
		samples: counter("samples_total", "Samples that went through cleaning."),
		late:    counter("late_total", "Samples that came more than 15 minutes after their instant."),
		marks: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: "ohmstead", Subsystem: "cleaning", Name: "marks_total",
			Help: "Samples whose quality was set by what people say of their channel.",
		}, []string{"why"}),
	}
	for _, why := range []string{limit, rate, dip, reset} {
		m.marks.WithLabelValues(why) // none is zero, not unknown
	}
	return m
}

// seen counts a batch as it comes in.
func (m *Metrics) seen(samples []telemetry.Sample, now time.Time) {
	late := 0
	for i := range samples {
		if now.Sub(samples[i].At) > lateAfter {
			late++
		}
	}
	m.samples.Add(float64(len(samples)))
	m.late.Add(float64(late))
}

func (m *Metrics) marked(why string) { m.marks.WithLabelValues(why).Inc() }

func (m *Metrics) all() []prometheus.Collector {
	return []prometheus.Collector{m.samples, m.late, m.marks}
}

// Describe implements prometheus.Collector.
func (c *Cleaner) Describe(to chan<- *prometheus.Desc) {
	for _, m := range c.metrics.all() {
		m.Describe(to)
	}
}

// Collect implements prometheus.Collector.
func (c *Cleaner) Collect(to chan<- prometheus.Metric) {
	for _, m := range c.metrics.all() {
		m.Collect(to)
	}
}
