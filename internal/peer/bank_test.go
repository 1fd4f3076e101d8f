package peer_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"ohmstead/field/modbus"
	"ohmstead/internal/leaktest"
	"ohmstead/internal/peer"
)

func TestMain(m *testing.M) {
	if err := peer.Announce(context.Background(), os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	database := goleak.IgnoreAnyFunction("ohmstead/backend/postgres/pgtest.(*server).start.func1")
	goleak.VerifyTestMain(leaktest.Settled{M: m, Ignore: []goleak.Option{database}}, database)
}

// What every server of these tests holds, ours and theirs.
const items = 200

func coil(i int) uint16     { return flag(i%3 == 0) }
func discrete(i int) uint16 { return flag(i%5 == 0) }
func holding(i int) uint16  { return uint16(i * 257) }
func input(i int) uint16    { return uint16(65535 - i) }

func flag(set bool) uint16 {
	if set {
		return 1
	}
	return 0
}

// ok is the line that answers a read of n items from address at.
func ok(value func(int) uint16, at, n int) string {
	var b strings.Builder
	b.WriteString("ok")
	for i := at; i < at+n; i++ {
		fmt.Fprintf(&b, " %d", value(i))
	}
	return b.String()
}

// bank is the map behind our server. Holding register 190 is busy for ever.
type bank struct {
	mu              sync.Mutex
	coils, discrete [items]bool
	holding, input  [items]uint16
}

func newBank() *bank {
	b := &bank{}
	for i := range items {
		b.coils[i], b.discrete[i] = coil(i) == 1, discrete(i) == 1
		b.holding[i], b.input[i] = holding(i), input(i)
	}
	return b
}

func within(r modbus.Request, n int) error {
	switch first, end := int(r.Address), int(r.Address)+n; {
	case end > items:
		return modbus.IllegalDataAddress
	case !r.Function.ReadsBits() && r.Function != modbus.ReadInputRegisters && first <= 190 && 190 < end:
		return modbus.ServerDeviceBusy
	}
	return nil
}

func (b *bank) ReadBits(r modbus.Request, dst []bool) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := within(r, len(dst)); err != nil {
		return err
	}
	from := b.coils[:]
	if r.Function == modbus.ReadDiscreteInputs {
		from = b.discrete[:]
	}
	copy(dst, from[r.Address:])
	return nil
}

func (b *bank) WriteBits(r modbus.Request, bits []bool) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := within(r, len(bits)); err != nil {
		return err
	}
	copy(b.coils[r.Address:], bits)
	return nil
}

func (b *bank) ReadRegisters(r modbus.Request, dst []uint16) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := within(r, len(dst)); err != nil {
		return err
	}
	from := b.holding[:]
	if r.Function == modbus.ReadInputRegisters {
		from = b.input[:]
	}
	copy(dst, from[r.Address:])
	return nil
}

func (b *bank) WriteRegisters(r modbus.Request, regs []uint16) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := within(r, len(regs)); err != nil {
		return err
	}
	copy(b.holding[r.Address:], regs)
	return nil
}

// serve runs our server for the test and returns its port.
func serve(t testing.TB, h modbus.Handler) string {
	t.Helper()
	s, err := modbus.Listen(modbus.ServerConfig{}, h)
	if err != nil {
		t.Fatal(err)
	}
	run(t, s)
	_, port, err := net.SplitHostPort(s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// run runs r until the test ends.
func run(t testing.TB, r interface{ Run(context.Context) error }) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run returned %v", err)
		}
	})
}
