package provision

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/provision"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
	"ohmstead/wire"
)

func (a api) list(ctx context.Context, c operation.Caller, in *edgesInput) (*edgesOutput, error) {
	filter := provision.Filter{State: registry.EdgeState(in.State), Cursor: in.Cursor, Limit: in.Limit}
	if in.Site != uuid.Nil {
		site, err := a.desk.Site(ctx, c.Scope, in.Site)
		if err != nil {
			return nil, fmt.Errorf("find site: %w", err)
		}
		filter.Site = &site.ID
	}
	found, next, err := a.service.List(ctx, c.Principal, filter)
	if err != nil {
		return nil, fmt.Errorf("list edges: %w", err)
	}
	out := &edgesOutput{Body: EdgePage{Items: make([]Edge, 0, len(found)), Next: next}}
	for _, e := range found {
		out.Body.Items = append(out.Body.Items, edgeOf(e))
	}
	return out, nil
}

func (a api) one(ctx context.Context, c operation.Caller, in *EdgeInput) (*edgeOutput, error) {
	return shown(a.service.Edge(ctx, c.Principal, in.ID))
}

func (a api) add(ctx context.Context, v operation.Visit, in *addInput) (*codeOutput, error) {
	return withCode(a.service.Add(ctx, v.Principal, v.Site, provision.NewEdge{Name: in.Body.Name, Key: in.Key}, a.desk.Now()))
}

func (a api) code(ctx context.Context, c operation.Caller, in *EdgeInput) (*codeOutput, error) {
	return withCode(a.service.NewCode(ctx, c.Principal, in.ID, a.desk.Now()))
}

func (a api) rename(ctx context.Context, c operation.Caller, in *renameInput) (*edgeOutput, error) {
	return shown(a.service.Rename(ctx, c.Principal, in.ID, in.Body.Name, in.Body.Version))
}

func (a api) revoke(ctx context.Context, c operation.Caller, in *EdgeInput) (*edgeOutput, error) {
	return shown(a.service.Revoke(ctx, c.Principal, in.ID, a.desk.Now()))
}

func (a api) rotate(ctx context.Context, c operation.Caller, in *rotateInput) (*edgeOutput, error) {
	edge, err := a.service.Edge(ctx, c.Principal, in.ID)
	if err != nil {
		return nil, err
	}
	site, err := a.desk.Site(ctx, c.Scope, edge.Site)
	if err != nil {
		return nil, fmt.Errorf("find site: %w", err)
	}
	r := provision.NewRotation{Edge: edge.ID, Reason: in.Body.Reason, Expires: in.Body.Expires, Key: in.Key}
	return shown(a.service.RotateKey(ctx, c.Principal, site, r, a.desk.Now()))
}

func (a api) enrol(ctx context.Context, _ operation.Caller, in *enrolInput) (*enrolOutput, error) {
	e, err := a.service.Enrol(ctx, wire.EnrolRequest(in.Body), a.desk.Remote(ctx), a.desk.Now())
	if err != nil {
		return nil, err
	}
	return &enrolOutput{Body: Enrolled{
		TenantID: e.Tenant, SiteID: e.Site, EdgeID: e.Edge, Hub: e.Hub, CA: e.CA, OrdersKey: e.OrdersKey, SiteName: e.SiteName, TimeZone: e.TimeZone,
	}}, nil
}

func (a api) changeKey(ctx context.Context, _ operation.Caller, in *keyInput) (*done, error) {
	if err := a.service.ChangeKey(ctx, wire.KeyChange{
		Edge: in.Body.EdgeID, Old: in.Body.Old, New: in.Body.New, ByOld: in.Body.ByOld, ByNew: in.Body.ByNew,
	}, a.desk.Remote(ctx), a.desk.Now()); err != nil {
		return nil, err
	}
	return &done{}, nil
}

func shown(e provision.Edge, err error) (*edgeOutput, error) {
	if err != nil {
		return nil, err
	}
	return &edgeOutput{Body: edgeOf(e)}, nil
}

func withCode(e provision.Edge, code provision.Code, err error) (*codeOutput, error) {
	if err != nil {
		return nil, err
	}
	return &codeOutput{Body: EdgeWithCode{Edge: edgeOf(e), Code: code.Text, ExpiresAt: code.Expires}}, nil
}

func edgeOf(e provision.Edge) Edge {
	return Edge{
		Rotation: rotationOf(e.Rotation), FormerUntil: e.FormerUntil,
		ID: e.ID, SiteID: e.Site, SiteName: e.SiteName, Name: e.Name, State: string(e.State), Version: e.Revision, NKey: e.NKey, Software: e.Software,
		CreatedAt: e.Created, EnrolledAt: e.Enrolled, RevokedAt: e.Revoked, LastSeenAt: e.LastSeen, CodeUntil: e.CodeUntil, Hash: e.Hash, Runs: e.Runs, Newest: e.Newest, Changing: e.Former != "",
	}
}

func rotationOf(r *provision.Rotation) *EdgeKeyRotation {
	if r == nil {
		return nil
	}
	out := &EdgeKeyRotation{
		Command: r.Command, State: string(r.State), Reason: r.Reason, Issued: r.Issued, Expires: r.Expires, At: r.At, Codes: r.Codes, Params: r.Params,
	}
	if out.Codes == nil {
		out.Codes = []reason.Code{}
	}
	if out.Params == nil {
		out.Params = map[string]any{}
	}
	if len(out.Codes) > 0 {
		out.TextEN, out.TextDE = reason.Text(out.Codes[0], "en", out.Params), reason.Text(out.Codes[0], "de", out.Params)
	}
	return out
}
