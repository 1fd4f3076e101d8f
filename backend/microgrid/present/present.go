// Package present is a microgrid at an instant, node by node, as the next balancing cycle would find it:
// demands, the limits in force with what set each, and headroom.
//
//	p := present.Of(snapshot, result)
package present

import (
	"slices"
	"time"

	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// Origin is what kind of thing set an effective limit.
type Origin string

// Origins of limits: a node limit, an envelope, what a circuit may carry, the balancing policy.
const (
	ByNodeLimit Origin = "NODE_LIMIT"
	ByEnvelope  Origin = "ENVELOPE"
	ByCircuit   Origin = "CIRCUIT"
	ByPolicy    Origin = "POLICY"
)

// Present is a microgrid at an instant, node by node, as the next cycle would find it. Codes says why
// that cycle would be REJECTED; it is empty where it would run.
type Present struct {
	Microgrid topology.Microgrid
	Nodes     []NodeNow // by id
	Whole     NodeNow   // the microgrid itself; its NodeID is ""
	Missing   []balance.MissingInput
	Codes     []reason.Code
	Freshness time.Duration // up to which age a reading counts
}

// NodeNow is one node at an instant. DemandWatts is its net demand, positive away from the grid, an upper
// bound where SourceMode says that it was not measured; nil where nobody can know it.
type NodeNow struct {
	NodeID      topology.ID        `json:"node_id"`
	DemandWatts *unit.Power        `json:"demand_watts"`
	SourceMode  balance.SourceMode `json:"source_mode"`
	ObservedAt  *time.Time         `json:"observed_at"` // of the last reading, fresh or not
	Limits      []LimitNow         `json:"limits"`
}

// LimitNow is what limits a node at an instant: the tightest of everything that is in force, and what set
// it: its id, topology.PolicyFailSafe, or "" for what the policy caps the whole microgrid at. LeastWatts
// bounds from below and is set for a NET_CAP only. HeadroomWatts is what the demand of its kind lies below
// LimitWatts, negative above it; nil where that demand is unknown.
type LimitNow struct {
	ConstraintType topology.ConstraintType `json:"constraint_type"`
	LimitWatts     *unit.Power             `json:"limit_watts"`
	LeastWatts     *unit.Power             `json:"least_watts"`
	SetBy          topology.ID             `json:"set_by"`
	SetByKind      Origin                  `json:"set_by_kind"`
	ReasonCodes    []reason.Code           `json:"reason_codes"`
	HeadroomWatts  *unit.Power             `json:"headroom_watts"`
}

// Of is a snapshot as it stands, by the result of a cycle over it that nobody keeps.
func Of(snap *balance.Snapshot, result *balance.Result) Present {
	v := &viewed{snap: snap, freshness: time.Duration(result.Audit.Thresholds.FreshnessSeconds) * time.Second}
	v.know(result)
	out := Present{Microgrid: snap.Microgrid, Missing: result.MissingInputs, Freshness: v.freshness, Whole: v.whole()}
	if result.Outcome == balance.OutcomeRejected {
		out.Codes = result.ReasonCodes
	}
	limits := v.inForce()
	for _, i := range snap.Tree.ByID() {
		n := v.node(snap.Tree.Node(int(i)).NodeID)
		for _, kind := range topology.ConstraintTypes() {
			if l, set := limits[n.NodeID][kind]; set {
				n.Limits = append(n.Limits, v.limit(&n, kind, l))
			}
		}
		out.Nodes = append(out.Nodes, n)
	}
	return out
}

// viewed is a snapshot with what a cycle that is not kept made of it.
type viewed struct {
	snap      *balance.Snapshot
	freshness time.Duration
	readings  map[topology.ID]balance.Telemetry
	demands   map[topology.ID]balance.ByNode
	scopes    map[topology.ID]balance.ScopeInput // of what carries a limit; "" is the microgrid
}

func (v *viewed) know(r *balance.Result) {
	v.readings, v.demands, v.scopes = map[topology.ID]balance.Telemetry{}, map[topology.ID]balance.ByNode{}, map[topology.ID]balance.ScopeInput{}
	for _, t := range v.snap.Telemetry {
		v.readings[t.NodeID] = t
	}
	for _, n := range r.AllocationSummary.ByNode {
		v.demands[n.NodeID] = n
	}
	for _, in := range r.Audit.Inputs {
		v.scopes[in.NodeID] = in
	}
}

// node is the demand of one node. Where the cycle would be REJECTED, a reading that counts still says it.
func (v *viewed) node(id topology.ID) NodeNow {
	n := NodeNow{NodeID: id, Limits: []LimitNow{}}
	reading, read := v.readings[id]
	if read {
		n.ObservedAt = &reading.ObservedAt
	}
	if d, known := v.demands[id]; known {
		n.DemandWatts, n.SourceMode = &d.DemandWatts, d.SourceMode
	} else if read && reading.Quality == balance.Good && v.snap.Now.Sub(reading.ObservedAt) <= v.freshness {
		n.DemandWatts, n.SourceMode = &reading.PowerWatts, balance.Measured
	}
	return n
}

// whole is the microgrid itself: what its first level draws, and the policy's limits.
func (v *viewed) whole() NodeNow {
	n := NodeNow{Limits: []LimitNow{}}
	mode, sum, known := balance.Measured, unit.Power(0), len(v.demands) > 0
	for i := range v.snap.Nodes {
		if top := &v.snap.Nodes[i]; top.ParentNodeID == "" {
			d, ok := v.demands[top.NodeID]
			known = known && ok
			sum += d.DemandWatts
			if d.SourceMode == balance.FallbackDerived {
				mode = d.SourceMode
			}
		}
	}
	if known {
		n.DemandWatts, n.SourceMode = &sum, mode
	}
	for _, a := range v.snap.Policy.AggregateLimits {
		n.Limits = append(n.Limits, v.limit(&n, a.ConstraintType, topology.Limit{Most: topology.Bound{Watts: a.LimitWatts, Set: true}}))
	}
	return n
}

// inForce is what limits each node, as far as anything does.
func (v *viewed) inForce() map[topology.ID]map[topology.ConstraintType]topology.Limit {
	s := v.snap
	all := topology.NewConstraints(topology.Given{Limits: s.Limits, Envelopes: s.Envelopes, Health: s.Health, Circuits: s.Circuits, Gap: s.Policy.Gap})
	out := map[topology.ID]map[topology.ConstraintType]topology.Limit{}
	all.All(s.Now, func(node topology.ID, kind topology.ConstraintType, limit topology.Limit) {
		if !limit.Most.Set && !limit.Least.Set {
			return
		}
		if out[node] == nil {
			out[node] = map[topology.ConstraintType]topology.Limit{}
		}
		out[node][kind] = limit
	})
	return out
}

func (v *viewed) limit(n *NodeNow, kind topology.ConstraintType, limit topology.Limit) LimitNow {
	l := LimitNow{ConstraintType: kind, SetBy: limit.Most.Ref, SetByKind: v.origin(limit.Most.Ref), ReasonCodes: append([]reason.Code{}, limit.Codes...)}
	if limit.Least.Set && kind == topology.NetCap {
		l.LeastWatts = &limit.Least.Watts
	}
	if !limit.Most.Set {
		l.SetBy, l.SetByKind = limit.Least.Ref, v.origin(limit.Least.Ref)
		return l
	}
	l.LimitWatts = &limit.Most.Watts
	if demand, known := v.held(n, kind); known {
		room := limit.Most.Watts - demand
		l.HeadroomWatts = &room
	}
	return l
}

// held is the demand that counts against a limit of a kind.
func (v *viewed) held(n *NodeNow, kind topology.ConstraintType) (unit.Power, bool) {
	in, known := v.scopes[n.NodeID]
	if n.DemandWatts == nil || !known {
		return 0, false
	}
	switch kind {
	case topology.ConsumptionCap:
		return in.ConsumptionWatts, true
	case topology.GenerationCap:
		return in.GenerationWatts, true
	default:
		return *n.DemandWatts, true
	}
}

func (v *viewed) origin(ref topology.ID) Origin {
	switch {
	case ref == "", ref == topology.PolicyFailSafe:
		return ByPolicy
	case slices.ContainsFunc(v.snap.Limits, func(l topology.NodeLimit) bool { return l.NodeLimitID == ref }):
		return ByNodeLimit
	case slices.ContainsFunc(v.snap.Circuits, func(c topology.Circuit) bool { return c.CircuitID == ref }):
		return ByCircuit
	}
	return ByEnvelope
}
