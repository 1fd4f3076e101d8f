package depot

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
	"ohmstead/energy/topology"
	"ohmstead/energy/unit"
	"ohmstead/field/microgrid"
	"ohmstead/field/strict"
	"ohmstead/sim/depot/yard"
)

// expectation is what a file says of the last cycle at an instant, or of every cycle in a time.
type expectation struct {
	place    strict.Place
	from, to time.Time
	at       bool
	outcome  balance.Outcome
	codes    []string // exactly these, in this order, where hasCodes
	has      []string
	lacks    []string
	given    map[topology.ID]unit.Power
	atMost   map[topology.ID]unit.Power
	sources  map[topology.ID]string
	breaches []string
	safe     string
	events   []string
	absent   []string

	hasCodes, hasBreaches bool
}

// totals is what a file says of the run as a whole.
type totals struct {
	place        strict.Place
	met          []string
	servedWithin time.Duration
	peak         map[topology.ID]unit.Power
	has, lacks   []string
	cycles       int64
}

func (r *reader) expected() {
	r.each("expect", func(m *strict.Map) {
		e := expectation{place: m.Place(), at: m.Has("at")}
		if e.at {
			e.from = r.Instant(m, "at")
			e.to = e.from
		} else {
			e.from, e.to = r.window(m)
		}
		e.outcome = microgrid.Enum(m, "outcome", []balance.Outcome{balance.OutcomeApplied, balance.OutcomeCurtailed, balance.OutcomeRejected})
		e.codes, e.hasCodes, e.has, e.lacks = codes(m, "reason_codes"), m.Has("reason_codes"), codes(m, "has_codes"), codes(m, "lacks_codes")
		e.given, e.atMost = wattsByNode(m, "allocated_watts"), wattsByNode(m, "at_most_watts")
		e.breaches, e.hasBreaches = m.Texts("breaches"), m.Has("breaches")
		e.safe, e.events, e.absent = m.Text("safe_action_taken"), m.Texts("events"), m.Texts("no_events")
		if m.Has("source_modes") {
			g := m.Map("source_modes")
			e.sources = map[topology.ID]string{}
			for _, node := range g.Keys() {
				e.sources[topology.ID(node)] = string(microgrid.Enum(g, node, []balance.SourceMode{balance.Measured, balance.FallbackDerived}))
			}
			g.Done()
		}
		r.c.expect = append(r.c.expect, e)
	})
	m := r.root.Map("expect_total")
	r.c.total = totals{
		place: m.Place(), met: m.Texts("met"), servedWithin: m.Duration("served_within", 0), peak: wattsByNode(m, "peak_at_most_watts"),
		has: codes(m, "has_codes"), lacks: codes(m, "lacks_codes"), cycles: m.Whole("cycles", 0),
	}
	m.Done()
}

// codes is a field's list of reason codes that a cycle may have.
func codes(m *strict.Map, name string) []string {
	texts := m.Texts(name)
	for _, text := range texts {
		if !slices.Contains(balance.Precedence(), reason.Code(text)) {
			m.Invalid(name, "reason codes of balancing cycles; "+text+" is none")
		}
	}
	return texts
}

// nodesOf lists the nodes that an expectation names.
func (e *expectation) nodesOf() []topology.ID {
	out := slices.Collect(maps.Keys(e.given))
	out = slices.AppendSeq(out, maps.Keys(e.atMost))
	return slices.AppendSeq(out, maps.Keys(e.sources))
}

// missed says which expectations of the file were not met, a line each.
func (b *books) missed(c *Config) []string {
	var out []string
	for i := range c.expect {
		e := &c.expect[i]
		miss := func(form string, args ...any) {
			out = append(out, fmt.Sprintf("%s: ", e.place)+fmt.Sprintf(form, args...))
		}
		b.missedEvents(e, miss)
		cycles := b.within(e)
		if len(cycles) == 0 {
			miss("no cycle")
		}
		for _, n := range cycles {
			e.held(n, c.Start, miss)
		}
	}
	return append(out, b.missedTotals(c)...)
}

// within lists the cycles that an expectation is about.
func (b *books) within(e *expectation) []noted[*Cycle] {
	var out []noted[*Cycle]
	for _, n := range b.cycles {
		switch {
		case e.at && !n.at.After(e.from):
			out = []noted[*Cycle]{n}
		case !e.at && !n.at.Before(e.from) && n.at.Before(e.to):
			out = append(out, n)
		}
	}
	return out
}

