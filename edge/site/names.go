package site

import (
	"regexp"
	"slices"
	"strings"

	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
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

// taken are the names under which cuts are explained by what is no controller, and what each stands
// for.
func taken() map[string]string {
	return map[string]string{"asset": "the asset's own limits", "operator": "what is set by hand", "edge": "the edge's own state"}
}

// checkNames complains about names that stand twice, look wrong or point nowhere.
func (c *Config) checkNames(doc *strict.Document) {
	var devices, controllers []named
	for _, d := range c.Devices {
		devices = append(devices, named{"device key", d.Key, d.Place})
	}
	assets := c.assetNames()
	for _, r := range c.Controllers {
		controllers = append(controllers, named{"controller id", r.ID, r.Place})
	}
	for _, list := range [][]named{devices, append(assets, c.clusterNames()...), controllers} {
		checkUnique(doc, list)
	}
	for _, r := range controllers {
		if what, is := taken()[r.name]; is {
			doc.Complain(r.place, reason.New(reason.InvalidValue, reason.Params{
				"field": r.field, "value": r.name, "want": "another name; this one stands for " + what,
			}))
		}
	}
	c.checkRivals(doc)
	if doubtful(devices) {
		return
	}
	for _, a := range c.Assets {
		if a.Device != "" && !slices.ContainsFunc(devices, func(n named) bool { return n.name == a.Device }) {
			doc.Complain(a.Place, reason.New(reason.UnknownName, reason.Params{
				"field": "device of " + a.ID, "name": a.Device, "known": joined(devices),
			}))
		}
	}
}

// Channel is the catalogue's entry for a full channel name such as "ess0.SOC"; false for a channel
// that none of the assets and clusters has. Once the list of assets has been complained about every name passes
// with the zero Channel, since what is wrong with it cannot be known.
func (c Config) Channel(name string) (point.Channel, bool) {
	id, channel, _ := strings.Cut(name, ".")
	for _, a := range c.Assets {
		if a.ID == id && a.Nature != "" {
			return point.Lookup(a.Nature, channel)
		}
	}
	if k, is := c.cluster(id); is && made(channel) != notAtAll {
		return point.Lookup(k.Nature, channel)
	}
	return point.Channel{}, c.Doubtful()
}

// Doubtful reports whether the list of assets has been complained about, so that what names one of
// them cannot be judged.
func (c Config) Doubtful() bool {
	return c.inDoubt || slices.ContainsFunc(c.Assets, func(a Asset) bool { return a.Nature == "" })
}

// checkRivals complains about two controllers of one type that move different assets by the same
// meter. Each takes the other's asset for load, both answer the whole of it, and the two swing
// between too much and too little. Several assets of one type belong into one controller.
func (c *Config) checkRivals(doc *strict.Document) {
	type at struct{ kind, meter string }
	first := map[at]Controller{}
	for _, r := range c.Controllers {
		moved, what := r.rivalling()
		if len(moved) == 0 || !r.balances() {
			continue // it moves none, or has been complained about already, or looks at no power
		}
		for _, meter := range r.Assets["meter"] {
			before, twice := first[at{r.Spec.Type, meter}]
			others, _ := before.rivalling()
			switch {
			case !twice:
				first[at{r.Spec.Type, meter}] = r
			case !slices.Equal(others, moved):
				doc.Complain(r.Place, reason.New(reason.InvalidValue, reason.Params{
					"field": "meter of " + r.ID, "value": meter,
					"want": "a meter by which no other " + r.Spec.Type + " moves " + what + "; " + before.ID + " does",
				}))
			}
		}
	}
}

// rivalling are the assets that a controller moves by its meter: a battery, or flexible loads.
func (r Controller) rivalling() (assets []string, what string) {
	for _, f := range r.Spec.Fields {
		switch {
		case !f.Moves:
		case f.Name == "ess":
			return r.Assets[f.Name], "another battery"
		case f.Name == "evcs" || r.Spec.Level == envelope.Optimization && f.Name == "assets":
			return r.Assets[f.Name], "other assets"
		}
	}
	return nil, ""
}

// balances reports whether a controller may go by the power of its meter. By a frequency or a voltage
// any number of assets may go: each answers its own part.
func (r Controller) balances() bool {
	for _, f := range r.Spec.Fields {
		if f.Name == "meter" {
			return len(f.Reads) == 0 || slices.ContainsFunc(f.Reads, func(channel string) bool { return strings.HasPrefix(channel, point.ActivePower) })
		}
	}
	return true
}

func (c *Config) assetNames() []named {
	var assets []named
	for _, a := range c.Assets {
		assets = append(assets, named{"asset id", a.ID, a.Place})
	}
	return assets
}

// doubtful reports whether some name is missing, malformed or stands twice: complaints about names that are
// not in the list would only follow from that.
func doubtful(list []named) bool {
	seen := map[string]bool{}
	for _, n := range list {
		if seen[n.name] || !key.MatchString(n.name) {
			return true
		}
		seen[n.name] = true
	}
	return false
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
