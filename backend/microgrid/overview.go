package microgrid

import (
	"context"
	"fmt"
	"slices"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/energy/balance"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// Overview is the microgrid of a site with everything that is said about it at an instant.
type Overview struct {
	Topology
	Limits   []topology.NodeLimit // ACTIVE ones
	Points   []PointView
	Circuits []CircuitNow
	// Envelopes are the ACTIVE ones, and Sources what their sources said last.
	Envelopes []topology.OperatingEnvelope
	Sources   []SourceReport
}

// CircuitNow is a circuit with what it may carry now, and the managed node that it is projected from.
type CircuitNow struct {
	Circuit
	NodeID                 topology.ID
	EffectiveCapacityWatts unit.Power
	// SetBy is what sets it: the id of a node limit, of an envelope or of the circuit itself.
	SetBy topology.ID
}

// Overview reads the microgrid of a site as of now. Reading changes nothing, also where a boundary of an
// envelope has passed that no scheduler has seen.
func (s *Service) Overview(ctx context.Context, scope identity.Scope, depot topology.ID, now time.Time) (Overview, error) {
	m, err := s.MicrogridOfDepot(ctx, scope, depot)
	if err != nil {
		return Overview{}, fmt.Errorf("read the microgrid of a site: %w", err)
	}
	state, err := s.ReadMicrogrid(ctx, scope, m.MicrogridID, now, append(envelopeParts(), Statuses)...)
	if err != nil {
		return Overview{}, fmt.Errorf("read the microgrid of a site: %w", err)
	}
	out := Overview{Topology: Topology{state.Microgrid, state.Nodes}, Points: state.views(PointFilter{}, now)}
	out.Envelopes, out.Sources = state.active(), state.Sources
	out.Circuits, err = state.circuitsNow(now)
	out.Limits = slices.DeleteFunc(state.Limits, func(l topology.NodeLimit) bool { return l.Status != topology.LimitActive })
	return out, err
}

// circuitsNow is what each circuit may carry at an instant.
func (s *State) circuitsNow(now time.Time) ([]CircuitNow, error) {
	tree, err := s.tree()
	if err != nil {
		return nil, err
	}
	caps, err := s.constraints()
	if err != nil {
		return nil, err
	}
	feeders := s.circuits()
	out := make([]CircuitNow, 0, len(s.Circuits))
	for i, c := range s.Circuits {
		capacity, _ := caps.CircuitCapacity(tree, c.CircuitID, now)
		out = append(out, CircuitNow{Circuit: c, NodeID: feeders[i].NodeID, EffectiveCapacityWatts: capacity.Watts, SetBy: capacity.Ref})
	}
	return out, nil
}

// Resources is the collection view of a tree (FR-018).
func (s *Service) Resources(ctx context.Context, scope identity.Scope, id topology.ID, f balance.Resources) (topology.Microgrid, []topology.Node, error) {
	state, err := s.ReadMicrogrid(ctx, scope, id, time.Time{}, Nodes)
	if err != nil {
		return topology.Microgrid{}, nil, fmt.Errorf("read resources: %w", err)
	}
	tree, err := topology.NewTree(id, state.Nodes)
	if err != nil {
		return topology.Microgrid{}, nil, fmt.Errorf("read the tree as it is kept: %w", err)
	}
	return state.Microgrid, f.Of(tree), nil
}
