package modbus

import (
	"context"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// ClientConfig says how to talk to one endpoint. The zero value of every field but Address means
// the default named beside it.
type ClientConfig struct {
	Address string // host:port, or the path of a serial port
	// Framing is TCP or RTU. With RTU one request is under way at a time.
	Framing Framing
	// Baud is the speed of a serial line, from which the pause between frames follows; 0 for a tunnel.
	Baud int
	// UnitGap is the least pause before another unit of the same line is asked. Default none beyond
	// the pause between frames.
	UnitGap time.Duration
	// Recovery is how long a unit on a line that did not answer in time is asked nothing: its late
	// reply could be taken for the next one. Default half of Timeout.
	Recovery time.Duration
	// Depth is how many requests may be under way at once. Default 1: many devices answer only one
	// at a time; a profile raises it. At most 64.
	Depth int
	// Timeout bounds one request from call to reply; on a line, where requests to other units go
	// first, from sending to reply. Default 1 s. A nearer deadline of the call's context wins.
	Timeout time.Duration
	// QueueWait bounds how long a request waits on a line until it is sent. Default 8 × Timeout.
	QueueWait time.Duration
	// ConnectTimeout bounds one attempt to connect. Default 3 s.
	ConnectTimeout time.Duration
	// ConnectDelay is the pause between connecting and the first request. Default none.
	ConnectDelay time.Duration
	// MinGap is the least pause after the latest request or reply. Default none. With a gap, Depth
	// is 1.
	MinGap time.Duration
	// QueueMax bounds how many requests may wait; the newest beyond it gets ErrQueueFull.
	// Default 256.
	QueueMax int
	// TimeoutsMax is after how many requests in a row without any reply the connection is given up
	// as dead. Default 3.
	TimeoutsMax int
	// Dial opens the connection. Default: TCP by a net.Dialer.
	Dial func(ctx context.Context, address string) (io.ReadWriteCloser, error)
}

const depthMax = 64

func (c ClientConfig) withDefaults() ClientConfig {
	orDefault := func(d *time.Duration, v time.Duration) {
		if *d <= 0 {
			*d = v
		}
	}
	orDefault(&c.Timeout, time.Second)
	orDefault(&c.ConnectTimeout, 3*time.Second)
	if c.QueueMax <= 0 {
		c.QueueMax = 256
	}
	if c.TimeoutsMax <= 0 {
		c.TimeoutsMax = 3
	}
	c.Depth = min(max(c.Depth, 1), depthMax)
	if c.MinGap > 0 || c.Framing == RTU {
		c.Depth = 1
	}
	orDefault(&c.Recovery, c.Timeout/2)
	orDefault(&c.QueueWait, 8*c.Timeout)
	if c.Dial == nil {
		c.Dial = func(ctx context.Context, address string) (io.ReadWriteCloser, error) {
			var d net.Dialer
			return d.DialContext(ctx, "tcp", address)
		}
	}
	return c
}

// ClientStats counts what happened since the client was made.
type ClientStats struct {
	Requests  uint64 // sent
	Replies   uint64 // matched to a request
	Late      uint64 // came after their request was given up, and dropped
	Timeouts  uint64
	Connects  uint64 // connections opened
	Connected bool   // now
}

// Client speaks to one endpoint for any number of goroutines and unit ids. Its Run owns the
// connection: it connects when a request waits, and when the connection breaks it connects again
// for the next request. It does not pause between attempts; back-off is the caller's.
type Client struct {
	cfg  ClientConfig
	wake chan struct{} // tells Run that a request waits or that a gap must be timed

	mu       sync.Mutex
	conn     io.ReadWriteCloser // nil while not connected
	stream   *stream            // of the latest connection; nil between connections and on a line
	cause    error              // why the connection was given up
	closed   bool
	writes   queue
	reads    queue
	sent     []*call
	free     *call
	nextID   uint16
	notUntil time.Time // no request goes out before; zero: at once
	missed   int       // requests in a row that timed out
	out      []byte    // the frames that go out next, or are just being written
	writing  bool      // somebody writes out, without the lock
	stats    ClientStats
	line     *line // nil unless the framing is RTU
}

// NewClient returns a client for cfg.Address. Requests wait until Run runs.
func NewClient(cfg ClientConfig) *Client {
	cfg = cfg.withDefaults()
	c := &Client{
		cfg:  cfg,
		wake: make(chan struct{}, 1),
		sent: make([]*call, 0, cfg.Depth),
		out:  make([]byte, 0, maxFrame),
	}
	if cfg.Framing == RTU {
		c.line = newLine(cfg.Baud)
	}
	return c
}

// Address is the endpoint's host:port.
func (c *Client) Address() string { return c.cfg.Address }

// Stats is a snapshot of the client's counters.
func (c *Client) Stats() ClientStats {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.stats
	s.Connected = c.conn != nil
	return s
}

// Read fills dst with the holding or input registers that begin at t.
func (c *Client) Read(ctx context.Context, t Target, dst []uint16) error {
	k := c.take()
	defer c.give(k)
	err := k.encodeRead(t, len(dst))
	if !t.Function.ReadsRegisters() {
		err = fmt.Errorf("%w: %v does not read registers", ErrBadRequest, t.Function)
	}
	data, err := c.ask(ctx, k, err, len(dst)*registerBytes)
	if err != nil {
		return c.fault(t, err)
	}
	takeRegisters(dst, data)
	return nil
}

// ReadBits fills dst with the coils or discrete inputs that begin at t.
func (c *Client) ReadBits(ctx context.Context, t Target, dst []bool) error {
	k := c.take()
	defer c.give(k)
	err := k.encodeRead(t, len(dst))
	if !t.Function.ReadsBits() {
		err = fmt.Errorf("%w: %v does not read bits", ErrBadRequest, t.Function)
	}
	data, err := c.ask(ctx, k, err, bitBytes(len(dst)))
	if err != nil {
		return c.fault(t, err)
	}
	takeBits(dst, data)
	return nil
}

// Write puts regs at t by function 6 or 16. Function 6 takes exactly one register.
func (c *Client) Write(ctx context.Context, t Target, regs []uint16) error {
	k := c.take()
	defer c.give(k)
	err := k.encodeWrite(t, regs)
	if t.Function != WriteRegister && t.Function != WriteRegisters {
		err = fmt.Errorf("%w: %v does not write registers", ErrBadRequest, t.Function)
	}
	return c.tell(ctx, k, err, 5)
}

// WriteBits puts bits at t by function 5 or 15. Function 5 takes exactly one bit.
func (c *Client) WriteBits(ctx context.Context, t Target, bits []bool) error {
	k := c.take()
	defer c.give(k)
	err := k.encodeWriteBits(t, bits)
	if t.Function != WriteCoil && t.Function != WriteCoils {
		err = fmt.Errorf("%w: %v does not write bits", ErrBadRequest, t.Function)
	}
	return c.tell(ctx, k, err, 5)
}

// MaskWrite changes single bits of the holding register at t by function 22.
func (c *Client) MaskWrite(ctx context.Context, t Target, m Mask) error {
	k := c.take()
	defer c.give(k)
	t.Function = MaskWriteRegister
	k.encodeMask(t, m)
	return c.tell(ctx, k, nil, maskWriteRequestBytes)
}

// WriteSpan is the written part of ReadWrite.
type WriteSpan struct {
	Address   uint16
	Registers []uint16
}

// ReadWrite writes w and then fills dst from t, in one request by function 23.
func (c *Client) ReadWrite(ctx context.Context, t Target, w WriteSpan, dst []uint16) error {
	k := c.take()
	defer c.give(k)
	t.Function = ReadWriteRegisters
	data, err := c.ask(ctx, k, k.encodeReadWrite(t, len(dst), w), len(dst)*registerBytes)
	if err != nil {
		return c.fault(t, err)
	}
	takeRegisters(dst, data)
	return nil
}

// ask sends a read and returns its counted data of exactly want bytes.
func (c *Client) ask(ctx context.Context, k *call, encoded error, want int) ([]byte, error) {
	if encoded != nil {
		return nil, encoded
	}
	if err := c.do(ctx, k); err != nil {
		return nil, err
	}
	return k.data(want)
}

// tell sends a write and checks that its first n bytes come back.
func (c *Client) tell(ctx context.Context, k *call, encoded error, n int) error {
	err := encoded
	if err == nil {
		err = c.do(ctx, k)
	}
	if err == nil {
		err = k.checkEcho(n)
	}
	if err != nil {
		return c.fault(k.target, err)
	}
	return nil
}

func (c *Client) fault(t Target, err error) error {
	return fmt.Errorf("%v at %s: %w", t, c.cfg.Address, err)
}

// do queues the call and sees it to its end: it reads the reply itself where nobody else has to.
func (c *Client) do(ctx context.Context, k *call) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s, err := c.submit(k)
	if err != nil {
		return err
	}
	if s != nil {
		if over, err := c.lead(ctx, k, s); over {
			return err
		}
	}
	return c.await(ctx, k)
}

