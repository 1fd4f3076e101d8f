package driver

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"ohmstead/edge/image"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

// retryEvery is the pause after a write that the device refused.
const retryEvery = time.Second

// group is controls that are written together, with what stands in the device.
type group struct {
	index   int
	rule    Group
	places  []image.Handle
	written []float64 // nil while it is not known that our set-points stand
	// begun says that something of ours may be in force, wholly or by half: it was written, or a write
	// was begun. It outlives the device's silence.
	begun   bool
	at      time.Time // of the last write
	notTill time.Time // after a refusal
}

// day is what a budget of stored writes is counted over.
const day = 24 * time.Hour

// spent reports whether the group has used up its writes of the last 24 hours.
func (r *Runner) spent(g *group, now time.Time) bool {
	if g.rule.PerDay == 0 {
		return false
	}
	k := r.wear[g.index]
	for len(k) > 0 && now.Sub(k[0]) >= day {
		k = k[1:]
	}
	r.wear[g.index] = k
	return len(k) >= g.rule.PerDay
}

// wanted is the group's live orders; ok only when all of its controls have one but for those of which
// nobody has to ask anything: reactive power is 0 var then, or a group of both powers would not be
// written before somebody asks for the second. Safe means that at least one of them drives to a safe
// state.
func (r *Runner) wanted(g *group, now time.Time) (values []float64, safe, ok bool) {
	for _, h := range g.places {
		order, live := r.cfg.Orders.At(h, now)
		if !live && !r.rests(h) {
			return nil, false, false
		}
		value := 0.0
		if live {
			value, ok, safe = order.Value, true, safe || order.Safe
		}
		values = append(values, value)
	}
	if !ok {
		return nil, false, false
	}
	return values, safe, true
}

// rests reports whether a set-point that nobody orders is 0.
func (r *Runner) rests(h image.Handle) bool {
	channels := r.cfg.Site.Layout.Channels()
	return h >= 0 && int(h) < len(channels) && channels[h].Point.Name == point.SetReactivePower
}

// waits reports whether an order waits because the writes of the day are spent. A way to a safe state
// never does.
func (r *Runner) waits(g *group, now time.Time) bool {
	values, safe, ok := r.wanted(g, now)
	return ok && !safe && !slices.Equal(values, g.written) && r.spent(g, now)
}

// need says whether a group has to be written now.
func (r *Runner) need(g *group, now time.Time) bool {
	values, safe, ok := r.wanted(g, now)
	switch {
	case now.Before(g.notTill):
		return false
	case !ok:
		// Nobody confirms the order any more. The device's watchdog makes it safe; one without a
		// watchdog has to be released, and so has one whose timer was seen not to run.
		return g.begun && (r.watchdog.Holds || g.rule.Holds || r.health.Stands(reason.LeaseNotHeld))
	case !safe && r.spent(g, now):
		return false
	case g.written == nil:
		return true
	case !slices.Equal(values, g.written):
		return safe || now.Sub(g.at) >= g.rule.MinInterval
	case g.rule.Flash:
		return false
	}
	return !g.rule.OnChange && now.Sub(g.at) >= max(g.rule.MinInterval, r.poll) || r.hungry(g, now)
}

// restateEvery is the least time between two writes of the same set-point to a device that seems to
// have lost it: one that applies another value for reasons of its own is not told without end.
const restateEvery = 30 * time.Second

// lost notes that a set-point does not stand any more: the device was restarted, or says so itself.
// What it stores it has not lost.
func (r *Runner) lost(group int, now time.Time) {
	if group >= len(r.groups) {
		return
	}
	g := &r.groups[group]
	if !g.rule.Flash && g.written != nil && now.Sub(g.at) >= max(restateEvery, g.rule.MinInterval) {
		g.written = nil
	}
}

// hungry reports whether the watchdog wants the same set-point again.
func (r *Runner) hungry(g *group, now time.Time) bool {
	return r.watchdog.Renews && now.Sub(g.at) >= r.watchdog.Period
}

// due reports whether anything has to be written now.
func (r *Runner) due(now time.Time) bool {
	return slices.ContainsFunc(r.groups, func(g group) bool { return r.need(&g, now) }) || r.beating(now)
}

