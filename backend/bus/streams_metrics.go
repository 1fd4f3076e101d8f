package bus

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"ohmstead/backend/relay"
)

// Backlog says how many events wait to be relayed, and since when the oldest does.
type Backlog func(ctx context.Context) (waiting int64, oldest time.Time, err error)

// scrapeTimeout bounds what reading the metrics waits for.
const scrapeTimeout = 2 * time.Second

// StreamMetrics says, when it is read, how far the streams are behind the database and how large they
// are. What cannot be asked for is left out.
type StreamMetrics struct {
	streams *Streams
	backlog Backlog
	waiting, lag,
	messages, bytes, last *prometheus.Desc
}

// NewStreamMetrics is a collector over streams and the outbox before them.
func NewStreamMetrics(streams *Streams, backlog Backlog) *StreamMetrics {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("ohmstead_events_"+name, help, labels, nil)
	}
	return &StreamMetrics{
		streams: streams, backlog: backlog,
		waiting:  desc("waiting", "Events in the outbox that their stream does not have yet."),
		lag:      desc("lag_seconds", "Age of the oldest event that waits; 0 where none does."),
		messages: desc("stream_messages", "Events a stream holds.", "stream"),
		bytes:    desc("stream_bytes", "Size of a stream.", "stream"),
		last:     desc("stream_last_sequence", "Sequence of the newest event of a stream.", "stream"),
	}
}

// Describe implements prometheus.Collector.
func (m *StreamMetrics) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{m.waiting, m.lag, m.messages, m.bytes, m.last} {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (m *StreamMetrics) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	if waiting, oldest, err := m.backlog(ctx); err == nil {
		gauge(m.waiting, float64(waiting))
		lag := 0.0
		if waiting > 0 {
			lag = max(0, time.Since(oldest).Seconds())
		}
		gauge(m.lag, lag)
	}
	for _, s := range relay.Streams() {
		in, err := m.streams.hub.js.Stream(ctx, nameOf(s))
		if err != nil {
			continue
		}
		state := in.CachedInfo().State
		gauge(m.messages, float64(state.Msgs), string(s))
		gauge(m.bytes, float64(state.Bytes), string(s))
		gauge(m.last, float64(state.LastSeq), string(s))
	}
}
