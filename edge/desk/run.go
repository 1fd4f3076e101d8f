package desk

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"ohmstead/edge/cycle"
	"ohmstead/edge/cycle/state"
	"ohmstead/edge/site"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
	"ohmstead/wire"
)

// watchEvery is how often overrides that are at work are looked at.
const watchEvery = time.Second

// Run brings what the cycle must not forget to the disk, finishes commands that a crash cut short,
// and reports how overrides fare, until ctx ends; then it writes down the newest memory and returns.
// Attach has been called before.
func (d *Desk) Run(ctx context.Context) error {
	ticker := time.NewTicker(watchEvery)
	defer ticker.Stop()
	d.try(d.settleUp(ctx))
	d.try(d.interrupt(ctx))
	d.try(d.finish(ctx))
	var asking sync.WaitGroup
	defer asking.Wait()
	asking.Go(func() { d.probing(ctx) })
	for {
		d.try(d.save())
		select {
		case <-ctx.Done():
			return d.save()
		case <-d.news:
		case <-ticker.C:
			d.try(d.watch(ctx))
		}
	}
}

// try logs a fault; what failed is tried again.
func (d *Desk) try(err error) {
	if err != nil {
		d.config.Log.Warn("an order was not seen through and is tried again", "err", err)
		d.wake()
	}
}

// save brings the newest memory to the disk; the cycle does not wait for it. One that
// could not be written stays the newest.
func (d *Desk) save() error {
	d.saving.Lock()
	defer d.saving.Unlock()
	d.memoryMu.Lock()
	data, age := d.memory, d.age
	d.memoryMu.Unlock()
	if age == d.saved {
		return nil
	}
	if err := d.config.Journal.Put(memoryKey, data); err != nil {
		return err
	}
	d.saved = age
	return nil
}

// settleUp gives the answers that the process before this one owed.
func (d *Desk) settleUp(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, key := range slices.Sorted(maps.Keys(d.orders)) {
		if o := d.orders[key]; o.Owed {
			if err := d.pay(ctx, o); err != nil {
				return err
			}
		}
	}
	return nil
}

// finish does what was noted and not answered. Every kind of command can be done again without
// doing more, so what was done before the crash is only answered; what has expired meanwhile is
// answered so and not done.
func (d *Desk) finish(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, key := range slices.Sorted(maps.Keys(d.orders)) {
		if o := d.orders[key]; o.Answer == nil {
			if err := d.carryOut(ctx, o); err != nil {
				return err
			}
		}
	}
	return nil
}

// watch compares overrides and dispatches with what the last cycle has given their assets.
func (d *Desk) watch(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	status := d.loop.Status()
	if err := d.settle(ctx, status.At); err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(d.orders)) {
		o := d.orders[key]
		if o.Command.Kind != wire.CommandOverride && o.Command.Kind != wire.CommandDispatch || o.Answer == nil || o.Answer.State.Final() || !status.At.After(o.Answer.At) {
			continue
		}
		seen := d.seen(o, status)
		if o.Command.Kind == wire.CommandDispatch {
			seen = d.kept(o, status)
		}
		if seen.State == o.Answer.State {
			continue
		}
		if err := d.tell(ctx, o, seen); err != nil {
			return err
		}
	}
	return nil
}

// kept is how a dispatch fares: executed when its asset has been given no more than was ordered, on a ramp once
// it has got there, or when a newer one is in its place. While nobody on site follows it, it is only accepted;
// where it ends like that it has failed.
func (d *Desk) kept(o order, status cycle.Status) wire.Ack {
	a := taken(o.Command)
	a.At = status.At.UTC()
	slot := o.slot()
	ordered := slot.ActivePowerWatts
	for i := range status.Setpoints {
		s := &status.Setpoints[i]
		if watts := int64(s.Power); s.Asset == o.Command.Asset && min(ordered, 0) <= watts && watts <= max(ordered, 0) && (watts == ordered || !d.underWay(o, slot, status.At)) {
			a.State, a.AppliedWatts = wire.AckExecuted, &watts
		}
	}
	switch {
	case a.State == wire.AckExecuted:
	case d.replaced(o, status.At), o.Ended:
		a.State = wire.AckExecuted
	case o.Command.Expired(status.At):
		a.State, a.Codes = wire.AckFailed, []reason.Code{reason.OrderNotFollowed}
	}
	return a
}

// underWay reports whether an asset may still be on its ramp to a dispatch at now: as long as the ramp takes from
// the farther end of what the asset can do. What it is given short of the order after that, something binds.
func (d *Desk) underWay(o order, s wire.PlanSlot, now time.Time) bool {
	i := slices.IndexFunc(d.config.Site.Assets, func(b site.Bound) bool { return b.ID == s.Asset })
	if s.RampRate == nil || i < 0 || o.Command.Expired(now) {
		return false
	}
	rating := d.config.Site.Assets[i].Fold.Rating
	way := max(unit.Power(s.ActivePowerWatts)-rating.Min, rating.Max-unit.Power(s.ActivePowerWatts))
	seconds := unit.Float(way, unit.Watt) / float64(*s.RampRate)
	return now.Sub(o.Answer.At).Seconds() < seconds
}

// replaced reports whether a newer dispatch to the same asset is in force at now that does not end first: one
// that does leaves its asset to the older again.
func (d *Desk) replaced(o order, now time.Time) bool {
	for _, other := range d.orders {
		c := &other.Command
		if c.Asset == o.Command.Asset && c.Seq > o.Command.Seq && !c.ExpiresAt.Before(o.Command.ExpiresAt) && other.dispatches(now) {
			return true
		}
	}
	return false
}

// seen is how an override fares: executed when it is granted in full or is over, clamped while it is
// cut, with who cut it. While the edge gives nobody anything, as before its devices have answered, that is
// still to be seen.
func (d *Desk) seen(o order, status cycle.Status) wire.Ack {
	a := taken(o.Command)
	a.State, a.At = wire.AckExecuted, status.At.UTC()
	for i := range status.Setpoints {
		if s := &status.Setpoints[i]; s.Asset == o.Command.Asset {
			watts := int64(s.Power)
			a.AppliedWatts = &watts
		}
	}
	if o.Ended || o.Command.Expired(status.At) {
		return a
	}
	if !state.Of(status.State).Controls {
		return *o.Answer
	}
	for i := range status.Cuts {
		c := &status.Cuts[i]
		if c.Asset == o.Command.Asset && c.By == cycle.Operator {
			a.State, a.Codes, a.Params = wire.AckClamped, []reason.Code{c.Cause.Code}, c.Cause.Params()
		}
	}
	return a
}
