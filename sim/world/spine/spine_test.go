package spine_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"ohmstead/backend/bus"
	"ohmstead/backend/bus/bustest"
	"ohmstead/backend/registry"
	"ohmstead/edge/outbox"
	"ohmstead/edge/uplink"
	"ohmstead/energy/point"
	"ohmstead/internal/leaktest"
	"ohmstead/wire"
)

var (
	childDir = flag.String("child", "", "append frames to the outbox in this directory and push them until killed")
	childHub = flag.String("hub", "", "hub of the child")
	childWho = flag.String("who", "", "tenant.site.edge of the child")
)

func TestMain(m *testing.M) {
	flag.Parse()
	if *childDir != "" {
		os.Exit(runChild())
	}
	goleak.VerifyTestMain(leaktest.Settled{M: m, Ignore: []goleak.Option{ours}}, ours)
}

// ours are goroutines of the database that all tests share.
var ours = goleak.IgnoreAnyFunction("ohmstead/backend/postgres/pgtest.(*server).start.func1")

func testLog(t testing.TB) *slog.Logger {
	if !testing.Verbose() {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelInfo}))
}

// link is a TCP proxy between edge and hub that can be cut.
type link struct {
	t      testing.TB
	listen net.Listener
	mu     sync.Mutex
	to     string
	open   map[net.Conn]bool
	done   sync.WaitGroup
}

func newLink(t testing.TB) *link {
	listen, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &link{t: t, listen: listen, open: map[net.Conn]bool{}}
	l.done.Add(1)
	go l.accept()
	t.Cleanup(func() {
		listen.Close()
		l.join("")
		l.done.Wait()
	})
	return l
}

func (l *link) url() string { return "nats-leaf://" + l.listen.Addr().String() }

// join leads new connections to a hub, and cuts the ones there are; "" leads nowhere.
func (l *link) join(hub string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.to = strings.TrimPrefix(hub, "nats-leaf://")
	for c := range l.open {
		c.Close()
	}
	clear(l.open)
}

func (l *link) accept() {
	defer l.done.Done()
	for {
		near, err := l.listen.Accept()
		if err != nil {
			return
		}
		l.mu.Lock()
		to := l.to
		l.mu.Unlock()
		far, err := net.DialTimeout("tcp", to, time.Second)
		if to == "" || err != nil {
			near.Close()
			continue
		}
		l.mu.Lock()
		if l.to != to {
			near.Close()
			far.Close()
		}
		l.open[near], l.open[far] = true, true
		l.mu.Unlock()
		l.done.Add(2)
		go l.carry(near, far)
		go l.carry(far, near)
	}
}

func (l *link) carry(from, to net.Conn) {
	defer l.done.Done()
	_, _ = io.Copy(to, from)
	from.Close()
	to.Close()
}

// backend is a hub and its worker.
type backend struct {
	hub    *bus.Hub
	cancel context.CancelFunc
	done   sync.WaitGroup
	once   sync.Once
}

