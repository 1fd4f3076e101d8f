package microgrid

import (
	"context"
	"fmt"
	"slices"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
)

// NodeLimits are the ACTIVE limits of a microgrid, or of one of its nodes, by id.
func (s *Service) NodeLimits(ctx context.Context, scope identity.Scope, id, node topology.ID) (topology.Microgrid, []topology.NodeLimit, error) {
	state, err := s.ReadMicrogrid(ctx, scope, id, time.Time{}, Limits)
	if err != nil {
		return topology.Microgrid{}, nil, fmt.Errorf("read node limits: %w", err)
	}
	limits := slices.DeleteFunc(state.Limits, func(l topology.NodeLimit) bool {
		return l.Status != topology.LimitActive || node != "" && l.NodeID != node
	})
	return state.Microgrid, limits, nil
}

// LimitUpdate is the payload of microgrid.node_limit_updated.
type LimitUpdate struct {
	MicrogridID    topology.ID             `json:"microgrid_id"`
	NodeLimitID    topology.ID             `json:"node_limit_id"`
	NodeID         topology.ID             `json:"node_id"`
	ConstraintType topology.ConstraintType `json:"constraint_type"`
}

func limitUpdate(l topology.NodeLimit) LimitUpdate {
	return LimitUpdate{l.MicrogridID, l.NodeLimitID, l.NodeID, l.ConstraintType}
}

// SaveLimit creates a limit, or updates the one whose id it has. MICROGRID_INVALID where there is an
// ACTIVE one of the kind already, or the node cannot carry it; NOT_FOUND for an id that is none.
func (s *Service) SaveLimit(ctx context.Context, scope identity.Scope, l topology.NodeLimit, now time.Time) (topology.NodeLimit, error) {
	_, err := s.ChangeMicrogrid(ctx, scope, Request{Microgrid: l.MicrogridID, Parts: []Part{Nodes, Limits}, Now: now}, func(state *State) (Change, error) {
		if err := state.checkLimit(l); err != nil {
			return Change{}, err
		}
		if l.NodeLimitID == "" {
			id, err := newID()
			if err != nil {
				return Change{}, err
			}
			l.NodeLimitID = id
		}
		l.UpdatedAt = now.UTC().Truncate(time.Microsecond)
		c := Change{Limits: []topology.NodeLimit{l}}
		c.tell(NodeLimitUpdated, now, limitUpdate(l))
		return c, nil
	})
	if err != nil {
		return topology.NodeLimit{}, fmt.Errorf("save a node limit: %w", err)
	}
	return l, nil
}

func (s *State) checkLimit(l topology.NodeLimit) error {
	at := slices.IndexFunc(s.Nodes, func(n topology.Node) bool { return n.NodeID == l.NodeID })
	switch {
	case at < 0:
		return broken(RuleLimitNode, "%s is no node of this microgrid", l.NodeID)
	case s.Nodes[at].NodeType == topology.Virtual && l.SourceType == topology.PhysicalDerived:
		return broken(RuleLimitNode, "%s is VIRTUAL: nothing physical limits it", l.NodeID)
	case l.LimitWatts < 0 || l.LimitWatts > topology.MaxWatts:
		return broken(RuleLimitWatts, "limit_watts is %d, want 0 to %d", l.LimitWatts, topology.MaxWatts)
	}
	before := slices.IndexFunc(s.Limits, func(o topology.NodeLimit) bool { return o.NodeLimitID == l.NodeLimitID })
	if l.NodeLimitID != "" && before < 0 {
		return reason.New(reason.NotFound, reason.Params{"what": "node limit"})
	}
	if before >= 0 && (s.Limits[before].NodeID != l.NodeID || s.Limits[before].ConstraintType != l.ConstraintType) {
		return broken(RuleLimitMoved, "%s is a %s of %s", l.NodeLimitID, s.Limits[before].ConstraintType, s.Limits[before].NodeID)
	}
	other := slices.IndexFunc(s.Limits, func(o topology.NodeLimit) bool {
		return o.Status == topology.LimitActive && o.NodeLimitID != l.NodeLimitID && o.NodeID == l.NodeID && o.ConstraintType == l.ConstraintType
	})
	if other >= 0 && l.Status == topology.LimitActive {
		return broken(RuleLimitTwice, "%s is the ACTIVE %s of %s: update that one", s.Limits[other].NodeLimitID, l.ConstraintType, l.NodeID)
	}
	return nil
}
