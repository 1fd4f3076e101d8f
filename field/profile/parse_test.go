package profile_test

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ohmstead/energy/point"
	"ohmstead/field/modbus"
	"ohmstead/field/profile"
)

// whole uses every field of the schema that the embedded profiles leave out.
const whole = `id: whole
vendor: Acme
models: [One]
natures: [ESS, METER, EVCS, LOAD]
transport: {kinds: [modbus-tcp], port: 1502, unit: 3, timeout: 2s, connect_delay: 1s, min_gap: 20ms, one_client: true, depth: 2}
byte_order: big
word_order: big
reads: {max_registers: 20, max_gap: 2, blocks: [{fc: 3, addr: 100, count: 10}]}
points:
  - {channel: ActivePower, natures: [METER], fc: 3, addr: 101, type: i16, unit: kW, scale: 0.1, offset: 0.5, invalid: [-32768, 0x7FFF], scale_factor: {fc: 3, addr: 104, type: i16}}
  - {channel: Frequency, natures: [METER], fc: 3, addr: 105, type: u32, unit: mHz, word_order: little, byte_order: little, min_interval: 5s}
  - {channel: EnergyImport, natures: [METER], unit_id: 9, fc: 4, addr: 5, type: f64, unit: kWh, poll: LOW}
  - {channel: EnergyExport, natures: [METER], fc: 3, addr: 300, type: i64, unit: Wh, instance_stride: 1000}
  - {channel: Fault, natures: [ESS], fc: 3, addr: 200, type: bits16, unit: bool, mask: 0x0010}
  - {channel: SOC, natures: [ESS], fc: 3, addr: 200, type: u16, unit: "%", mask: 0xFF00}
  - {channel: GridMode, natures: [ESS], fc: 3, addr: 201, type: u16, unit: "enum:GridMode", enum: {0: 1, 0x10: 2}}
  - {channel: Runtime, natures: [LOAD], fc: 3, addr: 202, type: u16, unit: h}
  - {channel: Status, natures: [LOAD], fc: 2, addr: 3, unit: "enum:Status"}
controls:
  - {channel: SetActivePower, natures: [ESS], fc: 16, addr: 500, type: i32, unit: W, sign: -1, group: both, order: 2, clamp: [-5000, 5000], min_interval: 1s}
  - {channel: SetReactivePower, natures: [ESS], fc: 16, addr: 502, type: i16, unit: var, group: both, order: 1, with: [{fc: 16, addr: 503, type: u16, value: 1}]}
  - {channel: SetGridMode, natures: [ESS], fc: 6, addr: 510, type: u16, unit: "enum:GridMode", enum: {7: 1, 8: 2}, storage: FLASH, min_interval: 1m}
  - {channel: SetMaxCurrent, natures: [EVCS], fc: 6, addr: 600, type: u16, unit: mA, on_change: false, release: [{fc: 6, addr: 601, type: u16, value: 0}]}
  - {channel: SetEnabled, natures: [LOAD], fc: 5, addr: 9, unit: bool, read_back: {fc: 1}}
watchdog:
  kind: DEVICE_TIMER
  period: 10s
  timeout: 30s
  on_loss: SAFE_CURRENT
  register: {fc: 6, addr: 700, type: u16, unit: s}
  disarm: [{fc: 6, addr: 700, type: u16, value: 0}]
identify:
  - {fc: 3, addr: 0, type: "str:8", contains: ACME}
  - {fc: 3, addr: 50, type: u16, values: [1, 2], range: [0, 5]}
variants:
  - name: hv
    match: [{fc: 3, addr: 60, type: u16, range: [2, 9]}]
    points:
      - {channel: Runtime, natures: [LOAD], fc: 3, addr: 202, type: u16, unit: h, scale: 10}
confidence: invented
source: [none]
tested_firmware: ["1.0"]
notes: [none]
`

