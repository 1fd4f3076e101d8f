package storage_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"ohmstead/energy/storage"
)

// The drift bound is a promise: of counters whose start, bias and capacity are off as much as the
// uncertainty says, not much more than the normal distribution's share is beyond two sigmas.
func TestTheCountersDriftStaysInItsBound(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	beyond, n := 0, 2000
	for range n {
		s := single()
		s.CapacityAh *= 1 + s.Uncertainty.Capacity*random.NormFloat64()
		bias := s.Uncertainty.AmpsBias * random.NormFloat64()
		c := storage.NewCounter(cell(t, single()), storage.Belief{SOC: 0.6 + 0.02*random.NormFloat64(), Sigma: 0.02})
		truth := 0.6
		for h := range 8 {
			amps := 10.0
			if h < 5 {
				amps = -10
			}
			truth += amps / s.CapacityAh
			c.Advance(3600, amps+bias)
		}
		if b := c.Belief(); math.Abs(b.SOC-truth) > 2*b.Sigma {
			beyond++
		}
	}
	if share := float64(beyond) / float64(n); share > 0.06 {
		t.Errorf("%.1f %% beyond two sigmas", 100*share)
	}
}

func TestTheCountersSigmaOnlyGrows(t *testing.T) {
	model := cell(t, single())
	rapid.Check(t, func(t *rapid.T) {
		c := storage.NewCounter(model, storage.Belief{SOC: 0.5, Sigma: 0.01})
		amps := rapid.Float64Range(-100, 0).Draw(t, "amps")
		before := c.Belief()
		for range rapid.IntRange(1, 50).Draw(t, "steps") {
			c.Advance(rapid.Float64Range(0, 600).Draw(t, "seconds"), amps)
			after := c.Belief()
			if after.Sigma < before.Sigma || after.SOC < 0 || after.SOC > 1 {
				t.Fatalf("%v after %v", after, before)
			}
			before = after
		}
	})
}

func TestTwoBeliefsAreWeighedByTheirVariance(t *testing.T) {
	c := storage.NewCounter(cell(t, single()), storage.Belief{SOC: 0.6, Sigma: 0.03})
	c.Learn(storage.Belief{SOC: 0.5, Sigma: 0.01})
	got := c.Belief()
	if math.Abs(got.SOC-0.51) > 1e-9 || math.Abs(got.Sigma-0.03/math.Sqrt(10)) > 1e-9 {
		t.Errorf("%+v, want 0.51 ± 0.0095", got)
	}
}

func TestChargingLosesWhatTheEfficiencySays(t *testing.T) {
	s := single()
	s.CoulombicEfficiency = 0.9
	c := storage.NewCounter(cell(t, s), storage.Belief{SOC: 0.5, Sigma: 0.01})
	c.Advance(3600, 10)
	c.Advance(3600, -10)
	if got := c.Belief().SOC; math.Abs(got-0.49) > 1e-9 {
		t.Errorf("%v, want 0.49", got)
	}
}
