package wire

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
)

// CommandKind says what a command asks for. Source: data model, commands.
type CommandKind string

// Kinds of command.
const (
	CommandOverride   CommandKind = "OVERRIDE"    // hold one asset at a power until the command expires
	CommandRelease    CommandKind = "RELEASE"     // end an override before it expires
	CommandDispatch   CommandKind = "DISPATCH"    // one order of a plan to one asset
	CommandLimit      CommandKind = "LIMIT"       // bound the grid connection until the command expires
	CommandClearFault CommandKind = "CLEAR_FAULT" // leave FAULT once its cause is gone
	CommandMode       CommandKind = "MODE"        // set the control mode
	CommandEnable     CommandKind = "ENABLE"      // leave or enter STANDBY
	CommandScan       CommandKind = "SCAN"        // ask devices what they are, or one what it measures
	CommandTestWrite  CommandKind = "TEST_WRITE"  // write one set-point, hold it and undo it
	CommandConfigure  CommandKind = "CONFIGURE"   // run another site file
	CommandRotateKey  CommandKind = "ROTATE_KEY"  // make a new key on site and connect with it
)

// CommandKinds lists every kind.
func CommandKinds() []CommandKind {
	return []CommandKind{
		CommandOverride, CommandRelease, CommandDispatch, CommandLimit, CommandClearFault,
		CommandMode, CommandEnable, CommandScan, CommandTestWrite, CommandConfigure, CommandRotateKey,
	}
}

// Command is one order to one edge. It is executed at most once and never after ExpiresAt.
type Command struct {
	ID   string      `json:"id"`
	Seq  uint64      `json:"seq"` // of this edge, from 1, without holes
	Kind CommandKind `json:"kind"`
	// Asset is whom it is for; "" for the site.
	Asset    string          `json:"asset,omitempty"`
	Payload  json.RawMessage `json:"payload,omitempty"`
	Reason   string          `json:"reason"`
	IssuedBy string          `json:"issued_by"`
	IssuedAt time.Time       `json:"issued_at"`
	// ExpiresAt is the first instant at which it holds no more.
	ExpiresAt time.Time `json:"expires_at"`
}

// Expired reports whether the command holds no more at now.
func (c Command) Expired(now time.Time) bool { return !now.Before(c.ExpiresAt) }

// Power is the payload of OVERRIDE: active power in W, positive away from the grid.
type Power struct {
	ActivePowerWatts int64 `json:"active_power_watts"`
}

// Dispatch is the payload of DISPATCH: a power, and how fast the asset is to get there.
type Dispatch struct {
	Power
	// RampRate is in W/s; nil for as fast as it can, as also an edge of before it goes.
	RampRate *int64 `json:"ramp_rate,omitempty"`
}

// Check refuses a ramp that leads nowhere: INVALID_VALUE.
func (d Dispatch) Check() error { return checkRamp("ramp_rate", d.RampRate) }

func checkRamp(field string, ramp *int64) error {
	if ramp != nil && (*ramp < 1 || *ramp > int64(topology.MaxWatts)) {
		return reason.Invalid(field, *ramp, "W/s from 1")
	}
	return nil
}

// LimitBounds is the payload of LIMIT: bounds of the connection's net power in W, import positive.
type LimitBounds struct {
	MinWatts *int64 `json:"min_watts,omitempty"`
	MaxWatts *int64 `json:"max_watts,omitempty"`
}

// Check refuses bounds that bound nothing or cross: MISSING_FIELD, INVALID_VALUE.
func (b LimitBounds) Check() error {
	if b.MinWatts == nil && b.MaxWatts == nil {
		return reason.New(reason.MissingField, reason.Params{"field": "max_watts"})
	}
	if b.MinWatts != nil && b.MaxWatts != nil && *b.MinWatts > *b.MaxWatts {
		return reason.Invalid("min_watts", *b.MinWatts, "at most max_watts")
	}
	return nil
}

// Ended is the payload of RELEASE: the command whose effect ends.
type Ended struct {
	CommandID string `json:"command_id"`
}

// ModeWanted is the payload of MODE.
type ModeWanted struct {
	Mode string `json:"mode"`
}

// Enabled is the payload of ENABLE.
type Enabled struct {
	Enabled bool `json:"enabled"`
}

// AckState is how far a command has come. Source: data model, command_acks.
type AckState string

// States of an acknowledgement.
const (
	AckAccepted AckState = "ACCEPTED"
	AckRejected AckState = "REJECTED"
	AckClamped  AckState = "CLAMPED"
	AckExecuted AckState = "EXECUTED"
	AckFailed   AckState = "FAILED"
	AckExpired  AckState = "EXPIRED"
)

