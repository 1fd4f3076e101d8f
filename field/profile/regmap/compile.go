package regmap

import (
	"fmt"
	"slices"
	"time"

	"ohmstead/energy/point"
	"ohmstead/field/modbus"
	"ohmstead/field/profile"
	"ohmstead/field/register"
	"ohmstead/field/sunspec"
)

// compiler gathers a plan.
type compiler struct {
	profile *profile.Profile
	options Options
	unit    uint8
	plan    *Plan
}

// target compiles what one asset needs. It is an error when nothing of it is on the device.
func (c *compiler) target(i int, t Target, points []profile.Point, controls []profile.Control) error {
	found := 0
	for k := range points {
		pt := &points[k]
		ch, ok := point.Lookup(t.Nature, pt.Channel)
		if !ok || !slices.Contains(pt.Natures, t.Nature) || c.plan.Slot(i, pt.Channel) != None {
			continue
		}
		it, ok, err := c.item(&pt.Number, t, ch.Unit)
		if err != nil {
			return fmt.Errorf("%s: %w", pt.Channel, err)
		}
		if !ok {
			continue
		}
		if found++; c.shared(&it, pt.Channel) {
			continue
		}
		it.low, it.interval = pt.Low, pt.MinInterval
		c.read(it, Slot{Target: i, Channel: ch})
	}
	for k := range controls {
		ct := &controls[k]
		ch, ok := point.Lookup(t.Nature, ct.Channel)
		if !ok || !slices.Contains(ct.Natures, t.Nature) || c.setter(i, ct.Channel) != None {
			continue
		}
		ok, err := c.control(i, ct, ch)
		if err != nil {
			return fmt.Errorf("%s: %w", ct.Channel, err)
		}
		if ok {
			found++
		}
	}
	if found == 0 && !(c.options.Partial && len(c.options.Targets) > 1) {
		return fmt.Errorf("%w%s", ErrMissing, c.shown())
	}
	return nil
}

// shared reports whether another asset has the same channel from the same place already, where that
// is to be said once.
func (c *compiler) shared(it *Item, channel string) bool {
	if !c.options.Partial {
		return false
	}
	return slices.ContainsFunc(c.plan.Items, func(x Item) bool {
		return x.Unit == it.Unit && x.Table == it.Table && x.At == it.At && c.plan.Slots[x.Slot].Channel.Name == channel
	})
}

// shown names the models a device showed, for the error.
func (c *compiler) shown() string {
	if !c.profile.UsesSunSpec() {
		return ""
	}
	ids := []uint16{}
	for _, e := range c.options.Survey.Directory.Entries {
		ids = append(ids, e.ID)
	}
	return fmt.Sprintf("; it shows SunSpec models %v", ids)
}

func (c *compiler) setter(target int, channel string) int {
	for i, s := range c.plan.Controls {
		if s.Target == target && s.Channel.Name == channel {
			return i
		}
	}
	return None
}

// read adds an item that is polled and returns its slot.
func (c *compiler) read(it Item, s Slot) int {
	it.Slot = len(c.plan.Slots)
	c.plan.Slots = append(c.plan.Slots, s)
	c.plan.Items = append(c.plan.Items, it)
	return it.Slot
}

// item resolves a number; false where a SunSpec device does not have it.
func (c *compiler) item(n *profile.Number, t Target, canonical point.Unit) (Item, bool, error) {
	it, err := newItem(n, canonical)
	if err != nil {
		return Item{}, false, err
	}
	if n.Place.SunSpec() {
		ok, err := c.discovered(&it, t)
		return it, ok, err
	}
	if err := c.place(&it, n.Place, t); err != nil {
		return Item{}, false, err
	}
	if n.Exponent != nil {
		at, err := c.at(*n.Exponent, t)
		if err != nil {
			return Item{}, false, err
		}
		it.ExpAt = at
	}
	return it, true, nil
}

// place fills in where a register number lies.
func (c *compiler) place(it *Item, p profile.Place, t Target) error {
	at, err := c.at(p, t)
	if err != nil {
		return err
	}
	it.Unit, it.Table, it.At, it.Bit, it.Format = c.unitOf(p), TableOf(p.Function), at, p.Bit, p.Format
	return nil
}

func (c *compiler) unitOf(p profile.Place) uint8 {
	if p.Unit != 0 {
		return p.Unit
	}
	return c.unit
}

