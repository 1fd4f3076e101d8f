package microgrid

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// Reply is every answer. Source: document 004, Error and Status Semantics, 200.
type Reply[T any] struct {
	MicrogridID uuid.UUID `json:"microgrid_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000030"`
	Timestamp   time.Time `json:"timestamp" doc:"When it was answered." example:"2026-06-01T12:00:00Z"`
	Result      T         `json:"result"`
}

type output[T any] struct{ Body Reply[T] }

// MicrogridRoot is the microgrid itself, which is no node.
type MicrogridRoot struct { //nolint:revive // its name in the API's description
	MicrogridID uuid.UUID `json:"microgrid_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000030"`
	DepotID     uuid.UUID `json:"depot_id" format:"uuid" doc:"The site." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	Version     int64     `json:"version" doc:"Rises with every accepted change of the tree." example:"3"`
}

// MicrogridNode is a node of the tree.
type MicrogridNode struct { //nolint:revive // its name in the API's description
	NodeID            uuid.UUID  `json:"node_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000031"`
	MicrogridID       *uuid.UUID `json:"microgrid_id,omitempty" format:"uuid" doc:"The microgrid of the path, where it is given." example:"0198c0de-0000-7000-8000-000000000030"`
	ParentNodeID      *uuid.UUID `json:"parent_node_id" required:"false" format:"uuid" nullable:"true" doc:"The node above; null on the first level." example:"0198c0de-0000-7000-8000-000000000032"`
	Name              string     `json:"name" required:"false" maxLength:"200" example:"Feeder west"`
	NodeType          string     `json:"node_type" required:"false" enum:"GRID_CONNECTION,CIRCUIT,CHARGE_POINT,CONNECTOR,POWER_SOURCE,VIRTUAL" example:"CIRCUIT"`
	AttachedAssetType *string    `json:"attached_asset_type" required:"false" enum:"CIRCUIT,CHARGE_POINT,CONNECTOR,POWER_SOURCE" doc:"Kind of what it stands for; null for a virtual node." example:"CIRCUIT"`
	AttachedAssetID   *uuid.UUID `json:"attached_asset_id" required:"false" format:"uuid" nullable:"true" example:"0198c0de-0000-7000-8000-000000000033"`
	Status            string     `json:"status" required:"false" enum:"ACTIVE,MAINTENANCE,UNAVAILABLE" default:"ACTIVE" example:"ACTIVE"`
	DisplayOrder      int        `json:"display_order" required:"false" minimum:"0" maximum:"1000000" example:"1"`
}

// TopologyView is the tree.
type TopologyView struct {
	Microgrid MicrogridRoot   `json:"microgrid"`
	Nodes     []MicrogridNode `json:"nodes" nullable:"false" doc:"By display_order, then by id."`
}

// TopologyEdit replaces all nodes, or applies operations one after the other.
type TopologyEdit struct {
	Version    int64               `json:"version" minimum:"0" doc:"The version that was read." example:"3"`
	Nodes      []MicrogridNode     `json:"nodes,omitempty" maxItems:"10000" doc:"The whole tree anew."`
	Operations []TopologyOperation `json:"operations,omitempty" maxItems:"10000" doc:"Changes, in their order."`
}

// TopologyOperation is one change of a tree.
type TopologyOperation struct {
	Op   string        `json:"op" enum:"add,update,move,remove" doc:"A move reads parent_node_id alone, a removal node_id; an update replaces everything but the parent." example:"move"`
	Node MicrogridNode `json:"node"`
}

// ResyncView is what a resync came to.
type ResyncView struct {
	TopologyView
	Changed bool `json:"changed" doc:"Whether anything was changed." example:"false"`
}

// NodeLimitView is a baseline cap.
type NodeLimitView struct {
	NodeLimitID    uuid.UUID `json:"node_limit_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000034"`
	MicrogridID    uuid.UUID `json:"microgrid_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000030"`
	NodeID         uuid.UUID `json:"node_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000031"`
	ConstraintType string    `json:"constraint_type" enum:"CONSUMPTION_CAP,GENERATION_CAP,NET_CAP" example:"CONSUMPTION_CAP"`
	LimitWatts     int64     `json:"limit_watts" doc:"A magnitude; 0 is a cap of nothing." example:"40000"`
	SourceType     string    `json:"source_type" enum:"PHYSICAL_DERIVED,MANUAL,FAIL_SAFE,STATIC_POLICY" example:"MANUAL"`
	Status         string    `json:"status" enum:"ACTIVE,INACTIVE" example:"ACTIVE"`
	UpdatedAt      time.Time `json:"updated_at" example:"2026-06-01T12:00:00Z"`
}

// NodeLimitRequest creates a limit, or updates the one whose id it has.
type NodeLimitRequest struct {
	NodeLimitID    *uuid.UUID `json:"node_limit_id,omitempty" format:"uuid" doc:"The limit to update; without it, a new one." example:"0198c0de-0000-7000-8000-000000000034"`
	NodeID         uuid.UUID  `json:"node_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000031"`
	ConstraintType string     `json:"constraint_type" enum:"CONSUMPTION_CAP,GENERATION_CAP,NET_CAP" example:"CONSUMPTION_CAP"`
	LimitWatts     int64      `json:"limit_watts" doc:"A magnitude; 0 is a cap of nothing." example:"40000"`
	SourceType     string     `json:"source_type" enum:"PHYSICAL_DERIVED,MANUAL,FAIL_SAFE,STATIC_POLICY" example:"MANUAL"`
	Status         string     `json:"status,omitempty" enum:"ACTIVE,INACTIVE" default:"ACTIVE" doc:"INACTIVE retires it." example:"ACTIVE"`
}

// NodeLimitList is the ACTIVE limits.
type NodeLimitList struct {
	NodeLimits []NodeLimitView `json:"node_limits" nullable:"false" doc:"By id."`
}

// ControlPoint is a capability at a microgrid or a subtree of it.
type ControlPoint struct {
	ControlPointID     uuid.UUID       `json:"control_point_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000035"`
	MicrogridID        uuid.UUID       `json:"microgrid_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000030"`
	NodeID             *uuid.UUID      `json:"node_id" format:"uuid" nullable:"true" doc:"The top of its subtree; null is the whole microgrid." example:"0198c0de-0000-7000-8000-000000000031"`
	CapabilityType     string          `json:"capability_type" enum:"LOAD_BALANCING,PEAK_SHAVING,DER,ENERGY_OPTIMISATION" example:"LOAD_BALANCING"`
	State              string          `json:"state" enum:"enabled,disabled" example:"enabled"`
	ControlSource      string          `json:"control_source" enum:"LOCAL,EXTERNAL" example:"LOCAL"`
	Description        string          `json:"description" example:"Balances the depot"`
	LocalConfig        json.RawMessage `json:"local_config" doc:"Configuration of its own; null without any." example:"{\"freshness_seconds\":60}"`
	ExternalConfigType *string         `json:"external_config_type" doc:"Kind of configuration that another domain has for it." example:"OSCP_CONFIGURATION"`
	ExternalConfigRef  *string         `json:"external_config_ref" doc:"Opaque name of that configuration." example:"capacity-provider-7"`
	ScheduleRef        *string         `json:"schedule_ref" doc:"LOCAL only." example:"weekday-nights"`
}

// ControlPointView is a control point with its latest status.
type ControlPointView struct {
	ControlPoint
	Status *LatestStatus `json:"status" doc:"The latest status; null where it never reported any."`
}

// ControlPointList is control points.
type ControlPointList struct {
	ControlPoints []ControlPointView `json:"control_points" nullable:"false" doc:"By id."`
}

// ControlPointRequest is the whole of a control point.
type ControlPointRequest struct {
	NodeID             *uuid.UUID      `json:"node_id,omitempty" format:"uuid" doc:"The top of its subtree; without it, the whole microgrid." example:"0198c0de-0000-7000-8000-000000000031"`
	CapabilityType     string          `json:"capability_type" enum:"LOAD_BALANCING,PEAK_SHAVING,DER,ENERGY_OPTIMISATION" example:"LOAD_BALANCING"`
	State              string          `json:"state" enum:"enabled,disabled" example:"enabled"`
	ControlSource      string          `json:"control_source" enum:"LOCAL,EXTERNAL" example:"LOCAL"`
	Description        string          `json:"description,omitempty" maxLength:"1000" example:"Balances the depot"`
	LocalConfig        json.RawMessage `json:"local_config,omitempty" doc:"Of LOAD_BALANCING for the whole microgrid the policy: freshness_seconds, interval_seconds (1 to 86400; 10 where absent), strategy, rotation, rotate_every_seconds (60 to 86400; 900 where absent), gap_policy, fail_safe_watts, aggregate_limits. Of LOAD_BALANCING for a node what is known of the thing there: rated_watts, fallback_demand_watts, fail_safe_watts, phases, voltage_v." example:"{\"freshness_seconds\":60}"`
	ExternalConfigType *string         `json:"external_config_type,omitempty" maxLength:"200" example:"OSCP_CONFIGURATION"`
	ExternalConfigRef  *string         `json:"external_config_ref,omitempty" maxLength:"500" example:"capacity-provider-7"`
	ScheduleRef        *string         `json:"schedule_ref,omitempty" maxLength:"500" example:"weekday-nights"`
}

// LatestStatus is the latest status of a control point.
type LatestStatus struct {
	MicrogridID             uuid.UUID       `json:"microgrid_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000030"`
	ControlPointID          uuid.UUID       `json:"control_point_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000035"`
	NodeID                  *uuid.UUID      `json:"node_id" format:"uuid" nullable:"true" example:"0198c0de-0000-7000-8000-000000000031"`
	CapabilityType          string          `json:"capability_type" example:"LOAD_BALANCING"`
	LatestOperationalStatus string          `json:"latest_operational_status" doc:"Free text." example:"ON"`
	ReportedBy              string          `json:"reported_by" enum:"LOCAL,EXTERNAL" example:"EXTERNAL"`
	LastObservedAt          time.Time       `json:"last_observed_at" example:"2026-06-01T12:00:00Z"`
	LastIngestedAt          time.Time       `json:"last_ingested_at" example:"2026-06-01T12:00:01Z"`
	FreshnessSeconds        int64           `json:"freshness_seconds" doc:"Its age when it was read." example:"12"`
	StatusDetail            json.RawMessage `json:"status_detail" doc:"Null without any." example:"{\"raw\":true}"`
}

// StatusEvent is one report of a control point, kept as it came.
type StatusEvent struct {
	StatusEventID     uuid.UUID       `json:"status_event_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000036"`
	MicrogridID       uuid.UUID       `json:"microgrid_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000030"`
	ControlPointID    uuid.UUID       `json:"control_point_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000035"`
	NodeID            *uuid.UUID      `json:"node_id" format:"uuid" nullable:"true" example:"0198c0de-0000-7000-8000-000000000031"`
	CapabilityType    string          `json:"capability_type" example:"LOAD_BALANCING"`
	OperationalStatus string          `json:"operational_status" example:"ON"`
	ReportedBy        string          `json:"reported_by" enum:"LOCAL,EXTERNAL" example:"EXTERNAL"`
	ObservedAt        time.Time       `json:"observed_at" example:"2026-06-01T12:00:00Z"`
	IngestedAt        time.Time       `json:"ingested_at" example:"2026-06-01T12:00:01Z"`
	SourceEventRef    *string         `json:"source_event_ref" example:"oscp-4711"`
	StatusDetail      json.RawMessage `json:"status_detail" doc:"Null without any." example:"{\"raw\":true}"`
}

// StatusReport is what a controller reports.
type StatusReport struct {
	OperationalStatus any             `json:"operational_status" doc:"Free text; true and false become ON and OFF, with the raw value kept in status_detail.raw." example:"\"Charging 3/4\""`
	ReportedBy        string          `json:"reported_by" enum:"LOCAL,EXTERNAL" example:"EXTERNAL"`
	ObservedAt        time.Time       `json:"observed_at" doc:"When the source saw it." example:"2026-06-01T12:00:00Z"`
	SourceEventRef    string          `json:"source_event_ref,omitempty" maxLength:"500" doc:"The source's own name of the event; makes one that comes again one and the same." example:"oscp-4711"`
	StatusDetail      json.RawMessage `json:"status_detail,omitempty" doc:"Anything else, as an object." example:"{\"phase\":3}"`
	NodeID            *uuid.UUID      `json:"node_id,omitempty" format:"uuid" doc:"Where it is given, the control point's own." example:"0198c0de-0000-7000-8000-000000000031"`
	CapabilityType    string          `json:"capability_type,omitempty" enum:"LOAD_BALANCING,PEAK_SHAVING,DER,ENERGY_OPTIMISATION" doc:"Where it is given, the control point's own." example:"LOAD_BALANCING"`
}

// StatusPage is a page of a control point's history.
type StatusPage struct {
	StatusEvents []StatusEvent `json:"status_events" nullable:"false" doc:"The last observed first."`
	Next         string        `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// ResourceList is the collection view of a tree.
type ResourceList struct {
	Resources []MicrogridNode `json:"resources" nullable:"false" doc:"By id."`
}

// DepotMicrogrid is the microgrid of a site with everything that is said about it now.
type DepotMicrogrid struct {
	TopologyView
	NodeLimits    []NodeLimitView    `json:"node_limits" nullable:"false" doc:"ACTIVE ones, by id."`
	ControlPoints []ControlPointView `json:"control_points" nullable:"false" doc:"By id."`
	Circuits      []CircuitView      `json:"circuits" nullable:"false" doc:"With what each may carry now."`

	Envelopes []EnvelopeWithBlocks `json:"operating_envelopes" nullable:"false" doc:"ACTIVE ones, by id."`
	Sources   []SourceView         `json:"sources" nullable:"false" doc:"What the sources of envelopes said of themselves last."`
}

// CircuitView is a circuit and what it may carry now.
type CircuitView struct {
	CircuitRecord
	NodeID                 *uuid.UUID `json:"node_id" format:"uuid" nullable:"true" doc:"The managed node it is projected from; null without one." example:"0198c0de-0000-7000-8000-000000000031"`
	EffectiveCapacityWatts int64      `json:"effective_capacity_watts" doc:"What it may carry now." example:"40000"`
	CapacitySetBy          string     `json:"capacity_set_by" doc:"The node limit, envelope or circuit whose value that is." example:"0198c0de-0000-7000-8000-000000000042"`

	Shown *CapacityView `json:"shown" doc:"What it was shown last, and by what trigger; null where that was never anything but its usual."`
}

// CircuitRecord is a circuit as it is authored.
type CircuitRecord struct {
	CircuitID             uuid.UUID  `json:"circuit_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000037"`
	Name                  string     `json:"name" example:"Feeder west"`
	ParentCircuit         *uuid.UUID `json:"parent_circuit" format:"uuid" nullable:"true" doc:"The circuit it hangs on; null for a feeder." example:"0198c0de-0000-7000-8000-000000000038"`
	GridConnection        *uuid.UUID `json:"grid_connection" format:"uuid" nullable:"true" doc:"The connection that feeds it." example:"0198c0de-0000-7000-8000-000000000039"`
	DefaultCapacityWatts  int64      `json:"default_capacity_watts" example:"100000"`
	FailSafeCapacityWatts int64      `json:"fail_safe_capacity_watts" example:"20000"`
	GapPolicy             string     `json:"gap_policy" enum:"CIRCUIT_DEFAULT,HOLD_LAST,FAIL_SAFE" example:"CIRCUIT_DEFAULT"`
	Version               int64      `json:"version" doc:"Counts its changes." example:"1"`
}

// CircuitRequest is the whole of a circuit.
type CircuitRequest struct {
	Version               int64      `json:"version" minimum:"0" doc:"The version that was read; 0 for a new circuit." example:"0"`
	Name                  string     `json:"name" minLength:"1" maxLength:"200" example:"Feeder west"`
	ParentCircuit         *uuid.UUID `json:"parent_circuit,omitempty" format:"uuid" doc:"The circuit it hangs on; without it, it is a feeder." example:"0198c0de-0000-7000-8000-000000000038"`
	GridConnection        *uuid.UUID `json:"grid_connection,omitempty" format:"uuid" doc:"The connection that feeds it." example:"0198c0de-0000-7000-8000-000000000039"`
	DefaultCapacityWatts  int64      `json:"default_capacity_watts" minimum:"0" maximum:"1000000000000" example:"100000"`
	FailSafeCapacityWatts int64      `json:"fail_safe_capacity_watts" minimum:"0" maximum:"1000000000000" example:"20000"`
	GapPolicy             string     `json:"gap_policy,omitempty" enum:"CIRCUIT_DEFAULT,HOLD_LAST,FAIL_SAFE" default:"CIRCUIT_DEFAULT" example:"CIRCUIT_DEFAULT"`
}

// CircuitRemoval says which circuit was removed.
type CircuitRemoval struct {
	CircuitID uuid.UUID `json:"circuit_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000037"`
}

// RebalanceRequest asks for one cycle.
type RebalanceRequest struct {
	CorrelationID string     `json:"correlation_id,omitempty" maxLength:"200" doc:"Makes a request that comes again within 24 hours one and the same; the Idempotency-Key where it is absent." example:"nightly-2026-06-01"`
	NodeID        *uuid.UUID `json:"node_id,omitempty" format:"uuid" doc:"Only what hangs on this node may be given anything new; limits count everywhere." example:"0198c0de-0000-7000-8000-000000000031"`
	Source        string     `json:"source,omitempty" enum:"OPERATOR,SCHEDULER,INTEGRATION" default:"OPERATOR" doc:"Who asks." example:"OPERATOR"`
}

// CycleView is a balancing cycle.
type CycleView struct {
	CycleID           uuid.UUID         `json:"cycle_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000040"`
	MicrogridID       uuid.UUID         `json:"microgrid_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000030"`
	NodeID            *uuid.UUID        `json:"node_id" format:"uuid" nullable:"true" doc:"The subtree that was meant; null is all." example:"0198c0de-0000-7000-8000-000000000031"`
	TopologyVersion   int64             `json:"topology_version" doc:"Version of the tree it ran on." example:"3"`
	StartedAt         time.Time         `json:"started_at" example:"2026-06-01T12:00:00Z"`
	EndedAt           time.Time         `json:"ended_at" example:"2026-06-01T12:00:00Z"`
	Outcome           string            `json:"outcome" enum:"APPLIED,CURTAILED,REJECTED" doc:"Every request met; one is not; nothing was computed." example:"CURTAILED"`
	ReasonCodes       []string          `json:"reason_codes" nullable:"false" doc:"By precedence, each once." example:"[\"AGGREGATE_CAP_EXCEEDED\"]"`
	AllocationSummary *AllocationTotals `json:"allocation_summary" doc:"Who got what; null in lists."`
	Breaches          []BreachView      `json:"breaches" nullable:"false" doc:"Limits that demand passes."`
	SafeAction        SafeActionView    `json:"safe_action"`
	MissingInputs     []MissingView     `json:"missing_inputs" nullable:"false" doc:"What had to be known and was not."`
	Audit             CycleAudit        `json:"audit"`
}

// AllocationTotals is who got what.
type AllocationTotals struct {
	RequestedWatts int64            `json:"requested_watts" example:"60000"`
	AllocatedWatts int64            `json:"allocated_watts" example:"40000"`
	ByNode         []NodeAllocation `json:"by_node" nullable:"false" doc:"By node_id; an inner node has the sum of what lies below."`
}

// NodeAllocation is one node of a cycle.
type NodeAllocation struct {
	NodeID         uuid.UUID     `json:"node_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000031"`
	RequestedWatts int64         `json:"requested_watts" example:"22000"`
	AllocatedWatts int64         `json:"allocated_watts" example:"11000"`
	DemandWatts    int64         `json:"demand_watts" doc:"Net demand, positive away from the grid." example:"10800"`
	SourceMode     string        `json:"source_mode" doc:"MEASURED or FALLBACK_DERIVED." example:"MEASURED"`
	BoundBy        []BindingView `json:"bound_by" nullable:"false" doc:"What a leaf was cut by."`
}

// BindingView is one thing that stood in the way of a request.
type BindingView struct {
	NodeID         *uuid.UUID `json:"node_id" format:"uuid" nullable:"true" doc:"Null for the microgrid's own limit." example:"0198c0de-0000-7000-8000-000000000031"`
	ConstraintType string     `json:"constraint_type,omitempty" example:"CONSUMPTION_CAP"`
	ConstraintRef  *string    `json:"constraint_ref,omitempty" doc:"The node limit or envelope." example:"0198c0de-0000-7000-8000-000000000034"`
	ReasonCode     string     `json:"reason_code" example:"AGGREGATE_CAP_EXCEEDED"`
	LimitWatts     int64      `json:"limit_watts" example:"40000"`
}

// BreachView is a limit that demand passes.
type BreachView struct {
	BreachID             uuid.UUID  `json:"breach_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000041"`
	MicrogridID          uuid.UUID  `json:"microgrid_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000030"`
	NodeID               *uuid.UUID `json:"node_id" format:"uuid" nullable:"true" doc:"Null for the microgrid's own limit." example:"0198c0de-0000-7000-8000-000000000031"`
	ConstraintRef        *string    `json:"constraint_ref" doc:"The node limit or envelope that is the tightest." example:"0198c0de-0000-7000-8000-000000000034"`
	ConstraintType       string     `json:"constraint_type" example:"CONSUMPTION_CAP"`
	ReasonCode           string     `json:"reason_code" example:"NODE_CAP_EXCEEDED"`
	EffectiveDemandWatts int64      `json:"effective_demand_watts" example:"45000"`
	ResolvedLimitWatts   int64      `json:"resolved_limit_watts" example:"40000"`
	SourceMode           string     `json:"source_mode" enum:"MEASURED,FALLBACK_DERIVED" example:"MEASURED"`
	DetectedAt           time.Time  `json:"detected_at" example:"2026-06-01T12:00:00Z"`
}

// SafeActionView is what leaves were set to where demand was unknown.
type SafeActionView struct {
	Taken  string         `json:"taken" enum:"LEAVES_TO_FAIL_SAFE,NONE" example:"NONE"`
	Leaves []SafeLeafView `json:"leaves" nullable:"false"`
}

// SafeLeafView is one leaf of a safe action.
type SafeLeafView struct {
	NodeID uuid.UUID `json:"node_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000031"`
	Watts  int64     `json:"watts" example:"0"`
}

// MissingView is what had to be known of a node.
type MissingView struct {
	NodeID *uuid.UUID `json:"node_id" format:"uuid" nullable:"true" example:"0198c0de-0000-7000-8000-000000000031"`
	Input  string     `json:"input" example:"telemetry|fallback_demand_watts|rated_watts"`
}

// CycleAudit is who asked, by what policy, and what was known.
type CycleAudit struct {
	Actor         string           `json:"actor" example:"user:0d1f6f5a-77c4-4f0f-9a65-5b0a3d6c9e21"`
	Source        string           `json:"source" example:"OPERATOR"`
	CorrelationID string           `json:"correlation_id" example:"nightly-2026-06-01"`
	PolicyVersion int64            `json:"policy_version" doc:"0 where the defaults hold." example:"2"`
	Enforced      bool             `json:"enforced" doc:"False where control is disabled: nothing is carried out." example:"true"`
	Inputs        []ScopeInputView `json:"inputs" nullable:"false" doc:"Where the demand of each checked scope came from."`
	Thresholds    ThresholdsView   `json:"thresholds"`
}

// ScopeInputView is where the demand of a scope came from.
type ScopeInputView struct {
	NodeID           *uuid.UUID `json:"node_id" format:"uuid" nullable:"true" doc:"Null for the microgrid." example:"0198c0de-0000-7000-8000-000000000031"`
	SourceMode       string     `json:"source_mode" example:"MEASURED"`
	Input            string     `json:"input" doc:"telemetry, children, fallback_demand_watts or rated_watts." example:"telemetry"`
	ConsumptionWatts int64      `json:"consumption_watts" example:"45000"`
	GenerationWatts  int64      `json:"generation_watts" example:"0"`
	ObservedAt       *time.Time `json:"observed_at,omitempty" example:"2026-06-01T11:59:58Z"`
	Quality          string     `json:"quality,omitempty" example:"GOOD"`
}

// ThresholdsView is what decided about freshness.
type ThresholdsView struct {
	FreshnessSeconds int64 `json:"freshness_seconds" example:"60"`
}

// CycleExplained is a cycle and what it came to, in words.
type CycleExplained struct {
	CycleView
	Explanation []string `json:"explanation" nullable:"false" doc:"A sentence each: the outcome, breaches, and what each leaf was cut by."`
}

// CyclePage is a page of cycles.
type CyclePage struct {
	Cycles []CycleView `json:"cycles" nullable:"false" doc:"The newest first, without who got what."`
	Next   string      `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// MicrogridStatus is how a microgrid stands.
type MicrogridStatus struct { //nolint:revive // its name in the API's description
	LatestCycle   *CycleView         `json:"latest_cycle" doc:"Null before the first."`
	Breaches      []BreachView       `json:"breaches" nullable:"false" doc:"Those that last."`
	ControlPoints []ControlPointView `json:"control_points" nullable:"false" doc:"With their latest status."`

	Envelopes []EnvelopeWithBlocks `json:"operating_envelopes" nullable:"false" doc:"ACTIVE ones, by id."`
}

// LeafRequest is what a controllable leaf asks for.
type LeafRequest struct {
	NodeID         uuid.UUID  `json:"node_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000031"`
	RequestedWatts int64      `json:"requested_watts" doc:"Positive to consume, negative offers to discharge." example:"11000"`
	MinWatts       *int64     `json:"min_watts,omitempty" minimum:"0" doc:"Least magnitude it can run at; without it, 6 A on each phase." example:"4140"`
	MaxWatts       *int64     `json:"max_watts,omitempty" minimum:"0" doc:"Largest magnitude; without it, its rating." example:"22000"`
	Tier           *int       `json:"tier,omitempty" minimum:"0" maximum:"1000" doc:"Served in ascending order; 1 where absent." example:"1"`
	Weight         int        `json:"weight,omitempty" minimum:"1" maximum:"1000000" default:"1" doc:"Share within its tier." example:"1"`
	EnergyNeededWh *int64     `json:"energy_needed_wh,omitempty" minimum:"0" maximum:"1000000000" example:"30000"`
	ArrivedAt      *time.Time `json:"arrived_at,omitempty" example:"2026-06-01T17:00:00Z"`
	DepartsAt      *time.Time `json:"departs_at,omitempty" example:"2026-06-02T05:00:00Z"`
}

// LeafRequests is what all leaves ask for.
type LeafRequests struct {
	Requests []LeafRequest `json:"requests" nullable:"false" maxItems:"10000" doc:"A leaf that is not named asks for nothing."`
}
