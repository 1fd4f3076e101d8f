package modbus

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestClient_EveryFunctionReachesTheDeviceAndComesBack(t *testing.T) {
	b := &bank{}
	c, _ := pair(t, b, ClientConfig{})
	ctx := context.Background()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ok(c.Write(ctx, Target{1, WriteRegister, 10}, []uint16{0xBEEF}))
	ok(c.Write(ctx, Target{1, WriteRegisters, 11}, []uint16{1, 2, 0xFFFF}))
	ok(c.WriteBits(ctx, Target{1, WriteCoil, 5}, []bool{true}))
	ok(c.WriteBits(ctx, Target{1, WriteCoils, 6}, []bool{true, false, true, true, false, false, true, false, true}))
	ok(c.MaskWrite(ctx, Target{Unit: 1, Address: 10}, Mask{And: 0x00FF, Or: 0x1200}))
	regs := make([]uint16, 4)
	ok(c.Read(ctx, holding(1, 10), regs))
	if diff := cmp.Diff([]uint16{0x12EF, 1, 2, 0xFFFF}, regs); diff != "" {
		t.Errorf("holding registers (-want +got):\n%s", diff)
	}
	ok(c.Read(ctx, Target{1, ReadInputRegisters, 11}, regs[:2]))
	if diff := cmp.Diff([]uint16{1, 2}, regs[:2]); diff != "" {
		t.Errorf("input registers (-want +got):\n%s", diff)
	}
	ok(c.ReadWrite(ctx, Target{Unit: 1, Address: 10}, WriteSpan{Address: 12, Registers: []uint16{7}}, regs))
	if diff := cmp.Diff([]uint16{0x12EF, 1, 7, 0xFFFF}, regs); diff != "" {
		t.Errorf("read after write (-want +got):\n%s", diff)
	}
	for _, f := range []Function{ReadCoils, ReadDiscreteInputs} {
		bits := make([]bool, 11)
		ok(c.ReadBits(ctx, Target{1, f, 4}, bits))
		want := []bool{false, true, true, false, true, true, false, false, true, false, true}
		if diff := cmp.Diff(want, bits); diff != "" {
			t.Errorf("%v (-want +got):\n%s", f, diff)
		}
	}
	full := make([]uint16, MaxReadRegisters)
	ok(c.Read(ctx, holding(1, 65536-MaxReadRegisters), full))
	ok(c.ReadBits(ctx, Target{1, ReadCoils, 0}, make([]bool, MaxReadBits)))
}

func TestClient_ExceptionsArriveAsTypedErrors(t *testing.T) {
	b := &bank{}
	c, _ := pair(t, b, ClientConfig{})
	all := []Exception{
		IllegalFunction, IllegalDataAddress, IllegalDataValue, ServerDeviceFailure, Acknowledge,
		ServerDeviceBusy, NegativeAcknowledge, MemoryParityError, GatewayPathUnavailable,
		GatewayTargetSilent, Exception(0x55),
	}
	for _, e := range all {
		b.setFail(e)
		for name, err := range askEverything(c) {
			if !errors.Is(err, e) {
				t.Errorf("%s with exception %d: got %v", name, uint8(e), err)
			}
		}
	}
	b.setFail(errors.New("something else"))
	for name, err := range askEverything(c) {
		if !errors.Is(err, ServerDeviceFailure) {
			t.Errorf("%s with a plain error: got %v, want ServerDeviceFailure", name, err)
		}
	}
	b.setFail(nil)
	for name, err := range askEverything(c) {
		if err != nil {
			t.Errorf("%s after the exceptions: %v", name, err)
		}
	}
}

// askEverything sends one request of every function.
func askEverything(c *Client) map[string]error {
	ctx := context.Background()
	regs, bits := make([]uint16, 2), make([]bool, 2)
	return map[string]error{
		"read coils":     c.ReadBits(ctx, Target{1, ReadCoils, 0}, bits),
		"read discrete":  c.ReadBits(ctx, Target{1, ReadDiscreteInputs, 0}, bits),
		"read holding":   c.Read(ctx, holding(1, 0), regs),
		"read input":     c.Read(ctx, Target{1, ReadInputRegisters, 0}, regs),
		"write coil":     c.WriteBits(ctx, Target{1, WriteCoil, 0}, bits[:1]),
		"write register": c.Write(ctx, Target{1, WriteRegister, 0}, regs[:1]),
		"write coils":    c.WriteBits(ctx, Target{1, WriteCoils, 0}, bits),
		"write many":     c.Write(ctx, Target{1, WriteRegisters, 0}, regs),
		"mask":           c.MaskWrite(ctx, Target{Unit: 1}, Mask{}),
		"read/write":     c.ReadWrite(ctx, Target{Unit: 1}, WriteSpan{Registers: regs}, regs),
	}
}

