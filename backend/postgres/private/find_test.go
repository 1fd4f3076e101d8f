package private

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// install puts a postgres of these major versions into folders like Debian's.
func install(t *testing.T, majors ...int) (pattern string) {
	t.Helper()
	root := t.TempDir()
	for _, major := range majors {
		dir := filepath.Join(root, fmt.Sprint(major), "bin")
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"postgres", "initdb"} {
			script := fmt.Sprintf("#!/bin/sh\necho '%s (PostgreSQL) %d.3 (Debian)'\n", name, major)
			if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
				t.Fatal(err)
			}
		}
	}
	return filepath.Join(root, "*", "bin")
}

func TestFind(t *testing.T) {
	tests := map[string]struct {
		installed []int
		want      int // the version that made the data, 0 for none
		found     int
		message   string
	}{
		"the newest is taken":                          {[]int{15, 17, 16}, 0, 17, ""},
		"data keep the version that made them":         {[]int{15, 17}, 15, 15, ""},
		"data whose version is gone name it":           {[]int{17}, 15, 0, "postgresql-15"},
		"nothing installed names the package and make": {nil, 0, 0, "install the package postgresql (make does)"},
		"a version that is too old is none":            {[]int{13}, 0, 0, "version 15 or newer"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			pattern := install(t, tt.installed...)
			t.Setenv("PATH", t.TempDir())
			got, err := find(t.Context(), pattern, tt.want)
			if got.major != tt.found || (err == nil) != (tt.message == "") {
				t.Fatalf("found %d, %v; want %d", got.major, err, tt.found)
			}
			if err != nil && !strings.Contains(err.Error(), tt.message) {
				t.Errorf("the message %q does not say %q", err, tt.message)
			}
		})
	}
	t.Run("PATH counts too", func(t *testing.T) {
		pattern := install(t, 16)
		t.Setenv("PATH", filepath.Join(filepath.Dir(filepath.Dir(pattern)), "16", "bin")+":/bin:/usr/bin")
		if got, err := find(t.Context(), filepath.Join(t.TempDir(), "*"), 0); err != nil || got.major != 16 {
			t.Errorf("found %d, %v; want 16", got.major, err)
		}
	})
}
