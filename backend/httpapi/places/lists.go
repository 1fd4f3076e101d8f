package places

import (
	"context"
	"fmt"
	"net/http"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/places"
)

// ThingPage is a page of things of one kind.
type ThingPage[R any] struct {
	Items []R    `json:"items" nullable:"false" doc:"In the order in which they were made."`
	Next  string `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// WhichInput is what every list of things can be asked with.
type WhichInput struct {
	operation.Paging
	Archived bool `query:"archived" doc:"What is out of use too."`
}

func (in WhichInput) which() WhichInput { return in }

// AtInput is that of things that stand at sites.
type AtInput struct {
	WhichInput
	Site uuid.UUID `query:"site" format:"uuid" doc:"Those of this site alone."`
}

func (in AtInput) at() uuid.UUID { return in.Site }

// TextInput finds things by what they are called.
type TextInput struct {
	Text string `query:"text" maxLength:"200" doc:"A part of what it is called, whatever its case."`
}

type assetsInput struct {
	AtInput
	TextInput
	Nature string    `query:"nature" maxLength:"40" doc:"What it can do." example:"ESS"`
	Parent uuid.UUID `query:"parent_asset_id" format:"uuid" doc:"Parts of this asset alone."`
}

func (in assetsInput) narrow(p *places.PageOf) { p.Class, p.Text, p.Of = in.Nature, in.Text, in.Parent }

type evsesInput struct {
	AtInput
	TextInput
	Asset uuid.UUID `query:"asset_id" format:"uuid" doc:"Those of this asset alone."`
}

func (in evsesInput) narrow(p *places.PageOf) { p.Text, p.Of = in.Text, in.Asset }

type connectionsInput struct {
	AtInput
	TextInput
	Level string `query:"voltage_level" enum:"LOW,MEDIUM,HIGH"`
}

func (in connectionsInput) narrow(p *places.PageOf) { p.Class, p.Text = in.Level, in.Text }

type constraintsInput struct {
	AtInput
	Type       string    `query:"type" enum:"EXPORT_LIMIT,REACTIVE_POWER,RAMP_RATE"`
	Connection uuid.UUID `query:"connection_id" format:"uuid" doc:"Those of this connection alone."`
}

func (in constraintsInput) narrow(p *places.PageOf) { p.Class, p.Of = in.Type, in.Connection }

type contractsInput struct {
	WhichInput
	TextInput
	Type string `query:"contract_type" enum:"PPA,RETAIL,FEED_IN,FLEXIBILITY"`
}

func (in contractsInput) at() uuid.UUID { return uuid.Nil }

func (in contractsInput) narrow(p *places.PageOf) { p.Class, p.Text = in.Type, in.Text }

type allocationsInput struct {
	AtInput
	Asset uuid.UUID `query:"asset_or_contract" format:"uuid" doc:"Those of this asset, or under this contract, alone."`
}

func (in allocationsInput) narrow(p *places.PageOf) { p.Of = in.Asset }

// listInput is the input of a list of things.
type listInput interface {
	which() WhichInput
	at() uuid.UUID // a site, none for all
	narrow(*places.PageOf)
}

func (a api) lists() []operation.Operation {
	s := a.shelves
	const about = "Of all sites in sight, or of one; page by page, in the order in which they were made."
	return []operation.Operation{
		listed[assetsInput](a, words{"all-assets", "/api/assets", "List assets", about + " As people keep them; how they stand now is told at their site."}, s.Assets, assetOf),
		listed[evsesInput](a, words{"evses", "/api/evses", "List EVSEs", about}, s.EVSEs, evseOf),
		listed[connectionsInput](a, words{"grid-connections", "/api/grid-connections", "List grid connections", about}, s.Connections, connectionOf),
		listed[constraintsInput](a, words{"grid-constraints", "/api/grid-constraints", "List constraints of grid connections", about}, s.Constraints, constraintOf),
		listed[contractsInput](a, words{"contracts", "/api/contracts", "List contracts", "All of the tenant for who reads all of it; otherwise those under which something of one's own sites is promised."}, s.Contracts, contractOf),
		listed[allocationsInput](a, words{"allocations", "/api/allocations", "List what is promised under contracts", about}, s.Allocations, allocationOf),
	}
}

// listed is an operation that lists things of one kind.
func listed[I listInput, T, R any](a api, w words, shelf places.Shelf[T], of func(places.Thing[T]) R) operation.Operation {
	return operation.Operation{
		ID: w.id, Method: http.MethodGet, Path: w.path, Access: operation.Needs(identity.Read), Tag: "Places", Summary: w.summary, About: w.about,
		Bind: operation.With(a.desk, func(ctx context.Context, c operation.Caller, in *I) (*recordOutput[ThingPage[R]], error) {
			p, limit, err := a.asked(ctx, c, *in)
			if err != nil {
				return nil, err
			}
			found, err := shelf.Page(ctx, c.Scope, p)
			if err != nil {
				return nil, fmt.Errorf("list: %w", err)
			}
			out := ThingPage[R]{}
			if len(found) > limit {
				found = found[:limit]
				out.Next = operation.Seal(found[limit-1].ID.String())
			}
			out.Items = records(found, of)
			return &recordOutput[ThingPage[R]]{Body: out}, nil
		}),
	}
}

// asked is what a list is asked for: one more than the page holds, to know whether another follows.
func (a api) asked(ctx context.Context, c operation.Caller, in listInput) (p places.PageOf, limit int, err error) {
	which := in.which()
	p.Archived, p.Limit = which.Archived, which.Limit+1
	if which.Cursor != "" {
		last, err := operation.Unseal(which.Cursor)
		if err == nil {
			p.After, err = uuid.Parse(last)
		}
		if err != nil {
			return p, 0, operation.NoCursor(which.Cursor)
		}
	}
	if site := in.at(); site != uuid.Nil {
		found, err := a.desk.Site(ctx, c.Scope, site)
		if err != nil {
			return p, 0, fmt.Errorf("find site: %w", err)
		}
		p.SiteKey = found.Key
	}
	in.narrow(&p)
	return p, which.Limit, nil
}
