package telemetry_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"ohmstead/backend/telemetry"
	"ohmstead/backend/telemetry/telemetrytest"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

// slow is a store that takes a second for each write and refuses batches with a value it dislikes.
type slow struct {
	*telemetrytest.Memory
	mu     sync.Mutex
	sizes  []int
	refuse float64
	away   bool
}

var errDisliked = errors.New("a value that cannot be stored")

func (s *slow) Write(ctx context.Context, b telemetry.Batch) (telemetry.Outcome, error) {
	time.Sleep(time.Second)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sizes = append(s.sizes, len(b.Samples))
	switch {
	case s.away:
		return telemetry.Outcome{}, reason.New(reason.Unavailable, reason.Params{"what": "the database"})
	case ctx.Err() != nil:
		return telemetry.Outcome{}, ctx.Err()
	case slices.ContainsFunc(b.Samples, func(v telemetry.Sample) bool { return v.Value == s.refuse }):
		return telemetry.Outcome{}, errDisliked
	}
	return s.Memory.Write(ctx, b)
}

// asked is one sender's batch and what it was told.
type asked struct {
	batch   telemetry.Batch
	outcome telemetry.Outcome
	err     error
}

// together sends the batches a millisecond apart; the first is under way while the others come.
func together(t *testing.T, store *slow, batches ...telemetry.Batch) []asked {
	t.Helper()
	g := telemetry.NewGathered(store)
	out := make([]asked, len(batches))
	var senders sync.WaitGroup
	for i, b := range batches {
		senders.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
			defer cancel()
			time.Sleep(time.Duration(i) * time.Millisecond)
			outcome, err := g.Write(ctx, b)
			out[i] = asked{b, outcome, err}
		})
	}
	senders.Wait()
	return out
}

func sampleOf(second int, value float64) telemetry.Sample {
	return telemetry.Sample{Site: 1, Channel: 1, At: now.Add(time.Duration(second) * time.Second), Value: value, Quality: point.Good}
}

func batchOf(tenant int32, samples ...telemetry.Sample) telemetry.Batch {
	return telemetry.Batch{Tenant: tenant, Samples: samples}
}

func TestGathered_StoresTogetherWhatComesMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &slow{Memory: telemetrytest.NewMemory(), refuse: -1}
		began := time.Now()
		got := together(t, store,
			batchOf(1, sampleOf(0, 10)), batchOf(1, sampleOf(1, 11), sampleOf(2, 12)), batchOf(1, sampleOf(0, 99), sampleOf(3, 13)), batchOf(1, sampleOf(2, 12)),
			batchOf(2, sampleOf(0, 5)))
		for i, want := range []int{0, 0, 1, 0, 0} {
			if got[i].err != nil || len(got[i].outcome.Conflicts) != want || got[i].outcome.Stored != len(got[i].batch.Samples)-want {
				t.Errorf("sender %d was told %+v, %v", i, got[i].outcome, got[i].err)
			}
		}
		slices.Sort(store.sizes)
		if !slices.Equal(store.sizes, []int{1, 1, 5}) { // the first, another tenant's, and the rest
			t.Errorf("writes of %v samples", store.sizes)
		}
		if took := time.Since(began); took > 2100*time.Millisecond {
			t.Errorf("it took %s", took)
		}
		if n := len(store.Samples()); n != 5 {
			t.Errorf("%d samples are stored, want 5", n)
		}
	})
}

// A sender that has gone does not take with it what was to be stored with its batch.
func TestGathered_OneRefusalIsNotAnothers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &slow{Memory: telemetrytest.NewMemory(), refuse: 666}
		got := together(t, store, batchOf(1, sampleOf(0, 1)), batchOf(1, sampleOf(1, 666)), batchOf(1, sampleOf(2, 2)))
		for i, want := range []error{nil, errDisliked, nil} {
			if !errors.Is(got[i].err, want) {
				t.Errorf("sender %d was told %v, want %v", i, got[i].err, want)
			}
		}
		if n := len(store.Samples()); n != 2 {
			t.Errorf("%d samples are stored, want 2", n)
		}
	})
}

func TestGathered_ADatabaseThatIsAwayIsAskedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &slow{Memory: telemetrytest.NewMemory(), away: true}
		for i, a := range together(t, store, batchOf(1, sampleOf(0, 1)), batchOf(1, sampleOf(1, 2)), batchOf(1, sampleOf(2, 2))) {
			if !errors.Is(a.err, reason.New(reason.Unavailable, nil)) {
				t.Errorf("sender %d was told %v", i, a.err)
			}
		}
		if !slices.Equal(store.sizes, []int{1, 2}) {
			t.Errorf("writes of %v samples", store.sizes)
		}
	})
}