// await waits for the end of a call whose reply somebody else reads.
func (c *Client) await(ctx context.Context, k *call) error {
	k.timer.Reset(c.cfg.Timeout)
	defer k.timer.Stop()
	for {
		select {
		case <-k.done:
			return k.err
		case <-ctx.Done():
			return c.abandon(k, ctx.Err())
		case <-k.timer.C:
			if left := c.left(k); left > 0 {
				k.timer.Reset(left)
				continue
			}
			return c.abandon(k, ErrTimeout)
		}
	}
}

// left is how much of its time a call on a line still has.
func (c *Client) left(k *call) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.line == nil, k.state == callDone, c.conn == nil:
		return 0
	case k.state == callQueued:
		return time.Until(k.queuedAt.Add(c.cfg.QueueWait))
	}
	return time.Until(k.sentAt.Add(c.cfg.Timeout))
}

// submit queues k and sends what may go. It returns the stream when k's caller has to read it.
func (c *Client) submit(k *call) (*stream, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, ErrClosed
	}
	if c.writes.n+c.reads.n >= c.cfg.QueueMax {
		return nil, ErrQueueFull
	}
	if c.line != nil && k.target.Unit == broadcast && !k.urgent {
		return nil, fmt.Errorf("%w: %v: nobody answers a broadcast", ErrBadRequest, k.target)
	}
	k.state, k.err, k.replyLen = callQueued, nil, 0
	k.queuedAt, k.sentAt = time.Now(), time.Time{}
	s := c.seize(k.queuedAt.Add(c.cfg.Timeout))
	if k.urgent {
		c.writes.push(k)
	} else {
		c.reads.push(k)
	}
	if c.conn == nil {
		c.nudge()
	}
	c.press()
	if s != nil && k.state == callQueued { // a gap is to be kept first
		c.leave(s)
		s = nil
	}
	c.attend()
	return s, nil
}

