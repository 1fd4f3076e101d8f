package bus

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"

	"ohmstead/backend/registry"
	"ohmstead/wire"
)

// said is what edges say beside their frames, as it comes: who loses one says it again.
type said struct {
	what     string
	messages <-chan *nats.Msg
	sub      *nats.Subscription
	take     func(context.Context, *nats.Msg) error
}

// heed takes one message after the other until ctx ends. One that cannot be taken is told to the log
// and left.
func (w *Worker) heed(ctx context.Context, s said) error {
	for {
		select {
		case <-ctx.Done():
			_ = s.sub.Unsubscribe() // fails only when the bus is closed
			return nil
		case m := <-s.messages:
			if err := s.take(ctx, m); err != nil && ctx.Err() == nil {
				w.log.Warn(s.what+" was not taken", "subject", m.Subject, "err", err)
			}
		}
	}
}

// shared takes what edges say on a subject; of several processes one takes each message.
func (w *Worker) shared(ctx context.Context, subject, queue string, s said) error {
	messages := make(chan *nats.Msg, maxHellos)
	sub, err := w.hub.conn.ChanQueueSubscribe(subject, queue, messages)
	if err != nil {
		return fmt.Errorf("listen for %s: %w", s.what, err)
	}
	s.messages, s.sub = messages, sub
	return w.heed(ctx, s)
}

// sayer is the edge that speaks from an address; an error where it is not the address of that edge.
func (w *Worker) sayer(ctx context.Context, from wire.Address) (registry.EdgeRecord, error) {
	id, err := uuid.Parse(from.Edge)
	if err != nil {
		return registry.EdgeRecord{}, fmt.Errorf("read the edge of %v: %w", from, err)
	}
	record, err := w.services.Edges.FindEdgeByID(ctx, id)
	if err != nil {
		return record, fmt.Errorf("find edge %s: %w", id, err)
	}
	if addressOf(record) != from {
		return record, fmt.Errorf("edge %s speaks as %v", id, from)
	}
	return record, nil
}
