package site

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/control/grid"
	"ohmstead/edge/control/optimise"
	"ohmstead/edge/control/safety"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
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
		ID:        m.Text("id"),
		Assets:    map[string][]string{},
		Numbers:   map[string]float64{},
		Durations: map[string]time.Duration{},
		Place:     m.Place(),
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
	for _, f := range r.Spec.Fields {
		if f.Required {
			m.Require(f.Name)
		}
		c.readField(m, f, &r)
	}
	m.Done()
	return r
}

func types(specs []control.Spec) string {
	names := make([]string, 0, len(specs))
	for _, s := range specs {
		names = append(names, s.Type)
	}
	return strings.Join(names, ", ")
}

func (c *Config) readField(m *strict.Map, f control.Field, into *Controller) {
	switch f.Kind {
	case control.AssetField:
		if id := m.Text(f.Name); id != "" {
			into.Assets[f.Name] = c.known(m, f, []string{id})
		}
	case control.AssetsField:
		faults := m.Faults()
		into.Assets[f.Name] = c.known(m, f, m.Texts(f.Name))
		if m.Has(f.Name) && len(into.Assets[f.Name]) == 0 && m.Faults() == faults {
			m.Invalid(f.Name, "at least one asset")
		}
	case control.NumberField:
		v := m.Number(f.Name, f.Default)
		if v < f.Min || v > f.Max {
			m.Invalid(f.Name, fmt.Sprintf("%s to %s %s", plain(f.Min), plain(f.Max), f.Unit))
		}
		into.Numbers[f.Name] = v
	case control.DurationField:
		into.Durations[f.Name] = m.Duration(f.Name, f.Lasting)
	}
}

// plain writes a bound without an exponent.
func plain(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// known keeps the ids that are assets of a nature the field allows and complains about the rest,
// unless the list of assets has been complained about already.
func (c *Config) known(m *strict.Map, f control.Field, ids []string) []string {
	var kept []string
	if c.inDoubt {
		return ids
	}
	for k, id := range ids {
		i := slices.IndexFunc(c.Assets, func(a Asset) bool { return a.ID == id })
		switch {
		case i < 0:
			m.Complain(f.Name, reason.UnknownName, reason.Params{"field": m.Path() + "." + f.Name, "name": id, "known": joined(c.assetNames())})
		case slices.Contains(ids[:k], id):
			m.Complain(f.Name, reason.DuplicateName, reason.Params{"field": m.Path() + "." + f.Name, "name": id})
		case c.Assets[i].Nature != "" && !slices.Contains(f.Natures, c.Assets[i].Nature):
			m.Invalid(f.Name, "an asset of nature "+natures(f.Natures)+"; "+id+" is "+string(c.Assets[i].Nature))
		default:
			kept = append(kept, id)
		}
	}
	return kept
}

func natures(list []point.Nature) string {
	names := make([]string, 0, len(list))
	for _, n := range list {
		names = append(names, string(n))
	}
	return strings.Join(names, " or ")
}
