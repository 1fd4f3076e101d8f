package regmap

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strings"
	"time"

	"ohmstead/energy/point"
	"ohmstead/field/modbus"
	"ohmstead/field/profile"
	"ohmstead/field/register"
	"ohmstead/field/scaling"
)

// State says what is known of a value.
type State uint8

// States. The zero State is Absent: nothing was read, or nothing can be said yet.
const (
	Absent State = iota
	Good
	Bad // the device says that it has no value, or the value lies outside its valid range
	Off // the device says that no set-point of ours is in force
)

// Value is what was decoded for one slot, in the channel's canonical unit and sign.
type Value struct {
	Number float64
	State  State
	// Flags are the bits that are set, where the profile names bits.
	Flags uint64
}

// None marks an offset or a slot that is not there.
const None = -1

// Item is a number with its place resolved: it decodes for the driver and encodes for driver and
// twin. Addresses are absolute.
type Item struct {
	Unit   uint8
	Table  modbus.Function // the function that reads it: 1 to 4
	At     int
	Words  []int // the address of each register, the most significant first; nil: they adjoin
	Bit    bool  // a coil or a discrete input
	Text   int   // registers of a text, 0 for a number
	Format register.Format

	ExpAt int // the register that holds the exponent, or None
	Exp   int // the fixed exponent

	// syncFrom and syncTo are the half-open range of registers that are read and written together with the
	// item's; empty where it stands alone.
	syncFrom, syncTo int

	gateAt   int // the place that must hold gateBits for the value to be in force, or None
	gate     register.Format
	gateBits uint64

	Number *profile.Number
	rule   scaling.Rule
	Ref    int // slot of what 100 % are, or None

	Slot     int
	region   int // items of different regions are never read together
	low      bool
	interval time.Duration
}

// newItem is an item whose number is converted into the canonical unit; "" keeps the device's terms.
func newItem(n *profile.Number, canonical point.Unit) (Item, error) {
	s := n.Scaling
	if canonical == "" {
		canonical, s.Unit = point.One, point.One
	}
	if s.Scale == 0 {
		s.Scale, s.Sign = 1, 1 // a constant's place has no scaling of its own
	}
	rule, err := s.For(canonical)
	if err != nil {
		return Item{}, err
	}
	return Item{Number: n, rule: rule, ExpAt: None, gateAt: None, Ref: None, Slot: None}, nil
}

// Span is the half-open range of addresses that decoding needs.
func (it *Item) Span() (from, to int) {
	from, to = it.At, it.At+it.size()
	if len(it.Words) > 0 {
		from, to = slices.Min(it.Words), slices.Max(it.Words)+1
	}
	if it.ExpAt != None {
		from, to = min(from, it.ExpAt), max(to, it.ExpAt+1)
	}
	if it.gateAt != None {
		from, to = min(from, it.gateAt), max(to, it.gateAt+it.gate.Type.Words())
	}
	if it.syncTo > 0 {
		from, to = min(from, it.syncFrom), max(to, it.syncTo)
	}
	return from, to
}

// size is how many registers or bits that adjoin the value takes.
func (it *Item) size() int {
	switch {
	case it.Bit:
		return 1
	case it.Text > 0:
		return it.Text
	}
	return it.Format.Type.Words()
}

// Decode reads the item from registers that begin at base. Values holds what it refers to.
func (it *Item) Decode(regs []uint16, base int, values []Value) Value {
	full := 1.0
	if it.Ref != None {
		if values[it.Ref].State != Good {
			return Value{}
		}
		full = values[it.Ref].Number
	}
	if it.gateAt != None && it.gate.Bits(regs[it.gateAt-base:]) != it.gateBits {
		if it.Ref != None {
			return Value{Number: full, State: Good}
		}
		return Value{State: Off}
	}
	if it.Text > 0 {
		return it.word(register.Text(regs[it.At-base : it.At-base+it.Text]))
	}
	exp := it.Exp
	if it.ExpAt != None {
		var ok bool
		if exp, ok = Exponent(regs[it.ExpAt-base]); !ok {
			return Value{State: Bad}
		}
	}
	v := it.value(it.bits(regs, base), exp)
	if it.Ref != None {
		v.Number *= full / 100
	}
	return v
}

// bits collects the number's bits from registers that begin at base.
func (it *Item) bits(regs []uint16, base int) uint64 {
	if len(it.Words) == 0 {
		return it.Format.Bits(regs[it.At-base:])
	}
	var bits uint64
	for _, at := range it.Words {
		bits = bits<<16 | uint64(regs[at-base])
	}
	return bits
}

// DecodeBit reads the item from bits that begin at base.
func (it *Item) DecodeBit(bit bool) Value {
	var raw uint64
	if bit {
		raw = 1
	}
	return it.value(raw, 0)
}

// exponentMax bounds powers of ten. Source: SunSpec Device Information Model Specification, sunssf.
const exponentMax = 10

// Exponent is the power of ten that a scale-factor register holds; false outside -10 to 10.
func Exponent(reg uint16) (int, bool) {
	exp := int(int16(reg)) //nolint:gosec // two's complement
	return exp, exp >= -exponentMax && exp <= exponentMax
}

