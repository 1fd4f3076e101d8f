package bulk

import (
	"strings"
	"testing"

	"ohmstead/backend/identity"
	"ohmstead/backend/places"
)

// told is what is read of files: each row in a line, then each problem.
func told(files ...File) string {
	rows, problems := read(files)
	var out strings.Builder
	for _, r := range rows {
		out.WriteString(r.file + " " + string(r.kind))
		for _, f := range r.kind.Fields() {
			if c, ok := r.cells[f]; ok {
				out.WriteString(" " + f + "=" + c.text)
			}
		}
		out.WriteString("\n")
	}
	for _, p := range problems {
		out.WriteString(p.String() + "\n")
	}
	return strings.TrimSuffix(out.String(), "\n")
}

func TestRead(t *testing.T) {
	for _, tt := range []struct{ name, file, content, want string }{
		{"columns in any order", "sites.csv", "name,key\nPlant,north\n", "sites.csv sites key=north name=Plant"},
		{"as a spreadsheet in German writes it", "sites-2026.csv", "\ufeffkey;name\r\nnorth;\"Werk; Nord\"\r\n", "sites-2026.csv sites key=north name=Werk; Nord"},
		{"a name in capitals, from another system's folder", `C:\in\Sites.CSV`, "key\nnorth\n", `C:\in\Sites.CSV sites key=north`},
		{"a value over two lines", "sites.csv", "key,address,zone\na,\"one\ntwo\",x\n", "sites.csv sites key=a address=one\ntwo\nsites.csv:1: UNKNOWN_FIELD: unknown field zone; known are " + strings.Join(Sites.Fields(), ", ")},
		{"a line that is too short, and one that is right", "sites.csv", "key,name\na\nb,B\n", "sites.csv sites key=b name=B\nsites.csv:2: INVALID_VALUE: the line is 1 fields, want 2, as in the first line"},
		{"a field twice", "sites.csv", "key,key\na,b\n", "sites.csv sites key=a\nsites.csv:1: DUPLICATE_NAME: field key stands twice"},
		{"a quote that does not end", "sites.csv", "key\n\"a\n", "sites.csv:2: SYNTAX_ERROR: cannot be read: extraneous or missing \" in quoted-field"},
		{"a name that says nothing", "list.csv", "key\na\n", "list.csv:1: INVALID_VALUE: file is list.csv, want a name that begins with what is in it, such as sites.csv: one of " + kindNames()},
		{"a kind of file that is not read", "sites.xlsx", "", "sites.xlsx:1: INVALID_VALUE: file is sites.xlsx, want a name that ends in .csv, .yaml or .yml"},
		{"an empty file", "evses.csv", "", "evses.csv:1: INVALID_VALUE: file is evses.csv, want a first line with the names of fields: site, ocpp_id, asset, connector_types, cluster_id, max_power_watts"},
		{"YAML with two kinds and a list", "all.yaml", "sites:\n  - key: a\n    name: A\nevses:\n  - {site: a, ocpp_id: 0017, connector_types: [CHADEMO, MCS]}\n", "all.yaml sites key=a name=A\nall.yaml evses site=a ocpp_id=0017 connector_types=CHADEMO;MCS"},
		{"YAML that names what there is not", "all.yaml", "sties:\n  - key: a\nsites:\n  - key: a\n    zone: b\n", "all.yaml sites key=a\nall.yaml:1: UNKNOWN_FIELD: unknown field sties; known are " + kindNames() + "\nall.yaml:5: UNKNOWN_FIELD: unknown field zone; known are " + strings.Join(Sites.Fields(), ", ")},
		{"YAML that is no mapping", "all.yaml", "- a\n", "all.yaml:1: INVALID_VALUE: the file is - a, want lists of rows under the names " + kindNames()},
		{"a mapping where a value belongs", "all.yaml", "sites:\n  - key: {a: b}\n", "all.yaml sites\nall.yaml:2: INVALID_VALUE: key is {a: b}, want a value or a list of values"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := told(File{tt.file, tt.content}); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
	if got := told(File{"sites.csv", "key\na\n"}, File{"sites.csv", "key\nb\n"}); !strings.HasSuffix(got, "sites.csv:1: DUPLICATE_NAME: file sites.csv stands twice") {
		t.Error(got)
	}
}

// More than a request has time for is refused before anything is begun.
func TestRun_BoundsTheRows(t *testing.T) {
	content := "key\n" + strings.Repeat("a\n", maxRows+1)
	_, err := NewService(nil, places.Shelves{}, nil).Run(t.Context(), identity.Principal{}, Job{Files: []File{{"sites.csv", content}}})
	if want := "INVALID_VALUE: files is 2001 rows, want at most 2000 rows at once"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if _, err := NewService(nil, places.Shelves{}, nil).Run(t.Context(), identity.Principal{}, Job{}); err == nil || err.Error() != "MISSING_FIELD: files is missing" {
		t.Error(err)
	}
}

// FuzzRead: whatever comes in, every row and problem has its place in the file.
func FuzzRead(f *testing.F) {
	f.Add("sites.csv", "key,name\na,\"b\nc\"\n")
	f.Add("evses.csv", "\ufeffsite;ocpp_id\na;b\n;\n")
	f.Add("all.yaml", "sites:\n  - key: a\n    name: [a, b]\n  - null\nassets: 3\n")
	f.Add("all.yml", "---\n---\nsites: &a []\nassets: *a\n")
	f.Fuzz(func(t *testing.T, name, content string) {
		rows, problems := read([]File{{name, content}})
		lines := 2 + strings.Count(content, "\n") + strings.Count(content, "\r")
		for _, r := range rows {
			if r.line < 1 || r.line > lines {
				t.Errorf("a row in line %d of %d", r.line, lines)
			}
		}
		for _, p := range problems {
			if p.Line < 1 || p.Line > lines || p.File != name || p.Why == nil {
				t.Errorf("%+v in %d lines", p, lines)
			}
		}
	})
}
