package tidy

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// reach says which tiers a tier may import. A tier that is not listed may import none.
func reach(tier string) []string {
	switch tier {
	case "energy":
		return []string{"energy"}
	case "field":
		return []string{"energy", "field"}
	case "wire":
		return []string{"energy", "wire"}
	case "edge", "backend", "sim":
		return []string{"energy", "field", "wire", tier}
	case "cmd":
		return append(reach("study"), "cmd")
	case "study", "internal":
		return []string{"energy", "field", "wire", "edge", "backend", "sim", "study", "ui"}
	}
	return nil
}

// roof lists the packages that may see edge and backend at once.
func roof(pkg string) bool {
	return below(pkg, "cmd") || below(pkg, "study") || below(pkg, "sim/world") || below(pkg, "internal")
}

// wiring lists the packages that put a tier together and may import all of it.
func wiring(pkg string) bool { return pkg == "edge" || pkg == "backend" || pkg == "sim" }

// adapter returns the root of the adapter a package belongs to, or "".
func adapter(pkg string) string {
	if rest, ok := strings.CutPrefix(pkg, "edge/driver/"); ok {
		if name, _, _ := strings.Cut(rest, "/"); !strings.HasSuffix(name, "test") {
			return "edge/driver/" + name
		}
	}
	for _, a := range []string{
		"edge/outbox", "edge/uplink", "edge/journal", "edge/record", "edge/panel",
		"backend/postgres", "backend/httpapi", "backend/bus", "backend/circuit",
		"backend/ocpp", "backend/oscp", "backend/openadr", "backend/feed",
	} {
		if below(pkg, a) {
			return a
		}
	}
	return ""
}

func tierOf(pkg string) string {
	tier, _, _ := strings.Cut(pkg, "/")
	return tier
}

// Direction checks who imports whom: tiers point towards energy, edge and backend never meet below
// the roof, adapters never meet, the core never sees an adapter.
func Direction(t *Tree) []Violation {
	var out []Violation
	for _, f := range t.Go {
		imports := f.own()
		for _, to := range slices.Sorted(maps.Keys(imports)) {
			if why := refuse(f.Package, to, f.Test); why != "" {
				out = append(out, Violation{File: f.Path, Line: imports[to], Rule: "direction", Want: why})
			}
		}
	}
	return out
}

// refuse returns why a file of package from may not import to, or "".
func refuse(from, to string, test bool) string {
	if from == to || test && testMay(from, to) {
		return ""
	}
	if to == "internal/stage" && (wiring(from) || below(from, "cmd")) {
		return ""
	}
	if to == "internal/natslog" && (from == "edge/outbox" || from == "backend/bus") {
		return "" // both run an embedded server, and adapters never meet
	}
	if to == "internal/mqttlistener" && (from == "backend/mqtt" || from == "sim/face") {
		return "" // both run an MQTT server
	}
	if below(to, "internal") {
		return fmt.Sprintf("%s imports %s: internal holds rules and tools; wiring packages may import internal/stage, tests internal/peer, internal/fault and internal/leaktest", from, to)
	}
	if below(from, "sim/world") && (below(to, "edge") || below(to, "backend")) {
		return ""
	}
	if to == "ui" && (from == "edge" || from == "backend" || from == "backend/httpapi") {
		return ""
	}
	if why := refuseTier(from, to); why != "" {
		return why
	}
	return refuseAdapter(from, to)
}

// testMay names what tests may import beyond their package: the aids of internal/peer; faults; what waits for
// goroutines; the simulator as the device opposite an edge; the real adapters behind a port of the same tier.
func testMay(from, to string) bool {
	switch {
	case below(to, "internal/peer"), to == "internal/fault", to == "internal/leaktest":
		return true
	case below(from, "edge"):
		return below(to, "sim") && !below(to, "sim/world")
	case below(from, "backend"):
		return below(to, "backend")
	}
	return false
}

func refuseTier(from, to string) string {
	if slices.Contains(reach(tierOf(from)), tierOf(to)) {
		return ""
	}
	switch {
	case below(from, "edge") && below(to, "backend"), below(from, "backend") && below(to, "edge"):
		return fmt.Sprintf("%s imports %s: edge and backend never import each other; put what both say into wire, what both compute into energy", from, to)
	case below(from, "sim") && (below(to, "edge") || below(to, "backend")):
		return fmt.Sprintf("%s imports %s: of the simulator only sim/world sees edge and backend", from, to)
	}
	allowed := strings.Join(reach(tierOf(from)), ", ")
	if allowed == "" {
		allowed = "nothing of this module"
	}
	return fmt.Sprintf("%s imports %s: %s may import %s", from, to, tierOf(from), allowed)
}

func refuseAdapter(from, to string) string {
	if roof(from) || wiring(from) {
		return ""
	}
	if wiring(to) {
		return fmt.Sprintf("%s imports %s: only cmd, study and sim/world import the package that wires a tier", from, to)
	}
	a, b := adapter(from), adapter(to)
	switch {
	case b == "" || a == b:
		return ""
	case a == "edge/uplink" && b == "edge/outbox":
		return ""
	case a == "":
		return fmt.Sprintf("%s imports the adapter %s: declare the small interface you need and let the adapter satisfy it", from, to)
	}
	return fmt.Sprintf("the adapter %s imports the adapter %s: adapters meet in the wiring package only", from, to)
}

