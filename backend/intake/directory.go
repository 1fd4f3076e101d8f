package intake

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
)

// Directory finds channels by what readings call them: the key of an asset, its id, or the key of
// the device an asset speaks through, and the name of a channel or an alias of it.
type Directory struct {
	channels map[string]map[string]registry.Channel // by asset key, by name
	assets   map[string][]registry.Asset            // by key of asset or device, and by id
	byKey    map[int32]registry.Channel
	computed map[int32]bool // by channel key
}

// NewDirectory is the directory of a site, of whose channels some are computed, by key.
func NewDirectory(assets []registry.Asset, channels []registry.Channel, computed []int32) Directory {
	d := Directory{
		channels: map[string]map[string]registry.Channel{}, assets: map[string][]registry.Asset{},
		byKey: map[int32]registry.Channel{}, computed: make(map[int32]bool, len(computed)),
	}
	for _, key := range computed {
		d.computed[key] = true
	}
	for _, a := range assets {
		if a.Device != "" && a.Device != a.Key {
			d.assets[a.Device] = append(d.assets[a.Device], a)
		}
	}
	for _, a := range assets {
		d.assets[a.Key] = []registry.Asset{a} // an asset's own key wins over a device of the same name
		d.channels[a.Key] = map[string]registry.Channel{}
		if a.ID != uuid.Nil {
			d.assets[a.ID.String()] = []registry.Asset{a}
		}
	}
	for _, c := range channels {
		if d.channels[c.Asset] == nil {
			d.channels[c.Asset] = map[string]registry.Channel{}
		}
		d.channels[c.Asset][c.Name] = c
		d.byKey[c.Key] = c
	}
	return d
}

// match is the channel a reading is of, and the alias it was called by, if it was.
type match struct {
	channel registry.Channel
	alias   alias
}

// find is the one channel a reading is of: UNKNOWN_DEVICE, UNKNOWN_CHANNEL, CHANNEL_COMPUTED;
// INVALID_VALUE where the asset is not what the reading says, or the device speaks for several assets that have it.
func (d Directory) find(r Reading) (match, *reason.Error) {
	assets, ok := d.assets[r.Device]
	if !ok {
		return match{}, reason.New(reason.UnknownDevice, reason.Params{"device": shorten(r.Device)})
	}
	var found match
	var few [4]string
	owners := few[:0]
	for _, a := range assets {
		if !isA(a, r.Component) {
			continue
		}
		if m, ok := d.channelOf(a, r.Channel); ok {
			found = m
			owners = append(owners, a.Key)
		}
	}
	switch {
	case len(owners) > 1:
		return match{}, reason.New(reason.InvalidValue, reason.Params{"field": "device", "value": shorten(r.Device), "want": "the asset that is meant: " + strings.Join(owners, " or ")})
	case len(owners) == 1 && d.computed[found.channel.Key]:
		return match{}, reason.New(reason.ChannelComputed, reason.Params{"channel": found.channel.Asset + "." + found.channel.Name})
	case len(owners) == 1:
		return found, nil
	case !slices.ContainsFunc(assets, func(a registry.Asset) bool { return isA(a, r.Component) }):
		return match{}, reason.New(reason.InvalidValue, reason.Params{"field": "component", "value": shorten(r.Component), "want": "what " + shorten(r.Device) + " is: " + naturesOf(assets)})
	}
	return match{}, reason.New(reason.UnknownChannel, reason.Params{"channel": shorten(r.Device + "." + r.Channel)})
}

// lastFound is a directory that remembers what it has found last: a batch often has one channel's
// readings after another's.
type lastFound struct {
	Directory
	of    Reading
	known bool
	match match
}

func (l *lastFound) find(r Reading) (match, *reason.Error) {
	if l.known && l.of.Device == r.Device && l.of.Component == r.Component && l.of.Channel == r.Channel {
		return l.match, nil
	}
	found, refusal := l.Directory.find(r)
	l.of, l.match, l.known = r, found, refusal == nil
	return found, refusal
}

func (d Directory) channelOf(a registry.Asset, name string) (match, bool) {
	if c, ok := d.channels[a.Key][name]; ok {
		return match{channel: c}, true
	}
	known, ok := aliases[name]
	if !ok || !known.fits(a) {
		return match{}, false
	}
	for _, target := range known.channels {
		if c, ok := d.channels[a.Key][target]; ok {
			return match{channel: c, alias: known}, true
		}
	}
	return match{}, false
}

func naturesOf(assets []registry.Asset) string {
	var names []string
	for _, a := range assets {
		if !slices.Contains(names, a.Nature) {
			names = append(names, a.Nature)
		}
	}
	return strings.Join(names, " or ")
}
