package apply_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/backend/microgrid/apply"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// desk plays decisions, answers and readings to the rules, second by second.
type desk struct {
	now    time.Time
	cycles int
	leaves map[topology.ID]apply.Leaf
	facts  map[topology.ID]apply.Facts
	log    []string
}

func newDesk() *desk {
	return &desk{now: noon, leaves: map[topology.ID]apply.Leaf{}, facts: map[topology.ID]apply.Facts{
		"a": {Most: 11_000, Answer: apply.Answer{Verdict: apply.Open}}, "b": {Most: 11_000, Answer: apply.Answer{Verdict: apply.Open}},
	}}
}

func (d *desk) open() []apply.Leaf {
	var out []apply.Leaf
	for _, id := range []topology.ID{"a", "b"} {
		if l, ok := d.leaves[id]; ok {
			out = append(out, l)
		}
	}
	return out
}

// gives is a cycle that gives a and b so much.
func (d *desk) gives(a, b unit.Power) {
	d.cycles++
	decision := apply.Decision{MicrogridID: "m", CycleID: topology.ID(fmt.Sprintf("cycle%d", d.cycles)), At: d.now, Targets: []apply.Target{{NodeID: "a", Watts: a}, {NodeID: "b", Watts: b}}}
	for _, l := range apply.Begin(d.open(), decision, d.facts) {
		if l.EndedAt == nil {
			d.leaves[l.NodeID] = l
		}
	}
}

// step lets so many seconds pass and notes what is ordered.
func (d *desk) step(seconds int) {
	d.now = d.now.Add(time.Duration(seconds) * time.Second)
	leaves, orders := apply.Step(d.open(), apply.Situation{Now: d.now, Facts: d.facts})
	for _, l := range leaves {
		d.leaves[l.NodeID] = l
	}
	for _, o := range orders {
		d.log = append(d.log, fmt.Sprintf("%s=%d", o.NodeID, o.Watts))
		f := d.facts[o.NodeID]
		f.Answer = apply.Answer{Verdict: apply.Open}
		d.facts[o.NodeID] = f
	}
}

func (d *desk) says(id topology.ID, v apply.Verdict) {
	f := d.facts[id]
	f.Answer = apply.Answer{Verdict: v, At: d.now, Code: reason.OrderRefused}
	d.facts[id] = f
}

func (d *desk) shows(id topology.ID, watts unit.Power) {
	f := d.facts[id]
	f.Reading = &apply.Reading{Watts: watts, At: d.now}
	d.facts[id] = f
}

// settled is a desk at which both keep to 5 kW.
func settled() *desk {
	d := newDesk()
	d.gives(5_000, 5_000)
	d.step(1)
	d.says("a", apply.Obeyed)
	d.says("b", apply.Obeyed)
	d.step(1)
	d.log = nil
	return d
}

func (d *desk) of(id topology.ID) string {
	l := d.leaves[id]
	confirmed := "-"
	if l.ConfirmedWatts != nil {
		confirmed = fmt.Sprint(int64(*l.ConfirmedWatts))
	}
	return strings.TrimSpace(fmt.Sprintf("%s counts %d %s", confirmed, l.Counted(), l.Code))
}

