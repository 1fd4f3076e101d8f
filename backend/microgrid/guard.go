package microgrid

import (
	"context"
	"fmt"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
)

// CapacityFilter names the circuit of a site whose history is asked for.
type CapacityFilter struct {
	Depot, Microgrid, Circuit topology.ID
	Cursor                    string
	Limit                     int
}

// EffectiveCircuitCapacity is document 004's get_effective_circuit_capacity(circuit_id, occurred_at), the
// guard that is asked before anything is allocated by what a circuit may carry (FR-028, D-023). It computes
// that from what is stored, whatever the scheduler has seen. Where circuits of the site are shown something
// else, they are corrected and that is told with REBALANCE_GUARD; no balancing cycle is asked for, and no
// envelope changes its status. NOT_FOUND for a circuit that is none.
func (s *Service) EffectiveCircuitCapacity(ctx context.Context, scope identity.Scope, circuit topology.ID, occurredAt time.Time) (Capacity, error) {
	m, err := s.MicrogridOfCircuit(ctx, scope, circuit)
	if err != nil {
		return Capacity{}, fmt.Errorf("find the microgrid of a circuit: %w", err)
	}
	at := kept(occurredAt)
	state, err := s.ReadMicrogrid(ctx, scope, m.MicrogridID, at, envelopeParts()...)
	if err != nil {
		return Capacity{}, fmt.Errorf("read what a circuit may carry: %w", err)
	}
	if err := s.guard(ctx, scope, &state, at); err != nil {
		return Capacity{}, err
	}
	now, err := state.circuitsNow(at)
	if err != nil {
		return Capacity{}, err
	}
	for _, c := range now {
		if c.CircuitID == circuit {
			return Capacity{m.MicrogridID, c.NodeID, circuit, c.EffectiveCapacityWatts, topology.RebalanceGuard, c.SetBy, at}, nil
		}
	}
	return Capacity{}, reason.New(reason.NotFound, reason.Params{"what": "circuit"})
}

// guard has circuits shown what they may carry at an instant where a state that was read says that they are
// shown something else.
func (s *Service) guard(ctx context.Context, scope identity.Scope, read *State, at time.Time) error {
	drift, err := read.project(topology.RebalanceGuard, at)
	if err != nil || len(drift.capacities) == 0 {
		return err
	}
	ask := Request{Microgrid: read.Microgrid.MicrogridID, Parts: envelopeParts(), Now: at}
	_, err = s.ChangeMicrogrid(ctx, scope, ask, func(state *State) (Change, error) {
		var c Change
		drift, err := state.project(topology.RebalanceGuard, at)
		c.show(state, drift)
		return c, err
	})
	if err != nil {
		return fmt.Errorf("correct what circuits are shown: %w", err)
	}
	return nil
}
