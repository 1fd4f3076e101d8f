package postgres_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"ohmstead/backend/event"
	"ohmstead/backend/microgrid"
	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// row is a feeder with connectors that ask for power.
type row struct {
	grid
	root   topology.ID
	leaves []topology.ID
}

// row makes a feeder with so many connectors, each rated at 22 kW and asking for 11 kW.
func (g grid) row(n int) row {
	g.t.Helper()
	r := row{grid: g}
	_, r.root = g.feeder("west", 100_000)
	var ops []topology.Operation
	for range n {
		r.leaves = append(r.leaves, anID())
		ops = append(ops, add(topology.Connector, r.leaves[len(r.leaves)-1], r.root))
	}
	g.edit(ops...)
	for _, l := range r.leaves {
		r.point(l, `{"rated_watts":22000}`)
	}
	r.asks(11_000)
	return r
}

// point configures LOAD_BALANCING at a node, "" for the whole microgrid.
func (g grid) point(node topology.ID, config string) microgrid.Point {
	g.t.Helper()
	p, err := g.service.SavePoint(g.t.Context(), g.scope, topology.CapabilityControlPoint{
		ControlPointID: anID(), MicrogridID: g.id, NodeID: node, CapabilityType: topology.LoadBalancing, State: topology.Enabled, ControlSource: topology.Local,
		LocalConfig: []byte(config),
	}, noon())
	if err != nil {
		g.t.Fatal(err)
	}
	return p
}

// asks has every leaf ask for so much.
func (r row) asks(watts int64) {
	r.t.Helper()
	requests := make([]microgrid.LeafRequest, len(r.leaves))
	for i, l := range r.leaves {
		requests[i] = microgrid.LeafRequest{MicrogridID: r.id, NodeID: l, RequestedWatts: unit.Power(watts), Weight: 1}
	}
	if _, err := r.service.SaveRequests(r.t.Context(), r.scope, r.id, requests, noon()); err != nil {
		r.t.Fatal(err)
	}
}

func (g grid) cycle(now time.Time, key string) microgrid.Cycle {
	g.t.Helper()
	c, err := g.service.Rebalance(g.t.Context(), g.scope, microgrid.Rebalance{Microgrid: g.id, CorrelationID: key, Source: "OPERATOR"}, now)
	if err != nil {
		g.t.Fatal(err)
	}
	return c
}

// asset is the id of one of the site's assets.
func (g grid) asset(key string) topology.ID {
	g.t.Helper()
	assets, err := g.Assets(g.t.Context(), g.scope, g.site)
	if err != nil {
		g.t.Fatal(err)
	}
	for _, a := range assets {
		if a.Key == key {
			return topology.ID(a.ID.String())
		}
	}
	g.t.Fatalf("no asset %s", key)
	return ""
}

func (g grid) openAlarms() int {
	g.t.Helper()
	found, _, err := g.List(g.t.Context(), g.scope, event.Filter{Kind: event.Alarm, OpenOnly: true})
	if err != nil {
		g.t.Fatal(err)
	}
	return len(found)
}

func TestMicrogrid_ACycleIsKeptWhole(t *testing.T) {
	g := newWorld(t).grid()
	r := g.row(4)
	if _, err := g.service.SaveLimit(t.Context(), g.scope, limit(g.id, r.root, 30_000), noon()); err != nil {
		t.Fatal(err)
	}
	now := noon()
	first := g.cycle(now, "one")
	if first.Outcome != balance.OutcomeCurtailed || first.Allocation.AllocatedWatts != 30_000 || first.Allocation.RequestedWatts != 44_000 {
		t.Fatalf("%s %+v", first.Outcome, first.Allocation)
	}
	again := g.cycle(now.Add(time.Minute), "one")
	if again.CycleID != first.CycleID {
		t.Errorf("the same correlation id ran another cycle")
	}
	_, err := g.service.Rebalance(t.Context(), g.scope, microgrid.Rebalance{Microgrid: g.id, CorrelationID: "one", Scope: r.root}, now)
	if !errors.Is(err, reason.New(reason.IdempotencyKeyReused, nil)) {
		t.Errorf("the same correlation id for something else: %v", err)
	}
	if late := g.cycle(now.Add(25*time.Hour), "one"); late.CycleID == first.CycleID {
		t.Error("a correlation id holds for more than 24 h")
	}
	second := g.cycle(now.Add(26*time.Hour), "")
	kept, err := g.FindCycle(t.Context(), g.scope, g.id, second.CycleID)
	if err != nil || kept.Allocation == nil || kept.Allocation.AllocatedWatts != 30_000 || kept.SummaryCycle != second.SummaryCycle {
		t.Fatalf("%+v, %v", kept, err)
	}
	third := g.cycle(now.Add(26*time.Hour+time.Minute), "")
	if third.SummaryCycle != second.CycleID {
		t.Errorf("the same summary was kept again after a minute")
	}
	if kept, err = g.FindCycle(t.Context(), g.scope, g.id, third.CycleID); err != nil || kept.Allocation == nil || kept.Allocation.AllocatedWatts != 30_000 {
		t.Errorf("a cycle that refers to another's summary: %+v, %v", kept, err)
	}
	history, next, err := g.Cycles(t.Context(), g.scope, microgrid.CycleFilter{Microgrid: g.id, Limit: 3})
	if err != nil || len(history) != 3 || next == "" || history[0].CycleID != third.CycleID {
		t.Errorf("%d cycles, %q, %v", len(history), next, err)
	}
	if history, next, err = g.Cycles(t.Context(), g.scope, microgrid.CycleFilter{Microgrid: g.id, Limit: 3, Cursor: next}); err != nil || len(history) != 1 || next != "" || history[0].CycleID != first.CycleID {
		t.Errorf("the last page: %d cycles, %q, %v", len(history), next, err)
	}
	// The first cycle takes the chargers, which nobody measured or told anything, for their ratings.
	names := g.events()
	for name, want := range map[string]int{microgrid.RebalanceRequested: 4, microgrid.DemandResolved: 4, microgrid.CycleCompleted: 4, microgrid.BreachDetected: 1} {
		if n := count(names, name); n != want {
			t.Errorf("%s was told %d times, want %d", name, n, want)
		}
	}
}

