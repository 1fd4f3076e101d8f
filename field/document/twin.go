package document

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"ohmstead/field/can"
)

// Twin is a simulated device as far as documents go: what the profile's driver would be told, and
// what its messages mean. Give it values by channel and it makes documents; let it hear a message
// and it says which set-point that is. It is not safe for concurrent use.
type Twin struct {
	plan    *Plan
	docs    map[string]any // by source
	orders  []pattern
	idle    []Message // messages that are right and change nothing the twin shows
	keeping *Message
}

// pattern is one message that carries a set-point.
type pattern struct {
	group  int
	send   *Send
	method string
	whole  *regexp.Regexp // of path or topic, a line feed, and body or payload
}

// Setting is a set-point that a client sent, in the channel's canonical unit and sign.
type Setting struct {
	Target  int
	Channel string
	Value   float64
}

// Heard is what a message means to the device.
type Heard struct {
	Known     bool
	Source    int // the document that was asked for, -1 for none
	Identity  bool
	KeepAlive bool
	Setting   *Setting
	Reply     any // what the device answers; nil where it says no more than that it heard
}

// Twin builds the device for these assets.
func (p *Profile) Twin(o Options) (*Twin, error) {
	plan, err := p.Compile(o)
	if err != nil {
		return nil, err
	}
	t := &Twin{plan: plan, docs: map[string]any{}}
	for _, s := range plan.Sources {
		t.docs[s.Name] = s.Sample
		if s.Sample == nil && plan.network != nil {
			t.docs[s.Name] = zeroes(plan.network, s.Message)
		}
	}
	for i := range plan.Groups {
		for k, s := range plan.Groups[i].control.Sends {
			if s.Prepares {
				m, err := plan.message(&s, "")
				if err != nil {
					return nil, err
				}
				t.idle = append(t.idle, m)
				continue
			}
			t.orders = append(t.orders, plan.pattern(i, &plan.Groups[i].control.Sends[k]))
		}
		release, err := plan.Release(i)
		if err != nil {
			return nil, err
		}
		t.idle = append(t.idle, release...)
	}
	disarm, err := plan.Disarm()
	if err != nil {
		return nil, err
	}
	wake, err := plan.Wake()
	if err != nil {
		return nil, err
	}
	t.idle = append(append(t.idle, disarm...), wake...)
	if m, ok, err := plan.KeepAlive(); err != nil {
		return nil, err
	} else if ok {
		t.keeping = &m
	}
	return t, nil
}

// pattern makes the expression that recognises a message and finds its value.
func (pl *Plan) pattern(group int, s *Send) pattern {
	text := fill(s.Path+s.Topic, pl.values) + "\n" + fill(s.Body+s.Payload, pl.values)
	quoted := regexp.QuoteMeta(text)
	first := strings.Replace(quoted, regexp.QuoteMeta("{"+valueName+"}"), `(?P<value>[^&\n"}]+)`, 1)
	return pattern{group, s, s.Method, regexp.MustCompile("^" + strings.ReplaceAll(first, regexp.QuoteMeta("{"+valueName+"}"), `[^&\n"}]+`) + "$")}
}

// Plan is the plan the twin's driver would have.
func (t *Twin) Plan() *Plan { return t.plan }

// Set shows v, in the channel's canonical unit and sign, in the document that carries the channel.
func (t *Twin) Set(target int, channel string, v float64) error {
	return t.change(target, channel, func(g gauge, doc any) (any, error) { return g.show(context.Background(), doc, v) })
}

// Blank shows that the channel has no value now. It is an error where the device has no way to say
// so.
func (t *Twin) Blank(target int, channel string) error {
	if t.plan.network != nil {
		return fmt.Errorf("blank %s: a CAN signal always has a value", channel)
	}
	return t.change(target, channel, func(g gauge, doc any) (any, error) { return g.blank(context.Background(), doc) })
}

func (t *Twin) change(target int, channel string, do func(gauge, any) (any, error)) error {
	slot := t.plan.Slot(target, channel)
	if slot == none {
		return fmt.Errorf("the profile has no channel %s for this asset", channel)
	}
	g := t.plan.gauges[slot]
	doc, err := do(g, joined(g.measure.From, t.docs))
	if err != nil {
		return fmt.Errorf("show %s: %w", channel, err)
	}
	if len(g.measure.From) == 1 {
		t.docs[g.measure.From[0]] = doc
		return nil
	}
	all, ok := doc.(map[string]any)
	if !ok {
		return fmt.Errorf("show %s: show gives %T, not the documents by name", channel, doc)
	}
	for _, name := range g.measure.From {
		t.docs[name] = all[name]
	}
	return nil
}

