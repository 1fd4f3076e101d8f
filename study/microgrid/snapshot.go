package microgrid

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
	"ohmstead/field/strict"
)

// Story is a snapshot from a file, with what the file expects of its result.
type Story struct {
	Name     string
	Snapshot balance.Snapshot

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
	out.Now = instant(root, "now")
	out.CycleID, out.CorrelationID = id(root, "cycle_id"), root.Text("correlation_id")
	out.Actor, out.Source, out.Scope = root.Text("actor"), root.Text("source"), id(root, "scope_node_id")
	if root.Has("alias") {
		m := root.Map("alias")
		m.Require("circuit_id")
		out.Alias = &balance.Alias{CircuitID: id(m, "circuit_id"), Path: m.Text("path")}
		m.Done()
	}
	m := root.Map("microgrid")
	if root.Has("microgrid") {
		m.Require("microgrid_id")
	}
	out.Microgrid = topology.Microgrid{MicrogridID: id(m, "microgrid_id"), DepotID: id(m, "depot_id"), Version: m.Whole("version", 0)}
	m.Done()
	s.each(balance.ListNodes, s.node)
	s.each(balance.ListLimits, s.limit)
	s.each(balance.ListEnvelopes, s.envelope)
	s.each(balance.ListCurrentLimits, s.currentLimit)
	s.each("source_health", s.health)
	s.each("circuits", s.circuit)
	s.each(balance.ListTelemetry, s.telemetry)
	s.each(balance.ListRequests, s.request)
	s.lastApplied()
	s.policy()
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

func id(m *strict.Map, name string) topology.ID { return topology.ID(m.Text(name)) }

// or is an id, or the one that goes without saying.
func or(given, usual topology.ID) topology.ID {
	if given == "" {
		return usual
	}
	return given
}

func enum[T ~string](m *strict.Map, name string, all []T) T {
	choices := make([]string, len(all))
	for i, one := range all {
		choices[i] = string(one)
	}
	return T(m.OneOf(name, choices...))
}

// instant is a field's point in time; the zero time where it is absent or wrong.
func instant(m *strict.Map, name string) time.Time {
	text := m.Text(name)
	if text == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		m.Invalid(name, "an instant such as 2026-06-01T12:00:00Z")
	}
	return t.UTC()
}

func maybeInstant(m *strict.Map, name string) *time.Time {
	if !m.Has(name) {
		return nil
	}
	t := instant(m, name)
	return &t
}

func watts(m *strict.Map, name string) unit.Power { return unit.Power(m.Whole(name, 0)) }

func maybeWatts(m *strict.Map, name string) *unit.Power {
	if !m.Has(name) {
		return nil
	}
	w := watts(m, name)
	return &w
}

func require(m *strict.Map, names ...string) {
	for _, name := range names {
		m.Require(name)
	}
}

func (s *Story) node(m *strict.Map) {
	require(m, "node_id", "node_type")
	out := &s.Snapshot
	n := topology.Node{
		NodeID: id(m, "node_id"), MicrogridID: or(id(m, "microgrid_id"), out.Microgrid.MicrogridID), ParentNodeID: id(m, "parent_node_id"),
		Name: m.Text("name"), NodeType: enum(m, "node_type", topology.NodeTypes()), AttachedAssetID: id(m, "attached_asset_id"),
		Status: enum(m, "status", topology.NodeStatuses()), DisplayOrder: int(m.Whole("display_order", 0)),
	}
	if n.Status == "" {
		n.Status = topology.NodeActive
	}
	if kind := enum(m, "attached_asset_type", topology.AssetTypes()); kind != "" {
		n.AttachedAssetType = &kind
	}
	out.Nodes = append(out.Nodes, n)
	out.Equipment = append(out.Equipment, balance.Equipment{
		NodeID: n.NodeID, RatedWatts: maybeWatts(m, "rated_watts"), FallbackDemandWatts: maybeWatts(m, "fallback_demand_watts"),
		FallbackAuthoredAt: maybeInstant(m, "fallback_authored_at"), FailSafeWatts: maybeWatts(m, "fail_safe_watts"),
		Phases: phases(m), Voltage: unit.Voltage(m.Whole("voltage_v", 230)) * unit.Volt,
	})
}

