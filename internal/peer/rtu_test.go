package peer_test

import (
	"context"
	"errors"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"ohmstead/field/modbus"
	"ohmstead/internal/peer"
)

// lineTable is what a client of theirs does over RTU. Mask writes are left to libmodbus: pymodbus sends
// them to unit 0, whom nobody answers on a line, and modbus-serial does not know how long the reply is.
func lineTable() []struct{ name, ask, want string } {
	return []struct{ name, ask, want string }{
		{"reads coils", "1 7 9", ok(coil, 7, 9)},
		{"reads discrete inputs", "2 3 10", ok(discrete, 3, 10)},
		{"reads as many holding registers as fit", "3 60 125", ok(holding, 60, 125)},
		{"reads input registers", "4 75 3", ok(input, 75, 3)},
		{"sets a coil", "5 1 1", "ok"},
		{"writes a register", "6 100 4711", "ok"},
		{"writes coils", "15 21 0 1 1 0 1 1 0 1 1 0", "ok"},
		{"writes registers", "16 110 1 65535 3", "ok"},
		{"sees all of them written", "3 109 5", "ok 28013 1 65535 3 29041"},
		{"reads beyond the map", "3 195 9", "exception 2"},
		{"reads what is busy", "3 188 3", "exception 6"},
		{"goes on after exceptions", "3 198 2", ok(holding, 198, 2)},
	}
}

// line is our server on one end of a serial line, for unit 1 alone; it returns the other end.
func serveOnLine(t *testing.T) string {
	near, far := peer.Line(t)
	port, err := modbus.OpenSerial(near, modbus.SerialConfig{Baud: 115200})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var serving sync.WaitGroup
	serving.Go(func() {
		if err := modbus.ServeLine(ctx, port, modbus.LineConfig{Baud: 115200, Units: []uint8{1}}, newBank()); err != nil {
			t.Errorf("ServeLine returned %v", err)
		}
	})
	t.Cleanup(func() {
		cancel()
		serving.Wait()
	})
	return far
}

func TestTheirClientsAgreeWithOurServerOnASerialLine(t *testing.T) {
	for _, p := range []peer.Peer{peer.Libmodbus(), peer.Pymodbus()} {
		t.Run(p.Name, func(t *testing.T) {
			c := p.Client(t, serveOnLine(t), 1, "rtu")
			for _, tt := range lineTable() {
				if got := c.Ask(tt.ask); got != tt.want {
					t.Errorf("%s: %s\n got %s\nwant %s", tt.name, tt.ask, got, tt.want)
				}
			}
		})
	}
}

func TestLibmodbusMasksAndGetsAnExceptionForAFunctionWeDoNotHaveOnASerialLine(t *testing.T) {
	c := peer.Libmodbus().Client(t, serveOnLine(t), 1, "rtu")
	if got := c.Ask("22 189 242 37"); got != "ok" {
		t.Errorf("mask write: got %s, want ok", got)
	}
	if got := c.Ask("17 0 0"); got != "exception 1" { // only the pause ends a frame of unknown function
		t.Errorf("got %s, want exception 1", got)
	}
}

func TestOurClientAgreesWithTheirServersOnASerialLine(t *testing.T) {
	for _, p := range []peer.Peer{peer.Libmodbus(), peer.Pymodbus()} {
		t.Run(p.Name, func(t *testing.T) {
			near, far := peer.Line(t)
			p.Serve(t, "rtu", far)
			ourClient(t, modbus.ClientConfig{
				Address: near, Framing: modbus.RTU, Baud: 115200, Timeout: 30 * time.Second,
				Dial: modbus.DialSerial(modbus.SerialConfig{Baud: 115200}),
			})
		})
	}
}

