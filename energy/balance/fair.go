package balance

import (
	"math/bits"
	"slices"

	"ohmstead/energy/unit"
)

// Weighted max-min fairness on a tree of caps, exactly.
//
// An allocation is max-min fair when no leaf can be given more without another, that has no more per
// weight, getting less (Bertsekas and Gallager, Data Networks, 1992, section 6.5.2). A leaf of weight w
// between its minimum m and its top u gets min(max(m, w·t), u), where the level t is that of the
// tightest cap above it: this is the criterion "maximum of minimum and max-min share" of ATM Forum
// af-tm-0056. Let F(t) be what a subtree takes at level t when the caps inside it are kept. F is
// continuous, piecewise linear and never falls. A cap C binds at the level t where F(t) = C, and F is
// flat from there on. A piece of F is K + s·t with K a sum of minimums, tops and caps, s a sum of
// weights: both are integers, so a level is the fraction of two integers and everything is exact.
//
// F is kept as its kinks in a heap with the highest on top, and its value where it is flat at the end.
// The kinks of children are melded into their parent's. Where a cap binds, kinks are taken off the
// top until the piece that reaches C; those are gone for good, one new one replaces them. So each kink
// is taken off at most once: O(n log n) for n leaves, whatever the shape of the tree. The heap is a
// pairing heap (Fredman, Sedgewick, Sleator and Tarjan, Algorithmica 1, 1986), which melds in O(1).

// level is watts per weight, a fraction; den is 0 for no level at all, which is above every other.
type level struct{ num, den uint64 }

func (a level) less(b level) bool {
	if a.den == 0 || b.den == 0 {
		return a.den != 0
	}
	ah, al := bits.Mul64(a.num, b.den)
	bh, bl := bits.Mul64(b.num, a.den)
	return ah < bh || ah == bh && al < bl
}

// of is what a leaf of this weight gets at the level, floored, and at most top.
func (a level) of(weight uint64, top unit.Power) unit.Power {
	if a.den == 0 || !a.less(level{uint64(top), weight}) {
		return top
	}
	hi, lo := bits.Mul64(a.num, weight)
	watts, _ := bits.Div64(hi, lo, a.den)
	return unit.Power(watts)
}

// kink is where the slope of F changes: above it F is a constant and a slope more.
type kink struct {
	at       level
	constant int64
	slope    int64
	child    int32
	next     int32
}

// levels are the heaps and levels of one filling.
type levels struct {
	kinks   []kink
	heap    []int32      // by node, the top kink of its subtree, or none
	full    []unit.Power // by node, what its subtree takes at the end
	binds   []level      // by node, where its own cap binds
	lowest  []level      // by node, where the tightest cap on the way up binds
	touched []int32
	mark    []bool
}

func (v *levels) begin(nodes, leaves int) {
	if v.heap == nil {
		v.heap, v.full, v.mark = make([]int32, nodes), make([]unit.Power, nodes), make([]bool, nodes)
		v.binds, v.lowest = make([]level, nodes), make([]level, nodes)
	}
	for _, i := range v.touched {
		v.mark[i] = false
	}
	v.kinks, v.touched = slices.Grow(v.kinks[:0], 3*leaves), v.touched[:0]
}

// fillFairly raises the leaves of a tier from their minimums, all together.
func (p *pass) fillFairly(leaves []*leaf) {
	v := &p.levels
	v.begin(len(p.rooms), len(leaves))
	for _, l := range leaves {
		p.enter(l)
	}
	slices.Sort(v.touched) // parents first
	for _, i := range slices.Backward(v.touched) {
		v.bind(i, max(p.rooms[i].left, 0))
		if up := p.rooms[i].above; up != none {
			v.full[up] += v.full[i]
			v.heap[up] = v.meld(v.heap[up], v.heap[i])
		}
	}
	for _, i := range v.touched {
		v.lowest[i] = v.binds[i]
		if up := p.rooms[i].above; up != none && v.lowest[up].less(v.lowest[i]) {
			v.lowest[i] = v.lowest[up]
		}
	}
	for _, l := range leaves {
		p.settle(l)
	}
}

