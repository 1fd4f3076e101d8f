package grid

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// exportLimit keeps grid export under a limit: batteries charge first, production is curtailed
// second.
type exportLimit struct {
	grid    image.Handle
	ess, pv []exporting
	limit   unit.Power // least grid power, not positive
	release float64    // share of the roofs' rating a second
	retry   time.Duration
	rating  unit.Power // of all roofs, a magnitude
	share   []float64  // of each battery, by rating

	floor  unit.Power // what production is held to, not positive
	holds  bool
	refuse control.Held // batteries took less than they were asked to
	takes  unit.Power   // what they took then
	asked  unit.Power
}

// exporting is an asset behind the meter.
type exporting struct {
	member         control.Member
	power, allowed image.Handle
}

// near is how close measured production has to be to what it is held to, to count as curtailed: a
// fiftieth of the rating.
const near = 50

// ExportLimit is the controller type EXPORT_LIMIT.
func ExportLimit() control.Spec {
	return control.Spec{
		Type:     "EXPORT_LIMIT",
		Level:    envelope.Grid,
		Modes:    control.GridConnected(),
		Impact:   "keeps what the site was granted: when it is wrong it feeds in more than the contract allows, or throws energy away",
		Fallback: "without a fresh meter, battery or roof it asks nothing; the stale data guard takes batteries to their safe state and leaves production alone",
		Summary:  "Keeps grid export at or under export_limit_watts: batteries charge first, production is curtailed second. With a limit of 0 nothing is fed in.",
		Formula:  "n = meter − Σ ess − Σ pv; pv ≥ −export_limit_watts − n − what ess can take; ess ≥ −export_limit_watts − n − pv. Production comes back by release_percent_per_s",
		Source:   "document 002 §4.1; OpenEMS SellToGridLimit limits battery and roof apart, each by the same balance of the meter (there discharge and production are positive)",
		Fields: []control.Field{
			{Name: "meter", Kind: control.AssetField, Natures: []point.Nature{point.GridMeter}, Reads: []string{point.ActivePower}, Required: true, Meaning: "the meter at the grid connection"},
			{Name: "ess", Kind: control.AssetsField, Natures: []point.Nature{point.ESS}, Moves: true, Reads: []string{point.ActivePower}, Meaning: "batteries that charge first, in this order"},
			{Name: "pv", Kind: control.AssetsField, Natures: []point.Nature{point.PV}, Moves: true, Reads: []string{point.ActivePower}, Required: true, Meaning: "roofs that are curtailed second, each by its share of their rating"},
			{Name: "export_limit_watts", Kind: control.NumberField, Unit: point.Watt, Max: control.MostWatts, Meaning: "export that is not exceeded, a magnitude; 0 feeds nothing in"},
			{Name: "release_percent_per_s", Kind: control.NumberField, Unit: "%/s", Default: 10, Min: 0.1, Max: 100, Meaning: "how fast curtailed production comes back, of its rating"},
			{Name: "retry", Kind: control.DurationField, Lasting: time.Minute, Meaning: "after which a battery that took less than it was asked to is asked again"},
		},
		New: newExportLimit,
	}
}

func newExportLimit(p control.Params) (control.Controller, error) {
	c := &exportLimit{
		grid: p.Member("meter").Handle(point.ActivePower), limit: -p.Power("export_limit_watts"),
		release: p.Numbers["release_percent_per_s"] / 100, retry: p.Duration("retry"),
	}
	for _, m := range p.Members["ess"] {
		c.ess = append(c.ess, exporting{m, m.Handle(point.ActivePower), m.Handle(point.AllowedCharge)})
	}
	var discharge unit.Power
	for _, one := range c.ess {
		discharge += one.member.Rating.Min
	}
	for _, one := range c.ess {
		c.share = append(c.share, unit.Float(one.member.Rating.Min, unit.Watt)/unit.Float(discharge, unit.Watt))
	}
	for _, m := range p.Members["pv"] {
		c.pv = append(c.pv, exporting{m, m.Handle(point.ActivePower), image.None})
		c.rating -= m.Rating.Min
	}
	return c, nil
}

// Propose asks nothing while an input is not fresh.
func (c *exportLimit) Propose(in control.Input, out *control.Filing) {
	grid, ok := in.Power(c.grid)
	stored, okStored := total(in, c.ess)
	produced, okProduced := total(in, c.pv)
	if !ok || !okStored || !okProduced {
		return
	}
	rest := grid - stored - produced
	can := c.canTake(in)
	curtailed := c.holds && produced <= c.floor+c.rating/near
	c.curtail(in, c.limit-rest-can, out)
	expected := produced
	if curtailed {
		expected = c.floor // production follows what it is held to
	}
	c.charge(c.limit-rest-expected, out)
}

func total(in control.Input, all []exporting) (unit.Power, bool) {
	var sum unit.Power
	for i := range all {
		p, ok := in.Power(all[i].power)
		if !ok {
			return 0, false
		}
		sum += p
	}
	return sum, true
}

// canTake is what all batteries can take: rating, what the devices allow, and what they did not
// exceed lately although they were asked to, because something stronger held them.
func (c *exportLimit) canTake(in control.Input) unit.Power {
	var can, given unit.Power
	for i := range c.ess {
		m := &c.ess[i].member
		most := m.Rating.Max
		if p, ok := in.Power(c.ess[i].allowed); ok {
			most = min(most, max(p, 0))
		}
		can += most
		given += in.Last[m.Asset]
	}
	refused := c.asked > 0 && given < min(c.asked, can)
	if refused {
		c.takes, c.refuse = max(given, 0), control.Held{}
	}
	c.refuse.While(refused || c.refuse.On(), in.Since)
	if c.refuse.Elapsed() > c.retry {
		c.refuse = control.Held{}
	}
	if c.refuse.On() {
		can = min(can, c.takes)
	}
	return can
}

// curtail holds production to a floor: at once when it rises, slowly when it falls.
func (c *exportLimit) curtail(in control.Input, floor unit.Power, out *control.Filing) {
	floor = min(floor, 0)
	if c.holds {
		step := unit.Power(c.release * in.Since.Seconds() * unit.Float(c.rating, unit.Watt))
		floor = max(floor, c.floor-step)
	}
	c.floor, c.holds = floor, floor > -c.rating
	if !c.holds {
		return
	}
	for i := range c.pv {
		m := &c.pv[i].member
		share := unit.Float(m.Rating.Min, unit.Watt) / unit.Float(-c.rating, unit.Watt)
		out.Bound(m.Asset, envelope.AtLeast(unit.Power(unit.Float(floor, unit.Watt)*share)), c.cause())
	}
}

// charge asks the batteries to take what is too much, in their order, each up to its rating. While
// there is room they may give it, each by its share of their rating.
func (c *exportLimit) charge(need unit.Power, out *control.Filing) {
	c.asked = need
	for i := range c.ess {
		m := &c.ess[i].member
		least := min(need, m.Rating.Max)
		if need <= 0 {
			least = unit.Power(unit.Float(need, unit.Watt) * c.share[i])
		} else {
			need = max(need-m.Rating.Max, 0)
		}
		if least > m.Rating.Min {
			out.Bound(m.Asset, envelope.AtLeast(least), c.cause())
		}
	}
}

func (c *exportLimit) cause() envelope.Cause {
	return envelope.Cause{Code: reason.ExportLimit, Numbers: [2]int64{int64(-c.limit)}}
}
