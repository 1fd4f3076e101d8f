package load

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats-server/v2/server"
	"golang.org/x/sync/errgroup"

	"ohmstead/wire"
)

const (
	startTimeout = 30 * time.Second
	rejoinEvery  = 200 * time.Millisecond
)

// Config of a fleet.
type Config struct {
	Leaves   []Leaf
	Channels int           // of each identity
	Every    time.Duration // between two values of a channel
}

// Leaf is one connection to the hub and the identities that share it.
type Leaf struct {
	// URL is where the hub accepts it, with user and password.
	URL        *url.URL
	Identities []wire.Address
}

// Validate refuses a fleet that nobody could be.
func (c Config) Validate() error {
	switch {
	case len(c.Leaves) == 0:
		return errors.New("a fleet has at least one leaf connection")
	case c.Channels < 1 || c.Channels > wire.MaxChannels:
		return fmt.Errorf("an identity has %d channels, want 1 to %d", c.Channels, wire.MaxChannels)
	case c.Every < time.Millisecond:
		return fmt.Errorf("a value comes every %v, want at least a millisecond", c.Every)
	}
	return nil
}

// Fleet is many identities behind few leaf connections.
type Fleet struct {
	server  *server.Server
	leaves  []*leaf
	stopped atomic.Bool
}

// Open starts the leaf nodes: one server with an account for each connection.
func Open(c Config) (*Fleet, error) {
	if err := c.Validate(); err != nil {
		return nil, fmt.Errorf("open fleet: %w", err)
	}
	options := &server.Options{ServerName: "fleet-" + uuid.NewString(), DontListen: true, NoSigs: true, NoLog: true}
	options.LeafNode.ReconnectInterval = rejoinEvery
	total, first := 0, 0
	for n, l := range c.Leaves {
		account := server.NewAccount(fmt.Sprintf("leaf%d", n))
		options.Accounts = append(options.Accounts, account)
		options.Users = append(options.Users, &server.User{Username: account.Name, Password: account.Name, Account: account})
		options.LeafNode.Remotes = append(options.LeafNode.Remotes, &server.RemoteLeafOpts{URLs: []*url.URL{l.URL}, LocalAccount: account.Name})
		total += len(l.Identities)
	}
	s, err := server.NewServer(options)
	if err != nil {
		return nil, fmt.Errorf("open fleet: %w", err)
	}
	f := &Fleet{server: s}
	s.Start()
	if !s.ReadyForConnections(startTimeout) {
		f.Close()
		return nil, errors.New("open fleet: its leaf nodes are not ready")
	}
	for n, l := range c.Leaves {
		opened, err := f.join(options.Users[n].Username, l)
		if err != nil {
			f.Close()
			return nil, fmt.Errorf("open fleet: %w", err)
		}
		for i, address := range l.Identities {
			phase := (c.Every * time.Duration(first+i) / time.Duration(total)).Truncate(time.Microsecond)
			member, err := newIdentity(first+i, address, plan{channels: c.Channels, every: c.Every, phase: phase})
			if err != nil {
				f.Close()
				return nil, fmt.Errorf("open fleet: %w", err)
			}
			opened.identities = append(opened.identities, member)
		}
		first += len(l.Identities)
		if err := opened.listen(); err != nil {
			f.Close()
			return nil, fmt.Errorf("open fleet: %w", err)
		}
	}
	return f, nil
}

// Run sends until ctx ends; then it returns nil.
func (f *Fleet) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, l := range f.leaves {
		group.Go(func() error { return l.run(ctx, &f.stopped) })
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("run fleet: %w", err)
	}
	return nil
}

// Begin has every identity measure from an instant on, the first at that instant and the others spread
// over the time to the next. Until then they say who they are, and register.
func (f *Fleet) Begin(at time.Time) {
	for _, l := range f.leaves {
		for _, i := range l.identities {
			i.begin(at)
		}
	}
}

// Stop lets no identity measure anything more. What is accepted goes on to be sent.
func (f *Fleet) Stop() { f.stopped.Store(true) }

// Close ends the connections.
func (f *Fleet) Close() {
	for _, l := range f.leaves {
		l.conn.Close()
	}
	f.server.Shutdown()
	f.server.WaitForShutdown()
}

// Entry is what the ledger says of one identity.
type Entry struct {
	Number   int // as Value counts
	Address  wire.Address
	Boot     uuid.UUID
	Instants int       // that were accepted, each with a value of every channel
	First    time.Time // the first of them
	Last     uint64    // sequence of the last message
	Stored   uint64    // as the backend has said
	Restarts int       // how often sending began again
}

// Ledger lists all identities.
func (f *Fleet) Ledger() []Entry {
	var all []Entry
	for _, l := range f.leaves {
		for _, i := range l.identities {
			all = append(all, i.entry())
		}
	}
	return all
}

// Progress is a fleet's sums.
type Progress struct {
	Accepted, Stored int // samples
	Registered       int // identities whose manifest is stored
}

// Progress sums up the ledger.
func (f *Fleet) Progress() Progress {
	var p Progress
	for _, l := range f.leaves {
		for _, i := range l.identities {
			accepted, stored, registered := i.counts()
			p.Accepted += accepted
			p.Stored += stored
			if registered {
				p.Registered++
			}
		}
	}
	return p
}
