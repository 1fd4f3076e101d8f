package balance

import (
	"cmp"
	"math"

	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// leaf is one request and what it gets. Powers are magnitudes in the direction of the request.
type leaf struct {
	node      int
	request   *Request
	want      unit.Power // what would meet the request: never less than its minimum, nor more than it can
	least     unit.Power // given in full or not at all
	top       unit.Power // want, as far as the leaf's own bounds allow
	given     unit.Power
	weight    uint64
	tier      int
	discharge bool
	held      bool       // this cycle may not change it
	keeps     unit.Power // signed: what a held leaf may draw
	stop      stop
	claim     claim
}

// stop is what kept a leaf from its request: something about a node, or without a code the cap of one.
type stop struct {
	code reason.Code
	node int     // whose cap, or which node was lost
	tied []int32 // further nodes whose caps bind it at the same level
	// Whose current of which phase, from 1; 0 for a cap of watts.
	phase int
}

// claim orders the leaves of a tier: the smaller is admitted before.
type claim struct {
	turn, off, urgency, arrived int64
	rank                        int32
}

// place is the smaller the earlier it is admitted.
func (t Turn) place() int64 {
	switch t {
	case Served:
		return 0
	case Interrupted:
		return 1
	}
	return 2
}

func (a claim) compare(b claim) int {
	return cmp.Or(cmp.Compare(a.turn, b.turn), cmp.Compare(a.off, b.off), cmp.Compare(a.urgency, b.urgency), cmp.Compare(a.arrived, b.arrived), cmp.Compare(a.rank, b.rank))
}

const (
	standardTier    = 1
	standardVoltage = 230 * unit.Volt
	leastCurrent    = 6 * unit.Ampere // IEC 61851-1
)

// seat makes the leaves from the requests, ordered by node id.
func (c *cycle) seat(at places) {
	for i, n := range at.requests {
		c.nodes[n].leaf = int32(i) // of the requests, for the moment
	}
	c.leaves = make([]leaf, 0, len(at.requests))
	for _, n := range c.tree.ByID() {
		st := &c.nodes[n]
		if st.leaf < 0 {
			continue
		}
		c.leaves = append(c.leaves, c.newLeaf(int(n), &c.s.Requests[st.leaf]))
		st.leaf = int32(len(c.leaves) - 1)
		c.hold(&c.leaves[st.leaf])
	}
}

func (c *cycle) newLeaf(n int, r *Request) leaf {
	e := c.nodes[n].equipment
	l := leaf{node: n, request: r, discharge: r.RequestedWatts < 0, weight: uint64(max(r.Weight, 1)), tier: standardTier}
	if r.Tier != nil {
		l.tier = *r.Tier
	}
	most := unit.Power(math.MaxInt64)
	switch {
	case r.MaxWatts != nil:
		most = *r.MaxWatts
	case e != nil && e.RatedWatts != nil:
		most = *e.RatedWatts
	}
	if l.least = leastWatts(e); r.MinWatts != nil {
		l.least = *r.MinWatts
	}
	if asked := r.RequestedWatts.Abs(); asked > 0 {
		l.want = min(max(asked, l.least), most)
		if asked > most {
			l.stop = stop{code: reason.LeafMaximum, node: n}
		}
	}
	l.top = l.want
	l.claim = c.claim(l, r)
	return l
}

// leastWatts is 6 A on each phase, rounded up.
func leastWatts(e *Equipment) unit.Power {
	return wattsOf(leastCurrent, e)
}

// phasesOf is how many phases a leaf is connected to, and at which voltage.
func phasesOf(e *Equipment) (Phases, unit.Voltage) {
	phases, volts := AllPhases, standardVoltage
	if e != nil && e.Phases&AllPhases != 0 {
		phases = e.Phases & AllPhases
	}
	if e != nil && e.Voltage > 0 {
		volts = e.Voltage
	}
	return phases, volts
}

func (p Phases) count() int64 { return int64(p&1 + p>>1&1 + p>>2&1) }

// wattsOf is a current on each of the leaf's phases as a power, rounded up.
func wattsOf(current unit.Current, e *Equipment) unit.Power {
	phases, volts := phasesOf(e)
	return unit.Power((int64(current)*phases.count()*int64(volts) + 999_999) / 1_000_000)
}

// claim computes a leaf's place in the queue of its tier.
func (c *cycle) claim(l leaf, r *Request) claim {
	k := claim{off: math.MaxInt64, urgency: math.MaxInt64, arrived: math.MaxInt64, rank: c.rank[l.node]}
	if c.s.Policy.Rotation && r.OffSince != nil {
		k.off = r.OffSince.UnixNano()
	}
	if c.s.Policy.Rotation {
		k.turn = r.Turn.place()
	}
	if r.ArrivedAt != nil {
		k.arrived = r.ArrivedAt.UnixNano()
	}
	switch {
	case r.DepartsAt == nil:
	case c.s.Policy.Strategy == EDF:
		k.urgency = r.DepartsAt.UnixNano()
	case r.EnergyNeeded != nil && l.want > 0:
		// Laxity: the time left less the time that is needed at full power.
		k.urgency = int64(r.DepartsAt.Sub(c.s.Now).Seconds()) - int64(*r.EnergyNeeded)/int64(l.want)
	}
	return k
}

// hold fixes the leaves that this cycle must not move: those outside its scope, and those that have not
// confirmed a decrease and so may still draw what they had.
func (c *cycle) hold(l *leaf) {
	st := &c.nodes[l.node]
	told, has := unit.Power(0), st.applied != nil
	if has {
		told, l.keeps = st.applied.Watts, st.applied.Watts
		if confirmed := st.applied.ConfirmedWatts; confirmed != nil && confirmed.Abs() > told.Abs() {
			l.held, l.keeps = true, *confirmed
		}
	}
	if outside := !c.tree.Below(l.node, c.scope); outside {
		l.held = true
		switch own, _, ok := c.own(l.node); {
		case has:
		case st.fresh:
			told = st.reading.PowerWatts
		case ok:
			told = own
		}
		if !has {
			l.keeps = told
		}
	}
	if !l.held {
		return
	}
	if l.discharge == (told < 0) {
		l.given = told.Abs()
	}
	if c.tree.Below(l.node, c.scope) {
		if l.given = min(l.given, l.want); l.given < l.least {
			l.given = 0
		}
	}
	l.stop = stop{code: reason.LeafHeld, node: l.node}
}

// signed is a magnitude of the leaf as a power with its sign.
func (l *leaf) signed(watts unit.Power) unit.Power {
	if l.discharge {
		return -watts
	}
	return watts
}

// met reports whether the leaf has what it asked for.
func (l *leaf) met() bool { return l.given >= l.want }

// bounded takes from the leaf what it may not have whatever the others do: it is out of service, or a
// measurement above it was lost, or the cap stands on the leaf itself.
func (c *cycle) bounded(l *leaf, rooms []room) {
	st := &c.nodes[l.node]
	if st.down {
		l.top, l.stop = 0, stop{code: reason.LeafUnavailable, node: l.node}
		return
	}
	for i := l.node; i != topology.Root; i = c.tree.Parent(i) {
		if _, lost := c.lost(i); lost {
			had := unit.Power(0)
			if a := st.applied; a != nil && l.discharge == (a.Watts < 0) {
				had = a.Watts.Abs()
			}
			if had < l.top {
				l.top, l.stop = had, stop{code: reason.TelemetryStaleFallbackUsed, node: i}
			}
			break
		}
	}
	if r := rooms[l.node]; r.capped && max(r.left, 0) < l.top {
		l.top, l.stop = max(r.left, 0), stop{code: reason.NodeCapExceeded, node: l.node}
	}
}