// A breach is found once, lasts, and ends with the first cycle that no longer has it; so does its alarm.
func TestMicrogrid_ABreachLastsUntilACycleFindsItGone(t *testing.T) {
	g := newWorld(t).grid()
	r := g.row(1)
	load := anID()
	g.edit(add(topology.CircuitNode, load, r.root))
	p := g.point(load, `{"fallback_demand_watts":50000}`)
	if _, err := g.service.SaveLimit(t.Context(), g.scope, limit(g.id, r.root, 40_000), noon()); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		c := g.cycle(noon().Add(time.Duration(i)*time.Minute), "")
		if len(c.Breaches) != 1 || c.Breaches[0].NodeID != r.root || !slices.Contains(c.ReasonCodes, c.Breaches[0].ReasonCode) || c.Allocation.AllocatedWatts != 0 {
			t.Fatalf("%+v", c)
		}
	}
	status, err := g.service.Status(t.Context(), g.scope, g.id, noon())
	if err != nil || len(status.Breaches) != 1 || !status.Breaches[0].DetectedAt.Equal(noon()) || g.openAlarms() != 1 {
		t.Errorf("%+v, %v, %d alarms", status.Breaches, err, g.openAlarms())
	}
	p.LocalConfig = []byte(`{"fallback_demand_watts":5000}`)
	if _, err := g.service.SavePoint(t.Context(), g.scope, p.CapabilityControlPoint, noon()); err != nil {
		t.Fatal(err)
	}
	if c := g.cycle(noon().Add(4*time.Minute), ""); len(c.Breaches) != 0 || c.Outcome != balance.OutcomeApplied {
		t.Errorf("%+v", c)
	}
	status, err = g.service.Status(t.Context(), g.scope, g.id, noon())
	if err != nil || len(status.Breaches) != 0 || g.openAlarms() != 0 {
		t.Errorf("%+v, %v, %d alarms", status.Breaches, err, g.openAlarms())
	}
	if n := count(g.events(), microgrid.BreachDetected); n != 1 {
		t.Errorf("the breach was told %d times", n)
	}
}

// Demand that nobody can know rejects the cycle, which is kept; what was breached is not forgotten for it.
func TestMicrogrid_UnknownDemandIsKeptAsARejectedCycle(t *testing.T) {
	g := newWorld(t).grid()
	r := g.row(2)
	load := anID()
	g.edit(add(topology.CircuitNode, load, r.root))
	if _, err := g.service.SaveLimit(t.Context(), g.scope, limit(g.id, load, 1), noon()); err != nil {
		t.Fatal(err)
	}
	c := g.cycle(noon(), "k")
	if c.Outcome != balance.OutcomeRejected || len(c.MissingInputs) == 0 || !slices.Equal(c.ReasonCodes, []reason.Code{reason.TelemetryUnavailable}) {
		t.Fatalf("%+v", c)
	}
	if again := g.cycle(noon(), "k"); again.CycleID != c.CycleID || len(again.MissingInputs) != len(c.MissingInputs) {
		t.Errorf("again: %+v", again)
	}
	if kept, err := g.FindCycle(t.Context(), g.scope, g.id, c.CycleID); err != nil || kept.Outcome != balance.OutcomeRejected {
		t.Errorf("%+v, %v", kept, err)
	}
	if names := g.events(); count(names, microgrid.CycleCompleted) != 1 || count(names, microgrid.DemandResolved) != 0 {
		t.Errorf("told %q", names)
	}
}

