package httpapi_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// example is a piece of shell of a page, and what it prints where the page says so.
type example struct {
	line      int
	shell     string
	documents []any
	text      string
}

var fenced = regexp.MustCompile("(?ms)^```(sh|json|text)\n(.*?)^```$")

func examplesOf(t *testing.T, page []byte) []example {
	t.Helper()
	var found []example
	for _, at := range fenced.FindAllSubmatchIndex(page, -1) {
		kind, text := string(page[at[2]:at[3]]), page[at[4]:at[5]]
		line := bytes.Count(page[:at[0]], []byte("\n")) + 1
		if kind == "sh" {
			found = append(found, example{line: line, shell: string(text)})
			continue
		}
		if kind == "text" && len(found) > 0 {
			found[len(found)-1].text = string(text)
			continue
		}
		documents, err := documentsIn(text)
		if err != nil || len(found) == 0 || found[len(found)-1].documents != nil {
			t.Fatalf("line %d: the answer of no example, or no JSON: %v", line, err)
		}
		found[len(found)-1].documents = documents
	}
	return found
}

// documentsIn are JSON documents one after the other.
func documentsIn(text []byte) ([]any, error) {
	var all []any
	for d := json.NewDecoder(bytes.NewReader(text)); ; {
		var one any
		err := d.Decode(&one)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		all = append(all, one)
	}
}

// differs is where an answer is not what a page shows: "" where it is. A page may leave out fields and
// further items, and … in a text stands for anything that is there.
func differs(at string, shown, got any) string {
	switch shown := shown.(type) {
	case map[string]any:
		fields, ok := got.(map[string]any)
		for name, want := range shown {
			value, has := fields[name]
			if !ok || !has {
				return fmt.Sprintf("%s.%s is missing in %v", at, name, got)
			}
			if d := differs(at+"."+name, want, value); d != "" {
				return d
			}
		}
		return ""
	case []any:
		items, _ := got.([]any)
		if len(items) < len(shown) {
			return fmt.Sprintf("%s has %d items, shown are %d", at, len(items), len(shown))
		}
		for i, want := range shown {
			if d := differs(fmt.Sprintf("%s[%d]", at, i), want, items[i]); d != "" {
				return d
			}
		}
		return ""
	case string:
		pattern := "(?s)^" + strings.ReplaceAll(regexp.QuoteMeta(shown), "…", ".+") + "$"
		if text, ok := got.(string); ok && regexp.MustCompile(pattern).MatchString(text) {
			return ""
		}
	default:
		if reflect.DeepEqual(shown, got) {
			return ""
		}
	}
	return fmt.Sprintf("%s is %v, shown is %v", at, got, shown)
}

// between parts what the examples print.
const between = "\x1e"

// run runs the examples in one shell, and is what each printed.
func run(t *testing.T, s *stack, examples []example) []string {
	t.Helper()
	script := "set -eu -o pipefail\n"
	for _, e := range examples {
		script += e.shell + "printf '" + between + "'\n"
	}
	var out, said bytes.Buffer
	shell := exec.CommandContext(t.Context(), "bash", "-c", script)
	shell.Dir, shell.Stdout, shell.Stderr = t.TempDir(), &out, &said
	shell.Env = append(os.Environ(), "OHM="+s.address, "EMAIL=owner@north.example", "PASSWORD="+password, "no_proxy=*")
	err := shell.Run()
	printed := strings.Split(out.String(), between)
	if err != nil || said.Len() > 0 || len(printed) != len(examples)+1 {
		at := examples[min(len(printed), len(examples))-1]
		t.Fatalf("docs/api.md:%d: %v: %s%s", at.line, err, said.String(), printed[len(printed)-1])
	}
	return printed
}

func TestTheExamplesOfTheAPIAreAnsweredAsShown(t *testing.T) {
	page, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	s, examples := newStack(t), examplesOf(t, page)
	for i, printed := range run(t, s, examples)[:len(examples)] {
		e := examples[i]
		if d := differs("answer", e.text, printed); e.text != "" && d != "" {
			t.Errorf("docs/api.md:%d: %s", e.line, d)
		}
		if e.documents == nil {
			continue
		}
		got, err := documentsIn([]byte(printed))
		if err != nil || len(got) != len(e.documents) {
			t.Errorf("docs/api.md:%d: %d answers, shown are %d: %v\n%s", e.line, len(got), len(e.documents), err, printed)
			continue
		}
		for k, shown := range e.documents {
			if d := differs("answer", shown, got[k]); d != "" {
				t.Errorf("docs/api.md:%d: %s", e.line, d)
			}
		}
	}
	if len(examples) < 10 {
		t.Errorf("only %d examples were found", len(examples))
	}
}

func TestExamplesSeeWhatDiffers(t *testing.T) {
	for _, tt := range []struct{ shown, got, want string }{
		{`{"a":1}`, `{"a":1,"b":2}`, ""},
		{`{"a":1}`, `{"a":2}`, "answer.a is 2, shown is 1"},
		{`{"a":1}`, `{"b":1}`, "answer.a is missing in map[b:1]"},
		{`{"a":1}`, `[]`, "answer.a is missing in []"},
		{`[{"a":"x…"}]`, `[{"a":"xy"},{"a":"z"}]`, ""},
		{`[{"a":"x…"}]`, `[{"a":"x"}]`, "answer[0].a is x, shown is x…"},
		{`[1,2]`, `[1]`, "answer has 1 items, shown are 2"},
		{`null`, `null`, ""},
	} {
		shown, err := documentsIn([]byte(tt.shown))
		got, err2 := documentsIn([]byte(tt.got))
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		if d := differs("answer", shown[0], got[0]); d != tt.want {
			t.Errorf("%s for %s: %q, want %q", tt.got, tt.shown, d, tt.want)
		}
	}
}
