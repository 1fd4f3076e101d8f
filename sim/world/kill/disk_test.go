package kill_test

import (
	"math"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// fullFor is longer than the battery waits for a new set-point, and than the outbox takes to notice a
// disk that is stuck.
const fullFor = 20 * time.Second

// limitFiles bounds the size of files the edge may write, as far as its user may raise the bound. To a
// store that is what a full disk is: a write of more fails.
func (w *world) limitFiles(bytes uint64) {
	w.Helper()
	var limit unix.Rlimit
	pid := w.edge.current().cmd.Process.Pid
	if err := unix.Prlimit(pid, unix.RLIMIT_FSIZE, nil, &limit); err != nil {
		w.Fatal(err)
	}
	limit.Cur = min(bytes, limit.Max)
	if err := unix.Prlimit(pid, unix.RLIMIT_FSIZE, &limit, nil); err != nil {
		w.Fatal(err)
	}
}

func TestAFullDiskOfTheEdgeStopsNeitherControlNorLosesARow(t *testing.T) {
	w := newWorld(t, setup{seed: 1, inside: true})
	w.until("the battery is under control", func() bool { return w.devices.Truth().Battery.External })
	w.until("it works", func() bool { return w.record()[0].accepted > 10 })
	w.limitFiles(1)
	filled := time.Now()
	for began := time.Now(); time.Since(began) < fullFor; time.Sleep(50 * time.Millisecond) {
		if !w.devices.Truth().Battery.External {
			t.Fatalf("after %v of a full disk the battery has lost its set-point", time.Since(began))
		}
		if !w.edge.alive() {
			t.Fatalf("the edge has died:\n%s", w.edge.tail())
		}
	}
	freed := time.Now()
	w.limitFiles(math.MaxUint64)
	w.until("the outbox takes messages again", func() bool { return w.acceptedBetween(freed, time.Now()) > 3 })
	full := w.acceptedBetween(filled, freed)
	t.Logf("%d messages were accepted while the disk was full, and then again", full)
	if full > 3 { // those that were under way
		t.Errorf("%d messages were accepted by a full disk", full)
	}
	w.settle()
	if dropped, err := w.psql("SELECT count(*) FROM events WHERE code = 'SAMPLES_DROPPED'"); err != nil || dropped[0][0] != "0" {
		t.Errorf("samples were dropped, though memory had room for them: %v, %v", dropped, err)
	}
}