func parse(t testing.TB, text string) *profile.Profile {
	t.Helper()
	p, err := profile.Parse("p.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestParse_RefusesByFileLineAndField(t *testing.T) {
	replace := func(old, with string) string {
		if !strings.Contains(whole, old) {
			t.Fatalf("the profile does not contain %q", old)
		}
		return strings.Replace(whole, old, with, 1)
	}
	line := func(old string) string {
		return "p.yaml:" + strconv.Itoa(strings.Count(whole[:strings.Index(whole, old)], "\n")+1) + ": "
	}
	tests := map[string]struct {
		text, at, want string
	}{
		"a key nobody knows":           {replace("vendor:", "vendr:"), "vendor", "UNKNOWN_FIELD: unknown field vendr"},
		"a serial line":                {replace("port: 1502", "baud: 9600"), "transport", "UNKNOWN_FIELD: unknown field transport.baud"},
		"another transport":            {replace("[modbus-tcp]", "[modbus-rtu]"), "transport", "want a list of modbus-tcp"},
		"an unknown nature":            {replace("natures: [ESS, METER, EVCS, LOAD]", "natures: [BATTERY]"), "natures", "natures names BATTERY"},
		"a channel of another nature":  {replace("channel: Frequency", "channel: SOC"), "channel: Frequency", "there is no channel METER.SOC"},
		"a set-point that is read":     {replace("channel: Runtime", "channel: SetEnabled"), "channel: Runtime", "set-points belong to controls"},
		"a measurement that is set":    {replace("{channel: SetActivePower", "{channel: ActivePower"), "channel: SetActivePower", "a set-point channel"},
		"a wrong unit":                 {replace("unit: mHz", "unit: kWh"), "channel: Frequency", "unit kWh does not fit Frequency"},
		"no unit":                      {replace("unit: mHz, ", ""), "channel: Frequency", "unit is missing"},
		"a sign that is no sign":       {replace("sign: -1", "sign: 2"), "channel: SetActivePower", "want 1 or -1"},
		"a scale of zero":              {replace("scale: 0.1", "scale: 0"), "channel: ActivePower", "other than zero"},
		"an unknown type":              {replace("type: f64", "type: f16"), "type: f64", "want one of u16"},
		"a text where a number stands": {replace("type: f64", "type: str:4"), "type: f64", "want one of u16"},
		"a write function that reads":  {replace("fc: 6, addr: 510", "fc: 3, addr: 510"), "addr: 510", "want one of 5, 6, 15, 16"},
		"a read function that writes":  {replace("fc: 4, addr: 5", "fc: 16, addr: 5"), "addr: 5,", "want one of 1, 2, 3, 4"},
		"two registers by function 6":  {replace("fc: 6, addr: 510, type: u16", "fc: 6, addr: 510, type: u32"), "addr: 510", "function 6 writes one register"},
		"an address behind the end":    {replace("addr: 105, type: u32", "addr: 65535, type: u32"), "channel: Frequency", "ends at 65535"},
		"an address that is none":      {replace("addr: 202", "addr: 70000"), "channel: Runtime", "from 0 to 65535"},
		"a valid range upside down":    {replace("clamp: [-5000, 5000]", "clamp: [5000, -5000]"), "clamp", "a lower and an upper bound"},
		"an invalid value too wide":    {replace("0x7FFF", "0x1FFFF"), "invalid", "raw integers"},
		"a mask of a float":            {replace("type: bits16, unit: bool, mask", "type: f32, unit: bool, mask"), "mask: 0x0010", "bits of an integer"},
		"flash without an interval":    {replace(", min_interval: 1m}", "}"), "addr: 510", "min_interval is missing"},
		"a channel that stands twice":  {replace("channel: EnergyExport", "channel: EnergyImport"), "  - {channel: ActivePower, natures: [METER]", "METER.EnergyImport stands twice"},
		"a timer without a register":   {replace("  register: {fc: 6, addr: 700, type: u16, unit: s}\n", ""), "kind: DEVICE_TIMER", "watchdog.register is missing"},
		"a register nobody feeds":      {replace("kind: DEVICE_TIMER", "kind: REWRITE"), "register:", "only DEVICE_TIMER"},
		"a timeout within the period":  {replace("timeout: 30s", "timeout: 5s"), "timeout: 30s", "longer than period"},
		"an unknown watchdog":          {replace("kind: DEVICE_TIMER", "kind: DOG"), "kind: DEVICE_TIMER", "want one of REWRITE"},
		"no source":                    {replace("source: [none]\n", ""), "id:", "source is missing"},
		"a block that is too long":     {replace("count: 10", "count: 21"), "reads", "from 1 to 20"},
		"a probe without a question":   {replace("{fc: 3, addr: 50, type: u16, values: [1, 2], range: [0, 5]}", "{values: [1]}"), "addr: 50, type: u16, values", "identify[1].addr is missing"},
		"a code that is no number":     {replace("{0: 1, 0x10: 2}", "{off: 1}"), "enum: {0", "raw whole numbers"},
		"a point without an address":   {replace("fc: 3, addr: 202, ", "fc: 3, "), "channel: Runtime", "points[7].addr is missing"},
		"a point without a function":   {replace("fc: 3, addr: 202, ", "addr: 202, "), "channel: Runtime", "points[7].fc is missing"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := profile.Parse("p.yaml", []byte(tt.text))
			if err == nil {
				t.Fatal("accepted")
			}
			found := false
			for l := range strings.SplitSeq(err.Error(), "\n") {
				found = found || strings.HasPrefix(l, line(tt.at)) && strings.Contains(l, tt.want)
			}
			if !found {
				t.Errorf("got\n%v\nwant a line %s… %s", err, line(tt.at), tt.want)
			}
		})
	}
}

