package ledger_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"ohmstead/energy/ledger"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

func TestChange_FollowsOnlyWhatItMay(t *testing.T) {
	year := ledger.Validity{From: at("2026-01-01T00:00:00Z"), To: at("2027-01-01T00:00:00Z")}
	flat := ledger.Group{ID: ledger.ID{1}, Name: "flat", Valid: year}
	house := ledger.Group{ID: ledger.ID{2}, Name: "house", Valid: ledger.Validity{From: at("2025-01-01T00:00:00Z")}}
	summer := ledger.Group{ID: ledger.ID{3}, Name: "summer", Valid: ledger.Validity{From: at("2026-04-01T00:00:00Z"), To: at("2026-10-01T00:00:00Z")}}
	now := at("2026-06-01T12:07:00Z")
	before := ledger.Rule{Group: flat.ID, Superior: house.ID, Valid: ledger.Validity{From: year.From}}
	tests := map[string]struct {
		change ledger.Change
		rules  []ledger.Rule
		want   reason.Code
	}{
		"the first rule of a group may begin in the past":      {ledger.Change{Group: flat, Superior: house, From: year.From, Now: now}, nil, ""},
		"another one at the next quarter hour":                 {ledger.Change{Group: flat, From: at("2026-06-01T12:15:00Z"), Now: now}, []ledger.Rule{before}, ""},
		"another one in the past is refused":                   {ledger.Change{Group: flat, From: at("2026-06-01T12:00:00Z"), Now: now}, []ledger.Rule{before}, reason.InvalidSettlementRule},
		"another one at this very instant is refused":          {ledger.Change{Group: flat, From: at("2026-06-01T12:15:00Z"), Now: at("2026-06-01T12:15:00Z")}, []ledger.Rule{before}, reason.InvalidSettlementRule},
		"another one inside a quarter hour is refused":         {ledger.Change{Group: flat, From: at("2026-06-01T12:20:00Z"), Now: now}, []ledger.Rule{before}, reason.InvalidTimeAlignment},
		"one before another that is to come is refused":        {ledger.Change{Group: flat, From: at("2026-06-02T00:00:00Z"), Now: now}, []ledger.Rule{{Group: flat.ID, Valid: ledger.Validity{From: at("2026-07-01T00:00:00Z")}}}, reason.InvalidSettlementRule},
		"one that begins before its group is refused":          {ledger.Change{Group: flat, From: at("2025-12-31T23:45:00Z"), Now: at("2025-01-01T00:00:00Z")}, nil, reason.InvalidSettlementRule},
		"one that begins when its group has ended is refused":  {ledger.Change{Group: flat, From: year.To, Now: now}, nil, reason.InvalidSettlementRule},
		"to a group that ends earlier is refused":              {ledger.Change{Group: flat, Superior: summer, From: at("2026-06-02T00:00:00Z"), Now: now}, nil, reason.InvalidSettlementRule},
		"to itself is refused":                                 {ledger.Change{Group: flat, Superior: flat, From: at("2026-06-02T00:00:00Z"), Now: now}, nil, reason.InvalidSettlementRule},
		"to what lies below it is refused":                     {ledger.Change{Group: house, Superior: ledger.Group{ID: flat.ID, Valid: house.Valid}, From: at("2026-06-02T00:00:00Z"), Now: now}, []ledger.Rule{before}, reason.InvalidSettlementRule},
		"to what lay below it, and does not any more, is done": {ledger.Change{Group: house, Superior: ledger.Group{ID: flat.ID, Valid: house.Valid}, From: at("2026-06-02T00:00:00Z"), Now: now}, []ledger.Rule{{Group: flat.ID, Superior: house.ID, Valid: ledger.Validity{From: year.From, To: at("2026-06-02T00:00:00Z")}}}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			err := tt.change.Check(tt.rules)
			if tt.want == "" && err != nil || tt.want != "" && !errors.Is(err, reason.New(tt.want, nil)) {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

// Whatever rules are asked for one after the other, those that are let through leave a tree at every quarter
// hour: going up from any group ends, and nothing that was settled before a change is settled otherwise.
func TestChange_LeavesATreeAtEveryInstant(t *testing.T) {
	start := at("2026-01-01T00:00:00Z")
	rapid.Check(t, func(t *rapid.T) {
		groups := make([]ledger.Group, rapid.IntRange(1, 5).Draw(t, "groups"))
		for i := range groups {
			groups[i] = ledger.Group{ID: ledger.ID{byte(i + 1)}, Valid: ledger.Validity{From: start}} //nolint:gosec // at most 5
		}
		slots := func(n int) time.Time { return start.Add(time.Duration(n) * slot.QuarterHour) }
		var rules []ledger.Rule
		for now := range rapid.IntRange(1, 20).Draw(t, "changes") {
			group, superior := rapid.IntRange(0, len(groups)-1).Draw(t, "group"), rapid.IntRange(-1, len(groups)-1).Draw(t, "superior")
			c := ledger.Change{Group: groups[group], From: slots(rapid.IntRange(0, 30).Draw(t, "from")), Now: slots(now)}
			if superior >= 0 {
				c.Superior = groups[superior]
			}
			if c.Check(rules) != nil {
				continue
			}
			was := above(rules, c.Group.ID, slots(now))
			first := true
			for i, r := range rules {
				if r.Group == c.Group.ID {
					first = false
					if r.Valid.To.IsZero() {
						rules[i].Valid.To = c.From
					}
				}
			}
			rules = append(rules, ledger.Rule{Group: c.Group.ID, Superior: c.Superior.ID, Valid: ledger.Validity{From: c.From}})
			if is := above(rules, c.Group.ID, slots(now)); !first && is != was {
				t.Fatalf("at %v the superior was %v and is %v", slots(now), was, is)
			}
		}
		for n := range 31 {
			for _, g := range groups {
				depth := 0
				for id := g.ID; id != (ledger.ID{}); id = above(rules, id, slots(n)) {
					if depth++; depth > len(groups) {
						t.Fatalf("at %v going up from %v never ends: %v", slots(n), g.ID, rules)
					}
				}
			}
		}
	})
}

func above(rules []ledger.Rule, group ledger.ID, at time.Time) ledger.ID {
	for _, r := range rules {
		if r.Group == group && !at.Before(r.Valid.From) && (r.Valid.To.IsZero() || at.Before(r.Valid.To)) {
			return r.Superior
		}
	}
	return ledger.ID{}
}

func TestValidity_Check(t *testing.T) {
	tests := map[string]struct {
		from, to string
		want     reason.Code
	}{
		"begins inside a quarter hour": {"2026-01-01T00:01:00Z", "", reason.InvalidTimeAlignment},
		"ends inside a quarter hour":   {"2026-01-01T00:00:00Z", "2026-01-01T00:16:00Z", reason.InvalidTimeAlignment},
		"ends as it begins":            {"2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", reason.InvalidTimeframe},
		"has no end":                   {"2026-01-01T00:00:00Z", "", ""},
		"is a quarter hour":            {"2026-01-01T00:00:00Z", "2026-01-01T00:15:00Z", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			v := ledger.Validity{From: at(tt.from)}
			if tt.to != "" {
				v.To = at(tt.to)
			}
			err := v.Check("g")
			if tt.want == "" && err != nil || tt.want != "" && !errors.Is(err, reason.New(tt.want, nil)) {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

func TestCheckSlots(t *testing.T) {
	for name, tt := range map[string]struct {
		span slot.Interval
		want reason.Code
	}{
		"a day":                    {period("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"), ""},
		"not aligned":              {period("2026-01-01T00:00:00Z", "2026-01-02T00:00:01Z"), reason.InvalidTimeAlignment},
		"nothing":                  {period("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"), reason.InvalidTimeframe},
		"a quarter hour too many":  {period("2026-01-01T00:00:00Z", "2026-02-01T01:15:00Z"), reason.InvalidTimeframe},
		"a month and an hour more": {period("2026-01-01T00:00:00Z", "2026-02-01T01:00:00Z"), ""},
	} {
		err := ledger.CheckSlots("g", tt.span)
		if tt.want == "" && err != nil || tt.want != "" && !errors.Is(err, reason.New(tt.want, nil)) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}
