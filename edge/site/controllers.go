package site

import (
	"slices"
	"strings"

	"ohmstead/edge/control"
	"ohmstead/edge/control/grid"
	"ohmstead/edge/control/optimise"
	"ohmstead/edge/control/safety"
	"ohmstead/energy/slot"
	"ohmstead/field/strict"
)

// Catalogue lists every controller type a file may name, in class order.
func Catalogue() []control.Spec {
	return []control.Spec{
		safety.SOCLimits(),
		safety.StaleDataGuard(),
		grid.PeakShaving(),
		optimise.SelfConsumption(),
	}
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
			m.Invalid("type", "one of "+types(specs))
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

func types(specs []control.Spec) string {
	names := make([]string, 0, len(specs))
	for _, s := range specs {
		names = append(names, s.Type)
	}
	return strings.Join(names, ", ")
}
