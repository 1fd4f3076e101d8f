package microgrid

import (
	"time"

	"ohmstead/energy/balance"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
	"ohmstead/field/strict"
)

// ID is a field's id, "" where it is absent.
func ID(m *strict.Map, name string) topology.ID { return topology.ID(m.Text(name)) }

// Or is an id, or the one that goes without saying.
func Or(given, usual topology.ID) topology.ID {
	if given == "" {
		return usual
	}
	return given
}

// Enum is a field's value, which must be one of all; "" where it is absent.
func Enum[T ~string](m *strict.Map, name string, all []T) T {
	choices := make([]string, len(all))
	for i, one := range all {
		choices[i] = string(one)
	}
	return T(m.OneOf(name, choices...))
}

// Require complains about each of the fields that is absent.
func Require(m *strict.Map, names ...string) {
	for _, name := range names {
		m.Require(name)
	}
}

// Watts is a field's power in whole watts, 0 where it is absent.
func Watts(m *strict.Map, name string) unit.Power { return unit.Power(m.Whole(name, 0)) }

// MaybeWatts is a field's power, nil where it is absent.
func MaybeWatts(m *strict.Map, name string) *unit.Power {
	if !m.Has(name) {
		return nil
	}
	w := Watts(m, name)
	return &w
}

// Instant is a field's point in time in UTC; the zero time where it is absent or wrong.
func (r Reader) Instant(m *strict.Map, name string) time.Time {
	text := m.Text(name)
	if text == "" {
		return time.Time{}
	}
	if !r.Start.IsZero() {
		if span, err := time.ParseDuration(text); err == nil {
			return r.Start.Add(span)
		}
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	switch {
	case err != nil && r.Start.IsZero():
		m.Invalid(name, "an instant such as 2026-06-01T12:00:00Z")
	case err != nil:
		m.Invalid(name, "a time span since the start such as 1h30m, or an instant such as 2026-06-01T12:00:00Z")
	}
	return t.UTC()
}

// MaybeInstant is a field's point in time, nil where it is absent.
func (r Reader) MaybeInstant(m *strict.Map, name string) *time.Time {
	if !m.Has(name) {
		return nil
	}
	t := r.Instant(m, name)
	return &t
}

// phases is a node's set of phases, as in L1, L1L2 or L1L2L3; all where it is absent.
func phases(m *strict.Map) balance.Phases {
	switch m.OneOf("phases", "L1", "L2", "L3", "L1L2", "L1L3", "L2L3", "L1L2L3") {
	case "L1":
		return balance.L1
	case "L2":
		return balance.L2
	case "L3":
		return balance.L3
	case "L1L2":
		return balance.L1 | balance.L2
	case "L1L3":
		return balance.L1 | balance.L3
	case "L2L3":
		return balance.L2 | balance.L3
	}
	return balance.AllPhases
}

// Currents is a field's three currents in mA, L1 to L3.
func Currents(m *strict.Map, name string) [3]unit.Current {
	var out [3]unit.Current
	numbers := m.Numbers(name)
	if m.Has(name) && len(numbers) != len(out) {
		m.Invalid(name, "three currents, [L1, L2, L3], in mA")
		return out
	}
	for i, v := range numbers {
		out[i] = unit.Current(v)
	}
	return out
}
