package microgrid

import (
	"context"
	"errors"
	"fmt"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/energy/topology"
)

// maxBoundaries is how many boundaries one transaction evaluates.
const maxBoundaries = 500

// ErrBusy is of a request that would have had to wait for another.
var ErrBusy = errors.New("somebody else is changing the microgrid")

// Evaluated is what an evaluation came to: the boundaries that had passed, what became of envelopes, and
// the cycle that is owed.
type Evaluated struct {
	Boundaries []time.Time
	Lifecycle  []Lifecycle
	Owed       topology.ID
}

// EvaluateEnvelopes evaluates the boundaries of a microgrid's envelopes that have passed, some hundreds at
// a time. ErrBusy where somebody else is at it.
func (s *Service) EvaluateEnvelopes(ctx context.Context, scope identity.Scope, id topology.ID, now time.Time) (Evaluated, error) {
	var out Evaluated
	ask := Request{Microgrid: id, Parts: envelopeParts(), Now: now, NoWait: true}
	_, err := s.ChangeMicrogrid(ctx, scope, ask, func(state *State) (Change, error) {
		out = Evaluated{Owed: state.Schedule.CycleOwed}
		p, err := state.progress(scope, now)
		if err != nil {
			return Change{}, err
		}
		if out.Boundaries, err = p.catchUp(maxBoundaries); err != nil || len(out.Boundaries) == 0 {
			return Change{}, err
		}
		change, err := p.end()
		if err != nil {
			return Change{}, err
		}
		out.Lifecycle, out.Owed = change.Lifecycle, change.Schedules[0].CycleOwed
		return change, nil
	})
	if err != nil {
		return Evaluated{}, fmt.Errorf("evaluate envelopes: %w", err)
	}
	return out, nil
}
