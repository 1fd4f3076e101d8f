package balance_test

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// plain is a site's tree as maps, for checks that share nothing with the engine.
type plain struct {
	s      *balance.Snapshot
	parent map[topology.ID]topology.ID
	kids   map[topology.ID][]topology.ID
	asks   map[topology.ID]balance.Request
	reads  map[topology.ID]balance.Telemetry
}

func plainOf(s *balance.Snapshot) plain {
	p := plain{s, map[topology.ID]topology.ID{}, map[topology.ID][]topology.ID{}, map[topology.ID]balance.Request{}, map[topology.ID]balance.Telemetry{}}
	for _, n := range s.Nodes {
		p.parent[n.NodeID] = n.ParentNodeID
		p.kids[n.ParentNodeID] = append(p.kids[n.ParentNodeID], n.NodeID)
	}
	for _, r := range s.Requests {
		p.asks[r.NodeID] = r
	}
	for _, r := range s.Telemetry {
		p.reads[r.NodeID] = r
	}
	return p
}

// below visits a node and all that hangs on it; "" is the microgrid.
func (p plain) below(id topology.ID, see func(topology.ID)) {
	if id != "" {
		see(id)
	}
	for _, k := range p.kids[id] {
		p.below(k, see)
	}
}

// use is what an allocation makes of a subtree whose leaves are all measured: consumption that is allowed
// beside loads, generation likewise, and the net at its highest (discharge counts only as far as it is
// measured) and at its lowest (consumption that was merely allowed does not count).
func (p plain) use(id topology.ID, watts map[topology.ID]unit.Power) (consumption, generation, highest, lowest unit.Power) {
	p.below(id, func(n topology.ID) {
		if len(p.kids[n]) > 0 {
			return
		}
		now := p.reads[n].PowerWatts
		r, controlled := p.asks[n]
		switch {
		case !controlled:
			consumption += max(now, 0)
			generation += max(-now, 0)
			highest += now
			lowest += now
		case r.RequestedWatts < 0:
			generation -= watts[n]
			lowest += watts[n]
			highest -= min(-watts[n], max(-now, 0))
		default:
			consumption += watts[n]
			highest += watts[n]
		}
	})
	return consumption, generation, highest, lowest
}

// Whatever is asked for and whatever limits there are: what is applied passes none of them. Where loads
// alone pass one, nothing is given below it.
func TestNoAppliedAllocationPassesALimit(t *testing.T) {
	for seed := range *trees {
		s := drawSite(uint64(seed), shape{leaves: 1 + seed%40, minimums: true, loads: true, nets: true, tiers: true, discharges: true, strategies: true})
		r, err := balance.Run(s)
		if err != nil {
			t.Fatalf("site %d: %v", seed, err)
		}
		p := plainOf(s)
		watts := map[topology.ID]unit.Power{}
		for _, n := range r.AllocationSummary.ByNode {
			watts[n.NodeID] = n.AllocatedWatts
		}
		limits := slices.Clone(s.Limits)
		for _, a := range s.Policy.AggregateLimits {
			limits = append(limits, topology.NodeLimit{ConstraintType: a.ConstraintType, LimitWatts: a.LimitWatts})
		}
		idle := map[topology.ID]unit.Power{}
		for _, l := range limits {
			c, g, hi, lo := p.use(l.NodeID, watts)
			c0, g0, hi0, lo0 := p.use(l.NodeID, idle)
			var passed bool
			switch l.ConstraintType {
			case topology.ConsumptionCap:
				passed = c > max(l.LimitWatts, c0)
			case topology.GenerationCap:
				passed = g > max(l.LimitWatts, g0)
			case topology.NetCap:
				passed = hi > max(l.LimitWatts, hi0) || lo < min(-l.LimitWatts, lo0)
			}
			if passed {
				t.Fatalf("site %d: %s of %v at %q: consumption %v, generation %v, net %v to %v", seed, l.ConstraintType, l.LimitWatts, l.NodeID, c, g, lo, hi)
			}
		}
	}
}

