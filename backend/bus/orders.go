package bus

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// Orders is what waits for edges and where their answers go.
type Orders interface {
	// PendingCommands lists an edge's commands that it has not answered and that have not expired, in
	// order.
	PendingCommands(ctx context.Context, e registry.EdgeRecord, now time.Time) ([]wire.Command, error)
	// Limits are the newest limits of an edge, NOT_FOUND where there are none.
	Limits(ctx context.Context, scope identity.Scope, edge uuid.UUID) (wire.Limits, error)
	// Acknowledge keeps an edge's answer. NOT_FOUND for a command that is not the edge's;
	// one that is kept no longer is answered for nobody.
	Acknowledge(ctx context.Context, e registry.EdgeRecord, a wire.Ack) error
}

// Courier seals orders and sends them to edges. It is safe for concurrent use.
type Courier struct {
	hub    *Hub
	orders Orders
	key    ed25519.PrivateKey
}

// NewCourier is a courier over an opened hub that signs with key.
func NewCourier(hub *Hub, orders Orders, key ed25519.PrivateKey) *Courier {
	return &Courier{hub: hub, orders: orders, key: key}
}

// Nudge sends an edge everything that waits for it. What the edge has had already it knows by its
// sequence or version and does not do again. A command is sent until it is answered, whatever the
// edge has had after it: two processes may have sent two commands in the wrong order.
func (c *Courier) Nudge(ctx context.Context, e registry.EdgeRecord) error {
	return c.handOver(ctx, e, wire.Hello{})
}

// handOver sends what is newer than what the edge has said it has.
func (c *Courier) handOver(ctx context.Context, e registry.EdgeRecord, hello wire.Hello) error {
	limits, err := c.orders.Limits(ctx, e.Scope(), e.Edge.ID)
	switch {
	case errors.Is(err, reason.New(reason.NotFound, nil)):
	case err != nil:
		return fmt.Errorf("read the limits of edge %s: %w", e.Edge.ID, err)
	case limits.LimitsVersion > hello.LimitsVersion:
		if err := c.send(e, wire.KindLimits, limits); err != nil {
			return err
		}
	}
	commands, err := c.orders.PendingCommands(ctx, e, time.Now().UTC())
	if err != nil {
		return fmt.Errorf("read the commands of edge %s: %w", e.Edge.ID, err)
	}
	for _, command := range commands {
		if err := c.send(e, wire.KindCommand, command); err != nil {
			return err
		}
	}
	return nil
}

func (c *Courier) send(e registry.EdgeRecord, kind wire.Kind, order any) error {
	body, err := json.Marshal(order)
	if err != nil {
		return fmt.Errorf("encode %s: %w", kind, err)
	}
	to := addressOf(e)
	data, err := wire.Seal(c.key, to, kind, body)
	if err != nil {
		return err
	}
	if err := c.hub.conn.Publish(to.Order(kind), data); err != nil {
		return fmt.Errorf("send %s to edge %s: %w", kind, e.Edge.ID, err)
	}
	return nil
}

// takeAck keeps an edge's answer to a command.
func (c *commit) takeAck(ctx context.Context, m message) error {
	ack, err := wire.DecodeAck(m.data)
	if err != nil {
		return err
	}
	if c.worker.services.Courier == nil {
		return errors.New("nobody keeps acknowledgements here")
	}
	if err := c.worker.services.Courier.orders.Acknowledge(ctx, c.edge.record, ack); err != nil {
		return err
	}
	c.done = append(c.done, m.mark)
	return nil
}
