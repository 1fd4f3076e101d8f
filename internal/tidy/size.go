package tidy

import (
	"fmt"
	"go/ast"
	"maps"
	"path"
	"slices"
)

// The stops. The aim lies far lower: functions around 15 lines, files between 100 and 300.
const (
	fileLines     = 700
	funcLines     = 70
	straightLines = 100 // wiring and lists of commands without a loop or a choice of many, and tests with their tables
	packageLines  = 3000
	parameters    = 4
	methods       = 5
)

// Size stops files, functions, signatures, interfaces and packages from growing past reading.
// Generated files are exempt.
func Size(t *Tree) []Violation {
	var out []Violation
	total := map[string]int{}
	for _, f := range t.Go {
		if f.Generated {
			continue
		}
		if !f.Test {
			total[f.Package] += f.Lines
		}
		out = append(out, functions(f)...)
		out = append(out, interfaces(f)...)
	}
	for _, text := range t.Texts {
		if n := len(text.Lines); n > fileLines && counted(t, text.Path) {
			out = append(out, Violation{File: text.Path, Line: fileLines + 1, Rule: "size", Want: fmt.Sprintf(
				"the file has %d lines, at most %d: split it by what a reader looks for", n, fileLines,
			)})
		}
	}
	for _, pkg := range slices.Sorted(maps.Keys(total)) {
		if n := total[pkg]; n > packageLines && !below(pkg, "backend/postgres") {
			out = append(out, Violation{File: pkg, Rule: "size", Want: fmt.Sprintf(
				"the package has %d lines, at most %d: split it along the words of its package doc", n, packageLines,
			)})
		}
	}
	return out
}

// counted says whether the file is source that people write and read.
func counted(t *Tree, p string) bool {
	switch path.Ext(p) {
	case ".go":
		return !slices.ContainsFunc(t.Go, func(f *GoFile) bool { return f.Path == p && f.Generated })
	case ".ts", ".tsx", ".mjs", ".css":
		return !generatedName(p)
	case ".sh", ".sql", "":
		return true
	}
	return false
}

func generatedName(p string) bool {
	dir := path.Base(path.Dir(p))
	return dir == "generated" || dir == "gen" || path.Ext(p[:len(p)-len(path.Ext(p))]) == ".gen"
}

func functions(f *GoFile) []Violation {
	var out []Violation
	for _, decl := range f.AST.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if n, most := f.span(fn), longest(f, fn); n > most {
			out = append(out, f.fault("size", fn, "%s has %d lines, at most %d: keep the choices here and move the leaves out", fn.Name.Name, n, most))
		}
		if n := f.arguments(fn.Type.Params); n > parameters {
			out = append(out, f.fault("size", fn, "%s takes %d parameters, at most %d beside context and testing.TB: give them a struct with names", fn.Name.Name, n, parameters))
		}
	}
	return out
}

// longest returns the most lines the function may have.
func longest(f *GoFile, fn *ast.FuncDecl) int {
	if f.Test || (wiring(f.Package) || f.AST.Name.Name == "main") && straight(fn) {
		return straightLines
	}
	return funcLines
}

// straight says whether the function reads from top to bottom: no loop, no switch, no select.
func straight(fn *ast.FuncDecl) bool {
	straight := true
	ast.Inspect(fn, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			straight = false
		}
		return straight
	})
	return straight
}

// arguments counts parameters but for context.Context and the test's own handle.
func (f *GoFile) arguments(fields *ast.FieldList) int {
	n := 0
	for _, field := range fields.List {
		if f.handle(field.Type) {
			continue
		}
		n += max(1, len(field.Names))
	}
	return n
}

func (f *GoFile) handle(typ ast.Expr) bool {
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	switch pkg, name, _ := f.selector(typ); pkg {
	case "context":
		return name == "Context"
	case "testing":
		return slices.Contains([]string{"T", "B", "F", "TB"}, name)
	case "pgregory.net/rapid":
		return name == "T"
	}
	return false
}

func interfaces(f *GoFile) []Violation {
	var out []Violation
	ast.Inspect(f.AST, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		iface, ok := spec.Type.(*ast.InterfaceType)
		if !ok {
			return true
		}
		count := 0
		for _, m := range iface.Methods.List {
			count += len(m.Names)
		}
		if count > methods {
			out = append(out, f.fault("size", spec, "interface %s has %d methods, at most %d: ask each caller what it needs and declare that", spec.Name.Name, count, methods))
		}
		return true
	})
	return out
}
