package can

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"ohmstead/edge/driver"
	"ohmstead/field/can"
	"ohmstead/field/document"
)

// Config is what a driver works on.
type Config struct {
	driver.Config
	Library *document.Library
	// Open joins the bus at an address; nil: can.Open.
	Open func(address string, bitRate int) (can.Bus, error)
}

// Driver runs every device of a site on a CAN bus.
type Driver struct {
	lines   []*line
	runners []*driver.Runner
}

// New puts a driver together for the devices of a site that was checked against the library.
func New(cfg Config) (*Driver, error) {
	cfg.Config = cfg.WithDefaults()
	if cfg.Open == nil {
		cfg.Open = can.Open
	}
	d := &Driver{}
	shared := map[string]*line{}
	var faults []error
	for _, dev := range cfg.Site.Config.Devices {
		p, ok := cfg.Library.Profile(dev.Profile)
		if !ok || p.Transport.Protocol != document.CAN {
			continue // another driver's
		}
		b := shared[dev.Address]
		if b == nil {
			b = newLine(cfg, dev)
			shared[dev.Address] = b
			d.lines = append(d.lines, b)
		}
		l, err := newLink(cfg, dev, p, b)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", dev.Place, err))
			continue
		}
		d.runners = append(d.runners, driver.NewRunner(cfg.Config, driver.Spec{Device: dev, Vendor: p.Vendor, Link: l}))
	}
	return d, errors.Join(faults...)
}

// Run listens and sends until ctx ends and returns once nothing of it is left running.
func (d *Driver) Run(ctx context.Context) error {
	open, hangUp := context.WithCancel(context.WithoutCancel(ctx))
	defer hangUp()
	var lines, runners sync.WaitGroup
	for _, b := range d.lines {
		lines.Go(func() { b.run(open) })
	}
	for _, r := range d.runners {
		runners.Go(func() { r.Run(ctx) })
	}
	<-ctx.Done() // without devices too
	runners.Wait()
	hangUp()
	lines.Wait()
	return nil
}
