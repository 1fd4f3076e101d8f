package lex_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"

	"ohmstead/energy/arbitration/lex"
	"ohmstead/energy/arbitration/lex/lextest"
)

// simplex is the least that each level is missed by, and the time it takes, from a general solver of linear programs: one
// program per level, in the form min c·y with A·y = b and y ≥ 0. y is the variables above their
// lower bounds, what is left to their upper ones, by how much each row is missed and how much more
// it is met, and what the earlier levels are missed less than they may be.
func simplex(p *lextest.Program) (least []float64, took time.Duration, err error) {
	for levels := 1; levels <= len(p.Levels); levels++ {
		c, a, b := linear(p, levels, least)
		began := time.Now()
		value, _, err := lp.Simplex(c, a, b, 1e-10, nil)
		took += time.Since(began)
		if err != nil {
			return nil, 0, fmt.Errorf("level %d: %w", levels, err)
		}
		least = append(least, max(0, value))
	}
	return least, took, nil
}

func linear(p *lextest.Program, levels int, least []float64) (c []float64, a *mat.Dense, b []float64) {
	n, rows := len(p.Variables), slices.Concat(p.Levels[:levels]...)
	m := len(rows)
	a = mat.NewDense(n+m+len(least), 2*n+2*m+len(least), nil)
	c, b = make([]float64, 2*n+2*m+len(least)), make([]float64, n+m+len(least))
	for i, v := range p.Variables {
		a.Set(i, i, 1)
		a.Set(i, n+i, 1)
		b[i] = v.Hi - v.Lo
	}
	for j, r := range rows {
		side := float64(r.Side)
		b[n+j] = side * r.Bound
		for i := range p.Variables {
			unit := make([]float64, n)
			unit[i] = 1
			f := side * p.Value(r.On, unit)
			a.Set(n+j, i, f)
			b[n+j] -= f * p.Variables[i].Lo
		}
		a.Set(n+j, 2*n+j, -1)
		a.Set(n+j, 2*n+m+j, 1)
	}
	first := 0
	for level := range levels {
		for j := range p.Levels[level] {
			if level < len(least) {
				a.Set(n+m+level, 2*n+first+j, 1)
			} else {
				c[2*n+first+j] = 1
			}
		}
		if level < len(least) {
			a.Set(n+m+level, 2*n+2*m+level, 1)
			b[n+m+level] = least[level] + 1e-9
		}
		first += len(p.Levels[level])
	}
	return c, a, b
}

func TestBind_MissesLevelsByWhatTheSimplexMethodMissesThem(t *testing.T) {
	_, size := lextest.Largest()
	s := lex.New(size)
	for seed := range uint64(12) {
		p := lextest.DrawFull(rand.New(rand.NewPCG(seed, 4)), 1+int(seed%2)*3)
		want, _, err := simplex(p)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for level, got := range p.Missed(p.Solve(s).X) {
			if math.Abs(got-want[level]) > 1e-6 {
				t.Errorf("seed %d: level %d is missed by %g, want %g", seed, level+1, got, want[level])
			}
		}
	}
}

// BenchmarkSimplex solves the programs of BenchmarkBind, each level as a linear program.
func BenchmarkSimplex(b *testing.B) {
	for _, levels := range []int{1, 4} {
		b.Run(fmt.Sprintf("%d_levels", levels), func(b *testing.B) {
			all := programsOf(levels)
			var took []time.Duration
			b.ReportAllocs()
			for b.Loop() {
				_, d, err := simplex(all[len(took)%len(all)])
				if err != nil {
					b.Fatal(err)
				}
				took = append(took, d)
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2]), "median-ns")
		})
	}
}
