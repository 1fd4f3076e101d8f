package lextest

import (
	"math"
	"math/rand/v2"

	"ohmstead/energy/arbitration/lex"
)

// Extent bounds what Draw draws.
type Extent struct {
	Variables, Vectors, Rows, Levels int
}

// Largest is the extent that an edge is made for, and a solver that has room for it.
func Largest() (Extent, lex.Size) {
	return Extent{Variables: 20, Vectors: 12, Rows: 60, Levels: 6}, lex.Size{Variables: 20, Vectors: 20, Rows: 80, Pivots: 2000}
}

// Draw is a random program in steps of 1/1024: sums that nest and overlap, some of thirds, bounds
// that agree and contradict, and in every third program pairs of variables in circles.
func Draw(r *rand.Rand, most Extent) *Program {
	p := &Program{}
	n := 1 + r.IntN(most.Variables)
	for range n {
		p.Variables = append(p.Variables, drawVariable(r))
	}
	if n >= 2 && r.IntN(3) == 0 {
		for k := range 1 + r.IntN(n/2) {
			a, b := 2*k, 2*k+1
			least := math.Hypot(nearZero(p.Variables[a]), nearZero(p.Variables[b]))
			p.Discs = append(p.Discs, lex.Disc{A: a, B: b, Radius: least + 1.0/16 + r.Float64()*0.6})
		}
	}
	for range r.IntN(most.Vectors + 1) {
		if v := drawVector(r, n); len(v) > 0 {
			p.Vectors = append(p.Vectors, v)
		}
	}
	p.Levels = make([][]lex.Row, 1+r.IntN(most.Levels))
	for left := r.IntN(most.Rows + 1); left > 0; left-- {
		level := r.IntN(len(p.Levels))
		row := p.drawRow(r)
		p.Levels[level] = append(p.Levels[level], row)
		if left > 1 && r.IntN(8) == 0 { // the same bound from the other side: a target
			left--
			row.Side = -row.Side
			p.Levels[level] = append(p.Levels[level], row)
		}
	}
	return p
}

func grid(f float64) float64 { return math.Round(f*1024) / 1024 }

func nearZero(v lex.Variable) float64 { return min(max(0, v.Lo), v.Hi) }

func drawVariable(r *rand.Rand) lex.Variable {
	a, b := grid(2*r.Float64()-1), grid(2*r.Float64()-1)
	if r.IntN(4) == 0 {
		a, b = -1, 1
	}
	lo, hi := min(a, b), max(a, b)
	v := lex.Variable{Lo: lo, Hi: hi, Want: grid(lo + (hi-lo)*(r.Float64()*1.2-0.1)), Weight: 1}
	if r.IntN(2) == 0 {
		v.Weight = math.Pow(10, -3*r.Float64())
	}
	return v
}

func drawVector(r *rand.Rand, n int) []lex.Term {
	factor := 1.0
	if r.IntN(5) == 0 {
		factor = 1.0 / 3
	}
	var v []lex.Term
	for i := range n {
		if r.IntN(2) == 0 {
			v = append(v, lex.Term{On: i, Factor: factor})
			if r.IntN(6) == 0 {
				v[len(v)-1].Factor = 1
			}
		}
	}
	return v
}

func (p *Program) drawRow(r *rand.Rand) lex.Row {
	row := lex.Row{On: r.IntN(len(p.Variables)), Side: lex.Below, Bound: grid(2*r.Float64() - 1)}
	if r.IntN(2) == 0 {
		row.Side = lex.Above
	}
	if len(p.Vectors) > 0 && r.IntN(2) == 0 {
		k := r.IntN(len(p.Vectors))
		row.On, row.Bound = -1-k, grid((2*r.Float64()-1)*math.Sqrt(float64(len(p.Vectors[k]))))
	}
	return row
}

// DrawFull is a program of 20 variables, 20 sums and 60 rows. One level can be met as a whole; of
// several, every third row is shifted to contradict the others.
func DrawFull(r *rand.Rand, levels int) *Program {
	p := &Program{Levels: make([][]lex.Row, levels)}
	at := make([]float64, 20)
	for i := range at {
		at[i] = 1.6*r.Float64() - 0.8
		p.Variables = append(p.Variables, lex.Variable{Lo: -1, Hi: 1, Want: 2*r.Float64() - 1, Weight: 0.1 + r.Float64()})
	}
	for range at {
		var v []lex.Term
		for i := range at {
			if r.IntN(2) == 0 {
				v = append(v, lex.Term{On: i, Factor: 1})
			}
		}
		p.Vectors = append(p.Vectors, v)
	}
	for k := range 60 {
		row := lex.Row{On: k % 20, Side: lex.Below}
		if k >= 30 {
			row.On = -1 - k%20
		}
		if r.IntN(2) == 0 {
			row.Side = lex.Above
		}
		row.Bound = p.Value(row.On, at) + float64(row.Side)*0.3*r.Float64()
		if levels > 1 && k%3 == 0 {
			row.Bound -= float64(row.Side) * 2 * r.Float64()
		}
		p.Levels[k%levels] = append(p.Levels[k%levels], row)
	}
	return p
}
