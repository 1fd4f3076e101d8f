package modbus_test

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ohmstead/edge/device"
	"ohmstead/edge/driver"
	"ohmstead/edge/driver/modbus"
	"ohmstead/edge/image"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
	bus "ohmstead/field/modbus"
	"ohmstead/field/profile"
	"ohmstead/field/profile/regmap"
	"ohmstead/field/profile/twin"
	"ohmstead/field/sunspec"
	"ohmstead/internal/leaktest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(leaktest.Settled{M: m}) }

// quickBattery is a battery inverter of plain registers whose watchdog is short.
const quickBattery = `
id: quick-battery
natures: [ESS]
transport: {kinds: [modbus-tcp, modbus-rtu], unit: 7, baud: 19200, parity: even}
points:
  - {channel: ActivePower, fc: 3, addr: 10, type: i16, unit: W, sign: -1, invalid: [0x8000]}
  - {channel: SOC, fc: 3, addr: 11, type: u16, scale: 0.1, unit: "%", valid: [0, 100]}
  - {channel: Capacity, fc: 3, addr: 40, type: u16, unit: kWh, poll: LOW}
controls:
  - channel: SetActivePower
    fc: 6
    addr: 20
    type: i16
    unit: W
    sign: -1
    read_back: {fc: 3}
    release: [{fc: 6, addr: 21, type: u16, value: 9}]
watchdog: {kind: REWRITE, period: 60ms, timeout: 200ms, on_loss: INTERNAL_CONTROL}
confidence: invented for tests
source: [none]
`

// rig is a device of a test: a twin behind our server that can go, come back, and misbehave.
type rig struct {
	t       testing.TB
	mu      sync.Mutex
	twin    *twin.Twin
	fail    func(r bus.Request) error
	writes  []twin.Setting
	raw     []bus.Request
	reads   int
	address string
	stop    func()
}

func newRig(t testing.TB, p *profile.Profile, nature point.Nature, im *sunspec.Image) *rig {
	t.Helper()
	tw, err := twin.New(p, regmap.Options{Targets: []regmap.Target{{Nature: nature}}}, im)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, twin: tw, address: "127.0.0.1:0"}
	r.appear()
	t.Cleanup(r.vanish)
	return r
}

// appear listens, at the same address as before; another program may hold it for a moment.
func (r *rig) appear() {
	r.t.Helper()
	var s *bus.Server
	eventually(r.t, "the address is free", func() bool {
		var err error
		s, err = bus.Listen(bus.ServerConfig{Address: r.address}, r)
		return err == nil
	})
	r.address = s.Addr()
	r.stop = start(r.t, s.Run)
}

func (r *rig) vanish() {
	if r.stop != nil {
		r.stop()
		r.stop = nil
	}
}

// start runs a runner and returns how to stop it and wait for its end.
func start(t testing.TB, run func(context.Context) error) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	return func() {
		cancel()
		select {
		case err := <-done:
			if err != nil {
				t.Errorf("Run returned %v", err)
			}
		case <-time.After(2 * time.Minute):
			t.Error("Run did not return")
		}
	}
}

func (r *rig) show(channel string, v float64) {
	r.t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.twin.Set(0, channel, v); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) blank(channel string) {
	r.t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.twin.Blank(0, channel); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) failing(f func(bus.Request) error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fail = f
}

func (r *rig) settings() []twin.Setting {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]twin.Setting(nil), r.writes...)
}

func (r *rig) requests() []bus.Request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]bus.Request(nil), r.raw...)
}

func (r *rig) readCount() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.reads
}

func (r *rig) ReadRegisters(req bus.Request, dst []uint16) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reads++
	if r.fail != nil {
		if err := r.fail(req); err != nil {
			return err
		}
	}
	return r.twin.Read(req, dst)
}

func (r *rig) ReadBits(req bus.Request, dst []bool) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.twin.ReadBits(req, dst)
}

func (r *rig) WriteRegisters(req bus.Request, regs []uint16) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.raw = append(r.raw, req)
	if r.fail != nil {
		if err := r.fail(req); err != nil {
			return err
		}
	}
	settings, err := r.twin.Write(req, regs)
	r.writes = append(r.writes, settings...)
	return err
}

func (r *rig) WriteBits(req bus.Request, bits []bool) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, err := r.twin.WriteBits(req, bits)
	return err
}

// edge is a driver over a site file with what it works on.
type edge struct {
	site   *site.Site
	inbox  *image.Inbox
	image  *image.Image
	orders *device.Orders
	board  *device.Board
	driver *modbus.Driver
	stop   func()
}

func library(t testing.TB) *profile.Library {
	t.Helper()
	lib, err := profile.Load()
	if err != nil {
		t.Fatal(err)
	}
	p, err := profile.Parse("quick-battery.yaml", []byte(quickBattery))
	if err != nil {
		t.Fatal(err)
	}
	if err := lib.Add(p); err != nil {
		t.Fatal(err)
	}
	return lib
}

func find(t testing.TB, lib *profile.Library, id string) *profile.Profile {
	t.Helper()
	p, ok := lib.Profile(id)
	if !ok {
		t.Fatalf("no profile %s", id)
	}
	return p
}

func catalogue(t testing.TB) *sunspec.Catalogue {
	t.Helper()
	c, err := sunspec.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// newEdge builds and runs a driver; text is the devices and assets of a site file.
func newEdge(t testing.TB, lib *profile.Library, text string) *edge {
	t.Helper()
	c, err := site.Parse("site.yaml", []byte("site: {name: test}\nmax_age: 500ms\n"+text))
	if err != nil {
		t.Fatal(err)
	}
	known, err := driver.NewLibrary(modbus.Profiles(lib))
	if err != nil {
		t.Fatal(err)
	}
	s, err := site.Build(c, known.Offers(c))
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, d := range c.Devices {
		keys = append(keys, d.Key)
	}
	e := &edge{
		site: s, inbox: image.NewInbox(s.Layout), image: image.New(s.Layout),
		orders: device.NewOrders(s.Layout), board: device.NewBoard(keys),
	}
	e.driver = modbus.New(modbus.Config{
		Config: driver.Config{
			Site: s, Inbox: e.inbox, Orders: e.orders, Board: e.board, Log: slog.New(slog.DiscardHandler),
			BackoffMin: 20 * time.Millisecond, BackoffMax: 100 * time.Millisecond, LowEvery: 100 * time.Millisecond,
		},
		Library: lib, Catalogue: catalogue(t),
	})
	var once sync.Once
	stop := start(t, e.driver.Run)
	e.stop = func() { once.Do(stop) }
	t.Cleanup(e.stop)
	return e
}

func (e *edge) at(asset, channel string) point.Reading {
	e.inbox.Freeze(time.Now(), e.image)
	return e.image.At(e.site.Layout.Lookup(asset, channel))
}

func (e *edge) order(asset, channel string, v float64, safe bool) {
	now := time.Now()
	e.orders.Put(e.site.Layout.Lookup(asset, channel), device.Order{Value: v, Issued: now, Expires: now.Add(time.Hour), Safe: safe})
}

func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("it did not happen in time: %s", what)
}

// batterySite is one quick battery at an address. Its time-out is long, so that a machine which stands still for
// a moment is not taken for a device that does.
func batterySite(address string) string {
	return strings.ReplaceAll(`
devices:
  - {key: inverter, profile: quick-battery, address: "ADDRESS", poll: 20ms, timeout: 30s}
assets:
  - {id: battery0, nature: ESS, device: inverter, max_apparent_power_va: 5000, safe_state: 0}
`, "ADDRESS", address)
}
