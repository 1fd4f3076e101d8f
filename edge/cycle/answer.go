package cycle

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/device"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// edge is the name under which the edge itself stands in the way of requests.
const edge = "edge"

// fold answers every controllable asset by what was asked of it.
func (c *Core) fold() {
	for i := range c.site.Assets {
		a := &c.site.Assets[i]
		if !a.Controllable() {
			continue
		}
		var p unit.Power
		p, c.steps = envelope.Fold(a.Fold, c.filing.Of(control.Asset(i)), c.steps[:0])
		for _, s := range c.steps {
			c.out.Cuts = append(c.out.Cuts, Cut{a.ID, s})
		}
		c.answer(i, p, false)
	}
}

// safe answers every controllable asset by its safe state, and says so to whoever asked for
// something else.
func (c *Core) safe() {
	for i := range c.site.Assets {
		a := &c.site.Assets[i]
		if !a.Controllable() {
			continue
		}
		for _, r := range c.filing.Of(control.Asset(i)) {
			if asked, missed := r.Missed(a.SafeState); missed {
				c.out.Cuts = append(c.out.Cuts, Cut{a.ID, envelope.Step{
					By: r.By, Level: r.Level, Asked: asked, Given: a.SafeState,
					BoundBy: edge, Cause: envelope.Cause{Code: reason.SafeState},
				}})
			}
		}
		c.answer(i, a.SafeState, true)
	}
}

func (c *Core) answer(i int, p unit.Power, safe bool) {
	a := &c.site.Assets[i]
	c.last[i] = p
	c.out.Setpoints = append(c.out.Setpoints, Setpoint{
		Asset: a.ID, Channel: c.site.Layout.Channels()[a.Setpoint].Point.Name,
		Handle: a.Setpoint, Power: p, Value: device.ChannelValue(a.Nature, p), Safe: safe, asset: i,
	})
}

// record shows the set-points as readings of their channels, so that they are sent like any other,
// and compares them with what the devices say they apply.
func (c *Core) record(now time.Time) {
	for i := range c.out.Setpoints {
		s := &c.out.Setpoints[i]
		c.image.Record(s.Handle, point.Of(s.Value, now))
		check := &c.checks[s.asset]
		check.order(now, s.Value)
		if e, news := check.judge(now, c.image.At(check.applied), s.Value); news {
			e.Asset = s.Asset
			c.tell(e)
		}
	}
}
