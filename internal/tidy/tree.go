package tidy

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// module is the import path of the repository's root.
const module = "ohmstead"

// Violation is one place where the tree breaks a rule.
type Violation struct {
	File string // slash-separated, relative to the root
	Line int    // 1-based; 0 when the file as a whole is meant
	Rule string // name of the rule
	Want string // what is wrong and what to write instead
}

// String renders the violation the way compilers do, so that editors can jump to it.
func (v Violation) String() string {
	return fmt.Sprintf("%s:%d: %s: %s", v.File, v.Line, v.Rule, v.Want)
}

// Rule is one named check.
type Rule struct {
	Name  string
	Check func(*Tree) []Violation
}

// Rules lists every rule that needs nothing but the tree.
func Rules() []Rule {
	return []Rule{
		{"direction", Direction},
		{"technology", Technology},
		{"circle", Circle},
		{"pure", Pure},
		{"clock", Clock},
		{"leak", Leak},
		{"size", Size},
		{"name", Name},
		{"state", State},
		{"environment", Environment},
		{"left-over", LeftOver},
		{"words", Words},
		{"map", Map},
		{"docs", Docs},
	}
}

// Check runs every rule and returns the violations by file and line.
func Check(t *Tree) []Violation {
	var all []Violation
	for _, r := range Rules() {
		all = append(all, r.Check(t)...)
	}
	slices.SortFunc(all, func(a, b Violation) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		return a.Line - b.Line
	})
	return all
}

// Tree is a repository read once: its Go files parsed, its other text files as lines.
type Tree struct {
	Go    []*GoFile
	Texts []*Text
	paths map[string]bool
}

// Text is one text file, Go files included.
type Text struct {
	Path  string
	Lines []string
	lower string // the whole file in lower case, to look before searching line by line
}

// mentions says whether any of the words, in lower case, occurs in the file.
func (t *Text) mentions(words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(t.lower, w) })
}

// GoFile is one parsed Go file.
type GoFile struct {
	Path      string
	Package   string // folder relative to the root, "" for the root
	Test      bool
	Generated bool
	Lines     int
	AST       *ast.File
	fset      *token.FileSet
	names     map[string]string // local import name → import path
}

// Load reads the tree below fsys. Folders that hold no source of ours (dependencies, build
// output, testdata, hidden folders but .ci and .github) are left out of the Go files and texts but
// still count as existing.
func Load(fsys fs.FS) (*Tree, error) {
	t := &Tree{paths: map[string]bool{".": true}}
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("walk %s: %w", p, err)
		}
		t.paths[p] = true
		if d.IsDir() {
			if foreign(p) {
				return fs.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() || !textual(p) || inTestdata(p) {
			return nil
		}
		return t.read(fsys, p)
	})
	return t, err
}

func (t *Tree) read(fsys fs.FS, p string) error {
	b, err := fs.ReadFile(fsys, p)
	if err != nil {
		return fmt.Errorf("read %s: %w", p, err)
	}
	text := &Text{Path: p, Lines: strings.Split(strings.TrimSuffix(string(b), "\n"), "\n"), lower: strings.ToLower(string(b))}
	t.Texts = append(t.Texts, text)
	if path.Ext(p) != ".go" {
		return nil
	}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, p, b, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return fmt.Errorf("parse %s: %w", p, err)
	}
	dir := path.Dir(p)
	if dir == "." {
		dir = ""
	}
	t.Go = append(t.Go, &GoFile{
		Path: p, Package: dir, AST: f, fset: fset,
		Test:      strings.HasSuffix(p, "_test.go"),
		Generated: ast.IsGenerated(f),
		Lines:     len(text.Lines),
		names:     importNames(f),
	})
	return nil
}

// Exists says whether the path, relative to the root, is a file or folder of the tree.
func (t *Tree) Exists(p string) bool { return t.paths[path.Clean(p)] }

// Packages returns the folders that hold at least one Go file that is not a test, sorted.
func (t *Tree) Packages() []string {
	var dirs []string
	for _, f := range t.Go {
		if !f.Test {
			dirs = append(dirs, f.Package)
		}
	}
	slices.Sort(dirs)
	return slices.Compact(dirs)
}

// Imports returns the import paths of the file with their lines.
func (f *GoFile) Imports() map[string]int {
	out := make(map[string]int, len(f.AST.Imports))
	for _, spec := range f.AST.Imports {
		out[importPath(spec)] = f.line(spec)
	}
	return out
}

// own returns the folders of this module the file imports, with their lines.
func (f *GoFile) own() map[string]int {
	out := map[string]int{}
	for p, line := range f.Imports() {
		if rest, ok := strings.CutPrefix(p, module+"/"); ok {
			out[rest] = line
		}
	}
	return out
}

func (f *GoFile) line(n ast.Node) int { return f.fset.Position(n.Pos()).Line }

func (f *GoFile) span(n ast.Node) int {
	return f.fset.Position(n.End()).Line - f.fset.Position(n.Pos()).Line + 1
}

func (f *GoFile) fault(rule string, n ast.Node, format string, args ...any) Violation {
	return Violation{File: f.Path, Line: f.line(n), Rule: rule, Want: fmt.Sprintf(format, args...)}
}

// selector returns the import path and the name of an expression such as time.Now, or false where
// the expression is no selector on an imported package.
func (f *GoFile) selector(n ast.Node) (pkg, name string, ok bool) {
	sel, isSel := n.(*ast.SelectorExpr)
	if !isSel {
		return "", "", false
	}
	id, isID := sel.X.(*ast.Ident)
	if !isID {
		return "", "", false
	}
	pkg, ok = f.names[id.Name]
	return pkg, sel.Sel.Name, ok
}

func importNames(f *ast.File) map[string]string {
	names := make(map[string]string, len(f.Imports))
	for _, spec := range f.Imports {
		p := importPath(spec)
		name := path.Base(p)
		if v, err := strconv.Atoi(strings.TrimPrefix(name, "v")); err == nil && v > 0 {
			name = path.Base(path.Dir(p))
		}
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = p
	}
	return names
}

func importPath(spec *ast.ImportSpec) string {
	p, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return spec.Path.Value
	}
	return p
}

// below says whether p is dir or lies in it.
func below(p, dir string) bool { return p == dir || strings.HasPrefix(p, dir+"/") }

func foreign(dir string) bool {
	switch base := path.Base(dir); base {
	case "node_modules", "test-results":
		return true
	case ".", ".ci", ".github":
		return false
	default:
		return strings.HasPrefix(base, ".") || slices.Contains([]string{"bin", "var", "ui/dist", "testdata/out"}, dir)
	}
}

func inTestdata(p string) bool { return slices.Contains(strings.Split(p, "/"), "testdata") }

func textual(p string) bool {
	if below(p, "scripts") || below(p, ".ci") {
		return true
	}
	switch path.Base(p) {
	case "Makefile", ".editorconfig", ".gitignore", ".gitattributes", "package.json":
		return true
	}
	switch path.Ext(p) {
	case ".go", ".md", ".mod", ".yaml", ".yml", ".sql", ".ts", ".tsx", ".js", ".mjs", ".css", ".html", ".sh":
		return true
	}
	return false
}
