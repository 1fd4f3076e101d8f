package profile

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/field/modbus"
	"ohmstead/field/register"
	"ohmstead/field/strict"
)

// reader carries what a profile's points inherit.
type reader struct {
	format  register.Format
	natures []point.Nature
}

// use says what a place or number is for, and so what may stand there.
type use struct {
	unit    point.Unit // the canonical unit
	channel string
	write   bool
	text    bool
	// function is the standard function code; 0 leaves the choice to write.
	function modbus.Function
}

func (r *reader) body(m *strict.Map) (points []Point, controls []Control) {
	for _, b := range m.Maps("points") {
		points = append(points, r.point(b))
	}
	for _, b := range m.Maps("controls") {
		controls = append(controls, r.control(b))
	}
	return points, controls
}

// channel reads the channel's name and checks it for every nature that is to have it.
func (r *reader) channel(m *strict.Map, set bool) (point.Channel, []point.Nature) {
	m.Require("channel")
	name, ns := m.Text("channel"), natures(m, r.natures)
	var found point.Channel
	for _, n := range ns {
		c, ok := point.Lookup(n, name)
		if !ok && name != "" {
			m.Complain("channel", reason.UnknownChannel, reason.Params{"channel": string(n) + "." + name})
		}
		if !has(r.natures, n) {
			m.Invalid("natures", "natures of the profile: "+known(r.natures))
		}
		if ok {
			found = c
		}
	}
	if found.Name != "" && (found.Kind == point.Setpoint) != set {
		want := "a measured channel; set-points belong to controls"
		if set {
			want = "a set-point channel such as SetActivePower"
		}
		m.Invalid("channel", want)
	}
	return found, ns
}

func (r *reader) point(m *strict.Map) Point {
	c, ns := r.channel(m, false)
	p := Point{
		Channel: c.Name, Natures: ns,
		Number:      r.number(m, use{unit: c.Unit, channel: c.Name}),
		Low:         m.OneOf("poll", "HIGH", "LOW") == "LOW",
		MinInterval: m.Duration("min_interval", 0),
	}
	m.Done()
	return p
}

func (r *reader) control(m *strict.Map) Control {
	c, ns := r.channel(m, true)
	ctl := Control{
		Channel: c.Name, Natures: ns,
		Clamp:       interval(m, "clamp"),
		Group:       m.Text("group"),
		Order:       whole(m, "order", span{0, -100, 100}),
		MinInterval: m.Duration("min_interval", 0),
		OnChange:    m.Flag("on_change", true),
		Flash:       m.OneOf("storage", "VOLATILE", "FLASH") == "FLASH",
	}
	unit := c.Unit
	if m.Has("percent_of") {
		b := m.Map("percent_of")
		n := r.number(b, use{unit: c.Unit, channel: c.Name})
		b.Done()
		ctl.PercentOf, unit = &n, point.Percent
	}
	m.Known("percent_of")
	written := use{write: true}
	ctl.Number = r.number(m, use{unit: unit, channel: c.Name, write: true})
	if ctl.Number.Mask != 0 {
		m.Invalid("mask", "absent: a set-point writes whole registers")
	}
	written.function = ctl.Number.Place.Function
	ctl.With = r.constants(m, "with", written)
	ctl.Release = r.constants(m, "release", written)
	if m.Has("read_back") {
		ctl.ReadBack = r.readBack(m.Map("read_back"), ctl.Number)
	}
	m.Known("read_back")
	if ctl.Flash && ctl.MinInterval == 0 {
		m.Require("min_interval")
	}
	if ctl.Flash && !ctl.OnChange {
		m.Invalid("on_change", "true: storage FLASH wears out")
	}
	m.Done()
	return ctl
}

