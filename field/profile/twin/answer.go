package twin

import (
	"ohmstead/field/modbus"
	"ohmstead/field/profile/regmap"
)

// Read answers a client's read of registers, with a modbus.Exception where the device has none
// there, the request is larger than it takes, or it answers one value a request and is asked for
// something else.
func (t *Twin) Read(r modbus.Request, dst []uint16) error {
	if len(dst) > t.profile.Reads.MaxRegisters {
		return modbus.IllegalDataValue
	}
	c := cell{r.Unit, regmap.TableOf(r.Function), r.Address}
	if t.profile.Reads.NoSpan && t.imaged(c) == nil && t.whole[c] != len(dst) {
		return modbus.IllegalDataAddress
	}
	for i := range dst {
		reg, ok := t.get(c.plus(i))
		if !ok {
			return modbus.IllegalDataAddress
		}
		dst[i] = reg
	}
	return nil
}

// ReadBits answers a client's read of coils or discrete inputs.
func (t *Twin) ReadBits(r modbus.Request, dst []bool) error {
	c := cell{r.Unit, regmap.TableOf(r.Function), r.Address}
	for i := range dst {
		reg, ok := t.get(c.plus(i))
		if !ok {
			return modbus.IllegalDataAddress
		}
		dst[i] = reg != 0
	}
	return nil
}

// Write takes a client's write of registers and returns the set-points it means, with a
// modbus.Exception and nothing changed where the device takes no such write: where it has nothing to
// write, by a function it does not take, or a part of a sequence that it takes only as a whole.
func (t *Twin) Write(r modbus.Request, regs []uint16) ([]Setting, error) {
	return t.write(r, regs)
}

// WriteBits takes a client's write of coils.
func (t *Twin) WriteBits(r modbus.Request, bits []bool) ([]Setting, error) {
	regs := make([]uint16, len(bits))
	for i, bit := range bits {
		if bit {
			regs[i] = 1
		}
	}
	return t.write(r, regs)
}

func (t *Twin) write(r modbus.Request, regs []uint16) ([]Setting, error) {
	first := cell{r.Unit, regmap.TableOf(r.Function), r.Address}
	if r.Function == modbus.MaskWriteRegister || r.Function == modbus.ReadWriteRegisters {
		first.table = modbus.ReadHoldingRegisters
	}
	for i := range regs {
		if !t.writable(first.plus(i), r.Function) {
			return nil, modbus.IllegalDataAddress
		}
	}
	for i := range t.plan.Controls {
		if s := &t.plan.Controls[i]; s.Atomic && t.halves(s, first, len(regs)) {
			return nil, modbus.IllegalDataValue
		}
	}
	for i, reg := range regs {
		t.set(first.plus(i), reg)
	}
	settings := t.settings(first, len(regs))
	t.mirror(settings)
	return settings, nil
}

// mirror shows set-points where the device reports them, if that is another place than where they are
// written.
func (t *Twin) mirror(settings []Setting) {
	for _, s := range settings {
		for i := range t.plan.Controls {
			c := &t.plan.Controls[i]
			if c.Target != s.Target || c.Channel.Name != s.Channel || c.Applied == regmap.None {
				continue
			}
			it := t.plan.Item(c.Applied)
			if it == nil || c.Steps[0].Item.Covers(it.Unit, it.Table, it.At) {
				continue
			}
			_ = t.encode(it, s.Value) // what cannot be shown there is not read back
		}
	}
}

// writable reports whether a client may write the cell by this function: a set-point's, a constant's
// that goes with it, a setting's, or a writable point of the SunSpec image.
func (t *Twin) writable(c cell, f modbus.Function) bool {
	if im := t.imaged(c); im != nil {
		return im.Writable(c.at)
	}
	ok := false
	takes := func(it *regmap.Item, by modbus.Function) {
		ok = ok || it.Covers(c.unit, c.table, int(c.at)) && (by == f || f == modbus.MaskWriteRegister || f == modbus.ReadWriteRegisters)
	}
	for i := range t.plan.Controls {
		s := &t.plan.Controls[i]
		for k := range s.Steps {
			takes(&s.Steps[k].Item, s.Steps[k].Function)
		}
		for k := range s.Releasing {
			takes(&s.Releasing[k].Item, s.Releasing[k].Function)
		}
	}
	w := &t.plan.Watchdog
	for i := range w.Disarming {
		takes(&w.Disarming[i].Item, w.Disarming[i].Function)
	}
	if w.Has {
		takes(&w.Item, w.Function())
	}
	for i := range t.plan.Presence.Beats {
		if b := &t.plan.Presence.Beats[i]; b.Function() != 0 {
			takes(&b.Item, b.Function())
		}
	}
	for i := range t.plan.Settings {
		s := &t.plan.Settings[i]
		takes(&s.Item, s.Number.Place.Function)
	}
	return ok
}

// halves reports whether n cells from first on touch some of a sequence's registers, but not all.
func (t *Twin) halves(s *regmap.Setter, first cell, n int) bool {
	some, all := false, true
	for i := range s.Steps[:s.Own] {
		it := &s.Steps[i].Item
		for _, address := range it.Places() {
			if touches(at(it, address), first, n) {
				some = true
			} else {
				all = false
			}
		}
	}
	return some && !all
}

func touches(c, first cell, n int) bool {
	return c.unit == first.unit && c.table == first.table && int(c.at) >= int(first.at) && int(c.at) < int(first.at)+n
}

// settings decodes every set-point that n cells from first on touch.
func (t *Twin) settings(first cell, n int) []Setting {
	var out []Setting
	for i := range t.plan.Controls {
		s := &t.plan.Controls[i]
		if !t.steps(s, first, n) {
			continue
		}
		if v, ok := t.meaning(s); ok {
			out = append(out, Setting{s.Target, s.Channel.Name, v})
		}
	}
	return out
}

// steps reports whether n cells from first on touch a step of the control.
func (t *Twin) steps(s *regmap.Setter, first cell, n int) bool {
	for i := range s.Steps {
		it := &s.Steps[i].Item
		for _, address := range it.Places() {
			if touches(at(it, address), first, n) {
				return true
			}
		}
	}
	return false
}
