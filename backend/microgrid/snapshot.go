package microgrid

import (
	"slices"
	"time"

	"ohmstead/backend/microgrid/rotation"
	"ohmstead/energy/balance"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// LeafRequest is what a controllable leaf asks for, as it is kept.
type LeafRequest struct {
	MicrogridID    topology.ID `json:"microgrid_id"`
	NodeID         topology.ID `json:"node_id"`
	RequestedWatts unit.Power  `json:"requested_watts"`
	MinWatts       *unit.Power `json:"min_watts"`
	MaxWatts       *unit.Power `json:"max_watts"`
	Tier           *int        `json:"tier"`
	Weight         int         `json:"weight"`
	EnergyNeededWh *int64      `json:"energy_needed_wh"`
	ArrivedAt      *time.Time  `json:"arrived_at"`
	DepartsAt      *time.Time  `json:"departs_at"`
}

// Rating is the rated power of the asset at a node.
type Rating struct {
	NodeID     topology.ID `json:"node_id"`
	RatedWatts unit.Power  `json:"rated_watts"`
}

// Reading is the last power measured at a node, positive away from the grid.
type Reading struct {
	NodeID     topology.ID     `json:"node_id"`
	Watts      float64         `json:"watts"`
	ObservedAt time.Time       `json:"observed_at"`
	Quality    balance.Quality `json:"quality"`
}

// snapshot is all that a cycle over this state depends on.
func (s *State) snapshot(r run, actor string) (*balance.Snapshot, error) {
	tree, err := s.tree()
	if err != nil {
		return nil, err
	}
	if _, ok := tree.Index(r.ask.Scope); r.ask.Scope != "" && !ok {
		return nil, broken(string(topology.TargetKnown), "%s is no node of this microgrid", r.ask.Scope)
	}
	snap := &balance.Snapshot{
		Now: r.now, CycleID: r.id, CorrelationID: r.ask.CorrelationID, Actor: actor, Source: r.ask.Source, Scope: r.ask.Scope, Alias: r.ask.Alias,
		Microgrid: s.Microgrid, Nodes: s.Nodes, Tree: tree, Circuits: s.circuits(),
		Limits: slices.DeleteFunc(slices.Clone(s.Limits), func(l topology.NodeLimit) bool { return l.Status != topology.LimitActive }),
	}
	// A node may go once its envelopes have ended.
	snap.Envelopes = slices.DeleteFunc(slices.Clone(s.Envelopes), func(e topology.OperatingEnvelope) bool {
		_, ok := tree.Index(e.NodeID)
		return !ok
	})
	snap.Health = slices.DeleteFunc(s.health(), func(h topology.SourceHealth) bool {
		_, ok := tree.Index(h.NodeID)
		return !ok
	})
	if snap.Policy, err = s.policy(); err != nil {
		return nil, broken(RuleLocalConfig, "%s", err)
	}
	if snap.Equipment, err = s.equipment(); err != nil {
		return nil, broken(RuleLocalConfig, "%s", err)
	}
	for _, t := range s.Telemetry {
		snap.Telemetry = append(snap.Telemetry, balance.Telemetry{NodeID: t.NodeID, PowerWatts: watts(t.Watts), ObservedAt: t.ObservedAt, Quality: t.Quality})
	}
	claims := s.claims(snap.Policy, r.now, r.ask.Scope)
	for _, q := range s.Requests {
		if i, ok := tree.Index(q.NodeID); ok && tree.Leaf(i) {
			snap.Requests = append(snap.Requests, s.request(q, claims))
		}
	}
	if last := s.Standing.Applied; last != nil {
		obeyed := s.obeyed(snap)
		snap.LastApplied = &balance.Applied{CycleID: last.CycleID, At: last.At}
		for _, n := range last.Nodes {
			if _, ok := tree.Index(n.NodeID); ok {
				snap.LastApplied.Nodes = append(snap.LastApplied.Nodes, obeyed.of(n))
			}
		}
	}
	return snap, nil
}

// watts rounds away from zero, so that what is measured is never taken for less.
func watts(v float64) unit.Power {
	w := unit.Power(v)
	switch {
	case v > float64(w):
		return w + 1
	case v < float64(w):
		return w - 1
	}
	return w
}

func (s *State) request(q LeafRequest, claims *rotation.Claims) balance.Request {
	out := balance.Request{
		NodeID: q.NodeID, RequestedWatts: q.RequestedWatts, MinWatts: q.MinWatts, MaxWatts: q.MaxWatts, Tier: q.Tier, Weight: q.Weight,
		ArrivedAt: q.ArrivedAt, DepartsAt: q.DepartsAt,
	}
	if q.EnergyNeededWh != nil {
		e := unit.Energy(*q.EnergyNeededWh) * unit.WattHour
		out.EnergyNeeded = &e
	}
	if since, off := s.Standing.OffSince[q.NodeID]; off {
		out.OffSince = &since
	}
	claims.Hold(&out)
	return out
}

// policy is that of the whole microgrid's LOAD_BALANCING point: the enabled one, or else the one that was
// changed last, and then control is disabled. Without any the defaults hold.
func (s *State) policy() (balance.Policy, error) {
	by := s.policyPoint()
	if by == nil {
		return balance.Policy{}, nil
	}
	policy, err := readPolicy(by.LocalConfig)
	policy.Version, policy.Disabled = by.Version, by.State != topology.Enabled
	return policy, err
}

// claims is the order that a cycle goes by; nil without rotation. One of a part draws up none: it cannot
// give a turn to the others.
func (s *State) claims(policy balance.Policy, now time.Time, scope topology.ID) *rotation.Claims {
	switch {
	case !policy.Rotation:
		return nil
	case scope != "":
		return s.Standing.Claims
	}
	turn := rotation.StandardTurn
	if by := s.policyPoint(); by != nil {
		if c, err := strictly[PolicyConfig](by.LocalConfig); err == nil && c.RotateEverySeconds != nil {
			turn = time.Duration(*c.RotateEverySeconds) * time.Second
		}
	}
	return s.Standing.Claims.At(now, turn, s.Standing.OffSince)
}

// policyPoint is the point that policy is of; nil without any.
func (s *State) policyPoint() *Point {
	var by *Point
	for i := range s.Points {
		p := &s.Points[i]
		if p.NodeID != "" || p.CapabilityType != topology.LoadBalancing {
			continue
		}
		if by == nil || p.State == topology.Enabled || by.State != topology.Enabled && p.UpdatedAt.After(by.UpdatedAt) {
			by = p
		}
	}
	return by
}

// equipment is what is known of the things at nodes: ratings of their assets, and what was configured
// there, which goes before.
func (s *State) equipment() ([]balance.Equipment, error) {
	known := map[topology.ID]balance.Equipment{}
	for _, r := range s.Ratings {
		known[r.NodeID] = balance.Equipment{NodeID: r.NodeID, RatedWatts: &r.RatedWatts}
	}
	for _, p := range s.Points {
		if p.NodeID == "" || p.CapabilityType != topology.LoadBalancing || p.State != topology.Enabled {
			continue
		}
		e, err := readEquipment(p.LocalConfig)
		if err != nil {
			return nil, err
		}
		if e.RatedWatts == nil {
			e.RatedWatts = known[p.NodeID].RatedWatts
		}
		if e.FallbackDemandWatts != nil {
			e.FallbackAuthoredAt = &p.UpdatedAt
		}
		e.NodeID = p.NodeID
		known[p.NodeID] = e
	}
	out := make([]balance.Equipment, 0, len(known))
	for _, n := range s.Nodes {
		if e, ok := known[n.NodeID]; ok {
			out = append(out, e)
		}
	}
	return out, nil
}
