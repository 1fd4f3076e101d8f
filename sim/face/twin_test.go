package face

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ohmstead/field/modbus"
	"ohmstead/internal/leaktest"
	"ohmstead/sim/plant"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(leaktest.Settled{M: m}) }

var noon = time.Date(2026, time.July, 1, 10, 0, 0, 0, time.UTC)

// sand is a clock that a test turns.
type sand struct{ passed atomic.Int64 }

func (s *sand) now() time.Time       { return noon.Add(time.Duration(s.passed.Load())) }
func (s *sand) turn(d time.Duration) { s.passed.Add(int64(d)) }

// newWorld is a house at a summer noon under a clock that stands still.
func newWorld(t *testing.T) (*Live, *sand) {
	t.Helper()
	var series [2]plant.Series
	for i, name := range []string{"house-load", "house-pv"} {
		var err error
		if series[i], err = plant.LoadSeries(name); err != nil {
			t.Fatal(err)
		}
	}
	from := time.Date(2024, time.July, 24, 11, 0, 0, 0, time.UTC)
	p, err := plant.New(plant.Config{
		Seed: 1, Speed: 1,
		Load: series[0], LoadFrom: from, LoadScale: 1.8,
		PV: series[1], PVFrom: from, PVScale: 1.8, PVRatingWatts: 8000,
		Battery: plant.BatteryConfig{
			CapacityWattHours: 10_000, SOCPercent: 50, MaxChargeWatts: 5000, MaxDischargeWatts: 5000,
			ChargeEfficiency: 0.96, DischargeEfficiency: 0.96, TimeConstant: 300 * time.Millisecond,
			Watchdog: 10 * time.Second, OnLoss: plant.Idle,
		},
		Chargers:      []plant.ChargerConfig{{Phase: 0, MaxWatts: 3680}, {Phase: 1, MaxWatts: 3680}},
		ResistanceOhm: plant.ReferenceResistanceOhm, ReactanceOhm: plant.ReferenceReactanceOhm,
	}, noon)
	if err != nil {
		t.Fatal(err)
	}
	clock := &sand{}
	return NewLive(p, clock.now), clock
}

// counter is a small device: holding registers 100…109 hold the world time in ticks, the last
// write goes to register 200, one unit, eight registers a read.
type counter struct {
	written uint16
	regs    map[uint16]uint16
}

func (c *counter) traits() traits {
	return traits{unit: 7, registersMax: 8, clientsMax: 2, writeOne: true}
}

func (c *counter) show(now plant.Truth, blank bool) error {
	c.regs = map[uint16]uint16{200: c.written}
	for i := range uint16(10) {
		c.regs[100+i] = uint16(now.World/plant.Tick) + i
		if blank {
			c.regs[100+i] = 0xFFFF
		}
	}
	return nil
}

func (c *counter) read(r modbus.Request, dst []uint16) error {
	for i := range dst {
		reg, ok := c.regs[r.Address+uint16(i)]
		if !ok || r.Function != modbus.ReadHoldingRegisters {
			return modbus.IllegalDataAddress
		}
		dst[i] = reg
	}
	return nil
}

func (c *counter) take(_ *Live, r modbus.Request, regs []uint16) error {
	if r.Address != 200 {
		return modbus.IllegalDataAddress
	}
	c.written = regs[0]
	return nil
}

// runTwin starts a twin of d and returns it with its clock; the test's end stops it.
func runTwin(t *testing.T, d device) (*Twin, *sand) {
	t.Helper()
	world, clock := newWorld(t)
	twin, err := open(Config{Key: "counter", Listen: "127.0.0.1:0", Seed: 1}, world, d)
	if err != nil {
		t.Fatal(err)
	}
	start(t, twin.Run)
	return twin, clock
}

// start runs a runner until the test's end and reports its error there.
func start(t *testing.T, run func(context.Context) error) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func dial(t *testing.T, address string, timeout time.Duration) *modbus.Client {
	t.Helper()
	client := modbus.NewClient(modbus.ClientConfig{Address: address, Timeout: timeout})
	start(t, client.Run)
	return client
}

