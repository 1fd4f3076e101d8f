package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/cycle"
	"ohmstead/edge/site"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
	"ohmstead/wire"
)

// mostOrders are remembered; of older ones it is only known that they are over. A backend numbers
// commands without holes, so a sequence that far back was taken or has expired.
const mostOrders = 1_000

// order is a command with what became of it. It is in the journal before anything is done.
type order struct {
	Command wire.Command `json:"command"`
	// Local says that it was given at the site itself: it is numbered by this edge, and the backend is
	// not told of answers to what it has not asked.
	Local bool `json:"local,omitempty"`
	// Answer is the newest answer; without one the process ended between noting and doing.
	Answer *wire.Ack `json:"answer,omitempty"`
	Ended  bool      `json:"ended,omitempty"` // released before it expired
	// NKey is the public key that a ROTATE_KEY has made, noted before anybody else hears of it; "" before.
	NKey string `json:"nkey,omitempty"`
	// Owed says that the answer is not known to be on its way to the backend yet.
	Owed bool `json:"owed,omitempty"`
}

func orderKey(keys string, seq uint64) string { return fmt.Sprintf("%s%020d", keys, seq) }

// keys are where orders of this origin lie in the journal.
func (o order) keys() string {
	if o.Local {
		return localKeys
	}
	return orderKeys
}

func (o order) key() string { return orderKey(o.keys(), o.Command.Seq) }

// takeCommand notes, does and answers a command, once. One that has been taken is answered again as
// before.
func (d *Desk) takeCommand(ctx context.Context, c wire.Command) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	known, ok := d.orders[orderKey(orderKeys, c.Seq)]
	switch {
	case ok && known.Command.ID != c.ID:
		return d.answer(ctx, rejected(c, reason.New(reason.CommandRepeated, reason.Params{"command_id": known.Command.ID})))
	case ok && known.Answer != nil:
		return d.answer(ctx, *known.Answer)
	case !ok && c.Seq+mostOrders <= d.latest[orderKeys]:
		return d.answer(ctx, rejected(c, reason.New(reason.CommandRepeated, reason.Params{"command_id": c.ID})))
	}
	return d.carryOut(ctx, order{Command: c})
}

// carryOut notes an order, does it and answers.
func (d *Desk) carryOut(ctx context.Context, o order) error {
	if err := d.remember(o); err != nil {
		return err
	}
	at, refusal := d.execute(ctx, o)
	if refusal != nil && !isRefusal(refusal) {
		return refusal // nothing was done; it is tried again when the command comes again
	}
	if err := d.save(); err != nil { // what was done outlives a crash before anybody is told
		return err
	}
	answer := taken(o.Command)
	if refusal != nil {
		answer = rejected(o.Command, refusal)
	}
	answer.At = at.UTC()
	o.Answer = &answer
	if err := d.remember(o); err != nil {
		return err
	}
	if beside(o.Command.Kind) && refusal == nil {
		d.queue <- o.key() // there is room: only this goroutine adds, and it has looked
	}
	if o.Local {
		return nil
	}
	return d.answer(ctx, answer)
}

// taken is the first answer to a command that was not refused: an override or a dispatch is executed when
// it has been seen at work, a probe when devices have answered, a configuration when a cycle has run with it,
// a change of key when the edge has connected with it, everything else when it is in force.
func taken(c wire.Command) wire.Ack {
	a := wire.Ack{Version: wire.Version, Command: c.ID, Seq: c.Seq, State: wire.AckExecuted}
	if c.Kind == wire.CommandOverride || c.Kind == wire.CommandDispatch || beside(c.Kind) {
		a.State = wire.AckAccepted
	}
	return a
}

func isRefusal(err error) bool { return errors.As(err, new(*reason.Error)) }

