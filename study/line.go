package study

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

// line is one line of output: a cycle with its answer and the whole explanation of it.
type line struct {
	At        string                 `json:"at"`
	State     state.State            `json:"state"`
	Mode      control.Mode           `json:"mode"`
	Readings  map[string]any         `json:"readings,omitempty"`
	Setpoints map[string]json.Number `json:"setpoints"`
	Requests  []requestLine          `json:"requests"`
	Cut       []cutLine              `json:"cut"`
	Events    []eventLine            `json:"events"`
}

// requestLine is what one controller asks of one asset: bounds or a target, and why; of anything
// but active power by its set-point channel and in that channel's unit.
type requestLine struct {
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

// cutLine is a request that was not granted in full: of an active power in watts, of anything else
// by its set-point channel in that channel's unit.
type cutLine struct {
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

// eventLine is something that happened; Cleared says that an alarm or a fault is over.
type eventLine struct {
	Code    reason.Code   `json:"code"`
	Asset   string        `json:"asset,omitempty"`
	Cleared bool          `json:"cleared,omitempty"`
	Params  reason.Params `json:"params,omitempty"`
}

// newLine writes down a cycle. The core must not have run another since.
func newLine(at time.Duration, out *cycle.Output) line {
	l := line{
		At: spoken(at), State: out.State, Mode: cycle.Shown(out.Mode),
		Setpoints: map[string]json.Number{},
		Requests:  []requestLine{}, Cut: []cutLine{}, Events: []eventLine{},
	}
	for _, s := range out.Setpoints {
		l.Setpoints[s.Asset+"."+s.Channel] = json.Number(decimal(s.Value))
	}
	for i := range out.Cuts {
		l.Cut = append(l.Cut, newCutLine(out.Cuts[i]))
	}
	return l
}

func newCutLine(c cycle.Cut) cutLine {
	params := c.Cause.Params()
	l := cutLine{
		Asset: c.Asset, By: c.By, Code: c.Cause.Code, Params: params,
		BoundBy: c.BoundBy, Why: reason.Text(c.Cause.Code, "en", params),
	}
	if c.Channel == "" {
		l.Asked, l.Given = &c.Asked, &c.Given
		return l
	}
	l.Channel, l.Unit = c.Channel, c.Unit
	l.Wanted, l.Got = json.Number(decimal(c.AskedValue)), json.Number(decimal(c.GivenValue))
	return l
}

func newRequestLine(r cycle.Request) requestLine {
	l := requestLine{Asset: r.Asset, By: r.By, Class: r.Level.String(), Code: r.Cause.Code, Params: r.Cause.Params()}
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
func (l requestLine) of(r cycle.Request) requestLine {
	l.Channel, l.Unit = r.Channel, r.Unit
	if r.HasTarget {
		l.Wanted = json.Number(decimal(r.Value))
		return l
	}
	if !math.IsInf(r.Least, -1) {
		l.Least = json.Number(decimal(r.Least))
	}
	if !math.IsInf(r.Most, 1) {
		l.Most = json.Number(decimal(r.Most))
	}
	return l
}

func (l line) foundCuts() []found {
	all := make([]found, 0, len(l.Cut))
	for _, c := range l.Cut {
		f := found{
			texts:   map[string]string{nameAsset: c.Asset, nameBy: c.By, nameCode: string(c.Code), nameBoundBy: c.BoundBy},
			numbers: map[string]float64{},
		}
		if c.Asked != nil {
			f.numbers[nameAsked], f.numbers[nameGiven] = unit.Float(*c.Asked, unit.Watt), unit.Float(*c.Given, unit.Watt)
		} else {
			f.texts[nameChannel] = c.Channel
			f.numbers[nameWanted], f.numbers[nameGot] = number(c.Wanted), number(c.Got)
		}
		all = append(all, f)
	}
	return all
}

// number is what decimal has written down.
func number(text json.Number) float64 {
	v, err := text.Float64()
	if err != nil {
		panic(err)
	}
	return v
}

func (l line) foundEvents() []found {
	all := make([]found, 0, len(l.Events))
	for _, e := range l.Events {
		f := found{texts: map[string]string{nameEvent: string(e.Code), nameCleared: strconv.FormatBool(e.Cleared)}}
		if e.Asset != "" {
			f.texts[nameAsset] = e.Asset
		}
		all = append(all, f)
	}
	return all
}

// spoken is a time span as a file writes it: 1h30m, not 1h30m0s.
func spoken(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// decimal writes a number with at most three decimals and without an exponent, the same on every run.
func decimal(v float64) string {
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
