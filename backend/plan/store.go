package plan

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

// Store keeps policies, plans and what became of their commands. A scope sees and changes its own; what lies
// outside does not exist: NOT_FOUND.
type Store interface {
	Policies
	Plans
	Dispatches
}

// Policies keeps policies.
type Policies interface {
	// ListPolicies is a page of policies, newest first, and the cursor of the page after it.
	ListPolicies(ctx context.Context, scope identity.Scope, f PolicyFilter) (policies []Policy, next string, err error)
	// FindPolicy is one of them.
	FindPolicy(ctx context.Context, scope identity.Scope, id uuid.UUID) (Policy, error)
	// Place is the key of the site of a subject, 0 for a portfolio: NOT_FOUND where the scope does not see it.
	Place(ctx context.Context, scope identity.Scope, s Subject) (site int32, err error)
	// AddPolicy stores a policy; one that was stored before under the same id is answered as it is, and
	// IDEMPOTENCY_KEY_REUSED where that is another one.
	AddPolicy(ctx context.Context, scope identity.Scope, p Policy) (Policy, error)
	// ChangePolicy stores the next version of a policy: VERSION_CONFLICT; PLAN_IN_FORCE where it would be
	// archived with an active plan.
	ChangePolicy(ctx context.Context, scope identity.Scope, r Revision) (Policy, error)
}

// Plans keeps plans.
type Plans interface {
	// ListPlans is a page of plans, newest first, and the cursor of the page after it.
	ListPlans(ctx context.Context, scope identity.Scope, f Filter) (plans []Plan, next string, err error)
	// FindPlan is one of them.
	FindPlan(ctx context.Context, scope identity.Scope, id uuid.UUID) (Plan, error)
	// Targets are those of the assets that a policy's plans may order.
	Targets(ctx context.Context, scope identity.Scope, policy Policy, assets []uuid.UUID) (map[uuid.UUID]Target, error)
	// AddPlan stores a draft with its commands; one that was stored before under the same id is answered as it
	// is, and IDEMPOTENCY_KEY_REUSED where that says something else.
	AddPlan(ctx context.Context, scope identity.Scope, a Addition) (Plan, error)
	// ChangePlan shows decide the situation of a plan while nobody else decides for its policy, and keeps the
	// change, all of it or nothing. It answers with the edges that have something to be told.
	ChangePlan(ctx context.Context, scope identity.Scope, ask Ask, decide func(Situation) (Change, error)) (edges []uuid.UUID, err error)
}

// Dispatches tells what assets were to do.
type Dispatches interface {
	// ListDispatches is a page of it by the instant of each, newest first or, where asked for, oldest first.
	ListDispatches(ctx context.Context, scope identity.Scope, f DispatchFilter) (commands []Dispatch, next string, err error)
}

// Ask is which plan is decided on and when. InTurn is for rounds: ErrBusy where somebody else decides, and
// nothing of other plans and of orders in force.
type Ask struct {
	Plan   uuid.UUID
	Now    time.Time
	InTurn bool
}

// ErrBusy is that somebody else decides for the policy just now.
var ErrBusy = errors.New("somebody else decides for the policy")

// PolicyFilter selects policies; the zero filter selects all of the scope that are in use.
type PolicyFilter struct {
	SiteKey   int32 // of a site or of one of its assets
	Scope     Scope
	Objective Objective
	Archived  bool // those out of use too
	Cursor    string
	Limit     int
}

// Revision is a policy anew.
type Revision struct {
	ID uuid.UUID
	Says
	Version  int64 // the one that was read
	Archived bool
	At       time.Time
}

// Filter selects plans; the zero filter selects all of the scope.
type Filter struct {
	SiteKey int32
	Policy  uuid.UUID
	Status  Status
	// From and To select plans whose horizon has a part of [From, To); nil for no bound.
	From, To *time.Time
	Cursor   string
	Limit    int
}

// Addition is a plan to store.
type Addition struct {
	ID     uuid.UUID
	Policy Policy
	New
	ContentHash string
	By          string
	At          time.Time
	Targets     map[uuid.UUID]Target
}

// DispatchFilter selects what assets were to do; the zero filter selects all of the scope.
type DispatchFilter struct {
	SiteKey int32
	Plan    uuid.UUID
	Asset   uuid.UUID
	// From and To select by the scheduled instant, [From, To); nil for no bound.
	From, To *time.Time
	Result   string
	Forward  bool // oldest first
	Cursor   string
	Limit    int
}

// Dispatch is what an asset was to do, and what became of it. Source: document 000, DispatchCommand.
type Dispatch struct {
	ID       uuid.UUID
	Site     uuid.UUID
	Plan     *uuid.UUID // nil of an order that belongs to none
	Asset    *uuid.UUID // nil of an asset that is no more
	AssetKey string
	At       time.Time
	Until    time.Time
	Type     Type
	Target   int64
	Ramp     *int64
	Executed *time.Time // by the edge's clock
	Result   string
	Order    *uuid.UUID
	Released bool
	// AppliedWatts is the power that the asset was last given, positive away from the grid; nil where nobody
	// has said.
	AppliedWatts *int64
	// Codes say why it was cut, refused or not sent; Params belong to the first.
	Codes  []reason.Code
	Params json.RawMessage
}
