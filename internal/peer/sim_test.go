package peer_test

import (
	"context"
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
func TestMbpollReadsTheTwins(t *testing.T) {
	mbpoll := peer.Program(t, "mbpoll", "mbpoll")
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
	poll := func(key string, options ...string) float64 {
		t.Helper()
		return ask(t, mbpoll, append(device(t, site, key), options...))
	}
	// SDM630: 30071 frequency, 30073 imported kWh; IEEE 754, high word first.
	if got, want := poll("load-meter", "-t", "3:float", "-B", "-r", "71"), site.Truth().Grid.Hertz; math.Abs(got-want) > 0.1 {
		t.Errorf("load meter's frequency: got %v, true is %v Hz", got, want)
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
	ask(t, mbpoll, append(device(t, site, "battery"), "-t", "4:float", "-r", "1035"), "--", "-1500")
	for end := time.Now().Add(15 * time.Second); site.Truth().Battery.Watts() != 1500; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("after writing -1500 the battery has %v W, want 1500 W", site.Truth().Battery.Watts())
		}
	}
	if got := poll("battery", "-t", "4:float", "-r", "1035"); got != -1500 {
		t.Errorf("set-point read back: got %v, want -1500 W", got)
	}
	if got := poll("grid-meter", "-t", "4", "-r", "40089"); got != 1500 {
		t.Errorf("grid meter's W: got %v, want 1500 W", got)
	}
}

// device is mbpoll's options that name a device.
func device(t *testing.T, site *sim.Site, key string) []string {
	t.Helper()
	for _, l := range site.Addresses() {
		if l.Key == key {
			_, port, err := net.SplitHostPort(l.Address)
			if err != nil {
				t.Fatal(err)
			}
			return []string{"-m", "tcp", "-p", port, "-a", strconv.Itoa(int(l.Unit)), "-1", "-q"}
		}
	}
	t.Fatalf("the site has no %s", key)
	return nil
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
