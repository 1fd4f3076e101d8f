package lex_test

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"testing"

	"ohmstead/energy/arbitration/lex"
	"ohmstead/energy/arbitration/lex/lextest"
)

// bits is the fingerprint of the answers below, as every processor must give it.
const bits = 0x8d4c1cc21c20293f

// The same input gives the same bits on every processor, also where products could be fused with
// what they are added to. Programs of whole 1024ths, which no processor rounds, so that they are the
// same ones everywhere.
func TestBind_GivesTheSameBitsOnEveryProcessor(t *testing.T) {
	extent, size := lextest.Largest()
	s, sum := lex.New(size), fnv.New64a()
	for seed := range uint64(1000) {
		r := rand.New(rand.NewPCG(seed, 4))
		p := lextest.DrawWhole(r, extent)
		result := p.Solve(s)
		if !result.OK {
			t.Fatalf("seed %d: the solver stopped", seed)
		}
		for _, x := range result.X {
			_ = binary.Write(sum, binary.LittleEndian, math.Float64bits(x)) // a hash takes everything
		}
	}
	if got := sum.Sum64(); got != bits {
		t.Errorf("fingerprint %#x, want %#x", got, uint64(bits))
	}
}
