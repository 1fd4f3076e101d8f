package topology

// NodeType is what a node of the tree is.
type NodeType string

// Types of node. A GridConnection stands on the first level and only there (I-01).
const (
	GridConnection NodeType = "GRID_CONNECTION"
	CircuitNode    NodeType = "CIRCUIT"
	ChargePoint    NodeType = "CHARGE_POINT"
	Connector      NodeType = "CONNECTOR"
	PowerSource    NodeType = "POWER_SOURCE"
	Virtual        NodeType = "VIRTUAL"
)

// NodeTypes lists every type of node.
func NodeTypes() []NodeType {
	return []NodeType{GridConnection, CircuitNode, ChargePoint, Connector, PowerSource, Virtual}
}

// AssetType is the kind of thing that a node stands for in the domain it comes from.
type AssetType string

// Types of asset. A virtual node has none.
const (
	CircuitAsset     AssetType = "CIRCUIT"
	ChargePointAsset AssetType = "CHARGE_POINT"
	ConnectorAsset   AssetType = "CONNECTOR"
	PowerSourceAsset AssetType = "POWER_SOURCE"
)

// AssetTypes lists every type of asset.
func AssetTypes() []AssetType {
	return []AssetType{CircuitAsset, ChargePointAsset, ConnectorAsset, PowerSourceAsset}
}

// asset is the type of asset that a node of this type may stand for; "" for none.
func (t NodeType) asset() AssetType {
	switch t {
	case GridConnection, CircuitNode:
		return CircuitAsset
	case ChargePoint:
		return ChargePointAsset
	case Connector:
		return ConnectorAsset
	case PowerSource:
		return PowerSourceAsset
	case Virtual:
	}
	return ""
}

// NodeStatus says whether what hangs on a node may be controlled.
type NodeStatus string

// Statuses of a node. Below one that is not ACTIVE nothing is given any power.
const (
	NodeActive      NodeStatus = "ACTIVE"
	Maintenance     NodeStatus = "MAINTENANCE"
	NodeUnavailable NodeStatus = "UNAVAILABLE"
)

// NodeStatuses lists every status of a node.
func NodeStatuses() []NodeStatus { return []NodeStatus{NodeActive, Maintenance, NodeUnavailable} }

// ConstraintType is what a limit bounds: consumption, generation, or the net of both.
type ConstraintType string

// Types of constraint.
const (
	ConsumptionCap ConstraintType = "CONSUMPTION_CAP"
	GenerationCap  ConstraintType = "GENERATION_CAP"
	NetCap         ConstraintType = "NET_CAP"
)

// ConstraintTypes lists every type of constraint, in the order they are evaluated.
func ConstraintTypes() []ConstraintType {
	return []ConstraintType{ConsumptionCap, GenerationCap, NetCap}
}

// ordinal is the constraint's place in ConstraintTypes; -1 for none of them.
func (c ConstraintType) ordinal() int {
	switch c {
	case ConsumptionCap:
		return 0
	case GenerationCap:
		return 1
	case NetCap:
		return 2
	}
	return -1
}

// LimitSourceType says where a node limit comes from.
type LimitSourceType string

// Sources of node limits.
const (
	PhysicalDerived LimitSourceType = "PHYSICAL_DERIVED"
	Manual          LimitSourceType = "MANUAL"
	FailSafe        LimitSourceType = "FAIL_SAFE"
	StaticPolicy    LimitSourceType = "STATIC_POLICY"
)

// LimitSourceTypes lists every source of a node limit.
func LimitSourceTypes() []LimitSourceType {
	return []LimitSourceType{PhysicalDerived, Manual, FailSafe, StaticPolicy}
}

// LimitStatus says whether a node limit counts.
type LimitStatus string

// Statuses of a node limit.
const (
	LimitActive   LimitStatus = "ACTIVE"
	LimitInactive LimitStatus = "INACTIVE"
)

// LimitStatuses lists every status of a node limit.
func LimitStatuses() []LimitStatus { return []LimitStatus{LimitActive, LimitInactive} }

// EnvelopeType says what an operating envelope stands for, whatever protocol it came by.
type EnvelopeType string

// Types of envelope.
const (
	TOULimit EnvelopeType = "TOU_LIMIT"
	Forecast EnvelopeType = "FORECAST"
	Fallback EnvelopeType = "FALLBACK"
	Override EnvelopeType = "OVERRIDE"
)

// EnvelopeTypes lists every type of envelope.
func EnvelopeTypes() []EnvelopeType {
	return []EnvelopeType{TOULimit, Forecast, Fallback, Override}
}

// EnvelopeStatus is where an envelope is in its life.
type EnvelopeStatus string

// Statuses of an envelope. EXPIRED, WITHDRAWN and REJECTED are final.
const (
	Pending        EnvelopeStatus = "PENDING"
	EnvelopeActive EnvelopeStatus = "ACTIVE"
	Expired        EnvelopeStatus = "EXPIRED"
	Withdrawn      EnvelopeStatus = "WITHDRAWN"
	Rejected       EnvelopeStatus = "REJECTED"
)

// EnvelopeStatuses lists every status of an envelope.
func EnvelopeStatuses() []EnvelopeStatus {
	return []EnvelopeStatus{Pending, EnvelopeActive, Expired, Withdrawn, Rejected}
}

// GapPolicy says what holds while a healthy source of forecasts has none for the instant (FR-031).
type GapPolicy string

// Gap policies. GapNone sets no limit and is for nodes without a circuit.
const (
	GapNone           GapPolicy = "NONE"
	GapCircuitDefault GapPolicy = "CIRCUIT_DEFAULT"
	GapHoldLast       GapPolicy = "HOLD_LAST"
	GapFailSafe       GapPolicy = "FAIL_SAFE"
)

// GapPolicies lists every gap policy.
func GapPolicies() []GapPolicy {
	return []GapPolicy{GapNone, GapCircuitDefault, GapHoldLast, GapFailSafe}
}

// ProjectionTrigger says what made an effective circuit capacity be computed.
type ProjectionTrigger string

// Triggers of a projection. The guard corrects and never asks for a balancing cycle.
const (
	EnvelopeChange    ProjectionTrigger = "ENVELOPE_CHANGE"
	EnvelopeLifecycle ProjectionTrigger = "ENVELOPE_LIFECYCLE"
	RebalanceGuard    ProjectionTrigger = "REBALANCE_GUARD"
)

// ProjectionTriggers lists every trigger of a projection.
func ProjectionTriggers() []ProjectionTrigger {
	return []ProjectionTrigger{EnvelopeChange, EnvelopeLifecycle, RebalanceGuard}
}
