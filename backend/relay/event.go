package relay

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// Schema is the version of Event and of what Data holds. A field may be added to it; what a field
// means changes only with another number.
const Schema = 1

// Stream names a stream of the event store. Source: document 000, "Storage Architecture".
type Stream string

// Streams.
const (
	Control     Stream = "control"     // limits set, actions of people, what else edges and backend report
	Audit       Stream = "audit"       // changes sealed in the audit log
	Commands    Stream = "commands"    // commands and their answers
	Transitions Stream = "transitions" // changes of an edge's state
	Alerts      Stream = "alerts"      // alarms through their life, and faults
)

// Streams lists all of them.
func Streams() []Stream { return []Stream{Control, Audit, Commands, Transitions, Alerts} }

// Event is one message of a stream, as JSON.
type Event struct {
	Schema int       `json:"schema"`
	ID     uuid.UUID `json:"id"`
	Stream Stream    `json:"stream"`
	// Seq counts the tenant's events in the stream from 1 without a hole.
	Seq    int64           `json:"seq"`
	Kind   string          `json:"kind"`
	Tenant uuid.UUID       `json:"tenant"`
	Site   *uuid.UUID      `json:"site"` // null where it is about no site
	At     time.Time       `json:"at"`   // when the row was changed
	Data   json.RawMessage `json:"data"` // the struct of its kind, or Omitted
}

// maxData bounds what a message carries: a server takes 1 MiB, with the envelope.
const maxData = 1000 << 10

// Omitted is in the place of data that no message can carry; the row itself is in the database.
type Omitted struct {
	Reason string `json:"omitted"` // TOO_LARGE
	Bytes  int    `json:"bytes"`
}

// Encode is the event as a message carries it.
func (e Event) Encode() ([]byte, error) {
	if len(e.Data) > maxData {
		data, err := json.Marshal(Omitted{Reason: "TOO_LARGE", Bytes: len(e.Data)})
		if err != nil {
			return nil, fmt.Errorf("encode what stands for the data of event %s: %w", e.ID, err)
		}
		e.Data = data
	}
	message, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("encode event %s: %w", e.ID, err)
	}
	return message, nil
}
