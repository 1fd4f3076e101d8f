package balancegroup

import (
	"time"

	"github.com/google/uuid"

	"ohmstead/energy/ledger"
	"ohmstead/energy/slot"
)

// Group is a balance group.
type Group struct {
	ID uuid.UUID
	Draft
	// Superior is the group it settles to by the last rule that has begun, or by the first where none has; nil
	// for a root.
	Superior *uuid.UUID
	Version  int64
	Archived *time.Time
}

// Draft is what people say of a group.
type Draft struct {
	Name string
	// Kind is SOURCE, CONSUMER, STORAGE, AGGREGATE or EXTERNAL.
	Kind string
	// Site and Asset are nil where the group is of none.
	Site, Asset *uuid.UUID
	// From is the first quarter hour it balances, To the first it no more does; nil for no end.
	From time.Time
	To   *time.Time
}

func (g Group) valid() ledger.Validity { return validity(g.From, g.To) }

func (g Group) inTree() ledger.Group {
	return ledger.Group{ID: ledger.ID(g.ID), Name: g.Name, Valid: g.valid()}
}

func validity(from time.Time, to *time.Time) ledger.Validity {
	v := ledger.Validity{From: from}
	if to != nil {
		v.To = *to
	}
	return v
}

// Rule has a group settle to a superior one from a quarter hour on.
type Rule struct {
	ID, Group uuid.UUID
	// Number is its version: 1 for the first of its group.
	Number int
	// Superior is nil for a root.
	Superior *uuid.UUID
	From     time.Time
	// To is where the next begins; nil without one.
	To    *time.Time
	Noted time.Time
	By    string
}

func inTree(rules []Rule) []ledger.Rule {
	out := make([]ledger.Rule, len(rules))
	for i, r := range rules {
		out[i] = ledger.Rule{Group: ledger.ID(r.Group), Valid: validity(r.From, r.To)}
		if r.Superior != nil {
			out[i].Superior = ledger.ID(*r.Superior)
		}
	}
	return out
}

// Change is a group anew. Kind and the first quarter hour stay.
type Change struct {
	ID          uuid.UUID
	Version     int64
	Name        string
	Site, Asset *uuid.UUID
	To          *time.Time
	Archived    bool
	Now         time.Time
}

// GroupFilter says which groups a page has.
type GroupFilter struct {
	Kind     string
	Site     uuid.UUID
	Superior uuid.UUID // those that settle to it
	Text     string
	Archived bool
	Page
}

// Page is a part of a list: what comes after one thing of it.
type Page struct {
	After uuid.UUID
	Limit int
}

// Quarter is the balance of a group in one quarter hour. What nothing was posted to is nil, not zero.
type Quarter struct {
	Slot time.Time
	// OwnJ is what was posted to the group, ChildrenJ to all groups below it at that time, TotalJ to both.
	OwnJ, ChildrenJ, TotalJ *int64
	// CO2 is the emissions of the total in g; nil where those of any posting are not known.
	CO2 *int64
	// Status is FINAL where nothing of the total is provisional, else PROVISIONAL; "" where nothing was posted.
	Status string
	// Sealed is whether the group is sealed.
	Sealed bool
}

// Balance is the quarter hours of a period, all of them.
type Balance struct {
	Group    Group
	Period   slot.Interval
	Quarters []Quarter
}
