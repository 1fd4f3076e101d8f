package microgrid

import (
	"context"
	"fmt"
	"slices"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/energy/balance"
	"ohmstead/energy/topology"
)

// SaveRequests replaces what the leaves of a microgrid ask for; a leaf that is not named asks for
// nothing. MICROGRID_INVALID with every one that no cycle could take.
func (s *Service) SaveRequests(ctx context.Context, scope identity.Scope, id topology.ID, requests []LeafRequest, now time.Time) (topology.Microgrid, error) {
	var m topology.Microgrid
	parts := []Part{Nodes, Points, Ratings, Requests}
	_, err := s.ChangeMicrogrid(ctx, scope, Request{Microgrid: id, Parts: parts, Now: now}, func(state *State) (Change, error) {
		m = state.Microgrid
		with := *state
		with.Requests = requests
		if err := with.checkRequests(now); err != nil {
			return Change{}, err
		}
		c := Change{Requests: requests}
		for _, was := range state.Requests {
			if !slices.ContainsFunc(requests, func(r LeafRequest) bool { return r.NodeID == was.NodeID }) {
				c.RemovedRequests = append(c.RemovedRequests, was.NodeID)
			}
		}
		return c, nil
	})
	if err != nil {
		return m, fmt.Errorf("keep what leaves ask for: %w", err)
	}
	return m, nil
}

// checkRequests holds requests against the tree, and against the engine's own rules.
func (s *State) checkRequests(now time.Time) error {
	snap, err := s.snapshot(run{now: now}, "")
	if err != nil {
		return err
	}
	for _, r := range s.Requests {
		if i, ok := snap.Tree.Index(r.NodeID); !ok || !snap.Tree.Leaf(i) {
			return broken(RuleRequestLeaf, "%s is no leaf of this microgrid", r.NodeID)
		}
	}
	if _, err = balance.Run(snap); err != nil {
		return refusedSnapshot(err)
	}
	return nil
}
