package microgrid

import (
	"context"
	"fmt"
	"slices"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/energy/topology"
)

// Topology is a microgrid and its nodes, ordered as they are shown: by display_order, then by id.
type Topology struct {
	Microgrid topology.Microgrid
	Nodes     []topology.Node
}

// Topology reads the tree.
func (s *Service) Topology(ctx context.Context, scope identity.Scope, id topology.ID) (Topology, error) {
	state, err := s.ReadMicrogrid(ctx, scope, id, time.Time{}, Nodes)
	if err != nil {
		return Topology{}, fmt.Errorf("read a topology: %w", err)
	}
	return Topology{state.Microgrid, state.Nodes}, nil
}

// EditTopology changes the tree under the version that its author saw: TOPOLOGY_VERSION_CONFLICT before
// TOPOLOGY_INVALID (D-009). An edit that changes nothing changes no version and tells nobody.
func (s *Service) EditTopology(ctx context.Context, scope identity.Scope, id topology.ID, e topology.Edit, now time.Time) (Topology, error) {
	var out Topology
	_, err := s.ChangeMicrogrid(ctx, scope, Request{Microgrid: id, Parts: []Part{Nodes, Limits, Points, Envelopes}, Now: now}, func(state *State) (Change, error) {
		for i := range e.Nodes {
			e.Nodes[i].MicrogridID = ownMicrogrid(e.Nodes[i].MicrogridID, id)
		}
		for i := range e.Operations {
			e.Operations[i].Node.MicrogridID = ownMicrogrid(e.Operations[i].Node.MicrogridID, id)
		}
		after, nodes, err := state.Microgrid.Apply(state.Nodes, e, state.used)
		if err != nil {
			return Change{}, err
		}
		out = Topology{after, nodes}
		if after.Version == state.Microgrid.Version {
			out.Nodes = state.Nodes
			return Change{}, nil
		}
		return newTree(scope, state, out, now), nil
	})
	if err != nil {
		return Topology{}, fmt.Errorf("edit a topology: %w", err)
	}
	ordered(out.Nodes)
	return out, nil
}

func ownMicrogrid(given, own topology.ID) topology.ID {
	if given == "" {
		return own
	}
	return given
}

// TopologyUpdate is the payload of microgrid.topology_updated.
type TopologyUpdate struct {
	MicrogridID topology.ID `json:"microgrid_id"`
	Version     int64       `json:"version"`
	UpdatedBy   string      `json:"updated_by"`
}

// newTree is the change from the nodes there are to those there will be.
func newTree(scope identity.Scope, state *State, after Topology, now time.Time) Change {
	c := Change{Version: after.Microgrid.Version}
	before := map[topology.ID]topology.Node{}
	for _, n := range state.Nodes {
		before[n.NodeID] = n
	}
	for _, n := range after.Nodes {
		if was, there := before[n.NodeID]; !there || !sameNode(was, n) {
			c.Nodes = append(c.Nodes, n)
		}
		delete(before, n.NodeID)
	}
	for id := range before {
		c.RemovedNodes = append(c.RemovedNodes, id)
	}
	slices.Sort(c.RemovedNodes)
	c.tell(TopologyUpdated, now, TopologyUpdate{state.Microgrid.MicrogridID, after.Microgrid.Version, scope.Actor})
	return c
}

func sameNode(a, b topology.Node) bool {
	same := (a.AttachedAssetType == nil) == (b.AttachedAssetType == nil) && (a.AttachedAssetType == nil || *a.AttachedAssetType == *b.AttachedAssetType)
	a.AttachedAssetType, b.AttachedAssetType = nil, nil
	return same && a == b
}

func ordered(nodes []topology.Node) {
	slices.SortFunc(nodes, func(a, b topology.Node) int {
		if a.DisplayOrder != b.DisplayOrder {
			return a.DisplayOrder - b.DisplayOrder
		}
		if a.NodeID < b.NodeID {
			return -1
		}
		return 1
	})
}

// used reports whether limits, control points or envelopes that have not ended stand on a node.
func (s *State) used(node topology.ID) bool {
	return slices.ContainsFunc(s.Limits, func(l topology.NodeLimit) bool { return l.NodeID == node && l.Status == topology.LimitActive }) ||
		slices.ContainsFunc(s.Points, func(p Point) bool { return p.NodeID == node }) ||
		slices.ContainsFunc(s.Envelopes, func(e topology.OperatingEnvelope) bool { return e.NodeID == node && !e.Final() })
}
