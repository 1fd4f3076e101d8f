package arbitration

import (
	"math"

	"ohmstead/energy/arbitration/lex"
	"ohmstead/energy/envelope"
	"ohmstead/energy/unit"
)

// tie solves assets that clusters tie together, one such knot of assets after the other.
type tie struct {
	a       *Arbiter
	largest int // assets of the largest knot there can be
	solver  *lex.Solver
	since   *Problem
	root    []int // by asset, the first asset it is tied to
	place   []int // by asset, its place in members

	// The knot at hand.
	members  []int    // assets
	clusters []int    // those that are asked anything
	forced   bool     // a bound keeps reactive power from 0, so it may take room from the active one
	scale    float64  // W that count as 1
	wants    []wanted // by place
	twin     []int    // by place, the variable of its reactive power where both are solved at once
	sums     [2][]int // by place in clusters, the solver's vector
	rows     []lex.Row
	terms    []lex.Term
	blocks   []block
	sets     []set
	parts    []part
	totals   []sum
}

func newTie(a *Arbiter, limits Limits) *tie {
	n, clusters := len(a.assets), len(a.clusters)
	if limits.Rows == 0 {
		limits.Rows = 256
	}
	if limits.Pivots == 0 {
		limits.Pivots = 2000
	}
	t := &tie{
		a: a, root: make([]int, n), place: make([]int, n), members: make([]int, 0, n), clusters: make([]int, 0, clusters),
		wants: make([]wanted, n), twin: make([]int, n), sums: [2][]int{make([]int, clusters), make([]int, clusters)},
		rows: make([]lex.Row, 0, limits.Rows+1), terms: make([]lex.Term, 0, n), blocks: make([]block, 0, limits.Rows),
		sets: make([]set, 0, clusters), parts: make([]part, 0, n+clusters), totals: make([]sum, 0, clusters),
	}
	variables := 0
	t.unite(func(int) bool { return true })
	for i := range a.assets {
		if t.root[i] != i {
			continue
		}
		t.gather(i)
		t.largest = max(t.largest, len(t.members))
		both := len(t.members)
		for _, m := range t.members {
			if a.assets[m].Apparent > 0 {
				both++
			}
		}
		variables = max(variables, both)
	}
	t.solver = lex.New(lex.Size{Variables: variables, Vectors: 2 * clusters, Rows: limits.Rows, Pivots: limits.Pivots})
	return t
}

// solve answers every knot whose clusters are not content with what its assets do alone. An answer
// for each asset alone that also meets what the clusters ask is the answer for all.
func (t *tie) solve(p *Problem) {
	t.since, t.blocks = p, t.blocks[:0]
	t.unite(t.asked)
	for i := range t.a.assets {
		if t.root[i] != i {
			continue
		}
		if t.gather(i); len(t.clusters) == 0 {
			continue
		}
		t.forced = t.pulled()
		if !t.content(active) || t.forced && !t.content(reactive) {
			before := len(t.blocks)
			t.together(active)
			t.dropReactive(before)
			for _, m := range t.members {
				if len(t.a.filed[reactive][m]) > 0 {
					t.a.foldReactive(m, t.since)
				}
			}
		}
		if t.forced = false; !t.content(reactive) {
			t.together(reactive)
		}
	}
}

// asked says whether anything is asked of a cluster.
func (t *tie) asked(c int) bool {
	owner := len(t.a.assets) + c
	return len(t.a.filed[active][owner])+len(t.a.filed[reactive][owner]) > 0
}

// unite finds which assets some clusters tie together.
func (t *tie) unite(by func(cluster int) bool) {
	for i := range t.root {
		t.root[i] = i
	}
	for c := range t.a.clusters {
		if !by(c) {
			continue
		}
		first := t.find(t.a.clusters[c].Assets[0])
		for _, i := range t.a.clusters[c].Assets {
			r := t.find(i)
			t.root[max(first, r)] = min(first, r)
			first = min(first, r)
		}
	}
	for i := range t.root {
		t.root[i] = t.find(i)
	}
}

func (t *tie) find(i int) int {
	for t.root[i] != i {
		i = t.root[i]
	}
	return i
}

// gather lists the assets and the asked clusters of a knot.
func (t *tie) gather(root int) {
	t.members, t.clusters = t.members[:0], t.clusters[:0]
	for i, r := range t.root {
		if r == root {
			t.place[i] = len(t.members)
			t.members = append(t.members, i)
		}
	}
	for c := range t.a.clusters {
		it := &t.a.clusters[c]
		if t.root[it.Assets[0]] != root || !t.asked(c) {
			continue
		}
		t.clusters = append(t.clusters, c)
		it.set = 0
		for _, i := range it.Assets {
			it.set |= 1 << uint(t.place[i]%mostTied)
		}
	}
}

