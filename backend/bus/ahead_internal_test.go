package bus

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"ohmstead/backend/bus/bustest"
	"ohmstead/backend/telemetry"
	"ohmstead/energy/point"
	"ohmstead/wire"
)

// raw is a message as the stream hands it out, which counts how often it is kept from coming again.
type raw struct {
	jetstream.Msg
	message *nats.Msg
	renewed int
}

func (r *raw) Subject() string      { return r.message.Subject }
func (r *raw) Headers() nats.Header { return r.message.Header }
func (r *raw) Data() []byte         { return r.message.Data }
func (r *raw) InProgress() error    { r.renewed++; return nil }

// frameOf is a frame of a boot with so many rows, one channel each.
func frameOf(t testing.TB, address wire.Address, seq uint64, rows int) *nats.Msg {
	t.Helper()
	f := wire.Frame{BootID: frameBoot, Seq: seq, Manifest: frameManifest().Hash(), T0: time.Now().Add(time.Duration(seq)*time.Millisecond - time.Hour)}
	for i := range rows {
		f.Rows = append(f.Rows, wire.Row{Index: uint32(i), Quality: point.Good, Value: float64(seq)})
	}
	data, err := f.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	mark := wire.Mark{BootID: frameBoot, Seq: seq, After: seq - 1}
	return &nats.Msg{Subject: address.Frame(), Header: nats.Header(mark.Header()), Data: data}
}

var frameBoot = uuid.MustParse("0198c0de-0000-7000-8000-000000000009")

func frameManifest() wire.Manifest {
	return wire.Manifest{
		Version: wire.Version, BootID: frameBoot.String(),
		Site:     wire.ManifestSite{Name: "Hof", TimeZone: "Europe/Berlin"},
		Assets:   []wire.ManifestAsset{{Key: "meter0", Name: "Netz", Nature: "GRID_METER"}},
		Channels: []wire.ManifestChannel{{Asset: "meter0", Name: "ActivePower", Unit: "W", Kind: "measurement"}},
	}
}

func somebody() wire.Address {
	return wire.Address{Tenant: uuid.NewString(), Site: uuid.NewString(), Edge: uuid.NewString()}
}

// source is a consumer that has one batch and then nothing.
type source struct {
	jetstream.Consumer
	messages []jetstream.Msg
}

type delivery struct{ messages chan jetstream.Msg }

func (d delivery) Messages() <-chan jetstream.Msg { return d.messages }
func (d delivery) Error() error                   { return nil }

func (s *source) FetchNoWait(int) (jetstream.MessageBatch, error) {
	d := delivery{make(chan jetstream.Msg, len(s.messages))}
	for _, m := range s.messages {
		d.messages <- m
	}
	close(d.messages)
	s.messages = nil
	return d, nil
}

func (s *source) Fetch(int, ...jetstream.FetchOpt) (jetstream.MessageBatch, error) {
	time.Sleep(fetchWait)
	return s.FetchNoWait(0)
}

// A database may be away for longer than the stream waits for an acknowledgement.
func TestABatchThatWaitsForTheWorkerIsKeptFromComingAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &raw{message: frameOf(t, somebody(), 1, 1)}
		w := &Worker{}
		ctx, cancel := context.WithCancel(t.Context())
		batches := make(chan batch)
		var ahead sync.WaitGroup
		ahead.Go(func() { w.fetchAhead(ctx, &source{messages: []jetstream.Msg{m}}, batches) })
		time.Sleep(5 * ackWait)
		b := <-batches
		cancel()
		ahead.Wait()
		if want := int(5 * ackWait / renewEvery); m.renewed < want-1 || len(b.messages) != 1 {
			t.Errorf("in %v the message was renewed %d times, want %d; the batch has %d messages", 5*ackWait, m.renewed, want, len(b.messages))
		}
	})
}

