package lex

// tiny is when what is left of a row across the working rows counts as nothing, singular when a
// pivot of their factor does: independent sums and sides of the polygon lie far above either.
const (
	tiny     = 1e-10
	singular = 1e-14
)

// slanting is when working rows are so near to depending on each other that rounding is taken out
// of what is computed with them.
const slanting = 1e-2

// grow appends the row and column of the last working row.
func (s *Solver) grow() {
	m := len(s.working) - 1
	a := s.working[m].a
	for j := range s.working {
		s.gram[m*s.size.Variables+j] = weighed(a[:s.n], s.working[j].a, s.yield)
	}
	s.exact = false
}

// shrink removes the row and column of working row k, and the row itself.
func (s *Solver) shrink(k int) {
	m, stride := len(s.working)-1, s.size.Variables
	gone := s.working[k].a
	for j := k; j < m; j++ {
		s.working[j] = s.working[j+1]
		row, next := s.gram[j*stride:], s.gram[(j+1)*stride:]
		copy(row[:k], next[:k])
		copy(row[k:j+1], next[k+1:j+2])
	}
	s.working[m].a = gone
	s.working = s.working[:m]
	s.exact = false
}

// free adds variable i to those that the products run over; fix takes it away.
func (s *Solver) free(i int) {
	s.yield[i] = s.weight[i]
	s.shift(i, s.weight[i])
}

func (s *Solver) fix(i int) {
	s.yield[i] = 0
	s.shift(i, -s.weight[i])
}

func (s *Solver) shift(i int, by float64) {
	for j := range s.working {
		row := s.gram[j*s.size.Variables:]
		f := mul(s.working[j].a[i], by)
		if f == 0 {
			continue
		}
		for k := range j + 1 {
			row[k] += mul(f, s.working[k].a[i])
		}
		s.exact = false
	}
}

// renew computes all products anew.
func (s *Solver) renew() {
	all := s.working
	for m := range all {
		s.working = all[:m+1]
		s.grow()
	}
	s.working = all
}

// factor writes L·D·Lᵀ of the products into lower; false where they are not positive, which
// independent rows never are.
func (s *Solver) factor() bool {
	if s.exact {
		return true
	}
	stride := s.size.Variables
	s.poor = false
	for i := range s.working {
		row, square := s.lower[i*stride:i*stride+i+1], s.gram[i*stride+i]
		copy(row, s.gram[i*stride:i*stride+i+1])
		for j := range i {
			other := s.lower[j*stride : j*stride+j+1]
			sum := row[j]
			for k := range j {
				sum -= mul(row[k], other[k])
			}
			row[j] = sum
		}
		for j := range i {
			l := row[j] / s.lower[j*stride+j]
			square -= mul(l, row[j])
			row[j] = l
		}
		if !(square > singular*s.gram[i*stride+i]) {
			return false
		}
		s.poor = s.poor || square < slanting*s.gram[i*stride+i]
		row[i] = square
	}
	s.exact = true
	return true
}

// divide solves gram·y = y in place. The factor must be exact.
func (s *Solver) divide(y []float64) {
	stride, m := s.size.Variables, len(s.working)
	for i := range m {
		row, sum := s.lower[i*stride:i*stride+i], y[i]
		for k, l := range row {
			sum -= mul(l, y[k])
		}
		y[i] = sum
	}
	for i := m - 1; i >= 0; i-- {
		y[i] /= s.lower[i*stride+i]
	}
	for i := m - 1; i >= 0; i-- {
		row, f := s.lower[i*stride:i*stride+i], y[i]
		for k, l := range row {
			y[k] -= mul(l, f)
		}
	}
}