// technologies maps a module or standard package to the folders that may import it.
func technologies() map[string][]string {
	return map[string][]string{
		"github.com/jackc/pgx":           {"backend/postgres"},
		"github.com/pressly/goose":       {"backend/postgres"},
		"github.com/riverqueue":          {"backend/postgres"},
		"database/sql":                   {"backend/postgres"},
		"github.com/danielgtaylor/huma":  {"backend/httpapi"},
		"github.com/go-chi/chi":          {"backend/httpapi"},
		"github.com/nats-io/nats-server": {"backend/bus", "edge/outbox", "edge/uplink"},
		"github.com/nats-io/nats.go":     {"backend/bus", "edge/outbox", "edge/uplink"},
		"github.com/spf13/cobra":         {"cmd"},
		"github.com/govalues/decimal":    {"energy/money", "backend", "study"},
		"go.bug.st/serial":               {"field", "edge/driver"},
		"github.com/coder/websocket":     {"field", "backend/httpapi", "backend/ocpp"},
		"log":                            {},
		"unsafe":                         {},
		"github.com/stretchr/testify":    {},
		"golang.org/x/exp":               {},
	}
}

// proofs lists what only tests may import, and packages whose name ends in "test".
func proofs() []string {
	return []string{
		"testing", "github.com/google/go-cmp", "go.uber.org/goleak",
		"pgregory.net/rapid", "github.com/cockroachdb/datadriven",
	}
}

// Technology keeps each outside module in the folder that owns the technology, the model and the
// wire free of modules, and test modules out of the product.
func Technology(t *Tree) []Violation {
	var out []Violation
	for _, f := range t.Go {
		imports := f.Imports()
		for _, p := range slices.Sorted(maps.Keys(imports)) {
			if why := refuseModule(f, p); why != "" {
				out = append(out, Violation{File: f.Path, Line: imports[p], Rule: "technology", Want: why})
			}
		}
	}
	return out
}

func refuseModule(f *GoFile, imported string) string {
	for _, proof := range proofs() {
		if below(imported, proof) && !f.Test && !strings.HasSuffix(f.Package, "test") && !below(f.Package, "internal") {
			return fmt.Sprintf("%s belongs in _test.go files and packages named …test, not in the product", imported)
		}
	}
	techs := technologies()
	for _, tech := range slices.Sorted(maps.Keys(techs)) {
		if !below(imported, tech) || imported == "log/slog" {
			continue
		}
		if slices.ContainsFunc(techs[tech], func(dir string) bool { return below(f.Package, dir) }) {
			return ""
		}
		if len(techs[tech]) == 0 {
			return fmt.Sprintf("%s is not used in this repository; an ADR would have to say why", imported)
		}
		return fmt.Sprintf("%s belongs below %s; declare a small interface here and let it be satisfied there", imported, strings.Join(techs[tech], ", "))
	}
	free := below(f.Package, "energy") || (below(f.Package, "wire") && imported != "github.com/google/uuid")
	if outside(imported) && !f.Test && free {
		return fmt.Sprintf("%s imports the module %s: energy uses the standard library only, wire adds ids", f.Package, imported)
	}
	return ""
}

// outside says whether an import path is a module of somebody else.
func outside(imported string) bool {
	host, _, _ := strings.Cut(imported, "/")
	return strings.Contains(host, ".")
}

// Circle finds packages that import each other, directly or through others.
func Circle(t *Tree) []Violation {
	next, where := map[string][]string{}, map[string]*GoFile{}
	for _, f := range t.Go {
		if f.Test {
			continue
		}
		where[f.Package] = f
		next[f.Package] = append(next[f.Package], slices.Sorted(maps.Keys(f.own()))...)
	}
	w := &walker{next: next, state: map[string]int{}}
	for _, pkg := range slices.Sorted(maps.Keys(next)) {
		w.visit(pkg)
	}
	out := make([]Violation, 0, len(w.circles))
	for _, c := range w.circles {
		out = append(out, Violation{
			File: where[c[0]].Path, Line: 1, Rule: "circle",
			Want: strings.Join(c, " → ") + ": move what both need into the package below them",
		})
	}
	return out
}

// walker is a depth-first search that keeps the path it came by.
type walker struct {
	next    map[string][]string
	state   map[string]int // 1 on the path, 2 done
	path    []string
	circles [][]string
}

func (w *walker) visit(pkg string) {
	switch w.state[pkg] {
	case 1:
		from := slices.Index(w.path, pkg)
		w.circles = append(w.circles, append(slices.Clone(w.path[from:]), pkg))
		return
	case 2:
		return
	}
	w.state[pkg] = 1
	w.path = append(w.path, pkg)
	for _, to := range w.next[pkg] {
		w.visit(to)
	}
	w.path = w.path[:len(w.path)-1]
	w.state[pkg] = 2
}
