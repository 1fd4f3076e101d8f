package balancegroups

import (
	"context"
	"encoding/hex"
	"fmt"

	"github.com/google/uuid"

	"ohmstead/backend/balancegroup"
	"ohmstead/backend/httpapi/operation"
	"ohmstead/backend/places"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
)

// page is the part of a list that is asked for: one more than it holds, to know whether another follows.
func page(p operation.Paging) (balancegroup.Page, error) {
	out := balancegroup.Page{Limit: p.Limit + 1}
	if p.Cursor == "" {
		return out, nil
	}
	last, err := operation.Unseal(p.Cursor)
	if err == nil {
		out.After, err = uuid.Parse(last)
	}
	if err != nil {
		return out, operation.NoCursor(p.Cursor)
	}
	return out, nil
}

// cut is the items of a page and the cursor of the next.
func cut[T, R any](found []T, limit int, cursor func(T) string, of func(T) R) (items []R, next string) {
	if len(found) > limit {
		found = found[:limit]
		next = operation.Seal(cursor(found[limit-1]))
	}
	items = make([]R, 0, len(found))
	for _, one := range found {
		items = append(items, of(one))
	}
	return items, next
}

// answered is the answer to a request that stores or finds one thing.
func answered[T, R any](thing T, err error, of func(T) R) (*output[R], error) {
	if err != nil {
		return nil, fmt.Errorf("answer: %w", err)
	}
	return &output[R]{Body: of(thing)}, nil
}

func (a api) listGroups(ctx context.Context, c operation.Caller, in *groupsInput) (*output[BalanceGroupPage], error) {
	p, err := page(in.Paging)
	if err != nil {
		return nil, err
	}
	if in.Site != uuid.Nil {
		if _, err := a.desk.Site(ctx, c.Scope, in.Site); err != nil {
			return nil, fmt.Errorf("find site: %w", err)
		}
	}
	found, err := a.service.BalanceGroups(ctx, c.Scope, balancegroup.GroupFilter{Kind: in.Kind, Site: in.Site, Superior: in.Superior, Text: in.Text, Archived: in.Archived, Page: p})
	if err != nil {
		return nil, fmt.Errorf("list balance groups: %w", err)
	}
	out := &output[BalanceGroupPage]{}
	out.Body.Items, out.Body.Next = cut(found, in.Limit, func(g balancegroup.Group) string { return g.ID.String() }, groupOf)
	return out, nil
}

func (a api) group(ctx context.Context, c operation.Caller, in *GroupInput) (*output[BalanceGroup], error) {
	g, err := a.service.BalanceGroup(ctx, c.Scope, in.ID)
	return answered(g, err, groupOf)
}

func (a api) makeGroup(ctx context.Context, c operation.Caller, in *makeGroupInput) (*output[BalanceGroup], error) {
	id, err := places.RequestID(c.Tenant.ID, "make-balance-group", in.Key)
	if err != nil {
		return nil, err
	}
	b := in.Body
	g, err := a.service.Add(ctx, c.Scope, balancegroup.Group{
		ID: id, Superior: b.SuperiorID, Draft: balancegroup.Draft{Name: b.Name, Kind: b.Kind, Site: b.SiteID, Asset: b.AssetID, From: b.ValidFrom, To: b.ValidTo},
	}, a.desk.Now())
	return answered(g, err, groupOf)
}

func (a api) changeGroup(ctx context.Context, c operation.Caller, in *changeGroupInput) (*output[BalanceGroup], error) {
	b := in.Body
	g, err := a.service.Change(ctx, c.Scope, balancegroup.Change{
		ID: in.ID, Version: b.Version, Name: b.Name, Site: b.SiteID, Asset: b.AssetID, To: b.ValidTo, Archived: b.Archived, Now: a.desk.Now(),
	})
	return answered(g, err, groupOf)
}

func groupOf(g balancegroup.Group) BalanceGroup {
	return BalanceGroup{
		ID: g.ID, Version: g.Version, ArchivedAt: g.Archived,
		BalanceGroupFields: BalanceGroupFields{Name: g.Name, Kind: g.Kind, SiteID: g.Site, AssetID: g.Asset, ValidFrom: g.From, ValidTo: g.To, SuperiorID: g.Superior},
	}
}

