package present_test

import (
	"testing"
	"time"

	"ohmstead/backend/microgrid/present"
	"ohmstead/energy/balance"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

var noon = time.Date(2026, time.June, 1, 12, 0, 0, 0, time.UTC)

// feeder is a snapshot of one node at a time when the source of its only forecast is silent.
func feeder(t *testing.T, with func(s *balance.Snapshot)) *balance.Snapshot {
	t.Helper()
	s := &balance.Snapshot{
		Now: noon, Microgrid: topology.Microgrid{MicrogridID: "m"},
		Nodes:  []topology.Node{{NodeID: "gc", MicrogridID: "m", NodeType: topology.GridConnection, Status: topology.NodeActive}},
		Policy: balance.Policy{Gap: topology.Gap{FailSafeWatts: 5 * unit.Kilowatt}},
		Health: []topology.SourceHealth{{NodeID: "gc", HealthyUntil: noon.Add(-time.Minute)}},
	}
	most := 40 * unit.Kilowatt
	e := topology.OperatingEnvelope{
		EnvelopeID: "e", MicrogridID: "m", NodeID: "gc", EnvelopeType: topology.Forecast, ConstraintType: topology.ConsumptionCap, SourceRef: "ref",
		EffectiveFrom: noon.Add(-time.Hour), EffectiveTo: noon.Add(time.Hour), ReceivedAt: noon.Add(-2 * time.Hour), Status: topology.EnvelopeActive,
	}
	e.Blocks = []topology.OperatingEnvelopeBlock{{EnvelopeID: "e", BlockFrom: e.EffectiveFrom, BlockTo: e.EffectiveTo, MaxLimitWatts: &most}}
	s.Envelopes = []topology.OperatingEnvelope{e}
	with(s)
	tree, err := topology.NewTree("m", s.Nodes)
	if err != nil {
		t.Fatal(err)
	}
	s.Tree = tree
	return s
}

// Of each limit in force it is told what kind of thing set it, and which.
func TestWhatSetALimit(t *testing.T) {
	for name, tt := range map[string]struct {
		with  func(s *balance.Snapshot)
		kind  present.Origin
		by    topology.ID
		watts unit.Power
	}{
		"the envelope whose source is heard": {func(s *balance.Snapshot) { s.Health = nil }, present.ByEnvelope, "e", 40_000},
		"the policy's fail-safe while it is silent": {
			func(*balance.Snapshot) {}, present.ByPolicy, topology.PolicyFailSafe, 5_000,
		},
		"the fail-safe of the node's circuit": {
			func(s *balance.Snapshot) {
				s.Circuits = []topology.Circuit{{CircuitID: "c", NodeID: "gc", DefaultCapacityWatts: 80_000, FailSafeCapacityWatts: 7_000}}
			}, present.ByCircuit, "c", 7_000,
		},
		"a limit that is tighter": {
			func(s *balance.Snapshot) {
				s.Limits = []topology.NodeLimit{{
					NodeLimitID: "l", MicrogridID: "m", NodeID: "gc", ConstraintType: topology.ConsumptionCap, LimitWatts: 3_000, SourceType: topology.Manual, Status: topology.LimitActive,
				}}
			}, present.ByNodeLimit, "l", 3_000,
		},
	} {
		t.Run(name, func(t *testing.T) {
			now := present.Of(feeder(t, tt.with), &balance.Result{})
			if len(now.Nodes) != 1 || len(now.Nodes[0].Limits) != 1 {
				t.Fatalf("%+v", now.Nodes)
			}
			l := now.Nodes[0].Limits[0]
			if l.SetByKind != tt.kind || l.SetBy != tt.by || l.LimitWatts == nil || *l.LimitWatts != tt.watts {
				t.Errorf("%v W by %s %q, want %d W by %s %q", l.LimitWatts, l.SetByKind, l.SetBy, tt.watts, tt.kind, tt.by)
			}
		})
	}
}
