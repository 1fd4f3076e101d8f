package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// mostResult bounds what a probe may answer, so that its acknowledgement fits a message.
const mostResult = 48 << 10

// probes reports whether a kind asks devices beside the cycle, which takes longer than a cycle may wait.
func probes(k wire.CommandKind) bool { return k == wire.CommandScan || k == wire.CommandTestWrite }

// checkProbe refuses what cannot be asked here: INVALID_VALUE, MISSING_FIELD.
func (d *Desk) checkProbe(c wire.Command) error {
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
// are not done again.
func (d *Desk) interrupt(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, key := range d.cut {
		o, ok := d.orders[key]
		if !ok || o.Answer.State.Final() {
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
	answer := d.ask(ctx, o.Command)
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.conclude(context.WithoutCancel(ctx), o, answer)
}

// ask carries a probe out and says how it went. One that has expired while it waited is not begun.
func (d *Desk) ask(ctx context.Context, c wire.Command) wire.Ack {
	a := taken(c)
	if now := d.loop.Status().At; c.Expired(now) {
		a.State, a.At, a.Codes = wire.AckExpired, now.UTC(), []reason.Code{reason.CommandExpired}
		a.Params = reason.Params{"expires_at": c.ExpiresAt.UTC().Format(time.RFC3339)}
		return a
	}
	result, err := d.result(ctx, c)
	a.At = d.loop.Status().At.UTC()
	if err != nil {
		failed := rejected(c, err)
		a.State, a.Codes, a.Params = wire.AckFailed, failed.Codes, failed.Params
		d.config.Log.Warn("a probe failed", "err", fmt.Errorf("command %s: %w", c.ID, err))
		return a
	}
	a.State, a.Result = wire.AckExecuted, result
	return a
}

func (d *Desk) result(ctx context.Context, c wire.Command) (json.RawMessage, error) {
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
	o.Answer = &answer
	if err := d.remember(o); err != nil {
		return err
	}
	return d.answer(ctx, answer)
}
