package postgres_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// grid is the microgrid of a world's site under its rules.
type grid struct {
	*world
	service *microgrid.Service
	id      topology.ID
	depot   topology.ID
}

func (w *world) grid() grid {
	w.t.Helper()
	m, err := w.MicrogridOfDepot(w.t.Context(), w.scope, topology.ID(w.site.ID.String()))
	if err != nil {
		w.t.Fatal(err)
	}
	return grid{w, microgrid.NewService(w.DB), m.MicrogridID, m.DepotID}
}

// anID is a new id, after all before it in order, as the database's own are.
func anID() topology.ID { return topology.ID(uuid.Must(uuid.NewV7()).String()) }

// feeder authors a feeder circuit and resyncs; it answers the circuit and its node.
func (g grid) feeder(name string, capacity int64) (circuit, node topology.ID) {
	g.t.Helper()
	c := microgrid.Circuit{CircuitID: anID(), Name: name, DefaultCapacityWatts: unit.Power(capacity), FailSafeCapacityWatts: unit.Power(capacity / 5), GapPolicy: topology.GapCircuitDefault}
	if _, _, err := g.service.SaveCircuit(g.t.Context(), g.scope, microgrid.Authored{Depot: g.depot, Circuit: c}); err != nil {
		g.t.Fatal(err)
	}
	r, err := g.service.Resync(g.t.Context(), g.scope, g.depot, noon())
	if err != nil {
		g.t.Fatal(err)
	}
	for _, n := range r.Nodes {
		if n.AttachedAssetID == c.CircuitID {
			return c.CircuitID, n.NodeID
		}
	}
	g.t.Fatal("the feeder has no node")
	return "", ""
}

func (g grid) version() int64 {
	g.t.Helper()
	m, err := g.FindMicrogrid(g.t.Context(), g.scope, g.id)
	if err != nil {
		g.t.Fatal(err)
	}
	return m.Version
}

// edit applies operations at the version there is.
func (g grid) edit(ops ...topology.Operation) {
	g.t.Helper()
	if _, err := g.service.EditTopology(g.t.Context(), g.scope, g.id, topology.Edit{Version: g.version(), Operations: ops}, noon()); err != nil {
		g.t.Fatal(err)
	}
}

// add is the operation that adds a node.
func add(kind topology.NodeType, id, parent topology.ID) topology.Operation {
	return topology.Operation{Op: topology.OpAdd, Node: topology.Node{NodeID: id, ParentNodeID: parent, Name: "node", NodeType: kind, Status: topology.NodeActive}}
}

