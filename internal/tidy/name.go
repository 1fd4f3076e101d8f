package tidy

import (
	"fmt"
	"go/ast"
	"path"
	"slices"
	"strings"
)

// banned lists package names that say nothing about what is inside.
func banned() []string {
	return []string{"util", "utils", "common", "helper", "helpers", "types", "models", "model", "base", "misc", "shared", "lib", "core"}
}

// Name holds packages to a telling name equal to their folder's, and to exactly one package
// comment.
func Name(t *Tree) []Violation {
	var out []Violation
	docs := map[string][]*GoFile{}
	first := map[string]*GoFile{}
	for _, f := range t.Go {
		if f.Test {
			continue
		}
		if first[f.Package] == nil {
			first[f.Package] = f
			out = append(out, packageName(f)...)
		}
		if f.AST.Doc != nil {
			docs[f.Package] = append(docs[f.Package], f)
		}
	}
	for _, pkg := range t.Packages() {
		out = append(out, packageDoc(first[pkg], docs[pkg])...)
	}
	return out
}

func packageName(f *GoFile) []Violation {
	name := f.AST.Name.Name
	if slices.Contains(banned(), path.Base(f.Package)) || slices.Contains(banned(), name) {
		return []Violation{f.fault("name", f.AST.Name, "package %s: name it after what it knows, not after what it is", name)}
	}
	if name != "main" && name != path.Base(f.Package) {
		return []Violation{f.fault("name", f.AST.Name, "package %s lies in folder %s: let both have one name", name, f.Package)}
	}
	return nil
}

func packageDoc(first *GoFile, docs []*GoFile) []Violation {
	if len(docs) == 0 {
		return []Violation{{File: first.Path, Line: 1, Rule: "name", Want: fmt.Sprintf(
			"package %s has no package comment: say in one file what it owns and what it refuses", first.AST.Name.Name,
		)}}
	}
	var out []Violation
	for _, more := range docs[1:] {
		out = append(out, more.fault("name", more.AST.Doc, "second package comment, the first stands in %s: keep one", docs[0].Path))
	}
	doc, name := docs[0].AST.Doc.Text(), docs[0].AST.Name.Name
	want := "Package " + name + " "
	if name == "main" {
		want = "Command " + path.Base(first.Package) + " "
	}
	if !strings.HasPrefix(doc, want) {
		out = append(out, docs[0].fault("name", docs[0].AST.Doc, "the package comment starts with %q", want))
	}
	return out
}

// State finds init functions and package-level variables that could change: those assigned
// somewhere in their package, and those whose value is made to change (channels, locks, pointers
// to literals, metrics, loggers). Error values, compiled expressions, embedded files and tables
// that are never assigned may stay. Tests are exempt but for init.
func State(t *Tree) []Violation {
	var out []Violation
	changed := map[string]map[string]bool{}
	for _, f := range t.Go {
		if f.Test {
			continue
		}
		if changed[f.Package] == nil {
			changed[f.Package] = map[string]bool{}
		}
		collectWrites(f, changed[f.Package])
	}
	for _, f := range t.Go {
		for _, decl := range f.AST.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				if d.Name.Name == "init" && d.Recv == nil {
					out = append(out, f.fault("state", d, "init runs unasked: call it from the wiring"))
				}
			case *ast.GenDecl:
				if !f.Test && !f.Generated {
					out = append(out, variables(f, d, changed[f.Package])...)
				}
			}
		}
	}
	return out
}

func variables(f *GoFile, d *ast.GenDecl, changed map[string]bool) []Violation {
	var out []Violation
	for _, spec := range d.Specs {
		v, ok := spec.(*ast.ValueSpec)
		if !ok || d.Tok.String() != "var" {
			continue
		}
		embedded := directive(d.Doc, "go:embed") || directive(v.Doc, "go:embed")
		for i, name := range v.Names {
			if name.Name == "_" {
				continue
			}
			var value ast.Expr
			if i < len(v.Values) {
				value = v.Values[i]
			}
			if why := mutable(f, v.Type, value); why != "" && !embedded {
				out = append(out, f.fault("state", name, "package variable %s %s: make it a field of what the wiring builds, or a function that returns it", name.Name, why))
			} else if changed[name.Name] {
				out = append(out, f.fault("state", name, "package variable %s is changed in its package: make it a field of what the wiring builds", name.Name))
			}
		}
	}
	return out
}

