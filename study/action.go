package study

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"ohmstead/edge/control"
	"ohmstead/edge/cycle"
	"ohmstead/energy/envelope"
	"ohmstead/energy/reason"
	"ohmstead/energy/slot"
	"ohmstead/energy/unit"
	"ohmstead/field/strict"
)

// operator is who does what a scenario has done by hand.
const operator = "operator"

// action is one entry of a step's do: something that people or the backend do between two cycles.
type action struct {
	kind    string
	refused reason.Code // what it is expected to be refused with, "" for nothing
	run     func(r *replay, now time.Time) error
	place   strict.Place
}

// doings are the readers of actions by the word a file has for them.
func (s *Scenario) doings() map[string]func(*strict.Map) func(*replay, time.Time) error {
	return map[string]func(*strict.Map) func(*replay, time.Time) error{
		"clear_fault": readClear,
		"mode":        readMode,
		"enable":      readEnable,
		"override":    s.readOverride,
		"release":     s.readRelease,
		"command":     s.readCommand,
		"plan":        s.readPlan,
		"limit":       s.readLimit,
		"restart":     readRestart,
		"stop":        readStop,
	}
}

// readActions reads what is done in a step, in its order.
func (s *Scenario) readActions(m *strict.Map) []action {
	doings := s.doings()
	var all []action
	for _, one := range m.Maps("do") {
		a := action{place: one.Place()}
		for _, word := range slices.Sorted(keys(doings)) {
			one.Known(word)
			if one.Has(word) {
				if a.kind != "" {
					one.Invalid(word, "an entry of its own")
				}
				a.kind, a.run = word, doings[word](one)
			}
		}
		if a.kind == "" && len(one.Keys()) > 0 && !one.Has("refused") {
			one.Done()
			continue // an unknown word has been complained about
		}
		if a.kind == "" {
			m.Invalid("do", "entries with one of "+strings.Join(slices.Sorted(keys(doings)), ", "))
			continue
		}
		if one.Has("refused") {
			a.refused = reason.Code(one.Text("refused"))
			if !slices.Contains(codes(), string(a.refused)) {
				one.Invalid("refused", "the code of a reason")
			}
		}
		one.Done()
		all = append(all, a)
	}
	return all
}

func keys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func readClear(m *strict.Map) func(*replay, time.Time) error {
	why := m.Text("clear_fault")
	return func(r *replay, _ time.Time) error { return r.core.Clear(operator, why) }
}

func readMode(m *strict.Map) func(*replay, time.Time) error {
	mode := control.Mode(m.OneOf("mode", modes()...))
	return func(r *replay, _ time.Time) error { return r.core.SetMode(mode, operator) }
}

func readEnable(m *strict.Map) func(*replay, time.Time) error {
	on := m.Flag("enable", true)
	return func(r *replay, _ time.Time) error {
		r.core.Enable(on, operator)
		return nil
	}
}

// readSwitch is a word that stands with true alone.
func readSwitch(m *strict.Map, word string) {
	if !m.Flag(word, true) {
		m.Invalid(word, "true")
	}
}

func readStop(m *strict.Map) func(*replay, time.Time) error {
	readSwitch(m, "stop")
	return func(r *replay, _ time.Time) error {
		r.core.Stop()
		return nil
	}
}

// readRestart is a process that ends without a goodbye and another that takes back what it kept.
func readRestart(m *strict.Map) func(*replay, time.Time) error {
	readSwitch(m, "restart")
	return func(r *replay, _ time.Time) error { return r.begin(r.core.Memory()) }
}

func (s *Scenario) readOverride(m *strict.Map) func(*replay, time.Time) error {
	o := m.Map("override")
	asset, watts, until := s.readOrder(o)
	o.Require("reason")
	why := o.Text("reason")
	o.Done()
	return func(r *replay, now time.Time) error {
		place, _ := r.site.Place(asset)
		return r.core.Override(now, control.Override{
			ID: asset, Asset: place, Power: watts, By: operator, Reason: why,
			Interval: slot.Interval{From: now, To: r.scenario.begins.Add(until)},
		})
	}
}

// readOrder reads who is to do what until when, which is virtual time.
func (s *Scenario) readOrder(m *strict.Map) (string, unit.Power, time.Duration) {
	m.Require("asset")
	m.Require("set_active_power_watts")
	m.Require("until")
	asset := s.readPlace(m)
	return asset, unit.Power(m.Whole("set_active_power_watts", 0)), m.Duration("until", 0)
}

// readPlace reads the id of an asset or a cluster.
func (s *Scenario) readPlace(m *strict.Map) string {
	id := m.Text("asset")
	names := s.movables()
	if id != "" && !slices.Contains(names, id) && !s.config.Doubtful() {
		m.Complain("asset", reason.UnknownName, reason.Params{"field": m.Path() + ".asset", "name": id, "known": strings.Join(names, ", ")})
	}
	return id
}

// movables lists assets and clusters.
func (s *Scenario) movables() []string {
	var names []string
	for _, a := range s.config.Assets {
		names = append(names, a.ID)
	}
	for _, k := range s.config.Clusters {
		names = append(names, k.ID)
	}
	return names
}

