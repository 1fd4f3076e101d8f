package microgrid

import (
	"time"

	"ohmstead/energy/balance"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
	"ohmstead/field/strict"
)

// Reader reads what belongs to one microgrid.
type Reader struct {
	Microgrid topology.ID
	// Start, where it is set, lets an instant be a time span since it, as in 1h30m.
	Start time.Time
}

// Node is a node of the tree and what is known of the thing at it. A node without a status is ACTIVE.
func (r Reader) Node(m *strict.Map) (topology.Node, balance.Equipment) {
	Require(m, "node_id", "node_type")
	n := topology.Node{
		NodeID: ID(m, "node_id"), MicrogridID: Or(ID(m, "microgrid_id"), r.Microgrid), ParentNodeID: ID(m, "parent_node_id"),
		Name: m.Text("name"), NodeType: Enum(m, "node_type", topology.NodeTypes()), AttachedAssetID: ID(m, "attached_asset_id"),
		Status: Enum(m, "status", topology.NodeStatuses()), DisplayOrder: int(m.Whole("display_order", 0)),
	}
	if n.Status == "" {
		n.Status = topology.NodeActive
	}
	if kind := Enum(m, "attached_asset_type", topology.AssetTypes()); kind != "" {
		n.AttachedAssetType = &kind
	}
	return n, balance.Equipment{
		NodeID: n.NodeID, RatedWatts: MaybeWatts(m, "rated_watts"), FallbackDemandWatts: MaybeWatts(m, "fallback_demand_watts"),
		FallbackAuthoredAt: r.MaybeInstant(m, "fallback_authored_at"), FailSafeWatts: MaybeWatts(m, "fail_safe_watts"),
		Phases: phases(m), Voltage: unit.Voltage(m.Whole("voltage_v", 230)) * unit.Volt,
	}
}

// Limit is a baseline cap. One without a status is ACTIVE.
func (r Reader) Limit(m *strict.Map) topology.NodeLimit {
	Require(m, "node_limit_id", "node_id", "constraint_type", "limit_watts")
	l := topology.NodeLimit{
		NodeLimitID: ID(m, "node_limit_id"), MicrogridID: Or(ID(m, "microgrid_id"), r.Microgrid), NodeID: ID(m, "node_id"),
		ConstraintType: Enum(m, "constraint_type", topology.ConstraintTypes()), LimitWatts: Watts(m, "limit_watts"),
		SourceType: Enum(m, "source_type", topology.LimitSourceTypes()), Status: Enum(m, "status", topology.LimitStatuses()), UpdatedAt: r.Instant(m, "updated_at"),
	}
	if l.Status == "" {
		l.Status = topology.LimitActive
	}
	return l
}

// Envelope is an operating envelope with its blocks. One without a source_ref has its own id for it.
func (r Reader) Envelope(m *strict.Map) topology.OperatingEnvelope {
	Require(m, "envelope_id", "node_id", "envelope_type", "constraint_type", "effective_from", "effective_to", "blocks")
	e := topology.OperatingEnvelope{
		EnvelopeID: ID(m, "envelope_id"), MicrogridID: Or(ID(m, "microgrid_id"), r.Microgrid), OriginControlPointID: ID(m, "origin_control_point_id"),
		NodeID: ID(m, "node_id"), EnvelopeType: Enum(m, "envelope_type", topology.EnvelopeTypes()), ConstraintType: Enum(m, "constraint_type", topology.ConstraintTypes()),
		EffectiveFrom: r.Instant(m, "effective_from"), EffectiveTo: r.Instant(m, "effective_to"), SourceRef: m.Text("source_ref"),
		Status: Enum(m, "status", topology.EnvelopeStatuses()), ReceivedAt: r.Instant(m, "received_at"),
	}
	if e.SourceRef == "" {
		e.SourceRef = string(e.EnvelopeID)
	}
	for _, b := range m.Maps("blocks") {
		Require(b, "block_from", "block_to")
		e.Blocks = append(e.Blocks, topology.OperatingEnvelopeBlock{
			EnvelopeID: Or(ID(b, "envelope_id"), e.EnvelopeID), BlockFrom: r.Instant(b, "block_from"), BlockTo: r.Instant(b, "block_to"),
			MinLimitWatts: MaybeWatts(b, "min_limit_watts"), MaxLimitWatts: MaybeWatts(b, "max_limit_watts"), TargetWatts: MaybeWatts(b, "target_watts"),
		})
		b.Done()
	}
	return e
}

// CurrentLimit caps the current of each phase at a node.
func (r Reader) CurrentLimit(m *strict.Map) balance.CurrentLimit {
	Require(m, "node_id", "limit_ma")
	return balance.CurrentLimit{NodeID: ID(m, "node_id"), Limit: Currents(m, "limit_ma")}
}

// Health says until when a source of envelopes counts as healthy.
func (r Reader) Health(m *strict.Map) topology.SourceHealth {
	Require(m, "node_id", "healthy_until")
	return topology.SourceHealth{NodeID: ID(m, "node_id"), OriginControlPointID: ID(m, "origin_control_point_id"), HealthyUntil: r.Instant(m, "healthy_until")}
}

// Circuit is a feeder of the older circuit list.
func (r Reader) Circuit(m *strict.Map) topology.Circuit {
	Require(m, "circuit_id", "default_capacity_watts", "fail_safe_capacity_watts")
	return topology.Circuit{
		CircuitID: ID(m, "circuit_id"), NodeID: ID(m, "node_id"), DefaultCapacityWatts: Watts(m, "default_capacity_watts"),
		FailSafeCapacityWatts: Watts(m, "fail_safe_capacity_watts"), GapPolicy: Enum(m, "gap_policy", topology.GapPolicies()),
	}
}

// Policy is a balancing policy; see is shown each of its aggregate limits as it is read. It reads all of
// the mapping but fields that the caller has named before.
func (r Reader) Policy(m *strict.Map, see func(*strict.Map)) balance.Policy {
	p := balance.Policy{
		Version: m.Whole("version", 0), Disabled: !m.Flag("enabled", true),
		Gap:       topology.Gap{Policy: Enum(m, "gap_policy", topology.GapPolicies()), FailSafeWatts: Watts(m, "fail_safe_watts")},
		Freshness: time.Duration(m.Whole("freshness_seconds", 60)) * time.Second,
		Strategy:  Enum(m, "strategy", []balance.Strategy{balance.MaxMin, balance.EDF, balance.LeastLaxity}), Rotation: m.Flag("rotation", false),
	}
	if p.Freshness <= 0 {
		m.Invalid("freshness_seconds", "1 or more")
	}
	for _, a := range m.Maps("aggregate_limits") {
		see(a)
		Require(a, "constraint_type", "limit_watts")
		p.AggregateLimits = append(p.AggregateLimits, balance.AggregateLimit{ConstraintType: Enum(a, "constraint_type", topology.ConstraintTypes()), LimitWatts: Watts(a, "limit_watts")})
		a.Done()
	}
	m.Done()
	return p
}
