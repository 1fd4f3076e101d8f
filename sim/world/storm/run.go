package storm

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"time"

	"ohmstead/edge/cycle"
	"ohmstead/edge/site"
)

// Config of one run.
type Config struct {
	Seed   uint64
	Cycles int
	// Break changes the site file that the edge is given, so that it does not keep what the judge
	// expects: to see that the judge would notice. Nil breaks nothing.
	Break func(file []byte) []byte
	// Record gives each process of the edge what records it; nil records nothing.
	Record func(*site.Site, *cycle.Core) cycle.Recorder
}

// Violation is a cycle that must not have been.
type Violation struct {
	Seed  uint64
	Cycle int
	After time.Duration // of true time
	What  string
}

// Error is the violation in one line, with how to see it again.
func (v *Violation) Error() string {
	return fmt.Sprintf("ohmstead sim world --seed %d --cycles %d: after %s %s", v.Seed, v.Cycle, v.After, v.What)
}

// Report is what came of a run.
type Report struct {
	Tally
	// Hash is over every set-point: the same seed gives the same.
	Hash      uint64
	Violation *Violation `json:",omitempty"`
}

// Run runs one drawn world. It returns at the first violation.
func Run(c Config) (Report, error) {
	rng := rand.New(rand.NewPCG(c.Seed, 0x0b5e55ed))
	home := draw(rng)
	home.broken = c.Break
	w, err := newWorld(home, rng, c.Record)
	if err != nil {
		return Report{}, err
	}
	j, hash := newJudge(home), fnv.New64a()
	began, boots := w.truth, w.tally.Boots
	report := func(n int, what error) Report {
		w.tally.Frames, w.tally.Rows = len(w.spool.accepted), w.spool.rows()
		r := Report{Tally: w.tally, Hash: hash.Sum64()}
		if what != nil {
			r.Violation = &Violation{Seed: c.Seed, Cycle: n + 1, After: w.truth.Sub(began), What: what.Error()}
		}
		return r
	}
	for n := range c.Cycles {
		out, err := w.step()
		if err != nil {
			return Report{}, err
		}
		if w.tally.Boots != boots {
			boots = w.tally.Boots
			j.restarted()
		}
		if out == nil {
			continue
		}
		for i := range out.Setpoints {
			fmt.Fprintf(hash, "%d,", out.Setpoints[i].Power)
		}
		if what := j.look(w, out); what != nil {
			return report(n, what), nil
		}
	}
	return report(c.Cycles, w.spool.settle()), nil
}
