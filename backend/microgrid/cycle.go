package microgrid

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid/rotation"
	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
)

// Events of a cycle. Source: document 004, Event Dictionary.
const (
	RebalanceRequested = "microgrid.rebalance_requested"
	DemandResolved     = "microgrid.demand_resolved"
	BreachDetected     = "microgrid.constraint_breach_detected"
	CycleCompleted     = "microgrid.cycle_completed"
)

// Rebalance asks for one balancing cycle. Scope is the node whose subtree may be given anything new, ""
// for all. Under a CorrelationID that was used within 24 hours the cycle of then is answered.
type Rebalance struct {
	Microgrid     topology.ID
	Scope         topology.ID
	CorrelationID string
	Source        string // OPERATOR, SCHEDULER and so on
	Alias         *balance.Alias
	// Also is told in the transaction that keeps the cycle, of which it makes no other.
	Also []Event `json:"-"`
	// InTurn makes it ErrNotDue where the last cycle of the whole microgrid is no interval ago.
	InTurn bool `json:"-"`
}

// Cycle is a balancing cycle as it is kept and answered.
type Cycle struct {
	balance.Result
	// Allocation takes the place of the result's own; nil where it is that of SummaryCycle.
	Allocation   *balance.Summary `json:"allocation_summary"`
	SummaryCycle topology.ID      `json:"summary_cycle"`
	// ActualVersion is the version that stood against a cycle that was REJECTED for another.
	ActualVersion int64 `json:"actual_version,omitempty"`
}

// Standing is what the next cycle has to know of those before.
type Standing struct {
	MicrogridID  topology.ID               `json:"microgrid_id"`
	CycleID      topology.ID               `json:"cycle_id"`
	Applied      *balance.Applied          `json:"applied"`
	OffSince     map[topology.ID]time.Time `json:"off_since"`
	SummaryHash  string                    `json:"summary_hash"`
	SummaryCycle topology.ID               `json:"summary_cycle"`
	SummaryAt    time.Time                 `json:"summary_at"`
	BalancedAt   *time.Time                `json:"balanced_at"` // the last cycle of the whole microgrid
	Claims       *rotation.Claims          `json:"claims"`      // nil without rotation, and before the first cycle with it
}

// keyLife is how long a correlation id makes a request one and the same.
const keyLife = 24 * time.Hour

// summaryLife is after how long a summary is kept again although it is the same.
const summaryLife = 15 * time.Minute

// attempts bounds how often a cycle that others overtook is run again.
const attempts = 8

var (
	errMoved     = errors.New("the tree has another version than the cycle was run on")
	errOvertaken = errors.New("another cycle was kept, or envelopes changed, since this one read them")
	// ErrNotDue is of a cycle in its turn whose turn it is not, or not any more.
	ErrNotDue = errors.New("the last cycle is no interval ago, or load balancing is not enabled")
)

// Rebalance runs one cycle over the microgrid as it is now and keeps it with its breaches and events. What
// circuits are shown is corrected before (EffectiveCircuitCapacity). A tree that changed meanwhile has it run again, once; after that the cycle is REJECTED with
// TOPOLOGY_VERSION_CONFLICT. A REJECTED cycle is an answer, not an error.
func (s *Service) Rebalance(ctx context.Context, scope identity.Scope, ask Rebalance, now time.Time) (Cycle, error) {
	now = now.UTC().Truncate(time.Microsecond)
	key, err := keyOf("rebalance", ask.CorrelationID, ask)
	if err != nil {
		return Cycle{}, err
	}
	if key != nil {
		key.Expires = now.Add(keyLife)
	}
	id, err := newID()
	if err != nil {
		return Cycle{}, err
	}
	if ask.CorrelationID == "" {
		ask.CorrelationID = string(id)
	}
	moved := 0
	for range attempts {
		c, err := s.attempt(ctx, scope, run{ask: ask, id: id, key: key, now: now, final: moved > 1})
		switch {
		case errors.Is(err, errMoved):
			moved++
		case errors.Is(err, errOvertaken):
		case errors.Is(err, ErrNotDue):
			return Cycle{}, ErrNotDue
		case err != nil:
			return Cycle{}, fmt.Errorf("rebalance a microgrid: %w", err)
		default:
			return c, nil
		}
	}
	return Cycle{}, reason.New(reason.Unavailable, reason.Params{"what": "a balancing cycle: too many at once"})
}

// run is one attempt at a cycle. The final one does not run, but is REJECTED for the version.
type run struct {
	ask   Rebalance
	id    topology.ID
	key   *Key
	now   time.Time
	final bool
}