func TestClient_RefusesWhatCannotBeSent(t *testing.T) {
	c := NewClient(ClientConfig{Address: "127.0.0.1:1"})
	ctx := context.Background()
	tests := map[string]error{
		"no registers":           c.Read(ctx, holding(1, 0), nil),
		"126 registers":          c.Read(ctx, holding(1, 0), make([]uint16, 126)),
		"end behind 65535":       c.Read(ctx, holding(1, 65535), make([]uint16, 2)),
		"2001 bits":              c.ReadBits(ctx, Target{1, ReadCoils, 0}, make([]bool, 2001)),
		"bits by a register fc":  c.ReadBits(ctx, holding(1, 0), make([]bool, 1)),
		"registers by a coil fc": c.Read(ctx, Target{1, ReadCoils, 0}, make([]uint16, 1)),
		"two by function 6":      c.Write(ctx, Target{1, WriteRegister, 0}, make([]uint16, 2)),
		"124 by function 16":     c.Write(ctx, Target{1, WriteRegisters, 0}, make([]uint16, 124)),
		"write by a read fc":     c.Write(ctx, holding(1, 0), make([]uint16, 1)),
		"two by function 5":      c.WriteBits(ctx, Target{1, WriteCoil, 0}, make([]bool, 2)),
		"122 by function 23": c.ReadWrite(ctx, Target{Unit: 1},
			WriteSpan{Registers: make([]uint16, 122)}, make([]uint16, 1)),
	}
	for name, err := range tests {
		if !errors.Is(err, ErrBadRequest) {
			t.Errorf("%s: got %v, want ErrBadRequest", name, err)
		}
	}
}

func TestClient_WrongRepliesAreErrorsAndTheConnectionLives(t *testing.T) {
	tests := map[string]func(req []byte) []byte{
		"a short reply instead of an exception": func(r []byte) []byte { return reply(r, 3, 2, 0, 1) },
		"a byte count that lies":                func(r []byte) []byte { return reply(r, 3, 4, 0, 1) },
		"a byte count too small for its data":   func(r []byte) []byte { return reply(r, 3, 2, 0, 1, 0, 2) },
		"no byte count":                         func(r []byte) []byte { return reply(r, 3) },
		"too much data":                         func(r []byte) []byte { return reply(r, 3, 6, 0, 1, 0, 2, 0, 3) },
		"another function":                      func(r []byte) []byte { return reply(r, 4, 4, 0, 1, 0, 2) },
		"an exception without code":             func(r []byte) []byte { return reply(r, 0x83) },
		"another unit": func(r []byte) []byte {
			f := reply(r, 3, 4, 0, 1, 0, 2)
			f[6]++
			return f
		},
	}
	for name, answer := range tests {
		t.Run(name, func(t *testing.T) {
			s := scripted(t, func(conn net.Conn, frame []byte, n int) {
				if n == 0 {
					_, _ = conn.Write(answer(frame))
					return
				}
				_, _ = conn.Write(reply(frame, 3, 4, 0, 1, 0, 2))
			})
			c := s.client(ClientConfig{})
			regs := make([]uint16, 2)
			if err := c.Read(context.Background(), holding(1, 0), regs); !errors.Is(err, ErrBadReply) {
				t.Errorf("got %v, want ErrBadReply", err)
			}
			if err := c.Read(context.Background(), holding(1, 0), regs); err != nil {
				t.Errorf("the next read: %v", err)
			}
			if n := c.Stats().Connects; n != 1 {
				t.Errorf("%d connections, want 1", n)
			}
		})
	}
}

func TestClient_AWriteWhoseEchoDiffersIsAnError(t *testing.T) {
	s := scripted(t, func(conn net.Conn, frame []byte, _ int) {
		_, _ = conn.Write(reply(frame, 6, 0, 1, 0, 43))
	})
	err := s.client(ClientConfig{}).Write(context.Background(), Target{1, WriteRegister, 1}, []uint16{42})
	if !errors.Is(err, ErrBadReply) {
		t.Errorf("got %v, want ErrBadReply", err)
	}
}

func TestClient_AStreamOutOfStepIsGivenUp(t *testing.T) {
	tests := map[string][]byte{
		"another protocol": {0, 1, 0, 9, 0, 3, 1, 3, 0},
		"length zero":      {0, 1, 0, 0, 0, 0, 1, 3, 0},
		"length too large": {0, 1, 0, 0, 1, 0, 1, 3, 0},
	}
	for name, garbage := range tests {
		t.Run(name, func(t *testing.T) {
			var mu sync.Mutex
			first := true
			s := scripted(t, func(conn net.Conn, frame []byte, _ int) {
				mu.Lock()
				defer mu.Unlock()
				if first {
					first = false
					_, _ = conn.Write(garbage)
					return
				}
				_, _ = conn.Write(reply(frame, 3, 2, 0, 9))
			})
			c := s.client(ClientConfig{})
			regs := make([]uint16, 1)
			if err := c.Read(context.Background(), holding(1, 0), regs); !errors.Is(err, ErrBadReply) {
				t.Errorf("got %v, want ErrBadReply", err)
			}
			if err := c.Read(context.Background(), holding(1, 0), regs); err != nil || regs[0] != 9 {
				t.Errorf("on a new connection: %v, register %d", err, regs[0])
			}
		})
	}
}