// phases is a node's set of phases, as in L1, L1L2 or L1L2L3.
func phases(m *strict.Map) balance.Phases {
	switch m.OneOf("phases", "L1", "L2", "L3", "L1L2", "L1L3", "L2L3", "L1L2L3") {
	case "L1":
		return balance.L1
	case "L2":
		return balance.L2
	case "L3":
		return balance.L3
	case "L1L2":
		return balance.L1 | balance.L2
	case "L1L3":
		return balance.L1 | balance.L3
	case "L2L3":
		return balance.L2 | balance.L3
	}
	return balance.AllPhases
}

func (s *Story) limit(m *strict.Map) {
	require(m, "node_limit_id", "node_id", "constraint_type", "limit_watts")
	l := topology.NodeLimit{
		NodeLimitID: id(m, "node_limit_id"), MicrogridID: or(id(m, "microgrid_id"), s.Snapshot.Microgrid.MicrogridID), NodeID: id(m, "node_id"),
		ConstraintType: enum(m, "constraint_type", topology.ConstraintTypes()), LimitWatts: watts(m, "limit_watts"),
		SourceType: enum(m, "source_type", topology.LimitSourceTypes()), Status: enum(m, "status", topology.LimitStatuses()), UpdatedAt: instant(m, "updated_at"),
	}
	if l.Status == "" {
		l.Status = topology.LimitActive
	}
	s.Snapshot.Limits = append(s.Snapshot.Limits, l)
}

func (s *Story) envelope(m *strict.Map) {
	require(m, "envelope_id", "node_id", "envelope_type", "constraint_type", "effective_from", "effective_to", "blocks")
	e := topology.OperatingEnvelope{
		EnvelopeID: id(m, "envelope_id"), MicrogridID: or(id(m, "microgrid_id"), s.Snapshot.Microgrid.MicrogridID), OriginControlPointID: id(m, "origin_control_point_id"),
		NodeID: id(m, "node_id"), EnvelopeType: enum(m, "envelope_type", topology.EnvelopeTypes()), ConstraintType: enum(m, "constraint_type", topology.ConstraintTypes()),
		EffectiveFrom: instant(m, "effective_from"), EffectiveTo: instant(m, "effective_to"), SourceRef: m.Text("source_ref"),
		Status: enum(m, "status", topology.EnvelopeStatuses()), ReceivedAt: instant(m, "received_at"),
	}
	if e.SourceRef == "" {
		e.SourceRef = string(e.EnvelopeID)
	}
	for _, b := range m.Maps("blocks") {
		require(b, "block_from", "block_to")
		e.Blocks = append(e.Blocks, topology.OperatingEnvelopeBlock{
			EnvelopeID: or(id(b, "envelope_id"), e.EnvelopeID), BlockFrom: instant(b, "block_from"), BlockTo: instant(b, "block_to"),
			MinLimitWatts: maybeWatts(b, "min_limit_watts"), MaxLimitWatts: maybeWatts(b, "max_limit_watts"), TargetWatts: maybeWatts(b, "target_watts"),
		})
		b.Done()
	}
	s.Snapshot.Envelopes = append(s.Snapshot.Envelopes, e)
}

// perPhase is a field's three currents.
func perPhase(m *strict.Map, name string) [3]unit.Current {
	var out [3]unit.Current
	numbers := m.Numbers(name)
	if m.Has(name) && len(numbers) != len(out) {
		m.Invalid(name, "three currents, [L1, L2, L3], in mA")
		return out
	}
	for i, v := range numbers {
		out[i] = unit.Current(v)
	}
	return out
}

func (s *Story) currentLimit(m *strict.Map) {
	require(m, "node_id", "limit_ma")
	s.Snapshot.CurrentLimits = append(s.Snapshot.CurrentLimits, balance.CurrentLimit{NodeID: id(m, "node_id"), Limit: perPhase(m, "limit_ma")})
}

func (s *Story) health(m *strict.Map) {
	require(m, "node_id", "healthy_until")
	s.Snapshot.Health = append(s.Snapshot.Health, topology.SourceHealth{NodeID: id(m, "node_id"), OriginControlPointID: id(m, "origin_control_point_id"), HealthyUntil: instant(m, "healthy_until")})
}

