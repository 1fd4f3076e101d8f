package modbus

import (
	"context"
	"errors"
	"reflect"
	"slices"
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
	answer.Lost = l.lost()
	answer.Conditions = l.watching.judge(time.Now(), l.values)
	return answer, nil
}

// lost finds the groups whose set-points do not stand: all of them after a new connection, behind which
// the device may have been restarted, and those that are read back as something else.
func (l *link) lost() []int {
	var groups []int
	connects := l.client.Stats().Connects
	for group, asked := range l.asked {
		if connects != l.connects || !l.stands(group, asked) {
			groups = append(groups, group)
		}
	}
	l.connects = connects
	return groups
}

// stands reports whether what is read back would be written as what was asked for. What cannot be read
// back stands.
func (l *link) stands(group int, asked []float64) bool {
	applied := slices.Clone(asked)
	for i, c := range l.plan.Groups[group].Controls {
		slot := l.plan.Controls[c].Applied
		if slot < 0 {
			continue
		}
		switch l.values[slot].State {
		case regmap.Off:
			return false
		case regmap.Good:
		default:
			return true
		}
		applied[i] = l.values[slot].Number
	}
	want, err := l.plan.Encode(group, asked, l.values)
	if err != nil {
		return true
	}
	got, err := l.plan.Encode(group, applied, l.values)
	return err != nil || reflect.DeepEqual(want, got)
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
	if l.watching.frozen(now, l.values) {
		return // what it says is as old as its heartbeat
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
