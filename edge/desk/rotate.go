package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// Keys changes the edge's key; *uplink.Uplink satisfies it.
type Keys interface {
	// NextKey makes the key that is to follow and returns its public key; one that is there stays.
	NextKey() (string, error)
	// ChangeKey has that key take the place of the edge's own, which holds until the new one was let in. A
	// change that is made already is made no second time.
	ChangeKey(ctx context.Context, nkey string) error
}

// AttachKeys gives the desk the way to another key; without one it refuses to change it. It is called before
// Run.
func (d *Desk) AttachKeys(k Keys) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.keys = k
}

// checkRotate refuses a change of key where there is none to change. d.mu is held.
func (d *Desk) checkRotate(c wire.Command) error {
	if d.keys == nil {
		return reason.New(reason.InvalidValue, reason.Params{"field": "kind", "value": string(c.Kind), "want": "a kind this edge knows"})
	}
	return nil
}

// rotate changes the edge's key. Which key is meant is in the journal before the backend hears of it: an
// order that was cut short is finished with that one, also where it has expired meanwhile, and no other is
// made.
func (d *Desk) rotate(ctx context.Context, o order) (json.RawMessage, error) {
	d.mu.Lock()
	keys := d.keys
	d.mu.Unlock()
	if keys == nil {
		return nil, reason.New(reason.CommandInterrupted, nil)
	}
	if o.NKey == "" {
		var err error
		if o.NKey, err = keys.NextKey(); err != nil {
			return nil, keyFault(err)
		}
		d.mu.Lock()
		err = d.remember(o)
		d.mu.Unlock()
		if err != nil {
			return nil, keyFault(err)
		}
	}
	if err := keys.ChangeKey(ctx, o.NKey); err != nil {
		return nil, keyFault(err)
	}
	return json.Marshal(wire.KeyRotated{NKey: o.NKey})
}

// keyFault is a fault as a refusal that says that nothing has changed.
func keyFault(err error) error {
	if errors.As(err, new(*reason.Error)) {
		return err
	}
	return reason.Wrap(fmt.Errorf("change the edge's key: %w", err), reason.EdgeKeyNotChanged, reason.Params{"detail": err.Error()})
}
