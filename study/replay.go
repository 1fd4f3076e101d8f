package study

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/cycle"
	"ohmstead/edge/image"
	"ohmstead/edge/site"
	"ohmstead/energy/point"
	"ohmstead/study/line"
)

// epoch is the instant of virtual time 0 where a scenario says none: a Thursday.
func epoch() time.Time { return time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC) }

// Replay runs the scenario through the real cycle on a virtual clock and writes one JSON line for
// each step, for each span of report_every and for the end where the scenario has one. It returns
// the expectations that were not met. The same scenario gives the same bytes.
func Replay(w io.Writer, s *Scenario) ([]Failure, error) {
	r, err := newReplay(w, s)
	if err != nil {
		return nil, err
	}
	for n := range s.Cycles() {
		if err := r.cycle(n, n == s.Cycles()-1); err != nil {
			return r.failures, fmt.Errorf("write line: %w", err)
		}
	}
	return r.failures, nil
}

// replay is a scenario under way.
type replay struct {
	scenario *Scenario
	process
	plan     control.Plan
	limits   []control.Limit
	failSafe *control.Limit
	feed     []feed // by handle
	physics  *physics
	updates  []image.Update
	todo     []step
	events   []cycle.Event // since the last line
	ordered  []cycle.Setpoint
	lines    *json.Encoder
	failures []Failure
}

// feed is where one channel's readings come from now.
type feed struct {
	given  bool // it was ever set
	source source
	value  float64
}

// process is one life of the edge.
type process struct {
	site  *site.Site
	inbox *image.Inbox
	core  *cycle.Core
}

func (s *Scenario) build() (process, error) {
	built, err := site.Build(s.config, site.Everything)
	if err != nil {
		return process{}, err
	}
	inbox := image.NewInbox(built.Layout)
	return process{built, inbox, cycle.New(built, inbox)}, nil
}

func newReplay(w io.Writer, s *Scenario) (*replay, error) {
	r := &replay{scenario: s, todo: s.steps, lines: json.NewEncoder(w)}
	r.lines.SetEscapeHTML(false)
	if err := r.begin(cycle.Memory{}); err != nil {
		return nil, err
	}
	r.feed = make([]feed, r.site.Layout.Len())
	if s.plant != nil {
		r.physics = newPhysics(s.plant, r.site.Layout)
		for _, h := range r.physics.handles {
			r.feed[h] = feed{given: true, source: plant}
		}
	}
	return r, nil
}

func handleOf(layout *image.Layout, name string) image.Handle {
	asset, channel, _ := strings.Cut(name, ".")
	return layout.Lookup(asset, channel)
}

// cycle is the n-th cycle: what happens until now, the plant's answer, the edge's answer, the line.
func (r *replay) cycle(n int64, last bool) error {
	s := r.scenario
	at := time.Duration(n) * s.config.Cycle
	now := s.begins.Add(at)
	var due *step
	if len(r.todo) > 0 && r.todo[0].at <= at {
		due = &r.todo[0]
		r.todo = r.todo[1:]
		r.assign(due.set)
		r.act(*due, now)
	}
	if r.physics != nil {
		dt := s.config.Cycle
		if n == 0 {
			dt = 0
		}
		r.physics.step(at, dt, r.ordered)
	}
	r.deliver(now)
	out := r.core.Step(now)
	r.ordered = append(r.ordered[:0], out.Setpoints...)
	r.events = append(r.events, out.Events...)
	if due != nil || last || s.reports(at) {
		return r.report(at, out, due)
	}
	return nil
}

// reports says whether the cycle at is the first of a new span of report_every.
func (s *Scenario) reports(at time.Duration) bool {
	return s.every > 0 && (at == 0 || at/s.every != (at-s.config.Cycle)/s.every)
}

// assign takes over what a step sets.
func (r *replay) assign(set []assignment) {
	for _, a := range set {
		f := &r.feed[handleOf(r.site.Layout, a.channel)]
		f.given, f.source = true, a.source
		if a.source == fixed {
			f.value = a.value
		}
	}
}

// deliver puts the readings of now into the inbox, as drivers do between two cycles.
func (r *replay) deliver(now time.Time) {
	if r.physics != nil {
		for i, h := range r.physics.handles {
			if r.feed[h].source == plant {
				r.feed[h].value = r.physics.values[i]
			}
		}
	}
	r.updates = r.updates[:0]
	for h, f := range r.feed {
		if !f.given {
			continue
		}
		reading := point.Of(f.value, now)
		switch f.source {
		case silent:
			continue
		case stale:
			reading.Quality = point.Stale
		case bad:
			reading.Quality = point.Bad
		}
		r.updates = append(r.updates, image.Update{Handle: image.Handle(h), Reading: reading})
	}
	r.inbox.Put(r.updates)
}

// report writes the line of a cycle and compares it with what a step expects.
func (r *replay) report(at time.Duration, out *cycle.Output, due *step) error {
	l := line.New(line.Spoken(at), out)
	l.Explain(r.core, r.events)
	r.events = nil
	if r.physics != nil {
		l.Readings = r.readings()
	}
	if due != nil {
		r.compare(*due, l)
	}
	return r.lines.Encode(l)
}

// readings are what this cycle saw of the plant: a number, or the quality that made it unusable.
func (r *replay) readings() map[string]any {
	all := map[string]any{}
	for _, name := range r.scenario.plant.drives() {
		all[name] = line.Shown(r.core.Image().At(handleOf(r.site.Layout, name)))
	}
	return all
}

func (r *replay) compare(s step, l line.Line) {
	for _, e := range []struct {
		what, want, got string
	}{{"expect_state", s.state, string(l.State)}, {"expect_mode", s.mode, string(l.Mode)}} {
		if e.want != "" && e.want != e.got {
			r.failures = append(r.failures, s.failure(s.place, fmt.Sprintf("%s: want %s, got %s", e.what, e.want, e.got)))
		}
	}
	for _, e := range s.expect {
		got := r.core.Image().At(handleOf(r.site.Layout, e.channel))
		if what := e.unmet(got, r.scenario.tolerance); what != "" {
			r.failures = append(r.failures, s.failure(e.place, what))
		}
	}
	for _, c := range []struct {
		patterns
		all []found
	}{{s.cuts, foundCuts(l)}, {s.events, foundEvents(l)}} {
		for _, want := range c.unmet(c.all, r.scenario.tolerance) {
			r.failures = append(r.failures, s.failure(want.place, c.describe(want, c.all)))
		}
	}
}
