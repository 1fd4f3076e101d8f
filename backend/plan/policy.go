package plan

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/energy/reason"
)

// Scope is how much a policy is for. Source: document 000, ControlPolicy.
type Scope string

// Scopes of a policy.
const (
	OfSite      Scope = "SITE"
	OfAsset     Scope = "ASSET"
	OfPortfolio Scope = "PORTFOLIO" // all sites below a place of the tree
)

// Objective is what plans of a policy are made for. Source: document 000, ControlPolicy.
type Objective string

// Objectives of a policy.
const (
	CostMin       Objective = "COST_MIN"
	CO2Min        Objective = "CO2_MIN"
	ResilienceMax Objective = "RESILIENCE_MAX"
)

// Says is what people say of a policy and may say anew.
type Says struct {
	Name      string
	Objective Objective
	// Constraints is where what its plans have to keep to is written; "" for nowhere.
	Constraints string
	// Enabled has its plans carried out: without, nothing is sent.
	Enabled bool
}

// Subject is what a policy is for, said once: the one of its ids that its scope asks for.
type Subject struct {
	Scope Scope
	Site  uuid.UUID
	Asset uuid.UUID
	Node  uuid.UUID
}

// ID is the id of the subject.
func (s Subject) ID() uuid.UUID {
	switch s.Scope {
	case OfAsset:
		return s.Asset
	case OfPortfolio:
		return s.Node
	default:
		return s.Site
	}
}

// Policy is a policy as it is kept. Site is that of its asset too, and none of a portfolio.
type Policy struct {
	ID uuid.UUID
	Subject
	Says
	SiteKey  int32 // 0 for a portfolio
	Version  int64
	Created  time.Time
	Archived *time.Time
}

// Fault is one thing that is wrong with what was entered, and where: a field, or one of a command such as
// commands[3].target_value.
type Fault struct {
	Field string
	Why   *reason.Error
}

// Faults is everything that is wrong; the first is what it counts as.
type Faults []Fault

// Error is the first fault.
func (f Faults) Error() string { return f[0].Why.Error() }

// Unwrap is the first fault.
func (f Faults) Unwrap() error { return f[0].Why }

func (f *Faults) add(field string, why *reason.Error) { *f = append(*f, Fault{field, why}) }

func (f *Faults) check(ok bool, field string, value any, want string) {
	if !ok {
		name := field[strings.LastIndexByte(field, '.')+1:]
		f.add(field, reason.New(reason.InvalidValue, reason.Params{"field": name, "value": value, "want": want}))
	}
}

func (f *Faults) given(field, value string, most int) {
	if value == "" {
		f.add(field, reason.New(reason.MissingField, reason.Params{"field": field}))
		return
	}
	f.check(len([]rune(value)) <= most, field, "(long)", "shorter text")
}

// or is the faults as an error, nil without any.
func (f Faults) or() error {
	if len(f) == 0 {
		return nil
	}
	return f
}

// mostText bounds names and what is said of a plan, in characters.
const mostText = 200

// Check finds what is wrong with what is said of a policy: MISSING_FIELD, INVALID_VALUE.
func (s *Says) Check() (f Faults) {
	s.Name, s.Constraints = strings.TrimSpace(s.Name), strings.TrimSpace(s.Constraints)
	f.given("name", s.Name, mostText)
	f.check(slices.Contains([]Objective{CostMin, CO2Min, ResilienceMax}, s.Objective), "objective", string(s.Objective), "COST_MIN, CO2_MIN or RESILIENCE_MAX")
	f.check(len([]rune(s.Constraints)) <= 5*mostText, "constraints_ref", "(long)", "shorter text")
	return f
}

// Check refuses a subject that has not exactly the ids that its scope asks for: MISSING_FIELD, INVALID_VALUE.
func (s Subject) Check() (f Faults) {
	ids := []struct {
		scope Scope
		field string
		id    uuid.UUID
	}{{OfSite, "site_id", s.Site}, {OfAsset, "asset_id", s.Asset}, {OfPortfolio, "org_node_id", s.Node}}
	known := false
	for _, one := range ids {
		if one.scope == s.Scope {
			known = true
			if one.id == uuid.Nil {
				f.add(one.field, reason.New(reason.MissingField, reason.Params{"field": one.field}))
			}
			continue
		}
		f.check(one.id == uuid.Nil, one.field, one.id, "nothing where the scope is "+string(s.Scope))
	}
	f.check(known, "scope", string(s.Scope), "SITE, ASSET or PORTFOLIO")
	return f
}
