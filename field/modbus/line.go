package modbus

import (
	"fmt"
	"io"
	"time"
)

// line is what a client keeps of a serial line, or of a tunnel to one. All fields are guarded by the
// client's mutex; only the goroutine of Run sends.
//
// Replies carry no number, so a late one could be taken for the reply to the next request of the same
// unit. Therefore a unit that owes a reply is asked nothing for a while; others are.
type line struct {
	silence  time.Duration // what ends a frame
	rx       []byte        // what came and is not used yet
	heard    time.Time     // when the latest byte came
	free     time.Time     // nothing goes out before
	lastUnit uint8
	owing    map[uint8]time.Time // until when a unit is left alone
}

func newLine(baud int) *line {
	return &line{silence: silence(baud), rx: make([]byte, 0, 2*rtuMost), owing: map[uint8]time.Time{}}
}

// turnaround is how long a line rests after a broadcast, which nobody answers.
// Source: MODBUS over Serial Line V1.02 §2.4.1: typically 100 to 200 ms.
const turnaround = 100 * time.Millisecond

// broadcast is the unit that every device on a serial line listens to and none answers.
const broadcast = 0

// advanceLine sends the next request when the line is free, or judges by the pause what came, and
// returns how long to wait before it has to look again; 0 when nothing waits for time alone.
func (c *Client) advanceLine(now time.Time) time.Duration {
	if c.conn == nil {
		return 0
	}
	if len(c.sent) > 0 {
		return c.settle(now)
	}
	l := c.line
	if wait := l.free.Sub(now); wait > 0 {
		return wait
	}
	q, k, wait := c.next(now)
	if k == nil {
		return wait
	}
	if k.target.Unit != l.lastUnit {
		if wait := l.heard.Add(max(c.cfg.UnitGap, l.silence)).Sub(now); wait > 0 && l.lastUnit != broadcast {
			return wait
		}
	}
	q.remove(k)
	c.sendLine(k, now)
	return 0
}

// next is the first request whose unit owes nothing, writes before reads, with the queue it waits in;
// nil and how long to wait where there is none.
func (c *Client) next(now time.Time) (*queue, *call, time.Duration) {
	var soonest time.Duration
	for _, q := range []*queue{&c.writes, &c.reads} {
		for k := q.head; k != nil; k = k.next {
			wait := c.line.owing[k.target.Unit].Sub(now)
			if wait <= 0 {
				return q, k, 0
			}
			if soonest == 0 || wait < soonest {
				soonest = wait
			}
		}
	}
	return nil, nil, soonest
}

func (c *Client) sendLine(k *call, now time.Time) {
	l := c.line
	k.frame[unitOffset] = k.target.Unit
	frame := appendCRC(k.frame[unitOffset:k.frameLen:len(k.frame)], 0)
	l.rx, l.lastUnit, l.heard = l.rx[:0], k.target.Unit, now
	l.free = now.Add(max(l.silence, c.cfg.MinGap))
	k.state, k.sentAt = callSent, now
	c.stats.Requests++
	if _, err := c.conn.Write(frame); err != nil {
		c.sent = append(c.sent, k)
		c.drop(fmt.Errorf("connection lost: %w", err))
		return
	}
	if k.target.Unit == broadcast {
		l.free = now.Add(max(turnaround, c.cfg.MinGap))
		k.replyLen = copy(k.reply[:], k.frame[headerBytes:k.frameLen])
		end(k, nil)
		return
	}
	c.sent = append(c.sent, k)
}

// receiveLine reads until the connection ends.
func (c *Client) receiveLine(conn io.Reader) error {
	buf := make([]byte, rtuMost)
	for {
		n, err := conn.Read(buf)
		if n > 0 {
			c.hear(buf[:n], time.Now())
		}
		if err != nil {
			return fmt.Errorf("connection lost: %w", err)
		}
	}
}

// hear takes in bytes and hands over every frame that is whole by its length. What is not yet, or by
// no known length, is judged after a pause.
func (c *Client) hear(b []byte, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	l := c.line
	l.heard = now
	if free := now.Add(max(l.silence, c.cfg.MinGap)); free.After(l.free) {
		l.free = free
	}
	l.rx = append(l.rx, b[:min(len(b), cap(l.rx)-len(l.rx))]...)
	for {
		n := replyLength(l.rx)
		if n == 0 || len(l.rx) < n || !sound(l.rx[:n]) {
			break
		}
		c.arrive(l.rx[:n])
		l.rx = l.rx[:copy(l.rx, l.rx[n:])]
	}
	c.nudge()
}

// settle judges what came by the pause behind it: a frame of unknown length that is sound, or one
// whose length is reached and whose checksum is wrong. What may still be on its way is waited for.
func (c *Client) settle(now time.Time) time.Duration {
	l := c.line
	if len(l.rx) == 0 {
		return 0
	}
	if wait := l.heard.Add(l.silence).Sub(now); wait > 0 {
		return wait
	}
	n := replyLength(l.rx)
	switch {
	case sound(l.rx):
		c.arrive(l.rx)
	case n > 0 && len(l.rx) >= n:
		k := c.sent[0]
		c.unsend(k)
		c.stats.Replies++
		end(k, fmt.Errorf("%w: wrong checksum", ErrBadReply))
	default:
		return 0
	}
	l.rx = l.rx[:0]
	return max(l.free.Sub(now), time.Nanosecond)
}

// arrive completes the request a frame answers. A frame of another unit or function is late or
// somebody else's: dropped. Its unit owes nothing any more.
func (c *Client) arrive(frame []byte) {
	c.missed = 0
	delete(c.line.owing, frame[0])
	if len(c.sent) > 0 {
		k := c.sent[0]
		if frame[0] == k.target.Unit && (frame[1]&^byte(exceptionFlag) == byte(k.target.Function) || replyLength(frame) == 0) {
			c.stats.Replies++
			c.unsend(k)
			k.take(frame[0], frame[1:len(frame)-crcBytes])
			end(k, k.err)
			return
		}
	}
	c.stats.Late++
}

// owe leaves a unit alone that has not answered in time, and forgets what came of it so far.
func (c *Client) owe(k *call) {
	l := c.line
	l.rx = l.rx[:0]
	l.owing[k.target.Unit] = time.Now().Add(c.cfg.Recovery)
}
