package microgrid_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// ids is everything that document 004 names, and the traps.
func ids() []string {
	var all []string
	number := func(form string, n int) {
		for i := range n {
			all = append(all, fmt.Sprintf(form, i+1))
		}
	}
	number("FR-%03d", 33)
	number("NFR-%03d", 11)
	number("I-%02d", 25)
	number("D-%03d", 25)
	number("A-%03d", 6)
	number("T%d", 56)
	return append(all,
		"TOPOLOGY_INVALID",
		"TOPOLOGY_VERSION_CONFLICT",
		"ANCESTOR_CAP_EXCEEDED",
		"AGGREGATE_CAP_EXCEEDED",
		"NODE_CAP_EXCEEDED",
		"TELEMETRY_STALE_FALLBACK_USED",
		"LEGACY_ALIAS_TRANSLATION_APPLIED",
		"CIRCUIT_ALIAS_NOT_RESOLVABLE",
		"LIMIT_SCOPE_TRANSLATION_FAILED",
		"LEGACY_POLICY_SCOPE_AMBIGUOUS",
		"GET /api/depot/{depot_id}/microgrid",
		"POST /api/depot/{depot_id}/microgrid/resync",
		"POST /api/depot/{depot_id}/microgrid/capability-status-events",
		"GET /api/microgrid/{microgrid_id}/topology",
		"GET /api/microgrid/{microgrid_id}/control-points",
		"POST /api/microgrid/{microgrid_id}/topology",
		"POST /api/microgrid/{microgrid_id}/control-points/{control_point_id}",
		"POST /api/microgrid/{microgrid_id}/control-points/{control_point_id}/status-events",
		"GET /api/microgrid/{microgrid_id}/control-points/{control_point_id}/status-events",
		"GET /api/microgrid/{microgrid_id}/node-limits",
		"POST /api/microgrid/{microgrid_id}/node-limits",
		"GET /api/microgrid/{microgrid_id}/status",
		"POST /api/microgrid/{microgrid_id}/rebalance",
		"POST /api/circuit/{circuit_id}/rebalance_load",
		"GET /api/circuit/{circuit_id}/tou_limits",
		"POST /api/circuit/{circuit_id}/tou_limits",
		"microgrid.topology_updated",
		"microgrid.node_limit_updated",
		"microgrid.capability_control_point_updated",
		"microgrid.capability_status.recorded",
		"microgrid.operating_envelope_received",
		"microgrid.operating_envelope_lifecycle_evaluated",
		"compatibility.effective_circuit_capacity_changed",
		"compatibility.effective_circuit_capacity_reconciled",
		"microgrid.rebalance_requested",
		"microgrid.demand_resolved",
		"microgrid.constraint_breach_detected",
		"microgrid.cycle_completed",
		"compatibility.circuit_alias_applied",
	)
}

// traced is what the page says: tests by id, the ids it calls part, and those it calls open.
type traced struct {
	tests map[string][]string
	part  map[string]bool
	open  []string
}

func readTraced(t *testing.T) traced {
	t.Helper()
	page, err := os.ReadFile("../../docs/microgrid-traceability.md")
	if err != nil {
		t.Fatal(err)
	}
	out := traced{tests: map[string][]string{}, part: map[string]bool{}}
	quoted := regexp.MustCompile("`([^`]+)`")
	for line := range strings.Lines(string(page)) {
		line = strings.TrimSpace(line)
		if rest, open := strings.CutPrefix(line, "Open: "); open {
			for _, m := range quoted.FindAllStringSubmatch(rest, -1) {
				out.open = append(out.open, m[1])
			}
		}
		cells := strings.Split(strings.Trim(line, "| "), " | ")
		if len(cells) != 3 || !strings.HasPrefix(line, "| ") || cells[0] == "id" {
			continue
		}
		if _, twice := out.tests[cells[0]]; twice {
			t.Errorf("%s has two rows", cells[0])
		}
		out.tests[cells[0]] = strings.Split(cells[2], "<br>")
		out.part[cells[0]] = strings.HasSuffix(cells[1], "*(part)*")
	}
	return out
}

func TestEveryTestThatThePageNamesExists(t *testing.T) {
	sources := map[string]string{}
	for id, tests := range readTraced(t).tests {
		for _, test := range tests {
			pkg, name, ok := strings.Cut(test, " ")
			if !ok || !strings.HasPrefix(name, "Test") {
				t.Errorf("%s: %q names no package and test", id, test)
				continue
			}
			if sources[pkg] == "" {
				files, err := filepath.Glob(filepath.Join("../..", pkg, "*_test.go"))
				if err != nil {
					t.Fatal(err)
				}
				for _, file := range files {
					text, err := os.ReadFile(file)
					if err != nil {
						t.Fatal(err)
					}
					sources[pkg] += string(text)
				}
			}
			if !strings.Contains(sources[pkg], "\nfunc "+name+"(t *testing.T) {") {
				t.Errorf("%s: there is no test %s in %s", id, name, pkg)
			}
		}
	}
}

func TestEveryIDIsShownOrOpen(t *testing.T) {
	page, all := readTraced(t), ids()
	for _, id := range all {
		_, shown := page.tests[id]
		open := slices.Contains(page.open, id)
		switch {
		case !shown && !open:
			t.Errorf("%s is neither shown nor open", id)
		case shown && open != page.part[id]:
			t.Errorf("%s is shown, part is %v, open is %v: what is part is open too, and nothing else that is shown", id, page.part[id], open)
		}
	}
	for id := range page.tests {
		if !slices.Contains(all, id) {
			t.Errorf("document 004 does not name %s", id)
		}
	}
	for _, id := range page.open {
		if !slices.Contains(all, id) {
			t.Errorf("document 004 does not name %s, which is called open", id)
		}
	}
	t.Logf("%d of %d ids are open, in whole or in part", len(page.open), len(all))
}
