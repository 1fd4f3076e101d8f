package bus

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"ohmstead/backend/relay"
	"ohmstead/internal/natslog"
	"ohmstead/wire"
)

// Streams of the hub. IN holds what is not committed yet: the worker purges it behind itself, since a
// stream that keeps by interest would acknowledge and drop what comes before its first consumer. Its
// de-duplication window covers what an edge pushes again after a lost link. DEAD holds what nobody
// understood.
const (
	streamIn   = "IN"
	streamDead = "DEAD"

	dedupWindow  = 2 * time.Minute
	deadMessages = 100_000
	deadBytes    = 256 << 20
	deadAge      = 30 * 24 * time.Hour
)

const (
	startTimeout = 30 * time.Second
	openTimeout  = 30 * time.Second
	pingInterval = 10 * time.Second
	rejoinEvery  = 200 * time.Millisecond
	hubDomain    = "hub"
)

// Hub is the backend's side of the bus.
type Hub struct {
	config Config
	server *server.Server // nil when this process lets no edges in
	gate   *gate
	log    *natslog.Log
	conn   *nats.Conn
	js     jetstream.JetStream
	in     jetstream.Stream
	name   string // identity of the stream IN
}

// Open starts the hub, or joins the bus at Config.URL, and makes the streams it needs.
func Open(ctx context.Context, config Config) (*Hub, error) {
	if err := config.Validate(); err != nil {
		return nil, fmt.Errorf("open bus: %w", err)
	}
	h := &Hub{config: config.withDefaults()}
	if err := h.open(ctx); err != nil {
		h.Close()
		return nil, fmt.Errorf("open bus: %w", err)
	}
	return h, nil
}

func (h *Hub) open(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	options := append([]nats.Option{
		nats.Name("backend"),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(100 * time.Millisecond),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			h.config.Log.Warn("the bus reports a fault", "err", err) // such as a follower that is too slow
		}),
	}, h.config.Options...)
	if h.config.URL == "" || h.config.Elsewhere != "" {
		if err := h.startServer(); err != nil {
			return err
		}
	}
	if h.config.URL == "" {
		// The server is in this process: it answers late where the machine is busy, and is nowhere else to be found.
		options = append(options, nats.InProcessServer(h.server), nats.UserInfo("backend", h.gate.password), nats.Timeout(openTimeout))
	}
	var err error
	if h.conn, err = nats.Connect(h.config.URL, options...); err != nil {
		return fmt.Errorf("connect to %s: %w", h.place(), err)
	}
	if h.js, err = jetstream.New(h.conn); err != nil {
		return fmt.Errorf("use JetStream of %s: %w", h.place(), err)
	}
	if err := h.heedCuts(); err != nil {
		return err
	}
	return h.makeStreams(ctx)
}

// heedCuts ends connections that another process of the backend wants cut.
func (h *Hub) heedCuts() error {
	if h.gate == nil {
		return nil
	}
	_, err := h.conn.Subscribe(wire.Cut, func(m *nats.Msg) {
		if edge, err := uuid.ParseBytes(m.Data); err == nil {
			h.gate.disconnect(edge)
		}
	})
	if err != nil {
		return fmt.Errorf("listen for edges to disconnect: %w", err)
	}
	return nil
}

func (h *Hub) place() string {
	if h.config.URL == "" {
		return "the embedded hub"
	}
	if u, err := url.Parse(h.config.URL); err == nil {
		return u.Redacted()
	}
	return "the bus elsewhere"
}

func (h *Hub) startServer() error {
	h.log = natslog.New(h.config.Log)
	h.gate = newGate(h.config)
	options, err := h.serverOptions()
	if err != nil {
		return err
	}
	s, err := server.NewServer(options)
	if err != nil {
		return fmt.Errorf("set up the hub: %w", err)
	}
	s.SetLoggerV2(h.log, false, false, false)
	h.server, h.gate.server = s, s
	s.Start()
	if !h.log.Ready(s, startTimeout) || s.JetStreamEnabled() != h.keeps() {
		return fmt.Errorf("start the hub in %s on %s%s", h.config.Dir, h.leafAddress(), h.log.Complaints())
	}
	if !h.keeps() {
		return nil
	}
	return h.enableStore()
}

