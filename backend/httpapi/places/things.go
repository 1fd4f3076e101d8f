package places

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/httpapi/problem"
	"ohmstead/backend/identity"
	"ohmstead/backend/places"
)

const revisionAbout = "Says all of it anew: what is left out is not known. version is the one that was read: VERSION_CONFLICT where it is not the newest. " +
	"archived takes it out of use and out of the lists, or brings it back; its history stays."

const makeAbout = "The same request with the same Idempotency-Key makes one. "

func (a api) things() []operation.Operation {
	d, s := a.desk, a.shelves
	sites := places.Desk[places.SiteSheet]{Shelf: s.Sites, Needs: identity.Places, Keep: func(before places.SiteSheet, after *places.SiteSheet) { after.Parent = before.Parent }}
	evses := places.Desk[places.EVSE]{Shelf: s.EVSEs, Needs: identity.Places}
	connections := places.Desk[places.Connection]{Shelf: s.Connections, Needs: identity.Places}
	constraints := places.Desk[places.Constraint]{Shelf: s.Constraints, Needs: identity.Places, Keep: func(before places.Constraint, after *places.Constraint) {
		after.Connection, after.Type = before.Connection, before.Type
	}}
	return []operation.Operation{
		{
			ID: "inventory", Method: http.MethodGet, Path: "/api/sites/{id}/inventory", Access: operation.Needs(identity.Read), Tag: "Places", Summary: "What stands at a site", Bind: operation.AtSite(d, a.inventory),
			About: "The site, its assets, EVSEs, grid connections and their constraints, as people keep them. What is out of use is left out unless asked for.",
		},
		made(a, words{"make-site", "/api/sites", "Make a site", makeAbout + "It gets its place in the tree and one grid connection. Needs PLACES on the whole tenant. It is moved and archived as a place."},
			put(a, sites, siteOf, func(f SiteFields) places.SiteSheet { return places.SiteSheet(f) })),
		changed(a, words{"change-site", "/api/sites/{id}", "Change a site", revisionAbout + " A site is archived as a place."},
			func(b SiteRevision) (Revision, SiteFields) { return b.Revision, b.SiteFields }, put(a, sites, siteOf, func(f SiteFields) places.SiteSheet { return places.SiteSheet(f) })),
		madeAt(a, words{"make-asset", "/api/sites/{id}/assets", "Make an asset", makeAbout + "An edge whose manifest names the key takes it over: nature and device follow the edge, what people entered stays."},
			put(a, s.AssetDesk(), assetOf, func(f AssetFields) places.Asset { return places.Asset(f) })),
		changed(a, words{"change-asset", "/api/assets/{id}", "Change an asset", revisionAbout + " Key and nature stay."},
			func(b AssetRevision) (Revision, AssetFields) { return b.Revision, b.AssetFields }, put(a, s.AssetDesk(), assetOf, func(f AssetFields) places.Asset { return places.Asset(f) })),
		madeAt(a, words{"make-evse", "/api/sites/{id}/evses", "Make an EVSE", makeAbout},
			put(a, evses, evseOf, func(f EVSEFields) places.EVSE { return places.EVSE(f) })),
		changed(a, words{"change-evse", "/api/evses/{id}", "Change an EVSE", revisionAbout},
			func(b EVSERevision) (Revision, EVSEFields) { return b.Revision, b.EVSEFields }, put(a, evses, evseOf, func(f EVSEFields) places.EVSE { return places.EVSE(f) })),
		madeAt(a, words{"make-grid-connection", "/api/sites/{id}/grid-connections", "Make a grid connection", makeAbout + "A site has one from the beginning."},
			put(a, connections, connectionOf, func(f ConnectionFields) places.Connection { return places.Connection(f) })),
		changed(a, words{"change-grid-connection", "/api/grid-connections/{id}", "Change a grid connection", revisionAbout},
			func(b ConnectionRevision) (Revision, ConnectionFields) { return b.Revision, b.ConnectionFields }, put(a, connections, connectionOf, func(f ConnectionFields) places.Connection { return places.Connection(f) })),
		madeAt(a, words{"make-grid-constraint", "/api/sites/{id}/grid-constraints", "Lay a constraint upon a grid connection", makeAbout + "Two of one type never hold at once: PERIODS_OVERLAP."},
			put(a, constraints, constraintOf, func(f ConstraintFields) places.Constraint { return places.Constraint(f) })),
		changed(a, words{"change-grid-constraint", "/api/grid-constraints/{id}", "Change a constraint", revisionAbout + " Connection and type stay."},
			func(b ConstraintRevision) (Revision, ConstraintFields) { return b.Revision, b.ConstraintFields }, put(a, constraints, constraintOf, func(f ConstraintFields) places.Constraint { return places.Constraint(f) })),
	}
}

// write is a thing to store.
type write[F any] struct {
	id       uuid.UUID
	site     int32
	revision Revision
	fields   F
}

// put stores a thing of one kind and answers it.
func put[T, F, R any, P interface {
	*T
	Check() places.Faults
}](a api, on places.Desk[T], of func(places.Thing[T]) R, said func(F) T) func(context.Context, operation.Caller, write[F]) (*recordOutput[R], error) {
	return func(ctx context.Context, c operation.Caller, w write[F]) (*recordOutput[R], error) {
		t, err := places.Put[T, P](ctx, c.Principal, on, places.Write[T]{
			ID: w.id, SiteKey: w.site, Version: w.revision.Version, Archived: w.revision.Archived, At: a.desk.Now(), What: said(w.fields),
		})
		if err != nil {
			return nil, every(err)
		}
		return &recordOutput[R]{Body: of(t)}, nil
	}
}

