package depot

import (
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
	"ohmstead/sim/depot/yard"
)

// Charger is a charger as it stands.
type Charger struct {
	*yard.Charger
	DrawWatts unit.Power
	Plugged   bool
	Session   unit.Energy // given to the vehicle that is there
	// Order is the newest order, nil before the first.
	Order *yard.Order
	// Refuses and Deaf are how it misbehaves now: it says no, or it is cut off.
	Refuses, Deaf bool
}

// Charger is the charger at a node; false where there is none.
func (d *Depot) Charger(id topology.ID) (Charger, bool) {
	p := d.at[id]
	if p == nil {
		return Charger{}, false
	}
	c := Charger{
		Charger: p.Charger, DrawWatts: p.Draw, Plugged: p.Car != nil,
		Refuses: p.Fault(yard.Refuses, d.now), Deaf: p.Fault(yard.Disconnected, d.now),
	}
	if p.Order != nil {
		order := *p.Order
		c.Order = &order
	}
	if p.Car != nil {
		c.Session = p.Car.Delivered
	}
	return c, true
}

// Tell gives an order to a charger from outside, for a Config that is External.
func (d *Depot) Tell(id topology.ID, watts unit.Power) {
	if p := d.at[id]; p != nil {
		d.applier.hands[id].ordered = watts
		p.Tell(watts, d.now)
	}
}

// Hear tells a charger that somebody has asked it something, which keeps its watchdog calm.
func (d *Depot) Hear(id topology.ID) {
	if p := d.at[id]; p != nil && !p.Fault(yard.Disconnected, d.now) {
		p.Heard = d.now
	}
}

// Shown is what a node's meter says, right or wrong; false while nothing comes from it.
func (d *Depot) Shown(id topology.ID) (unit.Power, bool) {
	h, spoke := d.inbox.Known[id], d.spoke[id]
	if h == nil || d.now.Sub(spoke) > 2*d.c.Step {
		return 0, false
	}
	return h.PowerWatts, true
}
