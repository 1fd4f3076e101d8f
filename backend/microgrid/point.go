package microgrid

import (
	"context"
	"fmt"
	"slices"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/energy/topology"
)

// PointView is a control point and, where it has ever reported any, its latest status.
type PointView struct {
	Point
	Status *topology.CapabilityStatusProjection
}

// ControlPoints lists a microgrid's control points, by id; kind and node narrow them where they are not
// empty. The status of each is projected as of now.
func (s *Service) ControlPoints(ctx context.Context, scope identity.Scope, f PointFilter, now time.Time) (topology.Microgrid, []PointView, error) {
	state, err := s.ReadMicrogrid(ctx, scope, f.Microgrid, now, Points, Statuses)
	if err != nil {
		return topology.Microgrid{}, nil, fmt.Errorf("read control points: %w", err)
	}
	return state.Microgrid, state.views(f, now), nil
}

// PointFilter narrows control points.
type PointFilter struct {
	Microgrid topology.ID
	Kind      topology.CapabilityType
	Node      topology.ID
}

func (s *State) views(f PointFilter, now time.Time) []PointView {
	out := []PointView{}
	for _, p := range s.Points {
		if f.Kind != "" && p.CapabilityType != f.Kind || f.Node != "" && p.NodeID != f.Node {
			continue
		}
		v := PointView{Point: p}
		own := slices.DeleteFunc(slices.Clone(s.Statuses), func(e topology.CapabilityStatusEvent) bool { return e.ControlPointID != p.ControlPointID })
		if latest, ok := topology.Latest(own, now); ok {
			v.Status = &latest
		}
		out = append(out, v)
	}
	return out
}

// PointUpdate is the payload of microgrid.capability_control_point_updated.
type PointUpdate struct {
	MicrogridID    topology.ID              `json:"microgrid_id"`
	ControlPointID topology.ID              `json:"control_point_id"`
	NodeID         topology.ID              `json:"node_id"`
	CapabilityType topology.CapabilityType  `json:"capability_type"`
	State          topology.CapabilityState `json:"state"`
	ControlSource  topology.ControlSource   `json:"control_source"`
}

// SavePoint creates a control point under the id its author chose, or replaces the one of this id.
func (s *Service) SavePoint(ctx context.Context, scope identity.Scope, p topology.CapabilityControlPoint, now time.Time) (Point, error) {
	out := Point{CapabilityControlPoint: p, Version: 1, UpdatedAt: now.UTC().Truncate(time.Microsecond)}
	_, err := s.ChangeMicrogrid(ctx, scope, Request{Microgrid: p.MicrogridID, Parts: []Part{Nodes, Points}, Now: now}, func(state *State) (Change, error) {
		if before := state.point(p.ControlPointID); before != nil {
			out.Version = before.Version + 1
			if before.CapabilityType != p.CapabilityType {
				return Change{}, broken(RulePointType, "%s is %s", p.ControlPointID, before.CapabilityType)
			}
			if before.ScheduleRef != "" && p.ControlSource == topology.External {
				return Change{}, broken(string(topology.ScheduleOnlyLocal), "schedule_ref %s is set: clear it while control_source is LOCAL", before.ScheduleRef)
			}
		}
		if err := state.checkPoint(p); err != nil {
			return Change{}, err
		}
		c := Change{Points: []Point{out}}
		c.tell(PointUpdated, now, PointUpdate{p.MicrogridID, p.ControlPointID, p.NodeID, p.CapabilityType, p.State, p.ControlSource})
		return c, nil
	})
	if err != nil {
		return Point{}, fmt.Errorf("save a control point: %w", err)
	}
	return out, nil
}

func (s *State) checkPoint(p topology.CapabilityControlPoint) error {
	tree, err := topology.NewTree(s.Microgrid.MicrogridID, s.Nodes)
	if err != nil {
		return fmt.Errorf("read the tree as it is kept: %w", err)
	}
	others := make([]topology.CapabilityControlPoint, 0, len(s.Points))
	for _, o := range s.Points {
		others = append(others, o.CapabilityControlPoint)
	}
	switch rule := topology.CheckControlPoint(tree, p, others); rule {
	case "":
	case topology.ScheduleOnlyLocal:
		return broken(string(rule), "schedule_ref is for LOCAL control only")
	case topology.OneActivePerTarget:
		return broken(string(rule), "another %s is enabled for the same node", p.CapabilityType)
	default:
		return broken(string(rule), "%s is no node of this microgrid", p.NodeID)
	}
	if p.CapabilityType != topology.LoadBalancing {
		return nil
	}
	if p.NodeID == "" {
		_, err = readPolicy(p.LocalConfig)
	} else {
		_, err = readEquipment(p.LocalConfig)
	}
	if err != nil {
		return broken(RuleLocalConfig, "%s", err)
	}
	return nil
}
