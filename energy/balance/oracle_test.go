package balance_test

import (
	"math/big"
	"slices"
	"testing"

	"ohmstead/energy/balance"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// water is the oracle: minimums one after the other, then all levels rise together until a cap or a leaf
// is full, in fractions, with nothing clever. It knows consumption and net caps, readings that are all
// fresh, and tiers.
type water struct {
	s      *balance.Snapshot
	parent map[topology.ID]topology.ID
	given  map[topology.ID]*big.Rat
}

// above lists a node and all nodes over it.
func (w *water) above(id topology.ID) []topology.ID {
	var all []topology.ID
	for ; id != ""; id = w.parent[id] {
		all = append(all, id)
	}
	return all
}

// left is what a limit leaves beside loads and what was given.
func (w *water) left(l topology.NodeLimit) *big.Rat {
	left := new(big.Rat).SetInt64(int64(l.LimitWatts))
	asks := map[topology.ID]bool{}
	for _, r := range w.s.Requests {
		asks[r.NodeID] = true
	}
	for _, t := range w.s.Telemetry {
		if !asks[t.NodeID] && slices.Contains(w.above(t.NodeID), l.NodeID) && (t.PowerWatts > 0 || l.ConstraintType == topology.NetCap) {
			left.Sub(left, new(big.Rat).SetInt64(int64(t.PowerWatts)))
		}
	}
	for id, g := range w.given {
		if slices.Contains(w.above(id), l.NodeID) {
			left.Sub(left, g)
		}
	}
	return left
}

func (w *water) caps() []topology.NodeLimit {
	return slices.DeleteFunc(slices.Clone(w.s.Limits), func(l topology.NodeLimit) bool { return l.ConstraintType == topology.GenerationCap })
}

// tightest is the least that is left for a leaf.
func (w *water) tightest(id topology.ID) *big.Rat {
	var least *big.Rat
	for _, l := range w.caps() {
		if slices.Contains(w.above(id), l.NodeID) {
			if left := w.left(l); least == nil || left.Cmp(least) < 0 {
				least = left
			}
		}
	}
	return least
}

func rat(p unit.Power) *big.Rat { return new(big.Rat).SetInt64(int64(p)) }

func (w *water) fill() {
	for tier := range 3 {
		var rising []balance.Request
		for _, r := range w.s.Requests { // in the order of ids
			of := 1
			if r.Tier != nil {
				of = *r.Tier
			}
			least := w.tightest(r.NodeID)
			if of != tier || r.RequestedWatts == 0 || least != nil && least.Cmp(rat(*r.MinWatts)) < 0 && least.Sign() >= 0 || least != nil && least.Sign() < 0 && *r.MinWatts > 0 {
				continue
			}
			w.given[r.NodeID] = rat(*r.MinWatts)
			rising = append(rising, r)
		}
		w.raise(rising)
		for _, r := range w.s.Requests { // whole watts
			if g := w.given[r.NodeID]; g != nil {
				g.SetInt(new(big.Int).Quo(g.Num(), g.Denom()))
			}
		}
	}
}

// raise lifts the level of all leaves from one event to the next.
func (w *water) raise(rising []balance.Request) {
	level := new(big.Rat)
	for {
		rising = slices.DeleteFunc(rising, func(r balance.Request) bool {
			least := w.tightest(r.NodeID)
			return w.given[r.NodeID].Cmp(rat(max(r.RequestedWatts, *r.MinWatts))) >= 0 || least != nil && least.Sign() <= 0
		})
		if len(rising) == 0 {
			return
		}
		var next *big.Rat // the level of the next event
		sooner := func(at *big.Rat) {
			if next == nil || at.Cmp(next) < 0 {
				next = at
			}
		}
		flows := map[topology.ID]int64{} // by node, how much its leaves rise per level
		for _, r := range rising {
			weight := new(big.Rat).SetInt64(int64(r.Weight))
			start := new(big.Rat).Quo(rat(*r.MinWatts), weight)
			if start.Cmp(level) > 0 {
				sooner(start)
				continue
			}
			sooner(new(big.Rat).Quo(rat(r.RequestedWatts), weight))
			for _, id := range w.above(r.NodeID) {
				flows[id] += int64(r.Weight)
			}
		}
		for _, l := range w.caps() {
			if f := flows[l.NodeID]; f > 0 {
				sooner(new(big.Rat).Add(level, new(big.Rat).Quo(w.left(l), new(big.Rat).SetInt64(f))))
			}
		}
		level = next
		for _, r := range rising {
			if to := new(big.Rat).Mul(level, new(big.Rat).SetInt64(int64(r.Weight))); to.Cmp(w.given[r.NodeID]) > 0 {
				w.given[r.NodeID] = to
			}
		}
	}
}

// oracle fills a site whose requests are in the order of ids.
func oracle(s *balance.Snapshot) map[topology.ID]unit.Power {
	w := &water{s: s, parent: map[topology.ID]topology.ID{}, given: map[topology.ID]*big.Rat{}}
	for _, n := range s.Nodes {
		w.parent[n.NodeID] = n.ParentNodeID
	}
	w.fill()
	watts := map[topology.ID]unit.Power{}
	for _, r := range s.Requests {
		if g := w.given[r.NodeID]; g != nil {
			watts[r.NodeID] = unit.Power(g.Num().Int64())
		} else {
			watts[r.NodeID] = 0
		}
	}
	return watts
}

// The allocation is a promise of fairness: nobody can be given more without somebody who has no more
// per weight getting less.
func TestAllocationIsWeightedMaxMinFair(t *testing.T) {
	cut := 0
	for seed := range *trees {
		s := drawSite(uint64(seed), shape{leaves: 1 + seed%30, minimums: seed%2 == 0, loads: seed%3 == 0, nets: seed%5 == 0, tiers: seed%7 == 0})
		s.Policy.AggregateLimits = nil
		slices.SortFunc(s.Requests, func(a, b balance.Request) int {
			if a.NodeID < b.NodeID {
				return -1
			}
			return 1
		})
		r, err := balance.Run(s)
		if err != nil {
			t.Fatalf("site %d: %v", seed, err)
		}
		if r.Outcome == balance.OutcomeCurtailed {
			cut++
		}
		for id, want := range oracle(s) {
			if got := given(t, r, id); got != want {
				t.Fatalf("site %d: %s is given %v, the oracle gives %v", seed, id, got, want)
			}
		}
	}
	t.Logf("%d trees, %d of them curtailed", *trees, cut)
	if 2*cut < *trees {
		t.Errorf("only %d of %d trees were curtailed: that proves little", cut, *trees)
	}
}