func (a api) listRules(ctx context.Context, c operation.Caller, in *rulesInput) (*output[SettlementRulePage], error) {
	if _, err := a.service.BalanceGroup(ctx, c.Scope, in.ID); err != nil {
		return nil, fmt.Errorf("find the group: %w", err)
	}
	found, err := a.service.BalanceRules(ctx, c.Scope, in.ID)
	if err != nil {
		return nil, fmt.Errorf("list settlement rules: %w", err)
	}
	some, next, err := operation.Page(found, in.Paging, func(r balancegroup.Rule) string { return fmt.Sprintf("%09d", r.Number) })
	if err != nil {
		return nil, err
	}
	out := &output[SettlementRulePage]{Body: SettlementRulePage{Next: next, Items: make([]SettlementRule, 0, len(some))}}
	for _, r := range some {
		out.Body.Items = append(out.Body.Items, ruleOf(r))
	}
	return out, nil
}

func (a api) settle(ctx context.Context, c operation.Caller, in *ruleInput) (*output[SettlementRule], error) {
	r, err := a.service.Settle(ctx, c.Scope, balancegroup.Rule{Group: in.ID, Superior: in.Body.SuperiorID, From: in.Body.ValidFrom, Noted: a.desk.Now()})
	return answered(r, err, ruleOf)
}

func ruleOf(r balancegroup.Rule) SettlementRule {
	return SettlementRule{
		ID: r.ID, GroupID: r.Group, Number: r.Number, ValidTo: r.To, NotedAt: r.Noted, NotedBy: r.By,
		SettlementRuleFields: SettlementRuleFields{SuperiorID: r.Superior, ValidFrom: r.From},
	}
}

func (a api) balance(ctx context.Context, c operation.Caller, in *balanceInput) (*output[GroupBalance], error) {
	b, err := a.service.Balance(ctx, c.Scope, in.ID, slot.Interval{From: in.From.UTC(), To: in.To.UTC()})
	return answered(b, err, balanceOf)
}

func balanceOf(b balancegroup.Balance) GroupBalance {
	out := GroupBalance{GroupID: b.Group.ID, From: b.Period.From, To: b.Period.To, Quarters: make([]BalanceQuarter, 0, len(b.Quarters))}
	for _, q := range b.Quarters {
		out.Quarters = append(out.Quarters, BalanceQuarter{
			SlotFrom: q.Slot, OwnWh: wattHours(q.OwnJ), ChildrenWh: wattHours(q.ChildrenJ), TotalWh: wattHours(q.TotalJ), CO2G: q.CO2, Status: orNull(q.Status), Sealed: q.Sealed,
		})
	}
	return out
}

func wattHours(j *int64) *string {
	if j == nil {
		return nil
	}
	text := unit.Energy(*j).WattHourText()
	return &text
}

func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func (a api) seal(ctx context.Context, c operation.Caller, in *sealInput) (*output[BalanceSeal], error) {
	id, err := places.RequestID(c.Tenant.ID, "seal-balance", in.Key)
	if err != nil {
		return nil, err
	}
	s, err := a.service.Close(ctx, c.Scope, balancegroup.Seal{ID: id, Group: in.ID, Span: slot.Interval{From: in.Body.SlotFrom.UTC(), To: in.Body.SlotTo.UTC()}, At: a.desk.Now()})
	return answered(s, err, sealOf)
}

func sealOf(s balancegroup.Seal) BalanceSeal {
	return BalanceSeal{
		ID: s.ID, GroupID: s.Group, Postings: s.Postings, Hash: hex.EncodeToString(s.Hash), SealedAt: s.At, SealedBy: s.By,
		SealFields: SealFields{SlotFrom: s.Span.From, SlotTo: s.Span.To},
	}
}

func (a api) listSeals(ctx context.Context, c operation.Caller, in *OfGroupInput) (*output[BalanceSealPage], error) {
	p, err := page(in.Paging)
	if err != nil {
		return nil, err
	}
	found, err := a.service.BalanceSeals(ctx, c.Scope, balancegroup.SealFilter{Group: in.Group, Page: p})
	if err != nil {
		return nil, fmt.Errorf("list seals: %w", err)
	}
	out := &output[BalanceSealPage]{}
	out.Body.Items, out.Body.Next = cut(found, in.Limit, func(s balancegroup.Seal) string { return s.ID.String() }, sealOf)
	return out, nil
}
