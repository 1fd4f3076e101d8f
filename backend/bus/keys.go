package bus

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"

	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// keyTimeout bounds what is done with one change of a key. One that is dropped is said again by its edge.
const keyTimeout = 10 * time.Second

// Keys gives an edge that is enrolled a new key; *provision.Service satisfies it.
type Keys interface {
	ChangeKey(ctx context.Context, k wire.KeyChange, remote string, now time.Time) error
}

// changeKeys takes every change of a key that edges ask for on the bus.
func (w *Worker) changeKeys(ctx context.Context) error {
	if w.services.Keys == nil {
		<-ctx.Done()
		return nil
	}
	return w.shared(ctx, wire.AllKeys, "key", said{what: "a change of a key", take: w.changeKey})
}

// changeKey answers a change with what came of it; a fault is not answered, and the edge asks again.
func (w *Worker) changeKey(ctx context.Context, m *nats.Msg) error {
	ctx, cancel := context.WithTimeout(ctx, keyTimeout)
	defer cancel()
	from, _, err := wire.ParseUp(m.Subject)
	if err != nil {
		return fmt.Errorf("take a change of a key: %w", err)
	}
	change, err := wire.DecodeKeyChange(m.Data)
	if err != nil {
		return err
	}
	if _, err := w.sayer(ctx, from); err != nil {
		return err
	}
	if change.Edge != from.Edge {
		return fmt.Errorf("edge %s asks to change the key of %s", from.Edge, change.Edge)
	}
	err = w.services.Keys.ChangeKey(ctx, change, "edge "+from.Edge, time.Now().UTC())
	answer := wire.KeyAnswer{Version: wire.Version, New: change.New}
	if refusal, ok := errors.AsType[*reason.Error](err); ok && permanent(err) {
		answer.Code, answer.Params = refusal.Code, refusal.Params
	} else if err != nil {
		return err
	}
	data, err := wire.Encode(answer)
	if err != nil {
		return err
	}
	if err := w.hub.conn.Publish(from.KeyTaken(), data); err != nil {
		return fmt.Errorf("answer a change of the key of edge %s: %w", from.Edge, err)
	}
	return nil
}
