package lex_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"ohmstead/energy/arbitration/lex"
	"ohmstead/energy/arbitration/lex/lextest"
)

// BenchmarkBind solves programs of 20 variables and 60 rows, boxes not counted. The median is of
// the solver alone.
func BenchmarkBind(b *testing.B) {
	for _, levels := range []int{1, 4} {
		b.Run(fmt.Sprintf("%d_levels", levels), func(b *testing.B) {
			_, size := lextest.Largest()
			s := lex.New(size)
			all := programsOf(levels)
			for _, p := range all {
				p.Levels = p.Placed(s)
			}
			took := make([]time.Duration, 4096)
			n := 0
			b.ReportAllocs()
			for b.Loop() {
				p := all[n%len(all)]
				began := time.Now()
				run(s, p)
				took[n%len(took)] = time.Since(began)
				n++
			}
			took = took[:min(n, len(took))]
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2]), "median-ns")
			b.ReportMetric(float64(took[len(took)*99/100]), "p99-ns")
		})
	}
}

// programsOf are the programs of the benchmarks.
func programsOf(levels int) []*lextest.Program {
	all := make([]*lextest.Program, 256)
	for i := range all {
		all[i] = lextest.DrawFull(rand.New(rand.NewPCG(uint64(i), 2)), levels)
	}
	return all
}

func run(s *lex.Solver, p *lextest.Program) {
	p.State(s)
	for _, rows := range p.Levels {
		if !s.Bind(rows) {
			panic("stopped")
		}
	}
}
