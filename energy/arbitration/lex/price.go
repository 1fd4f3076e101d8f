package lex

// kind of row that may enter.
type kind uint8

const (
	nothing  kind = iota
	boxRow        // a variable's box
	sumRow        // a vector's hard bound
	discRow       // a side of a disc's polygon
	levelRow      // a row of the level that is missed and has no multiplier
	spareRow      // a saturated row of the level that is more than met
)

// entry is a row on its way into the working rows.
type entry struct {
	kind  kind
	at    int // variable, vector, disc or row of the level, by kind
	on    int // the variable it is about, or none
	side  Side
	bound float64
	edge  int // side of the polygon
	multiplier
}

// score is how much a row is missed, measured by the square of its normal.
func (s *Solver) score(over, square float64) float64 {
	if s.plain {
		return over
	}
	return mul(over, over) / square
}

// price finds the row that is violated most, measured by the weights; nothing where all are met.
func (s *Solver) price() entry {
	best, worst := entry{}, 0.0
	for i := range s.n {
		if h := &s.held[i]; h.side != 0 && h.row == none {
			continue // held by its box; a row of the level may hold it outside
		}
		over, side, at := s.x[i]-s.hi[i].at, Below, s.hi[i].at
		if under := s.lo[i].at - s.x[i]; under > over {
			over, side, at = under, Above, s.lo[i].at
		}
		if over > s.met {
			if score := s.score(over, s.weight[i]); score > worst {
				best, worst = entry{kind: boxRow, at: i, on: i, side: side, bound: at}, score
			}
		}
	}
	for c := range s.vectors {
		v := &s.vectors[c]
		value := v.at(s.x)
		s.values[s.size.Variables+c] = value
		if v.kept {
			continue
		}
		over, side, at := value-v.hi.at, Below, v.hi.at
		if under := v.lo.at - value; under > over {
			over, side, at = under, Above, v.lo.at
		}
		if over > s.met {
			if score := s.score(over, s.squares[s.size.Variables+c]); score > worst {
				best, worst = entry{kind: sumRow, at: c, on: none, side: side, bound: at}, score
			}
		}
	}
	best, worst = s.priceDiscs(best, worst)
	return s.priceLevel(best, worst)
}

func (s *Solver) priceDiscs(best entry, worst float64) (entry, float64) {
	for k := range s.discs {
		d := &s.discs[k]
		edge, over := s.side(d)
		if over <= s.met {
			continue
		}
		n := s.sides[edge]
		square := mul(mul(n.cos, n.cos), s.weight[d.A]) + mul(mul(n.sin, n.sin), s.weight[d.B])
		if score := s.score(over, square); score > worst {
			best, worst = entry{kind: discRow, at: k, on: none, side: Below, edge: edge}, score
		}
	}
	return best, worst
}

// priceLevel looks at the level's rows: one that is missed wants a multiplier, one that is
// saturated and more than met wants it smaller.
func (s *Solver) priceLevel(best entry, worst float64) entry {
	at := none
	for j := range s.rows[:s.open] {
		r := &s.rows[j]
		over := mul(r.sign, s.values[r.On]-r.Bound)
		if over <= s.met || r.state == in {
			continue
		}
		if score := s.score(over, s.squares[r.On]); score > worst {
			at, worst = j, score
		}
	}
	if at == none {
		return best
	}
	r := &s.rows[at]
	best = entry{kind: levelRow, at: at, on: none, side: r.Side, bound: r.Bound}
	if r.On < s.size.Variables {
		best.on = r.On
	}
	if r.state == saturated {
		best.kind, best.big = spareRow, 1
	}
	return best
}
