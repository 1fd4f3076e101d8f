package strict_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ohmstead/field/strict"
)

func TestFieldsThatHoldSeveralKindsOfValue(t *testing.T) {
	doc, err := strict.Parse("house.yaml", []byte("list: [1, 2.5, -3e2]\nnumber: 4\ntext: silent\nflag: true\nmixed: [CODE, {id: x}]\n"))
	if err != nil {
		t.Fatal(err)
	}
	root := doc.Root()
	if got := root.Numbers("list"); len(got) != 3 || got[2] != -300 {
		t.Errorf("numbers are %v", got)
	}
	if a, b, c, d := root.Scalar("number"), root.Scalar("text"), root.Scalar("flag"), root.Scalar("none"); a != 4.0 || b != "silent" || c != true || d != nil {
		t.Errorf("scalars are %v, %v, %v, %v", a, b, c, d)
	}
	mixed := root.Entries("mixed")
	if len(mixed) != 2 || mixed[0].Text != "CODE" || mixed[0].Map != nil || mixed[1].Map.Text("id") != "x" {
		t.Errorf("entries are %+v", mixed)
	}
	root.Done()
	if err := doc.Err(); err != nil {
		t.Error(err)
	}
	if root.Scalar("list"); doc.Err() == nil {
		t.Error("a list passes for a single value")
	}
}

type settings struct {
	Name  string
	Watts float64
	Count int64
	On    bool
	Every time.Duration
	Tags  []string
	Parts []string
}

func read(text string) (settings, error) {
	doc, err := strict.Parse("house.yaml", []byte(text))
	if err != nil {
		return settings{}, err
	}
	root := doc.Root()
	root.Require("name")
	s := settings{
		Name:  root.OneOf("name", "north", "south"),
		Watts: root.Number("watts", 5),
		Count: root.Whole("count", 0),
		On:    root.Flag("on", true),
		Every: root.Duration("every", time.Second),
		Tags:  root.Texts("tags"),
	}
	for _, part := range root.Maps("parts") {
		part.Require("id")
		s.Parts = append(s.Parts, part.Text("id"))
		part.Done()
	}
	root.Done()
	return s, doc.Err()
}

func TestAWholeFileIsRead(t *testing.T) {
	got, err := read("name: north\nwatts: -1_500.5\ncount: 3\non: false\nevery: 200ms\ntags: [a, b]\nparts:\n  - {id: x}\n  - {id: y}\n")
	if err != nil {
		t.Fatal(err)
	}
	want := settings{"north", -1500.5, 3, false, 200 * time.Millisecond, []string{"a", "b"}, []string{"x", "y"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestANumberMayHaveAnExponentAsInJSON(t *testing.T) {
	got, err := read("{\n\t\"name\": \"north\",\n\t\"watts\": 12e2,\n\t\"count\": 1E+2\n}\n")
	if err != nil || got.Watts != 1200 || got.Count != 100 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestBadInputIsRefusedByFileLineAndField(t *testing.T) {
	tests := map[string]struct {
		text string
		want []string
	}{
		"an empty file lacks what is required": {"", []string{"house.yaml:1: MISSING_FIELD: name is missing"}},
		"an unknown field is named with the known ones": {
			"name: north\nwats: 3\n",
			[]string{"house.yaml:2: UNKNOWN_FIELD: unknown field wats; known are count, every, name, on, parts, tags, watts"},
		},
		"all faults come at once, in the order of lines": {
			"name: west\nwatts: many\ncount: 1.5\non: maybe\nevery: soon\n",
			[]string{
				`house.yaml:1: INVALID_VALUE: name is "west", want one of north, south`,
				`house.yaml:2: INVALID_VALUE: watts is "many", want a number`,
				`house.yaml:3: INVALID_VALUE: count is "1.5", want a whole number`,
				`house.yaml:4: INVALID_VALUE: on is "maybe", want true or false`,
				`house.yaml:5: INVALID_VALUE: every is "soon", want a time span such as 200ms, 5s or 1m30s`,
			},
		},
		"a number in quotes is a text":     {"name: north\nwatts: \"3\"\n", []string{`house.yaml:2: INVALID_VALUE: watts is "3", want a number without quotes`}},
		"an empty text is missing":         {"name: \"\"\n", []string{`house.yaml:1: MISSING_FIELD: name is missing`}},
		"not a number is no number":        {"name: north\nwatts: .nan\n", []string{`house.yaml:2: INVALID_VALUE: watts is ".nan", want a number`}},
		"a field given twice is refused":   {"name: north\nname: south\n", []string{"house.yaml:2:"}},
		"a fault inside a list has a path": {"name: north\nparts:\n  - {id: x}\n  - {ib: y}\n", []string{"house.yaml:4: MISSING_FIELD: parts[1].id is missing", "house.yaml:4: UNKNOWN_FIELD: unknown field parts[1].ib; known are id"}},
		"a scalar where a mapping belongs": {"name: north\nparts: [3]\n", []string{`house.yaml:2: INVALID_VALUE: parts[0] is "3", want a mapping of fields`}},
		"a list where the file's mapping belongs": {"- a\n", []string{
			`house.yaml:1: INVALID_VALUE: the file is "- a", want a mapping of fields`,
		}},
		"broken syntax is refused with its line": {"name: north\n  watts: [1\n", []string{"house.yaml:"}},
		"two documents are refused":              {"name: north\n---\nname: south\n", []string{"house.yaml:2: SYNTAX_ERROR: cannot be read: the file holds more than one document"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := read(tt.text)
			if err == nil {
				t.Fatal("accepted")
			}
			lines := strings.Split(err.Error(), "\n")
			if len(lines) != len(tt.want) {
				t.Fatalf("%d lines, want %d:\n%s", len(lines), len(tt.want), err)
			}
			for i, line := range lines {
				if !strings.HasPrefix(line, tt.want[i]) {
					t.Errorf("line %d\n got %s\nwant %s", i, line, tt.want[i])
				}
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "name: north", "parts: [{id: x}]", "a: &x [*x]", "{", "- - -", "name: |\n  text"} {
		f.Add(seed)
	}
	f.Fuzz(func(_ *testing.T, text string) {
		_, _ = read(text)
	})
}
