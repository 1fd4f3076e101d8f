package document

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/field/can"
)

// Options say for which assets and which device a profile is compiled.
type Options struct {
	Targets []point.Nature // one asset each
	Params  map[string]string
}

// Plan is a profile made ready for one device: where its documents are, where the values go, what to
// send. It is not safe for concurrent use.
type Plan struct {
	Transport Transport // with parameters filled in
	Sources   []Source  // those that some slot needs, with parameters filled in
	Slots     []Slot
	Groups    []Group
	Watchdog  Watchdog
	Identify  *Identity

	gauges  []gauge // by slot
	held    map[string]arrived
	network *can.Network
	values  map[string]string // of the placeholders
}

// Slot is one decoded value.
type Slot struct {
	Target  int
	Channel point.Channel
}

// Group is a set-point channel that the plan can send.
type Group struct {
	Target      int
	Channel     point.Channel
	Applied     int // the slot of the read-back, -1 where the device tells nothing
	MinInterval time.Duration
	OnChange    bool
	Flash       bool
	control     *Control
	gauge       gauge
}

// none marks a slot that is not there.
const none = -1

// Fill completes a device's parameters by the profile's defaults. UNKNOWN_FIELD, MISSING_FIELD and
// INVALID_VALUE name the parameter, below the field of a file that holds them.
func (p *Profile) Fill(field string, params map[string]string) (map[string]string, error) {
	filled := map[string]string{holdName: strconv.FormatFloat(p.Watchdog.Timeout.Seconds(), 'f', -1, 64)}
	known := make([]string, 0, len(p.Params))
	var faults []error
	for _, q := range p.Params {
		known = append(known, q.Name)
		v, given := params[q.Name]
		switch {
		case !given && q.Required:
			faults = append(faults, fmt.Errorf("%w: %s", reason.New(reason.MissingField, reason.Params{"field": field + "." + q.Name}), q.What))
		case !given:
			v = q.Default
		case v == "" || !paramOK.MatchString(v):
			faults = append(faults, reason.New(reason.InvalidValue, reason.Params{"field": field + "." + q.Name, "value": strconv.Quote(v), "want": ParamForm}))
		}
		filled[q.Name] = v
	}
	for _, name := range slices.Sorted(maps.Keys(params)) {
		if !slices.Contains(known, name) {
			faults = append(faults, reason.New(reason.UnknownField, reason.Params{"field": field + "." + name, "known": orNone(strings.Join(known, ", "))}))
		}
	}
	return filled, errors.Join(faults...)
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

// Compile makes the plan for a device.
func (p *Profile) Compile(o Options) (*Plan, error) {
	values, err := p.Fill("params", o.Params)
	if err != nil {
		return nil, fmt.Errorf("compile profile %s: %w", p.ID, err)
	}
	plan := &Plan{held: map[string]arrived{}, values: values, Watchdog: p.Watchdog}
	if p.Transport.Network != "" {
		if plan.network, err = can.LoadNetwork(p.Transport.Network); err != nil {
			return nil, fmt.Errorf("compile profile %s: %w", p.ID, err)
		}
	}
	for i, nature := range o.Targets {
		if slices.Contains(o.Targets[:i], nature) {
			return nil, fmt.Errorf("compile profile %s: two assets of nature %s behind one device", p.ID, nature)
		}
		if err := plan.target(p, i, nature); err != nil {
			return nil, fmt.Errorf("compile profile %s for %s: %w", p.ID, nature, err)
		}
	}
	for _, s := range p.Sources {
		if slices.ContainsFunc(plan.gauges, func(g gauge) bool { return slices.Contains(g.measure.From, s.Name) }) {
			s.Path, s.Body, s.Topic = fill(s.Path, values), fill(s.Body, values), fill(s.Topic, values)
			plan.Sources = append(plan.Sources, s)
		}
	}
	plan.transport(p)
	return plan, nil
}

func (pl *Plan) target(p *Profile, i int, nature point.Nature) error {
	found := 0
	for k := range p.Points {
		pt := &p.Points[k]
		if ch, ok := point.Lookup(nature, pt.Channel); ok && slices.Contains(pt.Natures, nature) {
			if _, err := pl.slot(&pt.Measure, Slot{i, ch}); err != nil {
				return err
			}
			found++
		}
	}
	for k := range p.Controls {
		ct := &p.Controls[k]
		ch, ok := point.Lookup(nature, ct.Channel)
		if !ok || !slices.Contains(ct.Natures, nature) {
			continue
		}
		if err := pl.group(ct, Slot{i, ch}, nature); err != nil {
			return err
		}
		found++
	}
	if found == 0 {
		return errors.New("it has nothing for this nature")
	}
	return nil
}

func (pl *Plan) slot(m *Measure, s Slot) (int, error) {
	g, err := newGauge(m, s.Channel.Unit)
	if err != nil {
		return none, fmt.Errorf("%s: %w", s.Channel.Name, err)
	}
	pl.Slots, pl.gauges = append(pl.Slots, s), append(pl.gauges, g)
	return len(pl.Slots) - 1, nil
}

func (pl *Plan) group(ct *Control, s Slot, nature point.Nature) error {
	rule, err := ct.Scaling.For(s.Channel.Unit)
	if err != nil {
		return fmt.Errorf("%s: %w", s.Channel.Name, err)
	}
	g := Group{
		Target: s.Target, Channel: s.Channel, Applied: none, control: ct, gauge: gauge{rule: rule},
		MinInterval: ct.MinInterval, OnChange: ct.OnChange, Flash: ct.Flash,
	}
	if applied, ok := point.Lookup(nature, ct.Channel+point.AppliedSuffix); ok && ct.ReadBack != nil {
		if g.Applied, err = pl.slot(ct.ReadBack, Slot{s.Target, applied}); err != nil {
			return err
		}
	}
	pl.Groups = append(pl.Groups, g)
	return nil
}

func (pl *Plan) transport(p *Profile) {
	pl.Transport = p.Transport
	pl.Transport.Confirm = fill(p.Transport.Confirm, pl.values)
	if a := p.Transport.Available; a != nil {
		pl.Transport.Available = &Available{fill(a.Topic, pl.values), a.Online, a.Offline}
	}
	if i := p.Identify; i != nil {
		filled := *i
		filled.Path = fill(i.Path, pl.values)
		pl.Identify = &filled
	}
}

// Slot is the slot of a target's channel, -1 where the plan has none.
func (pl *Plan) Slot(target int, channel string) int {
	return slices.IndexFunc(pl.Slots, func(s Slot) bool { return s.Target == target && s.Channel.Name == channel })
}

// arrived is the last document of a source.
type arrived struct {
	doc any
	at  time.Time
}

// Arrival is a document that came in.
type Arrival struct {
	Source   int // of Plan.Sources
	Document any
	At       time.Time
}

// Value is what was found for one slot, in the channel's canonical unit and sign, true at the
// instant At: that of the oldest document it was made of.
type Value struct {
	Slot   int
	Number float64
	State  State
	At     time.Time
}

// Take finds the values that a document changes. A value of several documents is there once all of
// them have come. The error joins what the documents have that the profile does not expect; the
// values are good all the same.
func (pl *Plan) Take(ctx context.Context, a Arrival) ([]Value, error) {
	name := pl.Sources[a.Source].Name
	pl.held[name] = arrived{a.Document, a.At}
	var out []Value
	var faults []error
	for slot, g := range pl.gauges {
		if !slices.Contains(g.measure.From, name) {
			continue
		}
		doc, at, ok := pl.gather(g.measure.From)
		if !ok {
			continue
		}
		v, state, err := g.read(ctx, doc)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", pl.Slots[slot].Channel.Name, err))
		}
		out = append(out, Value{slot, v, state, at})
	}
	return out, errors.Join(faults...)
}

// gather is the document that a query of these sources runs on, and the instant of its oldest part.
func (pl *Plan) gather(from []string) (any, time.Time, bool) {
	docs := make(map[string]any, len(from))
	var oldest time.Time
	for _, name := range from {
		h, ok := pl.held[name]
		if !ok {
			return nil, oldest, false
		}
		if len(from) > 1 && h.doc == nil {
			return nil, h.at, true // a part that is gone takes the whole with it
		}
		if docs[name] = h.doc; oldest.IsZero() || h.at.Before(oldest) {
			oldest = h.at
		}
	}
	return joined(from, docs), oldest, true
}

// Forget drops every document: what arrived before a device fell silent says nothing any more.
func (pl *Plan) Forget() { clear(pl.held) }

// Confirm says at the instant at that everything still holds that is told on change alone: its
// values come again with that time.
func (pl *Plan) Confirm(ctx context.Context, at time.Time) []Value {
	var out []Value
	for i, s := range pl.Sources {
		h, ok := pl.held[s.Name]
		if !s.OnChange || !ok {
			continue
		}
		values, _ := pl.Take(ctx, Arrival{i, h.doc, at}) // what is odd was said when it arrived
		out = append(out, values...)
	}
	return out
}