// press sends what may go at once, or tells Run that something waits for time. Only Run sends on a
// line.
func (c *Client) press() {
	if c.line != nil || c.flush() > 0 {
		c.nudge()
	}
}

// nudge makes Run look; one pending token is enough.
func (c *Client) nudge() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// abandon takes back a call whose time is up. A reply that came in the meantime wins.
func (c *Client) abandon(k *call, why error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer c.attend()
	return c.giveUp(k, why)
}

func (c *Client) giveUp(k *call, why error) error {
	switch k.state {
	case callDone:
		<-k.done
		return k.err
	case callQueued:
		if k.urgent {
			c.writes.remove(k)
		} else {
			c.reads.remove(k)
		}
		k.state = callIdle
		if c.conn == nil {
			return fmt.Errorf("%w: still connecting", why)
		}
		return fmt.Errorf("%w: still waiting behind other requests", why)
	}
	c.unsend(k)
	k.state = callIdle
	if c.line != nil {
		c.owe(k)
	}
	c.stats.Timeouts++
	if c.missed++; c.missed >= c.cfg.TimeoutsMax {
		c.drop(fmt.Errorf("%w: %d requests in a row", ErrTimeout, c.missed))
	} else {
		c.press()
	}
	return why
}

// unsend forgets that k is under way.
func (c *Client) unsend(k *call) {
	for i, s := range c.sent {
		if s == k {
			last := len(c.sent) - 1
			c.sent[i], c.sent[last] = c.sent[last], nil
			c.sent = c.sent[:last]
			return
		}
	}
}

// take returns a call to fill; give returns it for the next request.
func (c *Client) take() *call {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := c.free
	if k == nil {
		return newCall()
	}
	c.free, k.next = k.next, nil
	return k
}

func (c *Client) give(k *call) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k.state, k.next = callIdle, c.free
	c.free = k
}