// events are the names of what was told of the microgrid, in order.
func (g grid) events() []string {
	g.t.Helper()
	rows, err := g.super.Query(g.t.Context(), "SELECT name FROM microgrid_events WHERE tenant_id = $1 ORDER BY event_id", g.tenant.Key)
	if err != nil {
		g.t.Fatal(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		g.t.Fatal(err)
	}
	return names
}

func count(names []string, name string) (n int) {
	for _, one := range names {
		if one == name {
			n++
		}
	}
	return n
}

// fillMicrogrid puts rows of the tenant into every table of microgrids.
func (w *world) fillMicrogrid() {
	w.t.Helper()
	g := w.grid()
	ctx := w.t.Context()
	_, node := g.feeder("west", 50_000)
	if _, err := g.service.SaveLimit(ctx, w.scope, limit(g.id, node, 40_000), noon()); err != nil {
		w.t.Fatal(err)
	}
	p := topology.CapabilityControlPoint{ControlPointID: anID(), MicrogridID: g.id, CapabilityType: topology.DER, State: topology.Enabled, ControlSource: topology.External}
	if _, err := g.service.SavePoint(ctx, w.scope, p, noon()); err != nil {
		w.t.Fatal(err)
	}
	r := microgrid.Report{Microgrid: g.id, Point: p.ControlPointID, Raw: true, ReportedBy: topology.External, ObservedAt: noon(), SourceEventRef: "first"}
	if _, err := g.service.RecordStatus(ctx, w.scope, r, noon()); err != nil {
		w.t.Fatal(err)
	}
	g.fillCycle(node)
	g.fillEnvelopes(node)
}

func limit(id, node topology.ID, watts int64) topology.NodeLimit {
	return topology.NodeLimit{MicrogridID: id, NodeID: node, ConstraintType: topology.ConsumptionCap, LimitWatts: unit.Power(watts), SourceType: topology.Manual, Status: topology.LimitActive}
}

// 50 clients edit one tree at once, each until it has added its node: of those who saw the same version
// exactly one wins, the others are told of the conflict, and no edit is lost.
func TestMicrogrid_OfFiftyClientsOneWinsPerVersion(t *testing.T) {
	const clients = 50
	g := newWorld(t).grid()
	_, root := g.feeder("west", 50_000)
	first := g.version()
	won := make(chan int64, clients)
	var group sync.WaitGroup
	for range clients {
		group.Go(func() {
			own := anID()
			for range 10 * clients {
				seen, err := g.service.Topology(t.Context(), g.scope, g.id)
				if err != nil {
					t.Error(err)
					return
				}
				e := topology.Edit{Version: seen.Microgrid.Version, Operations: []topology.Operation{add(topology.CircuitNode, own, root)}}
				after, err := g.service.EditTopology(t.Context(), g.scope, g.id, e, noon())
				if topology.IsConflict(err) {
					continue
				}
				if err != nil || after.Microgrid.Version != seen.Microgrid.Version+1 {
					t.Errorf("from version %d to %d, %v", seen.Microgrid.Version, after.Microgrid.Version, err)
				}
				won <- after.Microgrid.Version
				return
			}
			t.Error("a client never won")
		})
	}
	group.Wait()
	close(won)
	winners := map[int64]int{}
	for v := range won {
		winners[v]++
	}
	for v := first + 1; v <= first+clients; v++ {
		if winners[v] != 1 {
			t.Errorf("version %d was won by %d clients", v, winners[v])
		}
	}
	end, err := g.service.Topology(t.Context(), g.scope, g.id)
	if err != nil || end.Microgrid.Version != first+clients || len(end.Nodes) != 1+clients {
		t.Errorf("in the end %d nodes at version %d, %v", len(end.Nodes), end.Microgrid.Version, err)
	}
	if n := count(g.events(), microgrid.TopologyUpdated); n != 1+clients { // resync was the first
		t.Errorf("%d times told that the topology was updated", n)
	}
}

func TestMicrogrid_VersionIsOfAcceptedEditsOnly(t *testing.T) {
	g := newWorld(t).grid()
	_, root := g.feeder("west", 50_000)
	a, b := anID(), anID()
	g.edit(add(topology.CircuitNode, a, root), add(topology.CircuitNode, b, a))
	before := g.version()
	move := topology.Operation{Op: topology.OpMove, Node: topology.Node{NodeID: a, ParentNodeID: b}}
	_, err := g.service.EditTopology(t.Context(), g.scope, g.id, topology.Edit{Version: before, Operations: []topology.Operation{move}}, noon())
	if refused := new(reason.Error); !errors.As(err, &refused) || refused.Code != reason.TopologyInvalid || fmt.Sprint(refused.Params["rule"]) != string(topology.Cycle) {
		t.Errorf("under its own descendant: %v", err)
	}
	if _, err = g.service.EditTopology(t.Context(), g.scope, g.id, topology.Edit{Version: before - 1, Operations: []topology.Operation{move}}, noon()); !topology.IsConflict(err) {
		t.Errorf("stale and a cycle: %v, want the conflict", err)
	}
	remove := topology.Operation{Op: topology.OpRemove, Node: topology.Node{NodeID: a}}
	if _, err = g.service.EditTopology(t.Context(), g.scope, g.id, topology.Edit{Version: before, Operations: []topology.Operation{remove}}, noon()); !errors.Is(err, reason.New(reason.TopologyInvalid, nil)) {
		t.Errorf("a node with children was removed: %v", err)
	}
	if _, err := g.service.SaveLimit(t.Context(), g.scope, limit(g.id, b, 5), noon()); err != nil {
		t.Fatal(err)
	}
	remove.Node.NodeID = b
	if _, err = g.service.EditTopology(t.Context(), g.scope, g.id, topology.Edit{Version: before, Operations: []topology.Operation{remove}}, noon()); !errors.Is(err, reason.New(reason.TopologyInvalid, nil)) {
		t.Errorf("a node with a limit was removed: %v", err)
	}
	if after := g.version(); after != before {
		t.Errorf("version %d, was %d", after, before)
	}
}

func TestMicrogrid_ResyncKeepsNodesAndChangesNothingTwice(t *testing.T) {
	g := newWorld(t).grid()
	ctx := t.Context()
	connection := anID()
	if _, err := g.super.Exec(ctx, "INSERT INTO grid_connections (tenant_id, site_id, id, interconnection_capacity_import_watts) VALUES ($1, $2, $3, 60000)", g.tenant.Key, g.site.Key, string(connection)); err != nil {
		t.Fatal(err)
	}
	c := microgrid.Circuit{CircuitID: anID(), Name: "west", GridConnection: connection, DefaultCapacityWatts: 50_000, GapPolicy: topology.GapCircuitDefault}
	save := func(c microgrid.Circuit) {
		t.Helper()
		if _, _, err := g.service.SaveCircuit(ctx, g.scope, microgrid.Authored{Depot: g.depot, Circuit: c}); err != nil {
			t.Fatal(err)
		}
	}
	resync := func() microgrid.Resynced {
		t.Helper()
		r, err := g.service.Resync(ctx, g.scope, g.depot, noon())
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	save(c)
	first := resync()
	_, limits, err := g.service.NodeLimits(ctx, g.scope, g.id, "")
	if err != nil || len(limits) != 1 || limits[0].LimitWatts != 60_000 || limits[0].SourceType != topology.PhysicalDerived {
		t.Fatalf("limits %+v, %v, want the connection's import capacity", limits, err)
	}
	child := anID()
	g.edit(add(topology.CircuitNode, child, first.Nodes[0].NodeID))
	second := resync()
	if second.Changed || len(second.Nodes) != 2 || first.Nodes[0].NodeID != limits[0].NodeID {
		t.Errorf("the second run: %+v", second)
	}
	other := microgrid.Circuit{CircuitID: anID(), Name: "east", GapPolicy: topology.GapCircuitDefault}
	save(other)
	if r := resync(); !r.Changed || len(r.Nodes) != 3 {
		t.Errorf("a new feeder: %+v", r)
	}
	for _, gone := range []microgrid.Circuit{c, other} {
		gone.Version = 1
		if _, err := g.service.RemoveCircuit(ctx, g.scope, microgrid.Authored{Depot: g.depot, Circuit: gone}); err != nil {
			t.Fatal(err)
		}
	}
	last := resync()
	if len(last.Nodes) != 2 || last.Nodes[0].Status != topology.NodeUnavailable || last.Nodes[0].NodeID != first.Nodes[0].NodeID {
		t.Errorf("feeders that are gone: %+v, want the one with children UNAVAILABLE and the other removed", last.Nodes)
	}
	if r := resync(); r.Changed {
		t.Errorf("it changed something again: %+v", r)
	}
}

func TestMicrogrid_StatusIsAnAppendOnlyHistory(t *testing.T) {
	g := newWorld(t).grid()
	ctx := t.Context()
	point := topology.CapabilityControlPoint{ControlPointID: anID(), MicrogridID: g.id, CapabilityType: topology.DER, State: topology.Enabled, ControlSource: topology.External}
	if _, err := g.service.SavePoint(ctx, g.scope, point, noon()); err != nil {
		t.Fatal(err)
	}
	report := func(ref string, raw any, at time.Time) topology.CapabilityStatusEvent {
		t.Helper()
		e, err := g.service.RecordStatus(ctx, g.scope, microgrid.Report{
			Microgrid: g.id, Point: point.ControlPointID, Raw: raw, ReportedBy: topology.External, ObservedAt: at, SourceEventRef: topology.ID(ref),
		}, noon())
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	newer := report("a", true, noon())
	report("b", "Lädt – 3/4", noon().Add(-time.Hour)) // late
	if again := report("a", true, noon()); again.StatusEventID != newer.StatusEventID {
		t.Error("the same reference made another event")
	}
	_, err := g.service.RecordStatus(ctx, g.scope, microgrid.Report{Microgrid: g.id, Point: point.ControlPointID, Raw: false, ReportedBy: topology.External, ObservedAt: noon(), SourceEventRef: "a"}, noon())
	if !errors.Is(err, reason.New(reason.IdempotencyKeyReused, nil)) {
		t.Errorf("the same reference for something else: %v", err)
	}
	for i, now := range []time.Time{noon().Add(10 * time.Second), noon().Add(20 * time.Second)} {
		_, points, err := g.service.ControlPoints(ctx, g.scope, microgrid.PointFilter{Microgrid: g.id}, now)
		if err != nil || len(points) != 1 || points[0].Status == nil {
			t.Fatalf("%+v, %v", points, err)
		}
		s := points[0].Status
		if s.LatestOperationalStatus != "ON" || !strings.Contains(string(s.StatusDetail), "true") || s.FreshnessSeconds != int64(10*(i+1)) {
			t.Errorf("projected %+v", s)
		}
	}
	history, next, err := g.service.StatusHistory(ctx, g.scope, microgrid.HistoryFilter{Microgrid: g.id, Point: point.ControlPointID, Limit: 1})
	if err != nil || len(history) != 1 || history[0].StatusEventID != newer.StatusEventID || next == "" {
		t.Fatalf("the first page: %+v %q %v", history, next, err)
	}
	history, next, err = g.service.StatusHistory(ctx, g.scope, microgrid.HistoryFilter{Microgrid: g.id, Point: point.ControlPointID, Limit: 1, Cursor: next})
	if err != nil || len(history) != 1 || history[0].OperationalStatus != "Lädt – 3/4" || next != "" {
		t.Errorf("the second page: %+v %q %v", history, next, err)
	}
	if n := count(g.events(), microgrid.StatusRecorded); n != 2 {
		t.Errorf("%d times told of a status, want 2", n)
	}
	for _, sql := range []string{"UPDATE capability_status_events SET operational_status = 'X'", "DELETE FROM capability_status_events"} {
		if touched, err := attempt(t, g.world, g.scope, sql); !denied(err) || touched != 0 {
			t.Errorf("%s: %d rows, %v", sql, touched, err)
		}
	}
	if touched, err := attempt(t, g.world, identity.Scope{Tenant: g.tenant.Key, AllSites: true}, "UPDATE microgrid_events SET name = 'X'"); !denied(err) || touched != 0 {
		t.Errorf("events were changed: %d, %v", touched, err)
	}
}

// What is said about a microgrid is told with what it is about, also when it is changed or retired.
func TestMicrogrid_LimitsAndControlPointsAreTold(t *testing.T) {
	g := newWorld(t).grid()
	_, root := g.feeder("west", 100_000)
	saved, err := g.service.SaveLimit(t.Context(), g.scope, limit(g.id, root, 40_000), noon())
	if err != nil {
		t.Fatal(err)
	}
	saved.Status = topology.LimitInactive
	if _, err := g.service.SaveLimit(t.Context(), g.scope, saved, noon()); err != nil {
		t.Fatal(err)
	}
	point := g.point(root, `{}`)
	told := g.asked(`SELECT concat_ws(' ', kind, data->>'microgrid_id', data->>'node_limit_id', data->>'control_point_id', data->>'node_id', data->>'constraint_type',
		data->>'capability_type', data->>'state', data->>'control_source') FROM outbox WHERE tenant_id = $1 AND kind IN ('` + microgrid.NodeLimitUpdated + "', '" + microgrid.PointUpdated + `') ORDER BY kind`)
	of := fmt.Sprintf("%s %s %s %s CONSUMPTION_CAP", microgrid.NodeLimitUpdated, g.id, saved.NodeLimitID, root)
	same(t, "told", []string{fmt.Sprintf("%s %s %s %s LOAD_BALANCING enabled LOCAL", microgrid.PointUpdated, g.id, point.ControlPointID, root), of, of}, told)
}

// Nothing of the microgrid refers to another domain but the microgrid to its site (D-018, D-024), and no
// column has a protocol's name.
func TestMicrogrid_NoKeysOutOfTheDomain(t *testing.T) {
	conn := newWorld(t).super
	rows, err := conn.Query(t.Context(), `SELECT c.relname || ' to ' || f.confrelid::regclass FROM pg_constraint f JOIN pg_class c ON c.oid = f.conrelid
		WHERE f.contype = 'f' AND c.relname = ANY ($1) AND NOT f.confrelid::regclass::text = ANY ($1)
		UNION ALL SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_name = ANY ($1) AND column_name ~ 'oscp|ocpp|openadr|vdv'`, microgridTables())
	if err != nil {
		t.Fatal(err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(found) != 1 || found[0] != "microgrids to sites" {
		t.Errorf("%q, %v", found, err)
	}
}

func microgridTables() []string {
	return []string{
		"microgrids", "microgrid_nodes", "node_limits", "capability_control_points", "capability_status_events", "microgrid_keys", "microgrid_events",
		"leaf_requests", "balancing_cycles", "microgrid_standings", "breaches", "cycle_executions",
		"operating_envelopes", "operating_envelope_blocks", "envelope_lifecycle_events", "envelope_states", "envelope_sources", "envelope_schedules", "circuit_capacities",
	}
}
