package profile

import (
	"cmp"
	"strconv"

	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/field/modbus"
	"ohmstead/field/scaling"
	"ohmstead/field/strict"
)

func (r *reader) control(m *strict.Map) Control {
	c, ns := r.channel(m, true)
	ctl := Control{
		Channel: c.Name, Natures: ns,
		Clamp:       scaling.Interval(m, "clamp"),
		Group:       m.Text("group"),
		Order:       whole(m, "order", span{0, -100, 100}),
		MinInterval: m.Duration("min_interval", 0),
		OnChange:    m.Flag("on_change", true),
		Storage:     storage(m),
		Holds:       m.Flag("holds", false),
	}
	u := use{unit: c.Unit, channel: c.Name, write: true}
	if m.Has("percent_of") {
		b := m.Map("percent_of")
		n := r.number(b, use{unit: c.Unit, channel: c.Name})
		b.Done()
		ctl.PercentOf, u.unit = &n, point.Percent
	}
	m.Known("percent_of")
	if m.Has("sequence") {
		r.sequence(m, &ctl, u)
	} else {
		ctl.Number = r.number(m, u)
		u.function = ctl.Number.Place.Function
	}
	m.Known("sequence", "means", "atomic", "apart", "within")
	written := use{write: true, function: u.function}
	ctl.With = r.constants(m, "with", written)
	ctl.Release = r.constants(m, "release", written)
	if m.Has("read_back") {
		ctl.ReadBack = r.readBack(m.Map("read_back"), &ctl)
	}
	m.Known("read_back")
	if m.Has("lease") {
		b := m.Map("lease")
		n := r.number(b, use{unit: point.Second, channel: c.Name})
		b.Done()
		ctl.Lease = &n
	}
	m.Known("lease")
	stored(m, &ctl)
	m.Done()
	return ctl
}

// stored checks what a control that wears the device out must say.
func stored(m *strict.Map, c *Control) {
	if !c.Storage.Flash {
		return
	}
	if c.MinInterval == 0 {
		m.Require("min_interval")
	}
	if c.Storage.PerDay == 0 {
		m.Require("writes_per_day")
	}
	if !c.OnChange {
		m.Invalid("on_change", "true: storage FLASH wears out")
	}
}

// storage reads what a write costs the device.
func storage(m *strict.Map) Storage {
	s := Storage{
		Flash:  m.OneOf("storage", "VOLATILE", "FLASH") == "FLASH",
		PerDay: whole(m, "writes_per_day", span{0, 1, 100000}),
	}
	if s.PerDay > 0 && !s.Flash {
		m.Invalid("writes_per_day", "absent: only storage FLASH wears out")
	}
	return s
}

// sequence reads a set-point that takes several writes.
func (r *reader) sequence(m *strict.Map, c *Control, u use) {
	c.Number.Scaling = scale(m, use{unit: u.unit, channel: u.channel})
	c.Atomic, c.Apart, c.Within = m.Flag("atomic", false), m.Flag("apart", false), m.Duration("within", 0)
	if c.Atomic && c.Apart {
		m.Invalid("apart", "absent: an atomic sequence is one request")
	}
	var names []string
	for _, b := range m.Maps("sequence") {
		s := Step{Name: b.Text("as"), Number: r.number(b, use{write: true}), Optional: b.Flag("optional", false)}
		s.Takes = cmp.Or(Takes(b.OneOf("takes", string(TakesSetpoint), string(TakesSafe), string(TakesHasSafe), string(TakesLease))), TakesSetpoint)
		if s.Optional && (s.Name != "" || !s.Number.Place.SunSpec()) {
			b.Invalid("optional", "absent: only a SunSpec point without a name can be left out")
		}
		if b.Has("put") {
			s.Put = formulaOf(b, "put", "v")
		}
		b.Known("put")
		if s.Name != "" {
			names = append(names, s.Name)
		}
		if c.Atomic && (s.Number.Place.Function != modbus.WriteRegisters || s.Number.Mask != 0) {
			b.Invalid("fc", "16 and no mask: an atomic sequence is one request")
		}
		b.Done()
		c.Steps = append(c.Steps, s)
	}
	if m.Require("means") {
		c.Means = formulaOf(m, "means", names...)
	}
	for i := range c.Steps {
		for k := range c.Steps[:i] {
			if c.Steps[i].Name != "" && c.Steps[i].Name == c.Steps[k].Name {
				m.Complain("sequence", reason.DuplicateName, reason.Params{"field": "as", "name": c.Steps[i].Name})
			}
		}
	}
}

// readBack inherits everything but its place from the control it reports on; a sequence is read back
// where it is written.
func (r *reader) readBack(m *strict.Map, of *Control) *ReadBack {
	b := &ReadBack{Number: of.Number, Low: m.OneOf("poll", "HIGH", "LOW") == "LOW"}
	switch {
	case m.Has("addr") || m.Has("point"):
		place := r.place(m, use{})
		if !m.Has("type") {
			place.Format = of.Number.Place.Format
		}
		b.Number.Place = place
	case len(of.Steps) > 0:
		b.Steps = function(m, use{function: modbus.ReadHoldingRegisters})
	default:
		b.Number.Place.Function = modbus.ReadHoldingRegisters
		if of.Number.Place.Bit {
			b.Number.Place.Function = modbus.ReadCoils
		}
		if m.Has("fc") {
			b.Number.Place.Function = function(m, use{})
		}
	}
	m.Known(placeKeys()...)
	if m.Has("enabled") {
		c := r.constant(m.Map("enabled"), use{})
		b.Enabled = &c
	}
	m.Known("enabled")
	m.Done()
	return b
}

func (r *reader) constants(m *strict.Map, name string, u use) []Constant {
	var out []Constant
	for _, b := range m.Maps(name) {
		out = append(out, r.constant(b, u))
	}
	return out
}

func (r *reader) constant(m *strict.Map, u use) Constant {
	m.Require("value")
	c := Constant{Place: r.place(m, u), Value: raw(m, "value")}
	m.Done()
	return c
}

// raw reads a number, in decimal or hexadecimal.
func raw(m *strict.Map, name string) float64 {
	if texts := m.Scalars(name); len(texts) == 1 {
		if v, err := strconv.ParseInt(texts[0], 0, 64); err == nil {
			return float64(v)
		}
	}
	return m.Number(name, 0)
}

// settings reads what no channel carries.
func (r *reader) settings(root *strict.Map) []Setting {
	var out []Setting
	seen := map[string]bool{}
	for _, m := range root.Maps("settings") {
		m.Require("name")
		s := Setting{Name: m.Text("name"), Storage: storage(m), Note: m.Text("note")}
		s.Number = r.number(m, use{either: true, text: true})
		s.Number.Scaling.Unit = point.Unit(m.Text("unit"))
		if seen[s.Name] {
			m.Complain("name", reason.DuplicateName, reason.Params{"field": "setting", "name": s.Name})
		}
		seen[s.Name] = true
		m.Done()
		out = append(out, s)
	}
	return out
}
