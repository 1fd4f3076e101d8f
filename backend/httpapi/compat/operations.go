package compat

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/compat"
	"ohmstead/backend/httpapi/microgrid"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

type api struct {
	service *compat.Service
	desk    operation.Desk
}

// Adapter adds the operations to a server.
func Adapter(service *compat.Service) operation.Adapter {
	return func(d operation.Desk) []operation.Operation {
		refuse := d.Refuse
		d.Refuse = func(ctx context.Context, err error) error { return refuse(ctx, microgrid.Explained(err)) }
		return api{service, d}.operations()
	}
}

func (a api) operations() []operation.Operation {
	return []operation.Operation{
		{
			ID: "rebalance-circuit", Method: http.MethodPost, Path: "/api/circuit/{circuit_id}/rebalance_load", Access: operation.Needs(identity.Operate), Tag: microgrid.Tag, Summary: "Balance by circuit", Bind: operation.With(a.desk, a.rebalance),
			About: "Alias of rebalancing the microgrid with the node that stands for the circuit as its scope. CIRCUIT_ALIAS_NOT_RESOLVABLE where not exactly one does.",
		},
		{
			ID: "circuit-tou-limits", Method: http.MethodGet, Path: "/api/circuit/{circuit_id}/tou_limits", Access: operation.Needs(identity.Read), Tag: microgrid.Tag, Summary: "Limits of a circuit by time of use", Bind: operation.With(a.desk, a.readTOU),
			About: "The schedule that the operating envelopes of the circuit's node carry; without rows where none do.",
		},
		{
			ID: "set-circuit-tou-limits", Method: http.MethodPost, Path: "/api/circuit/{circuit_id}/tou_limits", Access: operation.Needs(identity.Configure), Tag: microgrid.Tag, Summary: "Limit a circuit by time of use", Bind: operation.With(a.desk, a.setTOU),
			About: "Replaces the schedule: a TOU_LIMIT envelope for each ISO week at the node that stands for the circuit, always two weeks ahead. LIMIT_SCOPE_TRANSLATION_FAILED where no node can carry it, LEGACY_POLICY_SCOPE_AMBIGUOUS where several could be meant.",
		},
		{
			ID: "circuit-event", Method: http.MethodPost, Path: "/api/circuit/events", Access: operation.Needs(identity.Ingest), Tag: microgrid.Tag, Summary: "Take an event about a circuit", Bind: operation.With(a.desk, a.take),
			About: "Takes what older load balancers and schedulers send about circuits and runs the microgrid's cycle. A circuit that cannot be translated runs none: compatibility.alias_failed or compatibility.scheduled_rebalance_skipped is told, and reason_code says why.",
		},
		{
			ID: "circuit-traffic", Method: http.MethodGet, Path: "/api/circuit/traffic", Access: operation.Needs(identity.Read), Tag: microgrid.Tag, Summary: "Who still comes by circuit", Bind: operation.With(a.desk, a.traffic),
			About: "Every translation and every failure of one, with who asked.",
		},
		{
			ID: "circuit-usage", Method: http.MethodGet, Path: "/api/circuit/usage", Access: operation.Needs(identity.Read), Tag: microgrid.Tag, Summary: "How often each circuit is still called for", Bind: operation.With(a.desk, a.usage),
			About: "By circuit and path: calls, those that failed, and what came of the last, which comes first. A call that was sent again under its correlation id counts once.",
		},
	}
}

func (a api) rebalance(ctx context.Context, c operation.Caller, in *rebalanceInput) (*output[CircuitCycle], error) {
	ask := compat.Ask{Circuit: topology.ID(in.CircuitID.String()), Path: compat.HTTP, CorrelationID: cmp.Or(in.Body.CorrelationID, in.Key)}
	call, err := a.service.Rebalance(ctx, c.Scope, ask, a.desk.Now())
	if err == nil {
		err = microgrid.Rejection(call.Cycle)
	}
	if err != nil {
		return nil, err
	}
	return reply(a, call.Target, CircuitCycle{in.CircuitID, microgrid.CycleOf(call.Cycle)}), nil
}

