package twin_test

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ohmstead/energy/point"
	"ohmstead/field/modbus"
	"ohmstead/field/profile"
	"ohmstead/field/profile/regmap"
	"ohmstead/field/profile/twin"
	"ohmstead/field/sunspec"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func library(t testing.TB) *profile.Library {
	t.Helper()
	l, err := profile.Load()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func find(t testing.TB, id string) *profile.Profile {
	t.Helper()
	p, ok, err := profile.Find(id)
	if err != nil || !ok {
		t.Fatalf("no profile %s: %v", id, err)
	}
	return p
}

// A read that fails leaves no count behind: what remained of a set-point's time, or a heartbeat, would else be
// taken for that of now.
func TestForget_DropsWhatMeansSomethingOnlyNow(t *testing.T) {
	p := find(t, "sunspec-der")
	tw := embedded(t, catalogue(t), p, one(point.ESS))
	plan := tw.Plan()
	values := make([]regmap.Value, len(plan.Slots))
	slots := append([]int{plan.Controls[0].Lease, plan.Presence.Beats[0].Device}, plan.Presence.Remote...)
	for i, b := range plan.Blocks {
		regs := make([]uint16, b.Count)
		if err := tw.Read(modbus.Request{Target: b.Target(), Count: b.Count}, regs); err != nil {
			t.Fatal(err)
		}
		plan.Decode(i, regs, values)
	}
	for _, slot := range slots {
		if values[slot].State != regmap.Good {
			t.Fatalf("slot %d was not read: %+v", slot, values[slot])
		}
	}
	for i := range plan.Blocks {
		plan.Forget(i, values)
	}
	for _, slot := range slots {
		if values[slot].State != regmap.Absent {
			t.Errorf("slot %d is still %+v", slot, values[slot])
		}
	}
}

func one(n point.Nature) regmap.Options {
	return regmap.Options{Targets: []regmap.Target{{Nature: n}}}
}

// image is a SunSpec device whose scale factors stand.
func image(t testing.TB, models map[uint16]map[string]float64, order ...uint16) *sunspec.Image {
	t.Helper()
	c, err := sunspec.Load()
	if err != nil {
		t.Fatal(err)
	}
	specs := []sunspec.Spec{{ID: 1}}
	for _, id := range order {
		specs = append(specs, sunspec.Spec{ID: id})
	}
	im, err := sunspec.NewImage(c, 40000, specs)
	if err != nil {
		t.Fatal(err)
	}
	for id, values := range models {
		if err := im.Block(id).SetAll(values); err != nil {
			t.Fatal(err)
		}
	}
	return im
}

func show(t testing.TB, p *profile.Profile, o regmap.Options, im *sunspec.Image) *twin.Twin {
	t.Helper()
	tw, err := twin.New(p, o, im)
	if err != nil {
		t.Fatal(err)
	}
	return tw
}

// read fills values by asking the twin what the plan asks a device.
func read(t testing.TB, tw *twin.Twin, plan *regmap.Plan) []regmap.Value {
	t.Helper()
	values := make([]regmap.Value, len(plan.Slots))
	for range 2 { // the second time with every rating known
		for i, b := range plan.Blocks {
			regs := make([]uint16, b.Count)
			if err := tw.Read(modbus.Request{Target: b.Target(), Count: b.Count}, regs); err != nil {
				t.Fatalf("read %v: %v", b.Target(), err)
			}
			plan.Decode(i, regs, values)
		}
	}
	return values
}

func battery(t testing.TB) (*profile.Profile, *sunspec.Image) {
	t.Helper()
	im := image(t, map[uint16]map[string]float64{802: {
		"W_SF": 1, "SoC_SF": 0, "SoH_SF": 0, "V_SF": -1, "WHRtg_SF": 0, "WChaDisChaMax_SF": 0,
	}}, 802)
	return find(t, "kostal-plenticore"), im
}

func TestPlan_ReadsTheSDM630InTwoRequestsOfAtMostEighty(t *testing.T) {
	plan, err := regmap.Compile(find(t, "eastron-sdm630"), one(point.GridMeter))
	if err != nil {
		t.Fatal(err)
	}
	if len(plan.Blocks) != 2 {
		t.Fatalf("%d requests, want 2", len(plan.Blocks))
	}
	high, low := plan.Blocks[0], plan.Blocks[1]
	if high.Address != 0 || high.Count != 80 || high.Low || low.Address != 342 || low.Count != 36 || !low.Low {
		t.Errorf("requests %+v and %+v", high, low)
	}
}

// The numbers are those of the SDM630 manual's example style: f32, high word first.
func TestPlan_DecodesAMetersRegisters(t *testing.T) {
	plan, err := regmap.Compile(find(t, "eastron-sdm630"), one(point.GridMeter))
	if err != nil {
		t.Fatal(err)
	}
	regs := make([]uint16, 80)
	regs[0], regs[1] = 0x4366, 0x3333   // 230.2 V
	regs[6], regs[7] = 0xC0A0, 0        // -5 A: a magnitude
	regs[52], regs[53] = 0xC59C, 0x4000 // -5000 W: export
	regs[62], regs[63] = 0xBF66, 0x6666 // -0.9
	regs[70], regs[71] = 0x4248, 0      // 50 Hz
	regs[72], regs[73] = 0x449A, 0x5000 // 1234.5 kWh
	regs[2], regs[3] = 0x7FC0, 0        // not a number
	regs[4], regs[5] = 0x4500, 0        // 2048 V: out of range
	values := make([]regmap.Value, len(plan.Slots))
	plan.Decode(0, regs, values)
	for channel, want := range map[string]float64{
		"ActivePower": -5000, "Current_L1": 5, "Frequency": 50, "EnergyImport": 1234500,
	} {
		if got := values[plan.Slot(0, channel)]; got.State != regmap.Good || got.Number != want {
			t.Errorf("%s is %+v, want %v", channel, got, want)
		}
	}
	for _, channel := range []string{"Voltage_L2", "Voltage_L3"} { // not a number; out of range
		if got := values[plan.Slot(0, channel)]; got.State != regmap.Bad {
			t.Errorf("%s is %+v, want BAD", channel, got)
		}
	}
	if got := values[plan.Slot(0, "TotalEnergy")]; got.State != regmap.Absent {
		t.Errorf("TotalEnergy is %+v before its request", got)
	}
}

func TestPlan_DecodeAllocatesNothing(t *testing.T) {
	p, im := battery(t)
	tw := show(t, p, one(point.ESS), im)
	plan := tw.Plan()
	values := make([]regmap.Value, len(plan.Slots))
	regs := make([]uint16, 125)
	if n := testing.AllocsPerRun(100, func() {
		for i := range plan.Blocks {
			plan.Decode(i, regs, values)
		}
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

func TestBattery_ChargeIsPositiveInEveryDirection(t *testing.T) {
	p, im := battery(t)
	tw := show(t, p, one(point.ESS), im)
	for channel, v := range map[string]float64{"ActivePower": 3200, "SOC": 55, "AllowedChargePower": 5000} {
		if err := tw.Set(0, channel, v); err != nil {
			t.Fatal(err)
		}
	}
	if w, _ := im.Block(802).Value("W"); w != -3200 {
		t.Errorf("charging 3200 W stands in model 802 as %v, want -3200: the device counts discharge positive", w)
	}
	plan, err := regmap.Compile(p, regmap.Options{Targets: []regmap.Target{{Nature: point.ESS}}, Survey: im.Survey()})
	if err != nil {
		t.Fatal(err)
	}
	values := read(t, tw, plan)
	if got := values[plan.Slot(0, point.ActivePower)]; got.Number != 3200 {
		t.Errorf("ActivePower is %+v, want 3200", got)
	}
	writes, err := plan.Encode(0, []float64{2500}, values)
	if err != nil {
		t.Fatal(err)
	}
	// -2500 as f32 is 0xC51C4000; the low word stands first.
	want := []regmap.Write{{
		Target:    modbus.Target{Unit: 71, Function: modbus.WriteRegisters, Address: 1034},
		Registers: []uint16{0x4000, 0xC51C},
	}}
	if diff := cmp.Diff(want, writes); diff != "" {
		t.Fatalf("charge 2500 W (-want +got):\n%s", diff)
	}
	settings, err := tw.Write(modbus.Request{Target: writes[0].Target, Count: 2}, writes[0].Registers)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]twin.Setting{{Target: 0, Channel: "SetActivePower", Value: 2500}}, settings); diff != "" {
		t.Errorf("what the twin takes it for (-want +got):\n%s", diff)
	}
	values = read(t, tw, plan)
	if got := values[plan.Slot(0, point.SetActiveApplied)]; got.Number != 2500 || got.State != regmap.Good {
		t.Errorf("read-back is %+v, want 2500", got)
	}
}

func TestBattery_RestIsZeroWithoutASign(t *testing.T) {
	p, im := battery(t)
	tw := show(t, p, one(point.ESS), im)
	if err := tw.Set(0, point.ActivePower, 0); err != nil {
		t.Fatal(err)
	}
	if v, ok := tw.Value(0, point.ActivePower); !ok || math.Signbit(v) {
		t.Errorf("rest reads as %v, %v", v, ok)
	}
}

func TestSunSpecInverter_LimitIsAShareOfItsRating(t *testing.T) {
	im := image(t, map[uint16]map[string]float64{
		103: {"W_SF": 0, "A_SF": -2, "V_SF": -1, "Hz_SF": -2, "WH_SF": 0, "Tmp_SF": -1, "W": 4000},
		121: {"WMax_SF": 1, "WMax": 8000},
		123: {"WMaxLimPct_SF": -1, "WMaxLim_Ena": 0, "WMaxLimPct": 100, "WMaxLimPct_RvrtTms": 0, "WMaxLimPct_WinTms": 0, "WMaxLimPct_RmpTms": 0},
	}, 103, 121, 123)
	p := find(t, "sunspec")
	tw := show(t, p, one(point.PV), im)
	plan, err := regmap.Compile(p, regmap.Options{Targets: []regmap.Target{{Nature: point.PV}}, Survey: im.Survey()})
	if err != nil {
		t.Fatal(err)
	}
	values := make([]regmap.Value, len(plan.Slots))
	if _, err := plan.Encode(0, []float64{2000}, values); err == nil {
		t.Error("a share was encoded before the rating was read")
	}
	values = read(t, tw, plan)
	if got := values[plan.Slot(0, point.ActivePower)]; got.Number != -4000 {
		t.Errorf("ActivePower is %+v, want -4000: production flows towards the grid", got)
	}
	if got := values[plan.Slot(0, point.SetMaxActiveApplied)]; got.Number != 8000 {
		t.Errorf("the limit in force is %+v while disabled, want the rating", got)
	}
	writes, err := plan.Encode(0, []float64{2000}, values)
	if err != nil {
		t.Fatal(err)
	}
	limit, _ := im.Block(123).Layout.Field("WMaxLimPct")
	want := []regmap.Write{{
		Target: modbus.Target{
			Unit: 1, Function: modbus.WriteRegisters,
			Address: im.Block(123).Entry.Address + uint16(limit.Offset),
		},
		Registers: []uint16{250, 0, 60, 0, 1},
	}}
	if diff := cmp.Diff(want, writes); diff != "" {
		t.Fatalf("limit, times and enable in one request (-want +got):\n%s", diff)
	}
	if _, err := tw.Write(modbus.Request{Target: want[0].Target, Count: 5}, want[0].Registers); err != nil {
		t.Fatal(err)
	}
	values = read(t, tw, plan)
	if got := values[plan.Slot(0, point.SetMaxActiveApplied)]; got.Number != 2000 {
		t.Errorf("the limit in force is %+v, want 2000", got)
	}
	if w := plan.Release(0); len(w) != 1 || w[0].Registers[0] != 0 {
		t.Errorf("release is %+v, want the enable switched off", w)
	}
}

func TestCompile_SaysWhatTheDeviceLacks(t *testing.T) {
	im := image(t, nil, 203)
	_, err := regmap.Compile(find(t, "sunspec"), regmap.Options{Targets: []regmap.Target{{Nature: point.PV}}, Survey: im.Survey()})
	if err == nil || !strings.Contains(err.Error(), "SunSpec models [1 203]") || !strings.Contains(err.Error(), "PV") {
		t.Errorf("got %v, want the nature and the models the device shows", err)
	}
}

func TestPlans_Golden(t *testing.T) {
	inverter := image(t, map[uint16]map[string]float64{
		103: {"W_SF": 0, "A_SF": -2, "V_SF": -1, "Hz_SF": -2, "WH_SF": 0, "Tmp_SF": -1},
		121: {"WMax_SF": 1}, 123: {"WMaxLimPct_SF": -1, "WMaxLimPct_RvrtTms": 0},
	}, 103, 121, 123)
	tests := map[string]struct {
		id     string
		nature point.Nature
		im     *sunspec.Image
	}{
		"plan_sdm630.txt":   {"eastron-sdm630", point.GridMeter, nil},
		"plan_kostal.txt":   {"kostal-plenticore", point.ESS, image(t, nil, 802)},
		"plan_inverter.txt": {"sunspec", point.PV, inverter},
		"plan_meter.txt":    {"sunspec", point.GridMeter, image(t, nil, 203)},
	}
	for name, tt := range tests {
		o := one(tt.nature)
		if tt.im != nil {
			o.Survey = tt.im.Survey()
		}
		plan, err := regmap.Compile(find(t, tt.id), o)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var out strings.Builder
		for i, b := range plan.Blocks {
			fmt.Fprintf(&out, "%v, %d registers, low %v\n", b.Target(), b.Count, b.Low)
			for _, slot := range plan.Filled(i) {
				ch := plan.Slots[slot].Channel
				fmt.Fprintf(&out, "  %s %s\n", ch.Name, ch.Unit)
			}
		}
		for _, s := range plan.Controls {
			fmt.Fprintf(&out, "set %s\n", s.Channel.Name)
		}
		golden(t, name, out.String())
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got), rewrite with -update:\n%s", path, diff)
	}
}
