package twin_test

import (
	"context"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ohmstead/energy/point"
	"ohmstead/field/modbus"
	"ohmstead/field/profile"
	"ohmstead/field/profile/regmap"
	"ohmstead/field/profile/twin"
)

// whole is the text of the profile that uses every field of the schema.
func whole(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile("../testdata/whole.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func parse(t testing.TB, text string) *profile.Profile {
	t.Helper()
	p, err := profile.Parse("p.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestCompile_HonoursEveryFieldOfTheSchema(t *testing.T) {
	p := parse(t, whole(t))
	o := regmap.Options{Targets: []regmap.Target{{Nature: point.Meter, Instance: 2}, {Nature: point.ESS}, {Nature: point.EVCS}, {Nature: point.Load}}}
	plan, err := regmap.Compile(p, o)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range plan.Blocks {
		got = append(got, b.Target().String()+" × "+strconv.Itoa(int(b.Count))+map[bool]string{true: " low"}[b.Low])
	}
	want := []string{
		"read discrete inputs at 3 of unit 3 × 1", "read coils at 9 of unit 3 × 1",
		"read holding registers at 100 of unit 3 × 10", // explicit, every cycle
		"read holding registers at 100 of unit 3 × 10", // explicit, for the value read every 5 s
		"read holding registers at 200 of unit 3 × 3",
		"read holding registers at 2300 of unit 3 × 4",
		"read input registers at 5 of unit 9 × 4 low",
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	tw, err := twin.New(p, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	poke(t, tw, modbus.Target{Unit: 3, Function: modbus.ReadHoldingRegisters, Address: 104}, 1)
	for _, x := range []struct {
		target  int
		channel string
		v       float64
	}{
		{0, "ActivePower", -3500},
		{0, "Frequency", 50.02},
		{0, "EnergyImport", 1500},
		{0, "EnergyExport", 77},
		{1, "Fault", 1},
		{1, "SOC", 64},
		{1, "GridMode", 2},
		{3, "Runtime", 12},
		{3, "Status", 1},
	} {
		if err := tw.Set(x.target, x.channel, x.v); err != nil {
			t.Errorf("%s: %v", x.channel, err)
		}
		if v, ok := tw.Value(x.target, x.channel); !ok || v != x.v {
			t.Errorf("%s came back as %v, %v; want %v", x.channel, v, ok, x.v)
		}
	}
	if err := tw.Set(1, "GridMode", 5); err == nil {
		t.Error("a value without a code was shown")
	}
	if err := tw.Set(0, "ActivePower", 1e9); err == nil {
		t.Error("a value that does not fit was shown")
	}
}

// poke sets what no channel carries: the register of a scale factor.
func poke(t testing.TB, tw *twin.Twin, at modbus.Target, reg uint16) {
	t.Helper()
	if err := tw.Poke(at, []uint16{reg}); err != nil {
		t.Fatal(err)
	}
}

func TestEncode_GroupsOrdersClampsAndCodes(t *testing.T) {
	p := parse(t, whole(t))
	o := regmap.Options{Targets: []regmap.Target{{Nature: point.ESS}, {Nature: point.EVCS}, {Nature: point.Load}}}
	plan, err := regmap.Compile(p, o)
	if err != nil {
		t.Fatal(err)
	}
	values := make([]regmap.Value, len(plan.Slots))
	target := func(f modbus.Function, at uint16) modbus.Target {
		return modbus.Target{Unit: 3, Function: f, Address: at}
	}
	tests := map[string]struct {
		group  int
		wanted []float64
		want   []regmap.Write
	}{
		// Reactive power comes first by its order; its constant adjoins it, active power does not.
		"both powers, the smallest order first": {0, []float64{300, 9999}, []regmap.Write{
			{Target: target(modbus.WriteRegisters, 502), Registers: []uint16{300, 1}},
			{Target: target(modbus.WriteRegisters, 500), Registers: []uint16{0xFFFF, 0xEC78}}, // clamped to 5000, turned
		}},
		"a mode by its code":      {1, []float64{2}, []regmap.Write{{Target: target(modbus.WriteRegister, 510), Registers: []uint16{8}}}},
		"a current in its unit":   {2, []float64{16}, []regmap.Write{{Target: target(modbus.WriteRegister, 600), Registers: []uint16{16000}}}},
		"a coil that is switched": {3, []float64{1}, []regmap.Write{{Target: target(modbus.WriteCoil, 9), Bits: []bool{true}}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := plan.Encode(tt.group, tt.wanted, values)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	if _, err := plan.Encode(0, []float64{1}, values); err == nil {
		t.Error("half a group was encoded")
	}
	if _, err := plan.Encode(1, []float64{5}, values); err == nil {
		t.Error("a mode without a code was encoded")
	}
	beat, err := plan.Beat(0)
	if err != nil || len(beat) != 1 || beat[0].Registers[0] != 30 {
		t.Errorf("the watchdog's time-out is written as %+v, error %v", beat, err)
	}
	if d := plan.Disarm(); len(d) != 1 || d[0].Registers[0] != 0 {
		t.Errorf("disarm is %+v", d)
	}
}

// Every embedded profile and every field of the schema: what a device shows, a driver reads.
func TestCompile_RefusesWhatCannotWork(t *testing.T) {
	far := strings.Replace(whole(t), "scale_factor: {fc: 3, addr: 104, type: i16}", "scale_factor: {fc: 3, addr: 300, type: i16}", 1)
	_, err := regmap.Compile(parse(t, far), one(point.Meter))
	if err == nil || !strings.Contains(err.Error(), "at most 20 fit one request") {
		t.Errorf("a scale factor out of reach: %v", err)
	}
	if _, err := regmap.Compile(parse(t, whole(t)), regmap.Options{Targets: []regmap.Target{{Nature: point.Meter, Instance: 70}}}); err == nil {
		t.Error("an instance behind the address space was compiled")
	}
	if _, err := regmap.Compile(parse(t, whole(t)), regmap.Options{Variant: "nonesuch"}); err == nil {
		t.Error("a variant that does not exist was compiled")
	}
}

// fake answers reads from a table; what is absent is refused.
type fake map[uint16][]uint16

func (f fake) Read(_ context.Context, t modbus.Target, dst []uint16) error {
	regs, ok := f[t.Address]
	if !ok {
		return modbus.IllegalDataAddress
	}
	copy(dst, regs)
	return nil
}

func (f fake) ReadBits(context.Context, modbus.Target, []bool) error { return modbus.IllegalFunction }

func TestIdentify_AllQuestionsMustFit(t *testing.T) {
	p := parse(t, whole(t))
	acme := []uint16{'A'<<8 | 'C', 'M'<<8 | 'E', 0, 0, 0, 0, 0, 0}
	tests := map[string]struct {
		device fake
		want   bool
	}{
		"both answers fit":          {fake{0: acme, 50: {2}}, true},
		"another text":              {fake{0: {'X' << 8}, 50: {2}}, false},
		"a value that is not there": {fake{0: acme, 50: {3}}, false},
		"a question refused":        {fake{0: acme}, false},
	}
	for name, tt := range tests {
		if got, err := regmap.Matches(context.Background(), tt.device, p, one(point.ESS)); err != nil || got != tt.want {
			t.Errorf("%s: %v, error %v; want %v", name, got, err, tt.want)
		}
	}
	for reg, want := range map[uint16]string{1: "", 5: "hv"} {
		v, err := regmap.FindVariant(context.Background(), fake{60: {reg}}, p, one(point.Load))
		if err != nil || v != want {
			t.Errorf("register %d is variant %q, error %v; want %q", reg, v, err, want)
		}
	}
	o := one(point.Load)
	o.Variant = "hv"
	plan, err := regmap.Compile(p, o)
	if err != nil {
		t.Fatal(err)
	}
	values := make([]regmap.Value, len(plan.Slots))
	for i, b := range plan.Blocks {
		if b.Function == modbus.ReadHoldingRegisters {
			regs := make([]uint16, b.Count)
			regs[202-b.Address] = 7
			plan.Decode(i, regs, values)
		}
	}
	if got := values[plan.Slot(0, "Runtime")]; got.Number != 70 {
		t.Errorf("the variant's scale gives %+v, want 70", got)
	}
}
