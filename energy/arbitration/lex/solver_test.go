package lex_test

import (
	"flag"
	"math"
	"math/rand/v2"
	"testing"

	"ohmstead/energy/arbitration/lex"
	"ohmstead/energy/arbitration/lex/lextest"
)

var programs = flag.Int("programs", 3000, "how many random programs are solved and checked")

// Every answer is proven by the program's own rows, level by level, and the same program gives the
// same bits.
func TestBind_ProvesLexicographicOptimality(t *testing.T) {
	extent, size := lextest.Largest()
	s := lex.New(size)
	missed := 0
	for seed := range uint64(*programs) {
		p := lextest.Draw(rand.New(rand.NewPCG(seed, 1)), extent)
		r := p.Solve(s)
		if err := p.Check(r); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if len(r.Stages) > 1 {
			missed++
		}
		again := p.Solve(s)
		for i := range r.X {
			if math.Float64bits(r.X[i]) != math.Float64bits(again.X[i]) {
				t.Fatalf("seed %d: variable %d is %v and then %v", seed, i, r.X[i], again.X[i])
			}
		}
	}
	t.Logf("%d programs, in %d of them a level is missed", *programs, missed)
	if missed < *programs/2 {
		t.Errorf("in %d of %d programs a level is missed: the programs are too easy", missed, *programs)
	}
}
