package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
)

// Counts is how many tests ended how.
type Counts struct {
	Passed, Failed, Skipped int
}

// String is the closing line: "N passed, N failed", with the skipped ones where there are any.
func (c Counts) String() string {
	s := fmt.Sprintf("%d passed, %d failed", c.Passed, c.Failed)
	if c.Skipped > 0 {
		s += fmt.Sprintf(", %d skipped", c.Skipped)
	}
	return s
}

func (c Counts) plus(d Counts) Counts {
	return Counts{c.Passed + d.Passed, c.Failed + d.Failed, c.Skipped + d.Skipped}
}

var closing = regexp.MustCompile(`(?m)^(?:\w+:? )?(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\s*$`)

// parse reads one result: a vitest report, or a text with a closing line.
func parse(b []byte) (Counts, error) {
	if strings.HasPrefix(strings.TrimSpace(string(b)), "{") {
		var report struct {
			Passed  int `json:"numPassedTests"`
			Failed  int `json:"numFailedTests"`
			Pending int `json:"numPendingTests"`
			Suites  int `json:"numFailedTestSuites"`
		}
		if err := json.Unmarshal(b, &report); err != nil {
			return Counts{}, fmt.Errorf("read report: %w", err)
		}
		if report.Failed == 0 {
			report.Failed = report.Suites // a file that did not load has no test to blame
		}
		return Counts{report.Passed, report.Failed, report.Pending}, nil
	}
	all := closing.FindAllStringSubmatch(string(b), -1)
	if len(all) == 0 {
		return Counts{}, errors.New(`no line "N passed, N failed"`)
	}
	last := all[len(all)-1]
	return Counts{number(last[1]), number(last[2]), number(last[3])}, nil
}

// number reads digits the expression has matched; an absent group is none.
func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}

// sum prints one line per suite and the closing line. A suite without a result counts as failed.
func sum(suites []string, out io.Writer) error {
	var total Counts
	for _, suite := range suites {
		name, file, ok := strings.Cut(suite, "=")
		if !ok {
			return fmt.Errorf("want NAME=FILE, got %q", suite)
		}
		counts, err := result(file)
		if err != nil {
			counts = Counts{Failed: 1}
			fmt.Fprintf(out, "%-10s left no result: %v\n", name, err)
		} else {
			fmt.Fprintf(out, "%-10s %s\n", name, counts)
		}
		total = total.plus(counts)
	}
	fmt.Fprintln(out, total)
	if total.Failed > 0 || total.Passed == 0 {
		return errors.New("not all tests passed")
	}
	return nil
}

func result(file string) (Counts, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return Counts{}, err
	}
	return parse(b)
}
