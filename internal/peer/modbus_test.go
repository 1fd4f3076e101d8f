package peer_test

import (
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"ohmstead/field/modbus"
	"ohmstead/internal/peer"
)

// Their clients read and write our server by every function they share with us.
func TestTheirClientsAgreeWithOurServer(t *testing.T) {
	butJsmodbus := []string{"libmodbus", "pymodbus", "modbus-serial"}
	table := []struct {
		name, ask, want string
		only            []string // libraries that can; all when empty
	}{
		{"reads coils", "1 0 19", ok(coil, 0, 19), nil},
		{"reads coils from an odd address", "1 7 9", ok(coil, 7, 9), nil},
		{"reads discrete inputs", "2 3 10", ok(discrete, 3, 10), nil},
		{"reads holding registers", "3 10 3", ok(holding, 10, 3), nil},
		{"reads as many holding registers as fit", "3 60 125", ok(holding, 60, 125), nil},
		{"reads as many input registers as fit", "4 75 125", ok(input, 75, 125), nil},
		{"sets a coil", "5 1 1", "ok", nil},
		{"sees it set", "1 0 3", "ok 1 1 0", nil},
		{"clears a coil", "5 0 0", "ok", nil},
		{"sees it cleared", "1 0 3", "ok 0 1 0", nil},
		{"writes a register", "6 100 4711", "ok", nil},
		{"sees it written", "3 99 3", fmt.Sprintf("ok %d 4711 %d", holding(99), holding(101)), nil},
		{"writes coils over a byte's end", "15 21 0 1 1 0 1 1 0 1 1 0", "ok", nil},
		{"sees them written", "1 20 12", "ok 0 0 1 1 0 1 1 0 1 1 0 0", nil},
		{"writes registers", "16 110 1 65535 3", "ok", nil},
		{"sees all of them written", "3 110 3", "ok 1 65535 3", nil},
		{"writes as many registers as fit", "16 64" + strings.Repeat(" 7", 123), "ok", butJsmodbus},
		{"sees the last of them written", "3 186 2", fmt.Sprintf("ok 7 %d", holding(187)), butJsmodbus},
		{"cuts a frame of 123 registers off after 120", "16 64" + strings.Repeat(" 7", 123), "exception 3", []string{"jsmodbus"}},
		{"masks a register", "22 189 242 37", "ok", butJsmodbus},
		{"sees it masked", "3 189 1", fmt.Sprintf("ok %d", holding(189)&242|37&^242), butJsmodbus},
		{"reads beyond the map", "3 195 9", "exception 2", nil},
		{"reads bits beyond the map", "2 199 2", "exception 2", nil},
		{"writes beyond the map", "6 200 1", "exception 2", nil},
		{"reads what is busy", "3 188 3", "exception 6", nil},
		{"writes what is busy", "16 190 1", "exception 6", nil},
		{"calls a function we do not have", "17 0 0", "exception 1", []string{"libmodbus"}},
		{"goes on after exceptions", "3 198 2", ok(holding, 198, 2), nil},
		{"has 64 requests under way", "pipeline 64", ok(holding, 0, 64), []string{"jsmodbus", "modbus-serial", "pymodbus"}},
	}
	for _, p := range peer.BothRoles() {
		t.Run(p.Name, func(t *testing.T) {
			c := p.Client(t, serve(t, newBank()), 1)
			for _, tt := range table {
				if tt.only != nil && !slices.Contains(tt.only, p.Name) {
					continue
				}
				t.Run(tt.name, func(t *testing.T) {
					if got := c.Ask(tt.ask); got != tt.want {
						t.Errorf("%s\n got %s\nwant %s", tt.ask, got, tt.want)
					}
				})
			}
		})
	}
}

// Our client reads and writes their servers by every function they share with us.
func TestOurClientAgreesWithTheirServers(t *testing.T) {
	for _, p := range peer.BothRoles() {
		t.Run(p.Name, func(t *testing.T) {
			c := modbus.NewClient(modbus.ClientConfig{Address: "127.0.0.1:" + p.Serve(t), Depth: 64, Timeout: 30 * time.Second})
			run(t, c)
			d := device{t, c}
			t.Run("reads", d.reads)
			t.Run("writes", d.writes)
			t.Run("64 requests under way", d.pipelines)
			// jsmodbus alone answers such a read with what it has; the length gives it away.
			beyond := error(modbus.IllegalDataAddress)
			if p.Name == peer.Jsmodbus().Name {
				beyond = modbus.ErrBadReply
			}
			t.Run("a read beyond the map", func(t *testing.T) { d.refuses(t, beyond) })
			t.Run("reads after that", d.pipelines)
		})
	}
}

// device is a server of theirs as our client sees it.
type device struct {
	t *testing.T
	*modbus.Client
}

func at(f modbus.Function, address int) modbus.Target {
	return modbus.Target{Unit: 1, Function: f, Address: uint16(address)}
}

// check reads n items and compares.
func (d device) check(t *testing.T, target modbus.Target, want ...uint16) {
	t.Helper()
	got := make([]uint16, len(want))
	var err error
	if target.Function.ReadsBits() {
		bits := make([]bool, len(want))
		err = d.ReadBits(t.Context(), target, bits)
		for i, b := range bits {
			got[i] = flag(b)
		}
	} else {
		err = d.Read(t.Context(), target, got)
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v: got %v, %v; want %v", target, got, err, want)
	}
}

