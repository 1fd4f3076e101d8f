package places

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

// checked is what can be looked over before it is stored.
type checked[T any] interface {
	*T
	Check() Faults
}

// Put stores a new thing, or the next version of one, where the principal holds the permission. A
// thing that the principal may not read does not exist: NOT_FOUND; one it may only read is FORBIDDEN.
// What belongs to no site is changed by who holds the permission on the whole tenant.
func Put[T any, P checked[T]](ctx context.Context, by identity.Principal, on Desk[T], w Write[T]) (Thing[T], error) {
	if w.Version > 0 {
		before, err := on.Shelf.Find(ctx, by.For(identity.Read), w.ID)
		if err != nil {
			return Thing[T]{}, fmt.Errorf("find %s: %w", w.ID, err)
		}
		w.SiteKey = before.SiteKey
		if on.Keep != nil {
			on.Keep(before.What, &w.What)
		}
	}
	scope := by.For(on.Needs)
	if !scope.AllSites && (w.SiteKey == 0 || !slices.Contains(scope.Sites, w.SiteKey)) {
		return Thing[T]{}, reason.New(reason.Forbidden, reason.Params{"permission": string(on.Needs)})
	}
	if faults := P(&w.What).Check(); len(faults) > 0 {
		return Thing[T]{}, faults
	}
	out, err := on.Shelf.Write(ctx, scope, w)
	if err != nil {
		return Thing[T]{}, fmt.Errorf("store %s: %w", w.ID, err)
	}
	return out, nil
}

// Desk is a shelf with who may change what is on it.
type Desk[T any] struct {
	Shelf Shelf[T]
	Needs identity.Permission
	// Keep takes over into after what is said once and never again; nil where there is nothing such.
	Keep func(before T, after *T)
}

// AssetDesk is the desk of assets: key and nature never change, since readings mean what they say.
func (s Shelves) AssetDesk() Desk[Asset] {
	return Desk[Asset]{Shelf: s.Assets, Needs: identity.Places, Keep: func(before Asset, after *Asset) { after.Key, after.Nature = before.Key, before.Nature }}
}

// Inventory is everything that stands at a site.
type Inventory struct {
	Site        Thing[SiteSheet]
	Assets      []Thing[Asset]
	EVSEs       []Thing[EVSE]
	Connections []Thing[Connection]
	Constraints []Thing[Constraint]
}

// Inventory is what stands at a site, what is out of use too where archived.
func (s Shelves) Inventory(ctx context.Context, scope identity.Scope, site uuid.UUID, archived bool) (in Inventory, err error) {
	if in.Site, err = s.Sites.Find(ctx, scope, site); err != nil {
		return in, fmt.Errorf("find site %s: %w", site, err)
	}
	which := Which{SiteKey: in.Site.SiteKey, Archived: archived}
	if in.Assets, err = s.Assets.List(ctx, scope, which); err != nil {
		return in, fmt.Errorf("list assets: %w", err)
	}
	if in.EVSEs, err = s.EVSEs.List(ctx, scope, which); err != nil {
		return in, fmt.Errorf("list EVSEs: %w", err)
	}
	if in.Connections, err = s.Connections.List(ctx, scope, which); err != nil {
		return in, fmt.Errorf("list grid connections: %w", err)
	}
	if in.Constraints, err = s.Constraints.List(ctx, scope, which); err != nil {
		return in, fmt.Errorf("list constraints: %w", err)
	}
	return in, nil
}
