package document

import (
	"context"
	"strconv"

	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/field/scaling"
	"ohmstead/field/strict"
)

// source reads one kind of document.
func (r *reader) source(m *strict.Map) {
	m.Require("name")
	s := Source{Name: m.Text("name"), Low: m.OneOf("poll", "HIGH", "LOW") == "LOW", Every: m.Duration("every", 0)}
	if _, twice := r.profile.source(s.Name); twice && s.Name != "" {
		m.Complain("name", reason.DuplicateName, reason.Params{"field": "document", "name": s.Name})
	}
	switch r.profile.Transport.Protocol {
	case HTTP:
		s.Method, s.Path = r.request(m, false)
		s.Body, s.ContentType = r.text(m, "body", false), contentType(m)
	case MQTT:
		r.subscribed(m, &s)
	case CAN:
		m.Require("message")
		s.Message = m.Text("message")
		r.signals(m, "message", s.Message)
	}
	s.Sample = sampled(m, "sample")
	m.Done()
	r.profile.Sources = append(r.profile.Sources, s)
}

// subscribed reads what only MQTT documents have.
func (r *reader) subscribed(m *strict.Map, s *Source) {
	m.Require("topic")
	s.Topic = r.topic(m, "topic", false)
	s.Plain = m.OneOf("payload", "JSON", "TEXT") == "TEXT"
	s.Retained = m.Flag("retained", false)
	s.OnChange = m.Flag("on_change", false)
	if s.OnChange && r.profile.Transport.Confirm == "" {
		m.Invalid("on_change", "false: nothing in transport.confirm says that the value still holds")
	}
}

// request reads the method and path of an HTTP request; exactly one of get, post and put.
func (r *reader) request(m *strict.Map, settable bool) (method, path string) {
	for _, name := range []string{"get", "post", "put"} {
		if !m.Has(name) {
			m.Known(name)
			continue
		}
		if method != "" {
			m.Invalid(name, "only one of get, post and put")
		}
		method, path = map[string]string{"get": "GET", "post": "POST", "put": "PUT"}[name], r.path(m, name, settable)
	}
	if method == "" {
		m.Require("get")
	}
	return method, path
}

func contentType(m *strict.Map) string {
	text := m.Text("content_type")
	if text == "" && m.Has("body") {
		return "application/json"
	}
	return text
}

// signals complains about a message that the network does not have.
func (r *reader) signals(m *strict.Map, field, message string) {
	if r.network == nil || message == "" {
		return
	}
	if _, ok := r.network.Message(message); ok {
		return
	}
	names := make([]string, len(r.network.Messages))
	for i := range r.network.Messages {
		names[i] = r.network.Messages[i].Name
	}
	m.Complain(field, reason.UnknownName, reason.Params{"field": m.Path() + "." + field, "name": message, "known": listed(names)})
}

// channel reads the channel's name and checks it for every nature that is to have it.
func (r *reader) channel(m *strict.Map, set bool) (point.Channel, []point.Nature) {
	m.Require("channel")
	name, ns := m.Text("channel"), r.natures(m)
	var found point.Channel
	for _, n := range ns {
		c, ok := point.Lookup(n, name)
		if !ok && name != "" {
			m.Complain("channel", reason.UnknownChannel, reason.Params{"channel": string(n) + "." + name})
		}
		if ok {
			found = c
		}
	}
	if found.Name != "" && (found.Kind == point.Setpoint) != set {
		want := "a measured channel; set-points belong to controls"
		if set {
			want = "a set-point channel such as SetEnabled"
		}
		m.Invalid("channel", want)
	}
	return found, ns
}

func (r *reader) point(m *strict.Map) Point {
	c, ns := r.channel(m, false)
	p := Point{Channel: c.Name, Natures: ns, Measure: r.measure(m, c)}
	m.Done()
	return p
}

// measure reads where a number is found and how it becomes a value.
func (r *reader) measure(m *strict.Map, c point.Channel) Measure {
	me := Measure{
		From: r.from(m), Value: r.query(m, "value"), Show: r.query(m, "show", "$v"),
		Scaling: scaling.Read(m, scaling.Want{Unit: c.Unit, Channel: c.Name}),
		Codes:   codes(m), Invalid: m.Scalars("invalid"),
	}
	if me.Value == nil && !m.Has("value") {
		me.Value, _ = NewQuery(".")
	}
	if me.Show == nil && me.Value != nil && !m.Has("show") {
		me.Show, _ = NewQuery("("+me.Value.text+") = $v", "$v")
	}
	if me.Value != nil && len(me.From) > 0 {
		r.shows(m, &me, c)
	}
	return me
}

// from lists the documents that a query runs on. An MQTT topic may stand at the point itself.
func (r *reader) from(m *strict.Map) []string {
	if r.profile.Transport.Protocol == MQTT && m.Has("topic") {
		return r.inline(m)
	}
	m.Require("from")
	names := m.Scalars("from")
	for _, name := range names {
		if _, ok := r.profile.source(name); ok {
			continue
		}
		if r.network != nil {
			if _, ok := r.network.Message(name); ok {
				r.profile.Sources = append(r.profile.Sources, Source{Name: name, Message: name})
				continue
			}
		}
		known := make([]string, len(r.profile.Sources))
		for i, s := range r.profile.Sources {
			known[i] = s.Name
		}
		m.Complain("from", reason.UnknownName, reason.Params{"field": m.Path() + ".from", "name": name, "known": listed(known)})
	}
	return names
}

// inline makes the source of a topic that stands at a point; points may share it.
func (r *reader) inline(m *strict.Map) []string {
	s := Source{Low: m.OneOf("poll", "HIGH", "LOW") == "LOW", Every: m.Duration("every", 0)}
	r.subscribed(m, &s)
	s.Name = s.Topic
	if _, ok := r.profile.source(s.Name); !ok {
		r.profile.Sources = append(r.profile.Sources, s)
	}
	return []string{s.Name}
}

