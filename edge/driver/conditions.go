package driver

import (
	"slices"
	"time"

	"ohmstead/edge/device"
	"ohmstead/energy/reason"
)

// judge gathers what may be wrong with the device while it answers, and tells the log what is new.
func (r *Runner) judge() {
	before := r.health
	r.health.Conditions = slices.Clone(r.shown)
	if c, watched := r.budget(time.Now()); watched {
		r.health.Conditions = append(r.health.Conditions, c)
	}
	for _, c := range r.health.Conditions {
		if c.Stands && !before.Stands(c.Code) {
			r.log.Warn("something is wrong with the device", "reason", c.Code)
		}
	}
}

// budget says whether an order waits because the device has taken its writes of the day; false where
// none of its groups has a budget.
func (r *Runner) budget(now time.Time) (c device.Condition, watched bool) {
	c.Code = reason.WriteBudgetSpent
	for i := range r.groups {
		g := &r.groups[i]
		if g.rule.PerDay == 0 {
			continue
		}
		watched = true
		if r.waits(g, now) && !c.Stands {
			c.Stands, c.Params = true, reason.Params{"channel": g.rule.Controls[0].Channel, "per_day": g.rule.PerDay}
		}
	}
	return c, watched
}