func TestClient_ALateReplyIsDroppedByItsTransactionID(t *testing.T) {
	ctx, giveUp := context.WithCancel(context.Background())
	defer giveUp()
	var held []byte
	s := scripted(t, func(conn net.Conn, frame []byte, n int) {
		if n == 0 {
			held = reply(frame, 3, 2, 0xDE, 0xAD)
			giveUp()
			return
		}
		_, _ = conn.Write(append(held, reply(frame, 3, 2, 0, byte(n))...))
		held = nil
	})
	c := s.client(ClientConfig{})
	regs := make([]uint16, 1)
	if err := c.Read(ctx, holding(1, 0), regs); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want the context's end", err)
	}
	for want := uint16(1); want < 4; want++ {
		if err := c.Read(context.Background(), holding(1, 0), regs); err != nil || regs[0] != want {
			t.Fatalf("got register %#x, error %v, want %d", regs[0], err, want)
		}
	}
	if got := c.Stats(); got.Late != 1 || got.Connects != 1 {
		t.Errorf("stats %+v, want one late reply on one connection", got)
	}
}

func TestClient_SegmentsMayBeSplitAndMerged(t *testing.T) {
	var held []byte
	s := scripted(t, func(conn net.Conn, frame []byte, n int) {
		answer := reply(frame, 3, 4, frame[8], frame[9], 0, byte(n))
		switch n % 3 {
		case 0: // byte by byte
			for i := range answer {
				_, _ = conn.Write(answer[i : i+1])
				time.Sleep(time.Millisecond)
			}
		case 1: // kept back, to be merged with the next
			held = answer
		case 2:
			_, _ = conn.Write(append(held, answer...))
		}
	})
	c := s.client(ClientConfig{Depth: 3})
	var group sync.WaitGroup
	for i := range uint16(9) {
		group.Go(func() {
			regs := make([]uint16, 2)
			if err := c.Read(context.Background(), holding(1, i), regs); err != nil || regs[0] != i {
				t.Errorf("read at %d: got %d, error %v", i, regs[0], err)
			}
		})
	}
	group.Wait()
}

func TestClient_ServerGoneAndBack(t *testing.T) {
	b := &bank{}
	b.regs[0] = 7
	s, err := Listen(ServerConfig{}, b)
	if err != nil {
		t.Fatal(err)
	}
	stop := run(t, s)
	c := NewClient(ClientConfig{Address: s.Addr(), Timeout: 10 * time.Second})
	run(t, c)
	regs := make([]uint16, 1)
	if err := c.Read(context.Background(), holding(1, 0), regs); err != nil {
		t.Fatal(err)
	}
	stop()
	for range 3 {
		if err := c.Read(context.Background(), holding(1, 0), regs); err == nil {
			t.Fatal("a read from a server that is gone succeeded")
		} else if !strings.Contains(err.Error(), s.Addr()) {
			t.Errorf("the error does not name the endpoint: %v", err)
		}
	}
	var back *Server
	eventually(t, func() bool { // another program may hold the port for a moment
		back, err = Listen(ServerConfig{Address: s.Addr()}, b)
		return err == nil
	})
	run(t, back)
	if err := c.Read(context.Background(), holding(1, 0), regs); err != nil || regs[0] != 7 {
		t.Errorf("after its return: register %d, error %v", regs[0], err)
	}
}

func TestClient_DeadlineOfContextAndOfConfiguration(t *testing.T) {
	const answered, silent = 1, 2 // addresses
	s := scripted(t, func(conn net.Conn, frame []byte, _ int) {
		if frame[9] == answered {
			_, _ = conn.Write(reply(frame, 3, 2, 0, 0))
		}
	})
	c := s.client(ClientConfig{Timeout: 100 * time.Millisecond, TimeoutsMax: 2})
	ask := func(ctx context.Context, address uint16) error {
		return c.Read(ctx, holding(1, address), make([]uint16, 1))
	}
	// What is asked on a connection that stands is sent at once: its time cannot go by before.
	eventually(t, func() bool { return ask(context.Background(), answered) == nil })
	before := c.Stats().Connects
	for n := range 2 {
		if err := ask(context.Background(), silent); !errors.Is(err, ErrTimeout) {
			t.Errorf("got %v, want ErrTimeout", err)
		}
		if got := c.Stats(); got.Connects != before || got.Connected != (n == 0) {
			t.Errorf("after %d silent requests: %+v, want the connection given up after two", n+1, got)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := ask(ctx, silent); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
	eventually(t, func() bool {
		if err := ask(context.Background(), silent); !errors.Is(err, ErrTimeout) {
			t.Errorf("got %v, want ErrTimeout", err)
		}
		return c.Stats().Connects > before
	})
	if n := c.Stats().Connects - before; n != 1 {
		t.Errorf("%d connections after the two silent requests, want one", n)
	}
}

func TestClient_ANearerDeadlineOfTheContextWins(t *testing.T) {
	s := scripted(t, func(net.Conn, []byte, int) {})
	c := s.client(ClientConfig{Timeout: time.Minute})
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if err := c.Read(ctx, holding(1, 0), make([]uint16, 1)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the context's deadline", err)
	}
}
