package cycle

import (
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/device"
	"ohmstead/edge/image"
	"ohmstead/edge/site"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/unit"
)

// seat is what the core keeps of one asset.
type seat struct {
	first, end int                 // its ports
	takes      bool                // a power
	phases     [3]control.Asset    // NoAsset where they are not moved by themselves
	groups     []control.Asset     // the clusters it is in
	asked      bool                // somebody asks for a power of it in this cycle, or of a cluster it is in
	reactive   bool                // somebody has asked for reactive power of it
	soc        image.Handle        // of a battery
	power      [1 + 3]image.Handle // what it does now, and each of its phases
	wiring     device.Wiring       // of a charger
}

// port is one set-point channel with what the core keeps of it.
type port struct {
	asset  int
	outlet device.Outlet
	check  readBack
	value  float64 // ordered last
	run    uint64  // the cycle in RUN in which it was ordered last, 0 for none
	asked  int     // the setting that decides it in this cycle, -1 for none
}

// seats puts the assets and their set-point channels in order.
func (c *Core) seats() {
	c.portAt = make([]int32, c.site.Layout.Len())
	for h := range c.portAt {
		c.portAt[h] = -1
	}
	c.arbiter, c.places = c.site.Arbiter()
	for i := range c.site.Assets {
		a := &c.site.Assets[i]
		s := newSeat(c.site, i)
		s.first = len(c.ports)
		for _, o := range a.Outlets {
			c.portAt[o.Handle] = int32(len(c.ports))
			c.ports = append(c.ports, port{asset: i, outlet: o, check: newReadBack(a, o), asked: -1})
		}
		s.end = len(c.ports)
		c.seat = append(c.seat, s)
	}
}

func newSeat(s *site.Site, asset int) seat {
	a := &s.Assets[asset]
	at := func(channel string) image.Handle { return s.Layout.Lookup(a.ID, channel) }
	return seat{
		takes: a.Controllable(), groups: s.GroupsOf(asset), phases: s.PhasesOf(asset), soc: at(point.SOC),
		power:  [1 + 3]image.Handle{at(point.ActivePower), at("ActivePower_L1"), at("ActivePower_L2"), at("ActivePower_L3")},
		wiring: device.WiringOf(a.Phases, at),
	}
}

// port is the port of a set-point channel, nil for anything else.
func (c *Core) port(h image.Handle) *port {
	if h < 0 || int(h) >= len(c.portAt) || c.portAt[h] < 0 {
		return nil
	}
	return &c.ports[c.portAt[h]]
}

// turned is a power and a reactive power with what turns them into an asset's set-points now.
func (c *Core) turned(i int, p unit.Power, q unit.ReactivePower) device.Given {
	g := c.site.Assets[i].Nominal(p)
	g.Reactive = q
	if c.site.Assets[i].Nature != point.EVCS {
		return g
	}
	g.Volts, g.Wires = c.seat[i].wiring.At(c.image)
	return g
}

// settle decides every channel that somebody wants set: the class that binds first, within it the
// greatest weight, then who filed first. Where nothing is controlled only SAFETY is heard.
func (c *Core) settle() {
	for _, i := range c.chosen {
		c.ports[i].asked = -1
	}
	c.chosen = c.chosen[:0]
	all := c.filing.Settings()
	for k := range all {
		p := c.port(all[k].Channel)
		if p == nil || !c.meaning.Controls && all[k].Level != envelope.Safety {
			continue
		}
		if p.asked < 0 {
			c.chosen = append(c.chosen, c.portAt[all[k].Channel])
			p.asked = k
			continue
		}
		if best := &all[p.asked]; all[k].Level < best.Level || all[k].Level == best.Level && all[k].Weight > best.Weight {
			p.asked = k
		}
	}
}

// bindSettings files what the decided settings come to where the channel follows from a power, so
// that arbitration hears both.
func (c *Core) bindSettings() {
	all := c.filing.Settings()
	for _, i := range c.chosen {
		p := &c.ports[i]
		a := &c.site.Assets[p.asset]
		if !a.Controllable() || p.outlet.Way == device.Setting {
			continue
		}
		s := &all[p.asked]
		c.filing.As(s.By, s.Level)
		if p.outlet.Way == device.Reactive {
			if q, ok := unit.FromFloat(s.Value, unit.Var); ok {
				c.filing.BoundQ(place(p.asset), q, q, s.Cause)
			}
			continue
		}
		of := place(p.asset)
		if p.outlet.Way == device.OnePhase {
			of = c.seat[p.asset].phases[p.outlet.Phase]
		}
		c.filing.Bound(of, p.outlet.Comes(s.Value, c.turned(p.asset, 0, 0), a.Fold.Rating), s.Cause)
	}
}

// order answers a port and remembers that it did.
func (c *Core) order(now time.Time, i int, s Setpoint) {
	p := &c.ports[i]
	s.Asset, s.Channel, s.Handle = c.site.Assets[p.asset].ID, p.outlet.Channel, p.outlet.Handle
	c.out.Setpoints = append(c.out.Setpoints, s)
	p.value = s.Value
	if c.meaning.Controls {
		p.run = c.runs
	}
	c.image.Record(s.Handle, point.Of(s.Value, now))
	p.check.order(now, s.Value)
	if e, news := p.check.judge(now, c.image.At(p.outlet.Applied), s.Value); news {
		e.Asset = s.Asset
		c.tell(e)
	}
}

// inForce reports whether a port was ordered in the last cycle that controlled.
func (c *Core) inForce(p *port) bool { return p.run == c.runs && c.runs > 0 }
