package profile

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/field/formula"
	"ohmstead/field/modbus"
	"ohmstead/field/register"
	"ohmstead/field/scaling"
	"ohmstead/field/strict"
)

// reader carries what a profile's points inherit.
type reader struct {
	format  register.Format
	natures []point.Nature
}

// use says what a place or number is for, and so what may stand there.
type use struct {
	unit    point.Unit // the canonical unit; "" for a number in the device's own terms
	channel string
	write   bool
	either  bool // to read or to write, as the function says
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
		Low:         m.OneOf("poll", "HIGH", "LOW") == "LOW",
		MinInterval: m.Duration("min_interval", 0),
	}
	u := use{unit: c.Unit, channel: c.Name, text: strings.HasPrefix(string(c.Unit), "enum:")}
	if m.Has("from") {
		p.Number.Scaling = scale(m, u)
		p.Computed = r.computed(m)
	} else {
		p.Number = r.number(m, u)
	}
	m.Known("from", "value")
	m.Done()
	return p
}

// computed reads the inputs of a point and the formula over them.
func (r *reader) computed(m *strict.Map) *Computed {
	c := &Computed{}
	inputs := m.Map("from")
	var names []string
	for _, name := range inputs.Keys() {
		b := inputs.Map(name)
		in := Input{Name: name, Number: r.number(b, use{})}
		if b.Has("none") {
			none := b.Number("none", 0)
			in.None = &none
		}
		b.Known("none")
		if b.Require("show") {
			in.Show = formulaOf(b, "show", "v")
		}
		b.Done()
		c.Inputs = append(c.Inputs, in)
		names = append(names, name)
	}
	inputs.Done()
	if len(names) == 0 {
		m.Invalid("from", "a mapping of named places, such as {import: {fc: 3, addr: 7}}")
	}
	if m.Require("value") {
		c.Value = formulaOf(m, "value", names...)
	}
	return c
}

// formulaOf reads a formula, or a bare number as one; nil where it is wrong.
func formulaOf(m *strict.Map, name string, names ...string) *formula.Formula {
	texts := m.Scalars(name)
	if len(texts) != 1 {
		m.Invalid(name, "a formula over "+strings.Join(names, ", "))
		return nil
	}
	f, err := formula.Parse(texts[0], names...)
	if err != nil {
		m.Invalid(name, "a formula over "+strings.Join(names, ", ")+" ("+err.Error()+")")
		return nil
	}
	return f
}

// scale reads how a raw number is scaled; in the device's own terms it has no unit.
func scale(m *strict.Map, u use) scaling.Scaling {
	if u.unit != "" {
		return scaling.Read(m, scaling.Want{Unit: u.unit, Channel: u.channel})
	}
	s := scaling.Read(m, scaling.Want{})
	s.Unit = point.One
	return s
}

// number reads a place and how its bits become a value.
func (r *reader) number(m *strict.Map, u use) Number {
	n := Number{Place: r.place(m, u), Scaling: scale(m, u)}
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
	n.Codes = codes(m)
	n.Words = words(m, n.Place.Text > 0)
	n.Flags = flags(m, n.Place)
}

// codes reads which raw number means which of ours.
func codes(m *strict.Map) []Code {
	var out []Code
	e := m.Map("enum")
	for _, key := range e.Keys() {
		raw, err := strconv.ParseInt(key, 0, 64)
		if err != nil {
			m.Invalid("enum", "raw whole numbers, each with ours, such as {0: 1, 3: 2}")
		}
		out = append(out, Code{Raw: float64(raw), Value: e.Number(key, 0)})
	}
	e.Done()
	return out
}

// words reads which text means which number, the longest text first.
func words(m *strict.Map, text bool) []Word {
	var out []Word
	e := m.Map("texts")
	for _, key := range e.Keys() {
		out = append(out, Word{Text: key, Value: e.Number(key, 0)})
	}
	e.Done()
	if text && len(out) == 0 && m.Has("channel") {
		m.Require("texts")
	}
	if !text && len(out) > 0 {
		m.Invalid("texts", "absent: only str:N has texts")
	}
	slices.SortStableFunc(out, func(a, b Word) int { return len(b.Text) - len(a.Text) })
	return out
}

// flags reads which bits raise the value and what they mean.
func flags(m *strict.Map, p Place) []Flag {
	var out []Flag
	e := m.Map("bits")
	for _, key := range e.Keys() {
		bit, err := strconv.Atoi(key)
		width := 16 * p.Format.Type.Words()
		if p.SunSpec() {
			width = 64 // the model says
		}
		if err != nil || bit < 0 || bit >= width || p.Format.Type.Floating() {
			m.Invalid("bits", "numbers of bits from 0, each with its meaning, such as {0: overvoltage}")
		}
		out = append(out, Flag{Bit: bit, Name: e.Text(key)})
	}
	e.Done()
	return out
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