// every has each fault of what was entered named with its field.
func every(err error) error {
	faults, ok := errors.AsType[places.Faults](err)
	if !ok {
		return err
	}
	all := &problem.Several{First: faults[0]}
	for _, f := range faults {
		all.All = append(all.All, problem.FaultAt("body."+fmt.Sprint(f.Params["field"]), f))
	}
	return all
}

type storing[F, R any] func(context.Context, operation.Caller, write[F]) (*recordOutput[R], error)

// words are how an operation is found and what is said of it.
type words struct{ id, path, summary, about string }

// made is an operation that makes something of the tenant.
func made[F, R any](a api, w words, store storing[F, R]) operation.Operation {
	return operation.Operation{
		ID: w.id, Method: http.MethodPost, Path: w.path, Access: operation.Needs(permissionOf(w.id)), Tag: "Places", Summary: w.summary, About: w.about,
		Bind: operation.With(a.desk, func(ctx context.Context, c operation.Caller, in *makeInput[F]) (*recordOutput[R], error) {
			row, err := places.RequestID(c.Tenant.ID, w.id, in.Key)
			if err != nil {
				return nil, err
			}
			return store(ctx, c, write[F]{id: row, fields: in.Body})
		}),
	}
}

// madeAt is an operation that makes something at a site.
func madeAt[F, R any](a api, w words, store storing[F, R]) operation.Operation {
	return operation.Operation{
		ID: w.id, Method: http.MethodPost, Path: w.path, Access: operation.Needs(permissionOf(w.id)), Tag: "Places", Summary: w.summary, About: w.about,
		Bind: operation.AtSite(a.desk, func(ctx context.Context, v operation.Visit, in *makeAtInput[F]) (*recordOutput[R], error) {
			row, err := places.RequestID(v.Tenant.ID, w.id, in.Key)
			if err != nil {
				return nil, err
			}
			return store(ctx, v.Caller, write[F]{id: row, site: v.Site.Key, fields: in.Body})
		}),
	}
}

// changed is an operation that says something anew.
func changed[B, F, R any](a api, w words, parts func(B) (Revision, F), store storing[F, R]) operation.Operation {
	return operation.Operation{
		ID: w.id, Method: http.MethodPut, Path: w.path, Access: operation.Needs(permissionOf(w.id)), Tag: "Places", Summary: w.summary, About: w.about,
		Bind: operation.With(a.desk, func(ctx context.Context, c operation.Caller, in *changeInput[B]) (*recordOutput[R], error) {
			revision, fields := parts(in.Body)
			return store(ctx, c, write[F]{id: in.ID, revision: revision, fields: fields})
		}),
	}
}

func permissionOf(id string) identity.Permission {
	switch id {
	case "make-contract", "change-contract", "make-allocation", "change-allocation":
		return identity.Contracts
	default:
		return identity.Places
	}
}

type makeInput[F any] struct {
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Makes a request that is sent again one and the same."`
	Body F
}

type makeAtInput[F any] struct {
	operation.SiteInput
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Makes a request that is sent again one and the same."`
	Body F
}

type changeInput[B any] struct {
	ID   uuid.UUID `path:"id" format:"uuid" doc:"What is changed."`
	Body B
}

type recordOutput[R any] struct{ Body R }

type inventoryInput struct {
	operation.SiteInput
	Archived bool `query:"archived" doc:"What is out of use too."`
}

func (a api) inventory(ctx context.Context, v operation.Visit, in *inventoryInput) (*recordOutput[Inventory], error) {
	found, err := a.shelves.Inventory(ctx, v.Scope, v.Site.ID, in.Archived)
	if err != nil {
		return nil, err
	}
	return &recordOutput[Inventory]{Body: Inventory{
		Site: siteOf(found.Site), Assets: records(found.Assets, assetOf), EVSEs: records(found.EVSEs, evseOf),
		Connections: records(found.Connections, connectionOf), Constraints: records(found.Constraints, constraintOf),
	}}, nil
}

func (a api) contracts() []operation.Operation {
	s := a.shelves
	contracts := places.Desk[places.Contract]{Shelf: s.Contracts, Needs: identity.Contracts}
	allocations := places.Desk[places.Allocation]{Shelf: s.Allocations, Needs: identity.Contracts, Keep: func(before places.Allocation, after *places.Allocation) {
		after.Asset, after.Contract = before.Asset, before.Contract
	}}
	store := put(a, allocations, allocationOf, func(f AllocationFields) places.Allocation { return places.Allocation(f) })
	return []operation.Operation{
		made(a, words{"make-contract", "/api/contracts", "Make a contract", makeAbout},
			put(a, contracts, contractOf, func(f ContractFields) places.Contract { return places.Contract(f) })),
		changed(a, words{"change-contract", "/api/contracts/{id}", "Change a contract", revisionAbout},
			func(b ContractRevision) (Revision, ContractFields) { return b.Revision, b.ContractFields }, put(a, contracts, contractOf, func(f ContractFields) places.Contract { return places.Contract(f) })),
		madeAt(a, words{"make-allocation", "/api/sites/{id}/allocations", "Promise a part of an asset under a contract", makeAbout + "Together never more of an asset at any instant than it can do: ALLOCATION_TOO_LARGE."},
			store),
		changed(a, words{"change-allocation", "/api/allocations/{id}", "Change an allocation", revisionAbout + " Asset and contract stay."},
			func(b AllocationRevision) (Revision, AllocationFields) { return b.Revision, b.AllocationFields }, store),
	}
}
