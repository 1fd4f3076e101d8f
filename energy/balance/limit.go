package balance

import (
	"cmp"
	"slices"

	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// side is a direction that a limit bounds from above.
type side int8

// Sides of limits, in the order of flow's fields. A NET_CAP has two.
const (
	consumption side = iota
	generation
	imported
	exported
)

func (f flow) at(s side) unit.Power {
	return [...]unit.Power{f.consumption, f.generation, f.imported, f.exported}[s]
}

// limit is one bound on one direction at one node.
type limit struct {
	node  int
	side  side
	watts unit.Power // most in its direction; negative for an export that must not be
	ref   topology.ID
}

func (l *limit) kind() topology.ConstraintType {
	switch l.side {
	case consumption:
		return topology.ConsumptionCap
	case generation:
		return topology.GenerationCap
	case imported, exported:
	}
	return topology.NetCap
}

// resolved is the limit with its sign: what may be exported is a negative power.
func (l *limit) resolved() unit.Power {
	if l.side == exported {
		return -l.watts
	}
	return l.watts
}

// aggregateRef is the constraint_ref of the microgrid's own limits.
const aggregateRef topology.ID = "policy/aggregate_limits"

// limit finds every effective limit at the instant of the cycle.
func (c *cycle) limit() {
	s := c.s
	constraints := topology.NewConstraints(topology.Given{Limits: s.Limits, Envelopes: s.Envelopes, Health: s.Health, Circuits: s.Circuits, Gap: s.Policy.Gap})
	c.limits = make([]limit, 0, len(s.Limits)+len(s.Envelopes)+len(s.Policy.AggregateLimits))
	constraints.All(s.Now, func(node topology.ID, kind topology.ConstraintType, l topology.Limit) {
		if n, ok := c.tree.Index(node); ok {
			c.take(n, kind, l)
		}
	})
	for _, a := range s.Policy.AggregateLimits {
		most := topology.Bound{Watts: a.LimitWatts, Ref: aggregateRef, Set: true}
		c.take(topology.Root, a.ConstraintType, topology.Limit{Most: most, Least: topology.Bound{Watts: -a.LimitWatts, Ref: aggregateRef, Set: true}})
	}
	slices.SortFunc(c.limits, func(a, b limit) int {
		return cmp.Or(cmp.Compare(a.node, b.node), cmp.Compare(a.side, b.side), cmp.Compare(a.watts, b.watts))
	})
	for i := range c.limits {
		if at := &c.nodes[c.limits[i].node].sides[c.limits[i].side]; *at < 0 { // the tightest stands first
			*at = int32(i)
		}
	}
}

func (c *cycle) take(n int, kind topology.ConstraintType, l topology.Limit) {
	for _, code := range l.Codes {
		c.codes[code] = true
	}
	upper := consumption
	switch kind {
	case topology.GenerationCap:
		upper = generation
	case topology.NetCap:
		upper = imported
	case topology.ConsumptionCap:
	}
	if l.Most.Set {
		c.limits = append(c.limits, limit{n, upper, l.Most.Watts, l.Most.Ref})
	}
	if kind == topology.NetCap && l.Least.Set {
		c.limits = append(c.limits, limit{n, exported, -l.Least.Watts, l.Least.Ref})
	}
}

// breaches lists the limits that the demand of this cycle passes, by node id and side (FR-003, FR-006).
func (c *cycle) breaches() []Breach {
	out := []Breach{}
	worst := c.branches(func(i int, s side) unit.Power { return c.nodes[i].demand.at(s) })
	for i := range c.limits {
		l := &c.limits[i]
		if c.nodes[l.node].sides[l.side] != int32(i) {
			continue
		}
		demand := c.scoped(l.node).at(l.side)
		if demand <= l.watts {
			continue
		}
		b := Breach{
			MicrogridID: c.s.Microgrid.MicrogridID, NodeID: c.tree.Node(l.node).NodeID, ConstraintRef: l.ref, ConstraintType: l.kind(),
			ReasonCode: c.codeOf(l, worst[i]), EffectiveDemandWatts: demand, ResolvedLimitWatts: l.resolved(), SourceMode: c.mode(l.node), DetectedAt: c.s.Now,
		}
		if l.side == exported {
			b.EffectiveDemandWatts = -demand
		}
		b.BreachID = breachID(c.s.CycleID, b)
		c.codes[b.ReasonCode] = true
		out = append(out, b)
	}
	slices.SortStableFunc(out, func(a, b Breach) int { return cmp.Compare(a.NodeID, b.NodeID) })
	return out
}

// branches finds for each limit the largest share of a single child in its direction.
func (c *cycle) branches(of func(i int, s side) unit.Power) []unit.Power {
	worst := make([]unit.Power, len(c.limits))
	for i := c.tree.Len(); i >= 1; i-- {
		for s, at := range c.nodes[c.tree.Parent(i)].sides {
			if at >= 0 {
				worst[at] = max(worst[at], of(i, side(s)))
			}
		}
	}
	return worst
}

// codeOf says how a limit is passed: by the node itself, by one branch below it alone, or by all
// branches together, of which none passes it alone. A microgrid's own limit is always an aggregate.
func (c *cycle) codeOf(l *limit, worst unit.Power) reason.Code {
	switch {
	case l.node == topology.Root:
		return reason.AggregateCapExceeded
	case c.tree.Leaf(l.node) || l.node == c.scope:
		return reason.NodeCapExceeded
	case worst > l.watts:
		return reason.AncestorCapExceeded
	}
	return reason.AggregateCapExceeded
}
