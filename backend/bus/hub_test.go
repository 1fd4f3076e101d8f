package bus_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/nats-io/nkeys"

	"ohmstead/backend/bus"
	"ohmstead/backend/bus/bustest"
	"ohmstead/backend/registry"
	"ohmstead/backend/telemetry"
	"ohmstead/internal/fault"
	"ohmstead/wire"
)

func testLog(t testing.TB) *slog.Logger {
	if !testing.Verbose() {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(t.Output(), nil))
}

func openHub(t testing.TB, config bus.Config) *bus.Hub {
	t.Helper()
	if config.Dir == "" && config.URL == "" {
		config.Dir = t.TempDir()
	}
	config.LeafPort = -1
	config.Options = append(config.Options, nats.Timeout(time.Minute))
	if config.Log == nil {
		config.Log = testLog(t)
	}
	hub, err := bus.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(hub.Close)
	return hub
}

// background runs something until the test ends.
func background(t testing.TB, run func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() {
		if err := run(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { cancel(); done.Wait() })
}

// newKey is a public key and its seed.
func newKey(t testing.TB) (public string, seed []byte) {
	t.Helper()
	pair, err := nkeys.CreateUser()
	if err != nil {
		t.Fatal(err)
	}
	if public, err = pair.PublicKey(); err != nil {
		t.Fatal(err)
	}
	if seed, err = pair.Seed(); err != nil {
		t.Fatal(err)
	}
	return public, seed
}

// leaf is an edge's server as an attacker may have it: it sends and subscribes what it likes.
type leaf struct {
	t      testing.TB
	server *server.Server
	conn   *nats.Conn
	record registry.EdgeRecord
}

func connect(t testing.TB, hub *bus.Hub, remote server.RemoteLeafOpts) *leaf {
	t.Helper()
	to, err := url.Parse(hub.LeafURL())
	if err != nil {
		t.Fatal(err)
	}
	remote.URLs = []*url.URL{to}
	options := &server.Options{ServerName: uuid.NewString(), DontListen: true, NoSigs: true, NoLog: true}
	options.LeafNode.ReconnectInterval = 50 * time.Millisecond
	options.LeafNode.Remotes = []*server.RemoteLeafOpts{&remote}
	s, err := server.NewServer(options)
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(time.Minute) {
		t.Fatal("the leaf does not start")
	}
	return &leaf{t: t, server: s}
}

// enrol adds an edge to the store and connects it.
func enrol(t testing.TB, hub *bus.Hub, store *bustest.Store) *leaf {
	t.Helper()
	public, seed := newKey(t)
	record := store.Enrol(public)
	l := connect(t, hub, server.RemoteLeafOpts{Nkey: string(seed)})
	l.record = record
	var err error
	l.conn, err = nats.Connect("", nats.InProcessServer(l.server), nats.Timeout(time.Minute), nats.CustomInboxPrefix(l.address().InboxPrefix()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.conn.Close)
	eventually(t, "the edge is connected", l.connected)
	return l
}

func (l *leaf) connected() bool { return l.server.NumLeafNodes() == 1 }

func (l *leaf) address() wire.Address {
	return wire.Address{Tenant: l.record.Edge.Tenant.String(), Site: l.record.Edge.Site.String(), Edge: l.record.Edge.ID.String()}
}

func eventually(t testing.TB, what string, met func() bool) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !met(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within two minutes: %s", what)
		}
	}
}

// quiet reports whether nothing comes while something that certainly comes does.
func quiet(sub *nats.Subscription) error {
	m, err := sub.NextMsg(300 * time.Millisecond)
	if err == nil {
		return fmt.Errorf("%s arrived with %q", m.Subject, m.Data)
	}
	return nil
}

