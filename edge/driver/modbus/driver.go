package modbus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"ohmstead/edge/device"
	"ohmstead/edge/image"
	"ohmstead/edge/site"
	"ohmstead/energy/reason"
	bus "ohmstead/field/modbus"
	"ohmstead/field/profile"
	"ohmstead/field/sunspec"
)

// Config is what a driver works on. All fields but the times and Log are needed.
type Config struct {
	Site      *site.Site
	Library   *profile.Library
	Catalogue *sunspec.Catalogue
	Inbox     *image.Inbox
	Orders    *device.Orders
	Board     *device.Board
	Log       *slog.Logger // nil: slog.Default

	// LowEvery is how often values of poll class LOW are read. Default 5 s.
	LowEvery time.Duration
	// BackoffMin and BackoffMax bound the pause before a silent device is tried again; it grows
	// exponentially, with jitter. Defaults 500 ms and 5 s.
	BackoffMin, BackoffMax time.Duration
	// FarewellMax bounds the writing of safe states when Run ends. Default 3 s.
	FarewellMax time.Duration
}

// DefaultLowEvery is how often values of poll class LOW are read.
const DefaultLowEvery = 5 * time.Second

// safeEvery is how often a safety write passes an open breaker.
const safeEvery = time.Second

func (c Config) withDefaults() Config {
	orDefault := func(d *time.Duration, v time.Duration) {
		if *d <= 0 {
			*d = v
		}
	}
	orDefault(&c.LowEvery, DefaultLowEvery)
	orDefault(&c.BackoffMin, 500*time.Millisecond)
	orDefault(&c.BackoffMax, 5*time.Second)
	orDefault(&c.FarewellMax, 3*time.Second)
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return c
}

// Driver runs every device of a site.
type Driver struct {
	cfg     Config
	clients []*bus.Client
	runners []*runner
}

// New checks the site's devices against their profiles and puts a driver together. Faults name the
// place in the site file: UNKNOWN_NAME for a profile that does not exist, INVALID_VALUE for an
// asset whose nature the profile does not have.
func New(cfg Config) (*Driver, error) {
	cfg = cfg.withDefaults()
	if err := Check(cfg.Site.Config, cfg.Library); err != nil {
		return nil, err
	}
	d := &Driver{cfg: cfg}
	endpoints := map[string]*bus.ClientConfig{}
	for _, dev := range cfg.Site.Config.Devices {
		p, _ := cfg.Library.Profile(dev.Profile)
		endpoint(endpoints, dev, p)
	}
	clients := map[string]*bus.Client{}
	for _, dev := range cfg.Site.Config.Devices {
		c := clients[dev.Address]
		if c == nil {
			c = bus.NewClient(*endpoints[dev.Address])
			clients[dev.Address] = c
			d.clients = append(d.clients, c)
		}
		p, _ := cfg.Library.Profile(dev.Profile)
		d.runners = append(d.runners, newRunner(cfg, dev, p, c))
	}
	return d, nil
}

// endpoint widens the configuration of a shared connection to what one more device needs: the
// longest times, the smallest depth.
func endpoint(all map[string]*bus.ClientConfig, dev site.Device, p *profile.Profile) {
	t := p.Transport
	c := all[dev.Address]
	if c == nil {
		c = &bus.ClientConfig{Address: dev.Address, Depth: max(t.Depth, 1)}
		all[dev.Address] = c
	}
	c.Timeout = max(c.Timeout, dev.Timeout, t.Timeout)
	c.ConnectTimeout = max(c.ConnectTimeout, c.Timeout)
	c.ConnectDelay = max(c.ConnectDelay, t.ConnectDelay)
	c.MinGap = max(c.MinGap, t.MinGap)
	c.Depth = min(c.Depth, max(t.Depth, 1))
}

// Check compares a site file's devices and assets with the profiles they name, without any
// connection. All faults are joined, one line each.
func Check(c site.Config, lib *profile.Library) error {
	var faults []error
	profiles := map[string]*profile.Profile{}
	for i, dev := range c.Devices {
		p, ok := lib.Profile(dev.Profile)
		if !ok {
			faults = append(faults, fmt.Errorf("%s: %w", dev.Place, reason.New(reason.UnknownName, reason.Params{
				"field": "devices[" + strconv.Itoa(i) + "].profile", "name": dev.Profile, "known": strings.Join(lib.IDs(), ", "),
			})))
			continue
		}
		profiles[dev.Key] = p
		if !slices.ContainsFunc(c.Assets, func(a site.Asset) bool { return a.Device == dev.Key }) {
			faults = append(faults, fmt.Errorf("%s: %w", dev.Place, reason.New(reason.InvalidValue, reason.Params{
				"field": "devices[" + strconv.Itoa(i) + "].key", "value": strconv.Quote(dev.Key), "want": "a device that some asset names",
			})))
		}
	}
	for _, a := range c.Assets {
		p := profiles[a.Device]
		if p == nil || len(p.Channels(a.Nature)) > 0 {
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

// Offers tells which channels each asset of a site gets from its device, and how often.
func Offers(c site.Config, lib *profile.Library) func(site.Asset) []site.Offer {
	return func(a site.Asset) []site.Offer {
		for _, dev := range c.Devices {
			if dev.Key != a.Device {
				continue
			}
			p, ok := lib.Profile(dev.Profile)
			if !ok {
				return nil
			}
			var offers []site.Offer
			for _, ch := range p.Channels(a.Nature) {
				low, every := p.Rate(a.Nature, ch.Name)
				if low {
					every = max(every, DefaultLowEvery)
				}
				offers = append(offers, site.Offer{Channel: ch.Name, Every: max(every, dev.Poll)})
			}
			return offers
		}
		return nil
	}
}

// Makers tells what each device's profile says of it, by device key.
func Makers(c site.Config, lib *profile.Library) map[string]site.Maker {
	makers := map[string]site.Maker{}
	for _, dev := range c.Devices {
		if p, ok := lib.Profile(dev.Profile); ok {
			makers[dev.Key] = site.Maker{Vendor: p.Vendor, Protocol: "modbus-tcp"}
		}
	}
	return makers
}

// Run polls and writes until ctx ends. Then every controllable asset gets its safe state and what
// the profile writes on release, and Run returns nil once nothing of it is left running.
func (d *Driver) Run(ctx context.Context) error {
	lines, hangUp := context.WithCancel(context.WithoutCancel(ctx))
	var clients, runners sync.WaitGroup
	faults := make(chan error, len(d.clients))
	for _, c := range d.clients {
		clients.Go(func() { faults <- c.Run(lines) })
	}
	for _, r := range d.runners {
		runners.Go(func() { r.run(ctx) })
	}
	runners.Wait()
	hangUp()
	clients.Wait()
	close(faults)
	var all []error
	for err := range faults {
		all = append(all, err)
	}
	return errors.Join(all...)
}

// Stats counts the traffic of each endpoint, by address.
func (d *Driver) Stats() map[string]bus.ClientStats {
	stats := make(map[string]bus.ClientStats, len(d.clients))
	for _, c := range d.clients {
		stats[c.Address()] = c.Stats()
	}
	return stats
}

// HostPort completes an address without a port by the profile's.
func HostPort(address string, p *profile.Profile) string {
	if _, _, err := net.SplitHostPort(address); err == nil {
		return address
	}
	return net.JoinHostPort(address, strconv.Itoa(p.Transport.Port))
}
