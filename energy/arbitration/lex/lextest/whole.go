package lextest

import (
	"math/rand/v2"

	"ohmstead/energy/arbitration/lex"
)

// DrawWhole is a random program whose numbers are all whole 1024ths, so that it is the same on every
// processor: sums of whole variables, and every other time pairs of variables in circles.
func DrawWhole(r *rand.Rand, most Extent) *Program {
	part := func(from, to int) float64 { return float64(from+r.IntN(to-from+1)) / 1024 }
	p := &Program{Levels: make([][]lex.Row, 1+r.IntN(most.Levels))}
	n := 2 + r.IntN(most.Variables-1)
	for range n {
		p.Variables = append(p.Variables, lex.Variable{Lo: part(-1024, 0), Hi: part(0, 1024), Want: part(-1200, 1200), Weight: part(1, 1024)})
	}
	if r.IntN(2) == 0 {
		for k := range 1 + r.IntN(n/2) {
			p.Discs = append(p.Discs, lex.Disc{A: 2 * k, B: 2*k + 1, Radius: part(64, 1024)})
		}
	}
	for range 1 + r.IntN(most.Vectors) {
		v := []lex.Term{{On: r.IntN(n), Factor: 1}}
		for i := range n {
			if i != v[0].On && r.IntN(2) == 0 {
				v = append(v, lex.Term{On: i, Factor: 1})
			}
		}
		p.Vectors = append(p.Vectors, v)
	}
	for range r.IntN(most.Rows + 1) {
		row := lex.Row{On: r.IntN(n), Side: lex.Below, Bound: part(-1024, 1024)}
		if r.IntN(2) == 0 {
			row.Side = lex.Above
		}
		if r.IntN(2) == 0 {
			row.On, row.Bound = -1-r.IntN(len(p.Vectors)), part(-3072, 3072)
		}
		level := r.IntN(len(p.Levels))
		p.Levels[level] = append(p.Levels[level], row)
	}
	return p
}
