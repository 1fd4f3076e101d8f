package microgrid

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"ohmstead/backend/identity"
	"ohmstead/energy/topology"
)

// Report is what a controller reports of a control point. Raw is text, or what is turned into text with
// the raw value kept. NodeID and Kind, where they are given, must be the control point's own.
type Report struct {
	Microgrid, Point topology.ID
	NodeID           *topology.ID
	Kind             topology.CapabilityType
	Raw              any
	ReportedBy       topology.ControlSource
	ObservedAt       time.Time
	SourceEventRef   topology.ID
	Detail           json.RawMessage
}

// StatusRecord is the payload of microgrid.capability_status.recorded.
type StatusRecord struct {
	MicrogridID       topology.ID             `json:"microgrid_id"`
	ControlPointID    topology.ID             `json:"control_point_id"`
	NodeID            topology.ID             `json:"node_id"`
	CapabilityType    topology.CapabilityType `json:"capability_type"`
	OperationalStatus string                  `json:"operational_status"`
	SourceEventRef    topology.ID             `json:"source_event_ref"`
	ObservedAt        time.Time               `json:"observed_at"`
}

// RecordStatus appends a status event (I-16). Under a source_event_ref that was used it answers the
// event of then; IDEMPOTENCY_KEY_REUSED where that said something else. Without Point it is for the
// whole microgrid's point of the type.
func (s *Service) RecordStatus(ctx context.Context, scope identity.Scope, r Report, now time.Time) (topology.CapabilityStatusEvent, error) {
	key, err := keyOf("source_event_ref", string(r.SourceEventRef), r)
	if err != nil {
		return topology.CapabilityStatusEvent{}, err
	}
	ask := Request{Microgrid: r.Microgrid, Parts: []Part{Points}, Key: key, Now: now}
	event, err := answered[topology.CapabilityStatusEvent](s.ChangeMicrogrid(ctx, scope, ask, func(state *State) (Change, error) {
		p, err := state.reporting(r)
		if err != nil {
			return Change{}, err
		}
		id, err := newID()
		if err != nil {
			return Change{}, err
		}
		e := topology.CapabilityStatusEvent{
			StatusEventID: id, MicrogridID: r.Microgrid, ControlPointID: p.ControlPointID, NodeID: p.NodeID, CapabilityType: p.CapabilityType,
			ReportedBy: r.ReportedBy, ObservedAt: r.ObservedAt.UTC().Truncate(time.Microsecond), IngestedAt: now.UTC().Truncate(time.Microsecond),
			SourceEventRef: r.SourceEventRef, StatusDetail: r.Detail,
		}
		if e.OperationalStatus, err = normalise(r.Raw, &e.StatusDetail); err != nil {
			return Change{}, err
		}
		c := Change{StatusEvents: []topology.CapabilityStatusEvent{e}, Answer: e}
		c.tell(StatusRecorded, now, StatusRecord{
			e.MicrogridID, e.ControlPointID, e.NodeID, e.CapabilityType, e.OperationalStatus, e.SourceEventRef, e.ObservedAt,
		})
		return c, nil
	}))
	if err != nil {
		return event, fmt.Errorf("record a status: %w", err)
	}
	return event, nil
}

// normalise turns what was reported into text; the raw value goes into the detail beside what is there.
func normalise(raw any, detail *json.RawMessage) (string, error) {
	status, kept := topology.StatusOf(raw)
	if status == "" {
		return "", broken(RuleStatusText, "operational_status is %v, want text, true or false", raw)
	}
	if kept == nil {
		return status, nil
	}
	fields := map[string]json.RawMessage{}
	for _, part := range []json.RawMessage{*detail, kept} {
		if len(part) == 0 || string(part) == "null" {
			continue
		}
		if err := json.Unmarshal(part, &fields); err != nil {
			return "", broken(RuleStatusDetail, "status_detail is no object")
		}
	}
	merged, err := json.Marshal(fields)
	if err != nil {
		return "", fmt.Errorf("encode the detail of a status: %w", err)
	}
	*detail = merged
	return status, nil
}

// reporting is the control point that a report is about.
func (s *State) reporting(r Report) (*Point, error) {
	if r.Point == "" {
		at := slices.IndexFunc(s.Points, func(p Point) bool { return p.NodeID == "" && p.CapabilityType == r.Kind })
		enabled := slices.IndexFunc(s.Points, func(p Point) bool {
			return p.NodeID == "" && p.CapabilityType == r.Kind && p.State == topology.Enabled
		})
		if enabled >= 0 {
			at = enabled
		}
		if at < 0 {
			return nil, broken(RuleWholeMicrogrid, "no control point of the whole microgrid is %s", r.Kind)
		}
		return &s.Points[at], nil
	}
	p := s.point(r.Point)
	switch {
	case p == nil:
		return nil, broken(RulePointUnknown, "%s is no control point of this microgrid", r.Point)
	case r.Kind != "" && r.Kind != p.CapabilityType:
		return nil, broken(RuleEventCopies, "capability_type of %s is %s", r.Point, p.CapabilityType)
	case r.NodeID != nil && *r.NodeID != p.NodeID:
		return nil, broken(RuleEventCopies, "node_id of %s is %q", r.Point, p.NodeID)
	}
	return p, nil
}