// A site may have anything: readings that are missing, old or bad, nodes out of service, decreases that
// nobody confirmed. This holds of every result.
func TestEveryResultAddsUpAndExplainsItself(t *testing.T) {
	outcomes := map[balance.Outcome]int{}
	for seed := range *trees {
		s := drawSite(uint64(seed), everything(1+seed%40))
		r, err := balance.Run(s)
		if err != nil {
			t.Fatalf("site %d: %v", seed, err)
		}
		outcomes[r.Outcome]++
		p := plainOf(s)
		at := map[topology.ID]balance.ByNode{}
		for _, n := range r.AllocationSummary.ByNode {
			at[n.NodeID] = n
		}
		var total unit.Power
		for _, k := range p.kids[""] {
			total += at[k].AllocatedWatts
		}
		if total != r.AllocationSummary.AllocatedWatts {
			t.Fatalf("site %d: connections have %v, the summary says %v", seed, total, r.AllocationSummary.AllocatedWatts)
		}
		for id, n := range at {
			var sum unit.Power
			for _, k := range p.kids[id] {
				sum += at[k].AllocatedWatts
			}
			if len(p.kids[id]) > 0 && sum != n.AllocatedWatts {
				t.Fatalf("site %d: %s has %v, its children %v", seed, id, n.AllocatedWatts, sum)
			}
			if q, asked := p.asks[id]; asked {
				checkLeaf(t, seed, n, q)
			}
		}
		checkCodes(t, seed, r)
	}
	t.Logf("outcomes: %v", outcomes)
	if len(outcomes) != 3 {
		t.Errorf("outcomes are %v: one of them was never seen", outcomes)
	}
}

func checkLeaf(t *testing.T, seed int, n balance.ByNode, q balance.Request) {
	t.Helper()
	had, want := n.AllocatedWatts.Abs(), q.RequestedWatts.Abs()
	held := slices.ContainsFunc(n.BoundBy, func(b balance.BoundBy) bool { return b.ReasonCode == reason.LeafHeld })
	switch {
	case (n.AllocatedWatts < 0) != (q.RequestedWatts < 0) && had > 0 && !held:
		t.Fatalf("site %d: %s asks %v and is given %v", seed, n.NodeID, q.RequestedWatts, n.AllocatedWatts)
	case had > max(want, *q.MinWatts) && !held:
		t.Fatalf("site %d: %s asks %v and is given more, %v", seed, n.NodeID, q.RequestedWatts, n.AllocatedWatts)
	case had > 0 && had < *q.MinWatts && !held:
		t.Fatalf("site %d: %s is given %v, less than its minimum of %v", seed, n.NodeID, had, *q.MinWatts)
	case had < want && len(n.BoundBy) == 0:
		t.Fatalf("site %d: %s is given %v of %v, and nothing says why", seed, n.NodeID, had, want)
	}
}

// checkCodes holds reason codes to their order, and to what breaches and bounds say.
func checkCodes(t *testing.T, seed int, r *balance.Result) {
	t.Helper()
	order := balance.Precedence()
	last := -1
	for _, code := range r.ReasonCodes {
		i := slices.Index(order, code)
		if i <= last {
			t.Fatalf("site %d: codes %v are out of order", seed, r.ReasonCodes)
		}
		last = i
	}
	for _, b := range r.Breaches {
		if !slices.Contains(r.ReasonCodes, b.ReasonCode) || b.ConstraintRef == "" || b.BreachID == "" {
			t.Fatalf("site %d: breach %+v among the codes %v", seed, b, r.ReasonCodes)
		}
	}
	for _, n := range r.AllocationSummary.ByNode {
		for _, b := range n.BoundBy {
			if !slices.Contains(r.ReasonCodes, b.ReasonCode) || (b.ConstraintType != "") != (b.ConstraintRef != "") {
				t.Fatalf("site %d: %s is bound by %+v among the codes %v", seed, n.NodeID, b, r.ReasonCodes)
			}
		}
	}
}

// T50.
func TestT50SameSnapshotInAnyOrderSameBytes(t *testing.T) {
	for seed := range *trees / 4 {
		s := drawSite(uint64(seed), everything(1+seed%40))
		r, err := balance.Run(s)
		if err != nil {
			t.Fatal(err)
		}
		want := bytesOf(t, r)
		random := rand.New(rand.NewPCG(uint64(seed), 2))
		for range 3 {
			again, err := balance.Run(shuffled(random, s))
			if err != nil {
				t.Fatal(err)
			}
			if got := bytesOf(t, again); got != want {
				t.Fatalf("site %d in another order:\n%s\n%s", seed, want, got)
			}
		}
	}
}

// T50, from many callers at once that share one snapshot and its tree.
func TestT50ThirtyTwoCallersAtOnceSameBytes(t *testing.T) {
	s := depot(300)
	tree, err := topology.NewTree(s.Microgrid.MicrogridID, s.Nodes)
	if err != nil {
		t.Fatal(err)
	}
	want := bytesOf(t, site{s}.run(t))
	s.Tree = tree
	var all sync.WaitGroup
	got := make([]string, 32)
	for i := range got {
		all.Go(func() {
			if r, err := balance.Run(s); err == nil {
				got[i] = bytesOf(t, r)
			}
		})
	}
	all.Wait()
	for i := range got {
		if got[i] != want {
			t.Fatalf("caller %d got other bytes", i)
		}
	}
}

