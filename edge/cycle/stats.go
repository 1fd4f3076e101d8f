package cycle

import (
	"sync"
	"time"
)

// Bounds of the histograms' buckets; the last bucket takes what is longer.
func bucketBounds() []time.Duration {
	return []time.Duration{
		50 * time.Microsecond, 100 * time.Microsecond, 250 * time.Microsecond, 500 * time.Microsecond,
		time.Millisecond, 2500 * time.Microsecond, 5 * time.Millisecond, 10 * time.Millisecond,
		25 * time.Millisecond, 50 * time.Millisecond, 100 * time.Millisecond, 250 * time.Millisecond, time.Second,
	}
}

// Histogram counts durations by bucket.
type Histogram struct {
	Bounds []time.Duration
	Counts []uint64 // one more than Bounds
	Sum    time.Duration
	Max    time.Duration
}

func newHistogram() Histogram {
	bounds := bucketBounds()
	return Histogram{Bounds: bounds, Counts: make([]uint64, len(bounds)+1)}
}

func (h *Histogram) add(d time.Duration) {
	i := 0
	for i < len(h.Bounds) && d > h.Bounds[i] {
		i++
	}
	h.Counts[i]++
	h.Sum += d
	h.Max = max(h.Max, d)
}

func (h *Histogram) clone() Histogram {
	c := *h
	c.Counts = append([]uint64(nil), h.Counts...)
	return c
}

// Stats is how the loop has kept its deadlines: cycle_lateness, cycle_duration, cycle_overruns.
type Stats struct {
	Cycles   uint64
	Overruns uint64 // deadlines skipped because a cycle took longer than its period
	Lateness Histogram
	Duration Histogram
}

// meter collects Stats. It is safe for concurrent use.
type meter struct {
	mu    sync.Mutex
	stats Stats
}

func newMeter() *meter {
	return &meter{stats: Stats{Lateness: newHistogram(), Duration: newHistogram()}}
}

func (m *meter) add(late, took time.Duration, skipped uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.stats.Cycles++
	m.stats.Overruns += skipped
	m.stats.Lateness.add(late)
	m.stats.Duration.add(took)
}

func (m *meter) snapshot() Stats {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.stats
	s.Lateness, s.Duration = s.Lateness.clone(), s.Duration.clone()
	return s
}
