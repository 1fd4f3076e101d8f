package lex

import "math"

// Bind is one level: it misses its rows by as little as possible, summed, and holds that from there
// on. It is false, and the level does not bind, where the level has more rows than Size allows,
// where all levels together need more pivots, or where the numbers give out; X is then what the
// levels before left, and stays so.
func (s *Solver) Bind(rows []Row) bool {
	if s.stopped || len(rows) > s.size.Rows {
		s.stopped = true
		return false
	}
	s.save()
	for _, s.plain = range []bool{false, true} {
		if s.attempt(rows) {
			return true
		}
		s.restore()
	}
	s.stopped = true
	return false
}

// attempt binds the level. Where the numbers give out on the way that prices lead, another way, past
// other working rows, often does not meet what they gave out at.
func (s *Solver) attempt(rows []Row) bool {
	s.proof, s.rows, s.open = s.proof[:0], s.rows[:len(rows)], len(rows)
	for j, r := range rows {
		s.rows[j] = soft{Row: r, sign: float64(r.Side), against: none}
		s.rows[j].Bound = s.near(r)
	}
	if len(s.working) == 0 {
		s.lean()
	}
	return s.run() && s.settle()
}

// lean lets each variable on its own lean against the row that it misses most, as long as no sum
// ties it to others: that saves a pivot each. Rows that contradict are left to run.
func (s *Solver) lean() {
	for j := range s.rows {
		r := &s.rows[j]
		if r.On >= s.size.Variables {
			continue
		}
		i, h := r.On, &s.held[r.On]
		over := mul(r.sign, s.x[i]-r.Bound)
		if over <= s.met || h.side == -r.Side || r.Bound < s.lo[i].at || r.Bound > s.hi[i].at {
			continue
		}
		if h.row != none {
			s.dismiss(h.row, false)
		}
		s.fix(i)
		*h = hold{side: r.Side, row: j, multiplier: multiplier{small: math.Abs(s.want[i]-r.Bound) / s.weight[i]}}
		s.x[i], r.state = r.Bound, in
	}
}

// save keeps what a level that stops must not have changed.
func (s *Solver) save() {
	copy(s.safe.x, s.x[:s.n])
	copy(s.safe.lo, s.lo[:s.n])
	copy(s.safe.hi, s.hi[:s.n])
	copy(s.safe.held, s.held[:s.n])
	copy(s.safe.yield, s.yield[:s.n])
	for k := range s.vectors {
		v := &s.vectors[k]
		s.safe.low[k], s.safe.high[k], s.safe.kept[k] = v.lo, v.hi, v.kept
	}
	s.safe.met = s.met
	s.safe.working = transcribe(s.safe.working, s.working, s.n)
}

func (s *Solver) restore() {
	copy(s.x[:s.n], s.safe.x)
	copy(s.lo[:s.n], s.safe.lo)
	copy(s.hi[:s.n], s.safe.hi)
	copy(s.held[:s.n], s.safe.held)
	copy(s.yield[:s.n], s.safe.yield)
	for k := range s.vectors {
		v := &s.vectors[k]
		v.lo, v.hi, v.kept = s.safe.low[k], s.safe.high[k], s.safe.kept[k]
	}
	s.met = s.safe.met
	s.working = transcribe(s.working, s.safe.working, s.n)
	s.renew()
}

// transcribe makes to the same working rows, with normals of n variables of their own.
func transcribe(to, from []work, n int) []work {
	to = to[:len(from)]
	for j := range from {
		a := to[j].a
		to[j] = from[j]
		to[j].a = a
		copy(a, from[j].a[:n])
	}
	return to
}

// Missed is the share of its weight with which row j of the level bound last holds others off, 0
// to 1: 0 for one that costs nobody anything, 1 for one that is missed.
func (s *Solver) Missed(j int) float64 { return s.rows[j].share }

// Against is the tag of the row that stands most in the way of row j of the level bound last. False
// where it costs nothing.
func (s *Solver) Against(j int) (Tag, bool) {
	return s.rows[j].against, s.rows[j].share > 0
}

// near is the row's bound moved to no more than 1 beyond what the boxes allow, so that numbers stay
// small. What is missed beyond is missed by every answer alike.
func (s *Solver) near(r Row) float64 {
	if r.On < s.size.Variables {
		return min(max(r.Bound, s.lo[r.On].at-1), s.hi[r.On].at+1)
	}
	low, high := -1.0, 1.0
	for _, t := range s.vectors[r.On-s.size.Variables].terms {
		a, b := mul(t.Factor, s.lo[t.On].at), mul(t.Factor, s.hi[t.On].at)
		low, high = low+min(a, b), high+max(a, b)
	}
	return min(max(r.Bound, low), high)
}

// settle turns the level into hard bounds. By complementary slackness with the dual solution that
// the big parts are, exactly those points are as good as the one found that keep every row with
// share 0, stay beyond every row with share 1, and stay on every other row and on every hard bound
// with a big part.
func (s *Solver) settle() bool {
	torn := s.shares()
	if torn && !s.prove() {
		return false
	}
	for j := range s.rows {
		s.tighten(&s.rows[j])
	}
	for i := range s.n {
		s.settleHeld(i)
	}
	for j := range s.working {
		s.settleWork(&s.working[j])
	}
	s.open = 0
	if torn {
		s.renew()
	}
	return s.resolve() && s.run()
}

