package bus

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"

	"ohmstead/backend/registry"
	"ohmstead/wire"
)

// Bounds of hellos. One that is dropped is said again by its edge.
const (
	maxHellos    = 4_096
	helloTimeout = 10 * time.Second
	clockSkew    = time.Minute
)

// answerHellos answers every hello from what the database knows.
func (w *Worker) answerHellos(ctx context.Context) error {
	hellos := make(chan *nats.Msg, maxHellos)
	sub, err := w.hub.conn.ChanSubscribe(wire.AllHello, hellos)
	if err != nil {
		return fmt.Errorf("listen for hellos: %w", err)
	}
	return w.heed(ctx, said{what: "a hello", messages: hellos, sub: sub, take: w.answer})
}

func (w *Worker) answer(ctx context.Context, m *nats.Msg) error {
	ctx, cancel := context.WithTimeout(ctx, helloTimeout)
	defer cancel()
	from, kind, err := wire.ParseUp(m.Subject)
	if err != nil || kind != wire.KindHello {
		return fmt.Errorf("take a hello: %w", err)
	}
	hello, err := wire.DecodeHello(m.Data)
	if err != nil {
		return err
	}
	record, err := w.sayer(ctx, from)
	if err != nil {
		return err
	}
	now := time.Now().UTC()
	if skew := now.Sub(hello.Clock); skew > clockSkew || skew < -clockSkew {
		w.log.Warn("an edge's clock is wrong", "edge", record.Edge.ID, "behind", skew)
	}
	welcome, err := w.welcome(ctx, record, hello)
	if err != nil {
		return err
	}
	w.sendWelcome(from, welcome)
	w.metrics.greeted()
	if w.services.Courier != nil {
		if err := w.services.Courier.handOver(ctx, record, hello); err != nil {
			return err
		}
	}
	said := registry.Said{Software: hello.Software, Configuration: hello.ConfigurationHash}
	if err := w.services.Edges.TouchEdges(ctx, []registry.EdgeRecord{record}, now, said); err != nil {
		return fmt.Errorf("note edge %s as seen: %w", record.Edge.ID, err)
	}
	return nil
}

func (w *Worker) welcome(ctx context.Context, record registry.EdgeRecord, hello wire.Hello) (wire.Welcome, error) {
	hash, err := wire.ParseHash(hello.ManifestHash)
	if err != nil {
		return wire.Welcome{}, err
	}
	_, known, err := w.services.Edges.KnownManifest(ctx, record, hash)
	if err != nil {
		return wire.Welcome{}, fmt.Errorf("look up manifest %s: %w", hash, err)
	}
	boots := make([]uuid.UUID, 0, len(hello.Outbox))
	for _, s := range hello.Outbox {
		boot, err := uuid.Parse(s.BootID)
		if err != nil {
			return wire.Welcome{}, fmt.Errorf("read boot %q: %w", s.BootID, err)
		}
		boots = append(boots, boot)
	}
	cursors, err := w.services.Samples.StoredSeqs(ctx, record.Edge.ID, boots)
	if err != nil {
		return wire.Welcome{}, fmt.Errorf("read the cursors of edge %s: %w", record.Edge.ID, err)
	}
	if cursors, err = w.raiseFloors(ctx, record, hello.Outbox, cursors); err != nil {
		return wire.Welcome{}, err
	}
	answer := wire.Welcome{ManifestWanted: !known, Key: hello.Key}
	for _, c := range cursors {
		answer.Stored = append(answer.Stored, wire.Stored{BootID: c.BootID.String(), Seq: c.Seq})
	}
	return answer, nil
}

func (w *Worker) sendWelcome(to wire.Address, welcome wire.Welcome) {
	welcome.WireVersion, welcome.Stream = wire.Version, w.hub.name
	data, err := wire.Encode(welcome)
	if err == nil {
		err = w.hub.conn.Publish(to.Welcome(), data)
	}
	if err != nil {
		w.log.Warn("an edge was not welcomed", "edge", to.Edge, "err", err)
	}
}
