package document

import (
	"errors"
	"fmt"
	"maps"
	"math"

	"ohmstead/field/can"
)

// Message is one thing to be sent, ready for its protocol.
type Message struct {
	Method, Path, Body, ContentType string // HTTP
	Accept                          *Query
	Reply                           any

	Topic, Payload string // MQTT
	QoS            byte
	Retain         bool

	Frame can.Frame // CAN
}

// Encode is the messages that bring about a group's set-point, given in canonical unit and sign.
func (pl *Plan) Encode(group int, v float64) ([]Message, error) {
	g := &pl.Groups[group]
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil, fmt.Errorf("encode %s: %v is no value", g.Channel.Name, v)
	}
	if c := g.control.Clamp; c != nil {
		v = min(max(v, c.Low), c.High)
	}
	var out []Message
	for i := range g.control.Sends {
		s := &g.control.Sends[i]
		if s.When != nil && !s.When.Holds(v) {
			continue
		}
		text, err := g.control.text(g.gauge.rule.Raw(v) * s.Scale)
		if err != nil {
			return nil, fmt.Errorf("encode %s: %w", g.Channel.Name, err)
		}
		m, err := pl.message(s, text)
		if err != nil {
			return nil, fmt.Errorf("encode %s: %w", g.Channel.Name, err)
		}
		out = append(out, m)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("encode %s: the device cannot be told %v", g.Channel.Name, v)
	}
	return out, nil
}

// stepSlack is how far a value may miss a step by floating point alone.
const stepSlack = 1e-9

// text is a number in the device's terms as it is sent: cut towards zero to the device's step, so
// that a limit is never exceeded.
func (c *Control) text(raw float64) (string, error) {
	if c.Step > 0 {
		raw = math.Trunc(raw/c.Step*(1+stepSlack)) * c.Step
	}
	if len(c.Codes) > 0 {
		code, ok := codeOf(c.Codes, raw)
		if !ok {
			return "", fmt.Errorf("%v has no code", raw)
		}
		return code.Text, nil
	}
	if raw == 0 {
		raw = 0 // no minus sign
	}
	return printed(raw), nil
}

func (pl *Plan) message(s *Send, value string) (Message, error) {
	values := pl.values
	if value != "" {
		values = maps.Clone(pl.values)
		values[valueName] = value
	}
	m := Message{
		Method: s.Method, Path: fill(s.Path, values), Body: fill(s.Body, values), ContentType: s.ContentType, Accept: s.Accept, Reply: s.Reply,
		Topic: fill(s.Topic, values), Payload: fill(s.Payload, values), QoS: s.QoS, Retain: s.Retain,
	}
	if s.Message == "" {
		return m, nil
	}
	if pl.network == nil {
		return m, errors.New("the profile has no CAN network")
	}
	kind, ok := pl.network.Message(s.Message)
	if !ok {
		return m, fmt.Errorf("the CAN network has no message %s", s.Message)
	}
	var err error
	m.Frame, err = kind.Encode(s.Signals)
	return m, err
}

// fixed is messages that carry no set-point.
func (pl *Plan) fixed(sends []Send) ([]Message, error) {
	var out []Message
	for i := range sends {
		m, err := pl.message(&sends[i], "")
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

// Release is the messages that let go of a group.
func (pl *Plan) Release(group int) ([]Message, error) {
	return pl.fixed(pl.Groups[group].control.Release)
}

// Disarm is the messages that switch the watchdog off when the edge stops on purpose.
func (pl *Plan) Disarm() ([]Message, error) { return pl.fixed(pl.Watchdog.Disarm) }

// Wake is the messages that ask a device for everything it knows.
func (pl *Plan) Wake() ([]Message, error) { return pl.fixed(pl.Transport.Wake) }

// KeepAlive is the message that keeps the device talking; false where it needs none.
func (pl *Plan) KeepAlive() (Message, bool, error) {
	k := pl.Transport.KeepAlive
	if k == nil {
		return Message{}, false, nil
	}
	m, err := pl.message(&k.Send, "")
	return m, true, err
}

// Signals decodes a CAN frame for the source of its message; false for a frame that no source wants.
func (pl *Plan) Signals(f can.Frame) (source int, doc map[string]any, ok bool) {
	if pl.network == nil || f.Remote {
		return 0, nil, false
	}
	m, known := pl.network.ByID(f.ID, f.Extended)
	if !known {
		return 0, nil, false
	}
	for i, s := range pl.Sources {
		if s.Message != m.Name {
			continue
		}
		doc, err := m.Decode(f)
		return i, doc, err == nil
	}
	return 0, nil, false
}

// zeroes is a message whose signals are all as near to zero as they may be.
func zeroes(n *can.Network, message string) map[string]any {
	m, ok := n.Message(message)
	if !ok {
		return nil
	}
	doc, err := m.Decode(can.Frame{ID: m.ID, Extended: m.Extended, Length: can.DataMax})
	if err != nil {
		return nil
	}
	return doc
}
