package intake

import (
	"encoding/json"
	"errors"

	"github.com/prometheus/client_golang/prometheus"

	"ohmstead/energy/reason"
)

// IngestResult is the answer to one body: how many readings are stored now (repeats included), and
// every other one by its place.
type IngestResult struct {
	Accepted int            `json:"accepted" doc:"Readings that are stored, those stored before included." example:"2"`
	Rejected []RejectedItem `json:"rejected" nullable:"false" doc:"Readings that were refused, by index."`
}

// RejectedItem is one reading that was refused, and why.
type RejectedItem struct {
	Index      int         `json:"index" doc:"Place in the request, from 0." example:"1"`
	ReasonCode reason.Code `json:"reason_code" doc:"Code of the closed catalogue of reasons." example:"UNKNOWN_UNIT"`
	Detail     string      `json:"detail" doc:"What is wrong and what would be right." example:"unit kVA does not fit ActivePower; want W, kW, MW, mW"`
}

func resultOf(a Answer) IngestResult {
	out := IngestResult{Accepted: a.Accepted, Rejected: make([]RejectedItem, 0, len(a.Rejected))}
	for _, r := range a.Rejected {
		out.Rejected = append(out.Rejected, RejectedItem{Index: r.Index, ReasonCode: r.Reason.Code, Detail: detail(r.Reason)})
	}
	return out
}

func detail(r *reason.Error) string { return reason.Text(r.Code, "en", r.Params) }

// IngestMessage is an IngestResult as a door that has no status of its own answers it: a body that was refused
// as a whole says why beside a result of nothing.
type IngestMessage struct {
	IngestResult
	ReasonCode reason.Code `json:"reason_code,omitempty" doc:"Why the whole message was refused; absent where it was read." example:"SYNTAX_ERROR"`
	Detail     string      `json:"detail,omitempty" doc:"What is wrong and what would be right." example:"line 1, byte 4: want a name"`
}

// MessageOf is what to say of a result, or of the refusal of the whole body. A fault is UNAVAILABLE,
// for the sender to try again: what it is about is for the log.
func MessageOf(result IngestResult, err error) IngestMessage {
	if err == nil {
		return IngestMessage{IngestResult: result}
	}
	refusal, ok := errors.AsType[*reason.Error](err)
	if !ok {
		refusal = reason.New(reason.Unavailable, reason.Params{"what": "the store of readings"})
	}
	return IngestMessage{IngestResult: IngestResult{Rejected: []RejectedItem{}}, ReasonCode: refusal.Code, Detail: detail(refusal)}
}

// Encode is the message as JSON.
func (m IngestMessage) Encode() []byte {
	data, err := json.Marshal(m)
	if err != nil {
		panic(err) // numbers and texts always encode
	}
	return data
}

// Again reports whether the sender should try the same body again: nothing of it was decided on.
func (m IngestMessage) Again() bool {
	return m.ReasonCode == reason.Unavailable || m.ReasonCode == reason.SampleQuota
}

// Door is a way in for readings from outside of the bus.
type Door string

// Doors.
const (
	HTTP      Door = "http"
	WebSocket Door = "websocket"
	MQTT      Door = "mqtt"
)

// Metrics counts readings by door and outcome; it is a prometheus.Collector.
type Metrics struct{ *prometheus.CounterVec }

// NewMetrics is a count of nothing.
func NewMetrics() *Metrics {
	m := &Metrics{prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "ohmstead_ingest_readings_total",
		Help: "Readings received, by the door they came through and outcome: accepted or the reason of refusal.",
	}, []string{"door", "outcome"})}
	for _, door := range []Door{HTTP, WebSocket, MQTT} {
		m.answered(door, IngestResult{}) // none is zero, not unknown
	}
	return m
}

func (m *Metrics) answered(door Door, r IngestResult) {
	m.WithLabelValues(string(door), "accepted").Add(float64(r.Accepted))
	for _, refused := range r.Rejected {
		m.WithLabelValues(string(door), string(refused.ReasonCode)).Inc()
	}
}
