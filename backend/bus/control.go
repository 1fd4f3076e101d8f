package bus

import (
	"context"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"

	"ohmstead/backend/registry"
	"ohmstead/wire"
)

// reportTimeout bounds what is done with one report. One that is dropped is followed by another.
const reportTimeout = 10 * time.Second

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
	return w.shared(ctx, wire.AllControl, "control", said{what: "a control report", take: w.takeControl})
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
	record, err := w.sayer(ctx, from)
	if err != nil {
		return err
	}
	return w.services.Control.SaveControl(ctx, record, report, time.Now().UTC())
}
