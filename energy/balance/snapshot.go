package balance

import (
	"time"

	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// Snapshot is all that a cycle depends on. The order of its lists means nothing.
type Snapshot struct {
	Now           time.Time
	CycleID       topology.ID
	CorrelationID string
	Actor, Source string
	// Scope is the node whose subtree may be given anything new; "" for all. Limits count everywhere.
	Scope topology.ID
	// Alias is the circuit that the request named, where it came by the older interface.
	Alias *Alias

	Microgrid topology.Microgrid
	Nodes     []topology.Node
	// Tree may hold topology.NewTree of Nodes, kept from an earlier cycle of the same version.
	Tree      *topology.Tree
	Equipment []Equipment

	Limits        []topology.NodeLimit
	Envelopes     []topology.OperatingEnvelope
	Health        []topology.SourceHealth
	Circuits      []topology.Circuit
	CurrentLimits []CurrentLimit

	Telemetry   []Telemetry
	Requests    []Request
	LastApplied *Applied
	Policy      Policy
}

// Alias is how a request for a circuit was translated (D-005).
type Alias struct {
	CircuitID topology.ID `json:"circuit_id"`
	Path      string      `json:"path"`
}

// Equipment is what is known of the thing at a node. Absent is unknown, not zero.
type Equipment struct {
	NodeID              topology.ID
	RatedWatts          *unit.Power
	FallbackDemandWatts *unit.Power
	// FallbackAuthoredAt is when the fallback was last written: later than the loss of a measurement, it
	// frees what was frozen by the loss.
	FallbackAuthoredAt *time.Time
	FailSafeWatts      *unit.Power
	// Phases are those the thing is connected to; none given means all three.
	Phases  Phases
	Voltage unit.Voltage // phase to neutral; 0 means 230 V
}

// Phases is a set of phases, bit 0 for L1.
type Phases uint8

// The phases.
const (
	L1 Phases = 1 << iota
	L2
	L3
	AllPhases = L1 | L2 | L3
)

// Quality of a telemetry value, as the product's readings have it.
type Quality string

// Good is the only quality that counts as measured. Bad says that the value itself is wrong.
const (
	Good        Quality = "GOOD"
	Uncertain   Quality = "UNCERTAIN"
	Bad         Quality = "BAD"
	Stale       Quality = "STALE"
	Substituted Quality = "SUBSTITUTED"
)

// Telemetry is the last power known at a node, positive for consumption.
type Telemetry struct {
	NodeID     topology.ID
	PowerWatts unit.Power
	// CurrentMA is the magnitude of the current of each phase, where the meter shows it.
	CurrentMA  *[3]unit.Current
	ObservedAt time.Time
	Quality    Quality
}

// Request is what a leaf asks for: RequestedWatts is positive to consume and negative for an offer to
// discharge; MinWatts and MaxWatts bound its magnitude. Without MinWatts the least is 6 A on each phase
// (IEC 61851-1, the smallest current that a charging point can signal); without MaxWatts the most is
// the rated power, where that is known.
type Request struct {
	NodeID         topology.ID
	RequestedWatts unit.Power
	MinWatts       *unit.Power
	MaxWatts       *unit.Power
	Tier           *int // served in ascending order; 1 where absent
	Weight         int  // share within a tier; 0 means 1
	EnergyNeeded   *unit.Energy
	ArrivedAt      *time.Time
	DepartsAt      *time.Time
	OffSince       *time.Time // when it got nothing for the first time; absent while it is on
	Turn           Turn       // counts with Rotation; WAITS where empty
}

// Turn is where a request stands in an order that was drawn up before: those of a tier that are SERVED are
// admitted before those that were INTERRUPTED, these before those that wait, however long they do.
type Turn string

// Turns.
const (
	Waits       Turn = "WAITS"
	Interrupted Turn = "INTERRUPTED" // had power in this order, until there was no room for it
	Served      Turn = "SERVED"
)

// CurrentLimit caps the current of each phase of what lies at and below a node.
type CurrentLimit struct {
	NodeID topology.ID
	Limit  [3]unit.Current // a limit of 0 is a cap of nothing
}

// Applied is what the last applied cycle decided and what became of it.
type Applied struct {
	CycleID topology.ID
	At      time.Time
	Nodes   []AppliedNode
}

// AppliedNode is one node of an applied cycle. Watts is a leaf's allocation, and elsewhere the demand.
type AppliedNode struct {
	NodeID     topology.ID
	Watts      unit.Power
	SourceMode SourceMode
	// ConfirmedWatts is what a leaf is known to obey; above Watts, it has not confirmed a decrease.
	ConfirmedWatts *unit.Power
	// LostSince is since when a node that had been measured is not; zero while it is.
	LostSince time.Time
}

// Strategy says how what is left is divided among the leaves of a tier.
type Strategy string

// Strategies. MaxMin is the default.
const (
	MaxMin      Strategy = "MAX_MIN"
	EDF         Strategy = "EDF"
	LeastLaxity Strategy = "LEAST_LAXITY"
)

// Policy is how a microgrid is balanced.
type Policy struct {
	Version int64
	// Disabled cycles evaluate and report; nothing of them is to be applied.
	Disabled  bool
	Gap       topology.Gap
	Freshness time.Duration // 0 means 60 s; exactly this old is fresh
	Strategy  Strategy
	// Rotation admits those first that have been off the longest, so that everybody is served.
	Rotation        bool
	AggregateLimits []AggregateLimit
}

// AggregateLimit caps the microgrid as a whole.
type AggregateLimit struct {
	ConstraintType topology.ConstraintType
	LimitWatts     unit.Power
}

// standardFreshness is how old a value may be where the policy says nothing.
const standardFreshness = 60 * time.Second

// Fresh is up to which age a value counts by the policy.
func (p Policy) Fresh() time.Duration {
	if p.Freshness == 0 {
		return standardFreshness
	}
	return p.Freshness
}
