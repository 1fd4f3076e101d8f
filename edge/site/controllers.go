package site

import (
	"slices"

	"ohmstead/edge/control"
	"ohmstead/edge/control/auxiliary"
	"ohmstead/edge/control/grid"
	"ohmstead/edge/control/island"
	"ohmstead/edge/control/load"
	"ohmstead/edge/control/manual"
	"ohmstead/edge/control/optimise"
	"ohmstead/edge/control/safety"
	"ohmstead/edge/control/voltage"
	"ohmstead/energy/slot"
	"ohmstead/field/strict"
)

// Catalogue lists every controller type a file may name, in class order.
func Catalogue() []control.Spec {
	specs := slices.Concat(
		safety.Types(),
		[]control.Spec{manual.Override()},
		grid.Types(),
		voltage.Types(),
		island.Types(),
		optimise.Types(),
		load.Types(),
		auxiliary.Types(),
	)
	slices.SortStableFunc(specs, func(a, b control.Spec) int { return int(a.Level) - int(b.Level) })
	return specs
}

// readController reads one controller and its parameters by the catalogue. Assets must stand
// before controllers have been read, in whatever order the file has them.
func (c *Config) readController(m *strict.Map) Controller {
	m.Require("id")
	m.Require("type")
	r := Controller{
		ID: m.Text("id"), Assets: map[string][]string{}, Values: control.NewValues(),
		Rows: map[string][]control.Values{}, Weeks: map[string]slot.Week{}, Place: m.Place(),
	}
	specs := Catalogue()
	i := slices.IndexFunc(specs, func(s control.Spec) bool { return s.Type == m.Text("type") })
	if i < 0 {
		if m.Text("type") != "" {
			m.Invalid("type", "a type of docs/controllers.md such as "+alike(m.Text("type"), specs))
		}
		return r
	}
	r.Spec = specs[i]
	c.readFields(m, r.Spec.Fields, &r)
	r.Weight = r.Spec.Weight
	if r.Spec.Weight > 0 {
		r.Weight = readWeight(m, r.Spec.Weight)
	}
	m.Done()
	return r
}

// readWeight reads the weight of a controller's targets, which every type that files some has.
func readWeight(m *strict.Map, standard int) int {
	weight := m.Whole(control.WeightField, int64(standard))
	if weight < 1 || weight > control.WeightMost {
		m.Invalid(control.WeightField, "1 to 1000")
		return standard
	}
	return int(weight)
}

// alike is the type whose name takes the fewest changes to come from text: what was meant when it
// is a slip, and otherwise an example. There are too many types to list them in one line.
func alike(text string, specs []control.Spec) string {
	best := specs[0].Type
	for _, s := range specs {
		if distance(text, s.Type) < distance(text, best) {
			best = s.Type
		}
	}
	return best
}

// distance is the number of letters to put in, take out or change on the way from a to b.
// Source: Levenshtein, Soviet Physics Doklady 10 (1966) 707. O(len(a)·len(b)).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