// enter puts a leaf under the lowest cap above it. F begins at its minimum, so the room that the minimum
// took is given back until the leaf is settled.
func (p *pass) enter(l *leaf) {
	v, at := &p.levels, p.at(l)
	if at == none {
		return
	}
	for i := at; i != none && !v.mark[i]; i = p.rooms[i].above {
		v.mark[i], v.heap[i], v.full[i], v.binds[i] = true, none, 0, level{}
		v.touched = append(v.touched, i)
	}
	p.take(at, -l.least)
	v.full[at] += l.top
	if l.top == l.least {
		return
	}
	if l.least > 0 {
		v.push(at, kink{at: level{uint64(l.least), l.weight}, constant: -int64(l.least), slope: int64(l.weight)})
	}
	v.push(at, kink{at: level{uint64(l.top), l.weight}, constant: int64(l.top), slope: -int64(l.weight)})
}

// bind finds the level at which a node's cap binds, and flattens F there.
func (v *levels) bind(i int32, limit unit.Power) {
	if v.full[i] <= limit {
		if v.full[i] == limit && v.heap[i] != none { // caps below take all of it: this one binds with them
			v.binds[i] = v.kinks[v.heap[i]].at
		}
		return
	}
	constant, slope := int64(v.full[i]), int64(0)
	for {
		top := v.kinks[v.heap[i]]
		v.heap[i] = v.pop(v.heap[i])
		constant -= top.constant
		slope -= top.slope
		below := level{0, 1}
		if v.heap[i] != none {
			below = v.kinks[v.heap[i]].at
		}
		// F at the kink below is constant + slope·below: has it come down to the limit?
		rest := int64(limit) - constant
		if rest < 0 || slope <= 0 || (level{uint64(rest), uint64(slope)}).less(below) {
			continue
		}
		v.binds[i], v.full[i] = level{uint64(rest), uint64(slope)}, limit
		v.push(i, kink{at: v.binds[i], constant: rest, slope: -slope})
		return
	}
}

// settle gives a leaf what the level above it says, and notes which caps bound it.
func (p *pass) settle(l *leaf) {
	v, at := &p.levels, p.at(l)
	if at == none {
		l.given = l.top
		return
	}
	l.given = max(v.lowest[at].of(l.weight, l.top), l.least)
	p.take(at, l.given)
	if l.given == l.top {
		return
	}
	l.stop = stop{node: int(none)}
	for i := at; i != none; i = p.rooms[i].above {
		switch {
		case v.binds[i] == (level{}) || v.lowest[at].less(v.binds[i]):
		case l.stop.node == int(none):
			l.stop.node = int(i)
		default:
			l.stop.tied = append(l.stop.tied, i)
		}
	}
}

func (v *levels) push(i int32, k kink) {
	k.child, k.next = none, none
	v.kinks = append(v.kinks, k)
	v.heap[i] = v.meld(v.heap[i], int32(len(v.kinks)-1))
}

// meld joins two heaps; none is the empty one.
func (v *levels) meld(a, b int32) int32 {
	if a == none || b == none {
		return max(a, b)
	}
	if v.kinks[a].at.less(v.kinks[b].at) {
		a, b = b, a
	}
	v.kinks[b].next, v.kinks[a].child = v.kinks[a].child, b
	return a
}

// pop takes the top off a heap: its children are joined in pairs, then the pairs from the last on.
func (v *levels) pop(top int32) int32 {
	pairs := none
	for a := v.kinks[top].child; a != none; {
		b, rest := v.kinks[a].next, none
		v.kinks[a].next = none
		if b != none {
			rest = v.kinks[b].next
			v.kinks[b].next = none
		}
		pair := v.meld(a, b)
		v.kinks[pair].next = pairs
		pairs = pair
		a = rest
	}
	heap := none
	for pairs != none {
		next := v.kinks[pairs].next
		v.kinks[pairs].next = none
		heap = v.meld(heap, pairs)
		pairs = next
	}
	return heap
}
