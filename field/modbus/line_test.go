package modbus

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// wire is a line of a test in virtual time: a client of ours, and whoever answers it.
type wire struct {
	t      *testing.T
	client *Client
	far    net.Conn // what the devices on the line hold
	stop   func()
}

// newWire runs a client on a pipe; it must be called in a bubble.
func newWire(t *testing.T, cfg ClientConfig) *wire {
	near, far := net.Pipe()
	w := &wire{t: t, far: far}
	cfg.Framing, cfg.Address = RTU, "line"
	cfg.Dial = func(context.Context, string) (io.ReadWriteCloser, error) { return near, nil }
	w.client = NewClient(cfg)
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := w.client.Run(ctx); err != nil {
			t.Errorf("Run returned %v", err)
		}
	})
	w.stop = func() {
		cancel()
		_ = far.Close()
		running.Wait()
	}
	return w
}

// take reads the next frame the client sends.
func (w *wire) take() []byte {
	w.t.Helper()
	buf := make([]byte, rtuMost)
	n, err := w.far.Read(buf)
	if err != nil {
		w.t.Fatalf("the client sent nothing: %v", err)
	}
	if !sound(buf[:n]) {
		w.t.Fatalf("the client sent % x, which is no frame", buf[:n])
	}
	return buf[:n]
}

// say sends bytes to the client with their checksum behind them.
func (w *wire) say(b ...byte) { w.raw(appendCRC(b, 0)) }

func (w *wire) raw(b []byte) {
	if _, err := w.far.Write(b); err != nil {
		w.t.Errorf("say % x: %v", b, err)
	}
}

// asking starts a read of one register and returns where its answer will come.
func (w *wire) asking(unit uint8, address uint16) <-chan outcome {
	got := make(chan outcome, 1)
	go func() {
		var regs [1]uint16
		err := w.client.Read(context.Background(), holding(unit, address), regs[:])
		got <- outcome{regs[0], err}
	}()
	return got
}

type outcome struct {
	reg uint16
	err error
}

func (w *wire) want(got <-chan outcome, reg uint16) {
	w.t.Helper()
	if a := <-got; a.err != nil || a.reg != reg {
		w.t.Errorf("got %d, %v; want %d", a.reg, a.err, reg)
	}
}

// The frame of MODBUS over Serial Line is checked against one that was computed by hand: read one
// holding register at 1 of unit 2 has the checksum D5 F9.
func TestLine_FramesAsTheSpecificationDoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWire(t, ClientConfig{})
		defer w.stop()
		got := w.asking(2, 1)
		if diff := cmp.Diff([]byte{2, 3, 0, 1, 0, 1, 0xD5, 0xF9}, w.take()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		w.say(2, 3, 2, 0x12, 0x34)
		w.want(got, 0x1234)
	})
}

func TestLine_AReplyInPiecesIsPutTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWire(t, ClientConfig{Baud: 9600})
		defer w.stop()
		got := w.asking(1, 0)
		w.take()
		for _, b := range appendCRC([]byte{1, 3, 2, 0, 7}, 0) {
			w.raw([]byte{b})
			time.Sleep(30 * time.Millisecond) // longer than the pause between frames: a slow adapter
		}
		w.want(got, 7)
	})
}

func TestLine_ALateReplyIsDroppedAndNeverTakenForTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWire(t, ClientConfig{Timeout: time.Second, Recovery: 500 * time.Millisecond})
		defer w.stop()
		got := w.asking(1, 10)
		w.take()
		if a := <-got; !errors.Is(a.err, ErrTimeout) {
			t.Fatalf("got %v, want ErrTimeout", a.err)
		}
		next, other := w.asking(1, 20), w.asking(2, 30)
		if frame := w.take(); frame[0] != 2 {
			t.Errorf("unit %d is asked while unit 1 owes a reply", frame[0])
		}
		w.say(1, 3, 2, 0xBA, 0xD0) // the late reply, while unit 2 is asked
		w.say(2, 3, 2, 0, 30)
		w.want(other, 30)
		if frame := w.take(); frame[0] != 1 || frame[3] != 20 {
			t.Errorf("sent % x", frame)
		}
		w.say(1, 3, 2, 0, 20)
		w.want(next, 20)
		if s := w.client.Stats(); s.Late != 1 || s.Timeouts != 1 {
			t.Errorf("stats %+v", s)
		}
	})
}

