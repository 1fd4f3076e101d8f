package profile

import (
	"strconv"
	"strings"

	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/field/modbus"
	"ohmstead/field/register"
	"ohmstead/field/scaling"
	"ohmstead/field/strict"
)

// Parse reads one profile. All faults are reported at once, each with file, line, field and what
// would be right.
func Parse(file string, data []byte) (*Profile, error) {
	doc, err := strict.Parse(file, data)
	if err != nil {
		return nil, err
	}
	root := doc.Root()
	r := reader{format: register.Format{Bytes: order(root, "byte_order"), Words: order(root, "word_order")}}
	root.Require("id")
	root.Require("natures")
	p := &Profile{
		ID:     root.Text("id"),
		Vendor: root.Text("vendor"),
		Models: root.Texts("models"),
	}
	p.Natures = natures(root, nil)
	r.natures = p.Natures
	p.Transport = transport(root)
	p.Reads = reads(root)
	p.Points, p.Controls = r.body(root)
	p.Settings = r.settings(root)
	p.Watchdog = r.watchdog(root)
	p.Presence = r.presence(root)
	p.Identify = r.probes(root, "identify")
	p.Variants = r.variants(root)
	provenance(root, p)
	root.Done()
	unique(root, p)
	return p, doc.Err()
}

func provenance(m *strict.Map, p *Profile) {
	m.Require("source")
	m.Require("confidence")
	p.Sources = m.Texts("source")
	p.Confidence = m.Text("confidence")
	p.Tested = m.Texts("tested_firmware")
	p.Contested = m.Texts("contested")
	p.Notes = m.Texts("notes")
}

// unique complains about a channel that two fixed places claim for one nature. SunSpec points may
// repeat: they are alternatives, and the first that a device has is taken.
func unique(root *strict.Map, p *Profile) {
	seen := map[string]bool{}
	claim := func(field, channel string, ns []point.Nature) {
		for _, n := range ns {
			key := field + " " + string(n) + "." + channel
			if seen[key] {
				root.Complain(field, reason.DuplicateName, reason.Params{"field": field, "name": string(n) + "." + channel})
			}
			seen[key] = true
		}
	}
	for _, pt := range p.Points {
		if !pt.Number.Place.SunSpec() {
			claim("points", pt.Channel, pt.Natures)
		}
	}
	for _, c := range p.Controls {
		if !c.SunSpec() {
			claim("controls", c.Channel, c.Natures)
		}
	}
}

func order(m *strict.Map, name string) register.Order {
	if m.OneOf(name, "big", "little") == "little" {
		return register.Little
	}
	return register.Big
}

// natures reads a list of natures; standard where absent.
func natures(m *strict.Map, standard []point.Nature) []point.Nature {
	if !m.Has("natures") {
		m.Known("natures")
		return standard
	}
	var out []point.Nature
	for _, name := range m.Texts("natures") {
		n, ok := point.ParseNature(name)
		if !ok {
			m.Complain("natures", reason.UnknownName, reason.Params{"field": "natures", "name": name, "known": known(point.Natures())})
			continue
		}
		out = append(out, n)
	}
	return out
}

func known[T ~string](names []T) string {
	texts := make([]string, len(names))
	for i, n := range names {
		texts[i] = string(n)
	}
	return strings.Join(texts, ", ")
}

func transport(root *strict.Map) Transport {
	root.Require("transport")
	m := root.Map("transport")
	t := Transport{
		Serial:       serialLine(m),
		Port:         whole(m, "port", span{502, 1, 65535}),
		Unit:         uint8(whole(m, "unit", span{1, 0, 255})), //nolint:gosec // bounded
		Timeout:      m.Duration("timeout", 0),
		ConnectDelay: m.Duration("connect_delay", 0),
		MinGap:       m.Duration("min_gap", 0),
		Depth:        whole(m, "depth", span{1, 1, 64}),
		OneClient:    m.Flag("one_client", false),
	}
	m.Require("kinds")
	for _, kind := range m.Texts("kinds") {
		switch kind {
		case "modbus-tcp":
			t.TCP = true
		case "modbus-rtu":
			t.RTU = true
		default:
			m.Invalid("kinds", "a list of modbus-tcp and modbus-rtu")
		}
	}
	m.Done()
	return t
}

// serialLine reads how the device's line is set as delivered.
func serialLine(m *strict.Map) modbus.SerialConfig {
	c := modbus.SerialConfig{
		Baud:     whole(m, "baud", span{0, 1200, 230400}),
		Parity:   modbus.Parity(m.OneOf("parity", string(modbus.NoParity), string(modbus.EvenParity), string(modbus.OddParity))),
		StopBits: whole(m, "stop_bits", span{0, 1, 2}),
	}
	return c.WithDefaults()
}

// span is a standard value and the closed range of a whole number.
type span struct{ standard, low, high int }

