package balance_test

import (
	"testing"
	"time"

	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

func TestTiersWeightsAndMinimums(t *testing.T) {
	tiered := func(s site, tiers ...int) site {
		for i := range tiers {
			s.Requests[i].Tier = &tiers[i]
		}
		return s
	}
	weighed := func(s site, weights ...int) site {
		for i := range weights {
			s.Requests[i].Weight = weights[i]
		}
		return s
	}
	three := func(cap unit.Power) site {
		return row("a", "b", "c").limit("gc", consumption, cap).asks("a", 10*kW).asks("b", 10*kW).asks("c", 2*kW)
	}
	least := func(cap unit.Power) site {
		return row("a", "b", "c").limit("gc", consumption, cap).asksAtLeast("a", 10*kW, 4*kW).asksAtLeast("b", 10*kW, 4*kW).asksAtLeast("c", 10*kW, 4*kW)
	}
	type watts = map[topology.ID]unit.Power
	tests := map[string]struct {
		site site
		want watts
	}{
		"enough for all": {three(30 * kW), watts{"a": 10 * kW, "b": 10 * kW, "c": 2 * kW}},
		"what one does not want is there for the others": {three(12 * kW), watts{"a": 5 * kW, "b": 5 * kW, "c": 2 * kW}},
		"all alike":                                            {three(3 * kW), watts{"a": kW, "b": kW, "c": kW}},
		"watts are whole, the rest is nobody's":                {three(1000), watts{"a": 333, "b": 333, "c": 333, "gc": 999}},
		"by weight":                                            {weighed(three(9*kW), 2, 1, 1), watts{"a": 4666, "b": 2333, "c": 2 * kW}},
		"a cap of 0 gives nothing":                             {three(0), watts{"a": 0, "b": 0, "c": 0}},
		"tier 0 is served in full before tier 1":               {tiered(three(11*kW), 1, 0, 1), watts{"a": 500, "b": 10 * kW, "c": 500}},
		"a minimum is given in full or not at all":             {least(11 * kW), watts{"a": 5500, "b": 5500, "c": 0}},
		"no minimum fits":                                      {least(3 * kW), watts{"a": 0, "b": 0, "c": 0}},
		"minimums fill the cap":                                {least(12 * kW), watts{"a": 4 * kW, "b": 4 * kW, "c": 4 * kW}},
		"a larger minimum is no larger share":                  {row("a", "b").limit("gc", consumption, 11*kW).asksAtLeast("a", 11*kW, 4140).asksAtLeast("b", 11*kW, 1380), watts{"a": 5500, "b": 5500}},
		"a request below its minimum gets the minimum":         {row("a").limit("gc", consumption, 11*kW).asksAtLeast("a", kW, 4140), watts{"a": 4140}},
		"a request of nothing gets nothing":                    {row("a").limit("gc", consumption, 11*kW).asksAtLeast("a", 0, 4140), watts{"a": 0}},
		"without limits everybody gets all":                    {row("a", "b").asks("a", 90*kW).asks("b", kW), watts{"a": 90 * kW, "b": kW}},
		"loads on the way are taken off":                       {three(30*kW).node("load", "gc", topology.CircuitNode).measured("load", 18*kW), watts{"a": 5 * kW, "b": 5 * kW, "c": 2 * kW}},
		"what a charger draws already is no load":              {row("a").limit("gc", consumption, 11*kW).measured("gc", 9*kW).asks("a", 11*kW).drawing("a", 8*kW), watts{"a": 10 * kW}},
		"generation is no room under a CONSUMPTION_CAP":        {three(12*kW).node("pv", "gc", topology.PowerSource).measured("pv", -10*kW), watts{"a": 5 * kW, "b": 5 * kW, "c": 2 * kW}},
		"generation that is measured is room under a NET_CAP":  {row("a").limit("gc", net, 12*kW).node("pv", "gc", topology.PowerSource).measured("pv", -5*kW).asks("a", 22*kW), watts{"a": 17 * kW}},
		"generation that is old is none":                       {row("a").limit("gc", net, 12*kW).node("pv", "gc", topology.PowerSource).reading("pv", -5*kW, time.Hour, balance.Good).asks("a", 22*kW), watts{"a": 12 * kW}},
		"a tighter cap further down leaves room for the other": {row("a", "b").limit("gc", consumption, 10*kW).limit("a", consumption, 2*kW).asks("a", 22*kW).asks("b", 22*kW), watts{"a": 2 * kW, "b": 8 * kW}},
		"more than its own maximum is nobody's to get":         {row("a").has(balance.Equipment{NodeID: "a", RatedWatts: ptr(11 * kW)}).asks("a", 22*kW), watts{"a": 11 * kW}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) { wantGiven(t, tt.site.run(t), tt.want) })
	}
}

