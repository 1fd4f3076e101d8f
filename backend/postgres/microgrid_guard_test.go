package postgres_test

import (
	"errors"
	"slices"
	"testing"

	"ohmstead/backend/microgrid"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
)

// FR-028, D-023, T2, T3 and T56: the guard is right at once, corrects what is shown, and neither asks for a
// cycle nor changes an envelope; the scheduler that comes later tells nothing twice.
func TestGuard_CorrectsWhatIsShownAndAsksForNothing(t *testing.T) {
	g := newWorld(t).grid()
	circuit, root := g.feeder("west", 100_000)
	e := g.submit(g.bound(topology.Override, root, 30_000, span{10, 20}), minute(0))
	for _, tt := range []struct {
		at    int
		watts int64
		by    topology.ID
		told  int
	}{
		{9, 100_000, circuit, 0},
		{12, 30_000, e.EnvelopeID, 1},
		{13, 30_000, e.EnvelopeID, 1},
		{25, 100_000, circuit, 2},
		{11, 30_000, e.EnvelopeID, 2}, // of an instant before what is shown: nothing to correct
	} {
		got, err := g.service.EffectiveCircuitCapacity(t.Context(), g.scope, circuit, minute(tt.at))
		if err != nil || int64(got.EffectiveCapacityWatts) != tt.watts || got.SetBy != tt.by || got.NodeID != root {
			t.Errorf("minute %d: %+v, %v, want %d by %s", tt.at, got, err, tt.watts, tt.by)
		}
		if n := count(g.events(), topology.CapacityReconciled); n != tt.told {
			t.Errorf("minute %d: told %d times, want %d", tt.at, n, tt.told)
		}
	}
	same(t, "what the feeder was shown", []string{"30000 REBALANCE_GUARD 12", "100000 REBALANCE_GUARD 25"}, trimmed(g.capacities()))
	same(t, "the envelope", []string{"PENDING RECEIPT 0s"}, g.lived(e.EnvelopeID))
	if names := g.events(); slices.Contains(names, microgrid.RebalanceRequested) || slices.Contains(names, topology.CapacityChanged) {
		t.Errorf("the guard brought about %q", names)
	}
	g.round(minute(25))
	same(t, "the envelope", []string{"PENDING RECEIPT 0s", "ACTIVE BOUNDARY 10m0s", "EXPIRED BOUNDARY 20m0s"}, g.lived(e.EnvelopeID))
	if n := len(g.capacities()); n != 2 || g.cycles() != 1 {
		t.Errorf("the feeder was shown %q, %d cycles, want the scheduler to tell nothing twice and run the cycle that is owed", g.capacities(), g.cycles())
	}
	for _, row := range g.asked("SELECT kind || ' ' || (data->>'projection_trigger') || ' ' || (data->>'circuit_id') FROM outbox WHERE tenant_id = $1 AND kind LIKE 'compatibility.%'") {
		if row != topology.CapacityReconciled+" REBALANCE_GUARD "+string(circuit) {
			t.Errorf("told %q", row)
		}
	}
	if _, err := g.service.EffectiveCircuitCapacity(t.Context(), g.scope, anID(), minute(0)); !errors.Is(err, reason.New(reason.NotFound, nil)) {
		t.Errorf("a circuit that is none: %v", err)
	}
}

// A cycle asks the guard first: a default that was changed under an envelope, or the end of one that no
// scheduler has seen, is corrected before anything is allocated.
func TestGuard_IsAskedBeforeACycle(t *testing.T) {
	g := newWorld(t).grid()
	r := g.row(1)
	g.submit(g.bound(topology.Override, r.root, 30_000, span{0, 20}), minute(0))
	g.round(minute(0))
	before := len(g.events())
	g.cycle(minute(30), "")
	got := g.events()[before:]
	if len(got) < 2 || got[0] != topology.CapacityReconciled || got[1] != microgrid.RebalanceRequested || count(got, topology.CapacityReconciled) != 1 {
		t.Errorf("a cycle told %q, want the correction first", got)
	}
	page, next, err := g.CapacityHistory(t.Context(), g.scope, microgrid.CapacityFilter{Microgrid: g.id, Circuit: g.circuit(r.root), Limit: 1})
	if err != nil || len(page) != 1 || page[0].ProjectionTrigger != topology.RebalanceGuard || page[0].EffectiveCapacityWatts != 100_000 || next == "" {
		t.Fatalf("%+v, %q, %v", page, next, err)
	}
	page, next, err = g.CapacityHistory(t.Context(), g.scope, microgrid.CapacityFilter{Microgrid: g.id, Circuit: g.circuit(r.root), Limit: 1, Cursor: next})
	if err != nil || len(page) != 1 || page[0].ProjectionTrigger != topology.EnvelopeChange || page[0].EffectiveCapacityWatts != 30_000 || next != "" {
		t.Errorf("%+v, %q, %v", page, next, err)
	}
}

// circuit is the feeder of a managed node.
func (g grid) circuit(node topology.ID) topology.ID {
	g.t.Helper()
	tree, err := g.service.Topology(g.t.Context(), g.scope, g.id)
	if err != nil {
		g.t.Fatal(err)
	}
	at := slices.IndexFunc(tree.Nodes, func(n topology.Node) bool { return n.NodeID == node })
	return tree.Nodes[at].AttachedAssetID
}