// shares writes the share of each row of the level and says whether any is more than 0.
func (s *Solver) shares() bool {
	torn := false
	for j := range s.rows {
		r := &s.rows[j]
		r.share = 0
		if r.state == saturated {
			r.share, torn = 1, true
		}
	}
	for i := range s.n {
		if h := &s.held[i]; h.side != 0 && h.row != none {
			s.rows[h.row].share = h.big
			torn = torn || h.big > 0
		}
	}
	for j := range s.working {
		if w := &s.working[j]; w.row != none {
			s.rows[w.row].share = w.big
			torn = torn || w.big > 0
		}
	}
	return torn
}

// tighten makes a row of the level a hard bound.
func (s *Solver) tighten(r *soft) {
	var lo, hi *bound
	if r.On < s.size.Variables {
		lo, hi = &s.lo[r.On], &s.hi[r.On]
	} else {
		v := &s.vectors[r.On-s.size.Variables]
		lo, hi = &v.lo, &v.hi
	}
	mine, theirs := bound{r.Bound, r.Tag, r.Tag}, bound{r.Bound, r.Tag, r.against}
	if r.Side == Above {
		lo, hi = hi, lo
	}
	nearer := func(b *bound, side Side) bool { return mul(float64(side), r.Bound-b.at) < 0 }
	switch {
	case r.share > 0 && r.share < 1:
		*hi, *lo = mine, theirs
	case r.share == 0 && nearer(hi, r.Side):
		*hi = mine
	case r.share == 1 && nearer(lo, -r.Side):
		*lo = theirs
	}
}

func (s *Solver) settleHeld(i int) {
	h := &s.held[i]
	switch {
	case h.side == 0:
		return
	case h.row != none && h.big == 1:
		h.side, h.small = -h.side, -h.small
	case h.row == none && h.big > 0:
		s.firm(&s.lo[i], &s.hi[i], Evidence{On: i, Side: h.side})
	}
	h.row, h.big, h.firm = none, 0, s.lo[i].at == s.hi[i].at
}

func (s *Solver) settleWork(w *work) {
	switch {
	case w.row != none && w.big == 1:
		w.side, w.small, w.b = -w.side, -w.small, -w.b
		for i := range w.a[:s.n] {
			w.a[i] = -w.a[i]
		}
		s.exact = false // its products with others have turned; resolve computes them anew
	case w.row == none && w.big > 0 && w.on == none:
		w.firm = true
	case w.row == none && w.big > 0:
		v := &s.vectors[w.on]
		s.firm(&v.lo, &v.hi, Evidence{On: s.size.Variables + w.on, Side: w.side})
	}
	w.row, w.big = none, 0
	s.keep(w)
}

// firm holds a hard bound from the other side too.
func (s *Solver) firm(lo, hi *bound, at Evidence) {
	if at.Side == Above {
		lo, hi = hi, lo
	}
	at.Tag = hi.tag
	*lo = bound{hi.at, hi.tag, s.opponent(&at)}
}

// resolve computes point and multipliers anew from what is held and working, and lets go what
// rounding has left there with a multiplier on the wrong side.
func (s *Solver) resolve() bool {
	for {
		s.pivots++
		if s.pivots > s.size.Pivots || !s.factor() {
			return false
		}
		s.project()
		worst := s.weigh()
		switch worst.what {
		case atHeld:
			s.release(worst)
		case atWork:
			s.leave(worst)
		default:
			return true
		}
	}
}

// project puts the free variables on the nearest point of all working rows, with the multipliers
// that hold it there. The factor must be exact.
func (s *Solver) project() {
	for j := range s.working {
		s.working[j].small = 0
	}
	for i := range s.n {
		if s.held[i].side == 0 {
			s.x[i] = s.want[i]
		}
	}
	s.approach()
	if s.poor {
		s.approach()
	}
}

// approach moves the free variables onto the working rows the shortest way.
func (s *Solver) approach() {
	y := s.solve[:len(s.working)]
	for j := range y {
		y[j] = dot(s.working[j].a[:s.n], s.x) - s.working[j].b
	}
	s.divide(y)
	for j, f := range y {
		s.working[j].small += f
		for i, a := range s.working[j].a[:s.n] {
			s.x[i] -= mul(mul(f, a), s.yield[i])
		}
	}
}

// weigh computes the multipliers of held variables and returns the multiplier that is most below 0.
func (s *Solver) weigh() stop {
	worst, most, scale := stop{}, 0.0, 1.0
	for j := range s.working {
		w := &s.working[j]
		scale = max(scale, math.Abs(w.small))
		if !w.firm && w.small < most {
			worst, most = stop{what: atWork, at: j}, w.small
		}
	}
	for i := range s.n {
		h := &s.held[i]
		if h.side == 0 {
			continue
		}
		h.small = (s.want[i] - s.x[i]) / s.weight[i]
		for j := range s.working {
			h.small -= mul(s.working[j].small, s.working[j].a[i])
		}
		h.small = mul(float64(h.side), h.small)
		scale = max(scale, math.Abs(h.small))
		if !h.firm && h.small < most {
			worst, most = stop{what: atHeld, at: i}, h.small
		}
	}
	if most > -flat*scale {
		return stop{}
	}
	return worst
}