// Final reports whether nothing follows this state.
func (s AckState) Final() bool { return s != AckAccepted && s != AckClamped }

// Ack is the edge's answer to a command; it travels through the outbox like a sample.
type Ack struct {
	Version int       `json:"version"`
	Command string    `json:"command_id"`
	Seq     uint64    `json:"seq"`
	State   AckState  `json:"state"`
	At      time.Time `json:"at"`
	// AppliedWatts is the power the asset was given, nil where the command asked for none.
	AppliedWatts *int64 `json:"applied_watts,omitempty"`
	// Codes say why it was cut or refused, with the parameters of the first.
	Codes  []reason.Code  `json:"reason_codes,omitempty"`
	Params map[string]any `json:"params,omitempty"`
	// Result is what a SCAN or TEST_WRITE found, a ProbeResult, what a CONFIGURE made run, a Configured,
	// and what a ROTATE_KEY changed to, a KeyRotated; nil of every other kind.
	Result json.RawMessage `json:"result,omitempty"`
}

// LimitBlock bounds the site's grid connection in [From, To); import is positive. At least one bound is
// given. To is nil for one without an end.
type LimitBlock struct {
	Ref      string      `json:"ref"`  // the limit's or envelope's id
	Code     reason.Code `json:"code"` // what kind of limit, for whoever explains a cut
	MinWatts *int64      `json:"min_watts,omitempty"`
	MaxWatts *int64      `json:"max_watts,omitempty"`
	From     time.Time   `json:"from"`
	To       *time.Time  `json:"to,omitempty"`
	// Constraint is what is bounded: net power, which "" is too; consumption, by MaxWatts; or generation,
	// by MinWatts, which is its negative. Whoever does not know the field bounds the net power, which
	// follows from either: net is consumption less generation.
	Constraint topology.ConstraintType `json:"constraint,omitempty"`
	// Meter is the key of the asset whose power is bounded, "" for the meter of the site's only grid
	// connection. Whoever does not know the field, or has no such grid meter, holds the bound at every
	// connection.
	Meter string `json:"meter,omitempty"`
}

// GridConstraint is what the operator of the grid lays upon a connection in [From, To) beside bounds of active
// power: one of both bounds is given. To is nil for one without an end.
type GridConstraint struct {
	Ref string `json:"ref"` // the constraint's id
	// MaxVars is the most reactive power of the connection in either direction.
	MaxVars *int64 `json:"max_vars,omitempty"`
	// MaxWattsPerS is the most that the set-points of the site together may change in a second.
	MaxWattsPerS *int64     `json:"max_watts_per_s,omitempty"`
	From         time.Time  `json:"from"`
	To           *time.Time `json:"to,omitempty"`
	// Meter is as in LimitBlock.
	Meter string `json:"meter,omitempty"`
}

// Limits is everything that bounds a site's connection from above: versioned, whole, never a
// difference. The edge enforces the tightest block in force by its own clock, also while nobody
// can be reached, and FailSafe from KnownUntil on.
type Limits struct {
	Version       int          `json:"version"`
	LimitsVersion int64        `json:"limits_version"` // rises with every change
	IssuedAt      time.Time    `json:"issued_at"`
	KnownUntil    time.Time    `json:"known_until"`
	Blocks        []LimitBlock `json:"blocks"`
	FailSafe      *LimitBlock  `json:"fail_safe,omitempty"`
	// Constraints are passed over by an edge of before them.
	Constraints []GridConstraint `json:"grid_constraints,omitempty"`
}

// PlanSlot is what an asset is to do in [From, To): active power in W, positive away from the grid.
type PlanSlot struct {
	Asset            string    `json:"asset"`
	From             time.Time `json:"from"`
	To               time.Time `json:"to"`
	ActivePowerWatts int64     `json:"active_power_watts"`
	RampRate         *int64    `json:"ramp_rate,omitempty"` // as in Dispatch
}

// Plan is a dispatch plan for the assets of a site. The newest issued replaces all before.
type Plan struct {
	Version  int        `json:"version"`
	ID       string     `json:"id"`
	IssuedAt time.Time  `json:"issued_at"`
	Slots    []PlanSlot `json:"slots"`
}

// MaxLimitBlocks bounds the blocks of one document of limits.
const MaxLimitBlocks = 2_000

// MostConstrained is the greatest value of a constraint, in var or W/s: as much as one asset may be rated at.
const MostConstrained int64 = 2_000_000_000

// Bounds of orders.
const (
	maxPlanSlots   = 5_000
	maxConstraints = 200
	maxPayload     = 256 << 10
)

