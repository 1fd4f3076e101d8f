package main

import (
	"bytes"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"

	"ohmstead/edge/control"
)

// controllers is the folder below which all of them stand.
const controllers = "edge/control/"

// home is where a controller's code stands.
type home struct {
	pkg, file string // "edge/control/grid", "peak_shaving.go"
}

// homeOf finds the code of a controller by its constructor, so that nobody has to write it down. The
// file is right for a constructor that the compiler has moved elsewhere too, its name is not.
func homeOf(s control.Spec) home {
	f := runtime.FuncForPC(reflect.ValueOf(s.New).Pointer())
	code, _ := f.FileLine(f.Entry())
	code = filepath.ToSlash(code)
	code = code[strings.LastIndex(code, controllers):]
	return home{path.Dir(code), path.Base(code)}
}

// record is the feature record of a controller: who owns it, what it has to do, what it may break
// and what holds when it fails.
func record(root string, s control.Spec, all []story) (file, error) {
	at := homeOf(s)
	code := path.Join(at.pkg, at.file)
	test := strings.TrimSuffix(code, ".go") + "_test.go"
	for _, p := range []string{code, test} {
		if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(p))); err != nil {
			return file{}, fmt.Errorf("find the code of %s and its test beside it: %w", s.Type, err)
		}
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Controller %s\n\n<!-- %s -->\n\n%s\n\n", s.Type, marker, s.Summary)
	b.WriteString("| | |\n|---|---|\n")
	fmt.Fprintf(&b, "| type | controller of class %s, armed in %s |\n", s.Level, modesOf(s))
	fmt.Fprintf(&b, "| code | [%s](../../%s) |\n", code, code)
	fmt.Fprintf(&b, "| parameters, formula, source | [controllers.md](../controllers.md#%s) |\n", strings.ToLower(s.Type))
	fmt.Fprintf(&b, "\n## Owner\n\nThe maintainers of `%s`.\n", at.pkg)
	b.WriteString("\n## Acceptance\n\nEach of these scenarios is met and gives the same bytes on every run:\n\n")
	if err := acceptance(&b, s, all); err != nil {
		return file{}, err
	}
	fmt.Fprintf(&b, "\n## Safety impact\n\n%s.\n", sentence(s.Impact))
	fmt.Fprintf(&b, "\n## Test plan\n\nBehaviour by table and property in [%s](../../%s); the scenarios above through the whole cycle (`make test`).\n", path.Base(test), test)
	fmt.Fprintf(&b, "\n## Metrics and logs\n\n%s\n", watching(s))
	fmt.Fprintf(&b, "\n## Fall-back\n\n%s.\n", sentence(s.Fallback))
	return file{"docs/features/controller-" + s.Type + ".md", b.Bytes()}, nil
}

func acceptance(b *bytes.Buffer, s control.Spec, all []story) error {
	found := false
	for _, one := range all {
		if slices.Contains(one.types, s.Type) {
			fmt.Fprintf(b, "- [%s](../../%s/%s)\n", one.name, stories, one.file)
			found = true
		}
	}
	if !found {
		return fmt.Errorf("no scenario in %s shows %s: write one", stories, s.Type)
	}
	return nil
}

// watching says where an operator sees the controller at work.
func watching(s control.Spec) string {
	text := "Every request of a cycle, and every cut with its reason, stands in the cycle's output: the edge's panel, the Control page and `ohmstead replay` show it. " +
		"`CONTROLLER_FAILED` and `CONTROLLER_OVER_BUDGET` say that it was benched."
	if len(s.Raises) == 0 {
		return text
	}
	names := make([]string, 0, len(s.Raises))
	for _, code := range s.Raises {
		names = append(names, "`"+string(code)+"`")
	}
	return text + " It raises " + strings.Join(names, ", ") + "."
}

// sentence begins in upper case and leaves the full stop to its user.
func sentence(text string) string {
	text = strings.TrimSuffix(text, ".")
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
