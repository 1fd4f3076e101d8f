package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
)

// planFile is where the plan of a site's day is left, beside the table.
const planFile = ".tools/test/site_day_plan.txt"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(os.Stderr, "bench: %v\n", err)
		stop()
		os.Exit(1)
	}
}

// run prints the table of what could be measured, and then says what could not.
func run(ctx context.Context, args []string, out, progress io.Writer) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(progress)
	match := flags.String("run", ".", "rows whose name matches this regular expression")
	set := flags.String("set", "", "a set of rows that needs more than this repository: peers")
	doc := flags.String("doc", "", "Markdown file whose table is replaced")
	if err := flags.Parse(args); err != nil {
		return err
	}
	wanted, err := regexp.Compile(*match)
	if err != nil {
		return fmt.Errorf("read -run: %w", err)
	}
	shown := slices.DeleteFunc(rows(), func(w row) bool { return !wanted.MatchString(w.name) })
	dir, err := os.MkdirTemp("", "ohmstead-bench-")
	if err != nil {
		return fmt.Errorf("make a folder for test binaries: %w", err)
	}
	defer os.RemoveAll(dir)
	r := newResults()
	var faults []error
	for i, s := range suites() {
		if s.need != *set || !s.measures(shown) {
			continue
		}
		fmt.Fprintf(progress, "bench: %s %s, %d rounds\n", s.pkg, s.bench, s.rounds)
		if err := s.run(ctx, filepath.Join(dir, fmt.Sprint(i)), r); err != nil {
			faults = append(faults, err)
		}
	}
	lines := r.lines(shown)
	print(out, lines)
	if said := r.said(shown); len(said) > 0 {
		fmt.Fprintf(out, "\n%s\n", strings.Join(said, "\n"))
	}
	if *doc != "" {
		faults = append(faults, document(*doc, lines))
	}
	return errors.Join(faults...)
}

// measures reports whether one of the rows is of the suite.
func (s suite) measures(shown []row) bool {
	re := regexp.MustCompile(s.bench)
	return slices.ContainsFunc(shown, func(w row) bool {
		for _, f := range []figure{w.ours, w.reference} {
			pkg, name, _ := strings.Cut(f.bench, ".")
			name, _, _ = strings.Cut(name, "/")
			if pkg == s.pkg && re.MatchString("Benchmark"+name) {
				return true
			}
		}
		return false
	})
}

// run builds the package's tests once and runs the suite's benchmarks round after round, so that
// what is compared never lies far apart in time.
func (s suite) run(ctx context.Context, binary string, r *results) error {
	build := exec.CommandContext(ctx, "go", "test", "-c", "-o", binary, "./"+s.pkg)
	if text, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build the benchmarks of %s: %w\n%s", s.pkg, err, text)
	}
	args := []string{"-test.run=^$", "-test.bench=" + s.bench, "-test.benchtime=" + s.minimum, "-test.benchmem", "-test.timeout=30m"}
	if s.plan {
		plan, err := filepath.Abs(planFile)
		if err != nil {
			return fmt.Errorf("find a place for the plan: %w", err)
		}
		if err := os.MkdirAll(filepath.Dir(plan), 0o755); err != nil {
			return fmt.Errorf("make a place for the plan: %w", err)
		}
		args = append(args, "-plan="+plan)
	}
	args = append(args, s.args...)
	for range s.rounds {
		c := exec.CommandContext(ctx, binary, args...)
		c.Dir = s.pkg
		c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
		text, err := c.CombinedOutput()
		if err != nil {
			return fmt.Errorf("run the benchmarks of %s: %w\n%s", s.pkg, err, text)
		}
		if err := r.read(s.pkg, strings.NewReader(string(text))); err != nil {
			return fmt.Errorf("read the figures of %s: %w", s.pkg, err)
		}
	}
	return nil
}

// Where the table stands in a document.
const (
	tableBegin = "<!-- table: go run ./bench -doc -->\n"
	tableEnd   = "<!-- end of table -->"
)

// document replaces the table between the two marks.
func document(path string, lines []line) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read the document: %w", err)
	}
	before, rest, ok := strings.Cut(string(text), tableBegin)
	_, after, end := strings.Cut(rest, tableEnd)
	if !ok || !end {
		return fmt.Errorf("write the table: %s has not the marks %q and %q", path, strings.TrimSpace(tableBegin), tableEnd)
	}
	if err := os.WriteFile(path, []byte(before+tableBegin+markdown(lines)+tableEnd+after), 0o644); err != nil {
		return fmt.Errorf("write the table: %w", err)
	}
	return nil
}
