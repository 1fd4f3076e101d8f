package cycle

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/device"
	"ohmstead/energy/arbitration"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// edge is the name under which the edge itself stands in the way of requests.
const edge = "edge"

func place(asset int) control.Asset { return control.Asset(asset) }

// decide answers every asset by what was asked of it.
func (c *Core) decide(now time.Time, since time.Duration) {
	c.runs++
	c.settle()
	c.bindSettings()
	answer := c.arbiter.Solve(c.problem(since))
	for i := range c.site.Assets {
		c.give(now, i, answer)
	}
	for _, cut := range answer.Cuts {
		c.out.Cuts = append(c.out.Cuts, Cut{Asset: cut.Of, Step: cut.Step})
	}
	for _, cut := range answer.ReactiveCuts {
		c.out.Cuts = append(c.out.Cuts, reactiveCut(cut))
	}
	c.cutSettings()
}

// problem is what was filed, as arbitration takes it.
func (c *Core) problem(since time.Duration) *arbitration.Problem {
	problem := c.arbiter.Problem()
	problem.Since = since
	for i := range c.seat {
		s := &c.seat[i]
		if s.arbiter < 0 {
			continue
		}
		f := &problem.Assets[s.arbiter]
		f.Requests, f.Last = c.filing.Of(place(i)), c.last[i]
		f.Measured, f.HasMeasured = c.measured(s)
		f.Reactive = f.Reactive[:0]
		for _, r := range c.filing.ReactiveOf(place(i)) {
			s.reactive = true
			f.Reactive = append(f.Reactive, arbitration.ReactiveRequest{
				By: r.By, Level: r.Level, Band: arbitration.Band{Min: r.Min, Max: r.Max},
				Target: r.Target, HasTarget: r.HasTarget, Weight: r.Weight, Cause: r.Cause,
			})
		}
	}
	return problem
}

func (c *Core) measured(s *seat) (unit.Power, bool) {
	r := c.image.At(s.power)
	if !r.Quality.Usable() {
		return 0, false
	}
	return unit.FromFloat(r.Value, unit.Watt)
}

// give orders an asset's set-points: those of its power in every cycle where it is held, else while
// somebody asks; reactive power once somebody has asked for some, and settings while they are asked
// for.
func (c *Core) give(now time.Time, i int, answer *arbitration.Answer) {
	a, s := &c.site.Assets[i], &c.seat[i]
	var g device.Given
	if s.arbiter >= 0 {
		g = c.turned(i, answer.Power[s.arbiter], answer.Reactive[s.arbiter])
		c.last[i] = g.Power
	}
	powered := s.arbiter >= 0 && (a.Held || len(c.filing.Of(place(i))) > 0)
	for n := s.first; n < s.end; n++ {
		p := &c.ports[n]
		switch {
		case s.arbiter >= 0 && p.outlet.Way.Powered():
			if powered {
				c.order(now, n, Setpoint{Power: g.Power, Value: p.outlet.Value(g)})
			}
		case s.arbiter >= 0 && p.outlet.Way == device.Reactive:
			if s.reactive {
				c.order(now, n, Setpoint{Value: p.outlet.Value(g)})
			}
		case p.asked >= 0:
			c.order(now, n, Setpoint{Value: c.filing.Settings()[p.asked].Value})
		}
	}
}

func reactiveCut(cut arbitration.ReactiveCut) Cut {
	return Cut{
		Asset: cut.Of, Channel: point.SetReactivePower, Unit: point.Var,
		AskedValue: unit.Float(cut.Asked, unit.Var), GivenValue: unit.Float(cut.Given, unit.Var),
		Step: envelope.Step{By: cut.By, Level: cut.Level, Cause: cut.Cause, BoundBy: cut.BoundBy},
	}
}

// cutSettings says which settings were not granted and who decided instead. What kept one that
// follows from a power is among the cuts of the power.
func (c *Core) cutSettings() {
	all := c.filing.Settings()
	for k := range all {
		s := &all[k]
		p := c.port(s.Channel)
		if p == nil || p.asked == k && c.meaning.Controls || p.value == s.Value {
			continue
		}
		by, cause := edge, envelope.Cause{Code: reason.SafeState}
		if p.asked >= 0 && p.asked != k {
			by = all[p.asked].By
			cause = envelope.Cause{Code: reason.HigherTarget, Name: by}
		}
		c.out.Cuts = append(c.out.Cuts, Cut{
			Asset: c.site.Assets[p.asset].ID, Channel: p.outlet.Channel, Unit: p.outlet.Unit, AskedValue: s.Value, GivenValue: p.value,
			Step: envelope.Step{By: s.By, Level: s.Level, Cause: cause, BoundBy: by},
		})
	}
}

// safe answers every asset by its safe state, and says so to whoever asked for something else. What
// has no safe state stays as the last cycle that controlled has ordered it; a setting of SAFETY is
// heard where no power follows from it.
func (c *Core) safe(now time.Time) {
	c.settle()
	for i := range c.site.Assets {
		a, s := &c.site.Assets[i], &c.seat[i]
		if s.arbiter >= 0 {
			c.last[i] = a.SafeState
			c.cutBySafety(a.ID, c.filing.Of(place(i)), a.SafeState)
		}
		for n := s.first; n < s.end; n++ {
			p := &c.ports[n]
			if value, ok := c.safely(p); ok {
				c.order(now, n, Setpoint{Power: c.last[i], Value: value, Safe: true})
			}
		}
	}
	c.cutSettings()
}

// safely is what a port is ordered where nothing is controlled; false for nothing.
func (c *Core) safely(p *port) (float64, bool) {
	a, s := &c.site.Assets[p.asset], &c.seat[p.asset]
	if p.asked >= 0 && p.outlet.Way == device.Setting {
		return c.filing.Settings()[p.asked].Value, true
	}
	value, ok := a.Safe(p.outlet)
	switch {
	case !ok:
		return p.value, c.inForce(p)
	case p.outlet.Way == device.Reactive:
		return value, s.reactive
	case p.outlet.Way.Powered():
		return value, a.Held || c.inForce(p)
	default:
		return value, true
	}
}

func (c *Core) cutBySafety(id string, requests []envelope.Request, safe unit.Power) {
	for i := range requests {
		r := &requests[i]
		if asked, missed := r.Missed(safe); missed {
			c.out.Cuts = append(c.out.Cuts, Cut{Asset: id, Step: envelope.Step{
				By: r.By, Level: r.Level, Asked: asked, Given: safe,
				BoundBy: edge, Cause: envelope.Cause{Code: reason.SafeState},
			}})
		}
	}
}
