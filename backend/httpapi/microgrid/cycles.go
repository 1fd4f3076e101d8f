package microgrid

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/httpapi/problem"
	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/backend/microgrid/apply"
	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
)

func (a api) cycles() []operation.Operation {
	read := operation.Needs(identity.Read)
	return []operation.Operation{
		{
			ID: "microgrid-status", Method: http.MethodGet, Path: "/api/microgrid/{microgrid_id}/status", Access: read, Summary: "How a microgrid stands", Bind: operation.With(a.desk, a.status),
			About: "The latest cycle, the breaches that last, the envelopes that are ACTIVE, and the status of capabilities.",
		},
		{
			ID: "rebalance", Method: http.MethodPost, Path: "/api/microgrid/{microgrid_id}/rebalance", Access: operation.Needs(identity.Operate), Summary: "Balance a microgrid", Bind: operation.With(a.desk, a.rebalance),
			About: "Runs one balancing cycle and keeps it. A demand that nobody can know is 503 with missing_inputs and what was done to be safe; a tree that changed twice meanwhile is 409. Both are kept as REJECTED cycles.",
		},
		{
			ID: "cycles", Method: http.MethodGet, Path: "/api/microgrid/{microgrid_id}/cycles", Access: read, Summary: "History of balancing", Bind: operation.With(a.desk, a.listCycles),
			About: "Every cycle, the newest first.",
		},
		{
			ID: "cycle", Method: http.MethodGet, Path: "/api/microgrid/{microgrid_id}/cycles/{cycle_id}", Access: read, Summary: "One cycle", Bind: operation.With(a.desk, a.oneCycle),
			About: "The cycle with who got what and why, in words too.",
		},
		{
			ID: "cycle-execution", Method: http.MethodGet, Path: "/api/microgrid/{microgrid_id}/cycles/{cycle_id}/execution", Access: read, Summary: "What became of a cycle", Bind: operation.With(a.desk, a.execution),
			About: "Of each controllable leaf what the cycle gave it, what it was told, what it is known to keep to, and why not. A cycle that gives a leaf what it has already goes on with what became of that. Empty of a cycle that was run while control was disabled.",
		},
		{
			ID: "save-requests", Method: http.MethodPut, Path: "/api/microgrid/{microgrid_id}/requests", Access: operation.Needs(identity.Ingest), Summary: "Say what leaves ask for", Bind: operation.With(a.desk, a.saveRequests), Large: true,
			About: "Replaces what the controllable leaves ask for; the next cycle serves it.",
		},
	}
}

func (a api) status(ctx context.Context, c operation.Caller, in *MicrogridPath) (*output[MicrogridStatus], error) {
	s, err := a.service.Status(ctx, c.Scope, idOf(in.MicrogridID), a.desk.Now())
	if err != nil {
		return nil, err
	}
	view := MicrogridStatus{Breaches: as[[]BreachView](append([]microgrid.Breach{}, s.Breaches...)), ControlPoints: pointsOf(s.Points), Envelopes: activeOf(s.Envelopes)}
	if s.Latest != nil {
		latest := CycleOf(*s.Latest)
		view.LatestCycle = &latest
	}
	return reply(a, s.Microgrid.MicrogridID, view), nil
}

// CycleOf is a cycle as it is answered, without the ids that stand for nothing. Its nodes, of which there may be thousands,
// go without a detour over JSON.
func CycleOf(c microgrid.Cycle) CycleView {
	summary := c.Allocation
	c.Allocation, c.AllocationSummary = nil, balance.Summary{}
	view := as[CycleView](c)
	if summary == nil {
		return view
	}
	view.AllocationSummary = &AllocationTotals{
		RequestedWatts: int64(summary.RequestedWatts), AllocatedWatts: int64(summary.AllocatedWatts), ByNode: make([]NodeAllocation, len(summary.ByNode)),
	}
	for i, n := range summary.ByNode {
		bound := []BindingView{}
		if len(n.BoundBy) > 0 {
			bound = as[[]BindingView](n.BoundBy)
		}
		view.AllocationSummary.ByNode[i] = NodeAllocation{
			NodeID: uuid.MustParse(string(n.NodeID)), RequestedWatts: int64(n.RequestedWatts), AllocatedWatts: int64(n.AllocatedWatts),
			DemandWatts: int64(n.DemandWatts), SourceMode: string(n.SourceMode), BoundBy: bound,
		}
	}
	return view
}

func (a api) rebalance(ctx context.Context, c operation.Caller, in *rebalanceInput) (*output[CycleView], error) {
	ask := microgrid.Rebalance{Microgrid: idOf(in.MicrogridID), CorrelationID: cmp.Or(in.Body.CorrelationID, in.Key), Source: cmp.Or(in.Body.Source, "OPERATOR")}
	if in.Body.NodeID != nil {
		ask.Scope = idOf(*in.Body.NodeID)
	}
	cycle, err := a.service.Rebalance(ctx, c.Scope, ask, a.desk.Now())
	if err != nil {
		return nil, err
	}
	if err := Rejection(cycle); err != nil {
		return nil, err
	}
	return reply(a, cycle.MicrogridID, CycleOf(cycle)), nil
}

