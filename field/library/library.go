// Package library holds device profiles by id, of whatever protocol they are written for.
//
//	lib, err := library.Load(files, Parse)
//	p, ok := lib.Profile("acme-battery")
package library

import (
	"fmt"
	"io/fs"
	"path"
	"slices"

	"ohmstead/energy/reason"
)

// Profile is what a library asks of a profile: its name.
type Profile interface{ Name() string }

// Of holds profiles of one kind. It is safe for concurrent use once nothing is added any more.
type Of[P Profile] struct {
	profiles map[string]P
	ids      []string
}

// New is a library of these profiles.
func New[P Profile](profiles ...P) (*Of[P], error) {
	l := &Of[P]{profiles: map[string]P{}}
	for _, p := range profiles {
		if err := l.Add(p); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// Load reads all profiles of the folder profiles. It takes some tens of milliseconds: do it once.
func Load[P Profile](files fs.FS, parse func(file string, data []byte) (P, error)) (*Of[P], error) {
	names, err := fs.Glob(files, "profiles/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list device profiles: %w", err)
	}
	l, err := New[P]()
	for i := 0; err == nil && i < len(names); i++ {
		var p P
		if p, err = Read(files, names[i], parse); err == nil {
			err = l.Add(p)
		}
	}
	return l, err
}

// Read reads one profile by the name of its file below files.
func Read[P Profile](files fs.FS, name string, parse func(file string, data []byte) (P, error)) (P, error) {
	data, err := fs.ReadFile(files, name)
	if err != nil {
		var none P
		return none, fmt.Errorf("read device profile: %w", err)
	}
	return parse(path.Base(name), data)
}

// Add puts a profile into the library. An id that is there already is refused with DUPLICATE_NAME.
func (l *Of[P]) Add(p P) error {
	if _, ok := l.profiles[p.Name()]; ok {
		return reason.New(reason.DuplicateName, reason.Params{"field": "profile", "name": p.Name()})
	}
	l.profiles[p.Name()] = p
	l.ids = append(l.ids, p.Name())
	slices.Sort(l.ids)
	return nil
}

// Profile is the profile of this id; false for one the library does not have.
func (l *Of[P]) Profile(id string) (P, bool) {
	p, ok := l.profiles[id]
	return p, ok
}

// IDs lists all profiles in alphabetical order.
func (l *Of[P]) IDs() []string { return l.Where(func(P) bool { return true }) }

// Where lists the profiles for which keep holds, in alphabetical order.
func (l *Of[P]) Where(keep func(P) bool) []string {
	var ids []string
	for _, id := range l.ids {
		if keep(l.profiles[id]) {
			ids = append(ids, id)
		}
	}
	return ids
}
