package virtual

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/registry"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/field/formula"
)

// Bounds of a definition.
const (
	maxInputs = 10
	minAge    = time.Second
	maxAge    = 15 * time.Minute
)

// Draft is a virtual channel as a person writes it.
type Draft struct {
	// Name is asset.channel: the asset that it belongs to, and a name that no measured channel has.
	Name string
	// Unit is the canonical unit of the result; "" for the one the formula has.
	Unit string
	Definition
}

// Definition is how a virtual channel is computed.
type Definition struct {
	Formula string
	// Inputs are the channels, as asset.channel, by the names they have in the formula.
	Inputs map[string]string
	// MaxAge is how long a value of an input holds until its next.
	MaxAge time.Duration
}

// Channel is a virtual channel as it is kept.
type Channel struct {
	ID      uuid.UUID
	Version int64
	Site    uuid.UUID
	Key     int32 // of the channel that is computed
	Draft
	// From is the instant from which on it is computed as it is.
	From    time.Time
	Changed time.Time
}

// Ready is a draft that has passed its check, with its formula read and its inputs found.
type Ready struct {
	Draft
	Asset, Channel string
	// Sources are the inputs in the order of the formula's names.
	Sources []registry.Channel
	formula *formula.Formula
}

// channelName is what comes behind the asset's key.
var channelName = regexp.MustCompile(`^[A-Z][A-Za-z0-9_]{0,63}$`)

// Check reads a draft against the channels of its site and its other virtual channels: MISSING_FIELD,
// INVALID_VALUE, UNKNOWN_CHANNEL. assets are the keys of the site's assets.
func (d Draft) Check(assets []string, channels []registry.Channel, others []Channel) (Ready, error) {
	r := Ready{Draft: d}
	r.Asset, r.Channel, _ = strings.Cut(d.Name, ".")
	switch {
	case d.Name == "":
		return r, reason.New(reason.MissingField, reason.Params{"field": "name"})
	case !slices.Contains(assets, r.Asset):
		return r, reason.Invalid("name", d.Name, "an asset of the site, a dot and a name, such as meter0.HouseLoad")
	case !channelName.MatchString(r.Channel):
		return r, reason.Invalid("name", d.Name, "behind the dot a capital letter, then letters, digits and _")
	case measured(r.Channel):
		return r, reason.Invalid("name", d.Name, "a name that no measured channel has: "+r.Channel+" is measured")
	case d.MaxAge < minAge || d.MaxAge > maxAge:
		return r, reason.Invalid("max_age_seconds", int(d.MaxAge/time.Second), "1 to 900")
	case len(d.Inputs) == 0 || len(d.Inputs) > maxInputs:
		return r, reason.Invalid("inputs", fmt.Sprint(len(d.Inputs), " channels"), fmt.Sprintf("1 to %d channels, each with a name", maxInputs))
	}
	if err := d.acyclic(others); err != nil {
		return r, err
	}
	units := map[string]string{}
	for _, name := range d.Names() {
		at := slices.IndexFunc(channels, func(c registry.Channel) bool { return c.Asset+"."+c.Name == d.Inputs[name] })
		if at < 0 {
			return r, reason.New(reason.UnknownChannel, reason.Params{"channel": d.Inputs[name]})
		}
		if channels[at].Kind == string(point.Interval) {
			return r, reason.Invalid("inputs", d.Inputs[name], "a channel with samples: of this one people bring the energy of whole intervals")
		}
		r.Sources = append(r.Sources, channels[at])
		units[name] = channels[at].Unit
	}
	var err error
	if r.formula, err = formula.Parse(d.Formula, d.Names()...); err != nil {
		return r, reason.Invalid("formula", d.Formula, "arithmetic over the names of inputs, such as grid - ev: "+err.Error())
	}
	return r.checkUnit(units)
}

// measured reports whether a channel of this name is one of the catalogue's.
func measured(name string) bool {
	return slices.ContainsFunc(point.Natures(), func(n point.Nature) bool {
		_, is := point.Lookup(n, name)
		return is
	})
}

func (r Ready) checkUnit(units map[string]string) (Ready, error) {
	has, err := r.formula.Unit(units)
	switch {
	case err != nil:
		return r, reason.Invalid("formula", r.Formula, "units that go together: "+err.Error())
	case has == "" && r.Unit == "":
		return r, reason.Invalid("unit", "none", "a unit: the formula does not say which its result has")
	case has == "" && !canonical(r.Unit):
		return r, reason.Invalid("unit", r.Unit, "a canonical unit such as W or VA")
	case has != "" && r.Unit != "" && r.Unit != has:
		return r, reason.Invalid("unit", r.Unit, has+", which the formula has")
	case has != "":
		r.Unit = has
	}
	return r, nil
}

func canonical(unit string) bool {
	return slices.Contains([]point.Unit{
		point.Watt, point.Var, point.VoltAmpere, point.WattHour, point.Volt, point.Ampere, point.Hertz, point.Celsius,
		point.Percent, point.Second, point.Hour, point.Kilogram, point.Degree, point.One,
	}, point.Unit(unit))
}

// acyclic refuses INVALID_VALUE with the way around where a draft would be computed from itself.
func (d Draft) acyclic(others []Channel) error {
	if path := cycle(d, others); path != nil {
		return reason.Invalid("inputs", strings.Join(path, " → "), "channels that are not computed from this one")
	}
	return nil
}

// cycle is the way from a draft back to itself through channels that are computed; nil without one.
func cycle(d Draft, others []Channel) []string {
	inputs := map[string][]string{}
	for _, o := range others {
		if o.Name != d.Name {
			inputs[o.Name] = o.sorted()
		}
	}
	inputs[d.Name] = d.sorted()
	seen := map[string]bool{}
	var walk func(at string, path []string) []string
	walk = func(at string, path []string) []string {
		path = append(path, at)
		if at == d.Name && len(path) > 1 {
			return path
		}
		if seen[at] {
			return nil
		}
		seen[at] = true
		for _, next := range inputs[at] {
			if found := walk(next, path); found != nil {
				return found
			}
		}
		return nil
	}
	return walk(d.Name, nil)
}

// sorted are the channels of the inputs, in order.
func (d Definition) sorted() []string {
	return slices.Sorted(maps.Values(d.Inputs))
}

// Names are those of the inputs, in order.
func (d Definition) Names() []string {
	return slices.Sorted(maps.Keys(d.Inputs))
}
