package topology

import (
	"encoding/json"
	"time"

	"ohmstead/energy/unit"
)

// ID names a thing of document 004, a UUID in the product. It is compared as text, byte by byte. The
// empty ID is null, in JSON too.
type ID string

// MarshalJSON writes null for the empty ID.
func (id ID) MarshalJSON() ([]byte, error) {
	if id == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(id))
}

// Microgrid is the root of a site's electrical system. It is no node; Version rises with every
// accepted change of the tree and with nothing else (D-009).
type Microgrid struct {
	MicrogridID ID    `json:"microgrid_id"`
	DepotID     ID    `json:"depot_id"`
	Version     int64 `json:"version"`
}

// Node is a node of the tree (MicrogridNode). ParentNodeID is null on the first level only.
type Node struct {
	NodeID            ID         `json:"node_id"`
	MicrogridID       ID         `json:"microgrid_id"`
	ParentNodeID      ID         `json:"parent_node_id"`
	Name              string     `json:"name"`
	NodeType          NodeType   `json:"node_type"`
	AttachedAssetType *AssetType `json:"attached_asset_type"`
	AttachedAssetID   ID         `json:"attached_asset_id"`
	Status            NodeStatus `json:"status"`
	DisplayOrder      int        `json:"display_order"`
}

// NodeLimit is the baseline cap on what lies at and below a node. LimitWatts is a magnitude.
type NodeLimit struct {
	NodeLimitID    ID              `json:"node_limit_id"`
	MicrogridID    ID              `json:"microgrid_id"`
	NodeID         ID              `json:"node_id"`
	ConstraintType ConstraintType  `json:"constraint_type"`
	LimitWatts     unit.Power      `json:"limit_watts"`
	SourceType     LimitSourceType `json:"source_type"`
	Status         LimitStatus     `json:"status"`
	UpdatedAt      time.Time       `json:"updated_at"`
}

// OperatingEnvelope narrows the limit of one node and constraint type from EffectiveFrom until
// EffectiveTo, block by block. It knows nothing of the protocol it came by (D-018).
type OperatingEnvelope struct {
	EnvelopeID           ID             `json:"envelope_id"`
	MicrogridID          ID             `json:"microgrid_id"`
	OriginControlPointID ID             `json:"origin_control_point_id"`
	NodeID               ID             `json:"node_id"`
	EnvelopeType         EnvelopeType   `json:"envelope_type"`
	ConstraintType       ConstraintType `json:"constraint_type"`
	EffectiveFrom        time.Time      `json:"effective_from"`
	EffectiveTo          time.Time      `json:"effective_to"`
	SourceRef            string         `json:"source_ref"`
	Status               EnvelopeStatus `json:"status"`
	ReceivedAt           time.Time      `json:"received_at"`

	Blocks []OperatingEnvelopeBlock `json:"blocks"`
}

// OperatingEnvelopeBlock is a part of an envelope's time, [BlockFrom, BlockTo). A bound that is
// absent is none. Watts are magnitudes but for a NET_CAP, where they are signed.
type OperatingEnvelopeBlock struct {
	EnvelopeID    ID          `json:"envelope_id"`
	BlockFrom     time.Time   `json:"block_from"`
	BlockTo       time.Time   `json:"block_to"`
	MinLimitWatts *unit.Power `json:"min_limit_watts"`
	MaxLimitWatts *unit.Power `json:"max_limit_watts"`
	TargetWatts   *unit.Power `json:"target_watts"`
}

// covers reports whether the block holds at t.
func (b *OperatingEnvelopeBlock) covers(t time.Time) bool {
	return !t.Before(b.BlockFrom) && t.Before(b.BlockTo)
}

// SourceHealth says until when the source of a node's envelopes counts as healthy. A source without
// one never reported and is healthy.
type SourceHealth struct {
	NodeID               ID        `json:"node_id"`
	OriginControlPointID ID        `json:"origin_control_point_id"`
	HealthyUntil         time.Time `json:"healthy_until"`
}

// Circuit is a feeder of the site's older circuit list, with what holds when nothing else is known.
// NodeID is the node that it is projected from; both capacities are magnitudes.
type Circuit struct {
	CircuitID             ID         `json:"circuit_id"`
	NodeID                ID         `json:"node_id"`
	DefaultCapacityWatts  unit.Power `json:"default_capacity_watts"`
	FailSafeCapacityWatts unit.Power `json:"fail_safe_capacity_watts"`
	GapPolicy             GapPolicy  `json:"gap_policy"`
}
