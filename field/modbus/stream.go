package modbus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// stream is one connection with transaction ids, and who reads it. One goroutine at a time does: the
// caller of the only request under way, so that its reply needs no hand-over, or else the watcher,
// which belongs to the connection. The watcher reads while several requests are under way, and while
// there are none, so that a connection that ends is noticed.
//
// in and have belong to whoever reads; all else is guarded by the client's mutex.
type stream struct {
	conn   io.ReadWriteCloser
	limit  deadliner                      // nil where callers cannot read: then the watcher always does
	look   func(into []byte) (int, error) // reads what has come, without waiting
	in     []byte
	have   int
	reader reader
	turn   uint64        // counts the callers that read
	wake   chan struct{} // tells the watcher that it has to read, or that conn was given up
}

type reader uint8

const (
	byWatcher reader = iota
	byCaller
	byNobody
)

type deadliner interface{ SetReadDeadline(t time.Time) error }

// watchAfter is how long nobody reads after a caller did, until the watcher does again. Callers that
// follow one another sooner read themselves.
const watchAfter = 50 * time.Millisecond

func newStream(conn io.ReadWriteCloser) *stream {
	s := &stream{conn: conn, in: make([]byte, 16*maxFrame), wake: make(chan struct{}, 1)}
	if limit, ok := conn.(deadliner); ok {
		if s.look = looker(conn); s.look != nil {
			s.limit = limit
		}
	}
	return s
}

// call makes the watcher look; one pending token is enough.
func (s *stream) call() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// seize makes the caller of the next request the reader, where nothing else is under way or waits,
// and returns nil where somebody else reads. What has come late is dropped first. A connection that
// the peer has ended meanwhile is given up before anything is sent on it.
func (c *Client) seize(until time.Time) *stream {
	s := c.stream
	if s == nil || c.conn == nil || s.reader != byNobody || c.writing || len(c.sent)+c.writes.n+c.reads.n > 0 {
		return nil
	}
	err := c.lookIn(s)
	if err == nil {
		err = s.limit.SetReadDeadline(until)
	}
	if err != nil {
		c.drop(err)
		return nil
	}
	s.reader = byCaller
	s.turn++
	return s
}

// lookIn takes in what has come to a stream that nobody reads, and the end that may stand behind it.
func (c *Client) lookIn(s *stream) error {
	for range 2 {
		n, err := s.look(s.in[s.have:])
		if err = c.takeIn(s, got{n, err}); n == 0 || err != nil {
			return err
		}
	}
	return nil
}

// attend lets the watcher read what is under way and nobody reads.
func (c *Client) attend() {
	if s := c.stream; s != nil && s.reader == byNobody && len(c.sent) > 0 {
		s.call()
	}
}

// lead reads on the goroutine of k's caller until k has come to its end; over is false when the end
// of the connection is still to be waited for.
func (c *Client) lead(ctx context.Context, k *call, s *stream) (over bool, err error) {
	if ctx.Done() != nil {
		turn := s.turn // changes only when the next caller reads
		defer context.AfterFunc(ctx, func() { c.interrupt(s, turn) })()
	}
	for {
		n, fault := s.conn.Read(s.in[s.have:])
		if stop, over, err := c.led(ctx, k, s, got{n, fault}); stop {
			return over, err
		}
	}
}

// got is what one read returned.
type got struct {
	n   int
	err error
}

// interrupt ends the reading of the caller whose turn it was, if it still is.
func (c *Client) interrupt(s *stream, turn uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s.reader == byCaller && s.turn == turn {
		_ = s.limit.SetReadDeadline(time.Unix(0, 1)) // a connection that is gone ends the reading too
	}
}

// led takes in what k's caller read, and says whether it has read enough.
func (c *Client) led(ctx context.Context, k *call, s *stream, g got) (stop, over bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	lost := c.takeIn(s, g)
	late := errors.Is(lost, os.ErrDeadlineExceeded)
	if lost != nil && !late && c.stream == s {
		c.drop(lost)
	}
	switch why := ctx.Err(); {
	case k.state == callDone:
		<-k.done
		c.leave(s)
		return true, true, k.err
	case lost != nil && !late:
		c.leave(s)
		return true, false, nil
	case late && why != nil:
		err = c.giveUp(k, why)
	case late:
		err = c.giveUp(k, ErrTimeout)
	default:
		return false, false, nil
	}
	c.leave(s)
	return true, true, err
}

// leave ends a caller's reading. Others whose requests are under way by now need the watcher.
func (c *Client) leave(s *stream) {
	s.reader = byNobody
	if c.conn == nil || len(c.sent) > 0 {
		s.call()
	}
}

// takeIn hands over the frames that are whole by what was read, unless they are of a connection of the
// past. An error means that the connection cannot be used further, or that the deadline of the reading
// has passed.
func (c *Client) takeIn(s *stream, g got) error {
	s.have += g.n
	if g.n > 0 && c.stream == s {
		used, bad := c.deliver(s.in[:s.have])
		if bad != nil {
			return bad
		}
		s.have = copy(s.in, s.in[used:s.have])
	}
	if g.err != nil {
		return fmt.Errorf("connection lost: %w", g.err)
	}
	return nil
}

// watch is the watcher of a stream: it reads unless a caller does, until the connection ends or gets
// out of step.
func (c *Client) watch(s *stream) error {
	idle := time.NewTimer(time.Hour)
	defer idle.Stop()
	for {
		n, err := s.conn.Read(s.in[s.have:])
		rest, lost := c.watched(s, got{n, err})
		for rest && lost == nil {
			rest, lost = c.standBy(s, idle)
		}
		if lost != nil {
			return lost
		}
	}
}

// watched takes in what the watcher read. When nothing more is under way, reading is left to the next
// caller: rest.
func (c *Client) watched(s *stream, g got) (rest bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.takeIn(s, g); err != nil {
		return false, err
	}
	if rest = s.limit != nil && len(c.sent) == 0; rest {
		s.reader = byNobody
	}
	return rest, nil
}

// standBy waits until the watcher is called or no caller has read for a while, and says whether it
// has to wait on.
func (c *Client) standBy(s *stream, idle *time.Timer) (rest bool, err error) {
	turn := c.turn(s)
	quiet := false
	idle.Reset(watchAfter)
	select {
	case <-s.wake:
	case <-idle.C:
		quiet = true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.conn == nil:
		return false, c.cause
	case s.reader == byCaller:
		return true, nil
	case len(c.sent) == 0 && !(quiet && s.turn == turn):
		return true, nil
	}
	s.reader = byWatcher
	if err := s.limit.SetReadDeadline(time.Time{}); err != nil {
		return false, fmt.Errorf("connection lost: %w", err)
	}
	return false, nil
}

func (c *Client) turn(s *stream) uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return s.turn
}
