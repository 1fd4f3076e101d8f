package modbus

import (
	"slices"
	"time"

	"ohmstead/edge/device"
	"ohmstead/energy/reason"
	"ohmstead/field/profile/regmap"
)

const (
	// leaseSlack is how far what remains of a set-point's time may be off: devices count in whole seconds
	// and take a moment to begin.
	leaseSlack = 5 * time.Second
	// leasePatience is for how long it may be off by more before that is told.
	leasePatience = 5 * time.Second
)

// watching is what a link has seen of the device's timers and heartbeats since it was opened.
type watching struct {
	plan   *regmap.Plan
	begun  map[int]time.Time // when each group's set-points were last written
	wrong  map[int]time.Time // since when the time of each control has been off
	pulses []pulse           // by Plan.Presence.Beats
	beat   time.Time         // when the edge last showed its own presence
}

// pulse is a heartbeat of the device.
type pulse struct {
	count float64
	known bool
	moved time.Time // zero before it has moved once: a device that never counts says nothing
}

func newWatching(plan *regmap.Plan) watching {
	return watching{
		plan: plan, begun: map[int]time.Time{}, wrong: map[int]time.Time{}, pulses: make([]pulse, len(plan.Presence.Beats)),
	}
}

func (w *watching) wrote(now time.Time, group int) { w.begun[group] = now }

func (w *watching) released(group int) { delete(w.begun, group) }

// judge looks at what was read up to now.
func (w *watching) judge(now time.Time, values []regmap.Value) []device.Condition {
	var seen []device.Condition
	if slices.ContainsFunc(w.plan.Presence.Beats, func(b regmap.Beat) bool { return b.Device != regmap.None }) {
		seen = append(seen, device.Condition{Code: reason.HeartbeatStill, Stands: w.frozen(now, values)})
	}
	if slots := w.plan.Presence.Remote; len(slots) > 0 {
		local := slices.ContainsFunc(slots, func(slot int) bool { return values[slot].State == regmap.Bad })
		seen = append(seen, device.Condition{Code: reason.LocalControl, Stands: local})
	}
	if slices.ContainsFunc(w.plan.Controls, func(s regmap.Setter) bool { return s.Lease != regmap.None }) {
		seen = append(seen, w.lease(now, values))
	}
	return seen
}

// lease says whether the time of one of the controls has been off for a while.
func (w *watching) lease(now time.Time, values []regmap.Value) device.Condition {
	c := device.Condition{Code: reason.LeaseNotHeld}
	for g, at := range w.begun {
		for _, k := range w.plan.Groups[g].Controls {
			left, want, off := w.off(now, k, now.Sub(at), values)
			if off && !c.Stands {
				c.Stands, c.Params = true, reason.Params{
					"channel": w.plan.Controls[k].Channel.Name, "remaining_seconds": int(left.Seconds()), "expected_seconds": int(want.Seconds()),
				}
			}
		}
	}
	return c
}

// frozen reports whether a heartbeat that has moved before stands still.
func (w *watching) frozen(now time.Time, values []regmap.Value) bool {
	still := false
	for i, b := range w.plan.Presence.Beats {
		if b.Device == regmap.None || values[b.Device].State != regmap.Good {
			continue
		}
		p := &w.pulses[i]
		if v := values[b.Device].Number; !p.known {
			p.count, p.known = v, true
		} else if v != p.count {
			p.count, p.moved = v, now
		}
		still = still || !p.moved.IsZero() && now.Sub(p.moved) > b.Still
	}
	return still
}

// fed reports whether a set-point that was written this long ago is one that the edge still keeps up. What
// it has let go of, the device may drop when it likes.
func (w *watching) fed(now time.Time, ago time.Duration) bool {
	pulse := w.plan.Presence.Period()
	return ago <= w.plan.Watchdog.Period+leaseSlack && (pulse == 0 || now.Sub(w.beat) <= 3*pulse)
}

// off is what remains of the time of a control that was written this long ago, what should, and whether
// the two have been too far apart for a while.
func (w *watching) off(now time.Time, control int, ago time.Duration, values []regmap.Value) (left, want time.Duration, off bool) {
	s := &w.plan.Controls[control]
	if s.Lease == regmap.None || values[s.Lease].State != regmap.Good || !w.fed(now, ago) {
		delete(w.wrong, control)
		return 0, 0, false
	}
	left, want = time.Duration(values[s.Lease].Number*float64(time.Second)), max(0, s.LeaseTime-ago)
	if (left - want).Abs() <= leaseSlack {
		delete(w.wrong, control)
		return left, want, false
	}
	if w.wrong[control].IsZero() {
		w.wrong[control] = now
	}
	return left, want, now.Sub(w.wrong[control]) >= leasePatience
}
