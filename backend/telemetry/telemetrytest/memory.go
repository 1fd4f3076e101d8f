package telemetrytest

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/slot"
)

// Memory is a store in memory. Its methods may be called from any goroutine.
type Memory struct {
	mu        sync.Mutex
	fault     func(operation string) error
	samples   map[instant]telemetry.Sample
	revisions map[instant][]telemetry.Sample
	cursors   map[bootName]uint64
	writes    int
}

type bootName struct{ edge, boot uuid.UUID }

type instant struct {
	tenant, channel int32
	micros          int64
}

var (
	_ Store            = (*Memory)(nil)
	_ telemetry.Writer = (*Memory)(nil)
)

// NewMemory is an empty store.
func NewMemory() *Memory {
	return &Memory{samples: map[instant]telemetry.Sample{}, revisions: map[instant][]telemetry.Sample{}, cursors: map[bootName]uint64{}}
}

// Fault makes every operation ask for its error first: write and cursors; commit when a batch is about
// to be kept. Nil ends all faults.
func (m *Memory) Fault(fault func(operation string) error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fault = fault
}

// Fail is the fault of an operation; for stores around this one that have operations of their own.
func (m *Memory) Fail(operation string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.failing(operation)
}

func (m *Memory) failing(operation string) error {
	if m.fault == nil {
		return nil
	}
	return m.fault(operation)
}

// staged is a batch on its way: what it adds, kept apart until it is committed.
type staged struct {
	*Memory
	samples   map[instant]telemetry.Sample
	revisions map[instant][]telemetry.Sample
	outcome   telemetry.Outcome
}

// Write implements telemetry.Writer.
func (m *Memory) Write(_ context.Context, b telemetry.Batch) (telemetry.Outcome, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failing("write"); err != nil {
		return telemetry.Outcome{}, err
	}
	s := staged{Memory: m, samples: map[instant]telemetry.Sample{}, revisions: map[instant][]telemetry.Sample{}}
	for _, sample := range b.Samples {
		if !b.Substitutes(sample) {
			s.first(b.Tenant, sample)
		}
	}
	for _, sample := range b.Samples {
		if b.Substitutes(sample) {
			s.substitute(b.Tenant, sample)
		}
	}
	if err := m.failing("commit"); err != nil {
		return telemetry.Outcome{}, err
	}
	maps.Copy(m.samples, s.samples)
	maps.Copy(m.revisions, s.revisions)
	for _, c := range b.Cursors {
		name := bootName{c.Edge, c.BootID}
		m.cursors[name] = max(m.cursors[name], c.Seq)
	}
	m.writes++
	return s.outcome, nil
}

func keyOf(tenant int32, s telemetry.Sample) instant {
	return instant{tenant, s.Channel, s.At.UnixMicro()}
}

// kept is the first value of an instant, of this batch or before it.
func (s *staged) kept(key instant) (telemetry.Sample, bool) {
	if sample, ok := s.samples[key]; ok {
		return sample, true
	}
	sample, ok := s.Memory.samples[key]
	return sample, ok
}

// first keeps the first value of an instant.
func (s *staged) first(tenant int32, sample telemetry.Sample) {
	kept, known := s.kept(keyOf(tenant, sample))
	switch {
	case !known:
		s.samples[keyOf(tenant, sample)] = sample
		s.outcome.Stored++
	case kept.Value == sample.Value:
		s.outcome.Repeats++
	default:
		s.outcome.Conflicts = append(s.outcome.Conflicts, sample)
	}
}

// substitute keeps a revision where it changes what readers get.
func (s *staged) substitute(tenant int32, sample telemetry.Sample) {
	key := keyOf(tenant, sample)
	kept, known := s.kept(key)
	if !known {
		s.samples[key] = sample
		s.outcome.Stored++
		return
	}
	revisions, ok := s.revisions[key]
	if !ok {
		revisions = slices.Clone(s.Memory.revisions[key])
	}
	if n := len(revisions); n > 0 {
		kept = revisions[n-1]
	}
	if kept.Value == sample.Value && kept.Quality.Usable() {
		s.outcome.Repeats++
		return
	}
	s.revisions[key] = append(revisions, sample)
	s.outcome.Revised++
}

