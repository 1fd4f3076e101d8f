package modbus

import (
	"context"
	"errors"
	"time"

	"ohmstead/edge/driver"
	bus "ohmstead/field/modbus"
	"ohmstead/field/profile/regmap"
)

// Poll implements driver.Link: it reads every block that is due. A block the device refuses is
// noted and the others go on; when it does not answer at all the pass ends.
func (l *link) Poll(ctx context.Context) (driver.Answer, error) {
	var answer driver.Answer
	for i, b := range l.plan.Blocks {
		began := time.Now()
		if !l.reads[i].IsZero() && began.Sub(l.reads[i]) < l.cfg.Due(b.Low, b.Interval, l.poll) {
			continue
		}
		err := l.request(ctx, b)
		switch {
		case refused(err):
			l.reads[i] = began
			l.plan.Forget(i, l.values)
			answer.Refusal = err
		case err != nil:
			l.plan.Forget(i, l.values)
			return answer, err
		default:
			l.reads[i] = began
			now := time.Now()
			answer.Latency = now.Sub(began)
			l.deliver(i, now)
		}
	}
	return answer, nil
}

// refused reports whether the device answered, but not with what was asked for.
func refused(err error) bool {
	var e bus.Exception
	return errors.As(err, &e) && e != bus.GatewayPathUnavailable && e != bus.GatewayTargetSilent ||
		errors.Is(err, bus.ErrBadReply)
}

// request reads one block into the link's buffers.
func (l *link) request(ctx context.Context, b regmap.Block) error {
	ctx, cancel := context.WithTimeout(ctx, l.timeout)
	defer cancel()
	if b.Function.ReadsBits() {
		return l.client.ReadBits(ctx, b.Target(), l.bits[:b.Count])
	}
	return l.client.Read(ctx, b.Target(), l.regs[:b.Count])
}

// deliver decodes a block that was just read and puts its readings into the inbox, all at once.
func (l *link) deliver(block int, now time.Time) {
	b := l.plan.Blocks[block]
	if b.Function.ReadsBits() {
		l.plan.DecodeBits(block, l.bits[:b.Count], l.values)
	} else {
		l.plan.Decode(block, l.regs[:b.Count], l.values)
	}
	for _, slot := range l.filled[block] {
		if l.plan.Slots[slot].Channel.Name == "" {
			continue // only the plan uses it
		}
		switch v := l.values[slot]; v.State {
		case regmap.Good:
			l.readings.Good(slot, v.Number, now)
		case regmap.Bad:
			l.readings.Bad(slot, now)
		default: // nothing can be said yet
		}
	}
	l.readings.Put()
}
