package twin

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"ohmstead/energy/point"
	"ohmstead/field/profile"
	"ohmstead/field/sunspec"
)

// sunspecBase is where the identifier of a twin stands. Source: SunSpec Device Information Model
// Specification, "Modbus map": 40000 is the first of the three known places.
const sunspecBase = 40000

// Rating is what 100 % are in a twin whose profile writes shares, in W.
const Rating = 10000

// Images are the SunSpec models that the profile refers to, by unit: every point it names is
// implemented, scale factors are those of common devices, and what shares are of is Rating. It is empty
// for a profile without SunSpec.
func Images(c *sunspec.Catalogue, p *profile.Profile) (map[uint8]*sunspec.Image, error) {
	needs := map[uint8]map[place]map[string]int{}
	p.Places(func(pl *profile.Place) { note(needs, p, pl) })
	images := map[uint8]*sunspec.Image{}
	for unit, models := range needs {
		im, err := sunspec.NewImage(c, sunspecBase, specs(models))
		if err != nil {
			return nil, fmt.Errorf("build the models of unit %d: %w", unit, err)
		}
		for _, b := range im.Blocks() {
			if err := scaled(b); err != nil {
				return nil, err
			}
		}
		if err := implemented(p, unit, im); err != nil {
			return nil, err
		}
		images[unit] = im
	}
	return images, nil
}

// place is a model behind one of a device's common blocks.
type place struct {
	sub int
	id  uint16
}

// instance finds the number of a repeated group in a point's path, as in "module[4].DCW".
var instance = regexp.MustCompile(`(\w+)\[(\d+)\]`)

// note adds what a place needs: its models, and how often their groups repeat.
func note(needs map[uint8]map[place]map[string]int, p *profile.Profile, pl *profile.Place) {
	if !pl.SunSpec() {
		return
	}
	unit := cmp.Or(pl.Unit, p.Transport.Unit)
	if needs[unit] == nil {
		needs[unit] = map[place]map[string]int{}
	}
	for _, id := range pl.Models {
		k := place{max(pl.SubDevice, 0), id}
		if needs[unit][k] == nil {
			needs[unit][k] = map[string]int{}
		}
		for _, m := range instance.FindAllStringSubmatch(pl.Point, -1) {
			n, _ := strconv.Atoi(m[2]) // digits
			needs[unit][k][m[1]] = max(needs[unit][k][m[1]], n)
		}
	}
}

// specs puts each sub-device's models behind its common block.
func specs(models map[place]map[string]int) []sunspec.Spec {
	keys := slices.SortedFunc(maps.Keys(models), func(a, b place) int { return cmp.Or(cmp.Compare(a.sub, b.sub), cmp.Compare(a.id, b.id)) })
	var out []sunspec.Spec
	for sub := 0; len(keys) > 0; sub++ {
		out = append(out, sunspec.Spec{ID: 1})
		for len(keys) > 0 && keys[0].sub == sub {
			if keys[0].id != 1 {
				out = append(out, sunspec.Spec{ID: keys[0].id, Repeat: models[keys[0]]})
			}
			keys = keys[1:]
		}
	}
	return out
}

// scaled sets every scale factor of a block by the unit of the first point that uses it.
func scaled(b *sunspec.Block) error {
	for i := len(b.Layout.Fields) - 1; i >= 0; i-- {
		f := &b.Layout.Fields[i]
		if f.ScaleAt < 0 {
			continue
		}
		for k := range b.Layout.Fields {
			sf := &b.Layout.Fields[k]
			if sf.Offset != f.ScaleAt {
				continue
			}
			if err := b.Set(sf.Path, exponentFor(f.Point)); err != nil {
				return err
			}
		}
	}
	return nil
}

// exponentFor is a scale factor that common devices use for a unit, and that lets one register hold the
// capacity of a battery.
func exponentFor(p *sunspec.Point) float64 {
	if strings.EqualFold(p.Units, "Wh") && p.Size == 1 {
		return 2
	}
	switch p.Units {
	case "V", "C", "Pct", "%", "% WMax", "% VArMax", "Secs":
		return -1
	case "A", "Hz", "cos()":
		return -2
	case "W", "VA", "var", "Wh", "":
		return 0
	}
	return -1
}

// implemented gives every point that the profile names a value, and what shares are of its rating.
func implemented(p *profile.Profile, unit uint8, im *sunspec.Image) error {
	var fault error
	set := func(pl profile.Place, v float64) {
		if !pl.SunSpec() || cmp.Or(pl.Unit, p.Transport.Unit) != unit || fault != nil {
			return
		}
		for _, b := range im.Blocks() {
			f, ok := b.Layout.Field(pl.Point)
			if !slices.Contains(pl.Models, b.Entry.ID) || !ok || !f.Point.Type.Numeric() || pl.SubDevice >= 0 && b.Entry.Device != pl.SubDevice {
				continue
			}
			if _, has := b.Value(pl.Point); !has || v != 1 {
				fault = b.Set(pl.Point, v)
			}
		}
	}
	p.Places(func(pl *profile.Place) { set(*pl, 1) })
	for _, k := range p.Presence.Remote {
		set(k.Place, k.Value)
	}
	for _, c := range p.Controls {
		if c.PercentOf != nil {
			set(c.PercentOf.Place, Rating/c.PercentOf.Scaling.Scale*unitFactor(c.PercentOf.Scaling.Unit))
		}
	}
	return fault
}

// unitFactor turns watts into the unit a rating is given in.
func unitFactor(u point.Unit) float64 {
	f, ok := point.Convert(1, u, point.Watt)
	if !ok {
		return 1
	}
	return 1 / f
}
