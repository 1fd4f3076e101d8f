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
	profile *profile.Profile
	plan    *regmap.Plan
	images  map[uint8]*sunspec.Image // by unit
	tables  map[cell]uint16          // the registers and bits the device has
	whole   map[cell]int             // of a device that answers one value a request: where each begins, and its length
	values  []regmap.Value
}

// cell is the address of one register or bit.
type cell struct {
	unit  uint8
	table modbus.Function
	at    uint16
}

func (c cell) plus(n int) cell {
	c.at += uint16(n) //nolint:gosec // inside the address space
	return c
}

// at is the cell of one of an item's registers.
func at(it *regmap.Item, address int) cell {
	return cell{it.Unit, it.Table, uint16(address)} //nolint:gosec // inside the address space
}

// Setting is a set-point that a client wrote, in the channel's canonical unit and sign.
type Setting struct {
	Target  int
	Channel string
	Value   float64
}

// New builds the register map for these assets. Where the profile uses SunSpec, image holds the
// device's models, nil where it uses none; it stays the caller's to set what no channel carries, such
// as ratings and scale factors. Other registers begin as zero.
func New(p *profile.Profile, o regmap.Options, image *sunspec.Image) (*Twin, error) {
	images := map[uint8]*sunspec.Image{}
	if image != nil {
		images[unitOf(p, o)] = image
	}
	return NewMany(p, o, images)
}

func unitOf(p *profile.Profile, o regmap.Options) uint8 {
	if o.Unit != nil {
		return *o.Unit
	}
	return p.Transport.Unit
}

// NewMany is New for a device whose models lie behind several units.
func NewMany(p *profile.Profile, o regmap.Options, images map[uint8]*sunspec.Image) (*Twin, error) {
	o.KeepAbsent, o.Settings = true, true
	unit := unitOf(p, o)
	o.Others = map[uint8]*sunspec.Survey{}
	for u, image := range images {
		if u == unit {
			o.Survey = image.Survey()
		} else {
			o.Others[u] = image.Survey()
		}
	}
	plan, err := regmap.Compile(p, o)
	if err != nil {
		return nil, err
	}
	t := &Twin{
		profile: p, plan: plan, images: images,
		tables: map[cell]uint16{}, whole: map[cell]int{}, values: make([]regmap.Value, len(plan.Slots)),
	}
	for _, b := range plan.Blocks {
		t.have(cell{b.Unit, b.Function, b.Address}, int(b.Count))
	}
	t.items(t.haveItem)
	t.rate()
	return t, nil
}

// rate sets what shares are of, where no SunSpec model holds it: a device knows its own rating.
func (t *Twin) rate() {
	for i := range t.plan.Controls {
		ref := t.plan.Controls[i].Ref()
		if ref == regmap.None {
			continue
		}
		if it := t.plan.Item(ref); t.imaged(at(it, it.At)) == nil {
			_ = t.encode(it, Rating) // a register that cannot hold it leaves the share unknown
		}
	}
}

// items visits every item of the plan.
func (t *Twin) items(visit func(*regmap.Item)) {
	for i := range t.plan.Items {
		visit(&t.plan.Items[i])
	}
	for i := range t.plan.Controls {
		s := &t.plan.Controls[i]
		for k := range s.Steps {
			visit(&s.Steps[k].Item)
		}
		for k := range s.Releasing {
			visit(&s.Releasing[k].Item)
		}
	}
	for i := range t.plan.Watchdog.Disarming {
		visit(&t.plan.Watchdog.Disarming[i].Item)
	}
	if t.plan.Watchdog.Has {
		visit(&t.plan.Watchdog.Item)
	}
	for i := range t.plan.Settings {
		visit(&t.plan.Settings[i].Item)
	}
	for i := range t.plan.Presence.Beats {
		if b := &t.plan.Presence.Beats[i]; b.Function() != 0 {
			visit(&b.Item)
		}
	}
}

func (t *Twin) haveItem(it *regmap.Item) {
	from, to := it.Span()
	t.have(at(it, from), to-from)
	t.whole[at(it, from)] = max(t.whole[at(it, from)], to-from)
}

