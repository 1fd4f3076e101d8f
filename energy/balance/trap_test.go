package balance_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

const (
	consumption = topology.ConsumptionCap
	generation  = topology.GenerationCap
	net         = topology.NetCap
)

// row is one connection with chargers a, b, c below it, each measured at 0 W.
func row(ids ...topology.ID) site {
	s := newSite().node("gc", "", topology.GridConnection).chargers("gc", ids...)
	for _, id := range ids {
		s.measured(id, 0)
	}
	return s
}

// feeders are three connections that each carry a metered load of so much under a cap of 50 kW.
func feeders(load unit.Power) site {
	s := newSite()
	for _, id := range []topology.ID{"f1", "f2", "f3"} {
		s.node(id, "", topology.GridConnection).limit(id, consumption, 50*kW).measured(id, load)
	}
	return s
}

func TestT31AnAggregateIsBreachedWhileEveryNodeIsBelowItsCap(t *testing.T) {
	s := feeders(40 * kW)
	s.Policy.AggregateLimits = []balance.AggregateLimit{{ConstraintType: consumption, LimitWatts: 100 * kW}}
	r := s.run(t)
	wantCodes(t, r, reason.AggregateCapExceeded)
	if len(r.Breaches) != 1 || r.Breaches[0].NodeID != "" || r.Breaches[0].EffectiveDemandWatts != 120*kW || r.Breaches[0].ResolvedLimitWatts != 100*kW {
		t.Errorf("breaches are %+v", r.Breaches)
	}
	text, err := json.Marshal(r.Breaches[0])
	if err != nil || !strings.Contains(string(text), `"node_id":null`) {
		t.Errorf("the breach is %s, want node_id null", text)
	}
}

func TestT32T33CodesStandInTheOrderOfPrecedenceOnce(t *testing.T) {
	s := feeders(40*kW).node("load", "f1", topology.CircuitNode).has(balance.Equipment{NodeID: "load", RatedWatts: ptr(30 * kW)}).limit("load", consumption, 20*kW)
	s.Alias = &balance.Alias{CircuitID: "feeder-1", Path: "/api/circuit/feeder-1/rebalance_load"}
	s.Policy.AggregateLimits = []balance.AggregateLimit{{ConstraintType: consumption, LimitWatts: 100 * kW}}
	wantCodes(t, s.run(t), reason.AggregateCapExceeded, reason.NodeCapExceeded, reason.TelemetryStaleFallbackUsed, reason.LegacyAliasTranslationApplied)
	s.Limits, s.Policy.AggregateLimits = s.Limits[:0], nil
	s.limit("load", consumption, 40*kW)
	r := s.run(t)
	wantOutcome(t, r, balance.OutcomeApplied)
	wantCodes(t, r, reason.TelemetryStaleFallbackUsed, reason.LegacyAliasTranslationApplied)
}

func TestT34T44AScopedCycleIsOneCycleOfTheWholeMicrogrid(t *testing.T) {
	s := newSite().node("gc", "", topology.GridConnection).node("east", "gc", topology.CircuitNode).node("west", "gc", topology.CircuitNode).
		chargers("east", "e1").chargers("west", "w1").limit("gc", consumption, 30*kW).limit("west", consumption, 5*kW).
		measured("e1", 10*kW).measured("w1", 8*kW).asks("e1", 22*kW).asks("w1", 22*kW)
	s.LastApplied = &balance.Applied{CycleID: "before", At: noon.Add(-time.Minute), Nodes: []balance.AppliedNode{
		{NodeID: "e1", Watts: 10 * kW, SourceMode: balance.Measured}, {NodeID: "w1", Watts: 20 * kW, SourceMode: balance.Measured},
	}}
	s.Scope = "east"
	r := s.run(t)
	if r.NodeID != "east" {
		t.Errorf("the scope of the result is %q", r.NodeID)
	}
	// The west keeps what it was told, 20 kW; the connection above has 10 kW left for the east (T44).
	wantGiven(t, r, map[topology.ID]unit.Power{"e1": 10 * kW, "w1": 20 * kW, "gc": 30 * kW})
	// The west's own cap is evaluated although nobody asked about it (T34).
	if len(r.Breaches) != 1 || r.Breaches[0].NodeID != "west" {
		t.Errorf("breaches are %+v, want that of the west", r.Breaches)
	}
	if b := by(t, r, "w1").BoundBy; len(b) != 1 || b[0].ReasonCode != reason.LeafHeld {
		t.Errorf("w1 is bound by %+v", b)
	}
}

