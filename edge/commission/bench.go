package commission

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"

	"ohmstead/edge/site"
	"ohmstead/energy/reason"
)

// Bounds of one question.
const (
	MostUnits = 32
	MostHold  = 30 * time.Second
	scanMost  = 90 * time.Second
	askMost   = 30 * time.Second
)

// Spot is a device as somebody who commissions it names it.
type Spot struct {
	Address string
	Unit    *uint8 // nil: the profile's
	Profile string
	Nature  string // "" for all that the profile has
}

// Found is a device that a scan met, with the profiles that recognise it, the most particular first.
type Found struct {
	Unit                           uint8
	Vendor, Model, Version, Serial string
	Models                         []uint16 // of SunSpec
	Profiles                       []string
}

// Value is one channel as it was read, in our unit and sign; Quality says whether there is one.
type Value struct {
	Nature, Channel, Unit, Quality string
	Number                         float64
}

// Look is what a device says of itself by a profile.
type Look struct {
	Vendor, Model, Version, Serial, Variant string
	Values                                  []Value
	Writable                                []string // set-point channels that can be tried
}

// Attempt is a set-point to be tried, in the channel's unit and our sign.
type Attempt struct {
	Channel string
	Value   float64
	Hold    time.Duration // how long it stands before it is undone
}

// Tried is what the device reported before, while it stood and after it was undone.
type Tried struct {
	Before, Applied, After Value
}

// Known is a profile that may be chosen.
type Known struct {
	ID, Vendor string
	Models     []string
	Natures    []string
	Port       int
	Unit       uint8
	// OneClient says that the device takes a single connection.
	OneClient bool
}

// Reach asks devices.
type Reach interface {
	Scan(ctx context.Context, address string, units []uint8) ([]Found, error)
	Read(ctx context.Context, s Spot) (Look, error)
	Try(ctx context.Context, s Spot, a Attempt) (Tried, error)
	Profiles() []Known
}

// Config of a bench.
type Config struct {
	// Devices are those of the site file, which the edge drives.
	Devices []site.Device
	Reach   Reach
	// Lookup turns a name into addresses.
	Lookup func(ctx context.Context, host string) ([]netip.Addr, error)
}

// Bench takes one question at a time. It is safe for concurrent use.
type Bench struct {
	config Config
	busy   sync.Mutex
}

// NewBench is a bench on which nothing is under way.
func NewBench(c Config) *Bench { return &Bench{config: c} }

// Profiles are those that may be chosen.
func (b *Bench) Profiles() []Known { return b.config.Reach.Profiles() }

// UsualUnits are the unit ids where devices are found most often.
func UsualUnits() []uint8 { return []uint8{1, 2, 3, 4, 5, 10, 71, 126, 200, 247} }

// Scan asks the units behind an address what they are; nil asks the usual ones. Refusals:
// INVALID_VALUE, NOT_LOCAL, DEVICE_IN_USE, COMMISSIONING_BUSY, DEVICE_SILENT.
func (b *Bench) Scan(ctx context.Context, address string, units []uint8) ([]Found, error) {
	if len(units) == 0 {
		units = UsualUnits()
	}
	if len(units) > MostUnits {
		return nil, reason.Invalid("units", fmt.Sprintf("%d unit ids", len(units)), fmt.Sprintf("at most %d", MostUnits))
	}
	if _, _, err := net.SplitHostPort(address); err != nil {
		return nil, reason.Invalid("address", address, "host:port such as 192.0.2.10:502")
	}
	var found []Found
	err := b.ask(ctx, address, scanMost, func(ctx context.Context, at string) (err error) {
		found, err = b.config.Reach.Scan(ctx, at, units)
		return err
	})
	return found, err
}

// Read reads everything once by a profile. Refusals: as of Scan, and UNKNOWN_NAME for the profile.
func (b *Bench) Read(ctx context.Context, s Spot) (Look, error) {
	var look Look
	s, err := b.complete(s)
	if err != nil {
		return look, err
	}
	err = b.ask(ctx, s.Address, askMost, func(ctx context.Context, at string) (err error) {
		s.Address = at
		look, err = b.config.Reach.Read(ctx, s)
		return err
	})
	return look, err
}

