package driver

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Ear remembers when a device that speaks unasked was last heard. It is safe for concurrent use.
type Ear struct {
	after   time.Duration
	arrived chan struct{} // holds one token once something was heard

	mu    sync.Mutex
	heard time.Time
	odd   error
}

// NewEar is an ear for a device that counts as silent after this long.
func NewEar(silentAfter time.Duration) *Ear {
	return &Ear{after: silentAfter, arrived: make(chan struct{}, 1)}
}

// Hear notes that something came at the instant at, and what was odd about it; nil for nothing.
func (e *Ear) Hear(at time.Time, odd error) {
	e.mu.Lock()
	e.heard, e.odd = at, odd
	e.mu.Unlock()
	select {
	case e.arrived <- struct{}{}:
	default:
	}
}

// Odd is what was odd about the last that was heard.
func (e *Ear) Odd() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.odd
}

// Silent says how the device is silent at now, to be put behind who should have brought something;
// nil where it is not.
func (e *Ear) Silent(now time.Time) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case e.heard.IsZero():
		return errors.New("has brought nothing of it yet")
	case now.Sub(e.heard) > e.after:
		return fmt.Errorf("has brought nothing of it for more than %v", e.after)
	}
	return nil
}

// Await waits until the device is not silent any more, for at most this long.
func (e *Ear) Await(ctx context.Context, most time.Duration) {
	select {
	case <-e.arrived: // of before
	default:
	}
	if e.Silent(time.Now()) == nil {
		return
	}
	wait := time.NewTimer(most)
	defer wait.Stop()
	select {
	case <-e.arrived:
	case <-wait.C:
	case <-ctx.Done():
	}
}
