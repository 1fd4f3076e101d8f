package study_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ohmstead/study"
)

// The manual shows a scenario and what it prints; both are what the product does. With -update the
// printed lines are written anew.
func TestTheManualsExampleDoesWhatItShows(t *testing.T) {
	const page = "../docs/scenarios.md"
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	_, rest, _ := strings.Cut(text, "```yaml\n")
	example, _, _ := strings.Cut(rest, "```")
	head, rest, found := strings.Cut(text, "```json\n")
	shown, tail, closed := strings.Cut(rest, "```")
	if example == "" || !found || !closed {
		t.Fatal("the manual has no example, or no output of it")
	}
	s, err := study.ParseScenario("example.yaml", []byte(example))
	if err != nil {
		t.Fatal(err)
	}
	var lines bytes.Buffer
	failures, err := study.Replay(&lines, s)
	if err != nil || len(failures) > 0 {
		t.Errorf("%v %v", err, failures)
	}
	if *update {
		shown = lines.String()
		if err := os.WriteFile(page, []byte(head+"```json\n"+shown+"```"+tail), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(shown, lines.String()); diff != "" {
		t.Errorf("lines (-manual +now); run make golden if that is meant:\n%s", diff)
	}
}
