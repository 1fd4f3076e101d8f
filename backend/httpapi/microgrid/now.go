package microgrid

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
)

// MicrogridNow is a microgrid as it stands, node by node.
type MicrogridNow struct { //nolint:revive // its name in the API's description
	Whole            NodeNowView   `json:"whole" doc:"The microgrid itself; its limits are the policy's aggregate_limits."`
	Nodes            []NodeNowView `json:"nodes" nullable:"false" doc:"By node_id."`
	ReasonCodes      []string      `json:"reason_codes" nullable:"false" doc:"Why a cycle would be REJECTED now; empty where it would run."`
	MissingInputs    []MissingView `json:"missing_inputs" nullable:"false" doc:"What would have to be known."`
	FreshnessSeconds int64         `json:"freshness_seconds" doc:"Up to which age a reading counts." example:"60"`
}

// NodeNowView is one node as it stands.
type NodeNowView struct {
	NodeID      *uuid.UUID     `json:"node_id" format:"uuid" nullable:"true" doc:"Null for the microgrid." example:"0198c0de-0000-7000-8000-000000000031"`
	DemandWatts *int64         `json:"demand_watts" doc:"Net demand, positive away from the grid, an upper bound where it was not measured; null where nobody can know it." example:"10800"`
	SourceMode  string         `json:"source_mode" doc:"MEASURED or FALLBACK_DERIVED; empty where the demand is unknown." example:"MEASURED"`
	ObservedAt  *time.Time     `json:"observed_at" doc:"When its meter was last read, fresh or not; null without any reading of the last day." example:"2026-06-01T11:59:58Z"`
	Limits      []LimitNowView `json:"limits" nullable:"false" doc:"What is in force, the tightest of each type."`
}

// LimitNowView is what limits a node now and what set it.
type LimitNowView struct {
	ConstraintType string   `json:"constraint_type" enum:"CONSUMPTION_CAP,GENERATION_CAP,NET_CAP" example:"CONSUMPTION_CAP"`
	LimitWatts     *int64   `json:"limit_watts" doc:"Bound from above; null without one." example:"40000"`
	LeastWatts     *int64   `json:"least_watts" doc:"Bound from below, of a NET_CAP only." example:"-40000"`
	SetBy          string   `json:"set_by" doc:"The node limit, envelope or circuit; of the policy policy/fail_safe_watts, empty for what it caps the whole microgrid at." example:"0198c0de-0000-7000-8000-000000000034"`
	SetByKind      string   `json:"set_by_kind" enum:"NODE_LIMIT,ENVELOPE,CIRCUIT,POLICY" example:"NODE_LIMIT"`
	ReasonCodes    []string `json:"reason_codes" nullable:"false" doc:"What had to stand in for a forecast." example:"[\"FORECAST_GAP_POLICY_USED\"]"`
	HeadroomWatts  *int64   `json:"headroom_watts" doc:"How far the demand of its kind lies below limit_watts, negative above it; null where it is unknown." example:"29200"`
}

func (a api) present() []operation.Operation {
	return []operation.Operation{{
		ID: "microgrid-now", Method: http.MethodGet, Path: "/api/microgrid/{microgrid_id}/now", Access: operation.Needs(identity.Read), Summary: "Every node as it stands", Bind: operation.With(a.desk, a.now),
		About: "Live demand, effective limits with what set them, and headroom of every node, evaluated as a balancing cycle would, of which nothing is kept.",
	}}
}

func (a api) now(ctx context.Context, c operation.Caller, in *MicrogridPath) (*output[MicrogridNow], error) {
	p, err := a.service.Now(ctx, c.Scope, idOf(in.MicrogridID), a.desk.Now())
	if err != nil {
		return nil, err
	}
	view := MicrogridNow{
		Whole: as[NodeNowView](p.Whole), Nodes: []NodeNowView{}, ReasonCodes: []string{}, MissingInputs: []MissingView{},
		FreshnessSeconds: int64(p.Freshness / time.Second),
	}
	for _, n := range p.Nodes {
		view.Nodes = append(view.Nodes, as[NodeNowView](n))
	}
	for _, code := range p.Codes {
		view.ReasonCodes = append(view.ReasonCodes, string(code))
	}
	for _, m := range p.Missing {
		view.MissingInputs = append(view.MissingInputs, as[MissingView](m))
	}
	return reply(a, p.Microgrid.MicrogridID, view), nil
}
