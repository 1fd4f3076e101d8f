package twin_test

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ohmstead/energy/point"
	"ohmstead/field/modbus"
	"ohmstead/field/profile/regmap"
	"ohmstead/field/profile/twin"
)

func composed(t *testing.T, variant string, targets ...regmap.Target) *twin.Twin {
	t.Helper()
	data, err := os.ReadFile("../testdata/composed.yaml")
	if err != nil {
		t.Fatal(err)
	}
	tw, err := twin.New(parse(t, string(data)), regmap.Options{Targets: targets, Variant: variant}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return tw
}

func TestTwin_TextsDigitsAndSplitWordsComeBack(t *testing.T) {
	tw := composed(t, "", regmap.Target{Nature: point.EVCS}, regmap.Target{Nature: point.ESS})
	for _, tt := range []struct {
		target  int
		channel string
		v       float64
	}{{0, "PlugState", 2}, {0, "PlugState", 0}, {0, "EnergySession", 12345}, {1, "SOC", 64.25}, {1, "Fault", 1}} {
		if err := tw.Set(tt.target, tt.channel, tt.v); err != nil {
			t.Errorf("%s %v: %v", tt.channel, tt.v, err)
		}
		if v, ok := tw.Value(tt.target, tt.channel); !ok || v != tt.v {
			t.Errorf("%s came back as %v, %v; want %v", tt.channel, v, ok, tt.v)
		}
	}
	text := modbus.Target{Unit: 2, Function: modbus.ReadHoldingRegisters, Address: 40}
	for regs, want := range map[string]float64{"A": 0, "B1": 1, "C2": 2} {
		if err := tw.Poke(text, []uint16{uint16(regs[0])<<8 | uint16((regs + "\x00")[1]), 0}); err != nil {
			t.Fatal(err)
		}
		if v, ok := tw.Value(0, "PlugState"); !ok || v != want {
			t.Errorf("%q means %v, %v; want %v", regs, v, ok, want)
		}
	}
	if err := tw.Poke(text, []uint16{'F' << 8}); err != nil {
		t.Fatal(err)
	}
	if v, ok := tw.Value(0, "PlugState"); ok {
		t.Errorf("a letter nobody knows means %v", v)
	}
	if err := tw.Poke(modbus.Target{Unit: 2, Function: modbus.ReadHoldingRegisters, Address: 45}, []uint16{0x0001, 0x23A5}); err != nil {
		t.Fatal(err)
	}
	if v, ok := tw.Value(0, "EnergySession"); ok {
		t.Errorf("digits that are none mean %v", v)
	}
}

func TestEncode_ASequenceIsOneRequestOrEachApartAndKeepsForeignBits(t *testing.T) {
	tw := composed(t, "", regmap.Target{Nature: point.EVCS}, regmap.Target{Nature: point.ESS})
	plan := tw.Plan()
	values := make([]regmap.Value, len(plan.Slots))
	encode := func(channel string, v float64) []regmap.Write {
		t.Helper()
		for i, g := range plan.Groups {
			if plan.Controls[g.Controls[0]].Channel.Name == channel {
				writes, err := plan.Encode(i, []float64{v}, values)
				if err != nil {
					t.Fatal(err)
				}
				return writes
			}
		}
		t.Fatalf("no %s", channel)
		return nil
	}
	at := func(f modbus.Function, address uint16) modbus.Target {
		return modbus.Target{Unit: 2, Function: f, Address: address}
	}
	want := []regmap.Write{{Target: at(modbus.WriteRegisters, 82), Registers: []uint16{0xFFFF, 0xFF9C, 0xFFFF, 0xFF9C}}}
	if diff := cmp.Diff(want, encode(point.SetActivePower, 100)); diff != "" {
		t.Errorf("an atomic sequence (-want +got):\n%s", diff)
	}
	got := encode("SetMaxCurrent", 16)
	want = []regmap.Write{
		{Target: at(modbus.WriteRegister, 90), Registers: []uint16{16}},
		{Target: at(modbus.WriteRegister, 91), Registers: []uint16{4}, Keep: []uint16{0xFFFB}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a sequence apart (-want +got):\n%s", diff)
	}
	if merged := got[1].Merged([]uint16{0x8003}); merged[0] != 0x8007 {
		t.Errorf("merged into %#x, want 0x8007: the other bits stay", merged[0])
	}
	if got := encode("SetMaxCurrent", 3); got[0].Registers[0] != 6 || got[1].Registers[0] != 0 {
		t.Errorf("below the least current: %+v, want 6 A and off", got)
	}
}

func TestTwin_AVariantTurnsTheWordsOfEveryPlaceThatNamesNoOrder(t *testing.T) {
	p := parse(t, head+`word_order: little
controls: [{channel: SetActivePower, fc: 16, addr: 100, type: i32, unit: W, read_back: {fc: 3}}]
variants: [{name: big, word_order: big}]
`)
	for variant, want := range map[string][]uint16{"": {7, 0}, "big": {0, 7}} {
		o := one(point.ESS)
		o.Variant = variant
		plan, err := regmap.Compile(p, o)
		if err != nil {
			t.Fatal(err)
		}
		writes, err := plan.Encode(0, []float64{7}, make([]regmap.Value, len(plan.Slots)))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, writes[0].Registers); diff != "" {
			t.Errorf("variant %q (-want +got):\n%s", variant, diff)
		}
	}
}
