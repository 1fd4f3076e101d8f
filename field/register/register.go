package register

import (
	"math"
	"strings"
)

// Type is how the bits of a number are read.
type Type uint8

// The number types.
const (
	U16 Type = iota + 1
	I16
	U32
	I32
	U64
	I64
	F32
	F64
	BCD16 // four decimal digits, the first in the highest four bits
	BCD32
)

// Types lists every type with its name in profiles.
func Types() map[string]Type {
	return map[string]Type{
		"u16": U16, "i16": I16, "u32": U32, "i32": I32, "u64": U64, "i64": I64, "f32": F32, "f64": F64, "bcd16": BCD16, "bcd32": BCD32,
	}
}

// Words is how many registers a number of this type takes.
func (t Type) Words() int {
	switch t {
	case U32, I32, F32, BCD32:
		return 2
	case U64, I64, F64:
		return 4
	default:
		return 1
	}
}

// Floating reports whether the type is a float.
func (t Type) Floating() bool { return t == F32 || t == F64 }

// Float is the number that bits mean. Integers beyond 2^53 lose their last digits.
func (t Type) Float(bits uint64) float64 {
	switch t {
	case I16:
		return float64(int16(bits)) //nolint:gosec // the low bits are the number
	case U32:
		return float64(uint32(bits)) //nolint:gosec // the low bits are the number
	case I32:
		return float64(int32(bits)) //nolint:gosec // the low bits are the number
	case U64:
		return float64(bits)
	case I64:
		return float64(int64(bits)) //nolint:gosec // two's complement
	case F32:
		return float64(math.Float32frombits(uint32(bits))) //nolint:gosec // the low bits are the number
	case F64:
		return math.Float64frombits(bits)
	case BCD16, BCD32:
		return decimal(bits, 4*t.Words())
	default:
		return float64(uint16(bits)) //nolint:gosec // the low bits are the number
	}
}

// Raw is the bits of the number nearest to v, half to even; false where the type cannot hold it.
func (t Type) Raw(v float64) (uint64, bool) {
	switch t {
	case F64:
		return math.Float64bits(v), true
	case F32:
		f := float32(v)
		if math.IsInf(float64(f), 0) && !math.IsInf(v, 0) {
			return 0, false
		}
		return uint64(math.Float32bits(f)), true
	case BCD16, BCD32:
		return packed(v, 4*t.Words())
	}
	r := math.RoundToEven(v)
	low, high := t.span()
	if math.IsNaN(r) || r < low || r >= high {
		return 0, false
	}
	if low < 0 {
		return uint64(int64(r)) & t.mask(), true //nolint:gosec // two's complement, cut to size
	}
	return uint64(r), true
}

// decimal is the number of the lowest digits of four bits each; not-a-number where one is none.
func decimal(bits uint64, digits int) float64 {
	v := 0.0
	for i := digits - 1; i >= 0; i-- {
		d := bits >> (4 * i) & 0xF
		if d > 9 {
			return math.NaN()
		}
		v = float64(10*v) + float64(d)
	}
	return v
}

// packed is decimal undone.
func packed(v float64, digits int) (uint64, bool) {
	r := math.RoundToEven(v)
	if math.IsNaN(r) || r < 0 || r >= math.Pow10(digits) {
		return 0, false
	}
	bits, rest := uint64(0), uint64(r)
	for i := range digits {
		bits |= rest % 10 << (4 * i)
		rest /= 10
	}
	return bits, true
}

// span is the half-open range of an integer type; its ends are powers of two and so exact.
func (t Type) span() (low, high float64) {
	bits := 16 * t.Words()
	if t == I16 || t == I32 || t == I64 {
		return -math.Ldexp(1, bits-1), math.Ldexp(1, bits-1)
	}
	return 0, math.Ldexp(1, bits)
}

func (t Type) mask() uint64 { return math.MaxUint64 >> (64 - 16*t.Words()) }

// Order is which half comes first.
type Order uint8

// Orders. The zero Order is big: the more significant part first, as Modbus and SunSpec print it.
const (
	Big Order = iota
	Little
)

// Format is a type and how it lies in registers: Bytes orders the bytes of each register, Words
// the registers of a number.
type Format struct {
	Type  Type
	Bytes Order
	Words Order
}

// Bits collects a number's bits from the registers at the start of regs, which must hold
// Type.Words of them.
func (f Format) Bits(regs []uint16) uint64 {
	n := f.Type.Words()
	var bits uint64
	for i := range n {
		w := regs[i]
		if f.Words == Little {
			w = regs[n-1-i]
		}
		if f.Bytes == Little {
			w = w<<8 | w>>8
		}
		bits = bits<<16 | uint64(w)
	}
	return bits
}

// Put lays bits into the registers at the start of regs.
func (f Format) Put(bits uint64, regs []uint16) {
	n := f.Type.Words()
	for i := n - 1; i >= 0; i-- {
		w := uint16(bits) //nolint:gosec // one register at a time
		bits >>= 16
		if f.Bytes == Little {
			w = w<<8 | w>>8
		}
		if f.Words == Little {
			regs[n-1-i] = w
		} else {
			regs[i] = w
		}
	}
}

// Scaled is v × 10^exp. It divides for a negative exponent: 4998 / 100 is 49.98, 4998 × 0.01 is
// not.
func Scaled(v float64, exp int) float64 {
	if exp < 0 {
		return v / math.Pow10(-exp)
	}
	return v * math.Pow10(exp)
}

// Text is the string in regs, first character in the high byte, up to the first NUL, without
// trailing blanks.
func Text(regs []uint16) string {
	var b strings.Builder
	for _, r := range regs {
		for _, c := range [2]byte{byte(r >> 8), byte(r)} { //nolint:gosec // the two bytes of a register
			if c == 0 {
				return strings.TrimRight(b.String(), " ")
			}
			b.WriteByte(c)
		}
	}
	return strings.TrimRight(b.String(), " ")
}

// PutText lays s into regs, cut to their length and padded with NUL.
func PutText(s string, regs []uint16) {
	at := func(i int) uint16 {
		if i < len(s) {
			return uint16(s[i])
		}
		return 0
	}
	for i := range regs {
		regs[i] = at(2*i)<<8 | at(2*i+1)
	}
}