// drawing changes what a charger is measured at.
func (s site) drawing(id topology.ID, watts unit.Power) site {
	for i := range s.Telemetry {
		if s.Telemetry[i].NodeID == id {
			s.Telemetry[i].PowerWatts = watts
		}
	}
	return s
}

func TestTheLeastPowerIsSixAmpereOnEachPhase(t *testing.T) {
	for phases, want := range map[balance.Phases]unit.Power{0: 4140, balance.L1: 1380, balance.L1 | balance.L3: 2760, balance.AllPhases: 4140} {
		s := row("a").limit("gc", consumption, want-1).has(balance.Equipment{NodeID: "a", Phases: phases})
		s.Requests = []balance.Request{{NodeID: "a", RequestedWatts: 11 * kW}}
		r := s.run(t)
		wantGiven(t, r, map[topology.ID]unit.Power{"a": 0})
		wantCodes(t, r, reason.AncestorCapExceeded, reason.MinimumNotReached)
		s.Limits[0].LimitWatts = want
		wantGiven(t, s.run(t), map[topology.ID]unit.Power{"a": want})
	}
}

func TestLeavesOneAfterTheOther(t *testing.T) {
	hours := func(n int) *time.Time { return ptr(noon.Add(time.Duration(n) * time.Hour)) }
	s := row("a", "b", "c").limit("gc", consumption, 12*kW).asksAtLeast("a", 10*kW, kW).asksAtLeast("b", 10*kW, kW).asksAtLeast("c", 10*kW, kW)
	s.Requests[0].DepartsAt, s.Requests[0].EnergyNeeded = hours(8), ptr(75*unit.KilowattHour) // half an hour of laxity
	s.Requests[1].DepartsAt, s.Requests[1].EnergyNeeded = hours(2), ptr(10*unit.KilowattHour) // an hour
	s.Policy.Strategy = balance.EDF
	wantGiven(t, s.run(t), map[topology.ID]unit.Power{"a": kW, "b": 10 * kW, "c": kW})
	s.Policy.Strategy = balance.LeastLaxity
	wantGiven(t, s.run(t), map[topology.ID]unit.Power{"a": 10 * kW, "b": kW, "c": kW})
	s.Policy.Strategy = balance.MaxMin
	wantGiven(t, s.run(t), map[topology.ID]unit.Power{"a": 4 * kW, "b": 4 * kW, "c": 4 * kW})
}

// Whoever has been off the longest is admitted first, so in as many cycles as it takes everybody is.
func TestRotationServesEveryone(t *testing.T) {
	ids := []topology.ID{"a", "b", "c", "d", "e", "f", "g"}
	s := row(ids...).limit("gc", consumption, 9*kW)
	for _, id := range ids {
		s.asksAtLeast(id, 11*kW, 4140)
	}
	run := func(rotation bool) map[topology.ID]int {
		off := map[topology.ID]*time.Time{}
		served := map[topology.ID]int{}
		for cycle := range 21 {
			s.Now, s.Policy.Rotation = noon.Add(time.Duration(cycle)*time.Minute), rotation
			for i := range s.Requests {
				s.Requests[i].OffSince, s.Telemetry[i].ObservedAt = off[s.Requests[i].NodeID], s.Now
			}
			r := s.run(t)
			for _, id := range ids {
				switch on := given(t, r, id) > 0; {
				case on:
					served[id]++
					off[id] = nil
				case off[id] == nil:
					off[id] = ptr(s.Now)
				}
			}
		}
		return served
	}
	if served := run(false); len(served) != 2 {
		t.Errorf("without rotation %v are served, want the first two alone", served)
	}
	for _, id := range ids {
		if n := run(true)[id]; n < 5 {
			t.Errorf("%s is served in %d of 21 cycles, of 6 that are its share", id, n)
		}
	}
}