// at is the address for the target's instance.
func (c *compiler) at(p profile.Place, t Target) (int, error) {
	at := int(p.Address) + int(p.Stride)*t.Instance
	if at < 0 || at+p.Format.Type.Words() > 1<<16 {
		return 0, fmt.Errorf("instance %d lies behind address 65535", t.Instance)
	}
	return at, nil
}

// TableOf is the function that reads what f reads or writes.
func TableOf(f modbus.Function) modbus.Function {
	switch f {
	case modbus.WriteCoil, modbus.WriteCoils:
		return modbus.ReadCoils
	case modbus.WriteRegister, modbus.WriteRegisters:
		return modbus.ReadHoldingRegisters
	default:
		return f
	}
}

// discovered fills in where discovery found a SunSpec point, with its sentinel and scale factor.
func (c *compiler) discovered(it *Item, t Target) (bool, error) {
	p := it.Number.Place
	part, f, ok := c.find(p, t)
	if !ok {
		return false, nil
	}
	typ := f.Point.Type
	if !typ.Numeric() {
		return false, fmt.Errorf("SunSpec point %s of model %d is no number", p.Point, part.Entry.ID)
	}
	if _, implemented := f.Value(part.Regs); !implemented && f.Point.Mandatory != "M" && !c.options.KeepAbsent {
		return false, nil
	}
	it.Unit, it.Table, it.region = c.unitOf(p), modbus.ReadHoldingRegisters, 1+int(part.Entry.Address)
	it.At = int(part.Entry.Address) + f.Offset
	it.Format = register.Format{Type: typ.Register()}
	it.Exp = f.Scale
	if f.ScaleAt >= 0 {
		it.ExpAt = int(part.Entry.Address) + f.ScaleAt
	}
	n := *it.Number
	if bits, ok := typ.Absent(); ok && !it.Format.Type.Floating() {
		n.Invalid = append([]uint64{bits}, n.Invalid...)
	}
	it.Number = &n
	return true, nil
}

// find is the SunSpec point of a place: in the named sub-device, or else in the instance's
// occurrence of the model.
func (c *compiler) find(p profile.Place, t Target) (*sunspec.Part, sunspec.Field, bool) {
	for _, id := range p.Models {
		if part := c.part(id, p.SubDevice, t.Instance); part != nil {
			if f, ok := part.Layout.Field(p.Point); ok {
				return part, f, true
			}
		}
	}
	return nil, sunspec.Field{}, false
}

func (c *compiler) part(id uint16, sub, instance int) *sunspec.Part {
	if sub >= 0 {
		return c.options.Survey.Find(sub, id)
	}
	for i := range c.options.Survey.Parts {
		part := &c.options.Survey.Parts[i]
		if part.Entry.ID != id {
			continue
		}
		if instance == 0 {
			return part
		}
		instance--
	}
	return nil
}

// hidden adds a slot that only the plan uses: a rating, or an exponent needed for writing.
func (c *compiler) hidden(it Item, target int) int {
	it.low = true
	return c.read(it, Slot{Target: target})
}

// control compiles a set-point with its read-back; false where a SunSpec device does not have it.
func (c *compiler) control(target int, ct *profile.Control, ch point.Channel) (bool, error) {
	t := c.options.Targets[target]
	s := Setter{Target: target, Channel: ch, Applied: None, expSlot: None, clamp: ct.Clamp, order: ct.Order, function: ct.Number.Place.Function}
	unit := ch.Unit
	if ct.PercentOf != nil {
		unit = point.Percent
	}
	it, ok, err := c.item(&ct.Number, t, unit)
	if err != nil || !ok {
		return false, err
	}
	if ct.PercentOf != nil {
		ref, ok, err := c.item(ct.PercentOf, t, ch.Unit)
		if err != nil || !ok {
			return false, err
		}
		it.Ref = c.hidden(ref, target)
	}
	if it.ExpAt != None {
		s.expSlot = c.hidden(exponentItem(it), target)
	}
	s.Item = it
	if s.With, err = c.constants(ct.With, t); err != nil {
		return false, err
	}
	if s.Releasing, err = c.constants(ct.Release, t); err != nil {
		return false, err
	}
	if ct.ReadBack != nil {
		if s.Applied, err = c.readBack(target, ct.ReadBack, s); err != nil {
			return false, err
		}
	}
	c.join(s, ct)
	return true, nil
}

