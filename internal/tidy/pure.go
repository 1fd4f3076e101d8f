package tidy

import (
	"fmt"
	"go/ast"
	"maps"
	"slices"
	"strings"
)

// pureStd is what the model may take from the standard library: computation, no effects.
func pureStd() []string {
	return []string{
		"bytes", "cmp", "container/heap", "container/list", "container/ring",
		"crypto/sha1", "crypto/sha256", "embed", "encoding", "encoding/base64", "encoding/binary", "encoding/csv",
		"encoding/hex", "encoding/json", "errors", "fmt", "hash/crc32", "hash/fnv", "hash/maphash",
		"iter", "maps", "math", "math/big", "math/bits", "math/cmplx", "math/rand/v2", "regexp",
		"slices", "sort", "strconv", "strings", "text/tabwriter", "time", "unicode",
		"unicode/utf16", "unicode/utf8",
	}
}

// Pure holds energy to values in, values out: no I/O, no clock, no goroutine, no global random
// source, no loading of time zones. Tests of energy may read files.
func Pure(t *Tree) []Violation {
	var out []Violation
	for _, f := range t.Go {
		if f.Test || !below(f.Package, "energy") {
			continue
		}
		imports := f.Imports()
		for _, p := range slices.Sorted(maps.Keys(imports)) {
			if outside(p) || below(p, module) || slices.Contains(pureStd(), p) {
				continue
			}
			out = append(out, Violation{File: f.Path, Line: imports[p], Rule: "pure", Want: fmt.Sprintf(
				"energy imports %s: the model computes only; take the value as an argument and leave the effect to the caller", p,
			)})
		}
		out = append(out, effects(f, "pure")...)
		out = append(out, impure(f)...)
	}
	return out
}

// timeless lists the packages outside energy that take the time as an argument too.
func timeless(pkg string) bool {
	for _, dir := range []string{
		"wire", "field/profile", "field/sunspec", "edge/control", "edge/image", "edge/site", "edge/device", "edge/battery",
		"sim/plant", "sim/depot",
	} {
		if below(pkg, dir) {
			return true
		}
	}
	return false
}

// Clock keeps clocks and goroutines out of the packages that compute: only runners tick.
func Clock(t *Tree) []Violation {
	var out []Violation
	for _, f := range t.Go {
		if !f.Test && timeless(f.Package) {
			out = append(out, effects(f, "clock")...)
		}
	}
	return out
}

// effects finds uses of the clock, of waiting and of goroutines.
func effects(f *GoFile, rule string) []Violation {
	var out []Violation
	ast.Inspect(f.AST, func(n ast.Node) bool {
		if g, ok := n.(*ast.GoStmt); ok {
			out = append(out, f.fault(rule, g, "a goroutine starts in %s: return the value and let a runner run it", f.Package))
		}
		pkg, name, ok := f.selector(n)
		if !ok || pkg != "time" {
			return true
		}
		switch name {
		case "Now", "Since", "Until":
			out = append(out, f.fault(rule, n, "time.%s in %s: take now time.Time as an argument", name, f.Package))
		case "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker":
			out = append(out, f.fault(rule, n, "time.%s in %s: only runners wait; compute from the now you are given", name, f.Package))
		case "LoadLocation", "Local":
			if rule == "pure" {
				out = append(out, f.fault(rule, n, "time.%s in %s: take a *time.Location as an argument", name, f.Package))
			}
		}
		return true
	})
	return out
}

// impure finds the global random source and printing.
func impure(f *GoFile) []Violation {
	var out []Violation
	ast.Inspect(f.AST, func(n ast.Node) bool {
		pkg, name, ok := f.selector(n)
		if !ok {
			return true
		}
		switch {
		case strings.HasPrefix(pkg, "math/rand") && globalRandom(name):
			out = append(out, f.fault("pure", n, "rand.%s draws from the global source: take a *rand.Rand as an argument", name))
		case pkg == "fmt" && strings.HasPrefix(name, "Print"), pkg == "fmt" && strings.HasPrefix(name, "Scan"):
			out = append(out, f.fault("pure", n, "fmt.%s in the model: return the text and let the caller print it", name))
		}
		return true
	})
	return out
}

func globalRandom(name string) bool {
	switch name {
	case "New", "NewPCG", "NewChaCha8", "NewSource", "NewZipf", "Rand", "Source", "PCG", "ChaCha8", "Zipf":
		return false
	}
	return true
}

// Leak asks of each package that starts goroutines that its tests look for those left behind.
// Packages for tests, commands and this repository's tools are exempt.
func Leak(t *Tree) []Violation {
	watched := map[string]bool{}
	for _, f := range t.Go {
		if _, ok := f.Imports()["go.uber.org/goleak"]; ok && f.Test {
			watched[f.Package] = true
		}
	}
	var out []Violation
	for _, f := range t.Go {
		if f.Test || watched[f.Package] || strings.HasSuffix(f.Package, "test") || below(f.Package, "cmd") || below(f.Package, "internal") {
			continue
		}
		if n := starts(f.AST); n != nil {
			watched[f.Package] = true // one complaint per package
			out = append(out, f.fault("leak", n, "%s starts goroutines: give its tests a TestMain with goleak.VerifyTestMain", f.Package))
		}
	}
	return out
}

// starts returns the first place that starts a goroutine: a go statement, or a group's Go.
func starts(file *ast.File) ast.Node {
	var first ast.Node
	ast.Inspect(file, func(n ast.Node) bool {
		switch s := n.(type) {
		case *ast.GoStmt:
			first = s
		case *ast.CallExpr:
			sel, ok := s.Fun.(*ast.SelectorExpr)
			if ok && sel.Sel.Name == "Go" && len(s.Args) == 1 {
				first = s
			}
		}
		return first == nil
	})
	return first
}
