package modbus

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestClient_WritesGoBeforeReads(t *testing.T) {
	release := make(chan struct{})
	var mu sync.Mutex
	var order []byte
	s := scripted(t, func(conn net.Conn, frame []byte, n int) {
		if n == 0 {
			<-release
		}
		mu.Lock()
		order = append(order, frame[9])
		mu.Unlock()
		if frame[7] == byte(WriteRegister) {
			_, _ = conn.Write(frame)
			return
		}
		_, _ = conn.Write(reply(frame, 3, 2, 0, 0))
	})
	c := s.client(ClientConfig{})
	var group sync.WaitGroup
	waiting := func() int {
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.reads.n + c.writes.n
	}
	ask := func(address uint16, write bool, settled func() bool) {
		group.Go(func() {
			var err error
			if write {
				err = c.Write(context.Background(), Target{1, WriteRegister, address}, []uint16{1})
			} else {
				err = c.Read(context.Background(), holding(1, address), make([]uint16, 1))
			}
			if err != nil {
				t.Error(err)
			}
		})
		eventually(t, settled)
	}
	queued := func(n int) func() bool { return func() bool { return waiting() == n } }
	func() {
		defer close(release)
		ask(1, false, func() bool { return c.Stats().Requests == 1 })
		ask(2, false, queued(1))
		ask(3, false, queued(2))
		ask(4, true, queued(3))
		ask(5, true, queued(4))
	}()
	group.Wait()
	if got, want := string(order), "\x01\x04\x05\x02\x03"; got != want {
		t.Errorf("order of addresses % x, want % x", got, want)
	}
}

func eventually(t testing.TB, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatal("did not happen in time")
}

func TestClient_TheQueueIsBounded(t *testing.T) {
	s := scripted(t, func(net.Conn, []byte, int) {})
	c := s.client(ClientConfig{QueueMax: 2, Timeout: time.Minute})
	ctx, cancel := context.WithCancel(context.Background())
	var group sync.WaitGroup
	for n := range 3 { // one under way, two waiting
		group.Go(func() { _ = c.Read(ctx, holding(1, 0), make([]uint16, 1)) })
		eventually(t, func() bool {
			c.mu.Lock()
			defer c.mu.Unlock()
			return c.reads.n == n && len(c.sent) == 1
		})
	}
	if err := c.Read(ctx, holding(1, 0), make([]uint16, 1)); !errors.Is(err, ErrQueueFull) {
		t.Errorf("got %v, want ErrQueueFull", err)
	}
	cancel()
	group.Wait()
}

func TestClient_PipelinesAsDeepAsConfigured(t *testing.T) {
	var mu sync.Mutex
	var frames [][]byte
	s := scripted(t, func(conn net.Conn, frame []byte, _ int) {
		mu.Lock()
		defer mu.Unlock()
		if frames = append(frames, frame); len(frames) < 4 {
			return
		}
		for _, f := range slices.Backward(frames) {
			_, _ = conn.Write(reply(f, 3, 2, f[8], f[9]))
		}
		frames = nil
	})
	c := s.client(ClientConfig{Depth: 4})
	var group sync.WaitGroup
	for i := range uint16(8) {
		group.Go(func() {
			regs := make([]uint16, 1)
			if err := c.Read(context.Background(), holding(1, i), regs); err != nil || regs[0] != i {
				t.Errorf("read at %d: got %d, error %v", i, regs[0], err)
			}
		})
	}
	group.Wait()
}

func TestClient_KeepsGapAndConnectDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // by the machine's clock a request may arrive later than it was sent
		var at []time.Duration
		start := time.Now()
		near, far := net.Pipe()
		device := handlerFunc{&bank{}, func() { at = append(at, time.Since(start)) }}
		var serving sync.WaitGroup
		serving.Go(func() {
			if err := ServeConn(context.Background(), far, device); err != nil && !errors.Is(err, io.EOF) {
				t.Error(err)
			}
		})
		c := NewClient(ClientConfig{
			Address: "pipe", MinGap: 20 * time.Millisecond, ConnectDelay: 60 * time.Millisecond, Depth: 8, Timeout: time.Minute,
			Dial: func(context.Context, string) (io.ReadWriteCloser, error) { return near, nil },
		})
		stop := run(t, c)
		var group sync.WaitGroup
		for range 3 {
			group.Go(func() {
				if err := c.Read(context.Background(), holding(1, 0), make([]uint16, 1)); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		stop()
		serving.Wait()
		if len(at) != 3 || at[0] < 60*time.Millisecond {
			t.Errorf("requests %v after connecting, want three and the first after 60 ms", at)
		}
		for i := 1; i < len(at); i++ {
			if d := at[i] - at[i-1]; d < 20*time.Millisecond {
				t.Errorf("request %d came %v after the one before, want at least 20 ms", i, d)
			}
		}
	})
}

type handlerFunc struct {
	*bank
	seen func()
}

func (h handlerFunc) ReadRegisters(r Request, dst []uint16) error {
	h.seen()
	return h.bank.ReadRegisters(r, dst)
}

func TestClient_AfterRunEverythingIsRefused(t *testing.T) {
	s := scripted(t, func(net.Conn, []byte, int) {})
	c := NewClient(ClientConfig{Address: s.l.Addr().String(), Timeout: 20 * time.Second})
	stop := run(t, c)
	result := make(chan error, 2)
	for range 2 { // one under way, one waiting
		go func() { result <- c.Read(context.Background(), holding(1, 0), make([]uint16, 1)) }()
	}
	eventually(t, func() bool { return c.Stats().Requests == 1 })
	stop()
	for range 2 {
		if err := <-result; !errors.Is(err, ErrClosed) {
			t.Errorf("a request when Run ends: %v, want ErrClosed", err)
		}
	}
	if err := c.Read(context.Background(), holding(1, 0), make([]uint16, 1)); !errors.Is(err, ErrClosed) {
		t.Errorf("a request after Run: %v, want ErrClosed", err)
	}
}

func TestClient_ASteadyReadAllocatesNothing(t *testing.T) {
	b := &bank{}
	c, _ := pair(t, b, ClientConfig{})
	regs := make([]uint16, MaxReadRegisters)
	ctx := context.Background()
	read := func() {
		if err := c.Read(ctx, holding(1, 0), regs); err != nil {
			t.Fatal(err)
		}
	}
	read()
	// The count covers client and server, which run in this process.
	if n := testing.AllocsPerRun(500, read); n >= 1 {
		t.Errorf("%.1f allocations per read, want 0", n)
	}
}