func TestHowADecisionIsCarriedOut(t *testing.T) {
	for _, tt := range []struct {
		what   string
		play   func(d *desk)
		orders string
		a, b   string
	}{
		{"what nobody was ever told anything is lowered at once", func(*desk) {}, "", "5000 counts 5000", "5000 counts 5000"},
		{"an increase waits for the decrease", func(d *desk) { d.gives(2_000, 8_000); d.step(1); d.step(5) }, "a=2000", "- counts 5000", "- counts 5000"},
		{"and goes once that is confirmed", func(d *desk) {
			d.gives(2_000, 8_000)
			d.step(1)
			d.says("a", apply.Obeyed)
			d.step(1)
		}, "a=2000 b=8000", "2000 counts 2000", "- counts 8000"},
		{"a meter at the order confirms it", func(d *desk) {
			d.gives(2_000, 8_000)
			d.step(1)
			d.now = d.now.Add(time.Second)
			d.shows("a", 2_000)
			d.step(1)
		}, "a=2000 b=8000", "2000 counts 2000", "- counts 8000"},
		{"a meter above it does not", func(d *desk) {
			d.gives(2_000, 8_000)
			d.step(1)
			d.now = d.now.Add(time.Second)
			d.shows("a", 2_001)
			d.step(1)
		}, "a=2000", "- counts 5000", "- counts 5000"},
		{"a meter is believed before an answer", func(d *desk) {
			d.gives(2_000, 8_000)
			d.step(1)
			d.says("a", apply.Obeyed)
			d.now = d.now.Add(11 * time.Second)
			d.shows("a", 4_000)
			d.step(1)
		}, "a=2000", "- counts 5000 ORDER_CONTRADICTED", "- counts 5000"},
		{"what confirms too late leaves the increases undone", func(d *desk) { d.gives(2_000, 8_000); d.step(1); d.step(31); d.says("a", apply.Obeyed); d.step(1) }, "a=2000", "2000 counts 2000", "- counts 5000 RAISE_LEFT_UNDONE"},
		{"until the next cycle", func(d *desk) {
			d.gives(2_000, 8_000)
			d.step(1)
			d.step(31)
			d.says("a", apply.Obeyed)
			d.step(1)
			d.gives(2_000, 8_000)
			d.step(1)
		}, "a=2000 b=8000", "2000 counts 2000", "- counts 8000"},
		{"a newer cycle supersedes the one under way", func(d *desk) {
			d.gives(2_000, 8_000)
			d.step(1)
			d.gives(2_000, 4_000)
			d.step(1)
			d.says("a", apply.Obeyed)
			d.step(1)
		}, "a=2000 b=4000", "2000 counts 2000", "- counts 5000"},
		{"a decrease that is refused is owed, and tried again after a minute", func(d *desk) {
			d.gives(2_000, 8_000)
			d.step(1)
			d.says("a", apply.Refused)
			d.step(1)
			d.step(5)
			d.step(61)
		}, "a=2000 a=2000", "- counts 5000 ORDER_REFUSED", "- counts 5000 RAISE_LEFT_UNDONE"},
		{"an increase that is refused is none", func(d *desk) { d.gives(5_000, 8_000); d.step(1); d.says("b", apply.Refused); d.step(1) }, "b=8000", "5000 counts 5000", "- counts 5000 ORDER_REFUSED"},
		{"a small rise is not ordered, and a small decrease is", func(d *desk) { d.gives(4_999, 5_099); d.step(1); d.says("a", apply.Obeyed); d.step(1) }, "a=4999", "4999 counts 4999", "- counts 5000 RAISE_TOO_SMALL"},
		{"an order is given again before it ends", func(d *desk) { d.step(599); d.step(2) }, "a=5000 b=5000", "5000 counts 5000", "5000 counts 5000"},
		{"without an answer to that it counts with all it can draw", func(d *desk) { d.step(601); d.step(300) }, "a=5000 b=5000", "- counts 11000 ORDER_UNCONFIRMED", "- counts 11000 ORDER_UNCONFIRMED"},
		{"what discharged is stopped before it charges", func(d *desk) {
			d.gives(-3_000, 5_000)
			d.step(1)
			d.step(1)
			d.says("a", apply.Obeyed)
			d.step(1)
		}, "a=0 a=-3000", "- counts -3000", "5000 counts 5000"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			d := settled()
			tt.play(d)
			got := []string{strings.Join(d.log, " "), d.of("a"), d.of("b")}
			if diff := cmp.Diff([]string{tt.orders, tt.a, tt.b}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What is disabled orders nothing more, and its leaves end with their orders.
func TestWhileControlIsDisabledOrdersRunOut(t *testing.T) {
	d := settled()
	d.gives(2_000, 8_000)
	for _, tt := range []struct {
		after time.Duration
		ended int
	}{{time.Second, 0}, {14 * time.Minute, 0}, {15 * time.Minute, 2}} {
		leaves, orders := apply.Step(d.open(), apply.Situation{Now: noon.Add(tt.after).Add(2 * time.Second), Disabled: true, Facts: d.facts})
		ended := 0
		for _, l := range leaves {
			if l.EndedAt != nil {
				ended++
			}
		}
		if len(orders) > 0 || ended != tt.ended {
			t.Errorf("after %v: orders %v, %d ended", tt.after, orders, ended)
		}
	}
}

// A leaf that there is no more ends; one that a partial decision does not name stays; one that another does
// not name asks for nothing and gets that.
func TestLeavesThatADecisionDoesNotName(t *testing.T) {
	for what, tt := range map[string]struct {
		d    apply.Decision
		want string
	}{
		"gone":    {apply.Decision{CycleID: "c", At: noon, Targets: []apply.Target{{NodeID: "a", Watts: 5_000}}, Gone: map[topology.ID]bool{"b": true}}, "b ended 5000, a 5000"},
		"partial": {apply.Decision{CycleID: "c", At: noon, Targets: []apply.Target{{NodeID: "a", Watts: 0}}, Partial: true}, "a ended 5000, a 0"},
		"unnamed": {apply.Decision{CycleID: "c", At: noon, Targets: []apply.Target{{NodeID: "a", Watts: 5_000}}}, "b ended 5000, a 5000, b 0"},
	} {
		d := settled()
		var got []string
		for _, l := range apply.Begin(d.open(), tt.d, d.facts) {
			text := fmt.Sprintf("%s %d", l.NodeID, l.AskedWatts)
			if l.EndedAt != nil {
				text = fmt.Sprintf("%s ended %d", l.NodeID, l.AskedWatts)
			}
			got = append(got, text)
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("%s: %s, want %s", what, s, tt.want)
		}
	}
}
