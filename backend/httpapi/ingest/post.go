package ingest

import (
	"context"
	"errors"
	"mime"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/httpapi/problem"
	"ohmstead/backend/intake"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
)

// caller answers those who call one of the operations.
type caller struct {
	operation.Desk
	door *Door
}

func (a caller) post(ctx context.Context, c operation.Caller, in *postInput) (*postOutput, error) {
	if kind, _, err := mime.ParseMediaType(a.Content(ctx)); err != nil || kind != "application/json" {
		return nil, reason.New(reason.UnsupportedContent, reason.Params{"want": "application/json"})
	}
	site, err := a.siteOf(ctx, c, in.Site)
	if err != nil {
		return nil, err
	}
	result, err := a.door.desk.Take(ctx, intake.Delivery{Door: intake.HTTP, From: c.Principal, Scope: c.Scope, Site: site, Body: in.RawBody})
	if err != nil {
		return nil, err
	}
	return &postOutput{Body: result}, nil
}

// siteOf is the site a caller delivers to; where it has to say which, the problem points there.
func (a caller) siteOf(ctx context.Context, c operation.Caller, asked uuid.UUID) (registry.Site, error) {
	site, err := a.door.desk.SiteOf(ctx, c.Scope, asked)
	if refusal, ok := errors.AsType[*reason.Error](err); ok && refusal.Code == reason.MissingField {
		return site, &problem.Several{First: refusal, All: []problem.Fault{problem.FaultAt("query.site", refusal)}}
	}
	return site, err
}
