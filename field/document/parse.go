package document

import (
	"context"
	"slices"
	"strings"
	"time"

	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/field/can"
	"ohmstead/field/strict"
)

// ParseProfile reads one profile. All faults are reported at once, each with file, line, field and what
// would be right.
func ParseProfile(file string, data []byte) (*Profile, error) {
	doc, err := strict.Parse(file, data)
	if err != nil {
		return nil, err
	}
	root := doc.Root()
	root.Require("id")
	root.Require("natures")
	p := &Profile{ID: root.Text("id"), Vendor: root.Text("vendor"), Models: root.Texts("models")}
	r := &reader{profile: p}
	p.Natures = r.natures(root)
	r.params(root)
	r.transport(root)
	for _, m := range root.Maps("documents") {
		r.source(m)
	}
	for _, m := range root.Maps("points") {
		p.Points = append(p.Points, r.point(m))
	}
	for _, m := range root.Maps("controls") {
		p.Controls = append(p.Controls, r.control(m))
	}
	r.watchdog(root)
	r.identity(root)
	provenance(root, p)
	root.Done()
	r.unique(root)
	return p, doc.Err()
}

func provenance(m *strict.Map, p *Profile) {
	m.Require("source")
	m.Require("confidence")
	p.Origin = m.Texts("source")
	p.Confidence = m.Text("confidence")
	p.Tested = m.Texts("tested_firmware")
	p.Notes = m.Texts("notes")
}

// reader carries what a profile's parts need of each other.
type reader struct {
	profile *Profile
	network *can.Network
}

func (r *reader) natures(m *strict.Map) []point.Nature {
	if !m.Has("natures") {
		m.Known("natures")
		return r.profile.Natures
	}
	var out []point.Nature
	for _, name := range m.Texts("natures") {
		n, ok := point.ParseNature(name)
		if !ok {
			m.Complain("natures", reason.UnknownName, reason.Params{"field": "natures", "name": name, "known": listed(point.Natures())})
			continue
		}
		if len(r.profile.Natures) > 0 && !slices.Contains(r.profile.Natures, n) {
			m.Invalid("natures", "natures of the profile: "+listed(r.profile.Natures))
			continue
		}
		out = append(out, n)
	}
	return out
}

func listed[T ~string](names []T) string {
	texts := make([]string, len(names))
	for i, n := range names {
		texts[i] = string(n)
	}
	return strings.Join(texts, ", ")
}

// unique complains about a channel that two places claim for one nature.
func (r *reader) unique(root *strict.Map) {
	seen := map[string]bool{}
	claim := func(field, channel string, ns []point.Nature) {
		for _, n := range ns {
			name := string(n) + "." + channel
			if channel != "" && seen[field+name] {
				root.Complain(field, reason.DuplicateName, reason.Params{"field": field, "name": name})
			}
			seen[field+name] = true
		}
	}
	for _, p := range r.profile.Points {
		claim("points", p.Channel, p.Natures)
	}
	for _, c := range r.profile.Controls {
		claim("controls", c.Channel, c.Natures)
	}
}

func (r *reader) params(root *strict.Map) {
	all := root.Map("params")
	for _, name := range all.Keys() {
		m := all.Map(name)
		m.Require("what")
		p := Param{Name: name, What: m.Text("what"), Default: m.Text("default"), Required: !m.Has("default")}
		if !nameOK.MatchString(name) || name == valueName || name == holdName {
			all.Invalid(name, "a name of lower-case letters and _, other than value and hold")
		}
		if !p.Required && !paramOK.MatchString(p.Default) {
			m.Invalid("default", ParamForm)
		}
		m.Done()
		r.profile.Params = append(r.profile.Params, p)
	}
	all.Done()
}

func (r *reader) transport(root *strict.Map) {
	root.Require("transport")
	m := root.Map("transport")
	m.Require("protocol")
	t := &r.profile.Transport
	t.Protocol = Protocol(m.OneOf("protocol", string(HTTP), string(MQTT), string(CAN)))
	t.Timeout = m.Duration("timeout", 0)
	switch t.Protocol {
	case HTTP:
		t.Auth = Auth(m.OneOf("auth", string(Basic), string(Digest), string(Bearer)))
		t.User = m.Text("user")
	case MQTT:
		t.Confirm = r.text(m, "confirm", false)
		r.available(m)
		r.pushed(m)
	case CAN:
		if m.Require("network") {
			var err error
			if r.network, err = can.LoadNetwork(m.Text("network")); err != nil {
				m.Invalid("network", "an embedded CAN database: "+err.Error())
			}
		}
		t.Network = m.Text("network")
		r.pushed(m)
	}
	m.Done()
}

