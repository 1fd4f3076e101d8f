package balance

import (
	"time"

	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// SourceMode says whether a demand was measured.
type SourceMode string

// Source modes.
const (
	Measured        SourceMode = "MEASURED"
	FallbackDerived SourceMode = "FALLBACK_DERIVED"
)

// Outcome is what a cycle came to.
type Outcome string

// Outcomes: every request met; one is not; nothing was computed.
const (
	OutcomeApplied   Outcome = "APPLIED"
	OutcomeCurtailed Outcome = "CURTAILED"
	OutcomeRejected  Outcome = "REJECTED"
)

// Result is the cycle result of document 004.
type Result struct {
	CycleID           topology.ID    `json:"cycle_id"`
	MicrogridID       topology.ID    `json:"microgrid_id"`
	NodeID            topology.ID    `json:"node_id"`
	TopologyVersion   int64          `json:"topology_version"`
	StartedAt         time.Time      `json:"started_at"`
	EndedAt           time.Time      `json:"ended_at"`
	Outcome           Outcome        `json:"outcome"`
	ReasonCodes       []reason.Code  `json:"reason_codes"`
	AllocationSummary Summary        `json:"allocation_summary"`
	Breaches          []Breach       `json:"breaches"`
	SafeAction        SafeAction     `json:"safe_action"`
	MissingInputs     []MissingInput `json:"missing_inputs"`
	Audit             Audit          `json:"audit"`

	// Applied is what the next cycle has to be told about this one, once it has been applied: nil where
	// there is nothing to apply.
	Applied *Applied `json:"-"`
	// Refused is why a REJECTED cycle computed nothing.
	Refused error `json:"-"`
}

// Summary is what was asked for and given: in total and node by node, ordered by node_id. An inner node
// has the sum of what lies below it. After a REJECTED cycle it is empty.
type Summary struct {
	RequestedWatts unit.Power `json:"requested_watts"`
	AllocatedWatts unit.Power `json:"allocated_watts"`
	ByNode         []ByNode   `json:"by_node"`
}

// ByNode is one node of a summary. DemandWatts is the net demand resolved for it, an upper bound where
// SourceMode says that it was not measured. BoundBy says what a leaf was cut by.
type ByNode struct {
	NodeID         topology.ID `json:"node_id"`
	RequestedWatts unit.Power  `json:"requested_watts"`
	AllocatedWatts unit.Power  `json:"allocated_watts"`
	DemandWatts    unit.Power  `json:"demand_watts"`
	SourceMode     SourceMode  `json:"source_mode"`
	BoundBy        []BoundBy   `json:"bound_by"`
}

// BoundBy is one thing that stood in the way of a request: a limit (node_id and constraint_ref say which;
// node_id is null for the microgrid's own), or what reason_code says of the node itself.
type BoundBy struct {
	NodeID         topology.ID             `json:"node_id"`
	ConstraintType topology.ConstraintType `json:"constraint_type,omitempty"`
	ConstraintRef  topology.ID             `json:"constraint_ref,omitempty"`
	ReasonCode     reason.Code             `json:"reason_code"`
	// LimitWatts is the limit that bound, or the minimum or maximum that did.
	LimitWatts unit.Power `json:"limit_watts"`
	// Phase and LimitMA are of a limit of current.
	Phase   int          `json:"phase,omitempty"`
	LimitMA unit.Current `json:"limit_ma,omitempty"`
}

// Breach is a limit that the demand of this cycle passes. NodeID is null for the microgrid's own limit.
type Breach struct {
	BreachID             topology.ID `json:"breach_id"`
	MicrogridID          topology.ID `json:"microgrid_id"`
	NodeID               topology.ID `json:"node_id"`
	ConstraintRef        topology.ID `json:"constraint_ref"`
	ReasonCode           reason.Code `json:"reason_code"`
	EffectiveDemandWatts unit.Power  `json:"effective_demand_watts"`
	ResolvedLimitWatts   unit.Power  `json:"resolved_limit_watts"`
	SourceMode           SourceMode  `json:"source_mode"`
	DetectedAt           time.Time   `json:"detected_at"`

	ConstraintType topology.ConstraintType `json:"constraint_type"`
}

// SafeActionTaken is what a REJECTED cycle does to be safe.
type SafeActionTaken string

// Safe actions.
const (
	LeavesToFailSafe SafeActionTaken = "LEAVES_TO_FAIL_SAFE"
	NoSafeAction     SafeActionTaken = "NONE"
)

// SafeAction is what leaves are set to where the demand above them is unknown.
type SafeAction struct {
	Taken  SafeActionTaken `json:"taken"`
	Leaves []SafeLeaf      `json:"leaves"`
}

// SafeLeaf is one leaf of a safe action.
type SafeLeaf struct {
	NodeID topology.ID `json:"node_id"`
	Watts  unit.Power  `json:"watts"`
}

// MissingInput is what has to be known of a node before a cycle can run.
type MissingInput struct {
	NodeID topology.ID `json:"node_id"`
	Input  string      `json:"input"`
}

// Audit says who asked, by what policy, and what was known (NFR-003).
type Audit struct {
	Actor         string       `json:"actor"`
	Source        string       `json:"source"`
	CorrelationID string       `json:"correlation_id"`
	PolicyVersion int64        `json:"policy_version"`
	Enforced      bool         `json:"enforced"`
	Alias         *Alias       `json:"alias,omitempty"`
	Inputs        []ScopeInput `json:"inputs"`
	Thresholds    Thresholds   `json:"thresholds"`
}

// Thresholds are the policy's values that decided what counts as measured.
type Thresholds struct {
	FreshnessSeconds int64 `json:"freshness_seconds"`
}

// Input says where a scope's demand came from.
type Input string

// Inputs of demand.
const (
	FromTelemetry Input = "telemetry"
	FromChildren  Input = "children"
	FromFallback  Input = "fallback_demand_watts"
	FromRating    Input = "rated_watts"
)

// ScopeInput is what the demand of one checked scope was resolved from; node_id is null for the
// microgrid as a whole. ObservedAt is of the value that is known at the node, fresh or not.
type ScopeInput struct {
	NodeID           topology.ID `json:"node_id"`
	SourceMode       SourceMode  `json:"source_mode"`
	Input            Input       `json:"input"`
	ConsumptionWatts unit.Power  `json:"consumption_watts"`
	GenerationWatts  unit.Power  `json:"generation_watts"`
	ObservedAt       *time.Time  `json:"observed_at,omitempty"`
	Quality          Quality     `json:"quality,omitempty"`
}

// Precedence lists the reason codes in the order in which results name them: document 004's seven, then
// ours (I-07, D-010).
func Precedence() []reason.Code {
	return []reason.Code{
		reason.TopologyInvalid,
		reason.TopologyVersionConflict,
		reason.AncestorCapExceeded,
		reason.AggregateCapExceeded,
		reason.NodeCapExceeded,
		reason.TelemetryStaleFallbackUsed,
		reason.LegacyAliasTranslationApplied,
		reason.TelemetryUnavailable,
		reason.ForecastGapPolicyUsed,
		reason.ForecastSourceStaleFallbackUsed,
		reason.ForecastSourceStaleFailSafeUsed,
		reason.MinimumNotReached,
		reason.LeafUnavailable,
		reason.LeafMaximum,
		reason.LeafHeld,
	}
}
