package throughput

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// keep is how long an answer is given again: gathering asks every collector of the process.
const keep = 3 * time.Second

// Stage is what samples go through.
type Stage string

// Stages, in order. Source: ADR 37.
const (
	Received Stage = "RECEIVED"
	Cleaned  Stage = "CLEANED"
	Stored   Stage = "STORED"
	RolledUp Stage = "ROLLED_UP"
	Counted  Stage = "COUNTED"
	Virtual  Stage = "VIRTUAL"
)

// Flow is what went through the stages since an instant.
type Flow struct {
	Since time.Time
	// Through is the instant up to which the quarter hours of all that was stored are rolled up; nil where
	// this process does not do it, or has not come to the end of its marks yet. What is formed from quarter
	// hours follows, at the latest in the next rounds.
	Through *time.Time
	Stages  []StageFlow // in order, all of them
}

// StageFlow is what went through one stage.
type StageFlow struct {
	Stage   Stage
	Figures []Figure
}

// Figure is one count of a stage; nil where another process counts it.
type Figure struct {
	Name  string
	Count *int64
}

// Reader reads the counters of this process. Safe for concurrent use.
type Reader struct {
	from  prometheus.Gatherer
	now   func() time.Time
	since time.Time

	mu     sync.Mutex
	kept   Flow
	keptAt time.Time
}

// NewReader is a reader of counters that start at zero now.
func NewReader(from prometheus.Gatherer, now func() time.Time) *Reader {
	return &Reader{from: from, now: now, since: now().UTC()}
}

// Flow is what went through the stages, at most three seconds old.
func (r *Reader) Flow() (Flow, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	if !r.keptAt.IsZero() && now.Sub(r.keptAt) < keep {
		return r.kept, nil
	}
	c, err := gather(r.from)
	if err != nil {
		return Flow{}, fmt.Errorf("gather the counters of this process: %w", err)
	}
	r.kept, r.keptAt = Flow{Since: r.since, Through: c.instant("ohmstead_rollups_whole_timestamp_seconds"), Stages: c.stages()}, now
	return r.kept, nil
}

// one is the value of a counter or gauge with these labels.
type one struct {
	labels map[string]string
	value  float64
}

// counters are the values of a process by the name of their family.
type counters map[string][]one

func gather(from prometheus.Gatherer) (counters, error) {
	families, err := from.Gather()
	if err != nil {
		return nil, err
	}
	c := counters{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			labels := map[string]string{}
			for _, l := range m.GetLabel() {
				labels[l.GetName()] = l.GetValue()
			}
			c[f.GetName()] = append(c[f.GetName()], one{labels, m.GetCounter().GetValue() + m.GetGauge().GetValue()})
		}
	}
	return c, nil
}

// instant is a gauge of Unix seconds; nil where there is none or it was never set.
func (c counters) instant(name string) *time.Time {
	if len(c[name]) == 0 || c[name][0].value == 0 {
		return nil
	}
	at := time.UnixMilli(int64(c[name][0].value * 1000)).UTC()
	return &at
}

// anything is every label.
func anything(map[string]string) bool { return true }

// with are the labels that have one of some values.
func with(label string, values ...string) func(map[string]string) bool {
	return func(labels map[string]string) bool { return slices.Contains(values, labels[label]) }
}

// without are the labels that have none of some values.
func without(label string, values ...string) func(map[string]string) bool {
	has := with(label, values...)
	return func(labels map[string]string) bool { return !has(labels) }
}

// sum adds up what fits of a family; nil where the process has no such family.
func (c counters) sum(name string, fits func(map[string]string) bool) *int64 {
	if len(c[name]) == 0 {
		return nil
	}
	total := 0.0
	for _, m := range c[name] {
		if fits(m.labels) {
			total += m.value
		}
	}
	n := int64(total)
	return &n
}

// both adds two sums; what is unknown of one is the other, for a process may have one door and not the
// other.
func both(a, b *int64) *int64 {
	if a == nil || b == nil {
		if a == nil {
			return b
		}
		return a
	}
	n := *a + *b
	return &n
}

// Families that are added up.
const (
	fromEdges = "ohmstead_bus_samples_total"
	refused   = "ohmstead_bus_samples_refused_total"
	fromDoors = "ohmstead_ingest_readings_total"
	cleaned   = "ohmstead_cleaning_samples_total"
	late      = "ohmstead_cleaning_late_total"
	marks     = "ohmstead_cleaning_marks_total"
	formed    = "ohmstead_rollups_formed_total"
)

// Outcomes of readings at the doors: taken, and refused for what is stored already.
const (
	accepted = "accepted"
	conflict = "SAMPLE_CONFLICT"
)

func (c counters) stages() []StageFlow {
	edges := c.sum(fromEdges, anything)
	if edges != nil {
		edges = both(edges, c.sum(refused, anything))
	}
	marked := func(why string) *int64 { return c.sum(marks, with("why", why)) }
	of := func(stage string) *int64 { return c.sum(formed, with("stage", stage)) }
	outcome := func(name string) *int64 { return c.sum(fromEdges, with("outcome", name)) }
	return []StageFlow{
		{Received, []Figure{
			{"edges", edges},
			{"doors", c.sum(fromDoors, anything)},
			{"refused", both(c.sum(refused, anything), c.sum(fromDoors, without("outcome", accepted, conflict)))},
		}},
		{Cleaned, []Figure{
			{"samples", c.sum(cleaned, anything)},
			{"late", c.sum(late, anything)},
			{"limit", marked("limit")},
			{"rate", marked("rate")},
			{"dip", marked("dip")},
			{"reset", marked("reset")},
		}},
		{Stored, []Figure{
			{"stored", outcome("stored")},
			{"accepted", c.sum(fromDoors, with("outcome", accepted))},
			{"repeated", outcome("repeated")},
			{"conflicting", both(outcome("conflicting"), c.sum(fromDoors, with("outcome", conflict)))},
		}},
		{RolledUp, []Figure{{"quarter_hours", of("rolled_up")}, {"hours", of("hours")}, {"days", of("days")}}},
		{Counted, []Figure{{"quarter_hours", of("counted")}}},
		{Virtual, []Figure{{"quarter_hours", of("computed")}}},
	}
}
