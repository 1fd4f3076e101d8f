package compat

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/microgrid"
)

// CircuitCycle is the cycle that was run for a circuit. node_id is the node that stands for it.
type CircuitCycle struct {
	CircuitID uuid.UUID `json:"circuit_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000037"`
	microgrid.CycleView
}

// CircuitRebalance says under which key a circuit is rebalanced.
type CircuitRebalance struct {
	CorrelationID string `json:"correlation_id,omitempty" maxLength:"200" doc:"Makes a request that comes again one and the same." example:"legacy-4711"`
}

// LegacyEvent is an event or a due job of a program that knows circuits alone.
type LegacyEvent struct {
	Event       string     `json:"event" enum:"load_balancer.rebalance_requested,ScheduledEventRebalancePeriodic" example:"load_balancer.rebalance_requested"`
	CircuitID   uuid.UUID  `json:"circuit_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000037"`
	EventID     string     `json:"event_id" minLength:"1" maxLength:"200" doc:"The sender's own name of it; makes one that comes again one and the same." example:"evt-4711"`
	ScheduledAt *time.Time `json:"scheduled_at,omitempty" doc:"When a ScheduledEventRebalancePeriodic was due." example:"2026-06-01T12:00:00Z"`
}

// LegacyEventResult is what became of such an event.
type LegacyEventResult struct {
	CircuitID  uuid.UUID  `json:"circuit_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000037"`
	NodeID     *uuid.UUID `json:"node_id" format:"uuid" nullable:"true" doc:"The node that stands for the circuit; null where none does." example:"0198c0de-0000-7000-8000-000000000031"`
	CycleID    *uuid.UUID `json:"cycle_id" format:"uuid" nullable:"true" doc:"The cycle that was run; null where none was." example:"0198c0de-0000-7000-8000-000000000040"`
	Outcome    *string    `json:"outcome" enum:"APPLIED,CURTAILED,REJECTED" doc:"Of the cycle." example:"APPLIED"`
	ReasonCode *string    `json:"reason_code" doc:"Why no cycle was run." example:"CIRCUIT_ALIAS_NOT_RESOLVABLE"`
}

// TrafficRecord is what came of one translation.
type TrafficRecord struct {
	EventID     int64           `json:"event_id" example:"4711"`
	MicrogridID uuid.UUID       `json:"microgrid_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000030"`
	Name        string          `json:"name" enum:"compatibility.circuit_alias_applied,compatibility.alias_failed,compatibility.scheduled_rebalance_skipped,compatibility.tou_limits_translated" example:"compatibility.circuit_alias_applied"`
	At          time.Time       `json:"at" example:"2026-06-01T12:00:00Z"`
	Actor       string          `json:"actor" doc:"Who asked." example:"user:0198c0de-0000-7000-8000-000000000001"`
	Payload     json.RawMessage `json:"payload" doc:"circuit_id, and node_id, path, scheduled_at and reason_code as far as the event has them." example:"{\"circuit_id\":\"0198c0de-0000-7000-8000-000000000037\",\"path\":\"HTTP\"}"`
}

// TrafficPage is a page of the record.
type TrafficPage struct {
	Items []TrafficRecord `json:"items" nullable:"false" doc:"The newest first."`
	Next  string          `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

// TOURow limits a time of some days of the week.
type TOURow struct {
	Weekdays   []string `json:"weekdays" nullable:"false" doc:"MON to SUN." example:"[\"MON\",\"TUE\"]"`
	From       string   `json:"from" doc:"Local time." example:"16:00"`
	To         string   `json:"to" doc:"End, not included; 24:00 is allowed, and one that is not after from is on the next day." example:"20:00"`
	LimitWatts int64    `json:"limit_watts" doc:"0 is a cap of nothing." example:"40000"`
}

// TOUSchedule is what a circuit may carry at which times of every week. The smaller of overlapping rows
// holds.
type TOUSchedule struct {
	TimeZone string   `json:"time_zone" maxLength:"100" doc:"Of the IANA database." example:"Europe/Berlin"`
	Limits   []TOURow `json:"limits" nullable:"false" maxItems:"200"`
}

// TOULimits is the schedule of a circuit.
type TOULimits struct {
	CircuitID uuid.UUID `json:"circuit_id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000037"`
	NodeID    uuid.UUID `json:"node_id" format:"uuid" doc:"The node that stands for it." example:"0198c0de-0000-7000-8000-000000000031"`
	TOUSchedule
}

type touInput struct {
	CircuitPath
	Body TOUSchedule
}

// CircuitPath names the circuit an operation is about.
type CircuitPath struct {
	CircuitID uuid.UUID `path:"circuit_id" format:"uuid" doc:"The circuit." example:"0198c0de-0000-7000-8000-000000000037"`
}

type rebalanceInput struct {
	CircuitPath
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Stands for correlation_id where that is absent."`
	Body CircuitRebalance
}

type eventInput struct {
	Body LegacyEvent
}

type trafficInput struct {
	MicrogridID uuid.UUID `query:"microgrid_id" format:"uuid" doc:"Only that of this microgrid."`
	Name        string    `query:"name" enum:"compatibility.circuit_alias_applied,compatibility.alias_failed,compatibility.scheduled_rebalance_skipped,compatibility.tou_limits_translated" doc:"Only these."`
	Cursor      string    `query:"cursor" maxLength:"64" doc:"The next of the page before."`
	Limit       int       `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many."`
}

type trafficOutput struct{ Body TrafficPage }

type output[T any] struct{ Body microgrid.Reply[T] }
