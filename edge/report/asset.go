package report

import (
	"math"

	"ohmstead/edge/cycle"
	"ohmstead/edge/image"
	"ohmstead/energy/point"
	"ohmstead/energy/unit"
	"ohmstead/wire"
)

// assets are all assets of the site, and behind them the clusters and single phases of which somebody
// asked something.
func (r *Reporter) assets(s cycle.Status, seen measured) []wire.AssetReport {
	all := make([]wire.AssetReport, 0, len(r.from.Site.Assets))
	at := map[string]int{}
	for i := range r.from.Site.Assets {
		at[r.from.Site.Assets[i].ID] = i
		all = append(all, r.asset(i, seen))
	}
	find := func(key string) *wire.AssetReport {
		i, known := at[key]
		if !known {
			i = len(all)
			at[key] = i
			all = append(all, wire.AssetReport{
				Key: key, Name: key, Setpoints: []wire.SetpointReport{}, Requests: []wire.RequestReport{}, Cuts: []wire.CutReport{},
			})
		}
		return &all[i]
	}
	for i := range s.Setpoints {
		r.ordered(find(s.Setpoints[i].Asset), &s.Setpoints[i], seen)
	}
	for i := range s.Requests {
		a := find(s.Requests[i].Asset)
		a.Requests = append(a.Requests, request(&s.Requests[i]))
	}
	for i := range s.Cuts {
		a := find(s.Cuts[i].Asset)
		a.Cuts = append(a.Cuts, cut(&s.Cuts[i]))
	}
	return all
}

// asset is what is known of an asset beside what was asked of it.
func (r *Reporter) asset(i int, seen measured) wire.AssetReport {
	a := &r.from.Site.Assets[i]
	out := wire.AssetReport{
		Key: a.ID, Name: a.Name, Nature: string(a.Nature), Device: a.Device, Controllable: a.Controllable(),
		Setpoints: []wire.SetpointReport{}, Requests: []wire.RequestReport{}, Cuts: []wire.CutReport{},
	}
	if out.Controllable {
		out.MinWatts, out.MaxWatts = watts(int64(a.Fold.Rating.Min)), watts(int64(a.Fold.Rating.Max))
	}
	if i < len(seen.power) {
		out.ActualWatts, out.SOCPercent = seen.power[i], seen.soc[i]
	}
	return out
}

// ordered adds a set-point. The power an asset was given is that of its first channel of power.
func (r *Reporter) ordered(a *wire.AssetReport, s *cycle.Setpoint, seen measured) {
	channel := r.from.Site.Layout.Channels()[s.Handle].Point
	one := wire.SetpointReport{Channel: s.Channel, Unit: string(channel.Unit), Value: s.Value}
	if v, known := seen.applied[s.Handle]; known {
		one.Applied = &v
	}
	a.Setpoints = append(a.Setpoints, one)
	a.Safe = a.Safe || s.Safe
	if a.GivenWatts == nil && r.powers(a.Key, s.Handle) {
		a.GivenWatts = watts(int64(s.Power))
	}
}

// powers reports whether a channel follows from its asset's active power.
func (r *Reporter) powers(asset string, h image.Handle) bool {
	place, ok := r.from.Site.Place(asset)
	if !ok || int(place) >= len(r.from.Site.Assets) {
		return false
	}
	for _, o := range r.from.Site.Assets[place].Outlets {
		if o.Handle == h {
			return o.Way.Powered()
		}
	}
	return false
}

func request(q *cycle.Request) wire.RequestReport {
	out := wire.RequestReport{
		By: q.By, Class: q.Level.String(), Channel: q.Channel, Unit: string(point.Watt), Weight: q.Weight,
		Code: q.Cause.Code, Params: q.Cause.Params(),
	}
	if q.Channel != "" {
		out.Unit = string(q.Unit)
		out.Least, out.Most = finite(q.Least), finite(q.Most)
		if q.HasTarget {
			out.Value = finite(q.Value)
		}
		return out
	}
	b := q.Bounds
	if b.BoundedBelow() {
		out.Least = power(b.Min)
	}
	if b.BoundedAbove() {
		out.Most = power(b.Max)
	}
	if q.HasTarget {
		out.Value = power(q.Target)
	}
	return out
}

func cut(c *cycle.Cut) wire.CutReport {
	out := wire.CutReport{
		By: c.By, Class: c.Level.String(), Channel: c.Channel, Unit: string(point.Watt), BoundBy: c.BoundBy,
		Asked: unit.Float(c.Asked, unit.Watt), Given: unit.Float(c.Given, unit.Watt), Code: c.Cause.Code, Params: params(c.Cause.Params()),
	}
	if c.Channel != "" {
		out.Unit, out.Asked, out.Given = string(c.Unit), c.AskedValue, c.GivenValue
	}
	return out
}

func power(p unit.Power) *float64 { return finite(unit.Float(p, unit.Watt)) }

// finite is a number, nil for none.
func finite(v float64) *float64 {
	if math.IsInf(v, 0) || math.IsNaN(v) {
		return nil
	}
	return &v
}
