package profile

import (
	"ohmstead/energy/point"
	"ohmstead/field/strict"
)

// presence reads what shows that somebody is there.
func (r *reader) presence(root *strict.Map) Presence {
	m := root.Map("presence")
	p := Presence{Remote: r.constants(m, "remote", use{})}
	for _, b := range m.Maps("beats") {
		p.Beats = append(p.Beats, r.beat(b))
	}
	m.Done()
	return p
}

func (r *reader) beat(m *strict.Map) Beat {
	b := Beat{Period: m.Duration("period", 0), Still: m.Duration("still", 0)}
	if m.Has("own") {
		b.Own = r.counter(m.Map("own"), true)
		if b.Period <= 0 {
			m.Invalid("period", "a time span above zero")
		}
	}
	if m.Has("device") {
		b.Device = r.counter(m.Map("device"), false)
		if b.Still <= 0 {
			m.Invalid("still", "a time span above zero")
		}
	}
	m.Known("own", "device")
	m.Done()
	return b
}

func (r *reader) counter(m *strict.Map, write bool) *Number {
	n := r.number(m, use{unit: point.One, channel: "presence", write: write})
	m.Done()
	return &n
}
