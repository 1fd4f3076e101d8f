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
	c.attach(conn)
	var reader sync.WaitGroup
	receive := c.receive
	if c.line != nil {
		receive = c.receiveLine
	}
	reader.Go(func() { lost <- receive(conn) })
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
	return c.flush()
}

// receive reads replies until the connection ends or gets out of step.
func (c *Client) receive(conn io.Reader) error {
	buf := make([]byte, 16*maxFrame)
	have := 0
	for {
		n, err := conn.Read(buf[have:])
		have += n
		used, bad := c.deliver(buf[:have])
		if bad != nil {
			return bad
		}
		if err != nil {
			return fmt.Errorf("connection lost: %w", err)
		}
		have = copy(buf, buf[used:have])
	}
}

// deliver hands every whole frame in b to its call, sends what now may go, and returns how many
// bytes were used.
func (c *Client) deliver(b []byte) (used int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
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
// more may go; 0 when nothing waits for time alone. A send cannot block for long: at most Depth
// small frames are outstanding, and TimeoutsMax closes a connection whose peer reads nothing.
func (c *Client) flush() time.Duration {
	if c.conn == nil || c.writes.n+c.reads.n == 0 || len(c.sent) >= c.cfg.Depth {
		return 0
	}
	if !c.notUntil.IsZero() {
		if wait := time.Until(c.notUntil); wait > 0 {
			return wait
		}
		c.notUntil = time.Time{}
	}
	c.out = c.out[:0]
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
	if _, err := c.conn.Write(c.out); err != nil {
		c.drop(fmt.Errorf("connection lost: %w", err))
	}
	return 0
}

// waiting reports whether a request needs a connection.
func (c *Client) waiting() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.writes.n+c.reads.n > 0
}

func (c *Client) attach(conn io.ReadWriteCloser) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.conn, c.cause, c.missed = conn, nil, 0
	c.notUntil = time.Time{}
	if c.cfg.ConnectDelay > 0 {
		c.notUntil = time.Now().Add(c.cfg.ConnectDelay)
	}
	if c.line != nil {
		c.line.rx, c.line.free = c.line.rx[:0], c.notUntil
	}
	c.stats.Connects++
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
