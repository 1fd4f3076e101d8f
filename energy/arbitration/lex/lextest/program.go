package lextest

import (
	"slices"

	"ohmstead/energy/arbitration/lex"
)

// Program is a lexicographic program as a test states it. Rows name a variable by its place and a
// vector by -1 minus its place.
type Program struct {
	Variables []lex.Variable
	Vectors   [][]lex.Term
	Discs     []lex.Disc
	Levels    [][]lex.Row
}

// Stage is the evidence that a level is missed by as little as can be; the last stage is that of
// the point, and of no level.
type Stage struct {
	Level int // counted from 1
	Proof []lex.Evidence
}

// Result is an answer with its evidence.
type Result struct {
	X      []float64
	Stages []Stage
	OK     bool
	solver *lex.Solver
}

// Solve puts the program to a solver. It gives the rows tags of its own: those of the levels count
// on from 0, a box has -2 minus twice its variable above and one less below.
func (p *Program) Solve(s *lex.Solver) Result {
	p.State(s)
	r := Result{solver: s, OK: true}
	for level, rows := range p.Placed(s) {
		if r.OK = r.OK && s.Bind(rows); r.OK && len(s.Proof()) > 0 {
			r.Stages = append(r.Stages, Stage{level + 1, slices.Clone(s.Proof())})
		}
	}
	r.X = slices.Clone(s.X())
	r.Stages = append(r.Stages, Stage{len(p.Levels) + 1, s.Forces(nil)})
	return r
}

// State begins the program: all but its levels.
func (p *Program) State(s *lex.Solver) {
	s.Begin()
	for i, v := range p.Variables {
		v.HiTag, v.LoTag = boxTags(i)
		s.Variable(v)
	}
	for _, v := range p.Vectors {
		s.Vector(v)
	}
	for _, d := range p.Discs {
		d.Tag = -1
		s.Disc(d)
	}
}

// Placed is the levels with their rows at the solver's places and with the tags that Solve gives.
func (p *Program) Placed(s *lex.Solver) [][]lex.Row {
	out := make([][]lex.Row, len(p.Levels))
	tag := lex.Tag(0)
	for level, rows := range p.Levels {
		out[level] = slices.Clone(rows)
		for j := range rows {
			r := &out[level][j]
			if r.On < 0 {
				r.On = s.VectorAt(-1 - r.On)
			}
			r.Tag = tag
			tag++
		}
	}
	return out
}

func boxTags(variable int) (hi, lo lex.Tag) {
	return lex.Tag(-2 - 2*variable), lex.Tag(-3 - 2*variable)
}

// Missed is by how much each level is missed at a point.
func (p *Program) Missed(x []float64) []float64 {
	out := make([]float64, len(p.Levels))
	for level, rows := range p.Levels {
		for _, r := range rows {
			out[level] += max(0, float64(r.Side)*(p.Value(r.On, x)-r.Bound))
		}
	}
	return out
}

// Value is the value of a variable or a vector at a point.
func (p *Program) Value(on int, x []float64) float64 {
	sum := 0.0
	for _, t := range p.terms(on) {
		sum += t.Factor * x[t.On]
	}
	return sum
}

func (p *Program) terms(on int) []lex.Term {
	if on >= 0 {
		return []lex.Term{{On: on, Factor: 1}}
	}
	return p.Vectors[-1-on]
}