func (s *Scenario) readRelease(m *strict.Map) func(*replay, time.Time) error {
	asset := m.Text("release")
	if !slices.Contains(s.movables(), asset) && !s.config.Doubtful() {
		m.Invalid("release", "the id of an asset or a cluster")
	}
	return func(r *replay, _ time.Time) error {
		r.core.Release(asset, operator)
		return nil
	}
}

// readCommand reads one order of a plan to one asset; it stands beside what the plan has.
func (s *Scenario) readCommand(m *strict.Map) func(*replay, time.Time) error {
	o := m.Map("command")
	asset, watts, until := s.readOrder(o)
	ramp := magnitude(o, "ramp_watts_per_s")
	o.Done()
	return func(r *replay, now time.Time) error {
		place, _ := r.site.Place(asset)
		r.plan.Issued = now
		r.plan.Slots = append([]control.PlanSlot{{
			Asset: place, Power: watts, Ramp: ramp, Interval: slot.Interval{From: now, To: r.scenario.begins.Add(until)},
		}}, r.plan.Slots...)
		r.core.SetPlan(r.plan)
		return nil
	}
}

func (s *Scenario) readPlan(m *strict.Map) func(*replay, time.Time) error {
	type entry struct {
		asset       string
		watts, ramp unit.Power
		from, until time.Duration
	}
	p := m.Map("plan")
	id := p.Text("id")
	p.Require("slots")
	var entries []entry
	for _, one := range p.Maps("slots") {
		one.Require("from")
		e := entry{from: one.Duration("from", 0)}
		e.asset, e.watts, e.until = s.readOrder(one)
		e.ramp = magnitude(one, "ramp_watts_per_s")
		if e.until <= e.from {
			one.Invalid("until", "a time after from")
		}
		one.Done()
		entries = append(entries, e)
	}
	p.Done()
	return func(r *replay, now time.Time) error {
		r.plan = control.Plan{ID: id, Issued: now}
		for _, e := range entries {
			place, _ := r.site.Place(e.asset)
			r.plan.Slots = append(r.plan.Slots, control.PlanSlot{
				Asset: place, Power: e.watts, Ramp: e.ramp,
				Interval: slot.Interval{From: r.scenario.begins.Add(e.from), To: r.scenario.begins.Add(e.until)},
			})
		}
		r.core.SetPlan(r.plan)
		return nil
	}
}

// readLimit reads a limit from above: bounds of the connection, from now on or as what holds when
// the others have ended.
func (s *Scenario) readLimit(m *strict.Map) func(*replay, time.Time) error {
	l := m.Map("limit")
	bounds := envelope.Unbounded()
	if l.Has("import_limit_watts") {
		bounds.Max = magnitude(l, "import_limit_watts")
	}
	if l.Has("export_limit_watts") {
		bounds.Min = -magnitude(l, "export_limit_watts")
	}
	l.Known("import_limit_watts", "export_limit_watts")
	if bounds == envelope.Unbounded() {
		m.Invalid("limit", "import_limit_watts, export_limit_watts or both")
	}
	ref, until, failSafe := l.Text("ref"), l.Duration("until", 0), l.Flag("fail_safe", false)
	endless := !l.Has("until")
	l.Done()
	return func(r *replay, now time.Time) error {
		limit := control.Limit{Ref: ref, Bounds: bounds, Interval: slot.Interval{From: now}}
		switch {
		case failSafe && !endless:
			limit.From = r.scenario.begins.Add(until)
		case !endless:
			limit.To = r.scenario.begins.Add(until)
		}
		if failSafe {
			r.failSafe = &limit
		} else {
			r.limits = append(r.limits, limit)
		}
		r.core.SetLimits(r.limits, r.failSafe, nil)
		return nil
	}
}

func magnitude(m *strict.Map, field string) unit.Power {
	v := m.Whole(field, 0)
	if v < 0 || v > control.MostWatts {
		m.Invalid(field, "a magnitude, 0 to 1000000000")
	}
	return unit.Power(v)
}

// begin starts a process with what the one before has kept.
func (r *replay) begin(m cycle.Memory) error {
	built, err := r.scenario.build()
	if err != nil {
		return err
	}
	r.process = built
	r.core.Remember(m)
	r.core.SetPlan(r.plan)
	r.core.SetLimits(r.limits, r.failSafe, nil)
	r.core.Ready()
	return nil
}

// act does what a step has done, and says what was refused that should not have been and what was
// not that should.
func (r *replay) act(s step, now time.Time) {
	for _, a := range s.does {
		err := a.run(r, now)
		var refusal *reason.Error
		switch {
		case err == nil && a.refused != "":
			r.failures = append(r.failures, s.failure(a.place, fmt.Sprintf("do: %s was done, want it refused with %s", a.kind, a.refused)))
		case err == nil:
		case !errors.As(err, &refusal) || refusal.Code != a.refused:
			r.failures = append(r.failures, s.failure(a.place, fmt.Sprintf("do: %s: %v", a.kind, err)))
		}
	}
}
