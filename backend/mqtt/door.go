package mqtt

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	broker "github.com/mochi-mqtt/server/v2"
	"github.com/prometheus/client_golang/prometheus"

	"ohmstead/backend/identity"
	"ohmstead/backend/intake"
	"ohmstead/internal/mqttlistener"
)

// Bounds of the door.
const (
	maxConnections        = 10_000
	maxConnectionsPerHost = 1000
	// maxSessions bounds the sessions kept, those of clients that are away included.
	maxSessions = 20_000
	// sessionKept is how many seconds a session is kept for a client that is away.
	sessionKept = 3600
	// maxKeepAlive is the longest silence in seconds; a client that says 0, no bound, gets it too.
	// The specification adds half of it.
	maxKeepAlive = 300
	// maxPacket leaves room for topic and properties beside a body.
	maxPacket        = intake.MaxBody + 64<<10
	maxSubscriptions = 20
	// storeWithin is how long a message may wait for a place and be stored.
	storeWithin = 20 * time.Second
	// believedFor is how long a credential is believed without asking again.
	believedFor = 10 * time.Second
)

// Identity tells who a credential belongs to: UNAUTHENTICATED, TOO_MANY_ATTEMPTS.
type Identity interface {
	Authenticate(ctx context.Context, c identity.Credential, now time.Time) (identity.Principal, error)
}

// Config is what a door works with.
type Config struct {
	Listener net.Listener
	Desk     *intake.Desk
	Identity Identity
	Now      func() time.Time // time.Now
	Log      *slog.Logger     // slog.Default
	Metrics  *Metrics         // its own without one
}

// Door takes in readings over MQTT. Make it with New.
type Door struct {
	config Config
	server *broker.Server

	mu       sync.Mutex
	visitors map[*broker.Client]*visitor
	ctx      context.Context // of what clients ask for; ends with the door
	end      context.CancelFunc
}

// New is a door on a listener, which it closes at its end.
func New(c Config) (*Door, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Metrics == nil {
		c.Metrics = NewMetrics()
	}
	d := &Door{config: c, visitors: map[*broker.Client]*visitor{}}
	d.ctx, d.end = context.WithCancel(context.Background())
	d.server = broker.New(&broker.Options{
		Capabilities: capabilities(),
		// It would log packets, and with them what is in them.
		Logger:                 slog.New(slog.DiscardHandler),
		SysTopicResendInterval: 3600,
	})
	if err := d.server.AddHook(&guard{door: d}, nil); err != nil {
		return nil, fmt.Errorf("prepare the door for MQTT: %w", err)
	}
	if err := d.server.AddListener(mqttlistener.New("ingest", newBounded(c.Listener), &d.server.Listeners.ClientsWg)); err != nil {
		return nil, fmt.Errorf("prepare the door for MQTT: %w", err)
	}
	return d, nil
}

// Address is where the door listens, as host:port.
func (d *Door) Address() string { return d.config.Listener.Addr().String() }

// capabilities are what clients are told of the server: nothing of a broker's.
func capabilities() *broker.Capabilities {
	c := broker.NewDefaultServerCapabilities()
	c.MaximumClients = maxConnections
	c.MaximumSessionExpiryInterval = sessionKept
	c.MaximumPacketSize = maxPacket
	c.MaximumClientWritesPending = 64
	c.MaximumInflight, c.ReceiveMaximum = 64, 64
	// Retain stays: who sets it on a message or on its will would be refused, and it does nothing.
	c.WildcardSubAvailable, c.SharedSubAvailable, c.SubIDAvailable = 0, 0, 0
	return c
}

// Run serves until ctx ends and returns when every client is gone. A message that is being stored then
// is not acknowledged, and comes again.
func (d *Door) Run(ctx context.Context) error {
	if err := d.server.Serve(); err != nil {
		return fmt.Errorf("serve MQTT on %s: %w", d.config.Listener.Addr(), err)
	}
	<-ctx.Done()
	d.end()
	if err := d.server.Close(); err != nil {
		return fmt.Errorf("close the door for MQTT: %w", err)
	}
	return nil
}

// Metrics are of the door itself; the readings are counted by intake. It is a prometheus.Collector.
type Metrics struct {
	connections prometheus.Gauge
	refused     *prometheus.CounterVec
}

// NewMetrics counts nothing yet.
func NewMetrics() *Metrics {
	return &Metrics{
		connections: prometheus.NewGauge(prometheus.GaugeOpts{Name: "ohmstead_mqtt_connections", Help: "Clients connected over MQTT now."}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "ohmstead_mqtt_refused_total", Help: "Logins and messages over MQTT that were refused as a whole, by reason.",
		}, []string{"reason"}),
	}
}

// Describe is of prometheus.Collector.
func (m *Metrics) Describe(to chan<- *prometheus.Desc) {
	m.connections.Describe(to)
	m.refused.Describe(to)
}

// Collect is of prometheus.Collector.
func (m *Metrics) Collect(to chan<- prometheus.Metric) {
	m.connections.Collect(to)
	m.refused.Collect(to)
}