// read reads count holding registers of unit 7 from addr on.
func read(client *modbus.Client, addr uint16, count int) ([]uint16, error) {
	regs := make([]uint16, count)
	err := client.Read(context.Background(), modbus.Target{Unit: 7, Function: modbus.ReadHoldingRegisters, Address: addr}, regs)
	return regs, err
}

// eventually polls until ok or two minutes have passed.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("never happened: %s", what)
}

func TestTwinAnswersLikeItsDevice(t *testing.T) {
	twin, _ := runTwin(t, &counter{})
	client := dial(t, twin.Address(), 10*time.Second)
	target := func(unit uint8, f modbus.Function, addr uint16) modbus.Target {
		return modbus.Target{Unit: unit, Function: f, Address: addr}
	}
	ask := func(target modbus.Target, count int) error {
		return client.Read(context.Background(), target, make([]uint16, count))
	}
	tests := map[string]struct {
		got, want error
	}{
		"a register it has is read":                     {ask(target(7, modbus.ReadHoldingRegisters, 100), 8), nil},
		"a register it lacks is an illegal address":     {ask(target(7, modbus.ReadHoldingRegisters, 103), 8), modbus.IllegalDataAddress},
		"the other register space is another one":       {ask(target(7, modbus.ReadInputRegisters, 100), 1), modbus.IllegalDataAddress},
		"more registers than it takes are refused":      {ask(target(7, modbus.ReadHoldingRegisters, 100), 9), modbus.IllegalDataValue},
		"another unit is not there":                     {ask(target(8, modbus.ReadHoldingRegisters, 100), 1), modbus.GatewayTargetSilent},
		"a write of one register is taken":              {client.Write(context.Background(), target(7, modbus.WriteRegister, 200), []uint16{5}), nil},
		"a write function it lacks is refused":          {client.Write(context.Background(), target(7, modbus.WriteRegisters, 200), []uint16{5}), modbus.IllegalFunction},
		"a write to a register it lacks is refused too": {client.Write(context.Background(), target(7, modbus.WriteRegister, 201), []uint16{5}), modbus.IllegalDataAddress},
	}
	for name, tt := range tests {
		if !errors.Is(tt.got, tt.want) {
			t.Errorf("%s: got %v, want %v", name, tt.got, tt.want)
		}
	}
	if regs, err := read(client, 200, 1); err != nil || regs[0] != 5 {
		t.Errorf("after writing 5 got %v, %v", regs, err)
	}
}

func TestTwinFailsAsTold(t *testing.T) {
	tests := map[string]struct {
		fault Fault
		want  error
	}{
		"a silent device lets the request time out": {Silent, modbus.ErrTimeout},
		"a slow device answers too late":            {Slow, modbus.ErrTimeout},
		"a broken device answers an exception":      {Exception, modbus.ServerDeviceFailure},
		"a device that drops registers is caught":   {Short, modbus.ErrBadReply},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			twin, _ := runTwin(t, &counter{})
			client := dial(t, twin.Address(), 300*time.Millisecond)
			twin.Fail(tt.fault, time.Minute)
			eventually(t, "the fault shows", func() bool {
				_, err := read(client, 100, 2)
				return errors.Is(err, tt.want)
			})
			twin.Fail(None, 0)
			eventually(t, "the device heals", func() bool {
				_, err := read(client, 100, 2)
				return err == nil
			})
		})
	}
}

func TestGarbageNeverReadsAsValues(t *testing.T) {
	twin, _ := runTwin(t, &counter{})
	client := dial(t, twin.Address(), 200*time.Millisecond)
	twin.Fail(Garbage, 0)
	eventually(t, "garbage begins", func() bool { _, err := read(client, 100, 2); return err != nil })
	for range 5 {
		if regs, err := read(client, 100, 2); err == nil {
			t.Fatalf("read %v out of garbage", regs)
		}
	}
}

