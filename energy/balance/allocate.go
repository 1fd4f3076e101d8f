package balance

import (
	"cmp"
	"slices"

	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// none ends the chain of capped nodes above a leaf.
const none int32 = -1

// room is what is left at a node in one direction; without a cap it is not counted.
type room struct {
	left   unit.Power
	whole  unit.Power // left before anything was given
	by     int32      // the limit that says so
	also   int32      // another one that says the same, or none
	above  int32      // the nearest node above that is capped, or none
	capped bool
}

// pass gives in one direction: discharge or consumption.
type pass struct {
	c      *cycle
	rooms  []room
	wires  []wire // nil without limits of current
	leaves []*leaf
	levels levels
}

// allocate serves offers to discharge first, then requests to consume.
func (c *cycle) allocate() {
	offers := c.pass(true, nil)
	offers.serve()
	requests := c.pass(false, c.credit())
	requests.serve()
	c.offered, c.taken = offers.rooms, requests.rooms
}

// credit is the discharge below each node that consumption may count on: what was given and what is
// measured, whichever is less.
func (c *cycle) credit() []unit.Power {
	credit := make([]unit.Power, len(c.nodes))
	some := false
	for i := range c.leaves {
		l := &c.leaves[i]
		if st := &c.nodes[l.node]; l.discharge && !l.held && st.fresh {
			credit[l.node] = min(l.given, max(-st.reading.PowerWatts, 0))
			some = some || credit[l.node] > 0
		}
	}
	for i := len(credit) - 1; some && i >= 1; i-- {
		credit[c.tree.Parent(i)] += credit[i]
	}
	return credit
}

// pass finds the room at every node and the leaves that may share it.
func (c *cycle) pass(discharge bool, credit []unit.Power) *pass {
	p := &pass{c: c, rooms: make([]room, len(c.nodes))}
	first, second := consumption, imported
	if discharge {
		first, second = generation, exported
	}
	for i := range p.rooms {
		r, st := &p.rooms[i], &c.nodes[i]
		r.above, r.also = none, none
		if up := c.tree.Parent(i); i != topology.Root {
			if r.above = p.rooms[up].above; p.rooms[up].capped {
				r.above = int32(up)
			}
		}
		for _, s := range [...]side{first, second} {
			at := st.sides[s]
			if at < 0 {
				continue
			}
			left := c.limits[at].watts - st.fixed.at(s)
			if s == imported {
				left += credit[i]
			}
			switch {
			case !r.capped || left < r.left:
				r.left, r.by, r.also, r.capped = left, at, none, true
			case left == r.left:
				r.also = at
			}
		}
		r.whole = r.left
	}
	p.wires = c.wired(first)
	for i := range c.leaves {
		l := &c.leaves[i]
		if l.discharge != discharge || l.want == 0 {
			continue
		}
		if l.held {
			p.keep(l)
			continue
		}
		c.bounded(l, p.rooms)
		p.leaves = append(p.leaves, l)
	}
	return p
}

// keep asks a held leaf of this cycle's scope to let go where it has to.
func (p *pass) keep(l *leaf) {
	if !p.c.tree.Below(l.node, p.c.scope) {
		return
	}
	if p.c.nodes[l.node].down {
		l.given, l.stop = 0, stop{code: reason.LeafUnavailable, node: l.node}
		return
	}
	for i := p.at(l); i != none; i = p.rooms[i].above {
		if p.rooms[i].left < 0 {
			l.given, l.stop = 0, stop{node: int(i)}
			return
		}
	}
}

// at is the lowest capped node that a leaf hangs on, itself included.
func (p *pass) at(l *leaf) int32 {
	if p.rooms[l.node].capped {
		return int32(l.node)
	}
	return p.rooms[l.node].above
}

// serve serves tier after tier. Leaves are admitted in the order of their claims; where the minimums of
// all of them fit, that order makes no difference to who is.
func (p *pass) serve() {
	slices.SortStableFunc(p.leaves, func(a, b *leaf) int { return cmp.Compare(a.tier, b.tier) })
	strategy := p.c.s.Policy.Strategy
	inTurn := strategy == EDF || strategy == LeastLaxity
	for len(p.leaves) > 0 {
		n := 1
		for n < len(p.leaves) && p.leaves[n].tier == p.leaves[0].tier {
			n++
		}
		tier := p.leaves[:n]
		p.leaves = p.leaves[n:]
		if inTurn || p.wires != nil || !p.fit(tier) {
			slices.SortFunc(tier, func(a, b *leaf) int { return a.claim.compare(b.claim) })
		}
		admitted := p.admit(tier)
		switch {
		case inTurn:
			p.fillInTurn(admitted)
		case p.wires != nil:
			p.fillByPhase(admitted)
		default:
			p.fillFairly(admitted)
		}
	}
}

// fit reports whether the minimums of all leaves fit at once.
func (p *pass) fit(tier []*leaf) bool {
	for _, l := range tier {
		if l.top >= l.least {
			p.take(p.at(l), l.least)
		}
	}
	fits := true
	for _, l := range tier {
		if l.top < l.least {
			continue
		}
		for i := p.at(l); i != none; i = p.rooms[i].above {
			fits = fits && p.rooms[i].left >= 0
		}
	}
	for _, l := range tier {
		if l.top >= l.least {
			p.take(p.at(l), -l.least)
		}
	}
	return fits
}

// take lessens the room of a capped node and of all above it.
func (p *pass) take(i int32, watts unit.Power) {
	for ; i != none; i = p.rooms[i].above {
		p.rooms[i].left -= watts
	}
}

// admit gives each leaf its minimum where every cap above it has room for it, and lists those it did.
func (p *pass) admit(tier []*leaf) []*leaf {
	admitted := tier[:0]
	for _, l := range tier {
		if l.top < l.least {
			if l.stop.code != reason.LeafUnavailable {
				l.stop.tied, l.stop.code = nil, cmp.Or(l.stop.code, reason.MinimumNotReached)
			}
			continue
		}
		if i, short := p.short(l, l.least); short {
			l.stop = stop{code: reason.MinimumNotReached, node: int(i)}
			continue
		}
		if at, tight := p.tight(l, l.least); tight {
			l.stop = at
			continue
		}
		p.take(p.at(l), l.least)
		p.load(l, 0, l.least)
		l.given = l.least
		admitted = append(admitted, l)
	}
	return admitted
}

// short is the lowest node that has no room for so much.
func (p *pass) short(l *leaf, watts unit.Power) (int32, bool) {
	for i := p.at(l); i != none; i = p.rooms[i].above {
		if max(p.rooms[i].left, 0) < watts {
			return i, true
		}
	}
	return none, false
}

// fillInTurn raises one leaf after the other, in the order of their claims, as far as there is room.
func (p *pass) fillInTurn(leaves []*leaf) {
	for _, l := range leaves {
		more, by := l.top-l.given, none
		for i := p.at(l); i != none; i = p.rooms[i].above {
			if left := max(p.rooms[i].left, 0); left < more {
				more, by = left, i
			}
		}
		if by != none {
			l.stop = stop{node: int(by)}
		}
		if p.wires != nil {
			more = p.ampsAllow(l, more)
		}
		p.take(p.at(l), more)
		p.load(l, l.given, l.given+more)
		l.given += more
	}
}

// verify holds the allocation to every limit once more, counted anew from what was given. A limit that
// is passed by it is a fault of this package.
func (c *cycle) verify() {
	given := make([]flow, len(c.nodes))
	for i := range c.leaves {
		if l := &c.leaves[i]; !l.held && l.discharge {
			given[l.node] = flow{generation: l.given, exported: l.given}
			if st := &c.nodes[l.node]; st.fresh {
				given[l.node].imported = -min(l.given, max(-st.reading.PowerWatts, 0))
			}
		} else if !l.held {
			given[l.node] = flow{consumption: l.given, imported: l.given}
		}
	}
	for i := len(given) - 1; i >= 1; i-- {
		given[c.tree.Parent(i)].add(given[i])
	}
	for i := range c.limits {
		l := &c.limits[i]
		if g, used := given[l.node].at(l.side), c.nodes[l.node].fixed.at(l.side); g > 0 && g+used > l.watts {
			panic("balance: " + string(c.tree.Node(l.node).NodeID) + " was given more than its " + string(l.kind()) + " allows")
		}
	}
}
