package driver

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"ohmstead/edge/site"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

// Profile is what the edge has to know of a device's profile, whatever protocol it is written for.
type Profile struct {
	ID, Vendor string
	Protocol   string
	Natures    []point.Nature
	// Channels lists the channels an asset of a nature gets, set-points and read-backs included.
	Channels func(point.Nature) []point.Channel
	// Rate is how a channel is polled: whether in class LOW, and its least interval.
	Rate func(nature point.Nature, channel string) (low bool, interval time.Duration)
	// Check is what else the profile wants of a device and its assets; nil: nothing. Field is the
	// device's place in the file, as in "devices[0]".
	Check func(field string, dev site.Device, assets []site.Asset) error
}

// Library holds the profiles of all protocols by id.
type Library map[string]Profile

// NewLibrary puts lists of profiles together. An id that stands in two of them is refused with
// DUPLICATE_NAME.
func NewLibrary(lists ...[]Profile) (Library, error) {
	l := Library{}
	for _, list := range lists {
		for _, p := range list {
			if _, ok := l[p.ID]; ok {
				return nil, reason.New(reason.DuplicateName, reason.Params{"field": "profile", "name": p.ID})
			}
			l[p.ID] = p
		}
	}
	return l, nil
}

// IDs lists the profiles in alphabetical order.
func (l Library) IDs() []string {
	ids := make([]string, 0, len(l))
	for id := range l {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// Check compares a site file's devices and assets with the profiles they name, without any
// connection: UNKNOWN_NAME for a profile that does not exist, INVALID_VALUE for a device that no
// asset names and for an asset whose nature the profile does not have. All faults are joined, one
// line each, with their place in the file.
func (l Library) Check(c site.Config) error {
	var faults []error
	for i, dev := range c.Devices {
		if err := l.device(c, dev, "devices["+strconv.Itoa(i)+"]"); err != nil {
			faults = append(faults, placed(dev, err)...)
		}
	}
	for _, a := range c.Assets {
		p, ok := l.of(c, a)
		if !ok || len(p.Channels(a.Nature)) > 0 {
			continue
		}
		natures := make([]string, len(p.Natures))
		for i, n := range p.Natures {
			natures[i] = string(n)
		}
		faults = append(faults, fmt.Errorf("%s: %w", a.Place, reason.New(reason.InvalidValue, reason.Params{
			"field": "nature of " + a.ID, "value": string(a.Nature), "want": "one of " + strings.Join(natures, ", ") + ", which profile " + p.ID + " has",
		})))
	}
	return errors.Join(faults...)
}

// device compares one device with its profile.
func (l Library) device(c site.Config, dev site.Device, field string) error {
	p, ok := l[dev.Profile]
	if !ok {
		return reason.New(reason.UnknownName, reason.Params{"field": field + ".profile", "name": dev.Profile, "known": l.like(dev.Profile)})
	}
	var assets []site.Asset
	for _, a := range c.Assets {
		if a.Device == dev.Key {
			assets = append(assets, a)
		}
	}
	switch {
	case string(dev.Protocol()) != p.Protocol:
		return reason.New(reason.InvalidValue, reason.Params{
			"field": field + ".address", "value": strconv.Quote(dev.Address),
			"want": site.Protocol(p.Protocol).Form() + ", for profile " + p.ID,
		})
	case len(assets) == 0:
		return reason.New(reason.InvalidValue, reason.Params{"field": field + ".key", "value": strconv.Quote(dev.Key), "want": "a device that some asset names"})
	case p.Check != nil:
		return p.Check(field, dev, assets)
	}
	return nil
}

// like names the profiles that may have been meant: there are too many for one line.
func (l Library) like(name string) string {
	var near []string
	for _, id := range l.IDs() {
		first, _, _ := strings.Cut(id, "-")
		wanted, _, _ := strings.Cut(name, "-")
		if wanted != "" && (strings.Contains(id, name) || strings.HasPrefix(first, wanted) || strings.HasPrefix(wanted, first)) {
			near = append(near, id)
		}
	}
	if len(near) == 0 {
		return "those of docs/device-profiles.md and docs/connect-devices.md"
	}
	return strings.Join(near, ", ")
}

// placed puts the device's place in the file before each fault.
func placed(dev site.Device, err error) []error {
	faults := []error{err}
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		faults = several.Unwrap()
	}
	for i, fault := range faults {
		faults[i] = fmt.Errorf("%s: %w", dev.Place, fault)
	}
	return faults
}

// of is the profile of an asset's device.
func (l Library) of(c site.Config, a site.Asset) (Profile, bool) {
	for _, dev := range c.Devices {
		if dev.Key == a.Device {
			p, ok := l[dev.Profile]
			return p, ok
		}
	}
	return Profile{}, false
}

// Offers tells which channels each asset of a site gets from its device, and how often.
func (l Library) Offers(c site.Config) func(site.Asset) []site.Offer {
	return func(a site.Asset) []site.Offer {
		p, ok := l.of(c, a)
		if !ok {
			return nil
		}
		i := slices.IndexFunc(c.Devices, func(d site.Device) bool { return d.Key == a.Device })
		var offers []site.Offer
		for _, ch := range p.Channels(a.Nature) {
			low, every := p.Rate(a.Nature, ch.Name)
			if low {
				every = max(every, DefaultLowEvery)
			}
			offers = append(offers, site.Offer{Channel: ch.Name, Every: max(every, c.Devices[i].Poll)})
		}
		return offers
	}
}

// Makers tells what each device's profile says of it, by device key.
func (l Library) Makers(c site.Config) map[string]site.Maker {
	makers := map[string]site.Maker{}
	for _, dev := range c.Devices {
		if p, ok := l[dev.Profile]; ok {
			makers[dev.Key] = site.Maker{Vendor: p.Vendor, Protocol: p.Protocol}
		}
	}
	return makers
}
