package arbitration

import (
	"math"
	"math/bits"

	"ohmstead/energy/unit"
)

// set is a cluster among those that nest: of any two, one holds the other or they share no asset.
type set struct {
	members uint64 // by place
	on      int    // the solver's vector
	total   int64  // W, its sum in whole watts
	inner   bool   // inside another set, which has given it its total
}

// part is what a set's total is divided among: an asset, or a set inside it.
type part struct {
	floor, rest float64
	asset, set  int // one of them, the other -1
}

// round turns the solver's answer into whole watts. Sums of clusters that nest come out as the
// solver has them, rounded once: each set's total is divided among its parts by the largest
// remainders, so every part is rounded up or down and stays within its bounds, which are whole
// numbers. Sums that do not nest, of single phases or of clusters that overlap, are put right
// afterwards, watt by watt.
func (t *tie) round(s side) {
	t.nest(s)
	for n := range t.sets {
		if !t.sets[n].inner {
			v := &t.sets[n]
			sum := 0.0
			for left := v.members; left != 0; left &= left - 1 {
				sum += t.value(bits.TrailingZeros64(left))
			}
			lo, hi := t.solver.Bounds(v.on)
			v.total = int64(min(max(math.RoundToEven(sum), math.Ceil(lo*t.scale)), math.Floor(hi*t.scale)))
		}
		t.divide(s, n)
	}
	for k, m := range t.members {
		if !t.inSet(k) {
			t.a.given[s][m] = t.whole(k, math.RoundToEven(t.value(k)))
		}
	}
	t.mend(s)
}

// value is the solver's answer for an asset in W, a whole number where it is nearly one.
func (t *tie) value(place int) float64 {
	v := float64(t.solver.Value(place) * t.scale)
	if near := math.RoundToEven(v); math.Abs(v-near) < max(1e-6, t.scale*1e-10) {
		return near
	}
	return v
}

// whole is a power inside what the classes leave the asset on its own.
func (t *tie) whole(place int, watts float64) unit.Power {
	lo, hi := t.solver.Bounds(place)
	return unit.Power(min(max(watts, math.Ceil(lo*t.scale)), math.Floor(hi*t.scale)))
}

// nest picks clusters that nest, in configured order, and sorts them so that a set comes after
// those that hold it.
func (t *tie) nest(s side) {
	t.sets = t.sets[:0]
	for n, c := range t.clusters {
		it := &t.a.clusters[c]
		if it.Phase != 0 || t.sums[s][n] < 0 || !t.nests(it.set) {
			continue
		}
		at := len(t.sets)
		t.sets = append(t.sets, set{})
		for ; at > 0 && bits.OnesCount64(t.sets[at-1].members) < bits.OnesCount64(it.set); at-- {
			t.sets[at] = t.sets[at-1]
		}
		t.sets[at] = set{members: it.set, on: t.sums[s][n]}
	}
}

// nests says whether members fit in with the sets so far. The same members once more are nothing
// new.
func (t *tie) nests(members uint64) bool {
	for _, v := range t.sets {
		if common := v.members & members; members == v.members || common != 0 && common != members && common != v.members {
			return false
		}
	}
	return true
}

func (t *tie) inSet(place int) bool {
	for _, v := range t.sets {
		if v.members&(1<<uint(place)) != 0 {
			return true
		}
	}
	return false
}

// divide divides a set's total among the sets directly inside it and its other assets.
func (t *tie) divide(s side, n int) {
	t.list(s, n)
	over := t.sets[n].total
	for _, p := range t.parts {
		over -= int64(p.floor)
	}
	for _, p := range t.parts {
		if p.set >= 0 {
			t.sets[p.set].total = int64(p.floor)
		} else {
			t.a.given[s][t.members[p.asset]] = unit.Power(p.floor)
		}
	}
	for _, p := range t.parts {
		if over <= 0 {
			return
		}
		over--
		if p.set >= 0 {
			t.sets[p.set].total++
		} else {
			t.a.given[s][t.members[p.asset]]++
		}
	}
}

// list lists the parts of a set, those that are rounded up first at the front.
func (t *tie) list(s side, n int) {
	t.parts = t.parts[:0]
	left := t.sets[n].members
	for k := n + 1; k < len(t.sets); k++ {
		if v := &t.sets[k]; v.members&left == v.members {
			left &^= v.members
			v.inner = true
			sum := 0.0
			for in := v.members; in != 0; in &= in - 1 {
				sum += t.value(bits.TrailingZeros64(in))
			}
			t.insert(part{floor: math.Floor(sum), rest: sum - math.Floor(sum), asset: -1, set: k})
		}
	}
	for ; left != 0; left &= left - 1 {
		k := bits.TrailingZeros64(left)
		v := t.value(k)
		p := part{floor: math.Floor(v), rest: v - math.Floor(v), asset: k, set: -1}
		if s == active && t.forced && t.twin[k] >= 0 && p.rest > 0 {
			p.rest = max(0.5-math.Copysign(0.5, v), 1e-9) // towards 0 if it can: that leaves room for reactive power
		}
		t.insert(p)
	}
}

// insert keeps the parts in order of their remainders, largest first, equals as they come.
func (t *tie) insert(p part) {
	at := len(t.parts)
	t.parts = append(t.parts, p)
	for ; at > 0 && t.parts[at-1].rest < p.rest; at-- {
		t.parts[at] = t.parts[at-1]
	}
	t.parts[at] = p
}
