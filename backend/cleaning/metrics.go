package cleaning

import "github.com/prometheus/client_golang/prometheus"

// Metrics counts what a cleaner does. It is a prometheus.Collector.
type Metrics struct {
	samples prometheus.Counter
	marks   *prometheus.CounterVec // by what they were marked for
}

func newMetrics() *Metrics {
	return &Metrics{
		samples: prometheus.NewCounter(prometheus.CounterOpts{Namespace: "ohmstead", Subsystem: "cleaning", Name: "samples_total", Help: "Samples that went through cleaning."}),
		marks: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: "ohmstead", Subsystem: "cleaning", Name: "marks_total",
			Help: "Samples whose quality was set by what people say of their channel.",
		}, []string{"why"}),
	}
}

func (m *Metrics) seen(n int)        { m.samples.Add(float64(n)) }
func (m *Metrics) marked(why string) { m.marks.WithLabelValues(why).Inc() }

// Describe implements prometheus.Collector.
func (c *Cleaner) Describe(to chan<- *prometheus.Desc) {
	c.metrics.samples.Describe(to)
	c.metrics.marks.Describe(to)
}

// Collect implements prometheus.Collector.
func (c *Cleaner) Collect(to chan<- prometheus.Metric) {
	c.metrics.samples.Collect(to)
	c.metrics.marks.Collect(to)
}
