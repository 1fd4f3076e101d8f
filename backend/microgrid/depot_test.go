package microgrid_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/energy/balance"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// depot is a microgrid of one feeder with charging points, kept in memory. Charging points draw what they
// are given at once.
type depot struct {
	microgrid.Store
	state microgrid.State
	now   time.Time
	given map[topology.ID]unit.Power
}

const (
	site   topology.ID = "m"
	feeder topology.ID = "feeder"
	least              = 4_140
)

// newDepot has so many charging points, none of which asks for anything.
func newDepot(points int, cap unit.Power, policy string) *depot {
	d := &depot{now: time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC), given: map[topology.ID]unit.Power{}}
	d.state.Microgrid = topology.Microgrid{MicrogridID: site, DepotID: "depot", Version: 1}
	d.state.Nodes = []topology.Node{{NodeID: feeder, MicrogridID: site, NodeType: topology.GridConnection, Status: topology.NodeActive}}
	for i := range points {
		d.state.Nodes = append(d.state.Nodes, topology.Node{
			NodeID: point(i), MicrogridID: site, ParentNodeID: feeder, NodeType: topology.Connector, Status: topology.NodeActive,
		})
	}
	d.state.Points = []microgrid.Point{{CapabilityControlPoint: topology.CapabilityControlPoint{
		ControlPointID: "policy", MicrogridID: site, CapabilityType: topology.LoadBalancing, State: topology.Enabled, ControlSource: topology.Local,
		LocalConfig: json.RawMessage(policy),
	}, Version: 1}}
	d.cap(cap)
	return d
}

var anybody = identity.Scope{AllSites: true, Actor: "test"}

func point(i int) topology.ID { return topology.ID(fmt.Sprintf("p%02d", i)) }

func (d *depot) cap(watts unit.Power) {
	d.state.Limits = []topology.NodeLimit{{
		NodeLimitID: "cap", MicrogridID: site, NodeID: feeder, ConstraintType: topology.ConsumptionCap, LimitWatts: watts,
		SourceType: topology.Manual, Status: topology.LimitActive,
	}}
}

// asks replaces what a charging point asks for.
func (d *depot) asks(i int, change func(r *microgrid.LeafRequest)) {
	d.state.Requests = slices.DeleteFunc(d.state.Requests, func(r microgrid.LeafRequest) bool { return r.NodeID == point(i) })
	min, r := unit.Power(least), microgrid.LeafRequest{MicrogridID: site, NodeID: point(i), RequestedWatts: 11_000, Weight: 1}
	r.MinWatts = &min
	if change != nil {
		change(&r)
	}
	d.state.Requests = append(d.state.Requests, r)
}

// leaves has a vehicle drive off.
func (d *depot) leaves(i int) {
	delete(d.given, point(i))
	d.state.Requests = slices.DeleteFunc(d.state.Requests, func(r microgrid.LeafRequest) bool { return r.NodeID == point(i) })
}

// ReadMicrogrid and ChangeMicrogrid keep what cycles leave as the database does, as JSON.
func (d *depot) ReadMicrogrid(context.Context, identity.Scope, topology.ID, time.Time, ...microgrid.Part) (microgrid.State, error) {
	s := d.state
	s.Telemetry = nil
	sum := 0.0
	for _, n := range s.Nodes[1:] {
		s.Telemetry = append(s.Telemetry, microgrid.Reading{NodeID: n.NodeID, Watts: float64(d.given[n.NodeID]), ObservedAt: d.now, Quality: balance.Good})
		sum += float64(d.given[n.NodeID])
	}
	s.Telemetry = append(s.Telemetry, microgrid.Reading{NodeID: feeder, Watts: sum, ObservedAt: d.now, Quality: balance.Good})
	return s, nil
}

func (d *depot) ChangeMicrogrid(_ context.Context, _ identity.Scope, _ microgrid.Request, decide microgrid.Decide) (microgrid.Answer, error) {
	s := d.state
	c, err := decide(&s)
	if err != nil {
		return microgrid.Answer{}, err
	}
	for _, next := range c.Standings {
		body, err := json.Marshal(next)
		if err != nil {
			return microgrid.Answer{}, err
		}
		d.state.Standing = microgrid.Standing{}
		if err := json.Unmarshal(body, &d.state.Standing); err != nil {
			return microgrid.Answer{}, err
		}
	}
	return microgrid.Answer{Given: c.Answer}, nil
}

// balance runs a cycle and answers who is served.
func (d *depot) balance(ctx context.Context, ask microgrid.Rebalance) ([]topology.ID, error) {
	ask.Microgrid = site
	c, err := microgrid.NewService(d).Rebalance(ctx, anybody, ask, d.now)
	if err != nil {
		return nil, err
	}
	if c.Outcome == balance.OutcomeRejected {
		return nil, fmt.Errorf("the cycle is REJECTED: %v", c.ReasonCodes)
	}
	var on []topology.ID
	for _, n := range c.Allocation.ByNode {
		if n.NodeID == feeder {
			continue
		}
		if d.given[n.NodeID] = n.AllocatedWatts; n.AllocatedWatts != 0 {
			on = append(on, n.NodeID)
		}
	}
	return on, nil
}
