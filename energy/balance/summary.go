package balance

import (
	"slices"

	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// result puts together what the cycle came to.
func (c *cycle) result(breaches []Breach) *Result {
	r := rejected(c.s, nil, nil)
	r.Outcome, r.Breaches = OutcomeApplied, breaches
	r.AllocationSummary = c.summary()
	for i := range c.leaves {
		l := &c.leaves[i]
		if !l.met() && c.tree.Below(l.node, c.scope) {
			r.Outcome = OutcomeCurtailed
		}
	}
	r.ReasonCodes = c.ordered()
	r.Audit.Inputs = c.inputs()
	if !c.s.Policy.Disabled {
		r.Applied = c.applied()
	}
	return r
}

// sums are what is asked for and given below a node, with its sign.
type sums struct{ asked, given, consume, discharge unit.Power }

func (c *cycle) sums() []sums {
	all := make([]sums, len(c.nodes))
	for i := range c.leaves {
		l := &c.leaves[i]
		s := &all[l.node]
		s.asked, s.given = l.request.RequestedWatts, l.signed(l.given)
		if l.held || l.stop.code == reason.LeafUnavailable { // fixed already, or no demand at all
			continue
		}
		if s.consume = l.want; l.discharge {
			s.consume, s.discharge = 0, l.want
		}
	}
	for i := len(all) - 1; i >= 1; i-- {
		up := &all[c.tree.Parent(i)]
		up.asked += all[i].asked
		up.given += all[i].given
		up.consume += all[i].consume
		up.discharge += all[i].discharge
	}
	return all
}

// summary lists every node by id, and the limits that bound.
func (c *cycle) summary() Summary {
	all := c.sums()
	worst := c.branches(func(i int, s side) unit.Power {
		if s == consumption || s == imported {
			return c.nodes[i].fixed.at(s) + all[i].consume
		}
		return c.nodes[i].fixed.at(s) + all[i].discharge
	})
	slab := make([]BoundBy, 0, len(c.leaves))
	out := Summary{RequestedWatts: all[topology.Root].asked, AllocatedWatts: all[topology.Root].given, ByNode: make([]ByNode, 0, c.tree.Len())}
	for _, n := range c.tree.ByID() {
		i, st := int(n), &c.nodes[n]
		by := ByNode{NodeID: c.tree.Node(i).NodeID, RequestedWatts: all[i].asked, AllocatedWatts: all[i].given, SourceMode: c.mode(i), BoundBy: noBounds}
		if by.DemandWatts = c.scoped(i).imported; by.DemandWatts == 0 && !st.fresh {
			by.DemandWatts = -c.scoped(i).exported
		}
		if st.leaf >= 0 {
			if l := &c.leaves[st.leaf]; l.given < l.request.RequestedWatts.Abs() {
				from := len(slab)
				slab = c.boundBy(slab, l, worst)
				by.BoundBy = slab[from:len(slab):len(slab)]
			}
		}
		out.ByNode = append(out.ByNode, by)
	}
	return out
}

// noBounds is the empty list that most nodes have.
var noBounds = []BoundBy{}

// boundBy adds what kept a leaf from its request, caps from the leaf upwards.
func (c *cycle) boundBy(out []BoundBy, l *leaf, worst []unit.Power) []BoundBy {
	self := c.tree.Node(l.node).NodeID
	switch l.stop.code {
	case reason.LeafUnavailable, reason.LeafHeld, reason.TelemetryStaleFallbackUsed:
		c.codes[l.stop.code] = true
		out = append(out, BoundBy{NodeID: c.tree.Node(l.stop.node).NodeID, ReasonCode: l.stop.code, LimitWatts: l.top})
	case reason.LeafMaximum:
		c.codes[l.stop.code] = true
		out = append(out, BoundBy{NodeID: self, ReasonCode: l.stop.code, LimitWatts: l.want})
	default:
		if l.stop.phase > 0 {
			out = c.current(out, l)
			break
		}
		out = c.caps(out, l, l.stop.node, worst)
		for _, also := range l.stop.tied {
			out = c.caps(out, l, int(also), worst)
		}
	}
	if l.given == 0 && l.want > 0 && l.least > 0 && l.stop.code != reason.LeafUnavailable && l.stop.code != reason.LeafHeld {
		c.codes[reason.MinimumNotReached] = true
		out = append(out, BoundBy{NodeID: self, ReasonCode: reason.MinimumNotReached, LimitWatts: l.least})
	}
	return out
}

// caps adds the limits of a node in the leaf's direction that leave the least room.
func (c *cycle) caps(out []BoundBy, l *leaf, node int, worst []unit.Power) []BoundBy {
	rooms := c.taken
	if l.discharge {
		rooms = c.offered
	}
	for _, at := range [...]int32{rooms[node].by, rooms[node].also} {
		if at < 0 {
			continue
		}
		cap := &c.limits[at]
		b := BoundBy{NodeID: c.tree.Node(node).NodeID, ConstraintType: cap.kind(), ConstraintRef: cap.ref, ReasonCode: c.codeOf(cap, worst[at]), LimitWatts: cap.resolved()}
		c.codes[b.ReasonCode] = true
		out = append(out, b)
	}
	return out
}

// inputs lists, for every node that carries a limit, what its demand was resolved from.
func (c *cycle) inputs() []ScopeInput {
	out := []ScopeInput{}
	add := func(i int) {
		st := &c.nodes[i]
		if st.sides == [4]int32{-1, -1, -1, -1} {
			return
		}
		f := c.scoped(i)
		in := ScopeInput{NodeID: c.tree.Node(i).NodeID, SourceMode: c.mode(i), Input: c.input(i), ConsumptionWatts: f.consumption, GenerationWatts: f.generation}
		if st.reading != nil {
			in.ObservedAt, in.Quality = &st.reading.ObservedAt, st.reading.Quality
		}
		out = append(out, in)
	}
	add(topology.Root)
	for _, n := range c.tree.ByID() {
		add(int(n))
	}
	return out
}

// applied is what the next cycle has to know of this one: what leaves were given, what the rest drew, how
// it was known, and since when a measurement is missing.
func (c *cycle) applied() *Applied {
	a := &Applied{CycleID: c.s.CycleID, At: c.s.Now, Nodes: make([]AppliedNode, 0, c.tree.Len())}
	for _, n := range c.tree.ByID() {
		i, st := int(n), &c.nodes[n]
		node := AppliedNode{NodeID: c.tree.Node(i).NodeID, SourceMode: c.mode(i)}
		switch {
		case st.leaf >= 0:
			l := &c.leaves[st.leaf]
			node.Watts = l.signed(l.given)
		case st.fresh:
			node.Watts = st.reading.PowerWatts
		default:
			node.Watts = st.demand.imported
		}
		if since, lost := c.lost(i); lost {
			node.LostSince = since
		}
		a.Nodes = append(a.Nodes, node)
	}
	return a
}

// unavailable is the result of a cycle whose demand nobody can know: the leaves below go to their
// fail-safe power.
func (c *cycle) unavailable() *Result {
	r := rejected(c.s, nil, reason.New(reason.TelemetryUnavailable, reason.Params{"node": string(c.missing[0].NodeID), "input": c.missing[0].Input}))
	r.ReasonCodes, r.MissingInputs, r.Audit.Inputs = c.ordered(), c.missing, c.inputs()
	for i := range c.leaves {
		l := &c.leaves[i]
		if !slices.ContainsFunc(c.unsolved, func(top int) bool { return c.tree.Below(l.node, top) }) {
			continue
		}
		r.SafeAction.Taken = LeavesToFailSafe
		r.SafeAction.Leaves = append(r.SafeAction.Leaves, SafeLeaf{c.tree.Node(l.node).NodeID, c.failSafe(l)})
	}
	return r
}

// failSafe is the power that a leaf may go on with, never more than it had.
func (c *cycle) failSafe(l *leaf) unit.Power {
	st, safe := &c.nodes[l.node], unit.Power(0)
	if st.equipment != nil && st.equipment.FailSafeWatts != nil {
		safe = *st.equipment.FailSafeWatts
	}
	if c.s.LastApplied == nil {
		return safe
	}
	if st.applied == nil {
		return 0
	}
	return min(safe, max(st.applied.Watts, 0))
}
