package provision

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/provision"
	"ohmstead/backend/registry"
	"ohmstead/wire"
)

// Edges administers edges.
type Edges interface {
	Add(ctx context.Context, by identity.Principal, at registry.Site, n provision.NewEdge, now time.Time) (provision.Edge, provision.Code, error)
	NewCode(ctx context.Context, by identity.Principal, id uuid.UUID, now time.Time) (provision.Edge, provision.Code, error)
	Rename(ctx context.Context, by identity.Principal, id uuid.UUID, name string, revision int64) (provision.Edge, error)
	Revoke(ctx context.Context, by identity.Principal, id uuid.UUID, now time.Time) (provision.Edge, error)
	RotateKey(ctx context.Context, by identity.Principal, at registry.Site, r provision.NewRotation, now time.Time) (provision.Edge, error)
}

// Reader shows edges.
type Reader interface {
	List(ctx context.Context, by identity.Principal, f provision.Filter) (edges []provision.Edge, next string, err error)
	Edge(ctx context.Context, by identity.Principal, id uuid.UUID) (provision.Edge, error)
}

// Enrolments lets edges in.
type Enrolments interface {
	Enrol(ctx context.Context, r wire.EnrolRequest, remote string, now time.Time) (wire.Enrolled, error)
	ChangeKey(ctx context.Context, k wire.KeyChange, remote string, now time.Time) error
}

// Service is everything that provision.Service does.
type Service interface {
	Edges
	Reader
	Enrolments
}

type api struct {
	desk    operation.Desk
	service Service
}

// Operations are the rows of the table of operations that this domain adds.
func Operations(d operation.Desk, s Service) []operation.Operation {
	a := api{desk: d, service: s}
	return slices.Concat(a.edges(), a.enrolments())
}

func (a api) edges() []operation.Operation {
	d, read, manage := a.desk, operation.Needs(identity.Read), operation.Needs(identity.Provision)
	return []operation.Operation{
		{
			ID: "edges", Method: http.MethodGet, Path: "/api/edges", Access: read, Tag: "Edges", Summary: "List edges", Bind: operation.With(d, a.list),
			About: "On-site controllers of every site in scope, the newest first.",
		},
		{
			ID: "edge", Method: http.MethodGet, Path: "/api/edges/{id}", Access: read, Tag: "Edges", Summary: "One edge", Bind: operation.With(d, a.one),
			About: "The edge with its state and when it was heard last.",
		},
		{
			ID: "add-edge", Method: http.MethodPost, Path: "/api/sites/{id}/edges", Access: manage, Tag: "Edges", Summary: "Add an edge", Bind: operation.AtSite(d, a.add),
			About: "Makes a PENDING edge and answers the code with which `ohmstead edge enrol` enrols it, once and within an hour. A second edge of a site can be added while " +
				"the first runs; it enrols once that one is revoked. The same request with the same Idempotency-Key answers a new code for the same edge.",
		},
		{
			ID: "edge-code", Method: http.MethodPost, Path: "/api/edges/{id}/code", Access: manage, Tag: "Edges", Summary: "A new code for an edge", Bind: operation.With(d, a.code),
			About: "For an edge that has not enrolled or was revoked; the code before holds no more. EDGE_ENROLLED.",
		},
		{
			ID: "rename-edge", Method: http.MethodPut, Path: "/api/edges/{id}", Access: manage, Tag: "Edges", Summary: "Rename an edge", Bind: operation.With(d, a.rename),
			About: "version is the one that was read: VERSION_CONFLICT where it is not the newest.",
		},
		{
			ID: "revoke-edge", Method: http.MethodPost, Path: "/api/edges/{id}/revoke", Access: manage, Tag: "Edges", Summary: "Revoke an edge", Bind: operation.With(d, a.revoke),
			About: "Its key and an open code hold no more, and its connection is cut at once. The edge goes on controlling its site by what it knows and keeps what it measures; " +
				"with a new code it comes back.",
		},
		{
			ID: "rotate-edge-key", Method: http.MethodPost, Path: "/api/edges/{id}/key-rotation", Access: manage, Tag: "Edges", Summary: "Change an edge's key", Bind: operation.With(d, a.rotate),
			About: "Orders the edge to make a new key on site and to connect with it; the private key never leaves it, and the old one holds until the new one was let in. " +
				"rotation says what came of it. An edge that is not reached by expires_at keeps its key.",
		},
	}
}

func (a api) enrolments() []operation.Operation {
	d := a.desk
	return []operation.Operation{
		{
			ID: "enrol-edge", Method: http.MethodPost, Path: "/api/enrol", Access: operation.Public(), Tag: "Edges", Summary: "Exchange a code", Bind: operation.With(d, a.enrol),
			About: "What `ohmstead edge enrol` asks: the code and the public key that the edge has made, signed by it. The answer is its place on the bus. Attempts are throttled.",
		},
		{
			ID: "change-edge-key", Method: http.MethodPost, Path: "/api/enrol/key", Access: operation.Public(), Tag: "Edges", Summary: "Change an edge's key", Bind: operation.With(d, a.changeKey),
			About: "What `ohmstead edge rotate-key` asks, signed by both keys. The old key holds until the new one has been used, and a week at most.",
		},
	}
}
