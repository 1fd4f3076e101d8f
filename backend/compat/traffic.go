package compat

import (
	"context"
	"fmt"

	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/energy/topology"
)

// TrafficFilter narrows what is listed. The zero filter is everything in scope.
type TrafficFilter struct {
	Microgrid topology.ID
	Name      string // of one event
	Cursor    string
	Limit     int // 1 to 200
}

// Traffic lists what came of translating, newest first: who still comes by circuit, which way, and what
// failed.
func (s *Service) Traffic(ctx context.Context, scope identity.Scope, f TrafficFilter) ([]microgrid.KeptEvent, string, error) {
	names := []string{AliasApplied, AliasFailed, ScheduledSkipped, TOUTranslated}
	if f.Name != "" {
		names = []string{f.Name}
	}
	found, next, err := s.store.MicrogridEvents(ctx, scope, microgrid.EventFilter{Microgrid: f.Microgrid, Names: names, Cursor: f.Cursor, Limit: f.Limit})
	if err != nil {
		return nil, "", fmt.Errorf("list compatibility traffic: %w", err)
	}
	return found, next, nil
}
