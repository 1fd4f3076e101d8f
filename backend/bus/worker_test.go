package bus_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"

	"ohmstead/backend/bus"
	"ohmstead/backend/bus/bustest"
	"ohmstead/backend/event"
	"ohmstead/backend/identity"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

var testBoot = uuid.MustParse("0198c0de-0000-7000-8000-000000000007")

func services(store *bustest.Store) bus.Services {
	return bus.Services{Edges: store, Channels: store, Samples: store, Events: store}
}

func worker(t testing.TB, hub *bus.Hub, store *bustest.Store) *bus.Metrics {
	t.Helper()
	metrics := bus.NewMetrics()
	background(t, bus.NewWorker(hub, services(store), metrics).Run)
	return metrics
}

func testManifest() wire.Manifest {
	return wire.Manifest{
		Version: wire.Version, BootID: testBoot.String(),
		Site:     wire.ManifestSite{Name: "Hof", TimeZone: "Europe/Berlin"},
		Assets:   []wire.ManifestAsset{{Key: "meter0", Name: "Netz", Nature: "GRID_METER"}},
		Channels: []wire.ManifestChannel{{Asset: "meter0", Name: "ActivePower", Unit: "W", Kind: "measurement"}},
	}
}

// msg is a message at a place of the test's boot.
func msg(l *leaf, kind wire.Kind, seq uint64, data []byte) *nats.Msg {
	mark := wire.Mark{BootID: testBoot, Seq: seq, After: seq - 1}
	return &nats.Msg{Subject: l.address().Up(kind), Header: mark.Header(), Data: data}
}

func manifestMsg(l *leaf) *nats.Msg {
	l.t.Helper()
	data, err := testManifest().Encode()
	if err != nil {
		l.t.Fatal(err)
	}
	return msg(l, wire.KindManifest, 1, data)
}

// frame is a frame with one sample: the value is also the second of its minute.
func frame(l *leaf, seq uint64, value float64) *nats.Msg {
	return frameAt(l, seq, time.Now().Truncate(time.Minute).Add(time.Duration(value)*time.Second-2*time.Minute), value)
}

func frameAt(l *leaf, seq uint64, at time.Time, value float64) *nats.Msg {
	l.t.Helper()
	f := wire.Frame{BootID: testBoot, Seq: seq, Manifest: testManifest().Hash(), T0: at, Rows: []wire.Row{{Quality: point.Good, Value: value}}}
	data, err := f.AppendBinary(nil)
	if err != nil {
		l.t.Fatal(err)
	}
	return msg(l, wire.KindFrame, seq, data)
}

func eventMsg(l *leaf, seq uint64, e wire.Event) *nats.Msg {
	l.t.Helper()
	e.Version = wire.Version
	data, err := wire.Encode(e)
	if err != nil {
		l.t.Fatal(err)
	}
	return msg(l, wire.KindEvent, seq, data)
}

// send publishes in order, each acknowledged by the stream.
func (l *leaf) send(messages ...*nats.Msg) {
	l.t.Helper()
	js, err := jetstream.New(l.conn)
	if err != nil {
		l.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(l.t.Context(), 2*time.Minute)
	defer cancel()
	for _, m := range messages {
		if _, err := js.PublishMsg(ctx, m, jetstream.WithRetryAttempts(10)); err != nil {
			l.t.Fatal(err)
		}
	}
}

func hello(t testing.TB, l *leaf) wire.Welcome {
	t.Helper()
	return helloHolding(t, l, 1)
}

// helloHolding is a hello of an edge that keeps nothing below a sequence any more.
func helloHolding(t testing.TB, l *leaf, first uint64) wire.Welcome {
	t.Helper()
	sub, err := l.conn.SubscribeSync(l.address().Welcome())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = sub.Unsubscribe() }()
	// A hello that was said before may be answered now: the welcome names the key of the one that it answers.
	hello := wire.Hello{
		WireVersion: 1, BootID: testBoot.String(), ManifestHash: testManifest().Hash().String(), Clock: time.Now(), Software: "v7",
		Outbox: []wire.Span{{BootID: testBoot.String(), First: first, Last: first + 8}},
	}
	hello.Key, _ = newKey(t)
	data, err := wire.Encode(hello)
	if err != nil {
		t.Fatal(err)
	}
	var welcome wire.Welcome
	eventually(t, "a welcome comes", func() bool {
		if err := l.conn.Publish(l.address().Hello(), data); err != nil {
			t.Fatal(err)
		}
		for {
			m, err := sub.NextMsg(100 * time.Millisecond)
			if err != nil {
				return false
			}
			if welcome, err = wire.DecodeWelcome(m.Data); err != nil {
				t.Fatal(err)
			}
			if welcome.Key == hello.Key {
				return true
			}
		}
	})
	return welcome
}

