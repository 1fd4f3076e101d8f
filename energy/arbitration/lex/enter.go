package lex

import "math"

// step is how far the multipliers may move: big·ρ + small, in the order of that.
type step struct{ big, small float64 }

// ends says whether a multiplier that moves at a rate ends before this stop after a step t. Big parts
// of steps are told apart as far as those of the multipliers at their ends are.
func (end *stop) ends(t step, rate float64) bool {
	d := t.big - end.big
	if d != 0 && math.Abs(d)*max(1, math.Abs(rate), math.Abs(end.rate)) > level {
		return d < 0
	}
	return t.small < end.small
}

// level is when two big parts, which are ratios of small whole numbers, count as the same.
const level = 1e-7

// flat is when a multiplier counts as not moving.
const flat = 1e-9

// stop says which multiplier ends a step.
type stop struct {
	step
	rate float64 // at which it comes to its end
	what stopped
	at   int  // variable or working row
	full bool // at ρ, not at 0
}

// stopped is what ends a step.
type stopped uint8

const (
	never   stopped = iota
	reached         // the row that enters is met
	itself          // the entering row's own multiplier is at its end
	atHeld          // a held variable's is
	atWork          // a working row's is
)

// run lets one violated row after the other in until all are met; false where that takes more
// pivots than Size allows or the numbers give out. What rounding has moved is put right before the
// last look.
func (s *Solver) run() bool {
	for straight := true; ; {
		e := s.price()
		switch {
		case e.kind != nothing:
			if !s.enter(&e) {
				return false
			}
			straight = false
		case straight:
			return true
		case !s.factor():
			return false
		default:
			s.approach()
			straight = true
		}
	}
}

// enter moves the multiplier of one row until the row is met and joins the working rows, or until
// its multiplier is at its own end. Multipliers that come to an end on the way leave.
func (s *Solver) enter(e *entry) bool {
	s.normal(e)
	began := e.big
	for first := true; ; first = false {
		s.pivots++
		if s.pivots > s.size.Pivots {
			return false
		}
		across, ok := s.spread(e)
		if !ok {
			return false
		}
		if first && across == 0 && s.slight(e) {
			return true
		}
		end := s.end(e, across)
		if end.what == never { // what has pushed others cannot be taken for met
			return math.Abs(e.big-began) <= level && s.slight(e)
		}
		s.move(e, end.step, across > 0)
		switch end.what {
		case reached:
			s.join(e)
			return true
		case itself:
			s.dismiss(e.at, e.kind == levelRow)
			return true
		case atHeld:
			s.release(end)
		case atWork:
			s.leave(end)
		}
	}
}

// slight takes a row that depends on the working ones for met, where only rounding misses it: where
// it is missed by next to nothing once the point is back on the working rows, from which long steps
// along poor ones may have taken it far. A step would shift multipliers, and might saturate rows, for
// nothing.
func (s *Solver) slight(e *entry) bool {
	if !s.factor() || !s.poor && dot(s.in[:s.n], s.x)-e.bound > drift {
		return false
	}
	s.approach()
	over := dot(s.in[:s.n], s.x) - e.bound
	if 2*over > drift {
		return false
	}
	s.met = max(s.met, 2*over)
	return true
}

// normal writes the entering row's normal, turned so that its violation is normal·x − bound > 0
// and falls as the step goes on.
func (s *Solver) normal(e *entry) {
	normal := s.in[:s.n]
	clear(normal)
	sign := float64(e.side)
	switch e.kind {
	case discRow:
		d, n := &s.discs[e.at], s.sides[e.edge]
		normal[d.A], normal[d.B] = n.cos, n.sin
		e.bound = mul(d.Radius, reach())
	case spareRow:
		sign = -sign
	}
	e.bound = mul(e.bound, sign)
	switch {
	case e.on != none:
		normal[e.on] = sign
	case e.kind != discRow:
		c := e.at
		if e.kind != sumRow {
			c = s.rows[e.at].On - s.size.Variables
		}
		for i, f := range s.vectors[c].factors[:s.n] {
			normal[i] = mul(sign, f)
		}
	}
}

// spread splits the normal into its part along the working rows, whose factors go to rates, and
// the part across them and the held variables. It returns the square of the latter by weights, 0
// where the row depends on the working ones.
func (s *Solver) spread(e *entry) (float64, bool) {
	across, rates := s.along[:s.n], s.rates[:len(s.working)]
	copy(across, s.in)
	if len(rates) > 0 {
		if !s.factor() {
			return 0, false
		}
		for j := range rates {
			if e.on != none {
				rates[j] = mul(mul(s.in[e.on], s.working[j].a[e.on]), s.yield[e.on])
			} else {
				rates[j] = weighed(across, s.working[j].a, s.yield)
			}
		}
		s.divide(rates)
		for j, f := range rates {
			take(across, f, s.working[j].a)
		}
		if s.poor {
			s.correct(across, rates)
		}
	}
	square, whole := weighed(across, across, s.yield), 0.0
	if e.on != none {
		whole = s.weight[e.on]
	} else {
		whole = weighed(s.in[:s.n], s.in, s.weight)
	}
	if square <= tiny*whole {
		return 0, true
	}
	return square, true
}

// correct takes away what rounding has left along the working rows: the semi-normal equations,
// corrected (Björck, Linear Algebra and its Applications 88/89, 1987).
func (s *Solver) correct(across, rates []float64) {
	y := s.solve[:len(rates)]
	for j := range y {
		y[j] = weighed(across, s.working[j].a, s.yield)
	}
	s.divide(y)
	for j, f := range y {
		rates[j] += f
		take(across, f, s.working[j].a)
	}
}

