package twin_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"ohmstead/energy/point"
	"ohmstead/field/modbus"
	"ohmstead/field/profile"
	"ohmstead/field/profile/regmap"
	"ohmstead/field/profile/twin"
)

// Driver and twin cannot disagree: whatever registers decode to a value, showing that value gives
// the same registers, and what a device shows is what a driver reads.
func TestTwin_ShowUndoesDecode(t *testing.T) {
	p := parse(t, whole(t))
	o := regmap.Options{Targets: []regmap.Target{{Nature: point.Meter}, {Nature: point.ESS}, {Nature: point.Load}}}
	rapid.Check(t, func(t *rapid.T) {
		tw, err := twin.New(p, o, nil)
		if err != nil {
			t.Fatal(err)
		}
		plan := tw.Plan()
		for _, b := range plan.Blocks {
			if b.Function.ReadsBits() {
				continue
			}
			regs := rapid.SliceOfN(rapid.Uint16(), int(b.Count), int(b.Count)).Draw(t, "registers")
			if err := tw.Poke(b.Target(), regs); err != nil {
				t.Fatal(err)
			}
		}
		// Integers of 64 bits are exact only up to 2^53; doubles scaled by 1000 may lose a last bit.
		if err := tw.Poke(modbus.Target{Unit: 3, Function: modbus.ReadHoldingRegisters, Address: 300}, []uint16{0, 7}); err != nil {
			t.Fatal(err)
		}
		if err := tw.Poke(modbus.Target{Unit: 3, Function: modbus.ReadHoldingRegisters, Address: 104}, []uint16{uint16(rapid.IntRange(-3, 3).Draw(t, "exponent"))}); err != nil {
			t.Fatal(err)
		}
		for _, s := range plan.Slots {
			if s.Channel.Name == "EnergyImport" {
				continue
			}
			v, ok := tw.Value(s.Target, s.Channel.Name)
			if !ok {
				continue
			}
			before := everything(t, tw)
			if err := tw.Set(s.Target, s.Channel.Name, v); err != nil {
				t.Fatalf("%s decoded to %v, which cannot be shown: %v", s.Channel.Name, v, err)
			}
			after := everything(t, tw)
			for i := range before {
				if before[i] != after[i] {
					t.Fatalf("showing %s %v changed register %d from %#x to %#x", s.Channel.Name, v, i, before[i], after[i])
				}
			}
		}
	})
}

// everything is all registers of the twin's blocks.
func everything(t *rapid.T, tw *twin.Twin) []uint16 {
	var all []uint16
	for _, b := range tw.Plan().Blocks {
		if b.Function.ReadsBits() {
			continue
		}
		regs := make([]uint16, b.Count)
		if err := tw.Read(modbus.Request{Target: b.Target(), Count: b.Count}, regs); err != nil {
			t.Fatal(err)
		}
		all = append(all, regs...)
	}
	return all
}

// What the driver writes is what the twin takes: to half a step of the register, in our sign.
func TestTwin_TakesWhatTheDriverWrites(t *testing.T) {
	p, im := battery(t)
	o := one(point.ESS)
	o.Survey = im.Survey()
	plan, err := regmap.Compile(p, o)
	if err != nil {
		t.Fatal(err)
	}
	tw := show(t, p, o, im)
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.Float64Range(-20000, 20000).Draw(t, "watts")
		writes, err := plan.Encode(0, []float64{want}, make([]regmap.Value, len(plan.Slots)))
		if err != nil {
			t.Fatal(err)
		}
		settings, err := tw.Write(modbus.Request{Target: writes[0].Target, Count: 2}, writes[0].Registers)
		if err != nil || len(settings) != 1 {
			t.Fatalf("%v, error %v", settings, err)
		}
		if got := settings[0].Value; math.Abs(got-want) > 0.01 {
			t.Fatalf("%v W arrived as %v W", want, got)
		}
	})
}

func TestTwin_RefusesWhatTheDeviceWould(t *testing.T) {
	tw := show(t, find(t, "eastron-sdm630"), one(point.Meter), nil)
	input := func(at, n uint16) modbus.Request {
		return modbus.Request{Target: modbus.Target{Unit: 1, Function: modbus.ReadInputRegisters, Address: at}, Count: n}
	}
	for name, tt := range map[string]struct {
		r    modbus.Request
		want error
	}{
		"eighty registers":         {input(0, 80), nil},
		"more than eighty":         {input(0, 81), modbus.IllegalDataValue},
		"where it has nothing":     {input(200, 2), modbus.IllegalDataAddress},
		"another unit":             {modbus.Request{Target: modbus.Target{Unit: 2, Function: modbus.ReadInputRegisters}}, modbus.IllegalDataAddress},
		"holding instead of input": {modbus.Request{Target: modbus.Target{Unit: 1, Function: modbus.ReadHoldingRegisters}}, modbus.IllegalDataAddress},
	} {
		n := max(int(tt.r.Count), 2)
		if err := tw.Read(tt.r, make([]uint16, n)); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", name, err, tt.want)
		}
	}
	if _, err := tw.Write(input(0, 2), []uint16{1, 2}); !errors.Is(err, modbus.IllegalDataAddress) {
		t.Errorf("a write to a meter: %v", err)
	}
}

// Whatever a file holds, it is read or refused with a place; what is read can be compiled or says
// why not.
func FuzzProfile(f *testing.F) {
	f.Add(whole(f))
	for _, id := range []string{"sunspec"} {
		f.Add("id: " + id)
	}
	f.Add("id: x\nnatures: [METER]\ntransport: {}\npoints: [{channel: Frequency, fc: 3, addr: 1, unit: Hz}]\nsource: [a]\nconfidence: b\n")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := profile.Parse("p.yaml", []byte(text))
		if err != nil {
			return
		}
		for _, n := range p.Natures {
			o := one(n)
			o.KeepAbsent = true
			tw, err := twin.New(p, o, nil)
			if err != nil {
				continue
			}
			plan := tw.Plan()
			values := make([]regmap.Value, len(plan.Slots))
			for i, b := range plan.Blocks {
				if b.Function.ReadsBits() {
					plan.DecodeBits(i, make([]bool, b.Count), values)
					continue
				}
				regs := make([]uint16, b.Count)
				if int(b.Count) > p.Reads.MaxRegisters {
					t.Fatalf("a request of %d registers, at most %d allowed", b.Count, p.Reads.MaxRegisters)
				}
				plan.Decode(i, regs, values)
			}
			for i, g := range plan.Groups {
				_, _ = plan.Encode(i, make([]float64, len(g.Controls)), values)
			}
		}
	})
}
