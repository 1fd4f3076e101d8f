package stage

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// Stack is a set of running stages. The zero Stack is empty and ready. It is not safe for
// concurrent use.
type Stack struct {
	running []stage
	failed  chan error
	down    chan struct{}
	fall    func() // closes down, once
}

type stage struct {
	name string
	stop context.CancelFunc
	done chan error
}

// Start runs run until it is stopped. A run that ends by itself, with or without an error, is a
// failure of the whole.
func (s *Stack) Start(name string, run func(context.Context) error) {
	if s.failed == nil {
		down := make(chan struct{})
		s.failed, s.down, s.fall = make(chan error, 1), down, sync.OnceFunc(func() { close(down) })
	}
	failed, fall := s.failed, s.fall
	ctx, stop := context.WithCancel(context.Background())
	st := stage{name: name, stop: stop, done: make(chan error, 1)}
	go func() {
		err := run(ctx)
		if ctx.Err() == nil {
			if err == nil {
				err = errors.New("ended by itself")
			}
			select {
			case failed <- fmt.Errorf("%s: %w", name, err):
				err = nil // told once
				fall()
			default:
			}
		}
		st.done <- err
	}()
	s.running = append(s.running, st)
}

// Wait returns when ctx ends, with nil, or when a stage fails, with its error.
func (s *Stack) Wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case err := <-s.failed:
		return err
	}
}

// Stop stops what runs, last in first out, and joins what went wrong while stopping.
func (s *Stack) Stop() error {
	var errs []error
	for _, st := range slices.Backward(s.running) {
		st.stop()
		if err := <-st.done; err != nil && !errors.Is(err, context.Canceled) {
			errs = append(errs, fmt.Errorf("stop %s: %w", st.name, err))
		}
	}
	s.running = nil
	return errors.Join(errs...)
}

// Failed is closed as soon as a stage has failed, for who waits for something else meanwhile; the
// error itself comes from Wait. It is nil, and never ready, before the first Start.
func (s *Stack) Failed() <-chan struct{} { return s.down }
