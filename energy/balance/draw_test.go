package balance_test

import (
	"fmt"
	"math/rand/v2"
	"time"

	"ohmstead/energy/balance"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// shape says what a drawn site may have.
type shape struct {
	leaves     int  // at most
	minimums   bool // leaves with a least power
	loads      bool // uncontrolled consumption and generation
	nets       bool // NET_CAP and GENERATION_CAP too
	tiers      bool
	degraded   bool // readings that are missing, old or bad, meters on inner nodes
	discharges bool
	history    bool // a cycle that was applied before
	strategies bool
}

// everything is all that a site may have.
func everything(leaves int) shape {
	return shape{leaves, true, true, true, true, true, true, true, true}
}

// drawer draws a site.
type drawer struct {
	*rand.Rand
	shape
	site site
	n    int
}

// drawSite is the site of a seed. Powers are small, so that ties and caps of 0 are common.
func drawSite(seed uint64, sh shape) *balance.Snapshot {
	d := &drawer{Rand: rand.New(rand.NewPCG(seed, 11)), shape: sh, site: newSite()}
	for range 1 + d.IntN(2) {
		d.grow("", 0)
	}
	for i := range d.site.Nodes {
		d.dress(&d.site.Nodes[i])
	}
	if d.nets && d.IntN(4) == 0 {
		kinds := topology.ConstraintTypes()
		d.site.Policy.AggregateLimits = []balance.AggregateLimit{{ConstraintType: kinds[d.IntN(len(kinds))], LimitWatts: d.watts(200)}}
	}
	if d.strategies {
		d.site.Policy.Strategy = []balance.Strategy{"", balance.MaxMin, balance.EDF, balance.LeastLaxity}[d.IntN(4)]
		d.site.Policy.Rotation = d.IntN(2) == 0
	}
	if d.history {
		d.site.LastApplied = d.past()
	}
	return d.site.Snapshot
}

func (d *drawer) watts(most int64) unit.Power { return unit.Power(d.Int64N(most + 1)) }

func (d *drawer) id() topology.ID {
	d.n++
	return topology.ID(fmt.Sprintf("n%03d", (d.n*37)%1000))
}

func (d *drawer) grow(parent topology.ID, depth int) {
	id, kind := d.id(), topology.CircuitNode
	switch {
	case depth == 0:
		kind = topology.GridConnection
	case d.n >= d.leaves*2 || depth >= 5 || d.IntN(3) > 0:
		kind = topology.Connector
	}
	if kind == topology.Connector && d.loads && d.IntN(4) == 0 {
		kind = topology.PowerSource
	}
	d.site.node(id, parent, kind)
	if kind == topology.Connector || kind == topology.PowerSource {
		return
	}
	for range 1 + d.IntN(5) {
		d.grow(id, depth+1)
	}
}

// dress gives a node its limits, its reading and its request.
func (d *drawer) dress(n *topology.Node) {
	id := n.NodeID
	for _, kind := range topology.ConstraintTypes() {
		if (kind == topology.ConsumptionCap || d.nets) && d.IntN(3) == 0 {
			d.site.limit(id, kind, d.watts(120))
		}
	}
	leaf := n.NodeType == topology.Connector || n.NodeType == topology.PowerSource
	d.equip(id, leaf)
	switch {
	case n.NodeType == topology.PowerSource:
		d.read(id, d.watts(60)-30)
	case leaf && len(d.site.Requests) < d.leaves:
		d.request(id)
		d.read(id, d.watts(20))
	case leaf:
		d.read(id, 0)
	case d.degraded && d.IntN(3) == 0:
		d.read(id, d.watts(200)-40)
	}
	if d.degraded && d.IntN(15) == 0 {
		n.Status = topology.NodeStatuses()[1+d.IntN(2)]
	}
}

func (d *drawer) equip(id topology.ID, leaf bool) {
	e := balance.Equipment{NodeID: id, RatedWatts: ptr(40 + d.watts(20))}
	if d.degraded && d.IntN(8) == 0 {
		e.RatedWatts = nil
	}
	if d.degraded && d.IntN(3) == 0 {
		e.FallbackDemandWatts = ptr(d.watts(60))
	}
	if leaf || e.FallbackDemandWatts != nil {
		d.site.has(e)
	}
}

func (d *drawer) read(id topology.ID, watts unit.Power) {
	if !d.degraded {
		d.site.measured(id, watts)
		return
	}
	switch d.IntN(8) {
	case 0:
	case 1:
		d.site.reading(id, watts, 90*time.Second, balance.Good)
	case 2:
		d.site.reading(id, watts, 0, balance.Bad)
	default:
		d.site.measured(id, watts)
	}
}

func (d *drawer) request(id topology.ID) {
	r := balance.Request{NodeID: id, RequestedWatts: d.watts(60), MinWatts: new(unit.Power), MaxWatts: ptr(100 * unit.Watt), Weight: 1 + d.IntN(4)}
	if d.minimums && d.IntN(2) == 0 {
		r.MinWatts = ptr(d.watts(25))
	}
	if d.tiers {
		r.Tier = ptr(d.IntN(3))
	}
	if d.discharges && d.IntN(5) == 0 {
		r.RequestedWatts = -r.RequestedWatts
	}
	if d.strategies {
		if r.MaxWatts = nil; d.IntN(2) == 0 {
			r.MaxWatts = ptr(*r.MinWatts + d.watts(30))
		}
		r.DepartsAt, r.EnergyNeeded = ptr(noon.Add(time.Duration(d.IntN(8))*time.Hour)), ptr(unit.Energy(d.IntN(100))*unit.WattHour)
		r.ArrivedAt = ptr(noon.Add(-time.Duration(d.IntN(4)) * time.Hour))
		if d.IntN(2) == 0 {
			r.OffSince = ptr(noon.Add(-time.Duration(d.IntN(9)) * time.Minute))
		}
	}
	d.site.Requests = append(d.site.Requests, r)
}

// past is a cycle that was applied a minute ago.
func (d *drawer) past() *balance.Applied {
	a := &balance.Applied{CycleID: "before", At: noon.Add(-time.Minute)}
	for _, n := range d.site.Nodes {
		one := balance.AppliedNode{NodeID: n.NodeID, Watts: d.watts(40), SourceMode: balance.Measured}
		if d.IntN(2) == 0 {
			one.SourceMode = balance.FallbackDerived
		}
		if d.IntN(12) == 0 {
			one.ConfirmedWatts = ptr(one.Watts + d.watts(10))
		}
		a.Nodes = append(a.Nodes, one)
	}
	return a
}
