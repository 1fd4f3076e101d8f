package twin

import (
	"errors"
	"fmt"

	"ohmstead/field/modbus"
	"ohmstead/field/profile"
	"ohmstead/field/profile/regmap"
	"ohmstead/field/sunspec"
)

// Twin is the register map of a simulated device: what the profile's driver would read and write.
// Give it values by channel, and it answers requests; give it a client's write, and it says which
// set-points that means. It is not safe for concurrent use.
type Twin struct {
	plan   *regmap.Plan
	unit   uint8
	most   int
	image  *sunspec.Image
	tables map[cell]uint16 // the registers and bits the device has
	values []regmap.Value
}

// cell is the address of one register or bit.
type cell struct {
	unit  uint8
	table modbus.Function
	at    uint16
}

// Setting is a set-point that a client wrote, in the channel's canonical unit and sign.
type Setting struct {
	Target  int
	Channel string
	Value   float64
}

// New builds the register map for these assets. Where the profile uses SunSpec, image holds the
// device's models; it stays the caller's to set what no channel carries, such as ratings and scale
// factors. Other registers begin as zero.
func New(p *profile.Profile, o regmap.Options, image *sunspec.Image) (*Twin, error) {
	o.KeepAbsent = true
	if image != nil {
		o.Survey = image.Survey()
	}
	plan, err := regmap.Compile(p, o)
	if err != nil {
		return nil, err
	}
	t := &Twin{
		plan: plan, unit: p.Transport.Unit, most: p.Reads.MaxRegisters,
		image: image, tables: map[cell]uint16{}, values: make([]regmap.Value, len(plan.Slots)),
	}
	if o.Unit != nil {
		t.unit = *o.Unit
	}
	for _, b := range plan.Blocks {
		t.have(cell{b.Unit, b.Function, b.Address}, int(b.Count))
	}
	for i := range plan.Controls {
		s := &plan.Controls[i]
		t.haveItem(&s.Item)
		for _, f := range append(append([]regmap.Fixed(nil), s.With...), s.Releasing...) {
			t.haveFixed(f)
		}
	}
	for _, f := range plan.Watchdog.Disarming {
		t.haveFixed(f)
	}
	if plan.Watchdog.Has {
		t.haveItem(&plan.Watchdog.Item)
	}
	return t, nil
}

func (t *Twin) haveItem(it *regmap.Item) {
	from, to := it.Span()
	t.have(cell{it.Unit, it.Table, uint16(from)}, to-from) //nolint:gosec // inside the address space
}

func (t *Twin) haveFixed(f regmap.Fixed) {
	t.have(cell{f.Unit, regmap.TableOf(f.Function), uint16(f.At)}, f.Format.Type.Words()) //nolint:gosec // inside the address space
}

// have makes n cells from c on part of the device, unless the SunSpec image holds them.
func (t *Twin) have(c cell, n int) {
	for range n {
		if _, ok := t.tables[c]; !ok && !t.imaged(c) {
			t.tables[c] = 0
		}
		c.at++
	}
}

func (t *Twin) imaged(c cell) bool {
	return t.image != nil && c.table == modbus.ReadHoldingRegisters && c.unit == t.unit &&
		c.at >= t.image.Base() && int(c.at) < int(t.image.Base())+t.image.Len()
}

// Plan is the plan the twin's driver would have.
func (t *Twin) Plan() *regmap.Plan { return t.plan }

// Set shows v, in the channel's canonical unit and sign, on every place that carries the channel:
// where it is measured and, for a set-point, where it is read back.
func (t *Twin) Set(target int, channel string, v float64) error {
	it, err := t.find(target, channel)
	if err != nil {
		return err
	}
	exp, share, err := t.context(it)
	if err != nil {
		return fmt.Errorf("show %s: %w", channel, err)
	}
	bits, err := it.Encode(v, exp, share)
	if err != nil {
		return fmt.Errorf("show %s: %w", channel, err)
	}
	t.put(it, bits)
	return nil
}

// Blank shows that the channel has no value now. It is an error where the device has no way to say
// so.
func (t *Twin) Blank(target int, channel string) error {
	it, err := t.find(target, channel)
	if err != nil {
		return err
	}
	bits, ok := it.Blank()
	if !ok {
		return fmt.Errorf("blank %s: the device has no value that means regmap.None", channel)
	}
	t.put(it, bits)
	return nil
}

