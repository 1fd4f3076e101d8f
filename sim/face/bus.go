package face

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ohmstead/field/can"
	"ohmstead/field/document"
)

// Bus is a device on a CAN bus, made from the profile that its driver reads. Make it with NewBus,
// then Run it.
type Bus struct {
	*told
	key   string
	bus   can.Bus
	every time.Duration
}

// NewBus puts a device on a bus, which it tells its messages every so often; 0 means once a second.
// A device that is to be kept awake and is not falls silent.
func NewBus(key string, bus can.Bus, twin *document.Twin, every time.Duration) *Bus {
	if every <= 0 {
		every = telling
	}
	return &Bus{told: newTold(twin, time.Now), key: key, bus: bus, every: every}
}

// Run tells and listens until ctx ends, and then leaves the bus.
func (b *Bus) Run(ctx context.Context) error {
	ended := make(chan error, 1)
	go func() { ended <- b.listen(ctx) }()
	ticker := time.NewTicker(b.every)
	defer ticker.Stop()
	for {
		select {
		case err := <-ended:
			return errors.Join(err, b.bus.Close())
		case <-ticker.C:
			if err := b.tell(ctx); err != nil && ctx.Err() == nil {
				return errors.Join(fmt.Errorf("run %s: %w", b.key, err), b.bus.Close(), <-ended)
			}
		}
	}
}

func (b *Bus) listen(ctx context.Context) error {
	for {
		f, err := b.bus.Receive(ctx)
		switch {
		case ctx.Err() != nil || errors.Is(err, can.ErrClosed):
			return nil
		case err != nil:
			return fmt.Errorf("run %s: %w", b.key, err)
		}
		b.hear(document.Message{Frame: f})
	}
}

func (b *Bus) tell(ctx context.Context) error {
	k := b.twin.Plan().Transport.KeepAlive
	if b.failing() == Silent || k != nil && time.Since(b.KeptAlive()) > deafAfter*k.Every {
		return nil
	}
	for i := range b.twin.Plan().Sources {
		f, err := b.frame(i)
		if err != nil {
			return err
		}
		if err := b.bus.Send(ctx, f); err != nil {
			return err
		}
	}
	return nil
}
