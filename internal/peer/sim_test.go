package peer_test

import (
	"context"
	"fmt"
	"math"
	"net"
	"os/exec"
	"regexp"
	"strconv"
	"testing"
	"time"

	"ohmstead/internal/peer"
	"ohmstead/sim"
)

// What libmodbus reads from the simulated devices is what is true in the plant. The load stands
// still (no variation survives a scale of 0), so that two moments can be compared.
func TestMbpollAndPymodbusReadTheTwins(t *testing.T) {
	mbpoll := peer.Mbpoll().Command(t)[0]
	c := sim.Default()
	c.Load.Scale, c.PV.Scale = 0, 0
	for i := range c.Devices {
		c.Devices[i].Listen = "127.0.0.1:0"
	}
	site, err := sim.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- site.Run(ctx) }()
	defer func() { stop(); <-done }()
	poll := func(key string, more ...string) float64 {
		t.Helper()
		return ask(t, mbpoll, append(options(t, site, key), more...))
	}
	// SDM630: 30071 frequency, 30073 imported kWh; IEEE 754, high word first.
	for end := time.Now().Add(2 * time.Minute); ; { // it may move between the two looks
		got, want := poll("load-meter", "-t", "3:float", "-B", "-r", "71"), site.Truth().Grid.Hertz
		if math.Abs(got-want) <= 0.1 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("load meter's frequency: got %v, true is %v Hz", got, want)
		}
	}
	if got := poll("load-meter", "-t", "3:float", "-B", "-r", "73"); got != 1000 {
		t.Errorf("load meter's counter: got %v, want 1000 kWh", got)
	}
	// SunSpec: identifier, then model 203's Hz in 0.01 Hz.
	if got := poll("grid-meter", "-t", "4", "-r", "40001"); got != 0x5375 {
		t.Errorf("identifier: got %v, want Su", got)
	}
	if got := poll("grid-meter", "-t", "4", "-r", "40087"); math.Abs(got-5000) > 10 {
		t.Errorf("grid meter's frequency: got %v × 0.01 Hz", got)
	}
	// Plenticore: a charge of 1500 W written low word first, read back, and followed.
	ask(t, mbpoll, append(options(t, site, "battery"), "-t", "4:float", "-r", "1035"), "--", "-1500")
	charges(t, site)
	if got := poll("battery", "-t", "4:float", "-r", "1035"); got != -1500 {
		t.Errorf("set-point read back: got %v, want -1500 W", got)
	}
	if got := poll("grid-meter", "-t", "4", "-r", "40089"); got != 1500 {
		t.Errorf("grid meter's W: got %v, want 1500 W", got)
	}
	pymodbusAgrees(t, site)
}

// charges waits until the battery does as it was told.
func charges(t *testing.T, site *sim.Site) {
	t.Helper()
	for end := time.Now().Add(2 * time.Minute); site.Truth().Battery.Watts() != 1500; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("after writing -1500 the battery has %v W, want 1500 W", site.Truth().Battery.Watts())
		}
	}
}

// pymodbusAgrees holds what pymodbus reads from the same devices against the truth. A set-point holds for
// 20 s, which is less than its programs may take to start, so that it is written again when they have.
func pymodbusAgrees(t *testing.T, site *sim.Site) {
	t.Helper()
	clients := map[string]*peer.Lines{}
	for device, ask := range map[string]string{"load-meter": "4 72 2", "grid-meter": "3 40000 2", "battery": "3 1034 2"} {
		port, unit := listener(t, site, device) // some devices let in only one
		clients[device] = peer.Pymodbus().Client(t, port, unit)
		clients[device].Ask(ask) // it answers: it has started
	}
	low, high := math.Float32bits(-1500)&0xFFFF, math.Float32bits(-1500)>>16
	if got := clients["battery"].Ask(fmt.Sprintf("16 1034 %d %d", low, high)); got != "ok" {
		t.Errorf("write the battery's set-point: got %s, want ok", got)
	}
	charges(t, site)
	for _, tt := range []struct{ device, ask, want string }{
		{"load-meter", "4 72 2", fmt.Sprintf("ok %d %d", math.Float32bits(1000)>>16, math.Float32bits(1000)&0xFFFF)},
		{"grid-meter", "3 40000 2", fmt.Sprintf("ok %d %d", 0x5375, 0x6e53)},
		{"grid-meter", "3 40088 1", "ok 1500"},
		{"battery", "3 1034 2", fmt.Sprintf("ok %d %d", low, high)},
		{"battery", "3 9999 2", "exception 2"},
	} {
		if got := clients[tt.device].Ask(tt.ask); got != tt.want {
			t.Errorf("%s, %s: got %s, want %s", tt.device, tt.ask, got, tt.want)
		}
	}
}

// options is mbpoll's options that name a device.
func options(t *testing.T, site *sim.Site, key string) []string {
	t.Helper()
	port, unit := listener(t, site, key)
	return []string{"-m", "tcp", "-p", port, "-a", strconv.Itoa(int(unit)), "-1", "-q", "-o", "10"}
}

// listener is where a device answers.
func listener(t *testing.T, site *sim.Site, key string) (port string, unit uint8) {
	t.Helper()
	for _, l := range site.Addresses() {
		if l.Key == key {
			_, port, err := net.SplitHostPort(l.Address)
			if err != nil {
				t.Fatal(err)
			}
			return port, l.Unit
		}
	}
	t.Fatalf("the site has no %s", key)
	return "", 0
}

// ask runs mbpoll on loopback and returns the value it prints behind the register's number; with
// values it writes them and returns 0.
func ask(t *testing.T, mbpoll string, options []string, values ...string) float64 {
	t.Helper()
	line := append(append(options, "127.0.0.1"), values...)
	out, err := exec.CommandContext(t.Context(), mbpoll, line...).CombinedOutput()
	if err != nil {
		t.Fatalf("mbpoll %v: %v\n%s", line, err, out)
	}
	m := regexp.MustCompile(`\[\d+\]:\s+(-?[0-9.]+)`).FindSubmatch(out)
	if m == nil && len(values) == 0 {
		t.Fatalf("mbpoll %v printed no value:\n%s", line, out)
	}
	if m == nil {
		return 0
	}
	v, err := strconv.ParseFloat(string(m[1]), 64)
	if err != nil {
		t.Fatalf("mbpoll %v: %v", line, err)
	}
	return v
}
