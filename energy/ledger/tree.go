package ledger

import (
	"time"

	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
)

// Validity is the quarter hours for which something holds: [From, To), or without an end where To is zero.
type Validity struct{ From, To time.Time }

// Holds reports whether all of o lies in v.
func (v Validity) Holds(o Validity) bool {
	return !o.From.Before(v.From) && (v.To.IsZero() || !o.To.IsZero() && !o.To.After(v.To))
}

// Common is what two of them share; false where they share nothing.
func (v Validity) Common(o Validity) (Validity, bool) {
	if o.From.After(v.From) {
		v.From = o.From
	}
	if v.To.IsZero() || !o.To.IsZero() && o.To.Before(v.To) {
		v.To = o.To
	}
	return v, v.To.IsZero() || v.From.Before(v.To)
}

// Check refuses what is no validity: INVALID_TIME_ALIGNMENT, INVALID_TIMEFRAME. The name is how refusals call
// what it is of.
func (v Validity) Check(name string) error {
	if err := OnQuarterHour("valid_from", v.From); err != nil {
		return err
	}
	if v.To.IsZero() {
		return nil
	}
	if err := OnQuarterHour("valid_to", v.To); err != nil {
		return err
	}
	if !v.From.Before(v.To) {
		return timeframe(name, v.From, v.To)
	}
	return nil
}

// Group is a balance group as far as the tree is concerned.
type Group struct {
	ID    ID
	Name  string
	Valid Validity
}

// Rule has a group settle to a superior one, the zero ID for none, while it is valid.
type Rule struct {
	Group, Superior ID
	Valid           Validity
}

// Change is a rule that is to follow those there are.
type Change struct {
	Group Group
	// Superior is the zero Group for a root.
	Superior Group
	From     time.Time
	// Now is when it is asked for. The first rule of a group may begin in the past, since nothing was
	// settled before it.
	Now time.Time
}

// Check refuses a rule that may not follow the rules there are: INVALID_TIME_ALIGNMENT; INVALID_SETTLEMENT_RULE
// where it is not to come or not after the one before, where the superior is not valid as long as the group is,
// or where the group would lie below itself at any instant. O(rules · depth).
// Source: document 003, requirement R2.
func (c Change) Check(rules []Rule) error {
	if err := OnQuarterHour("valid_from", c.From); err != nil {
		return err
	}
	refused := reason.New(reason.InvalidSettlementRule, reason.Params{"name": c.Group.Name, "superior": orDash(c.Superior.Name), "from": c.From.UTC().Format(time.RFC3339)})
	held := Validity{From: c.From, To: c.Group.Valid.To}
	if c.From.Before(c.Group.Valid.From) || !c.Group.Valid.To.IsZero() && !c.From.Before(c.Group.Valid.To) {
		return refused
	}
	for _, r := range rules {
		if r.Group == c.Group.ID && (!c.From.After(c.Now) || !c.From.After(r.Valid.From)) {
			return refused
		}
	}
	if c.Superior.ID == (ID{}) {
		return nil
	}
	if !c.Superior.Valid.Holds(held) || below(rules, c.Superior.ID, c.Group.ID, held) {
		return refused
	}
	return nil
}

// below reports whether a group lies in or below another at some instant.
func below(rules []Rule, one, other ID, while Validity) bool {
	if one == other {
		return true
	}
	for _, r := range rules {
		if r.Group != one || r.Superior == (ID{}) {
			continue
		}
		if common, some := r.Valid.Common(while); some && below(rules, r.Superior, other, common) {
			return true
		}
	}
	return false
}

func orDash(name string) string {
	if name == "" {
		return "–"
	}
	return name
}

// OnQuarterHour refuses an instant that no UTC quarter hour begins at: INVALID_TIME_ALIGNMENT.
func OnQuarterHour(field string, at time.Time) error { return onMultiple(field, at, slot.QuarterHour) }

// CheckPeriod refuses a period that is empty or touches more than MaxSlots: INVALID_TIMEFRAME.
func CheckPeriod(name string, p slot.Interval) error {
	touched := slot.At(p.To.Add(-1), slot.QuarterHour).To.Sub(slot.Floor(p.From, slot.QuarterHour))
	if !p.From.Before(p.To) || touched > MaxSlots*slot.QuarterHour {
		return timeframe(name, p.From, p.To)
	}
	return nil
}

// CheckSlots is CheckPeriod for whole quarter hours: INVALID_TIME_ALIGNMENT where they are not.
func CheckSlots(name string, p slot.Interval) error {
	if err := aligned(p, slot.QuarterHour); err != nil {
		return err
	}
	return CheckPeriod(name, p)
}

func aligned(p slot.Interval, to time.Duration) error {
	if err := onMultiple("from", p.From, to); err != nil {
		return err
	}
	return onMultiple("to", p.To, to)
}

func onMultiple(field string, at time.Time, of time.Duration) error {
	if slot.Floor(at, of).Equal(at) {
		return nil
	}
	return reason.New(reason.InvalidTimeAlignment, reason.Params{"field": field, "value": at.UTC().Format(time.RFC3339Nano), "seconds": int(of / time.Second)})
}

// timeframe refuses a period: INVALID_TIMEFRAME.
func timeframe(name string, from, to time.Time) error {
	return reason.New(reason.InvalidTimeframe, reason.Params{"name": name, "from": from.UTC().Format(time.RFC3339), "to": to.UTC().Format(time.RFC3339)})
}