// setup is a hub with its worker and one edge.
func setup(t testing.TB) (*bus.Hub, *bustest.Store, *leaf) {
	t.Helper()
	store := bustest.NewStore()
	hub := openHub(t, bus.Config{Edges: store})
	return hub, store, enrol(t, hub, store)
}

func storedUpTo(store *bustest.Store, l *leaf, seq uint64) func() bool {
	return func() bool { return store.Stored(l.record.Edge.ID, testBoot) == seq }
}

func TestAHelloIsAnsweredWithWhatIsNewer(t *testing.T) {
	hub, store, l := setup(t)
	worker(t, hub, store)
	first := hello(t, l)
	if !first.ManifestWanted || first.Stream == "" || len(first.Stored) != 0 {
		t.Errorf("the first welcome is %+v", first)
	}
	l.send(manifestMsg(l), frame(l, 2, 5))
	eventually(t, "the frame is stored", storedUpTo(store, l, 2))
	second := hello(t, l)
	if second.ManifestWanted || second.Stream != first.Stream || len(second.Stored) != 1 || second.Stored[0].Seq != 2 {
		t.Errorf("the second welcome is %+v", second)
	}
	eventually(t, "the edge is noted as seen", func() bool { return store.Edge(l.record.Edge.ID).Edge.Version == "v7" })
}

// A database that was restored to a time before the edge deleted its frames waits for none of them.
func TestAnEdgeThatKeepsLessThanTheDatabaseLacksGoesOn(t *testing.T) {
	hub, store, l := setup(t)
	worker(t, hub, store)
	l.send(manifestMsg(l), frame(l, 2, 5), frame(l, 8, 6))
	eventually(t, "what came in line is stored", storedUpTo(store, l, 2))
	welcome := helloHolding(t, l, 8)
	if len(welcome.Stored) != 1 || welcome.Stored[0].Seq != 7 {
		t.Errorf("the welcome is %+v, want everything below 8 to be done with", welcome)
	}
	l.send(frame(l, 9, 7))
	eventually(t, "what came behind the gap is stored", storedUpTo(store, l, 9))
	if welcome := helloHolding(t, l, 3); welcome.Stored[0].Seq != 9 {
		t.Errorf("a cursor went back: %+v", welcome)
	}
}

func TestPoisonIsSetAsideAndTheRestGoesOn(t *testing.T) {
	hub, store, l := setup(t)
	metrics := worker(t, hub, store)
	wrongPlace := frame(l, 9, 1)
	wrongPlace.Header.Set(wire.HeaderSeq, "5")
	beyond := wire.Frame{BootID: testBoot, Seq: 6, Manifest: testManifest().Hash(), T0: time.Now(), Rows: []wire.Row{{Index: 7, Quality: point.Good}}}
	data, err := beyond.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	noPlace := frame(l, 2, 1)
	noPlace.Header = nil
	l.send(
		manifestMsg(l),
		frame(l, 2, 2),
		msg(l, wire.KindFrame, 3, []byte{1, 2, 3}),
		msg(l, wire.KindEvent, 4, []byte(`{"version":1}`)),
		wrongPlace,
		msg(l, wire.KindFrame, 6, data),
		msg(l, "gossip", 7, []byte("psst")),
		msg(l, wire.KindManifest, 8, []byte(`{"version":1,"boot_id":"x"}`)),
		noPlace,
		frame(l, 9, 9),
	)
	eventually(t, "everything is done", storedUpTo(store, l, 9))
	if got := len(store.Samples()); got != 2 {
		t.Errorf("%d samples are stored, want 2", got)
	}
	if got := counter(t, metrics, "ohmstead_bus_poison_messages_total"); got != 7 {
		t.Errorf("%v messages are counted, want 7", got)
	}
	var codes []string
	for _, e := range store.Events() {
		codes = append(codes, string(e.Code))
		if detail, _ := e.Params["detail"].(string); !strings.Contains(detail, "frame 3 of boot "+testBoot.String()) {
			t.Errorf("the alarm says %q", detail)
		}
	}
	if len(codes) != 1 || codes[0] != "POISON_FRAME" {
		t.Errorf("events are %v, want one open alarm", codes)
	}
}

func counter(t testing.TB, metrics *bus.Metrics, name string) float64 {
	t.Helper()
	registry := prometheus.NewRegistry()
	registry.MustRegister(metrics)
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == name {
			return f.GetMetric()[0].GetCounter().GetValue()
		}
	}
	t.Fatalf("there is no metric %s", name)
	return 0
}

