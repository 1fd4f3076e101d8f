package peer_test

import (
	"bufio"
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	health "ohmstead/edge/device"
	"ohmstead/edge/driver"
	candriver "ohmstead/edge/driver/can"
	"ohmstead/edge/driver/drivertest"
	"ohmstead/energy/point"
	"ohmstead/field/document"
	"ohmstead/internal/peer"
)

// A battery played by python-can behind an SLCAN adapter, on a serial line that socat makes: read,
// kept awake, and silent when it is gone.
func TestOurCANDriverWithPythonCANOverSLCAN(t *testing.T) {
	command := peer.PythonCAN().Command(t)
	near, far := peer.Line(t)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, command[0], append(command[1:], far)...)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var complaints strings.Builder
	cmd.Stderr = &complaints
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var heard []string
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			mu.Lock()
			heard = append(heard, lines.Text())
			mu.Unlock()
		}
	}()
	said := func(want string) bool {
		mu.Lock()
		defer mu.Unlock()
		return slices.Contains(heard, want)
	}
	drivertest.Eventually(t, "python-can listens", func() bool { return said("listening") })

	lib, err := document.Load()
	if err != nil {
		t.Fatal(err)
	}
	known, err := driver.NewLibrary(driver.Documents(lib, document.CAN))
	if err != nil {
		t.Fatal(err)
	}
	s := drivertest.Start(t, known, fmt.Sprintf(`
devices: [{key: bms, profile: battery-can-35x, address: "slcan:%s", poll: 100ms}]
assets: [{id: ess0, nature: ESS, device: bms, max_apparent_power_va: 5000}]
`, near), func(cfg driver.Config) (drivertest.Runner, error) {
		return candriver.New(candriver.Config{Config: cfg, Library: lib})
	})
	for channel, want := range map[string]float64{
		point.SOC: 87, "SOH": 99, "Voltage": 52.31, "Current": -12.3, "Temperature": 21.4,
		point.ActivePower: -12.3 * 52.31, point.AllowedCharge: 25 * 52.31, point.AllowedDischarge: 50 * 52.31,
	} {
		drivertest.Eventually(t, channel+" is read", func() bool {
			got := s.At("ess0", channel)
			return got.Quality == point.Good && got.Value > want-1e-6 && got.Value < want+1e-6
		})
	}
	drivertest.Eventually(t, "the battery is kept awake", func() bool { return said("305 0000000000000000") })
	in.Close()
	<-ended
	if err := cmd.Wait(); err != nil {
		t.Fatalf("python-can ended with %v\n%s", err, complaints.String())
	}
	drivertest.Eventually(t, "the battery that is gone is silent", func() bool {
		h := s.Board.Of("bms")
		return h.Status == health.Silent && strings.Contains(h.Detail, "has brought nothing of it for more than 5s")
	})
}
