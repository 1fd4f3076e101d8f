package modbus

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ohmstead/edge/image"
	"ohmstead/energy/point"
	bus "ohmstead/field/modbus"
	"ohmstead/field/profile"
)

// pass reads every block that is due, with one try each. A block the device refuses is noted and
// the others go on; when it does not answer at all the pass ends.
func (r *runner) pass(ctx context.Context) error {
	r.health.Detail = ""
	for i, b := range r.plan.Blocks {
		began := time.Now()
		if !r.reads[i].IsZero() && began.Sub(r.reads[i]) < r.every(b) {
			continue
		}
		err := r.request(ctx, b)
		switch {
		case refused(err):
			r.reads[i] = began
			r.health.Detail = err.Error()
		case err != nil:
			return fmt.Errorf("poll device %s: %w", r.device.Key, err)
		default:
			r.reads[i] = began
			now := time.Now()
			r.health.Latency = now.Sub(began)
			r.deliver(i, now)
		}
	}
	return nil
}

// every is the least time between two reads of a block, a little less than asked so that a tick
// that comes early does not skip one.
func (r *runner) every(b profile.Block) time.Duration {
	every := b.Interval
	if b.Low {
		every = max(every, r.cfg.LowEvery)
	}
	return max(0, every-r.poll/2)
}

// refused reports whether the device answered, but not with what was asked for.
func refused(err error) bool {
	var e bus.Exception
	return errors.As(err, &e) && e != bus.GatewayPathUnavailable && e != bus.GatewayTargetSilent ||
		errors.Is(err, bus.ErrBadReply)
}

// request reads one block into the runner's buffers.
func (r *runner) request(ctx context.Context, b profile.Block) error {
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	if b.Function.ReadsBits() {
		return r.client.ReadBits(ctx, b.Target(), r.bits[:b.Count])
	}
	return r.client.Read(ctx, b.Target(), r.regs[:b.Count])
}

// deliver decodes a block that was just read and puts its readings into the inbox, all at once.
func (r *runner) deliver(block int, now time.Time) {
	b := r.plan.Blocks[block]
	if b.Function.ReadsBits() {
		r.plan.DecodeBits(block, r.bits[:b.Count], r.values)
	} else {
		r.plan.Decode(block, r.regs[:b.Count], r.values)
	}
	r.puts = r.puts[:0]
	for _, slot := range r.filled[block] {
		if reading, ok := r.reading(slot, now); ok {
			r.puts = append(r.puts, image.Update{Handle: r.places[slot], Reading: reading})
		}
	}
	r.cfg.Inbox.Put(r.puts)
}

// reading is a slot's value for the image. A value that the device does not have becomes BAD with
// the last known number; where none was ever known there is nothing to show.
func (r *runner) reading(slot int, now time.Time) (point.Reading, bool) {
	switch v := r.values[slot]; v.State {
	case profile.Good:
		r.last[slot], r.known[slot] = v.Number, true
		return point.Of(v.Number, now), true
	case profile.Bad:
		return point.Reading{Value: r.last[slot], At: now, Quality: point.Bad}, r.known[slot]
	default:
		return point.Reading{}, false
	}
}