func TestAnEdgeMayPublishForItselfAlone(t *testing.T) {
	store := bustest.NewStore()
	hub := openHub(t, bus.Config{Edges: store})
	mine, other := enrol(t, hub, store), enrol(t, hub, store)
	// The other edge listens to its commands: what it gets is what passed the hub.
	victim, err := other.conn.SubscribeSync(other.address().Stored())
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the subscription is known to the hub", func() bool {
		err := hub.Ping(t.Context())
		return err == nil && other.conn.Flush() == nil
	})
	if err := mine.conn.Publish(other.address().Stored(), []byte(`{"stored":[]}`)); err != nil {
		t.Fatal(err)
	}
	js, err := jetstream.New(mine.conn)
	if err != nil {
		t.Fatal(err)
	}
	for what, subject := range map[string]string{
		"another edge's frame":           other.address().Frame(),
		"a frame at another site":        wire.Address{Tenant: mine.address().Tenant, Site: other.address().Site, Edge: mine.address().Edge}.Frame(),
		"a live reading of its tenant":   wire.Live(mine.record.Edge.Tenant, mine.record.Edge.Site),
		"a request for the hub's stream": "$JS.API.STREAM.INFO.IN",
		"the same in the hub's domain":   "$JS.hub.API.STREAM.INFO.IN",
		"reading a message of another":   "$JS.hub.API.STREAM.MSG.GET.IN",
		"reading a message directly":     "$JS.hub.API.DIRECT.GET.IN",
		"deleting the hub's stream":      "$JS.hub.API.STREAM.DELETE.IN",
		"making a stream of its own":     "$JS.hub.API.STREAM.CREATE.MINE",
		"acknowledging for the worker":   "$JS.ACK.IN.ingest.1.1.1.1.1",
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		reply, err := mine.conn.RequestWithContext(ctx, subject, []byte(`{}`))
		cancel()
		if err == nil {
			t.Errorf("%s is answered: %s", what, reply.Data)
		}
	}
	if err := quiet(victim); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if _, err := js.PublishMsg(ctx, &nats.Msg{Subject: mine.address().Frame(), Data: []byte("mine")}); err != nil {
		t.Errorf("an edge's own frame is refused: %v", err)
	}
	if err := hub.Ping(t.Context()); err != nil {
		t.Errorf("the stream is gone: %v", err)
	}
}

func TestAnEdgeHearsItselfAlone(t *testing.T) {
	store := bustest.NewStore()
	hub := openHub(t, bus.Config{Edges: store})
	mine, other := enrol(t, hub, store), enrol(t, hub, store)
	var subs []*nats.Subscription
	for _, subject := range []string{
		"in.>", "rep.>", "live.>", "dead.>", "$JS.>", "_INBOX.>", ">",
		other.address().Stored(), other.address().Welcome(), "_INBOX." + other.address().Edge + ".>",
		strings.Replace(other.address().Stored(), other.address().Tenant, "*", 1),
	} {
		sub, err := mine.conn.SubscribeSync(subject)
		if err != nil {
			t.Fatal(err)
		}
		subs = append(subs, sub)
	}
	own, err := other.conn.SubscribeSync(other.address().Stored())
	if err != nil {
		t.Fatal(err)
	}
	if err := hub.Publish(other.record.Edge.Tenant, other.record.Edge.Site, telemetry.LiveUpdate{}); err != nil {
		t.Fatal(err)
	}
	worker(t, hub, store)
	hello(t, other)
	js, err := jetstream.New(other.conn)
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the other edge is heard and answered", func() bool {
		_, err := js.PublishMsg(t.Context(), frame(other, 1, 1))
		return err == nil
	})
	_ = own
	for _, sub := range subs {
		for {
			m, err := sub.NextMsg(50 * time.Millisecond)
			if err != nil {
				break
			}
			if strings.Contains(m.Subject, other.address().Edge) || strings.HasPrefix(m.Subject, "live.") {
				t.Errorf("subscribed to %s, heard %s", sub.Subject, m.Subject)
			}
		}
	}
}

func TestWhoIsLetIn(t *testing.T) {
	store := bustest.NewStore()
	hub := openHub(t, bus.Config{Edges: store})
	public, seed := newKey(t)
	_, stranger := newKey(t)
	enrolled := store.Enrol(public)
	forge := func(nonce []byte) (string, []byte, error) { return "", make([]byte, 64), nil }
	for name, tt := range map[string]struct {
		remote server.RemoteLeafOpts
		in     bool
	}{
		"an enrolled edge":          {server.RemoteLeafOpts{Nkey: string(seed)}, true},
		"a key nobody enrolled":     {server.RemoteLeafOpts{Nkey: string(stranger)}, false},
		"nobody":                    {server.RemoteLeafOpts{}, false},
		"a signature without a key": {server.RemoteLeafOpts{SignatureCB: forge}, false},
	} {
		t.Run(name, func(t *testing.T) {
			l := connect(t, hub, tt.remote)
			if tt.in {
				eventually(t, "it is connected", l.connected)
				return
			}
			for range 20 {
				time.Sleep(10 * time.Millisecond)
				if len(hub.Connected()) > 0 {
					t.Fatal("it is let in")
				}
			}
		})
		// Who was let in has gone, and the hub may hear of it late.
		eventually(t, "nobody is connected", func() bool { return len(hub.Connected()) == 0 })
	}
	store.Revoke(enrolled.Edge.ID)
	l := connect(t, hub, server.RemoteLeafOpts{Nkey: string(seed)})
	time.Sleep(200 * time.Millisecond)
	if len(hub.Connected()) > 0 || l.connected() {
		t.Error("a revoked edge is let in")
	}
}