// value is what raw bits mean.
func (it *Item) value(raw uint64, exp int) Value {
	n := it.Number
	if slices.Contains(n.Invalid, raw) {
		return Value{State: Bad}
	}
	if n.Mask != 0 {
		raw = raw & n.Mask >> bits.TrailingZeros64(n.Mask)
	}
	if len(n.Flags) > 0 {
		return it.flags(raw)
	}
	v := it.Format.Type.Float(raw)
	if len(n.Codes) > 0 {
		i := slices.IndexFunc(n.Codes, func(c profile.Code) bool { return c.Raw == v })
		if i < 0 {
			return Value{State: Bad}
		}
		v = n.Codes[i].Value
	}
	v, ok := it.rule.Value(register.Scaled(v, exp))
	if !ok {
		return Value{State: Bad}
	}
	return Value{Number: v, State: Good}
}

// flags is 1 where a named bit is set.
func (it *Item) flags(raw uint64) Value {
	v := Value{State: Good}
	for _, f := range it.Number.Flags {
		if raw&(1<<f.Bit) != 0 {
			v.Number, v.Flags = 1, v.Flags|1<<f.Bit
		}
	}
	return v
}

// word is what a text means; Bad for one that the profile does not know.
func (it *Item) word(text string) Value {
	for _, w := range it.Number.Words {
		if strings.HasPrefix(text, w.Text) {
			return Value{Number: w.Value, State: Good}
		}
	}
	return Value{State: Bad}
}

// Encode undoes Decode: the registers for a value in the canonical unit and sign. Full is what 100 %
// are, 1 where nothing is.
func (it *Item) Encode(v float64, exp int, full float64) ([]uint16, error) {
	n := it.Number
	if it.Text > 0 {
		i := slices.IndexFunc(n.Words, func(w profile.Word) bool { return w.Value == v })
		if i < 0 {
			return nil, fmt.Errorf("%v has no text", v)
		}
		regs := make([]uint16, it.Text)
		register.PutText(n.Words[i].Text, regs)
		return regs, nil
	}
	if it.Ref != None {
		v = v / full * 100
	}
	if len(n.Flags) > 0 {
		return it.regs(flagged(n.Flags, v)), nil
	}
	raw := register.Scaled(it.rule.Raw(v), -exp)
	if len(n.Codes) > 0 {
		i := slices.IndexFunc(n.Codes, func(c profile.Code) bool { return c.Value == raw })
		if i < 0 {
			return nil, fmt.Errorf("%v has no code", v)
		}
		raw = n.Codes[i].Raw
	}
	b, ok := it.Format.Type.Raw(raw)
	if !ok {
		return nil, fmt.Errorf("%v does not fit the register", v)
	}
	if n.Mask != 0 {
		b <<= bits.TrailingZeros64(n.Mask)
		if b&^n.Mask != 0 {
			return nil, fmt.Errorf("%v does not fit the bits of the register", v)
		}
	}
	// An accumulator's zero means both "nothing yet" and "no value": it may be shown.
	if slices.Contains(n.Invalid, b) && b != 0 {
		return nil, fmt.Errorf("%v would read as no value", v)
	}
	return it.regs(b), nil
}

// flagged is bits that mean v: the first named one, or none.
func flagged(flags []profile.Flag, v float64) uint64 {
	if v == 0 {
		return 0
	}
	return 1 << flags[0].Bit
}

// regs lays bits into registers, in the order of Words where there are any.
func (it *Item) regs(b uint64) []uint16 {
	regs := make([]uint16, it.Format.Type.Words())
	if len(it.Words) > 0 {
		register.Format{Type: it.Format.Type}.Put(b, regs)
		return regs
	}
	it.Format.Put(b, regs)
	return regs
}

// Blank is registers that mean "no value"; false where the device has none.
func (it *Item) Blank() ([]uint16, bool) {
	switch {
	case it.Text > 0:
		return make([]uint16, it.Text), true
	case len(it.Number.Invalid) > 0:
		return it.regs(it.Number.Invalid[0]), true
	case it.Format.Type == register.F32:
		return it.regs(uint64(math.Float32bits(float32(math.NaN())))), true
	case it.Format.Type == register.F64:
		return it.regs(math.Float64bits(math.NaN())), true
	default:
		return nil, false
	}
}

// Places lists the addresses of the value's own registers or bit, in the order Encode gives them.
func (it *Item) Places() []int {
	if len(it.Words) > 0 {
		return it.Words
	}
	at := make([]int, it.size())
	for i := range at {
		at[i] = it.At + i
	}
	return at
}

// Covers reports whether the item's value lies at the address, among others.
func (it *Item) Covers(unit uint8, table modbus.Function, at int) bool {
	return it.Unit == unit && it.Table == table && slices.Contains(it.Places(), at)
}

// Keep is the bits of its registers that are not the item's, as masks in the order of its registers;
// nil where all of them are.
func (it *Item) Keep() []uint16 {
	if it.Number.Mask == 0 {
		return nil
	}
	return it.regs(^it.Number.Mask)
}
