package places

import (
	"context"
	"net/http"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/places"
)

func (a api) tree() []operation.Operation {
	d := a.desk
	read, change := operation.Needs(identity.Read), operation.Needs(identity.Places)
	return []operation.Operation{
		{
			ID: "org-nodes", Method: http.MethodGet, Path: "/api/org-nodes", Access: read, Tag: "Places", Summary: "The tree of places", Bind: operation.With(d, a.listNodes),
			About: "Places from the enterprise down to a piece of equipment, those nearer to the root first, then by name. What is out of use is left out unless asked for; " +
				"what lies above the caller's sites is out of sight.",
		},
		{
			ID: "org-node", Method: http.MethodGet, Path: "/api/org-nodes/{id}", Access: read, Tag: "Places", Summary: "One place", Bind: operation.With(d, a.oneNode),
			About: "Whether it is in use or archived.",
		},
		{
			ID: "make-org-node", Method: http.MethodPost, Path: "/api/org-nodes", Access: change, Tag: "Places", Summary: "Make a place", Bind: operation.With(d, a.makeNode),
			About: "ENTERPRISE stands at the top or below another; BUILDING in a site; FLOOR in a building; SPACE in a site, building, floor or space; EQUIPMENT in any of these or in another. " +
				"Sites are made at /api/sites. The same request with the same Idempotency-Key makes one place.",
		},
		{
			ID: "rename-org-node", Method: http.MethodPut, Path: "/api/org-nodes/{id}", Access: change, Tag: "Places", Summary: "Rename a place", Bind: operation.With(d, a.renameNode),
			About: "Name and key; what is not given stays. version is the one that was read: VERSION_CONFLICT where it is not the newest.",
		},
		{
			ID: "archive-org-node", Method: http.MethodPost, Path: "/api/org-nodes/{id}/archive", Access: change, Tag: "Places", Summary: "Archive a place", Bind: operation.With(d, a.archiveNode),
			About: "Takes it out of use with everything inside, or brings it back with what went with it. Nothing is deleted. An enterprise must have been left first: PLACE_NOT_EMPTY.",
		},
		{
			ID: "move-org-node", Method: http.MethodPut, Path: "/api/org-nodes/{id}/parent", Access: change, Tag: "Places", Summary: "Move a place", Bind: operation.With(d, a.moveNode),
			About: "With everything below it, under another place or to the top. Roles on what is above hold at once as the tree now stands. A place inside a site stays in its site; " +
				"none comes to lie below itself: PLACE_IN_CIRCLE. What stands above sites is moved by who holds PLACES on the whole tenant.",
		},
	}
}

func (a api) listNodes(ctx context.Context, c operation.Caller, in *listNodesInput) (*nodesOutput, error) {
	found, next, err := a.places.Nodes(ctx, c.Principal, places.Filter{Below: in.Below, Kind: places.Kind(in.Kind), Archived: in.Archived, Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &nodesOutput{Body: OrgNodePage{Items: make([]OrgNode, 0, len(found)), Next: next}}
	for _, n := range found {
		out.Body.Items = append(out.Body.Items, nodeOf(n))
	}
	return out, nil
}

func (a api) oneNode(ctx context.Context, c operation.Caller, in *NodeInput) (*nodeOutput, error) {
	return node(a.places.Node(ctx, c.Principal, in.ID))
}

func (a api) makeNode(ctx context.Context, c operation.Caller, in *makeNodeInput) (*nodeOutput, error) {
	return node(a.places.Add(ctx, c.Principal, places.NewNode{
		Parent: orNone(in.Body.ParentID), Kind: places.Kind(in.Body.Kind), Key: in.Body.Key, Name: in.Body.Name, Request: in.Key,
	}))
}

func (a api) renameNode(ctx context.Context, c operation.Caller, in *renameNodeInput) (*nodeOutput, error) {
	return node(a.places.Rename(ctx, c.Principal, places.Versioned{ID: in.ID, Version: in.Body.Version}, in.Body.Name, in.Body.Key))
}

func (a api) archiveNode(ctx context.Context, c operation.Caller, in *archiveNodeInput) (*nodeOutput, error) {
	return node(a.places.Archive(ctx, c.Principal, places.Versioned{ID: in.ID, Version: in.Body.Version}, in.Body.Archived, a.desk.Now()))
}

func (a api) moveNode(ctx context.Context, c operation.Caller, in *moveNodeInput) (*nodeOutput, error) {
	return node(a.places.Move(ctx, c.Principal, places.Versioned{ID: in.ID, Version: in.Body.Version}, orNone(in.Body.ParentID)))
}

func node(n places.Node, err error) (*nodeOutput, error) {
	if err != nil {
		return nil, err
	}
	return &nodeOutput{Body: nodeOf(n)}, nil
}

func nodeOf(n places.Node) OrgNode {
	return OrgNode{
		ID: n.ID, Kind: string(n.Kind), Key: n.Key, Name: n.Name, ParentID: orNull(n.Parent), SiteID: orNull(n.Site),
		Version: n.Version, ArchivedAt: n.Archived,
	}
}

func orNone(id *uuid.UUID) uuid.UUID {
	if id == nil {
		return uuid.Nil
	}
	return *id
}

func orNull(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}
