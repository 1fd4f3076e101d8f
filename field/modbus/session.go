package modbus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// Run connects and reconnects as requests ask for it, until ctx ends. Then every waiting request
// gets ErrClosed and Run returns nil with nothing left running.
func (c *Client) Run(ctx context.Context) error {
	defer c.close()
	for {
		if !c.waiting() {
			select {
			case <-ctx.Done():
				return nil
			case <-c.wake:
			}
			continue
		}
		conn, err := c.connect(ctx)
		if ctx.Err() != nil {
			if conn != nil {
				return closeQuietly(conn)
			}
			return nil
		}
		if err != nil {
			c.refuse(err)
			continue
		}
		c.serve(ctx, conn)
	}
}

func closeQuietly(conn io.Closer) error {
	if err := conn.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("close connection: %w", err)
	}
	return nil
}

func (c *Client) connect(ctx context.Context) (io.ReadWriteCloser, error) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.ConnectTimeout)
	defer cancel()
	conn, err := c.cfg.Dial(ctx, c.cfg.Address)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	return conn, nil
}

// serve owns one connection until it breaks or ctx ends.
func (c *Client) serve(ctx context.Context, conn io.ReadWriteCloser) {
	lost := make(chan error, 1)
	s := c.attach(conn)
	var reader sync.WaitGroup
	if c.line != nil {
		reader.Go(func() { lost <- c.receiveLine(conn) })
	} else {
		reader.Go(func() { lost <- c.watch(s) })
	}
	defer reader.Wait()
	gap := time.NewTimer(time.Hour)
	defer gap.Stop()
	for {
		if wait := c.advance(conn); wait > 0 {
			gap.Reset(wait)
		}
		select {
		case <-ctx.Done():
			c.detach(ErrClosed)
			return
		case err := <-lost:
			c.detach(err)
			return
		case <-c.wake:
		case <-gap.C:
		}
	}
}

// advance sends what may go now and returns how long to wait until more may.
func (c *Client) advance(conn io.Writer) time.Duration {
	if c.line != nil {
		return c.serveLine(conn)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	defer c.attend()
	return c.flush()
}

// deliver hands every whole frame in b to its call, sends what now may go, and returns how many
// bytes were used.
func (c *Client) deliver(b []byte) (used int, err error) {
	for {
		h, ok, err := parseHeader(b[used:])
		if err != nil {
			return used, err
		}
		if !ok || len(b)-used < headerBytes+h.pdu {
			break
		}
		c.finish(h, b[used+headerBytes:used+headerBytes+h.pdu])
		used += headerBytes + h.pdu
	}
	if used > 0 && c.flush() > 0 {
		c.nudge()
	}
	return used, nil
}

// finish completes the call a reply belongs to. A reply to nothing under way is late: dropped.
func (c *Client) finish(h header, pdu []byte) {
	c.missed = 0
	if c.cfg.MinGap > 0 {
		c.notUntil = time.Now().Add(c.cfg.MinGap)
	}
	for _, k := range c.sent {
		if k.transaction() == h.transaction {
			c.stats.Replies++
			c.unsend(k)
			k.take(h.unit, pdu)
			end(k, k.err)
			return
		}
	}
	c.stats.Late++
}

func end(k *call, err error) {
	k.err, k.state = err, callDone
	k.done <- struct{}{}
}

// flush sends what depth and gap allow, writes before reads, and returns how long to wait until
// more may go; 0 when nothing waits for time alone. It gives the lock up while it writes: what comes
// meanwhile goes out together after it. A send cannot block for long: at most Depth small frames are
// outstanding, and TimeoutsMax closes a connection whose peer reads nothing.
func (c *Client) flush() time.Duration {
	if c.writing {
		return 0
	}
	for {
		if wait := c.pick(); wait > 0 || len(c.out) == 0 {
			return wait
		}
		conn := c.conn
		c.writing = true
		c.mu.Unlock()
		_, err := conn.Write(c.out)
		c.mu.Lock()
		c.writing = false
		if err != nil && c.conn == conn {
			c.drop(fmt.Errorf("connection lost: %w", err))
		}
	}
}

// pick puts the frames that may go now into the client's buffer, or returns how long to wait for them.
func (c *Client) pick() time.Duration {
	c.out = c.out[:0]
	if c.conn == nil || c.writes.n+c.reads.n == 0 || len(c.sent) >= c.cfg.Depth {
		return 0
	}
	if !c.notUntil.IsZero() {
		if wait := time.Until(c.notUntil); wait > 0 {
			return wait
		}
		c.notUntil = time.Time{}
	}
	for len(c.sent) < c.cfg.Depth {
		k := c.writes.pop()
		if k == nil {
			k = c.reads.pop()
		}
		if k == nil {
			break
		}
		c.nextID++
		k.seal(c.nextID)
		k.state = callSent
		c.sent = append(c.sent, k)
		c.out = append(c.out, k.frame[:k.frameLen]...)
		c.stats.Requests++
	}
	if c.cfg.MinGap > 0 {
		c.notUntil = time.Now().Add(c.cfg.MinGap)
	}
	return 0
}

// waiting reports whether a request needs a connection.
func (c *Client) waiting() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.writes.n+c.reads.n > 0
}

// attach takes a connection into use, and returns its stream where it is no line.
func (c *Client) attach(conn io.ReadWriteCloser) *stream {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.conn, c.cause, c.missed = conn, nil, 0
	c.notUntil = time.Time{}
	if c.cfg.ConnectDelay > 0 {
		c.notUntil = time.Now().Add(c.cfg.ConnectDelay)
	}
	c.stats.Connects++
	if c.line != nil {
		c.line.rx, c.line.free = c.line.rx[:0], c.notUntil
		return nil
	}
	c.stream = newStream(conn)
	return c.stream
}

// drop gives the connection up; the reader notices and Run detaches it.
func (c *Client) drop(why error) {
	if c.conn == nil {
		return
	}
	c.cause = why
	// The close only has to end the reader; what went wrong is in why.
	_ = c.conn.Close()
	c.conn = nil
	if c.stream != nil {
		c.stream.call()
	}
}

// detach ends every call under way on a connection that is gone.
func (c *Client) detach(why error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drop(why)
	if c.cause != nil {
		why = c.cause
	}
	for _, k := range c.sent {
		end(k, why)
	}
	clear(c.sent)
	c.sent = c.sent[:0]
	c.stream = nil
}

// refuse ends every call that waits for a connection that cannot be had.
func (c *Client) refuse(why error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, q := range []*queue{&c.writes, &c.reads} {
		for k := q.pop(); k != nil; k = q.pop() {
			end(k, why)
		}
	}
}

func (c *Client) close() {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	c.refuse(ErrClosed)
}
