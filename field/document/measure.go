package document

import (
	"context"
	"fmt"
	"math"
	"slices"

	"ohmstead/energy/point"
	"ohmstead/field/scaling"
	"ohmstead/field/strict"
)

// State says what is known of a value.
type State uint8

// States. The zero State is Absent: nothing arrived that could hold the value.
const (
	Absent State = iota
	Good
	Bad // the device says that it has no value, or what it says cannot be one
)

// gauge is a measure made ready for a channel.
type gauge struct {
	measure *Measure
	rule    scaling.Rule
	bool    bool
}

func newGauge(m *Measure, unit point.Unit) (gauge, error) {
	rule, err := m.Scaling.For(unit)
	return gauge{m, rule, unit == point.Bool}, err
}

// read finds the value in a document. An error says why there is none where the document is not
// what the profile expects; a plain "no value" of the device is Bad without one.
func (g gauge) read(ctx context.Context, doc any) (float64, State, error) {
	if doc == nil {
		return 0, Bad, nil
	}
	found, err := g.measure.Value.First(ctx, doc)
	if err != nil {
		return 0, Bad, err
	}
	if found == nil {
		return 0, Bad, nil
	}
	s, ok := scalarOf(found)
	if !ok {
		return 0, Bad, fmt.Errorf("query %s: %s is no single value", g.measure.Value, line(fmt.Sprint(found)))
	}
	if g.measure.means(s) {
		return 0, Bad, nil
	}
	raw, err := g.measure.raw(s)
	if err != nil {
		return 0, Bad, err
	}
	v, ok := g.rule.Value(raw)
	if !ok {
		return 0, Bad, nil
	}
	return v, Good, nil
}

// means reports whether a text means "no value".
func (m *Measure) means(s scalar) bool { return slices.Contains(m.Invalid, s.text) }

func (m *Measure) raw(s scalar) (float64, error) {
	if len(m.Codes) > 0 {
		i := slices.IndexFunc(m.Codes, func(c Code) bool { return c.Text == s.text })
		if i < 0 {
			return 0, fmt.Errorf("query %s: %s is none of the profile's codes", m.Value, line(s.text))
		}
		return m.Codes[i].Value, nil
	}
	if !s.isNum {
		return 0, fmt.Errorf("query %s: %s is no number", m.Value, line(s.text))
	}
	return s.number, nil
}

// show sets the value in a document, in the device's terms.
func (g gauge) show(ctx context.Context, doc any, v float64) (any, error) {
	raw := g.rule.Raw(v)
	var shown any = raw
	switch {
	case len(g.measure.Codes) > 0:
		c, ok := codeOf(g.measure.Codes, raw)
		if !ok {
			return nil, fmt.Errorf("%v has no code", v)
		}
		shown = typed(c.Text)
	case g.bool:
		shown = raw != 0
	case math.IsNaN(raw) || math.IsInf(raw, 0):
		return nil, fmt.Errorf("%v is no value", v)
	}
	return g.measure.Show.First(ctx, doc, shown)
}

// blank sets that there is no value: null, or the text that means none.
func (g gauge) blank(ctx context.Context, doc any) (any, error) {
	var none any
	if len(g.measure.Invalid) > 0 {
		none = typed(g.measure.Invalid[0])
	}
	return g.measure.Show.First(ctx, doc, none)
}

// shows complains where what show sets is not what value finds: a twin could not be made.
func (r *reader) shows(m *strict.Map, me *Measure, c point.Channel) {
	if me.Show == nil {
		return
	}
	g, err := newGauge(me, c.Unit)
	if err != nil {
		return // the unit was complained about
	}
	sample, ok := r.sample(me.From)
	if !ok {
		return // the source was complained about
	}
	raw := 1.0
	if len(me.Codes) > 0 {
		raw = me.Codes[0].Value
	}
	v, ok := g.rule.Value(raw)
	if !ok {
		if me.Scaling.Valid == nil {
			return
		}
		v = me.Scaling.Valid.Low
	}
	doc, err := g.show(context.Background(), sample, v)
	if err == nil {
		var got float64
		if got, _, err = g.read(context.Background(), doc); err == nil && math.Abs(got-v) > 1e-6 {
			err = fmt.Errorf("%v is shown and %v found", v, got)
		}
	}
	if err == nil {
		return
	}
	field := "value"
	if m.Has("show") {
		field = "show"
	}
	m.Invalid(field, "a place that can also be set, or show beside it, or a sample of the document; "+line(err.Error()))
}

// sample is the document that a query of these sources runs on, as far as samples are given.
func (r *reader) sample(from []string) (any, bool) {
	docs := map[string]any{}
	for _, name := range from {
		s, ok := r.profile.source(name)
		if !ok {
			return nil, false
		}
		docs[name] = r.first(s)
	}
	return joined(from, docs), true
}

// first is what a twin's document begins as.
func (r *reader) first(s Source) any {
	if s.Sample != nil || r.network == nil {
		return s.Sample
	}
	return zeroes(r.network, s.Message)
}

// joined is what a query of several sources runs on; with one source it is that source's document.
func joined(from []string, docs map[string]any) any {
	if len(from) == 1 {
		return docs[from[0]]
	}
	all := make(map[string]any, len(from))
	for _, name := range from {
		all[name] = docs[name]
	}
	return all
}
