package cycle

import (
	"context"
	"errors"
	"time"
)

// mostTasks may wait for the next cycle; whoever comes after them waits for room.
const mostTasks = 16

// ErrStopped answers whoever asks something of a loop that has ended.
var ErrStopped = errors.New("the cycle has stopped")

// task is something to be done with the core between two cycles.
type task struct {
	do   func(now time.Time, c *Core) error
	done chan error // with room for the answer
}

// Do runs do with the core between two cycles and returns its answer: the way in for operators,
// commands, plans and limits. do must return at once and keep nothing of the core. When ctx ends
// first, do may still run. It returns ErrStopped once the loop has ended.
func (l *Loop) Do(ctx context.Context, do func(now time.Time, c *Core) error) error {
	t := task{do, make(chan error, 1)}
	select {
	case l.tasks <- t:
	case <-ctx.Done():
		return ctx.Err()
	case <-l.ended:
		return ErrStopped
	}
	select {
	case err := <-t.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	case <-l.ended:
		return ErrStopped
	}
}

// work does what waits, before the cycle at now.
func (l *Loop) work(now time.Time) {
	for range mostTasks {
		select {
		case t := <-l.tasks:
			t.done <- t.do(now, l.core)
		default:
			return
		}
	}
}
