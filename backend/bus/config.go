package bus

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"ohmstead/backend/registry"
)

// Edges finds enrolled edges; registry.Enrolment satisfies it.
type Edges interface {
	FindEdge(ctx context.Context, nkey string) (registry.EdgeRecord, error)
	FindEdgeByID(ctx context.Context, id uuid.UUID) (registry.EdgeRecord, error)
}

// Config of the hub. The zero value of a field takes its default.
type Config struct {
	// Dir is a directory of the hub's own for its streams.
	Dir string
	// LeafHost and LeafPort are where edges connect. Defaults 127.0.0.1 and 7422; port -1 takes a
	// free one, see Hub.LeafURL.
	LeafHost string
	LeafPort int
	// TLS is required unless LeafHost is on loopback.
	TLS *tls.Config
	// MaxBytes bounds the stream IN. When it is full, edges are refused and keep what they have.
	// Default 4 GiB.
	MaxBytes int64
	// Edges decides who may connect.
	Edges Edges
	// Settled is told that an edge has used its new key, so that the former one holds no more; nil leaves
	// that to time.
	Settled func(ctx context.Context, e registry.EdgeRecord) error
	// RecheckEvery is how often connected edges are looked up again, so that a revoked one is
	// disconnected also when another process revoked it. Default 15 s.
	RecheckEvery time.Duration
	// URL joins a NATS server or cluster that runs elsewhere, whose JetStream then keeps the streams.
	// Options carry the credentials where the URL does not.
	URL     string
	Options []nats.Option
	// Elsewhere is where that NATS accepts leaf nodes: nats-leaf://user:password@host:port, or tls://
	// instead. The hub then lets edges in as ever, by their enrolment, and passes on what they say.
	// Without it this hub lets no edge in: they connect to that NATS, whose operator grants them
	// wire.Address.Permissions.
	Elsewhere string
	// Log takes what is worth knowing. Default: nothing.
	Log *slog.Logger
}

func (c Config) withDefaults() Config {
	if c.LeafHost == "" {
		c.LeafHost = "127.0.0.1"
	}
	if c.LeafPort == 0 {
		c.LeafPort = 7422
	}
	if c.MaxBytes == 0 {
		c.MaxBytes = 4 << 30
	}
	if c.RecheckEvery == 0 {
		c.RecheckEvery = 15 * time.Second
	}
	if c.Settled == nil {
		c.Settled = func(context.Context, registry.EdgeRecord) error { return nil }
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

// Validate lists everything that is wrong with the configuration.
func (c Config) Validate() error {
	var faults []error
	if c.MaxBytes < 0 || c.RecheckEvery < 0 {
		faults = append(faults, errors.New("a size or duration of the bus is negative"))
	}
	if _, err := c.remotes(); err != nil {
		faults = append(faults, err)
	}
	if c.URL != "" && c.Elsewhere == "" {
		return errors.Join(faults...)
	}
	if c.Dir == "" && c.URL == "" {
		faults = append(faults, errors.New("bus directory is missing"))
	}
	if c.Edges == nil {
		faults = append(faults, errors.New("the bus knows no edges"))
	}
	if host := c.withDefaults().LeafHost; c.TLS == nil && !loopback(host) {
		faults = append(faults, fmt.Errorf("the bus listens on %s, which is not this machine alone: TLS is required", host))
	}
	if c.LeafPort < -1 || c.LeafPort > 65535 {
		faults = append(faults, fmt.Errorf("bus port is %d, want 1 to 65535", c.LeafPort))
	}
	return errors.Join(faults...)
}

// remotes is the leaf node connection to a bus elsewhere, none without one.
func (c Config) remotes() ([]*server.RemoteLeafOpts, error) {
	if c.Elsewhere == "" {
		return nil, nil
	}
	if c.URL == "" {
		return nil, errors.New("the bus elsewhere is given where it accepts leaf nodes, and not its URL")
	}
	to, err := url.Parse(c.Elsewhere)
	if err != nil || (to.Scheme != "nats-leaf" && to.Scheme != "tls") || to.Hostname() == "" || to.Port() == "" {
		return nil, errors.New("where the bus elsewhere accepts leaf nodes is no nats-leaf://user:password@host:port")
	}
	return []*server.RemoteLeafOpts{{URLs: []*url.URL{to}, LocalAccount: account, TLS: to.Scheme == "tls"}}, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}
