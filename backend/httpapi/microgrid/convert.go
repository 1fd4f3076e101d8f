package microgrid

import (
	"encoding/json"

	"github.com/google/uuid"

	"ohmstead/backend/microgrid"
	"ohmstead/energy/topology"
)

// as turns a value into another type whose fields have the same names in JSON: the contract's types
// here and in energy/topology. It panics where they do not fit, which no input can bring about.
func as[T any](v any) T {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	var out T
	if err := json.Unmarshal(raw, &out); err != nil {
		panic(err)
	}
	return out
}

// idOf is an id as the rules have it; "" for none.
func idOf(id uuid.UUID) topology.ID {
	if id == uuid.Nil {
		return ""
	}
	return topology.ID(id.String())
}

func nodesOf(nodes []MicrogridNode) []topology.Node {
	if nodes == nil {
		return nil
	}
	return as[[]topology.Node](nodes)
}

func editOf(e TopologyEdit) topology.Edit {
	out := topology.Edit{Version: e.Version, Nodes: nodesOf(e.Nodes)}
	if e.Operations != nil {
		out.Operations = as[[]topology.Operation](e.Operations)
	}
	for i := range out.Nodes {
		usual(&out.Nodes[i])
	}
	for i := range out.Operations {
		usual(&out.Operations[i].Node)
	}
	return out
}

// usual puts in what goes without saying.
func usual(n *topology.Node) {
	if n.Status == "" {
		n.Status = topology.NodeActive
	}
}

func topologyOf(t microgrid.Topology) TopologyView {
	return TopologyView{Microgrid: as[MicrogridRoot](t.Microgrid), Nodes: as[[]MicrogridNode](append([]topology.Node{}, t.Nodes...))}
}

func limitsOf(limits []topology.NodeLimit) []NodeLimitView {
	return as[[]NodeLimitView](append([]topology.NodeLimit{}, limits...))
}

func pointOf(p microgrid.Point) ControlPoint { return as[ControlPoint](p.CapabilityControlPoint) }

func pointsOf(points []microgrid.PointView) []ControlPointView {
	out := make([]ControlPointView, 0, len(points))
	for _, p := range points {
		v := ControlPointView{ControlPoint: pointOf(p.Point)}
		if p.Status != nil {
			status := as[LatestStatus](*p.Status)
			v.Status = &status
		}
		out = append(out, v)
	}
	return out
}
