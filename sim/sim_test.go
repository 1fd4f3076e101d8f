package sim_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"ohmstead/field/modbus"
	"ohmstead/internal/leaktest"
	"ohmstead/sim"
	"ohmstead/sim/face"
	"ohmstead/sim/plant"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(leaktest.Settled{M: m}) }

// free is the default site at a summer noon on free ports.
func free() sim.Config {
	c := sim.Default()
	c.Start = "13:00"
	for i := range c.Devices {
		c.Devices[i].Listen = "127.0.0.1:0"
	}
	return c
}

// run opens and runs a site; the test's end stops it.
func run(t *testing.T, c sim.Config) *sim.Site {
	t.Helper()
	site, err := sim.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- site.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return site
}

// knock reads one register of the battery, or whatever device has the key.
func knock(t *testing.T, site *sim.Site, key string) error {
	t.Helper()
	for _, l := range site.Addresses() {
		if l.Key != key {
			continue
		}
		ctx, stop := context.WithCancel(context.Background())
		client := modbus.NewClient(modbus.ClientConfig{Address: l.Address, Timeout: time.Minute})
		ended := make(chan error, 1)
		go func() { ended <- client.Run(ctx) }()
		defer func() { stop(); <-ended }()
		return client.Read(ctx, modbus.Target{Unit: l.Unit, Function: modbus.ReadHoldingRegisters, Address: 40000}, make([]uint16, 2))
	}
	t.Fatalf("the site has no device %s", key)
	return nil
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("never happened: %s", what)
}

func TestSiteMovesAndAnswers(t *testing.T) {
	c := free()
	c.Speed = 60
	site := run(t, c)
	before := site.Truth()
	for _, key := range []string{"grid-meter", "pv-inverter", "battery"} {
		if err := knock(t, site, key); err != nil {
			t.Errorf("%s: %v", key, err)
		}
	}
	eventually(t, "a minute of world time passes", func() bool { return site.Truth().World-before.World >= time.Minute })
	if now := site.Truth(); now.Load.Watts() <= 0 || now.PV.Watts() >= 0 {
		t.Errorf("at a summer noon got load %v W and PV %v W", now.Load.Watts(), now.PV.Watts())
	}
}

func TestScriptTakesADeviceAwayAndBack(t *testing.T) {
	var site *sim.Site
	gone := func(within time.Duration) bool {
		for began := time.Now(); time.Since(began) < within; time.Sleep(50 * time.Millisecond) {
			if errors.Is(knock(t, site, "battery"), syscall.ECONNREFUSED) {
				return true
			}
		}
		return false
	}
	for away := 2 * time.Second; ; away *= 4 { // a machine that is held up that long does not see it
		c := free()
		c.Faults = []sim.Fault{{At: 300 * time.Millisecond, For: away, Device: "battery", Kind: face.Offline}}
		if site = run(t, c); gone(away) {
			break
		}
		if away > time.Minute {
			t.Fatal("the battery never went")
		}
	}
	if err := knock(t, site, "grid-meter"); err != nil {
		t.Errorf("the grid meter went too: %v", err)
	}
	eventually(t, "the battery is back", func() bool { return knock(t, site, "battery") == nil })
}

func TestPortInUseIsOneClearLine(t *testing.T) {
	first, err := sim.Open(free())
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	c := free()
	c.Devices[2].Listen = first.Addresses()[0].Address
	_, err = sim.Open(c)
	want := "open device battery: " + c.Devices[2].Listen + " is in use by another program; choose another port or 0 for a free one"
	if err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v, want one line that begins with %q", err, want)
	}
	c.Devices[2].Listen = "127.0.0.1:0"
	second, err := sim.Open(c)
	if err != nil {
		t.Fatalf("the refused site kept a port: %v", err)
	}
	if err := second.Close(); err != nil {
		t.Error(err)
	}
}

func TestRunSaysWhereDevicesListen(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	var out bytes.Buffer
	if err := sim.Run(ctx, free(), &out); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"grid-meter", "pv-inverter", "battery", "load-meter"} {
		line := strings.Split(out.String(), "\n")[i]
		if !strings.HasPrefix(line, want+" ") || !strings.Contains(line, "modbus tcp 127.0.0.1:") {
			t.Errorf("line %d is %q, want %s and its address", i+1, line, want)
		}
	}
}

func TestAWorldGoesByTheClockItIsGiven(t *testing.T) {
	now := time.Now()
	site, err := sim.OpenBy(free(), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	defer site.Close()
	first := site.Truth()
	time.Sleep(3 * plant.Tick)
	if diff := cmp.Diff(first, site.Truth()); diff != "" {
		t.Errorf("while its clock stood, something happened (-before +after):\n%s", diff)
	}
	now = now.Add(time.Minute)
	if cmp.Equal(first, site.Truth()) {
		t.Error("a minute later nothing has happened")
	}
}

func TestFailRefusesAnUnknownDevice(t *testing.T) {
	site, err := sim.Open(free())
	if err != nil {
		t.Fatal(err)
	}
	defer site.Close()
	if err := site.Fail("toaster", face.Offline, 0); err == nil {
		t.Error("a device that is not there failed")
	}
}