func TestOnlySoManyRowsAreDecodedAhead(t *testing.T) {
	var raws []jetstream.Msg
	for seq := range maxDecoded/wire.MaxFrameRows + 3 {
		raws = append(raws, &raw{message: frameOf(t, somebody(), uint64(seq+1), wire.MaxFrameRows)})
	}
	var b batch
	b.read(raws)
	decoded := 0
	for _, m := range b.messages {
		if m.frame != nil {
			decoded++
		}
	}
	if decoded != maxDecoded/wire.MaxFrameRows || len(b.messages) != len(raws) {
		t.Errorf("%d of %d frames are decoded ahead, want %d", decoded, len(b.messages), maxDecoded/wire.MaxFrameRows)
	}
}

// held is a store whose writes wait until they are let go.
type held struct {
	*bustest.Store
	entered chan telemetry.Cursor
	release chan struct{}
}

func (h *held) Write(ctx context.Context, b telemetry.Batch) (telemetry.Outcome, error) {
	h.entered <- b.Cursors[0]
	<-h.release
	return h.Store.Write(ctx, b)
}

func TestTheNextBatchIsFetchedWhileOneIsStored(t *testing.T) {
	const frames = 3 * maxBatch
	store := &held{Store: bustest.NewStore(), entered: make(chan telemetry.Cursor), release: make(chan struct{})}
	hub, err := Open(t.Context(), Config{Dir: t.TempDir(), LeafPort: -1, Edges: store})
	if err != nil {
		t.Fatal(err)
	}
	defer hub.Close()
	record := store.Enrol("U")
	if _, err := store.ApplyManifest(t.Context(), record, frameManifest()); err != nil {
		t.Fatal(err)
	}
	var messages []*nats.Msg
	for seq := range uint64(frames + 1) {
		messages = append(messages, frameOf(t, addressOf(record), seq+1, 1))
	}
	// send is quick: what is handed out and not acknowledged within ackWait comes again.
	send := func(messages ...*nats.Msg) {
		for i, m := range messages {
			if _, err := hub.js.PublishMsgAsync(m); err != nil {
				t.Fatal(err)
			}
			if i%1_000 == 999 || i == len(messages)-1 {
				<-hub.js.PublishAsyncComplete()
			}
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	w := NewWorker(hub, Services{Edges: store, Channels: store, Samples: store, Events: store}, nil)
	running.Go(func() {
		if err := w.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	defer running.Wait()
	defer cancel()
	send(messages[0])
	last := (<-store.entered).Seq
	send(messages[1:]...)
	// The first is being stored; what else was handed out is in hand.
	if got := handedOut(t, hub, fetchSize+1); got > maxBatch+1 {
		t.Errorf("%d messages are handed out while the first is stored, want at most %d", got, maxBatch+1)
	}
	commits := 1
	for store.release <- struct{}{}; last < frames+1; commits++ {
		cursor := <-store.entered
		if cursor.Seq <= last || cursor.Seq > last+maxBatch {
			t.Fatalf("after %d a commit goes to %d", last, cursor.Seq)
		}
		last = cursor.Seq
		store.release <- struct{}{}
	}
	if got := handedOut(t, hub, 0); got != 0 {
		t.Errorf("%d messages are left in hand", got)
	}
	if got := len(store.Samples()); got != frames+1 || commits > 1+2*frames/fetchSize {
		t.Errorf("%d samples are stored in %d commits, want %d", got, commits, frames+1)
	}
}

// handedOut waits until so many messages are handed out and not acknowledged, or none where that is
// what is asked for.
func handedOut(t *testing.T, hub *Hub, want int) int {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		consumer, err := hub.in.Consumer(t.Context(), consumerName)
		if err != nil {
			t.Fatal(err)
		}
		if got := consumer.CachedInfo().NumAckPending; got >= want && want > 0 || got == want {
			time.Sleep(50 * time.Millisecond) // so that more could be taken than should
			info, err := consumer.Info(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return info.NumAckPending
		}
	}
	t.Fatalf("the worker does not have %d messages in hand", want)
	return 0
}
