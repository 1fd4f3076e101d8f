package tidy

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Limits of the documents, in lines.
const (
	screenLines = 25
	readmeLines = 100
	atlasLines  = 400
	adrLines    = 70
)

// Docs holds the documents to their size, the decisions to their form and to unbroken numbers.
func Docs(t *Tree) []Violation {
	var out []Violation
	limits := map[string]int{"README.md": readmeLines, atlas: atlasLines}
	numbered := regexp.MustCompile(`^docs/adr/(\d{4})-[a-z0-9-]+\.md$`)
	next := 1
	for _, text := range t.Texts {
		most := limits[text.Path]
		if text.Path == "README.md" {
			out = append(out, firstScreen(text)...)
		}
		out = append(out, deadTargets(text, t.text("Makefile"))...)
		if path.Dir(text.Path) == "docs/adr" {
			most = adrLines
			out = append(out, decision(text, numbered, &next)...)
		}
		if most > 0 && len(text.Lines) > most {
			out = append(out, Violation{File: text.Path, Line: most + 1, Rule: "docs", Want: fmt.Sprintf("%d lines, at most %d: say less, or move a part to docs", len(text.Lines), most)})
		}
	}
	return out
}

// firstScreen asks for the two commands where a newcomer looks.
func firstScreen(readme *Text) []Violation {
	screen := strings.Join(readme.Lines[:min(screenLines, len(readme.Lines))], "\n")
	var out []Violation
	for _, command := range []string{"make run", "make test"} {
		if !strings.Contains(screen, command) {
			out = append(out, Violation{File: readme.Path, Line: 1, Rule: "docs", Want: "the first screen does not show " + command})
		}
	}
	return out
}

// deadTargets finds make targets a document names and the Makefile does not have.
func deadTargets(doc, makefile *Text) []Violation {
	if makefile == nil || path.Ext(doc.Path) != ".md" {
		return nil
	}
	named := regexp.MustCompile("(?:^|`)make ([a-z][a-z-]*)")
	var out []Violation
	for i, line := range doc.Lines {
		for _, m := range named.FindAllStringSubmatch(line, -1) {
			target := m[1] + ":"
			if !slices.ContainsFunc(makefile.Lines, func(l string) bool { return strings.HasPrefix(l, target) }) {
				out = append(out, Violation{File: doc.Path, Line: i + 1, Rule: "docs", Want: "the Makefile has no target " + m[1] + ": name one that `make` lists"})
			}
		}
	}
	return out
}

func decision(text *Text, numbered *regexp.Regexp, next *int) []Violation {
	m := numbered.FindStringSubmatch(text.Path)
	if m == nil {
		return []Violation{{File: text.Path, Rule: "docs", Want: "a decision is named NNNN-what-was-decided.md"}}
	}
	var out []Violation
	if want := fmt.Sprintf("%04d", *next); m[1] != want {
		out = append(out, Violation{File: text.Path, Rule: "docs", Want: "the next number is " + want})
	}
	*next++
	for _, heading := range []string{"## Context", "## Decision", "## Consequences"} {
		if !slices.Contains(text.Lines, heading) {
			out = append(out, Violation{File: text.Path, Rule: "docs", Want: "a decision has a part " + strings.TrimPrefix(heading, "## ")})
		}
	}
	return out
}

// Runbooks compares the alarm codes with docs/runbooks in both directions: an operator who is woken
// finds what to do, and no page describes an alarm that cannot happen.
func Runbooks(t *Tree, alarms []string) []Violation {
	var out []Violation
	for _, code := range alarms {
		if p := "docs/runbooks/" + code + ".md"; !t.Exists(p) {
			out = append(out, Violation{File: p, Rule: "runbook", Want: "alarm " + code + " has no runbook: write what it means, how to check, what to do"})
		}
		if index := t.text("docs/runbooks/README.md"); index == nil || !index.mentions("]("+strings.ToLower(code)+".md)") {
			out = append(out, Violation{File: "docs/runbooks/README.md", Rule: "runbook", Want: "the list of runbooks lacks " + code})
		}
	}
	for _, text := range t.Texts {
		code := strings.TrimSuffix(path.Base(text.Path), ".md")
		if path.Dir(text.Path) != "docs/runbooks" || code == "README" {
			continue
		}
		if !slices.Contains(alarms, code) {
			out = append(out, Violation{File: text.Path, Rule: "runbook", Want: "no alarm has the code " + code + ": rename or remove the page"})
		}
		for _, heading := range []string{"## What it means", "## Check", "## Do", "## Clears"} {
			if !slices.Contains(text.Lines, heading) {
				out = append(out, Violation{File: text.Path, Rule: "runbook", Want: "a runbook has a part " + strings.TrimPrefix(heading, "## ")})
			}
		}
	}
	return out
}