// T41 and what a disabled policy does: cycles evaluate and report, and say that nothing is carried out.
func TestMicrogrid_PolicyIsTheWholeMicrogridsPoint(t *testing.T) {
	g := newWorld(t).grid()
	g.row(2)
	plain := g.cycle(noon(), "")
	if plain.Audit.PolicyVersion != 0 || !plain.Audit.Enforced || plain.Audit.Thresholds.FreshnessSeconds != 60 {
		t.Errorf("without a policy: %+v", plain.Audit)
	}
	for _, kind := range []topology.CapabilityType{topology.PeakShaving, topology.DER, topology.EnergyOptimisation} {
		p := topology.CapabilityControlPoint{ControlPointID: anID(), MicrogridID: g.id, CapabilityType: kind, State: topology.Enabled, ControlSource: topology.External}
		if _, err := g.service.SavePoint(t.Context(), g.scope, p, noon()); err != nil {
			t.Fatal(err)
		}
	}
	if c := g.cycle(noon(), ""); c.Audit.PolicyVersion != 0 || c.SummaryCycle != plain.CycleID {
		t.Errorf("capabilities that are not balanced changed the cycle: %+v", c)
	}
	p := g.point("", `{"freshness_seconds":5,"aggregate_limits":[{"constraint_type":"CONSUMPTION_CAP","limit_watts":15000}]}`)
	if c := g.cycle(noon(), ""); c.Audit.PolicyVersion != 1 || c.Audit.Thresholds.FreshnessSeconds != 5 || c.Allocation.AllocatedWatts != 15_000 {
		t.Errorf("with a policy: %+v %+v", c.Audit, c.Allocation)
	}
	p.State = topology.Disabled
	if _, err := g.service.SavePoint(t.Context(), g.scope, p.CapabilityControlPoint, noon()); err != nil {
		t.Fatal(err)
	}
	if c := g.cycle(noon(), ""); c.Audit.PolicyVersion != 2 || c.Audit.Enforced || c.Allocation.AllocatedWatts != 15_000 {
		t.Errorf("disabled: %+v %+v", c.Audit, c.Allocation)
	}
}

// What an asset measures is the demand of its node, while it is fresh.
func TestMicrogrid_TelemetryIsTheAssetsLatest(t *testing.T) {
	g := newWorld(t).grid()
	r := g.row(1)
	asset := g.asset("load0")
	kind := topology.PowerSourceAsset
	g.edit(topology.Operation{Op: topology.OpAdd, Node: topology.Node{
		NodeID: anID(), ParentNodeID: r.root, Name: "load", NodeType: topology.PowerSource, AttachedAssetType: &kind, AttachedAssetID: asset, Status: topology.NodeActive,
	}})
	if _, err := g.service.SaveLimit(t.Context(), g.scope, limit(g.id, r.root, 12_000), noon()); err != nil {
		t.Fatal(err)
	}
	g.write(g.sample("load0.ActivePower", noon(), 4000.2))
	fresh := g.cycle(noon().Add(time.Minute), "")
	if fresh.Allocation == nil || fresh.Allocation.AllocatedWatts != 12_000-4_001 {
		t.Errorf("measured 4000.2 W under 12 kW: %+v", fresh)
	}
	stale := g.cycle(noon().Add(time.Minute+time.Second), "")
	if stale.Outcome != balance.OutcomeCurtailed && stale.Outcome != balance.OutcomeRejected {
		t.Errorf("a second too old: %+v", stale.Outcome)
	}
	for _, in := range stale.Audit.Inputs {
		if in.NodeID == r.root && in.SourceMode != balance.FallbackDerived {
			t.Errorf("a second too old is still %s", in.SourceMode)
		}
	}
}

// fillCycle puts rows into the tables of balancing.
func (g grid) fillCycle(root topology.ID) {
	g.t.Helper()
	leaf, load := anID(), anID()
	g.edit(add(topology.Connector, leaf, root), add(topology.CircuitNode, load, root))
	g.point(leaf, `{"rated_watts":11000}`)
	g.point(load, `{"fallback_demand_watts":90000}`)
	row{grid: g, leaves: []topology.ID{leaf}}.asks(5000)
	if c := g.cycle(noon(), "fill"); len(c.Breaches) == 0 {
		g.t.Fatalf("no breach: %+v", c)
	}
}