func TestFramesWaitForTheirManifest(t *testing.T) {
	hub, store, l := setup(t)
	wanted, err := l.conn.SubscribeSync(l.address().Welcome())
	if err != nil {
		t.Fatal(err)
	}
	worker(t, hub, store)
	l.send(frame(l, 2, 2), frame(l, 3, 3))
	m, err := wanted.NextMsg(2 * time.Minute)
	if err != nil {
		t.Fatal("no manifest is asked for:", err)
	}
	if welcome, err := wire.DecodeWelcome(m.Data); err != nil || !welcome.ManifestWanted {
		t.Errorf("welcome is %+v, %v", welcome, err)
	}
	if got := len(store.Samples()); got != 0 || !storedUpTo(store, l, 0)() {
		t.Errorf("%d samples are stored before the manifest", got)
	}
	l.send(manifestMsg(l), frame(l, 4, 4))
	eventually(t, "all frames are stored", storedUpTo(store, l, 4))
	if got := len(store.Samples()); got != 3 {
		t.Errorf("%d samples are stored, want 3", got)
	}
}

func TestStoredIsToldAfterTheCommitAndLiveReadingsFollow(t *testing.T) {
	hub, store, l := setup(t)
	told, err := l.conn.SubscribeSync(l.address().Stored())
	if err != nil {
		t.Fatal(err)
	}
	heard := make(chan []byte, 64)
	stop, err := hub.Subscribe(l.record.Edge.Tenant, l.record.Edge.Site, func(m []byte) { heard <- m })
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	worker(t, hub, store)
	now := time.Now().Truncate(time.Millisecond)
	l.send(manifestMsg(l), frameAt(l, 2, now.Add(-time.Hour), 1), frameAt(l, 3, now, 2))
	for stored := uint64(0); stored < 3; {
		m, err := told.NextMsg(2 * time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		progress, err := wire.DecodeProgress(m.Data)
		if err != nil || len(progress.Stored) != 1 || progress.Resend || progress.Stream == "" {
			t.Fatalf("told %+v, %v", progress, err)
		}
		stored = progress.Stored[0].Seq
		if committed := store.Stored(l.record.Edge.ID, testBoot); stored > committed {
			t.Errorf("told %d, committed is %d", stored, committed)
		}
	}
	var live telemetry.LiveUpdate
	if err := json.Unmarshal(<-heard, &live); err != nil {
		t.Fatal(err)
	}
	want := telemetry.LiveReading{DeviceID: "meter0", Channel: "ActivePower", Value: 2, Unit: "W", Timestamp: telemetry.LiveTime(now), Quality: "GOOD"}
	if len(live.Readings) != 1 || live.Readings[0] != want {
		t.Errorf("live readings are %+v, want the fresh one alone", live.Readings)
	}
}

func TestSamplesOfAWrongClockAreRefusedAndReported(t *testing.T) {
	hub, store, l := setup(t)
	worker(t, hub, store)
	now := time.Now()
	l.send(manifestMsg(l), frameAt(l, 2, now.Add(time.Hour), 1), frameAt(l, 3, now.AddDate(-1, 0, 0), 2), frameAt(l, 4, time.Unix(0, 0), 3), frame(l, 5, 4))
	eventually(t, "everything is done", storedUpTo(store, l, 5))
	if got := len(store.Samples()); got != 1 {
		t.Errorf("%d samples are stored, want 1", got)
	}
	eventually(t, "both reasons are reported", func() bool { return len(store.Events()) >= 2 })
	codes := map[reason.Code]bool{}
	for _, e := range store.Events() {
		codes[e.Code] = e.Params["timestamp"] != nil
	}
	if !codes[reason.FutureTimestamp] || !codes[reason.TooOld] || len(codes) != 2 {
		t.Errorf("events are %v", codes)
	}
}

func TestAnotherValueForAnInstantIsReported(t *testing.T) {
	hub, store, l := setup(t)
	worker(t, hub, store)
	at := time.Now().Add(-time.Minute)
	l.send(manifestMsg(l), frameAt(l, 2, at, 1), frameAt(l, 3, at, 1), frameAt(l, 4, at, 2))
	eventually(t, "everything is done", storedUpTo(store, l, 4))
	eventually(t, "the conflict is reported", func() bool { return len(store.Events()) > 0 })
	events := store.Events()
	if len(events) != 1 || events[0].Code != reason.SampleConflict {
		t.Errorf("events are %+v", events)
	}
	if samples := store.Samples(); len(samples) != 1 || samples[0].Value != 1 {
		t.Errorf("samples are %+v, want the first value", samples)
	}
}

func TestEventsOfAnEdgeAreKeptOnceAndAlarmsClear(t *testing.T) {
	hub, store, l := setup(t)
	var announced []string
	with := services(store)
	with.Announce = func(_ identity.Tenant, e event.Event) { announced = append(announced, string(e.Code)) }
	at := time.Now().Add(-time.Minute)
	alarm := wire.Event{At: at.Add(500 * time.Millisecond), Code: "CONTROLLER_FAILED", Asset: "battery0", Params: map[string]any{"controller": "peak", "detail": "x"}}
	cleared := wire.Event{At: at.Add(time.Second), Code: "CONTROLLER_FAILED", Asset: "battery0", Cleared: true}
	notice := wire.Event{At: at, Code: "STATE_CHANGED", Params: map[string]any{"from": "INIT", "to": "RUN"}}
	l.send(manifestMsg(l), eventMsg(l, 2, notice), eventMsg(l, 2, notice), eventMsg(l, 3, alarm), eventMsg(l, 4, cleared), eventMsg(l, 5, cleared))
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- bus.NewWorker(hub, with, nil).Run(ctx) }()
	eventually(t, "everything is done", storedUpTo(store, l, 5))
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	events := store.Events() // the end of an alarm that is over, or never was, is news to nobody
	if len(events) != 2 || events[0].Kind != event.StateTransition || events[1].Kind != event.Alarm || events[1].Cleared == nil {
		t.Errorf("events are %+v", events)
	}
	if got := strings.Join(announced, " "); got != "STATE_CHANGED CONTROLLER_FAILED CONTROLLER_FAILED" {
		t.Errorf("announced %s", got)
	}
}

