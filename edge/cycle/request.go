package cycle

import (
	"math"

	"ohmstead/edge/control"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/unit"
)

// Request is what was asked of an asset in a cycle. Of its active power the envelope's request says
// all. Of anything else Channel is the set-point channel it is about, and Least, Most and Value are
// in Unit: bounds, infinite where there is none, and what is wanted where HasTarget.
type Request struct {
	Asset string
	envelope.Request
	Channel            string
	Unit               point.Unit
	Least, Most, Value float64
}

// Requests appends what was asked in the last Step, of assets, clusters and phases one after the
// other, in the order of filing: active power, reactive power, settings.
func (c *Core) Requests(all []Request) []Request {
	for i := range c.places {
		id := c.name(place(i))
		for _, r := range c.filing.Of(place(i)) {
			all = append(all, Request{Asset: id, Request: r})
		}
		for _, r := range c.filing.ReactiveOf(place(i)) {
			all = append(all, reactiveRequest(id, r))
		}
		if i < len(c.seat) {
			all = c.settingsOf(i, all)
		}
	}
	return all
}

func (c *Core) settingsOf(asset int, all []Request) []Request {
	for _, s := range c.filing.Settings() {
		p := c.port(s.Channel)
		if p == nil || p.asset != asset {
			continue
		}
		all = append(all, Request{
			Asset: c.site.Assets[asset].ID, Channel: p.outlet.Channel, Unit: p.outlet.Unit,
			Least: s.Value, Most: s.Value, Value: s.Value,
			Request: envelope.Request{By: s.By, Level: s.Level, HasTarget: true, Weight: s.Weight, Cause: s.Cause},
		})
	}
	return all
}

func reactiveRequest(id string, r control.Reactive) Request {
	bound := func(q unit.ReactivePower, none bool, infinite float64) float64 {
		if none {
			return infinite
		}
		return unit.Float(q, unit.Var)
	}
	return Request{
		Asset: id, Channel: point.SetReactivePower, Unit: point.Var,
		Least: bound(r.Min, r.Min <= control.LeastReactive, math.Inf(-1)),
		Most:  bound(r.Max, r.Max >= control.MostReactive, math.Inf(1)),
		Value: unit.Float(r.Target, unit.Var),
		Request: envelope.Request{
			By: r.By, Level: r.Level, HasTarget: r.HasTarget, Weight: r.Weight, Cause: r.Cause,
		},
	}
}
