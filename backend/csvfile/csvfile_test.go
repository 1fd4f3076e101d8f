package csvfile_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"ohmstead/backend/csvfile"
)

func TestLines_OfFilesAsSpreadsheetsWriteThem(t *testing.T) {
	for name, tt := range map[string]struct {
		content string
		parted  csvfile.Parted
		want    [][]string
		at      []int
	}{
		"commas":                                 {"a,b\n1,2\n", csvfile.BySemicolon, [][]string{{"a", "b"}, {"1", "2"}}, []int{1, 2}},
		"semicolons behind a mark":               {"\ufeffa;b\n1,5;2\n", csvfile.BySemicolon, [][]string{{"a", "b"}, {"1,5", "2"}}, []int{1, 2}},
		"a semicolon in a name of one of commas": {"a;x,b\n", csvfile.ByCommaFirst, [][]string{{"a;x", "b"}}, []int{1}},
		"empty lines count, and are none":        {"a\n\n\nb\n", csvfile.BySemicolon, [][]string{{"a"}, {"b"}}, []int{1, 4}},
		"nothing":                                {"", csvfile.BySemicolon, nil, nil},
		"a quote that does not end":              {"a,b\n1,\"2\n", csvfile.BySemicolon, [][]string{{"a", "b"}, nil}, []int{1, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			lines, _ := csvfile.Open(tt.content, tt.parted)
			var got [][]string
			var at []int
			for {
				l, more := lines.Next()
				if !more {
					break
				}
				if got, at = append(got, l.Fields), append(at, l.Number); l.Why != nil {
					break
				}
			}
			if diff := cmp.Diff(tt.want, got) + cmp.Diff(tt.at, at); diff != "" {
				t.Error(diff)
			}
		})
	}
}
