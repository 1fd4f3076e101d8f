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

// advanceLine is the frame to send when the line is free, nil where there is none, and how long to
// wait before it has to be asked again; 0 when nothing waits for time alone. What came before is
// judged by the pause behind it.
func (c *Client) advanceLine(now time.Time) (frame []byte, wait time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn == nil {
		return nil, 0
	}
	if len(c.sent) > 0 {
		return nil, c.settle(now)
	}
	l := c.line
	if wait := l.free.Sub(now); wait > 0 {
		return nil, wait
	}
	q, k, wait := c.next(now)
	if k == nil {
		return nil, wait
	}
	if k.target.Unit != l.lastUnit {
		if wait := l.heard.Add(max(c.cfg.UnitGap, l.silence)).Sub(now); wait > 0 && l.lastUnit != broadcast {
			return nil, wait
		}
	}
	q.remove(k)
	return c.ready(k, now), 0
}

// serveLine sends what may go now and returns how long to wait until more may. It writes without
// holding the lock: a line may take its time.
func (c *Client) serveLine(conn io.Writer) time.Duration {
	for {
		frame, wait := c.advanceLine(time.Now())
		if frame == nil {
			return wait
		}
		_, err := conn.Write(frame)
		c.mu.Lock()
		if err != nil {
			c.drop(fmt.Errorf("connection lost: %w", err))
		}
		if len(c.sent) > 0 && c.sent[0].target.Unit == broadcast {
			k := c.sent[0]
			c.unsend(k)
			k.replyLen = copy(k.reply[:], k.frame[headerBytes:k.frameLen])
			end(k, err)
		}
		c.mu.Unlock()
	}
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

// ready is the frame of a call that is now under way, in the client's buffer.
func (c *Client) ready(k *call, now time.Time) []byte {
	l := c.line
	rest := l.silence
	if k.target.Unit == broadcast {
		rest = turnaround
	}
	l.rx, l.lastUnit, l.heard = l.rx[:0], k.target.Unit, now
	l.free = now.Add(max(rest, c.cfg.MinGap))
	k.state, k.sentAt = callSent, now
	k.frame[unitOffset] = k.target.Unit
	c.sent = append(c.sent, k)
	c.stats.Requests++
	c.out = appendCRC(append(c.out[:0], k.frame[unitOffset:k.frameLen]...), 0)
	return c.out
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
