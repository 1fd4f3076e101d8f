package lex

import "math"

// Size bounds a Solver for good.
type Size struct {
	Variables int
	Vectors   int
	Rows      int // of one level
	Pivots    int // of all levels of one program
}

// Tag is the caller's name of a row; a negative one is nobody's.
type Tag int32

// Variable is one variable: its box, what it wants and how readily it gives way. The cost of being
// elsewhere is (x − Want)²/(2·Weight).
type Variable struct {
	Lo, Hi, Want float64
	Weight       float64 // above 0
	LoTag, HiTag Tag     // whose the box's bounds are
}

// Term is a variable with a factor.
type Term struct {
	On     int
	Factor float64
}

// Side is on which side of its bound a row wants to be.
type Side int8

// Sides of a row.
const (
	Below Side = 1
	Above Side = -1
)

// Row wants a variable or a vector on one side of a bound.
type Row struct {
	On    int // what Variable or Vector returned
	Side  Side
	Bound float64
	Tag   Tag
}

// met is how near a row counts as met, drift how far rounding may take that in one program.
const (
	met   = 1e-11
	drift = 1e-9
)

// multiplier is big·ρ + small, with ρ larger than any number.
type multiplier struct{ big, small float64 }

// bound is a hard bound, the row it comes from, and who is to blame for it: that row itself or, where
// a level that could not be met holds it there from the other side, the row that pushes it.
type bound struct {
	at         float64
	tag, blame Tag
}

// Solver holds one program at a time. Not safe for concurrent use.
type Solver struct {
	size    Size
	n       int // variables
	pivots  int
	stopped bool
	met     float64
	plain   bool // rows are priced by how far they are missed, whatever their weights

	// By place: variables, then from Size.Variables on vectors.
	values  []float64 // at the last pricing; of a variable always x
	squares []float64 // of normals, by weights

	x, want, weight []float64
	yield           []float64 // weight of a free variable, 0 of a held one
	lo, hi          []bound
	held            []hold // by variable

	vectors []vector
	discs   []Disc
	sides   []direction

	working []work
	gram    []float64 // of working rows over the free variables, with rows of size.Variables
	lower   []float64 // its factor L, with the diagonal D in place of the ones
	exact   bool      // lower is of gram
	poor    bool      // its rows nearly depend on each other

	rows  []soft
	open  int        // so many of them are at hand; the rest is settled
	proof []Evidence // of the level bound last, where it could not be met
	pulls []float64  // of each evidence of the proof on the variables, by weights

	in, along    []float64 // normal of the row that enters; its part across the working rows
	rates, solve []float64
	safe         safe
}

// safe is the state when the level at hand began.
type safe struct {
	x, yield  []float64
	lo, hi    []bound
	low, high []bound // of the vectors
	kept      []bool  // of the vectors
	held      []hold
	working   []work
	met       float64
}

// hold is how a variable is held: not at all, or at a bound with a multiplier.
type hold struct {
	side Side // 0 for a free variable
	row  int  // the level's row that holds it; none for its box
	firm bool // its box holds it on both sides
	multiplier
}

// none is no row.
const none = -1

// vector is a sum of variables.
type vector struct {
	factors []float64 // by variable
	terms   []Term
	lo, hi  bound
	kept    bool // one of the two is a working row
}

// work is a working row a·x ≤ b, met with equality.
type work struct {
	a    []float64
	b    float64
	side Side // of the vector
	on   int  // the vector, or none for a side of a disc
	disc int  // the disc, and its side
	edge int
	row  int  // the level's row, or none for a hard bound
	firm bool // holds on both sides
	multiplier
}

// soft is a row of the level at hand.
type soft struct {
	Row
	sign  float64 // of Side where the row wants a multiplier when missed; turned once it is saturated
	state state
	// Once the level is settled: the multiplier in parts of ρ, and who stands in the way.
	share   float64
	against Tag
}

// state of a level's row.
type state uint8

const (
	out       state = iota // its multiplier is 0
	in                     // it is met with equality
	saturated              // it is missed, and its multiplier is ρ
)

// New is a solver for programs of at most this size.
func New(size Size) *Solver {
	n, total := size.Variables, size.Variables+size.Vectors
	s := &Solver{size: size, sides: polygon()}
	s.values, s.squares = make([]float64, total), make([]float64, total)
	s.x = s.values[:n:n]
	for _, to := range []*[]float64{&s.want, &s.weight, &s.yield, &s.in, &s.along, &s.safe.x, &s.rates, &s.solve} {
		*to = make([]float64, n)
	}
	s.safe.lo, s.safe.hi = make([]bound, n), make([]bound, n)
	s.safe.low, s.safe.high = make([]bound, size.Vectors), make([]bound, size.Vectors)
	s.lo, s.hi, s.held = make([]bound, n), make([]bound, n), make([]hold, n)
	s.gram, s.lower = make([]float64, n*n), make([]float64, n*n)
	s.vectors, s.rows = make([]vector, 0, size.Vectors), make([]soft, 0, size.Rows)
	s.discs, s.proof = make([]Disc, 0, n/2), make([]Evidence, 0, 2*n+size.Rows)
	s.pulls = make([]float64, (2*n+size.Rows)*n)
	s.safe.held, s.safe.yield, s.safe.kept = make([]hold, n), make([]float64, n), make([]bool, size.Vectors)
	factors, terms := make([]float64, total*n), make([]Term, size.Vectors*n)
	for i := range cap(s.vectors) {
		v := &s.vectors[:cap(s.vectors)][i]
		v.factors, v.terms = factors[i*n:(i+1)*n], terms[i*n:i*n:(i+1)*n]
	}
	factors = factors[size.Vectors*n:]
	s.working, s.safe.working = newWork(factors, n), newWork(make([]float64, n*n), n)
	return s
}

