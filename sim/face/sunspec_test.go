package face

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/field/modbus"
	"ohmstead/field/sunspec"
	"ohmstead/sim/plant"
)

// truth is a moment with round figures, so that registers can be computed by hand: 3 × 230 V,
// 50.02 Hz, import of 4321 W, PV of 6000 W, a battery discharging 1500 W.
func truth() plant.Truth {
	flow := func(a, b, c plant.Milliwatts) plant.Flow {
		return plant.Flow{Active: [3]plant.Milliwatts{a * 1000, b * 1000, c * 1000}}
	}
	t := plant.Truth{At: noon, World: time.Hour}
	t.Grid.Flow = flow(3000, 2000, -679)
	t.Grid.Reactive = [3]plant.Milliwatts{300_000, 0, 0}
	t.Grid.Hertz, t.Grid.Volts = 50.02, [3]float64{230, 231.5, 229.24}
	t.Grid.Counters = plant.Counters{Import: 5000 * 3600e6, Export: 70_000 * 3600e6}
	t.Load.Flow = flow(5500, 4500, -179)
	t.Load.Active[2] = 4321 * 1000
	t.Load.Counters.Import = 12_340 * 3600e6
	t.PV.Flow = flow(-2000, -2000, -2000)
	t.PV.AvailableWatts, t.PV.BoundWatts, t.PV.RatingWatts = 7000, 6000, 8000
	t.PV.Limit = plant.PVLimit{Fraction: 0.75, Enabled: true, Revert: 60 * time.Second}
	t.PV.Generated = 250 * 3600e6
	t.Battery.Flow = flow(-500, -500, -500)
	t.Battery.SOCPercent = 55.5
	t.Battery.Capacity, t.Battery.Stored = 10_000*3600e6, 5550*3600e6
	t.Battery.AllowedChargeWatts, t.Battery.AllowedDischargeWatts = 5000, 4500
	t.Battery.Limits = plant.BatteryLimits{ChargeWatts: 5000, DischargeWatts: 5000, SOCMaxPercent: 100}
	t.Battery.SetpointWatts, t.Battery.External = -1500, true
	return t
}

// registers reads a device's registers as a client without any SunSpec knowledge would.
func registers(t *testing.T, d device, from modbus.Target, count int) []uint16 {
	t.Helper()
	regs := make([]uint16, count)
	if err := d.read(modbus.Request{Target: from, Count: uint16(count)}, regs); err != nil {
		t.Fatalf("read %d registers, %v: %v", count, from, err)
	}
	return regs
}

// expect compares registers computed by hand with the device's.
func expect(t *testing.T, d device, f modbus.Function, want map[uint16][]uint16) {
	t.Helper()
	for addr, regs := range want {
		from := modbus.Target{Unit: d.traits().unit, Function: f, Address: addr}
		if diff := cmp.Diff(regs, registers(t, d, from, len(regs))); diff != "" {
			t.Errorf("from %d (-want +got):\n%s", addr, diff)
		}
	}
}

func TestGridMeterRegistersComputedByHand(t *testing.T) {
	b, err := newBoard(nameplate{"Ohmstead", "Grid meter", "SIM-1"}, meterModel)
	if err != nil {
		t.Fatal(err)
	}
	m := gridMeter{b}
	if err := m.show(truth(), false); err != nil {
		t.Fatal(err)
	}
	want := map[uint16][]uint16{
		40000: {0x5375, 0x6E53, 1, 66, 'O'<<8 | 'h', 'm'<<8 | 's', 't'<<8 | 'e', 'a'<<8 | 'd', 0}, // SunS, model 1
		40070: {203, 105},
		40072: {2471, 1311, 864, 296, 0xFFFE},                // 24.71 A = √(3000²+300²)/230 + 2000/231.5 + 679/229.24
		40077: {2302, 2300, 2315, 2292},                      // mean 230.247 V, then L1, L2, L3 in 0.1 V
		40085: {0xFFFF, 5002, 0xFFFE},                        // V_SF −1; 50.02 Hz in 0.01 Hz
		40088: {4321, 3000, 2000, 0xFD59, 0},                 // −679 W = 0xFD59
		40093: {4331, 3015, 2000, 679, 0, 300, 300, 0, 0, 0}, // √(4321²+300²) VA; var
		40103: {9976, 9950, 10000, 10000, 0xFFFE},            // 4321/4331.4 = 99.76 %
		40108: {0x10, 0x53B0, 0xF, 0x4240},                   // exported 1,070,000 Wh, on L1 1,000,000 Wh
		40116: {0xF, 0x55C8},                                 // imported 1,005,000 Wh
		40177: {0xFFFF, 0},                                   // end of the models
	}
	expect(t, m, modbus.ReadHoldingRegisters, want)
}