func TestARevokedEdgeIsDisconnected(t *testing.T) {
	store := bustest.NewStore()
	hub := openHub(t, bus.Config{Edges: store, RecheckEvery: 20 * time.Millisecond})
	background(t, hub.Run)
	kept, revoked := enrol(t, hub, store), enrol(t, hub, store)
	hub.Disconnect(kept.record.Edge.ID)
	eventually(t, "an edge that is enrolled comes back", kept.connected)
	store.Revoke(revoked.record.Edge.ID)
	eventually(t, "the revoked edge is gone", func() bool {
		connected := hub.Connected()
		return len(connected) == 1 && connected[0] == kept.record.Edge.ID
	})
}

func TestTheEdgesOfASuspendedTenantAreOutUntilItGoesOn(t *testing.T) {
	store := bustest.NewStore()
	hub := openHub(t, bus.Config{Edges: store, RecheckEvery: 20 * time.Millisecond})
	background(t, hub.Run)
	kept, out := enrol(t, hub, store), enrol(t, hub, store)
	store.Suspend(out.record.Edge.ID, true)
	eventually(t, "the edge of the suspended tenant is gone", func() bool {
		connected := hub.Connected()
		return len(connected) == 1 && connected[0] == kept.record.Edge.ID
	})
	for range 20 {
		time.Sleep(10 * time.Millisecond)
		if len(hub.Connected()) > 1 {
			t.Fatal("it is let in")
		}
	}
	store.Suspend(out.record.Edge.ID, false)
	eventually(t, "it is let in again", out.connected)
}

func TestARevocationCutsTheConnectionAtOnce(t *testing.T) {
	store := bustest.NewStore()
	hub := openHub(t, bus.Config{Edges: store, RecheckEvery: time.Hour})
	background(t, hub.Run)
	e := enrol(t, hub, store)
	store.Revoke(e.record.Edge.ID)
	if err := hub.Cut(e.record.Edge.ID); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it is gone", func() bool { return len(hub.Connected()) == 0 })
}

func TestAKeyBeforeHoldsUntilTheNewOneWasUsed(t *testing.T) {
	store := bustest.NewStore()
	hub := openHub(t, bus.Config{Edges: store, Settled: store.SettleKey, RecheckEvery: 20 * time.Millisecond})
	background(t, hub.Run)
	before := enrol(t, hub, store)
	next, seed := newKey(t)
	store.Rekey(before.record.Edge.ID, next)
	time.Sleep(100 * time.Millisecond) // several looks
	if !before.connected() {
		t.Fatal("the edge lost its connection before it had used its new key")
	}
	after := connect(t, hub, server.RemoteLeafOpts{Nkey: string(seed)})
	eventually(t, "the new key is let in", after.connected)
	eventually(t, "the connection with the old key is gone", func() bool { return len(hub.Connected()) == 1 })
	eventually(t, "the old key stays out", func() bool { return !before.connected() })
}

func TestTheLiveFeedReachesFollowersOfTheSite(t *testing.T) {
	store := bustest.NewStore()
	hub := openHub(t, bus.Config{Edges: store})
	tenant, site := uuid.New(), uuid.New()
	heard := make(chan []byte, 8)
	stop, err := hub.Subscribe(tenant, site, func(m []byte) { heard <- m })
	if err != nil {
		t.Fatal(err)
	}
	update := telemetry.LiveUpdate{Readings: []telemetry.LiveReading{{DeviceID: "meter0", Channel: "ActivePower", Value: 3200, Unit: "W"}}}
	for _, to := range []uuid.UUID{uuid.New(), site} {
		if err := hub.Publish(tenant, to, update); err != nil {
			t.Fatal(err)
		}
	}
	var got telemetry.LiveUpdate
	if err := json.Unmarshal(<-heard, &got); err != nil || len(got.Readings) != 1 || got.Readings[0].Value != 3200 {
		t.Errorf("heard %+v, %v", got, err)
	}
	stop()
	if err := hub.Publish(tenant, site, update); err != nil {
		t.Fatal(err)
	}
	select {
	case m := <-heard:
		t.Errorf("heard %s after the end, or of another site", m)
	case <-time.After(100 * time.Millisecond):
	}
}

