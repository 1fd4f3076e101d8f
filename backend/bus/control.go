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

// Bounds of control reports. One that is dropped is followed by another.
const (
	maxReports    = 4_096
	reportTimeout = 10 * time.Second
	controlQueue  = "control" // of several processes one takes each report
)

// Control keeps the newest control report of each edge.
type Control interface {
	SaveControl(ctx context.Context, e registry.EdgeRecord, r wire.ControlReport, received time.Time) error
}

// Watch tells an edge that somebody looks at its control reports. One that is not connected is told
// nothing.
func (h *Hub) Watch(edge wire.Address) error {
	if err := h.conn.Publish(edge.Watch(), nil); err != nil {
		return fmt.Errorf("ask edge %s for control reports: %w", edge.Edge, err)
	}
	return nil
}

// keepControl keeps every control report that comes in.
func (w *Worker) keepControl(ctx context.Context) error {
	if w.services.Control == nil {
		<-ctx.Done()
		return nil
	}
	reports := make(chan *nats.Msg, maxReports)
	sub, err := w.hub.conn.ChanQueueSubscribe(wire.AllControl, controlQueue, reports)
	if err != nil {
		return fmt.Errorf("listen for control reports: %w", err)
	}
	for {
		select {
		case <-ctx.Done():
			_ = sub.Unsubscribe() // fails only when the bus is closed
			return nil
		case m := <-reports:
			if err := w.takeControl(ctx, m); err != nil && ctx.Err() == nil {
				w.log.Warn("a control report was not kept", "subject", m.Subject, "err", err)
			}
		}
	}
}

func (w *Worker) takeControl(ctx context.Context, m *nats.Msg) error {
	ctx, cancel := context.WithTimeout(ctx, reportTimeout)
	defer cancel()
	from, _, err := wire.ParseUp(m.Subject)
	if err != nil {
		return fmt.Errorf("take a control report: %w", err)
	}
	report, err := wire.DecodeControl(m.Data)
	if err != nil {
		return err
	}
	id, err := uuid.Parse(from.Edge)
	if err != nil {
		return fmt.Errorf("take a control report of %s: %w", from.Edge, err)
	}
	record, err := w.services.Edges.FindEdgeByID(ctx, id)
	if err != nil {
		return fmt.Errorf("find edge %s: %w", id, err)
	}
	if addressOf(record) != from {
		return fmt.Errorf("edge %s reports as %v", id, from)
	}
	return w.services.Control.SaveControl(ctx, record, report, time.Now().UTC())
}