// newWork is room for working rows whose normals are rows of a square.
func newWork(square []float64, n int) []work {
	out := make([]work, n)
	for i := range out {
		out[i].a = square[i*n : (i+1)*n]
	}
	return out[:0]
}

// Begin forgets the program.
func (s *Solver) Begin() {
	s.n, s.pivots, s.stopped, s.exact, s.met = 0, 0, false, false, met
	s.vectors, s.discs, s.working = s.vectors[:0], s.discs[:0], s.working[:0]
	s.rows, s.proof = s.rows[:0], s.proof[:0]
}

// Variable adds a variable and returns its place. All variables come before the first vector. More
// than Size allows is a bug and panics.
func (s *Solver) Variable(v Variable) int {
	i := s.n
	s.n++
	s.lo[i], s.hi[i] = bound{v.Lo, v.LoTag, v.LoTag}, bound{v.Hi, v.HiTag, v.HiTag}
	s.want[i], s.weight[i], s.squares[i] = v.Want, v.Weight, v.Weight
	s.x[i] = min(max(v.Want, v.Lo), v.Hi)
	s.held[i], s.yield[i] = hold{row: none, firm: v.Lo == v.Hi}, v.Weight
	if s.x[i] != v.Want {
		s.yield[i] = 0
		s.held[i].small = math.Abs(v.Want-s.x[i]) / v.Weight
		s.held[i].side = Below
		if v.Want < v.Lo {
			s.held[i].side = Above
		}
	}
	return i
}

// Vector adds a sum of variables and returns its place.
func (s *Solver) Vector(terms []Term) int {
	s.vectors = s.vectors[:len(s.vectors)+1]
	v := &s.vectors[len(s.vectors)-1]
	clear(v.factors[:s.n])
	v.terms = append(v.terms[:0], terms...)
	square := 0.0
	for _, t := range terms {
		v.factors[t.On] = t.Factor
		square += mul(mul(t.Factor, t.Factor), s.weight[t.On])
	}
	s.squares[s.VectorAt(len(s.vectors)-1)] = square
	v.lo, v.hi, v.kept = bound{math.Inf(-1), none, none}, bound{math.Inf(1), none, none}, false
	return s.VectorAt(len(s.vectors) - 1)
}

// VectorAt is the place of the vector added as the k-th, from 0.
func (s *Solver) VectorAt(k int) int { return s.size.Variables + k }

// X is the answer so far, by variable. It is the solver's own.
func (s *Solver) X() []float64 { return s.x[:s.n] }

// Bounds is what the levels bound so far leave of a variable or a vector on its own.
func (s *Solver) Bounds(on int) (lo, hi float64) {
	if on < s.size.Variables {
		return s.lo[on].at, s.hi[on].at
	}
	v := &s.vectors[on-s.size.Variables]
	return v.lo.at, v.hi.at
}

// Holders are whose the bounds are that Bounds returns.
func (s *Solver) Holders(on int) (lo, hi Tag) {
	if on < s.size.Variables {
		return s.lo[on].tag, s.hi[on].tag
	}
	v := &s.vectors[on-s.size.Variables]
	return v.lo.tag, v.hi.tag
}

// Value is the value of a variable or a vector.
func (s *Solver) Value(on int) float64 {
	if on < s.size.Variables {
		return s.x[on]
	}
	return s.vectors[on-s.size.Variables].at(s.x)
}

// at is the vector's value at a point.
func (v *vector) at(x []float64) float64 {
	sum := 0.0
	for _, t := range v.terms {
		sum += mul(t.Factor, x[t.On])
	}
	return sum
}

// mul is a product that is rounded before anything is added to it, so that no processor fuses the
// two.
func mul(a, b float64) float64 { return float64(a * b) }

func dot(a, b []float64) float64 {
	sum := 0.0
	b = b[:len(a)]
	for i, f := range a {
		sum += mul(f, b[i])
	}
	return sum
}

// weighed is the product of two normals by weights.
func weighed(a, b, weights []float64) float64 {
	sum := 0.0
	b, weights = b[:len(a)], weights[:len(a)]
	for i, f := range a {
		sum += mul(mul(f, b[i]), weights[i])
	}
	return sum
}

// take subtracts a multiple of a normal.
func take(from []float64, f float64, a []float64) {
	a = a[:len(from)]
	for i := range from {
		from[i] -= mul(f, a[i])
	}
}
