package tidy

import (
	"fmt"
	"go/ast"
	"path"
	"regexp"
	"strings"
)

// exempt says whether the file may spell out what the rules look for.
func exempt(p string) bool { return below(p, "internal/tidy") }

// LeftOver finds what is put off or switched off: notes to do later, skipped or singled-out tests,
// commented-out code, banners. Only internal/peer may skip, where an independent program is absent.
func LeftOver(t *Tree) []Violation {
	var out []Violation
	for _, f := range t.Go {
		if exempt(f.Path) || f.Generated {
			continue
		}
		out = append(out, skips(f)...)
		out = append(out, deadCode(f)...)
	}
	later := regexp.MustCompile(`\b(TODO|FIXME|XXX|HACK)\b`) // the words that the rule looks for
	banner := regexp.MustCompile(`^\s*(//|#|--|/?\*)\s*[-=*#/~_]{8,}`)
	off := regexp.MustCompile(`\b(it|test|describe)\.(skip|only|todo|fixme)\b|\bx(it|describe)\(`)
	for _, text := range t.Texts {
		if exempt(text.Path) || !text.mentions(
			"todo", "fixme", "xxx", "hack", ".skip", ".only", "xit(", "xdescribe(",
			"--------", "========", "********", "########", "////////", "~~~~~~~~", "________",
		) {
			continue
		}
		for i, line := range text.Lines {
			at := Violation{File: text.Path, Line: i + 1, Rule: "left-over"}
			switch {
			case later.MatchString(line):
				at.Want = "a note to do it later: do it, or state the limit in the doc comment"
			case path.Ext(text.Path) != ".md" && banner.MatchString(line):
				at.Want = "a banner: let the order of the file and its names speak"
			case script(text.Path) && off.MatchString(line):
				at.Want = "a test that is skipped or singled out: mend it or take it away"
			default:
				continue
			}
			out = append(out, at)
		}
	}
	return out
}

func script(p string) bool {
	switch path.Ext(p) {
	case ".ts", ".tsx", ".js", ".mjs":
		return true
	}
	return false
}

func skips(f *GoFile) []Violation {
	if below(f.Package, "internal/peer") {
		return nil
	}
	var out []Violation
	ast.Inspect(f.AST, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		id, ok := sel.X.(*ast.Ident)
		if !ok || !testHandle(id.Name) {
			return true
		}
		switch sel.Sel.Name {
		case "Skip", "Skipf", "SkipNow":
			out = append(out, f.fault("left-over", call, "a test skips itself: only internal/peer may, for a program that is not ours"))
		}
		return true
	})
	return out
}

func testHandle(name string) bool {
	return name == "t" || name == "b" || name == "f" || name == "tb" || name == "rt"
}

// deadCode finds comments inside functions that read as statements.
func deadCode(f *GoFile) []Violation {
	code := regexp.MustCompile(`^(if|for|switch|go|defer|return)\b.*(\{|\))$|^[\w.\[\]]+(, ?[\w.]+)* :?= [^ ]+.*[)\]}"\w]$|^[\w.]+\([^)]*\)$|^\}$`)
	bodies := [][2]ast.Node{}
	for _, decl := range f.AST.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body != nil {
			bodies = append(bodies, [2]ast.Node{fn.Body, fn})
		}
	}
	var out []Violation
	for _, group := range f.AST.Comments {
		inside := false
		for _, b := range bodies {
			inside = inside || group.Pos() > b[0].Pos() && group.End() < b[0].End()
		}
		if !inside {
			continue
		}
		for _, c := range group.List {
			line := strings.TrimSpace(strings.TrimPrefix(c.Text, "//"))
			if code.MatchString(line) {
				out = append(out, f.fault("left-over", c, "commented-out code: take it away, the history keeps it"))
				break
			}
		}
	}
	return out
}

// Words keeps the product's files about the product: no paths of somebody's machine, no pointers
// to material a reader of this repository does not have.
func Words(t *Tree) []Violation {
	outside := []struct {
		hints         []string
		pattern, want string
	}{
		{[]string{"/work/", "/tmp/wt"}, `(^|[^\w.])/work/|/tmp/wt\b`, "a path of one machine: name the file as it lies in this repository"},
		{[]string{"../shared"}, `\.\./shared\b`, "material outside this repository: copy what is needed, with origin and licence beside it"},
		{[]string{"spec/", "seeds/", "reference/"}, `\b(spec|seeds|reference)/[\w-]+\.(md|txt|json)\b|\bspec/\d`, "a file a reader does not have: cite ARCHITECTURE.md, an ADR or the public standard"},
		{[]string{"issue"}, `(?i)\bissues? #?\d+\b`, "a ticket number: say what it is about"},
		{[]string{"agent", "chatgpt", "claude", "pilot", "language model"}, `(?i)\b(sub-?agents?|chatgpt|claude|co-?pilot|language model)\b`, "who typed it is not part of the product"},
	}
	var out []Violation
	for _, w := range outside {
		expr := regexp.MustCompile(w.pattern)
		for _, text := range t.Texts {
			if exempt(text.Path) || below(text.Path, "internal/peer") || !text.mentions(w.hints...) {
				continue
			}
			for i, line := range text.Lines {
				if m := expr.FindString(line); m != "" {
					out = append(out, Violation{File: text.Path, Line: i + 1, Rule: "words", Want: fmt.Sprintf("%q: %s", strings.TrimSpace(m), w.want)})
				}
			}
		}
	}
	return out
}