// content says whether the set-points so far give every cluster what it asks for, and no target
// has to be shared.
func (t *tie) content(s side) bool {
	for _, c := range t.clusters {
		requests := t.a.filed[s][len(t.a.assets)+c]
		if _, shares := envelope.Deciding(requests); shares {
			return false
		}
		total := t.a.clusters[c].total(t.a.given[s])
		for i := range requests {
			if missed(total, requests[i].Bounds) != 0 {
				return false
			}
		}
	}
	return true
}

// pulled says whether a bound keeps the reactive power of an asset or a cluster from 0.
func (t *tie) pulled() bool {
	for _, m := range t.members {
		if pulls(t.a.filed[reactive][m]) {
			return true
		}
	}
	for _, c := range t.clusters {
		if pulls(t.a.filed[reactive][len(t.a.assets)+c]) {
			return true
		}
	}
	return false
}

func pulls(requests []envelope.Request) bool {
	for i := range requests {
		if !requests[i].Binding().Contains(0) {
			return true
		}
	}
	return false
}

// together solves one side of the knot. A set-point that is filtered on its way out is solved a
// second time, held where it has come to, so that the others make up for it.
func (t *tie) together(s side) {
	before := len(t.blocks)
	whole := t.program(s, false)
	if s == active && t.filter() {
		t.blocks = t.blocks[:before]
		whole = t.program(s, true)
	}
	if s == active {
		t.takeTurns()
	}
	f := together
	if !whole {
		f, t.a.answer.Stopped = cutShort, true
	}
	for _, m := range t.members {
		t.a.fates[s][m] = f
	}
}

// program states, solves and rounds one side; false where the solver has stopped on the way.
func (t *tie) program(s side, held bool) bool {
	t.state(s)
	whole := t.bind(s, held)
	t.round(s)
	return whole
}

// filter moves the filtered outputs towards their set-points and says whether one is still away.
func (t *tie) filter() bool {
	away := false
	for k, m := range t.members {
		it, given := &t.a.assets[m], t.a.given[active][m]
		if !it.output.Gradual() {
			continue
		}
		it.output.next.position = it.output.follow(float64(given), &t.since.Assets[m], t.since.Since)
		t.wants[k].held = unit.Power(math.RoundToEven(it.output.next.position))
		away = away || t.wants[k].held != given
	}
	return away
}

// state begins the program of one side: a variable for each asset, a sum for each cluster.
func (t *tie) state(s side) {
	t.solver.Begin()
	t.prefer(s)
	for k, m := range t.members {
		w := &t.wants[k]
		t.solver.Variable(lex.Variable{
			Lo: float64(w.rating.Min) / t.scale, Hi: float64(w.rating.Max) / t.scale, Want: float64(w.power) / t.scale,
			Weight: w.weight, LoTag: nobody(m, byRating), HiTag: nobody(m, byRating),
		})
	}
	if s == active && t.forced {
		t.addTwins()
	}
	t.addSums(s, nil)
	if s == active && t.forced {
		t.addSums(reactive, t.twin)
		for k, m := range t.members {
			if t.twin[k] >= 0 {
				t.solver.Disc(lex.Disc{A: k, B: t.twin[k], Radius: float64(t.a.assets[m].apparent) / t.scale, Tag: nobody(m, byCircle)})
			}
		}
	}
}

// addTwins adds the reactive powers, each wanted at 0: they take no more room than they must.
func (t *tie) addTwins() {
	for k, m := range t.members {
		most := float64(t.a.assets[m].reactive.Rating.Max) / t.scale
		t.twin[k] = -1
		if most > 0 {
			t.twin[k] = t.solver.Variable(lex.Variable{
				Lo: -most, Hi: most, Weight: t.wants[k].weight, LoTag: nobody(m, byCircle), HiTag: nobody(m, byCircle),
			})
		}
	}
}

// addSums adds the clusters that are asked anything on one side, over the variables at twin where
// that is given.
func (t *tie) addSums(s side, twin []int) {
	for n, c := range t.clusters {
		it := &t.a.clusters[c]
		t.terms = t.terms[:0]
		for k, i := range it.Assets {
			on := t.place[i]
			if twin != nil {
				on = twin[on]
			}
			if on >= 0 && it.parts[k] > 0 {
				t.terms = append(t.terms, lex.Term{On: on, Factor: float64(it.parts[k]) / sixths})
			}
		}
		if t.sums[s][n] = -1; len(t.terms) > 0 && len(t.a.filed[s][len(t.a.assets)+c]) > 0 {
			t.sums[s][n] = t.solver.Vector(t.terms)
		}
	}
}
