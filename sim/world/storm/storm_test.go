package storm_test

import (
	"flag"
	"fmt"
	"regexp"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"ohmstead/sim/world/storm"
)

var (
	seeds  = flag.Int("seeds", 60, "worlds to run")
	cycles = flag.Int("cycles", 2_000, "cycles of each world")
	first  = flag.Uint64("first-seed", 1, "seed of the first world")
)

// all runs the worlds of the flags on every processor and adds up what they went through.
func all(t *testing.T, each func(storm.Report)) storm.Tally {
	t.Helper()
	var (
		next  atomic.Int64
		mu    sync.Mutex
		total storm.Tally
		group sync.WaitGroup
	)
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for n := next.Add(1) - 1; n < int64(*seeds); n = next.Add(1) - 1 {
				r, err := storm.Run(storm.Config{Seed: *first + uint64(n), Cycles: *cycles})
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				total.Add(r.Tally)
				each(r)
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return total
}

// Whatever happens to it, the edge keeps what it must: no bound broken, nothing done on values that
// are not fresh, no fault forgotten, no sample lost or doubled, nobody cut without a word.
func TestWholeWorld_NothingThatHappensBreaksAPromise(t *testing.T) {
	failed := 0
	total := all(t, func(r storm.Report) {
		if r.Violation != nil {
			if failed++; failed <= 20 {
				t.Error(r.Violation)
			}
		}
	})
	t.Logf("%d cycles over %d worlds: %+v; %d violations", total.Cycles, *seeds, total, failed)
	for what, n := range map[string]int{
		"a restart": total.Boots - *seeds, "a fault": total.Faults, "a clear": total.Clears, "an override": total.Overrides,
		"a refusal": total.Refused, "a clock step": total.ClockSteps, "a frame": total.Frames, "a reactive power": total.Reactive,
	} {
		if n == 0 {
			t.Errorf("no world has seen %s: the run proves nothing about it", what)
		}
	}
}

func TestTheSameSeedIsTheSameWorld(t *testing.T) {
	for seed := range uint64(5) {
		a, errA := storm.Run(storm.Config{Seed: seed, Cycles: 1_500})
		b, errB := storm.Run(storm.Config{Seed: seed, Cycles: 1_500})
		if errA != nil || errB != nil || a.Hash != b.Hash || a.Tally != b.Tally {
			t.Errorf("seed %d: %+v %v, then %+v %v", seed, a, errA, b, errB)
		}
	}
}

// A judge that sees nothing would let everything pass: each promise is broken once on purpose.
func TestABrokenPromiseIsFound(t *testing.T) {
	for what, breaks := range map[string]func([]byte) []byte{
		"no band for the state of charge": without("SOC_LIMITS"),
		"no guard against stale values":   without("STALE_DATA_GUARD"),
		"a peak ten times as high":        replacing(`peak_watts: (\d+)`, "peak_watts: ${1}0"),
		"a rating ten times as high":      replacing(`max_apparent_power_va: (\d+)`, "max_apparent_power_va: ${1}0"),
	} {
		t.Run(what, func(t *testing.T) {
			for seed := uint64(1); seed <= 100; seed++ {
				r, err := storm.Run(storm.Config{Seed: seed, Cycles: 5_000, Break: breaks})
				if err != nil {
					t.Fatal(err)
				}
				if r.Violation != nil {
					t.Log(r.Violation)
					return
				}
			}
			t.Error("in 100 worlds nobody noticed")
		})
	}
}

func without(controller string) func([]byte) []byte {
	return replacing(fmt.Sprintf(`(?m)^  - \{id: \w+, type: %s,.*\n`, controller), "")
}

func replacing(pattern, by string) func([]byte) []byte {
	re := regexp.MustCompile(pattern)
	return func(file []byte) []byte { return re.ReplaceAll(file, []byte(by)) }
}
