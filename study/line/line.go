// Package line writes down one cycle of the edge as a line: what was set, who asked, what was cut and
// why, what happened. It is one form for written scenarios and for records.
package line

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/cycle"
	"ohmstead/edge/cycle/state"
	"ohmstead/energy/point"
	"ohmstead/energy/reason"
	"ohmstead/energy/unit"
)

// Line is one line of output: a cycle with its answer and the whole explanation of it.
type Line struct {
	At        string                 `json:"at"`
	Done      []cycle.Kind           `json:"done,omitempty"` // what was asked before the cycle, of a record
	State     state.State            `json:"state"`
	Mode      control.Mode           `json:"mode"`
	Readings  map[string]any         `json:"readings,omitempty"`
	Setpoints map[string]json.Number `json:"setpoints"`
	Requests  []Request              `json:"requests"`
	Cut       []Cut                  `json:"cut"`
	Events    []Event                `json:"events"`
}

// Request is what one controller asks of one asset: bounds or a target, and why; of anything
// but active power by its set-point channel and in that channel's unit.
type Request struct {
	Asset   string        `json:"asset"`
	By      string        `json:"by"`
	Class   string        `json:"class"`
	Channel string        `json:"channel,omitempty"`
	Unit    point.Unit    `json:"unit,omitempty"`
	Least   json.Number   `json:"at_least,omitempty"`
	Most    json.Number   `json:"at_most,omitempty"`
	Wanted  json.Number   `json:"target,omitempty"`
	AtLeast *unit.Power   `json:"at_least_watts,omitempty"`
	AtMost  *unit.Power   `json:"at_most_watts,omitempty"`
	Exactly *unit.Power   `json:"exactly_watts,omitempty"`
	Target  *unit.Power   `json:"target_watts,omitempty"`
	Code    reason.Code   `json:"reason_code,omitempty"`
	Params  reason.Params `json:"params,omitempty"`
}

// Cut is a request that was not granted in full: of an active power in watts, of anything else
// by its set-point channel in that channel's unit.
type Cut struct {
	Asset   string        `json:"asset"`
	By      string        `json:"by"`
	Asked   *unit.Power   `json:"asked_watts,omitempty"`
	Given   *unit.Power   `json:"given_watts,omitempty"`
	Channel string        `json:"channel,omitempty"`
	Unit    point.Unit    `json:"unit,omitempty"`
	Wanted  json.Number   `json:"asked,omitempty"`
	Got     json.Number   `json:"given,omitempty"`
	Code    reason.Code   `json:"reason_code"`
	Params  reason.Params `json:"params,omitempty"`
	BoundBy string        `json:"bound_by"`
	Why     string        `json:"why"`
}

// Event is something that happened; Cleared says that an alarm or a fault is over.
type Event struct {
	Code    reason.Code   `json:"code"`
	Asset   string        `json:"asset,omitempty"`
	Cleared bool          `json:"cleared,omitempty"`
	Params  reason.Params `json:"params,omitempty"`
}

// New writes down a cycle, without what Explain adds. The core must not have run another since.
func New(at string, out *cycle.Output) Line {
	l := Line{
		At: at, State: out.State, Mode: cycle.Shown(out.Mode),
		Setpoints: map[string]json.Number{},
		Requests:  []Request{}, Cut: []Cut{}, Events: []Event{},
	}
	for _, s := range out.Setpoints {
		l.Setpoints[s.Asset+"."+s.Channel] = json.Number(Decimal(s.Value))
	}
	for i := range out.Cuts {
		l.Cut = append(l.Cut, cut(out.Cuts[i]))
	}
	return l
}

// Explain adds what was asked in the cycle and what happened.
func (l *Line) Explain(core *cycle.Core, events []cycle.Event) {
	for _, r := range core.Requests(nil) {
		l.Requests = append(l.Requests, request(r))
	}
	for _, e := range events {
		l.Events = append(l.Events, Event{Code: e.Code, Asset: e.Asset, Cleared: e.Cleared, Params: e.Params})
	}
}

func cut(c cycle.Cut) Cut {
	params := c.Cause.Params()
	l := Cut{
		Asset: c.Asset, By: c.By, Code: c.Cause.Code, Params: params,
		BoundBy: c.BoundBy, Why: reason.Text(c.Cause.Code, "en", params),
	}
	if c.Channel == "" {
		l.Asked, l.Given = &c.Asked, &c.Given
		return l
	}
	l.Channel, l.Unit = c.Channel, c.Unit
	l.Wanted, l.Got = json.Number(Decimal(c.AskedValue)), json.Number(Decimal(c.GivenValue))
	return l
}

func request(r cycle.Request) Request {
	l := Request{Asset: r.Asset, By: r.By, Class: r.Level.String(), Code: r.Cause.Code, Params: r.Cause.Params()}
	if r.Channel != "" {
		return l.of(r)
	}
	b := r.Bounds
	if b.Min == b.Max {
		l.Exactly = &b.Min
	}
	if b.BoundedBelow() && l.Exactly == nil {
		l.AtLeast = &b.Min
	}
	if b.BoundedAbove() && l.Exactly == nil {
		l.AtMost = &b.Max
	}
	if r.HasTarget {
		l.Target = &r.Target
	}
	return l
}

// of is the line of a request on something else than active power.
func (l Request) of(r cycle.Request) Request {
	l.Channel, l.Unit = r.Channel, r.Unit
	if r.HasTarget {
		l.Wanted = json.Number(Decimal(r.Value))
		return l
	}
	if !math.IsInf(r.Least, -1) {
		l.Least = json.Number(Decimal(r.Least))
	}
	if !math.IsInf(r.Most, 1) {
		l.Most = json.Number(Decimal(r.Most))
	}
	return l
}

// Spoken is a time span as a file writes it: 1h30m, not 1h30m0s.
func Spoken(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// Decimal writes a number with at most three decimals and without an exponent, the same on every run.
func Decimal(v float64) string {
	text := strconv.FormatFloat(v, 'f', 3, 64)
	for text[len(text)-1] == '0' {
		text = text[:len(text)-1]
	}
	if text[len(text)-1] == '.' {
		text = text[:len(text)-1]
	}
	if text == "-0" {
		return "0"
	}
	return text
}

// Shown is a reading as a line has it: its value, or the quality that makes it unusable.
func Shown(r point.Reading) any {
	if r.Quality.Usable() {
		return json.Number(Decimal(r.Value))
	}
	return r.Quality.String()
}
