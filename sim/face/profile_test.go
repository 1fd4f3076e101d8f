package face

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"ohmstead/energy/point"
	"ohmstead/field/modbus"
	"ohmstead/field/profile/regmap"
	"ohmstead/field/sunspec"
	"ohmstead/sim/plant"
)

func TestLoadMeterRegistersComputedByHand(t *testing.T) {
	m, err := newLoadMeter()
	if err != nil {
		t.Fatal(err)
	}
	if err := m.show(truth(), false); err != nil {
		t.Fatal(err)
	}
	expect(t, m, modbus.ReadInputRegisters, map[uint16][]uint16{
		0:  {0x4366, 0x0000, 0x4367, 0x8000}, // 230 V, 231.5 V
		12: {0x45AB, 0xE000},                 // 5500 W on L1
		52: {0x465F, 0xC400},                 // 14,321 W in all
		62: {0x3F80, 0x0000},                 // power factor 1
		70: {0x4248, 0x147B, 0x447D, 0x15C3}, // 50.02 Hz, 1012.34 kWh imported
		74: {0x0000, 0x0000},                 // nothing exported
	})
}

func TestBatteryRegistersComputedByHand(t *testing.T) {
	b, err := newBatteryInverter("1")
	if err != nil {
		t.Fatal(err)
	}
	if err := b.show(truth(), false); err != nil {
		t.Fatal(err)
	}
	expect(t, b, modbus.ReadHoldingRegisters, map[uint16][]uint16{
		1038:  {0x4000, 0x459C, 0xA000, 0x458C}, // 5000 W and 4500 W allowed, low word first
		1068:  {0x4000, 0x461C},                 // 10,000 Wh
		40004: {'K'<<8 | 'O', 'S'<<8 | 'T', 'A'<<8 | 'L'},
		40070: {802, 62, 250, 10000, 5000, 5000}, // 25.0 Ah, 10 kWh, 5 kW, 5 kW
		40081: {5550},                            // SOC 55.50 %
		40083: {9800},                            // SOH
		40086: {3, 0},                            // discharging, remote
		40104: {4022},                            // 402.2 V
		40114: {373},                             // 3.73 A
		40117: {1500},                            // discharge is positive
		40134: {0xFFFF, 0},
	})
}

func TestLoadMeterTakesEightyRegistersAtMost(t *testing.T) {
	world, _ := newWorld(t)
	twin, err := NewLoadMeter(Config{Key: "load-meter", Listen: "127.0.0.1:0"}, world)
	if err != nil {
		t.Fatal(err)
	}
	start(t, twin.Run)
	client := dial(t, twin.Address(), 10*time.Second)
	for count, want := range map[int]error{80: nil, 81: modbus.IllegalDataValue} {
		target := modbus.Target{Unit: 1, Function: modbus.ReadInputRegisters, Address: 0}
		if err := client.Read(context.Background(), target, make([]uint16, count)); !errors.Is(err, want) {
			t.Errorf("%d registers: got %v, want %v", count, err, want)
		}
	}
	beyond := modbus.Target{Unit: 1, Function: modbus.ReadInputRegisters, Address: 200}
	if err := client.Read(context.Background(), beyond, make([]uint16, 2)); !errors.Is(err, modbus.IllegalDataAddress) {
		t.Errorf("a register the meter lacks: got %v", err)
	}
}

func runBattery(t *testing.T) (*Live, *sand, *Twin) {
	t.Helper()
	world, clock := newWorld(t)
	twin, err := NewBatteryInverter(Config{Key: "battery", Listen: "127.0.0.1:0"}, world)
	if err != nil {
		t.Fatal(err)
	}
	start(t, twin.Run)
	return world, clock, twin
}

// setpoint is where the battery's set-point is written: IEEE 754, low word first, discharge positive.
var setpoint = modbus.Target{Unit: 71, Function: modbus.WriteRegisters, Address: 1034}

func TestBatteryFollowsRegister1034UntilItsWatchdogEnds(t *testing.T) {
	world, clock, twin := runBattery(t)
	client := dial(t, twin.Address(), 10*time.Second)
	if err := client.Write(context.Background(), setpoint, []uint16{0x4000, 0xC51C}); err != nil { // −2500: charge
		t.Fatal(err)
	}
	clock.turn(9 * time.Second)
	if got := world.Truth().Battery; got.Watts() != 2500 || !got.External {
		t.Errorf("after writing a charge of 2500 W got %v W, external control %v", got.Watts(), got.External)
	}
	clock.turn(10 * time.Second)
	if got := world.Truth().Battery; got.Watts() != 0 || got.External {
		t.Errorf("after the watchdog's end got %v W, external control %v; want idle", got.Watts(), got.External)
	}
	written := make([]uint16, 2)
	back := modbus.Target{Unit: 71, Function: modbus.ReadHoldingRegisters, Address: 1034}
	if err := client.Read(context.Background(), back, written); err != nil || written[0] != 0x4000 || written[1] != 0xC51C {
		t.Errorf("read back %04x, %v", written, err)
	}
}