func TestACapOnTheScopedNodeItselfIsANodeCap(t *testing.T) {
	s := newSite().node("gc", "", topology.GridConnection).node("east", "gc", topology.CircuitNode).chargers("east", "a", "b").
		limit("east", consumption, 10*kW).measured("a", 0).measured("b", 0).asks("a", 8*kW).asks("b", 8*kW)
	wantCodes(t, s.run(t), reason.AggregateCapExceeded)
	s.Scope = "east"
	wantCodes(t, s.run(t), reason.NodeCapExceeded)
}

func TestOneBranchThatWantsMoreThanACapIsAnAncestorCap(t *testing.T) {
	s := row("a", "b").limit("gc", consumption, 10*kW).asks("a", 22*kW).asks("b", 2*kW)
	r := s.run(t)
	wantCodes(t, r, reason.AncestorCapExceeded)
	wantGiven(t, r, map[topology.ID]unit.Power{"a": 8 * kW, "b": 2 * kW})
}

func TestT38UnknownDemandIsRejectedOnlyWhereThereIsNoFallbackAtAll(t *testing.T) {
	s := func() site {
		return newSite().node("gc", "", topology.GridConnection).chargers("gc", "a").limit("gc", consumption, 10*kW).asks("a", 22*kW)
	}
	r := s().run(t)
	wantOutcome(t, r, balance.OutcomeRejected)
	wantCodes(t, r, reason.TelemetryUnavailable)
	if len(r.MissingInputs) != 1 || r.MissingInputs[0].NodeID != "gc" || len(r.AllocationSummary.ByNode) != 0 || r.Applied != nil {
		t.Errorf("missing %+v, summary %+v", r.MissingInputs, r.AllocationSummary)
	}
	if r.SafeAction.Taken != balance.LeavesToFailSafe || len(r.SafeAction.Leaves) != 1 || r.SafeAction.Leaves[0] != (balance.SafeLeaf{NodeID: "a"}) {
		t.Errorf("safe action is %+v", r.SafeAction)
	}
	for name, known := range map[string]site{
		"a rating":                    s().has(balance.Equipment{NodeID: "a", RatedWatts: ptr(22 * kW)}),
		"a fallback":                  s().has(balance.Equipment{NodeID: "gc", FallbackDemandWatts: ptr(4 * kW)}),
		"a meter above":               s().measured("gc", 0),
		"a reading of the leaf":       s().measured("a", 0),
		"a reading long ago, summed":  s().reading("a", 3*kW, time.Hour, balance.Good),
		"a fallback of the leaf of 0": s().has(balance.Equipment{NodeID: "a", FallbackDemandWatts: ptr(0 * kW)}),
	} {
		if r := known.run(t); r.Outcome == balance.OutcomeRejected {
			t.Errorf("with %s the cycle is rejected: %v", name, r.MissingInputs)
		}
	}
}

func TestT38FailSafeIsNeverMoreThanWasApplied(t *testing.T) {
	s := newSite().node("gc", "", topology.GridConnection).chargers("gc", "a", "b", "c").limit("gc", consumption, 10*kW)
	for _, id := range []topology.ID{"a", "b", "c"} {
		s.asks(id, 22*kW).has(balance.Equipment{NodeID: id, FailSafeWatts: ptr(4 * kW)})
	}
	s.LastApplied = &balance.Applied{At: noon.Add(-time.Minute), Nodes: []balance.AppliedNode{{NodeID: "a", Watts: 6 * kW}, {NodeID: "b", Watts: 3 * kW}}}
	want := []balance.SafeLeaf{{NodeID: "a", Watts: 4 * kW}, {NodeID: "b", Watts: 3 * kW}, {NodeID: "c"}}
	if got := s.run(t).SafeAction.Leaves; len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("fail-safe is %+v, want %+v", got, want)
	}
}