// end finds the shortest step that brings a multiplier to its end or the entering row to its bound.
func (s *Solver) end(e *entry, across float64) stop {
	best := stop{step: step{big: math.Inf(1)}}
	if across > 0 {
		over := dot(s.in[:s.n], s.x) - e.bound
		best = stop{step: step{0, max(over, 0) / across}, what: reached}
	}
	if e.kind >= levelRow {
		t := step{1 - e.big, -e.small}
		if e.kind == spareRow {
			t = step{e.big, e.small}
		}
		if best.ends(t, 1) {
			best = stop{step: t, rate: 1, what: itself}
		}
	}
	for i := range s.n {
		h := &s.held[i]
		if h.side == 0 || h.firm {
			continue
		}
		rate := mul(float64(h.side), s.along[i])
		if rate <= flat && (h.row == none || rate >= -flat) {
			continue
		}
		if t, full, ok := room(h.multiplier, rate, h.row != none); ok && best.ends(t, rate) {
			best = stop{step: t, rate: rate, what: atHeld, at: i, full: full}
		}
	}
	for j := range s.working {
		w := &s.working[j]
		if w.firm || s.rates[j] <= flat && (w.row == none || s.rates[j] >= -flat) {
			continue
		}
		if t, full, ok := room(w.multiplier, s.rates[j], w.row != none); ok && best.ends(t, s.rates[j]) {
			best = stop{step: t, rate: s.rates[j], what: atWork, at: j, full: full}
		}
	}
	return best
}

// room is the step after which a multiplier that falls at this rate is 0 or, where it rises and has
// an upper end, ρ.
func room(m multiplier, rate float64, ends bool) (t step, full, ok bool) {
	switch {
	case rate > flat && m.big > level:
		return step{m.big / rate, m.small / rate}, false, true
	case rate > flat:
		return step{0, max(m.small, 0) / rate}, false, true
	case rate < -flat && ends && m.big < 1-level:
		return step{(m.big - 1) / rate, m.small / rate}, true, true
	case rate < -flat && ends:
		return step{0, min(m.small, 0) / rate}, true, true
	}
	return step{}, false, false
}

// move takes the step. A step with a big part never moves the variables: the entering row depends
// on the working ones then.
func (s *Solver) move(e *entry, t step, moves bool) {
	sign := 1.0
	if e.kind == spareRow {
		sign = -1
	}
	e.big, e.small = whole(e.big+mul(sign, t.big)), e.small+mul(sign, t.small)
	for j, rate := range s.rates[:len(s.working)] {
		s.working[j].fall(t, rate)
	}
	for i, f := range s.along[:s.n] {
		if h := &s.held[i]; h.side != 0 {
			h.fall(t, mul(float64(h.side), f))
		}
	}
	if moves {
		for i, f := range s.along[:s.n] {
			s.x[i] -= mul(mul(t.small, f), s.yield[i])
		}
	}
}

// fall takes a step at a rate.
func (m *multiplier) fall(t step, rate float64) {
	m.small -= mul(t.small, rate)
	if t.big != 0 {
		m.big = whole(m.big - mul(t.big, rate))
	}
}

// whole takes the rounding off a big part that is 0 or 1.
func whole(big float64) float64 {
	switch {
	case math.Abs(big) < level:
		return 0
	case math.Abs(big-1) < level:
		return 1
	}
	return big
}

// join makes the entering row a working row, or holds the variable it is about.
func (s *Solver) join(e *entry) {
	row := none
	if e.kind >= levelRow {
		row = e.at
		s.rows[row].state = in
	}
	if e.on != none {
		s.fix(e.on)
		s.held[e.on] = hold{side: e.side, row: row, firm: row == none && s.lo[e.on].at == s.hi[e.on].at, multiplier: e.multiplier}
		s.x[e.on] = mul(e.bound, s.in[e.on]) // the sign of the normal twice
		return
	}
	m := len(s.working)
	s.working = s.working[:m+1]
	w := &s.working[m]
	*w = work{a: w.a, b: e.bound, side: e.side, on: e.at, row: row, multiplier: e.multiplier}
	copy(w.a, s.in[:s.n])
	switch e.kind {
	case discRow:
		w.on, w.disc, w.edge = none, e.at, e.edge
	case levelRow, spareRow:
		w.on = s.rows[row].On - s.size.Variables
	}
	if e.kind == spareRow {
		w.b = -w.b
		for i := range w.a[:s.n] {
			w.a[i] = -w.a[i]
		}
	}
	if row == none {
		s.keep(w)
	}
	s.grow()
}

// keep notes that a hard bound is a working row.
func (s *Solver) keep(w *work) {
	if w.on != none {
		v := &s.vectors[w.on]
		v.kept, w.firm = true, v.lo.at == v.hi.at
	}
}

// release frees a held variable whose multiplier has come to an end.
func (s *Solver) release(end stop) {
	h := &s.held[end.at]
	s.dismiss(h.row, end.full)
	*h = hold{row: none}
	s.free(end.at)
}

// leave takes a working row whose multiplier has come to an end out.
func (s *Solver) leave(end stop) {
	w := &s.working[end.at]
	if s.dismiss(w.row, end.full); w.row == none && w.on != none {
		s.vectors[w.on].kept = false
	}
	s.shrink(end.at)
}

// dismiss notes that the level's row, if it is one, no longer is a working row.
func (s *Solver) dismiss(row int, full bool) {
	if row == none {
		return
	}
	r := &s.rows[row]
	r.state, r.sign = out, float64(r.Side)
	if full {
		r.state, r.sign = saturated, -float64(r.Side)
	}
}
