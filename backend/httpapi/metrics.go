package httpapi

import (
	"strconv"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// metrics are the server's own; their names start with ohmstead_http or ohmstead_live.
type metrics struct {
	took     *prometheus.HistogramVec
	problems *prometheus.CounterVec
	streams  prometheus.Gauge
	open     atomic.Int64 // what streams shows, readable
	slow     prometheus.Counter
}

func newMetrics(registry prometheus.Registerer) *metrics {
	m := &metrics{
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "ohmstead_http_request_seconds", Help: "Time to answer a request, by operation and status.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"operation", "status"}),
		problems: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ohmstead_http_problems_total", Help: "Refused requests, by operation and reason.",
		}, []string{"operation", "reason"}),
		streams: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "ohmstead_live_streams", Help: "Live streams open now.",
		}),
		slow: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "ohmstead_live_slow_total", Help: "Live streams ended because the client did not keep up.",
		}),
	}
	registry.MustRegister(m.took, m.problems, m.streams, m.slow)
	return m
}

// concluded counts an exchange. A live stream is counted, but its length is no latency.
func (m *metrics) concluded(x *exchange, status int, took time.Duration) {
	if x.operation != "stream" {
		m.took.WithLabelValues(x.operation, strconv.Itoa(status)).Observe(took.Seconds())
	}
	if x.code != "" {
		m.problems.WithLabelValues(x.operation, string(x.code)).Inc()
	}
}

// opened counts a live stream and tells how many are open with it.
func (m *metrics) opened() int {
	m.streams.Inc()
	return int(m.open.Add(1))
}

func (m *metrics) closed() {
	m.streams.Dec()
	m.open.Add(-1)
}
