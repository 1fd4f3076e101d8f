package cycle_test

import (
	"context"
	"fmt"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"ohmstead/edge/cycle"
	"ohmstead/edge/cycle/realtime"
	"ohmstead/edge/device"
	"ohmstead/wire"
)

const (
	latePeriod = 100 * time.Millisecond
	lateCycles = 200
)

// deaf is a sink that lets everything go.
type deaf struct{}

func (deaf) Rows(time.Time, []wire.Row) {}

func (deaf) Event(wire.Event) {}

// watched is how late each cycle of a running loop began, by its status, while every channel gets
// another value before each cycle.
func watched(ctx context.Context, loop *cycle.Loop, f *full) []time.Duration {
	var late []time.Duration
	var last time.Time
	for ctx.Err() == nil && len(late) < lateCycles {
		if at := loop.Status().At; at.After(last) {
			last = at
			late = append(late, at.Sub(loop.Began())%latePeriod)
			f.now = at.Add(latePeriod/2 - latePeriod) // put adds a period
			f.put()
		}
		time.Sleep(latePeriod / 10)
	}
	return late
}

// realPriority is the priority of the loop's thread where it has a real-time one, as that of --fifo.
const realPriority = 50

// BenchmarkLateness runs the real loop with 1,000 channels and 20 controllers for 20 s at 100 ms. Beside
// it, half a period apart, sleeps a thread that does nothing else, to the same kind of deadlines, and so
// does cyclictest, where it is installed: what the machine itself is late.
func BenchmarkLateness(b *testing.B) {
	for b.Loop() {
		lateness(b, 0)
		b.Log("None of them has a real-time priority: with other programs on the machine all wait for a core; p99 of 200 cycles is its third worst.")
	}
}

// BenchmarkLatenessFIFO is the same with a real-time priority for each of the three. Where none is
// granted it reports that alone.
func BenchmarkLatenessFIFO(b *testing.B) {
	for b.Loop() {
		leave, err := realtime.Enter(realPriority)
		if err != nil {
			b.ReportMetric(1, "refused")
			b.Logf("Not granted here: %v. It takes root or CAP_SYS_NICE.", err)
			continue
		}
		leave()
		lateness(b, realPriority)
	}
}

// lateness measures once, each thread with this real-time priority; 0 is none.
func lateness(b *testing.B, priority int) {
	s := build(b, "cycle: 100ms\n"+park(1000, 20))
	f := newFull(s)
	ctx, cancel := context.WithTimeout(b.Context(), 2*lateCycles*latePeriod)
	defer cancel()
	loop := cycle.NewLoop(f.core, device.NewOrders(s.Layout), device.NewBoard(s.Config.DeviceKeys()), deaf{})
	run := loop.Run
	if priority > 0 {
		run = func(ctx context.Context) error {
			return loop.RunFIFO(ctx, priority, func(err error) { b.Error(err) })
		}
	}
	var group sync.WaitGroup
	var late, bare, theirs []time.Duration
	group.Go(func() { bare = sleeper(b, lateCycles, priority) })
	group.Go(func() {
		var err error
		if theirs, err = cyclictest(b.Context(), lateCycles, priority); err != nil {
			b.Log(err)
		}
	})
	time.Sleep(latePeriod / 2)
	group.Go(func() {
		if err := run(ctx); err != nil {
			b.Error(err)
		}
	})
	late = watched(ctx, loop, f)
	cancel()
	group.Wait()
	slices.Sort(late)
	slices.Sort(bare)
	for _, q := range []struct {
		name  string
		share int
	}{{"p50-ns", 50}, {"p99-ns", 99}, {"max-ns", 100}} {
		b.ReportMetric(float64(quantile(late, q.share)), q.name)
		b.ReportMetric(float64(quantile(bare, q.share)), "bare-"+q.name)
		if len(theirs) > 0 {
			b.ReportMetric(float64(quantile(theirs, q.share)), "cyclictest-"+q.name)
		}
	}
	b.Logf("%d cycles, %d overruns", len(late), loop.Stats().Overruns)
}

func quantile(sorted []time.Duration, share int) time.Duration {
	return sorted[min(len(sorted)*share/100, len(sorted)-1)]
}

// cyclictest is how late n cycles of the program of that name were, in order; a cycle half a second late
// or more counts as half a second.
func cyclictest(ctx context.Context, n, priority int) ([]time.Duration, error) {
	const most = 500_000 // µs
	args := []string{"-q", "--default-system", "-t", "1", "-i", fmt.Sprint(latePeriod.Microseconds()), "-l", fmt.Sprint(n), "-h", fmt.Sprint(most)}
	if priority > 0 {
		args = append(args, "-m", "--policy=fifo", "-p", fmt.Sprint(priority))
	}
	out, err := exec.CommandContext(ctx, "cyclictest", args...).Output()
	if err != nil {
		return nil, fmt.Errorf("run cyclictest of the rt-tests: %w", err)
	}
	var late []time.Duration
	for line := range strings.Lines(string(out)) {
		var micros, count int
		if found, err := fmt.Sscanf(line, "%d %d", &micros, &count); err == nil && found == 2 {
			late = append(late, slices.Repeat([]time.Duration{time.Duration(micros) * time.Microsecond}, count)...)
		}
	}
	for len(late) < n {
		late = append(late, most*time.Microsecond)
	}
	return late, nil
}

// sleeper is how late a thread of its own wakes from n absolute sleeps.
func sleeper(b *testing.B, n, priority int) []time.Duration {
	if priority > 0 {
		leave, err := realtime.Enter(priority)
		if err != nil {
			b.Error(err)
			return nil
		}
		defer leave()
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var now unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_MONOTONIC, &now) // cannot fail for this clock
	next := now.Nano()
	var late []time.Duration
	for range n {
		next += int64(latePeriod)
		at := unix.NsecToTimespec(next)
		for unix.ClockNanosleep(unix.CLOCK_MONOTONIC, unix.TIMER_ABSTIME, &at, nil) == unix.EINTR {
		}
		_ = unix.ClockGettime(unix.CLOCK_MONOTONIC, &now)
		late = append(late, time.Duration(now.Nano()-next))
	}
	return late
}
