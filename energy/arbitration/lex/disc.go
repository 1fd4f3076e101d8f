package lex

import "math"

// Sides of the polygon that stands for a circle. Its corners lie on the circle, four of them on the
// axes, so that what it allows the circle allows too and either variable alone may take the radius.
// In between it gives away at most 1 − cos(π/256), 75 millionths of the radius.
const Sides = 256

// Disc holds two variables to a circle around 0: A² + B² ≤ Radius². It belongs to the boxes: they
// must contain a point of it.
type Disc struct {
	A, B   int
	Radius float64
	Tag    Tag
}

// direction is a unit vector.
type direction struct{ cos, sin float64 }

// polygon is the normals of the sides, beginning after the positive first axis.
func polygon() []direction {
	out := make([]direction, Sides)
	for k := range out {
		out[k].sin, out[k].cos = math.Sincos((float64(k) + 0.5) * 2 * math.Pi / Sides)
	}
	return out
}

// Disc adds a disc.
func (s *Solver) Disc(d Disc) { s.discs = append(s.discs, d) }

// reach is how far from 0 the sides of a polygon of radius 1 are.
func reach() float64 { return math.Cos(math.Pi / Sides) }

// side is the side of the polygon that the point violates most, and by how much.
func (s *Solver) side(d *Disc) (k int, by float64) {
	a, b, most := s.x[d.A], s.x[d.B], mul(d.Radius, reach())
	if mul(a, a)+mul(b, b) <= mul(most, most) {
		return none, 0
	}
	turn := math.Atan2(b, a) * (Sides / (2 * math.Pi))
	k = (int(math.Floor(turn)) + Sides) % Sides
	return k, mul(s.sides[k].cos, a) + mul(s.sides[k].sin, b) - most
}
