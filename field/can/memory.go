package can

import (
	"context"
	"sync"
)

// Line is a bus in memory: every tap hears what the others send.
type Line struct {
	mu   sync.Mutex
	taps map[*tap]struct{}
}

// NewLine is a line to which nobody is connected.
func NewLine() *Line { return &Line{taps: map[*tap]struct{}{}} }

// queueMax is how many frames a tap keeps that nobody has received; more are lost, as on a real
// controller whose buffer overruns.
const queueMax = 256

type tap struct {
	line   *Line
	frames chan Frame
	closed chan struct{}
	once   sync.Once
}

// Tap connects one more participant.
func (l *Line) Tap() Bus {
	t := &tap{line: l, frames: make(chan Frame, queueMax), closed: make(chan struct{})}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.taps[t] = struct{}{}
	return t
}

// Send implements Bus.
func (t *tap) Send(ctx context.Context, f Frame) error {
	if err := f.Valid(); err != nil {
		return err
	}
	select {
	case <-t.closed:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	default:
	}
	t.line.mu.Lock()
	defer t.line.mu.Unlock()
	for other := range t.line.taps {
		if other == t {
			continue
		}
		select {
		case other.frames <- f:
		default:
		}
	}
	return nil
}

// Receive implements Bus.
func (t *tap) Receive(ctx context.Context) (Frame, error) {
	select {
	case f := <-t.frames:
		return f, nil
	case <-t.closed:
		return Frame{}, ErrClosed
	case <-ctx.Done():
		return Frame{}, ctx.Err()
	}
}

// Close implements Bus.
func (t *tap) Close() error {
	t.once.Do(func() {
		t.line.mu.Lock()
		delete(t.line.taps, t)
		t.line.mu.Unlock()
		close(t.closed)
	})
	return nil
}
