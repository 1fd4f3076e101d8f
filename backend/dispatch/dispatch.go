package dispatch

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/google/uuid"

	"ohmstead/energy/reason"
	"ohmstead/wire"
)

// State is how far a command has come, the newest acknowledgement's where there is one.
type State string

// States before the edge has answered; afterwards a state is that of wire.AckState.
const (
	Issued State = "ISSUED"
)

// ByBalancing is who gives the orders that carry out a balancing cycle, in place of a person's id.
const ByBalancing = "service:balancing"

// byPolicy begins who gives the orders that carry out plans: what follows is the id of the policy.
const byPolicy = "policy:"

// ByPolicy is who gives the orders that carry out the plans of a policy, in place of a person's id.
func ByPolicy(policy uuid.UUID) string { return byPolicy + policy.String() }

// PolicyOf is the policy in whose name an order was given; false where it was given by somebody else.
func PolicyOf(by string) (uuid.UUID, bool) {
	text, named := strings.CutPrefix(by, byPolicy)
	id, err := uuid.Parse(text)
	return id, named && err == nil
}

// Final reports whether nothing follows this state.
func (s State) Final() bool { return s != Issued && wire.AckState(s).Final() }

// Request is what somebody wants an edge to do.
type Request struct {
	Site    uuid.UUID
	Kind    wire.CommandKind
	Asset   string
	Payload json.RawMessage
	Reason  string
	Expires time.Time
	// Key makes the request one and the same however often it is made; "" for one that is not
	// repeated.
	Key string
}

// Command is an order to one edge with what became of it. Without an edge it is one that the backend
// executes itself.
type Command struct {
	wire.Command
	Site  uuid.UUID
	Edge  uuid.UUID // the zero UUID for none
	State State
	Acks  []wire.Ack
}

// MostAhead bounds how long a command may hold: an order that outlives a week is a configuration.
const MostAhead = 7 * 24 * time.Hour

// Check refuses a request that no edge could follow: MISSING_FIELD and INVALID_VALUE by field,
// COMMAND_EXPIRED for one that is over already.
func (r Request) Check(now time.Time) error {
	if r.Reason == "" {
		return reason.New(reason.MissingField, reason.Params{"field": "reason"})
	}
	if !r.Expires.After(now) {
		return reason.New(reason.CommandExpired, reason.Params{"expires_at": r.Expires.UTC().Format(time.RFC3339)})
	}
	if r.Expires.After(now.Add(MostAhead)) {
		return reason.Invalid("expires_at", r.Expires.UTC().Format(time.RFC3339), "at most a week ahead")
	}
	return r.checkPayload()
}

// checkPayload looks into what a kind carries, so that a command which the edge must reject is
// refused before it is sent.
func (r Request) checkPayload() error {
	switch r.Kind {
	case wire.CommandOverride, wire.CommandDispatch:
		return r.checkPower()
	case wire.CommandScan, wire.CommandTestWrite:
		var p wire.Probe
		if err := read(r.Payload, &p); err != nil {
			return reason.Invalid("payload", string(r.Payload), `such as {"address":"192.168.1.30:502"}`)
		}
		return p.Check(r.Kind)
	case wire.CommandConfigure:
		var c wire.Configuration
		if err := read(r.Payload, &c); err != nil {
			return reason.Wrap(err, reason.InvalidValue, reason.Params{"field": "payload", "value": "no configuration", "want": "version, hash and text"})
		}
		return c.Check()
	case wire.CommandRelease:
		return holds[wire.Ended](r.Payload, `{"command_id":"…"}`)
	case wire.CommandMode:
		return holds[wire.ModeWanted](r.Payload, `{"mode":"SELF_CONSUMPTION"}`)
	case wire.CommandEnable:
		return holds[wire.Enabled](r.Payload, `{"enabled":true}`)
	case wire.CommandLimit:
		if b, ok := nodeBounds(r.Payload); ok {
			return b.check(r.Payload)
		}
		var b wire.LimitBounds
		if err := read(r.Payload, &b); err != nil || b.Check() != nil {
			return reason.Invalid("payload", string(r.Payload), `bounds such as {"max_watts":40000}`)
		}
	}
	return nil
}

// checkPower looks into an order of a power to an asset.
func (r Request) checkPower() error {
	if r.Asset == "" {
		return reason.New(reason.MissingField, reason.Params{"field": "asset"})
	}
	if r.Kind == wire.CommandOverride {
		return holds[wire.Power](r.Payload, `{"active_power_watts":-2000}`)
	}
	var d wire.Dispatch
	if err := read(r.Payload, &d); err != nil {
		return reason.Invalid("payload", string(r.Payload), `such as {"active_power_watts":-2000,"ramp_rate":50}`)
	}
	return d.Check()
}

// holds reports whether a payload is exactly a T.
func holds[T any](payload json.RawMessage, example string) error {
	var v T
	if err := read(payload, &v); err != nil {
		return reason.Invalid("payload", string(payload), "such as "+example)
	}
	return nil
}