func span(value func(int) uint16, first, n int) []uint16 {
	out := make([]uint16, n)
	for i := range out {
		out[i] = value(first + i)
	}
	return out
}

func (d device) reads(t *testing.T) {
	d.check(t, at(modbus.ReadCoils, 0), span(coil, 0, 19)...)
	d.check(t, at(modbus.ReadDiscreteInputs, 3), span(discrete, 3, 10)...)
	d.check(t, at(modbus.ReadHoldingRegisters, 60), span(holding, 60, 125)...)
	d.check(t, at(modbus.ReadInputRegisters, 75), span(input, 75, 125)...)
}

func (d device) writes(t *testing.T) {
	if err := errors.Join(
		d.WriteBits(t.Context(), at(modbus.WriteCoil, 101), []bool{true}),
		d.WriteBits(t.Context(), at(modbus.WriteCoil, 102), []bool{false}),
		d.WriteBits(t.Context(), at(modbus.WriteCoils, 121), []bool{false, true, true, false, true, true, false, true, true, false}),
		d.Write(t.Context(), at(modbus.WriteRegister, 100), []uint16{4711}),
		d.Write(t.Context(), at(modbus.WriteRegisters, 110), []uint16{1, 65535, 3}),
	); err != nil {
		t.Fatal(err)
	}
	d.check(t, at(modbus.ReadCoils, 100), 0, 1, 0, 0)
	d.check(t, at(modbus.ReadCoils, 120), 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0, 0)
	d.check(t, at(modbus.ReadHoldingRegisters, 100), 4711, holding(101))
	d.check(t, at(modbus.ReadHoldingRegisters, 109), holding(109), 1, 65535, 3, holding(113))
}

// pipelines has 64 requests under way at once, each for its own register.
func (d device) pipelines(t *testing.T) {
	var group sync.WaitGroup
	for i := range 64 {
		group.Go(func() { d.check(t, at(modbus.ReadHoldingRegisters, i), holding(i)) })
	}
	group.Wait()
}

func (d device) refuses(t *testing.T, beyond error) {
	var regs [9]uint16
	if err := d.Read(t.Context(), at(modbus.ReadHoldingRegisters, 195), regs[:]); !errors.Is(err, beyond) {
		t.Errorf("registers 195 to 203 of 200: got %v, want %v", err, beyond)
	}
	if err := d.Write(t.Context(), at(modbus.WriteRegister, 300), []uint16{1}); !errors.Is(err, modbus.IllegalDataAddress) {
		t.Errorf("a write to register 300 of 200: got %v, want %v", err, modbus.IllegalDataAddress)
	}
}

// mbpoll calls the first item 1.
func TestMbpollAgreesWithOurServer(t *testing.T) {
	mbpoll := peer.Mbpoll().Command(t)[0]
	port := serve(t, newBank())
	run := func(args ...string) (string, error) {
		out, err := exec.CommandContext(t.Context(), mbpoll, append([]string{"-m", "tcp", "-p", port, "-1", "-q", "-o", "10"}, args...)...).CombinedOutput()
		return string(out), err
	}
	value := regexp.MustCompile(`(?m)^\[\d+\]:\s+(\d+)`)
	read := func(args ...string) string {
		t.Helper()
		out, err := run(args...)
		if err != nil {
			t.Fatalf("mbpoll %v: %v\n%s", args, err, out)
		}
		line := "ok"
		for _, m := range value.FindAllStringSubmatch(out, -1) {
			line += " " + m[1]
		}
		return line
	}
	for _, tt := range []struct {
		name string
		args []string
		want string
	}{
		{"reads coils", []string{"-t", "0", "-r", "1", "-c", "19", "127.0.0.1"}, ok(coil, 0, 19)},
		{"reads discrete inputs", []string{"-t", "1", "-r", "4", "-c", "10", "127.0.0.1"}, ok(discrete, 3, 10)},
		{"reads input registers", []string{"-t", "3", "-r", "1", "-c", "125", "127.0.0.1"}, ok(input, 0, 125)},
		{"reads holding registers", []string{"-t", "4", "-r", "11", "-c", "3", "127.0.0.1"}, ok(holding, 10, 3)},
		{"sets a coil", []string{"-t", "0", "-r", "2", "127.0.0.1", "1"}, "ok"},
		{"writes coils", []string{"-t", "0", "-r", "22", "127.0.0.1", "0", "1", "1"}, "ok"},
		{"sees them written", []string{"-t", "0", "-r", "1", "-c", "24", "127.0.0.1"}, "ok 1 1" + strings.TrimPrefix(ok(coil, 2, 19), "ok") + " 0 1 1"},
		{"writes a register", []string{"-t", "4", "-r", "51", "127.0.0.1", "4711"}, "ok"},
		{"writes registers", []string{"-t", "4", "-r", "52", "127.0.0.1", "1", "2"}, "ok"},
		{"sees all of them written", []string{"-t", "4", "-r", "51", "-c", "3", "127.0.0.1"}, "ok 4711 1 2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := read(tt.args...); got != tt.want {
				t.Errorf("mbpoll %v\n got %s\nwant %s", tt.args, got, tt.want)
			}
		})
	}
	for address, want := range map[string]string{"199": "Illegal data address", "190": "Slave device or server is busy"} {
		if out, err := run("-r", address, "-c", "9", "127.0.0.1"); err == nil || !strings.Contains(out, want) {
			t.Errorf("from register %s: got %v, %s; want %q", address, err, out, want)
		}
	}
}
