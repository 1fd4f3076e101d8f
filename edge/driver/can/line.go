package can

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"

	"ohmstead/edge/site"
	"ohmstead/field/can"
)

// line is one bus that several devices share. Takers are added before it runs.
type line struct {
	address string
	open    func() (can.Bus, error)
	backoff *backoff.ExponentialBackOff
	takers  []func(f can.Frame, at time.Time)

	mu    sync.Mutex
	bus   can.Bus // nil while there is none
	fault error   // why
}

func newLine(cfg Config, dev site.Device) *line {
	b := &line{
		address: dev.Address, fault: errors.New("it was not opened yet"), backoff: backoff.NewExponentialBackOff(),
		open: func() (can.Bus, error) { return cfg.Open(dev.Address, dev.Access.BitRate) },
	}
	b.backoff.InitialInterval, b.backoff.MaxInterval = cfg.BackoffMin, cfg.BackoffMax
	return b
}

// run opens the bus, listens until it breaks, pauses, and so on until ctx ends.
func (b *line) run(ctx context.Context) {
	for ctx.Err() == nil {
		bus, err := b.open()
		if err == nil {
			b.set(bus, nil)
			err = b.listen(ctx, bus)
			err = errors.Join(err, bus.Close())
		}
		b.set(nil, err)
		select {
		case <-ctx.Done():
		case <-time.After(b.backoff.NextBackOff()):
		}
	}
}

func (b *line) set(bus can.Bus, fault error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.bus, b.fault = bus, fault
}

// listen hands frames to the devices until the bus breaks or ctx ends.
func (b *line) listen(ctx context.Context, bus can.Bus) error {
	for {
		f, err := bus.Receive(ctx)
		if err != nil {
			return err
		}
		b.backoff.Reset()
		at := time.Now()
		for _, take := range b.takers {
			take(f, at)
		}
	}
}

// ready is the bus, or why there is none now.
func (b *line) ready() (can.Bus, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.bus == nil {
		return nil, fmt.Errorf("CAN bus %s: %w", b.address, b.fault)
	}
	return b.bus, nil
}
