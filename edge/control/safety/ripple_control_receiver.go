package safety

import (
	"ohmstead/edge/control"
	"ohmstead/edge/image"
	"ohmstead/energy/envelope"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
)

// rippleControl reduces feed-in to what the contacts of a ripple control receiver order.
type rippleControl struct {
	id       string
	assets   []control.Member
	contacts []rippleContact // from strong to weak
	failSafe int64           // percent
	now      rippleOrder
	known    bool
}

type rippleContact struct {
	percent int64
	closed  image.Handle
}

// rippleOrder is the share of rated power that may be fed in, and whether some contact could not
// be read that may order less.
type rippleOrder struct {
	percent   int64
	undefined bool
}

// allOfIt is no reduction.
const allOfIt = 100

// RippleControlReceiver is the controller type RIPPLE_CONTROL_RECEIVER.
func RippleControlReceiver() control.Spec {
	contact := func(name, meaning string) control.Field {
		return control.Field{Name: name, Kind: control.AssetField, Natures: []point.Nature{point.Switch}, Meaning: meaning}
	}
	return control.Spec{
		Type:     "RIPPLE_CONTROL_RECEIVER",
		Level:    envelope.Safety,
		Impact:   "keeps a local grid from too much feed-in when its operator says so: when it is wrong the site feeds in more than it was ordered to, or throws energy away",
		Fallback: "while a contact cannot be read that may order less than what is known, fail_safe_percent holds",
		Summary:  "Reduces feed-in to 0, 30 or 60 % of rated power by the contacts of a ripple control receiver; the strongest order wins.",
		Formula:  "p = least percent of the closed contacts, 100 without any; pv, ess, generator ≥ p · rating.min (production is negative)",
		Source:   "§ 9 EEG, stages 100/60/30/0 % of German ripple control receivers (engineering knowledge). An order of the grid operator binds like safety: nobody at the site may override it (docs/adr)",
		Raises:   []reason.Code{reason.FeedInOrder, reason.GridOperatorFree, reason.GridOperatorSilent},
		Fields: []control.Field{
			{Name: "assets", Kind: control.AssetsField, Natures: []point.Nature{point.PV, point.Generator, point.ESS}, Moves: true, Required: true, Meaning: "what feeds in; each is held to the share of its own rating"},
			contact("contact_0", "the contact that orders 0 %"),
			contact("contact_30", "the contact that orders 30 %"),
			contact("contact_60", "the contact that orders 60 %"),
			{Name: "fail_safe_percent", Kind: control.NumberField, Unit: point.Percent, Max: 100, Meaning: "what may be fed in while the order is not known"},
		},
		New: newRippleControl,
	}
}

func newRippleControl(p control.Params) (control.Controller, error) {
	c := &rippleControl{id: p.ID, assets: p.Members["assets"], failSafe: int64(p.Numbers["fail_safe_percent"])}
	for _, one := range []struct {
		field   string
		percent int64
	}{{"contact_0", 0}, {"contact_30", 30}, {"contact_60", 60}} {
		m, ok := p.Optional(one.field)
		if !ok {
			continue
		}
		closed, err := m.Channel(point.Closed)
		if err != nil {
			return nil, err
		}
		c.contacts = append(c.contacts, rippleContact{one.percent, closed})
	}
	if len(c.contacts) == 0 {
		return nil, reason.New(reason.MissingField, reason.Params{"field": "contact_0, contact_30 or contact_60"})
	}
	return c, nil
}

// Propose bounds production while an order holds.
func (c *rippleControl) Propose(in control.Input, out *control.Filing) {
	order := c.order(in)
	c.tell(order, out)
	if order.percent >= allOfIt {
		return
	}
	for i := range c.assets {
		m := &c.assets[i]
		most := scaled(m.Rating.Min, float64(order.percent)/allOfIt)
		cause := envelope.Cause{Code: reason.FeedInReduced, Numbers: [2]int64{order.percent, int64(-most)}}
		if order.undefined {
			cause = envelope.Cause{Code: reason.GridOperatorFailSafe, Numbers: [2]int64{int64(-most)}}
		}
		out.Bound(m.Asset, envelope.AtLeast(most), cause)
	}
}

// order is the strongest contact's. A contact that cannot be read counts as the fail-safe unless a
// stronger one is closed.
func (c *rippleControl) order(in control.Input) rippleOrder {
	order := rippleOrder{percent: allOfIt}
	for i := range c.contacts {
		closed, ok := in.Value(c.contacts[i].closed)
		switch {
		case !ok:
			order = rippleOrder{min(order.percent, c.failSafe), true}
		case closed != 0:
			if c.contacts[i].percent <= order.percent {
				order = rippleOrder{percent: c.contacts[i].percent}
			}
			return order
		}
	}
	return order
}

// tell says when the order changes and when it is not known.
func (c *rippleControl) tell(order rippleOrder, out *control.Filing) {
	if c.known && order == c.now {
		return
	}
	say := control.Notice{Code: reason.GridOperatorFree, Asset: control.NoAsset, Params: reason.Params{"controller": c.id}}
	if order.percent < allOfIt {
		say.Code, say.Params["percent"] = reason.FeedInOrder, order.percent
	}
	out.Tell(say)
	if order.undefined != (c.known && c.now.undefined) {
		out.Tell(control.Notice{Code: reason.GridOperatorSilent, Asset: control.NoAsset, Cleared: !order.undefined, Params: reason.Params{"controller": c.id}})
	}
	c.now, c.known = order, true
}

// Latches says that the alarm of a contact that cannot be read stands.
func (c *rippleControl) Latches() uint64 { return latchOf(c.now.undefined) }

// Relatch lets an alarm of before the restart end once.
func (c *rippleControl) Relatch(set uint64) { c.known, c.now.undefined = set != 0, set != 0 }