// Poke puts registers that no channel carries, such as a scale factor. It is an error where the
// device has regmap.None.
func (t *Twin) Poke(at modbus.Target, regs []uint16) error {
	for i, reg := range regs {
		c := cell{at.Unit, regmap.TableOf(at.Function), at.Address + uint16(i)} //nolint:gosec // a handful
		if _, ok := t.get(c); !ok {
			return fmt.Errorf("the device has nothing at %d of unit %d", c.at, c.unit)
		}
		t.set(c, reg)
	}
	return nil
}

// Value is what a driver would decode for the channel.
func (t *Twin) Value(target int, channel string) (float64, bool) {
	it, err := t.find(target, channel)
	if err != nil {
		return 0, false
	}
	v := t.decode(it)
	return v.Number, v.State == regmap.Good
}

func (t *Twin) find(target int, channel string) (*regmap.Item, error) {
	if slot := t.plan.Slot(target, channel); slot != regmap.None {
		for i := range t.plan.Items {
			if t.plan.Items[i].Slot == slot {
				return &t.plan.Items[i], nil
			}
		}
	}
	for i := range t.plan.Controls {
		if s := &t.plan.Controls[i]; s.Target == target && s.Channel.Name == channel {
			return &s.Item, nil
		}
	}
	return nil, fmt.Errorf("the profile has no channel %s for this asset", channel)
}

// context is the exponent and share that now hold for an item.
func (t *Twin) context(it *regmap.Item) (exp int, share float64, err error) {
	exp, share = it.Exp, 1
	if it.ExpAt != regmap.None {
		reg, _ := t.get(cell{it.Unit, it.Table, uint16(it.ExpAt)}) //nolint:gosec // inside the address space
		var ok bool
		if exp, ok = regmap.Exponent(reg); !ok {
			return 0, 0, errors.New("its scale factor is not set")
		}
	}
	if it.Ref != regmap.None {
		full := t.reference(it.Ref)
		if full.State != regmap.Good || full.Number == 0 {
			return 0, 0, errors.New("what 100 % are is not set")
		}
		share = full.Number / 100
	}
	return exp, share, nil
}

func (t *Twin) reference(slot int) regmap.Value {
	for i := range t.plan.Items {
		if t.plan.Items[i].Slot == slot {
			return t.decode(&t.plan.Items[i])
		}
	}
	return regmap.Value{}
}

func (t *Twin) decode(it *regmap.Item) regmap.Value {
	if it.Bit {
		reg, _ := t.get(cell{it.Unit, it.Table, uint16(it.At)}) //nolint:gosec // inside the address space
		return it.DecodeBit(reg != 0)
	}
	if it.Ref != regmap.None {
		t.values[it.Ref] = t.reference(it.Ref)
	}
	from, to := it.Span()
	regs := make([]uint16, to-from)
	for i := range regs {
		regs[i], _ = t.get(cell{it.Unit, it.Table, uint16(from + i)}) //nolint:gosec // inside the address space
	}
	return it.Decode(regs, from, t.values)
}

func (t *Twin) get(c cell) (uint16, bool) {
	if t.imaged(c) {
		var reg [1]uint16
		t.image.Read(c.at, reg[:])
		return reg[0], true
	}
	reg, ok := t.tables[c]
	return reg, ok
}

func (t *Twin) set(c cell, reg uint16) {
	if t.imaged(c) {
		t.image.Poke(c.at, []uint16{reg})
		return
	}
	t.tables[c] = reg
}

// put lays an item's bits into its registers; with a mask the other bits stay.
func (t *Twin) put(it *regmap.Item, bits uint64) {
	c := cell{it.Unit, it.Table, uint16(it.At)} //nolint:gosec // inside the address space
	if it.Bit {
		t.set(c, uint16(min(bits, 1))) //nolint:gosec // 0 or 1
		return
	}
	regs := make([]uint16, it.Format.Type.Words())
	if mask := it.Number.Mask; mask != 0 {
		for i := range regs {
			regs[i], _ = t.get(cell{c.unit, c.table, c.at + uint16(i)}) //nolint:gosec // at most 4
		}
		bits |= it.Format.Bits(regs) &^ mask
	}
	it.Format.Put(bits, regs)
	for i, reg := range regs {
		t.set(cell{c.unit, c.table, c.at + uint16(i)}, reg) //nolint:gosec // at most 4
	}
}

