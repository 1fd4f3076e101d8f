package depot

import (
	"encoding/json"
	"io"
	"time"

	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

// Line is one line of a run's output; exactly one of its parts is there.
type Line struct {
	At        time.Time  `json:"at"`
	Event     *Event     `json:"event,omitempty"`
	Cycle     *Cycle     `json:"cycle,omitempty"`
	Violation *Violation `json:"violation,omitempty"`
	Missed    string     `json:"missed,omitempty"` // an expectation of the file
	Summary   *Summary   `json:"summary,omitempty"`
}

// Event is what happened, by document 004's name where it has one.
type Event struct {
	Name        string                     `json:"name"`
	NodeID      topology.ID                `json:"node_id,omitempty"`
	CircuitID   topology.ID                `json:"circuit_id,omitempty"`
	EnvelopeID  topology.ID                `json:"envelope_id,omitempty"`
	NodeLimitID topology.ID                `json:"node_limit_id,omitempty"`
	Status      topology.EnvelopeStatus    `json:"status,omitempty"`
	Rule        string                     `json:"rule,omitempty"`
	ReasonCode  reason.Code                `json:"reason_code,omitempty"`
	Detail      string                     `json:"detail,omitempty"`
	Path        Path                       `json:"path,omitempty"`
	Version     int64                      `json:"version,omitempty"`
	Watts       *unit.Power                `json:"effective_capacity_watts,omitempty"`
	Trigger     topology.ProjectionTrigger `json:"projection_trigger,omitempty"`
	EvaluatedAt *time.Time                 `json:"evaluated_at,omitempty"`
}

// Events that document 004 does not name.
const (
	eventRefused   = "action.refused"
	eventArrived   = "vehicle.arrived"
	eventLeft      = "vehicle.left"
	eventAliasFail = "compatibility.alias_failed"
	eventSkipped   = "compatibility.scheduled_rebalance_skipped"
)

// Cycle is one balancing cycle, in short.
type Cycle struct {
	CycleID        topology.ID                `json:"cycle_id"`
	Trigger        string                     `json:"trigger"`
	NodeID         topology.ID                `json:"node_id"`
	Outcome        balance.Outcome            `json:"outcome"`
	ReasonCodes    []reason.Code              `json:"reason_codes"`
	RequestedWatts unit.Power                 `json:"requested_watts"`
	AllocatedWatts unit.Power                 `json:"allocated_watts"`
	Scopes         []Scope                    `json:"scopes,omitempty"`
	Chargers       []Share                    `json:"chargers,omitempty"`
	Breaches       []Breach                   `json:"breaches,omitempty"`
	SafeAction     balance.SafeActionTaken    `json:"safe_action_taken,omitempty"`
	MissingInputs  []balance.MissingInput     `json:"missing_inputs,omitempty"`
	Sources        map[topology.ID]sourceMode `json:"-"`
}

type sourceMode = balance.SourceMode

// Scope is a node whose demand was checked.
type Scope struct {
	NodeID           topology.ID        `json:"node_id"`
	SourceMode       balance.SourceMode `json:"source_mode"`
	Input            balance.Input      `json:"input"`
	ConsumptionWatts unit.Power         `json:"consumption_watts"`
	ActualWatts      unit.Power         `json:"actual_watts"`
}

// Share is what a charger asked for and was given.
type Share struct {
	NodeID         topology.ID   `json:"node_id"`
	VehicleID      topology.ID   `json:"vehicle_id"`
	RequestedWatts unit.Power    `json:"requested_watts"`
	AllocatedWatts unit.Power    `json:"allocated_watts"`
	ActualWatts    unit.Power    `json:"actual_watts"`
	BoundBy        []reason.Code `json:"bound_by,omitempty"`
	// ConfirmedWatts is there while a decrease is not confirmed.
	ConfirmedWatts *unit.Power `json:"confirmed_watts,omitempty"`
}

// Breach is a limit that demand passes.
type Breach struct {
	NodeID               topology.ID `json:"node_id"`
	ConstraintRef        topology.ID `json:"constraint_ref"`
	ReasonCode           reason.Code `json:"reason_code"`
	EffectiveDemandWatts unit.Power  `json:"effective_demand_watts"`
	ResolvedLimitWatts   unit.Power  `json:"resolved_limit_watts"`
}

// Violation is a promise that a step broke.
type Violation struct {
	Promise string      `json:"promise"`
	NodeID  topology.ID `json:"node_id"`
	Detail  string      `json:"detail"`
}

// WriteLines is a sink that writes each line as JSON.
func WriteLines(w io.Writer) func(Line) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return func(l Line) error { return e.Encode(l) }
}
