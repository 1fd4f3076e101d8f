package microgrid

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/energy/balance"
	"ohmstead/energy/topology"
)

// CycleFilter narrows cycles. The zero filter but for Microgrid is all of its cycles.
type CycleFilter struct {
	Microgrid topology.ID
	Outcome   balance.Outcome
	Cursor    string
	Limit     int
}

// EventFilter narrows events of microgrids. The zero filter is all in scope.
type EventFilter struct {
	Microgrid topology.ID
	Names     []string
	Cursor    string
	Limit     int // 1 to 200
}

// KeptEvent is an event as it is kept.
type KeptEvent struct {
	EventID     int64           `json:"event_id"`
	MicrogridID topology.ID     `json:"microgrid_id"`
	Name        string          `json:"name"`
	At          time.Time       `json:"at"`
	Actor       string          `json:"actor"`
	Payload     json.RawMessage `json:"payload"`
}

// Status is how a microgrid stands.
type Status struct {
	Microgrid topology.Microgrid
	Latest    *Cycle   // nil before the first
	Breaches  []Breach // those that last
	Points    []PointView
	Envelopes []topology.OperatingEnvelope // ACTIVE ones
}

// Status reads how a microgrid stands as of now.
func (s *Service) Status(ctx context.Context, scope identity.Scope, id topology.ID, now time.Time) (Status, error) {
	state, err := s.ReadMicrogrid(ctx, scope, id, now, Points, Statuses, OpenBreaches, Standings, Envelopes)
	if err != nil {
		return Status{}, fmt.Errorf("read the status of a microgrid: %w", err)
	}
	out := Status{Microgrid: state.Microgrid, Breaches: state.OpenBreaches, Points: state.views(PointFilter{}, now), Envelopes: state.active()}
	if state.Standing.CycleID == "" {
		return out, nil
	}
	latest, err := s.FindCycle(ctx, scope, id, state.Standing.CycleID)
	if err != nil {
		return Status{}, fmt.Errorf("read the latest cycle: %w", err)
	}
	out.Latest = &latest
	return out, nil
}

// Explain says in words what a cycle came to and why; language is "de", otherwise English.
func (c Cycle) Explain(language string) []string {
	r := c.Result
	if c.Allocation != nil {
		r.AllocationSummary = *c.Allocation
	}
	return r.Explain(language)
}
