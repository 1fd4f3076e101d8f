package modbus

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// moody answers reads of two registers at a with a and its complement, but not always at once, in
// order, once, or at all. It counts how often each address was asked for.
type moody struct {
	calm  atomic.Bool
	mu    sync.Mutex
	rng   *rand.Rand
	asked map[uint16]int
	later sync.WaitGroup
}

func (m *moody) draw(n int) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.rng.IntN(n)
}

func (m *moody) answer(conn net.Conn, frame []byte, _ int) {
	m.mu.Lock()
	m.asked[uint16(frame[8])<<8|uint16(frame[9])]++
	m.mu.Unlock()
	good := reply(frame, 3, 4, frame[8], frame[9], ^frame[8], ^frame[9])
	say := func(b []byte) { _, _ = conn.Write(b) } // a client that has gone hears nothing
	mood := m.draw(100)
	if m.calm.Load() {
		mood = 0
	}
	switch {
	case mood < 50:
		say(good)
	case mood < 75: // later, so that others overtake it
		wait := time.Duration(m.draw(4000)) * time.Microsecond
		m.later.Go(func() {
			time.Sleep(wait)
			say(good)
		})
	case mood < 80:
		say(good[:5])
		time.Sleep(200 * time.Microsecond)
		say(good[5:])
	case mood < 85:
		say(append(good, good...))
	case mood < 89: // of a transaction nobody began
		good[0] ^= 0x80
		say(good)
	case mood < 94: // nothing
	case mood < 96:
		say(good)
		_ = conn.Close()
	case mood < 98:
		_ = conn.Close()
	default:
		say([]byte{0, 1, 0, 9, 0, 3, 1, 3, 0})
	}
}

// A server may delay, reorder, double, lose and garble its replies and close the connection, and
// callers may lose their patience: every call ends, with its own registers or with what happened to
// it; nothing is sent twice; and the client works on.
func TestClient_EveryCallEndsAsItShouldWhateverTheServerDoes(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			m := &moody{rng: rand.New(rand.NewPCG(seed, 1)), asked: map[uint16]int{}}
			s := scripted(t, m.answer)
			t.Cleanup(m.later.Wait)
			cfg := ClientConfig{Depth: 1 + m.draw(8), Timeout: 12 * time.Millisecond, QueueMax: 64}
			if seed%6 == 5 {
				cfg.MinGap = time.Millisecond
			}
			c := s.client(cfg)
			var group sync.WaitGroup
			var address, answered atomic.Uint32
			for caller := range 1 + m.draw(6) {
				rng := rand.New(rand.NewPCG(seed, uint64(caller)+2))
				group.Go(func() {
					for range 60 {
						if impatient(t, c, rng, uint16(address.Add(1))) {
							answered.Add(1)
						}
						if rng.IntN(8) == 0 {
							time.Sleep(time.Duration(rng.IntN(120)) * time.Millisecond / 2)
						}
					}
				})
			}
			group.Wait()
			eventually(t, func() bool { // on a busy machine all of them may have lost their patience
				return answered.Load() > 0 || impatient(t, c, nil, uint16(address.Add(1)))
			})
			m.mu.Lock()
			for a, n := range m.asked {
				if n > 1 {
					t.Errorf("address %d was asked for %d times", a, n)
				}
			}
			m.mu.Unlock()
			m.calm.Store(true)
			eventually(t, func() bool { return impatient(t, c, nil, uint16(address.Add(1))) })
			atRest(t, c)
		})
	}
}

// impatient reads with a context that may end early, and reports whether it was answered.
func impatient(t *testing.T, c *Client, rng *rand.Rand, address uint16) bool {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	wait := func() time.Duration { return time.Duration(rng.IntN(6000)) * time.Microsecond }
	if rng != nil {
		switch rng.IntN(3) {
		case 0:
			ctx = context.Background()
		case 1:
			early, stop := context.WithTimeout(ctx, wait())
			defer stop()
			ctx = early
		case 2:
			defer time.AfterFunc(wait(), cancel).Stop()
		}
	}
	began := time.Now()
	var regs [2]uint16
	err := c.Read(ctx, holding(1, address), regs[:])
	took := time.Since(began)
	switch {
	case err == nil:
		if regs != [2]uint16{address, ^address} {
			t.Errorf("read at %d: got %d", address, regs)
		}
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		if ctx.Err() == nil {
			t.Errorf("read at %d: %v, but its context stands", address, err)
		}
	case errors.Is(err, ErrTimeout):
		if took < c.cfg.Timeout && !strings.Contains(err.Error(), "in a row") {
			t.Errorf("read at %d: %v after %v", address, err, took)
		}
	case errors.Is(err, ErrBadReply), strings.Contains(err.Error(), "connection lost"):
	default:
		t.Errorf("read at %d: %v", address, err)
	}
	return err == nil
}

// atRest fails when something of a call has stayed in the client.
func atRest(t *testing.T, c *Client) {
	t.Helper()
	eventually(t, func() bool { // a reply may be there before its request's write returns
		c.mu.Lock()
		defer c.mu.Unlock()
		return !c.writing
	})
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := len(c.sent) + c.reads.n + c.writes.n; n > 0 {
		t.Errorf("%d calls are left", n)
	}
	if c.stream != nil && c.stream.reader == byCaller {
		t.Error("a caller reads that has returned")
	}
	for k := c.free; k != nil; k = k.next {
		if len(k.done) > 0 {
			t.Error("a call that ended is told so again")
		}
	}
}

