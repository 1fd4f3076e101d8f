package uplink

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"golang.org/x/sync/errgroup"

	"ohmstead/edge/outbox"
	"ohmstead/wire"
)

const (
	watchEvery = 10 * time.Millisecond
	minPause   = 20 * time.Millisecond
	maxPause   = 2 * time.Second
	beginning  = 50 * time.Millisecond
)

var (
	errLinkLost = errors.New("the link to the hub is lost")
	errRestart  = errors.New("pushing starts again at what is stored")
)

// Uplink pushes an outbox to the hub.
type Uplink struct {
	box    *outbox.Outbox
	config Config

	restart chan bool           // of capacity 1: start again at stored; true to send without message ids
	welcome chan struct{}       // of capacity 1: the hub has answered
	watched chan struct{}       // of capacity 1: somebody looks at how the edge controls
	taken   chan wire.KeyAnswer // of capacity 1: the backend's answer to a change of the edge's key
	key     keyInUse
	leading sync.Mutex // one change of the way to the hub at a time

	mu     sync.Mutex
	conn   *nats.Conn // nil unless it runs
	stream string     // the hub's stream, "" until it is known
	held   time.Time  // until when the backend wants nothing more
	stats  Stats
}

// Stats counts since New.
type Stats struct {
	Connected bool
	Sent      uint64 // acknowledged by the hub, repeats included
	Failures  uint64 // attempts that ended with an error while connected
	Restarts  uint64 // asked for by the hub
	Hellos    uint64
	Holds     uint64 // how often the backend asked to wait
	LastFault string
}

// New is an uplink over an opened outbox whose Remote leads to the hub.
func New(box *outbox.Outbox, config Config) (*Uplink, error) {
	if err := config.Validate(); err != nil {
		return nil, fmt.Errorf("configure uplink: %w", err)
	}
	key, err := keyOf(config.SeedFile)
	if err != nil {
		return nil, fmt.Errorf("configure uplink: %w", err)
	}
	return &Uplink{
		box: box, config: config.withDefaults(), restart: make(chan bool, 1), welcome: make(chan struct{}, 1), watched: make(chan struct{}, 1),
		taken: make(chan wire.KeyAnswer, 1), key: keyInUse{key: key},
	}, nil
}

// Stats is how the uplink is doing.
func (u *Uplink) Stats() Stats {
	u.mu.Lock()
	defer u.mu.Unlock()
	stats := u.stats
	stats.Connected = u.box.Connected()
	return stats
}

// Run pushes and says hello whenever the hub can be reached, until ctx ends; then it returns nil.
// The outbox must have begun.
func (u *Uplink) Run(ctx context.Context) error {
	conn, err := u.box.Dial(nats.CustomInboxPrefix(u.config.Address.InboxPrefix()))
	if err != nil {
		return fmt.Errorf("run uplink: %w", err)
	}
	defer conn.Close()
	u.mu.Lock()
	u.conn = conn
	u.mu.Unlock()
	if err := u.listen(conn); err != nil {
		return fmt.Errorf("run uplink: %w", err)
	}
	var keeping sync.WaitGroup
	defer keeping.Wait()
	keeping.Go(func() { u.keepKey(ctx) })
	for ctx.Err() == nil {
		if !u.box.Connected() {
			pause(ctx, watchEvery)
			continue
		}
		u.config.Log.Info("the hub is connected", "edge", u.config.Address.Edge)
		err := u.session(ctx, conn)
		u.config.Log.Info("the hub is not connected any more", "edge", u.config.Address.Edge, "err", err)
	}
	return nil
}

// session lasts as long as one connection to the hub.
func (u *Uplink) session(ctx context.Context, conn *nats.Conn) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return u.watch(ctx) })
	group.Go(func() error { return u.greet(ctx, conn) })
	group.Go(func() error { return u.push(ctx, conn) })
	if u.config.Control != nil {
		group.Go(func() error { return u.show(ctx, conn) })
	}
	return group.Wait()
}

// watch returns when the link is lost or leads by another key, which ends the session at once: acknowledgements that were
// under way will never come.
func (u *Uplink) watch(ctx context.Context) error {
	for way := u.key.way(); u.box.Connected() && u.key.way() == way; {
		if !pause(ctx, watchEvery) {
			return ctx.Err()
		}
	}
	return errLinkLost
}

// greet says hello until it is answered, and then every Config.HelloEvery.
func (u *Uplink) greet(ctx context.Context, conn *nats.Conn) error {
	drain(u.welcome)
	for {
		for wait := 50 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
			if err := u.hello(conn); err != nil {
				u.failed(err)
			}
			answered, err := await(ctx, u.welcome, wait)
			if err != nil {
				return err
			}
			if answered {
				break
			}
		}
		if !pause(ctx, u.config.HelloEvery) {
			return ctx.Err()
		}
	}
}

func (u *Uplink) hello(conn *nats.Conn) error {
	_, hash := u.box.Manifest()
	hello := wire.Hello{
		WireVersion:  wire.Version,
		BootID:       u.box.Boot().String(),
		ManifestHash: hash.String(),
		Clock:        time.Now().UTC(),
		Software:     u.config.Software,

		ConfigurationHash: u.config.Configuration,
		Outbox:            u.box.Spans(),
		Key:               u.key.tried(),
	}
	if u.config.Orders != nil {
		hello.LimitsVersion, hello.LastCommandSeq = u.config.Orders.LimitsVersion(), u.config.Orders.LastCommand()
	}
	data, err := wire.Encode(hello)
	if err != nil {
		return err
	}
	if err := conn.Publish(u.config.Address.Hello(), data); err != nil {
		return fmt.Errorf("say hello: %w", err)
	}
	u.note(func(s *Stats) { s.Hellos++ })
	return nil
}

func (u *Uplink) note(change func(*Stats)) {
	u.mu.Lock()
	defer u.mu.Unlock()
	change(&u.stats)
}

func (u *Uplink) failed(err error) {
	u.config.Log.Warn("the uplink failed", "edge", u.config.Address.Edge, "err", err)
	u.note(func(s *Stats) { s.Failures++; s.LastFault = err.Error() })
}

// pause waits and reports false when ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// await waits for a signal and reports whether it came in time.
func await(ctx context.Context, signal <-chan struct{}, d time.Duration) (bool, error) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-signal:
		return true, nil
	case <-timer.C:
		return false, nil
	case <-ctx.Done():
		return false, ctx.Err()
	}
}

func drain[T any](c chan T) {
	select {
	case <-c:
	default:
	}
}
