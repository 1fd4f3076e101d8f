package depot_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/study"
	"ohmstead/study/depot"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const (
	workplace = "../../testdata/depot/workplace.yaml"
	buses     = "../../testdata/depot/bus_depot.yaml"
	page      = "../../docs/depot-simulator.md"
)

func tableOf(t *testing.T, table depot.Table, files ...string) string {
	t.Helper()
	var out, complaints bytes.Buffer
	if exit := depot.Study(&out, &complaints, table, files...); exit != study.Met || complaints.Len() > 0 {
		t.Fatalf("exit %d:\n%s", exit, complaints.String())
	}
	return out.String()
}

// TestTheTableOnThePageIsWhatTheStudySays writes the tables of the page, between its marks.
func TestTheTableOnThePageIsWhatTheStudySays(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	got := string(text)
	for _, one := range []struct {
		mark, file string
		caps       []int64
	}{{"workplace", workplace, []int64{10, 20, 30, 75}}, {"bus depot", buses, []int64{50, 70, 100}}} {
		begin, end := "<!-- "+one.mark+" -->\n", "<!-- end -->"
		head, rest, ok := strings.Cut(got, begin)
		_, tail, closed := strings.Cut(rest, end)
		if !ok || !closed {
			t.Fatalf("the page has no %q", begin)
		}
		got = head + begin + "```text\n" + tableOf(t, depot.Table{Caps: one.caps, Format: depot.Text}, one.file) + "```\n" + end + tail
	}
	if *update {
		if err := os.WriteFile(page, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(text), got); diff != "" {
		t.Errorf("page (-want +got); run make golden if that is meant:\n%s", diff)
	}
}

func TestATableIsTheSameInEveryFormat(t *testing.T) {
	table := depot.Table{Strategies: []depot.Strategy{depot.MaxMin}, Caps: []int64{70}, Format: depot.CSV}
	asCSV := tableOf(t, table, buses)
	if lines := strings.Split(strings.TrimSpace(asCSV), "\n"); len(lines) != 2 || !strings.HasPrefix(lines[1], "bus_depot,350.0,MAX_MIN,") {
		t.Errorf("CSV is\n%s", asCSV)
	}
	table.Format = depot.JSON
	if asJSON := tableOf(t, table, filepath.Dir(buses)); !strings.Contains(asJSON, `"strategy": "MAX_MIN"`) || strings.Count(asJSON, `"depot":`) != 2 {
		t.Errorf("JSON is\n%s", asJSON)
	}
}

func TestARunIsLinesAndASummaryAndEndsEarlyWhereItIsTold(t *testing.T) {
	var whole, half, words, complaints bytes.Buffer
	var told []int
	file := "../../sim/depot/testdata/fair_shares.yaml"
	if exit := depot.RunFile(&whole, &complaints, depot.Options{Progress: func(p int) { told = append(told, p) }}, file); exit != study.Met {
		t.Fatalf("exit %d: %s", exit, complaints.String())
	}
	if !slices.IsSorted(told) || len(told) != 99 {
		t.Errorf("progress was told as %v", told)
	}
	lines := strings.Split(strings.TrimSpace(whole.String()), "\n")
	if last := lines[len(lines)-1]; !strings.Contains(last, `"summary":{"name":"five cars`) {
		t.Errorf("the last line is %s", last)
	}
	seed := uint64(9)
	if exit := depot.RunFile(&half, &complaints, depot.Options{Until: 2 * time.Hour, Seed: &seed}, file); exit != study.Met {
		t.Fatalf("exit %d: %s", exit, complaints.String())
	}
	if !strings.Contains(half.String(), `"seed":9,"steps":720,`) {
		t.Errorf("the half of it ends with %s", half.String()[half.Len()-2000:])
	}
	if exit := depot.RunFile(&words, &complaints, depot.Options{Text: true}, file); exit != study.Met {
		t.Fatalf("exit %d: %s", exit, complaints.String())
	}
	if !strings.Contains(words.String(), "promises broken: 0; expectations missed: 0\n") || strings.Contains(words.String(), "{") {
		t.Errorf("in words: %s", words.String())
	}
}

func TestAMissedExpectationIsNamedByPlace(t *testing.T) {
	file := filepath.Join(t.TempDir(), "d.yaml")
	text := "start: 2026-06-01T06:00:00Z\nlength: 5m\nnodes:\n  - {node_id: gc, node_type: GRID_CONNECTION}\nexpect:\n  - {at: 2m, outcome: CURTAILED, breaches: [gc]}\nexpect_total: {met: [v], cycles: 7}\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, complaints bytes.Buffer
	exit := depot.RunFile(&out, &complaints, depot.Options{}, file)
	for _, want := range []string{"d.yaml:6: at 2m0s: outcome is APPLIED, want CURTAILED", "breaches are [], want [gc]", "d.yaml:7: v did not get what it needs", "5 cycles, want 7"} {
		if !strings.Contains(complaints.String(), want) {
			t.Errorf("%q is not among\n%s", want, complaints.String())
		}
	}
	if exit != study.Unmet {
		t.Errorf("exit %d, want %d", exit, study.Unmet)
	}
}

func TestAFileThatCannotBeUsedRunsNothing(t *testing.T) {
	var out, complaints bytes.Buffer
	if exit := depot.Study(&out, &complaints, depot.Table{}, workplace, "none.yaml"); exit != study.Unusable || out.Len() > 0 || !strings.Contains(complaints.String(), "none.yaml") {
		t.Errorf("exit %d, %q, %q", exit, out.String(), complaints.String())
	}
	if !depot.IsDepot(workplace, []byte("nodes: []\nstart: x\n")) || depot.IsDepot("house.yaml", []byte("seed: 1\n")) {
		t.Error("a site is taken for a depot, or a depot for a site")
	}
}
