package realtime

import (
	"errors"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// spare is how many processors of the runtime are added for each thread with a real-time priority. Four
// were enough to keep the longest wait of 20 s below 1 ms on two cores with 15 programs waiting for them.
const spare = 4

// Enter locks the calling goroutine to its thread and gives the thread the policy SCHED_FIFO with
// this priority, 1 to 99, which threads started from it do not inherit. Pages that the process
// touches stay in memory from then on. leave undoes what concerns the thread. On an error nothing
// has changed. Source: sched(7), mlockall(2).
//
// Each thread that entered also raises GOMAXPROCS by spare: one that returns from a sleep needs a
// processor of the runtime, and where all are in the hands of threads that the kernel has taken off
// their cores it would wait for those, whatever its priority.
func Enter(priority int) (leave func(), err error) {
	if priority < 1 || priority > 99 {
		return nil, fmt.Errorf("real-time priority is %d, want 1 to 99", priority)
	}
	runtime.LockOSThread()
	fifo := unix.SchedAttr{Size: unix.SizeofSchedAttr, Policy: unix.SCHED_FIFO, Priority: uint32(priority), Flags: unix.SCHED_FLAG_RESET_ON_FORK}
	if err := unix.SchedSetAttr(0, &fifo, 0); err != nil {
		runtime.UnlockOSThread()
		return nil, fmt.Errorf("ask for real-time priority %d: %w", priority, err)
	}
	// Without it a page that was swapped out costs milliseconds; where it is not permitted the
	// priority alone is still worth having.
	if err := unix.Mlockall(unix.MCL_CURRENT | unix.MCL_FUTURE | unix.MCL_ONFAULT); err != nil && !errors.Is(err, unix.EPERM) && !errors.Is(err, unix.ENOMEM) {
		return nil, errors.Join(fmt.Errorf("hold memory: %w", err), back())
	}
	runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + spare)
	return func() {
		runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) - spare)
		if err := back(); err != nil {
			panic(err) // giving up a priority is always permitted
		}
	}, nil
}

// back returns the thread to the normal policy and unlocks it.
func back() error {
	defer runtime.UnlockOSThread()
	normal := unix.SchedAttr{Size: unix.SizeofSchedAttr, Policy: unix.SCHED_NORMAL}
	if err := unix.SchedSetAttr(0, &normal, 0); err != nil {
		return fmt.Errorf("give up real-time priority: %w", err)
	}
	return nil
}

// SleepUntil sleeps on the calling thread until the monotonic instant d from now has come; a d that
// is over returns at once. Source: clock_nanosleep(2).
func SleepUntil(d time.Duration) error {
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &now); err != nil {
		return fmt.Errorf("read the monotonic clock: %w", err)
	}
	deadline := unix.NsecToTimespec(now.Nano() + int64(d))
	for {
		err := unix.ClockNanosleep(unix.CLOCK_MONOTONIC, unix.TIMER_ABSTIME, &deadline, nil)
		if !errors.Is(err, unix.EINTR) { // the runtime's own signals interrupt it
			return err
		}
	}
}
