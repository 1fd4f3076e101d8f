package microgrid

import (
	"context"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/microgrid"
	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
)

func (a api) readTopology(ctx context.Context, c operation.Caller, in *MicrogridPath) (*output[TopologyView], error) {
	t, err := a.service.Topology(ctx, c.Scope, idOf(in.MicrogridID))
	if err != nil {
		return nil, err
	}
	return reply(a, t.Microgrid.MicrogridID, topologyOf(t)), nil
}

func (a api) editTopology(ctx context.Context, c operation.Caller, in *topologyInput) (*output[TopologyView], error) {
	if (in.Body.Nodes == nil) == (in.Body.Operations == nil) {
		if _, err := a.service.FindMicrogrid(ctx, c.Scope, idOf(in.MicrogridID)); err != nil {
			return nil, err
		}
		return nil, reason.New(reason.InvalidValue, reason.Params{"field": "nodes, operations", "value": "neither or both", "want": "one of them"})
	}
	t, err := a.service.EditTopology(ctx, c.Scope, idOf(in.MicrogridID), editOf(in.Body), a.desk.Now())
	if err != nil {
		return nil, err
	}
	return reply(a, t.Microgrid.MicrogridID, topologyOf(t)), nil
}

func (a api) resources(ctx context.Context, c operation.Caller, in *resourcesInput) (*output[ResourceList], error) {
	filter := balance.Resources{Below: idOf(in.NodeID), AssetType: topology.AssetType(in.AssetType), Group: in.Group}
	m, nodes, err := a.service.Resources(ctx, c.Scope, idOf(in.MicrogridID), filter)
	if err != nil {
		return nil, err
	}
	return reply(a, m.MicrogridID, ResourceList{as[[]MicrogridNode](append([]topology.Node{}, nodes...))}), nil
}

func (a api) readLimits(ctx context.Context, c operation.Caller, in *limitsInput) (*output[NodeLimitList], error) {
	m, limits, err := a.service.NodeLimits(ctx, c.Scope, idOf(in.MicrogridID), idOf(in.NodeID))
	if err != nil {
		return nil, err
	}
	return reply(a, m.MicrogridID, NodeLimitList{limitsOf(limits)}), nil
}

func (a api) saveLimit(ctx context.Context, c operation.Caller, in *limitInput) (*output[NodeLimitView], error) {
	l := as[topology.NodeLimit](in.Body)
	l.MicrogridID = idOf(in.MicrogridID)
	if l.Status == "" {
		l.Status = topology.LimitActive
	}
	l, err := a.service.SaveLimit(ctx, c.Scope, l, a.desk.Now())
	if err != nil {
		return nil, err
	}
	return reply(a, l.MicrogridID, as[NodeLimitView](l)), nil
}

func (a api) readPoints(ctx context.Context, c operation.Caller, in *pointsInput) (*output[ControlPointList], error) {
	filter := microgrid.PointFilter{Microgrid: idOf(in.MicrogridID), Kind: topology.CapabilityType(in.CapabilityType), Node: idOf(in.NodeID)}
	m, points, err := a.service.ControlPoints(ctx, c.Scope, filter, a.desk.Now())
	if err != nil {
		return nil, err
	}
	return reply(a, m.MicrogridID, ControlPointList{pointsOf(points)}), nil
}

func (a api) savePoint(ctx context.Context, c operation.Caller, in *pointInput) (*output[ControlPoint], error) {
	p := as[topology.CapabilityControlPoint](in.Body)
	p.MicrogridID, p.ControlPointID = idOf(in.MicrogridID), idOf(in.ControlPointID)
	if string(p.LocalConfig) == "null" {
		p.LocalConfig = nil
	}
	saved, err := a.service.SavePoint(ctx, c.Scope, p, a.desk.Now())
	if err != nil {
		return nil, err
	}
	return reply(a, p.MicrogridID, pointOf(saved)), nil
}