func TestPVInverterRegistersComputedByHand(t *testing.T) {
	b, err := newBoard(nameplate{"Ohmstead", "PV inverter", "SIM-2"}, inverterModel, nameplateModel, settingsModel, controlsModel)
	if err != nil {
		t.Fatal(err)
	}
	p := pvInverter{b}
	if err := p.rate(8000); err != nil {
		t.Fatal(err)
	}
	if err := p.show(truth(), false); err != nil {
		t.Fatal(err)
	}
	want := map[uint16][]uint16{
		40070: {103, 50},
		40072: {2606, 870, 864, 872, 0xFFFE},         // 2000 W each at 230, 231.5, 229.24 V
		40084: {6000, 0, 50020, 0xFFFD},              // production is positive; 50.020 Hz in mHz
		40094: {0xF, 0x433A, 0},                      // 1,000,250 Wh
		40097: {998, 0xFFFE, 6200, 0xFFFF, 6186, 0},  // 620.0 V at three quarters of the rating; 6000 W / 0.97
		40103: {488, 0x8000, 0x8000, 0x8000, 0xFFFF}, // cabinet 48.75 °C in 0.1 °C, half to even
		40108: {5},                                   // THROTTLED
		40122: {120, 26, 4, 8000, 0, 8000, 0},        // PV, 8 kW, 8 kVA
		40150: {121, 30, 8000, 3984},                 // WMax; 398.37 V
		40182: {123, 24, 0, 0, 1, 7500, 0, 60, 0, 1}, // connected, 75.00 %, reverts after 60 s, enabled
		40208: {0xFFFF, 0},
	}
	expect(t, p, modbus.ReadHoldingRegisters, want)
}

// runInverter starts the PV inverter's twin and a client of it.
func runInverter(t *testing.T) (*Live, *sand, *modbus.Client) {
	t.Helper()
	world, clock := newWorld(t)
	twin, err := NewPVInverter(Config{Key: "pv-inverter", Listen: "127.0.0.1:0"}, world)
	if err != nil {
		t.Fatal(err)
	}
	start(t, twin.Run)
	return world, clock, dial(t, twin.Address(), 10*time.Second)
}

// Registers of model 123 in the inverter's twin.
const (
	limitRegister  = 40187 // WMaxLimPct, _WinTms, _RvrtTms, _RmpTms, WMaxLim_Ena
	enableRegister = 40191
)

func TestInverterFollowsItsLimitUntilItReverts(t *testing.T) {
	world, clock, client := runInverter(t)
	write := modbus.Target{Unit: 1, Function: modbus.WriteRegisters, Address: limitRegister}
	if err := client.Write(context.Background(), write, []uint16{2500, 0, 20, 0, 1}); err != nil {
		t.Fatal(err)
	}
	clock.turn(10 * time.Second)
	if now := world.Truth().PV; now.Watts() < -2000 || now.AvailableWatts < 3000 {
		t.Errorf("limited to a quarter of 8 kW got %.0f W of %.0f W available", now.Watts(), now.AvailableWatts)
	}
	clock.turn(20 * time.Second)
	if now := world.Truth().PV; -now.Watts() != now.AvailableWatts {
		t.Errorf("after reversion got %.0f W of %.0f W available", now.Watts(), now.AvailableWatts)
	}
	enabled := make([]uint16, 1)
	if err := client.Read(context.Background(), modbus.Target{Unit: 1, Function: modbus.ReadHoldingRegisters, Address: enableRegister}, enabled); err != nil || enabled[0] != 0 {
		t.Errorf("after reversion WMaxLim_Ena reads %v, %v; want 0", enabled, err)
	}
}

