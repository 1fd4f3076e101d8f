// Command gen writes the files that are made from the Go code and kept in the tree: the list of
// reasons and the runbooks for people and for the UI, the page of controllers and a record of each, the
// pages of states and of grid codes, the table of devices, and the API description the UI's client is made from. Its one argument
// is the root of the repository, the current folder if not given. The same code gives the same bytes.
package main

//go:generate go run . ../..

import (
	"fmt"
	"os"
	"path/filepath"

	"ohmstead/backend"
	"ohmstead/edge/site"
	"ohmstead/energy/reason"
)

func main() {
	root := "."
	if len(os.Args) > 1 {
		root = os.Args[1]
	}
	if err := generate(root); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// file is one generated file by its path below the root.
type file struct {
	path string
	data []byte
}

// files are all generated files of the repository at root.
func files(root string) ([]file, error) {
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		return nil, fmt.Errorf("run it in the root of the repository: %w", err)
	}
	document, err := backend.Document()
	if err != nil {
		return nil, err
	}
	stories, err := storiesOf(root)
	if err != nil {
		return nil, err
	}
	records := make([]file, 0, len(site.Catalogue()))
	for _, spec := range site.Catalogue() {
		one, err := record(root, spec, stories)
		if err != nil {
			return nil, err
		}
		records = append(records, one)
	}
	devices, err := devicesPage(root)
	if err != nil {
		return nil, err
	}
	known, err := profilesModule()
	if err != nil {
		return nil, err
	}
	runbooks, err := runbookFiles(root, reason.Catalogue())
	if err != nil {
		return nil, err
	}
	return append(append(records, runbooks...), []file{
		devices,
		{"docs/reasons.md", reasonsPage(reason.Catalogue())},
		{"docs/controllers.md", controllersPage(site.Catalogue(), stories)},
		{"docs/states.md", statesPage(site.Catalogue())},
		{"docs/grid-codes.md", gridCodesPage()},
		{"ui/src/gen/reasons.ts", reasonsModule(reason.Catalogue())},
		{"ui/src/gen/profiles.ts", known},
		{"ui/openapi.json", document},
	}...), nil
}

// generate writes every file below root.
func generate(root string) error {
	all, err := files(root)
	if err != nil {
		return err
	}
	for _, f := range all {
		if err := write(filepath.Join(root, filepath.FromSlash(f.path)), f.data); err != nil {
			return err
		}
	}
	return nil
}

func write(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("make the folder of %s: %w", path, err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
