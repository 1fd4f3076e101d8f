package depot

import (
	"time"

	"ohmstead/energy/balance"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
	"ohmstead/sim/depot/yard"
)

// Config is a depot and what happens in it. The order of its lists means nothing.
type Config struct {
	Name string
	yard.Yard
	// Length is how long the run is, Step how finely it is computed, Every how often a cycle runs.
	Length, Step, Every time.Duration
	// ConfirmWithin is how long a charger may take to confirm a decrease; longer, and it counts with its
	// old value in the next cycle.
	ConfirmWithin time.Duration
	// RotateEvery is how often the order in which chargers are admitted is drawn up anew.
	RotateEvery time.Duration
	// External leaves the orders to somebody outside, by Depot.Tell: no cycles are run.
	External bool
	// Uncontrolled lets every charger give what its vehicle takes: the comparison of studies.
	Uncontrolled bool

	Microgrid     topology.Microgrid
	Nodes         []topology.Node
	Equipment     []balance.Equipment
	Limits        []topology.NodeLimit
	Envelopes     []topology.OperatingEnvelope // submitted at their ReceivedAt, the start where there is none
	Health        []topology.SourceHealth      // as reported before the start
	Circuits      []topology.Circuit
	CurrentLimits []balance.CurrentLimit
	Policy        balance.Policy

	Actions []Action

	expect []expectation
	total  totals
}

// ActionKind is what somebody does to a running depot.
type ActionKind string

// Actions of operators, sources of envelopes, older clients and time itself.
const (
	SetLimit         ActionKind = "SET_LIMIT"
	RetireLimit      ActionKind = "RETIRE_LIMIT"
	WithdrawEnvelope ActionKind = "WITHDRAW_ENVELOPE"
	ReportSource     ActionKind = "REPORT_SOURCE"
	EditTopology     ActionKind = "EDIT_TOPOLOGY"
	SetStatus        ActionKind = "SET_STATUS"
	SetPolicy        ActionKind = "SET_POLICY"
	SetCircuit       ActionKind = "SET_CIRCUIT"
	AuthorFallback   ActionKind = "AUTHOR_FALLBACK"
	Rebalance        ActionKind = "REBALANCE"
	RebalanceCircuit ActionKind = "REBALANCE_CIRCUIT"
	StopScheduler    ActionKind = "STOP_SCHEDULER"
	StartScheduler   ActionKind = "START_SCHEDULER"
)

// ActionKinds lists all actions.
func ActionKinds() []ActionKind {
	return []ActionKind{
		SetLimit, RetireLimit, WithdrawEnvelope, ReportSource, EditTopology, SetStatus, SetPolicy, SetCircuit,
		AuthorFallback, Rebalance, RebalanceCircuit, StopScheduler, StartScheduler,
	}
}

// Path is how an older client names a circuit.
type Path string

// Paths of requests for a circuit.
const (
	PathHTTP      Path = "HTTP"
	PathEvent     Path = "EVENT"
	PathScheduled Path = "SCHEDULED"
)

// Action is one thing that is done at an instant. Which fields count depends on Do.
type Action struct {
	At     time.Time
	Do     ActionKind
	Target topology.ID // the limit, envelope, node or circuit it is about
	Watts  unit.Power
	Limit  *topology.NodeLimit
	Edit   topology.Edit
	Status topology.NodeStatus
	Policy *balance.Policy
	Health topology.SourceHealth
	Path   Path
}
