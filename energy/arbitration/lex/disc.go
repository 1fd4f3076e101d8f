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

// polygon is the normals of the sides, beginning after the positive first axis. The first octant is
// computed, with products that are rounded before they are added as those of math are not on every
// processor; the others are its mirror images.
func polygon() []direction {
	const octant = Sides / 8
	out := make([]direction, Sides)
	for k := range octant {
		d := unitAt((float64(k) + 0.5) * (2 * math.Pi / Sides))
		out[k], out[2*octant-1-k] = d, direction{d.sin, d.cos}
	}
	for k := 2 * octant; k < Sides; k++ {
		quarter := out[k-2*octant]
		out[k] = direction{-quarter.sin, quarter.cos}
	}
	return out
}

// unitAt is cosine and sine of an angle from 0 to π/4 by their power series, whose next terms are
// below 1e-17.
func unitAt(angle float64) direction {
	square := mul(angle, angle)
	d, term := direction{}, 1.0
	for n := 0; n <= 16; n += 2 {
		d.cos += term
		d.sin += mul(term, angle) / float64(n+1)
		term = -mul(term, square) / float64((n+1)*(n+2))
	}
	return d
}

// Disc adds a disc.
func (s *Solver) Disc(d Disc) { s.discs = append(s.discs, d) }

// reach is how far from 0 the sides of a polygon of radius 1 are.
func reach() float64 { return unitAt(math.Pi / Sides).cos }

// side is the side of the polygon that the point violates most, the first of equals, and by how much.
// Where the angle lies is computed as exactly as the processor does it, so the neighbours are asked too.
func (s *Solver) side(d *Disc) (k int, by float64) {
	a, b, most := s.x[d.A], s.x[d.B], mul(d.Radius, reach())
	if mul(a, a)+mul(b, b) <= mul(most, most) {
		return none, 0
	}
	turn := math.Atan2(b, a) * (Sides / (2 * math.Pi))
	at := int(math.Floor(turn)) + Sides
	k, by = none, math.Inf(-1)
	for near := at - 1; near <= at+1; near++ {
		n := &s.sides[near%Sides]
		if over := mul(n.cos, a) + mul(n.sin, b) - most; over > by {
			k, by = near%Sides, over
		}
	}
	return k, by
}