// rejected answers a command with why it is not done.
func rejected(c wire.Command, err error) wire.Ack {
	a := wire.Ack{Version: wire.Version, Command: c.ID, Seq: c.Seq, State: wire.AckRejected, At: c.IssuedAt}
	if refusal, ok := errors.AsType[*reason.Error](err); ok {
		a.Codes, a.Params = []reason.Code{refusal.Code}, refusal.Params
		if refusal.Code == reason.CommandExpired {
			a.State = wire.AckExpired
		}
	}
	return a
}

// tell keeps the newest answer to an order and gives it, also where the process ends in between: nobody asks
// for it again.
func (d *Desk) tell(ctx context.Context, o order, a wire.Ack) error {
	o.Answer, o.Owed = &a, !o.Local
	if err := d.remember(o); err != nil || o.Local {
		return err
	}
	return d.pay(ctx, o)
}

// pay gives the answer to an order that is owed.
func (d *Desk) pay(ctx context.Context, o order) error {
	if err := d.answer(ctx, *o.Answer); err != nil {
		return err
	}
	o.Owed = false
	return d.remember(o)
}

func (d *Desk) answer(ctx context.Context, a wire.Ack) error {
	if err := d.config.Answer(ctx, a); err != nil {
		return fmt.Errorf("answer command %s: %w", a.Command, err)
	}
	return nil
}

// remember keeps an order and forgets the oldest beyond the bound.
func (d *Desk) remember(o order) error {
	key := o.key()
	if err := d.note(key, o); err != nil {
		return err
	}
	if _, known := d.orders[key]; !known {
		d.count[o.keys()]++
	}
	d.orders[key] = o
	d.latest[o.keys()] = max(d.latest[o.keys()], o.Command.Seq)
	for d.count[o.keys()] > mostOrders {
		oldest := d.oldest(o.keys())
		if err := d.config.Journal.Put(oldest, nil); err != nil {
			return err
		}
		delete(d.orders, oldest)
		d.count[o.keys()]--
	}
	return nil
}

// oldest is the key of the oldest order of one origin; there is one.
func (d *Desk) oldest(keys string) string {
	least := ""
	for key := range d.orders {
		if strings.HasPrefix(key, keys) && (least == "" || key < least) {
			least = key
		}
	}
	return least
}

// execute does a command between two cycles and says when, by the cycle's clock. COMMAND_EXPIRED
// for one that is over.
func (d *Desk) execute(ctx context.Context, o order) (at time.Time, err error) {
	if d.loop == nil {
		return at, errors.New("the cycle does not run yet")
	}
	err = d.loop.Do(ctx, func(now time.Time, core *cycle.Core) error {
		at = now
		if o.Command.Expired(now) {
			return reason.New(reason.CommandExpired, reason.Params{"expires_at": o.Command.ExpiresAt.UTC().Format(time.RFC3339)})
		}
		if err := d.do(now, core, o); err != nil {
			return err
		}
		d.Keep(core.Memory())
		return nil
	})
	return at, err
}

