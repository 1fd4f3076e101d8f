package relay

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"ohmstead/energy/reason"
)

// Happening is the data of everything that is kept in the log of events: of the kinds ALARM_RAISED,
// ALARM_ACKNOWLEDGED, ALARM_SHELVED, ALARM_UNSHELVED, ALARM_RETURNED, ALARM_CLEARED and FAULT in alerts, STATE_TRANSITION in
// transitions, DOMAIN and OPERATOR_ACTION in control. It is the whole row after the change.
type Happening struct {
	ID             uuid.UUID      `json:"id"`
	Severity       string         `json:"severity"` // INFO, WARNING or SEVERE
	Code           reason.Code    `json:"code"`
	Params         map[string]any `json:"params"`
	Asset          string         `json:"asset"`  // key, "" for none
	Device         string         `json:"device"` // key, "" for none
	RaisedAt       time.Time      `json:"raised_at"`
	AcknowledgedAt *time.Time     `json:"acknowledged_at"`
	AcknowledgedBy *uuid.UUID     `json:"acknowledged_by"`
	ClearedAt      *time.Time     `json:"cleared_at"`
	// Ordinal orders events of one instant; Version counts the changes of the row.
	Ordinal         int64      `json:"ordinal"`
	Version         int64      `json:"version"`
	AcknowledgeNote string     `json:"acknowledge_note"`
	ShelvedUntil    *time.Time `json:"shelved_until"`
	ShelvedBy       *uuid.UUID `json:"shelved_by"`
	ShelveReason    string     `json:"shelve_reason"`
	// ClearedReason is the code of why an alarm was cleared whose condition did not end.
	ClearedReason reason.Code `json:"cleared_reason"`
	RuleID        *uuid.UUID  `json:"rule_id"` // the rule of people that raised it
}

// CommandIssued is the data of the kind COMMAND_ISSUED in commands.
type CommandIssued struct {
	ID        uuid.UUID       `json:"id"`
	EdgeID    *uuid.UUID      `json:"edge_id"` // null for one that the backend executes itself
	Seq       *int64          `json:"seq"`     // counts the commands of the edge; null without one
	Kind      string          `json:"kind"`
	Asset     string          `json:"asset"` // key, "" for none
	Payload   json.RawMessage `json:"payload"`
	Reason    string          `json:"reason"`
	IssuedBy  *uuid.UUID      `json:"issued_by"` // nil of an order that carries out a balancing cycle or a plan
	PolicyID  *uuid.UUID      `json:"policy_id"` // in whose name a plan is carried out; nil of other orders
	IssuedAt  time.Time       `json:"issued_at"`
	ExpiresAt time.Time       `json:"expires_at"`
}

// CommandAnswered is the data of the kind COMMAND_ANSWERED in commands: one answer of the edge, by the
// edge's clock.
type CommandAnswered struct {
	CommandID    uuid.UUID       `json:"command_id"`
	At           time.Time       `json:"at"`
	State        string          `json:"state"`
	AppliedWatts *int64          `json:"applied_watts"` // W, positive away from the grid
	ReasonCodes  []reason.Code   `json:"reason_codes"`
	Params       map[string]any  `json:"params"`
	Result       json.RawMessage `json:"result"` // what a SCAN or TEST_WRITE found; null of other kinds
}

// LimitsSet is the data of the kind LIMITS_SET in control.
type LimitsSet struct {
	EdgeID   uuid.UUID       `json:"edge_id"`
	Version  int64           `json:"version"`
	Document json.RawMessage `json:"document"`
	SetBy    *uuid.UUID      `json:"set_by"` // null where the backend derived it
	IssuedAt time.Time       `json:"issued_at"`
}

// ChangeSealed is the data of the kind CHANGE_SEALED in audit: an entry of the audit log with its
// place in the chain, so that the stream is a copy of the chain that another database can check.
type ChangeSealed struct {
	At       time.Time       `json:"at"`
	Actor    string          `json:"actor"`
	Request  string          `json:"request"`
	Action   string          `json:"action"`
	Entity   string          `json:"entity"`
	EntityID string          `json:"entity_id"`
	Before   json.RawMessage `json:"before"`
	After    json.RawMessage `json:"after"`
	Seal     int64           `json:"seal"`
	PrevHash string          `json:"prev_hash"` // hexadecimal
	Hash     string          `json:"hash"`      // hexadecimal
}