// Read answers a client's read of registers, with a modbus.Exception where the device has regmap.None
// there or the request is larger than it takes.
func (t *Twin) Read(r modbus.Request, dst []uint16) error {
	if len(dst) > t.most {
		return modbus.IllegalDataValue
	}
	c := cell{r.Unit, regmap.TableOf(r.Function), r.Address}
	for i := range dst {
		reg, ok := t.get(c)
		if !ok {
			return modbus.IllegalDataAddress
		}
		dst[i] = reg
		c.at++
	}
	return nil
}

// ReadBits answers a client's read of coils or discrete inputs.
func (t *Twin) ReadBits(r modbus.Request, dst []bool) error {
	c := cell{r.Unit, regmap.TableOf(r.Function), r.Address}
	for i := range dst {
		reg, ok := t.get(c)
		if !ok {
			return modbus.IllegalDataAddress
		}
		dst[i] = reg != 0
		c.at++
	}
	return nil
}

// Write takes a client's write of registers and returns the set-points it means, with a
// modbus.Exception and nothing changed where the device takes no write.
func (t *Twin) Write(r modbus.Request, regs []uint16) ([]Setting, error) {
	first := cell{r.Unit, modbus.ReadHoldingRegisters, r.Address}
	for i := range regs {
		c := first
		c.at += uint16(i) //nolint:gosec // at most 123
		if !t.writable(c) {
			return nil, modbus.IllegalDataAddress
		}
	}
	for i, reg := range regs {
		c := first
		c.at += uint16(i) //nolint:gosec // at most 123
		t.set(c, reg)
	}
	return t.settings(first, len(regs)), nil
}

// WriteBits takes a client's write of coils.
func (t *Twin) WriteBits(r modbus.Request, bits []bool) ([]Setting, error) {
	first := cell{r.Unit, modbus.ReadCoils, r.Address}
	for i := range bits {
		c := first
		c.at += uint16(i) //nolint:gosec // at most 1968
		if !t.writable(c) {
			return nil, modbus.IllegalDataAddress
		}
	}
	for i, bit := range bits {
		c := first
		c.at += uint16(i) //nolint:gosec // at most 1968
		t.set(c, 0)
		if bit {
			t.set(c, 1)
		}
	}
	return t.settings(first, len(bits)), nil
}

// writable reports whether a client may write the cell: a set-point's, a constant's that goes with
// it, or a writable point of the SunSpec image.
func (t *Twin) writable(c cell) bool {
	if t.imaged(c) {
		return t.image.Writable(c.at)
	}
	for i := range t.plan.Controls {
		s := &t.plan.Controls[i]
		if s.Item.Covers(c.unit, c.table, int(c.at)) {
			return true
		}
		for _, f := range append(append([]regmap.Fixed(nil), s.With...), s.Releasing...) {
			if f.Covers(c.unit, c.table, int(c.at)) {
				return true
			}
		}
	}
	for _, f := range t.plan.Watchdog.Disarming {
		if f.Covers(c.unit, c.table, int(c.at)) {
			return true
		}
	}
	return t.plan.Watchdog.Has && t.plan.Watchdog.Item.Covers(c.unit, c.table, int(c.at))
}

// settings decodes every set-point that n cells from first on touch.
func (t *Twin) settings(first cell, n int) []Setting {
	var out []Setting
	for i := range t.plan.Controls {
		s := &t.plan.Controls[i]
		from, words := s.Item.At, s.Item.Format.Type.Words()
		if s.Item.Unit != first.unit || s.Item.Table != first.table || from >= int(first.at)+n || from+words <= int(first.at) {
			continue
		}
		if v := t.decode(&s.Item); v.State == regmap.Good {
			out = append(out, Setting{s.Target, s.Channel.Name, v.Number})
		}
	}
	return out
}
