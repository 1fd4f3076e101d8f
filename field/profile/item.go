package profile

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"time"

	"ohmstead/energy/point"
	"ohmstead/field/modbus"
	"ohmstead/field/register"
)

// State says what is known of a value.
type State uint8

// States. The zero State is Absent: nothing was read, or nothing can be said yet.
const (
	Absent State = iota
	Good
	Bad // the device says that it has no value, or the value lies outside its valid range
)

// Value is what was decoded for one slot, in the channel's canonical unit and sign.
type Value struct {
	Number float64
	State  State
}

// none marks an offset or a slot that is not there.
const none = -1

// item is a number with its place resolved: it decodes for the driver and encodes for driver and
// twin. Addresses are absolute.
type item struct {
	unit   uint8
	table  modbus.Function // the function that reads it: 1 to 4
	at     int
	bit    bool
	format register.Format

	expAt int // the register that holds the exponent, or none
	exp   int // the fixed exponent

	gateAt   int // the place that must hold gateBits for the value to be in force, or none
	gate     register.Format
	gateBits uint64

	number *Number
	scale  gain
	factor gain // sign and unit
	ref    int  // slot of what 100 % are, or none

	slot     int
	region   int // items of different regions are never read together
	low      bool
	interval time.Duration
}

// gain is a factor that divides where it is the inverse of a whole number: 4998 / 100 is 49.98,
// 4998 × 0.01 is not.
type gain struct{ by, over float64 }

func gainOf(f float64) gain {
	if inverse := math.Round(1 / f); math.Abs(f) < 1 && math.Abs(inverse*f-1) < 1e-12 {
		return gain{1, inverse}
	}
	return gain{f, 1}
}

func (g gain) apply(v float64) float64 { return v * g.by / g.over }
func (g gain) undo(v float64) float64  { return v * g.over / g.by }

// newItem is an item whose number is converted into the canonical unit.
func newItem(n *Number, canonical point.Unit) (item, error) {
	factor, ok := point.Convert(1, n.Unit, canonical)
	if !ok && canonical != "" {
		return item{}, fmt.Errorf("unit %q is not %q", n.Unit, canonical)
	}
	if canonical == "" {
		factor = 1
	}
	return item{
		number: n, scale: gainOf(n.Scale), factor: gainOf(factor * n.Sign),
		expAt: none, gateAt: none, ref: none, slot: none,
	}, nil
}

// span is the half-open range of addresses that decoding needs.
func (it *item) span() (from, to int) {
	from, to = it.at, it.at+1
	if !it.bit {
		to = it.at + it.format.Type.Words()
	}
	if it.expAt != none {
		from, to = min(from, it.expAt), max(to, it.expAt+1)
	}
	if it.gateAt != none {
		from, to = min(from, it.gateAt), max(to, it.gateAt+it.gate.Type.Words())
	}
	return from, to
}

// decode reads the item from registers that begin at base.
func (it *item) decode(regs []uint16, base int, values []Value) Value {
	share := 1.0
	if it.ref != none {
		if values[it.ref].State != Good {
			return Value{}
		}
		share = values[it.ref].Number / 100
	}
	if it.gateAt != none && it.gate.Bits(regs[it.gateAt-base:]) != it.gateBits {
		if it.ref != none {
			return Value{values[it.ref].Number, Good}
		}
		return Value{}
	}
	exp := it.exp
	if it.expAt != none {
		var ok bool
		if exp, ok = exponent(regs[it.expAt-base]); !ok {
			return Value{State: Bad}
		}
	}
	return it.value(it.format.Bits(regs[it.at-base:]), exp, share)
}

// decodeBit reads the item from bits that begin at base.
func (it *item) decodeBit(bit bool) Value {
	var raw uint64
	if bit {
		raw = 1
	}
	return it.value(raw, 0, 1)
}

// exponentMax bounds powers of ten. Source: SunSpec Device Information Model Specification, sunssf.
const exponentMax = 10

func exponent(reg uint16) (int, bool) {
	exp := int(int16(reg)) //nolint:gosec // two's complement
	return exp, exp >= -exponentMax && exp <= exponentMax
}

func (it *item) value(raw uint64, exp int, share float64) Value {
	n := it.number
	if slices.Contains(n.Invalid, raw) {
		return Value{State: Bad}
	}
	if n.Mask != 0 {
		raw = raw & n.Mask >> bits.TrailingZeros64(n.Mask)
	}
	v := it.format.Type.Float(raw)
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return Value{State: Bad}
	}
	if len(n.Codes) > 0 {
		i := slices.IndexFunc(n.Codes, func(c Code) bool { return c.Raw == v })
		if i < 0 {
			return Value{State: Bad}
		}
		v = n.Codes[i].Value
	}
	v = it.factor.apply(it.scale.apply(register.Scaled(v, exp))+n.Offset) * share
	if n.Magnitude {
		v = math.Abs(v)
	}
	if v == 0 {
		v = 0 // a turned zero would be printed as -0
	}
	if n.Valid != nil && (v < n.Valid.Low || v > n.Valid.High) {
		return Value{State: Bad}
	}
	return Value{v, Good}
}

// encode is value undone: the bits for v, over the bits that stood there before where a mask leaves
// some alone. Share is 1, or what one percent is worth.
func (it *item) encode(v float64, exp int, share float64) (uint64, error) {
	n := it.number
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, fmt.Errorf("%v is no value", v)
	}
	raw := register.Scaled(it.scale.undo(it.factor.undo(v/share)-n.Offset), -exp)
	if len(n.Codes) > 0 {
		i := slices.IndexFunc(n.Codes, func(c Code) bool { return c.Value == raw })
		if i < 0 {
			return 0, fmt.Errorf("%v has no code", v)
		}
		raw = n.Codes[i].Raw
	}
	b, ok := it.format.Type.Raw(raw)
	if !ok {
		return 0, fmt.Errorf("%v does not fit the register", v)
	}
	if n.Mask != 0 {
		b <<= bits.TrailingZeros64(n.Mask)
		if b&^n.Mask != 0 {
			return 0, fmt.Errorf("%v does not fit the bits of the register", v)
		}
	}
	// An accumulator's zero means both "nothing yet" and "not implemented": it may be shown.
	if slices.Contains(n.Invalid, b) && b != 0 {
		return 0, fmt.Errorf("%v would read as no value", v)
	}
	return b, nil
}

// blank is bits that mean "no value"; false where the device has none.
func (it *item) blank() (uint64, bool) {
	switch {
	case len(it.number.Invalid) > 0:
		return it.number.Invalid[0], true
	case it.format.Type == register.F32:
		return uint64(math.Float32bits(float32(math.NaN()))), true
	case it.format.Type == register.F64:
		return math.Float64bits(math.NaN()), true
	default:
		return 0, false
	}
}
