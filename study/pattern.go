package study

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"ohmstead/edge/site"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
	"ohmstead/field/strict"
	"ohmstead/study/line"
)

// patterns are what a step expects to find among its cuts or events. Each has to be found; what is
// found beside them is no fault, unless the list is given and empty.
type patterns struct {
	field string // "expect_cut" or "expect_events"
	given bool
	place strict.Place
	list  []pattern
}

// pattern is one of them. What it leaves out matches anything.
type pattern struct {
	texts   map[string]string  // by the name the line has
	numbers map[string]float64 // W
	place   strict.Place
}

// The names by which a pattern and an output line speak of a cut.
const (
	nameAsset   = "asset"
	nameBy      = "by"
	nameCode    = "reason_code"
	nameBoundBy = "bound_by"
	nameAsked   = "asked_watts"
	nameGiven   = "given_watts"
	nameChannel = "channel"
	nameWanted  = "asked"
	nameGot     = "given"
	nameEvent   = "code"
	nameCleared = "cleared"
)

func (s *Scenario) readCutPatterns(m *strict.Map) patterns {
	p := patterns{field: "expect_cut", given: m.Has("expect_cut"), place: m.At("expect_cut")}
	var askers []string
	assets := s.places()
	for _, c := range s.config.Controllers {
		askers = append(askers, c.ID)
	}
	askers = append(askers, "asset", "operator", "edge")
	for _, e := range m.Entries(p.field) {
		if e.Map == nil {
			p.add(m, e, nameCode)
			continue
		}
		one := newPattern(e.Place)
		one.read(e.Map, nameAsset, assets)
		one.read(e.Map, nameBy, askers)
		one.read(e.Map, nameBoundBy, askers)
		one.read(e.Map, nameCode, codes())
		one.read(e.Map, nameChannel, setpoints())
		for _, name := range []string{nameAsked, nameGiven, nameWanted, nameGot} {
			if e.Map.Has(name) {
				one.numbers[name] = e.Map.Number(name, 0)
			}
		}
		e.Map.Done()
		p.list = append(p.list, one)
	}
	return p
}

func (s *Scenario) readEventPatterns(m *strict.Map) patterns {
	p := patterns{field: "expect_events", given: m.Has("expect_events"), place: m.At("expect_events")}
	for _, e := range m.Entries(p.field) {
		if e.Map == nil {
			p.add(m, e, nameEvent)
			continue
		}
		one := newPattern(e.Place)
		e.Map.Require(nameEvent)
		one.read(e.Map, nameEvent, codes())
		one.read(e.Map, nameAsset, s.places())
		if e.Map.Has(nameCleared) {
			one.texts[nameCleared] = strconv.FormatBool(e.Map.Flag(nameCleared, false))
		}
		e.Map.Known(nameCleared)
		e.Map.Done()
		p.list = append(p.list, one)
	}
	return p
}

func newPattern(place strict.Place) pattern {
	return pattern{texts: map[string]string{}, numbers: map[string]float64{}, place: place}
}

// add takes a bare text for a reason's code.
func (p *patterns) add(m *strict.Map, e strict.Entry, name string) {
	one := newPattern(e.Place)
	one.texts[name] = e.Text
	if !slices.Contains(codes(), e.Text) {
		m.Invalid(p.field, "codes of reasons; "+e.Text+" is none")
	}
	p.list = append(p.list, one)
}

// read takes one text, which must be known.
func (p *pattern) read(m *strict.Map, name string, known []string) {
	text := m.Text(name)
	if text == "" {
		return
	}
	if !slices.Contains(known, text) {
		if len(known) > 20 {
			m.Invalid(name, "the code of a reason")
		} else {
			m.Complain(name, reason.UnknownName, reason.Params{"field": m.Path() + "." + name, "name": text, "known": strings.Join(known, ", ")})
		}
	}
	p.texts[name] = text
}

func codes() []string {
	var list []string
	for _, e := range reason.Catalogue() {
		list = append(list, string(e.Code))
	}
	return list
}

