package depot_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ohmstead/energy/balance"
	"ohmstead/energy/reason"
	"ohmstead/sim/depot"
	"ohmstead/sim/depot/yard"
)

func stories(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d stories, %v", len(files), err)
	}
	return files
}

func parse(t *testing.T, file string) *depot.Config {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c, err := depot.Parse(file, data, os.ReadFile)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// run is a whole run: its lines and what came of it.
func run(t *testing.T, c *depot.Config) (string, *depot.Summary) {
	t.Helper()
	var out bytes.Buffer
	s, err := depot.Run(c, depot.WriteLines(&out))
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), s
}

// told runs the stories whose names begin so: each is met, breaks no promise, and gives the same bytes a
// second time.
func told(t *testing.T, prefix string) {
	t.Helper()
	found := 0
	for _, file := range stories(t) {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		if !strings.HasPrefix(name, prefix) {
			continue
		}
		found++
		t.Run(name, func(t *testing.T) {
			c := parse(t, file)
			lines, s := run(t, c)
			if s.Violations > 0 || s.Missed > 0 {
				for line := range strings.Lines(lines) {
					if strings.Contains(line, `"violation":`) || strings.Contains(line, `"missed":`) {
						t.Errorf("%s", line)
					}
				}
			}
			if again, _ := run(t, c); again != lines {
				t.Error("a second run gave other bytes")
			}
		})
	}
	if found == 0 {
		t.Errorf("there is no story %s*", prefix)
	}
}

func TestEveryStoryIsMetAndBreaksNoPromise(t *testing.T) { told(t, "") }

func TestEachDegradationTriggersItsFallbackAndNoOther(t *testing.T) { told(t, "telemetry_") }

func TestEditsOfTheTreeThatBreakARuleChangeNothing(t *testing.T) { told(t, "topology_") }

func TestAnAggregateIsBreachedWhileEveryFeederIsBelowItsCap(t *testing.T) {
	told(t, "aggregate_breached_alone")
}

func TestChargersThatDoNotObeyCountWithWhatTheyHad(t *testing.T) { told(t, "charger_") }

func TestADecreaseIsConfirmedBeforeAnybodyRises(t *testing.T) { told(t, "cap_lowered") }

func TestRotationServesEveryone(t *testing.T) { told(t, "rotation") }

func TestAScopedCycleKeepsWhatStandsAbove(t *testing.T) { told(t, "scoped_rebalance") }

func TestEnvelopesHoldBlockByBlock(t *testing.T) { told(t, "envelope_") }

func TestAGapIsNoOutage(t *testing.T) { told(t, "envelope_gap_") }

func TestASilentSourceFallsBackElseToFailSafe(t *testing.T) { told(t, "envelope_source_silent_") }

func TestASchedulerThatStoodStillMakesUpForItInOrder(t *testing.T) {
	told(t, "envelope_scheduler_down")
}

func TestOneChangeOfAnEnvelopeIsOneCycle(t *testing.T) { told(t, "envelope_one_change_one_cycle") }

func TestOnlyAManagedConnectionProjects(t *testing.T) { told(t, "generation_cap_projects_nothing") }

func TestACircuitIsOneCycleOfItsNode(t *testing.T) { told(t, "circuit_alias") }

func TestACircuitThatNamesNoNodeRunsNoCycle(t *testing.T) { told(t, "circuit_unknown") }

func TestTheLibraryHasEverythingThatCanHappen(t *testing.T) {
	seen := map[string]bool{}
	for _, file := range stories(t) {
		c := parse(t, file)
		for _, d := range c.Degradations {
			seen[string(d.Kind)] = true
		}
		for _, a := range c.Actions {
			seen[string(a.Do)] = true
		}
		for _, charger := range c.Chargers {
			for _, f := range charger.Faults {
				seen[string(f.Kind)] = true
			}
		}
		_, s := run(t, c)
		for code := range s.ReasonCodes {
			seen[string(code)] = true
		}
	}
	var want []string
	for _, k := range yard.DegradationKinds() {
		want = append(want, string(k))
	}
	for _, k := range depot.ActionKinds() {
		want = append(want, string(k))
	}
	want = append(want, string(yard.Refuses), string(yard.Ignores), string(yard.Disconnected), string(yard.ObeysLate))
	// An edit that breaks the tree is refused before there is a cycle, and what a charger asks for is never
	// more than it can.
	never := []reason.Code{reason.TopologyInvalid, reason.TopologyVersionConflict, reason.LeafMaximum}
	for _, code := range balance.Precedence() {
		if !slices.Contains(never, code) {
			want = append(want, string(code))
		}
	}
	for _, w := range want {
		if !seen[w] {
			t.Errorf("no story has %s", w)
		}
	}
}

// shuffled is a file whose lists stand in another order; items are what stands at two spaces and a dash.
func shuffled(text string, r *rand.Rand) string {
	var out []string
	var items [][]string
	flush := func() {
		r.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
		for _, item := range items {
			out = append(out, item...)
		}
		items = nil
	}
	for line := range strings.Lines(text) {
		switch {
		case strings.HasPrefix(line, "  - "):
			items = append(items, []string{line})
		case len(items) > 0 && strings.HasPrefix(line, "   "):
			items[len(items)-1] = append(items[len(items)-1], line)
		default:
			flush()
			out = append(out, line)
		}
	}
	flush()
	return strings.Join(out, "")
}

func TestTheOrderOfAFilesListsMeansNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for _, file := range stories(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		other := shuffled(string(text), r)
		if len(other) != len(text) {
			t.Fatalf("%s was not shuffled but changed", file)
		}
		c, err := depot.Parse(file, []byte(other), os.ReadFile)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := run(t, parse(t, file))
		if got, _ := run(t, c); got != want {
			t.Errorf("%s: shuffled it gives other bytes: %s", file, cmp.Diff(want, got))
		}
	}
}

func TestAnotherSeedIsAnotherRunAndTheSameSeedIsNot(t *testing.T) {
	file := "testdata/drawn_fleet.yaml"
	first, _ := run(t, parse(t, file))
	c := parse(t, file)
	c.Seed++
	if second, _ := run(t, c); second == first {
		t.Error("another seed gave the same bytes")
	}
	c.Seed--
	if third, _ := run(t, c); third != first {
		t.Error("the same seed gave other bytes")
	}
}

func TestWhatIsWrongWithAFileIsNamedByLineAndField(t *testing.T) {
	const head = "start: 2026-06-01T06:00:00Z\nlength: 1h\nnodes:\n  - {node_id: gc, node_type: GRID_CONNECTION}\n  - {node_id: p, parent_node_id: gc, node_type: CONNECTOR}\nchargers:\n  - {node_id: p, max_watts: 11000}\n"
	tests := []struct{ name, file, place, field string }{
		{"nothing at all", "", "d.yaml:1", "length"},
		{"a field that is not known", head + "sed: 1\n", "d.yaml:8", "sed"},
		{"a step that is no whole second", head + "step: 500ms\n", "d.yaml:8", "step"},
		{"a time that is none", head + "vehicles:\n  - {vehicle_id: v, node_id: p, arrives: soon, departs: 1h, capacity_wh: 1000, soc_percent: 1}\n", "d.yaml:9", "vehicles[0].arrives"},
		{"a vehicle that leaves before it comes", head + "vehicles:\n  - {vehicle_id: v, node_id: p, arrives: 2h, departs: 1h, capacity_wh: 1000, soc_percent: 1}\n", "d.yaml:9", "vehicles[0].departs"},
		{"a vehicle at no charger", head + "vehicles:\n  - {vehicle_id: v, node_id: gc, arrives: 0s, departs: 1h, capacity_wh: 1000, soc_percent: 1}\n", "d.yaml:9", "vehicles[0].node_id"},
		{"two vehicles at one charger", head + "vehicles:\n  - {vehicle_id: v, node_id: p, arrives: 0s, departs: 1h, capacity_wh: 1000, soc_percent: 1}\n  - {vehicle_id: w, node_id: p, arrives: 30m, departs: 1h, capacity_wh: 1000, soc_percent: 1}\n", "d.yaml:10", "vehicles[1].arrives"},
		{"a charger that is not there", head + "  - {node_id: q, max_watts: 11000}\n", "d.yaml:8", "chargers[1].node_id"},
		{"a charger twice", head + "  - {node_id: p, max_watts: 11000}\n", "d.yaml:8", "chargers[1].node_id"},
		{"a charger above its most", head + "  - {node_id: p, max_watts: 1000}\n", "d.yaml:8", "chargers[1].max_watts"},
		{"noise that does not reach", head + "degradations:\n  - {node_id: p, kind: NOISE}\n", "d.yaml:9", "degradations[0].watts"},
		{"a load without a course", head + "loads:\n  - {node_id: gc}\n", "d.yaml:9", ""},
		{"a series that is not there", head + "loads:\n  - {node_id: gc, csv: none.csv}\n", "d.yaml:9", "loads[0].csv"},
		{"a series from elsewhere", head + "loads:\n  - {node_id: gc, csv: ../none.csv}\n", "d.yaml:9", "loads[0].csv"},
		{"a code that is none", head + "expect:\n  - {at: 1m, has_codes: [NODE_CAP]}\n", "d.yaml:9", "expect[0].has_codes"},
		{"a node that is expected and not there", head + "expect:\n  - {at: 1m, allocated_watts: {q: 1}}\n", "d.yaml:9", "expect[0].allocated_watts"},
		{"an action that is none", head + "actions:\n  - {at: 1m, do: DANCE}\n", "d.yaml:9", "actions[0].do"},
		{"a tree that is none", "start: 2026-06-01T06:00:00Z\nlength: 1h\nnodes:\n  - {node_id: a, node_type: CIRCUIT, parent_node_id: a}\n", "d.yaml:4", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := depot.Parse("d.yaml", []byte(tt.file), os.ReadFile)
			if err == nil {
				t.Fatal("no complaint")
			}
			for line := range strings.Lines(err.Error()) {
				if place, what, ok := strings.Cut(line, ": "); ok && place == tt.place && strings.Contains(what, tt.field) {
					return
				}
			}
			t.Errorf("complaint %v, want one at %s about %s", err, tt.place, tt.field)
		})
	}
}

func FuzzParse(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.yaml")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Add("start: 2026-06-01T06:00:00Z\nlength: 1h\nfleets: [{fleet_id: f, chargers: [a], capacities_wh: [1e9]}]")
	f.Add("{\"start\":\"x\",\"policy\":null,\"loads\":[{\"node_id\":\"a\",\"points\":[{\"at\":\"-1h\",\"watts\":-9e15}]}]}")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := depot.Parse("d.yaml", []byte(text), nil)
		if (c == nil) == (err == nil) {
			t.Fatalf("depot %v, error %v", c, err)
		}
		if c == nil || len(c.Nodes) > 50 {
			return
		}
		c.Length = min(c.Length, 20*c.Step)
		if _, err := depot.Run(c, func(depot.Line) error { return nil }); err != nil {
			t.Errorf("a file that was read could not be run: %v", err)
		}
	})
}