func TestBatteryRefusesASetpointThatIsNoNumber(t *testing.T) {
	world, clock, twin := runBattery(t)
	client := dial(t, twin.Address(), 10*time.Second)
	if err := client.Write(context.Background(), setpoint, []uint16{0x0000, 0x7FC0}); !errors.Is(err, modbus.IllegalDataValue) {
		t.Errorf("got %v, want illegal data value", err)
	}
	measured := modbus.Target{Unit: 71, Function: modbus.WriteRegisters, Address: 1068}
	if err := client.Write(context.Background(), measured, []uint16{1, 1}); !errors.Is(err, modbus.IllegalDataAddress) {
		t.Errorf("write to the capacity: got %v, want illegal data address", err)
	}
	clock.turn(5 * time.Second)
	if got := world.Truth().Battery; got.Watts() != 0 || got.External {
		t.Errorf("a refused set-point moved the battery to %v W", got.Watts())
	}
}

func TestBatteryTakesOneClient(t *testing.T) {
	_, _, twin := runBattery(t)
	target := modbus.Target{Unit: 71, Function: modbus.ReadHoldingRegisters, Address: 1068}
	first, second := dial(t, twin.Address(), 10*time.Second), dial(t, twin.Address(), 2*time.Second)
	if err := first.Read(context.Background(), target, make([]uint16, 2)); err != nil {
		t.Fatal(err)
	}
	if err := second.Read(context.Background(), target, make([]uint16, 2)); err == nil {
		t.Error("a second client was answered")
	}
}

// asset is what a driver reads of one twin, with the truth it must find.
type asset struct {
	open    func(Config, *Live) (*Twin, error)
	profile string
	nature  point.Nature
	want    func(plant.Truth) map[string]float64
}

func assets() map[string]asset {
	return map[string]asset{
		"grid meter": {NewGridMeter, "sunspec", point.GridMeter, func(now plant.Truth) map[string]float64 {
			return map[string]float64{
				point.ActivePower: now.Grid.Watts(), "ActivePower_L2": now.Grid.PhaseWatts(1),
				point.ReactivePower: now.Grid.Vars(), "Voltage_L3": now.Grid.Volts[2], point.Frequency: now.Grid.Hertz,
				point.EnergyImport: wattHours(now.Grid.Counters.Import), point.EnergyExport: wattHours(now.Grid.Counters.Export),
			}
		}},
		"PV inverter": {NewPVInverter, "sunspec", point.PV, func(now plant.Truth) map[string]float64 {
			return map[string]float64{
				point.ActivePower: now.PV.Watts(), "EnergyGenerated": wattHours(now.PV.Generated),
				"Current_L1": -now.PV.PhaseWatts(0) / now.Grid.Volts[0], point.SetMaxActiveApplied: 8000,
			}
		}},
		"battery": {NewBatteryInverter, batteryProfile, point.ESS, func(now plant.Truth) map[string]float64 {
			return map[string]float64{
				point.ActivePower: now.Battery.Watts(), point.SOC: now.Battery.SOCPercent,
				point.AllowedCharge: 5000, "Capacity": 10_000,
			}
		}},
		"battery of IEEE 1547": {NewBatteryDER, derProfile, point.ESS, func(now plant.Truth) map[string]float64 {
			return map[string]float64{
				point.ActivePower: now.Battery.Watts(), point.SOC: now.Battery.SOCPercent, "Capacity": 10_000, point.Frequency: now.Grid.Hertz,
				"Voltage_L2": now.Grid.Volts[1], point.AllowedCharge: 5000, "EnergyDischarged": wattHours(now.Battery.Discharged),
			}
		}},
		"load meter": {NewLoadMeter, loadProfile, point.Load, func(now plant.Truth) map[string]float64 {
			return map[string]float64{
				point.ActivePower: now.Load.Watts(), "ActivePower_L1": now.Load.PhaseWatts(0),
				"EnergyConsumed": wattHours(now.Load.Counters.Import),
			}
		}},
	}
}

