package desk

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// LocalKinds lists what may be ordered at the site itself. Limits and plans come from above alone.
func LocalKinds() []wire.CommandKind {
	return []wire.CommandKind{
		wire.CommandOverride, wire.CommandRelease, wire.CommandClearFault, wire.CommandMode, wire.CommandEnable,
	}
}

// Local carries out an order that was given at the site itself, by the same way as those of the
// backend: noted before it is done, done once between two cycles, and told by the cycle's own events.
// The order is numbered here; its id makes it one and the same however often it is given.
//
// The answer is REJECTED or EXPIRED with a code where the order is refused. The error is a fault of
// the journal, or a refusal of what is no order: INVALID_VALUE, MISSING_FIELD, and
// IDEMPOTENCY_KEY_REUSED for an id that belongs to another order.
func (d *Desk) Local(ctx context.Context, c wire.Command) (wire.Ack, error) {
	if !slices.Contains(LocalKinds(), c.Kind) {
		return wire.Ack{}, reason.New(reason.InvalidValue, reason.Params{"field": "kind", "value": string(c.Kind), "want": "what may be ordered at the site, such as OVERRIDE"})
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	o := order{Command: c, Local: true}
	if known, ok := d.localByID(c.ID); ok {
		if !sameOrder(known.Command, c) {
			return wire.Ack{}, reason.New(reason.IdempotencyKeyReused, reason.Params{"id": c.ID})
		}
		if known.Answer != nil {
			return *known.Answer, nil
		}
		o = known
	} else {
		o.Command.Seq = d.latest[localKeys] + 1
	}
	if err := o.Command.Check(); err != nil {
		return wire.Ack{}, err
	}
	if err := d.carryOut(ctx, o); err != nil {
		return wire.Ack{}, err
	}
	done := d.orders[o.key()].Answer
	if done == nil {
		return wire.Ack{}, errors.New("the order was noted and has no answer")
	}
	return *done, nil
}

func (d *Desk) localByID(id string) (order, bool) {
	for _, o := range d.orders {
		if o.Local && o.Command.ID == id {
			return o, true
		}
	}
	return order{}, false
}

// sameOrder reports whether two orders ask for the same, whenever they were given.
func sameOrder(a, b wire.Command) bool {
	return a.Kind == b.Kind && a.Asset == b.Asset && bytes.Equal(a.Payload, b.Payload) && a.Reason == b.Reason &&
		(a.Kind != wire.CommandOverride || a.ExpiresAt.Equal(b.ExpiresAt))
}
