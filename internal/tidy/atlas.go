package tidy

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// atlas is the file that holds the map.
const atlas = "ARCHITECTURE.md"

// walkFiles is the most files a walk may name: a walk nobody can hold in mind is a maze.
const walkFiles = 10

// row is one line of the package table: | `edge/cycle` | what it owns | `edge/image` |.
type row struct {
	pkg  string
	may  []string // packages, or `tier/…` for all of a tier
	line int
}

// Map compares the package table of ARCHITECTURE.md with the tree in both directions, each import
// with the table's third column, and every path named in the documents with the files there are.
func Map(t *Tree) []Violation {
	text := t.text(atlas)
	if text == nil {
		return []Violation{{File: atlas, Rule: "map", Want: "there is no map: write the problem, the invariants, the package table and the walks"}}
	}
	rows := packageTable(text)
	out := bothWays(t, rows)
	out = append(out, arrows(t, rows)...)
	out = append(out, walks(text)...)
	for _, doc := range t.Texts {
		if path.Ext(doc.Path) == ".md" {
			out = append(out, deadNames(t, doc)...)
		}
	}
	return out
}

func (t *Tree) text(p string) *Text {
	for _, text := range t.Texts {
		if text.Path == p {
			return text
		}
	}
	return nil
}

// packageTable reads the table that follows the heading "## Packages".
func packageTable(text *Text) []row {
	cell := regexp.MustCompile("`([^`]+)`")
	var rows []row
	inside := false
	for i, line := range text.Lines {
		if strings.HasPrefix(line, "## ") {
			inside = strings.TrimSpace(line) == "## Packages"
		}
		if !inside || !strings.HasPrefix(line, "| `") {
			continue
		}
		cells := strings.Split(strings.Trim(line, "| "), " | ")
		r := row{pkg: strings.Trim(cells[0], "` "), line: i + 1}
		if len(cells) >= 3 {
			for _, m := range cell.FindAllStringSubmatch(cells[2], -1) {
				r.may = append(r.may, m[1])
			}
		}
		rows = append(rows, r)
	}
	return rows
}

func bothWays(t *Tree, rows []row) []Violation {
	var out []Violation
	listed := map[string]int{}
	packages := t.Packages()
	for _, r := range rows {
		listed[r.pkg]++
		switch {
		case listed[r.pkg] > 1:
			out = append(out, Violation{File: atlas, Line: r.line, Rule: "map", Want: r.pkg + " is listed twice: keep one row"})
		case !slices.Contains(packages, r.pkg):
			out = append(out, Violation{File: atlas, Line: r.line, Rule: "map", Want: "the map names package " + r.pkg + ", the tree has none: take the row away"})
		}
	}
	for _, pkg := range packages {
		if listed[pkg] == 0 {
			out = append(out, Violation{File: atlas, Rule: "map", Want: "package " + pkg + " is not on the map: add its row with one line on what it owns and what it may import"})
		}
	}
	return out
}

// arrows compares what the packages import with what the table grants them, in both directions: an
// arrow nothing takes is a lie too. Tests count as takers and need no grant.
func arrows(t *Tree, rows []row) []Violation {
	grants := map[string]row{}
	for _, r := range rows {
		grants[r.pkg] = r
	}
	var out []Violation
	used := map[string]bool{}
	for _, f := range t.Go {
		r, ok := grants[f.Package]
		for to := range f.own() {
			for _, g := range r.may {
				used[r.pkg+" "+g] = used[r.pkg+" "+g] || granted(g, to)
			}
		}
		if f.Test || !ok {
			continue
		}
		imports := f.own()
		for _, to := range slices.Sorted(maps.Keys(imports)) {
			if !slices.ContainsFunc(r.may, func(g string) bool { return granted(g, to) }) {
				out = append(out, Violation{File: f.Path, Line: imports[to], Rule: "map", Want: fmt.Sprintf(
					"%s imports %s, its row in %s does not grant that: change the code or the map", f.Package, to, atlas,
				)})
			}
		}
	}
	for _, r := range rows {
		for _, g := range r.may {
			if !used[r.pkg+" "+g] {
				out = append(out, Violation{File: atlas, Line: r.line, Rule: "map", Want: fmt.Sprintf("%s imports nothing of %s: take the arrow away", r.pkg, g)})
			}
		}
	}
	return out
}

// granted says whether the grant, a package or `tier/…`, covers the package.
func granted(grant, pkg string) bool {
	if tier, all := strings.CutSuffix(grant, "/…"); all {
		return below(pkg, tier)
	}
	return grant == pkg
}

// walks holds every section whose heading starts with "## Walk: " to its number of files.
func walks(text *Text) []Violation {
	file := regexp.MustCompile("`([a-z][\\w./-]*/[\\w.-]+)`")
	var out []Violation
	named, start := map[string]bool{}, 0
	flush := func() {
		if start > 0 && len(named) > walkFiles {
			out = append(out, Violation{File: atlas, Line: start, Rule: "map", Want: fmt.Sprintf(
				"the walk names %d files, at most %d: shorten the way, then the text", len(named), walkFiles,
			)})
		}
		named, start = map[string]bool{}, 0
	}
	for i, line := range text.Lines {
		if strings.HasPrefix(line, "## ") {
			flush()
			if strings.HasPrefix(line, "## Walk: ") {
				start = i + 1
			}
		}
		if start > 0 {
			for _, m := range file.FindAllStringSubmatch(line, -1) {
				named[m[1]] = true
			}
		}
	}
	flush()
	return out
}

// deadNames finds paths in back quotes and relative links that lead nowhere.
func deadNames(t *Tree, doc *Text) []Violation {
	quoted := regexp.MustCompile("`((?:cmd|energy|field|wire|edge|backend|sim|study|ui|internal|docs|scripts|tools|testdata)/[\\w./-]*\\w)`")
	link := regexp.MustCompile(`\]\(([^)#:\s]+)(?:#[^)]*)?\)`)
	var out []Violation
	fenced := false
	for i, line := range doc.Lines {
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			fenced = !fenced
		}
		if fenced {
			continue
		}
		row := doc.Path == atlas && strings.HasPrefix(line, "| `") // compared by bothWays
		for _, m := range quoted.FindAllStringSubmatch(line, -1) {
			if !row && !t.Exists(m[1]) && !builtLater(m[1]) {
				out = append(out, Violation{File: doc.Path, Line: i + 1, Rule: "map", Want: m[1] + " does not exist: name what is there"})
			}
		}
		for _, m := range link.FindAllStringSubmatch(line, -1) {
			if to := path.Join(path.Dir(doc.Path), m[1]); !t.Exists(to) {
				out = append(out, Violation{File: doc.Path, Line: i + 1, Rule: "map", Want: "the link to " + m[1] + " leads nowhere"})
			}
		}
	}
	return out
}

// builtLater names what exists only after a build.
func builtLater(p string) bool { return below(p, "ui/dist") || below(p, "ui/node_modules") }