// Try writes a set-point, holds it and undoes it, whatever happens meanwhile. Refusals: as of Read, and
// DEVICE_DRIVEN for a device that the edge drives: its asset is taken by hand instead.
func (b *Bench) Try(ctx context.Context, s Spot, a Attempt) (Tried, error) {
	var tried Tried
	s, err := b.complete(s)
	if err != nil {
		return tried, err
	}
	if a.Hold < time.Second || a.Hold > MostHold {
		return tried, reason.Invalid("seconds", int(a.Hold/time.Second), fmt.Sprintf("1 to %d", int(MostHold/time.Second)))
	}
	if d, driven := b.drives(s); driven {
		return tried, reason.New(reason.DeviceDriven, reason.Params{"device": d.Key})
	}
	err = b.ask(ctx, s.Address, askMost+a.Hold, func(ctx context.Context, at string) (err error) {
		s.Address = at
		tried, err = b.config.Reach.Try(ctx, s, a)
		return err
	})
	return tried, err
}

// complete finds the profile and gives the address its port.
func (b *Bench) complete(s Spot) (Spot, error) {
	all := b.config.Reach.Profiles()
	i := slices.IndexFunc(all, func(k Known) bool { return k.ID == s.Profile })
	if i < 0 {
		return s, reason.New(reason.UnknownName, reason.Params{"field": "profile", "name": s.Profile, "known": fmt.Sprintf("one of %d profiles", len(all))})
	}
	if s.Nature != "" && !slices.Contains(all[i].Natures, s.Nature) {
		return s, reason.Invalid("nature", s.Nature, fmt.Sprintf("one of %v", all[i].Natures))
	}
	if _, _, err := net.SplitHostPort(s.Address); err != nil {
		s.Address = net.JoinHostPort(s.Address, fmt.Sprint(all[i].Port))
	}
	if s.Unit == nil {
		s.Unit = &all[i].Unit
	}
	return s, nil
}

// ask does one question at a time, at an address of the site's own networks, with an end.
func (b *Bench) ask(ctx context.Context, address string, most time.Duration, do func(ctx context.Context, at string) error) error {
	if !b.busy.TryLock() {
		return reason.New(reason.CommissioningBusy, nil)
	}
	defer b.busy.Unlock()
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	at, err := b.local(ctx, address)
	if err != nil {
		return err
	}
	if d, taken := b.alone(address, at); taken {
		return reason.New(reason.DeviceInUse, reason.Params{"address": address, "device": d.Key})
	}
	err = do(ctx, at)
	if err == nil || errors.As(err, new(*reason.Error)) {
		return err
	}
	return reason.Wrap(err, reason.DeviceSilent, reason.Params{"address": address, "detail": err.Error()})
}

// local is an address with its host as a number, which is what is asked: a name cannot lead elsewhere
// between the look and the question. It refuses NOT_LOCAL for what is not of a private network.
func (b *Bench) local(ctx context.Context, address string) (string, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil || host == "" {
		return "", reason.Invalid("address", address, "host:port such as 192.0.2.10:502")
	}
	ips := []netip.Addr{}
	if ip, err := netip.ParseAddr(host); err == nil {
		ips = append(ips, ip)
	} else if ips, err = b.config.Lookup(ctx, host); err != nil || len(ips) == 0 {
		return "", reason.Wrap(err, reason.DeviceSilent, reason.Params{"address": address, "detail": "there is no such name in this network"})
	}
	for _, ip := range ips {
		if ip = ip.Unmap(); !ip.IsLoopback() && !ip.IsPrivate() && !ip.IsLinkLocalUnicast() {
			return "", reason.New(reason.NotLocal, reason.Params{"address": address})
		}
	}
	return net.JoinHostPort(ips[0].Unmap().String(), port), nil
}

// drives is the device of the site file at a spot.
func (b *Bench) drives(s Spot) (site.Device, bool) {
	for _, d := range b.config.Devices {
		if d.Address != s.Address {
			continue
		}
		if unit := b.unitOf(d); unit == nil || *unit == *s.Unit {
			return d, true
		}
	}
	return site.Device{}, false
}

func (b *Bench) unitOf(d site.Device) *uint8 {
	if d.Unit != nil {
		return d.Unit
	}
	for _, k := range b.config.Reach.Profiles() {
		if k.ID == d.Profile {
			return &k.Unit
		}
	}
	return nil
}

// alone is the device of the site file at an address that takes no second connection.
func (b *Bench) alone(address, at string) (site.Device, bool) {
	all := b.config.Reach.Profiles()
	for _, d := range b.config.Devices {
		one := slices.ContainsFunc(all, func(k Known) bool { return k.ID == d.Profile && k.OneClient })
		if one && (d.Address == address || d.Address == at) {
			return d, true
		}
	}
	return site.Device{}, false
}
