package modbus

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"ohmstead/edge/image"
	"ohmstead/field/profile"
)

// retryEvery is the pause after a write that the device refused.
const retryEvery = time.Second

// group is controls that are written together, with what stands in the device.
type group struct {
	index   int
	rule    profile.Group
	places  []image.Handle
	written []float64 // nil while nothing of ours is in force
	at      time.Time // of the last write
	notTill time.Time // after a refusal
}

// wanted is the group's live orders; ok only when all of its controls have one. Safe means that at
// least one of them drives to a safe state.
func (r *runner) wanted(g *group, now time.Time) (values []float64, safe, ok bool) {
	for _, h := range g.places {
		order, live := r.cfg.Orders.At(h, now)
		if !live {
			return nil, false, false
		}
		values = append(values, order.Value)
		safe = safe || order.Safe
	}
	return values, safe, len(values) > 0
}

// need says whether a group has to be written now.
func (r *runner) need(g *group, now time.Time) bool {
	values, safe, ok := r.wanted(g, now)
	switch {
	case now.Before(g.notTill):
		return false
	case !ok:
		// Nobody confirms the order any more. The device's watchdog makes it safe; one without a
		// watchdog has to be released.
		return g.written != nil && r.plan.Watchdog.OnLoss == profile.Hold
	case g.written == nil:
		return true
	case !slices.Equal(values, g.written):
		return safe || now.Sub(g.at) >= g.rule.MinInterval
	case g.rule.Flash:
		return false
	}
	return !g.rule.OnChange && now.Sub(g.at) >= max(g.rule.MinInterval, r.poll) || r.hungry(g, now)
}

// hungry reports whether the watchdog wants the same set-point again.
func (r *runner) hungry(g *group, now time.Time) bool {
	w := r.plan.Watchdog
	renews := w.Kind == profile.Rewrite || w.Kind == profile.Duration || w.Kind == profile.DeviceTimer
	return renews && now.Sub(g.at) >= w.Period
}

// due reports whether anything has to be written now.
func (r *runner) due(now time.Time) bool {
	return slices.ContainsFunc(r.groups, func(g group) bool { return r.need(&g, now) }) || r.beating(now)
}

// beating reports whether the watchdog's own register has to be written: only while orders live.
func (r *runner) beating(now time.Time) bool {
	w := r.plan.Watchdog
	if w.Kind != profile.DeviceTimer && w.Kind != profile.Counter || now.Sub(r.beatAt) < w.Period {
		return false
	}
	return slices.ContainsFunc(r.groups, func(g group) bool {
		_, _, ok := r.wanted(&g, now)
		return ok
	})
}

// urgent reports whether something has to be written though the breaker is open: a way to a safe
// state that is not in force, or a watchdog that runs out.
func (r *runner) urgent(now time.Time) bool {
	return slices.ContainsFunc(r.groups, func(g group) bool {
		values, safe, ok := r.wanted(&g, now)
		return ok && (safe && !slices.Equal(values, g.written) || g.written != nil && r.hungry(&g, now))
	})
}

// write does everything that is due, the watchdog's register first. A write that the device refuses
// is tried again after a second; one it does not answer ends the round.
func (r *runner) write(ctx context.Context) error {
	now := time.Now()
	if r.beating(now) {
		writes, err := r.plan.Beat(r.beats)
		if err != nil {
			return fmt.Errorf("device %s: %w", r.device.Key, err)
		}
		if err := r.send(ctx, writes); err != nil {
			return err
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
		case refused(err) || errors.Is(err, profile.ErrUnknownYet):
			g.notTill = now.Add(retryEvery)
			r.refusal(err)
		case err != nil:
			return err
		}
	}
	return nil
}

// refusal notes a write that the device answered with an exception.
func (r *runner) refusal(err error) {
	if r.health.Detail != err.Error() {
		r.log.Warn("device refuses a set-point", "err", err)
	}
	r.health.Detail = err.Error()
	r.cfg.Board.Report(r.health)
}

// bring writes one group's orders, or releases it where they have expired.
func (r *runner) bring(ctx context.Context, g *group, now time.Time) error {
	values, _, ok := r.wanted(g, now)
	if !ok {
		if err := r.letGo(ctx, g); err != nil {
			return err
		}
		g.written = nil
		return nil
	}
	writes, err := r.plan.Encode(g.index, values, r.values)
	if err != nil {
		return fmt.Errorf("device %s: %w", r.device.Key, err)
	}
	if err := r.send(ctx, writes); err != nil {
		return err
	}
	g.written, g.at = values, now
	return nil
}

func (r *runner) release(ctx context.Context, g *group) error {
	for _, c := range g.rule.Controls {
		if err := r.send(ctx, r.plan.Release(c)); err != nil {
			return err
		}
	}
	return nil
}

func (r *runner) send(ctx context.Context, writes []profile.Write) error {
	for _, w := range writes {
		if err := r.put(ctx, w); err != nil {
			return fmt.Errorf("write device %s: %w", r.device.Key, err)
		}
	}
	return nil
}

func (r *runner) put(ctx context.Context, w profile.Write) error {
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	return put(ctx, r.client, w)
}

// farewell drives the device's assets to their safe state, releases its controls and disarms its
// watchdog, whatever the breaker says. Ctx has ended already; the time is bounded on its own.
func (r *runner) farewell(ctx context.Context) {
	if r.plan == nil || len(r.groups) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.cfg.FarewellMax)
	defer cancel()
	err := errors.Join(r.part(ctx), r.send(ctx, r.plan.Disarm()))
	if err != nil {
		r.log.Warn("device was not left in its safe state", "err", err)
	}
}

func (r *runner) part(ctx context.Context) error {
	var faults []error
	for i := range r.groups {
		if g := &r.groups[i]; g.written != nil {
			faults = append(faults, r.letGo(ctx, g))
		}
	}
	return errors.Join(faults...)
}

// letGo writes the safe state of a group's assets and then what the profile writes on release.
func (r *runner) letGo(ctx context.Context, g *group) error {
	var fault error
	if values, ok := r.safest(g); ok {
		writes, err := r.plan.Encode(g.index, values, r.values)
		if err == nil {
			err = r.send(ctx, writes)
		}
		fault = err
	}
	return errors.Join(fault, r.release(ctx, g))
}

// safest is the safe state of a group's assets; false where a control has none.
func (r *runner) safest(g *group) ([]float64, bool) {
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