func reads(c *Client) (who reader, turn uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stream == nil || c.writing { // a request sent now is not its caller's to read
		return byWatcher, 0
	}
	return c.stream.reader, c.stream.turn
}

func TestClient_CallersThatFollowOneAnotherReadThemselves(t *testing.T) {
	c, _ := pair(t, &bank{}, ClientConfig{})
	eventually(t, func() bool {
		for range 20 {
			if err := c.Read(context.Background(), holding(1, 0), make([]uint16, 1)); err != nil {
				t.Fatal(err)
			}
		}
		_, turn := reads(c)
		return turn > 0
	})
	eventually(t, func() bool { who, _ := reads(c); return who == byWatcher })
	if err := c.Read(context.Background(), holding(1, 0), make([]uint16, 1)); err != nil {
		t.Error(err)
	}
}

func TestClient_ACallerThatReadsItselfEndsWithItsContext(t *testing.T) {
	silent := make(chan struct{})
	s := scripted(t, func(conn net.Conn, frame []byte, n int) {
		if frame[9] == 9 {
			silent <- struct{}{}
			return
		}
		_, _ = conn.Write(reply(frame, 3, 2, 0, frame[9]))
	})
	c := s.client(ClientConfig{})
	regs := make([]uint16, 1)
	reader := byWatcher
	eventually(t, func() bool { // the watcher may just have come back, before the read or the silence
		if err := c.Read(context.Background(), holding(1, 1), regs); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		result := make(chan error, 1)
		go func() { result <- c.Read(ctx, holding(1, 9), make([]uint16, 1)) }()
		<-silent
		for tries := 0; tries < 100 && reader != byCaller; tries++ { // the request's write may not have returned
			time.Sleep(time.Millisecond)
			reader, _ = reads(c)
		}
		cancel()
		if err := <-result; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want the context's error", err)
		}
		return reader == byCaller
	})
	if err := c.Read(context.Background(), holding(1, 2), regs); err != nil || regs[0] != 2 {
		t.Errorf("the next read: register %d, error %v", regs[0], err)
	}
	if got := c.Stats(); got.Connects != 1 {
		t.Errorf("stats %+v, want one connection", got)
	}
}

func TestClient_AReplyOfAnotherReachesItsCallerAfterTheReaderHasGone(t *testing.T) {
	var held []byte
	s := scripted(t, func(conn net.Conn, frame []byte, _ int) {
		switch frame[9] {
		case 8:
			held = reply(frame, 3, 2, 0, 8)
		case 9: // its caller waits for the one that reads, who goes first
			_, _ = conn.Write(held)
			time.Sleep(2 * time.Millisecond)
			_, _ = conn.Write(reply(frame, 3, 2, 0, 9))
		default:
			_, _ = conn.Write(reply(frame, 3, 2, 0, frame[9]))
		}
	})
	c := s.client(ClientConfig{Depth: 2})
	for range 20 {
		for range 2 {
			if err := c.Read(context.Background(), holding(1, 1), make([]uint16, 1)); err != nil {
				t.Fatal(err)
			}
		}
		var group sync.WaitGroup
		for _, a := range []uint16{8, 9} {
			sent := c.Stats().Requests
			group.Go(func() {
				regs := make([]uint16, 1)
				if err := c.Read(context.Background(), holding(1, a), regs); err != nil || regs[0] != a {
					t.Errorf("read at %d: register %d, error %v", a, regs[0], err)
				}
			})
			eventually(t, func() bool { return c.Stats().Requests > sent })
		}
		group.Wait()
	}
	atRest(t, c)
}

// Some devices close the connection behind every reply.
func TestClient_AConnectionThatEndedBetweenTwoRequestsFailsNone(t *testing.T) {
	closed := make(chan struct{}, 1)
	s := scripted(t, func(conn net.Conn, frame []byte, n int) {
		_, _ = conn.Write(reply(frame, 3, 2, 0, byte(n)))
		if n == 2 { // by then callers read themselves
			time.Sleep(2 * time.Millisecond)
			_, _ = conn.Write(reply(frame, 3, 2, 0, 99)) // too late for anybody
			_ = conn.Close()
			closed <- struct{}{}
		}
	})
	c := s.client(ClientConfig{})
	for round := range 10 {
		for n := range uint16(3) {
			regs := make([]uint16, 1)
			if err := c.Read(context.Background(), holding(1, 0), regs); err != nil || regs[0] != n {
				t.Fatalf("round %d, read %d: register %d, error %v", round, n, regs[0], err)
			}
		}
		<-closed
	}
	if n := c.Stats().Connects; n != 10 {
		t.Errorf("%d connections, want 10", n)
	}
}

func TestClient_AnIdleConnectionThatEndsIsNoticed(t *testing.T) {
	end := make(chan struct{})
	s := scripted(t, func(conn net.Conn, frame []byte, n int) {
		_, _ = conn.Write(reply(frame, 3, 2, 0, 0))
		if n == 4 {
			go func() {
				<-end
				_ = conn.Close()
			}()
		}
	})
	c := s.client(ClientConfig{})
	for range 5 {
		if err := c.Read(context.Background(), holding(1, 0), make([]uint16, 1)); err != nil {
			t.Fatal(err)
		}
	}
	if !c.Stats().Connected {
		t.Error("not connected after a read")
	}
	close(end)
	eventually(t, func() bool { return !c.Stats().Connected })
}
