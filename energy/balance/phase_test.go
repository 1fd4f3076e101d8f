package balance_test

import (
	"math/rand/v2"
	"testing"

	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

const ampere = unit.Ampere

// wired is a connection with a car on L1, one on L2 and one on all phases, and a limit of current.
func wired(l1, l2, l3 unit.Current) site {
	s := row("one", "two", "all").has(balance.Equipment{NodeID: "one", Phases: balance.L1}).has(balance.Equipment{NodeID: "two", Phases: balance.L2})
	s.CurrentLimits = []balance.CurrentLimit{{NodeID: "gc", Limit: [3]unit.Current{l1, l2, l3}}}
	return s.asks("one", 7360).asks("two", 3680).asks("all", 22080)
}

func TestEachPhaseIsACap(t *testing.T) {
	type watts = map[topology.ID]unit.Power
	tests := map[string]struct {
		site site
		want watts
	}{
		"room for all":                                  {wired(64*ampere, 64*ampere, 64*ampere), watts{"one": 7360, "two": 3680, "all": 22080}},
		"the fullest phase stops who is on it":          {wired(32*ampere, 64*ampere, 64*ampere), watts{"one": 5520, "two": 3680, "all": 5520}},
		"who is on no full phase rises on":              {wired(16*ampere, 16*ampere, 16*ampere), watts{"one": 2760, "two": 2760, "all": 2760}},
		"a phase with a limit of 0":                     {wired(0, 64*ampere, 64*ampere), watts{"one": 0, "two": 3680, "all": 0}},
		"a load on all phases is taken off each":        {wired(32*ampere, 64*ampere, 64*ampere).node("load", "gc", topology.CircuitNode).measured("load", 3*230*8), watts{"one": 4140, "two": 3680, "all": 4140}},
		"a load on one phase, as its meter shows":       {onPhase(wired(32*ampere, 32*ampere, 32*ampere), 8*ampere), watts{"one": 4140, "two": 3680, "all": 4140}},
		"watts are a cap beside":                        {wired(64*ampere, 64*ampere, 64*ampere).limit("gc", consumption, 9*kW), watts{"one": 3 * kW, "two": 3 * kW, "all": 3 * kW}},
		"what the meter shows of the leaves is no load": {onMeter(wired(32*ampere, 64*ampere, 64*ampere).drawing("one", 2300), 10*ampere), watts{"one": 5520, "two": 3680, "all": 5520}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) { wantGiven(t, tt.site.run(t), tt.want) })
	}
	r := wired(32*ampere, 64*ampere, 64*ampere).run(t)
	b := by(t, r, "one").BoundBy
	if len(b) != 1 || b[0].ConstraintType != balance.CurrentLimitKind || b[0].Phase != 1 || b[0].LimitMA != 32*ampere || b[0].NodeID != "gc" {
		t.Errorf("one is bound by %+v", b)
	}
	wantCodes(t, r, reason.AggregateCapExceeded)
}

// onPhase adds a load that is on L1 alone.
func onPhase(s site, current unit.Current) site {
	s.node("load", "gc", topology.CircuitNode).measured("load", unit.Power(230*int64(current)/1000))
	s.Telemetry[len(s.Telemetry)-1].CurrentMA = &[3]unit.Current{current, 0, 0}
	return s
}

// onMeter adds a meter to the connection that shows a current on L1.
func onMeter(s site, current unit.Current) site {
	s.measured("gc", unit.Power(230*int64(current)/1000))
	s.Telemetry[len(s.Telemetry)-1].CurrentMA = &[3]unit.Current{current, 0, 0}
	return s
}

func TestAMinimumThatDoesNotFitAPhaseIsNotGiven(t *testing.T) {
	s := wired(5*ampere, 64*ampere, 64*ampere)
	for i := range s.Requests {
		s.Requests[i].MinWatts = nil
	}
	r := s.run(t)
	wantGiven(t, r, map[topology.ID]unit.Power{"one": 0, "two": 3680, "all": 0})
	wantCodes(t, r, reason.AggregateCapExceeded, reason.MinimumNotReached)
	s.Policy.Strategy = balance.EDF
	wantGiven(t, s.run(t), map[topology.ID]unit.Power{"one": 0, "two": 3680, "all": 0})
}

// Whatever phases cars are on: no phase of any node carries more than its limit, and a car that could
// still have a watt has all it asked for.
func TestNoPhaseCarriesMoreThanItsLimit(t *testing.T) {
	for seed := range *trees / 4 {
		s := drawSite(uint64(seed), shape{leaves: 1 + seed%20, minimums: seed%2 == 0, tiers: seed%3 == 0, strategies: seed%5 == 0})
		scale(s, 200)
		r := rand.New(rand.NewPCG(uint64(seed), 9))
		s.Equipment = nil
		phases := map[topology.ID]balance.Phases{}
		for _, n := range s.Nodes {
			phases[n.NodeID] = []balance.Phases{balance.L1, balance.L2, balance.L3, balance.AllPhases, balance.L1 | balance.L2}[r.IntN(5)]
			s.Equipment = append(s.Equipment, balance.Equipment{NodeID: n.NodeID, Phases: phases[n.NodeID], RatedWatts: ptr(22 * kW)})
			if r.IntN(2) == 0 {
				a := func() unit.Current { return unit.Current(r.IntN(60_000)) }
				s.CurrentLimits = append(s.CurrentLimits, balance.CurrentLimit{NodeID: n.NodeID, Limit: [3]unit.Current{a(), a(), a()}})
			}
		}
		result := site{s}.run(t)
		p := plainOf(s)
		for _, l := range s.CurrentLimits {
			var micro [3]float64
			p.below(l.NodeID, func(n topology.ID) {
				if _, asks := p.asks[n]; asks {
					of := phases[n]
					count := float64(of&1 + of>>1&1 + of>>2&1)
					for ph := range micro {
						if of>>ph&1 == 1 {
							micro[ph] += float64(given(t, result, n)) / (count * 230) * 1000
						}
					}
				}
			})
			for ph := range micro {
				if micro[ph] > float64(l.Limit[ph])+1e-6 {
					t.Fatalf("site %d: %s carries %.3f mA on L%d, its limit is %d", seed, l.NodeID, micro[ph], ph+1, l.Limit[ph])
				}
			}
		}
		for _, n := range result.AllocationSummary.ByNode {
			if q, asks := p.asks[n.NodeID]; asks && n.AllocatedWatts < q.RequestedWatts && len(n.BoundBy) == 0 {
				t.Fatalf("site %d: %s is cut and nothing says why", seed, n.NodeID)
			}
		}
	}
}
