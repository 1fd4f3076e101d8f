package uplink

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"ohmstead/wire"
)

// Config of an uplink. The zero value of a field takes its default but for Address, URL and
// SeedFile.
type Config struct {
	// Address is who this edge is, as the backend enrolled it.
	Address wire.Address
	// URL of the hub's leaf node listener: nats-leaf://host:port.
	URL string
	// SeedFile holds the edge's nkey seed; see EnsureSeed.
	SeedFile string
	// TLS is required unless the hub is on loopback.
	TLS *tls.Config
	// Software is what the edge says it runs.
	Software string
	// Configuration is the wire.ConfigurationHash of what the edge runs.
	Configuration string
	// Orders takes what the backend orders; nil takes nothing.
	Orders Orders
	// Control says how the edge controls now, for whoever looks at it from afar; nil says nothing.
	Control func(ctx context.Context) (wire.ControlReport, error)
	// Window bounds messages that are pushed and not acknowledged. Default 512.
	Window int
	// AckTimeout is how long one acknowledgement may take. Default 5 s.
	AckTimeout time.Duration
	// HelloEvery is the pause between two hellos on one connection. Default 5 min.
	HelloEvery time.Duration
	// KeyPatience is how long a key that the hub does not welcome is tried before another that the edge has,
	// while its key is being changed. Default 20 s.
	KeyPatience time.Duration
	// Log takes what is worth knowing. Default: nothing.
	Log *slog.Logger
}

// Orders takes what is ordered from above, and says how far it has come.
type Orders interface {
	// Take carries out a sealed order of a kind.
	Take(ctx context.Context, kind wire.Kind, data []byte) error
	LimitsVersion() int64
	LastCommand() uint64
}

func (c Config) withDefaults() Config {
	if c.Window == 0 {
		c.Window = 512
	}
	if c.AckTimeout == 0 {
		c.AckTimeout = 5 * time.Second
	}
	if c.HelloEvery == 0 {
		c.HelloEvery = 5 * time.Minute
	}
	if c.KeyPatience == 0 {
		c.KeyPatience = 20 * time.Second
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

// Validate lists everything that is wrong with the configuration.
func (c Config) Validate() error {
	var faults []error
	if err := c.Address.Check(); err != nil {
		faults = append(faults, fmt.Errorf("uplink address: %w", err))
	}
	if _, err := c.hub(); err != nil {
		faults = append(faults, err)
	}
	if c.SeedFile == "" {
		faults = append(faults, errors.New("uplink seed file is missing"))
	}
	if c.Window < 0 || c.AckTimeout < 0 || c.HelloEvery < 0 || c.KeyPatience < 0 {
		faults = append(faults, errors.New("an uplink window or duration is negative"))
	}
	return errors.Join(faults...)
}

// hub is the URL, if it may be used without TLS or TLS is configured.
func (c Config) hub() (*url.URL, error) {
	hub, err := url.Parse(c.URL)
	if err != nil || hub.Scheme != "nats-leaf" || hub.Port() == "" || hub.Hostname() == "" {
		return nil, fmt.Errorf("uplink URL is %q, want nats-leaf://host:port", c.URL)
	}
	if c.TLS == nil && !loopback(hub.Hostname()) {
		return nil, fmt.Errorf("uplink URL %s is not on this machine: TLS is required", c.URL)
	}
	return hub, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// Remote is the leaf node connection that the outbox's server makes and keeps, with the edge's key.
func Remote(c Config) (*server.RemoteLeafOpts, error) { return remoteBy(c, c.SeedFile) }

// remoteBy is that connection with the seed of a file.
func remoteBy(c Config, seedFile string) (*server.RemoteLeafOpts, error) {
	if err := c.Validate(); err != nil {
		return nil, fmt.Errorf("configure uplink: %w", err)
	}
	hub, err := c.hub()
	if err != nil {
		return nil, err
	}
	seed, err := readSeed(seedFile)
	if err != nil {
		return nil, err
	}
	return &server.RemoteLeafOpts{
		URLs:             []*url.URL{hub},
		Nkey:             string(seed),
		TLS:              c.TLS != nil,
		TLSConfig:        c.TLS,
		FirstInfoTimeout: 5 * time.Second,
		DialTimeout:      5 * time.Second,
		// A hub tells where else it can be reached, which may be inside a network of its own and past
		// what guards the way there. An edge connects where its credential leads and nowhere else.
		IgnoreDiscoveredServers: true,
	}, nil
}
