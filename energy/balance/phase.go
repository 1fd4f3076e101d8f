package balance

import (
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// Limits on the current of each phase.
//
// A leaf's watts flow in equal shares over its phases: P / (phases · voltage) in each, rounded up to a
// milliampere. A leaf on one phase loads that one three times as much per watt as a leaf on three, so
// that a cap binds some of the leaves below it and not others, and fair.go's sums do not apply. With
// CurrentLimits leaves are raised in rounds: all together to the highest level at which every cap of
// watts and current holds, then those that a cap stops there drop out. A round takes O(n · depth) for
// each of about sixty halvings, and there are at most as many rounds as caps.
//
// Currents are magnitudes: what generates takes nothing off what consumes on the same phase.

// CurrentLimitKind is what bound_by calls a limit of current, which document 004 does not know.
const CurrentLimitKind topology.ConstraintType = "CURRENT_LIMIT"

// amps is a current on each phase.
type amps [3]unit.Current

func (a *amps) add(o amps, sign unit.Current) {
	for i := range a {
		a[i] += sign * o[i]
	}
}

// ampsOf is a power spread over phases, rounded up.
func ampsOf(watts unit.Power, phases Phases, volts unit.Voltage) amps {
	var out amps
	each := phases.count() * int64(volts)
	for i := range out {
		if phases>>i&1 == 1 {
			out[i] = unit.Current((int64(watts)*1_000_000 + each - 1) / each)
		}
	}
	return out
}

// wire is what is left of a node's currents.
type wire struct {
	left   amps
	capped bool
	above  int32 // the nearest node above that is capped, or none
}

// wired finds what loads leave of every limit of current; nil where there is none.
func (c *cycle) wired(of side) []wire {
	if len(c.s.CurrentLimits) == 0 {
		return nil
	}
	wires, loads := make([]wire, len(c.nodes)), c.loads(of)
	for i := range c.s.CurrentLimits {
		l := &c.s.CurrentLimits[i]
		if n, ok := c.tree.Index(l.NodeID); ok {
			wires[n] = wire{left: l.Limit, capped: true}
			wires[n].left.add(loads[n], -1)
		}
	}
	for i := range wires {
		wires[i].above = none
		if up := c.tree.Parent(i); i != topology.Root {
			if wires[i].above = wires[up].above; wires[up].capped {
				wires[i].above = int32(up)
			}
		}
	}
	return wires
}

// loads is the current of what cannot be moved at and below each node: measured where a meter shows it,
// less what the leaves draw of it, else from the watts.
func (c *cycle) loads(of side) []amps {
	loads, drawn := make([]amps, len(c.nodes)), make([]amps, len(c.nodes))
	counted := make([]unit.Power, len(c.nodes)) // watts that loads has from below
	for i := c.tree.Len(); i >= 1; i-- {
		st := &c.nodes[i]
		phases, volts := phasesOf(st.equipment)
		free := st.leaf >= 0 && !c.leaves[st.leaf].held
		switch metered := st.fresh && st.reading.CurrentMA != nil; {
		case free && metered:
			drawn[i] = *st.reading.CurrentMA
		case free:
			drawn[i] = ampsOf(max(c.draw(i, st), 0), phases, volts)
		case metered:
			loads[i] = *st.reading.CurrentMA
			loads[i].add(drawn[i], -1)
			for ph := range loads[i] {
				loads[i][ph] = max(loads[i][ph], 0)
			}
		default:
			loads[i].add(ampsOf(max(st.fixed.at(of)-counted[i], 0), phases, volts), 1)
		}
		up := c.tree.Parent(i)
		loads[up].add(loads[i], 1)
		drawn[up].add(drawn[i], 1)
		counted[up] += st.fixed.at(of)
	}
	return loads
}

// wireAt is the lowest node with a limit of current that a leaf hangs on, itself included.
func (p *pass) wireAt(l *leaf) int32 {
	switch {
	case p.wires == nil:
		return none
	case p.wires[l.node].capped:
		return int32(l.node)
	}
	return p.wires[l.node].above
}

func (p *pass) ampsOf(l *leaf, watts unit.Power) amps {
	phases, volts := phasesOf(p.c.nodes[l.node].equipment)
	return ampsOf(watts, phases, volts)
}

// load moves a leaf's currents from one power to another.
func (p *pass) load(l *leaf, from, to unit.Power) {
	less, more := p.ampsOf(l, from), p.ampsOf(l, to)
	for i := p.wireAt(l); i != none; i = p.wires[i].above {
		p.wires[i].left.add(less, 1)
		p.wires[i].left.add(more, -1)
	}
}

// tight is the lowest node and phase, from 1, whose current has no room for so much from a leaf that has
// nothing yet.
func (p *pass) tight(l *leaf, watts unit.Power) (stop, bool) {
	want := p.ampsOf(l, watts)
	for i := p.wireAt(l); i != none; i = p.wires[i].above {
		for ph, left := range p.wires[i].left {
			if want[ph] > max(left, 0) {
				return stop{node: int(i), phase: ph + 1}, true
			}
		}
	}
	return stop{}, false
}

// ampsAllow is how much more of so much a leaf can have by its currents.
func (p *pass) ampsAllow(l *leaf, more unit.Power) unit.Power {
	had := l.given
	p.load(l, had, 0)
	defer func() { p.load(l, 0, had) }()
	at, tight := p.tight(l, had+more)
	if !tight {
		return more
	}
	low, high := unit.Power(0), more
	for low < high {
		middle := low + (high-low+1)/2
		if _, tight := p.tight(l, had+middle); tight {
			high = middle - 1
		} else {
			low = middle
		}
	}
	l.stop = at
	return low
}

// perWeight is the grain of the levels that phases are filled by.
const perWeight = 1 << 16

func (l *leaf) atLevel(t uint64) unit.Power {
	return level{t, perWeight}.clamp(l)
}

// clamp is what a leaf gets at a level.
func (a level) clamp(l *leaf) unit.Power { return max(a.of(l.weight, l.top), l.least) }

// fillByPhase raises admitted leaves under caps of watts and of current.
func (p *pass) fillByPhase(leaves []*leaf) {
	rising := append([]*leaf(nil), leaves...)
	for len(rising) > 0 {
		var most uint64
		for _, l := range rising {
			most = max(most, uint64(l.top)*perWeight)
		}
		low, high := uint64(0), most // low holds, above high everybody has all
		for low < high {
			if middle := low + (high-low+1)/2; p.try(rising, middle) {
				low = middle
			} else {
				high = middle - 1
			}
		}
		p.move(rising, low)
		if low == most {
			return
		}
		rising = p.dropOut(rising, low+1)
	}
}

// move gives all rising leaves what they get at a level.
func (p *pass) move(rising []*leaf, t uint64) {
	for _, l := range rising {
		to := l.atLevel(t)
		p.take(p.at(l), to-l.given)
		p.load(l, l.given, to)
		l.given = to
	}
}

// try reports whether every cap holds at a level, and moves nobody.
func (p *pass) try(rising []*leaf, t uint64) bool {
	before := make([]unit.Power, len(rising))
	for i, l := range rising {
		before[i] = l.given
	}
	p.move(rising, t)
	holds := true
	for _, l := range rising {
		_, over := p.over(l)
		holds = holds && !over
	}
	for i, l := range rising {
		p.take(p.at(l), before[i]-l.given)
		p.load(l, l.given, before[i])
		l.given = before[i]
	}
	return holds
}

// over is a cap above a leaf that is passed.
func (p *pass) over(l *leaf) (stop, bool) {
	for i := p.at(l); i != none; i = p.rooms[i].above {
		if p.rooms[i].left < 0 && l.given > 0 {
			return stop{node: int(i)}, true
		}
	}
	uses := p.ampsOf(l, l.given)
	for i := p.wireAt(l); i != none; i = p.wires[i].above {
		for ph, left := range p.wires[i].left {
			if left < 0 && uses[ph] > 0 {
				return stop{node: int(i), phase: ph + 1}, true
			}
		}
	}
	return stop{}, false
}

// dropOut takes those from the rising leaves that have all they want, and those that a cap stops at a
// level just above the one they are at.
func (p *pass) dropOut(rising []*leaf, t uint64) []*leaf {
	before := make([]unit.Power, len(rising))
	for i, l := range rising {
		before[i] = l.given
	}
	p.move(rising, t)
	stops, stopped := make([]stop, len(rising)), make([]bool, len(rising))
	for i, l := range rising {
		stops[i], stopped[i] = p.over(l)
	}
	var still []*leaf
	for i, l := range rising {
		p.take(p.at(l), before[i]-l.given)
		p.load(l, l.given, before[i])
		switch l.given = before[i]; {
		case stopped[i] && l.given < l.top:
			l.stop = stops[i]
		case l.given < l.top:
			still = append(still, l)
		}
	}
	return still
}

// current adds the limit of current that a leaf was stopped by.
func (c *cycle) current(out []BoundBy, l *leaf) []BoundBy {
	code := reason.AggregateCapExceeded
	if l.stop.node == l.node || l.stop.node == c.scope {
		code = reason.NodeCapExceeded
	}
	c.codes[code] = true
	b := BoundBy{NodeID: c.tree.Node(l.stop.node).NodeID, ConstraintType: CurrentLimitKind, ReasonCode: code, Phase: l.stop.phase}
	b.ConstraintRef = "current_limits/" + b.NodeID
	for i := range c.s.CurrentLimits {
		if c.s.CurrentLimits[i].NodeID == b.NodeID {
			b.LimitMA = c.s.CurrentLimits[i].Limit[l.stop.phase-1]
			_, volts := phasesOf(c.nodes[l.stop.node].equipment)
			b.LimitWatts = unit.Power(int64(b.LimitMA) * int64(volts) / 1_000_000)
		}
	}
	return append(out, b)
}