// Value is what a driver would find for the channel.
func (t *Twin) Value(target int, channel string) (float64, bool) {
	slot := t.plan.Slot(target, channel)
	if slot == none {
		return 0, false
	}
	g := t.plan.gauges[slot]
	v, state, err := g.read(context.Background(), joined(g.measure.From, t.docs))
	return v, state == Good && err == nil
}

// Payload is a source's document as it travels over HTTP or MQTT; nothing where there is none.
func (t *Twin) Payload(source int) ([]byte, error) {
	s := t.plan.Sources[source]
	doc := t.docs[s.Name]
	if doc == nil {
		return nil, nil
	}
	if s.Plain {
		v, ok := scalarOf(doc)
		if !ok {
			return nil, fmt.Errorf("document %s is no plain text", s.Name)
		}
		return []byte(v.text), nil
	}
	data, err := json.Marshal(doc)
	if err != nil {
		return nil, fmt.Errorf("write document %s: %w", s.Name, err)
	}
	return data, nil
}

// Frame is a source's document as a CAN frame.
func (t *Twin) Frame(source int) (can.Frame, error) {
	s := t.plan.Sources[source]
	if t.plan.network == nil {
		return can.Frame{}, errors.New("the device does not speak CAN")
	}
	m, ok := t.plan.network.Message(s.Message)
	if !ok {
		return can.Frame{}, fmt.Errorf("the CAN network has no message %s", s.Message)
	}
	doc, _ := t.docs[s.Name].(map[string]any)
	signals := make(map[string]float64, len(doc))
	for name, v := range doc {
		if n, ok := scalarOf(v); ok && n.isNum {
			signals[name] = n.number
		}
	}
	return m.Encode(signals)
}

// Hear says what a message means, and shows a set-point where the device reports it back.
func (t *Twin) Hear(m Message) Heard {
	h := Heard{Source: none}
	for i, s := range t.plan.Sources {
		if s.Method != "" && s.Method == m.Method && s.Path == m.Path && s.Body == m.Body {
			h.Known, h.Source = true, i
			return h
		}
	}
	if i := t.plan.Identify; i != nil && m.Method == "GET" && m.Path == i.Path {
		h.Known, h.Identity = true, true
		return h
	}
	if t.keeping != nil && same(*t.keeping, m) {
		h.Known, h.KeepAlive = true, true
		return h
	}
	if s, reply, ok := t.order(m); ok {
		h.Known, h.Setting, h.Reply = true, &s, reply
		return h
	}
	for _, known := range t.idle {
		if same(known, m) {
			h.Known, h.Reply = true, known.Reply
		}
	}
	return h
}

// same compares what can be seen of a message on the line.
func same(a, b Message) bool {
	return a.Method == b.Method && a.Path == b.Path && a.Body == b.Body && a.Topic == b.Topic && a.Payload == b.Payload && a.Frame == b.Frame
}

func (t *Twin) order(m Message) (Setting, any, bool) {
	text := m.Path + m.Topic + "\n" + m.Body + m.Payload
	for _, p := range t.orders {
		found := p.whole.FindStringSubmatch(text)
		if found == nil || p.method != m.Method {
			continue
		}
		g := &t.plan.Groups[p.group]
		v, ok := g.value(p, found)
		if !ok {
			continue
		}
		s := Setting{g.Target, g.Channel.Name, v}
		if g.Applied != none {
			// What cannot be shown is refused by the device just so.
			if t.Set(g.Target, t.plan.Slots[g.Applied].Channel.Name, v) != nil {
				continue
			}
		}
		return s, p.send.Reply, true
	}
	return Setting{}, nil, false
}

// value is the set-point of a message, undone as the driver made it.
func (g *Group) value(p pattern, found []string) (float64, bool) {
	i := p.whole.SubexpIndex("value")
	if i < 0 {
		if p.send.When == nil {
			return 0, false
		}
		return p.send.When.Low, true
	}
	if len(g.control.Codes) > 0 {
		for _, c := range g.control.Codes {
			if c.Text == found[i] {
				return g.gauge.rule.Value(c.Value / p.send.Scale)
			}
		}
		return 0, false
	}
	raw, err := strconv.ParseFloat(found[i], 64)
	if err != nil {
		return 0, false
	}
	return g.gauge.rule.Value(raw / p.send.Scale)
}
