package peer_test

import (
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"ohmstead/field/modbus"
	"ohmstead/internal/peer"
)

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
	run(b, c)
	ctx := b.Context()
	regs := make([]uint16, 125)
	for b.Loop() {
		if err := c.Read(ctx, modbus.Target{Unit: 1, Function: modbus.ReadHoldingRegisters}, regs); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPymodbusReads is pymodbus at our server, the same reads.
func BenchmarkPymodbusReads(b *testing.B) {
	python := peer.Pymodbus().Command(b)[0]
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
