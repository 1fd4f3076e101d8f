package http

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"ohmstead/edge/driver"
	"ohmstead/field/document"
)

// Config is what a driver works on.
type Config struct {
	driver.Config
	Library *document.Library
}

// Driver runs every HTTP device of a site.
type Driver struct {
	links   []*link
	runners []*driver.Runner
}

// New puts a driver together for the devices of a site that was checked against the library. It
// reads the files of their secrets; one that cannot be read is a fault, with the device's place.
func New(cfg Config) (*Driver, error) {
	cfg.Config = cfg.WithDefaults()
	d := &Driver{}
	var faults []error
	for _, dev := range cfg.Site.Config.Devices {
		p, ok := cfg.Library.Profile(dev.Profile)
		if !ok || p.Transport.Protocol != document.HTTP {
			continue // another driver's
		}
		l, err := newLink(cfg, dev, p)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", dev.Place, err))
			continue
		}
		d.links = append(d.links, l)
		d.runners = append(d.runners, driver.NewRunner(cfg.Config, driver.Spec{Device: dev, Vendor: p.Vendor, Link: l}))
	}
	return d, errors.Join(faults...)
}

// Run polls and sends until ctx ends. Then every controllable asset gets its safe state and what the
// profile sends on release, and Run returns nil once nothing of it is left running.
func (d *Driver) Run(ctx context.Context) error {
	var running sync.WaitGroup
	for _, r := range d.runners {
		running.Go(func() { r.Run(ctx) })
	}
	<-ctx.Done() // without devices too
	running.Wait()
	for _, l := range d.links {
		l.client.close()
	}
	return nil
}