func cycleParts() []Part {
	return []Part{Nodes, Limits, Points, Circuits, Ratings, Telemetry, Requests, Standings, OpenBreaches, Envelopes, Sources, Schedules, Capacities, Executions, Receivers}
}

func (s *Service) attempt(ctx context.Context, scope identity.Scope, r run) (Cycle, error) {
	state, err := s.ReadMicrogrid(ctx, scope, r.ask.Microgrid, r.now, cycleParts()...)
	if err != nil {
		return Cycle{}, err
	}
	if r.ask.InTurn && !state.due(r.now) {
		return Cycle{}, ErrNotDue
	}
	if err := s.guard(ctx, scope, &state, r.now); err != nil {
		return Cycle{}, err
	}
	snap, err := state.snapshot(r, scope.Actor)
	if err != nil {
		return Cycle{}, err
	}
	result, err := balance.Run(snap)
	if err != nil {
		return Cycle{}, refusedSnapshot(err)
	}
	write := Request{Microgrid: r.ask.Microgrid, Parts: []Part{LastCycle, Schedules, Executions}, Key: r.key, Now: r.now}
	return answered[Cycle](s.ChangeMicrogrid(ctx, scope, write, func(kept *State) (Change, error) {
		switch {
		case kept.Standing.CycleID != state.Standing.CycleID, kept.Schedule.Revision != state.Schedule.Revision:
			return Change{}, errOvertaken
		case r.final:
			result = balance.VersionConflict(snap, kept.Microgrid.Version)
		case kept.Microgrid.Version != state.Microgrid.Version:
			return Change{}, errMoved
		}
		// What the last cycle left is what was read: nothing but a cycle changes it.
		state.Schedule, state.Executions = kept.Schedule, kept.Executions
		return state.conclude(snap, result, r.ask.Also...)
	}))
}

// refusedSnapshot is what a caller is told where the snapshot contradicts itself.
func refusedSnapshot(err error) error {
	faults, ok := balance.IsFault(err)
	if !ok {
		return err
	}
	details := make([]error, 0, len(faults))
	for _, f := range faults {
		details = append(details, broken(RuleSnapshot, "%s", reason.Text(f.Err.Code, "en", f.Err.Params)))
	}
	return errors.Join(details...)
}

// conclude is the change that keeps a cycle: itself, what the next one has to know, breaches that began
// and those that ended, and its events.
func (s *State) conclude(snap *balance.Snapshot, r *balance.Result, also ...Event) (Change, error) {
	c := Cycle{Result: *r, Allocation: &r.AllocationSummary, SummaryCycle: r.CycleID}
	next := s.Standing
	next.MicrogridID, next.CycleID, next.OffSince = r.MicrogridID, r.CycleID, rotation.OffSince(s.Standing.OffSince, r)
	if r.Outcome != balance.OutcomeRejected {
		next.Claims = s.claims(snap.Policy, snap.Now, snap.Scope).After(snap.Requests, r)
	}
	if r.Applied != nil {
		next.Applied = r.Applied
	}
	if r.NodeID == "" {
		next.BalancedAt = &r.StartedAt
	}
	body, err := json.Marshal(r.AllocationSummary)
	if err != nil {
		return Change{}, fmt.Errorf("encode a summary: %w", err)
	}
	sum := sha256.Sum256(body)
	kept := c
	if hash := hex.EncodeToString(sum[:]); hash == next.SummaryHash && r.StartedAt.Sub(next.SummaryAt) < summaryLife {
		kept.Allocation, kept.SummaryCycle = nil, next.SummaryCycle
	} else {
		next.SummaryHash, next.SummaryCycle, next.SummaryAt = hash, r.CycleID, r.StartedAt
	}
	if refused := new(reason.Error); errors.As(r.Refused, &refused) {
		if actual, ok := refused.Params["actual"].(int64); ok {
			c.ActualVersion = actual
		}
	}
	c.SummaryCycle = kept.SummaryCycle
	change := Change{Cycles: []Cycle{kept}, Standings: []Standing{next}, Answer: c}
	change.tell(RebalanceRequested, r.StartedAt, RebalanceRequest{r.MicrogridID, r.NodeID, snap.Source, snap.CorrelationID})
	change.Events = append(change.Events, also...)
	if r.Outcome != balance.OutcomeRejected {
		change.tell(DemandResolved, r.StartedAt, demandOf(r))
	}
	s.breached(&change, r)
	change.Executions = s.execute(snap, r)
	if s.Schedule.CycleOwed != "" && r.NodeID == "" {
		paid := s.Schedule
		paid.CycleOwed = ""
		change.Schedules = []Schedule{paid}
	}
	change.tell(CycleCompleted, r.EndedAt, completionOf(r))
	return change, nil
}