func (d *Desk) do(now time.Time, core *cycle.Core, o order) error {
	c := o.Command
	switch c.Kind {
	case wire.CommandOverride:
		return d.override(now, core, c)
	case wire.CommandRelease:
		return d.release(now, core, c)
	case wire.CommandLimit:
		var bounds wire.LimitBounds
		if err := json.Unmarshal(c.Payload, &bounds); err != nil || bounds.Check() != nil {
			return badPayload(c, `bounds such as {"max_watts":40000}`)
		}
	case wire.CommandDispatch:
		if _, ok := d.config.Site.Place(c.Asset); !ok {
			return unknown(c.Asset)
		}
		var ordered wire.Dispatch
		if err := json.Unmarshal(c.Payload, &ordered); err != nil || ordered.Check() != nil {
			return badPayload(c, `such as {"active_power_watts":-2000,"ramp_rate":50}`)
		}
	case wire.CommandClearFault:
		return core.Clear(c.IssuedBy, c.Reason)
	case wire.CommandMode:
		var wanted wire.ModeWanted
		if err := json.Unmarshal(c.Payload, &wanted); err != nil {
			return badPayload(c, `such as {"mode":"SELF_CONSUMPTION"}`)
		}
		return core.SetMode(control.Mode(wanted.Mode), c.IssuedBy)
	case wire.CommandEnable:
		var wanted wire.Enabled
		if err := json.Unmarshal(c.Payload, &wanted); err != nil {
			return badPayload(c, `such as {"enabled":true}`)
		}
		core.Enable(wanted.Enabled, c.IssuedBy)
		return nil
	case wire.CommandScan, wire.CommandTestWrite, wire.CommandConfigure, wire.CommandRotateKey:
		if len(d.queue) == cap(d.queue) {
			return reason.New(reason.CommissioningBusy, nil)
		}
		return d.checkBeside(c)
	default:
		return reason.New(reason.InvalidValue, reason.Params{"field": "kind", "value": string(c.Kind), "want": "a kind this edge knows"})
	}
	inForce := taken(c)
	o.Answer = &inForce
	d.orders[o.key()] = o
	d.place(now, core)
	return nil
}

func badPayload(c wire.Command, want string) error {
	return reason.New(reason.InvalidValue, reason.Params{"field": "payload", "value": string(c.Payload), "want": want})
}

func unknown(asset string) error {
	return reason.New(reason.NotFound, reason.Params{"what": "asset " + asset})
}

func (d *Desk) override(now time.Time, core *cycle.Core, c wire.Command) error {
	asset, ok := d.config.Site.Place(c.Asset)
	if !ok {
		return unknown(c.Asset)
	}
	var power wire.Power
	if err := json.Unmarshal(c.Payload, &power); err != nil {
		return badPayload(c, `such as {"active_power_watts":-2000}`)
	}
	return core.Override(now, control.Override{
		ID: c.ID, Asset: asset, Power: unit.Power(power.ActivePowerWatts), By: c.IssuedBy, Reason: c.Reason,
		Interval: slot.Interval{From: now, To: c.ExpiresAt},
	})
}

// release ends what an earlier command has begun.
func (d *Desk) release(now time.Time, core *cycle.Core, c wire.Command) error {
	var ended wire.Ended
	if err := json.Unmarshal(c.Payload, &ended); err != nil {
		return badPayload(c, `such as {"command_id":"…"}`)
	}
	for key, o := range d.orders {
		if o.Command.ID != ended.CommandID {
			continue
		}
		o.Ended = true
		if err := d.note(key, o); err != nil {
			return err
		}
		d.orders[key] = o
		core.Release(o.Command.ID, c.IssuedBy)
		d.place(now, core)
		return nil
	}
	return reason.New(reason.NotFound, reason.Params{"what": "command " + ended.CommandID})
}

// lasts reports whether a command of this kind that is in force still holds at now.
func (o order) lasts(k wire.CommandKind, now time.Time) bool {
	if o.Command.Kind != k || o.Ended || o.Answer == nil || o.Command.Expired(now) {
		return false
	}
	switch o.Answer.State {
	case wire.AckAccepted, wire.AckClamped, wire.AckExecuted:
		return true
	}
	return false
}

func (o order) dispatches(now time.Time) bool { return o.lasts(wire.CommandDispatch, now) }

// slot is a dispatch as a slot of the plan.
func (o order) slot() wire.PlanSlot {
	var ordered wire.Dispatch
	if err := json.Unmarshal(o.Command.Payload, &ordered); err != nil {
		panic(err) // it was read when the command was taken
	}
	return wire.PlanSlot{
		Asset: o.Command.Asset, From: o.Command.IssuedAt, To: o.Command.ExpiresAt, ActivePowerWatts: ordered.ActivePowerWatts, RampRate: ordered.RampRate,
	}
}

