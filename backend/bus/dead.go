package bus

import (
	"context"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"ohmstead/backend/event"
	"ohmstead/energy/reason"
)

// Headers of a message of the stream DEAD, beside those it came with.
const (
	headerSubject = "Ohm-Subject"
	headerError   = "Ohm-Error"
)

// bury sets a message aside in the stream DEAD, counts it and raises POISON_FRAME. It is done then;
// an error means that it was not set aside and is tried again.
func (w *Worker) bury(ctx context.Context, e *edge, m message, cause error) error {
	if err := w.setAside(ctx, m.raw, cause); err != nil {
		return err
	}
	w.raise(ctx, e, event.Event{
		Kind: event.Alarm, Severity: event.Warning, Code: reason.PoisonFrame,
		Params: map[string]any{"detail": fmt.Sprintf("%s %d of boot %s: %v", m.kind, m.mark.Seq, m.mark.BootID, cause)},
	})
	return nil
}

// discard is bury for a message whose place or sender cannot be read.
func (w *Worker) discard(ctx context.Context, raw jetstream.Msg, cause error) {
	if err := w.setAside(ctx, raw, cause); err != nil {
		w.log.Error("a message that nobody understands was lost", "subject", raw.Subject(), "err", err)
	}
}

func (w *Worker) setAside(ctx context.Context, raw jetstream.Msg, cause error) error {
	w.metrics.poisoned()
	w.log.Warn("a message cannot be understood and is set aside", "subject", raw.Subject(), "err", cause)
	dead := &nats.Msg{Subject: "dead." + raw.Subject(), Data: raw.Data(), Header: nats.Header{}}
	for name, values := range raw.Headers() {
		if name != jetstream.MsgIDHeader {
			dead.Header[name] = values
		}
	}
	dead.Header.Set(headerSubject, raw.Subject())
	dead.Header.Set(headerError, cause.Error())
	if _, err := w.hub.js.PublishMsg(ctx, dead); err != nil {
		return fmt.Errorf("set aside a message of %s: %w", raw.Subject(), err)
	}
	return nil
}
