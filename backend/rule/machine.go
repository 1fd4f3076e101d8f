package rule

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"ohmstead/field/formula"
)

// cover is how long a value stands for what follows it: an edge sends what does not change once in so
// long.
const cover = 2 * time.Minute

// grace is how long an instant has to be past before it counts that nothing came until then.
const grace = 10 * time.Second

// maxWindowValues bounds what RATE remembers; of more, every second one is forgotten.
const maxWindowValues = 600

// Sample is one value of one of the rule's channels.
type Sample struct {
	Input  string // the name the rule knows the channel by
	At     time.Time
	Value  float64
	Usable bool // false for a mark that there is no value
}

// Value is what is remembered of a channel.
type Value struct {
	At     time.Time `json:"at"`
	Value  float64   `json:"v"`
	Usable bool      `json:"ok"`
}

// State is what an evaluation remembers between samples. The zero State has seen nothing.
type State struct {
	// Through is the instant up to which samples are evaluated.
	Through time.Time        `json:"through"`
	Values  map[string]Value `json:"values,omitempty"`
	Window  []Value          `json:"window,omitempty"`
	// Known is the last instant at which the condition was known, Since the one from which on it has
	// been met; zero for not.
	Known time.Time `json:"known,omitzero"`
	Since time.Time `json:"since,omitzero"`
	// Usable is the newest instant with a usable value, for ABSENCE.
	Usable time.Time `json:"usable,omitzero"`
	// Raised is when the open alarm was raised; zero for none.
	Raised time.Time `json:"raised,omitzero"`
}

// Turn is the raising or clearing of the alarm.
type Turn struct {
	At     time.Time
	Raise  bool
	Detail string        // what was met, such as "battery0.SOC 9 < 10"
	Absent time.Duration // how long nothing had come, for ABSENCE
}

// Machine evaluates one rule over samples of one site. It has no clock.
type Machine struct {
	rule    Definition
	formula *formula.Formula
	names   []string
}

// NewMachine is a machine for a definition that has passed its check.
func NewMachine(d Definition) (*Machine, error) {
	m := &Machine{rule: d, names: d.names()}
	if d.Kind != Expression {
		return m, nil
	}
	var err error
	m.formula, err = d.parse()
	return m, err
}

// Step takes the next sample, at or after all before it, and says what it leads to.
func (m *Machine) Step(s *State, in Sample) []Turn {
	turns := m.until(s, in.At)
	s.Through = in.At
	if s.Values == nil {
		s.Values = map[string]Value{}
	}
	v := Value{At: in.At, Value: in.Value, Usable: in.Usable && !math.IsNaN(in.Value) && !math.IsInf(in.Value, 0)}
	s.Values[in.Input] = v
	if m.rule.Kind == Absence {
		if v.Usable {
			s.Usable = in.At
			turns = append(turns, m.clear(s, in.At)...)
		}
		return turns
	}
	m.remember(s, v)
	signal, known := m.signal(s, in.At)
	if !known {
		s.Since, s.Known = time.Time{}, time.Time{}
		return turns
	}
	if in.At.Sub(s.Known) > cover {
		s.Since = time.Time{} // what was between is unknown
	}
	s.Known = in.At
	return append(turns, m.judge(s, in.At, signal)...)
}

// Tick says what follows from the time that has passed by now without a sample.
func (m *Machine) Tick(s *State, now time.Time) []Turn { return m.until(s, now.Add(-grace)) }

// until is what happens before an instant by itself: a condition has lasted long enough, by a value
// that still stands, or nothing has come for too long.
func (m *Machine) until(s *State, at time.Time) []Turn {
	if !s.Raised.IsZero() {
		return nil
	}
	var due time.Time
	var detail string
	switch {
	case m.rule.Kind == Absence:
		from := s.Usable
		if from.IsZero() {
			from = s.Through
			s.Usable = from // nothing was ever seen: it counts from the beginning
		}
		if from.IsZero() {
			return nil
		}
		due = from.Add(m.rule.holds())
	case s.Since.IsZero():
		return nil
	default:
		due = s.Since.Add(m.rule.holds())
		if due.After(s.Known.Add(cover)) {
			return nil
		}
		signal, known := m.signal(s, s.Known)
		if !known {
			return nil
		}
		detail = m.detail(s, signal)
	}
	if !due.Before(at) {
		return nil
	}
	return m.raise(s, due, detail)
}

