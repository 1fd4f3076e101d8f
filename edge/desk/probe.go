package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// mostResult bounds what a probe may answer, so that its acknowledgement fits a message.
const mostResult = 48 << 10

// beside reports whether a kind is carried out beside the cycle, because it takes longer than a cycle may
// wait.
func beside(k wire.CommandKind) bool {
	return k == wire.CommandScan || k == wire.CommandTestWrite || k == wire.CommandConfigure || k == wire.CommandRotateKey
}

// checkBeside refuses what cannot be done here: INVALID_VALUE, MISSING_FIELD, CONFIGURATION_KEPT_ON_SITE.
func (d *Desk) checkBeside(c wire.Command) error {
	if c.Kind == wire.CommandConfigure {
		return d.checkConfigure(c)
	}
	if c.Kind == wire.CommandRotateKey {
		return d.checkRotate(c)
	}
	if d.config.Probe == nil {
		return reason.New(reason.InvalidValue, reason.Params{"field": "kind", "value": string(c.Kind), "want": "a kind this edge knows"})
	}
	_, err := probeOf(c)
	return err
}

func probeOf(c wire.Command) (wire.Probe, error) {
	var p wire.Probe
	if err := json.Unmarshal(c.Payload, &p); err != nil {
		return p, badPayload(c, `such as {"address":"192.168.1.30:502"}`)
	}
	return p, p.Check(c.Kind)
}

// interrupt answers probes that the process before this one was at: what they did is not known, and they
// are not done again. A change of the edge's key goes on where it was.
func (d *Desk) interrupt(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, key := range d.cut {
		o, ok := d.orders[key]
		if !ok || o.Answer.State.Final() || o.Command.Kind == wire.CommandConfigure {
			continue
		}
		if o.Command.Kind == wire.CommandRotateKey {
			select {
			case d.queue <- key:
			default: // it waits for another start
			}
			continue
		}
		failed := taken(o.Command)
		failed.State, failed.At, failed.Codes = wire.AckFailed, o.Answer.At.Add(time.Microsecond), []reason.Code{reason.CommandInterrupted}
		if err := d.conclude(ctx, o, failed); err != nil {
			return err
		}
	}
	return nil
}

// probing asks devices, one order after the other, until ctx ends.
func (d *Desk) probing(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case key := <-d.queue:
			d.try(d.probe(ctx, key))
		}
	}
}

// probe asks and answers. It holds nothing meanwhile: other orders go on.
func (d *Desk) probe(ctx context.Context, key string) error {
	d.mu.Lock()
	o, ok := d.orders[key]
	d.mu.Unlock()
	if !ok {
		return nil
	}
	answer, over := d.ask(ctx, o)
	if !over {
		return nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	o = d.orders[key] // with what was noted of it meanwhile
	return d.conclude(context.WithoutCancel(ctx), o, answer)
}

// ask carries an order out and says how it went. One that has expired while it waited is not begun. It is
// not over where the edge starts anew for it: what runs then answers.
func (d *Desk) ask(ctx context.Context, o order) (a wire.Ack, over bool) {
	c := o.Command
	a = taken(c)
	if now := d.loop.Status().At; c.Expired(now) && o.NKey == "" {
		a.State, a.At, a.Codes = wire.AckExpired, now.UTC(), []reason.Code{reason.CommandExpired}
		a.Params = reason.Params{"expires_at": c.ExpiresAt.UTC().Format(time.RFC3339)}
		return a, true
	}
	result, err := d.result(ctx, o)
	if errors.Is(err, errStartsAnew) {
		return a, false
	}
	if c.Kind == wire.CommandRotateKey && ctx.Err() != nil && err != nil {
		return a, false // the edge is stopped; it goes on with its next start
	}
	a.At = d.loop.Status().At.UTC()
	if err != nil {
		failed := rejected(c, err)
		a.State, a.Codes, a.Params = wire.AckFailed, failed.Codes, failed.Params
		d.config.Log.Warn("an order failed", "err", fmt.Errorf("command %s: %w", c.ID, err))
		return a, true
	}
	a.State, a.Result = wire.AckExecuted, result
	return a, true
}

func (d *Desk) result(ctx context.Context, o order) (json.RawMessage, error) {
	c := o.Command
	switch c.Kind {
	case wire.CommandConfigure:
		return d.configure(ctx, c)
	case wire.CommandRotateKey:
		return d.rotate(ctx, o)
	}
	p, err := probeOf(c)
	if err != nil {
		return nil, err
	}
	found, err := d.config.Probe(ctx, c, p)
	if err != nil {
		return nil, err
	}
	data, err := json.Marshal(found)
	if err == nil && len(data) > mostResult {
		err = fmt.Errorf("the result has %d bytes, which no message holds", len(data))
	}
	return data, err
}

// conclude keeps an order's last answer and gives it.
func (d *Desk) conclude(ctx context.Context, o order, answer wire.Ack) error {
	if o.Command.Kind == wire.CommandConfigure {
		o.Command.Payload = nil // a file, which nobody asks for once it is answered
	}
	return d.tell(ctx, o, answer)
}