// Whoever is served stays before those that wait, whatever they waited; not before a higher tier, and not
// without rotation.
func TestATurnIsKept(t *testing.T) {
	for name, tt := range map[string]struct {
		rotation bool
		tier     int
		a, b     balance.Turn
		want     topology.ID
	}{
		"served before waiting":             {true, 1, "", balance.Served, "b"},
		"served before interrupted":         {true, 1, balance.Interrupted, balance.Served, "b"},
		"interrupted before waiting":        {true, 1, balance.Waits, balance.Interrupted, "b"},
		"longest off first where all alike": {true, 1, balance.Interrupted, balance.Interrupted, "a"},
		"a higher tier first":               {true, 0, "", balance.Served, "a"},
		"without rotation":                  {false, 1, "", balance.Served, "a"},
	} {
		t.Run(name, func(t *testing.T) {
			s := row("a", "b").limit("gc", consumption, 5*kW).asksAtLeast("a", 11*kW, 4140).asksAtLeast("b", 11*kW, 4140)
			s.Policy.Rotation = tt.rotation
			s.Requests[0].OffSince, s.Requests[0].Tier = ptr(noon.Add(-time.Hour)), &tt.tier
			s.Requests[0].Turn, s.Requests[1].Turn = tt.a, tt.b
			want := map[topology.ID]unit.Power{"a": 0, "b": 0}
			want[tt.want] = 5 * kW
			wantGiven(t, s.run(t), want)
		})
	}
}

func TestOffersToDischarge(t *testing.T) {
	s := row("car", "other").limit("gc", generation, 6*kW).limit("gc", net, 4*kW).asks("car", -10*kW).asks("other", 22*kW)
	// 4 kW may be exported. What is merely offered is no room for the other one.
	wantGiven(t, s.run(t), map[topology.ID]unit.Power{"car": -4 * kW, "other": 4 * kW, "gc": 0})
	// Once it is measured it is.
	wantGiven(t, s.drawing("car", -3*kW).run(t), map[topology.ID]unit.Power{"car": -4 * kW, "other": 7 * kW})
	// A load below the same cap lets more out, when it is measured.
	wantGiven(t, s.node("load", "gc", topology.CircuitNode).measured("load", 5*kW).run(t), map[topology.ID]unit.Power{"car": -6 * kW})
}

func TestNodesOutOfServiceGiveNothingAndStillCount(t *testing.T) {
	for _, status := range []topology.NodeStatus{topology.Maintenance, topology.NodeUnavailable} {
		s := newSite().node("gc", "", topology.GridConnection).node("c1", "gc", topology.CircuitNode).chargers("c1", "a").chargers("gc", "b").
			measured("a", 3*kW).measured("b", 0).measured("c1", 8*kW).asks("a", 9*kW).asks("b", 9*kW).limit("gc", consumption, 10*kW)
		s.Nodes[1].Status = status
		r := s.run(t)
		wantGiven(t, r, map[topology.ID]unit.Power{"a": 0, "b": 5 * kW}) // 8 kW less the 3 kW of a are a load
		wantCodes(t, r, reason.AggregateCapExceeded, reason.LeafUnavailable)
		if b := by(t, r, "a").BoundBy; len(b) != 1 || b[0].ReasonCode != reason.LeafUnavailable {
			t.Errorf("a is bound by %+v", b)
		}
	}
}

func TestLoadsAloneBeyondACapStopEveryLeafBelow(t *testing.T) {
	s := row("a", "b").limit("gc", consumption, 10*kW).node("load", "gc", topology.CircuitNode).measured("load", 12*kW).asks("a", 5*kW).asks("b", 5*kW)
	r := s.run(t)
	wantOutcome(t, r, balance.OutcomeCurtailed)
	wantGiven(t, r, map[topology.ID]unit.Power{"a": 0, "b": 0})
	if len(r.Breaches) != 1 || r.Breaches[0].ReasonCode != reason.AncestorCapExceeded {
		t.Errorf("breaches are %+v", r.Breaches)
	}
}

// What binds is no breach: the demand of now is below the limit.
func TestACutIsNoBreach(t *testing.T) {
	r := row("a", "b").limit("gc", consumption, 10*kW).asks("a", 9*kW).asks("b", 9*kW).run(t)
	wantOutcome(t, r, balance.OutcomeCurtailed)
	wantCodes(t, r, reason.AggregateCapExceeded)
	if len(r.Breaches) != 0 {
		t.Errorf("breaches are %+v", r.Breaches)
	}
	b := by(t, r, "a").BoundBy
	if len(b) != 1 || b[0].NodeID != "gc" || b[0].ConstraintType != consumption || b[0].ConstraintRef != "limit/gc/CONSUMPTION_CAP" || b[0].LimitWatts != 10*kW {
		t.Errorf("a is bound by %+v", b)
	}
}

func TestEveryCapThatBindsAtTheSameLevelIsNamed(t *testing.T) {
	s := newSite().node("gc", "", topology.GridConnection).node("c1", "gc", topology.CircuitNode).chargers("c1", "a").measured("a", 0).
		limit("gc", consumption, 10*kW).limit("c1", consumption, 10*kW).asks("a", 22*kW)
	if b := by(t, s.run(t), "a").BoundBy; len(b) != 2 || b[0].NodeID != "c1" || b[1].NodeID != "gc" {
		t.Errorf("a is bound by %+v, want c1 and gc", b)
	}
}