func TestOneMessageThatTheDatabaseRefusesDoesNotStopTheOthers(t *testing.T) {
	hub, store, l := setup(t)
	other := enrol(t, hub, store)
	calls := 0
	bad := errors.New("value out of range for type")
	picky := &pickyStore{Store: store, refuse: func(b telemetry.Batch) error {
		for _, s := range b.Samples {
			if s.Value == 3 {
				calls++
				return bad
			}
		}
		return nil
	}}
	with := services(store)
	with.Samples = picky
	l.send(manifestMsg(l), frame(l, 2, 2), frame(l, 3, 3), frame(l, 4, 4))
	other.send(manifestMsg(other), frame(other, 2, 2))
	background(t, bus.NewWorker(hub, with, nil).Run)
	eventually(t, "the other edge is stored", storedUpTo(store, other, 2))
	eventually(t, "the others of this edge are stored", storedUpTo(store, l, 4))
	var values []float64
	for _, s := range store.Samples() {
		values = append(values, s.Value)
	}
	if len(values) != 3 || calls < 2 {
		t.Errorf("stored values are %v after %d refusals", values, calls)
	}
}

func TestAPanicOfTheStoreIsOneMessagesFault(t *testing.T) {
	hub, store, l := setup(t)
	with := services(store)
	with.Samples = &pickyStore{Store: store, refuse: func(b telemetry.Batch) error {
		for _, s := range b.Samples {
			if s.Value == 3 {
				panic("nil map")
			}
		}
		return nil
	}}
	l.send(manifestMsg(l), frame(l, 2, 2), frame(l, 3, 3), frame(l, 4, 4))
	background(t, bus.NewWorker(hub, with, nil).Run)
	eventually(t, "the others are stored", storedUpTo(store, l, 4))
}

func TestAnAbsentDatabaseBuriesNothing(t *testing.T) {
	hub, store, l := setup(t)
	store.Fault(func(string) error { return reason.New(reason.Unavailable, reason.Params{"what": "the database"}) })
	l.send(manifestMsg(l), frame(l, 2, 2), frame(l, 3, 3))
	worker(t, hub, store)
	time.Sleep(500 * time.Millisecond)
	store.Fault(nil)
	eventually(t, "everything is stored", storedUpTo(store, l, 3))
	if got := len(store.Events()); got != 0 {
		t.Errorf("%d events were raised", got)
	}
}

// pickyStore refuses some batches.
type pickyStore struct {
	*bustest.Store
	refuse func(telemetry.Batch) error
}

func (p *pickyStore) Write(ctx context.Context, b telemetry.Batch) (telemetry.Outcome, error) {
	if err := p.refuse(b); err != nil {
		return telemetry.Outcome{}, err
	}
	return p.Store.Write(ctx, b)
}