// readBack inherits everything but its place from the control it reports on.
func (r *reader) readBack(m *strict.Map, of Number) *ReadBack {
	b := &ReadBack{Number: of, Low: m.OneOf("poll", "HIGH", "LOW") == "LOW"}
	b.Number.Place.Function = modbus.ReadHoldingRegisters
	if of.Place.Bit {
		b.Number.Place.Function = modbus.ReadCoils
	}
	switch {
	case m.Has("addr") || m.Has("point"):
		place := r.place(m, use{})
		if !m.Has("type") {
			place.Format = of.Place.Format
		}
		b.Number.Place = place
	case m.Has("fc"):
		b.Number.Place.Function = function(m, use{})
	}
	m.Known("fc", "addr", "type", "unit_id", "byte_order", "word_order", "instance_stride", "models", "point", "sub_device")
	if m.Has("enabled") {
		e := m.Map("enabled")
		c := r.constant(e, use{})
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
	c := Constant{Place: r.place(m, u), Value: m.Number("value", 0)}
	m.Done()
	return c
}

// number reads a place and how its bits become a value.
func (r *reader) number(m *strict.Map, u use) Number {
	n := Number{
		Place:     r.place(m, u),
		Scale:     m.Number("scale", 1),
		Offset:    m.Number("offset", 0),
		Sign:      m.Number("sign", 1),
		Magnitude: m.Flag("magnitude", false),
		Unit:      point.Unit(m.Text("unit")),
		Valid:     interval(m, "valid"),
	}
	if n.Scale == 0 {
		m.Invalid("scale", "a number other than zero")
	}
	if n.Sign != 1 && n.Sign != -1 {
		m.Invalid("sign", "1 or -1")
	}
	if _, ok := point.Convert(1, n.Unit, u.unit); !ok && u.unit != "" && m.Require("unit") {
		m.Complain("unit", reason.UnknownUnit, reason.Params{
			"unit": string(n.Unit), "channel": u.channel, "want": known(point.Accepted(u.unit)),
		})
	}
	r.raw(m, &n)
	if m.Has("scale_factor") {
		b := m.Map("scale_factor")
		p := r.place(b, use{})
		b.Done()
		n.Exponent = &p
	}
	m.Known("scale_factor")
	return n
}

// raw reads what concerns the bits before any scaling.
func (r *reader) raw(m *strict.Map, n *Number) {
	for _, text := range m.Scalars("invalid") {
		bits, ok := rawBits(text, n.Place.Format.Type)
		if !ok {
			m.Invalid("invalid", "a list of raw integers such as 0x8000; not-a-number is always invalid")
			continue
		}
		n.Invalid = append(n.Invalid, bits)
	}
	for _, text := range m.Scalars("mask") {
		bits, err := strconv.ParseUint(text, 0, 64)
		if err != nil || bits == 0 || n.Place.Format.Type.Floating() {
			m.Invalid("mask", "the bits of an integer that count, such as 0x0F00")
			continue
		}
		n.Mask = bits
	}
	e := m.Map("enum")
	for _, key := range e.Keys() {
		raw, err := strconv.ParseInt(key, 0, 64)
		if err != nil {
			m.Invalid("enum", "raw whole numbers, each with ours, such as {0: 1, 3: 2}")
		}
		n.Codes = append(n.Codes, Code{Raw: float64(raw), Value: e.Number(key, 0)})
	}
	e.Done()
}

func rawBits(text string, t register.Type) (uint64, bool) {
	if strings.HasPrefix(text, "-") {
		v, err := strconv.ParseInt(text, 0, 64)
		if err != nil {
			return 0, false
		}
		return t.Raw(float64(v))
	}
	bits, err := strconv.ParseUint(text, 0, 64)
	return bits, err == nil && bits <= math.MaxUint64>>(64-16*t.Words())
}

// interval reads a list of two ascending numbers.
func interval(m *strict.Map, name string) *Range {
	v := numbers(m, name)
	if len(v) == 0 {
		return nil
	}
	if len(v) != 2 || v[0] > v[1] {
		m.Invalid(name, "a list of a lower and an upper bound")
		return nil
	}
	return &Range{v[0], v[1]}
}

func numbers(m *strict.Map, name string) []float64 {
	var out []float64
	for _, text := range m.Scalars(name) {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			m.Invalid(name, "a list of numbers")
			return nil
		}
		out = append(out, v)
	}
	return out
}