// DecodeCommand reads the body of a command. It refuses MISSING_FIELD, INVALID_VALUE and
// SYNTAX_ERROR; whether the payload suits the kind is the executor's to say.
func DecodeCommand(body []byte) (Command, error) {
	var c Command
	err := decode(body, MaxOrderBytes, false, &c)
	if err == nil {
		err = c.Check()
	}
	if err != nil {
		return Command{}, fmt.Errorf("decode command: %w", err)
	}
	return c, nil
}

// Check refuses a command that is not whole.
func (c Command) Check() error {
	if _, err := parseBoot("id", c.ID); err != nil {
		return err
	}
	if c.Seq == 0 {
		return reason.Invalid("seq", c.Seq, "1 or more")
	}
	if err := checkKind(c.Kind); err != nil {
		return err
	}
	if len(c.Payload) > maxPayload {
		return reason.Invalid("payload", fmt.Sprintf("%d bytes", len(c.Payload)), fmt.Sprintf("at most %d", maxPayload))
	}
	for _, t := range []struct{ field, text string }{{"reason", c.Reason}, {"issued_by", c.IssuedBy}} {
		if err := checkText(t.field, t.text); err != nil {
			return err
		}
	}
	if err := checkInstant("issued_at", c.IssuedAt); err != nil {
		return err
	}
	if err := checkInstant("expires_at", c.ExpiresAt); err != nil {
		return err
	}
	if !c.ExpiresAt.After(c.IssuedAt) {
		return reason.Invalid("expires_at", c.ExpiresAt.UTC().Format(time.RFC3339), "an instant after issued_at")
	}
	return nil
}

func checkKind(k CommandKind) error {
	if slices.Contains(CommandKinds(), k) {
		return nil
	}
	return reason.Invalid("kind", string(k), "a kind of command such as OVERRIDE")
}

// DecodeAck reads an acknowledgement. It refuses MISSING_FIELD, INVALID_VALUE and SYNTAX_ERROR.
func DecodeAck(data []byte) (Ack, error) {
	var a Ack
	err := peekVersion(data, "version")
	if err == nil {
		err = decode(data, MaxMessageBytes, false, &a)
	}
	if err == nil {
		_, err = parseBoot("command_id", a.Command)
	}
	if err == nil {
		err = checkInstant("at", a.At)
	}
	if err == nil {
		err = a.State.check()
	}
	if err != nil {
		return Ack{}, fmt.Errorf("decode acknowledgement: %w", err)
	}
	return a, nil
}

func (s AckState) check() error {
	switch s {
	case AckAccepted, AckRejected, AckClamped, AckExecuted, AckFailed, AckExpired:
		return nil
	}
	return reason.Invalid("state", string(s), "ACCEPTED, REJECTED, CLAMPED, EXECUTED, FAILED or EXPIRED")
}

// DecodeLimits reads the body of limits. It refuses MISSING_FIELD, INVALID_VALUE and SYNTAX_ERROR.
func DecodeLimits(body []byte) (Limits, error) {
	var l Limits
	err := peekVersion(body, "version")
	if err == nil {
		err = decode(body, MaxOrderBytes, false, &l)
	}
	if err == nil {
		err = l.Check()
	}
	if err != nil {
		return Limits{}, fmt.Errorf("decode limits: %w", err)
	}
	return l, nil
}

// Check refuses limits that are not whole: MISSING_FIELD, INVALID_VALUE.
func (l Limits) Check() error {
	if l.LimitsVersion < 1 {
		return reason.Invalid("limits_version", l.LimitsVersion, "1 or more")
	}
	if err := checkInstant("issued_at", l.IssuedAt); err != nil {
		return err
	}
	if err := checkInstant("known_until", l.KnownUntil); err != nil {
		return err
	}
	if len(l.Blocks) > MaxLimitBlocks {
		return reason.Invalid("blocks", fmt.Sprintf("%d blocks", len(l.Blocks)), fmt.Sprintf("at most %d", MaxLimitBlocks))
	}
	for i, b := range l.Blocks {
		if err := b.check(fmt.Sprintf("blocks[%d]", i)); err != nil {
			return err
		}
	}
	if len(l.Constraints) > maxConstraints {
		return reason.Invalid("grid_constraints", fmt.Sprintf("%d constraints", len(l.Constraints)), fmt.Sprintf("at most %d", maxConstraints))
	}
	for i, g := range l.Constraints {
		if err := g.check(fmt.Sprintf("grid_constraints[%d]", i)); err != nil {
			return err
		}
	}
	if l.FailSafe != nil {
		return l.FailSafe.check("fail_safe")
	}
	return nil
}

