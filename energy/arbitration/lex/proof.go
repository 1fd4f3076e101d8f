package lex

import "math"

// Evidence is one row with its force, the multiplier it has. Together the rows of a level add up to
// nothing, each normal times its force: that is why the level cannot be missed by less. Together the
// rows that hold the answer add up to the pull towards what the variables want.
type Evidence struct {
	On    int // variable or vector; of a disc -1
	Disc  int // of a disc, in the order they were added,
	Edge  int // and the side of the polygon that stands for it
	Side  Side
	Tag   Tag
	Force float64
	blame Tag
}

// Proof is the evidence that the level bound last is missed by as little as can be; empty where it
// is not missed. It is the solver's own.
func (s *Solver) Proof() []Evidence { return s.proof }

// Forces appends the evidence that X is the nearest point to what the variables want.
func (s *Solver) Forces(to []Evidence) []Evidence { return s.witnesses(to, smallPart) }

// Normal writes the normal of a row that is met below its bound.
func (s *Solver) Normal(e *Evidence, to []float64) {
	clear(to)
	s.each(e, func(i int, f float64) { to[i] = f })
}

// part picks a part of a multiplier.
type part func(multiplier) float64

func bigPart(m multiplier) float64   { return m.big }
func smallPart(m multiplier) float64 { return m.small }

// balance is how exactly the forces of a proof add up to nothing.
const balance = 1e-6

// prove writes down the rows that have a big part, and for each row of the level who stands most in
// its way. It is false where the forces do not add up to nothing: the numbers have given out.
func (s *Solver) prove() bool {
	s.proof = s.witnesses(s.proof[:0], bigPart)
	sum := s.rates[:s.n]
	clear(sum)
	for k := range s.proof {
		e, pull := &s.proof[k], s.pulls[k*s.n:(k+1)*s.n]
		clear(pull)
		s.each(e, func(i int, f float64) {
			force := mul(e.Force, f)
			sum[i] += force
			pull[i] = mul(force, s.weight[i])
		})
	}
	for _, f := range sum {
		if math.Abs(f) > balance {
			return false
		}
	}
	for j := range s.rows {
		if r := &s.rows[j]; r.share > 0 {
			r.against = s.opponent(&Evidence{On: r.On, Side: r.Side, Tag: r.Tag})
		}
	}
	return true
}

// witnesses appends every row with such a part of a multiplier.
func (s *Solver) witnesses(out []Evidence, of part) []Evidence {
	for j := range s.rows[:s.open] {
		if r := &s.rows[j]; r.state == saturated {
			out = append(out, Evidence{On: r.On, Side: r.Side, Tag: r.Tag, blame: r.Tag, Force: of(multiplier{big: 1})})
		}
	}
	for i := range s.n {
		if h := &s.held[i]; h.side != 0 && of(h.multiplier) != 0 {
			e := Evidence{On: i, Side: h.side, Force: of(h.multiplier)}
			out = append(out, s.facing(e, h.row, &s.lo[i], &s.hi[i]))
		}
	}
	for j := range s.working {
		w := &s.working[j]
		e := Evidence{On: none, Disc: w.disc, Edge: w.edge, Side: Below, Force: of(w.multiplier)}
		switch {
		case e.Force == 0:
		case w.on == none:
			e.Tag, e.blame = s.discs[w.disc].Tag, s.discs[w.disc].Tag
			out = append(out, e)
		default:
			v := &s.vectors[w.on]
			e.On, e.Side = s.size.Variables+w.on, w.side
			out = append(out, s.facing(e, w.row, &v.lo, &v.hi))
		}
	}
	return out
}

// facing says whose bound it is: a row of the level's, or who set the hard bound on the side that
// the force comes from.
func (s *Solver) facing(e Evidence, row int, lo, hi *bound) Evidence {
	if row != none {
		e.Tag, e.blame = s.rows[row].Tag, s.rows[row].Tag
		return e
	}
	if e.Force < 0 {
		e.Side, e.Force = -e.Side, -e.Force
	}
	at := hi
	if e.Side == Above {
		at = lo
	}
	e.Tag, e.blame = at.tag, at.blame
	return e
}

// farthest is over how many rows that nobody is to blame for a push is followed.
const farthest = 4

// opponent is who pushes hardest against a row in the proof; one with a name goes before one
// without, and of equals the first. Where only rows do that nobody or the row itself is to blame
// for, it is who pushes against those.
func (s *Solver) opponent(row *Evidence) Tag {
	at := row
	for range farthest {
		tag, next := s.pusher(at, row)
		if tag != none {
			return tag
		}
		if next == nil {
			break
		}
		at = next
	}
	return s.strongest(row)
}

// strongest is who has the largest force in the proof beside the row.
func (s *Solver) strongest(row *Evidence) Tag {
	tag, force := Tag(none), level
	for k := range s.proof {
		e := &s.proof[k]
		if e.blame >= 0 && e.blame != row.Tag && e.Tag != row.Tag && e.Force > force {
			tag, force = e.blame, e.Force
		}
	}
	return tag
}

// pusher is who pushes hardest against at, beside the row it is about; and the hardest of nobody's
// rows that do.
func (s *Solver) pusher(at, about *Evidence) (tag Tag, through *Evidence) {
	tag = none
	hardest, harder := 0.0, 0.0
	for k := range s.proof {
		e := &s.proof[k]
		push := -s.product(k, at)
		nobody := e.blame == none || e.blame == about.Tag
		switch {
		case push <= level || e.Tag == about.Tag && e.Tag != none:
		case nobody && push > harder:
			through, harder = e, push
		case !nobody && (e.blame >= 0 && tag < 0 || (e.blame >= 0) == (tag >= 0) && push > hardest+level):
			tag, hardest = e.blame, push
		}
	}
	return tag, through
}

// product is how hard the k-th evidence pulls along a row, by weights.
func (s *Solver) product(k int, at *Evidence) float64 {
	pull, sum := s.pulls[k*s.n:(k+1)*s.n], 0.0
	switch {
	case at.On == none:
		d, n := &s.discs[at.Disc], &s.sides[at.Edge]
		return mul(n.cos, pull[d.A]) + mul(n.sin, pull[d.B])
	case at.On < s.size.Variables:
		return mul(float64(at.Side), pull[at.On])
	}
	for _, t := range s.vectors[at.On-s.size.Variables].terms {
		sum += mul(t.Factor, pull[t.On])
	}
	return mul(float64(at.Side), sum)
}

// each goes through the components of a normal that are not 0.
func (s *Solver) each(e *Evidence, do func(i int, f float64)) {
	side := float64(e.Side)
	switch {
	case e.On == none:
		d, n := &s.discs[e.Disc], &s.sides[e.Edge]
		do(d.A, n.cos)
		do(d.B, n.sin)
	case e.On < s.size.Variables:
		do(e.On, side)
	default:
		for _, t := range s.vectors[e.On-s.size.Variables].terms {
			do(t.On, mul(side, t.Factor))
		}
	}
}