func directive(doc *ast.CommentGroup, name string) bool {
	return doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool {
		return strings.HasPrefix(c.Text, "//"+name)
	})
}

// mutable says why a variable of this type and first value is state, or "".
func mutable(f *GoFile, typ, value ast.Expr) string {
	if value == nil {
		return "has no value yet"
	}
	if pkg, name, ok := f.selector(typ); ok && (pkg == "sync" || pkg == "sync/atomic") {
		return "is a " + path.Base(pkg) + "." + name
	}
	switch v := value.(type) {
	case *ast.UnaryExpr:
		if _, lit := v.X.(*ast.CompositeLit); lit {
			return "points to a literal anyone can change"
		}
	case *ast.CompositeLit:
		if pkg, name, ok := f.selector(v.Type); ok && (pkg == "sync" || pkg == "sync/atomic") {
			return "is a " + path.Base(pkg) + "." + name
		}
	case *ast.CallExpr:
		return mutableCall(f, v)
	}
	return ""
}

func mutableCall(f *GoFile, call *ast.CallExpr) string {
	if id, ok := call.Fun.(*ast.Ident); ok && (id.Name == "make" || id.Name == "new") {
		return "is made empty, to be filled later"
	}
	pkg, name, ok := f.selector(call.Fun)
	if !ok {
		return ""
	}
	for _, stateful := range []string{
		"log", "math/rand", "net/http", "os", "flag", "github.com/prometheus/client_golang", "context",
	} {
		if below(pkg, stateful) {
			return "holds a " + path.Base(pkg) + "." + name
		}
	}
	if pkg == "time" && name == "Now" {
		return "reads the clock when the program starts"
	}
	return ""
}

// collectWrites notes the names that are assigned, counted, filled, deleted from or addressed in the
// file. A local of the same name counts too: rename one of them.
func collectWrites(f *GoFile, changed map[string]bool) {
	ast.Inspect(f.AST, func(n ast.Node) bool {
		switch s := n.(type) {
		case *ast.AssignStmt:
			if s.Tok.String() != ":=" {
				for _, left := range s.Lhs {
					changed[root(left)] = true
				}
			}
		case *ast.IncDecStmt:
			changed[root(s.X)] = true
		case *ast.UnaryExpr:
			if s.Op.String() == "&" {
				changed[root(s.X)] = true
			}
		case *ast.CallExpr:
			if id, ok := s.Fun.(*ast.Ident); ok && (id.Name == "delete" || id.Name == "clear") && len(s.Args) > 0 {
				changed[root(s.Args[0])] = true
			}
		}
		return true
	})
}

// root returns the name an expression such as a.b[i].c starts from, or "".
func root(e ast.Expr) string {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x.Name
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		default:
			return ""
		}
	}
}

// Environment keeps look-ups of environment variables in cmd, where flags and files are read. Tests may: a test
// that starts itself as a second process has no other way to tell it so.
func Environment(t *Tree) []Violation {
	var out []Violation
	for _, f := range t.Go {
		if f.Test || below(f.Package, "cmd") {
			continue
		}
		ast.Inspect(f.AST, func(n ast.Node) bool {
			pkg, name, _ := f.selector(n)
			if (pkg == "os" || pkg == "syscall") && slices.Contains([]string{"Getenv", "LookupEnv", "ExpandEnv"}, name) {
				out = append(out, f.fault("environment", n, "%s.%s below cmd: take it as a field of Config", pkg, name))
			}
			return true
		})
	}
	return out
}