func TestLine_ASilentUnitIsLeftAloneForAWhileAndThenAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWire(t, ClientConfig{Timeout: time.Second, Recovery: 700 * time.Millisecond})
		defer w.stop()
		first := w.asking(1, 0)
		w.take()
		<-first
		began := time.Now()
		second := w.asking(1, 1)
		w.take()
		if waited := time.Since(began); waited != 700*time.Millisecond {
			t.Errorf("asked again after %v, want 700ms", waited)
		}
		w.say(1, 3, 2, 0, 1)
		w.want(second, 1)
	})
}

func TestLine_PausesBetweenFramesAndUnits(t *testing.T) {
	tests := map[string]struct {
		cfg  ClientConfig
		unit uint8
		want time.Duration
	}{
		"3.5 characters at 9600 baud":             {ClientConfig{Baud: 9600}, 1, 7 * 11 * time.Second / 2 / 9600},
		"3.5 characters at 19200 baud":            {ClientConfig{Baud: 19200}, 1, 7 * 11 * time.Second / 2 / 19200},
		"a fixed pause above 19200 baud":          {ClientConfig{Baud: 115200}, 1, 1750 * time.Microsecond},
		"a fixed pause through a tunnel":          {ClientConfig{}, 1, 1750 * time.Microsecond},
		"the device's own gap where it is longer": {ClientConfig{Baud: 9600, MinGap: 50 * time.Millisecond}, 1, 50 * time.Millisecond},
		"a longer pause before another unit":      {ClientConfig{Baud: 9600, UnitGap: 80 * time.Millisecond}, 2, 80 * time.Millisecond},
		"none before the same unit":               {ClientConfig{Baud: 115200, UnitGap: 80 * time.Millisecond}, 1, 1750 * time.Microsecond},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWire(t, tt.cfg)
				defer w.stop()
				first, second := w.asking(1, 0), (<-chan outcome)(nil)
				w.take()
				second = w.asking(tt.unit, 0)
				w.say(1, 3, 2, 0, 0)
				replied := time.Now()
				w.take()
				if got := time.Since(replied); got != tt.want {
					t.Errorf("the next request came after %v, want %v", got, tt.want)
				}
				w.say(tt.unit, 3, 2, 0, 0)
				w.want(first, 0)
				w.want(second, 0)
			})
		})
	}
}

func TestLine_WhatIsNoReplyIsNotTakenForOne(t *testing.T) {
	tests := map[string]struct {
		say  []byte // as it stands on the wire
		want error
	}{
		"a wrong checksum":            {[]byte{1, 3, 2, 0, 7, 0, 0}, ErrBadReply},
		"an unknown function":         {appendCRC([]byte{1, 0x41, 9, 9}, 0), ErrBadReply},
		"another function":            {appendCRC([]byte{1, 4, 2, 0, 7}, 0), ErrTimeout},
		"another unit":                {appendCRC([]byte{2, 3, 2, 0, 7}, 0), ErrTimeout},
		"fewer registers than asked":  {appendCRC([]byte{1, 3, 0}, 0), ErrBadReply},
		"noise":                       {[]byte{0xFF}, ErrTimeout},
		"an exception":                {appendCRC([]byte{1, 0x83, 2}, 0), IllegalDataAddress},
		"a reply that is broken off":  {appendCRC([]byte{1, 3, 2, 0, 7}, 0)[:5], ErrTimeout},
		"an exception of another one": {appendCRC([]byte{1, 0x84, 2}, 0), ErrTimeout},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWire(t, ClientConfig{Baud: 9600})
				defer w.stop()
				got := w.asking(1, 0)
				w.take()
				w.raw(tt.say)
				if a := <-got; !errors.Is(a.err, tt.want) {
					t.Errorf("got %v, want %v", a.err, tt.want)
				}
				again := w.asking(1, 5) // the line is usable afterwards
				w.take()
				w.say(1, 3, 2, 0, 5)
				w.want(again, 5)
			})
		})
	}
}

func TestLine_ABroadcastIsWrittenAndNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWire(t, ClientConfig{})
		defer w.stop()
		done := make(chan error, 1)
		go func() {
			done <- w.client.Write(context.Background(), Target{0, WriteRegister, 7}, []uint16{9})
		}()
		if diff := cmp.Diff(appendCRC([]byte{0, 6, 0, 7, 0, 9}, 0), w.take()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if err := <-done; err != nil {
			t.Errorf("a broadcast: %v", err)
		}
		if err := w.client.Read(context.Background(), holding(0, 7), make([]uint16, 1)); !errors.Is(err, ErrBadRequest) {
			t.Errorf("a read of all units: got %v, want ErrBadRequest", err)
		}
	})
}

