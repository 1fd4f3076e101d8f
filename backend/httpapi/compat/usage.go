package compat

import (
	"context"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/compat"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/energy/topology"
)

// CircuitUsage is how often one circuit was called for by one path.
type CircuitUsage struct {
	CircuitID   uuid.UUID  `json:"circuit_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000037"`
	CircuitName string     `json:"circuit_name" doc:"Empty where the circuit is no more." example:"Feeder A"`
	MicrogridID uuid.UUID  `json:"microgrid_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000030"`
	Path        string     `json:"path" enum:"HTTP,EVENT,SCHEDULED,TOU_LIMITS" doc:"POST rebalance_load, load_balancer.rebalance_requested, ScheduledEventRebalancePeriodic, tou_limits." example:"HTTP"`
	Calls       int64      `json:"calls" doc:"Since from. One that was sent again under its correlation id counts once." example:"128"`
	FailedCalls int64      `json:"failed_calls" doc:"Those whose circuit could not be translated." example:"0"`
	FirstAt     time.Time  `json:"first_at" doc:"The first since from." example:"2026-05-02T06:00:00Z"`
	LastAt      time.Time  `json:"last_at" example:"2026-06-01T12:00:00Z"`
	Actor       string     `json:"last_actor" doc:"Who called last." example:"key:0d1f6f5a-77c4-4f0f-9a65-5b0a3d6c9e21"`
	ActorName   string     `json:"last_actor_name" doc:"Empty where nobody knows." example:"load balancer"`
	Outcome     string     `json:"last_outcome" enum:"APPLIED,CURTAILED,REJECTED,TRANSLATED,FAILED,SKIPPED" doc:"Of the cycle that was run; TRANSLATED of limits by time of use, FAILED and SKIPPED of a circuit that could not be translated, the latter of a job." example:"APPLIED"`
	CycleID     *uuid.UUID `json:"last_cycle_id" format:"uuid" nullable:"true" doc:"The cycle that was run; null where none was." example:"0198c0de-0000-7000-8000-000000000040"`
	ReasonCode  *string    `json:"last_reason_code" doc:"Why; null where nothing has to be explained." example:"CIRCUIT_ALIAS_NOT_RESOLVABLE"`
}

// CircuitUsagePage is a page of them.
type CircuitUsagePage struct {
	From  time.Time      `json:"from" doc:"Calls since this instant are counted." example:"2026-05-02T00:00:00Z"`
	Items []CircuitUsage `json:"items" nullable:"false" doc:"The last call first."`
	Next  string         `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

type usageInput struct {
	MicrogridID uuid.UUID `query:"microgrid_id" format:"uuid" doc:"Only this microgrid."`
	CircuitID   uuid.UUID `query:"circuit_id" format:"uuid" doc:"Only this circuit."`
	Path        string    `query:"path" enum:"HTTP,EVENT,SCHEDULED,TOU_LIMITS" doc:"Only by this path."`
	Failing     bool      `query:"failing" doc:"Only where a call failed."`
	From        time.Time `query:"from" doc:"Calls since this instant; those of the last 31 days where it is absent."`
	Cursor      string    `query:"cursor" maxLength:"64" doc:"The next of the page before."`
	Limit       int       `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many."`
}

type usageOutput struct{ Body CircuitUsagePage }

// usageDays is a month: a job that runs monthly is seen.
const usageDays = 31

func (a api) usage(ctx context.Context, c operation.Caller, in *usageInput) (*usageOutput, error) {
	f := compat.UsageFilter{Path: compat.Path(in.Path), Failing: in.Failing, From: in.From, Cursor: in.Cursor, Limit: in.Limit}
	if f.From.IsZero() {
		f.From = a.desk.Now().UTC().AddDate(0, 0, -usageDays).Truncate(time.Second)
	}
	if in.MicrogridID != uuid.Nil {
		f.Microgrid = topology.ID(in.MicrogridID.String())
	}
	if in.CircuitID != uuid.Nil {
		f.Circuit = topology.ID(in.CircuitID.String())
	}
	found, next, err := a.service.Usage(ctx, c.Scope, f)
	if err != nil {
		return nil, err
	}
	page := CircuitUsagePage{From: f.From, Items: make([]CircuitUsage, len(found)), Next: next}
	for i, u := range found {
		page.Items[i] = usageOf(u)
	}
	return &usageOutput{page}, nil
}

func usageOf(u compat.Usage) CircuitUsage {
	outcome, why := u.Last.Outcome()
	view := CircuitUsage{
		CircuitID: uuid.MustParse(string(u.CircuitID)), CircuitName: u.CircuitName, MicrogridID: uuid.MustParse(string(u.MicrogridID)), Path: string(u.Path),
		Calls: u.Calls, FailedCalls: u.Failed, FirstAt: u.FirstAt, LastAt: u.Last.At,
		Actor: u.Last.Actor, ActorName: u.Last.ActorName, Outcome: string(outcome),
	}
	if u.Last.Cycle != "" {
		id := uuid.MustParse(string(u.Last.Cycle))
		view.CycleID = &id
	}
	if why != "" {
		text := string(why)
		view.ReasonCode = &text
	}
	return view
}
