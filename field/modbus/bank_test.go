package modbus

import (
	"context"
	"net"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ohmstead/internal/leaktest"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(leaktest.Settled{M: m})
}

// bank is a device of plain memory that can be told to misbehave.
type bank struct {
	mu     sync.Mutex
	regs   [1 << 16]uint16
	bits   [1 << 16]bool
	fail   error
	writes []Request
}

func (b *bank) setFail(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fail = err
}

func (b *bank) ReadBits(r Request, dst []bool) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	copy(dst, b.bits[r.Address:])
	return b.fail
}

func (b *bank) ReadRegisters(r Request, dst []uint16) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	copy(dst, b.regs[r.Address:])
	return b.fail
}

func (b *bank) WriteBits(r Request, bits []bool) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	copy(b.bits[r.Address:], bits)
	b.writes = append(b.writes, r)
	return b.fail
}

func (b *bank) WriteRegisters(r Request, regs []uint16) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	copy(b.regs[r.Address:], regs)
	b.writes = append(b.writes, r)
	return b.fail
}

// run starts r and stops it, waiting for its end, when the test ends or stop is called.
func run(t testing.TB, r interface{ Run(context.Context) error }) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			select {
			case err := <-done:
				if err != nil {
					t.Errorf("Run returned %v", err)
				}
			case <-time.After(time.Minute):
				t.Error("Run did not return")
			}
		})
	}
	t.Cleanup(stop)
	return stop
}

// pair is a running server over h and a running client to it.
func pair(t testing.TB, h Handler, cfg ClientConfig) (*Client, *Server) {
	t.Helper()
	s, err := Listen(ServerConfig{}, h)
	if err != nil {
		t.Fatal(err)
	}
	run(t, s)
	cfg.Address = s.Addr()
	if cfg.Timeout == 0 {
		cfg.Timeout = 20 * time.Second
	}
	c := NewClient(cfg)
	run(t, c)
	return c, s
}

// script is a server that reads whole frames and lets the test answer them byte by byte.
type script struct {
	t      testing.TB
	l      net.Listener
	mu     sync.Mutex
	conns  int
	answer func(conn net.Conn, frame []byte, n int)
}

// scripted starts a script; answer gets every frame with its number, counted per connection.
func scripted(t testing.TB, answer func(conn net.Conn, frame []byte, n int)) *script {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &script{t: t, l: l, answer: answer}
	var group sync.WaitGroup
	group.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.conns++
			s.mu.Unlock()
			group.Go(func() { s.talk(conn) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		group.Wait()
	})
	return s
}

func (s *script) talk(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	buf := make([]byte, 1<<16)
	have, n := 0, 0
	for {
		if err := conn.SetReadDeadline(time.Now().Add(2 * time.Minute)); err != nil {
			return
		}
		m, err := conn.Read(buf[have:])
		if err != nil {
			return
		}
		have += m
		for {
			h, ok, bad := parseHeader(buf[:have])
			if bad != nil || !ok || have < headerBytes+h.pdu {
				break
			}
			frame := append([]byte(nil), buf[:headerBytes+h.pdu]...)
			have = copy(buf, buf[headerBytes+h.pdu:have])
			s.answer(conn, frame, n)
			n++
		}
	}
}

func (s *script) client(cfg ClientConfig) *Client {
	s.t.Helper()
	cfg.Address = s.l.Addr().String()
	if cfg.Timeout == 0 {
		cfg.Timeout = 20 * time.Second
	}
	c := NewClient(cfg)
	stop := run(s.t, c)
	s.t.Cleanup(stop)
	return c
}

// reply is the frame that answers request with pdu.
func reply(request []byte, pdu ...byte) []byte {
	f := append([]byte(nil), request[:headerBytes]...)
	f[4], f[5] = 0, byte(len(pdu)+1)
	return append(f, pdu...)
}

func holding(unit uint8, address uint16) Target {
	return Target{Unit: unit, Function: ReadHoldingRegisters, Address: address}
}