// have makes n cells from c on part of the device, unless the SunSpec image holds them.
func (t *Twin) have(c cell, n int) {
	for i := range n {
		k := c.plus(i)
		if _, ok := t.tables[k]; !ok && t.imaged(k) == nil {
			t.tables[k] = 0
		}
	}
}

// imaged is the SunSpec image that holds the cell, nil for none.
func (t *Twin) imaged(c cell) *sunspec.Image {
	im := t.images[c.unit]
	if im == nil || c.table != modbus.ReadHoldingRegisters || c.at < im.Base() || int(c.at) >= int(im.Base())+im.Len() {
		return nil
	}
	return im
}

// Plan is the plan the twin's driver would have.
func (t *Twin) Plan() *regmap.Plan { return t.plan }

// Set shows v, in the channel's canonical unit and sign, on every place that carries the channel:
// where it is measured and, for a set-point, where it is read back.
func (t *Twin) Set(target int, channel string, v float64) error {
	if c := t.computed(target, channel); c != nil {
		if err := t.show(c, v); err != nil {
			return fmt.Errorf("show %s: %w", channel, err)
		}
		return nil
	}
	it, err := t.find(target, channel)
	if err != nil {
		return err
	}
	if err := t.encode(it, v); err != nil {
		return fmt.Errorf("show %s: %w", channel, err)
	}
	return nil
}

func (t *Twin) encode(it *regmap.Item, v float64) error {
	exp, full, err := t.context(it)
	if err != nil {
		return err
	}
	regs, err := it.Encode(v, exp, full)
	if err != nil {
		return err
	}
	t.put(it, regs)
	return nil
}

// show sets the inputs of a computed value.
func (t *Twin) show(c *regmap.Computed, v float64) error {
	if c.Shows == nil {
		return errors.New("it is what a client wrote")
	}
	device, ok := c.Device(v, t.values)
	if !ok {
		return errors.New("what 100 % are is not set")
	}
	for i, slot := range c.Inputs {
		shown, ok := c.Shows[i].Value(device)
		if !ok {
			return fmt.Errorf("%s has no value for %v", c.Shows[i], v)
		}
		if err := t.encode(t.plan.Item(slot), shown); err != nil {
			return err
		}
	}
	return nil
}

// Blank shows that the channel has no value now. It is an error where the device has no way to say
// so.
func (t *Twin) Blank(target int, channel string) error {
	items := []*regmap.Item{}
	if c := t.computed(target, channel); c != nil {
		for _, slot := range c.Inputs {
			items = append(items, t.plan.Item(slot))
		}
	} else {
		it, err := t.find(target, channel)
		if err != nil {
			return err
		}
		items = append(items, it)
	}
	blanks := make([][]uint16, len(items))
	for i, it := range items {
		regs, ok := it.Blank()
		if !ok {
			return fmt.Errorf("blank %s: the device has no value that means none", channel)
		}
		blanks[i] = regs
	}
	for i, it := range items {
		t.put(it, blanks[i])
	}
	return nil
}

// Poke puts registers that no channel carries, such as a scale factor. It is an error where the
// device has none.
func (t *Twin) Poke(target modbus.Target, regs []uint16) error {
	for i, reg := range regs {
		c := cell{target.Unit, regmap.TableOf(target.Function), target.Address}.plus(i)
		if _, ok := t.get(c); !ok {
			return fmt.Errorf("the device has nothing at %d of unit %d", c.at, c.unit)
		}
		t.set(c, reg)
	}
	return nil
}

// Value is what a driver would decode for the channel.
func (t *Twin) Value(target int, channel string) (float64, bool) {
	if slot := t.plan.Slot(target, channel); slot != regmap.None {
		v := t.slot(slot)
		return v.Number, v.State == regmap.Good
	}
	for i := range t.plan.Controls {
		if s := &t.plan.Controls[i]; s.Target == target && s.Channel.Name == channel {
			return t.meaning(s)
		}
	}
	return 0, false
}