func TestABusThatRunsElsewhereIsJoined(t *testing.T) {
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, NoSigs: true, NoLog: true, JetStream: true, StoreDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	defer func() { s.Shutdown(); s.WaitForShutdown() }()
	if !s.ReadyForConnections(time.Minute) {
		t.Fatal("the server does not start")
	}
	store := bustest.NewStore()
	hub := openHub(t, bus.Config{URL: s.ClientURL(), Edges: store})
	worker(t, hub, store)
	conn, err := nats.Connect(s.ClientURL(), nats.Timeout(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	public, _ := newKey(t)
	l := &leaf{t: t, conn: conn, record: store.Enrol(public)}
	nobody := &leaf{t: t, conn: conn, record: bustest.NewStore().Enrol("U")}
	nobody.send(manifestMsg(nobody), frame(nobody, 2, 7))
	l.send(manifestMsg(l), frame(l, 2, 7))
	eventually(t, "the sample is stored, and what comes from nobody stops nothing", func() bool { return len(store.Samples()) == 1 })
}

func TestConfigurationRefusals(t *testing.T) {
	store := bustest.NewStore()
	busy := openHub(t, bus.Config{Edges: store})
	port, err := url.Parse(busy.LeafURL())
	if err != nil {
		t.Fatal(err)
	}
	var taken int
	if _, err := fmt.Sscan(port.Port(), &taken); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		config bus.Config
		want   string
	}{
		"no directory":                    {bus.Config{Edges: store}, "bus directory is missing"},
		"no edges":                        {bus.Config{Dir: t.TempDir()}, "knows no edges"},
		"beyond this machine without TLS": {bus.Config{Dir: t.TempDir(), Edges: store, LeafHost: "0.0.0.0"}, "TLS is required"},
		"a port that is none":             {bus.Config{Dir: t.TempDir(), Edges: store, LeafPort: 70_000}, "bus port is 70000"},
		"a port that is taken":            {bus.Config{Dir: t.TempDir(), Edges: store, LeafPort: taken}, "address already in use"},
		"leaf nodes of no bus":            {bus.Config{Dir: t.TempDir(), Edges: store, Elsewhere: "nats-leaf://127.0.0.1:1"}, "not its URL"},
		"leaf nodes of no address":        {bus.Config{URL: "nats://127.0.0.1:1", Edges: store, Elsewhere: "nats://127.0.0.1:1"}, "is no nats-leaf://"},
		"a bus that is not there":         {bus.Config{URL: "nats://127.0.0.1:1"}, "connect to nats://127.0.0.1:1"},
	} {
		t.Run(name, func(t *testing.T) {
			hub, err := bus.Open(t.Context(), tt.config)
			if err == nil {
				hub.Close()
				t.Fatal("it opens")
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error is %v, want one with %q", err, tt.want)
			}
		})
	}
}

// spotter is where a log is written that is searched for a line.
type spotter struct {
	line string
	seen atomic.Bool
}

func (s *spotter) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte(s.line)) {
		s.seen.Store(true)
	}
	return len(p), nil
}

func TestTheHubRecoversFromAFullDisk(t *testing.T) {
	if fault.Alone(t) {
		return
	}
	store := bustest.NewStore()
	refused := &spotter{line: "the hub's store could not be written"}
	hub := openHub(t, bus.Config{Edges: store, RecheckEvery: 50 * time.Millisecond, Log: slog.New(slog.NewTextHandler(refused, nil))})
	background(t, hub.Run)
	l := enrol(t, hub, store)
	js, err := jetstream.New(l.conn)
	if err != nil {
		t.Fatal(err)
	}
	lift := fault.FullDisk(t, 128<<10)
	try := func(seq uint64) error {
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		_, err := js.PublishMsg(ctx, msg(l, wire.KindFrame, seq, make([]byte, 4096)))
		return err
	}
	seq := uint64(1)
	// A message that is refused is not answered, no more than one whose answer is late: the log tells them apart.
	eventually(t, "the disk is full", func() bool {
		if try(seq) == nil {
			seq++
			return false
		}
		return refused.seen.Load()
	})
	if seq < 10 {
		t.Fatalf("message %d was refused already", seq)
	}
	lift()
	eventually(t, "the stream takes messages again", func() bool { return try(seq) == nil })
}