// keeps reports whether the streams are this hub's own.
func (h *Hub) keeps() bool { return h.config.URL == "" }

// serverOptions of a hub that keeps the streams itself or, joined to a bus elsewhere, passes on what
// edges say. Two hubs of one bus have different names.
func (h *Hub) serverOptions() (*server.Options, error) {
	remotes, err := h.config.remotes()
	if err != nil {
		return nil, err
	}
	options := &server.Options{
		ServerName:                 hubDomain,
		DontListen:                 true,
		NoSigs:                     true,
		AlwaysEnableNonce:          true,
		PingInterval:               pingInterval,
		MaxPingsOut:                2,
		Accounts:                   []*server.Account{server.NewAccount(account)},
		CustomClientAuthentication: h.gate,
		AuthTimeout:                openTimeout.Seconds(), // of this process alone; edges are leaf nodes
	}
	options.LeafNode.Host, options.LeafNode.Port = h.config.LeafHost, h.config.LeafPort
	options.LeafNode.TLSConfig = h.config.TLS
	options.LeafNode.AuthTimeout = (lookupTimeout + time.Second).Seconds()
	if !h.keeps() {
		options.ServerName += "-" + rand.Text()
		options.LeafNode.Remotes, options.LeafNode.ReconnectInterval = remotes, rejoinEvery
		return options, nil
	}
	store := storeConfig(h.config)
	options.JetStream, options.JetStreamDomain, options.StoreDir = true, hubDomain, h.config.Dir
	options.JetStreamMaxMemory, options.JetStreamMaxStore = store.MaxMemory, store.MaxStore
	return options, nil
}

func (h *Hub) leafAddress() string {
	return net.JoinHostPort(h.config.LeafHost, strconv.Itoa(h.config.LeafPort))
}

// LeafURL is where edges connect, "" when this process lets none in.
func (h *Hub) LeafURL() string {
	if h.server == nil {
		return ""
	}
	varz, err := h.server.Varz(nil)
	if err != nil {
		return ""
	}
	return "nats-leaf://" + net.JoinHostPort(h.config.LeafHost, strconv.Itoa(varz.LeafNode.Port))
}

func (h *Hub) makeStreams(ctx context.Context) error {
	in, err := h.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name:       streamIn,
		Subjects:   []string{wire.AllIn},
		Storage:    jetstream.FileStorage,
		Discard:    jetstream.DiscardNew,
		MaxBytes:   h.config.MaxBytes,
		Duplicates: dedupWindow,
	})
	if err != nil {
		return fmt.Errorf("make the stream %s: %w", streamIn, err)
	}
	_, err = h.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name:     streamDead,
		Subjects: []string{"dead.>"},
		Storage:  jetstream.FileStorage,
		Discard:  jetstream.DiscardOld,
		MaxMsgs:  deadMessages,
		MaxBytes: deadBytes,
		MaxAge:   deadAge,
	})
	if err != nil {
		return fmt.Errorf("make the stream %s: %w", streamDead, err)
	}
	info := in.CachedInfo()
	h.in, h.name = in, strconv.FormatInt(info.Created.UnixNano(), 36)
	return nil
}

// Run looks connected edges up every Config.RecheckEvery and disconnects revoked ones, and opens the
// store again after it could not be written, until ctx ends; then it returns nil.
func (h *Hub) Run(ctx context.Context) error {
	tick := time.NewTicker(h.config.RecheckEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if h.gate == nil {
				continue
			}
			h.gate.recheck(ctx)
			if h.keeps() && h.log.Broken.Swap(false) {
				h.reopen()
			}
		}
	}
}