// place reads where a number lies.
func (r *reader) place(m *strict.Map, u use) Place {
	p := Place{
		Unit:   uint8(whole(m, "unit_id", span{0, 0, 255})), //nolint:gosec // bounded
		Format: r.format,
	}
	if m.Has("point") {
		p.Point = m.Text("point")
		p.Function = function(m, u)
		for _, text := range m.Scalars("models") {
			id, err := strconv.ParseUint(text, 10, 16)
			if err != nil {
				m.Invalid("models", "a list of SunSpec model numbers")
				break
			}
			p.Models = append(p.Models, uint16(id))
		}
		m.Require("models")
		p.SubDevice = whole(m, "sub_device", span{AnySubDevice, 0, 255})
		p.Format = register.Format{}
		m.Known("addr", "type")
		return p
	}
	m.Known("point", "models", "sub_device")
	m.Require("addr")
	if u.function == 0 {
		m.Require("fc")
	}
	p.Function = function(m, u)
	p.Address = address(m, "addr")
	p.Stride = address(m, "instance_stride")
	if m.Has("byte_order") {
		p.Format.Bytes = order(m, "byte_order")
	}
	if m.Has("word_order") {
		p.Format.Words = order(m, "word_order")
	}
	m.Known("byte_order", "word_order")
	r.kind(m, &p, u)
	return p
}

// function reads the function code: of a read or of a write, as the use wants it.
func function(m *strict.Map, u use) modbus.Function {
	standard := modbus.ReadHoldingRegisters
	want := []modbus.Function{modbus.ReadCoils, modbus.ReadDiscreteInputs, modbus.ReadHoldingRegisters, modbus.ReadInputRegisters}
	if u.write {
		standard = modbus.WriteRegisters
		want = []modbus.Function{modbus.WriteCoil, modbus.WriteRegister, modbus.WriteCoils, modbus.WriteRegisters}
	}
	if u.function != 0 {
		standard = u.function
	}
	f := modbus.Function(whole(m, "fc", span{int(standard), 1, 255})) //nolint:gosec // bounded
	if slices.Contains(want, f) {
		return f
	}
	texts := make([]string, len(want))
	for i, w := range want {
		texts[i] = strconv.Itoa(int(w))
	}
	m.Invalid("fc", "one of "+strings.Join(texts, ", "))
	return standard
}

// kind reads the type of what lies at the place.
func (r *reader) kind(m *strict.Map, p *Place, u use) {
	p.Format.Type = register.U16
	switch p.Function {
	case modbus.ReadCoils, modbus.ReadDiscreteInputs, modbus.WriteCoil, modbus.WriteCoils:
		p.Bit = true
		m.Known("type")
		return
	}
	text := m.Text("type")
	if n, ok := strings.CutPrefix(text, "str:"); ok && u.text {
		if words, err := strconv.Atoi(n); err == nil && words > 0 && words <= modbus.MaxReadRegisters {
			p.Text = words
			return
		}
	}
	switch text {
	case "":
	case "bits16":
		p.Format.Type = register.U16
	case "bits32":
		p.Format.Type = register.U32
	default:
		t, ok := register.Types()[text]
		if !ok {
			m.Invalid("type", "one of u16, i16, u32, i32, u64, i64, f32, f64, bits16, bits32"+textToo(u))
			return
		}
		p.Format.Type = t
	}
	if p.Function == modbus.WriteRegister && p.Format.Type.Words() > 1 {
		m.Invalid("fc", "16: function 6 writes one register only")
	}
	if int(p.Address)+p.Format.Type.Words() > 1<<16 {
		m.Invalid("addr", "an address whose value ends at 65535 at the latest")
	}
}

func textToo(u use) string {
	if u.text {
		return ", or str:N for N registers of text"
	}
	return ""
}
