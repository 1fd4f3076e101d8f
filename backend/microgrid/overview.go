package microgrid

import (
	"context"
	"fmt"
	"slices"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
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
	// Shown is what it was shown last; nil where that was never anything but its usual.
	Shown *Capacity
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
func (s *State) circuitsNow(at time.Time) ([]CircuitNow, error) {
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
		capacity, _ := caps.CircuitCapacity(tree, c.CircuitID, at)
		now := CircuitNow{Circuit: c, NodeID: feeders[i].NodeID, EffectiveCapacityWatts: capacity.Watts, SetBy: capacity.Ref}
		if shown, ok := s.shown(c.CircuitID); ok {
			now.Shown = &shown
		}
		out = append(out, now)
	}
	return out, nil
}

// CircuitHistory is a circuit of a site as of now, what it was shown before, newest first, and the cursor of
// the next page. NOT_FOUND for a circuit that is none of this site. Reading corrects nothing.
func (s *Service) CircuitHistory(ctx context.Context, scope identity.Scope, f CapacityFilter, now time.Time) (CircuitNow, CapacityPage, error) {
	o, err := s.Overview(ctx, scope, f.Depot, now)
	if err != nil {
		return CircuitNow{}, CapacityPage{}, err
	}
	at := slices.IndexFunc(o.Circuits, func(c CircuitNow) bool { return c.CircuitID == f.Circuit })
	if at < 0 {
		return CircuitNow{}, CapacityPage{}, reason.New(reason.NotFound, reason.Params{"what": "circuit"})
	}
	page := CapacityPage{Microgrid: o.Microgrid.MicrogridID}
	f.Microgrid = page.Microgrid
	page.Capacities, page.Next, err = s.CapacityHistory(ctx, scope, f)
	return o.Circuits[at], page, err
}

// CapacityPage is a page of what a circuit was shown.
type CapacityPage struct {
	Microgrid  topology.ID
	Capacities []Capacity
	Next       string
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
