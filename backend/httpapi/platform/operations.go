package platform

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/people"
	"ohmstead/backend/platform"
	"ohmstead/energy/reason"
)

// Service is what the operations answer from: platform.Service.
type Service interface {
	Tenants(ctx context.Context, f platform.Filter) (tenants []platform.Tenant, next uuid.UUID, err error)
	Create(ctx context.Context, by identity.Principal, n platform.NewTenant, now time.Time) (platform.Tenant, people.Link, error)
	Suspend(ctx context.Context, by identity.Principal, id uuid.UUID, c platform.Change) (platform.Tenant, error)
	Resume(ctx context.Context, by identity.Principal, id uuid.UUID, c platform.Change) (platform.Tenant, error)
}

type api struct {
	desk    operation.Desk
	service Service
}

// Operations are the rows of the table of operations that this domain adds.
func Operations(d operation.Desk, s Service) []operation.Operation {
	a, tenants := api{desk: d, service: s}, operation.Needs(identity.Tenants)
	return []operation.Operation{
		{
			ID: "tenants", Method: http.MethodGet, Path: "/api/platform/tenants", Access: tenants, Tag: "Platform", Summary: "List tenants", Bind: operation.With(d, a.list),
			About: "The tenants there are, by name; nothing of what they own.",
		},
		{
			ID: "make-tenant", Method: http.MethodPost, Path: "/api/platform/tenants", Access: tenants, Tag: "Platform", Summary: "Make a tenant", Bind: operation.With(d, a.make),
			About: "With its first owner, and the token of the link by which that person comes in. The same request with the same Idempotency-Key makes no second " +
				"tenant: it answers a new token, and the one before holds no more.",
		},
		{
			ID: "suspend-tenant", Method: http.MethodPost, Path: "/api/platform/tenants/{id}/suspend", Access: tenants, Tag: "Platform", Summary: "Suspend a tenant", Bind: operation.With(d, a.suspend),
			About: "Its users and keys are refused from now on with TENANT_SUSPENDED, its edges within half a minute; edges go on by themselves and keep what they " +
				"measure. What it owns stays.",
		},
		{
			ID: "resume-tenant", Method: http.MethodPost, Path: "/api/platform/tenants/{id}/resume", Access: tenants, Tag: "Platform", Summary: "Let a tenant go on", Bind: operation.With(d, a.resume),
			About: "Users, keys and edges are let in again.",
		},
	}
}

func (a api) list(ctx context.Context, _ operation.Caller, in *listInput) (*listOutput, error) {
	f := platform.Filter{Limit: in.Limit, Text: in.Text, Status: platform.Status(in.Status)}
	if in.Cursor != "" {
		var err error
		if f.After, err = uuid.Parse(in.Cursor); err != nil {
			return nil, reason.Wrap(err, reason.InvalidValue, reason.Params{"field": "cursor", "value": in.Cursor, "want": "the next of a page of this list"})
		}
	}
	found, next, err := a.service.Tenants(ctx, f)
	if err != nil {
		return nil, err
	}
	out := &listOutput{Body: TenantList{Items: make([]TenantRecord, 0, len(found))}}
	for _, t := range found {
		out.Body.Items = append(out.Body.Items, tenantOf(t))
	}
	if next != uuid.Nil {
		out.Body.Next = next.String()
	}
	return out, nil
}

func (a api) make(ctx context.Context, c operation.Caller, in *makeInput) (*makeOutput, error) {
	t, link, err := a.service.Create(ctx, c.Principal, platform.NewTenant{
		Name: in.Body.Name, Region: in.Body.Region, Why: in.Body.Why, Key: in.Key,
		Owner: people.Invitation{Email: in.Body.Email, DisplayName: in.Body.OwnerName, Language: in.Body.Language},
	}, a.desk.Now())
	if err != nil {
		return nil, err
	}
	return &makeOutput{Body: MadeTenant{Tenant: tenantOf(t), Token: link.Token, ExpiresAt: link.Expires}}, nil
}

func (a api) suspend(ctx context.Context, c operation.Caller, in *changeInput) (*tenantOutput, error) {
	return changed(a.service.Suspend(ctx, c.Principal, in.ID, platform.Change{Version: in.Body.Version, Why: in.Body.Why}))
}

func (a api) resume(ctx context.Context, c operation.Caller, in *changeInput) (*tenantOutput, error) {
	return changed(a.service.Resume(ctx, c.Principal, in.ID, platform.Change{Version: in.Body.Version, Why: in.Body.Why}))
}

func changed(t platform.Tenant, err error) (*tenantOutput, error) {
	if err != nil {
		return nil, err
	}
	return &tenantOutput{Body: tenantOf(t)}, nil
}

func tenantOf(t platform.Tenant) TenantRecord {
	return TenantRecord{
		ID: t.ID, Name: t.Name, Plan: string(t.Plan), Region: t.Region, Status: string(t.Status), Why: t.Why, Version: t.Version, CreatedAt: t.Created,
	}
}