// places lists assets, clusters and the phases that are moved by themselves.
func (s *Scenario) places() []string {
	names := s.movables()
	for _, a := range s.config.Assets {
		if a.PerPhase {
			for k := range 3 {
				names = append(names, site.PhaseName(a.ID, k))
			}
		}
	}
	return names
}

// setpoints lists the channels that take set-points, each once.
func setpoints() []string {
	var list []string
	for _, n := range point.Natures() {
		for _, c := range point.ChannelsOf(n) {
			if c.Kind == point.Setpoint && !slices.Contains(list, c.Name) {
				list = append(list, c.Name)
			}
		}
	}
	return list
}

// found is one cut or event of a line by the names the line has.
type found struct {
	texts   map[string]string
	numbers map[string]float64
}

func (p pattern) matches(f found, tolerance float64) bool {
	for name, text := range p.texts {
		if f.texts[name] != text {
			return false
		}
	}
	for name, number := range p.numbers {
		if abs(f.numbers[name]-number) > tolerance {
			return false
		}
	}
	return true
}

// unmet lists what is missing from the findings, or is there where nothing should be. A finding
// answers for one pattern only.
func (p patterns) unmet(all []found, tolerance float64) []pattern {
	if p.given && len(p.list) == 0 && len(all) > 0 {
		return []pattern{{place: p.place}}
	}
	var missing []pattern
	used := make([]bool, len(all))
	for _, want := range p.list {
		i := 0
		for i < len(all) && (used[i] || !want.matches(all[i], tolerance)) {
			i++
		}
		if i == len(all) {
			missing = append(missing, want)
			continue
		}
		used[i] = true
	}
	return missing
}

// describe says what was wanted and what there is instead.
func (p patterns) describe(want pattern, all []found) string {
	got := make([]string, 0, len(all))
	for _, f := range all {
		got = append(got, f.String())
	}
	if len(got) == 0 {
		got = append(got, "none")
	}
	if want.texts == nil {
		return fmt.Sprintf("%s: want none, got %s", p.field, strings.Join(got, ", "))
	}
	return fmt.Sprintf("%s: want %s, got %s", p.field, found{want.texts, want.numbers}, strings.Join(got, ", "))
}

// String is the finding as a file would write it.
func (f found) String() string {
	var parts []string
	for _, name := range []string{nameAsset, nameChannel, nameBy, nameEvent, nameCode, nameAsked, nameGiven, nameWanted, nameGot, nameBoundBy} {
		if text, ok := f.texts[name]; ok {
			parts = append(parts, name+": "+text)
		}
		if number, ok := f.numbers[name]; ok {
			parts = append(parts, name+": "+line.Decimal(number))
		}
	}
	if f.texts[nameCleared] == "true" {
		parts = append(parts, nameCleared+": true")
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func foundCuts(l line.Line) []found {
	all := make([]found, 0, len(l.Cut))
	for _, c := range l.Cut {
		f := found{
			texts:   map[string]string{nameAsset: c.Asset, nameBy: c.By, nameCode: string(c.Code), nameBoundBy: c.BoundBy},
			numbers: map[string]float64{},
		}
		if c.Asked != nil {
			f.numbers[nameAsked], f.numbers[nameGiven] = unit.Float(*c.Asked, unit.Watt), unit.Float(*c.Given, unit.Watt)
		} else {
			f.texts[nameChannel] = c.Channel
			f.numbers[nameWanted], f.numbers[nameGot] = number(c.Wanted), number(c.Got)
		}
		all = append(all, f)
	}
	return all
}

// number is what line.Decimal has written down.
func number(text json.Number) float64 {
	v, err := text.Float64()
	if err != nil {
		panic(err)
	}
	return v
}

func foundEvents(l line.Line) []found {
	all := make([]found, 0, len(l.Events))
	for _, e := range l.Events {
		f := found{texts: map[string]string{nameEvent: string(e.Code), nameCleared: strconv.FormatBool(e.Cleared)}}
		if e.Asset != "" {
			f.texts[nameAsset] = e.Asset
		}
		all = append(all, f)
	}
	return all
}
