package load_test

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/goleak"

	"ohmstead/edge/uplink/load"
	"ohmstead/internal/leaktest"
	"ohmstead/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(leaktest.Settled{M: m}) }

// hub keeps what a fleet sends, and says what is stored.
type hub struct {
	*testing.T
	conn *nats.Conn
	leaf *url.URL

	mu   sync.Mutex
	seqs map[string][]uint64 // of each edge, in the order in which they came
	lost map[string]bool     // whether 5 is missing; absent while it has not come
}

func newHub(t *testing.T) *hub {
	t.Helper()
	s, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: -1, NoSigs: true, NoLog: true, JetStream: true, StoreDir: t.TempDir(),
		LeafNode: server.LeafNodeOpts{Host: "127.0.0.1", Port: -1},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(2 * time.Minute) {
		t.Fatal("the hub is not ready")
	}
	varz, err := s.Varz(nil)
	if err != nil {
		t.Fatal(err)
	}
	h := &hub{T: t, seqs: map[string][]uint64{}, lost: map[string]bool{}}
	h.leaf = &url.URL{Scheme: "nats-leaf", User: url.UserPassword("gateway", ""), Host: "127.0.0.1:" + strconv.Itoa(varz.LeafNode.Port)}
	if h.conn, err = nats.Connect(s.ClientURL()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.conn.Close)
	js, err := jetstream.New(h.conn)
	if err == nil {
		_, err = js.CreateStream(t.Context(), jetstream.StreamConfig{Name: "IN", Subjects: []string{wire.AllIn}})
	}
	if err == nil {
		_, err = h.conn.Subscribe(wire.AllIn, h.take)
	}
	if err == nil {
		_, err = h.conn.Subscribe(wire.AllHello, h.greet)
	}
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// take stores what comes, but that the first 5 of an edge is lost: so long as it does not come again,
// nothing behind it is stored.
func (h *hub) take(m *nats.Msg) {
	from, _, err := wire.ParseUp(m.Subject)
	if err != nil {
		h.Error(err)
		return
	}
	mark, err := wire.ParseMark(m.Header.Get)
	if err != nil {
		h.Error(err)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.seqs[from.Edge] = append(h.seqs[from.Edge], mark.Seq)
	progress := wire.Progress{Stream: "one", Stored: []wire.Stored{{BootID: mark.BootID.String(), Seq: mark.Seq}}}
	lost, came := h.lost[from.Edge]
	if mark.Seq == 5 {
		lost = !came
		h.lost[from.Edge], progress.Resend = lost, lost
	}
	if lost {
		progress.Stored[0].Seq = min(mark.Seq, 4)
	}
	h.tell(from.Stored(), progress)
}

func (h *hub) greet(m *nats.Msg) {
	from, _, err := wire.ParseUp(m.Subject)
	if err != nil {
		h.Error(err)
		return
	}
	data, err := wire.Encode(wire.Welcome{WireVersion: wire.Version, Progress: wire.Progress{Stream: "one"}})
	if err == nil {
		err = h.conn.Publish(from.Welcome(), data)
	}
	if err != nil {
		h.Error(err)
	}
}

func (h *hub) tell(subject string, p wire.Progress) {
	data, err := wire.Encode(p)
	if err == nil {
		err = h.conn.Publish(subject, data)
	}
	if err != nil {
		h.Error(err)
	}
}

func TestAFleetSendsInOrderAndAgainWhatIsMissing(t *testing.T) {
	h := newHub(t)
	c := load.Config{Channels: 6, Every: 20 * time.Millisecond}
	for range 2 {
		l := load.Leaf{URL: h.leaf}
		for range 3 {
			l.Identities = append(l.Identities, wire.Address{Tenant: uuid.NewString(), Site: uuid.NewString(), Edge: uuid.NewString()})
		}
		c.Leaves = append(c.Leaves, l)
	}
	fleet, err := load.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	defer fleet.Close()
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() {
		if err := fleet.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	defer running.Wait()
	defer cancel()
	until := func(what string, met func() bool) {
		t.Helper()
		for tries := 0; !met(); tries++ {
			if tries > 12_000 {
				t.Fatalf("not within two minutes: %s; the ledger is %+v", what, fleet.Ledger())
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	until("everybody is registered", func() bool { return fleet.Progress().Registered == 6 })
	fleet.Begin(time.Now())
	until("ten instants of everybody", func() bool { return fleet.Progress().Accepted >= 6*6*10 })
	fleet.Stop()
	until("everything is stored", func() bool { return fleet.Progress().Stored == fleet.Progress().Accepted })
	for _, e := range fleet.Ledger() {
		h.mu.Lock()
		seqs := h.seqs[e.Address.Edge]
		h.mu.Unlock()
		fifth := slices.Index(seqs, 5)
		again := slices.Index(seqs[fifth+1:], 5)
		if e.Restarts < 1 || again < 0 || seqs[len(seqs)-1] != e.Last || int(e.Last) != e.Instants+1 {
			t.Errorf("identity %d has begun anew %d times and sent %v; it has accepted %d instants", e.Number, e.Restarts, seqs, e.Instants)
		}
	}
}

func TestAFleetThatNobodyCouldBeIsRefused(t *testing.T) {
	leaves := []load.Leaf{{}}
	for name, c := range map[string]load.Config{
		"without a connection":                                    {Channels: 1, Every: time.Second},
		"without a channel":                                       {Leaves: leaves, Every: time.Second},
		"with more channels than a frame":                         {Leaves: leaves, Channels: wire.MaxChannels + 1, Every: time.Second},
		"that measures a thousand times more often than a second": {Leaves: leaves, Channels: 1, Every: time.Microsecond},
	} {
		t.Run(name, func(t *testing.T) {
			if err := c.Validate(); err == nil {
				t.Errorf("%+v is accepted", c)
			}
		})
	}
}