func (s *Story) circuit(m *strict.Map) {
	require(m, "circuit_id", "default_capacity_watts", "fail_safe_capacity_watts")
	s.Snapshot.Circuits = append(s.Snapshot.Circuits, topology.Circuit{
		CircuitID: id(m, "circuit_id"), NodeID: id(m, "node_id"), DefaultCapacityWatts: watts(m, "default_capacity_watts"),
		FailSafeCapacityWatts: watts(m, "fail_safe_capacity_watts"), GapPolicy: enum(m, "gap_policy", topology.GapPolicies()),
	})
}

func (s *Story) telemetry(m *strict.Map) {
	require(m, "node_id", "power_watts")
	t := balance.Telemetry{
		NodeID: id(m, "node_id"), PowerWatts: watts(m, "power_watts"), ObservedAt: s.Snapshot.Now,
		Quality: enum(m, "quality", []balance.Quality{balance.Good, balance.Uncertain, balance.Bad, balance.Stale, balance.Substituted}),
	}
	if m.Has("observed_at") {
		t.ObservedAt = instant(m, "observed_at")
	}
	if t.Quality == "" {
		t.Quality = balance.Good
	}
	if m.Has("current_ma") {
		ma := perPhase(m, "current_ma")
		t.CurrentMA = &ma
	}
	s.Snapshot.Telemetry = append(s.Snapshot.Telemetry, t)
}

func (s *Story) request(m *strict.Map) {
	require(m, "node_id", "requested_watts")
	r := balance.Request{
		NodeID: id(m, "node_id"), RequestedWatts: watts(m, "requested_watts"), MinWatts: maybeWatts(m, "min_watts"), MaxWatts: maybeWatts(m, "max_watts"),
		Weight: int(m.Whole("weight", 1)), ArrivedAt: maybeInstant(m, "arrived_at"), DepartsAt: maybeInstant(m, "departs_at"), OffSince: maybeInstant(m, "off_since"),
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
	require(m, "at", "nodes")
	a := &balance.Applied{CycleID: id(m, "cycle_id"), At: instant(m, "at")}
	for _, n := range m.Maps("nodes") {
		s.places[balance.ListApplied] = append(s.places[balance.ListApplied], n)
		require(n, "node_id", "watts")
		a.Nodes = append(a.Nodes, balance.AppliedNode{
			NodeID: id(n, "node_id"), Watts: watts(n, "watts"), SourceMode: enum(n, "source_mode", []balance.SourceMode{balance.Measured, balance.FallbackDerived}),
			ConfirmedWatts: maybeWatts(n, "confirmed_watts"), LostSince: instant(n, "lost_since"),
		})
		n.Done()
	}
	m.Done()
	s.Snapshot.LastApplied = a
}

func (s *Story) policy() {
	m := s.root.Map("policy")
	p := &s.Snapshot.Policy
	p.Version, p.Disabled = m.Whole("version", 0), !m.Flag("enabled", true)
	p.Gap = topology.Gap{Policy: enum(m, "gap_policy", topology.GapPolicies()), FailSafeWatts: watts(m, "fail_safe_watts")}
	p.Freshness = time.Duration(m.Whole("freshness_seconds", 60)) * time.Second
	if p.Freshness <= 0 {
		m.Invalid("freshness_seconds", "1 or more")
	}
	p.Strategy, p.Rotation = enum(m, "strategy", []balance.Strategy{balance.MaxMin, balance.EDF, balance.LeastLaxity}), m.Flag("rotation", false)
	for _, a := range m.Maps("aggregate_limits") {
		s.places[balance.ListAggregates] = append(s.places[balance.ListAggregates], a)
		require(a, "constraint_type", "limit_watts")
		p.AggregateLimits = append(p.AggregateLimits, balance.AggregateLimit{ConstraintType: enum(a, "constraint_type", topology.ConstraintTypes()), LimitWatts: watts(a, "limit_watts")})
		a.Done()
	}
	m.Done()
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
	e.outcome = string(enum(m, "outcome", []balance.Outcome{balance.OutcomeApplied, balance.OutcomeCurtailed, balance.OutcomeRejected}))
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
		breached = append(breached, string(or(b.NodeID, "microgrid")))
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