func TestCompile_HonoursEveryFieldOfTheSchema(t *testing.T) {
	p := parse(t, whole)
	o := profile.Options{Targets: []profile.Target{{Nature: point.Meter, Instance: 2}, {Nature: point.ESS}, {Nature: point.EVCS}, {Nature: point.Load}}}
	plan, err := p.Compile(o)
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
	tw, err := p.Twin(o, nil)
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
func poke(t testing.TB, tw *profile.Twin, at modbus.Target, reg uint16) {
	t.Helper()
	if err := tw.Poke(at, []uint16{reg}); err != nil {
		t.Fatal(err)
	}
}

func TestEncode_GroupsOrdersClampsAndCodes(t *testing.T) {
	p := parse(t, whole)
	o := profile.Options{Targets: []profile.Target{{Nature: point.ESS}, {Nature: point.EVCS}, {Nature: point.Load}}}
	plan, err := p.Compile(o)
	if err != nil {
		t.Fatal(err)
	}
	values := make([]profile.Value, len(plan.Slots))
	target := func(f modbus.Function, at uint16) modbus.Target {
		return modbus.Target{Unit: 3, Function: f, Address: at}
	}
	tests := map[string]struct {
		group  int
		wanted []float64
		want   []profile.Write
	}{
		// Reactive power comes first by its order; its constant adjoins it, active power does not.
		"both powers, the smallest order first": {0, []float64{300, 9999}, []profile.Write{
			{Target: target(modbus.WriteRegisters, 502), Registers: []uint16{300, 1}},
			{Target: target(modbus.WriteRegisters, 500), Registers: []uint16{0xFFFF, 0xEC78}}, // clamped to 5000, turned
		}},
		"a mode by its code":      {1, []float64{2}, []profile.Write{{Target: target(modbus.WriteRegister, 510), Registers: []uint16{8}}}},
		"a current in its unit":   {2, []float64{16}, []profile.Write{{Target: target(modbus.WriteRegister, 600), Registers: []uint16{16000}}}},
		"a coil that is switched": {3, []float64{1}, []profile.Write{{Target: target(modbus.WriteCoil, 9), Bits: []bool{true}}}},
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
	far := strings.Replace(whole, "scale_factor: {fc: 3, addr: 104, type: i16}", "scale_factor: {fc: 3, addr: 300, type: i16}", 1)
	_, err := parse(t, far).Compile(one(point.Meter))
	if err == nil || !strings.Contains(err.Error(), "at most 20 fit one request") {
		t.Errorf("a scale factor out of reach: %v", err)
	}
	if _, err := parse(t, whole).Compile(profile.Options{Targets: []profile.Target{{Nature: point.Meter, Instance: 70}}}); err == nil {
		t.Error("an instance behind the address space was compiled")
	}
	if _, err := parse(t, whole).Compile(profile.Options{Variant: "nonesuch"}); err == nil {
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
	p := parse(t, whole)
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
		if got, err := p.Matches(context.Background(), tt.device, one(point.ESS)); err != nil || got != tt.want {
			t.Errorf("%s: %v, error %v; want %v", name, got, err, tt.want)
		}
	}
	for reg, want := range map[uint16]string{1: "", 5: "hv"} {
		v, err := p.FindVariant(context.Background(), fake{60: {reg}}, one(point.Load))
		if err != nil || v != want {
			t.Errorf("register %d is variant %q, error %v; want %q", reg, v, err, want)
		}
	}
	o := one(point.Load)
	o.Variant = "hv"
	plan, err := p.Compile(o)
	if err != nil {
		t.Fatal(err)
	}
	values := make([]profile.Value, len(plan.Slots))
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