// beating reports whether the watchdog's own beat is due: only while orders live. It comes a little early
// rather than one poll late.
func (r *Runner) beating(now time.Time) bool {
	every := cmp.Or(r.watchdog.Pulse, r.watchdog.Period)
	if !r.watchdog.Beats || now.Sub(r.beatAt) < every-min(r.poll, every)/2 {
		return false
	}
	return slices.ContainsFunc(r.groups, func(g group) bool {
		_, _, ok := r.wanted(&g, now)
		return ok
	})
}

// urgent reports whether something has to be written though the breaker is open: a way to a safe
// state that is not in force, or a watchdog that runs out.
func (r *Runner) urgent(now time.Time) bool {
	return slices.ContainsFunc(r.groups, func(g group) bool {
		values, safe, ok := r.wanted(&g, now)
		return ok && (safe && !slices.Equal(values, g.written) || g.written != nil && r.hungry(&g, now))
	})
}

// write does everything that is due, the watchdog's beat first. A write that the device refuses is
// tried again after a second; one it does not answer ends the round.
func (r *Runner) write(ctx context.Context) error {
	now := time.Now()
	if r.beating(now) {
		err := r.output.Beat(ctx, r.beats)
		if err != nil && !refused(err) {
			return fmt.Errorf("feed watchdog of device %s: %w", r.device.Key, err)
		}
		if err != nil {
			r.refusal(err)
		}
		r.beats++
		r.beatAt = now
	}
	for i := range r.groups {
		g := &r.groups[i]
		if !r.need(g, now) {
			continue
		}
		err := r.bring(ctx, g, now)
		switch {
		case refused(err):
			g.notTill = now.Add(retryEvery)
			r.refusal(err)
		case err != nil:
			return fmt.Errorf("write device %s: %w", r.device.Key, err)
		}
	}
	return nil
}

// refusal notes a write that the device answered with a refusal.
func (r *Runner) refusal(err error) {
	if r.health.Detail != err.Error() {
		r.log.Warn("device refuses a set-point", "err", err)
	}
	r.health.Detail = err.Error()
	r.cfg.Board.Report(r.health)
}

// bring writes one group's orders, or releases it where they have expired.
func (r *Runner) bring(ctx context.Context, g *group, now time.Time) error {
	values, _, ok := r.wanted(g, now)
	if !ok {
		if err := r.letGo(ctx, g); err != nil {
			return err
		}
		g.written, g.begun = nil, false
		return nil
	}
	g.begun = true
	if err := r.set(ctx, g, values, now); err != nil {
		return err
	}
	g.written, g.at = values, now
	return nil
}

// set writes a group and counts what the device stores.
func (r *Runner) set(ctx context.Context, g *group, values []float64, now time.Time) error {
	err := r.output.Set(ctx, g.index, values)
	if errors.Is(err, ErrStands) {
		return nil
	}
	if err != nil || !g.rule.Flash {
		return err
	}
	r.wear[g.index] = append(r.wear[g.index], now)
	r.health.Stored++
	return nil
}

// farewell drives the device's assets to their safe state, releases its controls and disarms its
// watchdog, whatever the breaker says. Ctx has ended already; the time is bounded on its own.
func (r *Runner) farewell(ctx context.Context) {
	if !r.open || len(r.groups) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.cfg.FarewellMax)
	defer cancel()
	err := errors.Join(r.part(ctx), r.output.Disarm(ctx))
	if err != nil {
		r.log.Warn("device was not left in its safe state", "err", err)
	}
}

func (r *Runner) part(ctx context.Context) error {
	var faults []error
	for i := range r.groups {
		if g := &r.groups[i]; g.begun {
			faults = append(faults, r.letGo(ctx, g))
		}
	}
	return errors.Join(faults...)
}

// letGo writes the safe state of a group's assets and then what the profile writes on release.
func (r *Runner) letGo(ctx context.Context, g *group) error {
	var fault error
	if values, ok := r.safest(g); ok {
		fault = r.set(ctx, g, values, time.Now())
	}
	return errors.Join(fault, r.output.Release(ctx, g.index))
}

// safest is the safe state of a group's assets; false where a control has none.
func (r *Runner) safest(g *group) ([]float64, bool) {
	var values []float64
	for _, h := range g.places {
		v, ok := r.safe[h]
		if !ok {
			return nil, false
		}
		values = append(values, v)
	}
	return values, true
}