// slot decodes what a driver would have in a slot.
func (t *Twin) slot(slot int) regmap.Value {
	for i := range t.plan.Computed {
		c := &t.plan.Computed[i]
		if c.Slot != slot {
			continue
		}
		for _, in := range c.Inputs {
			t.values[in] = t.slot(in)
		}
		return c.Of(t.values)
	}
	if it := t.plan.Item(slot); it != nil {
		return t.decode(it)
	}
	return regmap.Value{}
}

// meaning is the set-point that stands in a control's registers.
func (t *Twin) meaning(s *regmap.Setter) (float64, bool) {
	if ref := s.Ref(); ref != regmap.None {
		t.values[ref] = t.slot(ref)
	}
	steps := make([]regmap.Value, len(s.Steps))
	for i := range s.Steps {
		steps[i] = t.decode(&s.Steps[i].Item)
	}
	return s.Meaning(steps, t.values)
}

func (t *Twin) computed(target int, channel string) *regmap.Computed {
	slot := t.plan.Slot(target, channel)
	for i := range t.plan.Computed {
		if t.plan.Computed[i].Slot == slot && slot != regmap.None {
			return &t.plan.Computed[i]
		}
	}
	return nil
}

func (t *Twin) find(target int, channel string) (*regmap.Item, error) {
	if slot := t.plan.Slot(target, channel); slot != regmap.None {
		if it := t.plan.Item(slot); it != nil {
			return it, nil
		}
	}
	for i := range t.plan.Controls {
		if s := &t.plan.Controls[i]; s.Target == target && s.Channel.Name == channel {
			return &s.Steps[0].Item, nil
		}
	}
	return nil, fmt.Errorf("the profile has no channel %s for this asset", channel)
}

// context is the exponent and what 100 % are that now hold for an item.
func (t *Twin) context(it *regmap.Item) (exp int, full float64, err error) {
	exp, full = it.Exp, 1
	if it.ExpAt != regmap.None {
		reg, _ := t.get(at(it, it.ExpAt))
		var ok bool
		if exp, ok = regmap.Exponent(reg); !ok {
			return 0, 0, errors.New("its scale factor is not set")
		}
	}
	if it.Ref != regmap.None {
		rated := t.slot(it.Ref)
		if rated.State != regmap.Good || rated.Number == 0 {
			return 0, 0, errors.New("what 100 % are is not set")
		}
		full = rated.Number
	}
	return exp, full, nil
}

func (t *Twin) decode(it *regmap.Item) regmap.Value {
	if it.Bit {
		reg, _ := t.get(at(it, it.At))
		return it.DecodeBit(reg != 0)
	}
	if it.Ref != regmap.None {
		t.values[it.Ref] = t.slot(it.Ref)
	}
	from, to := it.Span()
	regs := make([]uint16, to-from)
	for i := range regs {
		regs[i], _ = t.get(at(it, from+i))
	}
	return it.Decode(regs, from, t.values)
}

func (t *Twin) get(c cell) (uint16, bool) {
	if im := t.imaged(c); im != nil {
		var reg [1]uint16
		im.Read(c.at, reg[:])
		return reg[0], true
	}
	reg, ok := t.tables[c]
	return reg, ok
}

func (t *Twin) set(c cell, reg uint16) {
	if im := t.imaged(c); im != nil {
		im.Poke(c.at, []uint16{reg})
		return
	}
	t.tables[c] = reg
}

// put lays registers where an item has them; with a mask the other bits stay.
func (t *Twin) put(it *regmap.Item, regs []uint16) {
	keep := it.Keep()
	for i, address := range it.Places() {
		c := at(it, address)
		reg := regs[i]
		if it.Bit {
			reg = min(reg, 1)
		}
		if keep != nil {
			now, _ := t.get(c)
			reg = reg&^keep[i] | now&keep[i]
		}
		t.set(c, reg)
	}
}

// Image is the SunSpec models behind a unit, nil where there are none: what no channel carries is set and
// seen there.
func (t *Twin) Image(unit uint8) *sunspec.Image { return t.images[unit] }