// StoredSeqs implements telemetry.Writer.
func (m *Memory) StoredSeqs(_ context.Context, edge uuid.UUID, boots []uuid.UUID) ([]telemetry.Cursor, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failing("cursors"); err != nil {
		return nil, err
	}
	var cursors []telemetry.Cursor
	for _, boot := range boots {
		if seq, ok := m.cursors[bootName{edge, boot}]; ok {
			cursors = append(cursors, telemetry.Cursor{Edge: edge, BootID: boot, Seq: seq})
		}
	}
	return cursors, nil
}

// Roll has nothing to do: there are no rollups.
func (m *Memory) Roll(_ context.Context, lap telemetry.Lap, _ int) (telemetry.Lap, int, error) {
	return lap, 0, nil
}

// Readings implements the part of telemetry.Reader of that name.
func (m *Memory) Readings(_ context.Context, scope identity.Scope, q telemetry.ReadingsQuery) ([]point.Reading, error) {
	limit := q.Limit
	if limit == 0 {
		limit = 1000
	}
	span := slot.Interval{From: q.From, To: q.To}
	var found []point.Reading
	for _, r := range m.rows(scope.Tenant, q.Channel.Key) {
		if span.Contains(r.At) && len(found) < limit {
			found = append(found, r)
		}
	}
	return found, nil
}

// Series implements the part of telemetry.Reader of that name.
func (m *Memory) Series(_ context.Context, scope identity.Scope, q telemetry.SeriesQuery) ([]telemetry.Bucket, error) {
	grid, err := q.Grid()
	if err != nil {
		return nil, err
	}
	rows := m.rows(scope.Tenant, q.Channel.Key)
	var known []telemetry.Bucket
	for _, g := range grid {
		if b := bucketOf(g, rows); b.Covered > 0 {
			known = append(known, b)
		}
	}
	return telemetry.OnGrid(grid, known), nil
}

// rows are what readers get of a channel, by time.
func (m *Memory) rows(tenant, channel int32) []point.Reading {
	m.mu.Lock()
	defer m.mu.Unlock()
	var rows []point.Reading
	for key, s := range m.samples {
		if key.tenant != tenant || key.channel != channel {
			continue
		}
		if revisions := m.revisions[key]; len(revisions) > 0 {
			s = revisions[len(revisions)-1]
		}
		rows = append(rows, point.Reading{Value: s.Value, At: s.At.UTC(), Quality: s.Quality})
	}
	slices.SortFunc(rows, func(a, b point.Reading) int { return a.At.Compare(b.At) })
	return rows
}

// bucketOf is what the rows say of an interval: each holds until the next, at most for MaxCover.
func bucketOf(g slot.Interval, rows []point.Reading) telemetry.Bucket {
	b := telemetry.Bucket{From: g.From}
	sum := 0.0
	for i, r := range rows {
		held := slot.Interval{From: r.At, To: r.At.Add(telemetry.MaxCover)}
		if i+1 < len(rows) && rows[i+1].At.Before(held.To) {
			held.To = rows[i+1].At
		}
		part, overlaps := held.Intersect(g)
		if !overlaps || !r.Quality.Usable() {
			continue
		}
		value := r.Value
		b.Covered += part.Length()
		sum += value * part.Length().Seconds()
		if b.Min == nil || value < *b.Min {
			b.Min = &value
		}
		if b.Max == nil || value > *b.Max {
			b.Max = &value
		}
		if g.Contains(r.At) {
			b.Last = &value
		}
		b.Quality = worse(b.Quality, r.Quality)
	}
	if b.Covered > 0 {
		mean := sum / b.Covered.Seconds()
		b.Mean = &mean
	}
	return b
}

// worse is the quality of an interval that has both: UNCERTAIN, then SUBSTITUTED, then GOOD.
func worse(a, b point.Quality) point.Quality {
	rank := map[point.Quality]int{point.Good: 1, point.Substituted: 2, point.Uncertain: 3}
	if rank[b] > rank[a] {
		return b
	}
	return a
}

// Samples lists the first value of each instant by channel and time.
func (m *Memory) Samples() []telemetry.Sample {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := slices.Collect(maps.Values(m.samples))
	slices.SortFunc(list, func(a, b telemetry.Sample) int {
		return cmp.Or(cmp.Compare(a.Channel, b.Channel), a.At.Compare(b.At))
	})
	return list
}

// Stored is the cursor of a boot.
func (m *Memory) Stored(edge, boot uuid.UUID) uint64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.cursors[bootName{edge, boot}]
}

// Writes counts batches that were stored.
func (m *Memory) Writes() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.writes
}
