package plan

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/energy/reason"
)

// Messenger brings an edge what is waiting for it.
type Messenger interface {
	Remind(ctx context.Context, edge uuid.UUID)
}

// Service decides who may change which policy and plan.
type Service struct {
	Store
	messenger Messenger
}

// NewService is a Service over a store.
func NewService(s Store, m Messenger) *Service { return &Service{s, m} }

// may refuses who does not hold a permission where a policy is: FORBIDDEN. What a portfolio is told is for who
// holds it on the whole tenant.
func may(by identity.Principal, needed identity.Permission, site int32) error {
	scope := by.For(needed)
	if !by.May(needed) || !scope.AllSites && (site == 0 || !slices.Contains(scope.Sites, site)) {
		return reason.New(reason.Forbidden, reason.Params{"permission": string(needed)})
	}
	return nil
}

// MakePolicy stores a policy under an id: MISSING_FIELD, INVALID_VALUE, NOT_FOUND, FORBIDDEN.
func (s *Service) MakePolicy(ctx context.Context, by identity.Principal, p Policy) (Policy, error) {
	if err := append(p.Subject.Check(), p.Says.Check()...).or(); err != nil {
		return Policy{}, err
	}
	site, err := s.Place(ctx, by.For(identity.Read), p.Subject)
	if err != nil {
		return Policy{}, fmt.Errorf("find what the policy is for: %w", err)
	}
	if err := may(by, identity.Plan, site); err != nil {
		return Policy{}, err
	}
	p.SiteKey, p.Version = site, 1
	return s.AddPolicy(ctx, by.For(identity.Plan), p)
}

// RevisePolicy says a policy anew, but for what it is for: FORBIDDEN, VERSION_CONFLICT, and PLAN_IN_FORCE for one
// that is archived with an active plan. One that is archived is switched off.
func (s *Service) RevisePolicy(ctx context.Context, by identity.Principal, r Revision) (Policy, error) {
	before, err := s.FindPolicy(ctx, by.For(identity.Read), r.ID)
	if err != nil {
		return Policy{}, fmt.Errorf("find the policy %s: %w", r.ID, err)
	}
	if err := may(by, identity.Plan, before.SiteKey); err != nil {
		return Policy{}, err
	}
	if err := r.Says.Check().or(); err != nil {
		return Policy{}, err
	}
	r.Enabled = r.Enabled && !r.Archived
	return s.ChangePolicy(ctx, by.For(identity.Plan), r)
}

// Draw is a plan to make: under which id, for which policy, and when.
type Draw struct {
	ID, Policy uuid.UUID
	New
	Now time.Time
}

// Make stores a draft: Faults with all that is wrong, FORBIDDEN, POLICY_OUT_OF_USE, IDEMPOTENCY_KEY_REUSED.
func (s *Service) Make(ctx context.Context, by identity.Principal, d Draw) (Plan, error) {
	n, id, now := d.New, d.ID, d.Now
	p, err := s.FindPolicy(ctx, by.For(identity.Read), d.Policy)
	if err != nil {
		return Plan{}, fmt.Errorf("find the policy %s: %w", d.Policy, err)
	}
	if err := may(by, identity.Plan, p.SiteKey); err != nil {
		return Plan{}, err
	}
	if before, err := s.FindPlan(ctx, by.For(identity.Plan), id); err == nil {
		now = before.Created // brought again: what was right then is right still
	} else if !errors.Is(err, reason.New(reason.NotFound, nil)) {
		return Plan{}, fmt.Errorf("find the plan that is brought again: %w", err)
	}
	if p.Archived != nil {
		return Plan{}, reason.New(reason.PolicyOutOfUse, reason.Params{"name": p.Name})
	}
	faults := n.Check(now)
	wanted := map[uuid.UUID]bool{}
	for _, c := range n.Commands {
		wanted[c.Asset] = true
	}
	targets, err := s.Targets(ctx, by.For(identity.Plan), p, slices.Collect(maps.Keys(wanted)))
	if err != nil {
		return Plan{}, fmt.Errorf("find the assets of a plan: %w", err)
	}
	if err := append(faults, n.fit(targets)...).or(); err != nil {
		return Plan{}, err
	}
	hash, err := n.Hash(d.Policy)
	if err != nil {
		return Plan{}, err
	}
	return s.AddPlan(ctx, by.For(identity.Plan), Addition{
		ID: id, Policy: p, New: n, ContentHash: hash, By: by.Scope.Actor, At: kept(now), Targets: targets,
	})
}

// Activate has a draft carried out: Situation.Activate, FORBIDDEN without OPERATE where its policy is.
func (s *Service) Activate(ctx context.Context, by identity.Principal, id uuid.UUID, now time.Time) (Plan, error) {
	return s.decide(ctx, by, Ask{Plan: id, Now: now}, Situation.Activate)
}

// Withdraw ends a plan: Situation.Withdraw, FORBIDDEN without OPERATE where its policy is.
func (s *Service) Withdraw(ctx context.Context, by identity.Principal, id uuid.UUID, now time.Time) (Plan, error) {
	return s.decide(ctx, by, Ask{Plan: id, Now: now}, Situation.Withdraw)
}

func (s *Service) decide(ctx context.Context, by identity.Principal, ask Ask, decide func(Situation) (Change, error)) (Plan, error) {
	before, err := s.FindPlan(ctx, by.For(identity.Read), ask.Plan)
	if err != nil {
		return Plan{}, fmt.Errorf("find the plan %s: %w", ask.Plan, err)
	}
	if err := may(by, identity.Operate, before.SiteKey); err != nil {
		return Plan{}, err
	}
	ask.Now = kept(ask.Now)
	edges, err := s.ChangePlan(ctx, by.For(identity.Operate), ask, decide)
	if err != nil {
		return Plan{}, fmt.Errorf("change the plan %s: %w", ask.Plan, err)
	}
	for _, e := range edges {
		s.messenger.Remind(ctx, e)
	}
	return s.FindPlan(ctx, by.For(identity.Operate), ask.Plan)
}