// whole reads a bounded whole number, in decimal or hexadecimal.
func whole(m *strict.Map, name string, s span) int {
	texts := m.Scalars(name)
	if len(texts) == 0 {
		return s.standard
	}
	v, err := strconv.ParseInt(texts[0], 0, 64)
	if err != nil || len(texts) != 1 || v < int64(s.low) || v > int64(s.high) {
		m.Invalid(name, "a whole number from "+strconv.Itoa(s.low)+" to "+strconv.Itoa(s.high))
		return s.standard
	}
	return int(v)
}

func address(m *strict.Map, name string) uint16 {
	return uint16(whole(m, name, span{0, 0, 65535})) //nolint:gosec // bounded
}

func reads(root *strict.Map) Reads {
	m := root.Map("reads")
	r := Reads{
		MaxRegisters: whole(m, "max_registers", span{modbus.MaxReadRegisters, 1, modbus.MaxReadRegisters}),
		MaxGap:       whole(m, "max_gap", span{0, 0, modbus.MaxReadRegisters}),
		NoSpan:       m.Flag("no_span", false),
	}
	for _, b := range m.Maps("blocks") {
		b.Require("fc")
		b.Require("addr")
		b.Require("count")
		s := Span{
			Function: modbus.Function(whole(b, "fc", span{3, 3, 4})), //nolint:gosec // bounded
			Address:  address(b, "addr"),
			Count:    uint16(whole(b, "count", span{1, 1, r.MaxRegisters})), //nolint:gosec // bounded
		}
		if int(s.Address)+int(s.Count) > 1<<16 {
			b.Invalid("count", "a block that ends at address 65535 at the latest")
		}
		b.Done()
		r.Blocks = append(r.Blocks, s)
	}
	m.Done()
	return r
}

func (r *reader) watchdog(root *strict.Map) Watchdog {
	if !root.Has("watchdog") {
		root.Known("watchdog")
		return Watchdog{OnLoss: Hold}
	}
	m := root.Map("watchdog")
	m.Require("kind")
	m.Require("period")
	m.Require("on_loss")
	w := Watchdog{
		Kind:    Kind(m.OneOf("kind", string(Rewrite), string(DeviceTimer), string(Duration), string(Counter), string(AnyRequest))),
		Period:  m.Duration("period", 0),
		Timeout: m.Duration("timeout", 0),
		OnLoss: OnLoss(m.OneOf("on_loss", string(InternalControl), string(Zero), string(Hold), string(Unlimited),
			string(SafeCurrent), string(DefaultMode), string(Unknown))),
		Disarm: r.constants(m, "disarm", use{write: true}),
	}
	if m.Has("period") && w.Period <= 0 {
		m.Invalid("period", "a time span above zero")
	}
	if w.Timeout != 0 && w.Timeout <= w.Period {
		m.Invalid("timeout", "a time span longer than period")
	}
	needs := w.Kind == DeviceTimer || w.Kind == Duration || w.Kind == Counter
	switch {
	case m.Has("register") && !needs:
		m.Invalid("register", "absent: only DEVICE_TIMER, DURATION and COUNTER have one")
	case needs && m.Require("register"):
		w.Register = r.register(m.Map("register"), w.Kind)
		if w.Kind != Counter {
			m.Require("timeout")
		}
	}
	m.Known("register")
	m.Done()
	return w
}

// register is the register of a watchdog: a time in its unit, or a bare count.
func (r *reader) register(m *strict.Map, k Kind) *Number {
	canonical := point.Second
	if k == Counter {
		canonical = point.One
	}
	n := r.number(m, use{unit: canonical, channel: "watchdog", write: true})
	m.Done()
	return &n
}

func (r *reader) probes(m *strict.Map, name string) []Probe {
	var out []Probe
	for _, b := range m.Maps(name) {
		p := Probe{
			Contains: b.Text("contains"), Manufacturer: b.Text("manufacturer"), Model: b.Text("model"),
			Range: scaling.Interval(b, "range"), Values: numbers(b, "values"),
		}
		if b.Has("addr") || b.Has("point") {
			p.Place = r.place(b, use{text: true})
		} else if p.Manufacturer == "" && p.Model == "" {
			b.Require("addr")
		}
		b.Known(placeKeys()...)
		b.Done()
		out = append(out, p)
	}
	return out
}

func (r *reader) variants(root *strict.Map) []Variant {
	var out []Variant
	for _, m := range root.Maps("variants") {
		m.Require("name")
		v := Variant{Name: m.Text("name"), Match: r.probes(m, "match")}
		if m.Has("word_order") {
			words := order(m, "word_order")
			v.Words = &words
		}
		m.Known("word_order")
		v.Points, v.Controls = r.body(m)
		m.Done()
		out = append(out, v)
	}
	return out
}