// Below a node whose measurement was lost nobody rises, cycle after cycle, until it is measured again or
// somebody has written its fallback anew.
func TestALostMeasurementFreezesWhatHangsOnIt(t *testing.T) {
	s := newSite().node("gc", "", topology.GridConnection).node("c1", "gc", topology.CircuitNode).chargers("c1", "a").
		limit("gc", consumption, 50*kW).measured("c1", 4*kW).measured("a", 4*kW).asks("a", 6*kW).has(balance.Equipment{NodeID: "c1", FallbackDemandWatts: ptr(5 * kW)})
	cycle := func() *balance.Result {
		r := s.run(t)
		s.Now, s.LastApplied = s.Now.Add(time.Minute), r.Applied
		for i := range s.Telemetry {
			s.Telemetry[i].ObservedAt = s.Now
		}
		return r
	}
	wantGiven(t, cycle(), map[topology.ID]unit.Power{"a": 6 * kW})
	s.Requests[0].RequestedWatts = 9 * kW
	meter := s.Telemetry[0]
	s.Telemetry = s.Telemetry[1:]
	for range 3 {
		r := cycle()
		wantGiven(t, r, map[topology.ID]unit.Power{"a": 6 * kW})
		if b := by(t, r, "a").BoundBy; len(b) != 1 || b[0].NodeID != "c1" || b[0].ReasonCode != reason.TelemetryStaleFallbackUsed {
			t.Errorf("a is bound by %+v", b)
		}
	}
	authored := s.Now
	s.Equipment[0].FallbackAuthoredAt = &authored
	wantGiven(t, cycle(), map[topology.ID]unit.Power{"a": 9 * kW})
	s.Requests[0].RequestedWatts = 12 * kW
	wantGiven(t, cycle(), map[topology.ID]unit.Power{"a": 12 * kW})
	s.LastApplied.Nodes[1].LostSince = s.Now
	s.Requests[0].RequestedWatts = 14 * kW
	wantGiven(t, cycle(), map[topology.ID]unit.Power{"a": 12 * kW})
	meter.ObservedAt = s.Now
	s.Telemetry = append(s.Telemetry, meter)
	wantGiven(t, cycle(), map[topology.ID]unit.Power{"a": 14 * kW})
}

func TestANodeThatNeverReportedFreezesNobody(t *testing.T) {
	s := newSite().node("gc", "", topology.GridConnection).chargers("gc", "a").limit("gc", consumption, 50*kW).asks("a", 6*kW).has(balance.Equipment{NodeID: "a", RatedWatts: ptr(11 * kW)})
	for _, ask := range []unit.Power{6 * kW, 9 * kW} {
		s.Requests[0].RequestedWatts = ask
		r := s.run(t)
		wantGiven(t, r, map[topology.ID]unit.Power{"a": ask})
		s.LastApplied = r.Applied
	}
}

// A charger that is not measured is taken to draw what it was told: otherwise its own power would come
// back as a load of the meter above it, and it would go on and off for ever.
func TestAChargerWithoutAMeterDoesNotCountTwice(t *testing.T) {
	s := newSite().node("gc", "", topology.GridConnection).chargers("gc", "a").limit("gc", consumption, 15*kW).measured("gc", 0).asks("a", 22*kW).has(balance.Equipment{NodeID: "a", RatedWatts: ptr(22 * kW)})
	for range 4 {
		r := s.run(t)
		wantGiven(t, r, map[topology.ID]unit.Power{"a": 15 * kW})
		s.LastApplied, s.Telemetry[0].PowerWatts = r.Applied, 15*kW
	}
}

func TestALeafThatHasNotConfirmedADecreaseKeepsItsRoom(t *testing.T) {
	s := row("a", "b").limit("gc", consumption, 20*kW).asks("a", 22*kW).asks("b", 22*kW).drawing("a", 15*kW)
	s.LastApplied = &balance.Applied{At: noon.Add(-time.Minute), Nodes: []balance.AppliedNode{
		{NodeID: "a", Watts: 10 * kW, ConfirmedWatts: ptr(15 * kW), SourceMode: balance.Measured}, {NodeID: "b", Watts: 5 * kW, SourceMode: balance.Measured},
	}}
	wantGiven(t, s.run(t), map[topology.ID]unit.Power{"a": 10 * kW, "b": 5 * kW})
	s.LastApplied.Nodes[0].ConfirmedWatts = ptr(10 * kW)
	wantGiven(t, s.drawing("a", 10*kW).run(t), map[topology.ID]unit.Power{"a": 10 * kW, "b": 10 * kW})
}

