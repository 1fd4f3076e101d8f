package compat

import (
	"context"
	"fmt"
	"slices"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
)

// UsageFilter narrows what is counted. The zero filter is everything in scope that is kept.
type UsageFilter struct {
	Microgrid, Circuit topology.ID
	Path               Path
	Failing            bool      // only where a call failed
	From               time.Time // calls before it are not counted
	Cursor             string
	Limit              int // 1 to 200
}

// Usage is how often one circuit was called for by one path, and what came of the last call. A call that
// was sent again under its correlation id counts once.
type Usage struct {
	CircuitID, MicrogridID topology.ID
	CircuitName            string // empty where the circuit is no more
	Path                   Path
	Calls, Failed          int64
	FirstAt                time.Time
	Last                   LastCall
}

// LastCall is what was kept of the last call: its event, and the cycle that was run for it.
type LastCall struct {
	EventID   int64
	Event     string // its name
	At        time.Time
	Actor     string
	ActorName string      // empty where nobody knows
	Refused   reason.Code // why the circuit could not be translated; "" where it was
	// Cycle is the cycle that was run, with its outcome and its reason codes by precedence; "" without one.
	Cycle topology.ID
	Ended balance.Outcome
	Codes []reason.Code
}

// Outcome is what came of a call: that of the cycle which was run, or one of these.
type Outcome string

// Outcomes without a cycle.
const (
	CallFailed     Outcome = "FAILED"     // the circuit could not be translated
	CallSkipped    Outcome = "SKIPPED"    // nor that of a job that was due
	CallTranslated Outcome = "TRANSLATED" // it was: limits by time of use, which run no cycle
)

// Outcome is what came of the call, and the code that says why: of a cycle the one that comes first,
// "" for none. That a circuit was translated explains nothing and is left out.
func (l LastCall) Outcome() (Outcome, reason.Code) {
	switch {
	case l.Event == ScheduledSkipped:
		return CallSkipped, l.Refused
	case l.Refused != "":
		return CallFailed, l.Refused
	case l.Cycle == "":
		return CallTranslated, ""
	}
	why := slices.DeleteFunc(slices.Clone(l.Codes), func(c reason.Code) bool { return c == reason.LegacyAliasTranslationApplied })
	if len(why) == 0 {
		return Outcome(l.Ended), ""
	}
	return Outcome(l.Ended), why[0]
}

// Usage lists who is still called for by circuit, the last call first, and the cursor of the next page.
func (s *Service) Usage(ctx context.Context, scope identity.Scope, f UsageFilter) ([]Usage, string, error) {
	found, next, err := s.store.CircuitUsage(ctx, scope, f)
	if err != nil {
		return nil, "", fmt.Errorf("count calls by circuit: %w", err)
	}
	return found, next, nil
}