func (a api) history(ctx context.Context, c operation.Caller, in *historyInput) (*output[StatusPage], error) {
	id := idOf(in.MicrogridID)
	if _, err := a.service.FindMicrogrid(ctx, c.Scope, id); err != nil {
		return nil, err
	}
	events, next, err := a.service.StatusHistory(ctx, c.Scope, microgrid.HistoryFilter{
		Microgrid: id, Point: idOf(in.ControlPointID), From: in.From, To: in.To, Cursor: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	return reply(a, id, StatusPage{StatusEvents: as[[]StatusEvent](append([]topology.CapabilityStatusEvent{}, events...)), Next: next}), nil
}

func reportOf(r StatusReport) microgrid.Report {
	out := microgrid.Report{
		Kind: topology.CapabilityType(r.CapabilityType), Raw: r.OperationalStatus, ReportedBy: topology.ControlSource(r.ReportedBy),
		ObservedAt: r.ObservedAt, SourceEventRef: topology.ID(r.SourceEventRef), Detail: r.StatusDetail,
	}
	if r.NodeID != nil {
		id := idOf(*r.NodeID)
		out.NodeID = &id
	}
	return out
}

func (a api) record(ctx context.Context, c operation.Caller, in *reportInput) (*output[StatusEvent], error) {
	r := reportOf(in.Body)
	r.Microgrid, r.Point = idOf(in.MicrogridID), idOf(in.ControlPointID)
	e, err := a.service.RecordStatus(ctx, c.Scope, r, a.desk.Now())
	if err != nil {
		return nil, err
	}
	return reply(a, r.Microgrid, as[StatusEvent](e)), nil
}

func (a api) recordForDepot(ctx context.Context, c operation.Caller, in *depotReportInput) (*output[StatusEvent], error) {
	m, err := a.service.MicrogridOfDepot(ctx, c.Scope, idOf(in.DepotID))
	if err != nil {
		return nil, err
	}
	if in.Body.CapabilityType == "" {
		return nil, reason.New(reason.MissingField, reason.Params{"field": "capability_type"})
	}
	r := reportOf(in.Body)
	r.Microgrid, r.NodeID = m.MicrogridID, nil
	e, err := a.service.RecordStatus(ctx, c.Scope, r, a.desk.Now())
	if err != nil {
		return nil, err
	}
	return reply(a, m.MicrogridID, as[StatusEvent](e)), nil
}

func (a api) ofDepot(ctx context.Context, c operation.Caller, in *DepotPath) (*output[DepotMicrogrid], error) {
	o, err := a.service.Overview(ctx, c.Scope, idOf(in.DepotID), a.desk.Now())
	if err != nil {
		return nil, err
	}
	view := DepotMicrogrid{
		TopologyView: topologyOf(o.Topology), NodeLimits: limitsOf(o.Limits), ControlPoints: pointsOf(o.Points), Circuits: []CircuitView{},
		Envelopes: activeOf(o.Envelopes), Sources: sourcesOf(o.Sources),
	}
	for _, circuit := range o.Circuits {
		view.Circuits = append(view.Circuits, circuitOf(circuit))
	}
	return reply(a, o.Microgrid.MicrogridID, view), nil
}

func (a api) resync(ctx context.Context, c operation.Caller, in *DepotPath) (*output[ResyncView], error) {
	r, err := a.service.Resync(ctx, c.Scope, idOf(in.DepotID), a.desk.Now())
	if err != nil {
		return nil, err
	}
	return reply(a, r.Microgrid.MicrogridID, ResyncView{TopologyView: topologyOf(r.Topology), Changed: r.Changed}), nil
}

func (a api) saveCircuit(ctx context.Context, c operation.Caller, in *circuitInput) (*output[CircuitRecord], error) {
	circuit := as[microgrid.Circuit](in.Body)
	circuit.CircuitID = idOf(in.CircuitID)
	if circuit.GapPolicy == "" {
		circuit.GapPolicy = topology.GapCircuitDefault
	}
	m, saved, err := a.service.SaveCircuit(ctx, c.Scope, microgrid.Authored{Depot: idOf(in.DepotID), Circuit: circuit})
	if err != nil {
		return nil, err
	}
	return reply(a, m.MicrogridID, as[CircuitRecord](saved)), nil
}

func (a api) removeCircuit(ctx context.Context, c operation.Caller, in *circuitRemovalInput) (*output[CircuitRemoval], error) {
	m, err := a.service.RemoveCircuit(ctx, c.Scope, microgrid.Authored{Depot: idOf(in.DepotID), Circuit: microgrid.Circuit{CircuitID: idOf(in.CircuitID), Version: in.Version}})
	if err != nil {
		return nil, err
	}
	return reply(a, m.MicrogridID, CircuitRemoval{in.CircuitID}), nil
}