// reopen closes the store and opens it again: after a failed write, as on a full disk, a stream takes
// nothing more until then. A store that does not open is tried again with the next tick.
func (h *Hub) reopen() {
	h.config.Log.Warn("the hub's store could not be written and is opened again")
	err := h.server.ShutdownJetStream()
	if err == nil {
		err = h.server.EnableJetStream(storeConfig(h.config))
	}
	if err == nil {
		err = h.enableStore()
	}
	if err != nil {
		h.config.Log.Error("the hub's store does not open", "err", err)
		h.log.Broken.Store(true)
	}
}

func (h *Hub) enableStore() error {
	ohm, err := h.server.LookupAccount(account)
	if err != nil {
		return fmt.Errorf("look up the hub's account: %w", err)
	}
	if err := ohm.EnableJetStream(nil, nil); err != nil {
		return fmt.Errorf("recover the hub in %s: %w%s", h.config.Dir, err, h.log.Complaints())
	}
	return nil
}

func storeConfig(c Config) *server.JetStreamConfig {
	return &server.JetStreamConfig{MaxMemory: 64 << 20, MaxStore: 2*c.MaxBytes + deadBytes + int64(len(relay.Streams()))*eventBytes, StoreDir: c.Dir, Domain: hubDomain}
}

// Disconnect closes the connections of an edge, which must prove itself again to come back.
func (h *Hub) Disconnect(edge uuid.UUID) {
	if h.gate != nil {
		h.gate.disconnect(edge)
	}
}

// Cut closes the connections of an edge to every hub of the backend.
func (h *Hub) Cut(edge uuid.UUID) error {
	h.Disconnect(edge)
	err := h.conn.Publish(wire.Cut, []byte(edge.String()))
	if err == nil {
		err = h.conn.Flush()
	}
	if err != nil {
		return fmt.Errorf("have edge %s disconnected everywhere: %w", edge, err)
	}
	return nil
}

// Connected lists the edges with an open connection to this hub.
func (h *Hub) Connected() []uuid.UUID {
	edges := []uuid.UUID{}
	if h.gate != nil {
		for _, guest := range h.gate.connections() {
			edges = append(edges, guest.edge)
		}
	}
	return edges
}

// Ping reports whether the bus and its streams answer.
func (h *Hub) Ping(ctx context.Context) error {
	if _, err := h.in.Info(ctx); err != nil {
		return fmt.Errorf("ask %s for its stream: %w", h.place(), err)
	}
	return nil
}

// Close ends the connection and stops the embedded server.
func (h *Hub) Close() {
	if h.conn != nil {
		h.conn.Close()
	}
	if h.server != nil {
		h.server.Shutdown()
		h.server.WaitForShutdown()
	}
}

// Subscribe hands the site's live messages to handle until stop is called: JSON objects with
// "readings" or with "events". Handle must not block; messages of a subscriber that is a megabyte
// behind are dropped.
func (h *Hub) Subscribe(tenant, site uuid.UUID, handle func(message []byte)) (stop func(), err error) {
	sub, err := h.conn.Subscribe(wire.Live(tenant, site), func(m *nats.Msg) { handle(m.Data) })
	if err != nil {
		return nil, fmt.Errorf("follow site %s: %w", site, err)
	}
	if err := sub.SetPendingLimits(liveMessages, liveBytes); err != nil {
		return nil, errors.Join(fmt.Errorf("bound the feed of site %s: %w", site, err), sub.Unsubscribe())
	}
	return func() { _ = sub.Unsubscribe() }, nil // fails only when the bus is closed, and then nothing comes
}

// Bounds of what waits for a live subscriber.
const (
	liveMessages = 4_096
	liveBytes    = 1 << 20
)

// Publish hands a live message, an object with "readings" or "events", to the site's followers.
func (h *Hub) Publish(tenant, site uuid.UUID, message any) error {
	data, err := json.Marshal(message)
	if err != nil {
		return fmt.Errorf("encode a live message of site %s: %w", site, err)
	}
	if err := h.conn.Publish(wire.Live(tenant, site), data); err != nil {
		return fmt.Errorf("publish a live message of site %s: %w", site, err)
	}
	return nil
}
