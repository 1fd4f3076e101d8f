package mqtt

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"ohmstead/edge/driver"
	"ohmstead/edge/site"
	"ohmstead/field/document"
)

// Config is what a driver works on.
type Config struct {
	driver.Config
	Library *document.Library
}

// Driver runs every MQTT device of a site.
type Driver struct {
	brokers []*broker
	runners []*driver.Runner
}

// reach is what devices must share to share a connection.
type reach struct {
	address string
	access  site.Access
}

// New puts a driver together for the devices of a site that was checked against the library. It
// reads the files of their secrets; one that cannot be read is a fault, with the device's place.
func New(cfg Config) (*Driver, error) {
	cfg.Config = cfg.WithDefaults()
	d := &Driver{}
	shared := map[reach]*broker{}
	var faults []error
	for _, dev := range cfg.Site.Config.Devices {
		p, ok := cfg.Library.Profile(dev.Profile)
		if !ok || p.Transport.Protocol != document.MQTT {
			continue // another driver's
		}
		key := reach{dev.Address, dev.Access}
		b := shared[key]
		if b == nil {
			var err error
			if b, err = newBroker(cfg, dev); err != nil {
				faults = append(faults, fmt.Errorf("%s: %w", dev.Place, err))
				continue
			}
			shared[key] = b
			d.brokers = append(d.brokers, b)
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

// Run listens and sends until ctx ends. Then every controllable asset gets its safe state and what
// the profile sends on release, the connections are closed, and Run returns once nothing of it is
// left running.
func (d *Driver) Run(ctx context.Context) error {
	lines, hangUp := context.WithCancel(context.WithoutCancel(ctx))
	defer hangUp()
	var brokers, runners sync.WaitGroup
	faults := make(chan error, len(d.brokers))
	for _, b := range d.brokers {
		brokers.Go(func() { faults <- b.run(lines) })
	}
	for _, r := range d.runners {
		runners.Go(func() { r.Run(ctx) })
	}
	<-ctx.Done() // without devices too
	runners.Wait()
	hangUp()
	brokers.Wait()
	close(faults)
	var all []error
	for err := range faults {
		all = append(all, err)
	}
	return errors.Join(all...)
}
