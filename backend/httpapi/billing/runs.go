package billing

import (
	"context"
	"encoding/hex"
	"fmt"
	"net/http"

	"github.com/google/uuid"

	"ohmstead/backend/billing"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/places"
	"ohmstead/energy/reason"
)

func (a api) runs() []operation.Operation {
	d, write := a.desk, operation.Needs(identity.Contracts)
	return []operation.Operation{
		{
			ID: "billing-runs", Method: http.MethodGet, Path: "/api/billing-runs", Access: operation.Needs(identity.Read), Tag: tag, Summary: "List billing runs", Bind: operation.With(d, a.listRuns),
			About: "Computations of invoices by whoever computes them, in the order in which they were made.",
		},
		{
			ID: "make-billing-run", Method: http.MethodPost, Path: "/api/sites/{id}/billing-runs", Access: write, Tag: tag, Summary: "Note a billing run", Bind: operation.AtSite(d, a.makeRun),
			About: "A draft, which its invoices name. The same contract, period and input hash again is answered with the run that was made of them; a correction is another run that names the one it corrects.",
		},
		{
			ID: "change-billing-run", Method: http.MethodPut, Path: "/api/billing-runs/{id}", Access: write, Tag: tag, Summary: "Post or cancel a billing run", Bind: operation.With(d, a.changeRun),
			About: "BILLING_RUN_FIXED for what is cancelled, and for a posted one that is to be anything but cancelled.",
		},
	}
}

// BillingRunFields is a computation of invoices.
type BillingRunFields struct { //nolint:revive // its name in the API's description
	Contract      uuid.UUID  `json:"contract_id" format:"uuid" doc:"The contract it bills." example:"0198c0de-0000-7000-8000-000000000023"`
	From          string     `json:"period_from" format:"date" doc:"The first local day that is billed." example:"2026-01-01"`
	To            string     `json:"period_to" format:"date" doc:"The first local day that is billed no more." example:"2026-02-01"`
	TariffVersion *uuid.UUID `json:"tariff_version_id,omitempty" format:"uuid" doc:"The version of the tariff it computed with." example:"0198c0de-0000-7000-8000-000000000041"`
	InputHash     string     `json:"input_hash" minLength:"64" maxLength:"64" pattern:"^[0-9a-f]{64}$" doc:"SHA-256 of everything it computed from, in hex." example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`
	Corrects      *uuid.UUID `json:"corrects_id,omitempty" format:"uuid" doc:"The run that it corrects." example:"0198c0de-0000-7000-8000-000000000042"`
}

// BillingRun is one that is kept.
type BillingRun struct { //nolint:revive // its name in the API's description
	ID      uuid.UUID `json:"id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000031"`
	SiteID  uuid.UUID `json:"site_id" format:"uuid" example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	Version int64     `json:"version" example:"1"`
	Status  string    `json:"status" enum:"DRAFT,POSTED,CANCELLED" example:"DRAFT"`
	BillingRunFields
}

// BillingRunPage is a page of billing runs.
type BillingRunPage struct { //nolint:revive // its name in the API's description
	Items []BillingRun `json:"items" nullable:"false" doc:"In the order in which they were made."`
	Next  string       `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

type runsInput struct {
	operation.Paging
	Site     uuid.UUID `query:"site" format:"uuid" doc:"Those of this site alone."`
	Contract uuid.UUID `query:"contract" format:"uuid" doc:"Those of this contract alone."`
	Status   string    `query:"status" enum:"DRAFT,POSTED,CANCELLED"`
}

type runsOutput struct{ Body BillingRunPage }

func (a api) listRuns(ctx context.Context, c operation.Caller, in *runsInput) (*runsOutput, error) {
	f := billing.RunFilter{Contract: in.Contract, Status: billing.Status(in.Status), Limit: in.Limit + 1}
	if in.Cursor != "" {
		last, err := operation.Unseal(in.Cursor)
		if err == nil {
			f.After, err = uuid.Parse(last)
		}
		if err != nil {
			return nil, operation.NoCursor(in.Cursor)
		}
	}
	if in.Site != uuid.Nil {
		site, err := a.desk.Site(ctx, c.Scope, in.Site)
		if err != nil {
			return nil, fmt.Errorf("find site: %w", err)
		}
		f.SiteKey = site.Key
	}
	found, err := a.service.ListRuns(ctx, c.Scope, f)
	if err != nil {
		return nil, fmt.Errorf("list billing runs: %w", err)
	}
	out := BillingRunPage{Items: make([]BillingRun, 0, len(found))}
	if len(found) > in.Limit {
		found = found[:in.Limit]
		out.Next = operation.Seal(found[in.Limit-1].ID.String())
	}
	for _, r := range found {
		out.Items = append(out.Items, runOf(r))
	}
	return &runsOutput{Body: out}, nil
}

func runOf(r billing.Run) BillingRun {
	return BillingRun{ID: r.ID, SiteID: r.Site, Version: r.Version, Status: string(r.Status), BillingRunFields: BillingRunFields{
		Contract: r.Contract, From: r.From, To: r.To, TariffVersion: r.TariffVersion, InputHash: hex.EncodeToString(r.InputHash[:]), Corrects: r.Corrects,
	}}
}

type makeRunInput struct {
	operation.SiteInput
	Body BillingRunFields
}

type runOutput struct{ Body BillingRun }

func (a api) makeRun(ctx context.Context, v operation.Visit, in *makeRunInput) (*runOutput, error) {
	id, err := places.RequestID(v.Tenant.ID, "make-billing-run", "")
	if err != nil {
		return nil, err
	}
	run := billing.Run{ID: id, SiteKey: v.Site.Key, Contract: in.Body.Contract, From: in.Body.From, To: in.Body.To, TariffVersion: in.Body.TariffVersion, Corrects: in.Body.Corrects}
	if n, err := hex.Decode(run.InputHash[:], []byte(in.Body.InputHash)); err != nil || n != len(run.InputHash) {
		return nil, reason.Invalid("input_hash", in.Body.InputHash, "a SHA-256 in hex")
	}
	return runAnswer(a.service.Run(ctx, v.Scope, run))
}

// BillingRunRevision moves a billing run on.
type BillingRunRevision struct { //nolint:revive // its name in the API's description
	Version int64  `json:"version" minimum:"1" doc:"The version that was read: VERSION_CONFLICT where it is not the newest." example:"1"`
	Status  string `json:"status" enum:"POSTED,CANCELLED" example:"POSTED"`
}

type changeRunInput struct {
	ID   uuid.UUID `path:"id" format:"uuid" doc:"The billing run." example:"0198c0de-0000-7000-8000-000000000031"`
	Body BillingRunRevision
}

func (a api) changeRun(ctx context.Context, c operation.Caller, in *changeRunInput) (*runOutput, error) {
	return runAnswer(a.service.ChangeRun(ctx, c.Scope, in.ID, in.Body.Version, billing.Status(in.Body.Status)))
}

func runAnswer(r billing.Run, err error) (*runOutput, error) {
	if err != nil {
		return nil, every(err)
	}
	return &runOutput{Body: runOf(r)}, nil
}