func appendSlot(slots []control.PlanSlot, s *site.Site, one wire.PlanSlot, now time.Time) []control.PlanSlot {
	asset, ok := s.Place(one.Asset)
	if !ok || !one.To.After(now) {
		return slots
	}
	planned := control.PlanSlot{Asset: asset, Power: unit.Power(one.ActivePowerWatts), Interval: slot.Interval{From: one.From, To: one.To}}
	if one.RampRate != nil {
		planned.Ramp = unit.Power(*one.RampRate)
	}
	return append(slots, planned)
}

// limitsAt are the blocks that may come into force at or after now, the backend's and those of
// commands, and what holds when the backend's end.
func (d *Desk) limitsAt(now time.Time) ([]control.Limit, *control.Limit) {
	var limits []control.Limit
	for _, b := range d.limits.Blocks {
		if b.To == nil || b.To.After(now) {
			limits = append(limits, d.limitOf(b))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(d.orders)) {
		if o := d.orders[key]; o.lasts(wire.CommandLimit, now) {
			limits = append(limits, d.limitOf(o.block()))
		}
	}
	if d.limits.FailSafe == nil {
		return limits, nil
	}
	failSafe := d.limitOf(*d.limits.FailSafe)
	failSafe.From = d.limits.KnownUntil
	return limits, &failSafe
}

// block is a limit by command as a block.
func (o order) block() wire.LimitBlock {
	var bounds wire.LimitBounds
	if err := json.Unmarshal(o.Command.Payload, &bounds); err != nil {
		panic(err) // it was read when the command was taken
	}
	return wire.LimitBlock{
		Ref: o.Command.ID, Code: reason.ConnectionLimit, MinWatts: bounds.MinWatts, MaxWatts: bounds.MaxWatts,
		From: o.Command.IssuedAt, To: &o.Command.ExpiresAt,
	}
}

// forever is the end of a block without one.
func forever() time.Time { return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC) }

// limitOf is a block with its meter resolved.
func (d *Desk) limitOf(b wire.LimitBlock) control.Limit {
	bounds := envelope.Unbounded()
	if b.MinWatts != nil {
		bounds.Min = unit.Power(*b.MinWatts)
	}
	if b.MaxWatts != nil {
		bounds.Max = unit.Power(*b.MaxWatts)
	}
	end := forever()
	if b.To != nil {
		end = *b.To
	}
	return control.Limit{
		Ref: b.Ref, Code: cmp.Or(b.Code, reason.ConnectionLimit), Constraint: b.Constraint, Meter: d.meterOf(b.Meter), Bounds: bounds, Interval: slot.Interval{From: b.From, To: end},
	}
}

// meterOf is the grid meter of this site that a block holds at, "" for every one: also where the one that it
// names is none of them, since it was renamed, say. Nobody but this edge holds the block then: the backend
// orders what a site is to do from the edge that it heard last, so another one that is enrolled there is the
// one that was replaced. Should there be two at work after all, each with a connection, either holds the limits
// of both: tighter, never looser.
func (d *Desk) meterOf(named string) string {
	here := func(a site.Bound) bool { return a.ID == named && a.Nature == point.GridMeter }
	if slices.ContainsFunc(d.config.Site.Assets, here) {
		return named
	}
	return ""
}

// constraintsAt are the operator's constraints that may come into force at or after now.
func (d *Desk) constraintsAt(now time.Time) []control.GridConstraint {
	var out []control.GridConstraint
	for _, g := range d.limits.Constraints {
		if g.To != nil && !g.To.After(now) {
			continue
		}
		one := control.GridConstraint{Ref: g.Ref, Meter: d.meterOf(g.Meter), Interval: slot.Interval{From: g.From, To: forever()}}
		if g.To != nil {
			one.To = *g.To
		}
		if g.MaxVars != nil {
			one.Reactive = new(unit.ReactivePower(*g.MaxVars))
		}
		if g.MaxWattsPerS != nil {
			one.Ramp = new(unit.Power(*g.MaxWattsPerS))
		}
		out = append(out, one)
	}
	return out
}