// Rejection is how a REJECTED cycle is answered: 503 where demand is unknown, 409 where the tree had
// another version twice; nil for a cycle that was run.
func Rejection(c microgrid.Cycle) error {
	switch {
	case c.Outcome != balance.OutcomeRejected:
		return nil
	case slices.Contains(c.ReasonCodes, reason.TopologyVersionConflict):
		return reason.New(reason.TopologyVersionConflict, reason.Params{"expected": c.TopologyVersion, "actual": c.ActualVersion})
	case len(c.MissingInputs) == 0:
		return reason.New(reason.TopologyInvalid, reason.Params{"node": c.NodeID, "rule": "REJECTED", "with": c.CycleID})
	}
	missing := &problem.Missing{SafeActionTaken: string(c.SafeAction.Taken), MissingInputs: []problem.MissingInput{}}
	for _, m := range c.MissingInputs {
		missing.MissingInputs = append(missing.MissingInputs, problem.MissingInput{NodeID: string(m.NodeID), Input: m.Input})
	}
	first := c.MissingInputs[0]
	return &problem.Extended{
		Extension: problem.Extension{Missing: missing},
		Err:       reason.New(reason.TelemetryUnavailable, reason.Params{"node": string(first.NodeID), "input": first.Input}),
	}
}

func (a api) listCycles(ctx context.Context, c operation.Caller, in *cyclesInput) (*output[CyclePage], error) {
	m, err := a.service.FindMicrogrid(ctx, c.Scope, idOf(in.MicrogridID))
	if err != nil {
		return nil, err
	}
	found, next, err := a.service.Cycles(ctx, c.Scope, microgrid.CycleFilter{
		Microgrid: m.MicrogridID, Outcome: balance.Outcome(in.Outcome), Cursor: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	return reply(a, m.MicrogridID, CyclePage{Cycles: as[[]CycleView](append([]microgrid.Cycle{}, found...)), Next: next}), nil
}

func (a api) oneCycle(ctx context.Context, c operation.Caller, in *cycleInput) (*output[CycleExplained], error) {
	cycle, err := a.service.FindCycle(ctx, c.Scope, idOf(in.MicrogridID), idOf(in.CycleID))
	if err != nil {
		return nil, err
	}
	return reply(a, cycle.MicrogridID, CycleExplained{CycleOf(cycle), cycle.Explain(in.Language)}), nil
}

func (a api) execution(ctx context.Context, c operation.Caller, in *executionInput) (*output[CycleExecution], error) {
	cycle, err := a.service.FindCycle(ctx, c.Scope, idOf(in.MicrogridID), idOf(in.CycleID))
	if err != nil {
		return nil, err
	}
	view := CycleExecution{CycleID: in.CycleID, Enforced: cycle.Audit.Enforced, Leaves: []LeafExecution{}}
	if !view.Enforced {
		return reply(a, cycle.MicrogridID, view), nil
	}
	found, err := a.service.Executions(ctx, c.Scope, cycle.MicrogridID, cycle.CycleID)
	for _, e := range found {
		view.Leaves = append(view.Leaves, leafOf(e))
	}
	return reply(a, cycle.MicrogridID, view), err
}

func leafOf(e apply.Execution) LeafExecution {
	out := LeafExecution{
		NodeID: uuid.MustParse(string(e.NodeID)), SinceCycle: uuid.MustParse(string(e.CycleID)), AskedWatts: int64(e.AskedWatts), OrderedAt: e.OrderedAt,
		ConfirmedAt: e.ConfirmedAt, EndedAt: e.EndedAt, ReasonCode: string(e.Code), Params: e.Params,
	}
	if e.OrderedWatts != nil {
		ordered := int64(*e.OrderedWatts)
		out.OrderedWatts = &ordered
	}
	if e.ConfirmedWatts != nil {
		confirmed := int64(*e.ConfirmedWatts)
		out.ConfirmedWatts = &confirmed
	}
	if out.Params == nil {
		out.Params = map[string]any{}
	}
	if e.Code != "" {
		out.TextEN, out.TextDE = reason.Text(e.Code, "en", e.Params), reason.Text(e.Code, "de", e.Params)
	}
	return out
}

func (a api) saveRequests(ctx context.Context, c operation.Caller, in *requestsInput) (*output[LeafRequests], error) {
	id := idOf(in.MicrogridID)
	requests := as[[]microgrid.LeafRequest](in.Body.Requests)
	for i := range requests {
		requests[i].MicrogridID, requests[i].Weight = id, max(requests[i].Weight, 1)
	}
	m, err := a.service.SaveRequests(ctx, c.Scope, id, requests, a.desk.Now())
	if err != nil {
		return nil, err
	}
	return reply(a, m.MicrogridID, LeafRequests{as[[]LeafRequest](append([]microgrid.LeafRequest{}, requests...))}), nil
}