func TestTheirClientsAgreeWithOurServerByRTUThroughTCP(t *testing.T) {
	for _, p := range []peer.Peer{peer.ModbusSerial(), peer.Pymodbus()} {
		t.Run(p.Name, func(t *testing.T) {
			s, err := modbus.Listen(modbus.ServerConfig{Framing: modbus.RTU}, newBank())
			if err != nil {
				t.Fatal(err)
			}
			run(t, s)
			c := p.Client(t, s.Addr()[strings.LastIndex(s.Addr(), ":")+1:], 1, "tunnel")
			for _, tt := range lineTable() {
				if got := c.Ask(tt.ask); got != tt.want {
					t.Errorf("%s: %s\n got %s\nwant %s", tt.name, tt.ask, got, tt.want)
				}
			}
		})
	}
}

func TestOurClientAgreesWithPymodbusByRTUThroughTCP(t *testing.T) {
	port := peer.Pymodbus().Serve(t, "tunnel")
	ourClient(t, modbus.ClientConfig{Address: "127.0.0.1:" + port, Framing: modbus.RTU, Timeout: 30 * time.Second})
}

// ourClient reads, writes, is refused and reads again.
func ourClient(t *testing.T, cfg modbus.ClientConfig) {
	c := modbus.NewClient(cfg)
	run(t, c)
	d := device{t, c}
	d.reads(t)
	d.writes(t)
	d.refuses(t, modbus.IllegalDataAddress)
	d.check(t, at(modbus.ReadHoldingRegisters, 1), span(holding, 1, 20)...)
}

// A unit that is not there costs its own time-out and nobody else's values.
func TestOurClientPassesAnAbsentUnitOnASerialLine(t *testing.T) {
	near, far := peer.Line(t)
	peer.Libmodbus().Serve(t, "rtu", far)
	c := modbus.NewClient(modbus.ClientConfig{
		Address: near, Framing: modbus.RTU, Baud: 115200, Timeout: 10 * time.Second, // waited for once
		Dial: modbus.DialSerial(modbus.SerialConfig{Baud: 115200}),
	})
	run(t, c)
	d := device{t, c}
	d.check(t, at(modbus.ReadHoldingRegisters, 5), holding(5))
	absent := modbus.Target{Unit: 9, Function: modbus.ReadHoldingRegisters}
	if err := c.Read(t.Context(), absent, make([]uint16, 1)); !errors.Is(err, modbus.ErrTimeout) {
		t.Errorf("a unit that is not there: got %v, want ErrTimeout", err)
	}
	d.check(t, at(modbus.ReadHoldingRegisters, 6), holding(6))
}

func TestMbpollAgreesWithOurServerOnASerialLine(t *testing.T) {
	mbpoll := peer.Mbpoll().Command(t)[0]
	far := serveOnLine(t)
	value := regexp.MustCompile(`(?m)^\[\d+\]:\s+(\d+)`)
	poll := func(args ...string) string {
		out, err := exec.CommandContext(t.Context(), mbpoll, append([]string{"-m", "rtu", "-b", "115200", "-P", "none", "-a", "1", "-1", "-q", "-o", "10"}, args...)...).CombinedOutput()
		if err != nil {
			return string(out)
		}
		line := []string{"ok"}
		for _, m := range value.FindAllStringSubmatch(string(out), -1) {
			line = append(line, m[1])
		}
		return strings.Join(line, " ")
	}
	for _, tt := range []struct {
		name, want string
		args       []string
	}{
		{"reads holding registers", ok(holding, 10, 3), []string{"-t", "4", "-r", "11", "-c", "3", far}},
		{"reads input registers", ok(input, 0, 125), []string{"-t", "3", "-r", "1", "-c", "125", far}},
		{"writes a register", "ok", []string{"-t", "4", "-r", "51", far, "4711"}},
		{"sees it written", "ok 4711", []string{"-t", "4", "-r", "51", "-c", "1", far}},
	} {
		if got := poll(tt.args...); got != tt.want {
			t.Errorf("%s: mbpoll %v\n got %s\nwant %s", tt.name, tt.args, got, tt.want)
		}
	}
	if got := poll("-t", "4", "-r", "199", "-c", "9", far); !strings.Contains(got, "Illegal data address") {
		t.Errorf("beyond the map: got %s", got)
	}
}
