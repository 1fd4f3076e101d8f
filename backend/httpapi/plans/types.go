package plans

import (
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/energy/reason"
)

// ControlPolicyFields is what people say of a policy, and may say anew.
type ControlPolicyFields struct {
	Name        string `json:"name" minLength:"1" maxLength:"200" example:"Cheap nights"`
	Objective   string `json:"objective" enum:"COST_MIN,CO2_MIN,RESILIENCE_MAX" doc:"What its plans are made for." example:"COST_MIN"`
	Constraints string `json:"constraints_ref,omitempty" maxLength:"1000" doc:"Where what its plans have to keep to is written." example:"https://example.org/constraints/7"`
	Enabled     bool   `json:"enabled" doc:"Whether its plans are carried out: without, nothing is sent." example:"true"`
}

// ControlPolicySubject is what a policy is for, said once: the one id that its scope asks for.
type ControlPolicySubject struct {
	Scope string     `json:"scope" enum:"SITE,ASSET,PORTFOLIO" doc:"PORTFOLIO is all sites below a place." example:"SITE"`
	Site  *uuid.UUID `json:"site_id,omitempty" format:"uuid" doc:"Of SITE." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	Asset *uuid.UUID `json:"asset_id,omitempty" format:"uuid" doc:"Of ASSET."`
	Node  *uuid.UUID `json:"org_node_id,omitempty" format:"uuid" doc:"Of PORTFOLIO: a place at or above sites."`
}

// NewControlPolicy is a policy to make.
type NewControlPolicy struct {
	ControlPolicySubject
	ControlPolicyFields
}

// ControlPolicy is what plans are made for, and whether they are carried out. Source: document 000.
type ControlPolicy struct {
	ID uuid.UUID `json:"id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000071"`
	ControlPolicyFields
	Scope      string     `json:"scope" enum:"SITE,ASSET,PORTFOLIO" example:"SITE"`
	ScopeID    uuid.UUID  `json:"scope_id" format:"uuid" doc:"The site, asset or place that it is for." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	SiteID     *uuid.UUID `json:"site_id" format:"uuid" nullable:"true" doc:"The site it is for, or of its asset; null of a PORTFOLIO." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	Version    int64      `json:"version" doc:"Counts the changes that people made to it." example:"1"`
	CreatedAt  time.Time  `json:"created_at" example:"2026-06-01T08:00:00Z"`
	ArchivedAt *time.Time `json:"archived_at" doc:"Since when it is out of use; null while it is in use." example:"2026-07-01T08:00:00Z"`
}

// ControlPolicyPage is a page of policies.
type ControlPolicyPage struct {
	Items []ControlPolicy `json:"items" nullable:"false" doc:"Newest first."`
	Next  string          `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// ControlPolicyRevision is a policy anew.
type ControlPolicyRevision struct {
	Version  int64 `json:"version" minimum:"1" doc:"The version that was read: VERSION_CONFLICT where it is not the newest." example:"1"`
	Archived bool  `json:"archived,omitempty" doc:"Whether it is out of use, and so switched off." example:"false"`
	ControlPolicyFields
}

type policiesInput struct {
	operation.Paging
	Site      uuid.UUID `query:"site" format:"uuid" doc:"Those for this site or an asset of it alone."`
	Scope     string    `query:"scope" enum:"SITE,ASSET,PORTFOLIO"`
	Objective string    `query:"objective" enum:"COST_MIN,CO2_MIN,RESILIENCE_MAX"`
	Archived  bool      `query:"archived" doc:"Those out of use too."`
}

type policyPageOutput struct{ Body ControlPolicyPage }

// PolicyInput names a policy.
type PolicyInput struct {
	ID uuid.UUID `path:"id" format:"uuid" doc:"The policy." example:"0198c0de-0000-7000-8000-000000000071"`
}

type policyOutput struct{ Body ControlPolicy }

type makePolicyInput struct {
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Makes a request that is sent again one and the same."`
	Body NewControlPolicy
}

type changePolicyInput struct {
	PolicyInput
	Body ControlPolicyRevision
}

// PlannedCommand is what a plan has an asset do in [ts_scheduled, ends_at).
type PlannedCommand struct {
	Asset  uuid.UUID `json:"asset_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000021"`
	At     time.Time `json:"ts_scheduled" doc:"The first instant of it." example:"2026-06-02T01:00:00Z"`
	Until  time.Time `json:"ends_at" doc:"The first instant at which it holds no more; at most a week later." example:"2026-06-02T03:00:00Z"`
	Type   string    `json:"command_type" enum:"CHARGE,DISCHARGE,CURTAIL,SETPOINT" example:"CHARGE"`
	Target int64     `json:"target_value" doc:"Active power in W: a magnitude, of CURTAIL what is left; of SETPOINT signed, positive away from the grid." example:"5000"`
	Ramp   *int64    `json:"ramp_rate,omitempty" doc:"How fast it is to get there, in W/s." example:"100"`
}

// NewDispatchPlan is a plan to bring.
type NewDispatchPlan struct {
	From      time.Time        `json:"horizon_from" doc:"The first instant that it plans." example:"2026-06-02T00:00:00Z"`
	To        time.Time        `json:"horizon_to" doc:"The first instant that it plans no more; at most 31 days later." example:"2026-06-03T00:00:00Z"`
	Optimizer string           `json:"optimizer_version" minLength:"1" maxLength:"200" doc:"What made it, in which version: a program, or people." example:"day-ahead 2.4"`
	Inputs    string           `json:"input_hash,omitempty" maxLength:"64" doc:"SHA-256 of what it was made from, in hex, as its maker says." example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`
	Commands  []PlannedCommand `json:"commands" nullable:"false" minItems:"1" maxItems:"4000" doc:"No two of one asset at once."`
}

type makePlanInput struct {
	PolicyInput
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Makes a request that is sent again one and the same."`
	Body NewDispatchPlan
}

// DispatchPlan is a plan as it is kept. Source: document 000.
type DispatchPlan struct {
	ID          uuid.UUID  `json:"id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000072"`
	PolicyID    uuid.UUID  `json:"policy_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000071"`
	PolicyName  string     `json:"policy_name" example:"Cheap nights"`
	ScopeID     uuid.UUID  `json:"scope_id" format:"uuid" doc:"The site, asset or place that its policy is for." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	SiteID      *uuid.UUID `json:"site_id" format:"uuid" nullable:"true" doc:"The site of its policy; null of a PORTFOLIO." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	From        time.Time  `json:"horizon_from" example:"2026-06-02T00:00:00Z"`
	To          time.Time  `json:"horizon_to" example:"2026-06-03T00:00:00Z"`
	CreatedAt   time.Time  `json:"created_at" example:"2026-06-01T14:00:00Z"`
	CreatedBy   string     `json:"created_by" doc:"Who brought it, as in the audit log." example:"user:6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	Optimizer   string     `json:"optimizer_version" example:"day-ahead 2.4"`
	Inputs      *string    `json:"input_hash" nullable:"true" doc:"As its maker says; null where it does not."`
	ContentHash string     `json:"content_hash" doc:"SHA-256 of what it says." example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`
	Commands    int        `json:"commands" doc:"How many it has." example:"48"`
	Status      string     `json:"status" enum:"DRAFT,ACTIVE,SUPERSEDED,WITHDRAWN,ENDED" example:"ACTIVE"`
	StatusAt    time.Time  `json:"status_at" doc:"Since when it has that status." example:"2026-06-01T14:01:00Z"`
}

// DispatchPlanPage is a page of plans.
type DispatchPlanPage struct {
	Items []DispatchPlan `json:"items" nullable:"false" doc:"Newest first."`
	Next  string         `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

type plansInput struct {
	operation.Paging
	Site   uuid.UUID `query:"site" format:"uuid" doc:"Those of policies for this site or an asset of it alone."`
	Policy uuid.UUID `query:"policy_id" format:"uuid" doc:"Those of this policy alone."`
	Status string    `query:"status" enum:"DRAFT,ACTIVE,SUPERSEDED,WITHDRAWN,ENDED"`
	SpanInput
}

// SpanInput is a time that is asked for.
type SpanInput struct {
	From time.Time `query:"from" doc:"The first instant of the time that is asked for."`
	To   time.Time `query:"to" doc:"The first instant behind it."`
}

func (in SpanInput) bounds() (from, to *time.Time) {
	if !in.From.IsZero() {
		from = &in.From
	}
	if !in.To.IsZero() {
		to = &in.To
	}
	return from, to
}

type planPageOutput struct{ Body DispatchPlanPage }

// PlanInput names a plan.
type PlanInput struct {
	ID uuid.UUID `path:"id" format:"uuid" doc:"The plan." example:"0198c0de-0000-7000-8000-000000000072"`
}

type planOutput struct{ Body DispatchPlan }

// DispatchCommand is what an asset was to do, and what became of it. Source: document 000.
type DispatchCommand struct {
	ID       uuid.UUID  `json:"id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000073"`
	PlanID   *uuid.UUID `json:"plan_id" format:"uuid" nullable:"true" doc:"The plan; null of an order that belongs to none."`
	SiteID   uuid.UUID  `json:"site_id" format:"uuid" example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	AssetID  *uuid.UUID `json:"asset_id" format:"uuid" nullable:"true" doc:"Null of an order to an asset that nobody knows."`
	AssetKey string     `json:"asset_key" example:"battery0"`
	At       time.Time  `json:"ts_scheduled" example:"2026-06-02T01:00:00Z"`
	Until    time.Time  `json:"ends_at" example:"2026-06-02T03:00:00Z"`
	Type     string     `json:"command_type" enum:"CHARGE,DISCHARGE,CURTAIL,SETPOINT" example:"CHARGE"`
	Target   int64      `json:"target_value" doc:"Active power in W: a magnitude, of CURTAIL what is left; of SETPOINT signed, positive away from the grid." example:"5000"`
	Ramp     *int64     `json:"ramp_rate" doc:"W/s; null for as fast as it can." example:"100"`
	Executed *time.Time `json:"executed_at" doc:"When it was first seen at work, by the edge's clock; null where it was not." example:"2026-06-02T01:00:02Z"`
	Result   string     `json:"execution_result" enum:"PENDING,MISSED,CANCELLED,ISSUED,ACCEPTED,REJECTED,CLAMPED,EXECUTED,FAILED,EXPIRED" doc:"PENDING, MISSED or CANCELLED before it is an order; afterwards the state of the order." example:"EXECUTED"`
	OrderID  *uuid.UUID `json:"order_id" format:"uuid" nullable:"true" doc:"The command that it became; null for none."`
	Released bool       `json:"released" doc:"Whether it was ended before its time." example:"false"`
	Applied  *int64     `json:"applied_watts" doc:"The power that the asset was last given, positive away from the grid; null where nobody has said." example:"5000"`

	ReasonCodes []reason.Code `json:"reason_codes" nullable:"false" doc:"Why it was cut, refused or not sent."`
	TextEN      string        `json:"text_en" doc:"The first code's sentence in English; empty without one." example:""`
	TextDE      string        `json:"text_de" doc:"The first code's sentence in German; empty without one." example:""`
}

// DispatchCommandPage is a page of what assets were to do.
type DispatchCommandPage struct {
	Items []DispatchCommand `json:"items" nullable:"false" doc:"By ts_scheduled."`
	Next  string            `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// ResultInput narrows lists of commands.
type ResultInput struct {
	operation.Paging
	Asset  uuid.UUID `query:"asset_id" format:"uuid" doc:"Those of this asset alone."`
	Result string    `query:"result" enum:"PENDING,MISSED,CANCELLED,ISSUED,ACCEPTED,REJECTED,CLAMPED,EXECUTED,FAILED,EXPIRED"`
	SpanInput
}

type planCommandsInput struct {
	PlanInput
	ResultInput
}

type dispatchesInput struct {
	Site uuid.UUID `query:"site" format:"uuid" doc:"Those at this site alone."`
	Plan uuid.UUID `query:"plan_id" format:"uuid" doc:"Those of this plan alone."`
	ResultInput
}

type dispatchesOutput struct{ Body DispatchCommandPage }