func startBackend(t testing.TB, dir string, services bus.Services) *backend {
	t.Helper()
	hub, err := bus.Open(t.Context(), bus.Config{Dir: dir, LeafPort: -1, Edges: services.Edges, Log: testLog(t)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	b := &backend{hub: hub, cancel: cancel}
	worker := bus.NewWorker(hub, services, nil)
	for _, run := range []func(context.Context) error{hub.Run, worker.Run} {
		b.done.Go(func() {
			if err := run(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	t.Cleanup(b.stop)
	return b
}

func (b *backend) stop() {
	b.once.Do(func() {
		b.cancel()
		b.done.Wait()
		b.hub.Close()
	})
}

func memory(store *bustest.Store) bus.Services {
	return bus.Services{Edges: store, Channels: store, Samples: store, Events: store}
}

// site is an edge's outbox and uplink.
type site struct {
	box    *outbox.Outbox
	link   *uplink.Uplink
	cancel context.CancelFunc
	done   sync.WaitGroup
	once   sync.Once
}

func addressOf(r registry.EdgeRecord) wire.Address {
	return wire.Address{Tenant: r.Edge.Tenant.String(), Site: r.Edge.Site.String(), Edge: r.Edge.ID.String()}
}

func manifest() wire.Manifest {
	m := wire.Manifest{
		Site:   wire.ManifestSite{Name: "Hof", TimeZone: "Europe/Berlin"},
		Assets: []wire.ManifestAsset{{Key: "meter0", Name: "Netz", Nature: "GRID_METER", MeasuresConnection: true}, {Key: "battery0", Name: "Speicher", Nature: "ESS"}},
	}
	m.Channels = append(m.Channels, []wire.ManifestChannel{
		{Asset: "meter0", Name: "ActivePower", Unit: "W", Kind: "measurement"},
		{Asset: "battery0", Name: "ActivePower", Unit: "W", Kind: "measurement"},
		{Asset: "battery0", Name: "SOC", Unit: "%", Kind: "measurement"},
	}...)
	return m
}

func siteConfig(address wire.Address, hub, seed string, log *slog.Logger) uplink.Config {
	return uplink.Config{Address: address, URL: hub, SeedFile: seed, Software: "test", Log: log}
}

func startSite(ctx context.Context, keep outbox.Config, config uplink.Config) (*site, error) {
	remote, err := uplink.Remote(config)
	if err != nil {
		return nil, err
	}
	keep.Edge, keep.Remote, keep.FlushEvery, keep.Log = config.Address.Edge, remote, 50*time.Millisecond, config.Log
	box, err := outbox.Open(ctx, keep)
	if err != nil {
		return nil, err
	}
	if err := box.Begin(ctx, manifest()); err != nil {
		return nil, fmt.Errorf("%w; %w", err, box.Close())
	}
	link, err := uplink.New(box, config)
	if err != nil {
		return nil, fmt.Errorf("%w; %w", err, box.Close())
	}
	run, cancel := context.WithCancel(context.Background())
	s := &site{box: box, link: link, cancel: cancel}
	for _, part := range []func(context.Context) error{box.Run, link.Run} {
		s.done.Go(func() {
			if err := part(run); err != nil {
				panic(err)
			}
		})
	}
	return s, nil
}

func (s *site) stop() {
	s.once.Do(func() {
		s.cancel()
		s.done.Wait()
		if err := s.box.Close(); err != nil {
			panic(err)
		}
	})
}

// world is one edge, one store and a link that leads nowhere yet.
type world struct {
	t        testing.TB
	store    *bustest.Store
	services bus.Services
	record   registry.EdgeRecord
	link     *link
	seed     string
	dir      string

	maxBytes int64 // of the outbox; 0 for its default
}

func newWorld(t testing.TB) *world {
	t.Helper()
	store := bustest.NewStore()
	w := bareWorld(t)
	w.store, w.services = store, memory(store)
	w.record = store.Enrol(w.key())
	return w
}

// bareWorld has neither store nor edge yet.
func bareWorld(t testing.TB) *world {
	dir := t.TempDir()
	return &world{t: t, link: newLink(t), dir: dir, seed: filepath.Join(dir, "seed")}
}

func (w *world) key() string {
	w.t.Helper()
	key, err := uplink.EnsureSeed(w.seed)
	if err != nil {
		w.t.Fatal(err)
	}
	return key
}

func (w *world) backend() *backend {
	w.t.Helper()
	return startBackend(w.t, filepath.Join(w.dir, "hub"), w.services)
}

func (w *world) site() *site {
	w.t.Helper()
	keep := outbox.Config{Dir: filepath.Join(w.dir, "edge"), MaxBytes: w.maxBytes}
	s, err := startSite(w.t.Context(), keep, siteConfig(addressOf(w.record), w.link.url(), w.seed, testLog(w.t)))
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(s.stop)
	return s
}

// emitter appends numbered frames, one sample each, and remembers what was acknowledged.
type emitter struct {
	t    testing.TB
	base time.Time
	n    int
}

func newEmitter(t testing.TB) *emitter {
	return &emitter{t: t, base: time.Now().Add(-time.Hour).Truncate(time.Second)}
}

func (e *emitter) frames(s *site, n int) {
	e.t.Helper()
	for range n {
		if _, err := s.box.AppendFrame(e.t.Context(), e.base.Add(time.Duration(e.n)*time.Millisecond), []wire.Row{{Quality: point.Good, Value: float64(e.n)}}); err != nil {
			e.t.Fatal(err)
		}
		e.n++
	}
}

// arrived reports whether exactly the emitted samples are stored.
func (e *emitter) arrived(store *bustest.Store) bool {
	samples := store.Samples()
	if len(samples) != e.n {
		return false
	}
	for i, s := range samples {
		if s.Value != float64(i) {
			e.t.Fatalf("sample %d is %v", i, s.Value)
		}
	}
	return true
}

func eventually(t testing.TB, what string, met func() bool) {
	t.Helper()
	for deadline := time.Now().Add(3 * time.Minute); !met(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within three minutes: %s", what)
		}
	}
}

// drained reports whether the edge knows that everything is stored.
func (w *world) drained(s *site) bool { return len(s.box.Spans()) == 0 }

func TestWhatAnEdgeSaysIsStoredAndDeleted(t *testing.T) {
	w := newWorld(t)
	b := w.backend()
	w.link.join(b.hub.LeafURL())
	s := w.site()
	e := newEmitter(t)
	e.frames(s, 200)
	s.box.Raise(wire.Event{At: time.Now(), Code: "DEVICE_LOST", Device: "meter", Params: map[string]any{"device": "meter", "detail": "gone"}})
	eventually(t, "200 samples are stored", func() bool { return e.arrived(w.store) })
	eventually(t, "the event is stored", func() bool { return len(w.store.Events()) > 0 }) // it waits its turn before it is in the box
	eventually(t, "everything is stored", func() bool { return w.drained(s) && s.box.Stats().Messages == 0 })
	events := w.store.Events()
	if len(events) != 1 || events[0].Code != "DEVICE_LOST" || events[0].Site != w.record.Edge.Site {
		t.Errorf("events are %+v", events)
	}
	if got := w.store.Edge(w.record.Edge.ID).Edge; got.Version != "test" || got.LastSeen == nil {
		t.Errorf("the edge was not noted as seen: %+v", got)
	}
}

func TestNothingIsLostOrDoubledOverCutsOfTheLink(t *testing.T) {
	w := newWorld(t)
	b := w.backend()
	s := w.site()
	e := newEmitter(t)
	e.frames(s, 100) // offline from the beginning
	for range 6 {
		w.link.join(b.hub.LeafURL())
		e.frames(s, 150)
		w.link.join("")
		e.frames(s, 50)
	}
	w.link.join(b.hub.LeafURL())
	eventually(t, "all samples are stored", func() bool { return e.arrived(w.store) })
	eventually(t, "the edge knows it", func() bool { return w.drained(s) })
}

func TestNothingIsLostOverRestartsOfTheHub(t *testing.T) {
	w := newWorld(t)
	s := w.site()
	e := newEmitter(t)
	for range 3 {
		b := w.backend()
		w.link.join(b.hub.LeafURL())
		e.frames(s, 150)
		eventually(t, "something is stored", func() bool { return len(w.store.Samples()) > 0 })
		b.stop()
		e.frames(s, 50)
	}
	b := w.backend()
	w.link.join(b.hub.LeafURL())
	eventually(t, "all samples are stored", func() bool { return e.arrived(w.store) })
	eventually(t, "the edge knows it", func() bool { return w.drained(s) })
}

func TestTheHubMayLoseItsDisk(t *testing.T) {
	w := newWorld(t)
	b := w.backend()
	w.link.join(b.hub.LeafURL())
	s := w.site()
	e := newEmitter(t)
	e.frames(s, 20)
	eventually(t, "the first samples are stored", func() bool { return e.arrived(w.store) })
	// The database is away: what is acknowledged waits on the hub's disk, and that disk is lost.
	w.store.Fault(down)
	e.frames(s, 100)
	eventually(t, "the hub has acknowledged everything", func() bool { return s.link.Stats().Sent >= 121 })
	b.stop()
	if err := os.RemoveAll(filepath.Join(w.dir, "hub")); err != nil {
		t.Fatal(err)
	}
	w.store.Fault(nil)
	b = w.backend()
	w.link.join(b.hub.LeafURL())
	eventually(t, "all samples are stored", func() bool { return e.arrived(w.store) })
	eventually(t, "the edge knows it", func() bool { return w.drained(s) })
}

func TestNothingIsLostOverRestartsOfTheEdge(t *testing.T) {
	w := newWorld(t)
	b := w.backend()
	w.link.join(b.hub.LeafURL())
	e := newEmitter(t)
	for range 3 {
		s := w.site()
		e.frames(s, 100)
		s.stop()
	}
	s := w.site()
	eventually(t, "all samples of all boots are stored", func() bool { return e.arrived(w.store) })
	eventually(t, "the edge knows it", func() bool { return w.drained(s) })
}

func TestADatabaseThatIsAwayOnlyDelays(t *testing.T) {
	w := newWorld(t)
	b := w.backend()
	w.link.join(b.hub.LeafURL())
	s := w.site()
	e := newEmitter(t)
	e.frames(s, 10)
	eventually(t, "the first samples are stored", func() bool { return e.arrived(w.store) })
	w.store.Fault(down)
	e.frames(s, 300)
	time.Sleep(300 * time.Millisecond)
	w.store.Fault(nil)
	eventually(t, "all samples are stored", func() bool { return e.arrived(w.store) })
	eventually(t, "the edge knows it", func() bool { return w.drained(s) })
}

func TestAManifestThatTheBackendLostIsSentAgain(t *testing.T) {
	w := newWorld(t)
	b := w.backend()
	w.link.join(b.hub.LeafURL())
	s := w.site()
	e := newEmitter(t)
	e.frames(s, 10)
	eventually(t, "the edge knows that all is stored", func() bool { return e.arrived(w.store) && w.drained(s) })
	b.stop()
	w.store.ForgetManifests()
	e.frames(s, 10)
	b = w.backend()
	w.link.join(b.hub.LeafURL())
	eventually(t, "the frames that waited for their manifest are stored", func() bool { return e.arrived(w.store) })
	eventually(t, "the edge knows it", func() bool { return w.drained(s) })
}

func TestWhatAFullOutboxDroppedIsPassedAndReported(t *testing.T) {
	w := newWorld(t)
	w.maxBytes = 1 << 20
	s := w.site()
	base := time.Now().Add(-time.Hour)
	rows := make([]wire.Row, 3000)
	var sent uint64
	for n := 0; s.box.Stats().SamplesDropped < 20_000; n++ {
		for i := range rows {
			rows[i] = wire.Row{Index: uint32(i % 3), Offset: time.Duration(i) * time.Microsecond, Quality: point.Good, Value: float64(n)}
		}
		if _, err := s.box.AppendFrame(t.Context(), base.Add(time.Duration(n)*time.Second), rows); err == nil {
			sent += uint64(len(rows))
		} else if !errors.Is(err, outbox.ErrFull) {
			t.Fatal(err)
		}
	}
	// What is dropped while it is on its way is stored and reported, so the dropping comes first.
	eventually(t, "the outbox is inside its bounds", func() bool { return s.box.Stats().Bytes <= uint64(w.maxBytes) })
	b := w.backend()
	w.link.join(b.hub.LeafURL())
	eventually(t, "the edge knows that all it kept is stored", func() bool { return w.drained(s) })
	var reported uint64
	for _, e := range w.store.Events() {
		if count, ok := e.Params["count"].(float64); ok && e.Code == "SAMPLES_DROPPED" {
			reported += uint64(count)
		}
	}
	if stored := uint64(len(w.store.Samples())); stored+reported != sent || reported == 0 {
		t.Errorf("%d samples were appended, %d are stored and %d reported as dropped", sent, stored, reported)
	}
}

func TestTheFirstFrameFollowsTheHubsReturnQuickly(t *testing.T) {
	w := newWorld(t)
	b := w.backend()
	w.link.join(b.hub.LeafURL())
	s := w.site()
	e := newEmitter(t)
	e.frames(s, 10)
	eventually(t, "the first samples are stored", func() bool { return e.arrived(w.store) })
	w.link.join("")
	eventually(t, "the link is lost", func() bool { return !s.box.Connected() })
	e.frames(s, 10)
	start := time.Now()
	w.link.join(b.hub.LeafURL())
	eventually(t, "a frame is stored", func() bool { return len(w.store.Samples()) > 10 })
	t.Logf("first frame stored %v after the hub's return (target 0.5 s on a quiet machine)", time.Since(start).Round(time.Millisecond))
	eventually(t, "all samples are stored", func() bool { return e.arrived(w.store) })
}
