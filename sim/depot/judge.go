package depot

import (
	"fmt"
	"slices"
	"time"

	"ohmstead/energy/balance"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// judge holds a run to what is promised, step by step. It sees what no controller can, the true powers,
// and computes with nothing of the engine but the limits in force.
type judge struct {
	caps  []capHeld
	was   map[topology.ID]bool      // measured in the last applied cycle
	lost  map[topology.ID]time.Time // the last applied cycle in which it was measured
	found int
}

// capHeld is a cap as the last cycle found it.
type capHeld struct {
	node    topology.ID // "" for the microgrid as a whole
	kind    topology.ConstraintType
	allowed unit.Power // what chargers below may keep to, in sum, once they have done what they were told
	before  unit.Power // and until they have
}

func (j *judge) start(*Depot) {
	j.was, j.lost = map[topology.ID]bool{}, map[topology.ID]time.Time{}
}

func (j *judge) fail(d *Depot, v Violation) {
	j.found++
	d.write(Line{Violation: &v})
}

// keeps is what a charger may be drawing: what it was told last, and what it still keeps to.
func keeps(h *hand) unit.Power { return max(h.ordered, h.plug.Told) }

// sums adds up a value over what lies at and below each node, by index of the tree.
func (d *Depot) sums(of func(id topology.ID) unit.Power) []unit.Power {
	out := make([]unit.Power, d.tree.Len()+1)
	for i := d.tree.Len(); i >= 1; i-- {
		out[i] += of(d.tree.Node(i).NodeID)
		out[d.tree.Parent(i)] += out[i]
	}
	return out
}

// views is what the judge knows at a cycle, by index of the tree.
type views struct {
	consumed, net []unit.Power // by what is not controlled, truly
	// How far what counts is from the truth: readings; of what is not measured any more its last one, which
	// is taken to go on; and chargers that are not measured, which are taken to draw what they were told
	// (ADR 21). Where one draws less, others have its room until it is seen.
	wrong       []unit.Power
	held, keeps []unit.Power // by chargers: those that owe a decrease, and all
	known       []bool       // measured, or all below it is
}

func (d *Depot) views() views {
	loads := map[topology.ID]unit.Power{}
	for _, l := range d.loads {
		loads[l.NodeID] = l.Power
	}
	hands := func(f func(*hand) unit.Power) []unit.Power {
		return d.sums(func(id topology.ID) unit.Power {
			if h := d.applier.hands[id]; h != nil {
				return f(h)
			}
			return 0
		})
	}
	truth := d.truth()
	v := views{
		consumed: d.sums(func(id topology.ID) unit.Power { return max(loads[id], 0) }),
		net:      d.sums(func(id topology.ID) unit.Power { return loads[id] }),
		keeps:    hands(keeps),
		held: hands(func(h *hand) unit.Power {
			if h.owing() {
				return h.confirmed
			}
			return 0
		}),
		known: make([]bool, d.tree.Len()+1),
	}
	was := map[topology.ID]unit.Power{}
	if d.applied != nil {
		for _, n := range d.applied.Nodes {
			was[n.NodeID] = n.Watts
		}
	}
	v.wrong = d.sums(func(id topology.ID) unit.Power {
		i, _ := d.tree.Index(id)
		if shown, ok := d.inbox.Fresh(id, d.now, freshness(d.policy)); ok {
			return (truth[i] - shown).Abs()
		}
		if h := d.applier.hands[id]; h != nil {
			return max(keeps(h)-h.plug.Draw, 0)
		}
		if h := d.inbox.Known[id]; h != nil && h.Quality != balance.Bad {
			return (truth[i] - h.PowerWatts).Abs()
		}
		return max(truth[i]-was[id], 0)
	})
	for i := range v.known {
		v.known[i] = i == topology.Root || !d.tree.Leaf(i)
	}
	for i := d.tree.Len(); i >= 1; i-- {
		if _, ok := d.inbox.Fresh(d.tree.Node(i).NodeID, d.now, freshness(d.policy)); ok {
			v.known[i] = true
		} else if d.tree.Leaf(i) {
			v.known[i] = false
		}
		v.known[d.tree.Parent(i)] = v.known[d.tree.Parent(i)] && v.known[i]
	}
	return v
}

// cycle looks at a decision before it is carried out.
func (j *judge) cycle(d *Depot, s *balance.Snapshot, r *balance.Result) {
	j.explained(d, r)
	j.adds(d, r)
	if r.Outcome == balance.OutcomeRejected || d.policy.Disabled {
		return
	}
	j.uncertain(d, r)
	j.caps = j.caps[:0]
	v := d.views()
	see := func(i int, kind topology.ConstraintType, limit unit.Power) {
		c := capHeld{kind: kind, before: v.keeps[i]}
		fixed := v.consumed[i]
		if kind == topology.NetCap {
			fixed = v.net[i]
		}
		if i != topology.Root {
			c.node = d.tree.Node(i).NodeID
		}
		c.allowed = max(max(limit-fixed, 0)+v.wrong[i], v.held[i])
		if !v.known[i] || s.Scope != "" {
			c.allowed = max(c.allowed, c.before)
		}
		c.before = max(c.before, c.allowed)
		j.caps = append(j.caps, c)
	}
	d.constraints().All(d.now, func(node topology.ID, kind topology.ConstraintType, limit topology.Limit) {
		if i, ok := d.tree.Index(node); ok && kind != topology.GenerationCap && limit.Most.Set {
			see(i, kind, limit.Most.Watts)
		}
	})
	for _, a := range d.policy.AggregateLimits {
		if a.ConstraintType != topology.GenerationCap {
			see(topology.Root, a.ConstraintType, a.LimitWatts)
		}
	}
}

// uncertain: what hangs on a measurement that was lost gets no more than it had (D-012).
func (j *judge) uncertain(d *Depot, r *balance.Result) {
	given := map[topology.ID]unit.Power{}
	for _, n := range r.AllocationSummary.ByNode {
		given[n.NodeID] = n.AllocatedWatts
	}
	authored := map[topology.ID]time.Time{}
	for _, e := range d.equipment {
		if e.FallbackAuthoredAt != nil {
			authored[e.NodeID] = *e.FallbackAuthoredAt
		}
	}
	at := time.Time{}
	if d.applied != nil {
		at = d.applied.At
	}
	for i := 1; i <= d.tree.Len(); i++ {
		id := d.tree.Node(i).NodeID
		_, fresh := d.inbox.Fresh(id, d.now, freshness(d.policy))
		switch _, gone := j.lost[id]; {
		case fresh:
			delete(j.lost, id)
		case j.was[id] && !gone:
			j.lost[id] = at
		}
		j.was[id] = fresh
		since, gone := j.lost[id]
		if !gone || authored[id].After(since) {
			continue
		}
		for _, p := range d.plugs {
			n, there := d.tree.Index(p.NodeID)
			if had := d.applier.hands[p.NodeID].ordered; there && d.tree.Below(n, i) && given[p.NodeID] > had {
				j.fail(d, Violation{"losing telemetry raises nobody", p.NodeID, fmt.Sprintf("%v is given, %v was, and %s is not measured", given[p.NodeID], had, id)})
			}
		}
	}
}

// explained: whoever gets less than was asked for is told why, by codes of the catalogue in their order.
func (j *judge) explained(d *Depot, r *balance.Result) {
	last := -1
	for _, code := range r.ReasonCodes {
		i := slices.Index(balance.Precedence(), code)
		if i <= last {
			j.fail(d, Violation{"codes stand in their order, once", "", fmt.Sprintf("%v", r.ReasonCodes)})
		}
		last = i
	}
	for _, n := range r.AllocationSummary.ByNode {
		if d.at[n.NodeID] != nil && n.AllocatedWatts < n.RequestedWatts && len(n.BoundBy) == 0 {
			j.fail(d, Violation{"every cut is explained", n.NodeID, fmt.Sprintf("%v of %v without a reason", n.AllocatedWatts, n.RequestedWatts)})
		}
	}
}

// adds: what a node has is the sum of what its children have.
func (j *judge) adds(d *Depot, r *balance.Result) {
	if len(r.AllocationSummary.ByNode) == 0 {
		return
	}
	given := map[topology.ID]unit.Power{}
	for _, n := range r.AllocationSummary.ByNode {
		given[n.NodeID] = n.AllocatedWatts
	}
	below := make([]unit.Power, d.tree.Len()+1)
	for i := d.tree.Len(); i >= 1; i-- {
		id := d.tree.Node(i).NodeID
		if !d.tree.Leaf(i) && below[i] != given[id] {
			j.fail(d, Violation{"a node has the sum of its children", id, fmt.Sprintf("%v, and its children %v", given[id], below[i])})
		}
		below[d.tree.Parent(i)] += given[id]
	}
}

// step looks at a step after the orders of its cycle: no cap is passed by what chargers may draw beyond
// what the demand that nobody controls left, as it was in the last cycle.
func (j *judge) step(d *Depot) {
	if len(j.caps) == 0 {
		return
	}
	sums := d.sums(func(id topology.ID) unit.Power {
		if h := d.applier.hands[id]; h != nil {
			return keeps(h)
		}
		return 0
	})
	late := d.sums(func(id topology.ID) unit.Power {
		if h := d.applier.hands[id]; h != nil && h.plug.Told > h.ordered {
			return 1
		}
		return 0
	})
	for _, c := range j.caps {
		i := topology.Root
		if c.node != "" {
			var ok bool
			if i, ok = d.tree.Index(c.node); !ok {
				continue
			}
		}
		most := c.allowed
		if late[i] > 0 {
			most = c.before
		}
		if sums[i] > most {
			j.fail(d, Violation{"no cap is passed", c.node, fmt.Sprintf("chargers may draw %v, and the %s left %v", sums[i], c.kind, most)})
		}
	}
}
