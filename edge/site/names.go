package site

import (
	"regexp"
	"slices"
	"strings"

	"ohmstead/energy/reason"
	"ohmstead/field/strict"
)

// key is what ids of assets, devices and controllers look like: they become part of channel names
// and subjects.
var key = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9_-]{0,62}$`)

// named is one use of a name in the file.
type named struct {
	field, name string
	place       strict.Place
}

// checkNames complains about names that stand twice, look wrong or point nowhere.
func (c *Config) checkNames(doc *strict.Document) {
	var devices, assets, controllers []named
	for _, d := range c.Devices {
		devices = append(devices, named{"device key", d.Key, d.Place})
	}
	for _, a := range c.Assets {
		assets = append(assets, named{"asset id", a.ID, a.Place})
	}
	for _, r := range c.Controllers {
		controllers = append(controllers, named{"controller id", r.ID, r.Place})
	}
	for _, list := range [][]named{devices, assets, controllers} {
		checkUnique(doc, list)
	}
	for _, a := range c.Assets {
		if a.Device != "" && !slices.ContainsFunc(devices, func(n named) bool { return n.name == a.Device }) {
			doc.Complain(a.Place, reason.New(reason.UnknownName, reason.Params{
				"field": "device of " + a.ID, "name": a.Device, "known": joined(devices),
			}))
		}
	}
}

func checkUnique(doc *strict.Document, list []named) {
	seen := map[string]bool{}
	for _, n := range list {
		if n.name == "" {
			continue
		}
		if seen[n.name] {
			doc.Complain(n.place, reason.New(reason.DuplicateName, reason.Params{"field": n.field, "name": n.name}))
		}
		seen[n.name] = true
		if !key.MatchString(n.name) {
			doc.Complain(n.place, reason.New(reason.InvalidValue, reason.Params{
				"field": n.field, "value": n.name, "want": "a letter, then letters, digits, _ or -, at most 63 in all",
			}))
		}
	}
}

// joined lists names for a complaint.
func joined(list []named) string {
	names := make([]string, 0, len(list))
	for _, n := range list {
		names = append(names, n.name)
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
