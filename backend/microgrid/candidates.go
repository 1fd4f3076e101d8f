package microgrid

import (
	"context"
	"fmt"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/energy/balance"
	"ohmstead/energy/topology"
)

// Verdict says what stands in the way of candidate actions: nothing means that they may be carried out.
type Verdict struct {
	Microgrid topology.Microgrid
	Against   []balance.BoundBy
}

// TryActions holds actions that somebody proposes for nodes of the collection against every limit as it
// is now, as if all of them were carried out (FR-019, I-09). Nothing is kept. TELEMETRY_UNAVAILABLE where
// a demand that counts is unknown; MICROGRID_INVALID where a node is no leaf of the microgrid.
func (s *Service) TryActions(ctx context.Context, scope identity.Scope, id topology.ID, actions []balance.Candidate, now time.Time) (Verdict, error) {
	state, err := s.ReadMicrogrid(ctx, scope, id, now, cycleParts()...)
	if err != nil {
		return Verdict{}, fmt.Errorf("read a microgrid: %w", err)
	}
	snap, err := state.snapshot(run{now: now}, scope.Actor)
	if err != nil {
		return Verdict{}, err
	}
	seen := map[topology.ID]bool{}
	for _, a := range actions {
		if i, ok := snap.Tree.Index(a.NodeID); !ok || !snap.Tree.Leaf(i) || seen[a.NodeID] {
			return Verdict{}, broken(RuleRequestLeaf, "%s is no leaf of this microgrid, or is named twice", a.NodeID)
		}
		seen[a.NodeID] = true
	}
	against, err := balance.Violates(snap, actions)
	if _, fault := balance.IsFault(err); fault {
		return Verdict{}, refusedSnapshot(err)
	}
	if err != nil {
		return Verdict{}, fmt.Errorf("try actions: %w", err)
	}
	return Verdict{state.Microgrid, against}, nil
}
