package realtime_test

import (
	"errors"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"ohmstead/edge/cycle/realtime"
)

func TestAPriorityOutOfRangeIsRefused(t *testing.T) {
	for _, priority := range []int{-1, 0, 100} {
		if leave, err := realtime.Enter(priority); err == nil || leave != nil {
			t.Errorf("priority %d is granted", priority)
		}
	}
}

// Granted or refused by the kernel, the thread is afterwards what it was before.
func TestWhatIsEnteredIsLeft(t *testing.T) {
	policy := func() uint32 {
		attr, err := unix.SchedGetAttr(0, 0)
		if err != nil {
			t.Fatal(err)
		}
		return attr.Policy
	}
	before, processors := policy(), runtime.GOMAXPROCS(0)
	leave, err := realtime.Enter(10)
	switch {
	case errors.Is(err, unix.EPERM):
		t.Logf("not permitted here: %v", err)
	case err != nil:
		t.Fatal(err)
	default:
		if got := policy(); got != unix.SCHED_FIFO {
			t.Errorf("inside the policy is %d, want SCHED_FIFO", got)
		}
		if got := runtime.GOMAXPROCS(0); got <= processors {
			t.Errorf("inside there are %d processors, none to spare beyond %d", got, processors)
		}
		leave()
	}
	if got := runtime.GOMAXPROCS(0); got != processors {
		t.Errorf("afterwards there are %d processors, before there were %d", got, processors)
	}
	if got := policy(); got != before {
		t.Errorf("afterwards the policy is %d, before it was %d", got, before)
	}
}

func TestSleepUntilWakesNotBeforeItsInstant(t *testing.T) {
	began := time.Now()
	if err := realtime.SleepUntil(20 * time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if slept := time.Since(began); slept < 20*time.Millisecond {
		t.Errorf("it slept %v", slept)
	}
	if err := realtime.SleepUntil(-time.Second); err != nil {
		t.Errorf("an instant that is over: %v", err)
	}
}
