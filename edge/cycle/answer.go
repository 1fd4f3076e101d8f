package cycle

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/device"
	"ohmstead/edge/image"
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
	answer := c.arbiter.Solve(c.problem(now, since))
	if answer.Stopped {
		c.stopped++
	}
	for i := range c.site.Assets {
		c.give(now, i, answer)
	}
	c.addUp()
	for _, cut := range answer.Cuts {
		c.out.Cuts = append(c.out.Cuts, Cut{Asset: cut.Of, Step: cut.Step})
	}
	for _, cut := range answer.ReactiveCuts {
		c.out.Cuts = append(c.out.Cuts, reactiveCut(cut))
	}
	c.cutSettings()
}

// problem is what was filed, as arbitration takes it.
func (c *Core) problem(now time.Time, since time.Duration) *arbitration.Problem {
	problem := c.arbiter.Problem()
	problem.Since, problem.Ramp = since, c.standing.Ramp(now)
	for i := range c.places {
		requests := c.filing.Of(place(i))
		switch at := c.places[i]; {
		case at.Asset >= 0:
			f := &problem.Assets[at.Asset]
			f.Requests, f.Last = requests, c.last[i]
			f.Reactive = reactive(f.Reactive[:0], c.filing.ReactiveOf(place(i)))
		case at.Cluster >= 0:
			f := &problem.Clusters[at.Cluster]
			f.Requests = requests
			f.Reactive = reactive(f.Reactive[:0], c.filing.ReactiveOf(place(i)))
		}
	}
	for i := range c.seat {
		c.know(problem, i)
	}
	return problem
}

func reactive(room []arbitration.ReactiveRequest, filed []control.Reactive) []arbitration.ReactiveRequest {
	for i := range filed {
		r := &filed[i]
		room = append(room, arbitration.ReactiveRequest{
			By: r.By, Level: r.Level, Band: arbitration.Band{Min: r.Min, Max: r.Max},
			Target: r.Target, HasTarget: r.HasTarget, Weight: r.Weight, Cause: r.Cause,
		})
	}
	return room
}

// know fills in what is measured of an asset, and notes whether anybody asks anything of it.
func (c *Core) know(problem *arbitration.Problem, i int) {
	s := &c.seat[i]
	if !s.takes {
		return
	}
	s.asked = c.wanted(s, place(i))
	for _, phase := range s.phases {
		s.asked = phase != control.NoAsset && c.wanted(s, phase) || s.asked
	}
	for _, g := range s.groups {
		s.asked = c.wanted(s, g) || s.asked
	}
	soc := c.image.At(s.soc)
	fill := func(a control.Asset, power image.Handle) {
		f := &problem.Assets[c.places[a].Asset]
		f.Measured, f.HasMeasured = c.watts(power)
		f.SOC, f.HasSOC = soc.Value/100, soc.Quality.Usable()
	}
	if !c.phased(s) {
		fill(place(i), s.power[0])
		return
	}
	for k, phase := range s.phases {
		fill(phase, s.power[1+k])
	}
}

func (c *Core) phased(s *seat) bool { return s.phases[0] != control.NoAsset }

// wanted reports whether anybody asks for a power of a place, and notes who asks for reactive power.
func (c *Core) wanted(s *seat, a control.Asset) bool {
	s.reactive = s.reactive || len(c.filing.ReactiveOf(a)) > 0
	return len(c.filing.Of(a)) > 0
}

func (c *Core) watts(h image.Handle) (unit.Power, bool) {
	r := c.image.At(h)
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
	if s.takes {
		g = c.given(i, answer)
		c.settleAt(i, g.Power, g.Phases)
	}
	for n := s.first; n < s.end; n++ {
		p := &c.ports[n]
		switch {
		case s.takes && p.outlet.Way.Powered():
			if a.Held || s.asked {
				c.order(now, n, Setpoint{Power: g.Power, Value: p.outlet.Value(g)})
			}
		case s.takes && p.outlet.Way == device.Reactive:
			if s.reactive {
				c.order(now, n, Setpoint{Value: p.outlet.Value(g)})
			}
		case p.asked >= 0:
			c.order(now, n, Setpoint{Value: c.filing.Settings()[p.asked].Value})
		}
	}
}

// given is what arbitration gave an asset, with what turns it into set-points now.
func (c *Core) given(i int, answer *arbitration.Answer) device.Given {
	s := &c.seat[i]
	if !c.phased(s) {
		at := c.places[i].Asset
		return c.turned(i, answer.Power[at], answer.Reactive[at])
	}
	var p unit.Power
	var q unit.ReactivePower
	var phases [3]unit.Power
	for k, phase := range s.phases {
		at := c.places[phase].Asset
		phases[k] = answer.Power[at]
		p, q = p+answer.Power[at], q+answer.Reactive[at]
	}
	g := c.turned(i, p, q)
	g.Phases = phases
	return g
}

// settleAt notes what an asset and its phases were given.
func (c *Core) settleAt(i int, p unit.Power, phases [3]unit.Power) {
	c.last[i] = p
	for k, phase := range c.seat[i].phases {
		if phase != control.NoAsset {
			c.last[phase] = phases[k]
		}
	}
}

// addUp notes what the clusters were given.
func (c *Core) addUp() {
	for n := range c.site.Groups {
		sum := unit.Power(0)
		for _, i := range c.site.Groups[n].Assets {
			sum += c.last[i]
		}
		c.last[len(c.site.Assets)+n] = sum
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
		s := &c.seat[i]
		if s.takes {
			safe := c.site.Assets[i].SafeState
			c.settleAt(i, safe, device.Split(safe))
		}
		for n := s.first; n < s.end; n++ {
			if value, ok := c.safely(&c.ports[n]); ok {
				c.order(now, n, Setpoint{Power: c.last[i], Value: value, Safe: true})
			}
		}
	}
	c.addUp()
	for i := range c.places {
		c.cutBySafety(place(i))
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

// cutBySafety says to whoever asked for another power that the safe state holds.
func (c *Core) cutBySafety(a control.Asset) {
	requests := c.filing.Of(a)
	for i := range requests {
		r := &requests[i]
		if asked, missed := r.Missed(c.last[a]); missed {
			c.out.Cuts = append(c.out.Cuts, Cut{Asset: c.name(a), Step: envelope.Step{
				By: r.By, Level: r.Level, Asked: asked, Given: c.last[a],
				BoundBy: edge, Cause: envelope.Cause{Code: reason.SafeState},
			}})
		}
	}
}