// decode is one poll of everything, as a driver does it.
func decode(t *testing.T, client *modbus.Client, plan *regmap.Plan) []regmap.Value {
	t.Helper()
	values := make([]regmap.Value, len(plan.Slots))
	for i, b := range plan.Blocks {
		regs := make([]uint16, b.Count)
		if err := client.Read(context.Background(), b.Target(), regs); err != nil {
			t.Fatal(err)
		}
		plan.Decode(i, regs, values)
	}
	return values
}

// A driver that knows a twin only by its profile finds the plant's truth, in the product's sign;
// and where the device says "no value" it finds no value, never a zero.
func TestDriversDecodeTheTruth(t *testing.T) {
	for name, a := range assets() {
		t.Run(name, func(t *testing.T) {
			world, clock := newWorld(t)
			twin, err := a.open(Config{Key: name, Listen: "127.0.0.1:0"}, world)
			if err != nil {
				t.Fatal(err)
			}
			start(t, twin.Run)
			client := dial(t, twin.Address(), 10*time.Second)
			world.write(func(p *plant.Plant, now time.Time) { p.SetBattery(now, -1234) })
			plan := compile(t, client, twin.Unit(), a)
			for range 10 {
				clock.turn(700 * time.Millisecond)
				values := decode(t, client, plan)
				for channel, want := range a.want(world.Truth()) {
					got := values[plan.Slot(0, channel)]
					if got.State != regmap.Good || math.Abs(got.Number-want) > 0.51 {
						t.Errorf("%s: got %v (state %v), true is %v", channel, got.Number, got.State, want)
					}
				}
			}
			twin.Fail(Sentinel, 0)
			values := decode(t, client, plan)
			if got := values[plan.Slot(0, point.ActivePower)]; got.State != regmap.Bad {
				t.Errorf("no value reads as %v (state %v)", got.Number, got.State)
			}
		})
	}
}

func compile(t *testing.T, client *modbus.Client, unit uint8, a asset) *regmap.Plan {
	t.Helper()
	p, err := profileOf(a.profile)
	if err != nil {
		t.Fatal(err)
	}
	options := regmap.Options{Targets: []regmap.Target{{Nature: a.nature}}, Unit: &unit}
	if p.UsesSunSpec() {
		catalogue, err := sunspec.Load()
		if err != nil {
			t.Fatal(err)
		}
		read := func(ctx context.Context, addr uint16, dst []uint16) error {
			return client.Read(ctx, modbus.Target{Unit: unit, Function: modbus.ReadHoldingRegisters, Address: addr}, dst)
		}
		if options.Survey, err = sunspec.Take(context.Background(), catalogue, read, p.WantsModel); err != nil {
			t.Fatal(err)
		}
	}
	plan, err := regmap.Compile(p, options)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func TestChargerRegistersComputedByHand(t *testing.T) {
	now := truth()
	var f plant.Flow
	f.Active[1] = 2_315_000
	now.Chargers = []plant.ChargerTruth{{}, {Flow: f, Plugged: true, Wants: true, LimitAmperes: 10, MaxWatts: 3680, Session: 1234 * 3600e6}}
	for i, want := range []map[uint16][]uint16{
		{16396: {0, 0}, 16412: {0, 0}},
		{
			16390: {0, 16000},             // 16 A
			16396: {0, 3 << 8},            // C1: charges
			16400: {0, 0, 0, 10000, 0, 0}, // 10 A on L2
			16412: {0, 2315, 0, 1234},     // W, Wh
		},
	} {
		d, err := newCharger(i)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.show(now, false); err != nil {
			t.Fatal(err)
		}
		expect(t, d, modbus.ReadHoldingRegisters, want)
	}
}

func TestAChargerTellsItsVehicle(t *testing.T) {
	world, clock := newWorld(t)
	d, err := newCharger(1)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.take(world, modbus.Request{Target: modbus.Target{Unit: 1, Function: modbus.WriteRegisters, Address: 16640}, Count: 2}, []uint16{0, 8000}); err != nil {
		t.Fatal(err)
	}
	clock.turn(time.Second)
	if got := world.Truth().Chargers[1].LimitAmperes; got != 8 {
		t.Errorf("told 8 A it keeps to %v A", got)
	}
	if _, err := NewCharger(2)(Config{Key: "third", Listen: "127.0.0.1:0"}, world); err == nil {
		t.Error("a charger that the plant does not have is bound")
	}
}
