package microgrid_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/study"
	"ohmstead/study/microgrid"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func stories(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../../testdata/microgrid/*.yaml")
	if err != nil || len(files) < 12 {
		t.Fatalf("%d stories, %v", len(files), err)
	}
	return files
}

func run(t *testing.T, file string, o microgrid.Options) string {
	t.Helper()
	var out, complaints bytes.Buffer
	if exit := microgrid.BalanceFiles(&out, &complaints, o, file); exit != study.Met || complaints.Len() > 0 {
		t.Fatalf("exit %d:\n%s", exit, complaints.String())
	}
	return out.String()
}

func TestEveryStoryIsMetAndGivesTheSameBytes(t *testing.T) {
	for _, file := range stories(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			got := run(t, file, microgrid.Options{})
			if got != run(t, file, microgrid.Options{}) {
				t.Error("a second run gave other bytes")
			}
			golden := strings.TrimSuffix(file, ".yaml") + ".json"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatalf("%v; run make golden", err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("result (-want +got); run make golden if that is meant:\n%s", diff)
			}
		})
	}
}

func TestEveryStoryIsExplainedInBothLanguages(t *testing.T) {
	for _, file := range stories(t) {
		english, german := run(t, file, microgrid.Options{Text: true}), run(t, file, microgrid.Options{Text: true, Language: "de"})
		if english == german || strings.Count(english, "\n") != strings.Count(german, "\n") {
			t.Errorf("%s is explained by\n%s\nand\n%s", file, english, german)
		}
		if strings.ContainsAny(english+german, "{}%") {
			t.Errorf("%s leaves a hole open:\n%s%s", file, english, german)
		}
	}
}

func TestAMissedExpectationIsNamedByPlace(t *testing.T) {
	file := filepath.Join(t.TempDir(), "s.yaml")
	text := "now: 2026-06-01T12:00:00Z\nmicrogrid: {microgrid_id: m}\nnodes:\n  - {node_id: gc, node_type: GRID_CONNECTION}\nexpect:\n  outcome: CURTAILED\n  allocated_watts: {gc: 5}\n  breaches: [gc]\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, complaints bytes.Buffer
	exit := microgrid.BalanceFiles(&out, &complaints, microgrid.Options{Clock: func() time.Time { return time.Time{} }}, file)
	for _, want := range []string{"s.yaml:6: outcome is APPLIED, want CURTAILED", "allocated_watts of gc is 0, want 5", "breaches is [], want [gc]", "1 nodes, 0 requests, 0 limits, 0 envelopes: 0 µs"} {
		if !strings.Contains(complaints.String(), want) {
			t.Errorf("%q is not among\n%s", want, complaints.String())
		}
	}
	if exit != study.Unmet {
		t.Errorf("exit %d, want %d", exit, study.Unmet)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "now: 2026-06-01T12:00:00Z\nmicrogrid: {microgrid_id: m}\n", "nodes: [{node_id: a, node_type: CIRCUIT, parent_node_id: a}]", "{\"now\":\"x\",\"policy\":null}", "requests: [{node_id: a, requested_watts: 1e99, min_watts: -1}]", "current_limits: [{node_id: a, limit_ma: [1]}]"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if s, err := microgrid.Parse("s.yaml", []byte(text)); (s == nil) == (err == nil) {
			t.Errorf("story %v, error %v", s, err)
		}
	})
}