func TestInverterRefusesWhatItCannotDo(t *testing.T) {
	world, _, client := runInverter(t)
	put := func(f modbus.Function, addr uint16, regs ...uint16) error {
		return client.Write(context.Background(), modbus.Target{Unit: 1, Function: f, Address: addr}, regs)
	}
	tests := map[string]struct{ got, want error }{
		"more than the whole rating":          {put(modbus.WriteRegister, limitRegister, 10001), modbus.IllegalDataValue},
		"a limit without a value":             {put(modbus.WriteRegister, limitRegister, 0xFFFF), modbus.IllegalDataValue},
		"an enable that is neither 0 nor 1":   {put(modbus.WriteRegister, enableRegister, 2), modbus.IllegalDataValue},
		"disconnecting":                       {put(modbus.WriteRegister, limitRegister-1, 0), modbus.IllegalDataValue},
		"a write to a measurement":            {put(modbus.WriteRegister, 40084, 1), modbus.IllegalDataAddress},
		"a write that runs over the controls": {put(modbus.WriteRegisters, 40207, 1, 1), modbus.IllegalDataAddress},
	}
	for name, tt := range tests {
		if !errors.Is(tt.got, tt.want) {
			t.Errorf("%s: got %v, want %v", name, tt.got, tt.want)
		}
	}
	if limit := world.Truth().PV.Limit; limit.Enabled || limit.Fraction != 1 {
		t.Errorf("a refused write left %+v behind", limit)
	}
	if err := put(modbus.WriteRegister, limitRegister, 5000); err != nil {
		t.Errorf("a good write after the bad ones: %v", err)
	}
}

// What a SunSpec client discovers and scales is what is true in the plant.
func TestDiscoveryFindsTheTruth(t *testing.T) {
	world, clock := newWorld(t)
	twin, err := NewGridMeter(Config{Key: "grid-meter", Listen: "127.0.0.1:0"}, world)
	if err != nil {
		t.Fatal(err)
	}
	start(t, twin.Run)
	client := dial(t, twin.Address(), 10*time.Second)
	catalogue, err := sunspec.Load()
	if err != nil {
		t.Fatal(err)
	}
	read := func(ctx context.Context, addr uint16, dst []uint16) error {
		return client.Read(ctx, modbus.Target{Unit: 1, Function: modbus.ReadHoldingRegisters, Address: addr}, dst)
	}
	found, err := sunspec.Discover(context.Background(), read)
	if err != nil {
		t.Fatal(err)
	}
	entry, ok := found.Find(0, meterModel)
	if !ok {
		t.Fatalf("no model 203 among %v", found.Entries)
	}
	model, _ := catalogue.Model(meterModel)
	for range 20 {
		clock.turn(3 * time.Second)
		block, err := sunspec.ReadBlock(context.Background(), read, entry)
		if err != nil {
			t.Fatal(err)
		}
		layout, now := model.Layout(block), world.Truth().Grid
		for point, want := range map[string]struct{ value, within float64 }{
			"W": {now.Watts(), 0.5}, "WphB": {now.PhaseWatts(1), 0.5}, "VAR": {now.Vars(), 0.5},
			"PhVphA": {now.Volts[0], 0.05}, "Hz": {now.Hertz, 0.005},
			"TotWhExp": {1e6 + float64(now.Counters.Export)/3600e6, 0.5},
		} {
			if got, ok := layout.Value(block, point); !ok || got < want.value-want.within-1e-9 || got > want.value+want.within+1e-9 {
				t.Errorf("%s: got %v, %v; true is %v", point, got, ok, want.value)
			}
		}
	}
}
