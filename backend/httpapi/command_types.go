package httpapi

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"ohmstead/backend/httpapi/operation"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
)

// CommandRequest is what somebody wants a site's edge to do.
type CommandRequest struct {
	SiteID    uuid.UUID       `json:"site_id" format:"uuid" doc:"The site whose edge is meant." example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	Kind      string          `json:"kind" enum:"OVERRIDE,RELEASE,DISPATCH,LIMIT,CLEAR_FAULT,MODE,ENABLE,SCAN,TEST_WRITE" example:"OVERRIDE"`
	Asset     string          `json:"asset,omitempty" maxLength:"100" doc:"Key of the asset; empty for the site." example:"battery0"`
	Payload   json.RawMessage `json:"payload,omitempty" doc:"What the kind carries: OVERRIDE {\"active_power_watts\"}, positive away from the grid; DISPATCH the same, with {\"ramp_rate\"} in W/s where the asset is to get there no faster; RELEASE {\"command_id\"}; LIMIT {\"min_watts\",\"max_watts\"} of the connection, or {\"node_id\",\"constraint_type\",\"max_watts\",\"min_watts\"} of a node of the microgrid, which is an operating envelope OVERRIDE until then and needs no edge; RELEASE of it withdraws that; MODE {\"mode\"}; ENABLE {\"enabled\"}; SCAN {\"address\",\"units\"}, or with {\"profile\",\"unit\",\"nature\"} to read one device; TEST_WRITE the same with {\"channel\",\"value\",\"seconds\"}. The last two need the permission PROVISION." example:"{\"active_power_watts\":-2000}"`
	Reason    string          `json:"reason" minLength:"1" maxLength:"250" doc:"Why, in a sentence for whoever reads the log." example:"feeder maintenance until noon"`
	ExpiresAt time.Time       `json:"expires_at" doc:"The first instant at which it holds no more; at most a week ahead." example:"2026-06-01T12:00:00Z"`
}

// Command is an order to a site's edge and how far it has come.
type Command struct {
	ID        uuid.UUID       `json:"id" format:"uuid" example:"0198c0de-0000-7000-8000-000000000007"`
	SiteID    uuid.UUID       `json:"site_id" format:"uuid" example:"6f1c1f0e-0c8e-4e55-9f0a-3a1d1c5b7a10"`
	Seq       int64           `json:"seq" doc:"Place among the commands of this edge; 0 for one that the backend executes itself." example:"7"`
	Kind      string          `json:"kind" example:"OVERRIDE"`
	Asset     string          `json:"asset" doc:"Key of the asset; empty for the site." example:"battery0"`
	Payload   json.RawMessage `json:"payload,omitempty" example:"{\"active_power_watts\":-2000}"`
	Reason    string          `json:"reason" example:"feeder maintenance until noon"`
	IssuedBy  *uuid.UUID      `json:"issued_by" format:"uuid" nullable:"true" doc:"The person; null of an order that carries out a balancing cycle or a plan." example:"0d1f6f5a-77c4-4f0f-9a65-5b0a3d6c9e21"`
	PolicyID  *uuid.UUID      `json:"policy_id" format:"uuid" nullable:"true" doc:"The control policy in whose name a plan is carried out; null of other orders." example:"0198c0de-0000-7000-8000-000000000071"`
	IssuedAt  time.Time       `json:"issued_at" example:"2026-06-01T11:00:00Z"`
	ExpiresAt time.Time       `json:"expires_at" example:"2026-06-01T12:00:00Z"`
	State     string          `json:"state" enum:"ISSUED,ACCEPTED,REJECTED,CLAMPED,EXECUTED,FAILED,EXPIRED" example:"ACCEPTED"`
	Acks      []CommandAck    `json:"acks" nullable:"false" doc:"What the edge has answered, oldest first; only where one command is asked for."`
}

// CommandAck is one answer of the edge.
type CommandAck struct {
	At           time.Time     `json:"at" doc:"By the edge's clock." example:"2026-06-01T11:00:01Z"`
	State        string        `json:"state" example:"CLAMPED"`
	AppliedWatts *int64        `json:"applied_watts" doc:"The power the asset was given." example:"-1500"`
	ReasonCodes  []reason.Code `json:"reason_codes" nullable:"false" doc:"Why it was cut or refused."`
	TextEN       string        `json:"text_en" doc:"The first code's sentence in English; empty without one." example:"state of charge is 9 %: no discharge until it reaches 12 %"`
	TextDE       string        `json:"text_de" doc:"The first code's sentence in German; empty without one." example:"Ladezustand 9 %: keine Entladung, bis er 12 % erreicht"`
	// Result is absent but for an executed SCAN or TEST_WRITE.
	Result json.RawMessage `json:"result,omitempty" doc:"What a SCAN or TEST_WRITE found: {\"found\":[…]}, {\"read\":{…}} or {\"tried\":{…}}." example:"{\"found\":[{\"unit\":1,\"vendor\":\"KOSTAL\",\"model\":\"\",\"version\":\"\",\"serial\":\"\",\"profiles\":[\"kostal-plenticore\"]}]}"`
}

type commandInput struct {
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Makes a request that is sent again one and the same."`
	Body CommandRequest
}

