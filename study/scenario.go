package study

import (
	"fmt"
	"time"

	"ohmstead/edge/site"
	"ohmstead/field/strict"
)

// Bounds and defaults of a scenario.
const (
	defaultTolerance = 1.0
	// mostCycles is about ten seconds of computing for a small site.
	mostCycles = 10_000_000
)

// Scenario is a written course of events, read and checked: what the devices say at which virtual
// time, and what the edge is expected to answer.
type Scenario struct {
	Name string

	file      string
	begins    time.Time
	config    site.Config
	tolerance float64
	steps     []step
	plant     *plantConfig
	end       time.Duration
	every     time.Duration // 0 for lines at the steps only
}

// step is what happens at one virtual time.
type step struct {
	at     time.Duration
	number int // as people count, from 1
	place  strict.Place
	set    []assignment
	does   []action
	state  string // expected, "" for any
	mode   string
	expect []expectation
	cuts   patterns
	events patterns
}

// ParseScenario reads a scenario from YAML or JSON; file is the name used in complaints. All faults
// come at once, one line each with file, line and field; those of how assets and controllers fit
// together come when there are no others.
func ParseScenario(file string, data []byte) (*Scenario, error) {
	doc, err := strict.Parse(file, data)
	if err != nil {
		return nil, err
	}
	root := doc.Root()
	s := &Scenario{file: file, config: site.Core(doc, root)}
	root.Require("name")
	root.Require("assets")
	s.Name = root.Text("name")
	s.config.Name = s.Name
	s.readCalendar(root)
	s.tolerance = root.Number("tolerance", defaultTolerance)
	if s.tolerance < 0 {
		root.Invalid("tolerance", "a difference, not negative")
	}
	s.readPlant(root)
	s.readSteps(root)
	s.readSpan(root)
	root.Done()
	if err := doc.Err(); err != nil {
		return nil, err
	}
	_, err = site.Build(s.config, site.Everything)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// readCalendar reads which clocks the site's timetables go by and at which instant virtual time 0 is.
func (s *Scenario) readCalendar(root *strict.Map) {
	s.config.TimeZone = site.ReadTimeZone(root)
	s.begins = epoch()
	text := root.Text("starts_at")
	if text == "" {
		return
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		root.Invalid("starts_at", "an instant such as 2026-06-01T18:00:00+02:00")
		return
	}
	s.begins = at.UTC()
}

// readSpan reads how long the scenario runs and where lines stand beside the steps.
func (s *Scenario) readSpan(root *strict.Map) {
	last := time.Duration(0)
	if len(s.steps) > 0 {
		last = s.steps[len(s.steps)-1].at
	}
	s.end = root.Duration("run_until", last)
	if s.end < last {
		root.Invalid("run_until", fmt.Sprintf("at least the last step's %v", last))
	}
	if s.end/s.config.Cycle > mostCycles {
		root.Invalid("run_until", fmt.Sprintf("at most %d cycles of %v", mostCycles, s.config.Cycle))
	}
	s.every = root.Duration("report_every", 0)
	if root.Has("report_every") && s.every < s.config.Cycle {
		root.Invalid("report_every", "at least one cycle")
	}
	if len(s.steps) == 0 && !root.Has("run_until") && !root.Has("steps") {
		root.Require("steps")
	}
}

// Cycles is how many cycles a replay takes.
func (s *Scenario) Cycles() int64 { return s.cycles(s.end) + 1 }

// cycles is how many cycles pass before the one that first sees what happens at a virtual time.
func (s *Scenario) cycles(at time.Duration) int64 {
	return int64((at + s.config.Cycle - 1) / s.config.Cycle)
}
