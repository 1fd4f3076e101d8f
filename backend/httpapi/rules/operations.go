package rules

import (
	"context"
	"fmt"
	"net/http"

	"github.com/google/uuid"

	"ohmstead/backend/event"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/identity"
	"ohmstead/backend/rule"
)

func severityOf(text string) event.Severity { return event.Severity(text) }

type api struct {
	desk  operation.Desk
	rules *rule.Service
}

// Operations are the rows of the table of operations that this domain adds.
func Operations(d operation.Desk, service *rule.Service) []operation.Operation {
	a := api{desk: d, rules: service}
	read, write := operation.Needs(identity.Read), operation.Needs(identity.Alerting)
	return []operation.Operation{
		{
			ID: "rules", Method: http.MethodGet, Path: "/api/rules", Access: read, Tag: "Rules", Summary: "List rules", Bind: operation.With(d, a.list),
			About: "Rules that raise alarms, by name. Those of all sites are shown to who sees all sites.",
		},
		{
			ID: "rule", Method: http.MethodGet, Path: "/api/rules/{id}", Access: read, Tag: "Rules", Summary: "One rule", Bind: operation.With(d, a.one),
			About: "The rule, and how many alarms of it are open.",
		},
		{
			ID: "add-rule", Method: http.MethodPost, Path: "/api/rules", Access: write, Tag: "Rules", Summary: "Add a rule", Bind: operation.With(d, a.add),
			About: "It is evaluated on what is stored from now on, in the order of the samples. Unknown values neither meet nor clear it. NAME_TAKEN where another rule has the name.",
		},
		{
			ID: "change-rule", Method: http.MethodPut, Path: "/api/rules/{id}", Access: write, Tag: "Rules", Summary: "Change a rule", Bind: operation.With(d, a.change),
			About: "Replaces what it says. Its open alarms are closed and it begins anew. version is the one that was read: VERSION_CONFLICT where it is not the newest.",
		},
		{
			ID: "remove-rule", Method: http.MethodDelete, Path: "/api/rules/{id}", Access: write, Tag: "Rules", Summary: "Remove a rule", Bind: operation.With(d, a.remove),
			About: "Its open alarms are closed; those it has raised stay in the log.",
		},
		{
			ID: "try-rule", Method: http.MethodPost, Path: "/api/rules/try", Access: write, Tag: "Rules", Summary: "Try a rule on the last 24 hours", Bind: operation.With(d, a.try),
			About: "Says when it would have raised and cleared alarms, and keeps nothing.",
		},
	}
}

func (a api) list(ctx context.Context, c operation.Caller, in *listInput) (*listOutput, error) {
	f := rule.Filter{Cursor: in.Cursor, Limit: in.Limit}
	if in.Site != uuid.Nil {
		site, err := a.desk.Site(ctx, c.Scope, in.Site)
		if err != nil {
			return nil, fmt.Errorf("find site: %w", err)
		}
		f.Site = &site.ID
	}
	found, next, err := a.rules.Rules(ctx, c.Scope, f)
	if err != nil {
		return nil, fmt.Errorf("list rules: %w", err)
	}
	out := &listOutput{Body: AlarmRulePage{Items: make([]AlarmRule, 0, len(found)), Next: next}}
	for _, r := range found {
		out.Body.Items = append(out.Body.Items, shown(r))
	}
	return out, nil
}

func (a api) one(ctx context.Context, c operation.Caller, in *RuleInput) (*ruleOutput, error) {
	r, err := a.rules.Rule(ctx, c.Scope, in.ID)
	if err != nil {
		return nil, fmt.Errorf("find rule: %w", err)
	}
	return &ruleOutput{Body: shown(r)}, nil
}

func (a api) add(ctx context.Context, c operation.Caller, in *addInput) (*ruleOutput, error) {
	r, err := a.rules.Add(ctx, c.Scope, draftOf(in.Body), in.Key, a.desk.Now())
	if err != nil {
		return nil, err
	}
	return &ruleOutput{Body: shown(r)}, nil
}

func (a api) change(ctx context.Context, c operation.Caller, in *changeInput) (*ruleOutput, error) {
	was, err := a.rules.Rule(ctx, c.Scope, in.ID)
	if err != nil {
		return nil, fmt.Errorf("find rule: %w", err)
	}
	was.Version = in.Body.Version
	r, err := a.rules.Change(ctx, c.Scope, was, draftOf(in.Body.AlarmRuleDraft), a.desk.Now())
	if err != nil {
		return nil, err
	}
	return &ruleOutput{Body: shown(r)}, nil
}

func (a api) remove(ctx context.Context, c operation.Caller, in *removeInput) (*struct{}, error) {
	was, err := a.rules.Rule(ctx, c.Scope, in.ID)
	if err != nil {
		return nil, fmt.Errorf("find rule: %w", err)
	}
	was.Version = in.Version
	return nil, a.rules.RemoveRule(ctx, c.Scope, was, a.desk.Now())
}

func (a api) try(ctx context.Context, c operation.Caller, in *tryInput) (*tryOutput, error) {
	trial, err := a.rules.Try(ctx, c.Scope, draftOf(in.Body), a.desk.Now())
	if err != nil {
		return nil, err
	}
	return &tryOutput{Body: trialOf(trial)}, nil
}
