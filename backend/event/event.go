package event

import (
	"time"

	"github.com/google/uuid"

	"ohmstead/energy/reason"
)

// Kind says what sort of thing happened.
type Kind string

// Kinds of event.
const (
	Alarm           Kind = "ALARM"
	Fault           Kind = "FAULT"
	OperatorAction  Kind = "OPERATOR_ACTION"
	StateTransition Kind = "STATE_TRANSITION"
	Domain          Kind = "DOMAIN"
)

// Severity says how much it matters.
type Severity string

// Severities.
const (
	Info    Severity = "INFO"
	Warning Severity = "WARNING"
	Severe  Severity = "SEVERE"
)

// Event is something that happened and is worth keeping. An alarm is open until Cleared is set.
type Event struct {
	ID           uuid.UUID
	Site         uuid.UUID
	SiteName     string
	Kind         Kind
	Severity     Severity
	Code         reason.Code
	Params       map[string]any
	Asset        string
	Device       string
	Raised       time.Time
	Acknowledged *time.Time
	Cleared      *time.Time
}

// Key names the one alarm that may be open for a condition: a code at a site and, where it concerns
// one, a device or an asset.
type Key struct {
	Site   uuid.UUID
	Code   reason.Code
	Asset  string
	Device string
}
