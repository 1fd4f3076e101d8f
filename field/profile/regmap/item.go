package regmap

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"time"

	"ohmstead/energy/point"
	"ohmstead/field/modbus"
	"ohmstead/field/profile"
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

// None marks an offset or a slot that is not there.
const None = -1

// Item is a number with its place resolved: it decodes for the driver and encodes for driver and
// twin. Addresses are absolute.
type Item struct {
	Unit   uint8
	Table  modbus.Function // the function that reads it: 1 to 4
	At     int
	Bit    bool // a coil or a discrete input
	Format register.Format

	ExpAt int // the register that holds the exponent, or None
	Exp   int // the fixed exponent

	gateAt   int // the place that must hold gateBits for the value to be in force, or None
	gate     register.Format
	gateBits uint64

	Number *profile.Number
	scale  gain
	factor gain // sign and unit
	Ref    int  // slot of what 100 % are, or None

	Slot     int
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
func newItem(n *profile.Number, canonical point.Unit) (Item, error) {
	factor, ok := point.Convert(1, n.Unit, canonical)
	if !ok && canonical != "" {
		return Item{}, fmt.Errorf("unit %q is not %q", n.Unit, canonical)
	}
	if canonical == "" {
		factor = 1
	}
	return Item{
		Number: n, scale: gainOf(n.Scale), factor: gainOf(factor * n.Sign),
		ExpAt: None, gateAt: None, Ref: None, Slot: None,
	}, nil
}

// Span is the half-open range of addresses that decoding needs.
func (it *Item) Span() (from, to int) {
	from, to = it.At, it.At+1
	if !it.Bit {
		to = it.At + it.Format.Type.Words()
	}
	if it.ExpAt != None {
		from, to = min(from, it.ExpAt), max(to, it.ExpAt+1)
	}
	if it.gateAt != None {
		from, to = min(from, it.gateAt), max(to, it.gateAt+it.gate.Type.Words())
	}
	return from, to
}

// Decode reads the item from registers that begin at base.
func (it *Item) Decode(regs []uint16, base int, values []Value) Value {
	share := 1.0
	if it.Ref != None {
		if values[it.Ref].State != Good {
			return Value{}
		}
		share = values[it.Ref].Number / 100
	}
	if it.gateAt != None && it.gate.Bits(regs[it.gateAt-base:]) != it.gateBits {
		if it.Ref != None {
			return Value{values[it.Ref].Number, Good}
		}
		return Value{}
	}
	exp := it.Exp
	if it.ExpAt != None {
		var ok bool
		if exp, ok = Exponent(regs[it.ExpAt-base]); !ok {
			return Value{State: Bad}
		}
	}
	return it.value(it.Format.Bits(regs[it.At-base:]), exp, share)
}

// DecodeBit reads the item from bits that begin at base.
func (it *Item) DecodeBit(bit bool) Value {
	var raw uint64
	if bit {
		raw = 1
	}
	return it.value(raw, 0, 1)
}

// exponentMax bounds powers of ten. Source: SunSpec Device Information Model Specification, sunssf.
const exponentMax = 10

// Exponent is the power of ten that a scale-factor register holds; false outside -10 to 10.
func Exponent(reg uint16) (int, bool) {
	exp := int(int16(reg)) //nolint:gosec // two's complement
	return exp, exp >= -exponentMax && exp <= exponentMax
}

func (it *Item) value(raw uint64, exp int, share float64) Value {
	n := it.Number
	if slices.Contains(n.Invalid, raw) {
		return Value{State: Bad}
	}
	if n.Mask != 0 {
		raw = raw & n.Mask >> bits.TrailingZeros64(n.Mask)
	}
	v := it.Format.Type.Float(raw)
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return Value{State: Bad}
	}
	if len(n.Codes) > 0 {
		i := slices.IndexFunc(n.Codes, func(c profile.Code) bool { return c.Raw == v })
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

// Encode is value undone: the bits for v, over the bits that stood there before where a mask leaves
// some alone. Share is 1, or what one percent is worth.
func (it *Item) Encode(v float64, exp int, share float64) (uint64, error) {
	n := it.Number
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, fmt.Errorf("%v is no value", v)
	}
	raw := register.Scaled(it.scale.undo(it.factor.undo(v/share)-n.Offset), -exp)
	if len(n.Codes) > 0 {
		i := slices.IndexFunc(n.Codes, func(c profile.Code) bool { return c.Value == raw })
		if i < 0 {
			return 0, fmt.Errorf("%v has no code", v)
		}
		raw = n.Codes[i].Raw
	}
	b, ok := it.Format.Type.Raw(raw)
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

// Blank is bits that mean "no value"; false where the device has None.
func (it *Item) Blank() (uint64, bool) {
	switch {
	case len(it.Number.Invalid) > 0:
		return it.Number.Invalid[0], true
	case it.Format.Type == register.F32:
		return uint64(math.Float32bits(float32(math.NaN()))), true
	case it.Format.Type == register.F64:
		return math.Float64bits(math.NaN()), true
	default:
		return 0, false
	}
}

// Covers reports whether the item's value lies at the address, among others.
func (it *Item) Covers(unit uint8, table modbus.Function, at int) bool {
	n := 1
	if !it.Bit {
		n = it.Format.Type.Words()
	}
	return it.Unit == unit && it.Table == table && at >= it.At && at < it.At+n
}

// Covers reports whether the constant is written to the address, among others.
func (f Fixed) Covers(unit uint8, table modbus.Function, at int) bool {
	return f.Unit == unit && TableOf(f.Function) == table && at >= f.At && at < f.At+f.Format.Type.Words()
}