// parts are what a driver does that has a record of its own beside the driver's, by the code that it stands
// in.
func parts() map[string]string {
	return map[string]string{"modbus-rtu": "field/modbus/rtu.go", "sunspec": "field/sunspec/walk.go"}
}

// Records compares the feature records with what there is, in both directions: every controller and
// every driver says who owns it, what it may break and what holds when it fails, and no record
// describes what is gone.
func Records(t *Tree, controllers []string) []Violation {
	wanted := map[string]bool{}
	for _, c := range controllers {
		wanted["docs/features/controller-"+c+".md"] = true
	}
	for _, pkg := range t.Packages() {
		if path.Dir(pkg) == "edge/driver" && !strings.HasSuffix(pkg, "test") {
			wanted["docs/features/driver-"+path.Base(pkg)+".md"] = true
		}
	}
	for name, code := range parts() {
		if t.Exists(code) {
			wanted["docs/features/driver-"+name+".md"] = true
		}
	}
	var out []Violation
	for _, p := range slices.Sorted(maps.Keys(wanted)) {
		if !t.Exists(p) {
			out = append(out, Violation{File: p, Rule: "record", Want: "it has no feature record: a controller's is written by make generate, a driver's by its authors"})
		}
	}
	for _, text := range t.Texts {
		name := path.Base(text.Path)
		if path.Dir(text.Path) != "docs/features" || !strings.HasPrefix(name, "controller-") && !strings.HasPrefix(name, "driver-") {
			continue
		}
		if !wanted[text.Path] {
			out = append(out, Violation{File: text.Path, Rule: "record", Want: "there is no such controller or driver: rename or remove the record"})
		}
		for _, heading := range []string{"## Owner", "## Acceptance", "## Safety impact", "## Test plan", "## Metrics and logs", "## Fall-back"} {
			if !slices.Contains(text.Lines, heading) {
				out = append(out, Violation{File: text.Path, Rule: "record", Want: "a feature record has a part " + strings.TrimPrefix(heading, "## ")})
			}
		}
	}
	return out
}

// Proofs holds the runbook of everything a controller raises to the tests that raise it: its page
// links them under "Proven by", and each of them names the code.
func Proofs(t *Tree, raised []string, read func(path string) (string, error)) []Violation {
	link := regexp.MustCompile(`\]\(\.\./\.\./([^)]+)\)`)
	var out []Violation
	for _, code := range raised {
		page := t.text("docs/runbooks/" + code + ".md")
		if page == nil {
			continue // complained about already
		}
		i := slices.IndexFunc(page.Lines, func(l string) bool { return strings.HasPrefix(l, "Proven by ") })
		if i < 0 {
			out = append(out, Violation{File: page.Path, Rule: "proof", Want: "a line that begins with \"Proven by\" and links the scenarios or tests that raise " + code})
			continue
		}
		for _, m := range link.FindAllStringSubmatch(page.Lines[i], -1) {
			if text, err := read(m[1]); err != nil || !strings.Contains(text, code) && !strings.Contains(text, "reason."+camel(code)) {
				out = append(out, Violation{File: page.Path, Line: i + 1, Rule: "proof", Want: m[1] + " does not raise " + code + ": link the test that does"})
			}
		}
	}
	return out
}

// camel is a code as Go names it: STALE_DATA is StaleData.
func camel(code string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(strings.ToLower(code), "_") {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}
