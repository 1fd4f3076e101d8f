package operation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/backend/registry"
	"ohmstead/energy/reason"
)

// Operation is one row of the table of operations: its place, who may call it, and its words in
// the API description.
type Operation struct {
	ID      string
	Method  string
	Path    string
	Access  Access
	Tag     string
	Summary string
	About   string
	// Endless is set for a stream: it has no time-out.
	Endless bool
	// Raw is set for an operation that decodes its body itself; it may be 1 MiB.
	Raw bool
	// Large is set for an operation whose body may be 1 MiB.
	Large bool

	Bind func(huma.API, huma.Operation)
	// Describe adds to the description what the types cannot say; nil where they say all.
	Describe func(huma.Registry, *huma.Operation)
}

// Access says who may call an operation: anyone, anyone logged in, or who holds a permission.
type Access struct {
	Public     bool
	Permission identity.Permission
	// Key is what an API key needs instead; empty where it needs the same as people.
	Key identity.Permission
}

// Public is access for anyone.
func Public() Access { return Access{Public: true} }

// LoggedIn is access for anyone with a valid credential.
func LoggedIn() Access { return Access{} }

// Needs is access for who holds the permission.
func Needs(permission identity.Permission) Access { return Access{Permission: permission} }

// OrKey is the same access for people, and for API keys with another scope: machines bring what people plan
// with.
func (a Access) OrKey(scope identity.Permission) Access {
	a.Key = scope
	return a
}

// Of is the permission that a principal needs.
func (a Access) Of(p identity.Principal) identity.Permission {
	if p.Key != nil && a.Key != "" {
		return a.Key
	}
	return a.Permission
}

// Words says it in the API description.
func (a Access) Words() string {
	switch {
	case a.Public:
		return "Needs no login."
	case a.Permission == "":
		return "Needs a login."
	case a.Key != "":
		return "Needs the permission " + string(a.Permission) + ", or an API key with the scope " + string(a.Key) + "."
	default:
		return "Needs the permission " + string(a.Permission) + "."
	}
}

// Caller is who calls an operation, with the credential used. Its Scope is where it holds the
// permission that the operation needs.
type Caller struct {
	identity.Principal
	Token  string
	Needed identity.Permission
}

type callerKey struct{}

// WithCaller is a context that knows who calls.
func WithCaller(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

// CallerOf is who calls; the zero Caller, which may nothing, where nobody was admitted.
func CallerOf(ctx context.Context) Caller {
	c, _ := ctx.Value(callerKey{}).(Caller)
	return c
}

// Desk is what every operation needs of the server that offers it.
type Desk struct {
	// Refuse turns what a handler says no with into what leaves the server.
	Refuse func(ctx context.Context, err error) error
	// Site finds a site within a scope: NOT_FOUND outside of it.
	Site func(ctx context.Context, scope identity.Scope, id uuid.UUID) (registry.Site, error)
	// Now reads the server's clock.
	Now func() time.Time
	// Remote is the address a request comes from, without its port.
	Remote func(ctx context.Context) string
	// Content is the type of a request's body, as its header says.
	Content func(ctx context.Context) string
}

// Adapter adds operations to a server that the server does not know of itself.
type Adapter func(Desk) []Operation

// Handler is an operation: the caller, the typed input, the typed output or a refusal.
type Handler[I, O any] func(context.Context, Caller, *I) (*O, error)

// With binds a handler to its row; its errors leave as problems.
func With[I, O any](d Desk, handle Handler[I, O]) func(huma.API, huma.Operation) {
	return func(api huma.API, op huma.Operation) {
		huma.Register(api, op, func(ctx context.Context, in *I) (*O, error) {
			out, err := handle(ctx, CallerOf(ctx), in)
			if err != nil {
				return nil, d.Refuse(ctx, err)
			}
			return out, nil
		})
	}
}

// Visit is a call about one site the caller may see.
type Visit struct {
	Caller
	Site registry.Site
}

// SiteInput names the site an operation is about.
type SiteInput struct {
	ID uuid.UUID `path:"id" format:"uuid" doc:"The site." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
}

func (in *SiteInput) siteID() uuid.UUID { return in.ID }

// siteInput is an input that names a site; embedding SiteInput makes one.
type siteInput[I any] interface {
	*I
	siteID() uuid.UUID
}

// AtSite is With for operations about one site. A site the caller cannot see is NOT_FOUND, whatever
// the operation; one that it sees and holds the permission elsewhere only, FORBIDDEN.
func AtSite[I, O any, P siteInput[I]](d Desk, handle func(context.Context, Visit, *I) (*O, error)) func(huma.API, huma.Operation) {
	return With(d, func(ctx context.Context, c Caller, in *I) (*O, error) {
		site, err := d.siteFor(ctx, c, P(in).siteID())
		if err != nil {
			return nil, fmt.Errorf("find site: %w", err)
		}
		return handle(ctx, Visit{Caller: c, Site: site}, in)
	})
}

// siteFor is a site where the caller holds the permission it needs.
func (d Desk) siteFor(ctx context.Context, c Caller, id uuid.UUID) (registry.Site, error) {
	site, err := d.Site(ctx, c.Scope, id)
	if !errors.Is(err, reason.New(reason.NotFound, nil)) || !c.May(identity.Read) {
		return site, err
	}
	if _, unseen := d.Site(ctx, c.For(identity.Read), id); unseen != nil {
		return site, err
	}
	return site, reason.New(reason.Forbidden, reason.Params{"permission": string(c.Needed)})
}
