package face

import (
	"context"
	"fmt"
	"sync"
	"time"

	"ohmstead/field/modbus"
	"ohmstead/sim/plant"
)

// device is what makes one twin different from another: its registers and what writing them does.
// Its methods are called under the twin's lock, traits excepted.
type device interface {
	// show sets the registers to this instant. With blank set, measured values become "not
	// implemented".
	show(now plant.Truth, blank bool) error
	// read answers a read of registers, or refuses it with a modbus.Exception.
	read(r modbus.Request, dst []uint16) error
	// take carries out a write to holding registers, or refuses it with a modbus.Exception.
	take(w *Live, r modbus.Request, regs []uint16) error
	// traits are the device's limits.
	traits() traits
}

// traits are limits that a device enforces on its clients.
type traits struct {
	unit         uint8
	registersMax int // most registers in one read
	clientsMax   int // most connections
	// writeOne says that single-register writes (function 6) are taken, writeMany that function 16 is.
	writeOne, writeMany bool
}

// Twin is one device of the plant on a TCP port of its own. Make it with one of the constructors,
// then Run it.
type Twin struct {
	key     string
	device  device
	live    *Live
	address string
	seed    uint64
	first   *modbus.Server // bound by the constructor, run first

	mu     sync.Mutex
	fault  Fault
	delay  time.Duration
	shown  bool // the device has been shown once
	guise  guise
	change context.CancelFunc // ends the present guise
	done   <-chan struct{}    // closed when the present guise ends
}

// Config places one twin.
type Config struct {
	// Key names the device, as in "grid-meter".
	Key string
	// Listen is host:port; port 0 takes a free one.
	Listen string
	// Seed makes the garbage of two twins different.
	Seed uint64
}

// open binds the twin's address, so that a port in use is known before anything runs.
func open(c Config, w *Live, d device) (*Twin, error) {
	t := &Twin{key: c.Key, device: d, live: w, seed: c.Seed, address: c.Listen, delay: 2 * time.Second}
	server, err := t.listen()
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", c.Key, err)
	}
	t.first, t.address = server, server.Addr()
	return t, nil
}

func (t *Twin) listen() (*modbus.Server, error) {
	return modbus.Listen(modbus.ServerConfig{Address: t.address, ConnectionsMax: t.device.traits().clientsMax}, t)
}

// Key is the device's name.
func (t *Twin) Key() string { return t.key }

// Address is where the twin listens, with the port that was chosen.
func (t *Twin) Address() string { return t.address }

// Unit is the Modbus unit the twin answers to.
func (t *Twin) Unit() uint8 { return t.device.traits().unit }

// Close gives up the address of a twin that was never run.
func (t *Twin) Close() error { return t.first.Close() }

// Fail makes the twin fail this way from now on; None heals it. Delay is how late a Slow twin
// answers; 0 leaves it as it is (2 s at first).
func (t *Twin) Fail(f Fault, delay time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.fault = f
	if delay > 0 {
		t.delay = delay
	}
	if f.guise() != t.guise && t.change != nil {
		t.change()
	}
}

// Fault is the way in which the twin fails now.
func (t *Twin) Fault() Fault {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.fault
}

// Run listens and answers, in the guise that the present fault demands, until ctx ends.
func (t *Twin) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		present, change := context.WithCancel(ctx)
		err := t.wear(present, t.begin(present, change))
		change()
		if err != nil {
			return fmt.Errorf("run %s: %w", t.key, err)
		}
	}
	return t.release()
}

// release closes the first server if a fault kept it from ever running.
func (t *Twin) release() error {
	if t.first == nil {
		return nil
	}
	defer func() { t.first = nil }()
	return t.first.Close()
}

// begin notes how the present guise is ended and says which one it is.
func (t *Twin) begin(present context.Context, change context.CancelFunc) guise {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.guise, t.change, t.done = t.fault.guise(), change, present.Done()
	return t.guise
}

// wear is one guise until ctx ends.
func (t *Twin) wear(ctx context.Context, g guise) error {
	switch g {
	case gone:
		if err := t.release(); err != nil {
			return err
		}
		<-ctx.Done()
		return nil
	case babbling:
		if err := t.release(); err != nil {
			return err
		}
		return t.babble(ctx)
	default:
		return t.speak(ctx)
	}
}

// speak is the Modbus server: the one the constructor bound, or a new one at its address.
func (t *Twin) speak(ctx context.Context) error {
	server := t.first
	t.first = nil
	if server == nil {
		var err error
		if server, err = again(ctx, t.listen); server == nil {
			return err
		}
	}
	return server.Run(ctx)
}

// again binds an address anew. Another program may hold it for a moment: it is tried for some
// seconds. Both results are nil when ctx ends first.
func again[T any](ctx context.Context, bind func() (T, error)) (T, error) {
	const tries, pause = 50, 100 * time.Millisecond
	for i := 1; ; i++ {
		bound, err := bind()
		if err == nil || i == tries {
			return bound, err
		}
		select {
		case <-ctx.Done():
			return *new(T), nil
		case <-time.After(pause):
		}
	}
}