func TestT39MeasuredIsPresentAndGoodAndFresh(t *testing.T) {
	tests := map[string]struct {
		age  time.Duration
		q    balance.Quality
		want balance.SourceMode
	}{
		"exactly at the threshold":        {60 * time.Second, balance.Good, balance.Measured},
		"a nanosecond beyond":             {60*time.Second + 1, balance.Good, balance.FallbackDerived},
		"fresh but bad":                   {0, balance.Bad, balance.FallbackDerived},
		"fresh but uncertain":             {0, balance.Uncertain, balance.FallbackDerived},
		"fresh but substituted":           {0, balance.Substituted, balance.FallbackDerived},
		"observed by a clock that is off": {-time.Second, balance.Good, balance.Measured},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newSite().node("gc", "", topology.GridConnection).limit("gc", consumption, 50*kW).has(balance.Equipment{NodeID: "gc", RatedWatts: ptr(30 * kW)}).reading("gc", 7*kW, tt.age, tt.q)
			if got := by(t, s.run(t), "gc"); got.SourceMode != tt.want || got.DemandWatts != map[balance.SourceMode]unit.Power{balance.Measured: 7 * kW, balance.FallbackDerived: 30 * kW}[tt.want] {
				t.Errorf("mode is %s, demand %v", got.SourceMode, got.DemandWatts)
			}
		})
	}
	s := newSite().node("gc", "", topology.GridConnection).limit("gc", consumption, 50*kW).reading("gc", 7*kW, 30*time.Second, balance.Good).has(balance.Equipment{NodeID: "gc", RatedWatts: ptr(30 * kW)})
	s.Policy.Freshness = 20 * time.Second
	if got := by(t, s.run(t), "gc").SourceMode; got != balance.FallbackDerived {
		t.Errorf("a threshold of the policy's own: mode is %s", got)
	}
}

func TestFallbackDemandIsTheFirstThatApplies(t *testing.T) {
	s := newSite().node("gc", "", topology.GridConnection).limit("gc", consumption, 50*kW).
		node("fresh", "gc", topology.CircuitNode).node("stale", "gc", topology.CircuitNode).node("dark", "gc", topology.CircuitNode).node("rated", "gc", topology.CircuitNode).
		measured("fresh", 10*kW).reading("stale", 7*kW, time.Hour, balance.Good).
		has(balance.Equipment{NodeID: "dark", FallbackDemandWatts: ptr(2 * kW), RatedWatts: ptr(9 * kW)}).has(balance.Equipment{NodeID: "rated", RatedWatts: ptr(3 * kW)})
	if got := by(t, s.run(t), "gc").DemandWatts; got != 22*kW {
		t.Errorf("fresh 10 + last known 7 + configured 2 + rated 3 kW is %v", got)
	}
	s.has(balance.Equipment{NodeID: "gc", FallbackDemandWatts: ptr(30 * kW)})
	if got := by(t, s.run(t), "gc").DemandWatts; got != 30*kW {
		t.Errorf("beside 30 kW configured it is %v", got)
	}
}

func TestT40ARejectedCycleGivesNothing(t *testing.T) {
	s := row("a").asks("a", 5*kW)
	s.Nodes[1].ParentNodeID = "gone"
	r := s.run(t)
	wantOutcome(t, r, balance.OutcomeRejected)
	wantCodes(t, r, reason.TopologyInvalid)
	if r.Applied != nil || len(r.AllocationSummary.ByNode) > 0 || r.AllocationSummary.AllocatedWatts != 0 || r.SafeAction.Taken != balance.NoSafeAction || r.Refused == nil {
		t.Errorf("result is %+v", r)
	}
	conflict := balance.VersionConflict(s.Snapshot, 8)
	wantOutcome(t, conflict, balance.OutcomeRejected)
	wantCodes(t, conflict, reason.TopologyVersionConflict)
}

func TestT42ANetCapOffsetsAndAConsumptionCapDoesNot(t *testing.T) {
	site := func(kind topology.ConstraintType) site {
		return newSite().node("gc", "", topology.GridConnection).node("load", "gc", topology.CircuitNode).node("pv", "gc", topology.PowerSource).
			measured("load", 60*kW).measured("pv", -50*kW).limit("gc", kind, 50*kW)
	}
	r := site(consumption).run(t)
	if len(r.Breaches) != 1 || r.Breaches[0].EffectiveDemandWatts != 60*kW {
		t.Errorf("CONSUMPTION_CAP: breaches are %+v", r.Breaches)
	}
	if r := site(net).run(t); len(r.Breaches) != 0 || by(t, r, "gc").DemandWatts != 10*kW {
		t.Errorf("NET_CAP: breaches are %+v", r.Breaches)
	}
	if r := site(generation).measured("gc", 10*kW).run(t); len(r.Breaches) != 0 {
		t.Errorf("GENERATION_CAP of just as much: breaches are %+v", r.Breaches)
	}
}

