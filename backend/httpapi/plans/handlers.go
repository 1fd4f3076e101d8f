package plans

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/httpapi/problem"
	"ohmstead/backend/places"
	"ohmstead/backend/plan"
	"ohmstead/energy/reason"
)

// every has each fault of what was entered named with its field.
func every(err error) error {
	faults, ok := errors.AsType[plan.Faults](err)
	if !ok {
		return err
	}
	all := &problem.Several{First: faults[0].Why}
	for _, f := range faults {
		all.All = append(all.All, problem.FaultAt("body."+f.Field, f.Why))
	}
	return all
}

// siteKey is the key of a site that a list is asked for, 0 for all.
func (a api) siteKey(ctx context.Context, c operation.Caller, id uuid.UUID) (int32, error) {
	if id == uuid.Nil {
		return 0, nil
	}
	site, err := a.desk.Site(ctx, c.Scope, id)
	if err != nil {
		return 0, fmt.Errorf("find site: %w", err)
	}
	return site.Key, nil
}

func (a api) policies(ctx context.Context, c operation.Caller, in *policiesInput) (*policyPageOutput, error) {
	site, err := a.siteKey(ctx, c, in.Site)
	if err != nil {
		return nil, err
	}
	found, next, err := a.service.ListPolicies(ctx, c.Scope, plan.PolicyFilter{
		SiteKey: site, Scope: plan.Scope(in.Scope), Objective: plan.Objective(in.Objective), Archived: in.Archived, Cursor: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, fmt.Errorf("list control policies: %w", err)
	}
	return &policyPageOutput{Body: ControlPolicyPage{Items: all(found, policyOf), Next: next}}, nil
}

func all[T, R any](from []T, of func(T) R) []R {
	out := make([]R, 0, len(from))
	for _, one := range from {
		out = append(out, of(one))
	}
	return out
}

func (a api) policy(ctx context.Context, c operation.Caller, in *PolicyInput) (*policyOutput, error) {
	return policyAnswer(a.service.FindPolicy(ctx, c.Scope, in.ID))
}

func policyAnswer(p plan.Policy, err error) (*policyOutput, error) {
	if err != nil {
		return nil, every(err)
	}
	return &policyOutput{Body: policyOf(p)}, nil
}

func (a api) makePolicy(ctx context.Context, c operation.Caller, in *makePolicyInput) (*policyOutput, error) {
	id, err := places.RequestID(c.Tenant.ID, "make-control-policy", in.Key)
	if err != nil {
		return nil, err
	}
	b := in.Body
	return policyAnswer(a.service.MakePolicy(ctx, c.Principal, plan.Policy{
		ID: id, Says: saysOf(b.ControlPolicyFields),
		Subject: plan.Subject{Scope: plan.Scope(b.Scope), Site: or(b.Site), Asset: or(b.Asset), Node: or(b.Node)},
	}))
}

func or(id *uuid.UUID) uuid.UUID {
	if id == nil {
		return uuid.Nil
	}
	return *id
}

func saysOf(f ControlPolicyFields) plan.Says {
	return plan.Says{Name: f.Name, Objective: plan.Objective(f.Objective), Constraints: f.Constraints, Enabled: f.Enabled}
}

func (a api) changePolicy(ctx context.Context, c operation.Caller, in *changePolicyInput) (*policyOutput, error) {
	return policyAnswer(a.service.RevisePolicy(ctx, c.Principal, plan.Revision{
		ID: in.ID, Says: saysOf(in.Body.ControlPolicyFields), Version: in.Body.Version, Archived: in.Body.Archived, At: a.desk.Now(),
	}))
}

func (a api) makePlan(ctx context.Context, c operation.Caller, in *makePlanInput) (*planOutput, error) {
	id, err := places.RequestID(c.Tenant.ID, "make-dispatch-plan", in.Key)
	if err != nil {
		return nil, err
	}
	b := in.Body
	n := plan.New{From: b.From, To: b.To, Optimizer: b.Optimizer, Inputs: b.Inputs, Commands: make([]plan.Command, 0, len(b.Commands))}
	for _, one := range b.Commands {
		n.Commands = append(n.Commands, plan.Command{Asset: one.Asset, At: one.At, Until: one.Until, Type: plan.Type(one.Type), Target: one.Target, Ramp: one.Ramp})
	}
	return planAnswer(a.service.Make(ctx, c.Principal, plan.Draw{ID: id, Policy: in.ID, New: n, Now: a.desk.Now()}))
}

func planAnswer(p plan.Plan, err error) (*planOutput, error) {
	if err != nil {
		return nil, every(err)
	}
	return &planOutput{Body: planOf(p)}, nil
}

func (a api) plans(ctx context.Context, c operation.Caller, in *plansInput) (*planPageOutput, error) {
	site, err := a.siteKey(ctx, c, in.Site)
	if err != nil {
		return nil, err
	}
	f := plan.Filter{SiteKey: site, Policy: in.Policy, Status: plan.Status(in.Status), Cursor: in.Cursor, Limit: in.Limit}
	f.From, f.To = in.bounds()
	found, next, err := a.service.ListPlans(ctx, c.Scope, f)
	if err != nil {
		return nil, fmt.Errorf("list dispatch plans: %w", err)
	}
	return &planPageOutput{Body: DispatchPlanPage{Items: all(found, planOf), Next: next}}, nil
}

func (a api) plan(ctx context.Context, c operation.Caller, in *PlanInput) (*planOutput, error) {
	return planAnswer(a.service.FindPlan(ctx, c.Scope, in.ID))
}

func (a api) activate(ctx context.Context, c operation.Caller, in *PlanInput) (*planOutput, error) {
	return planAnswer(a.service.Activate(ctx, c.Principal, in.ID, a.desk.Now()))
}

func (a api) withdraw(ctx context.Context, c operation.Caller, in *PlanInput) (*planOutput, error) {
	return planAnswer(a.service.Withdraw(ctx, c.Principal, in.ID, a.desk.Now()))
}

func (a api) planCommands(ctx context.Context, c operation.Caller, in *planCommandsInput) (*dispatchesOutput, error) {
	if _, err := a.service.FindPlan(ctx, c.Scope, in.ID); err != nil {
		return nil, fmt.Errorf("find the plan: %w", err)
	}
	f := in.filter()
	f.Plan, f.Forward = in.ID, true
	return a.list(ctx, c, f)
}

func (in ResultInput) filter() plan.DispatchFilter {
	f := plan.DispatchFilter{Asset: in.Asset, Result: in.Result, Cursor: in.Cursor, Limit: in.Limit}
	f.From, f.To = in.bounds()
	return f
}

func (a api) dispatches(ctx context.Context, c operation.Caller, in *dispatchesInput) (*dispatchesOutput, error) {
	site, err := a.siteKey(ctx, c, in.Site)
	if err != nil {
		return nil, err
	}
	f := in.filter()
	f.SiteKey, f.Plan = site, in.Plan
	return a.list(ctx, c, f)
}

func (a api) list(ctx context.Context, c operation.Caller, f plan.DispatchFilter) (*dispatchesOutput, error) {
	found, next, err := a.service.ListDispatches(ctx, c.Scope, f)
	if err != nil {
		return nil, fmt.Errorf("list dispatch commands: %w", err)
	}
	return &dispatchesOutput{Body: DispatchCommandPage{Items: all(found, commandOf), Next: next}}, nil
}

func policyOf(p plan.Policy) ControlPolicy {
	out := ControlPolicy{
		ID: p.ID, ControlPolicyFields: ControlPolicyFields{Name: p.Name, Objective: string(p.Objective), Constraints: p.Constraints, Enabled: p.Enabled},
		Scope: string(p.Scope), ScopeID: p.Subject.ID(), Version: p.Version, CreatedAt: p.Created.UTC(), ArchivedAt: p.Archived,
	}
	if p.Site != uuid.Nil {
		out.SiteID = &p.Site
	}
	return out
}

func planOf(p plan.Plan) DispatchPlan {
	out := DispatchPlan{
		ID: p.ID, PolicyID: p.Policy, PolicyName: p.PolicyName, ScopeID: p.Subject, From: p.From.UTC(), To: p.To.UTC(), CreatedAt: p.Created.UTC(), CreatedBy: p.By,
		Optimizer: p.Optimizer, ContentHash: p.ContentHash, Commands: p.Commands, Status: string(p.Status), StatusAt: p.StatusAt.UTC(),
	}
	if p.Site != uuid.Nil {
		out.SiteID = &p.Site
	}
	if p.Inputs != "" {
		out.Inputs = &p.Inputs
	}
	return out
}

func commandOf(x plan.Dispatch) DispatchCommand {
	out := DispatchCommand{
		ID: x.ID, PlanID: x.Plan, SiteID: x.Site, AssetID: x.Asset, AssetKey: x.AssetKey, At: x.At.UTC(), Until: x.Until.UTC(), Type: string(x.Type), Target: x.Target, Ramp: x.Ramp,
		Executed: x.Executed, Result: x.Result, OrderID: x.Order, Released: x.Released, Applied: x.AppliedWatts, ReasonCodes: x.Codes,
	}
	if out.ReasonCodes == nil {
		out.ReasonCodes = []reason.Code{}
	}
	if len(x.Codes) == 0 {
		return out
	}
	var params reason.Params
	if json.Unmarshal(x.Params, &params) != nil {
		params = nil // the sentence then stands without its parameters
	}
	out.TextEN, out.TextDE = reason.Text(x.Codes[0], "en", params), reason.Text(x.Codes[0], "de", params)
	return out
}
