package microgrid

import (
	"context"
	"encoding/json"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/backend/microgrid/apply"
	"ohmstead/energy/topology"
)

// Store keeps microgrids. What lies outside of the scope does not exist: NOT_FOUND.
type Store interface {
	Changes
	Histories
	Projections
	Tracks
}

// Tracks is what becomes of decisions.
type Tracks interface {
	// Executions is what became of what a cycle gave to leaves, by node: the decisions that held with it.
	Executions(ctx context.Context, scope identity.Scope, id, cycle topology.ID) ([]apply.Execution, error)
}

// Changes reads and changes microgrids.
type Changes interface {
	// FindMicrogrid is the microgrid of this id.
	FindMicrogrid(ctx context.Context, scope identity.Scope, id topology.ID) (topology.Microgrid, error)
	// MicrogridOfDepot is the microgrid of a site.
	MicrogridOfDepot(ctx context.Context, scope identity.Scope, depot topology.ID) (topology.Microgrid, error)
	// ReadMicrogrid is these parts of a microgrid, all of one moment. Telemetry is what was known at now.
	ReadMicrogrid(ctx context.Context, scope identity.Scope, id topology.ID, now time.Time, parts ...Part) (State, error)
	// ChangeMicrogrid shows a microgrid to decide and keeps what it answers, in one transaction and
	// while nobody else changes this microgrid. Under a key that was used it answers what it answered
	// then, without asking; IDEMPOTENCY_KEY_REUSED where something else was asked.
	ChangeMicrogrid(ctx context.Context, scope identity.Scope, r Request, decide Decide) (Answer, error)
}

// Histories pages through what is kept for ever.
type Histories interface {
	// StatusHistory is the events of a control point, newest first, and the cursor of the next page.
	StatusHistory(ctx context.Context, scope identity.Scope, f HistoryFilter) ([]topology.CapabilityStatusEvent, string, error)
	// Cycles lists cycles without their summaries, newest first, and the cursor of the next page.
	Cycles(ctx context.Context, scope identity.Scope, f CycleFilter) ([]Cycle, string, error)
	// FindCycle is one cycle with its summary.
	FindCycle(ctx context.Context, scope identity.Scope, id, cycle topology.ID) (Cycle, error)
	// Envelopes lists envelopes without their blocks, newest first, and the cursor of the next page.
	Envelopes(ctx context.Context, scope identity.Scope, f EnvelopeFilter) ([]Envelope, string, error)
	// FindEnvelope is one envelope with its blocks and its history.
	FindEnvelope(ctx context.Context, scope identity.Scope, which EnvelopeKey) (EnvelopeStory, error)
}

// Projections is what circuits were shown.
type Projections interface {
	// MicrogridOfCircuit is the microgrid of the site of a circuit.
	MicrogridOfCircuit(ctx context.Context, scope identity.Scope, circuit topology.ID) (topology.Microgrid, error)
	// CapacityHistory lists what a circuit was shown, newest first, and the cursor of the next page.
	CapacityHistory(ctx context.Context, scope identity.Scope, f CapacityFilter) ([]Capacity, string, error)
}

// Decide says what becomes of a microgrid, or why nothing may.
type Decide func(s *State) (Change, error)

// Request names what is to be changed, and what has to be known for it.
type Request struct {
	Microgrid topology.ID
	Parts     []Part
	Key       *Key
	Now       time.Time
	// NoWait makes it ErrBusy where somebody else is changing the microgrid.
	NoWait bool
}

// Key makes a request that comes again one and the same. Keys live per microgrid.
type Key struct {
	Kind, Text string
	Hash       [32]byte  // of what is asked
	Expires    time.Time // zero is never
}

// Answer is what a request is answered: what was Given now or, where it had been answered before, what
// was kept of that, as JSON.
type Answer struct {
	Given    any
	Body     json.RawMessage
	Repeated bool
}

// HistoryFilter narrows a control point's history to [From, To); zero instants are no bounds.
type HistoryFilter struct {
	Microgrid, Point topology.ID
	From, To         time.Time
	Cursor           string
	Limit            int
}