func TestOfflineTwinComesBackAtItsAddress(t *testing.T) {
	twin, _ := runTwin(t, &counter{})
	client := dial(t, twin.Address(), time.Second)
	address := twin.Address()
	for range 3 {
		eventually(t, "the device answers", func() bool { _, err := read(client, 100, 2); return err == nil })
		twin.Fail(Offline, 0)
		eventually(t, "nobody listens", func() bool {
			_, err := read(client, 100, 2)
			return errors.Is(err, syscall.ECONNREFUSED)
		})
		twin.Fail(None, 0)
	}
	eventually(t, "the device answers again", func() bool { _, err := read(client, 100, 2); return err == nil })
	if twin.Address() != address {
		t.Errorf("moved from %s to %s", address, twin.Address())
	}
}

// Another program may have taken the address of a device that was away, for a moment.
func TestTwinThatComesBackWaitsForItsAddress(t *testing.T) {
	for _, fault := range []Fault{None, Short} {
		t.Run("as "+string(fault), func(t *testing.T) {
			twin, _ := runTwin(t, &counter{})
			twin.Fail(Offline, 0)
			var other net.Listener
			eventually(t, "the address is free", func() bool {
				var err error
				other, err = net.Listen("tcp", twin.Address())
				return err == nil
			})
			twin.Fail(fault, 0)
			time.Sleep(250 * time.Millisecond)
			if err := other.Close(); err != nil {
				t.Fatal(err)
			}
			client := dial(t, twin.Address(), time.Second)
			eventually(t, "somebody answers", func() bool {
				_, err := read(client, 100, 2)
				return err == nil || errors.Is(err, modbus.ErrBadReply)
			})
		})
	}
}

func TestFrozenTwinKeepsItsValuesAndTakesWrites(t *testing.T) {
	twin, clock := runTwin(t, &counter{})
	client := dial(t, twin.Address(), 10*time.Second)
	before, err := read(client, 100, 1)
	if err != nil {
		t.Fatal(err)
	}
	twin.Fail(Frozen, 0)
	clock.turn(time.Minute)
	if frozen, err := read(client, 100, 1); err != nil || frozen[0] != before[0] {
		t.Errorf("frozen: got %v, %v; want %v", frozen, err, before)
	}
	if err := client.Write(context.Background(), modbus.Target{Unit: 7, Function: modbus.WriteRegister, Address: 200}, []uint16{9}); err != nil {
		t.Errorf("write: %v", err)
	}
	twin.Fail(None, 0)
	if regs, err := read(client, 200, 1); err != nil || regs[0] != 9 {
		t.Errorf("after writing 9 while frozen got %v, %v", regs, err)
	}
	if healed, err := read(client, 100, 1); err != nil || healed[0] != before[0]+600 {
		t.Errorf("healed: got %v, %v; want %d", healed, err, before[0]+600)
	}
}

func TestSentinelTwinSaysNotImplemented(t *testing.T) {
	twin, _ := runTwin(t, &counter{})
	client := dial(t, twin.Address(), 10*time.Second)
	twin.Fail(Sentinel, 0)
	if regs, err := read(client, 100, 1); err != nil || regs[0] != 0xFFFF {
		t.Errorf("got %v, %v", regs, err)
	}
}

func TestTwinThatStartsOfflineStops(t *testing.T) {
	world, _ := newWorld(t)
	twin, err := open(Config{Key: "counter", Listen: "127.0.0.1:0"}, world, &counter{})
	if err != nil {
		t.Fatal(err)
	}
	twin.Fail(Offline, 0)
	start(t, twin.Run)
	client := dial(t, twin.Address(), time.Second)
	eventually(t, "nobody listens", func() bool {
		_, err := read(client, 100, 2)
		return errors.Is(err, syscall.ECONNREFUSED)
	})
}

func TestPortInUseIsRefusedAtOnce(t *testing.T) {
	world, _ := newWorld(t)
	first, err := open(Config{Key: "one", Listen: "127.0.0.1:0"}, world, &counter{})
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	if _, err := open(Config{Key: "two", Listen: first.Address()}, world, &counter{}); !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("got %v, want address in use", err)
	}
}
