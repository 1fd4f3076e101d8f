package compat

import (
	"context"
	"fmt"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
)

// Store finds what stands for a circuit, and what came of translating it.
type Store interface {
	// MicrogridOfCircuit is the microgrid of the site that a circuit lies in: NOT_FOUND outside of the
	// scope.
	MicrogridOfCircuit(ctx context.Context, scope identity.Scope, circuit topology.ID) (topology.Microgrid, error)
	// NodesOfAsset are the nodes of any microgrid that an asset stands on, by microgrid and id.
	NodesOfAsset(ctx context.Context, scope identity.Scope, kind topology.AssetType, asset topology.ID) ([]topology.Node, error)
	// NodesOfSubcircuits are the nodes that the circuits directly below a circuit stand on.
	NodesOfSubcircuits(ctx context.Context, scope identity.Scope, circuit topology.ID) ([]topology.Node, error)
	// MicrogridEvents lists events, newest first, and the cursor of the next page.
	MicrogridEvents(ctx context.Context, scope identity.Scope, f microgrid.EventFilter) ([]microgrid.KeptEvent, string, error)
	// CircuitUsage counts the events of translation by microgrid, circuit and path, the last call first, and
	// is the cursor of the next page.
	CircuitUsage(ctx context.Context, scope identity.Scope, f UsageFilter) ([]Usage, string, error)
}

// Grid is what is asked of microgrids.
type Grid interface {
	// Rebalance runs one cycle of a microgrid.
	Rebalance(ctx context.Context, scope identity.Scope, ask microgrid.Rebalance, now time.Time) (microgrid.Cycle, error)
	// ChangeMicrogrid keeps events; see microgrid.Changes.
	ChangeMicrogrid(ctx context.Context, scope identity.Scope, r microgrid.Request, decide microgrid.Decide) (microgrid.Answer, error)
}

// Microgrids is all of the microgrids that circuits are translated to.
type Microgrids interface {
	Grid
	Envelopes
}

// Path is the way a caller came.
type Path string

// Ways.
const (
	HTTP      Path = "HTTP"      // POST /api/circuit/{circuit_id}/rebalance_load
	Event     Path = "EVENT"     // load_balancer.rebalance_requested
	Scheduled Path = "SCHEDULED" // ScheduledEventRebalancePeriodic
)

// Service translates. It is safe for concurrent use.
type Service struct {
	grid      Grid
	envelopes Envelopes
	store     Store
	count     func(Path, string)
}

// NewService is a service over microgrids. count is told of every translation: its way, and OK or the
// code of what it failed with.
func NewService(grid Microgrids, store Store, count func(Path, string)) *Service {
	return &Service{grid: grid, envelopes: grid, store: store, count: count}
}

// Target is the node that stands for a circuit.
type Target struct {
	Circuit, Microgrid, Node topology.ID
}

// find is the one node that stands for a circuit, wherever it is. Without exactly one it is
// CIRCUIT_ALIAS_NOT_RESOLVABLE, with the microgrid of the circuit's site in the target.
func (s *Service) find(ctx context.Context, scope identity.Scope, circuit topology.ID) (Target, error) {
	home, err := s.store.MicrogridOfCircuit(ctx, scope, circuit)
	if err != nil {
		return Target{}, fmt.Errorf("find circuit %s: %w", circuit, err)
	}
	to := Target{Circuit: circuit, Microgrid: home.MicrogridID}
	nodes, err := s.store.NodesOfAsset(ctx, scope, topology.CircuitAsset, circuit)
	switch {
	case err != nil:
		return to, fmt.Errorf("find the nodes of circuit %s: %w", circuit, err)
	case len(nodes) != 1:
		return to, reason.New(reason.CircuitAliasNotResolvable, reason.Params{"circuit": circuit, "nodes": len(nodes)})
	}
	to.Microgrid, to.Node = nodes[0].MicrogridID, nodes[0].NodeID
	return to, nil
}
