package cycle

import (
	"context"
	"time"

	"ohmstead/edge/cycle/realtime"
)

// newTimer sleeps by the runtime's timers, as any goroutine does.
func newTimer() func(context.Context, time.Duration) bool {
	timer := time.NewTimer(0)
	<-timer.C
	return func(ctx context.Context, d time.Duration) bool {
		timer.Reset(d)
		select {
		case <-timer.C:
			return ctx.Err() == nil
		case <-ctx.Done():
			timer.Stop()
			return false
		}
	}
}

// longestNap bounds how long a loop with a thread of its own takes to see that it should stop.
const longestNap = 200 * time.Millisecond

// nap sleeps on the thread of its own.
func nap(ctx context.Context, d time.Duration) bool {
	for ctx.Err() == nil {
		part := min(d, longestNap)
		if err := realtime.SleepUntil(part); err != nil {
			panic(err) // the kernel knows the clock it was asked for
		}
		if d -= part; d <= 0 {
			return ctx.Err() == nil
		}
	}
	return false
}

// RunFIFO is Run on a thread of its own with a real-time priority. Where the kernel does not grant
// one it says why to refused and runs as Run does.
func (l *Loop) RunFIFO(ctx context.Context, priority int, refused func(error)) error {
	leave, err := realtime.Enter(priority)
	if err != nil {
		refused(err)
		return l.Run(ctx)
	}
	defer leave()
	l.sleep = nap
	return l.Run(ctx)
}