func TestLine_ARequestBehindASilentUnitKeepsItsOwnTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWire(t, ClientConfig{Timeout: time.Second})
		defer w.stop()
		silent := w.asking(1, 0)
		w.take()
		patient := w.asking(2, 0) // queued for a whole second before it is sent
		if a := <-silent; !errors.Is(a.err, ErrTimeout) {
			t.Errorf("got %v", a.err)
		}
		w.take()
		time.Sleep(900 * time.Millisecond)
		w.say(2, 3, 2, 0, 2)
		w.want(patient, 2)
	})
}

// serveLine runs our server on a line and returns the other end; it must be called in a bubble.
func serveLine(t *testing.T, h Handler, c LineConfig) (net.Conn, func()) {
	near, far := net.Pipe()
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := ServeLine(ctx, far, c, h); err != nil {
			t.Errorf("ServeLine returned %v", err)
		}
	})
	return near, func() {
		cancel()
		running.Wait()
		_ = near.Close()
	}
}

func TestServeLine_AnswersWhatIsMeantForItAndNothingElse(t *testing.T) {
	request := func(b ...byte) []byte { return appendCRC(b, 0) }
	tests := map[string]struct {
		send []byte
		want []byte // nil: nothing
	}{
		"a read":                          {request(1, 3, 0, 0, 0, 1), request(1, 3, 2, 0, 0)},
		"an unknown function":             {request(1, 0x2B, 14, 1, 0), request(1, 0xAB, 1)},
		"a wrong checksum":                {[]byte{1, 3, 0, 0, 0, 1, 0, 0}, nil},
		"another unit":                    {request(9, 3, 0, 0, 0, 1), nil},
		"a broadcast":                     {request(0, 6, 0, 3, 0, 5), nil},
		"another unit's reply":            {request(9, 3, 4, 0, 1, 0, 2), nil},
		"noise before silence":            {[]byte{1, 3, 0}, nil},
		"a value beyond the map":          {request(1, 3, 0xFF, 0xFF, 0, 2), request(1, 0x83, 2)},
		"two requests in one piece":       {append(request(1, 3, 0, 0, 0, 1), request(1, 6, 0, 4, 0, 8)...), append(request(1, 3, 2, 0, 0), request(1, 6, 0, 4, 0, 8)...)},
		"many registers by function 16":   {request(1, 16, 0, 4, 0, 2, 4, 0, 1, 0, 2), request(1, 16, 0, 4, 0, 2)},
		"a mask write":                    {request(1, 22, 0, 4, 0, 0xF2, 0, 0x25), request(1, 22, 0, 4, 0, 0xF2, 0, 0x25)},
		"a write and read in one":         {request(1, 23, 0, 4, 0, 1, 0, 4, 0, 1, 2, 0, 6), request(1, 23, 2, 0, 6)},
		"more registers than a frame has": {request(1, 3, 0, 0, 0, 126), request(1, 0x83, 3)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				conn, stop := serveLine(t, &bank{}, LineConfig{Baud: 9600, Units: []uint8{1}})
				defer stop()
				var got bytes.Buffer
				var reader sync.WaitGroup
				reader.Go(func() { _, _ = io.Copy(&got, conn) })
				for i := range tt.send { // byte by byte, at the line's speed
					if _, err := conn.Write(tt.send[i : i+1]); err != nil {
						t.Error(err)
					}
					time.Sleep(time.Second * 11 / 9600)
				}
				time.Sleep(time.Second)
				synctest.Wait()
				check := request(1, 3, 0, 0, 0, 1)
				before := got.Len()
				if diff := cmp.Diff(tt.want, append([]byte(nil), got.Bytes()...)); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				if _, err := conn.Write(check); err != nil {
					t.Error(err)
				}
				time.Sleep(time.Second)
				synctest.Wait()
				if got.Len() == before {
					t.Error("the line is dead afterwards")
				}
				stop()
				reader.Wait()
			})
		})
	}
}

func TestRTUOverTCP_OurClientAndServerAgree(t *testing.T) {
	s, err := Listen(ServerConfig{Framing: RTU}, &bank{})
	if err != nil {
		t.Fatal(err)
	}
	stop := run(t, s)
	defer stop()
	c := NewClient(ClientConfig{Address: s.Addr(), Framing: RTU, Timeout: 20 * time.Second})
	hangUp := run(t, c)
	defer hangUp()
	for name, err := range askEverything(c) {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	full := make([]uint16, MaxReadRegisters)
	if err := c.Read(context.Background(), holding(1, 0), full); err != nil {
		t.Error(err)
	}
	if s.Stats().Requests == 0 {
		t.Error("the server counted no request")
	}
}
