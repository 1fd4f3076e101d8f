package lextest

import (
	"fmt"
	"math"
	"slices"

	"ohmstead/energy/arbitration/lex"
)

// tol is how exactly the conditions hold.
const tol = 1e-6

// constraint is a row as the program states it: normal·x ≤ bound, of level 0 where it is hard.
type constraint struct {
	normal []float64
	bound  float64
	level  int
	forces []float64 // by stage
}

// Check holds an answer to the conditions for lexicographic optimality (H. Isermann, Linear
// lexicographic optimization, OR Spektrum 4, 1982), from the program's own rows alone: in every
// stage the forces add up to nothing, in the last to the pull of the wants; a row that is more than
// met has no force, one that is missed has its whole weight and no more; and the forces of a row
// over the stages are lexicographically not below 0, and what they leave of its weight is not
// either.
func (p *Program) Check(r Result) error {
	if !r.OK {
		return fmt.Errorf("the solver stopped")
	}
	rows, edges := p.constraints(), map[[2]int]*constraint{}
	for k, stage := range r.Stages {
		sum := make([]float64, len(r.X))
		for _, e := range stage.Proof {
			row, force := p.find(r, e, rows, edges), e.Force
			if e.On >= 0 && p.side(e.Tag) != e.Side {
				force = -force
			}
			if row.forces == nil {
				row.forces = make([]float64, len(r.Stages))
			}
			row.forces[k] += force
			for i := range sum {
				sum[i] += force * row.normal[i]
			}
		}
		for i := range sum {
			pull := 0.0
			if k == len(r.Stages)-1 {
				pull = (p.Variables[i].Want - r.X[i]) / p.Variables[i].Weight
			}
			if math.Abs(sum[i]-pull) > tol*max(1, math.Abs(pull)) {
				return fmt.Errorf("stage %d: the forces on variable %d add up to %g, want %g", k, i, sum[i], pull)
			}
		}
	}
	for _, row := range edges {
		rows = append(rows, row)
	}
	for j, row := range rows {
		if err := row.check(r); err != nil {
			return fmt.Errorf("row %d of level %d: %w", j, row.level, err)
		}
	}
	return p.inDiscs(r.X)
}

// inDiscs holds the point to the circles themselves, which no side of the polygon leaves.
func (p *Program) inDiscs(x []float64) error {
	for k, d := range p.Discs {
		if over := math.Hypot(x[d.A], x[d.B]) - d.Radius; over > tol {
			return fmt.Errorf("disc %d is left by %g", k, over)
		}
	}
	return nil
}

func (c *constraint) check(r Result) error {
	over := -c.bound
	for i, f := range c.normal {
		over += f * r.X[i]
	}
	if c.level == 0 && over > tol {
		return fmt.Errorf("hard bound missed by %g", over)
	}
	forces := c.forces
	if forces == nil {
		forces = make([]float64, len(r.Stages))
	}
	rest := make([]float64, len(forces))
	proven := false
	for k := range forces {
		rest[k] = -forces[k]
		if c.level > 0 && r.Stages[k].Level == c.level {
			rest[k]++
			proven = true
		}
	}
	some := func(f float64) bool { return math.Abs(f) > tol }
	switch {
	case over < -tol && slices.ContainsFunc(forces, some):
		return fmt.Errorf("met by %g with forces %v", -over, forces)
	case over > tol && (!proven || slices.ContainsFunc(rest, some)):
		return fmt.Errorf("missed by %g with forces %v", over, forces)
	case !positive(forces):
		return fmt.Errorf("forces %v", forces)
	case proven && !positive(rest):
		return fmt.Errorf("forces %v leave %v of its weight", forces, rest)
	}
	return nil
}

// positive says whether the first number that is not 0 is above 0.
func positive(f []float64) bool {
	for _, v := range f {
		if math.Abs(v) > tol {
			return v > 0
		}
	}
	return true
}

// constraints are the boxes, two for each variable, and then the rows of all levels by tag.
func (p *Program) constraints() []*constraint {
	var out []*constraint
	n := len(p.Variables)
	normal := func(on int, side float64) []float64 {
		to := make([]float64, n)
		for _, t := range p.terms(on) {
			to[t.On] = side * t.Factor
		}
		return to
	}
	for i, v := range p.Variables {
		out = append(out, &constraint{normal: normal(i, 1), bound: v.Hi}, &constraint{normal: normal(i, -1), bound: -v.Lo})
	}
	for level, rows := range p.Levels {
		for _, r := range rows {
			side := float64(r.Side)
			out = append(out, &constraint{normal: normal(r.On, side), bound: side * r.Bound, level: level + 1})
		}
	}
	return out
}

// side is the side of the row with this tag.
func (p *Program) side(tag lex.Tag) lex.Side {
	if tag < 0 {
		return lex.Side(1 + 2*(tag%2))
	}
	for _, rows := range p.Levels {
		if int(tag) < len(rows) {
			return rows[tag].Side
		}
		tag -= lex.Tag(len(rows))
	}
	return 0
}

func (p *Program) find(r Result, e lex.Evidence, rows []*constraint, edges map[[2]int]*constraint) *constraint {
	switch {
	case e.Tag < -1:
		return rows[-2-e.Tag]
	case e.Tag >= 0:
		return rows[2*len(p.Variables)+int(e.Tag)]
	}
	key := [2]int{e.Disc, e.Edge}
	if edges[key] == nil {
		d, normal := p.Discs[e.Disc], make([]float64, len(r.X))
		r.solver.Normal(&e, normal)
		edges[key] = &constraint{normal: normal, bound: d.Radius * math.Cos(math.Pi/lex.Sides)}
	}
	return edges[key]
}
