package study

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/cycle/state"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/field/strict"
	"ohmstead/study/line"
)

// source is where a channel's readings come from.
type source string

// Sources of readings. The words are what a scenario writes instead of a number.
const (
	fixed  source = ""       // a number that is read anew every cycle
	silent source = "silent" // nothing is read any more; the last value grows old
	stale  source = "stale"  // STALE at once
	bad    source = "bad"    // the device answers that the value is not valid
	plant  source = "plant"  // what the simulated plant does
)

// assignment is one entry of a step's set.
type assignment struct {
	channel string
	source  source
	value   float64
}

// readSteps comes after the plant has been read.
func (s *Scenario) readSteps(root *strict.Map) {
	read := map[string]bool{} // channels that have had a value
	for _, name := range s.plant.drives() {
		read[name] = true
	}
	for _, m := range root.Maps("steps") {
		st := step{at: s.readAt(m), number: len(s.steps) + 1, place: m.Place()}
		st.set = s.readSet(m.Map("set"), read)
		st.expect = s.readExpect(m.Map("expect"))
		st.does = s.readActions(m)
		st.state, st.mode = m.OneOf("expect_state", states()...), m.OneOf("expect_mode", modes()...)
		st.cuts = s.readCutPatterns(m)
		st.events = s.readEventPatterns(m)
		m.Done()
		s.steps = append(s.steps, st)
	}
}

func states() []string {
	var names []string
	for _, one := range state.Meanings() {
		names = append(names, string(one.State))
	}
	return names
}

func modes() []string {
	var names []string
	for _, one := range control.Modes() {
		names = append(names, string(one))
	}
	return names
}

// readAt reads a step's time, which comes a cycle or more after the step before.
func (s *Scenario) readAt(m *strict.Map) time.Duration {
	faults := m.Faults()
	m.Require("at")
	at := m.Duration("at", 0)
	if len(s.steps) == 0 {
		return at
	}
	before := s.steps[len(s.steps)-1].at
	if s.cycles(at) > s.cycles(before) {
		return at
	}
	if m.Faults() == faults {
		m.Invalid("at", fmt.Sprintf("a cycle (%v) or more after the step before, %v", s.config.Cycle, before))
	}
	return before + s.config.Cycle
}

func (s *Scenario) readSet(m *strict.Map, read map[string]bool) []assignment {
	var set []assignment
	for _, name := range m.Keys() {
		m.Known(name)
		channel, ok := s.config.Channel(name)
		switch {
		case !ok:
			m.Complain(name, reason.UnknownChannel, reason.Params{"channel": name})
			continue
		case channel.Kind == point.Setpoint:
			m.Invalid(name, "nothing: a set-point is answered, expect it")
			continue
		case s.derived(name):
			m.Invalid(name, "nothing: a cluster's channel is made of its members'")
			continue
		}
		if a, ok := s.readAssignment(m, name, channel); ok {
			if a.source != fixed && a.source != bad && !read[name] && !s.plant.broken() {
				m.Invalid(name, "a number first: nothing has been read of it yet")
			}
			read[name] = true
			set = append(set, a)
		}
	}
	return set
}

// derived reports whether a channel is a cluster's.
func (s *Scenario) derived(name string) bool {
	id, _, _ := strings.Cut(name, ".")
	return slices.ContainsFunc(s.config.Clusters, func(k site.Cluster) bool { return k.ID == id })
}

func (s *Scenario) readAssignment(m *strict.Map, name string, channel point.Channel) (assignment, bool) {
	a := assignment{channel: name}
	switch v := m.Scalar(name).(type) {
	case float64:
		a.value = v
		return a, true
	case bool:
		if channel.Unit == point.Bool || channel.Unit == "" {
			a.value = truth(v)
			return a, true
		}
	case string:
		a.source = source(v)
		switch a.source {
		case silent, stale, bad:
			return a, true
		case plant:
			if slices.Contains(s.plant.drives(), name) || s.plant.broken() {
				return a, true
			}
			m.Invalid(name, "a channel that the plant drives")
			return a, false
		}
	default:
		if m.Has(name) {
			return a, false // Scalar has complained
		}
	}
	m.Invalid(name, fmt.Sprintf("a number%s, %s, %s or %s", in(channel.Unit), silent, stale, bad))
	return a, false
}

func in(u point.Unit) string {
	if u == "" || u == point.One {
		return ""
	}
	return " in " + string(u)
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// expectation is one entry of a step's expect: a value or a quality.
type expectation struct {
	channel string
	value   float64
	quality point.Quality // when it is the quality that is expected
	judged  bool          // it is
	place   strict.Place
}

func (s *Scenario) readExpect(m *strict.Map) []expectation {
	var expect []expectation
	for _, name := range m.Keys() {
		m.Known(name)
		if _, ok := s.config.Channel(name); !ok {
			m.Complain(name, reason.UnknownChannel, reason.Params{"channel": name})
			continue
		}
		e := expectation{channel: name, place: m.At(name)}
		switch v := m.Scalar(name).(type) {
		case float64:
			e.value = v
		case bool:
			e.value = truth(v)
		case string:
			quality, ok := parseQuality(v)
			if !ok {
				m.Invalid(name, "a number or one of missing, good, uncertain, bad, stale, substituted")
				continue
			}
			e.quality, e.judged = quality, true
		default:
			if !m.Has(name) {
				m.Invalid(name, "a number or a quality such as missing or stale")
			}
			continue
		}
		expect = append(expect, e)
	}
	return expect
}

func parseQuality(name string) (point.Quality, bool) {
	if strings.EqualFold(name, "missing") {
		return point.Missing, true
	}
	return point.ParseQuality(strings.ToUpper(name))
}

// unmet says what a channel's reading is instead of what is expected, "" where they agree.
func (e expectation) unmet(got point.Reading, tolerance float64) string {
	if e.judged {
		if got.Quality == e.quality {
			return ""
		}
		return fmt.Sprintf("%s is %s, want %s", e.channel, described(got), strings.ToLower(e.quality.String()))
	}
	if got.Quality.Usable() && abs(got.Value-e.value) <= tolerance {
		return ""
	}
	return fmt.Sprintf("%s is %s, want %s (tolerance %s)", e.channel, described(got), line.Decimal(e.value), line.Decimal(tolerance))
}

func described(r point.Reading) string {
	if r.Quality.Usable() {
		return line.Decimal(r.Value)
	}
	return strings.ToLower(r.Quality.String())
}

func abs(v float64) float64 { return max(v, -v) }

// failure is one expectation that was not met.
func (s step) failure(place strict.Place, what string) Failure {
	return Failure{Place: place, Step: s.number, At: s.at, What: what}
}

// Failure is an expectation that was not met.
type Failure struct {
	Place strict.Place
	Step  int // from 1
	At    time.Duration
	What  string // channel, got and want
}

// String is the failure in one line.
func (f Failure) String() string {
	return fmt.Sprintf("%s: step %d at %s: %s", f.Place, f.Step, line.Spoken(f.At), f.What)
}
