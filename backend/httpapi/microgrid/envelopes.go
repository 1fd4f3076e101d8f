package microgrid

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/energy/topology"
)

// EnvelopeView is a constraint for a time, as it was submitted, and where it is in its life.
type EnvelopeView struct {
	EnvelopeID           uuid.UUID  `json:"envelope_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000042"`
	MicrogridID          uuid.UUID  `json:"microgrid_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000030"`
	OriginControlPointID *uuid.UUID `json:"origin_control_point_id" format:"uuid" nullable:"true" doc:"The control point it came by." example:"0198c0de-0000-7000-8000-000000000035"`
	NodeID               *uuid.UUID `json:"node_id" format:"uuid" nullable:"true" doc:"The top of the subtree that it bounds." example:"0198c0de-0000-7000-8000-000000000031"`
	EnvelopeType         string     `json:"envelope_type" doc:"TOU_LIMIT, FORECAST, FALLBACK or OVERRIDE." example:"FORECAST"`
	ConstraintType       string     `json:"constraint_type" doc:"CONSUMPTION_CAP, GENERATION_CAP or NET_CAP." example:"CONSUMPTION_CAP"`
	EffectiveFrom        time.Time  `json:"effective_from" example:"2026-06-01T12:00:00Z"`
	EffectiveTo          time.Time  `json:"effective_to" doc:"Not included." example:"2026-06-01T18:00:00Z"`
	SourceRef            string     `json:"source_ref" doc:"The source's own name of the submission." example:"forecast-4711"`
	Status               string     `json:"status" enum:"PENDING,ACTIVE,EXPIRED,WITHDRAWN,REJECTED" doc:"As the scheduler has it; reading changes nothing." example:"ACTIVE"`
	ReceivedAt           time.Time  `json:"received_at" example:"2026-06-01T11:00:00Z"`
	RejectedRule         string     `json:"rejected_rule,omitempty" doc:"The rule that a REJECTED one breaks." example:"BLOCKS_INSIDE_WINDOW"`
}

// EnvelopeBlockView is a part of an envelope's time.
type EnvelopeBlockView struct {
	EnvelopeID    uuid.UUID `json:"envelope_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000042"`
	BlockFrom     time.Time `json:"block_from" example:"2026-06-01T12:00:00Z"`
	BlockTo       time.Time `json:"block_to" doc:"Not included." example:"2026-06-01T12:15:00Z"`
	MinLimitWatts *int64    `json:"min_limit_watts" example:"0"`
	MaxLimitWatts *int64    `json:"max_limit_watts" doc:"What balancing obeys; target_watts where there is none." example:"40000"`
	TargetWatts   *int64    `json:"target_watts" doc:"What a circuit is shown; max_limit_watts where there is none." example:"35000"`
}

// EnvelopeWithBlocks is an envelope with its blocks.
type EnvelopeWithBlocks struct {
	EnvelopeView
	Blocks []EnvelopeBlockView `json:"blocks" nullable:"false" doc:"In their order."`
}

// EnvelopeStoryView is an envelope and what became of it.
type EnvelopeStoryView struct {
	EnvelopeWithBlocks
	Lifecycle []LifecycleView `json:"lifecycle" nullable:"false" doc:"In order."`
}

// LifecycleView is one status of an envelope.
type LifecycleView struct {
	Status      string    `json:"status" example:"ACTIVE"`
	Cause       string    `json:"cause" enum:"RECEIPT,BOUNDARY,TAKEOVER,WITHDRAWAL" doc:"What brought it about." example:"BOUNDARY"`
	EvaluatedAt time.Time `json:"evaluated_at" doc:"The instant it became so: of a boundary, the boundary's own." example:"2026-06-01T12:00:00Z"`
	RecordedAt  time.Time `json:"recorded_at" doc:"When that was noted." example:"2026-06-01T12:00:00.4Z"`
	Actor       string    `json:"actor" doc:"Who brought it about." example:"service"`
}

