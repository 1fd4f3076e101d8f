package microgrid

import (
	"errors"
	"fmt"
	"strings"

	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
	"ohmstead/field/microgrid"
	"ohmstead/field/strict"
)

// Story is a snapshot from a file, with what the file expects of its result.
type Story struct {
	Name     string
	Snapshot balance.Snapshot

	reader microgrid.Reader
	doc    *strict.Document
	root   *strict.Map
	places map[string][]*strict.Map // items of the snapshot's lists, where they stand
	expect expectation
}

// Parse reads a snapshot; file is the name used in complaints. All faults come at once, a line each.
func Parse(file string, data []byte) (*Story, error) {
	doc, err := strict.Parse(file, data)
	if err != nil {
		return nil, err
	}
	s := &Story{doc: doc, root: doc.Root(), places: map[string][]*strict.Map{}}
	s.read()
	s.root.Done()
	if err := doc.Err(); err != nil {
		return nil, err
	}
	if s.Snapshot.CycleID == "" {
		s.Snapshot.CycleID = balance.NameCycle(data)
	}
	return s, nil
}

// place puts what is wrong with the snapshot where it stands in the file.
func (s *Story) place(faults balance.Faults) error {
	for _, f := range faults {
		at := s.root.At(f.Field)
		if head, rest, inner := strings.Cut(f.Field, "."); inner && f.List == "" {
			at = s.root.Map(head).At(rest)
		}
		if items := s.places[f.List]; f.Index < len(items) && f.List != "" {
			at = items[f.Index].At(f.Field)
		}
		s.doc.Complain(at, f.Err)
	}
	return s.doc.Err()
}

func (s *Story) read() {
	root, out := s.root, &s.Snapshot
	root.Require("now")
	root.Require("microgrid")
	s.Name = root.Text("name")
	out.Now = s.reader.Instant(root, "now")
	out.CycleID, out.CorrelationID = microgrid.ID(root, "cycle_id"), root.Text("correlation_id")
	out.Actor, out.Source, out.Scope = root.Text("actor"), root.Text("source"), microgrid.ID(root, "scope_node_id")
	if root.Has("alias") {
		m := root.Map("alias")
		m.Require("circuit_id")
		out.Alias = &balance.Alias{CircuitID: microgrid.ID(m, "circuit_id"), Path: m.Text("path")}
		m.Done()
	}
	m := root.Map("microgrid")
	if root.Has("microgrid") {
		m.Require("microgrid_id")
	}
	out.Microgrid = topology.Microgrid{MicrogridID: microgrid.ID(m, "microgrid_id"), DepotID: microgrid.ID(m, "depot_id"), Version: m.Whole("version", 0)}
	m.Done()
	s.reader.Microgrid = out.Microgrid.MicrogridID
	r := s.reader
	s.each(balance.ListNodes, func(m *strict.Map) {
		node, equipment := r.Node(m)
		out.Nodes, out.Equipment = append(out.Nodes, node), append(out.Equipment, equipment)
	})
	s.each(balance.ListLimits, func(m *strict.Map) { out.Limits = append(out.Limits, r.Limit(m)) })
	s.each(balance.ListEnvelopes, func(m *strict.Map) { out.Envelopes = append(out.Envelopes, r.Envelope(m)) })
	s.each(balance.ListCurrentLimits, func(m *strict.Map) { out.CurrentLimits = append(out.CurrentLimits, r.CurrentLimit(m)) })
	s.each("source_health", func(m *strict.Map) { out.Health = append(out.Health, r.Health(m)) })
	s.each("circuits", func(m *strict.Map) { out.Circuits = append(out.Circuits, r.Circuit(m)) })
	s.each(balance.ListTelemetry, s.telemetry)
	s.each(balance.ListRequests, s.request)
	s.lastApplied()
	out.Policy = r.Policy(root.Map("policy"), func(a *strict.Map) {
		s.places[balance.ListAggregates] = append(s.places[balance.ListAggregates], a)
	})
	s.expected()
}

// each reads the items of a list.
func (s *Story) each(list string, read func(*strict.Map)) {
	for _, m := range s.root.Maps(list) {
		s.places[list] = append(s.places[list], m)
		read(m)
		m.Done()
	}
}

func (s *Story) telemetry(m *strict.Map) {
	microgrid.Require(m, "node_id", "power_watts")
	t := balance.Telemetry{
		NodeID: microgrid.ID(m, "node_id"), PowerWatts: microgrid.Watts(m, "power_watts"), ObservedAt: s.Snapshot.Now,
		Quality: microgrid.Enum(m, "quality", []balance.Quality{balance.Good, balance.Uncertain, balance.Bad, balance.Stale, balance.Substituted}),
	}
	if m.Has("observed_at") {
		t.ObservedAt = s.reader.Instant(m, "observed_at")
	}
	if t.Quality == "" {
		t.Quality = balance.Good
	}
	if m.Has("current_ma") {
		ma := microgrid.Currents(m, "current_ma")
		t.CurrentMA = &ma
	}
	s.Snapshot.Telemetry = append(s.Snapshot.Telemetry, t)
}