// totals are what each node is given.
func totals(t *testing.T, s *balance.Snapshot) map[topology.ID]unit.Power {
	t.Helper()
	r, err := balance.Run(s)
	if err != nil {
		t.Fatal(err)
	}
	all := map[topology.ID]unit.Power{"": r.AllocationSummary.AllocatedWatts}
	for _, n := range r.AllocationSummary.ByNode {
		all[n.NodeID] = n.AllocatedWatts
	}
	return all
}

// T51: a cap that is lowered raises nobody below it, and the whole site by nothing. (Elsewhere somebody
// may rise: what a branch may no longer take is there for the others.) Rates are continuous, so whole
// watts are given room.
func TestT51ALowerCapRaisesNobodyBelowIt(t *testing.T) {
	for seed := range *trees {
		s := drawSite(uint64(seed), shape{leaves: 1 + seed%30, loads: seed%2 == 0})
		scale(s, 1000)
		if len(s.Limits) == 0 {
			continue
		}
		before := totals(t, s)
		l := &s.Limits[seed%len(s.Limits)]
		l.LimitWatts = l.LimitWatts * unit.Power(seed%5) / 5
		after := totals(t, s)
		room := unit.Power(len(s.Requests))
		if after[""] > before[""]+room {
			t.Fatalf("site %d: a lower cap at %s raises the site from %v to %v", seed, l.NodeID, before[""], after[""])
		}
		plainOf(s).below(l.NodeID, func(n topology.ID) {
			if after[n] > before[n]+room {
				t.Fatalf("site %d: a lower cap at %s raises %s from %v to %v", seed, l.NodeID, n, before[n], after[n])
			}
		})
	}
}

// scale makes all powers of a site larger.
func scale(s *balance.Snapshot, by unit.Power) {
	for i := range s.Limits {
		s.Limits[i].LimitWatts *= by
	}
	for i := range s.Telemetry {
		s.Telemetry[i].PowerWatts *= by
	}
	for i := range s.Requests {
		r := &s.Requests[i]
		r.RequestedWatts, r.MinWatts = r.RequestedWatts*by, ptr(*r.MinWatts*by)
		if r.MaxWatts != nil {
			r.MaxWatts = ptr(*r.MaxWatts * by)
		}
	}
	for i := range s.Equipment {
		e := &s.Equipment[i]
		e.RatedWatts = ptr(*e.RatedWatts * by)
	}
}

// T51: a reading that grows old, turns bad or vanishes raises neither its node nor any node above it up to
// the site, and below the node that lost it nobody gets more than it had. (What frozen leaves leave may
// serve others.)
func TestT51LosingAReadingRaisesNoBranch(t *testing.T) {
	lost := 0
	for seed := range *trees {
		s := drawSite(uint64(seed), shape{leaves: 1 + seed%30, loads: true, nets: seed%2 == 0})
		scale(s, 1000)
		for i := range s.Nodes { // meters on inner nodes, that show a little more than the leaves
			if p := plainOf(s); len(p.kids[s.Nodes[i].NodeID]) > 0 && (seed+i)%2 == 0 {
				c, _, _, _ := p.use(s.Nodes[i].NodeID, nil)
				site{s}.measured(s.Nodes[i].NodeID, c+1000)
			}
		}
		first, err := balance.Run(s)
		if err != nil {
			t.Fatal(err)
		}
		s.LastApplied, s.Now = first.Applied, s.Now.Add(time.Second)
		before := totals(t, s)
		gone := seed % len(s.Telemetry)
		node := s.Telemetry[gone].NodeID
		switch seed % 3 {
		case 0:
			s.Telemetry[gone].ObservedAt = s.Now.Add(-time.Hour)
		case 1:
			s.Telemetry[gone].Quality = balance.Bad
		case 2:
			s.Telemetry = slices.Delete(slices.Clone(s.Telemetry), gone, gone+1)
		}
		after, room := totals(t, s), unit.Power(len(s.Requests))
		for id := node; ; id = plainOf(s).parent[id] {
			if after[id] > before[id]+room {
				t.Fatalf("site %d: losing the reading of %s raises %q from %v to %v", seed, node, id, before[id], after[id])
			}
			if id == "" {
				break
			}
		}
		plainOf(s).below(node, func(n topology.ID) {
			if had := first.AllocationSummary.ByNode; after[n] > had[slices.IndexFunc(had, func(b balance.ByNode) bool { return b.NodeID == n })].AllocatedWatts {
				t.Fatalf("site %d: %s lost its reading, and %s rises to %v", seed, node, n, after[n])
			}
			lost++
		})
	}
	t.Logf("%d nodes below a lost reading", lost)
}
