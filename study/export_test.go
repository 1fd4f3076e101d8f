package study

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"ohmstead/edge/cycle"
	"ohmstead/edge/imprint"
	"ohmstead/study/line"
)

// ReplayHandingOver is Replay where, after every so many cycles, a new core of the same site takes over
// from an imprint of the one before.
func ReplayHandingOver(w io.Writer, s *Scenario, every int64) error {
	r, err := newReplay(w, s)
	if err != nil {
		return err
	}
	for n := range s.Cycles() {
		if n%every == every-1 {
			if err := r.handOver(); err != nil {
				return fmt.Errorf("in cycle %d: %w", n, err)
			}
		}
		if err := r.cycle(n, n == s.Cycles()-1); err != nil {
			return err
		}
	}
	return nil
}

func (r *replay) handOver() error {
	next, err := r.scenario.build()
	if err != nil {
		return err
	}
	next.inbox = r.inbox
	core := cycle.New(next.site, r.inbox)
	codec := imprint.New()
	left := r.core.Imprint(codec, nil)
	if a, b := r.core.Shape(codec), core.Shape(imprint.New()); a != b {
		return fmt.Errorf("shapes %x and %x of one site", a, b)
	}
	if err := core.Resume(codec, left); err != nil {
		return err
	}
	if taken := core.Imprint(imprint.New(), nil); !slices.Equal(left, taken) {
		return fmt.Errorf("an imprint of %d bytes came back as another of %d", len(left), len(taken))
	}
	r.process = process{next.site, r.inbox, core}
	return nil
}

// Types are the types of a scenario's controllers.
func (s *Scenario) Types() []string {
	var all []string
	for _, c := range s.config.Controllers {
		all = append(all, c.Spec.Type)
	}
	return all
}

// LineOf is the line of a cycle that has just been run, as ReplayRecord writes it with Bare.
func LineOf(core *cycle.Core, out *cycle.Output, done []cycle.Kind) []byte {
	l := line.New(instant(out.At), out)
	l.Explain(core, out.Events)
	l.Done = done
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(l); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// Bare is a stretch of all cycles without their readings.
func Bare() Stretch { return Stretch{bare: true} }
