package peer_test

import (
	"context"
	"fmt"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"

	"ohmstead/field/modbus"
	"ohmstead/internal/peer"
)

// bank is a small register map: holding register i holds i × 257, until written.
type bank struct {
	mu   sync.Mutex
	regs [200]uint16
}

func newBank() *bank {
	b := &bank{}
	for i := range b.regs {
		b.regs[i] = uint16(i * 257)
	}
	return b
}

func (b *bank) ReadBits(modbus.Request, []bool) error  { return modbus.IllegalFunction }
func (b *bank) WriteBits(modbus.Request, []bool) error { return modbus.IllegalFunction }

func (b *bank) ReadRegisters(r modbus.Request, dst []uint16) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if int(r.Address)+len(dst) > len(b.regs) {
		return modbus.IllegalDataAddress
	}
	copy(dst, b.regs[r.Address:])
	return nil
}

func (b *bank) WriteRegisters(r modbus.Request, regs []uint16) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if int(r.Address)+len(regs) > len(b.regs) {
		return modbus.IllegalDataAddress
	}
	copy(b.regs[r.Address:], regs)
	return nil
}

func (b *bank) at(i int) uint16 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.regs[i]
}

// serve runs our server for the test and returns its port.
func serve(t testing.TB, h modbus.Handler) string {
	t.Helper()
	s, err := modbus.Listen(modbus.ServerConfig{}, h)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		<-done
	})
	_, port, err := net.SplitHostPort(s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// mbpoll is a client on libmodbus: it addresses the first register as 1.
func TestMbpollReadsAndWritesOurServer(t *testing.T) {
	mbpoll := peer.Program(t, "mbpoll", "mbpoll")
	b := newBank()
	port := serve(t, b)
	run := func(args ...string) string {
		t.Helper()
		out, err := exec.CommandContext(t.Context(), mbpoll, append([]string{"-m", "tcp", "-p", port, "-1", "-q"}, args...)...).CombinedOutput()
		if err != nil {
			t.Fatalf("mbpoll %v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	read := run("-t", "4:hex", "-r", "11", "-c", "3", "127.0.0.1")
	for i := 10; i < 13; i++ {
		if want := fmt.Sprintf("0x%04X", i*257); !strings.Contains(read, want) {
			t.Errorf("register %d: want %s in\n%s", i, want, read)
		}
	}
	run("-t", "4", "-r", "51", "127.0.0.1", "4711")
	if got := b.at(50); got != 4711 {
		t.Errorf("register 50 after the write: got %d, want 4711", got)
	}
	out, err := exec.CommandContext(t.Context(), mbpoll, "-m", "tcp", "-p", port, "-1", "-r", "199", "-c", "9", "127.0.0.1").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "Illegal data address") {
		t.Errorf("beyond the map: got %v, %s; want the exception by name", err, out)
	}
}

// pymodbusReads is a client that reads 125 registers n times and prints nanoseconds per read.
const pymodbusReads = `
import sys, time
from pymodbus.client import ModbusTcpClient
c = ModbusTcpClient("127.0.0.1", port=int(sys.argv[1])); c.connect()
n = int(sys.argv[2]); start = time.perf_counter_ns()
for _ in range(n):
    r = c.read_holding_registers(0, 125, slave=1)
    assert not r.isError() and r.registers[100] == 25700, r
print((time.perf_counter_ns() - start) // n); c.close()
`

// BenchmarkOurReads is our client at our server, one 125-register read after the other.
func BenchmarkOurReads(b *testing.B) {
	c := modbus.NewClient(modbus.ClientConfig{Address: "127.0.0.1:" + serve(b, newBank())})
	ctx, cancel := context.WithCancel(b.Context())
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx) }()
	defer func() { cancel(); <-done }()
	regs := make([]uint16, 125)
	for b.Loop() {
		if err := c.Read(ctx, modbus.Target{Unit: 1, Function: modbus.ReadHoldingRegisters}, regs); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPymodbusReads is pymodbus at our server, the same reads.
func BenchmarkPymodbusReads(b *testing.B) {
	python := peer.Python(b, "pymodbus.client", "python3-pymodbus python3-serial-asyncio")
	port := serve(b, newBank())
	b.ResetTimer()
	out, err := exec.CommandContext(b.Context(), python, "-c", pymodbusReads, port, strconv.Itoa(b.N)).CombinedOutput()
	if err != nil {
		b.Fatalf("pymodbus: %v\n%s", err, out)
	}
	ns, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(ns, "ns/op") // its own clock: without the start of the interpreter
}
