package microgrid

import (
	"context"
	"fmt"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid/present"
	"ohmstead/energy/balance"
	"ohmstead/energy/topology"
)

// Now evaluates a microgrid at an instant as a cycle would, and keeps nothing of it.
func (s *Service) Now(ctx context.Context, scope identity.Scope, id topology.ID, now time.Time) (present.Present, error) {
	state, err := s.ReadMicrogrid(ctx, scope, id, now, cycleParts()...)
	if err != nil {
		return present.Present{}, fmt.Errorf("read a microgrid: %w", err)
	}
	snap, err := state.snapshot(run{now: now}, scope.Actor)
	if err != nil {
		return present.Present{}, err
	}
	result, err := balance.Run(snap)
	if err != nil {
		return present.Present{}, refusedSnapshot(err)
	}
	return present.Of(snap, result), nil
}
