package profile

import (
	"slices"
	"strconv"
	"strings"

	"ohmstead/field/modbus"
	"ohmstead/field/register"
	"ohmstead/field/strict"
)

// placeKeys are the keys of a place.
func placeKeys() []string {
	return []string{"fc", "addr", "words", "type", "unit_id", "byte_order", "word_order", "instance_stride", "models", "point", "sub_device"}
}

// place reads where a number lies.
func (r *reader) place(m *strict.Map, u use) Place {
	p := Place{
		Unit:   uint8(whole(m, "unit_id", span{0, 0, 255})), //nolint:gosec // bounded
		Format: r.format,
	}
	if m.Has("point") {
		return r.sunspec(m, p, u)
	}
	m.Known("point", "models", "sub_device")
	if u.function == 0 {
		m.Require("fc")
	}
	p.Function = function(m, u)
	p.Stride = address(m, "instance_stride")
	if m.Has("byte_order") {
		p.Format.Bytes = order(m, "byte_order")
	}
	if m.Has("word_order") {
		p.Format.Words, p.Ordered = order(m, "word_order"), true
	}
	m.Known("byte_order", "word_order")
	if p.Words = addresses(m, "words"); len(p.Words) == 0 {
		m.Require("addr")
		p.Address = address(m, "addr")
	} else if m.Has("addr") {
		m.Invalid("addr", "absent: words say where each register lies")
	}
	m.Known("addr")
	r.kind(m, &p, u)
	return p
}

// sunspec reads a place that discovery finds.
func (r *reader) sunspec(m *strict.Map, p Place, u use) Place {
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

// addresses reads a list of register addresses.
func addresses(m *strict.Map, name string) []uint16 {
	var out []uint16
	for _, text := range m.Scalars(name) {
		v, err := strconv.ParseUint(text, 0, 16)
		if err != nil {
			m.Invalid(name, "a list of addresses from 0 to 65535")
			return nil
		}
		out = append(out, uint16(v))
	}
	return out
}

// function reads the function code: of a read or of a write, as the use wants it.
func function(m *strict.Map, u use) modbus.Function {
	standard := modbus.ReadHoldingRegisters
	want := []modbus.Function{modbus.ReadCoils, modbus.ReadDiscreteInputs, modbus.ReadHoldingRegisters, modbus.ReadInputRegisters}
	writes := []modbus.Function{modbus.WriteCoil, modbus.WriteRegister, modbus.WriteCoils, modbus.WriteRegisters}
	switch {
	case u.either:
		want = append(want, writes...)
	case u.write:
		standard, want = modbus.WriteRegisters, writes
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
	if t, ok := types()[text]; ok {
		p.Format.Type = t
	} else {
		m.Invalid("type", "one of u16, i16, u32, i32, u64, i64, f32, f64, bcd16, bcd32, bits16, bits32"+textToo(u))
		return
	}
	n := p.Format.Type.Words()
	switch {
	case len(p.Words) > 0 && len(p.Words) != n:
		m.Invalid("words", strconv.Itoa(n)+" addresses, as many as the type has registers")
	case len(p.Words) > 1 && p.Function.Writes():
		m.Invalid("words", "absent: a number is written to registers that adjoin")
	case p.Function == modbus.WriteRegister && n > 1:
		m.Invalid("fc", "16: function 6 writes one register only")
	case int(p.Address)+n > 1<<16:
		m.Invalid("addr", "an address whose value ends at 65535 at the latest")
	}
}

// types are the number types by name; no name is u16.
func types() map[string]register.Type {
	all := register.Types()
	all[""], all["bits16"], all["bits32"] = register.U16, register.U16, register.U32
	return all
}

func textToo(u use) string {
	if u.text {
		return ", or str:N for N registers of text"
	}
	return ""
}