type commandOutput struct{ Body Command }

type commandByID struct {
	ID uuid.UUID `path:"id" format:"uuid" doc:"The command."`
}

type commandsInput struct {
	Site   uuid.UUID `query:"site" format:"uuid" doc:"Commands to this site only."`
	Open   bool      `query:"open" doc:"Only commands that may still come to something."`
	Cursor string    `query:"cursor" maxLength:"512" doc:"The next of the page before."`
	Limit  int       `query:"limit" minimum:"1" maximum:"500" default:"100" doc:"Items of a page."`
}

// CommandPage is one page of commands.
type CommandPage struct {
	Items []Command `json:"items" nullable:"false" doc:"Newest first."`
	Next  string    `json:"next" doc:"Cursor of the next page; empty on the last." example:""`
}

type commandsOutput struct{ Body CommandPage }

// LimitBlock bounds the site's connection in [from, to).
type LimitBlock struct {
	Ref        string                  `json:"ref" minLength:"1" maxLength:"250" doc:"Whose limit it is. Those that begin with node_limit/, envelope/, circuit/, grid_constraint/, connection/ or policy/ are derived by the backend, and left to it." example:"contract 4711"`
	Code       reason.Code             `json:"code" doc:"What kind of limit, a code of the catalogue." example:"CONNECTION_LIMIT"`
	MinWatts   *int64                  `json:"min_watts,omitempty" doc:"Lower bound in W; export is negative." example:"-10000"`
	MaxWatts   *int64                  `json:"max_watts,omitempty" doc:"Upper bound in W; import is positive." example:"40000"`
	From       time.Time               `json:"from" example:"2026-06-01T12:00:00Z"`
	To         *time.Time              `json:"to,omitempty" doc:"Without it, it has no end." example:"2026-06-01T18:00:00Z"`
	Constraint topology.ConstraintType `json:"constraint,omitempty" enum:"CONSUMPTION_CAP,GENERATION_CAP,NET_CAP" doc:"What is bounded: net power, also without it; what is consumed behind the connection, by max_watts; or what is generated, by min_watts, which is its negative." example:"NET_CAP"`
	Meter      string                  `json:"meter,omitempty" maxLength:"100" doc:"Key of the meter it holds at, where the site has several connections." example:"meter0"`
}

// LaidConstraint is what the operator of the grid lays upon the connection in [from, to) beside bounds of active
// power. It is a grid constraint of the registry as its edge is given it.
type LaidConstraint struct {
	Ref          string     `json:"ref" doc:"grid_constraint/ and its id." example:"grid_constraint/0197c3a0-0000-7000-8000-000000000001"`
	MaxVars      *int64     `json:"max_vars,omitempty" doc:"Most reactive power of the connection in var, in either direction." example:"20000"`
	MaxWattsPerS *int64     `json:"max_watts_per_s,omitempty" doc:"Most that the site's set-points together change, in W a second." example:"1000"`
	From         time.Time  `json:"from" example:"2026-06-01T12:00:00Z"`
	To           *time.Time `json:"to,omitempty" doc:"Without it, it has no end." example:"2026-06-01T18:00:00Z"`
	Meter        string     `json:"meter,omitempty" doc:"Key of the meter it holds at, where the site has several connections." example:"meter0"`
}

// Limits is everything that bounds a site's connection from above, what people set and what the backend
// derives. The edge keeps the tightest block in force by its own clock, and fail_safe from known_until on.
type Limits struct {
	Version    int64        `json:"version" doc:"The version that was read; 0 where there are none yet." example:"3"`
	IssuedAt   *time.Time   `json:"issued_at,omitempty" readOnly:"true" example:"2026-06-01T12:00:00Z"`
	KnownUntil time.Time    `json:"known_until" doc:"Up to here the blocks say all there is." example:"2026-06-02T12:00:00Z"`
	Blocks     []LimitBlock `json:"blocks" nullable:"false" maxItems:"2000"`
	FailSafe   *LimitBlock  `json:"fail_safe,omitempty" doc:"What holds behind known_until."`

	Constraints []LaidConstraint `json:"grid_constraints,omitempty" readOnly:"true" doc:"What the operator of the grid lays upon the connections beside bounds of active power, from the grid constraints of the registry."`
}

type limitsOutput struct{ Body Limits }

type limitsInput struct {
	operation.SiteInput
	Body Limits
}
