package depot

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"ohmstead/field/strict"
	"ohmstead/sim/depot"
	"ohmstead/study"
)

// Options say how a depot is run.
type Options struct {
	Seed  *uint64       // instead of the file's
	Until time.Duration // end the run here, 0 at its end; what the file expects is not held against a part
	Text  bool          // the summary alone, in words
	// Progress, if there is one, is told after every hundredth of the run how much of it is done.
	Progress func(percent int)
}

// IsDepot reports whether a file is a depot's, which has nodes, and not a site's.
func IsDepot(file string, data []byte) bool {
	doc, err := strict.Parse(file, data)
	return err == nil && doc.Root().Has("nodes")
}

// RunFile runs the depot of a file and writes what happens, a JSON object a line, the summary last. It
// returns study.Met, study.Unmet where a promise was broken or an expectation of the file missed, or
// study.Unusable where the file cannot be used, of which nothing is run.
func RunFile(w, errw io.Writer, o Options, file string) int {
	c, err := Read(file)
	if err != nil {
		complain(errw, err)
		return study.Unusable
	}
	if o.Seed != nil {
		c.Seed = *o.Seed
	}
	if o.Until > 0 && o.Until < c.Length {
		c.Stop(o.Until)
	}
	sink := depot.WriteLines(w)
	if o.Text {
		sink = func(depot.Line) error { return nil }
	}
	s, err := run(c, watched(c, sink, errw), o.Progress)
	if err == nil && o.Text {
		err = Describe(w, s)
	}
	switch {
	case err != nil:
		complain(errw, fmt.Errorf("run depot: %w", err))
		return study.Unmet
	case s.Violations > 0 || s.Missed > 0:
		return study.Unmet
	}
	return study.Met
}

// watched passes lines on and complains about those that should not be.
func watched(c *depot.Config, sink func(depot.Line) error, errw io.Writer) func(depot.Line) error {
	return func(l depot.Line) error {
		switch {
		case l.Missed != "":
			fmt.Fprintf(errw, "ohmstead: %s\n", l.Missed)
		case l.Violation != nil:
			fmt.Fprintf(errw, "ohmstead: %v of %q: %s: %s %s\n", l.At.Sub(c.Start), c.Name, l.Violation.Promise, l.Violation.NodeID, l.Violation.Detail)
		}
		return sink(l)
	}
}

func run(c *depot.Config, sink func(depot.Line) error, progress func(int)) (*depot.Summary, error) {
	d, err := depot.New(c, sink)
	if err != nil {
		return nil, err
	}
	said := 0
	for d.Step() {
		if done := int(100 * d.Now().Sub(c.Start) / c.Length); progress != nil && done > said {
			said = done
			progress(done)
		}
	}
	return d.Finish()
}

// Read is the depot of a file, with the series that it names beside it. It refuses what is wrong by file,
// line and field.
func Read(file string) (*depot.Config, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read depot: %w", err)
	}
	return depot.Parse(file, data, os.ReadFile)
}

func complain(errw io.Writer, err error) {
	for line := range strings.Lines(err.Error()) {
		fmt.Fprintf(errw, "ohmstead: %s\n", strings.TrimRight(line, "\n"))
	}
}
