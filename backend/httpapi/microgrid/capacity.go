package microgrid

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
)

// CapacityView is what a feeder was shown that it may carry, from an instant on.
type CapacityView struct {
	EffectiveCapacityWatts int64     `json:"effective_capacity_watts" example:"40000"`
	ProjectionTrigger      string    `json:"projection_trigger" enum:"ENVELOPE_CHANGE,ENVELOPE_LIFECYCLE,REBALANCE_GUARD" doc:"What made it be computed." example:"ENVELOPE_LIFECYCLE"`
	SetBy                  string    `json:"set_by" doc:"The node limit, envelope or circuit whose value it is." example:"0198c0de-0000-7000-8000-000000000042"`
	At                     time.Time `json:"at" example:"2026-06-01T12:00:00Z"`
}

// CapacityHistory is what a circuit may carry now, and what it was shown before.
type CapacityHistory struct {
	CircuitView
	Capacities []CapacityView `json:"capacities" nullable:"false" doc:"Every change, the newest first."`
	Next       string         `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

type capacityInput struct {
	CircuitPath
	Cursor string `query:"cursor" maxLength:"512" doc:"The next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Changes of a page."`
}

func (a api) capacities() []operation.Operation {
	return []operation.Operation{{
		ID: "circuit-capacity", Method: http.MethodGet, Path: "/api/depot/{depot_id}/circuits/{circuit_id}/effective-capacity", Access: operation.Needs(identity.Read),
		Summary: "What a circuit may carry", Bind: operation.With(a.desk, a.capacity),
		About: "What the circuit may carry now, by whom, and every change of what it was shown with what triggered it. Reading corrects nothing.",
	}}
}

func (a api) capacity(ctx context.Context, c operation.Caller, in *capacityInput) (*output[CapacityHistory], error) {
	f := microgrid.CapacityFilter{Depot: idOf(in.DepotID), Circuit: idOf(in.CircuitID), Cursor: in.Cursor, Limit: in.Limit}
	now, page, err := a.service.CircuitHistory(ctx, c.Scope, f, a.desk.Now())
	if err != nil {
		return nil, err
	}
	return reply(a, page.Microgrid, CapacityHistory{circuitOf(now), as[[]CapacityView](append([]microgrid.Capacity{}, page.Capacities...)), page.Next}), nil
}

func circuitOf(c microgrid.CircuitNow) CircuitView {
	view := CircuitView{
		CircuitRecord: as[CircuitRecord](c.Circuit), NodeID: as[*uuid.UUID](c.NodeID), EffectiveCapacityWatts: int64(c.EffectiveCapacityWatts), CapacitySetBy: string(c.SetBy),
	}
	if c.Shown != nil {
		shown := as[CapacityView](*c.Shown)
		view.Shown = &shown
	}
	return view
}
