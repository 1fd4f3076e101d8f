package modbus

import (
	"context"
	"reflect"
	"time"

	"ohmstead/edge/driver"
	"ohmstead/field/profile/regmap"
)

// Set implements driver.Output. What would store the same registers once more in memory that wears out
// is not sent.
func (l *link) Set(ctx context.Context, group int, values []float64) error {
	writes, err := l.plan.Encode(group, values, l.values)
	if err == nil && l.plan.Groups[group].Flash && reflect.DeepEqual(writes, l.stored[group]) {
		return driver.ErrStands
	}
	if err := l.send(ctx, writes, err); err != nil {
		return err
	}
	l.stored[group], l.asked[group] = writes, values
	l.watching.wrote(time.Now(), group)
	return nil
}

// Release implements driver.Output.
func (l *link) Release(ctx context.Context, group int) error {
	delete(l.asked, group)
	l.watching.released(group)
	for _, c := range l.plan.Groups[group].Controls {
		if err := l.send(ctx, l.plan.Release(c), nil); err != nil {
			return err
		}
	}
	return nil
}

// Beat implements driver.Output.
func (l *link) Beat(ctx context.Context, n uint16) error {
	writes, err := l.plan.Beat(n)
	if err := l.send(ctx, writes, err); err != nil {
		return err
	}
	l.watching.beat = time.Now()
	return nil
}

// Disarm implements driver.Output.
func (l *link) Disarm(ctx context.Context) error { return l.send(ctx, l.plan.Disarm(), nil) }

// send carries out writes, one after the other, unless they could not be put into registers.
func (l *link) send(ctx context.Context, writes []regmap.Write, unfit error) error {
	if unfit != nil {
		return &driver.Refusal{Err: unfit}
	}
	for _, w := range writes {
		err := l.put(ctx, w)
		switch {
		case refused(err):
			return &driver.Refusal{Err: err}
		case err != nil:
			return err
		}
	}
	return nil
}

func (l *link) put(ctx context.Context, w regmap.Write) error {
	ctx, cancel := context.WithTimeout(ctx, l.timeout)
	defer cancel()
	return put(ctx, l.client, w)
}
