package microgrid

import (
	"context"
	"fmt"
	"slices"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/energy/topology"
)

// Resynced is what a resync came to.
type Resynced struct {
	Topology
	Changed bool
}

// Resync makes the managed first-level nodes anew from the site's feeders. A known feeder keeps its
// node and all below it; a new one gets a node with a cap from its connection's import capacity; the
// node of one that is gone is removed where nothing was authored on it, else UNAVAILABLE. Run twice it
// changes nothing the second time.
func (s *Service) Resync(ctx context.Context, scope identity.Scope, depot topology.ID, now time.Time) (Resynced, error) {
	m, err := s.MicrogridOfDepot(ctx, scope, depot)
	if err != nil {
		return Resynced{}, fmt.Errorf("resync a microgrid: %w", err)
	}
	var out Resynced
	parts := []Part{Nodes, Limits, Points, Circuits, Envelopes}
	_, err = s.ChangeMicrogrid(ctx, scope, Request{Microgrid: m.MicrogridID, Parts: parts, Now: now}, func(state *State) (Change, error) {
		w := resync{state: state, now: now, nodes: slices.Clone(state.Nodes)}
		if err := w.feeders(); err != nil {
			return Change{}, err
		}
		w.vanished()
		after, nodes, err := state.Microgrid.Apply(state.Nodes, topology.Edit{Version: state.Microgrid.Version, Nodes: w.nodes}, w.authored)
		if err != nil {
			return Change{}, err
		}
		out = Resynced{Topology{after, nodes}, after.Version != state.Microgrid.Version}
		if !out.Changed {
			return Change{}, nil
		}
		c := newTree(scope, state, out.Topology, now)
		c.Limits = w.limits
		for _, l := range w.limits {
			c.tell(NodeLimitUpdated, now, limitUpdate(l))
		}
		return c, nil
	})
	if err != nil {
		return Resynced{}, fmt.Errorf("resync a microgrid: %w", err)
	}
	ordered(out.Nodes)
	return out, nil
}

// resync is one run.
type resync struct {
	state  *State
	now    time.Time
	nodes  []topology.Node
	limits []topology.NodeLimit
}

// feeders adds a node for each top-level circuit that has none.
func (r *resync) feeders() error {
	for _, c := range r.state.Circuits {
		known := slices.ContainsFunc(r.nodes, func(n topology.Node) bool { return managed(&n) && n.AttachedAssetID == c.CircuitID })
		if c.ParentCircuit != "" || known {
			continue
		}
		id, err := newID()
		if err != nil {
			return err
		}
		kind := topology.CircuitAsset
		r.nodes = append(r.nodes, topology.Node{
			NodeID: id, MicrogridID: r.state.Microgrid.MicrogridID, Name: c.Name, NodeType: topology.GridConnection,
			AttachedAssetType: &kind, AttachedAssetID: c.CircuitID, Status: topology.NodeActive, DisplayOrder: r.next(),
		})
		if c.ImportWatts == nil {
			continue
		}
		limit, err := newID()
		if err != nil {
			return err
		}
		r.limits = append(r.limits, topology.NodeLimit{
			NodeLimitID: limit, MicrogridID: r.state.Microgrid.MicrogridID, NodeID: id, ConstraintType: topology.ConsumptionCap,
			LimitWatts: *c.ImportWatts, SourceType: topology.PhysicalDerived, Status: topology.LimitActive, UpdatedAt: r.now,
		})
	}
	return nil
}

// next is the place behind all nodes of the first level.
func (r *resync) next() int {
	next := 0
	for _, n := range r.nodes {
		if n.ParentNodeID == "" && n.DisplayOrder >= next {
			next = n.DisplayOrder + 1
		}
	}
	return next
}

// vanished removes the nodes of feeders that are gone, or takes them out of service.
func (r *resync) vanished() {
	r.nodes = slices.DeleteFunc(r.nodes, func(n topology.Node) bool {
		if !managed(&n) || r.feeder(n.AttachedAssetID) {
			return false
		}
		parent := slices.ContainsFunc(r.nodes, func(o topology.Node) bool { return o.ParentNodeID == n.NodeID })
		return !parent && !r.authored(n.NodeID)
	})
	for i := range r.nodes {
		if n := &r.nodes[i]; managed(n) && !r.feeder(n.AttachedAssetID) {
			n.Status = topology.NodeUnavailable
		}
	}
}

func (r *resync) feeder(circuit topology.ID) bool {
	return slices.ContainsFunc(r.state.Circuits, func(c Circuit) bool { return c.CircuitID == circuit && c.ParentCircuit == "" })
}

// authored reports whether somebody put anything on a node; the cap that resync put there does not count.
func (r *resync) authored(node topology.ID) bool {
	rest := *r.state
	rest.Limits = slices.DeleteFunc(slices.Clone(r.state.Limits), func(l topology.NodeLimit) bool { return l.SourceType == topology.PhysicalDerived })
	return rest.used(node)
}
