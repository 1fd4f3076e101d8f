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
	ID       uuid.UUID
	Site     uuid.UUID
	SiteName string
	Kind     Kind
	Severity Severity
	Code     reason.Code
	Params   map[string]any
	Asset    string
	Device   string
	Rule     uuid.UUID // the rule of people that raises it; zero for none
	Raised   time.Time
	// Ordinal orders events of one instant: the place in what an edge sent, 0 for the backend's own.
	Ordinal      int64
	Acknowledged *time.Time
	Cleared      *time.Time
	// ClearedBecause is why an alarm was cleared whose condition did not end, such as DEVICE_REMOVED.
	ClearedBecause reason.Code
	Handled        Handled
	// Version counts the changes from 1.
	Version int64
}

// Handled is what people have done about an alarm.
type Handled struct {
	AcknowledgedBy, Note string // who acknowledged it, by name, and what they wrote
	// ShelvedUntil is until when it is put aside; nil where it is not. In the past it means that the
	// time is over and nobody has noted it yet.
	ShelvedUntil          *time.Time
	ShelvedBy, ShelvedWhy string
}

// Shelved reports whether the alarm is put aside at an instant.
func (e Event) Shelved(now time.Time) bool {
	return e.Handled.ShelvedUntil != nil && e.Handled.ShelvedUntil.After(now)
}

// Key names the one alarm that may be open for a condition: a code at a site and, where it concerns
// one, a device or an asset, or the rule of people that raises it.
type Key struct {
	Site   uuid.UUID
	Code   reason.Code
	Asset  string
	Device string
	Rule   uuid.UUID
}
