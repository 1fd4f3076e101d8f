package cell

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"ohmstead/energy/reason"
	"ohmstead/energy/storage"
)

// Model is a cell file.
type Model struct {
	Name      string
	Chemistry string
	// Origin says whose tests the values come from and which rows of them, Licence under which terms.
	Origin  string
	Licence string
	Spec    storage.Spec
	// Series, Parallel and LeadsOhm are those of a pack the file is of; 1, 1 and 0 for a cell.
	Series   int
	Parallel int
	LeadsOhm float64
}

// Pack is the model made ready for an estimator.
func (m Model) Pack() (storage.Pack, error) {
	c, err := storage.NewCell(m.Spec)
	if err != nil {
		return storage.Pack{}, fmt.Errorf("make a cell of %s: %w", m.Name, err)
	}
	return storage.Pack{Cell: c, Series: m.Series, Parallel: m.Parallel, LeadsOhm: m.LeadsOhm}, nil
}

//go:embed cells/*.yaml
var cells embed.FS

const extension = ".yaml"

// Names lists the cells that are built in.
func Names() []string {
	entries, err := fs.ReadDir(cells, "cells")
	if err != nil {
		panic(err) // it is embedded
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), extension))
	}
	return names
}

// Named is a cell that is built in. An unknown name is refused with UNKNOWN_NAME.
func Named(name string) (Model, error) {
	file := path.Join("cells", name+extension)
	data, err := cells.ReadFile(file)
	if err != nil {
		return Model{}, reason.New(reason.UnknownName, reason.Params{"field": "cell", "name": name, "known": strings.Join(Names(), ", ")})
	}
	return Read(file, data)
}

// Load is the cell of a file, where the text is a path, or else the one that is built in by that name.
func Load(file string) (Model, error) {
	if !strings.ContainsAny(file, `/\.`) {
		return Named(file)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return Model{}, fmt.Errorf("read cell file: %w", err)
	}
	return Read(file, data)
}

// Thresholds that hold where a file gives none.
const (
	// restAfter is after how long without a current a cell counts as resting: most of the branches'
	// voltage is gone after 30 min (Plett, Battery Management Systems vol. 1, §2.10).
	restAfter = 30 * time.Minute
	// restRate is up to which current it does, in C: what a battery's own electronics draw.
	restRate = 0.01
	// hysteresisRate goes over from one branch to the other within a fifth of the capacity, which fits
	// the LFP cells whose data are here best.
	hysteresisRate = 10
)