// codes reads an enumeration: the device's texts with our numbers.
func codes(m *strict.Map) []Code {
	e := m.Map("enum")
	var out []Code
	for _, key := range e.Keys() {
		out = append(out, Code{Text: key, Value: e.Number(key, 0)})
	}
	e.Done()
	return out
}

func (r *reader) control(m *strict.Map) Control {
	c, ns := r.channel(m, true)
	ctl := Control{
		Channel: c.Name, Natures: ns,
		Scaling: scaling.Read(m, scaling.Want{Unit: c.Unit, Channel: c.Name}),
		Codes:   codes(m), Clamp: scaling.Interval(m, "clamp"),
		Step:        m.Number("step", 0),
		MinInterval: m.Duration("min_interval", 0),
		OnChange:    m.Flag("on_change", true),
		Flash:       m.OneOf("storage", "VOLATILE", "FLASH") == "FLASH",
	}
	if ctl.Step < 0 {
		m.Invalid("step", "a number above zero")
	}
	ctl.Sends, ctl.Release = r.sends(m, "send", false), r.sends(m, "release", true)
	if len(ctl.Sends) == 0 && !m.Has("send") {
		m.Require("send")
	}
	if m.Has("read_back") {
		b := m.Map("read_back")
		me := r.readBack(b, ctl, c)
		b.Done()
		ctl.ReadBack = &me
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

// readBack inherits scaling and codes of the control unless it has its own.
func (r *reader) readBack(m *strict.Map, of Control, c point.Channel) Measure {
	if !m.Has("unit") && !m.Has("scale") && !m.Has("sign") && !m.Has("enum") {
		me := Measure{
			From: r.from(m), Value: r.query(m, "value"), Show: r.query(m, "show", "$v"),
			Scaling: of.Scaling, Codes: of.Codes, Invalid: m.Scalars("invalid"),
		}
		if me.Value == nil && !m.Has("value") {
			me.Value, _ = NewQuery(".")
		}
		if me.Show == nil && me.Value != nil && !m.Has("show") {
			me.Show, _ = NewQuery("("+me.Value.text+") = $v", "$v")
		}
		if me.Value != nil && len(me.From) > 0 {
			r.shows(m, &me, c)
		}
		return me
	}
	return r.measure(m, c)
}

// sendUse says where a message stands.
type sendUse struct {
	extra []string // fields of the mapping that are read elsewhere
	fixed bool     // it carries no set-point
}

func (r *reader) sends(m *strict.Map, name string, fixed bool) []Send {
	var out []Send
	for _, b := range m.Maps(name) {
		out = append(out, r.send(b, sendUse{fixed: fixed}))
	}
	return out
}

func (r *reader) send(m *strict.Map, u sendUse) Send {
	s := Send{Scale: 1}
	m.Known(u.extra...)
	if !u.fixed {
		s.When, s.Scale, s.Prepares = when(m), m.Number("scale", 1), m.Flag("prepares", false)
		if s.Scale == 0 {
			m.Invalid("scale", "a number other than zero")
		}
	}
	switch r.profile.Transport.Protocol {
	case HTTP:
		s.Method, s.Path = r.request(m, !u.fixed)
		s.Body, s.ContentType = r.text(m, "body", !u.fixed), contentType(m)
		accepted(m, &s, r.query(m, "accept"))
	case MQTT:
		m.Require("publish")
		s.Topic, s.Payload = r.topic(m, "publish", !u.fixed), r.text(m, "payload", !u.fixed)
		s.Retain = m.Flag("retain", false)
		if s.QoS = byte(m.Whole("qos", 1)); s.QoS > 2 {
			m.Invalid("qos", "0, 1 or 2")
		}
	case CAN:
		m.Require("message")
		s.Message = m.Text("message")
		r.signals(m, "message", s.Message)
		r.signalValues(m, &s)
	}
	m.Done()
	return s
}

// accepted reads how a device says that it did what it was told.
func accepted(m *strict.Map, s *Send, accept *Query) {
	s.Accept, s.Reply = accept, sampled(m, "reply")
	if accept == nil {
		return
	}
	if v, err := accept.First(context.Background(), s.Reply); m.Require("reply") && (err != nil || v != true) {
		m.Invalid("accept", "a query that is true of the reply")
	}
}

// sampled reads a JSON document that stands in a text.
func sampled(m *strict.Map, field string) any {
	text := m.Text(field)
	if text == "" {
		return nil
	}
	doc, err := Parse([]byte(text))
	if err != nil {
		m.Invalid(field, "a JSON document; "+line(err.Error()))
	}
	return doc
}

func (r *reader) signalValues(m *strict.Map, s *Send) {
	values := m.Map("signals")
	s.Signals = map[string]float64{}
	for _, name := range values.Keys() {
		s.Signals[name] = values.Number(name, 0)
	}
	values.Done()
	if r.network == nil {
		return
	}
	if message, ok := r.network.Message(s.Message); ok {
		if _, err := message.Encode(s.Signals); err != nil {
			m.Invalid("signals", "signals that the message carries; "+err.Error())
		}
	}
}

// when reads a single value or a range.
func when(m *strict.Map) *scaling.Range {
	texts := m.Scalars("when")
	if len(texts) != 1 {
		return scaling.Interval(m, "when")
	}
	v, err := strconv.ParseFloat(texts[0], 64)
	if err != nil {
		m.Invalid("when", "a number, or a list of a lower and an upper bound")
		return nil
	}
	return &scaling.Range{Low: v, High: v}
}
