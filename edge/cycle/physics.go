package cycle

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// asset is the name under which the assets' own limits stand among the requests.
const asset = "asset"

// beforehand files what is asked before any controller: what the devices allow, what holds for want of a
// benched guard, and what operators have taken by hand.
func (c *Core) beforehand(now time.Time) {
	if !c.meaning.Looks {
		return
	}
	c.physics()
	for i := range c.crew {
		if c.crew[i].benched {
			c.unguarded(i)
		}
	}
	if c.meaning.Controls {
		c.byHand(now)
	}
}

// physics files what the devices themselves allow right now. Both are magnitudes.
func (c *Core) physics() {
	c.filing.As(asset, envelope.Physics)
	for i := range c.site.Assets {
		a := &c.site.Assets[i]
		if !a.Controllable() {
			continue
		}
		if p, ok := c.allows(a.AllowedCharge); ok {
			c.filing.Bound(control.Asset(i), envelope.AtMost(p), allowedCause(p))
		}
		if p, ok := c.allows(a.AllowedDischarge); ok {
			c.filing.Bound(control.Asset(i), envelope.AtLeast(-p), allowedCause(p))
		}
	}
}

// allows is the power a device allows, never negative; false where it never said. A device that
// falls silent is held to the last it said: it may be able to do less by now, not more.
func (c *Core) allows(h image.Handle) (unit.Power, bool) {
	r := c.image.At(h)
	if !r.Quality.Usable() && r.Quality != point.Stale {
		return 0, false
	}
	p, ok := unit.FromFloat(r.Value, unit.Watt)
	return max(p, 0), ok
}

func allowedCause(p unit.Power) envelope.Cause {
	return envelope.Cause{Code: reason.AllowedPowerLimit, Numbers: [2]int64{int64(p)}}
}
