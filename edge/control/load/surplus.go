package load

import (
	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/point"
	"ohmstead/energy/unit"
)

// Whether the battery of the site is charged before the loads are served.
const (
	batteryLast  = "LAST"
	batteryFirst = "FIRST"
)

// surplus is what a site has to spare for loads.
type surplus struct {
	grid, battery image.Handle
	stored        bool // the site has a battery
	first         bool // which is charged first
}

func surplusOf(p control.Params) surplus {
	s := surplus{grid: p.Member("meter").Handle(point.ActivePower), first: p.Texts["battery"] == batteryFirst}
	if m, ok := p.Optional("ess"); ok {
		s.battery, s.stored = m.Handle(point.ActivePower), true
	}
	return s
}

// left is the power the site would export without loads that take own now: export, and what the
// battery takes where the loads come first. What the battery gives is never to spare, or loads
// would empty it. Negative where even without them the site imports; false while it is unknown, and
// in an outage, in which nothing is to spare.
func (s surplus) left(in control.Input, own unit.Power) (unit.Power, bool) {
	grid, ok := in.Power(s.grid)
	if ok = ok && !outage(in.Mode); !s.stored || !ok {
		return own - grid, ok
	}
	battery, ok := in.Power(s.battery)
	if s.first {
		battery = min(battery, 0)
	}
	return own - grid + battery, ok
}

// consumer is a load that is moved.
type consumer struct {
	asset control.Asset
	power image.Handle
	rated unit.Power
	asked unit.Power // of it in the last cycle
}

// ask files what is wanted of a load.
func (c *consumer) ask(p unit.Power, weight int, out *control.Filing) {
	c.asked = p
	out.Want(c.asset, control.Wish{Target: p, Weight: weight})
}

func consumersOf(members []control.Member) []consumer {
	all := make([]consumer, 0, len(members))
	for _, m := range members {
		all = append(all, consumer{asset: m.Asset, power: m.Handle(point.ActivePower), rated: m.Rating.Max})
	}
	return all
}

// takes is what a load draws: as it is measured, and where it is not, what was asked of it as far as
// it was given.
func (c *consumer) takes(in control.Input) unit.Power {
	if p, ok := in.Power(c.power); ok {
		return max(p, 0)
	}
	return max(min(in.Last[c.asset], c.asked), 0)
}

// taken is what several loads draw together.
func taken(all []consumer, in control.Input) unit.Power {
	sum := unit.Power(0)
	for i := range all {
		sum += all[i].takes(in)
	}
	return sum
}