func (a api) readTOU(ctx context.Context, c operation.Caller, in *CircuitPath) (*output[TOULimits], error) {
	to, schedule, err := a.service.TOU(ctx, c.Scope, topology.ID(in.CircuitID.String()))
	if err != nil {
		return nil, err
	}
	return reply(a, to, limitsOf(to, schedule)), nil
}

func (a api) setTOU(ctx context.Context, c operation.Caller, in *touInput) (*output[TOULimits], error) {
	wanted := compat.Schedule{TimeZone: in.Body.TimeZone, Limits: make([]compat.Row, len(in.Body.Limits))}
	for i, row := range in.Body.Limits {
		wanted.Limits[i] = compat.Row{Weekdays: row.Weekdays, From: row.From, To: row.To, LimitWatts: unit.Power(row.LimitWatts)}
	}
	to, err := a.service.SetTOU(ctx, c.Scope, topology.ID(in.CircuitID.String()), wanted, a.desk.Now())
	if err != nil {
		return nil, err
	}
	return reply(a, to, limitsOf(to, wanted)), nil
}

func limitsOf(to compat.Target, s compat.Schedule) TOULimits {
	out := TOULimits{CircuitID: uuid.MustParse(string(to.Circuit)), NodeID: uuid.MustParse(string(to.Node)), TOUSchedule: TOUSchedule{TimeZone: s.TimeZone, Limits: []TOURow{}}}
	for _, row := range s.Limits {
		out.Limits = append(out.Limits, TOURow{row.Weekdays, row.From, row.To, int64(row.LimitWatts)})
	}
	return out
}

func (a api) take(ctx context.Context, c operation.Caller, in *eventInput) (*output[LegacyEventResult], error) {
	now := a.desk.Now()
	ask := compat.Ask{Circuit: topology.ID(in.Body.CircuitID.String()), Path: compat.Event, CorrelationID: in.Body.EventID, ScheduledAt: now}
	if in.Body.Event == "ScheduledEventRebalancePeriodic" {
		if in.Body.ScheduledAt == nil {
			return nil, reason.New(reason.MissingField, reason.Params{"field": "scheduled_at"})
		}
		ask.Path, ask.ScheduledAt = compat.Scheduled, *in.Body.ScheduledAt
	}
	result := LegacyEventResult{CircuitID: in.Body.CircuitID}
	call, err := a.service.Rebalance(ctx, c.Scope, ask, now)
	switch code, failed := compat.Untranslated(err); {
	case failed:
		text := string(code)
		result.ReasonCode = &text
	case err != nil:
		return nil, err
	default:
		node, cycle, outcome := uuid.MustParse(string(call.Node)), uuid.MustParse(string(call.CycleID)), string(call.Outcome)
		result.NodeID, result.CycleID, result.Outcome = &node, &cycle, &outcome
	}
	return reply(a, call.Target, result), nil
}

func (a api) traffic(ctx context.Context, c operation.Caller, in *trafficInput) (*trafficOutput, error) {
	f := compat.TrafficFilter{Name: in.Name, Cursor: in.Cursor, Limit: in.Limit}
	if in.MicrogridID != uuid.Nil {
		f.Microgrid = topology.ID(in.MicrogridID.String())
	}
	found, next, err := a.service.Traffic(ctx, c.Scope, f)
	if err != nil {
		return nil, err
	}
	page := TrafficPage{Items: make([]TrafficRecord, len(found)), Next: next}
	for i, e := range found {
		page.Items[i] = TrafficRecord{e.EventID, uuid.MustParse(string(e.MicrogridID)), e.Name, e.At, e.Actor, e.Payload}
	}
	return &trafficOutput{page}, nil
}

func reply[T any](a api, to compat.Target, result T) *output[T] {
	return &output[T]{Body: microgrid.Reply[T]{MicrogridID: uuid.MustParse(string(to.Microgrid)), Timestamp: a.desk.Now().UTC().Truncate(time.Microsecond), Result: result}}
}
