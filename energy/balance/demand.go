package balance

import (
	"time"

	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// flow is power at a node by direction, each of them an upper bound. Consumption and generation are
// gross magnitudes; imported is the net, and exported the net seen from the other side, so that the two
// are each other's negative where everything is measured.
type flow struct{ consumption, generation, imported, exported unit.Power }

func (f *flow) add(o flow) {
	f.consumption += o.consumption
	f.generation += o.generation
	f.imported += o.imported
	f.exported += o.exported
}

// raise lifts each direction to at least o.
func (f *flow) raise(o flow) {
	f.consumption = max(f.consumption, o.consumption)
	f.generation = max(f.generation, o.generation)
	f.imported = max(f.imported, o.imported)
	f.exported = max(f.exported, o.exported)
}

// split is a measured net power as a flow.
func split(net unit.Power) flow {
	return flow{max(net, 0), max(-net, 0), net, -net}
}

// bound is what a node may do that is not measured: all of it as consumption, or all of it as
// generation where it can generate at all.
func bound(watts unit.Power, generates bool) flow {
	f := flow{consumption: watts, imported: watts}
	if generates {
		f.generation, f.exported = watts, watts
	}
	return f
}

// gross is consumption and generation apart, both magnitudes.
type gross struct{ consumption, generation unit.Power }

func (g *gross) add(o gross) {
	g.consumption += o.consumption
	g.generation += o.generation
}

// settle adds what a meter shows beside the parts below it: positive consumption, negative generation.
func (g *gross) settle(net unit.Power) {
	rest := net - (g.consumption - g.generation)
	g.consumption += max(rest, 0)
	g.generation += max(-rest, 0)
}

// state is what a cycle knows of a node. What is summed up in it is complete once all its children have
// been resolved, which parents come after.
type state struct {
	equipment *Equipment
	reading   *Telemetry
	applied   *AppliedNode
	leaf      int32 // into cycle.leaves; -1 for what is not controlled
	sides     [4]int32

	fresh     bool // measured: the reading counts
	known     bool // the reading is a value once known, fresh or not
	unknown   bool // nobody can say what it draws
	generates bool // something at or below it may generate
	made      bool // a fallback stood in for something that should have been measured
	down      bool // it, or a node above it, is out of service
	asked     bool // a request stands below it

	demand  flow       // all that is drawn now, as its parent counts it
	fixed   flow       // the part of it that this cycle cannot move
	gross   gross      // parts of demand, as last measured: what is lost is taken for what it was
	still   gross      // such parts of fixed
	drawn   unit.Power // net of what controlled leaves draw now
	reserve flow       // what held leaves may draw beyond what they do
}

// read places telemetry, equipment and the last applied cycle at their nodes.
func (c *cycle) read(at places) {
	s := c.s
	for i, n := range at.equipment {
		c.nodes[n].equipment = &s.Equipment[i]
	}
	fresh := s.Policy.Fresh()
	for i, n := range at.telemetry {
		t, st := &s.Telemetry[i], &c.nodes[n]
		st.reading = t
		st.fresh = t.Quality == Good && s.Now.Sub(t.ObservedAt) <= fresh
		st.known = t.Quality != Bad
	}
	for i, n := range at.applied {
		if n >= 0 {
			c.nodes[n].applied = &s.LastApplied.Nodes[i]
		}
	}
	for i := 1; i <= c.tree.Len(); i++ {
		c.nodes[i].down = c.tree.Node(i).Status != topology.NodeActive || c.nodes[c.tree.Parent(i)].down
	}
}

// lost is since when a node that had been measured is not, false where it is or never was, or where its
// fallback was written anew since.
func (c *cycle) lost(i int) (time.Time, bool) {
	st := &c.nodes[i]
	if st.fresh || c.s.LastApplied == nil {
		return time.Time{}, false
	}
	var since time.Time
	switch {
	case st.applied != nil && !st.applied.LostSince.IsZero():
		since = st.applied.LostSince
	case st.applied != nil && st.applied.SourceMode == Measured:
		since = c.s.LastApplied.At
	case st.reading != nil:
		since = st.reading.ObservedAt
	default:
		return time.Time{}, false
	}
	if e := st.equipment; e != nil && e.FallbackAuthoredAt != nil && e.FallbackAuthoredAt.After(since) {
		return time.Time{}, false
	}
	return since, true
}

// resolve finds what every node draws, from the leaves up.
func (c *cycle) resolve() {
	for i := c.tree.Len(); i >= 1; i-- {
		st, up := &c.nodes[i], &c.nodes[c.tree.Parent(i)]
		if c.tree.Leaf(i) {
			c.resolveLeaf(i, st)
		} else {
			c.resolveInner(st)
		}
		up.unknown = up.unknown || st.unknown
		up.generates = up.generates || st.generates
		up.made = up.made || st.made
		up.asked = up.asked || st.asked || st.leaf >= 0
		up.demand.add(st.demand)
		up.fixed.add(st.fixed)
		up.gross.add(st.gross)
		up.still.add(st.still)
		up.reserve.add(st.reserve)
		up.drawn += st.drawn
	}
}

// own is the fallback of a leaf by itself: what was configured, else what it is rated for.
func (c *cycle) own(i int) (unit.Power, Input, bool) {
	e := c.nodes[i].equipment
	switch {
	case e == nil:
		return 0, "", false
	case e.FallbackDemandWatts != nil && e.RatedWatts != nil && c.tree.Node(i).NodeType == topology.PowerSource:
		return max(*e.FallbackDemandWatts, *e.RatedWatts), FromRating, true // a demand says nothing of what it may generate
	case e.FallbackDemandWatts != nil:
		return *e.FallbackDemandWatts, FromFallback, true
	case e.RatedWatts != nil:
		return *e.RatedWatts, FromRating, true
	}
	return 0, "", false
}

func (c *cycle) resolveLeaf(i int, st *state) {
	var l *leaf
	if st.leaf >= 0 {
		l = &c.leaves[st.leaf]
	}
	kind := c.tree.Node(i).NodeType
	st.generates = kind != topology.ChargePoint && kind != topology.Connector || l != nil && l.discharge
	switch own, _, ok := c.own(i); {
	case st.fresh:
		st.demand = split(st.reading.PowerWatts)
		st.gross.settle(st.reading.PowerWatts)
		st.generates = st.generates || st.reading.PowerWatts < 0
	case st.known:
		st.demand, st.made = c.once(st), true
		st.generates = st.generates || st.reading.PowerWatts < 0
	case ok:
		st.demand, st.made = bound(own, st.generates), true
		st.demand.raise(c.once(st))
	default:
		st.demand, st.made, st.unknown = c.once(st), true, true
	}
	if net, ok := c.last(st); ok && !st.fresh {
		st.gross.settle(net)
	}
	if l == nil {
		st.fixed, st.still = st.demand, st.gross
		return
	}
	now := c.draw(i, st)
	if !l.held {
		st.drawn = now
		return
	}
	st.still.settle(now)
	st.fixed, st.reserve = keep(now, l.keeps, st.fresh)
}

// keep is what a leaf draws that this cycle cannot move, and the part of it that it does not draw yet:
// it may go on up to what it was told. Generation counts only where it is measured.
func keep(now, told unit.Power, measured bool) (fixed, reserve flow) {
	now0 := split(now)
	if now < 0 && !measured {
		now0.imported = 0
	}
	fixed = now0
	fixed.raise(split(told))
	reserve = flow{fixed.consumption - now0.consumption, fixed.generation - now0.generation, fixed.imported - now0.imported, fixed.exported - now0.exported}
	return fixed, reserve
}

// once is what was known of a node before, as a flow of which only the bad side counts.
func (c *cycle) once(st *state) flow {
	if net, ok := c.last(st); ok {
		return bound(max(net, 0), false).with(max(-net, 0))
	}
	return flow{}
}

// last is the last net power known of a node that is not measured: of its reading, or where that is gone
// too its demand in the last applied cycle, so that a lost measurement is never taken for a smaller one
// (D-012).
func (c *cycle) last(st *state) (unit.Power, bool) {
	if st.known {
		return st.reading.PowerWatts, true
	}
	if a := st.applied; a != nil && (a.SourceMode == Measured || !a.LostSince.IsZero()) {
		return a.Watts, true
	}
	return 0, false
}

// with adds generation that is not certain: it counts against a cap of generation, and never in favour
// of consumption.
func (f flow) with(generation unit.Power) flow {
	f.generation, f.exported = generation, generation
	return f
}

// draw is the net power that a controlled leaf takes out of what a meter above it shows. Of one that is
// not measured it is what it was told, at most what was last seen: a charger takes no more than it may.
// One that was measured and is gone may take nothing at all, and then others took it.
func (c *cycle) draw(i int, st *state) unit.Power {
	told, has := unit.Power(0), st.applied != nil
	if has {
		told = st.applied.Watts
		if st.applied.ConfirmedWatts != nil {
			told = *st.applied.ConfirmedWatts
		}
	}
	switch {
	case st.fresh:
		return st.reading.PowerWatts
	case st.known && has && told >= 0:
		return max(min(st.reading.PowerWatts, told), 0)
	case st.known:
		return st.reading.PowerWatts
	}
	if _, lost := c.lost(i); lost {
		return 0
	}
	return max(told, 0)
}

// resolveInner finds what a node with children draws: what its meter shows, or the sum of its children,
// at least what was configured and what its meter showed last (document 004, effective demand).
func (c *cycle) resolveInner(st *state) {
	if st.fresh {
		net := st.reading.PowerWatts
		st.unknown, st.made = false, false
		st.gross.settle(net)
		st.still.settle(net - st.drawn)
		st.demand = flow{st.gross.consumption, st.gross.generation, net, -net}
		rest := net - st.drawn
		st.fixed = flow{st.still.consumption, st.still.generation, rest, -rest}
		st.fixed.add(st.reserve)
		return
	}
	last := c.once(st)
	if net, ok := c.last(st); ok {
		st.gross.settle(net)
		st.still.settle(net - st.drawn)
		st.demand.consumption = max(st.demand.consumption, st.gross.consumption)
		st.demand.generation = max(st.demand.generation, st.gross.generation)
		st.fixed.consumption = max(st.fixed.consumption, st.still.consumption)
		st.fixed.generation = max(st.fixed.generation, st.still.generation)
	}
	if e := st.equipment; e != nil && e.FallbackDemandWatts != nil {
		configured := bound(*e.FallbackDemandWatts, st.generates)
		st.made = st.made || st.unknown || configured.consumption > st.demand.consumption
		st.unknown = false
		st.demand.raise(configured)
		st.fixed.raise(configured)
	}
	if st.known || last != (flow{}) {
		st.made = true
		st.demand.raise(last)
		last.consumption, last.imported = last.consumption-max(st.drawn, 0), last.imported-max(st.drawn, 0)
		st.fixed.raise(last)
	}
}

// input says for the audit where a node's demand came from.
func (c *cycle) input(i int) Input {
	st := &c.nodes[i]
	switch e := st.equipment; {
	case st.fresh:
		return FromTelemetry
	case i == topology.Root:
		return FromChildren
	case c.tree.Leaf(i):
		if _, from, ok := c.own(i); ok {
			return from
		}
		return FromTelemetry // the last reading, long ago
	case e != nil && e.FallbackDemandWatts != nil && st.demand.consumption == *e.FallbackDemandWatts:
		return FromFallback
	}
	return FromChildren
}

// scoped is the demand that the limits of a node itself are held against. A leaf that is not measured
// may do all that it can.
func (c *cycle) scoped(i int) flow {
	st := &c.nodes[i]
	if i != topology.Root && !st.fresh && c.tree.Leaf(i) {
		if own, _, ok := c.own(i); ok {
			return bound(own, st.generates)
		}
	}
	return st.demand
}

func (c *cycle) mode(i int) SourceMode {
	if i == topology.Root {
		for n := 1; n <= c.tree.Len() && c.tree.Parent(n) == topology.Root; n++ {
			if !c.nodes[n].fresh {
				return FallbackDerived
			}
		}
		return Measured
	}
	if c.nodes[i].fresh {
		return Measured
	}
	return FallbackDerived
}
