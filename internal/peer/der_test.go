package peer_test

import (
	"fmt"
	"math"
	"strconv"
	"sync"
	"testing"
	"time"

	"ohmstead/edge/driver"
	"ohmstead/edge/driver/drivertest"
	modbusdriver "ohmstead/edge/driver/modbus"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/field/modbus"
	"ohmstead/field/profile"
	"ohmstead/field/profile/regmap"
	"ohmstead/field/profile/twin"
	"ohmstead/field/sunspec"
	"ohmstead/internal/peer"
)

// An inverter whose registers and timer were written by hand on pymodbus: discovered, read, controlled for
// longer than its time, and at the asset's safe state when it hears nothing more.
func TestOurDriverHoldsALeaseOnTheirDER(t *testing.T) {
	port, device := peer.DER().Listening(t)
	lib, catalogue := der(t)
	known, err := driver.NewLibrary(modbusdriver.Profiles(lib))
	if err != nil {
		t.Fatal(err)
	}
	s := drivertest.Start(t, known, fmt.Sprintf(`devices:
  - {key: thing, profile: sunspec-der, address: "127.0.0.1:%s", poll: 100ms, timeout: 2s}
assets:
  - {id: a0, nature: ESS, device: thing, max_apparent_power_va: 5000}
`, port), func(c driver.Config) (drivertest.Runner, error) {
		return modbusdriver.New(modbusdriver.Config{Config: c, Library: lib, Catalogue: catalogue}), nil
	})
	for channel, want := range map[string]float64{point.ActivePower: -1234, point.Frequency: 50.01, point.SOC: 55.5} {
		drivertest.Eventually(t, channel+" is read", func() bool {
			r := s.At("a0", channel)
			return r.Quality == point.Good && math.Abs(r.Value-want) < 1e-9
		})
	}
	s.Order("a0", point.SetActivePower, 1500, time.Hour)
	follows := func(want string) func() bool { return func() bool { return device.Ask("follows") == want } }
	drivertest.Eventually(t, "the order is followed", follows("-1500"))
	for end := time.Now().Add(leaseTimeout + 3*leasePeriod); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if got := device.Ask("follows"); got != "-1500" {
			t.Fatalf("it follows %s while the order lives", got)
		}
	}
	if n, err := strconv.Atoi(device.Ask("count")); err != nil || n == 0 {
		t.Errorf("the controller's heartbeat is %d, %v", n, err)
	}
	if s.Board.Of("thing").Stands(reason.LeaseNotHeld) {
		t.Errorf("an alarm about a timer that runs: %+v", s.Board.Of("thing").Conditions)
	}
	if got := device.Ask("deaf"); got != "ok" {
		t.Fatal(got)
	}
	drivertest.Eventually(t, "cut off it takes the safe state", follows("0"))
}

// The time-out is short, so that the test sees it pass, and so much longer than the pause between two renewals
// that a machine which stands still for seconds does not come between them.
const (
	leaseTimeout = 12 * time.Second
	leasePeriod  = time.Second
)

// der is the library with a short time-out in profile sunspec-der.
func der(t *testing.T) (*profile.Library, *sunspec.Catalogue) {
	t.Helper()
	lib, err := profile.Load()
	if err != nil {
		t.Fatal(err)
	}
	p, ok := lib.Profile("sunspec-der")
	if !ok {
		t.Fatal("there is no profile sunspec-der")
	}
	p.Watchdog.Timeout, p.Watchdog.Period = leaseTimeout, leasePeriod
	catalogue, err := sunspec.Load()
	if err != nil {
		t.Fatal(err)
	}
	return lib, catalogue
}

// derServer answers for a twin whose time the test lets pass.
type derServer struct {
	device *twin.Device
	mu     sync.Mutex
	now    time.Time
}

func (s *derServer) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

func (s *derServer) ReadRegisters(r modbus.Request, dst []uint16) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.device.ReadAt(s.now, r, dst)
}

func (s *derServer) WriteRegisters(r modbus.Request, regs []uint16) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.device.WriteAt(s.now, r, regs)
	return err
}

func (*derServer) ReadBits(modbus.Request, []bool) error  { return modbus.IllegalFunction }
func (*derServer) WriteBits(modbus.Request, []bool) error { return modbus.IllegalFunction }

// Our twin's models of IEEE 1547-2018, read and controlled by pymodbus at addresses that were counted by
// hand: the identifier at 40000, model 1 of 66 registers behind it, then 701 of 153 and 704 of 65.
func TestTheirClientControlsOurDER(t *testing.T) {
	_, catalogue := der(t)
	p, _, err := profile.Find("sunspec-der")
	if err != nil {
		t.Fatal(err)
	}
	im, err := sunspec.NewImage(catalogue, 40000, []sunspec.Spec{{ID: 1}, {ID: 701}, {ID: 704}, {ID: 713}})
	if err != nil {
		t.Fatal(err)
	}
	for model, values := range map[uint16]map[string]float64{
		701: {"W_SF": 1, "W": -2340, "Hz_SF": -2, "Hz": 49.98},
		704: {"WSet_SF": 0, "WSetEna": 0, "WSetMod": 0, "WSet": 0, "WSetRvrt": 0, "WSetEnaRvrt": 0, "WSetRvrtTms": 0, "WSetRvrtRem": 0},
		713: {"Pct_SF": 0, "SoC": 50},
	} {
		if err := im.Block(model).SetAll(values); err != nil {
			t.Fatal(err)
		}
	}
	tw, err := twin.New(p, regmap.Options{Targets: []regmap.Target{{Nature: point.ESS}}}, im)
	if err != nil {
		t.Fatal(err)
	}
	server := &derServer{device: twin.NewDevice(tw), now: time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)}
	c := peer.Pymodbus().Client(t, serve(t, server), 1)
	for _, tt := range []struct{ name, ask, want string }{
		{"finds the identifier", "3 40000 2", "ok 21365 28243"},
		{"finds model 701 behind model 1", "3 40070 2", "ok 701 153"},
		{"reads -2340 W in tens", "3 40080 1", "ok 65302"},
		{"reads 49.98 Hz in hundredths", "3 40087 2", "ok 0 4998"},
		{"finds model 704 behind it", "3 40225 2", "ok 704 65"},
		{"sets 1000 W that revert to nothing after 2 s", "16 40248 1 0 1000 0 0", "ok"},
		{"with their time", "16 40255 0 0 2", "ok"},
		{"enables it", "6 40247 1", "ok"},
		{"sees it in force with its time", "3 40247 4", "ok 1 1 0 1000"},
		{"cannot write what remains", "16 40258 0 9", "exception 2"},
	} {
		if got := c.Ask(tt.ask); got != tt.want {
			t.Errorf("%s: %s is answered by %q, want %q", tt.name, tt.ask, got, tt.want)
		}
	}
	server.pass(time.Second)
	if got := c.Ask("3 40258 2"); got != "ok 0 1" {
		t.Errorf("what remains is %q", got)
	}
	server.pass(time.Second)
	if got := c.Ask("3 40247 1"); got != "ok 0" {
		t.Errorf("when its time is over it is %q", got)
	}
}
