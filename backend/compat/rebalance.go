package compat

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid"
	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
)

// Events of translation. Source: document 004, Event Dictionary, for the first; its Compatibility Matrix,
// Failure Behavior, for the others, which it gives no names.
const (
	AliasApplied     = "compatibility.circuit_alias_applied"
	AliasFailed      = "compatibility.alias_failed"
	ScheduledSkipped = "compatibility.scheduled_rebalance_skipped"
)

// Ask is a circuit that is to be rebalanced. Under a CorrelationID that was used within 24 hours the
// cycle of then is answered, and nothing is kept twice.
type Ask struct {
	Circuit       topology.ID
	Path          Path
	CorrelationID string
	// ScheduledAt is when a SCHEDULED one was due.
	ScheduledAt time.Time
}

// Call is a cycle that was run for a circuit.
type Call struct {
	Target
	microgrid.Cycle
}

// Applied is the payload of compatibility.circuit_alias_applied.
type Applied struct {
	CircuitID   topology.ID `json:"circuit_id"`
	MicrogridID topology.ID `json:"microgrid_id"`
	NodeID      topology.ID `json:"node_id"`
	Path        Path        `json:"path"`
}

// Failed is the payload of compatibility.alias_failed.
type Failed struct {
	CircuitID   topology.ID `json:"circuit_id"`
	MicrogridID topology.ID `json:"microgrid_id"` // of the circuit's site
	Path        Path        `json:"path"`
	ReasonCode  reason.Code `json:"reason_code"`
}

// Skipped is the payload of compatibility.scheduled_rebalance_skipped.
type Skipped struct {
	CircuitID   topology.ID `json:"circuit_id"`
	MicrogridID topology.ID `json:"microgrid_id"` // of the circuit's site
	ScheduledAt time.Time   `json:"scheduled_at"`
	ReasonCode  reason.Code `json:"reason_code"`
}

// Rebalance runs one cycle of the microgrid whose node stands for a circuit, with that node as its scope:
// ancestors and siblings count as in any cycle. A circuit that no or several nodes stand for is
// CIRCUIT_ALIAS_NOT_RESOLVABLE, runs nothing, and is told as an event; one that is not there for the
// caller is NOT_FOUND. What the cycle itself was REJECTED for is its answer, not an error.
func (s *Service) Rebalance(ctx context.Context, scope identity.Scope, ask Ask, now time.Time) (Call, error) {
	now = now.UTC().Truncate(time.Microsecond)
	to, err := s.find(ctx, scope, ask.Circuit)
	if err != nil {
		s.count(ask.Path, codeOf(err))
		return Call{Target: to}, s.failed(ctx, scope, attempt{ask, to, now}, err)
	}
	cycle, err := s.grid.Rebalance(ctx, scope, microgrid.Rebalance{
		Microgrid: to.Microgrid, Scope: to.Node, CorrelationID: ask.CorrelationID, Source: "COMPATIBILITY_" + string(ask.Path),
		Alias: &balance.Alias{CircuitID: ask.Circuit, Path: string(ask.Path)},
		Also:  []microgrid.Event{{Name: AliasApplied, At: now, Payload: Applied{to.Circuit, to.Microgrid, to.Node, ask.Path}}},
	}, now)
	if err != nil {
		s.count(ask.Path, codeOf(err))
		return Call{Target: to}, fmt.Errorf("rebalance for circuit %s: %w", ask.Circuit, err)
	}
	s.count(ask.Path, "OK")
	return Call{to, cycle}, nil
}

// attempt is a translation that failed.
type attempt struct {
	ask Ask
	to  Target
	now time.Time
}

// failed tells of a circuit that could not be translated, once per correlation id, and is its refusal.
func (s *Service) failed(ctx context.Context, scope identity.Scope, a attempt, refusal error) error {
	code := codeOf(refusal)
	if a.to.Microgrid == "" || code == unknown {
		return refusal
	}
	event := microgrid.Event{Name: AliasFailed, At: a.now, Payload: Failed{a.to.Circuit, a.to.Microgrid, a.ask.Path, reason.Code(code)}}
	if a.ask.Path == Scheduled {
		event.Name, event.Payload = ScheduledSkipped, Skipped{a.to.Circuit, a.to.Microgrid, a.ask.ScheduledAt.UTC(), reason.Code(code)}
	}
	request := microgrid.Request{Microgrid: a.to.Microgrid, Now: a.now}
	if a.ask.CorrelationID != "" {
		asked := fmt.Sprintf("%s %s %s", a.ask.Circuit, a.ask.Path, code)
		request.Key = &microgrid.Key{Kind: "alias", Text: a.ask.CorrelationID, Hash: sha256.Sum256([]byte(asked)), Expires: a.now.Add(keyLife)}
	}
	_, err := s.grid.ChangeMicrogrid(ctx, scope, request, func(*microgrid.State) (microgrid.Change, error) {
		return microgrid.Change{Events: []microgrid.Event{event}, Answer: event.Payload}, nil
	})
	if err != nil {
		return fmt.Errorf("tell that circuit %s could not be translated: %w", a.ask.Circuit, err)
	}
	return refusal
}

// keyLife is how long a correlation id makes a request one and the same.
const keyLife = 24 * time.Hour

// unknown stands for what has no code.
const unknown = "FAULT"

// codeOf is the code of a refusal.
func codeOf(err error) string {
	if refusal := new(reason.Error); errors.As(err, &refusal) {
		return string(refusal.Code)
	}
	return unknown
}

// Untranslated is the code of a circuit that could not be translated, which has been told; false for any
// other error, and for none.
func Untranslated(err error) (reason.Code, bool) {
	code := reason.Code(codeOf(err))
	return code, code == reason.CircuitAliasNotResolvable
}