// judge compares a known signal with the condition.
func (m *Machine) judge(s *State, at time.Time, signal float64) []Turn {
	switch met := m.met(signal, !s.Raised.IsZero()); {
	case !met:
		s.Since = time.Time{}
		return m.clear(s, at)
	case !s.Raised.IsZero():
		return nil
	case s.Since.IsZero():
		s.Since = at
	}
	if at.Sub(s.Since) < m.rule.holds() {
		return nil
	}
	return m.raise(s, at, m.detail(s, signal))
}

func (m *Machine) raise(s *State, at time.Time, detail string) []Turn {
	s.Raised = at
	turn := Turn{At: at, Raise: true, Detail: detail}
	if m.rule.Kind == Absence {
		turn.Absent = at.Sub(s.Usable)
	}
	return []Turn{turn}
}

func (m *Machine) clear(s *State, at time.Time) []Turn {
	if s.Raised.IsZero() {
		return nil
	}
	s.Raised, s.Since = time.Time{}, time.Time{}
	return []Turn{{At: at}}
}

// met reports whether the signal meets the condition; while the alarm is open, whether it has not come
// back behind the hysteresis.
func (m *Machine) met(signal float64, open bool) bool {
	back := 0.0
	if open {
		back = m.rule.Hysteresis
	}
	switch {
	case m.rule.Kind == Expression:
		return signal != 0
	case m.rule.Above != nil:
		return signal > *m.rule.Above-back
	default:
		return signal < *m.rule.Below+back
	}
}

// remember keeps the values of the window of RATE: those within it and the newest before it. A mark
// that there is no value, and a gap, begin it anew.
func (m *Machine) remember(s *State, v Value) {
	if m.rule.Kind != Rate {
		return
	}
	if !v.Usable {
		s.Window = nil
		return
	}
	if n := len(s.Window); n > 0 && v.At.Sub(s.Window[n-1].At) > cover {
		s.Window = nil
	}
	s.Window = append(s.Window, v)
	begins := v.At.Add(-m.rule.window())
	for len(s.Window) > 1 && !s.Window[1].At.After(begins) {
		s.Window = s.Window[1:]
	}
	if len(s.Window) > maxWindowValues {
		thinned := s.Window[:0:0]
		for i, w := range s.Window {
			if i%2 == 0 || i == len(s.Window)-1 {
				thinned = append(thinned, w)
			}
		}
		s.Window = thinned
	}
}

// signal is the number that is compared; false where it is unknown.
func (m *Machine) signal(s *State, at time.Time) (float64, bool) {
	switch m.rule.Kind {
	case Expression:
		numbers := make([]float64, len(m.names))
		for i, name := range m.names {
			v, ok := s.Values[name]
			if !ok || !v.Usable || at.Sub(v.At) > cover {
				return 0, false
			}
			numbers[i] = v.Value
		}
		return m.formula.Value(numbers...)
	case Rate:
		if len(s.Window) < 2 {
			return 0, false
		}
		first, last := s.Window[0], s.Window[len(s.Window)-1]
		if last.At.Sub(first.At) < m.rule.window() {
			return 0, false
		}
		return (last.Value - first.Value) / last.At.Sub(first.At).Minutes(), true
	default:
		v := s.Values["value"]
		return v.Value, v.Usable
	}
}

// detail says in numbers what was met.
func (m *Machine) detail(s *State, signal float64) string {
	if m.rule.Kind == Expression {
		parts := make([]string, len(m.names))
		for i, name := range m.names {
			parts[i] = name + " = " + number(s.Values[name].Value)
		}
		return m.rule.Expression + " (" + strings.Join(parts, ", ") + ")"
	}
	compared, limit := ">", m.rule.Above
	if limit == nil {
		compared, limit = "<", m.rule.Below
	}
	per := ""
	if m.rule.Kind == Rate {
		per = "/min"
	}
	return fmt.Sprintf("%s%s %s %s", number(signal), per, compared, number(*limit)+per)
}

// number is a value with at most six significant digits.
func number(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }
