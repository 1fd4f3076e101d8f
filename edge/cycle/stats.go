package cycle

import (
	"math"
	"slices"
	"sync"
	"time"

	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
)

// buckets is how many buckets a histogram has beside the last, which takes what is longer.
const buckets = 17

// bounds are the upper ends of the buckets.
var bounds = [buckets]time.Duration{
	time.Microsecond, 2500 * time.Nanosecond, 10 * time.Microsecond, 25 * time.Microsecond,
	50 * time.Microsecond, 100 * time.Microsecond, 250 * time.Microsecond, 500 * time.Microsecond,
	time.Millisecond, 2500 * time.Microsecond, 5 * time.Millisecond, 10 * time.Millisecond,
	25 * time.Millisecond, 50 * time.Millisecond, 100 * time.Millisecond, 250 * time.Millisecond, time.Second,
}

// Bounds are the upper ends of the buckets of every Histogram.
func Bounds() []time.Duration { return slices.Clone(bounds[:]) }

// Histogram counts durations by bucket. It is a value: a copy is a snapshot.
type Histogram struct {
	Counts [buckets + 1]uint64
	Sum    time.Duration
	Max    time.Duration
}

// Quantile is the least bound under which at least the share q of the durations lie, never more than
// the longest; 0 where nothing was counted.
func (h *Histogram) Quantile(q float64) time.Duration {
	total := uint64(0)
	for _, n := range h.Counts {
		total += n
	}
	wanted := uint64(math.Ceil(q * float64(total)))
	seen := uint64(0)
	for i, bound := range bounds {
		seen += h.Counts[i]
		if seen >= wanted {
			return min(bound, h.Max)
		}
	}
	return h.Max
}

func (h *Histogram) add(d time.Duration) {
	i := 0
	for i < len(bounds) && d > bounds[i] {
		i++
	}
	h.Counts[i]++
	h.Sum += d
	h.Max = max(h.Max, d)
}

// Stats is how the loop has kept its deadlines: cycle_lateness, cycle_duration, cycle_overruns.
type Stats struct {
	Cycles   uint64
	Overruns uint64    // deadlines skipped because a cycle took longer than its period
	Lateness Histogram // of a cycle's begin behind its deadline
	Duration Histogram // of a cycle's work
	Overrun  Histogram // of a cycle's end behind the next deadline, where it was behind
}

// kept is how one cycle kept its deadline.
type kept struct {
	late, took time.Duration
	behind     time.Duration // the next deadline, not positive where it was met
	skipped    uint64
}

// meter collects Stats. It is safe for concurrent use.
type meter struct {
	mu    sync.Mutex
	stats Stats
}

func (m *meter) add(k kept) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.stats.Cycles++
	m.stats.Overruns += k.skipped
	m.stats.Lateness.add(k.late)
	m.stats.Duration.add(k.took)
	if k.behind > 0 {
		m.stats.Overrun.add(k.behind)
	}
}

func (m *meter) snapshot() Stats {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.stats
}

// ControllerStats is what one controller has done since the start.
type ControllerStats struct {
	ID, Type string
	Level    envelope.Level
	Asked    uint64 // cycles in which it was asked
	Requests uint64 // that it filed: bounds, targets, settings
	// Binding is for how long it has kept somebody else from all that was asked.
	Binding time.Duration
	Cuts    []CodeCount // its own requests that were cut, by reason
	Took    Histogram   // empty where no clock measures it
	Benched bool
	Why     Event // with which it was benched
}

// CodeCount is how often something happened by one reason.
type CodeCount struct {
	Code  reason.Code
	Count uint64
}

// clone is a snapshot that shares nothing; into's room is used again.
func (s *ControllerStats) clone(into *ControllerStats) {
	cuts := append(into.Cuts[:0], s.Cuts...)
	*into = *s
	into.Cuts = cuts
}

func (s *ControllerStats) cut(code reason.Code) {
	for i := range s.Cuts {
		if s.Cuts[i].Code == code {
			s.Cuts[i].Count++
			return
		}
	}
	s.Cuts = append(s.Cuts, CodeCount{code, 1})
}

// Controllers is what every controller has done, in the order they run; into's room is used again.
func (c *Core) Controllers(into []ControllerStats) []ControllerStats {
	into = slices.Grow(into[:0], len(c.crew))[:len(c.crew)]
	for i := range c.crew {
		c.crew[i].stats.clone(&into[i])
		into[i].Benched, into[i].Why = c.crew[i].benched, c.crew[i].why
	}
	return into
}

// tally counts a cycle's cuts for those who were cut and for those who stood in the way.
func (c *Core) tally(since time.Duration) {
	for i := range c.out.Cuts {
		cut := &c.out.Cuts[i]
		if k, is := c.who[cut.By]; is {
			c.crew[k].stats.cut(cut.Cause.Code)
		}
		if k, is := c.who[cut.BoundBy]; is {
			c.crew[k].binds = true
		}
	}
	for i := range c.crew {
		if h := &c.crew[i]; h.binds {
			h.stats.Binding += since
			h.binds = false
		}
	}
}
