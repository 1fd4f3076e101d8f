package arbitration

import (
	"math"

	"ohmstead/energy/arbitration/lex"
	"ohmstead/energy/envelope"
	"ohmstead/energy/unit"
)

// sum is the sum of a cluster. It has to stay within what the classes leave it, in sixths of a watt.
type sum struct {
	total, low, high    int64
	lowClass, highClass envelope.Level // whose the bounds are
	parts               [mostTied]int64
}

// offs is by how much sums are off, by the class that holds them.
type offs [envelope.Aux + 1]int64

func (o *offs) less(other *offs) bool {
	for i := range o {
		if o[i] != other[i] {
			return o[i] < other[i]
		}
	}
	return false
}

// mostMoves bounds how often sums that do not nest are put right.
const mostMoves = 64

// mend moves single watts, or a watt from one asset to another, as long as that brings sums nearer
// to what the classes leave them, the earliest class first. O(n²) in the assets for each move; sums
// that nest need none.
func (t *tie) mend(s side) {
	t.measure(s)
	for range mostMoves {
		off := t.off()
		if off == (offs{}) || !t.single(s, off) && !t.swap(s, off) {
			return
		}
	}
}

// measure takes the sums as they are.
func (t *tie) measure(s side) {
	t.totals = t.totals[:0]
	for n, c := range t.clusters {
		on := t.sums[s][n]
		if on < 0 {
			continue
		}
		it := &t.a.clusters[c]
		lo, hi := t.solver.Bounds(on)
		low, high := t.solver.Holders(on)
		t.totals = append(t.totals, sum{
			total: it.total(t.a.given[s]), low: t.sixths(lo), high: t.sixths(hi), lowClass: t.class(low), highClass: t.class(high),
		})
		v := &t.totals[len(t.totals)-1]
		for k, i := range it.Assets {
			v.parts[t.place[i]] = it.parts[k]
		}
	}
}

// sixths is a bound of the solver in sixths of a watt.
func (t *tie) sixths(bound float64) int64 {
	const most = mostTied * mostPower * sixths
	return int64(math.RoundToEven(min(max(bound*t.scale*sixths, -most), most)))
}

// class is whose a bound is.
func (t *tie) class(tag lex.Tag) envelope.Level {
	if tag < 0 {
		return envelope.Physics
	}
	return t.request(tag).Level
}

func (t *tie) off() offs {
	var out offs
	for k := range t.totals {
		switch v := &t.totals[k]; {
		case v.total > v.high:
			out[v.highClass] += v.total - v.high
		case v.total < v.low:
			out[v.lowClass] += v.low - v.total
		}
	}
	return out
}

// single moves the one watt that helps most; false where none does.
func (t *tie) single(s side, off offs) bool {
	at, way := -1, int64(0)
	for k := range t.members {
		for _, by := range [2]int64{-1, 1} {
			if !t.may(s, k, by) {
				continue
			}
			t.shift(k, by)
			if now := t.off(); now.less(&off) {
				at, way, off = k, by, now
			}
			t.shift(k, -by)
		}
	}
	t.give(s, at, way)
	return at >= 0
}

// swap moves the one watt from one asset to another that helps most; false where none does.
func (t *tie) swap(s side, off offs) bool {
	from, to := -1, -1
	for a := range t.members {
		if !t.may(s, a, -1) {
			continue
		}
		t.shift(a, -1)
		for b := range t.members {
			if b == a || !t.may(s, b, 1) {
				continue
			}
			t.shift(b, 1)
			if now := t.off(); now.less(&off) {
				from, to, off = a, b, now
			}
			t.shift(b, -1)
		}
		t.shift(a, 1)
	}
	t.give(s, from, -1)
	t.give(s, to, 1)
	return from >= 0
}

// may says whether an asset on its own may change by a watt.
func (t *tie) may(s side, place int, by int64) bool {
	p := t.a.given[s][t.members[place]] + unit.Power(by)
	return t.whole(place, float64(p)) == p
}

// shift changes the sums as an asset that changes by so many watts would.
func (t *tie) shift(place int, by int64) {
	for k := range t.totals {
		t.totals[k].total += by * t.totals[k].parts[place]
	}
}

// give changes an asset; at -1 none.
func (t *tie) give(s side, place int, by int64) {
	if place >= 0 {
		t.shift(place, by)
		t.a.given[s][t.members[place]] += unit.Power(by)
	}
}