func (s *Story) request(m *strict.Map) {
	microgrid.Require(m, "node_id", "requested_watts")
	r := balance.Request{
		NodeID: microgrid.ID(m, "node_id"), RequestedWatts: microgrid.Watts(m, "requested_watts"), MinWatts: microgrid.MaybeWatts(m, "min_watts"), MaxWatts: microgrid.MaybeWatts(m, "max_watts"),
		Weight: int(m.Whole("weight", 1)), ArrivedAt: s.reader.MaybeInstant(m, "arrived_at"), DepartsAt: s.reader.MaybeInstant(m, "departs_at"), OffSince: s.reader.MaybeInstant(m, "off_since"),
		Turn: microgrid.Enum(m, "turn", []balance.Turn{balance.Waits, balance.Interrupted, balance.Served}),
	}
	if m.Has("weight") && r.Weight == 0 {
		m.Invalid("weight", "1 or more")
	}
	if m.Has("tier") {
		tier := int(m.Whole("tier", 1))
		r.Tier = &tier
	}
	if m.Has("energy_needed_wh") {
		wh, ok := unit.FromFloat(m.Number("energy_needed_wh", 0), unit.WattHour)
		if r.EnergyNeeded = &wh; !ok {
			m.Invalid("energy_needed_wh", "an energy in Wh")
		}
	}
	s.Snapshot.Requests = append(s.Snapshot.Requests, r)
}

func (s *Story) lastApplied() {
	if !s.root.Has("last_applied") {
		return
	}
	m := s.root.Map("last_applied")
	microgrid.Require(m, "at", "nodes")
	a := &balance.Applied{CycleID: microgrid.ID(m, "cycle_id"), At: s.reader.Instant(m, "at")}
	for _, n := range m.Maps("nodes") {
		s.places[balance.ListApplied] = append(s.places[balance.ListApplied], n)
		microgrid.Require(n, "node_id", "watts")
		a.Nodes = append(a.Nodes, balance.AppliedNode{
			NodeID: microgrid.ID(n, "node_id"), Watts: microgrid.Watts(n, "watts"), SourceMode: microgrid.Enum(n, "source_mode", []balance.SourceMode{balance.Measured, balance.FallbackDerived}),
			ConfirmedWatts: microgrid.MaybeWatts(n, "confirmed_watts"), LostSince: s.reader.Instant(n, "lost_since"),
		})
		n.Done()
	}
	m.Done()
	s.Snapshot.LastApplied = a
}

// expectation is what a file says its result should be; what it leaves out may be anything.
type expectation struct {
	place    strict.Place
	outcome  string
	codes    []string
	given    map[string]int64
	breaches []string
	hasCodes bool
	breached bool
}

func (s *Story) expected() {
	if !s.root.Has("expect") {
		return
	}
	m := s.root.Map("expect")
	e := &s.expect
	e.place, e.given = m.Place(), map[string]int64{}
	e.outcome = string(microgrid.Enum(m, "outcome", []balance.Outcome{balance.OutcomeApplied, balance.OutcomeCurtailed, balance.OutcomeRejected}))
	e.codes, e.hasCodes = m.Texts("reason_codes"), m.Has("reason_codes")
	e.breaches, e.breached = m.Texts("breaches"), m.Has("breaches")
	g := m.Map("allocated_watts")
	for _, node := range g.Keys() {
		e.given[node] = g.Whole(node, 0)
	}
	g.Done()
	m.Done()
}

// misses says how a result differs from what the file expects, a line each.
func (s *Story) misses(r *balance.Result) error {
	e := s.expect
	var out []error
	miss := func(what string, got, want any) {
		out = append(out, fmt.Errorf("%s: %s is %v, want %v", e.place, what, got, want))
	}
	if e.outcome != "" && e.outcome != string(r.Outcome) {
		miss("outcome", r.Outcome, e.outcome)
	}
	if got := fmt.Sprint(r.ReasonCodes); e.hasCodes && got != fmt.Sprint(e.codes) {
		miss("reason_codes", got, e.codes)
	}
	breached := []string{}
	for _, b := range r.Breaches {
		breached = append(breached, string(microgrid.Or(b.NodeID, "microgrid")))
	}
	if e.breached && fmt.Sprint(breached) != fmt.Sprint(e.breaches) {
		miss("breaches", breached, e.breaches)
	}
	at := map[string]int64{}
	for _, n := range r.AllocationSummary.ByNode {
		at[string(n.NodeID)] = int64(n.AllocatedWatts)
	}
	for _, n := range s.Snapshot.Nodes {
		if want, said := e.given[string(n.NodeID)]; said && at[string(n.NodeID)] != want {
			miss("allocated_watts of "+string(n.NodeID), at[string(n.NodeID)], want)
		}
	}
	for node := range e.given {
		if _, there := at[node]; !there && r.Outcome != balance.OutcomeRejected {
			out = append(out, fmt.Errorf("%s: %w", e.place, reason.New(reason.UnknownName, reason.Params{"field": "expect.allocated_watts", "name": node, "known": "the nodes"})))
		}
	}
	return errors.Join(out...)
}