// missedEvents holds the events of an expectation's time to it; of an instant, those up to then.
func (b *books) missedEvents(e *expectation, miss func(string, ...any)) {
	there := map[string]bool{}
	for _, n := range b.events {
		if e.at && n.at.After(e.from) || !e.at && (n.at.Before(e.from) || !n.at.Before(e.to)) {
			continue
		}
		there[n.what.Name] = true
		if n.what.ReasonCode != "" {
			there[n.what.Name+" "+string(n.what.ReasonCode)] = true
		}
		if n.what.Status != "" {
			there[n.what.Name+" "+string(n.what.Status)] = true
		}
		if n.what.Trigger != "" {
			there[n.what.Name+" "+string(n.what.Trigger)] = true
		}
	}
	for _, name := range e.events {
		if !there[name] {
			miss("no event %s; there are %s", name, strings.Join(slices.Sorted(maps.Keys(there)), ", "))
		}
	}
	for _, name := range e.absent {
		if there[name] {
			miss("an event %s, want none", name)
		}
	}
}

// held holds one cycle to the expectation.
func (e *expectation) held(n noted[*Cycle], start time.Time, miss func(string, ...any)) {
	c, when := n.what, n.at.Sub(start)
	if e.outcome != "" && c.Outcome != e.outcome {
		miss("at %v: outcome is %s, want %s", when, c.Outcome, e.outcome)
	}
	if e.hasCodes && fmt.Sprint(c.ReasonCodes) != fmt.Sprint(e.codes) {
		miss("at %v: reason_codes are %v, want %v", when, c.ReasonCodes, e.codes)
	}
	for _, code := range e.has {
		if !slices.Contains(c.ReasonCodes, reason.Code(code)) {
			miss("at %v: reason_codes are %v, want %s among them", when, c.ReasonCodes, code)
		}
	}
	for _, code := range e.lacks {
		if slices.Contains(c.ReasonCodes, reason.Code(code)) {
			miss("at %v: reason_codes are %v, want no %s", when, c.ReasonCodes, code)
		}
	}
	if breached := c.breached(); e.hasBreaches && fmt.Sprint(breached) != fmt.Sprint(e.breaches) {
		miss("at %v: breaches are %v, want %v", when, breached, e.breaches)
	}
	if e.safe != "" && string(c.SafeAction) != e.safe {
		miss("at %v: safe_action_taken is %q, want %s", when, c.SafeAction, e.safe)
	}
	for _, node := range slices.Sorted(maps.Keys(e.sources)) {
		if got := string(c.Sources[node]); got != e.sources[node] {
			miss("at %v: source_mode of %s is %q, want %s", when, node, got, e.sources[node])
		}
	}
	e.powers(c, when, miss)
}

func (e *expectation) powers(c *Cycle, when time.Duration, miss func(string, ...any)) {
	given, drawn := map[topology.ID]unit.Power{}, map[topology.ID]unit.Power{}
	for _, s := range c.Chargers {
		given[s.NodeID], drawn[s.NodeID] = s.AllocatedWatts, s.ActualWatts
	}
	for _, s := range c.Scopes {
		drawn[s.NodeID] = s.ActualWatts
	}
	for _, node := range slices.Sorted(maps.Keys(e.given)) {
		if given[node] != e.given[node] {
			miss("at %v: allocated_watts of %s is %d, want %d", when, node, given[node], e.given[node])
		}
	}
	for _, node := range slices.Sorted(maps.Keys(e.atMost)) {
		if drawn[node] > e.atMost[node] {
			miss("at %v: %s draws %d W, want at most %d", when, node, drawn[node], e.atMost[node])
		}
	}
}

func (c *Cycle) breached() []string {
	out := []string{}
	for _, b := range c.Breaches {
		out = append(out, string(microgrid.Or(b.NodeID, "microgrid")))
	}
	return out
}

func (b *books) missedTotals(c *Config) []string {
	var out []string
	t := &c.total
	miss := func(form string, args ...any) {
		out = append(out, fmt.Sprintf("%s: ", t.place)+fmt.Sprintf(form, args...))
	}
	stays := map[string]*yard.Car{}
	for _, v := range b.vehicles {
		stays[string(v.VehicleID)] = v
		if t.servedWithin > 0 && v.Longest > t.servedWithin {
			miss("%s had no power for %v, want at most %v", v.VehicleID, v.Longest, t.servedWithin)
		}
	}
	for _, id := range t.met {
		if v := stays[id]; v == nil || v.Needs() >= yard.Seconds(c.Step) {
			miss("%s did not get what it needs", id)
		}
	}
	for _, node := range slices.Sorted(maps.Keys(t.peak)) {
		if b.peaks[node] > t.peak[node] {
			miss("%s drew up to %d W, want at most %d", node, b.peaks[node], t.peak[node])
		}
	}
	_, codes := b.outcomes()
	for _, code := range t.has {
		if codes[reason.Code(code)] == 0 {
			miss("no cycle names %s", code)
		}
	}
	for _, code := range t.lacks {
		if n := codes[reason.Code(code)]; n > 0 {
			miss("%d cycles name %s, want none", n, code)
		}
	}
	if t.cycles > 0 && int64(len(b.cycles)) != t.cycles {
		miss("%d cycles, want %d", len(b.cycles), t.cycles)
	}
	return out
}