// EnvelopePage is a page of envelopes.
type EnvelopePage struct {
	Envelopes []EnvelopeView `json:"operating_envelopes" nullable:"false" doc:"The newest first, without their blocks."`
	Next      string         `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// SourceView is what a source of envelopes said of itself last. It is silent from healthy_until on.
type SourceView struct {
	NodeID               uuid.UUID  `json:"node_id" format:"uuid" doc:"The node it sends envelopes for." example:"0198c0de-0000-7000-8000-000000000031"`
	OriginControlPointID *uuid.UUID `json:"origin_control_point_id" format:"uuid" nullable:"true" doc:"The control point they come by." example:"0198c0de-0000-7000-8000-000000000035"`
	HealthyUntil         time.Time  `json:"healthy_until" example:"2026-06-01T12:30:00Z"`
	ReportedAt           time.Time  `json:"reported_at" example:"2026-06-01T12:15:00Z"`
	ReportedBy           string     `json:"reported_by" example:"key:0d1f6f5a-77c4-4f0f-9a65-5b0a3d6c9e21"`
}

type envelopesInput struct {
	MicrogridPath
	NodeID       uuid.UUID `query:"node_id" format:"uuid" doc:"Only those of this node."`
	EnvelopeType string    `query:"envelope_type" enum:"TOU_LIMIT,FORECAST,FALLBACK,OVERRIDE" doc:"Only those of this type."`
	Status       string    `query:"status" enum:"PENDING,ACTIVE,EXPIRED,WITHDRAWN,REJECTED" doc:"Only those of this status."`
	Cursor       string    `query:"cursor" maxLength:"512" doc:"The next of the page before."`
	Limit        int       `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Envelopes of a page."`
}

type envelopeInput struct {
	MicrogridPath
	EnvelopeID uuid.UUID `path:"envelope_id" format:"uuid" doc:"The envelope." example:"0198c0de-0000-7000-8000-000000000042"`
}

func (a api) envelopes() []operation.Operation {
	read := operation.Needs(identity.Read)
	return []operation.Operation{
		{
			ID: "envelopes", Method: http.MethodGet, Path: "/api/microgrid/{microgrid_id}/operating-envelopes", Access: read, Summary: "Operating envelopes", Bind: operation.With(a.desk, a.listEnvelopes),
			About: "Every envelope that was ever submitted, the rejected ones among them. Envelopes come in by adapters, not by this API.",
		},
		{
			ID: "envelope", Method: http.MethodGet, Path: "/api/microgrid/{microgrid_id}/operating-envelopes/{envelope_id}", Access: read, Summary: "One operating envelope", Bind: operation.With(a.desk, a.oneEnvelope),
			About: "The envelope with its blocks and what became of it, each status with its own instant.",
		},
	}
}

func (a api) listEnvelopes(ctx context.Context, c operation.Caller, in *envelopesInput) (*output[EnvelopePage], error) {
	m, err := a.service.FindMicrogrid(ctx, c.Scope, idOf(in.MicrogridID))
	if err != nil {
		return nil, err
	}
	found, next, err := a.service.Envelopes(ctx, c.Scope, microgrid.EnvelopeFilter{
		Microgrid: m.MicrogridID, Node: idOf(in.NodeID), Type: topology.EnvelopeType(in.EnvelopeType), Status: topology.EnvelopeStatus(in.Status), Cursor: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	return reply(a, m.MicrogridID, EnvelopePage{Envelopes: as[[]EnvelopeView](append([]microgrid.Envelope{}, found...)), Next: next}), nil
}

func (a api) oneEnvelope(ctx context.Context, c operation.Caller, in *envelopeInput) (*output[EnvelopeStoryView], error) {
	e, err := a.service.FindEnvelope(ctx, c.Scope, microgrid.EnvelopeKey{Microgrid: idOf(in.MicrogridID), Envelope: idOf(in.EnvelopeID)})
	if err != nil {
		return nil, err
	}
	return reply(a, e.MicrogridID, EnvelopeStoryView{as[EnvelopeWithBlocks](e.Envelope), as[[]LifecycleView](e.Lifecycle)}), nil
}

func activeOf(envelopes []topology.OperatingEnvelope) []EnvelopeWithBlocks {
	return as[[]EnvelopeWithBlocks](append([]topology.OperatingEnvelope{}, envelopes...))
}

func sourcesOf(sources []microgrid.SourceReport) []SourceView {
	return as[[]SourceView](append([]microgrid.SourceReport{}, sources...))
}
