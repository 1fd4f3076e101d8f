package safety

import (
	"errors"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/gridcode"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// limiter14a reduces controllable consumption when the grid operator orders it, by a contact or by
// a box with a heartbeat.
type limiter14a struct {
	id       string
	assets   []control.Member
	contact  image.Handle // image.None for none
	dimsOpen bool
	box      *controlBox // nil for none
	least    unit.Power  // per device
	failSafe unit.Power  // per device
	now      dimming     // what held in the last cycle
	known    bool
}

// dimming is what holds: a limit per device, and whether it is the fail-safe because the order is
// not known.
type dimming struct {
	limit         unit.Power
	on, undefined bool
}

// Limiter14a is the controller type LIMITER_14A.
func Limiter14a() control.Spec {
	d := gridcode.Section14a()
	watts := func(name, meaning string) control.Field {
		return control.Field{Name: name, Kind: control.NumberField, Unit: point.Watt, Default: unit.Float(d.LeastPerDevice, unit.Watt), Min: unit.Float(d.LeastPerDevice, unit.Watt), Max: control.MostWatts, Meaning: meaning}
	}
	return control.Spec{
		Type:     "LIMITER_14A",
		Level:    envelope.Safety,
		Impact:   "keeps a local grid from overload when its operator says so: when it is wrong the site draws more than it was ordered to, or less than it is entitled to",
		Fallback: "a contact that cannot be read, a box that is not heard or has not been heard yet: the fail-safe holds, so a cut wire dims",
		Summary:  "Reduces controllable loads to at least 4.2 kW each when the grid operator orders it (§ 14a EnWG), by a contact or by a control box with a heartbeat.",
		Formula:  "ordered by contact → each asset ≤ min_watts; by box → each asset ≤ max(min_watts, ImportLimit / number of assets); order not known → each asset ≤ fail_safe_watts",
		Source:   "§ 14a EnWG, BNetzA BK6-22-300 (4.2 kW per device); heartbeat, fail-safe and its times: EEBus use case LPC, see docs/grid-codes.md. An order of the grid operator binds like safety: nobody at the site may override it (docs/adr)",
		Raises:   []reason.Code{reason.GridOperatorOrder, reason.GridOperatorFree, reason.GridOperatorSilent},
		Fields: []control.Field{
			{Name: "assets", Kind: control.AssetsField, Natures: []point.Nature{point.ESS, point.EVCS, point.Load}, Moves: true, Required: true, Meaning: "the controllable devices: batteries, chargers, heat pumps"},
			{Name: "contact", Kind: control.AssetField, Natures: []point.Nature{point.Switch}, Meaning: "the grid operator's contact"},
			{Name: "active_when", Kind: control.ChoiceField, Standard: "OPEN", Choices: []string{"OPEN", "CLOSED"}, Meaning: "in which position of the contact the order holds; OPEN dims when a wire breaks"},
			{Name: "box", Kind: control.AssetField, Natures: []point.Nature{point.GridConnection}, Meaning: "the control box that sends limits and a heartbeat"},
			watts("min_watts", "what every device keeps under an order"),
			watts("fail_safe_watts", "what every device keeps while the order is not known"),
			{Name: "fail_safe_for", Kind: control.DurationField, Lasting: d.FailSafeFor, Off: true, Meaning: "for how long the fail-safe holds when the box is not heard; 0s until it is heard again"},
		},
		New: newLimiter14a,
	}
}

func newLimiter14a(p control.Params) (control.Controller, error) {
	c := &limiter14a{
		id: p.ID, assets: p.Members["assets"], contact: image.None, dimsOpen: p.Texts["active_when"] == "OPEN",
		least: p.Power("min_watts"), failSafe: p.Power("fail_safe_watts"),
	}
	contact, hasContact := p.Optional("contact")
	box, hasBox := p.Optional("box")
	var err, errBox error
	if hasContact {
		c.contact, err = contact.Channel(point.Closed)
	}
	if hasBox {
		c.box, errBox = newControlBox(box, p.Durations["fail_safe_for"])
	}
	if !hasContact && !hasBox {
		err = reason.New(reason.MissingField, reason.Params{"field": "contact or box"})
	}
	return c, errors.Join(err, errBox)
}

// Propose bounds every device while an order holds or is not known.
func (c *limiter14a) Propose(in control.Input, out *control.Filing) {
	d := c.byContact(in)
	if b := c.byBox(in); b.on && (!d.on || b.limit < d.limit) {
		d.limit, d.on = b.limit, true
		d.undefined = d.undefined || b.undefined
	}
	c.tell(d, out)
	if !d.on {
		return
	}
	code := reason.GridOperatorLimit
	if d.undefined {
		code = reason.GridOperatorFailSafe
	}
	for i := range c.assets {
		out.Bound(c.assets[i].Asset, envelope.AtMost(d.limit), envelope.Cause{Code: code, Numbers: [2]int64{int64(d.limit)}})
	}
}

func (c *limiter14a) byContact(in control.Input) dimming {
	if c.contact == image.None {
		return dimming{}
	}
	closed, ok := in.Value(c.contact)
	if !ok {
		return dimming{c.failSafe, true, true}
	}
	return dimming{limit: c.least, on: (closed == 0) == c.dimsOpen}
}

func (c *limiter14a) byBox(in control.Input) dimming {
	if c.box == nil {
		return dimming{}
	}
	switch c.box.listen(in) {
	case boxFree:
		return dimming{}
	case boxLimits:
		each := c.box.limit / unit.Power(len(c.assets))
		return dimming{limit: max(c.least, each), on: true}
	default:
		return dimming{c.failSafe, true, true}
	}
}

// tell says when the order changes and when it is not known.
func (c *limiter14a) tell(d dimming, out *control.Filing) {
	if c.known && d == c.now {
		return
	}
	order := control.Notice{Code: reason.GridOperatorFree, Asset: control.NoAsset, Params: reason.Params{"controller": c.id}}
	if d.on {
		order.Code, order.Params["limit_watts"] = reason.GridOperatorOrder, int64(d.limit)
	}
	out.Tell(order)
	if d.undefined != (c.known && c.now.undefined) {
		out.Tell(control.Notice{Code: reason.GridOperatorSilent, Asset: control.NoAsset, Cleared: !d.undefined, Params: reason.Params{"controller": c.id}})
	}
	c.now, c.known = d, true
}

// Latches says that the alarm of a silent grid operator stands.
func (c *limiter14a) Latches() uint64 { return latchOf(c.now.undefined) }

// Relatch lets an alarm of before the restart end once.
func (c *limiter14a) Relatch(set uint64) { c.known, c.now.undefined = set != 0, set != 0 }

// controlBox is a grid operator's box: a limit that is on or off, and a heartbeat.
type controlBox struct {
	limitH, activeH, beatH image.Handle
	failSafeFor            time.Duration

	limit    unit.Power
	heard    bool // a first beat has come
	last     float64
	quiet    time.Duration // since the last beat
	lost     bool          // the heartbeat stayed away, and no limit has come since it is back
	failing  time.Duration // for how long the fail-safe has held
	awaiting time.Duration // for how long the heartbeat is back without a limit
}

// boxSays is what follows from a control box.
type boxSays int

const (
	boxUnknown boxSays = iota
	boxFree
	boxLimits
)

func newControlBox(m control.Member, failSafeFor time.Duration) (*controlBox, error) {
	limit, errLimit := m.Channel(point.ImportLimit)
	active, errActive := m.Channel(point.ImportLimitActive)
	beat, errBeat := m.Channel(point.Heartbeat)
	return &controlBox{limitH: limit, activeH: active, beatH: beat, failSafeFor: failSafeFor}, errors.Join(errLimit, errActive, errBeat)
}

// listen goes on by one cycle. Before the first heartbeat nothing is known. When it stays away the
// order is not known for failSafeFor, then the site is on its own. It is known again with the
// heartbeat and a limit; without a limit for LimitWithin after the heartbeat is back the site is on
// its own too. Source: EEBus LPC as coded in evcc.
func (b *controlBox) listen(in control.Input) boxSays {
	d := gridcode.Section14a()
	b.hear(in)
	limit, okLimit := in.Power(b.limitH)
	active, okActive := in.Value(b.activeH)
	switch {
	case !b.heard:
		return boxUnknown
	case b.quiet > d.BeatEvery:
		b.lost, b.awaiting = true, 0
		b.failing += in.Since
		if b.failSafeFor > 0 && b.failing > b.failSafeFor {
			return boxFree
		}
		return boxUnknown
	case okActive && (active == 0 || okLimit):
		b.lost, b.failing, b.awaiting = false, 0, 0
		if active == 0 {
			return boxFree
		}
		b.limit = max(limit, 0)
		return boxLimits
	}
	b.awaiting += in.Since
	if b.awaiting > d.LimitWithin {
		return boxFree
	}
	return boxUnknown
}

// hear counts the time since the heartbeat last changed.
func (b *controlBox) hear(in control.Input) {
	beat, ok := in.Value(b.beatH)
	if ok && (!b.heard || beat != b.last) {
		b.heard, b.last, b.quiet = true, beat, 0
		return
	}
	b.quiet += in.Since
}