func (g GridConstraint) check(field string) error {
	if err := checkText(field+".ref", g.Ref); err != nil {
		return err
	}
	switch {
	case (g.MaxVars == nil) == (g.MaxWattsPerS == nil):
		return reason.New(reason.MissingField, reason.Params{"field": field + ".max_vars or max_watts_per_s, one of both"})
	case g.MaxVars != nil && (*g.MaxVars < 0 || *g.MaxVars > MostConstrained):
		return reason.Invalid(field+".max_vars", *g.MaxVars, fmt.Sprintf("0 to %d var", MostConstrained))
	case g.MaxWattsPerS != nil && (*g.MaxWattsPerS < 1 || *g.MaxWattsPerS > MostConstrained):
		return reason.Invalid(field+".max_watts_per_s", *g.MaxWattsPerS, fmt.Sprintf("1 to %d W/s", MostConstrained))
	case len(g.Meter) > maxTextBytes:
		return reason.Invalid(field+".meter", g.Meter[:16]+"…", fmt.Sprintf("at most %d bytes", maxTextBytes))
	}
	if err := checkInstant(field+".from", g.From); err != nil {
		return err
	}
	if g.To != nil && !g.To.After(g.From) {
		return reason.Invalid(field+".to", g.To.UTC().Format(time.RFC3339), "an instant after from")
	}
	return nil
}

func (b LimitBlock) check(field string) error {
	if err := checkText(field+".ref", b.Ref); err != nil {
		return err
	}
	if b.MinWatts == nil && b.MaxWatts == nil {
		return reason.New(reason.MissingField, reason.Params{"field": field + ".max_watts"})
	}
	if b.MinWatts != nil && b.MaxWatts != nil && *b.MinWatts > *b.MaxWatts {
		return reason.Invalid(field+".min_watts", *b.MinWatts, "at most max_watts")
	}
	if err := b.checkConstraint(field); err != nil {
		return err
	}
	if err := checkInstant(field+".from", b.From); err != nil {
		return err
	}
	if b.To != nil && !b.To.After(b.From) {
		return reason.Invalid(field+".to", b.To.UTC().Format(time.RFC3339), "an instant after from")
	}
	return nil
}

// checkConstraint holds a block to the one side that consumption and generation have.
func (b LimitBlock) checkConstraint(field string) error {
	if len(b.Meter) > maxTextBytes {
		return reason.Invalid(field+".meter", b.Meter[:16]+"…", fmt.Sprintf("at most %d bytes", maxTextBytes))
	}
	switch b.Constraint {
	case "", topology.NetCap:
		return nil
	case topology.ConsumptionCap:
		if b.MinWatts != nil || *b.MaxWatts < 0 {
			return reason.Invalid(field+".constraint", string(b.Constraint), "with max_watts of 0 or more and nothing else")
		}
		return nil
	case topology.GenerationCap:
		if b.MaxWatts != nil || *b.MinWatts > 0 {
			return reason.Invalid(field+".constraint", string(b.Constraint), "with min_watts of 0 or less and nothing else")
		}
		return nil
	}
	return reason.Invalid(field+".constraint", string(b.Constraint), "CONSUMPTION_CAP, GENERATION_CAP or NET_CAP")
}

// DecodePlan reads the body of a plan. It refuses MISSING_FIELD, INVALID_VALUE and SYNTAX_ERROR.
func DecodePlan(body []byte) (Plan, error) {
	var p Plan
	err := peekVersion(body, "version")
	if err == nil {
		err = decode(body, MaxOrderBytes, false, &p)
	}
	if err == nil {
		err = p.check()
	}
	if err != nil {
		return Plan{}, fmt.Errorf("decode plan: %w", err)
	}
	return p, nil
}

func (p Plan) check() error {
	if err := checkText("id", p.ID); err != nil {
		return err
	}
	if err := checkInstant("issued_at", p.IssuedAt); err != nil {
		return err
	}
	if len(p.Slots) > maxPlanSlots {
		return reason.Invalid("slots", fmt.Sprintf("%d slots", len(p.Slots)), fmt.Sprintf("at most %d", maxPlanSlots))
	}
	for i, s := range p.Slots {
		field := fmt.Sprintf("slots[%d]", i)
		if err := checkText(field+".asset", s.Asset); err != nil {
			return err
		}
		if err := checkInstant(field+".from", s.From); err != nil {
			return err
		}
		if !s.To.After(s.From) {
			return reason.Invalid(field+".to", s.To.UTC().Format(time.RFC3339), "an instant after from")
		}
		if err := checkRamp(field+".ramp_rate", s.RampRate); err != nil {
			return err
		}
	}
	return nil
}