// exponentItem reads the exponent register of an item as a number of its own.
func exponentItem(of Item) Item {
	n := &profile.Number{Scale: 1, Sign: 1, Unit: point.One}
	return Item{
		Unit: of.Unit, Table: of.Table, At: of.ExpAt, Format: register.Format{Type: register.I16},
		ExpAt: None, gateAt: None, Ref: None, Number: n, scale: gain{1, 1}, factor: gain{1, 1}, region: of.region,
	}
}

func (c *compiler) readBack(target int, b *profile.ReadBack, s Setter) (int, error) {
	t := c.options.Targets[target]
	name := s.Channel.Name + point.AppliedSuffix
	ch, ok := point.Lookup(t.Nature, name)
	if !ok {
		return None, nil
	}
	unit := ch.Unit
	if s.Item.Ref != None {
		unit = point.Percent
	}
	it, ok, err := c.item(&b.Number, t, unit)
	if err != nil || !ok {
		return None, err
	}
	it.Ref, it.low = s.Item.Ref, b.Low
	if b.Enabled != nil {
		gate, ok, err := c.constant(*b.Enabled, t)
		if err != nil || !ok {
			return None, err
		}
		it.gateAt, it.gate, it.gateBits = gate.At, gate.Format, gate.Bits
	}
	return c.read(it, Slot{Target: target, Channel: ch}), nil
}

// Fixed is a constant with its place resolved and its bits ready.
type Fixed struct {
	Unit     uint8
	Function modbus.Function
	At       int
	Bit      bool
	Format   register.Format
	Bits     uint64
}

func (c *compiler) constants(cs []profile.Constant, t Target) ([]Fixed, error) {
	var out []Fixed
	for _, k := range cs {
		f, ok, err := c.constant(k, t)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, f)
		}
	}
	return out, nil
}

// constant resolves a constant; false where a SunSpec device does not have the point.
func (c *compiler) constant(k profile.Constant, t Target) (Fixed, bool, error) {
	n := profile.Number{Place: k.Place, Scale: 1, Sign: 1}
	it, ok, err := c.item(&n, t, "")
	if err != nil || !ok {
		return Fixed{}, false, err
	}
	exp := it.Exp
	if it.ExpAt != None {
		part, _, _ := c.find(k.Place, t)
		exp, _ = Exponent(part.Regs[it.ExpAt-int(part.Entry.Address)])
	}
	bits, err := it.Encode(k.Value, exp, 1)
	if err != nil {
		return Fixed{}, false, err
	}
	return Fixed{it.Unit, k.Place.Function, it.At, it.Bit, it.Format, bits}, true, nil
}

// join puts a control into its group.
func (c *compiler) join(s Setter, ct *profile.Control) {
	i := len(c.plan.Controls)
	c.plan.Controls = append(c.plan.Controls, s)
	if ct.Group != "" {
		for k := range c.plan.Groups {
			g := &c.plan.Groups[k]
			if g.Name == ct.Group && c.plan.Controls[g.Controls[0]].Target == s.Target {
				g.add(c.plan, i)
				g.MinInterval = max(g.MinInterval, ct.MinInterval)
				g.OnChange = g.OnChange && ct.OnChange
				g.Flash = g.Flash || ct.Flash
				return
			}
		}
	}
	c.plan.Groups = append(c.plan.Groups, Group{
		Name: ct.Group, Controls: []int{i}, MinInterval: ct.MinInterval, OnChange: ct.OnChange, Flash: ct.Flash,
	})
}

// watchdog compiles how the device is kept fed.
func (c *compiler) watchdog() error {
	w := c.profile.Watchdog
	f := Feed{Kind: w.Kind, Period: w.Period, Timeout: w.Timeout, OnLoss: w.OnLoss}
	var err error
	if f.Disarming, err = c.constants(w.Disarm, Target{}); err != nil {
		return err
	}
	if w.Register != nil {
		unit := point.Second
		if w.Kind == profile.Counter {
			unit = point.One
		}
		it, ok, err := c.item(w.Register, Target{}, unit)
		if err != nil || !ok {
			return err
		}
		f.Item, f.function, f.Has = it, w.Register.Place.Function, true
	}
	c.plan.Watchdog = f
	return nil
}

// Feed is what keeps a device's watchdog fed.
type Feed struct {
	Kind      profile.Kind
	Period    time.Duration
	Timeout   time.Duration
	OnLoss    profile.OnLoss
	Has       bool // whether the device has its register
	Item      Item
	function  modbus.Function
	Disarming []Fixed
}