// pushed reads what only devices have that speak unasked.
func (r *reader) pushed(m *strict.Map) {
	t := &r.profile.Transport
	m.Require("silent_after")
	if t.SilentAfter = m.Duration("silent_after", time.Minute); t.SilentAfter <= 0 {
		m.Invalid("silent_after", "a time span above zero")
	}
	t.Wake = r.sends(m, "wake", true)
	if m.Has("keep_alive") {
		k := m.Map("keep_alive")
		k.Require("every")
		t.KeepAlive = &KeepAlive{Every: k.Duration("every", time.Minute), Send: r.send(k, sendUse{extra: []string{"every"}, fixed: true})}
		if t.KeepAlive.Every <= 0 {
			k.Invalid("every", "a time span above zero")
		}
	}
	m.Known("keep_alive")
}

func (r *reader) available(m *strict.Map) {
	if !m.Has("available") {
		m.Known("available")
		return
	}
	a := m.Map("available")
	a.Require("topic")
	a.Require("online")
	a.Require("offline")
	r.profile.Transport.Available = &Available{Topic: r.text(a, "topic", false), Online: a.Text("online"), Offline: a.Text("offline")}
	a.Done()
}

func (r *reader) watchdog(root *strict.Map) {
	if !root.Has("watchdog") {
		root.Known("watchdog")
		if len(r.profile.Controls) > 0 {
			root.Complain("watchdog", reason.MissingField, reason.Params{"field": "watchdog"})
		}
		return
	}
	m := root.Map("watchdog")
	m.Require("on_loss")
	w := Watchdog{
		Kind:    Kind(m.OneOf("kind", string(Rewrite), string(Duration))),
		Period:  m.Duration("period", 0),
		Timeout: m.Duration("timeout", 0),
		OnLoss:  OnLoss(m.OneOf("on_loss", string(InternalControl), string(Zero), string(Hold))),
	}
	switch {
	case w.Kind == NoWatchdog && w.OnLoss != Hold && w.OnLoss != "":
		m.Invalid("on_loss", "HOLD: a device without a watchdog keeps its last set-point")
	case w.Kind != NoWatchdog && w.OnLoss == Hold:
		m.Invalid("on_loss", "what the device does when its watchdog runs out: INTERNAL_CONTROL or ZERO")
	case w.Kind != NoWatchdog:
		if m.Require("period") && w.Period <= 0 {
			m.Invalid("period", "a time span above zero")
		}
		if m.Require("timeout") && w.Timeout <= w.Period {
			m.Invalid("timeout", "a time span longer than period")
		}
	}
	r.profile.Watchdog = w
	r.profile.Watchdog.Disarm = r.sends(m, "disarm", true)
	m.Done()
}

func (r *reader) identity(root *strict.Map) {
	if !root.Has("identify") {
		root.Known("identify")
		return
	}
	m := root.Map("identify")
	if r.profile.Transport.Protocol != HTTP {
		root.Invalid("identify", "absent: only devices that are asked over HTTP are asked what they are")
	}
	m.Require("get")
	i := &Identity{Path: r.path(m, "get", false), Want: m.Text("want")}
	i.Match, i.Vendor, i.Model = r.query(m, "match"), r.query(m, "vendor"), r.query(m, "model")
	if i.Match != nil {
		m.Require("want")
	}
	i.Sample = sampled(m, "sample")
	if i.Match != nil {
		if ok, err := i.Matches(context.Background(), i.Sample); m.Require("sample") && (err != nil || !ok) {
			m.Invalid("match", "a query that is true of the sample")
		}
	}
	m.Done()
	r.profile.Identify = i
}

// query reads an optional query.
func (r *reader) query(m *strict.Map, name string, variables ...string) *Query {
	text := m.Text(name)
	if text == "" {
		return nil
	}
	q, err := NewQuery(text, variables...)
	if err != nil {
		m.Invalid(name, "a jq query; "+line(err.Error()))
		return nil
	}
	return q
}
