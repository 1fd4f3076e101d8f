package register_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"ohmstead/field/register"
)

func TestFormat_LaysOutNumbersAsPrinted(t *testing.T) {
	tests := map[string]struct {
		format register.Format
		regs   []uint16
		want   float64
	}{
		"a float with the high word first":      {register.Format{Type: register.F32}, []uint16{0x4366, 0x3333}, 230.2},
		"a float with the low word first":       {register.Format{Type: register.F32, Words: register.Little}, []uint16{0x3333, 0x4366}, 230.2},
		"a negative 16-bit integer":             {register.Format{Type: register.I16}, []uint16{0xFFFE}, -2},
		"an unsigned 32-bit integer":            {register.Format{Type: register.U32}, []uint16{0xFFFF, 0xFFFF}, 4294967295},
		"a negative 32-bit integer, low first":  {register.Format{Type: register.I32, Words: register.Little}, []uint16{0xFFFF, 0xFFFF}, -1},
		"bytes swapped inside the register":     {register.Format{Type: register.U16, Bytes: register.Little}, []uint16{0x3412}, 0x1234},
		"a 64-bit integer":                      {register.Format{Type: register.U64}, []uint16{0, 1, 0, 2}, 1<<32 + 2},
		"a negative 64-bit integer":             {register.Format{Type: register.I64}, []uint16{0xFFFF, 0xFFFF, 0xFFFF, 0xFF00}, -256},
		"decimal digits":                        {register.Format{Type: register.BCD16}, []uint16{0x2359}, 2359},
		"eight decimal digits, low word first":  {register.Format{Type: register.BCD32, Words: register.Little}, []uint16{0x5678, 0x1234}, 12345678},
		"a double":                              {register.Format{Type: register.F64}, []uint16{0x3FF8, 0, 0, 0}, 1.5},
		"an unsigned integer above the int16's": {register.Format{Type: register.U16}, []uint16{0xFFFE}, 65534},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := tt.format.Type.Float(tt.format.Bits(tt.regs))
			if math.Abs(got-tt.want) > 1e-5 {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestFormat_PutUndoesBits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := register.Format{
			Type:  register.Type(rapid.IntRange(int(register.U16), int(register.F64)).Draw(t, "type")),
			Bytes: register.Order(rapid.IntRange(0, 1).Draw(t, "bytes")),
			Words: register.Order(rapid.IntRange(0, 1).Draw(t, "words")),
		}
		want := rapid.SliceOfN(rapid.Uint16(), f.Type.Words(), f.Type.Words()).Draw(t, "registers")
		got := make([]uint16, len(want))
		f.Put(f.Bits(want), got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestType_RawUndoesFloat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := register.Type(rapid.IntRange(int(register.U16), int(register.F64)).Draw(t, "type"))
		bits := rapid.Uint64().Draw(t, "bits") >> (64 - 16*kind.Words())
		if kind == register.U64 {
			bits >>= 11 // beyond 53 bits a float has no exact integers
		}
		if kind == register.I64 {
			bits = uint64(int64(bits) >> 11)
		}
		v := kind.Float(bits)
		if math.IsNaN(v) {
			return
		}
		got, ok := kind.Raw(v)
		if !ok || got != bits {
			t.Fatalf("%v: got %x, %v, want %x", v, got, ok, bits)
		}
	})
}

func TestType_RawRefusesWhatDoesNotFit(t *testing.T) {
	tests := map[string]struct {
		kind register.Type
		v    float64
	}{
		"65536 in u16":            {register.U16, 65536},
		"a negative in u16":       {register.U16, -1},
		"32768 in i16":            {register.I16, 32768},
		"2^32 in u32":             {register.U32, 1 << 32},
		"2^63 in i64":             {register.I64, math.Ldexp(1, 63)},
		"not a number in u16":     {register.U16, math.NaN()},
		"infinity in i32":         {register.I32, math.Inf(1)},
		"more than a float holds": {register.F32, 1e300},
	}
	for name, tt := range tests {
		if bits, ok := tt.kind.Raw(tt.v); ok {
			t.Errorf("%s: got %x", name, bits)
		}
	}
}

func TestScaled_DividesForNegativeExponents(t *testing.T) {
	if got := register.Scaled(4998, -2); got != 49.98 {
		t.Errorf("got %v, want exactly 49.98", got)
	}
	if got := register.Scaled(12, 3); got != 12000 {
		t.Errorf("got %v", got)
	}
}

func TestText_RoundTrips(t *testing.T) {
	regs := make([]uint16, 4)
	for in, want := range map[string]string{"SMA": "SMA", "": "", "PLENTICORE": "PLENTICO", "a b  ": "a b"} {
		register.PutText(in, regs)
		if got := register.Text(regs); got != want {
			t.Errorf("%q came back as %q, want %q", in, got, want)
		}
	}
}
