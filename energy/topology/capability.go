package topology

import (
	"encoding/json"
	"time"
)

// CapabilityType is what a control point does. Only LOAD_BALANCING changes an allocation (FR-014).
type CapabilityType string

// Types of capability.
const (
	LoadBalancing      CapabilityType = "LOAD_BALANCING"
	PeakShaving        CapabilityType = "PEAK_SHAVING"
	DER                CapabilityType = "DER"
	EnergyOptimisation CapabilityType = "ENERGY_OPTIMISATION"
)

// CapabilityTypes lists every type of capability.
func CapabilityTypes() []CapabilityType {
	return []CapabilityType{LoadBalancing, PeakShaving, DER, EnergyOptimisation}
}

// CapabilityState says whether a control point is active, in lower case as document 004 prints it.
type CapabilityState string

// States of a control point.
const (
	Enabled  CapabilityState = "enabled"
	Disabled CapabilityState = "disabled"
)

// CapabilityStates lists every state of a control point.
func CapabilityStates() []CapabilityState { return []CapabilityState{Enabled, Disabled} }

// ControlSource says who controls, and who reports.
type ControlSource string

// Sources of control.
const (
	Local    ControlSource = "LOCAL"
	External ControlSource = "EXTERNAL"
)

// ControlSources lists every source of control.
func ControlSources() []ControlSource { return []ControlSource{Local, External} }

// CapabilityControlPoint binds a capability to the whole microgrid (NodeID null) or to a subtree. What
// another domain configures is referenced opaquely (D-024).
type CapabilityControlPoint struct {
	ControlPointID     ID              `json:"control_point_id"`
	MicrogridID        ID              `json:"microgrid_id"`
	NodeID             ID              `json:"node_id"`
	CapabilityType     CapabilityType  `json:"capability_type"`
	State              CapabilityState `json:"state"`
	ControlSource      ControlSource   `json:"control_source"`
	Description        string          `json:"description"`
	LocalConfig        json.RawMessage `json:"local_config"`
	ExternalConfigType ID              `json:"external_config_type"`
	ExternalConfigRef  ID              `json:"external_config_ref"`
	ScheduleRef        ID              `json:"schedule_ref"`
}

// ControlPointRule is a rule of control points; it is what violated_rule says.
type ControlPointRule string

// Rules of control points.
const (
	ScheduleOnlyLocal  ControlPointRule = "SCHEDULE_REF_ONLY_LOCAL"
	OneActivePerTarget ControlPointRule = "ONE_ACTIVE_PER_NODE_AND_TYPE"
	TargetKnown        ControlPointRule = "NODE_OF_THIS_MICROGRID"
)

// CheckControlPoint says which rule a control point breaks beside the others of its microgrid, "" for
// none: schedule_ref is for LOCAL control only, and is never cleared silently (D-015, I-11); at most one
// enabled point stands for a node and type, the whole microgrid counting as one target (I-14).
func CheckControlPoint(tree *Tree, p CapabilityControlPoint, others []CapabilityControlPoint) ControlPointRule {
	if p.ControlSource == External && p.ScheduleRef != "" {
		return ScheduleOnlyLocal
	}
	if _, ok := tree.Index(p.NodeID); p.NodeID != "" && !ok {
		return TargetKnown
	}
	for _, o := range others {
		if p.State == Enabled && o.State == Enabled && o.ControlPointID != p.ControlPointID && o.NodeID == p.NodeID && o.CapabilityType == p.CapabilityType {
			return OneActivePerTarget
		}
	}
	return ""
}

// CapabilityStatusEvent is one report of a control point's status, kept for ever (D-017). The status is
// free text.
type CapabilityStatusEvent struct {
	StatusEventID     ID              `json:"status_event_id"`
	MicrogridID       ID              `json:"microgrid_id"`
	ControlPointID    ID              `json:"control_point_id"`
	NodeID            ID              `json:"node_id"`
	CapabilityType    CapabilityType  `json:"capability_type"`
	OperationalStatus string          `json:"operational_status"`
	ReportedBy        ControlSource   `json:"reported_by"`
	ObservedAt        time.Time       `json:"observed_at"`
	IngestedAt        time.Time       `json:"ingested_at"`
	SourceEventRef    ID              `json:"source_event_ref"`
	StatusDetail      json.RawMessage `json:"status_detail"`
}

// CapabilityStatusProjection is the latest status of a control point. FreshnessSeconds is its age when
// it is read.
type CapabilityStatusProjection struct {
	MicrogridID             ID              `json:"microgrid_id"`
	ControlPointID          ID              `json:"control_point_id"`
	NodeID                  ID              `json:"node_id"`
	CapabilityType          CapabilityType  `json:"capability_type"`
	LatestOperationalStatus string          `json:"latest_operational_status"`
	ReportedBy              ControlSource   `json:"reported_by"`
	LastObservedAt          time.Time       `json:"last_observed_at"`
	LastIngestedAt          time.Time       `json:"last_ingested_at"`
	FreshnessSeconds        int64           `json:"freshness_seconds"`
	StatusDetail            json.RawMessage `json:"status_detail"`
}

// Latest projects the events of one control point as read at now: the greatest by when it was observed,
// then ingested, then by id. An event that comes late changes the history and not the projection. It is
// false without events.
func Latest(events []CapabilityStatusEvent, now time.Time) (CapabilityStatusProjection, bool) {
	if len(events) == 0 {
		return CapabilityStatusProjection{}, false
	}
	last := events[0]
	for _, e := range events[1:] {
		if e.after(last) {
			last = e
		}
	}
	return CapabilityStatusProjection{
		MicrogridID: last.MicrogridID, ControlPointID: last.ControlPointID, NodeID: last.NodeID, CapabilityType: last.CapabilityType,
		LatestOperationalStatus: last.OperationalStatus, ReportedBy: last.ReportedBy, LastObservedAt: last.ObservedAt, LastIngestedAt: last.IngestedAt,
		FreshnessSeconds: int64(now.Sub(last.ObservedAt) / time.Second), StatusDetail: last.StatusDetail,
	}, true
}

func (e CapabilityStatusEvent) after(o CapabilityStatusEvent) bool {
	switch {
	case !e.ObservedAt.Equal(o.ObservedAt):
		return e.ObservedAt.After(o.ObservedAt)
	case !e.IngestedAt.Equal(o.IngestedAt):
		return e.IngestedAt.After(o.IngestedAt)
	}
	return e.StatusEventID > o.StatusEventID
}

// StatusOf is the operational status for what a controller reports: text as it is, true and false as ON
// and OFF, with the raw value kept in the detail.
func StatusOf(raw any) (status string, detail json.RawMessage) {
	switch v := raw.(type) {
	case bool:
		if v {
			return "ON", json.RawMessage(`{"raw":true}`)
		}
		return "OFF", json.RawMessage(`{"raw":false}`)
	case string:
		return v, nil
	}
	return "", nil
}
