package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// event is one line of go test -json; see `go doc test2json`.
type event struct {
	Action  string
	Package string
	Test    string
	Output  string
	Elapsed float64

	ImportPath string // of build-output and build-fail
}

// suite is what is known of one package while its tests run.
type suite struct {
	counts Counts
	output map[string][]string // by test, "" for the package itself; dropped when a test passes
}

// watch shows packages as they end, with the output of failed tests, and counts every test and
// subtest. A package that fails without a failed test (it did not build, it crashed, it ran out of
// time) counts as one failure.
func watch(in io.Reader, out io.Writer) (Counts, error) {
	var total Counts
	packages := map[string]*suite{}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			fmt.Fprintln(out, lines.Text())
			continue
		}
		if e.Action == "build-output" {
			fmt.Fprint(out, e.Output)
			continue
		}
		p := packages[e.Package]
		if p == nil {
			p = &suite{output: map[string][]string{}}
			packages[e.Package] = p
		}
		total = total.plus(p.take(e, out))
	}
	if err := lines.Err(); err != nil {
		return total, fmt.Errorf("read test events: %w", err)
	}
	if len(packages) == 0 {
		return total, errors.New("no test events: did go test start?")
	}
	return total, nil
}

// take applies one event and returns what it adds to the counts.
func (s *suite) take(e event, out io.Writer) Counts {
	var add Counts
	switch e.Action {
	case "output":
		s.output[e.Test] = append(s.output[e.Test], e.Output)
		return add
	case "pass":
		add.Passed = 1
	case "fail":
		add.Failed = 1
	case "skip":
		add.Skipped = 1
	default:
		return add
	}
	if e.Test == "" {
		return s.end(e, out)
	}
	if add.Failed > 0 {
		fmt.Fprintf(out, "FAIL %s %s\n%s", e.Package, e.Test, strings.Join(s.output[e.Test], ""))
	}
	delete(s.output, e.Test)
	s.counts = s.counts.plus(add)
	return add
}

// end closes a package. Tests that never ended are the ones a crash or a time-out cut short.
func (s *suite) end(e event, out io.Writer) Counts {
	if e.Action != "fail" {
		if s.counts != (Counts{}) {
			fmt.Fprintf(out, "ok   %s (%s) %.1fs\n", e.Package, s.counts, e.Elapsed)
		}
		return Counts{}
	}
	fmt.Fprintf(out, "FAIL %s (%s) %.1fs\n", e.Package, s.counts, e.Elapsed)
	if s.counts.Failed > 0 {
		return Counts{}
	}
	for test, lines := range s.output {
		fmt.Fprintf(out, "FAIL %s %s\n%s", e.Package, test, strings.Join(lines, ""))
	}
	return Counts{Failed: 1}
}
