package modbus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"

	"ohmstead/edge/driver"
	"ohmstead/edge/site"
	"ohmstead/energy/reason"
	bus "ohmstead/field/modbus"
	"ohmstead/field/profile"
	"ohmstead/field/sunspec"
)

// Config is what a driver works on.
type Config struct {
	driver.Config
	Library   *profile.Library
	Catalogue *sunspec.Catalogue
	// Dial opens connections; nil: the network and serial ports.
	Dial func(ctx context.Context, address string) (io.ReadWriteCloser, error)
}

// Profiles are the library's profiles as the edge knows them beside those of other protocols.
func Profiles(lib *profile.Library) []driver.Profile {
	var out []driver.Profile
	for _, id := range lib.IDs() {
		p, _ := lib.Profile(id)
		out = append(out, driver.Profile{
			ID: id, Vendor: p.Vendor, Protocol: string(site.Modbus), Natures: p.Natures, Channels: p.Channels, Rate: p.Rate,
		})
	}
	return out
}

// Driver runs every device of a site.
type Driver struct {
	clients []*bus.Client
	runners []*driver.Runner
}

// New puts a driver together for the devices of a site that was checked against the library.
func New(cfg Config) *Driver {
	cfg.Config = cfg.WithDefaults()
	d := &Driver{}
	endpoints := map[string]*bus.ClientConfig{}
	for _, dev := range cfg.Site.Config.Devices {
		if p, ok := cfg.Library.Profile(dev.Profile); ok {
			endpoint(endpoints, dev, p)
			if cfg.Dial != nil {
				endpoints[dev.Address].Dial = cfg.Dial
			}
		}
	}
	clients := map[string]*bus.Client{}
	for _, dev := range cfg.Site.Config.Devices {
		p, ok := cfg.Library.Profile(dev.Profile)
		if !ok {
			continue // another driver's
		}
		c := clients[dev.Address]
		if c == nil {
			c = bus.NewClient(*endpoints[dev.Address])
			clients[dev.Address] = c
			d.clients = append(d.clients, c)
		}
		d.runners = append(d.runners, runner(cfg, dev, newLink(cfg, dev, p, c)))
	}
	return d
}

// endpoint widens the configuration of a shared connection to what one more device needs: the
// longest times, the smallest depth.
func endpoint(all map[string]*bus.ClientConfig, dev site.Device, p *profile.Profile) {
	t := p.Transport
	c := all[dev.Address]
	if c == nil {
		c = &bus.ClientConfig{Address: dev.Address, Depth: max(t.Depth, 1)}
		reach(c, dev, t)
		all[dev.Address] = c
	}
	c.Timeout = max(c.Timeout, dev.Timeout, t.Timeout)
	c.ConnectTimeout = max(c.ConnectTimeout, c.Timeout)
	c.ConnectDelay = max(c.ConnectDelay, t.ConnectDelay)
	c.MinGap = max(c.MinGap, t.MinGap)
	c.Depth = min(c.Depth, max(t.Depth, 1))
}

// reach says how frames travel to the endpoint; Check holds that all devices there agree.
func reach(c *bus.ClientConfig, dev site.Device, t profile.Transport) {
	switch dev.Transport {
	case site.RTUOverTCP:
		c.Framing = bus.RTU
	case site.RTU:
		line := lineOf(dev, t)
		c.Framing, c.Baud, c.UnitGap = bus.RTU, line.Baud, dev.Serial.UnitGap
		c.Dial = bus.DialSerial(line)
	}
}

// lineOf is how a device's serial line is set: by the site file, else by the profile.
func lineOf(dev site.Device, t profile.Transport) bus.SerialConfig {
	line := t.Serial
	if dev.Serial.Baud != 0 {
		line.Baud = dev.Serial.Baud
	}
	if dev.Serial.Parity != "" {
		line.Parity = bus.Parity(dev.Serial.Parity)
	}
	if dev.Serial.StopBits != 0 {
		line.StopBits = dev.Serial.StopBits
	}
	return line.WithDefaults()
}

// Check complains about devices whose transport does not fit their profile, and about two on one
// serial line whose settings, by file or profile, differ. All faults are joined, one line each.
func Check(c site.Config, lib *profile.Library) error {
	var faults []error
	complain := func(dev site.Device, field, value, want string) {
		faults = append(faults, fmt.Errorf("%s: %w", dev.Place, reason.New(reason.InvalidValue, reason.Params{
			"field": field + " of " + dev.Key, "value": value, "want": want,
		})))
	}
	first := map[string]site.Device{}
	lines := map[string]bus.SerialConfig{}
	for _, dev := range c.Devices {
		p, ok := lib.Profile(dev.Profile)
		if ok && !p.HasVariant(dev.Variant) {
			complain(dev, "variant", dev.Variant, "one that profile "+p.ID+" has: "+strings.Join(p.VariantNames(), ", "))
		}
		if !ok || dev.Transport == site.TCP {
			continue
		}
		if !p.Transport.RTU {
			complain(dev, "transport", string(dev.Transport), "tcp, the only one profile "+p.ID+" has")
			continue
		}
		if dev.Transport != site.RTU {
			continue
		}
		line := lineOf(dev, p.Transport)
		if before, shared := first[dev.Address]; !shared {
			first[dev.Address], lines[dev.Address] = dev, line
		} else if line != lines[dev.Address] {
			complain(dev, "serial", line.String(), lines[dev.Address].String()+", as "+before.Key+" on the same line has")
		}
	}
	return errors.Join(faults...)
}

func runner(cfg Config, dev site.Device, l *link) *driver.Runner {
	spec := driver.Spec{Device: dev, Vendor: l.profile.Vendor, Link: l}
	if w := l.profile.Watchdog; w.Kind == profile.AnyRequest {
		spec.PollMax = w.Period
		l.poll = min(l.poll, w.Period)
	}
	return driver.NewRunner(cfg.Config, spec)
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
		runners.Go(func() { r.Run(ctx) })
	}
	<-ctx.Done() // without devices too
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

// HostPort completes an address without a port by the profile's; a serial port has none.
func HostPort(address string, t site.Transport, p *profile.Profile) string {
	if t == site.RTU {
		return address
	}
	if _, _, err := net.SplitHostPort(address); err == nil {
		return address
	}
	return net.JoinHostPort(address, strconv.Itoa(p.Transport.Port))
}
