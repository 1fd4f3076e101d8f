package regmap

import (
	"fmt"
	"slices"

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
	words   *register.Order // a variant's word order
	plan    *Plan
}

// wordsOf is the word order that a variant lays over the profile's, nil for none.
func wordsOf(p *profile.Profile, variant string) *register.Order {
	for _, v := range p.Variants {
		if v.Name == variant {
			return v.Words
		}
	}
	return nil
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
		ok, err := c.point(i, pt, ch)
		if err != nil {
			return fmt.Errorf("%s: %w", pt.Channel, err)
		}
		if ok {
			found++
		}
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

// point compiles a channel that is read; false where the device does not have it.
func (c *compiler) point(i int, pt *profile.Point, ch point.Channel) (bool, error) {
	if pt.Computed != nil {
		return c.computed(i, pt, ch)
	}
	it, ok, err := c.item(&pt.Number, c.options.Targets[i], ch.Unit)
	if err != nil || !ok {
		return false, err
	}
	if c.shared(&it, pt.Channel) {
		return true, nil
	}
	it.low, it.interval = pt.Low, pt.MinInterval
	c.read(it, Slot{Target: i, Channel: ch})
	return true, nil
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
	for _, w := range p.Words {
		p.Address = w
		word, err := c.at(profile.Place{Address: w, Stride: p.Stride, Format: register.Format{Type: register.U16}}, t)
		if err != nil {
			return err
		}
		it.Words = append(it.Words, word)
	}
	if len(it.Words) > 0 {
		at = slices.Min(it.Words)
	}
	if c.words != nil && !p.Ordered {
		p.Format.Words = *c.words
	}
	it.Unit, it.Table, it.At, it.Bit, it.Text, it.Format = c.unitOf(p), TableOf(p.Function), at, p.Bit, p.Text, p.Format
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
	if at < 0 || at+max(p.Format.Type.Words(), p.Text) > 1<<16 {
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
	it.syncFrom, it.syncTo = synced(part, f)
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

// synced is the registers of the sync group that a field belongs to; empty where it belongs to none.
func synced(part *sunspec.Part, f sunspec.Field) (from, to int) {
	for i := range part.Layout.Fields {
		x := &part.Layout.Fields[i]
		if f.Sync == 0 || x.Sync != f.Sync {
			continue
		}
		at := int(part.Entry.Address) + x.Offset
		if to == 0 {
			from = at
		}
		to = at + x.Point.Size
	}
	return from, to
}

// find is the SunSpec point of a place: in the named sub-device, or else in the instance's
// occurrence of the model.
func (c *compiler) find(p profile.Place, t Target) (*sunspec.Part, sunspec.Field, bool) {
	survey := c.options.Survey
	if p.Unit != 0 && p.Unit != c.unit {
		survey = c.options.Others[p.Unit]
	}
	if survey == nil {
		return nil, sunspec.Field{}, false
	}
	for _, id := range p.Models {
		if part := partOf(survey, id, p.SubDevice, t.Instance); part != nil {
			if f, ok := part.Layout.Field(p.Point); ok {
				return part, f, true
			}
		}
	}
	return nil, sunspec.Field{}, false
}

// partOf is a model of a named sub-device, or else the instance's occurrence of it.
func partOf(survey *sunspec.Survey, id uint16, sub, instance int) *sunspec.Part {
	if sub >= 0 {
		return survey.Find(sub, id)
	}
	for i := range survey.Parts {
		part := &survey.Parts[i]
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

// Setting is a setting with its place resolved.
type Setting struct {
	profile.Setting
	Item Item
}

// settings compiles what no channel carries; what a SunSpec device lacks is left out.
func (c *compiler) settings() error {
	for i := range c.profile.Settings {
		s := &c.profile.Settings[i]
		it, ok, err := c.item(&s.Number, Target{}, "")
		if err != nil {
			return fmt.Errorf("setting %s: %w", s.Name, err)
		}
		if ok {
			c.plan.Settings = append(c.plan.Settings, Setting{*s, it})
		}
	}
	return nil
}
