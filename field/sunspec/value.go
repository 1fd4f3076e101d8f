package sunspec

import (
	"math"

	"ohmstead/field/register"
)

// Type is a SunSpec point type by its published name.
type Type string

// kind is how a type lies in registers and which bits mean that the device does not have it.
// Source: SunSpec Device Information Model Specification, point types and what
// stands for a point that a device does not have.
type kind struct {
	number register.Type // 0 for text and addresses
	size   int           // 0 where the point says
	absent uint64
}

func (t Type) kind() (kind, bool) {
	switch t {
	case "int16":
		return kind{register.I16, 1, 0x8000}, true
	case "uint16", "enum16", "bitfield16", "count":
		return kind{register.U16, 1, 0xFFFF}, true
	case "acc16":
		return kind{register.U16, 1, 0}, true
	case "sunssf", "pad":
		return kind{register.I16, 1, 0x8000}, true
	case "int32":
		return kind{register.I32, 2, 0x8000_0000}, true
	case "uint32", "enum32", "bitfield32":
		return kind{register.U32, 2, 0xFFFF_FFFF}, true
	case "acc32":
		return kind{register.U32, 2, 0}, true
	case "int64":
		return kind{register.I64, 4, 1 << 63}, true
	case "uint64", "bitfield64", "enum64":
		return kind{register.U64, 4, math.MaxUint64}, true
	case "acc64":
		return kind{register.U64, 4, 0}, true
	case "float32":
		return kind{register.F32, 2, 0x7FC0_0000}, true
	case "float64":
		return kind{register.F64, 4, 0x7FF8_0000_0000_0000}, true
	default:
		return kind{}, false
	}
}

// words is how many registers the type takes, 0 where each point says its own.
func (t Type) words() int {
	k, _ := t.kind()
	return k.size
}

// Numeric reports whether the type holds a number.
func (t Type) Numeric() bool {
	_, ok := t.kind()
	return ok
}

// Register is the register type of a numeric point type, 0 for text and addresses.
func (t Type) Register() register.Type {
	k, _ := t.kind()
	return k.number
}

// Absent is the bits that mean "no value"; false for text. Floats are also absent for every
// other NaN.
func (t Type) Absent() (uint64, bool) {
	k, ok := t.kind()
	return k.absent, ok
}

// Scale factors outside this range mean nothing. Source: SunSpec Device Information Model
// Specification, type sunssf.
const (
	scaleMin = -10
	scaleMax = 10
)

// number decodes the registers of one point; false where the device does not implement it.
func number(t Type, regs []uint16) (float64, bool) {
	k, ok := t.kind()
	if !ok || len(regs) < k.size {
		return 0, false
	}
	bits := register.Format{Type: k.number}.Bits(regs)
	v := k.number.Float(bits)
	if k.number.Floating() {
		return v, !math.IsNaN(v) && !math.IsInf(v, 0)
	}
	if bits == k.absent {
		return 0, false
	}
	if t == "sunssf" && (v < scaleMin || v > scaleMax) {
		return 0, false
	}
	return v, true
}

// clearPoint writes "no value".
func clearPoint(t Type, regs []uint16) {
	k, ok := t.kind()
	if !ok {
		clear(regs)
		return
	}
	register.Format{Type: k.number}.Put(k.absent, regs)
}
