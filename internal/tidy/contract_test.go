package tidy_test

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// D-002 of document 004: where a site meets the grid is called a grid connection, and nothing else, in the
// texts of the pages, in the description of the API, in the catalogue of reasons and in what people read.
// The glossary says once which word of IEC 61850 that is.
func TestGridConnectionIsTheOneWord(t *testing.T) {
	others := regexp.MustCompile(`(?i)\b(point of common coupling|point of connection|(grid|mains|utility|public) (supply|intake)|supply (point|connection)|(mains|utility) connection|service entrance)\b|netzverknüpfungspunkt|hausanschluss|übergabepunkt|einspeisepunkt|netzverbindung|netzzugang`)
	said := map[string]int{}
	for _, pattern := range []string{"README.md", "CHANGELOG.md", "docs/*.md", "ui/src/i18n/*.ts", "ui/openapi.json", "energy/reason/*.go"} {
		files, err := filepath.Glob(filepath.Join("../..", pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for n, line := range strings.Split(string(text), "\n") {
				if strings.Contains(file, "glossary") && strings.HasPrefix(line, "| Grid connection |") {
					continue
				}
				if other := others.FindString(line); other != "" {
					t.Errorf("%s:%d: %q, say grid connection (Netzanschluss)", strings.TrimPrefix(file, "../../"), n+1, other)
				}
				for _, word := range []string{"Grid connection", "Netzanschluss", "GRID_CONNECTION"} {
					said[word] += strings.Count(line, word)
				}
			}
		}
	}
	for word, n := range said {
		if n == 0 {
			t.Errorf("nobody says %s", word)
		}
	}
}

// A-006 of document 004: it defines contracts of a domain and leaves storage, frameworks and deployment out.
// So do the packages that hold them: nothing below reaches a database, a network, a file or a page.
func TestTheContractsOfMicrogridsKnowNoStorage(t *testing.T) {
	allowed := map[string][]string{
		"energy/topology":            {"ohmstead/energy/"},
		"energy/balance":             {"ohmstead/energy/"},
		"backend/microgrid":          {"ohmstead/energy/", "ohmstead/backend/identity", "ohmstead/backend/microgrid/apply", "ohmstead/backend/microgrid/present", "ohmstead/backend/microgrid/rotation", "github.com/google/uuid"},
		"backend/microgrid/apply":    {"ohmstead/energy/", "github.com/google/uuid"},
		"backend/microgrid/present":  {"ohmstead/energy/"},
		"backend/microgrid/rotation": {"ohmstead/energy/"},
		"backend/microgrid/override": {"ohmstead/energy/", "ohmstead/backend/identity", "ohmstead/backend/microgrid", "ohmstead/backend/dispatch"},
	}
	technology := regexp.MustCompile(`^(database|net|os|embed|html|text/template|io/fs|syscall|plugin)(/|$)`)
	for folder, may := range allowed {
		files, err := filepath.Glob(filepath.Join("../..", folder, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", folder, len(files), err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range parsed.Imports {
				path := strings.Trim(i.Path.Value, `"`)
				if technology.MatchString(path) || strings.Contains(path, ".") && !within(path, may) || strings.HasPrefix(path, "ohmstead/") && !within(path, may) {
					t.Errorf("%s takes %s", strings.TrimPrefix(file, "../../"), path)
				}
			}
		}
	}
}

func within(path string, may []string) bool {
	for _, prefix := range may {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return false
}
