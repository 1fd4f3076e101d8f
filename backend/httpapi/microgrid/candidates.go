package microgrid

import (
	"context"
	"net/http"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/energy/balance"
	"ohmstead/energy/unit"
)

// CandidateAction is a power that somebody proposes for a leaf.
type CandidateAction struct {
	NodeID uuid.UUID `json:"node_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000031"`
	Watts  int64     `json:"watts" minimum:"-1000000000000" maximum:"1000000000000" doc:"Positive to consume, negative to discharge." example:"11000"`
}

// CandidateActions is what is proposed, all of it together.
type CandidateActions struct {
	Actions []CandidateAction `json:"actions" nullable:"false" minItems:"1" maxItems:"1000" doc:"Leaves that are not named go on as they are."`
}

// CandidateVerdict says whether actions may be carried out.
type CandidateVerdict struct {
	Allowed bool          `json:"allowed" doc:"Whether no limit stands in the way." example:"false"`
	Against []BindingView `json:"against" nullable:"false" doc:"What stands in the way, each once."`
}

type candidatesInput struct {
	MicrogridPath
	Body CandidateActions
}

func (a api) candidates() []operation.Operation {
	return []operation.Operation{{
		ID: "try-actions", Method: http.MethodPost, Path: "/api/microgrid/{microgrid_id}/resources/dry-run", Access: operation.Needs(identity.Read), Summary: "Try actions against the limits", Bind: operation.With(a.desk, a.tryActions),
		About: "Holds candidate actions for resources against every limit as a balancing cycle would, as if all of them were carried out. Nothing is kept.",
	}}
}

func (a api) tryActions(ctx context.Context, c operation.Caller, in *candidatesInput) (*output[CandidateVerdict], error) {
	actions := make([]balance.Candidate, 0, len(in.Body.Actions))
	for _, action := range in.Body.Actions {
		actions = append(actions, balance.Candidate{NodeID: idOf(action.NodeID), Watts: unit.Power(action.Watts)})
	}
	v, err := a.service.TryActions(ctx, c.Scope, idOf(in.MicrogridID), actions, a.desk.Now())
	if err != nil {
		return nil, err
	}
	return reply(a, v.Microgrid.MicrogridID, CandidateVerdict{Allowed: len(v.Against) == 0, Against: as[[]BindingView](append([]balance.BoundBy{}, v.Against...))}), nil
}
