package microgrid

import (
	"maps"
	"time"

	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// Capacity is what a feeder was shown that it may carry, from At on.
type Capacity struct {
	MicrogridID            topology.ID                `json:"microgrid_id"`
	NodeID                 topology.ID                `json:"node_id"`
	CircuitID              topology.ID                `json:"circuit_id"`
	EffectiveCapacityWatts unit.Power                 `json:"effective_capacity_watts"`
	ProjectionTrigger      topology.ProjectionTrigger `json:"projection_trigger"`
	// SetBy is the node limit, envelope or circuit whose value it is.
	SetBy topology.ID `json:"set_by"`
	At    time.Time   `json:"at"`
}

// CapacityChange is the payload of both compatibility events of a capacity.
type CapacityChange struct {
	MicrogridID            topology.ID                `json:"microgrid_id"`
	NodeID                 topology.ID                `json:"node_id"`
	CircuitID              topology.ID                `json:"circuit_id"`
	EffectiveCapacityWatts unit.Power                 `json:"effective_capacity_watts"`
	ProjectionTrigger      topology.ProjectionTrigger `json:"projection_trigger"`
}

// projected is what follows from computing all feeders' capacities anew.
type projected struct {
	capacities []Capacity
	events     []Event
	rebalance  bool
}

// project computes what every feeder may carry at an instant, and lists those that are shown something
// else. A feeder that was never shown anything is taken to show what holds without envelopes; one that was
// shown something later already is left alone.
func (s *State) project(trigger topology.ProjectionTrigger, t time.Time) (projected, error) {
	var out projected
	tree, err := s.tree()
	if err != nil {
		return out, err
	}
	caps, err := s.constraints()
	if err != nil {
		return out, err
	}
	feeders := s.circuits()
	bare := topology.NewConstraints(topology.Given{Limits: s.Limits, Circuits: feeders})
	for i := range feeders {
		f := &feeders[i]
		if !topology.Projects(tree, f) {
			continue
		}
		shown, known := s.shown(f.CircuitID)
		if known && shown.At.After(t) {
			continue
		}
		drift := topology.Drift{Watts: shown.EffectiveCapacityWatts, Known: true, At: t, Trigger: trigger}
		if !known {
			usual, _ := bare.CircuitCapacity(tree, f.CircuitID, t)
			drift.Watts = usual.Watts
		}
		p, _ := caps.Project(tree, f.CircuitID, drift)
		if p.Event == "" {
			continue
		}
		bound, _ := caps.CircuitCapacity(tree, f.CircuitID, t)
		c := Capacity{s.Microgrid.MicrogridID, p.NodeID, p.CircuitID, p.EffectiveCapacityWatts, trigger, bound.Ref, t}
		out.capacities = append(out.capacities, c)
		out.events = append(out.events, Event{p.Event, t, CapacityChange{c.MicrogridID, c.NodeID, c.CircuitID, c.EffectiveCapacityWatts, trigger}})
		out.rebalance = out.rebalance || p.Rebalance
	}
	return out, nil
}

// shown is what a feeder was shown last.
func (s *State) shown(circuit topology.ID) (Capacity, bool) {
	for _, c := range s.Capacities {
		if c.CircuitID == circuit {
			return c, true
		}
	}
	return Capacity{}, false
}

// show has feeders shown what was projected.
func (c *Change) show(s *State, p projected) {
	c.Capacities, c.Events = append(c.Capacities, p.capacities...), append(c.Events, p.events...)
	for _, next := range p.capacities {
		kept := s.Capacities[:0:0]
		for _, was := range s.Capacities {
			if was.CircuitID != next.CircuitID {
				kept = append(kept, was)
			}
		}
		s.Capacities = append(kept, next)
	}
}

// bounds are the values of all effective limits at an instant, by node and type.
type bounds map[boundKey]boundValue

type boundKey struct {
	node topology.ID
	kind topology.ConstraintType
}

type boundValue struct {
	most, least       unit.Power
	hasMost, hasLeast bool
}

func (s *State) bounds(t time.Time) (bounds, error) {
	caps, err := s.constraints()
	if err != nil {
		return nil, err
	}
	out := bounds{}
	caps.All(t, func(node topology.ID, kind topology.ConstraintType, l topology.Limit) {
		if l.Most.Set || l.Least.Set {
			out[boundKey{node, kind}] = boundValue{l.Most.Watts, l.Least.Watts, l.Most.Set, l.Least.Set}
		}
	})
	return out, nil
}

// same reports whether nothing is bounded otherwise.
func (b bounds) same(o bounds) bool { return maps.Equal(b, o) }
