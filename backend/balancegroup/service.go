package balancegroup

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"ohmstead/backend/identity"
	"ohmstead/energy/ledger"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

// Service decides what may be posted, changed and sealed.
type Service struct{ Store }

// NewService is a Service over a store.
func NewService(store Store) *Service { return &Service{store} }

// Kinds are those a group may be of.
func Kinds() []string { return []string{"SOURCE", "CONSUMER", "STORAGE", "AGGREGATE", "EXTERNAL"} }

// whole refuses a change by who does not hold the permission on the whole tenant: FORBIDDEN.
func whole(scope identity.Scope) error {
	if scope.AllSites {
		return nil
	}
	return reason.New(reason.Forbidden, reason.Params{"permission": string(identity.Contracts)})
}

func checkName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if n := utf8.RuneCountInString(name); n < 2 || n > 200 {
		return "", reason.Invalid("name", name, "2 to 200 characters")
	}
	return name, nil
}

// reference is a group that a field of a request names.
type reference struct {
	field string
	id    uuid.UUID
}

// named finds it: INVALID_TENANT_REFERENCE where there is none.
func (s *Service) named(ctx context.Context, scope identity.Scope, group reference) (Group, error) {
	g, err := s.BalanceGroup(ctx, scope, group.id)
	if errors.Is(err, reason.New(reason.NotFound, nil)) {
		return Group{}, reason.New(reason.InvalidTenantReference, reason.Params{"field": group.field, "id": group.id.String()})
	}
	if err != nil {
		return Group{}, fmt.Errorf("find the group %s: %w", group.id, err)
	}
	return g, nil
}

// Add makes a group, below a superior where one is named. INVALID_SETTLEMENT_RULE where the superior is not
// valid as long as the group is; errors of Groups.AddBalanceGroup.
func (s *Service) Add(ctx context.Context, scope identity.Scope, g Group, now time.Time) (Group, error) {
	if err := whole(scope); err != nil {
		return Group{}, err
	}
	var err error
	if g.Name, err = checkName(g.Name); err != nil {
		return Group{}, err
	}
	if !slices.Contains(Kinds(), g.Kind) {
		return Group{}, reason.Invalid("kind", g.Kind, "one of "+strings.Join(Kinds(), ", "))
	}
	if g.Asset != nil && g.Site == nil {
		return Group{}, reason.Invalid("asset_id", g.Asset.String(), "an asset of a site that is named too")
	}
	if err := g.valid().Check(g.Name); err != nil {
		return Group{}, err
	}
	first := Rule{Group: g.ID, Number: 1, Superior: g.Superior, From: g.From, Noted: now, By: scope.Actor}
	if err := s.follow(ctx, scope, g, first); err != nil {
		return Group{}, err
	}
	made, err := s.AddBalanceGroup(ctx, scope, g, first)
	if err != nil {
		return Group{}, fmt.Errorf("store the group %s: %w", g.Name, err)
	}
	return made, nil
}

// follow refuses a rule that may not follow those there are.
func (s *Service) follow(ctx context.Context, scope identity.Scope, g Group, r Rule) error {
	change := ledger.Change{Group: g.inTree(), From: r.From, Now: r.Noted}
	if r.Superior != nil {
		superior, err := s.named(ctx, scope, reference{"superior_id", *r.Superior})
		if err != nil {
			return err
		}
		if superior.Archived != nil {
			return status(superior.Name, "ARCHIVED")
		}
		change.Superior = superior.inTree()
	}
	rules, err := s.BalanceRules(ctx, scope, uuid.Nil)
	if err != nil {
		return fmt.Errorf("read the rules: %w", err)
	}
	if r.Number == 1 { // the same request again finds the rule it made
		rules = slices.DeleteFunc(rules, func(o Rule) bool { return o.Group == g.ID })
	}
	return change.Check(inTree(rules))
}

func status(name, is string) error {
	return reason.New(reason.InvalidBalanceGroupStatus, reason.Params{"name": name, "status": is})
}

// Change says a group anew: errors of Groups.ChangeBalanceGroup.
func (s *Service) Change(ctx context.Context, scope identity.Scope, c Change) (Group, error) {
	if err := whole(scope); err != nil {
		return Group{}, err
	}
	g, err := s.BalanceGroup(ctx, scope, c.ID)
	if err != nil {
		return Group{}, fmt.Errorf("find the group: %w", err)
	}
	if c.Name, err = checkName(c.Name); err != nil {
		return Group{}, err
	}
	if c.Asset != nil && c.Site == nil {
		return Group{}, reason.Invalid("asset_id", c.Asset.String(), "an asset of a site that is named too")
	}
	if err := validity(g.From, c.To).Check(c.Name); err != nil {
		return Group{}, err
	}
	changed, err := s.ChangeBalanceGroup(ctx, scope, c)
	if err != nil {
		return Group{}, fmt.Errorf("store the group %s: %w", c.Name, err)
	}
	return changed, nil
}

// Settle has a group settle to another superior, nil for none, from a quarter hour to come:
// INVALID_SETTLEMENT_RULE, INVALID_TIME_ALIGNMENT, INVALID_TENANT_REFERENCE, INVALID_BALANCE_GROUP_STATUS for a
// group that is archived. The same again is answered with the rule there is.
func (s *Service) Settle(ctx context.Context, scope identity.Scope, r Rule) (Rule, error) {
	if err := whole(scope); err != nil {
		return Rule{}, err
	}
	g, err := s.BalanceGroup(ctx, scope, r.Group)
	if err != nil {
		return Rule{}, fmt.Errorf("find the group: %w", err)
	}
	own, err := s.BalanceRules(ctx, scope, r.Group)
	if err != nil {
		return Rule{}, fmt.Errorf("read the rules of the group: %w", err)
	}
	for _, o := range own {
		if o.From.Equal(r.From) && orNil(o.Superior) == orNil(r.Superior) {
			return o, nil
		}
	}
	if g.Archived != nil {
		return Rule{}, status(g.Name, "ARCHIVED")
	}
	r.Number, r.By = len(own)+1, scope.Actor
	if err := s.follow(ctx, scope, g, r); err != nil {
		return Rule{}, err
	}
	made, err := s.AddBalanceRule(ctx, scope, r)
	if err != nil {
		return Rule{}, fmt.Errorf("store the rule: %w", err)
	}
	return made, nil
}

func orNil(id *uuid.UUID) uuid.UUID {
	if id == nil {
		return uuid.Nil
	}
	return *id
}

// Balance is a group's quarter hours in a period, one for each of them: INVALID_TIMEFRAME,
// INVALID_TIME_ALIGNMENT.
func (s *Service) Balance(ctx context.Context, scope identity.Scope, group uuid.UUID, period slot.Interval) (Balance, error) {
	g, err := s.BalanceGroup(ctx, scope, group)
	if err != nil {
		return Balance{}, fmt.Errorf("find the group: %w", err)
	}
	if err := ledger.CheckSlots(g.Name, period); err != nil {
		return Balance{}, err
	}
	known, err := s.BalanceOf(ctx, scope, group, period)
	if err != nil {
		return Balance{}, fmt.Errorf("balance the group: %w", err)
	}
	out, i := Balance{Group: g, Period: period}, 0
	for each := range period.Split(slot.QuarterHour) {
		q := Quarter{Slot: each.From}
		if i < len(known) && known[i].Slot.Equal(each.From) {
			q = known[i]
			i++
		}
		out.Quarters = append(out.Quarters, q)
	}
	return out, nil
}