// A meter that shows more than its children has consumption of its own, one that shows less generation.
func TestWhatAMeterShowsBesideItsChildrenCounts(t *testing.T) {
	s := newSite().node("gc", "", topology.GridConnection).node("load", "gc", topology.CircuitNode).measured("load", 30*kW).measured("gc", 10*kW).
		limit("gc", consumption, 29*kW).limit("gc", generation, 19*kW)
	r := s.run(t)
	if len(r.Breaches) != 2 || r.Breaches[0].EffectiveDemandWatts != 30*kW || r.Breaches[1].EffectiveDemandWatts != 20*kW {
		t.Errorf("breaches are %+v, want 30 kW of consumption and 20 kW of generation", r.Breaches)
	}
}

func TestT43MostRestrictiveIsPerConstraintType(t *testing.T) {
	s := row("a").limit("gc", generation, 5*kW).envelope("e", "gc", topology.Override, 40*kW).asks("a", 22*kW)
	wantOutcome(t, s.run(t), balance.OutcomeApplied)
}

func TestT47TwoActiveLimitsOfOneKindAreRefused(t *testing.T) {
	_, err := balance.Run(row("a").limit("gc", consumption, 5*kW).limit("gc", consumption, 6*kW).Snapshot)
	wantFault(t, err, "node_id")
	s := row("a").limit("gc", consumption, 5*kW).limit("gc", consumption, 60*kW).asks("a", 22*kW)
	s.Limits[0].Status = topology.LimitInactive
	wantOutcome(t, s.run(t), balance.OutcomeApplied)
}

func TestT54ABreachNamesTheLimitOrEnvelopeThatIsTheTightest(t *testing.T) {
	s := feeders(45*kW).envelope("e", "f1", topology.Override, 40*kW)
	r := s.run(t)
	if len(r.Breaches) != 1 || r.Breaches[0].ConstraintRef != "e" || r.Breaches[0].ResolvedLimitWatts != 40*kW {
		t.Errorf("breaches are %+v", r.Breaches)
	}
	s = feeders(60 * kW)
	s.envelope("e", "f1", topology.Override, 55*kW)
	if r := s.run(t); r.Breaches[0].ConstraintRef != "limit/f1/CONSUMPTION_CAP" || r.Breaches[0].ResolvedLimitWatts != 50*kW {
		t.Errorf("breaches are %+v", r.Breaches)
	}
}

func TestT55EveryLimitedScopeSaysWhatItsDemandCameFrom(t *testing.T) {
	s := newSite().node("gc", "", topology.GridConnection).node("c1", "gc", topology.CircuitNode).node("c2", "gc", topology.CircuitNode).node("c3", "gc", topology.CircuitNode).
		limit("gc", consumption, 50*kW).limit("c1", consumption, 20*kW).limit("c2", consumption, 20*kW).limit("c3", generation, 20*kW).
		measured("c1", 4*kW).reading("c2", 5*kW, time.Hour, balance.Good).
		has(balance.Equipment{NodeID: "c2", FallbackDemandWatts: ptr(6 * kW)}).has(balance.Equipment{NodeID: "c3", RatedWatts: ptr(7 * kW)})
	s.Policy.AggregateLimits = []balance.AggregateLimit{{ConstraintType: consumption, LimitWatts: 100 * kW}}
	r := s.run(t)
	want := map[topology.ID]balance.Input{"": balance.FromChildren, "gc": balance.FromChildren, "c1": balance.FromTelemetry, "c2": balance.FromFallback, "c3": balance.FromRating}
	if len(r.Audit.Inputs) != len(want) || r.Audit.Thresholds.FreshnessSeconds != 60 {
		t.Errorf("audit is %+v", r.Audit)
	}
	for _, in := range r.Audit.Inputs {
		if in.Input != want[in.NodeID] || (in.SourceMode == balance.Measured) != (in.NodeID == "c1") {
			t.Errorf("%s: %s %s, want %s", in.NodeID, in.SourceMode, in.Input, want[in.NodeID])
		}
	}
	if r.Audit.CorrelationID != "c-1" || r.Audit.Actor != "scheduler" || r.Audit.Source != "SCHEDULER" {
		t.Errorf("audit is %+v", r.Audit)
	}
}
