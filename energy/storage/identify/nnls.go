package identify

import (
	"errors"
	"math"
)

// normal is a least squares problem as its normal equations: minimise xᵀAx/2 − bᵀx. Of A the lower
// triangle is kept.
type normal struct {
	a       [][]float64
	b       []float64
	squares float64 // of all y
	filled  []int
}

func (n *normal) clone() *normal {
	c := newNormal(len(n.b))
	for i := range n.a {
		copy(c.a[i], n.a[i])
	}
	copy(c.b, n.b)
	c.squares = n.squares
	return c
}

func newNormal(n int) *normal {
	a := make([][]float64, n)
	for i := range a {
		a[i] = make([]float64, n)
	}
	return &normal{a: a, b: make([]float64, n)}
}

// add takes in one equation row·x = y, weighed. Most of a row may be 0.
func (n *normal) add(row []float64, y, weight float64) {
	n.filled = n.filled[:0]
	for i, v := range row {
		if v != 0 {
			n.filled = append(n.filled, i)
		}
	}
	for k, i := range n.filled {
		v := row[i] * weight
		for _, j := range n.filled[:k+1] {
			n.a[i][j] += v * row[j]
		}
		n.b[i] += v * y
	}
	n.squares += y * y * weight
}

// left is the sum of squares that an answer leaves over.
func (n *normal) left(x []float64) float64 {
	sum := n.squares
	for i, v := range x {
		sum -= v * (n.b[i] + n.gradient(x, i))
	}
	return math.Max(sum, 0)
}

// steps turns the first k unknowns from values into the first value and the rises after it.
func (n *normal) steps(k int) {
	size := len(n.b)
	for i := range size { // from the lower triangle to all of it
		for j := range i {
			n.a[j][i] = n.a[i][j]
		}
	}
	for i := range size {
		for j := k - 2; j >= 0; j-- {
			n.a[i][j] += n.a[i][j+1]
		}
	}
	for i := k - 2; i >= 0; i-- {
		for j := range size {
			n.a[i][j] += n.a[i+1][j]
		}
		n.b[i] += n.b[i+1]
	}
}

// errNoAnswer is a problem whose equations leave an unknown open.
var errNoAnswer = errors.New("the rows do not determine the parameters")

// solve finds the x ≥ 0 that minimises, by the active set method. Source: Lawson and Hanson, Solving
// Least Squares Problems (1974), ch. 23, algorithm NNLS.
func (n *normal) solve() ([]float64, error) {
	size := len(n.b)
	x := make([]float64, size)
	free := make([]bool, size)
	for range 3 * size {
		best, rise := -1, 0.0
		for i := range x {
			if w := n.gradient(x, i); !free[i] && w > rise+1e-12*math.Abs(n.b[i]) {
				best, rise = i, w
			}
		}
		if best < 0 {
			return x, nil
		}
		free[best] = true
		if err := n.settle(x, free); err != nil {
			return nil, err
		}
	}
	return x, nil
}

// settle moves x to the best point of the free unknowns, fixing at 0 those that would go below.
func (n *normal) settle(x []float64, free []bool) error {
	for {
		z, err := n.unconstrained(free)
		if err != nil {
			return err
		}
		step, blocked := 1.0, -1
		for i := range x {
			if free[i] && z[i] <= 0 {
				if s := x[i] / (x[i] - z[i]); blocked < 0 || s < step {
					step, blocked = s, i
				}
			}
		}
		for i := range x {
			if free[i] {
				x[i] += step * (z[i] - x[i])
			}
		}
		if blocked < 0 {
			return nil
		}
		x[blocked], free[blocked] = 0, false
	}
}

// gradient is how much the cost falls when unknown i grows.
func (n *normal) gradient(x []float64, i int) float64 {
	w := n.b[i]
	for j, v := range x {
		w -= n.at(i, j) * v
	}
	return w
}

func (n *normal) at(i, j int) float64 {
	if j > i {
		i, j = j, i
	}
	return n.a[i][j]
}

// unconstrained solves for the free unknowns alone, by Cholesky.
func (n *normal) unconstrained(free []bool) ([]float64, error) {
	var index []int
	for i, f := range free {
		if f {
			index = append(index, i)
		}
	}
	k := len(index)
	l := make([][]float64, k)
	y := make([]float64, k)
	for i := range l {
		l[i] = make([]float64, i+1)
		for j := range i + 1 {
			sum := n.at(index[i], index[j])
			for m := range j {
				sum -= l[i][m] * l[j][m]
			}
			if i != j {
				l[i][j] = sum / l[j][j]
			} else if sum <= 1e-14*n.at(index[i], index[i]) {
				return nil, errNoAnswer
			} else {
				l[i][i] = math.Sqrt(sum)
			}
		}
		sum := n.b[index[i]]
		for m := range i {
			sum -= l[i][m] * y[m]
		}
		y[i] = sum / l[i][i]
	}
	z := make([]float64, len(free))
	for i := k - 1; i >= 0; i-- {
		for m := i + 1; m < k; m++ {
			y[i] -= l[m][i] * y[m]
		}
		y[i] /= l[i][i]
		z[index[i]] = y[i]
	}
	return z, nil
}