func TestADisabledPolicyReportsAndAppliesNothing(t *testing.T) {
	s := row("a").asks("a", 5*kW)
	s.Policy.Disabled = true
	r := s.run(t)
	wantGiven(t, r, map[topology.ID]unit.Power{"a": 5 * kW})
	if r.Audit.Enforced || r.Applied != nil {
		t.Errorf("audit is %+v, applied %v", r.Audit, r.Applied)
	}
}

func TestForecastCodesOfAnyNodeStandInTheResult(t *testing.T) {
	s := row("a").envelope("f", "gc", topology.Forecast, 10*kW).asks("a", 5*kW)
	s.Circuits = []topology.Circuit{{CircuitID: "feeder", NodeID: "gc", DefaultCapacityWatts: 8 * kW, FailSafeCapacityWatts: 3 * kW}}
	s.Health = []topology.SourceHealth{{NodeID: "gc", HealthyUntil: noon}}
	r := s.run(t)
	wantCodes(t, r, reason.AncestorCapExceeded, reason.ForecastSourceStaleFailSafeUsed)
	wantGiven(t, r, map[topology.ID]unit.Power{"a": 3 * kW})
	if b := by(t, r, "a").BoundBy; b[0].ConstraintRef != "feeder" {
		t.Errorf("a is bound by %+v, want the circuit", b)
	}
}

func TestSnapshotsThatContradictThemselvesAreRefusedByPlace(t *testing.T) {
	tests := map[string]struct {
		site  site
		field string
	}{
		"a reading of nobody":              {row("a").measured("x", 0), "node_id"},
		"two readings of one node":         {row("a").measured("a", 0), "node_id"},
		"a request of a circuit":           {row("a").asks("gc", kW), "node_id"},
		"a minimum above the maximum":      {changed(row("a").asksAtLeast("a", 9*kW, 5*kW), func(s *balance.Snapshot) { s.Requests[0].MaxWatts = ptr(4 * kW) }), "min_watts"},
		"a negative minimum":               {row("a").asksAtLeast("a", 9*kW, -1), "min_watts"},
		"a tier beyond all":                {changed(row("a").asks("a", kW), func(s *balance.Snapshot) { s.Requests[0].Tier = ptr(100) }), "tier"},
		"a negative weight":                {changed(row("a").asks("a", kW), func(s *balance.Snapshot) { s.Requests[0].Weight = -1 }), "weight"},
		"more than a terawatt":             {row("a").asks("a", topology.MaxWatts+1), "requested_watts"},
		"a negative limit":                 {row("a").limit("gc", consumption, -1), "limit_watts"},
		"a limit of another kind":          {row("a").limit("gc", "PEAK", 1), "constraint_type"},
		"a limit on nobody":                {row("a").limit("x", consumption, 1), "node_id"},
		"a scope that is not there":        {changed(row("a"), func(s *balance.Snapshot) { s.Scope = "x" }), "scope_node_id"},
		"a strategy that is none":          {changed(row("a"), func(s *balance.Snapshot) { s.Policy.Strategy = "FCFS" }), "policy.strategy"},
		"a gap policy that is none":        {changed(row("a"), func(s *balance.Snapshot) { s.Policy.Gap.Policy = "HOPE" }), "policy.gap_policy"},
		"no instant":                       {changed(row("a"), func(s *balance.Snapshot) { s.Now = time.Time{} }), "now"},
		"a quality that is none":           {row("a").reading("gc", 0, 0, "FINE"), "quality"},
		"an envelope without a source_ref": {changed(row("a").envelope("e", "gc", topology.Override, kW), func(s *balance.Snapshot) { s.Envelopes[0].SourceRef = "" }), ""},
		"a negative rating":                {row("a").has(balance.Equipment{NodeID: "a", RatedWatts: ptr(-1 * kW)}), "rated_watts"},
		"a negative limit of current": {changed(row("a"), func(s *balance.Snapshot) {
			s.CurrentLimits = []balance.CurrentLimit{{NodeID: "gc", Limit: [3]unit.Current{-1, 0, 0}}}
		}), "limit_ma"},
		"a cap of the microgrid of no kind": {changed(row("a"), func(s *balance.Snapshot) { s.Policy.AggregateLimits = []balance.AggregateLimit{{LimitWatts: 1}} }), "constraint_type"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := balance.Run(tt.site.Snapshot)
			wantFault(t, err, tt.field)
		})
	}
}

func changed(s site, change func(*balance.Snapshot)) site {
	change(s.Snapshot)
	return s
}
